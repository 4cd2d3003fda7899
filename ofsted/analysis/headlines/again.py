"""Which themes came up again on one council: one sum, in sentences and as a table.

The same words stand on a council's page, on its page without scripts and in its files.
"""

from __future__ import annotations

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.again import Again
from ofsted.analysis.headlines.phrases import by_number, counted

ALL_REPORTS = "All full reports"
SUM_CAPTION = "Themes listed in each full report, and where each stood before"
COUNTS_THEMES = (
    "Counted here are themes of recommendations to the council, not the recommendations."
)
HOW_COUNTED = (
    "A theme counts once for every report that lists it, in however many recommendations. "
    "Rare themes count within broader ones. "
    "Full reports are set beside each other, not those on a part of the services."
)
_COLUMNS = {
    "mention_count": "Themes listed",
    "first_count": "For the first time",
    "next_count": "In the report before too",
    "gap_count": "Only in an earlier report",
}


def tell_again(again: Again, name: str) -> tuple[str, ...]:
    """The sum in sentences: of all mentions, of different themes, and what became of each."""
    name = words._unbroken(name)
    if again.report_count < 2:
        return (_tell_one(again, name),)
    return (
        f"{again.several_count} of the {counted(again.theme_count, 'theme')} named to {name} "
        f"{by_number(again.several_count, 'stands', 'stand')} in more than one report.",
        _tell_sum(again, name),
        _tell_forwards(again),
    )


def _tell_one(again: Again, name: str) -> str:
    if not again.report_count:
        return f"There is no full report on {name}, so nothing can have come up again."
    return f"There is one full report on {name} only, so nothing can have come up again."


def _tell_sum(again: Again, name: str) -> str:
    return (
        f"The {again.report_count} full reports on {name} list "
        f"{counted(again.mention_count, 'theme')} in all, each theme once a report. "
        f"Of these, {again.theme_count} stand there for the first time, {again.next_count} in the "
        f"report before too, and {again.gap_count} only in an earlier one."
    )


def _tell_forwards(again: Again) -> str:
    return (
        f"The latest report lists {again.latest_count} of the {again.mention_count}, and none "
        f"follows it yet. Of the other {again.followed_count}, {again.next_count} came up again in "
        f"the next report, {again.gap_count} only in a later one, and {again.never_count} in none."
    )


def tell_again_briefly(again: Again, name: str) -> str:
    """The one sentence of the sum that a printed sheet has room for."""
    return tell_again(again, name)[0]


def printed_again(counts: pd.DataFrame) -> pd.DataFrame:
    """The sum as a table, latest report first and the total last; `counts` is the frame of
    `count_again`.
    """
    newest = counts.iloc[::-1]
    dates = zip(newest["inspected_to_on"], newest["framework"], strict=True)
    heads = [f"{day:%B %Y} ({glossary.short_label('framework', code)})" for day, code in dates]
    table: dict[str, list[object]] = {"Inspection": [*heads, ALL_REPORTS]}
    for column, head in _COLUMNS.items():
        numbers = newest[column].tolist()
        table[head] = [*numbers, sum(numbers)]
    return pd.DataFrame(table)
