"""What a coder says of a text, checked against the text and the codebook before it counts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ofsted.codebook import Codebook
from ofsted.coding.handed import Fault, Line, parse_rows
from ofsted.limits import (
    MOST_THEMES,
    SHARED_RUN_WORDS,
    SUMMARY_WORDS,
)

# Names of authorities that can open a sentence which names none.
ORDINARY_WORDS = ("Bury", "Reading")
PERSON = "person"  # who may give a theme without naming the words that point at it
_FORM = '{"id", "codes": [[theme, trigger], …]}'


@dataclass(frozen=True)
class Label:
    """One theme with its trigger: characters `start` up to `end` of the normalised text."""

    theme: str
    start: int
    end: int
    is_primary: bool


@dataclass(frozen=True)
class CodedText:
    """One coder's labels for one text; without labels there is a reason.

    `text_id` is the start of the text's hash.
    """

    text_id: str
    labels: tuple[Label, ...]
    reason: str = ""
    summary: str = ""


@dataclass(frozen=True)
class _Handed:
    """A row as it was handed in."""

    text_id: str
    pairs: tuple[tuple[str, str | None], ...]
    primary: str | None
    reason: str
    summary: str


def parse_codings(
    lines: Iterable[Line],
    texts: Mapping[str, str],
    codebook: Codebook,
    *,
    names: Collection[str] | None = None,
) -> tuple[list[CodedText], list[Fault]]:
    """Codings from JSON lines `{"id", "codes": [[theme, trigger], …], "primary", "reason",
    "summary"}`, and every faulty row.

    `texts` are normalised texts by id. `names` are those of authorities, which a summary may not
    use; without them no summary is expected. A row with a fault is left out whole; the others
    count. A row `"by": "person"` may have null as a trigger: the whole wording then stands for it.
    """
    coded: dict[str, CodedText] = {}
    faults: list[Fault] = []
    for row in parse_rows(lines, _take, _FORM):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        handed = row.asked
        what = _fault(handed, texts, codebook, names)
        if handed.text_id in coded:
            what = "coded more than once; the first row counts"
        if what:
            faults.append(row.fault(handed.text_id, what))
        else:
            coded[handed.text_id] = _coded(handed, texts[handed.text_id])
    return list(coded.values()), faults


def _take(row: Mapping) -> _Handed:
    is_person = row.get("by") == PERSON
    pairs = tuple(
        (str(theme), None if is_person and trigger is None else str(trigger).strip())
        for theme, trigger in row["codes"]
    )
    reason, summary = (
        re.sub(r"\s+", " ", str(row.get(name) or "")).strip() for name in ("reason", "summary")
    )
    return _Handed(str(row["id"]), pairs, row.get("primary"), reason, summary)


def _fault(
    handed: _Handed, texts: Mapping[str, str], codebook: Codebook, names: Collection[str] | None
) -> str | None:
    text = texts.get(handed.text_id)
    if text is None:
        return "no such text"
    if what := _fault_in_codes(handed, text, codebook):
        return what
    if names is None:
        return None
    return fault_in_summary(handed.summary, text, names)


def _coded(handed: _Handed, text: str) -> CodedText:
    labels = tuple(
        Label(theme, *place_trigger(trigger, text), theme == handed.primary)
        for theme, trigger in handed.pairs
    )
    reason = ""
    if not labels:
        reason = handed.reason
    return CodedText(handed.text_id, labels, reason, handed.summary)


def find_trigger(trigger: str | None, text: str) -> tuple[int, int] | None:
    """The first place of a trigger as whole words, whatever their case; None where the text does
    not have it so. No trigger at all is the whole text.
    """
    if trigger is None:
        return 0, len(text)
    words = re.escape(trigger.strip())
    if not words:
        return None
    match = re.search(rf"(?<!\w){words}(?!\w)", text, re.I)
    if match is None:
        return None
    return match.span()


def place_trigger(trigger: str | None, text: str) -> tuple[int, int]:
    """The place of a trigger that has been found in the text before. Raises `ValueError`."""
    place = find_trigger(trigger, text)
    if place is None:
        raise ValueError("the trigger is not in the text as whole words")
    return place


def _fault_in_codes(handed: _Handed, text: str, codebook: Codebook) -> str | None:
    themes = [theme for theme, _ in handed.pairs]
    if len(themes) > MOST_THEMES:
        return f"{len(themes)} themes; expected at most {MOST_THEMES}"
    if len(set(themes)) < len(themes):
        return "a theme stands twice"
    if unknown := [theme for theme in themes if theme not in codebook.category_of]:
        return f"not in codebook {codebook.version}: {unknown}"
    if untriggered := [theme for theme, trigger in handed.pairs if not find_trigger(trigger, text)]:
        return f"the trigger is not in the text as whole words: {untriggered}"
    if themes and handed.primary not in themes:
        return "the primary theme is not one of the themes"
    if not themes and not handed.reason:
        return "no theme and no reason"
    return None


def most_words(text: str | None) -> int:
    """How many words a summary of the text may have; the higher limit where no text is at hand."""
    if text is None:
        return SUMMARY_WORDS[0][1]
    length = len(text.split())
    return next(most for least, most in SUMMARY_WORDS if length >= least)


def fault_in_summary(summary: str, text: str | None, names: Collection[str]) -> str | None:
    """What is wrong with a summary: blank, too long, an authority's name, or words taken over from
    the text (where it is at hand).
    """
    count, most = len(summary.split()), most_words(text)
    if not 0 < count <= most:
        return f"the summary has {count} words; expected 1 to {most}"
    if named := find_names(summary, names):
        return f"the summary names {', '.join(named)}; expected no authority"
    if text is not None and shares_words(summary, text):
        return f"the summary shares {SHARED_RUN_WORDS} words in a row with the text"
    return None


def find_names(ours: str, names: Collection[str]) -> list[str]:
    """The names that stand in our words as whole words, written as names are; the longest where one
    holds another.

    "Reading" and "Bury" open a sentence as ordinary words, and are names there only in the
    possessive.
    """
    if not names:
        return []
    matches = _name_pattern(frozenset(names)).finditer(ours)
    return [match[0] for match in matches if not _is_ordinary(match)]


@lru_cache(maxsize=1)
def _name_pattern(names: frozenset[str]) -> re.Pattern:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def _is_ordinary(match: re.Match) -> bool:
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :]
    opens_sentence = not before or before[-1] in ".:;?!"
    return match[0] in ORDINARY_WORDS and opens_sentence and not after.startswith(("'s", "’s"))


def shares_words(ours: str, text: str) -> bool:
    """Whether our words have a run of `SHARED_RUN_WORDS` in common with the text."""
    own, printed = split_words(ours), split_words(text)
    runs = {
        tuple(printed[i : i + SHARED_RUN_WORDS]) for i in range(len(printed) - SHARED_RUN_WORDS + 1)
    }
    return any(
        tuple(own[i : i + SHARED_RUN_WORDS]) in runs for i in range(len(own) - SHARED_RUN_WORDS + 1)
    )


def split_words(text: str) -> list[str]:
    """The words of a text for comparing: lower case, letters and digits, apostrophes left out."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "'").replace("'", ""))
