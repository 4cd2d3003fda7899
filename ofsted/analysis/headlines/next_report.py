"""What the next report shows, in sentences: of one recommendation, of a council's, and nationally.

None of them says or suggests that something was put right.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.next_report import GENERAL_THEMES, Match
from ofsted.analysis.headlines.phrases import by_number, counted, part_of
from ofsted.analysis.inference.next_report import ALL_THEMES
from ofsted.limits import SMALL_GROUP

STANDING_LINE = "Not in the next report does not mean put right."
HOW_COMPARED = (
    "Compared are the themes that recommendations were sorted into, not their wordings. "
    "The next report is the next full inspection of the same council. "
    "Delay or consistency of casework alone does not count as the same theme. "
    "Longer reports share more themes with any other."
)
COUNTS_RECOMMENDATIONS = "Counted here are recommendations to the council, not themes."
DELAY = "casework/timeliness"
_COMPARED = ("theme", "delay", "not")  # outcomes that a next report was there for


def headline_outcomes(counts: Mapping[str, int], name: str) -> str:
    """How a council's recommendations are spread over the five outcomes.

    `counts` are numbers of recommendations by outcome, as `count_options` gives under `next`.
    """
    name = words._unbroken(name)
    total = sum(counts.values())
    if not total:
        return f"No recommendations to {name} are among those chosen."
    compared = sum(counts[code] for code in _COMPARED)
    rest = _rest(counts)
    if not compared:
        return f"No recommendation to {name} can be set beside a later full report. {rest}"
    asked = counted(compared, "recommendation")
    told = f"Of {asked} set beside the next report on {name}, {_compared_words(counts)}."
    return f"{told} {rest}".strip()


def headline_pair(pair: Mapping[str, int]) -> str:
    """What became of the list of one report; a row of `count_by_report`."""
    total = int(pair["recommendation_count"])
    if not total:
        return f"The report of {pair['year']} listed no recommendations."
    asked = counted(total, "recommendation")
    following = counted(int(pair["next_recommendation_count"]), "recommendation")
    told = f"Of {asked} of {pair['year']}, {_compared_words(pair)}."
    length = f"The next report, of {pair['next_year']}, lists {following}."
    return f"{told} {length} {_rest(pair)}".strip()


def tell_raised_before(raised: int, total: int) -> str:
    """How many recommendations of the latest report carry a theme of an earlier full report."""
    carry = by_number(raised, "carries", "carry")
    return (
        f"{words.number(raised)} of these {counted(total, 'recommendation')} {carry} a theme that "
        "an earlier full report lists. Delay and consistency of casework do not count as such."
    )


def note_match(match: Match | None, *, earlier: bool = False) -> str:
    """The line on a card: in which report a theme of it came up too; empty where none did.

    `earlier` says that the match is in the report before its own.
    """
    if match is None:
        return ""
    if set(match.themes) <= GENERAL_THEMES:
        return f"Only delay or consistency in common with the report of {match.year}."
    where = counted(len(match.recommendation_ids), "recommendation")
    verb = "came up again"
    if earlier:
        verb = "came up before"
    return f"A theme of it {verb} in {match.year}, in {where}. Compare the wordings."


def label_outcome(outcome: object) -> str:
    """An outcome as a card or a list prints it; empty where the column is blank."""
    if not isinstance(outcome, str):
        return ""
    return glossary.label("next", outcome)


def headline_theme(excess: pd.DataFrame, code: str, name: str) -> str:
    """How often a theme came up again, beside how often it came up anew.

    `excess` is the frame of `measure_excess`, `name` what the theme is called in the sentence.
    """
    row = _row_of(excess, code)
    again = part_of(row["again_count"], row["listed_count"])
    new = part_of(row["new_count"], row["unlisted_count"])
    return f"{name} came up again in {again} next reports. Not raised before: {new}."


def headline_exchange(excess: pd.DataFrame) -> str:
    """The national rate, what exchange of next reports gives, and the interval between them."""
    row = _row_of(excess, ALL_THEMES)
    listed = part_of(row["again_count"], row["listed_count"])
    if row["is_small"]:
        return (
            f"{listed} themes listed in a report came up again in the next: "
            f"fewer than {SMALL_GROUP} pairs of reports, too few for percentages."
        )
    return (
        f"Of the themes listed in a report, {_percent(row['again_share'])} came up again in the "
        f"council’s next ({listed}). "
        "With the next report of another council, of like framework and length, "
        f"{_percent(row['exchanged_share'])} would. "
        f"The difference is {_points(row['excess'])} points "
        f"(95% interval {_points(row['excess_low'])} to {_points(row['excess_high'])})."
    )


def headline_expected(returns: Mapping[str, float], name: str) -> str:
    """How many themes came up again on one council, beside what exchange gives.

    `returns` is what `expect_returns` gives.
    """
    name = words._unbroken(name)
    if not returns["listed_count"]:
        return f"No report on {name} that lists a theme can be set beside a next full report."
    listed = part_of(returns["again_count"], returns["listed_count"])
    return (
        f"{listed} themes came up again in {name}’s next report. "
        "With next reports of other councils, of like framework and length, about "
        f"{words.number(round(returns['expected_count']))} would."
    )


def _compared_words(counts: Mapping[str, int]) -> str:
    """The three outcomes of a comparison, each with its number."""
    shares = by_number(counts["theme"], "shares", "share")
    return (
        f"{counts['theme']} {shares} a theme with it, {counts['delay']} only delay or consistency, "
        f"and {counts['not']} none"
    )


def _rest(counts: Mapping[str, int]) -> str:
    """The outcomes without a comparison, each a sentence; empty where there are none."""
    labels = {code: glossary.label("next", code) for code in ("none", "unknown")}
    told = [f"{label}: {counts[code]}." for code, label in labels.items() if counts[code]]
    return " ".join(told)


def _row_of(excess: pd.DataFrame, code: str) -> dict[str, Any]:
    """The row of a code. Raises `KeyError` where there is none."""
    rows = excess[excess["code"] == code].to_dict("records")
    if not rows:
        raise KeyError(code)
    return {str(name): value for name, value in rows[0].items()}


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"


def _points(difference: float) -> str:
    """A difference of shares in percentage points, with a minus sign where it is below zero."""
    return f"{difference * 100:.1f}".replace("-", "−")
