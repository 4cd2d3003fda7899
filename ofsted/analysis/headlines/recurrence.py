"""What came up again in the next report, in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ofsted import words
from ofsted.analysis.headlines.phrases import by_number, counted, share_words
from ofsted.analysis.inference.recurrence import LENGTH_NOTE, summarise_recurrence
from ofsted.limits import DRAWS, SIGNIFICANT, SMALL_GROUP


def headline_returns(
    returns: pd.DataFrame, name: str, expected: Mapping[str, float] | None = None
) -> str:
    """How many themes came up again at an area's next inspections.

    Beside it stands how many would with next reports of other councils (`expect_returns`).
    """
    name = name.replace(". ", ".\u00a0")
    if returns.empty:
        return (
            f"Among the reports chosen, none on {name} that lists a theme is followed by another "
            "full report, so nothing can have come up again."
        )
    back = _back_words(int(returns["came_back"].sum()), len(returns))
    listed = counted(len(returns), "theme")
    told = (
        f"{back} of the {listed} listed in a report on {name} came up again in the next one, "
        f"{_when_words(returns)}."
    )
    if returns["report_id"].nunique() > 1:
        told += " A theme counts once for every report that lists it and is followed by another."
    if returns[["listed_count", "unlisted_count"]].iloc[0].sum() < SMALL_GROUP:
        return (
            f"{told} Too few reports anywhere are followed by another under these filters to set "
            "this beside."
        )
    if not expected or not expected["listed_count"]:
        return told
    return (
        f"{told} With next reports of other councils, of like framework and length, about "
        f"{words.number(round(expected['expected_count']))} of "
        f"{words.number(expected['listed_count'])} would."
    )


def headline_recurrence(
    recurrence: pd.DataFrame, pair_count: int, exchanged_share: float = np.nan
) -> str:
    """How often themes come back over the pairs of all areas.

    Beside it stands what like reports on other areas would give (`exchange_recurrence`).
    """
    total = summarise_recurrence(recurrence)
    if not total["listed_count"]:
        return "No consecutive reports match these filters."
    listed = words.number(total["listed_count"])
    again = words.number(total["again_count"])
    if pair_count < SMALL_GROUP:
        verb = by_number(int(total["again_count"]), "is", "are")
        pairs = words.plural(pair_count, "pair")
        return (
            f"Of {listed} themes listed in first reports {again} {verb} listed again in the next, "
            f"over {pair_count} {pairs} of reports: too few for percentages."
        )
    share = share_words(total["again_share"])
    base = share_words(total["base_share"])
    return (
        f"A theme listed in one report is listed again in the next in {share} of cases ({again} of "
        f"{listed}, from {words.number(pair_count)} pairs of reports)"
        f"{_against_words(exchanged_share)}. Where the first report had not listed it, the next "
        f"does in {base}. {LENGTH_NOTE}"
    )


def describe_exchange(exchange: dict[str, float]) -> str:
    """What an `exchange_recurrence` says, beginning with a space; empty where nothing is listed."""
    if np.isnan(exchange["exchanged_share"]):
        return ""
    middle, low, high = (
        f"{exchange[f'exchanged_{name}'] * 100:.1f}%" for name in ("share", "low", "high")
    )
    told = "what comes back cannot be told apart from what framework and length explain"
    if exchange["p"] < SIGNIFICANT:
        told = "more comes back than framework and length explain"
    return (
        " We also exchanged next reports between areas, framework and about the same length kept."
        f" Then {middle} would be listed again (middle 95% of {DRAWS:,} exchanges {low} to {high})."
        f" So {told} (p {_printed_p(exchange['p'])})."
    )


def _back_words(back: int, listed: int) -> str:
    if back == 0:
        return "None"
    if back == listed:
        return "All"
    return words.number(back)


def _when_words(returns: pd.DataFrame) -> str:
    """The years of the one pair of reports, or how many pairs there are."""
    pairs = returns["report_id"].nunique()
    if pairs == 1:
        pair = returns.iloc[0]
        return f"from {pair['year']} to {pair['next_year']}"
    return f"over {pairs} pairs of consecutive reports"


def _against_words(exchanged_share: float) -> str:
    if np.isnan(exchanged_share):
        return ""
    share = share_words(exchanged_share)
    return f", against {share} in reports of like framework and length on other areas"


def _printed_p(p: float) -> str:
    if p < 0.001:
        return "below 0.001"
    return f"{p:.3f}"
