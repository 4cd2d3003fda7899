"""Themes suggested for what a reader sends, a report or lines of text, and the coding as they leave it, to be downloaded.

Everything here lives in the values that are given back: nothing is written, cached or logged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ofsted import paths
from ofsted.classifying import EVALUATION, MODEL, code_texts
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding.classifier import MOST_THEMES as MOST_THEMES  # passed on to the dashboard
from ofsted.coding.classifier import Classifier, read_classifier
from ofsted.errors import OfstedError
from ofsted.reading import read_sent_report

MAX_LINES = 200
MAX_CHARACTERS = 20_000
_LIST_MARK = re.compile(r"^\s*(?:[-–—•*▪◦]\s+|\(?\d{1,3}[.)]\s+)")
_BODIES = {"local authority": "authority", "LSCB": "lscb"}


@dataclass(frozen=True)
class Suggester:
    """A trained classifier, its codebook, and its marks for themes on authorities it has not seen; None where it was not judged."""

    model: Classifier
    codebook: Codebook
    marks: Mapping[str, float] | None


@dataclass(frozen=True)
class SuggestedTheme:
    """One theme suggested for a recommendation; its trigger are the characters `start` up to `end` of the wording."""

    theme: str
    probability: float
    start: int
    end: int
    is_uncertain: bool


@dataclass(frozen=True)
class SuggestedItem:
    """One recommendation as it was sent. `body`, `page`, `section` and `priority` are None where the text came without a report."""

    order: int
    text: str
    suggestions: tuple[SuggestedTheme, ...]
    body: str | None = None
    page: int | None = None
    section: str | None = None
    priority: str | None = None

    @property
    def themes(self) -> tuple[str, ...]:
        """Ids of the suggested themes in codebook order."""
        return tuple(suggestion.theme for suggestion in self.suggestions)


@dataclass(frozen=True)
class SuggestedCoding:
    """What was sent, with the themes suggested for it. `report` is what the report says of itself; None for lines of text.

    Its judgements are grades by name as the tables have them, "not-given" where the framework makes none, None where none was found.
    """

    items: tuple[SuggestedItem, ...]
    model_version: str
    codebook_version: str
    sha256: str | None = None
    report: Mapping | None = None


def read_suggester() -> Suggester:
    """The committed classifier. Raises `OfstedError` naming the file where it is missing or damaged."""
    marks = json.loads(EVALUATION.read_text(encoding="utf-8"))["theme"]["classifier"] if EVALUATION.exists() else None
    return Suggester(read_classifier(MODEL), read_codebook(paths.CODEBOOK), marks)


def code_sent_report(content: bytes, suggester: Suggester, on_wait: Callable[[str, float], None] = lambda stage, seconds: None) -> SuggestedCoding:
    """A report in a PDF read and coded; `on_wait` as in `read_sent_report`. Raises `ReportError` saying what was expected."""
    report = read_sent_report(content, on_wait)
    found = report.pop("recommendations")
    grades = {name: grade.replace(" ", "-") if grade else None for name, grade in report["judgements"].items()}
    items = tuple(
        SuggestedItem(row["n"], *_wording(row["text"], coded), _BODIES[row["addressee"]], row["page"], row["section"], row["priority"])
        for row, coded in zip(found, _code([row["text"] for row in found], suggester), strict=True)
    )
    return SuggestedCoding(items, *_versions(suggester), report["sha256"], report | {"judgements": grades})


def code_sent_lines(text: str, suggester: Suggester) -> SuggestedCoding:
    """Recommendations coded that stand one on a line, without the bullets and numbers of a list. Raises `OfstedError` saying what was expected."""
    lines = [bare for line in text.splitlines() if (bare := _LIST_MARK.sub("", line).strip())]
    if not lines:
        raise OfstedError("There is no text. Expected: recommendations, one on a line.")
    if len(lines) > MAX_LINES or len(text) > MAX_CHARACTERS:
        raise OfstedError(f"There is too much text. Expected: at most {MAX_LINES} lines and {MAX_CHARACTERS:,} characters in all.")
    items = (SuggestedItem(order, *_wording(line, coded)) for order, (line, coded) in enumerate(zip(lines, _code(lines, suggester), strict=True), start=1))
    return SuggestedCoding(tuple(items), *_versions(suggester))


def _code(texts: Sequence[str], suggester: Suggester) -> list[dict]:
    return list(code_texts(texts, suggester.model, suggester.codebook))


def _versions(suggester: Suggester) -> tuple[str, str]:
    return suggester.model.provenance.model_version, suggester.codebook.version


def _wording(text: str, coded: dict) -> tuple[str, tuple[SuggestedTheme, ...]]:
    """The wording with its suggestions: verbatim where the triggers' places in the normal form hold for it, else in the normal form."""
    normal = coded["text"]
    is_aligned = len(text) == len(normal) and all(a == b or not (a.isalnum() or b.isalnum()) for a, b in zip(text, normal, strict=True))
    themes = (SuggestedTheme(row["theme"], row["probability"], row["start"], row["end"], row["uncertain"]) for row in coded["themes"])
    return text if is_aligned else normal, tuple(themes)


def is_corrected(item: SuggestedItem, given: Sequence[str]) -> bool:
    """Whether the themes that somebody gave by hand are others than those suggested."""
    return set(given) != set(item.themes)


def coding_frame(coding: SuggestedCoding, given: Mapping[int, Sequence[str]], codebook: Codebook, *, wording: bool) -> pd.DataFrame:
    """The coding as it stands, one row per recommendation and theme; a recommendation without one has a row with blanks.

    `given` are the themes of each recommendation by its order. `origin` says whether the classifier suggested the theme or somebody added it;
    `is_corrected` is about the recommendation. Triggers are characters of the wording, which is there only where it is asked for.
    """
    rows = []
    for item in coding.items:
        own = {suggestion.theme: suggestion for suggestion in item.suggestions}
        about = {"order": item.order, "page": item.page, "body": item.body, "is_corrected": is_corrected(item, given[item.order])}
        for theme in given[item.order] or (None,):
            rows.append(about | _theme_row(theme, own.get(theme), codebook) | ({"text": item.text} if wording else {}))
    provenance = {"report_sha256": coding.sha256, "model_version": coding.model_version, "codebook_version": coding.codebook_version}
    return pd.DataFrame(rows).astype({"page": "Int64", "trigger_start": "Int64", "trigger_end": "Int64"}).assign(**provenance)


def _theme_row(theme: str | None, suggestion: SuggestedTheme | None, codebook: Codebook) -> dict:
    labels = codebook.labels
    category = codebook.category_of.get(theme)
    row = {"theme": theme, "theme_label": labels.get(theme), "category": category, "category_label": labels.get(category)}
    row["origin"] = None if theme is None else "classifier" if suggestion else "added by hand"
    row |= {"probability": None, "is_uncertain": None, "trigger_start": None, "trigger_end": None}
    if suggestion:
        row |= {
            "probability": suggestion.probability,
            "is_uncertain": suggestion.is_uncertain,
            "trigger_start": suggestion.start,
            "trigger_end": suggestion.end,
        }
    return row


def coding_json(coding: SuggestedCoding, given: Mapping[int, Sequence[str]], codebook: Codebook, *, wording: bool) -> str:
    """The coding as it stands as one JSON object: provenance, what the report says of itself, and every recommendation with its themes."""
    items = []
    for item in coding.items:
        own = {suggestion.theme: suggestion for suggestion in item.suggestions}
        about = {"order": item.order, "page": item.page, "body": item.body, "is_corrected": is_corrected(item, given[item.order])}
        themes = [_theme_row(theme, own.get(theme), codebook) for theme in given[item.order]]
        items.append(about | {"themes": themes, "removed": sorted(set(item.themes) - set(given[item.order]))} | ({"text": item.text} if wording else {}))
    report = (
        {name: coding.report[name] for name in ("local_authority", "framework", "inspection_start", "inspection_end", "published", "judgements")}
        if coding.report
        else None
    )
    provenance = {"report_sha256": coding.sha256, "model_version": coding.model_version, "codebook_version": coding.codebook_version}
    status = "suggested by a classifier, corrected by hand where it says so; not checked"
    return json.dumps(provenance | {"status": status, "report": report, "recommendations": items}, ensure_ascii=False, indent=2) + "\n"
