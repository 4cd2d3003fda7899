"""Which reports and recommendations a set of filters chooses, and the filters in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ofsted import glossary, words
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.facets import ITEM_FACETS, REPORT_FACETS
from ofsted.analysis.counting.samples import SampleDesign, sample_rows
from ofsted.codebook import ONLY_WHO
from ofsted.errors import OfstedError

REPORT_FIELDS = (*REPORT_FACETS, "year")
CODE_FIELDS = ("category", "theme")
FIELDS = (*REPORT_FIELDS, "body", *ITEM_FACETS, *CODE_FIELDS)

_CLAUSE = re.compile(
    r"reports, (on|rated|inspected|in|without) "
)  # what follows "reports" without a comma
_BODIES = {
    "authority": "",  # the usual case goes without saying
    "lscb": "safeguarding board (LSCB) recommendations",
    "both": "recommendations to authority and safeguarding board",
}
_OUTCOMES = {
    "theme": "with a theme that is in the next report",
    "delay": "with only delay or consistency in common with the next report",
    "not": "with no theme that is in the next report",
    "none": "with no later full report",
    "unknown": "that cannot be compared with a next report",
}


_ORIENTATIONS = {
    "process": "on how work is done",
    "output": "on what is in place",
    "outcome": "on what changes for children",
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
    next: tuple[str, ...] = ()
    orientation: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    sample: SampleDesign | None = None


def choose_reports(dataset: Dataset, selection: Selection) -> np.ndarray:
    """Bool over reports: those the filters choose.

    Reports that list no recommendation stay in, they are denominators. For the authority, reviews
    of a safeguarding board alone drop out; for the board, every report that could not hold its
    list. Raises `OfstedError` on an unknown body.
    """

    def choose() -> np.ndarray:
        chosen = _addressed_reports(dataset, selection.body).copy()
        for restriction in _restrictions(dataset, selection).values():
            chosen &= restriction
        return chosen

    return dataset.choices.find(("reports", selection), choose)


def choose_recommendations(
    dataset: Dataset, selection: Selection, *, coded: bool = False
) -> np.ndarray:
    """Bool over recommendations: those of the chosen reports and body, of the chosen outcomes in
    the next report, and of the chosen kinds of change.

    If `coded`, only those with any of the chosen themes or categories.
    """

    def choose() -> np.ndarray:
        chosen = choose_reports(dataset, selection)[dataset.report_rows]
        if selection.body != "both":
            chosen &= dataset.facets.is_of_body[selection.body]
        for name in ITEM_FACETS:
            if wanted := getattr(selection, name):
                chosen &= dataset.facets.of_items[name].among(wanted)
        if is_coded:
            chosen &= _carry_chosen(dataset, selection)
        return chosen

    is_coded = coded and _names_codes(selection)
    return dataset.choices.find(("recommendations", selection, is_coded), choose)


def count_options(dataset: Dataset, selection: Selection) -> dict[str, dict]:
    """Recommendations per option of every filter, each with all other filters applied.

    Every option is listed, also with 0. Categories and themes widen each other (any of either), so
    for both of them both are lifted.
    """
    restrictions = _restrictions(dataset, selection)
    carried = _carried(dataset, selection)
    of_body = _recommendations_by_report(dataset, selection.body, carried)
    addressed = _addressed_reports(dataset, selection.body)
    counts = {}
    for field in REPORT_FACETS:
        others = _all_but(field, addressed, restrictions)
        counts[field] = dataset.facets.by_name[field].count(of_body * others)
    counts["year"] = _count_years(dataset, of_body * _all_but("year", addressed, restrictions))
    counts["body"] = _count_bodies(dataset, restrictions, carried)
    for name in ITEM_FACETS:
        counts[name] = _count_items(dataset, selection, name)
    chosen = np.flatnonzero(choose_recommendations(dataset, selection))
    for field in CODE_FIELDS:
        counts[field] = _count_codes(dataset, field, chosen)
    return counts


def _restrictions(dataset: Dataset, selection: Selection) -> dict[str, np.ndarray]:
    """Bool over reports for each filter that restricts them, by the filter's name."""
    facets = dataset.facets
    found = {}
    for field in REPORT_FACETS:
        if wanted := getattr(selection, field):
            found[field] = facets.by_name[field].among(wanted)
    if selection.year is not None:
        first, last = selection.year
        found["year"] = (facets.years >= first) & (facets.years <= last)
    if selection.sample is not None:
        found["sample"] = sample_rows(dataset.reports, selection.sample)
    return found


def _all_but(
    field: str, addressed: np.ndarray, restrictions: Mapping[str, np.ndarray]
) -> np.ndarray:
    """Bool over reports: those that every restriction but the named one chooses."""
    chosen = addressed
    for name, restriction in restrictions.items():
        if name != field:
            chosen = chosen & restriction
    return chosen


def _names_codes(selection: Selection) -> bool:
    return bool(selection.category or selection.theme)


def _carry_chosen(dataset: Dataset, selection: Selection) -> np.ndarray:
    categories = _carry(dataset, "category", selection.category)
    return categories | _carry(dataset, "theme", selection.theme)


def _carried(dataset: Dataset, selection: Selection) -> np.ndarray:
    """Bool over recommendations: those with a chosen code and the chosen options of the filters
    over recommendations; all where none is chosen.
    """
    carried = np.ones(len(dataset.report_rows), dtype=bool)
    if _names_codes(selection):
        carried = _carry_chosen(dataset, selection)
    for name in ITEM_FACETS:
        if wanted := getattr(selection, name):
            carried = carried & dataset.facets.of_items[name].among(wanted)
    return carried


def _count_items(dataset: Dataset, selection: Selection, name: str) -> dict[str, int]:
    """Chosen recommendations by the options of a filter over recommendations, whatever is chosen
    there.
    """
    lifted: dict[str, Any] = {name: ()}
    others = replace(selection, **lifted)
    chosen = choose_recommendations(dataset, others, coded=True)
    return dataset.facets.of_items[name].count(chosen)


def _recommendations_by_report(dataset: Dataset, body: str, carried: np.ndarray) -> np.ndarray:
    """Recommendations to a body with a chosen code, as a number for every report."""
    if body != "both":
        carried = carried & dataset.facets.is_of_body[body]
    return np.bincount(dataset.report_rows[carried], minlength=len(dataset.reports))


def _count_bodies(
    dataset: Dataset, restrictions: Mapping[str, np.ndarray], carried: np.ndarray
) -> dict[str, int]:
    counts = {}
    for body in glossary.codes("body"):
        chosen = _all_but("body", _addressed_reports(dataset, body), restrictions)
        by_report = _recommendations_by_report(dataset, body, carried)
        counts[body] = int(by_report[chosen].sum())
    return counts


def _count_years(dataset: Dataset, weights: np.ndarray) -> dict[int, int]:
    options = list_options(dataset, "year")
    if not options:
        return {}
    totals = np.bincount(dataset.facets.years - options[0], weights=weights)
    return dict(zip(options, totals.astype(int).tolist(), strict=True))


def _count_codes(dataset: Dataset, level: str, chosen: np.ndarray) -> dict[str, int]:
    """How many of the chosen recommendations carry each code, those as coded where the view of the
    codebook does not count a theme on its own.
    """
    shown = dataset.codes(level)
    counts = dict(zip(shown, dataset.hits(level)[chosen].sum(axis=0).tolist(), strict=True))
    options = list_options(dataset, level)
    if level == "category":
        counts[ONLY_WHO] = int(dataset.is_only_who[chosen].sum())
    if level == "theme" and len(options) > len(shown):
        as_coded = dataset.leaf_hits[chosen].sum(axis=0).tolist()
        counts = dict(zip(options, as_coded, strict=True)) | counts
    return {code: counts[code] for code in options}


def list_options(dataset: Dataset, field: str) -> tuple:
    """Every option of a filter in printing order: fixed lists in full, regions and areas by name,
    years without gaps.

    Themes are all those of the codebook, also those that the view of the codebook does not count on
    their own.
    """
    if field in CODE_FIELDS:
        return (*dataset.category_ids, ONLY_WHO) if field == "category" else dataset.leaf_ids
    if field in REPORT_FACETS:
        return dataset.facets.by_name[field].options
    if field == "year":
        years = dataset.reports["year"]
        if not len(years):
            return ()
        return tuple(range(int(years.min()), int(years.max()) + 1))
    return glossary.codes(field)


def describe_selection(selection: Selection, dataset: Dataset, *, coded: bool = True) -> str:
    """The filters in words; if not `coded`, without themes and categories, as for figures whose N
    they do not touch.
    """
    parts = [_describe_reports(selection)]
    if selection.rating:
        parts.append(_describe_ratings(selection.rating))
    parts += [
        _either([glossary.label(field, code) for code in codes])
        for field in ("deprivation", "rurality", "la_type")
        if (codes := getattr(selection, field))
    ]
    if selection.region:
        parts.append(f"in {words.listed(list(selection.region), others='more regions')}")
    if selection.area:
        names = [dataset.area_names.get(urn, f"area {urn}") for urn in selection.area]
        parts.append(f"on {words.listed(names, others='more areas')}")
    if selection.year is not None:
        first, last = selection.year
        parts.append(f"inspected {first}" if first == last else f"inspected {first}–{last}")
    if addressed := _BODIES[selection.body]:
        parts.append(addressed)
    if selection.next:
        parts.append(" or ".join(_OUTCOMES[code] for code in selection.next))
    if selection.orientation:
        parts.append(" or ".join(_ORIENTATIONS[code] for code in selection.orientation))
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
    if any(getattr(selection, field) for field in REPORT_FIELDS):
        return "reports"
    return "all reports"


def _describe_ratings(codes: Sequence[str]) -> str:
    given = [glossary.short_label("rating", code) for code in codes if code != "not-given"]
    phrases = []
    if given:
        phrases.append(f"rated {_either(given)}")
    if "not-given" in codes:
        phrases.append("without an overall rating")
    return " or ".join(phrases)


def _describe_codes(labels: list[str]) -> str:
    if len(labels) == 1:
        return f"coded {labels[0]}"
    more = ""
    if len(labels) > 3:
        more = f" and {len(labels) - 3} more"
    return f"coded any of: {'; '.join(labels[:3])}{more}"


def _either(labels: list[str]) -> str:
    """Labels joined by "or", the first letter of each in lower case."""
    lowered = [label[:1].lower() + label[1:] for label in labels]
    *others, last = lowered
    if not others:
        return last
    return f"{', '.join(others)} or {last}"


def _addressed_reports(dataset: Dataset, body: str) -> np.ndarray:
    """Bool over reports: those that could list recommendations to the body."""
    try:
        return dataset.facets.addressed[body]
    except KeyError:
        raise OfstedError(f"no body {body!r}; expected one of {glossary.codes('body')}") from None


def _carry(dataset: Dataset, level: str, codes: tuple[str, ...]) -> np.ndarray:
    """Bool over recommendations: those with any of the codes; a theme that the view does not count
    on its own, as it was coded.
    """
    shown = dataset.codes(level)
    own = [column for column, code in enumerate(shown) if code in codes]
    carried = np.asarray(dataset.hits(level)[:, own].any(axis=1))
    if level == "category" and ONLY_WHO in codes:
        carried = np.asarray(np.logical_or(carried, dataset.is_only_who))
    unshown = [
        column
        for column, code in enumerate(dataset.leaf_ids)
        if level == "theme" and code in codes and code not in shown
    ]
    if not unshown:
        return carried
    return np.asarray(np.logical_or(carried, dataset.leaf_hits[:, unshown].any(axis=1)))
