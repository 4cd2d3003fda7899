"""Which reports and recommendations a set of filters chooses, and the filters in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from ofsted import glossary, words
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.samples import SampleDesign, sample_rows
from ofsted.errors import OfstedError

REPORT_FIELDS = (
    "framework",
    "rating",
    "deprivation",
    "rurality",
    "region",
    "la_type",
    "area",
    "year",
)
CODE_FIELDS = ("category", "theme")
FIELDS = (*REPORT_FIELDS, "body", *CODE_FIELDS)

_CLAUSE = re.compile(
    r"reports, (on|rated|inspected|in|without) "
)  # what follows "reports" without a comma
_BODIES = {
    "authority": "authority recommendations",
    "lscb": "safeguarding board (LSCB) recommendations",
    "both": "recommendations to authority and safeguarding board",
}


@dataclass(frozen=True)
class Selection:
    """The filters: an empty tuple or None restricts nothing, several values of one field mean any
    of them.
    """

    framework: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    deprivation: tuple[int, ...] = ()
    rurality: tuple[int, ...] = ()
    year: tuple[int, int] | None = None
    region: tuple[str, ...] = ()
    la_type: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    body: str = "authority"
    category: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    sample: SampleDesign | None = None


def choose_reports(dataset: Dataset, selection: Selection) -> np.ndarray:
    """Bool over reports: those the filters choose.

    Reports that list no recommendation stay in, they are denominators.

    For the authority, reviews of a safeguarding board alone drop out; for the board, every report
    that could not hold its list.
    """
    reports = dataset.reports
    chosen = _addressed_reports(dataset, selection.body)
    for field in ("framework", "rating", "deprivation", "rurality", "region", "la_type", "area"):
        if wanted := getattr(selection, field):
            chosen &= reports["urn" if field == "area" else field].isin(wanted).to_numpy()
    if selection.year is not None:
        chosen &= reports["year"].between(*selection.year).to_numpy()
    if selection.sample is not None:
        chosen &= sample_rows(reports, selection.sample)
    return chosen


def choose_recommendations(
    dataset: Dataset, selection: Selection, *, coded: bool = False
) -> np.ndarray:
    """Bool over recommendations: those of the chosen reports and body; if `coded`, only those with
    any of the chosen themes or categories.
    """
    chosen = choose_reports(dataset, selection)[dataset.report_rows]
    if selection.body != "both":
        chosen &= (dataset.recommendations["body"] == selection.body).to_numpy()
    if coded and (selection.category or selection.theme):
        chosen &= _carry(dataset, "category", selection.category) | _carry(
            dataset, "theme", selection.theme
        )
    return chosen


def count_options(dataset: Dataset, selection: Selection, field: str) -> dict:
    """Recommendations per option of a filter with every other filter applied; every option is
    listed, also with 0.

    Categories and themes widen each other (any of either), so for both of them both are lifted.
    Raises `OfstedError` on an unknown field.
    """
    if field not in FIELDS:
        raise OfstedError(f"no filter {field!r}; expected one of {FIELDS}")
    if field == "body":
        return {
            code: int(
                choose_recommendations(dataset, replace(selection, body=code), coded=True).sum()
            )
            for code in glossary.codes("body")
        }
    if field in CODE_FIELDS:
        chosen = choose_recommendations(dataset, selection)
        return {
            code: int((_carry(dataset, field, (code,)) & chosen).sum())
            for code in list_options(dataset, field)
        }
    chosen = choose_recommendations(
        dataset, replace(selection, **{field: None if field == "year" else ()}), coded=True
    )
    values = dataset.reports["urn" if field == "area" else field].take(dataset.report_rows[chosen])
    counts = values.value_counts()
    return {code: int(counts.get(code, 0)) for code in list_options(dataset, field)}


def list_options(dataset: Dataset, field: str) -> tuple:
    """Every option of a filter in printing order: fixed lists in full, regions and areas by name,
    years without gaps.

    Themes are all those of the codebook, also those that the view of the codebook does not count on
    their own.
    """
    if field in CODE_FIELDS:
        return dataset.category_ids if field == "category" else dataset.leaf_ids
    if field == "area":
        return tuple(dataset.area_names)
    if field == "region":
        return tuple(sorted(dataset.reports["region"].dropna().unique().tolist()))
    if field == "year":
        years = dataset.reports["year"]
        return tuple(range(int(years.min()), int(years.max()) + 1)) if len(years) else ()
    return glossary.codes(field)


def describe_selection(selection: Selection, dataset: Dataset, *, coded: bool = True) -> str:
    """The filters in words; if not `coded`, without themes and categories, as for figures whose N
    they do not touch.
    """
    parts = [_describe_reports(selection)]
    if selection.rating:
        given = [
            glossary.short_label("rating", code) for code in selection.rating if code != "not-given"
        ]
        phrases = [f"rated {_either(given)}"] if given else []
        parts.append(
            " or ".join(phrases + ["without an overall rating"] * ("not-given" in selection.rating))
        )
    for field in ("deprivation", "rurality", "la_type"):
        if codes := getattr(selection, field):
            parts.append(_either([glossary.label(field, code) for code in codes]))
    if selection.region:
        parts.append(f"in {words.listed(list(selection.region), others='more regions')}")
    if selection.area:
        names = [dataset.area_names.get(urn, f"area {urn}") for urn in selection.area]
        parts.append(f"on {words.listed(names, others='more areas')}")
    if selection.year is not None:
        first, last = selection.year
        parts.append(f"inspected {first}" if first == last else f"inspected {first}–{last}")
    parts.append(_BODIES[selection.body])
    if selection.sample is not None:
        parts.append("of one stratified sample of reports")
    if coded and (selection.category or selection.theme):
        parts.append(
            _describe_codes(
                [
                    dataset.codebook.labels.get(code, code)
                    for code in (*selection.category, *selection.theme)
                ]
            )
        )
    return _CLAUSE.sub(r"reports \1 ", ", ".join(parts), count=1)


def _describe_reports(selection: Selection) -> str:
    names = [glossary.short_label("framework", code) for code in selection.framework]
    if names:
        return f"{words.listed(names, most=5)} reports"
    return (
        "all reports"
        if not any(getattr(selection, field) for field in REPORT_FIELDS)
        else "reports"
    )


def _describe_codes(labels: list[str]) -> str:
    if len(labels) == 1:
        return f"coded {labels[0]}"
    more = f" and {len(labels) - 3} more" if len(labels) > 3 else ""
    return f"coded any of: {'; '.join(labels[:3])}{more}"


def _either(labels: list[str]) -> str:
    """Labels joined by "or", the first letter of each in lower case."""
    lowered = [label[:1].lower() + label[1:] for label in labels]
    return " or ".join([", ".join(lowered[:-1]), lowered[-1]]) if len(lowered) > 1 else lowered[0]


def _addressed_reports(dataset: Dataset, body: str) -> np.ndarray:
    """Bool over reports: those that could list recommendations to the body."""
    authority = (dataset.reports["variant"] != "lscb-review").to_numpy()
    board = (dataset.reports["lscb_list_state"] != "not-applicable").to_numpy()
    try:
        return {"authority": authority, "lscb": board, "both": authority | board}[body].copy()
    except KeyError:
        raise OfstedError(f"no body {body!r}; expected one of {glossary.codes('body')}") from None


def _carry(dataset: Dataset, level: str, codes: tuple[str, ...]) -> np.ndarray:
    """Bool over recommendations: those with any of the codes; a theme that the view does not count
    on its own, as it was coded.
    """
    shown = dataset.codes(level)
    carried = dataset.hits(level)[
        :, [column for column, code in enumerate(shown) if code in codes]
    ].any(axis=1)
    unshown = [
        column
        for column, code in enumerate(dataset.leaf_ids)
        if level == "theme" and code in codes and code not in shown
    ]
    return carried | dataset.leaf_hits[:, unshown].any(axis=1) if unshown else carried
