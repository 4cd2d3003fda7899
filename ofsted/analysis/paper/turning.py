"""The specification curves in words and as a table: in how many ways to count each claim holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ofsted.analysis.headlines.phrases import by_number
from ofsted.analysis.paper.curve import Curve, Point

CHOICE_LABELS = {
    "body": "body",
    "promptness": "promptness",
    "groups": "groups",
    "unit": "unit",
    "theme_list": "list of themes",
}
_COLUMNS = {
    "claim": "Claim",
    "body": "Recommendations to",
    "promptness": "Promptness counts in",
    "groups": "Groups count as",
    "unit": "Unit",
    "theme_list": "Themes",
    "holds": "Holds",
    "kept_share": "Share of resamples in which it holds",
}


def describe_curve(curve: Curve) -> str:
    """In how many ways to count a claim holds, and on which choices that turns."""
    told = f"holds in {curve.holds_count} of {curve.count} ways to count"
    if not curve.turns_on:
        return told
    choices = ", ".join(CHOICE_LABELS[choice] for choice in curve.turns_on)
    return f"{told}; turns on: {choices}"


def headline_curves(curves: Mapping[str, Curve]) -> str:
    """How many claims hold, or fail, however they are counted."""
    always = sum(curve.holds_count == curve.count for curve in curves.values())
    never = sum(curve.holds_count == 0 for curve in curves.values())
    turned = len(curves) - always - never
    hold = by_number(always, "holds", "hold")
    return (
        f"The way to count turns the answer for {turned} of {len(curves)} claims. Of the others "
        f"{always} {hold} however they are counted, and {never} never."
    )


def list_turned(curves: Mapping[str, Curve]) -> list[Curve]:
    """The curves of the claims that some ways to count make true and others do not."""
    return [curve for curve in curves.values() if 0 < curve.holds_count < curve.count]


def strip_frame(
    points: Sequence[Point], curves: Mapping[str, Curve], statements: Mapping[str, str]
) -> pd.DataFrame:
    """The dots of the claims that have both answers: `claim`, `label`, `note`, `holds` and
    `kept_share`, those first that hold, and of these those first that most resamples keep.
    """
    turned = {curve.claim: describe_curve(curve) for curve in list_turned(curves)}
    rows = [
        {
            "claim": point.claim,
            "label": f"{point.claim}: {statements[point.claim]}",
            "note": turned[point.claim].capitalize(),
            "holds": point.holds,
            "kept_share": point.kept_share,
        }
        for point in points
        if point.claim in turned
    ]
    frame = pd.DataFrame(rows, columns=["claim", "label", "note", "holds", "kept_share"])
    order = ["claim", "holds", "kept_share"]
    return frame.sort_values(order, ascending=[True, False, False], ignore_index=True)


def curve_table(points: Sequence[Point]) -> pd.DataFrame:
    """Every claim in every way to count that touches it."""
    frame = pd.DataFrame([vars(point) for point in points], columns=list(_COLUMNS))
    return frame.rename(columns=_COLUMNS)
