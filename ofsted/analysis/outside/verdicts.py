"""Whether what others published and what the release gives agree, by rules stated here."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from ofsted import words
from ofsted.analysis.outside.figures import (
    DATES,
    VERDICTS,
    Bounds,
    Figure,
    Outside,
    Part,
    Theirs,
)
from ofsted.analysis.outside.inspections import (
    absent_inspections,
    graded_inspections,
    with_absent,
)
from ofsted.analysis.outside.questions import Answer, Count, answer

# A per cent agrees where ours, before rounding, is at most this far away.
ROUNDING = 0.005


@dataclass(frozen=True)
class Tables:
    """What the questions are put to: inspections of the release, the same with the absent ones,
    and the recommendations.
    """

    published: pd.DataFrame
    completed: pd.DataFrame
    recommendations: pd.DataFrame


@dataclass(frozen=True)
class PartResult:
    """The two answers to one part of a figure, from the release alone and with the absent
    inspections, and which of them says what the source says.
    """

    part: Part
    published: Answer
    completed: Answer
    published_agrees: bool
    completed_agrees: bool


@dataclass(frozen=True)
class Result:
    """A figure with its parts and verdict; `holds_by` names the days of a report by which the
    figure would not be unexplained, where that was asked for.
    """

    figure: Figure
    parts: tuple[PartResult, ...]
    verdict: str
    holds_by: tuple[str, ...] = ()

    @property
    def is_worse(self) -> bool:
        """Whether the verdict is worse than the one that is recorded."""
        recorded = VERDICTS.index(self.figure.recorded)
        return VERDICTS.index(self.verdict) > recorded


def compare_figures(
    outside: Outside,
    reports: pd.DataFrame,
    recommendations: pd.DataFrame,
    areas: pd.DataFrame,
    *,
    by_other_days: bool = False,
) -> list[Result]:
    """Every published figure beside ours, in their order.

    `by_other_days` also finds the days by which each would hold, which takes four times as long.
    Raises `OutsideError`.
    """
    published = graded_inspections(reports, areas)
    absent = absent_inspections(outside.absent, areas)
    tables = Tables(published, with_absent(published, absent), recommendations)
    results = [_compare(figure, outside, tables) for figure in outside.figures]
    if not by_other_days:
        return results
    return [_with_days(result, outside, tables) for result in results]


def _compare(figure: Figure, outside: Outside, tables: Tables) -> Result:
    parts = _compare_parts(figure, outside, tables)
    return Result(figure, parts, _verdict(figure, parts))


def _with_days(result: Result, outside: Outside, tables: Tables) -> Result:
    """The result with the days of a report by which its figure is not unexplained."""
    if result.verdict == "not at hand":
        return result
    figures = {name: _dated_by(result.figure, name) for name in DATES}
    holds = [name for name, figure in figures.items() if _holds(figure, outside, tables)]
    return dataclasses.replace(result, holds_by=tuple(holds))


def _holds(figure: Figure, outside: Outside, tables: Tables) -> bool:
    parts = _compare_parts(figure, outside, tables)
    return _verdict(figure, parts) != "unexplained"


def _dated_by(figure: Figure, dated: str) -> Figure:
    """The figure with its reports placed in time by another of their days."""
    parts = [
        dataclasses.replace(part, question=dataclasses.replace(part.question, dated=dated))
        for part in figure.parts
    ]
    return dataclasses.replace(figure, parts=tuple(parts))


def _compare_parts(figure: Figure, outside: Outside, tables: Tables) -> tuple[PartResult, ...]:
    return tuple(_compare_part(part, outside, tables) for part in figure.parts)


def _compare_part(part: Part, outside: Outside, tables: Tables) -> PartResult:
    published = answer(part.question, tables.published, tables.recommendations)
    completed = answer(part.question, tables.completed, tables.recommendations)
    return PartResult(
        part,
        published,
        completed,
        agrees(part.theirs, published, outside.bounds),
        agrees(part.theirs, completed, outside.bounds),
    )


def _verdict(figure: Figure, parts: Sequence[PartResult]) -> str:
    """The verdict on all parts at once: either the release alone gives all of them, or the release
    with the absent inspections does.
    """
    if any(part.part.theirs.not_at_hand for part in parts):
        return "not at hand"
    if figure.other_unit:
        return _verdict_on_less(parts)
    if all(part.published_agrees for part in parts):
        found = [_closeness(part.part.theirs) for part in parts]
        return max(found, key=VERDICTS.index)
    if all(part.completed_agrees for part in parts):
        return "explained"
    return "unexplained"


def _closeness(theirs: Theirs) -> str:
    """How close an agreement is with what the source says."""
    if theirs.percent is not None or theirs.word:
        return "within rounding"
    return "exact"


def _verdict_on_less(parts: Iterable[PartResult]) -> str:
    """Where ours counts a part of what they count, it is explained while it is not more."""
    for part in parts:
        theirs = part.part.theirs.count
        if theirs is None or part.published.counts[0].part > theirs:
            return "unexplained"
    return "explained"


def agrees(theirs: Theirs, ours: Answer, bounds: Bounds) -> bool:
    """Whether an answer of ours says what the source says."""
    first = ours.counts[0]
    if theirs.count is not None:
        same_whole = theirs.of in (None, first.whole)
        return same_whole and first.part == theirs.count
    if theirs.percent is not None:
        return abs(first.share - theirs.percent / 100) <= ROUNDING
    if theirs.word:
        low, high = bounds[theirs.word]
        return low <= first.share <= high
    if theirs.names:
        return sorted(theirs.names) == sorted(ours.names)
    return _is_ordered(theirs.order, [count.share for count in ours.counts])


def _is_ordered(order: str, shares: list[float]) -> bool:
    if order == "falling":
        shares = shares[::-1]
    return all(before < after for before, after in pairwise(shares))


def theirs_in_words(theirs: Theirs, bounds: Bounds) -> str:
    """What the source says, as printed."""
    if theirs.count is not None:
        return _of(theirs.count, theirs.of)
    if theirs.percent is not None:
        return f"{theirs.percent}%"
    if theirs.word:
        low, high = (words.percent(bound) for bound in bounds[theirs.word])
        return f"{theirs.word} (taken as {low} to {high})"
    if theirs.names:
        return words.listed(list(theirs.names), most=len(theirs.names))
    return theirs.not_at_hand or f"{theirs.order} from the first group to the last"


def _of(part: int, whole: int | None) -> str:
    if whole is None:
        return str(part)
    return f"{part} of {whole}"


def ours_in_words(result: PartResult, verdict: str) -> str:
    """What the release gives, and with the absent inspections where the verdict rests on them."""
    if result.part.theirs.names:
        names = list(result.published.names)
        return words.listed(names, most=len(names))
    is_counted = result.part.theirs.count is not None
    alone = _counts_in_words(result.published, is_counted)
    completed = _counts_in_words(result.completed, is_counted)
    if verdict != "explained" or alone == completed:
        return alone
    return f"{alone}, with the absent {completed}"


def _counts_in_words(found: Answer, is_counted: bool) -> str:
    """Counts with their shares, without where the source gives a count."""
    if is_counted:
        return ", ".join(_of(count.part, count.whole) for count in found.counts)
    return ", ".join(_with_share(count) for count in found.counts)


def _with_share(count: Count) -> str:
    counted = _of(count.part, count.whole)
    percent = words.percent(count.share)
    return f"{counted} ({percent})"
