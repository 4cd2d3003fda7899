"""The few kinds of question that published figures answer, put to inspections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from ofsted import glossary
from ofsted.analysis.outside.figures import Question

GOOD = ("outstanding", "good")
# How good a grade is; what is not a grade has no place.
_PLACES = {
    "inadequate": 0,
    "requires-improvement": 1,
    "good": 2,
    "outstanding": 3,
}


@dataclass(frozen=True)
class Count:
    """How many of how many."""

    part: int
    whole: int

    @property
    def share(self) -> float:
        """The part as a share (0–1); not a number where there is nothing."""
        if self.whole:
            return self.part / self.whole
        return float("nan")


@dataclass(frozen=True)
class Answer:
    """A count for each group that was asked for (mostly one), and the areas of the parts."""

    counts: tuple[Count, ...]
    names: tuple[str, ...]


def answer(question: Question, inspections: pd.DataFrame, recommendations: pd.DataFrame) -> Answer:
    """What the inspections, or what they recommend, say to the question."""
    if question.kind == "recommended":
        return _recommended(question, inspections, recommendations)
    return _ANSWERS[question.kind](question, inspections)


def _latest(question: Question, inspections: pd.DataFrame) -> Answer:
    standing = _standing(question, inspections)
    return _by_grade(question, standing)


def _inspections(question: Question, inspections: pd.DataFrame) -> Answer:
    chosen = _within(question, inspections)
    is_graded = chosen[question.judgement].isin(_PLACES)
    return _by_grade(question, chosen[is_graded])


def _changes(question: Question, inspections: pd.DataFrame) -> Answer:
    history = _with_grade_before(question, inspections)
    chosen = _within(question, history)
    has_before = chosen["before"].notna()
    compared = chosen[has_before]
    if question.before:
        held_so = compared["before"].isin(question.before)
        compared = compared[held_so]
    if question.last_only:
        compared = compared.groupby("authority").tail(1)
    return _counted(compared, _changed(question, compared))


def _order(question: Question, inspections: pd.DataFrame) -> Answer:
    chosen = _within(question, inspections)
    counts: list[Count] = []
    for code in glossary.codes(question.by):
        group = chosen[chosen[question.by] == code]
        found = _by_grade(question, group)
        counts.extend(found.counts)
    return Answer(tuple(counts), ())


def _recommended(
    question: Question, inspections: pd.DataFrame, recommendations: pd.DataFrame
) -> Answer:
    chosen = _within(question, inspections)
    to_authorities = recommendations[recommendations["body"] == "authority"]
    carries = to_authorities["themes"].map(lambda themes: question.theme in themes)
    asked = set(to_authorities.loc[carries, "report_id"])
    return _counted(chosen, chosen["report_id"].isin(asked))


_ANSWERS: dict[str, Callable[[Question, pd.DataFrame], Answer]] = {
    "latest": _latest,
    "inspections": _inspections,
    "changes": _changes,
    "order": _order,
}


def _within(question: Question, inspections: pd.DataFrame) -> pd.DataFrame:
    """The inspections of the question's period, frameworks and region, in the order of time."""
    days = inspections[question.dated]
    keep = inspections["framework"].isin(question.framework)
    if question.since:
        keep &= days >= pd.Timestamp(question.since)
    if question.until:
        keep &= days <= pd.Timestamp(question.until)
    if question.published_by:
        keep &= inspections["published_on"] <= pd.Timestamp(question.published_by)
    if question.region:
        keep &= inspections["region"] == question.region
    ordered = inspections[keep].sort_values([question.dated, "report_id"])
    return ordered.head(question.first or len(ordered))


def _standing(question: Question, inspections: pd.DataFrame) -> pd.DataFrame:
    """One inspection for each authority: the one whose grade it stood at on the day.

    Authorities that no longer were there on that day are left out.
    """
    by_authority = _within(question, inspections).groupby("authority")
    standing = by_authority.tail(1)
    if question.earliest:
        standing = by_authority.head(1)
    if question.until:
        last_day = pd.Timestamp(question.until)
        is_gone = standing["active_to_on"] < last_day
        standing = standing[~is_gone]
    if question.before:
        named = _once_graded(question, inspections)
        is_named = standing["authority"].isin(named)
        standing = standing[is_named]
    return standing


def _once_graded(question: Question, inspections: pd.DataFrame) -> set[str]:
    """Authorities whose last grade under the frameworks of `history` was one of `before`."""
    is_earlier = inspections["framework"].isin(question.history)
    earlier = inspections[is_earlier].sort_values([question.dated, "report_id"])
    last = earlier.groupby("authority").tail(1)
    is_graded_so = last["rating"].isin(question.before)
    return set(last.loc[is_graded_so, "authority"])


def _with_grade_before(question: Question, inspections: pd.DataFrame) -> pd.DataFrame:
    """The inspections with the grade that the authority held `before`, blank for its first."""
    is_history = inspections["framework"].isin(question.history)
    history = inspections[is_history]
    ordered = history.sort_values(["inspected_to_on", "report_id"])
    grades = ordered.groupby("authority")["rating"]
    before = grades.shift(1)
    if question.against == "first":
        before = grades.transform("first").where(before.notna())
    return ordered.assign(before=before)


def _changed(question: Question, compared: pd.DataFrame) -> pd.Series:
    """Whether the grade changed in the way that the question asks for."""
    now = compared["rating"].map(_PLACES)
    change = now - compared["before"].map(_PLACES)
    found = {
        "any": pd.Series(True, index=compared.index),
        "improved": change >= question.steps,
        "same": change == 0,
        "declined": change <= -question.steps,
        "kept-good": (change == 0) & compared["rating"].isin(GOOD),
    }
    return found[question.change]


def _by_grade(question: Question, inspections: pd.DataFrame) -> Answer:
    grades = inspections[question.judgement]
    if not question.grades:
        return _counted(inspections, grades.notna())
    return _counted(inspections, grades.isin(question.grades))


def _counted(rows: pd.DataFrame, is_part: pd.Series) -> Answer:
    names = sorted(rows.loc[is_part, "area_name"])
    count = Count(len(names), len(rows))
    return Answer((count,), tuple(names))
