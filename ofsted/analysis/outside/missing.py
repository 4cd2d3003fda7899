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
    tallies = _tallies(reports, recommendations, categories)
    rows = [
        row
        for slice_name in SLICES
        for row in _bound_slice(slice_name, missing, tallies, categories)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _tallies(
    reports: pd.DataFrame, recommendations: pd.DataFrame, categories: Sequence[str]
) -> pd.DataFrame:
    """One row for each report: framework, rating, the `count` of its recommendations to the
    authority, and how many of them carry each category.
    """
    asked = recommendations[recommendations["body"] == "authority"]
    carried = {name: _carries(name, asked) for name in categories}
    marks = pd.DataFrame(carried | {"count": True, "report_id": asked["report_id"]})
    counted = marks.groupby("report_id").sum()
    by_report = reports.set_index("report_id")[["framework", "rating"]]
    return by_report.join(counted).fillna(dict.fromkeys(counted.columns, 0))


def _carries(category: str, asked: pd.DataFrame) -> pd.Series:
    return asked["categories"].map(lambda categories: category in categories)


def _bound_slice(
    slice_name: str,
    missing: Sequence[Missing],
    tallies: pd.DataFrame,
    categories: Sequence[str],
) -> list[dict[str, object]]:
    lacking = [one for one in missing if slice_name in (ALL, one.framework)]
    likes = [_alike(one, tallies) for one in lacking]
    chosen = tallies
    if slice_name != ALL:
        chosen = tallies[tallies["framework"] == slice_name]
    return [_bound(slice_name, category, chosen, likes) for category in categories]


def _alike(one: Missing, tallies: pd.DataFrame) -> pd.DataFrame:
    """The reports of the same framework and, where it is known, rating."""
    alike = tallies[tallies["framework"] == one.framework]
    if one.rating:
        alike = alike[alike["rating"] == one.rating]
    return alike


def _bound(
    slice_name: str, category: str, chosen: pd.DataFrame, likes: Sequence[pd.DataFrame]
) -> dict[str, object]:
    hits = int(chosen[category].sum())
    count = int(chosen["count"].sum())
    usual = sum(float(like["count"].mean()) for like in likes)
    longest = sum(int(like["count"].max()) for like in likes)
    more_hits = sum(float(like[category].mean()) for like in likes)
    return {
        "slice": slice_name,
        "category": category,
        "hit_count": hits,
        "recommendation_count": count,
        "share": hits / count,
        "low": hits / (count + usual),
        "high": (hits + usual) / (count + usual),
        "longest_low": hits / (count + longest),
        "longest_high": (hits + longest) / (count + longest),
        "weighted": (hits + more_hits) / (count + usual),
    }


def headline_missing(missing: Sequence[Missing], bounds: pd.DataFrame) -> str:
    """What the missing reports could change, for the page About."""
    rows = bounds[bounds["slice"] == ALL]
    most = _widest(rows, ("low", "high"))
    longest = _widest(rows, ("longest_low", "longest_high"))
    weighted = _widest(rows, ("weighted",))
    unread = sum(one.framework == BEFORE_SIF for one in missing)
    abolished = len(missing) - unread
    return (
        f"{len(missing)} reports are missing: {abolished} on abolished councils and"
        f" {unread} files that cannot be read. At worst they would move the share of a category"
        f" by {_points(most)} percentage points, or {_points(longest)} with the longest lists."
        f" If they say what similar reports say, none moves by more than {_points(weighted)}."
    )


def _widest(rows: pd.DataFrame, columns: Sequence[str]) -> float:
    """The furthest that any category's share could move, as a share."""
    moved = rows[list(columns)].sub(rows["share"], axis=0)
    return float(moved.abs().to_numpy().max())


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
    printed = row[list(COLUMNS[4:])].map(_percent)
    usual = f"{printed['low']} to {printed['high']}"
    longest = f"{printed['longest_low']} to {printed['longest_high']}"
    return " | ".join([printed["share"], usual, longest, printed["weighted"]])


def _percent(share: float) -> str:
    """A share with one decimal, since the differences are small."""
    return f"{100 * share:.1f}%"
