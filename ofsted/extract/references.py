"""What is printed with a recommendation but is not its wording: paragraph references and
national-framework tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARAGRAPHS = re.compile(
    r"\s*[(\[]\s*(?:see |pages? [\d, ]+:?"
    r" ?)?para(?:graph)?s?\.?:?\s+(?P<numbers>[^()\[\]]*\d[^()\[\]]*)[)\]]",
    re.I,
)
_WHOLE_REPORT = re.compile(r"\s*\(throughout\)", re.I)
_KIND = r"(?:outcomes?|enablers?|principles?)"
_NUMBER = r"(?:\d|one|two|three|four|five|six)"
_BRACKETED = re.compile(
    rf"\s*[(\[]\s*(?P<tag>[^()\[\]]*(?:\b{_KIND}\s+{_NUMBER}\b|national framework)[^()\[\]]*)[)\]]",
    re.I,
)
_BARE = re.compile(
    rf"(?P<tag>\b{_KIND}\s+{_NUMBER}\b[:,]?\s+(?:of the )?(?:children’s social care:? )?national"
    r" framework)\b",
    re.I,
)


@dataclass(frozen=True)
class Wording:
    """A recommendation's words apart from what is printed with them; `tags` keeps everything taken
    off, as printed.
    """

    text: str
    framework_tag: str | None
    paragraphs: tuple[str, ...]
    tags: tuple[str, ...]


def split_references(printed: str) -> Wording:
    """Take paragraph references and framework tags off a printed item, leaving one full stop where
    each stood before one.
    """
    paragraphs: list[str] = []
    tags: list[str] = []
    for match in _PARAGRAPHS.finditer(printed):
        paragraphs += re.findall(r"\d+", match["numbers"])
        tags.append(match[0].strip())
    tags += [match[0].strip() for match in _WHOLE_REPORT.finditer(printed)]
    text = _WHOLE_REPORT.sub("", _PARAGRAPHS.sub("", printed))
    framework_tags = []
    for pattern in (_BRACKETED, _BARE):
        for match in pattern.finditer(text):
            framework_tags.append(match["tag"].strip())
            tags.append(match[0].strip())
        text = pattern.sub("", text)
    return Wording(
        _tidy(text) if tags else text,
        "; ".join(framework_tags) or None,
        tuple(paragraphs),
        tuple(tags),
    )


def _tidy(text: str) -> str:
    text = re.sub(r"\s+([.,;:])", r"\1", re.sub(r"\s+", " ", text)).strip()
    text = re.sub(r"([.;])(?:\s*[.;])+$", r"\1", text)
    return re.sub(r"^[.,;:]\s*", "", text)
