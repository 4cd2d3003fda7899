"""Themes suggested for what a reader sends, a report or lines of text, and the coding as they leave
it, to be downloaded.

Everything here lives in the values that are given back: nothing is written, cached or logged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ofsted import paths
from ofsted.classifier.model import CODER, Classifier, Suggestion, read_classifier
from ofsted.classifier.suggested import SuggestedCoding, SuggestedItem, SuggestedTheme
from ofsted.codebook import Codebook, read_codebook
from ofsted.documents import read_json, reading
from ofsted.errors import OfstedError, ReportError
from ofsted.extract.judgements import grade_codes
from ofsted.extract.pasted import split_pasted
from ofsted.extract.report import extract_report
from ofsted.extract.sandbox import read_sent_report
from ofsted.extract.wording import normal_text
from ofsted.limits import MOST_PASTED_CHARACTERS, MOST_PASTED_LINES

_BODIES = {"local authority": "authority", "LSCB": "lscb"}


@dataclass(frozen=True)
class Suggester:
    """A trained classifier, its codebook, and its marks for themes on authorities it has not seen;
    None where it was not judged.
    """

    model: Classifier
    codebook: Codebook
    marks: Mapping[str, float] | None


def read_suggester() -> Suggester:
    """The committed classifier.

    Raises `OfstedError` naming the file where it is missing or damaged.
    """
    return Suggester(read_classifier(paths.MODEL), read_codebook(paths.CODEBOOK), _read_marks())


def _read_marks() -> Mapping[str, float] | None:
    if not paths.EVALUATION.exists():
        return None
    with reading(paths.EVALUATION, "the evaluation of the classifier"):
        return read_json(paths.EVALUATION)["theme"]["classifier"]


def code_sent_report(
    content: bytes,
    suggester: Suggester,
    on_wait: Callable[[str, float], None] = lambda stage, seconds: None,
) -> SuggestedCoding:
    """A report in a PDF read and coded; `on_wait` as in `read_sent_report`.

    Raises `ReportError` saying what was expected.
    """
    report = read_sent_report(content, on_wait)
    found = report.pop("recommendations")
    grades = grade_codes(report["judgements"])
    items = tuple(
        SuggestedItem(
            row["n"],
            *_wording(row["text"], coded),
            _BODIES[row["addressee"]],
            row["page"],
            row["section"],
            row["priority"],
        )
        for row, coded in zip(found, _code([row["text"] for row in found], suggester), strict=True)
    )
    return SuggestedCoding(
        items, *_versions(suggester), report["sha256"], report | {"judgements": grades}
    )


def code_sent_lines(text: str, suggester: Suggester) -> SuggestedCoding:
    """Recommendations coded that stand one on a line, or in a list with bullets or numbers.

    Raises `OfstedError` saying what was expected.
    """
    lines = split_pasted(text)
    if not lines:
        raise OfstedError("There is no text. Expected: recommendations, one on a line.")
    if len(lines) > MOST_PASTED_LINES or len(text) > MOST_PASTED_CHARACTERS:
        raise OfstedError(
            f"There is too much text. Expected: at most {MOST_PASTED_LINES} lines and "
            f"{MOST_PASTED_CHARACTERS:,} characters in all."
        )
    items = (
        SuggestedItem(order, *_wording(line, coded))
        for order, (line, coded) in enumerate(
            zip(lines, _code(lines, suggester), strict=True), start=1
        )
    )
    return SuggestedCoding(tuple(items), *_versions(suggester))


def _code(texts: Sequence[str], suggester: Suggester) -> list[dict]:
    return list(code_texts(texts, suggester.model, suggester.codebook))


def _versions(suggester: Suggester) -> tuple[str, str]:
    return suggester.model.provenance.model_version, suggester.codebook.version


def _wording(text: str, coded: dict) -> tuple[str, tuple[SuggestedTheme, ...]]:
    """The wording with its suggestions: verbatim where the triggers' places in the normal form hold
    for it, else in the normal form.
    """
    normal = coded["text"]
    is_aligned = len(text) == len(normal) and all(
        a == b or not (a.isalnum() or b.isalnum()) for a, b in zip(text, normal, strict=True)
    )
    themes = (
        SuggestedTheme(row["theme"], row["probability"], row["start"], row["end"], row["uncertain"])
        for row in coded["themes"]
    )
    if is_aligned:
        return text, tuple(themes)
    return normal, tuple(themes)


LINES_AT_ONCE = 256


def code_texts(texts: Iterable[str], model: Classifier, codebook: Codebook) -> Iterator[dict]:
    """One object per text, in order: its normalised form and the themes suggested for it; a reason
    where there are none.
    """
    lines = iter(texts)
    while batch := [normal_text(_encodable(line)) for line in islice(lines, LINES_AT_ONCE)]:
        for text, (suggestions, categories) in zip(batch, model.judge(batch), strict=True):
            yield _as_json(text, suggestions, categories, codebook) | _provenance(model)


def _encodable(text: str) -> str:
    """The text with what no UTF-8 can hold (half a surrogate pair) as question marks."""
    return text.encode("utf-8", "replace").decode()


def _provenance(model: Classifier) -> dict:
    return {
        "coder": CODER,
        "model_version": model.provenance.model_version,
        "codebook_version": model.provenance.codebook_version,
    }


def _as_json(
    text: str, suggestions: Sequence[Suggestion], categories: Sequence[str], codebook: Codebook
) -> dict:
    themes = [
        {
            "theme": s.theme,
            "label": codebook.labels[s.theme],
            "category": codebook.category_of[s.theme],
            "probability": s.probability,
            "start": s.start,
            "end": s.end,
            "trigger": text[s.start : s.end],
            "uncertain": s.is_uncertain,
        }
        for s in suggestions
    ]
    found = {
        "text": text,
        "themes": themes,
        "categories": list(categories),
        "uncertain": not themes or any(s.is_uncertain for s in suggestions),
    }
    if not themes:
        found["reason"] = "no words to read"
        if any(c.isascii() and c.isalnum() for c in text):
            found["reason"] = "no theme is likely enough"
    return found


def code_report(path: Path, model: Classifier, codebook: Codebook) -> dict:
    """One object for a report file: its cover and its recommendations with page, body and suggested
    themes, or the error that kept it from being read.
    """
    try:
        report = extract_report(path)
    except ReportError as error:
        return {"report_file": path.name, "error": str(error)}
    coded = code_texts(
        (recommendation.text for recommendation in report.recommendations), model, codebook
    )
    own = _provenance(model)
    return {
        "report_file": report.file_name,
        "sha256": report.sha256,
        "local_authority": report.cover.local_authority,
        "framework": report.cover.framework,
        **own,
        "recommendations": [
            {
                "order": recommendation.order,
                "page": recommendation.page,
                "body": recommendation.body,
            }
            | {name: value for name, value in found.items() if name not in own}
            for recommendation, found in zip(report.recommendations, coded, strict=True)
        ],
        "warnings": report.warnings,
    }
