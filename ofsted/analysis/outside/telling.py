"""What the comparison with others' figures says: rows for the command, a table and a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from ofsted import words
from ofsted.analysis.outside.figures import DATES, VERDICTS, Outside
from ofsted.analysis.outside.verdicts import (
    PartResult,
    Result,
    ours_in_words,
    theirs_in_words,
)

AGREEING = ("exact", "within rounding", "explained")
COLUMNS = ("published_by", "counted", "on", "theirs", "ours", "verdict", "why")
# What a verdict means, for the reader of the table.
MEANINGS = {
    "exact": "The same number, names or order.",
    "within rounding": "The same per cent once rounded, or inside what the word is taken to cover.",
    "explained": "Not the same from the release alone, for the reason given.",
    "not at hand": "What the source says is not at hand, so nothing can be computed from it.",
    "unexplained": "Not the same, and no reason is known.",
}


def headline_outside(results: Sequence[Result]) -> str:
    """The one sentence on how far others' figures agree with ours."""
    agreeing = sum(result.verdict in AGREEING for result in results)
    return (
        f"{agreeing} of {len(results)} figures published by others agree with ours,"
        " or differ for a known reason."
    )


def verdicts_in_words(results: Iterable[Result]) -> str:
    """How often each verdict was given, the best first; those never given are left out."""
    counts = Counter(result.verdict for result in results)
    return ", ".join(f"{counts[name]} {name}" for name in VERDICTS if counts[name])


def days_in_words(results: Sequence[Result]) -> str:
    """On how many of the agreeing figures we chose the day that places a report in time, and how
    many of those hang on the choice.
    """
    agreeing = [result for result in results if result.verdict in AGREEING]
    chosen = [result for result in agreeing if not result.figure.day_is_stated]
    hanging = [result for result in chosen if len(result.holds_by) < len(DATES)]
    stated = len(agreeing) - len(chosen)
    firm = len(chosen) - len(hanging)
    numbers = [str(result.figure.n) for result in hanging]
    listed = words.listed(numbers, most=len(numbers))
    return (
        f"{stated} of these {len(agreeing)} sources state which day of a report they count."
        f" Of the other {len(chosen)} figures, {firm} hold by any of its days"
        f" and {len(hanging)} hang on our choice ({listed})."
    )


def findings_are_not_recommendations(results: Iterable[Result]) -> str:
    """The sentence on the figure that counts another thing than we do; empty where there is none.

    It is why no figure here says how often inspectors found something.
    """
    for result in results:
        if result.figure.other_unit:
            theirs = result.parts[0].part.theirs.count
            ours = result.parts[0].published.counts[0]
            return (
                f"{result.figure.other_unit} Ofsted found concern about caseloads at {theirs}"
                f" councils; {ours.part} of {ours.whole} reports recommend action on them."
            )
    return ""


def outside_rows(results: Iterable[Result], outside: Outside) -> list[dict[str, object]]:
    """One object for each figure, as `python -m ofsted outside` prints it."""
    return [
        {
            "n": result.figure.n,
            "source": result.figure.source,
            "what": result.figure.what,
            "counted_on": result.figure.counted_on,
            "theirs": _theirs(result, outside),
            "ours": _ours(result),
            "verdict": result.verdict,
            "recorded": result.figure.recorded,
            "day_is_stated": result.figure.day_is_stated,
            "holds_by": list(result.holds_by),
            "note": result.figure.note,
            "link": result.figure.link,
        }
        for result in results
    ]


def outside_table(results: Iterable[Result], outside: Outside) -> pd.DataFrame:
    """The figures as a table for readers: one row each, the columns of `COLUMNS`."""
    rows = [
        {
            "published_by": result.figure.source,
            "counted": result.figure.what,
            "on": result.figure.counted_on,
            "theirs": _theirs(result, outside),
            "ours": _ours(result),
            "verdict": result.verdict,
            "why": _why(result),
        }
        for result in results
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _theirs(result: Result, outside: Outside) -> str:
    return _told(result, lambda part: theirs_in_words(part.part.theirs, outside.bounds))


def _ours(result: Result) -> str:
    if result.figure.other_unit:
        return _told(result, lambda part: ours_in_words(part, "exact"))  # the absent say nothing
    return _told(result, lambda part: ours_in_words(part, result.verdict))


def _told(result: Result, tell: Callable[[PartResult], str]) -> str:
    return ". ".join(f"{part.part.what}: {tell(part)}" for part in result.parts)


def _why(result: Result) -> str:
    """The reason that is given, else what the verdict means."""
    reasons = (result.figure.other_unit, result.figure.note)
    return " ".join(reason for reason in reasons if reason) or MEANINGS[result.verdict]
