"""What comes first among the rows of a counts frame, and whether the other measure puts something
else first.

A theme can lead by recommendations and another by reports, as one report can ask for the same
thing many times. The one place that says what comes first, so that no two sentences disagree.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.counts import value_column
from ofsted.analysis.headlines.phrases import by_number, part_of
from ofsted.analysis.headlines.rows import listed_labels
from ofsted.codebook import GROUPS, ONLY_WHO
from ofsted.limits import SMALL_GROUP

# The two measures that every row is printed with, and what they count by.
MEASURES = {"share": "recommendations", "reports": "reports"}


def leading_codes(codes: Iterable[str], values: Iterable[float]) -> list[str]:
    """The codes that come first by their values: several where they have the same.

    What says who a recommendation is about is no rival of what needs to improve.
    """
    named = dict(zip(codes, values, strict=True))
    rivals = {
        code: value for code, value in named.items() if code not in (GROUPS, ONLY_WHO) and value > 0
    }
    rivals = rivals or named
    most = max(rivals.values(), default=math.nan)
    return [code for code, value in rivals.items() if value == most]


def find_leaders(counts: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The rows of a frame of one group that have the most by a unit.

    What says who a recommendation is about is no rival of what needs to improve, so it leads only
    where nothing else is shown.
    """
    rivals = find_rivals(counts)
    leading = leading_codes(rivals["code"], rivals[value_column(unit)])
    return rivals[rivals["code"].isin(leading)]


def find_rivals(counts: pd.DataFrame) -> pd.DataFrame:
    """The rows without those that only say who a recommendation is about; all where no other has
    anything.
    """
    rivals = counts[~counts["code"].isin((GROUPS, ONLY_WHO))]
    return rivals if rivals["hit_count"].any() else counts


def find_large_groups(counts: pd.DataFrame, column: str) -> pd.DataFrame:
    """The rows of groups that have enough reports for shares, where there is a share."""
    is_large = counts["report_count"] >= SMALL_GROUP
    is_known = counts[column].notna()
    return counts[is_large & is_known]


def count_leads(counts: pd.DataFrame, unit: str) -> pd.Series:
    """In how many of the large groups each label comes first by a unit; empty where none does."""
    column = value_column(unit)
    large = find_rivals(find_large_groups(counts, column))
    highest = large.groupby("group", sort=False)[column].transform("max")
    leaders = large[(large[column] == highest) & (large[column] > 0)]
    return leaders.groupby("label", sort=False)["group"].nunique()


def find_widest(counts: pd.DataFrame, unit: str) -> pd.DataFrame:
    """The two rows of a code between which a unit's distance is widest, the first group's first;
    empty where no two large groups are apart.
    """
    column = value_column(unit)
    large = find_rivals(find_large_groups(counts, column))
    value = large.pivot(index="code", columns="group", values=column)[large["group"].unique()]
    gap = value.max(axis=1) - value.min(axis=1)
    if large["group"].nunique() < 2 or not gap.max() > 0:
        return large.iloc[:0]
    code = gap.idxmax()
    row = value.loc[str(code)]
    ends = (row.idxmax(), row.idxmin())
    return large[(large["code"] == code) & large["group"].isin(ends)]


def tell_other_first(counts: pd.DataFrame, unit: str) -> str:
    """What the other measure puts first in a frame of one group; "" where it is the same."""
    told = []
    mine = set(find_leaders(counts, unit)["code"])
    for measure in _other_measures(counts, unit):
        leaders = find_leaders(counts, measure)
        if _is_another(leaders["code"], mine):
            are = by_number(len(leaders), "is", "are")
            numbers = _part_words(leaders.iloc[0], measure)
            each = by_number(len(leaders), "", "each ")
            named = f"{listed_labels(leaders)} {are} first"
            told.append(f"{_counted_by(measure)} {named} ({each}{numbers}).")
    return " ".join(told)


def tell_other_leads(counts: pd.DataFrame, unit: str) -> str:
    """What leads in most groups by the other measure; "" where it is the same."""
    told = []
    mine = set(_most_often(count_leads(counts, unit)))
    for measure in _other_measures(counts, unit):
        often = count_leads(counts, measure)
        names = _most_often(often)
        if _is_another(names, mine):
            lead = by_number(len(names), "leads", "each lead")
            where = f"{int(often.max())} of {_count_large(counts, measure)}"
            told.append(f"{_counted_by(measure)} {words.listed(names)} {lead} in {where} groups.")
    return " ".join(told)


def tell_other_widest(counts: pd.DataFrame, unit: str) -> str:
    """Where the groups lie furthest apart by the other measure; "" where it is the same.

    Shares of reports rise with the length of lists, so that is said beside them.
    """
    told = []
    mine = set(find_widest(counts, unit)["code"])
    for measure in _other_measures(counts, unit):
        ends = find_widest(counts, measure)
        if _is_another(ends["code"], mine):
            length = ", which longer lists raise," if measure == "reports" else ","
            counted = f"{_counted_by(measure).removesuffix(',')}{length}"
            told.append(f"{counted} the widest difference is in {ends['label'].iloc[0]}.")
    return " ".join(told)


def _other_measures(counts: pd.DataFrame, unit: str) -> list[str]:
    """The measures that a unit is not; counts lead as shares do, and a code alone always leads."""
    codes = counts["code"].unique()
    own = "share" if unit == "count" else unit
    return [measure for measure in MEASURES if measure != own and len(codes) > 1]


def _is_another(theirs: Iterable[str], mine: set[str]) -> bool:
    """Whether another measure gives another answer; a tie with what comes first anyway is none."""
    found = set(theirs)
    return not (found <= mine or mine <= found)


def _counted_by(measure: str) -> str:
    return f"Counted by {MEASURES[measure]},"


def _part_words(row: pd.Series, measure: str) -> str:
    unit = glossary.UNITS[measure]
    return part_of(row[unit.part], row[unit.whole])


def _most_often(often: pd.Series) -> list[str]:
    return often[often == often.max()].index.tolist()


def _count_large(counts: pd.DataFrame, unit: str) -> int:
    return int(find_large_groups(counts, value_column(unit))["group"].nunique())
