"""Themes suggested for a report or for lines, as rows and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ofsted.codebook import Codebook


@dataclass(frozen=True)
class SuggestedTheme:
    """One theme suggested for a recommendation; its trigger are the characters `start` up to `end`
    of the wording.
    """

    theme: str
    probability: float
    start: int
    end: int
    is_uncertain: bool


@dataclass(frozen=True)
class SuggestedItem:
    """One recommendation as it was sent.

    `body`, `page`, `section` and `priority` are None where the text came without a report.
    """

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
    """What was sent, with the themes suggested for it.

    `report` is what the report says of itself; None for lines of text.

    Its judgements are grades by name as the tables have them, "not-given" where the framework makes
    none, None where none was found.
    """

    items: tuple[SuggestedItem, ...]
    model_version: str
    codebook_version: str
    sha256: str | None = None
    report: Mapping | None = None


def is_corrected(item: SuggestedItem, given: Sequence[str]) -> bool:
    """Whether the themes that somebody gave by hand are others than those suggested."""
    return set(given) != set(item.themes)


# What the download says of the report itself.
_SHOWN_OF_REPORT = (
    "local_authority",
    "framework",
    "inspection_start",
    "inspection_end",
    "published",
    "judgements",
)


def coding_frame(
    coding: SuggestedCoding,
    given: Mapping[int, Sequence[str]],
    codebook: Codebook,
    *,
    wording: bool,
) -> pd.DataFrame:
    """The coding as it stands, one row per recommendation and theme; a recommendation without one
    has a row with blanks.

    `given` are the themes of each recommendation by its order. `origin` says whether the classifier
    suggested the theme or somebody added it; `is_corrected` is about the recommendation. Triggers
    are characters of the wording, which is there only where it is asked for.
    """
    rows = []
    for item in coding.items:
        own = {suggestion.theme: suggestion for suggestion in item.suggestions}
        about = _about_item(item, given[item.order])
        last = {}
        if wording:
            last = {"text": item.text}
        themes = [_theme_row(theme, own.get(theme), codebook) for theme in given[item.order]]
        rows += [about | row | last for row in themes or [_BLANK_THEME]]
    provenance = {
        "report_sha256": coding.sha256,
        "model_version": coding.model_version,
        "codebook_version": coding.codebook_version,
    }
    return (
        pd.DataFrame(rows)
        .astype({"page": "Int64", "trigger_start": "Int64", "trigger_end": "Int64"})
        .assign(**provenance)
    )


def _about_item(item: SuggestedItem, given: Sequence[str]) -> dict[str, object]:
    return {
        "order": item.order,
        "page": item.page,
        "body": item.body,
        "is_corrected": is_corrected(item, given),
    }


# What is said of a theme, in this order; None where there is none to speak of.
_BLANK_THEME: dict[str, object] = dict.fromkeys(
    (
        "theme",
        "theme_label",
        "category",
        "category_label",
        "origin",
        "probability",
        "is_uncertain",
        "trigger_start",
        "trigger_end",
    )
)


def _theme_row(
    theme: str, suggestion: SuggestedTheme | None, codebook: Codebook
) -> dict[str, object]:
    category = codebook.category_of[theme]
    row = _BLANK_THEME | {
        "theme": theme,
        "theme_label": codebook.labels[theme],
        "category": category,
        "category_label": codebook.labels[category],
        "origin": "added by hand",
    }
    if suggestion:
        row |= {
            "origin": "classifier",
            "probability": suggestion.probability,
            "is_uncertain": suggestion.is_uncertain,
            "trigger_start": suggestion.start,
            "trigger_end": suggestion.end,
        }
    return row


def coding_json(
    coding: SuggestedCoding,
    given: Mapping[int, Sequence[str]],
    codebook: Codebook,
    *,
    wording: bool,
) -> str:
    """The coding as it stands as one JSON object: provenance, what the report says of itself, and
    every recommendation with its themes.
    """
    items = []
    for item in coding.items:
        own = {suggestion.theme: suggestion for suggestion in item.suggestions}
        about = _about_item(item, given[item.order])
        themes = [_theme_row(theme, own.get(theme), codebook) for theme in given[item.order]]
        removed = sorted(set(item.themes) - set(given[item.order]))
        about |= {"themes": themes, "removed": removed}
        if wording:
            about["text"] = item.text
        items.append(about)
    report = None
    if coding.report:
        report = {name: coding.report[name] for name in _SHOWN_OF_REPORT}
    provenance = {
        "report_sha256": coding.sha256,
        "model_version": coding.model_version,
        "codebook_version": coding.codebook_version,
    }
    status = "suggested by a classifier, corrected by hand where it says so; not checked"
    return (
        json.dumps(
            provenance | {"status": status, "report": report, "recommendations": items},
            ensure_ascii=False,
            indent=2,
        )
        + "\n"
    )
