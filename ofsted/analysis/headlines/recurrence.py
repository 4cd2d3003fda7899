"""What came back in the next report, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ofsted import words
from ofsted.analysis.inference.intervals import DRAWS
from ofsted.analysis.inference.recurrence import LENGTH_NOTE, summarise_recurrence
from ofsted.limits import SIGNIFICANT, SMALL_GROUP


def headline_returns(returns: pd.DataFrame, name: str) -> str:
    """How many themes came back at an area's next inspections, beside how often the same themes do
    nationally.
    """
    name = name.replace(". ", ".\u00a0")
    if returns.empty:
        return f"Among the reports chosen, none on {name} that lists a theme is followed by another full report, so nothing can have come back."
    back, listed = int(returns["came_back"].sum()), len(returns)
    pairs = returns["report_id"].nunique()
    when = (
        f"from {returns['year'].iloc[0]} to {returns['next_year'].iloc[0]}"
        if pairs == 1
        else f"over {pairs} pairs of consecutive reports"
    )
    again, base = returns["again_share"].mean(), returns["new_share"].mean()
    count = "None" if back == 0 else "All" if back == listed else words.number(back)
    themes = "theme" if listed == 1 else "themes"
    told = f"{count} of the {words.number(listed)} {themes} listed in a report on {name} came back in the next one, {when}."
    if pairs > 1:
        told += " A theme counts once for every report that lists it and is followed by another."
    if returns[["listed_count", "unlisted_count"]].iloc[0].sum() < SMALL_GROUP:
        return f"{told} Too few reports anywhere are followed by another under these filters to set this beside."
    return (
        f"{told} "
        f"Nationally the same themes come back in {words.percent(again, spelled=True)} of next reports, against "
        f"{words.percent(base, spelled=True)} of next reports where they had not been listed before."
    )


def headline_recurrence(
    recurrence: pd.DataFrame, pair_count: int, exchanged_share: float = np.nan
) -> str:
    """How often themes come back over the pairs of all areas, beside what like reports on other
    areas would give (`exchange_recurrence`).
    """
    total = summarise_recurrence(recurrence)
    if not total["listed_count"]:
        return "No consecutive reports match these filters."
    if pair_count < SMALL_GROUP:
        return (
            f"Of {words.number(total['listed_count'])} themes listed in first reports {words.number(total['again_count'])} "
            f"{'is' if total['again_count'] == 1 else 'are'} listed again in the next, over {pair_count} pair{'' if pair_count == 1 else 's'} of "
            "reports: too few for percentages."
        )
    against = f", against {words.percent(exchanged_share, spelled=True)} in reports of like framework and length on other areas"
    return (
        f"A theme listed in one report is listed again in the next in {words.percent(total['again_share'], spelled=True)} of cases "
        f"({words.number(total['again_count'])} of {words.number(total['listed_count'])}, from {words.number(pair_count)} pairs of reports)"
        f"{'' if np.isnan(exchanged_share) else against}. "
        f"Where the first report had not listed it, the next does in {words.percent(total['base_share'], spelled=True)}. {LENGTH_NOTE}"
    )


def describe_exchange(exchange: dict[str, float]) -> str:
    """What an `exchange_recurrence` says, beginning with a space; empty where nothing is listed."""
    if np.isnan(exchange["exchanged_share"]):
        return ""
    middle, low, high = (
        f"{exchange[f'exchanged_{name}'] * 100:.1f}%" for name in ("share", "low", "high")
    )
    told = (
        "more than framework and length explain"
        if exchange["p"] < SIGNIFICANT
        else "what comes back is not told apart from what framework and length explain"
    )
    return (
        f" With next reports exchanged between areas, framework and about the same length kept, {middle} would be listed again "
        f"(middle 95% of {DRAWS:,} exchanges {low} to {high}): {told} (p {'below 0.001' if exchange['p'] < 0.001 else format(exchange['p'], '.3f')})."
    )
