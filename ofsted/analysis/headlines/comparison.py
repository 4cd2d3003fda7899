"""Comparisons in words: verdicts, headlines and caveats made from comparison frames.

Every sentence is true of whatever the frames of `inference.comparison` hold.
"""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.headlines.counts import NOT_COUNTED, reports_of
from ofsted.analysis.headlines.phrases import by_number, counted, part_of, share_words
from ofsted.analysis.headlines.rows import row_of_most
from ofsted.analysis.inference.comparison import REST
from ofsted.analysis.inference.designs import SELECTION
from ofsted.analysis.inference.tipping import tipping_points
from ofsted.codebook import GROUPS, ONLY_WHO
from ofsted.limits import EQUIVALENT, SMALL_GROUP, SMALL_THEME

DIFFERENT = ("higher", "lower", "higher-little", "lower-little")
VERDICT_WORDS = glossary.OUTCOMES
LEVEL_NAMES = {
    "category": ("category", "categories"),
    "what": ("category", "categories"),
    "theme": ("theme", "themes"),
}
LONGER = 1.1  # ratio of themes a recommendation from which one side's count as longer
STUDY_CAVEAT = (
    "The study that this carries forward read twenty reports of each framework and reported "
    "little difference by deprivation and rurality. With twenty reports a side, a theme that is "
    "asked for twice as often in one group would mostly go unseen. Not to find a difference was "
    "not to show that there is none. That is why “about the same” and “can’t tell” are two "
    "outcomes here."
)
_OF_AREAS = ("deprivation", "rurality", "region", "la_type")
_OF_SCOPE = ("framework", SELECTION, "period", "year", "body")  # scope may differ between groups
_OF_LENGTH = ("rating", SELECTION, "framework")  # length of lists may differ between groups
_PLACES = dict.fromkeys(DIFFERENT, 0) | {"no-difference": 1}  # in a ranking; all others come after
_FLIPPED = (
    "{paired} of {areas} areas stand on both sides, so each is compared with itself. To see what "
    "chance gives, the two sides of an area change places at random (a sign-flip test)."
)
_DEALT = "To see what chance gives, {what} dealt out anew among {whom} (a permutation test)."
_AMONG_AREAS = "areas, each with all its reports"
# By design, and whether two sets of filters are compared.
_DESIGN_WORDS = {
    ("area", False): (
        f"{{grouping}} belongs to the area. "
        f"{_DEALT.format(what='the groups are', whom=_AMONG_AREAS)}"
    ),
    ("report-within-framework", False): (
        "Ratings are given to reports within a framework. "
        f"{_DEALT.format(what='the ratings are', whom='reports of the same framework')}"
    ),
    ("report", False): (
        f"{{grouping}} belongs to the report. "
        f"{_DEALT.format(what='the groups are', whom='reports')}"
    ),
    ("sign-flip", False): _FLIPPED,
    ("area", True): (
        f"No area stands on both sides. {_DEALT.format(what='the sides are', whom=_AMONG_AREAS)}"
    ),
    ("report-within-framework", True): (
        "Of {areas} areas {paired} stand on both sides, and both have the same frameworks, small "
        f"ones apart. {_DEALT.format(what='the sides are', whom='reports of the same framework')}"
    ),
    ("report", True): (
        "Of {areas} areas only {paired} stand on both sides. "
        f"{_DEALT.format(what='the sides are', whom='reports')}"
    ),
    ("sign-flip", True): _FLIPPED,
}


def rank_comparison(comparison: pd.DataFrame) -> pd.DataFrame:
    """The rows in the order they are read: what differs, what does not, what cannot be told.

    Rows that were not tested come last; within each of these, the wider difference comes first.
    The row of what only says who it is about stands below all.
    `shown_difference`, `_low` and `_high` are the differences that verdicts rest on (within
    frameworks where those are held still); there are none where a side has fewer than `SMALL_GROUP`
    reports. `verdict_words` and `difference_words` (percentage points) print them. `tipping` is the
    part of the mentions that missed on one side alone would undo the verdict.
    """
    is_counted = comparison["verdict"] == "counts-only"
    shown = {
        f"shown_difference{end}": comparison[f"adjusted_difference{end}"].mask(is_counted)
        for end in ("", "_low", "_high")
    }
    place = comparison["verdict"].map(_PLACES).astype(float).fillna(2)
    place = place.mask(comparison["code"] == ONLY_WHO, len(_PLACES))  # no rival of the others
    ranked = comparison.assign(
        **shown,
        verdict_words=_verdict_words(comparison),
        tipping=tipping_points(comparison),
        place=place + comparison["p"].isna(),
        gap=shown["shown_difference"].abs(),
    )
    ranked["hit_total"] = comparison["first_hit_count"] + comparison["second_hit_count"]
    ranked["difference_words"] = [
        interval_words(difference, low, high)
        for difference, low, high in ranked[list(shown)].itertuples(index=False)
    ]
    ranked = ranked.sort_values(
        ["place", "gap", "hit_total"],
        ascending=[True, False, False],
        kind="stable",
        na_position="last",
    )
    return ranked.drop(columns=["place", "gap", "hit_total"]).reset_index(drop=True)


def tell_tipping(ranked: pd.DataFrame) -> str:
    """What it would take to undo the first verdict of a ranking; blank where there is none."""
    if ranked.empty or pd.isna(ranked["tipping"].iloc[0]):
        return ""
    first = ranked.iloc[0]
    about = f"“{first['label']}”: {first['verdict_words']}"
    if first["tipping"] == 0:
        return f"{about}. The least error of the coding on one side only would undo this."
    share = words.percent(first["tipping"])
    return f"{about}. Were {share} of its mentions missed on one side only, this would be undone."


def headline_comparison(comparison: pd.DataFrame) -> str:
    """How many of the tested codes differ, the widest difference, and how many cannot be told.

    The widest difference stands with n of N on both sides.
    """
    if comparison.empty:
        return f"Nothing to compare: {NOT_COUNTED}."
    row = comparison.iloc[0]
    sides = name_sides(comparison)
    if row["verdict"] == "counts-only":
        return _too_few_words(row, sides)
    if row["overlap_report_count"]:
        return _overlap_words(int(row["overlap_report_count"]))
    return _tested_words(comparison, row["level"], sides)


def headline_omnibus(omnibus: pd.DataFrame) -> str:
    """How many codes differ over all groups, and the one whose groups lie furthest apart."""
    if omnibus.empty:
        return f"Nothing to compare: {NOT_COUNTED}."
    row = omnibus.iloc[0]
    left_out = _small_groups_words(int(row["small_group_count"]))
    if row["verdict"] == "counts-only":
        return (
            "The groups cannot be compared all together. "
            f"Fewer than two of them have {SMALL_GROUP} reports.{left_out}"
        )
    one, many = LEVEL_NAMES[row["level"]]
    tested = omnibus[omnibus["p"].notna()]
    is_different = omnibus["verdict"] == "differs"
    different = omnibus[is_different]
    grouping = glossary.field_label(row["grouping"]).lower()
    among = f"over the {int(row['group_count'])} groups by {grouping}"
    if tested.empty:
        return (
            f"None of the {many} can be tested {among}. "
            f"Fewer than {SMALL_THEME} recommendations carry each.{left_out}"
        )
    if different.empty:
        return (
            f"Over all groups we can’t tell whether any of the {len(tested)} {many} tested "
            f"differs {among}. That is no proof that none does.{left_out}"
        )
    named = by_number(len(tested), one, many)
    differ = by_number(len(different), "differs", "differ")
    return (
        f"Over all groups, {len(different)} of {len(tested)} {named} tested {differ} {among}. "
        f"Furthest apart: {_furthest_words(different, row['grouping'])}.{left_out}"
    )


def list_warnings(comparison: pd.DataFrame, frameworks: Collection[str]) -> list[str]:
    """Where scope and length of the reports may mislead.

    `frameworks` are those of the reports on either side.
    """
    if comparison.empty:
        return []
    row = comparison.iloc[0]
    grouping = row["grouping"]
    names = [glossary.short_label("framework", code) for code in frameworks]
    warnings = []
    if len(names) > 1:
        warnings.append(_mixed_frameworks_words(row, words.listed(names, most=5)))
    if "LAC-2013" in frameworks and len(names) > 1 and grouping != "framework":
        warnings.append(
            "The inspections of 2013 on looked-after children alone (LAC-2013) are among these "
            "reports: choose SIF and ILACS in the filters to leave them out."
        )
    if grouping in _OF_LENGTH:
        warnings.append(
            "Reports on worse-rated councils, and SIF reports, list more recommendations, and SIF "
            "recommendations are longer and carry more themes. Shares of recommendations are "
            "compared; a longer recommendation has room for more themes."
        )
    return warnings


def list_caveats(comparison: pd.DataFrame) -> list[str]:
    """How a comparison was tested and where its estimates part ways.

    The last says what the study before it could not see.
    """
    if comparison.empty:
        return []
    row = comparison.iloc[0]
    caveats = []
    if comparison["p"].notna().any():
        caveats.append(_describe_design(row))
    is_different = comparison["verdict"].isin(DIFFERENT)
    is_turned = comparison["signs_differ"] & is_different
    turned = int(is_turned.sum())
    if turned:
        noun = by_number(turned, *LEVEL_NAMES[row["level"]])
        differ = by_number(turned, "differs", "differ")
        caveats.append(
            f"For {turned} {noun} that {differ}, the average report points the other way: the "
            "download says which."
        )
    return [*caveats, STUDY_CAVEAT]


def name_sides(comparison: pd.DataFrame) -> tuple[str, str]:
    """Both sides in a few words, e.g. "reports rated good" and "all others"."""
    grouping, first, second = comparison.iloc[0][["grouping", "first", "second"]]
    if grouping == SELECTION:
        return "A", "B"
    first_name = reports_of(grouping, first)
    if second == REST:
        return first_name, "all others"
    return first_name, reports_of(grouping, second)


def interval_words(value: float, low: float, high: float) -> str:
    """A difference of shares in percentage points with its interval, e.g. "+6.5 (3.2 to 10.4)"."""
    if math.isnan(value):
        return "–"
    difference = points(value, signed=True)
    return f"{difference} ({points(low)} to {points(high)})"


def points(difference: float, *, signed: bool = False) -> str:
    """A difference of shares in percentage points to one decimal place, with a proper minus."""
    number = f"{abs(difference) * 100:.1f}"
    if number == "0.0":
        return number
    if difference < 0:
        return f"−{number}"
    if signed:
        return f"+{number}"
    return number


def mark_unsteady(ranked: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The ranked rows with `is_unsteady`: of the outcomes of this unit and those of another one,
    one says that the sides differ and the other does not, or that they differ the other way.

    `other` is the same comparison by the other unit; `other_words` are its outcomes.
    """
    verdicts = ranked["code"].map(other.set_index("code")["verdict"])
    pairs = zip(ranked["verdict"], verdicts, strict=True)
    return ranked.assign(
        is_unsteady=[_way(mine) != _way(theirs) for mine, theirs in pairs],
        other_words=verdicts.map(VERDICT_WORDS),
    )


def _way(verdict: str) -> str:
    """The way in which the sides are shown to differ; "" where they are not."""
    return verdict.partition("-")[0] if verdict in DIFFERENT else ""


def describe_unsteady(ranked: pd.DataFrame) -> str:
    """Which outcomes the other unit does not share, and what explains it; "" where all are shared.

    The two units part only by how many themes a recommendation names on either side.
    """
    unsteady = ranked[ranked["is_unsteady"]]
    if unsteady.empty:
        return ""
    unit = other_unit_words(ranked)
    named = [f"{row.label} ({row.other_words})" for row in unsteady.head(2).itertuples()]
    outcomes = by_number(len(unsteady), "one outcome changes", f"{len(unsteady)} outcomes change")
    examples = ": the table shows them" if len(unsteady) > 2 else f": {words.listed(named)}"
    first, second = themes_each(ranked)
    why = "These stand close to the line"
    if max(first, second) > LONGER * min(first, second):
        why = "Longer recommendations explain this"
    many = LEVEL_NAMES[ranked["level"].iloc[0]][1]
    return (
        f"† As a share of {unit}, {outcomes}{examples}. "
        f"{why}: they name {first:.2f} {many} each in A and {second:.2f} in B."
    )


def other_unit_words(ranked: pd.DataFrame) -> str:
    """What the measure divides by that the comparison was not made by."""
    mine = ranked["unit"].iloc[0] if len(ranked) else "share"
    return glossary.UNITS["share" if mine == glossary.NAMED else glossary.NAMED].of


def themes_each(ranked: pd.DataFrame) -> tuple[float, float]:
    """How many themes (or categories) a recommendation names in A and in B."""
    row = ranked.iloc[0]
    first, second = (
        row[f"{side}_named_count"] / row[f"{side}_recommendation_count"]
        for side in ("first", "second")
    )
    return float(first), float(second)


def _verdict_words(comparison: pd.DataFrame) -> np.ndarray:
    """The verdict of every row; where it was not tested, why."""
    verdicts = comparison["verdict"]
    is_untested = comparison["p"].isna() & (verdicts == "undetermined")
    reasons = [f"not tested: {reason}" for reason in comparison["reason"]]
    printed = verdicts.map(VERDICT_WORDS)
    return np.where(is_untested, reasons, printed)


def _too_few_words(row: pd.Series, sides: tuple[str, str]) -> str:
    """How many reports each side has, where that is too few to compare shares."""
    counts = "; ".join(
        f"{_side_name(letter, name)} has {counted(row[f'{side}_report_count'], 'report')}"
        for letter, name, side in zip("AB", sides, ("first", "second"), strict=True)
    )
    return (
        f"Too few reports to compare shares. {counts}; "
        f"with fewer than {SMALL_GROUP} on a side there are counts only."
    )


def _tested_words(comparison: pd.DataFrame, level: str, sides: tuple[str, str]) -> str:
    """What the tests of a comparison found, and how many codes were too rare for one."""
    tested = comparison[comparison["p"].notna()]
    code_count = len(comparison)
    tested_count = len(tested)
    left_out = _rare_words(code_count - tested_count, level)
    if tested.empty:
        none = _none_tested_words(code_count, level)
        return f"{none} {left_out.strip()}"
    is_different = tested["verdict"].isin(DIFFERENT)
    different = tested[is_different]
    between = " and ".join(sides)
    rest = _rest_words(tested)
    if different.empty:
        tried = _tried_words(tested_count, level)
        return f"{tried} is shown to differ between {between}. {rest}{left_out}"
    differ = _differ_words(len(different), tested_count, level)
    widest = _widest_words(different, sides)
    return f"{differ} between {between}. {widest} {rest}{left_out}".rstrip()


def _side_name(letter: str, name: str) -> str:
    """A side by its letter and its name, e.g. "A, reports rated good,"; filters have the letter."""
    if name == letter:
        return name
    return f"{letter}, {name},"


def _overlap_words(report_count: int) -> str:
    return (
        f"A and B share {counted(report_count, 'report')}, so nothing is tested. Differences are "
        "shown with intervals, but without verdicts: take the shared reports out of one side to "
        "compare."
    )


def _rare_words(count: int, level: str) -> str:
    """How many codes are too rare to test, beginning with a space; "" for none."""
    if not count:
        return ""
    noun = by_number(count, *LEVEL_NAMES[level])
    verb = by_number(count, "is", "are")
    return f" {count} {noun} {verb} too rare to test (fewer than {SMALL_THEME} recommendations)."


def _none_tested_words(code_count: int, level: str) -> str:
    one, many = LEVEL_NAMES[level]
    if code_count > 1:
        return f"None of the {many} can be tested."
    return f"The {one} cannot be tested."


def _tried_words(tested_count: int, level: str) -> str:
    one, many = LEVEL_NAMES[level]
    if tested_count > 1:
        return f"None of the {tested_count} {many} tested"
    return f"Not even the one {one} tested"


def _differ_words(different_count: int, tested_count: int, level: str) -> str:
    one, many = LEVEL_NAMES[level]
    if tested_count > 1:
        differ = by_number(different_count, "differs", "differ")
        return f"{different_count} of {tested_count} {many} tested {differ}"
    return f"The {one} tested differs"


def _widest_words(different: pd.DataFrame, sides: tuple[str, str]) -> str:
    """The widest of the differences, or the only one, with n of N on both sides."""
    rivals = different[~different["code"].isin((GROUPS, ONLY_WHO))]
    if rivals.empty:
        rivals = different
    row = row_of_most(rivals, rivals["adjusted_difference"].abs())
    gap = row["adjusted_difference"]
    opening = by_number(len(different), "It is ", "The widest difference is in ")
    within = ""
    is_pooled = math.isclose(gap, row["difference"], abs_tol=1e-9)
    if not is_pooled:
        within = " within frameworks"
    first_name, second_name = sides
    first, second = _share(row, "first"), _share(row, "second")
    apart = points(gap, signed=True)
    low = points(row["adjusted_difference_low"])
    high = points(row["adjusted_difference_high"])
    return (
        f"{opening}{row['label']}: {first} in {first_name} against {second} in {second_name}, "
        f"a difference of {apart} points{within} "
        f"(95% interval {low} to {high})."
    )


def _rest_words(tested: pd.DataFrame) -> str:
    """How many codes are about the same and of how many one can't tell; "" for neither."""
    same = _count_verdict(tested, "no-difference")
    unclear = _count_verdict(tested, "undetermined")
    parts = []
    if same:
        low, high = EQUIVALENT
        verb = by_number(same, "is", "are")
        words_of = VERDICT_WORDS["no-difference"]
        parts.append(f"{same} {verb} {words_of}: a ratio beyond {low}–{high} is ruled out.")
    if unclear:
        they = by_number(unclear, "it is", "they are")
        cannot = VERDICT_WORDS["undetermined"]
        parts.append(f"For {unclear} we {cannot}: {they} too rare or too varied.")
    return " ".join(parts)


def _count_verdict(comparison: pd.DataFrame, verdict: str) -> int:
    has_verdict = comparison["verdict"] == verdict
    return int(has_verdict.sum())


def _small_groups_words(count: int) -> str:
    """How many groups are too small to take part, beginning with a space; "" for none."""
    if not count:
        return ""
    have = by_number(count, "group has", "groups have")
    take = by_number(count, "takes", "take")
    return f" {count} {have} fewer than {SMALL_GROUP} reports and {take} no part."


def _furthest_words(different: pd.DataFrame, grouping: str) -> str:
    """The code whose groups lie furthest apart, with its highest and its lowest share."""
    distance = different["highest_difference"] - different["lowest_difference"]
    widest = row_of_most(different, distance)
    ends = " and ".join(
        f"{end} in {reports_of(grouping, widest[end])}, {_share(widest, end)}"
        for end in ("highest", "lowest")
    )
    return f"{widest['label']}, {ends}"


def _mixed_frameworks_words(row: pd.Series, frameworks: str) -> str:
    """What it means for a comparison that its reports are of several frameworks."""
    if row["design"] == "report-within-framework":
        return (
            f"Differences are taken within each framework ({frameworks}) and averaged, so that "
            "the mix of frameworks plays no part."
        )
    if row["grouping"] in _OF_SCOPE:
        return (
            f"{frameworks} reports differ in scope and length: a difference may come from what "
            "inspectors were sent to look at rather than from what councils did."
        )
    return (
        f"Reports of {frameworks} are pooled, and they differ in scope and length: choose one "
        "framework in the filters to hold it still."
    )


def _describe_design(row: pd.Series) -> str:
    """The level at which labels were permuted, and why."""
    design, grouping = row["design"], row["grouping"]
    # That no area stands on both sides can be chance, as with two years next to each other.
    is_chance = design == "area" and grouping not in _OF_AREAS
    told = _DESIGN_WORDS[design, grouping == SELECTION or is_chance]
    return told.format(
        grouping=glossary.FIELDS.get(grouping, ""),
        paired=words.number(row["paired_area_count"]),
        areas=words.number(row["area_count"]),
    )


def _share(row: pd.Series, side: str) -> str:
    """The share of one side with its n of N."""
    share = share_words(row[f"{side}_share"])
    hits = row[f"{side}_hit_count"]
    unit = glossary.UNITS[row["unit"]]
    total = row[f"{side}_recommendation_count"]
    if f"{side}_{unit.whole}" in row:
        total = row[f"{side}_{unit.whole}"]
    return f"{share} of {unit.of} ({part_of(hits, total)})"
