"""What two readers found in the summaries that were drawn by lot, in words and as a table."""

from __future__ import annotations

import pandas as pd

from ofsted import words
from ofsted.analysis.headlines.phrases import part_of
from ofsted.coding.judged import Judged
from ofsted.limits import AIMED_AWKWARD, AIMED_CONTENT_FAULTS

_FAULT_OF_CONTENT = "A fault of content: something of weight is lost, changed or added"
_AWKWARD = "Awkward English only"


def printed_judged(judged: Judged) -> pd.DataFrame:
    """Both rates of one draw, under names a reader understands, beside what was aimed at."""
    rates = (judged.content, judged.awkward)
    intervals = [rate.interval for rate in rates]
    aims = (AIMED_CONTENT_FAULTS, AIMED_AWKWARD)
    table = {
        "What either reading found": [_FAULT_OF_CONTENT, _AWKWARD],
        "Count": [part_of(rate.part, rate.whole) for rate in rates],
        "Share (%)": [round(rate.share * 100, 1) for rate in rates],
        "95% interval (%)": [f"{low * 100:.1f} to {high * 100:.1f}" for low, high in intervals],
        "Aimed at (%)": [f"at most {aim * 100:.0f}" for aim in aims],
    }
    return pd.DataFrame(table)


def describe_draw(judged: Judged, summary_count: int) -> str:
    """How the summaries were drawn and judged."""
    drawn, total = words.number(judged.content.whole), words.number(summary_count)
    return (
        f"{drawn} of the {total} summaries were drawn by lot. Two readings by machine held each "
        "against its wording. Neither had written it, and neither saw what the other said. "
        "A fault counts where either reading found it. "
        f"The two readings agree with a kappa of {judged.kappa:.2f}. "
        "They are of one kind, so they can miss the same fault."
    )


def describe_since(judged: Judged, day: str) -> str:
    """Which draw the rates are from, and what was mended after it; `day` is that of the judgement,
    as printed.
    """
    name = (
        f"The draw is `{judged.draw.name}`, after the summaries that it was made from, "
        f"judged on {day}."
    )
    mended, count = judged.reworded_count, judged.fault_count
    if not mended:
        return name
    return (
        f"{name} {words.number(mended)} of the {words.number(count)} summaries with a fault have "
        "been written anew since. The rates are of the summaries as drawn."
    )
