"""How far the reports that the release lacks could move the share of any category.

Nothing is known of what a missing report recommends, but something of how much: lists are about as
long as those of reports with the same framework and rating. The bounds let all of those
recommendations, or none, carry the category; the weighted share gives them what such reports say
(bounds without assumptions: Manski 1995, Identification Problems in the Social Sciences;
weighting classes: Little and Rubin 2002, Statistical Analysis with Missing Data, section 3.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from ofsted.analysis.outside.figures import Absent

ALL = "all"
SLICES = (ALL, "F3", "F4")
# No report of the frameworks before the SIF could be read, but four looked-after inspections of
# 2013 come nearest.
BEFORE_SIF = "LAC-2013"
COLUMNS = (
    "slice",
    "category",
    "hit_count",
    "recommendation_count",
    "share",
    "low",
    "high",
    "longest_low",
    "longest_high",
    "weighted",
)


@dataclass(frozen=True)
class Missing:
    """One report that the release lacks and the reports it is taken to be like; no rating where
    none is known.
    """

    name: str
    framework: str
    rating: str = ""


def missing_reports(
    absent: Iterable[Absent], listed: Iterable[str], reports: pd.DataFrame
) -> list[Missing]:
    """The inspections of abolished authorities, and of the listed report ids those that no report
    could be read from.

    Those files date from 2012, before the SIF, and their ratings are not known.
    """
    of_abolished = [
        Missing(f"{entry.area} {entry.inspected_to_on.year}", entry.framework, entry.rating)
        for entry in absent
    ]
    unread = sorted(set(listed) - set(reports["report_id"]))
    return [*of_abolished, *(Missing(report_id, BEFORE_SIF) for report_id in unread)]


def bound_categories(
    missing: Sequence[Missing],
    reports: pd.DataFrame,
    recommendations: pd.DataFrame,
    categories: Sequence[str],
) -> pd.DataFrame:
    """For every slice and category the share among recommendations to authorities, and how low or
    high it could be with the missing reports; columns as in `COLUMNS`.

    `low` and `high` take lists of the usual length, `longest_low` and `longest_high` the longest
    list of a report of their kind; `weighted` lets them say what such reports say.
    """
    asked = recommendations[recommendations["body"] == "authority"]
    rows = [
        row
        for slice_name in SLICES
        for row in _bound_slice(slice_name, missing, reports, asked, categories)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _bound_slice(
    slice_name: str,
    missing: Sequence[Missing],
    reports: pd.DataFrame,
    asked: pd.DataFrame,
    categories: Sequence[str],
) -> list[dict[str, object]]:
    lacking = [one for one in missing if slice_name in (ALL, one.framework)]
    likes = [_alike(one, reports) for one in lacking]
    usual = sum(float(like["authority_count"].mean()) for like in likes)
    longest = sum(int(like["authority_count"].max()) for like in likes)
    chosen = asked
    if slice_name != ALL:
        chosen = asked[asked["framework"] == slice_name]
    return [
        _bound(slice_name, category, chosen, usual, longest)
        | {"weighted": _weighted(category, chosen, likes, asked)}
        for category in categories
    ]


def _alike(one: Missing, reports: pd.DataFrame) -> pd.DataFrame:
    """The reports of the same framework and, where it is known, rating."""
    alike = reports[reports["framework"] == one.framework]
    if one.rating:
        alike = alike[alike["rating"] == one.rating]
    return alike


def _bound(
    slice_name: str, category: str, chosen: pd.DataFrame, usual: float, longest: float
) -> dict[str, object]:
    hit_count, count = int(_carries(category, chosen).sum()), len(chosen)
    return {
        "slice": slice_name,
        "category": category,
        "hit_count": hit_count,
        "recommendation_count": count,
        "share": hit_count / count,
        "low": hit_count / (count + usual),
        "high": (hit_count + usual) / (count + usual),
        "longest_low": hit_count / (count + longest),
        "longest_high": (hit_count + longest) / (count + longest),
    }


def _weighted(
    category: str, chosen: pd.DataFrame, likes: Sequence[pd.DataFrame], asked: pd.DataFrame
) -> float:
    """The share if each missing report lists as many, and as often of the category, as the reports
    like it do on average.
    """
    hits, whole = float(_carries(category, chosen).sum()), float(len(chosen))
    for like in likes:
        theirs = asked[asked["report_id"].isin(like["report_id"])]
        hits += _carries(category, theirs).sum() / len(like)
        whole += len(theirs) / len(like)
    return hits / whole


def _carries(category: str, asked: pd.DataFrame) -> pd.Series:
    return asked["categories"].map(lambda categories: category in categories).astype(bool)


def headline_missing(missing: Sequence[Missing], bounds: pd.DataFrame) -> str:
    """What the missing reports could change, for the page About."""
    rows = bounds[bounds["slice"] == ALL]
    most = _widest(rows, ("low", "high"))
    longest = _widest(rows, ("longest_low", "longest_high"))
    weighted = _widest(rows, ("weighted",))
    return (
        f"{len(missing)} reports are missing. At worst they would move the share of a category"
        f" by {_points(most)} points, or {_points(longest)} if their lists were the longest."
        f" If they say what similar reports say, none moves by more than {_points(weighted)}."
    )


def _widest(rows: pd.DataFrame, columns: Sequence[str]) -> float:
    """The furthest that any category's share could move, as a share."""
    return max(float((rows[name] - rows["share"]).abs().max()) for name in columns)


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def table_of_bounds(bounds: pd.DataFrame, labels: Mapping[str, str]) -> str:
    """The bounds of all reports and of the current framework, as a table for the documentation."""
    head = (
        "| category | all reports | at worst | longest lists | as similar reports"
        " | ILACS | at worst | longest lists | as similar reports |"
    )
    lines = [head, "| --- |" + " --- |" * 8]
    rows = {(row["slice"], row["category"]): row for _, row in bounds.iterrows()}
    for category, label in labels.items():
        pooled = _cells(rows[ALL, category])
        current = _cells(rows["F4", category])
        lines.append(f"| {label} | {pooled} | {current} |")
    return "\n".join(lines)


def _cells(row: pd.Series) -> str:
    usual = f"{_percent(row['low'])} to {_percent(row['high'])}"
    longest = f"{_percent(row['longest_low'])} to {_percent(row['longest_high'])}"
    return " | ".join([_percent(row["share"]), usual, longest, _percent(row["weighted"])])


def _percent(share: float) -> str:
    """A share with one decimal, since the differences are small."""
    return f"{100 * share:.1f}%"
