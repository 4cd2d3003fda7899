"""What a trends chart shows, in one sentence."""

from __future__ import annotations

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.headlines.counts import NOT_COUNTED
from ofsted.analysis.headlines.phrases import by_number, part_of, short_period
from ofsted.codebook import GROUPS, ONLY_WHO
from ofsted.limits import FEWEST_STEPS, SMALL_GROUP
from ofsted.words import points

_DIRECTIONS = ("rising", "falling")
VERDICTS = {
    "rising": "▲ rising",
    "falling": "▼ falling",
    "mixed": "◆ differs between frameworks",
    "undetermined": "no clear trend",
    "counts-only": "too few reports",
}


def headline_trends(trends: pd.DataFrame) -> str:
    """Which codes rise and fall within the frameworks, by how many points a year.

    And how many show no trend.
    """
    if trends.empty:
        return f"Nothing to show: {NOT_COUNTED}."
    report_count = trends["report_count"].iloc[0]
    if not report_count:
        return "No reports match these filters."
    reports = words.number(report_count)
    if trends["verdict"].eq("counts-only").all():
        return f"Too few reports ({reports}) for trends: the tables hold counts."
    directions = _direction_words(trends)
    tested = trends[trends["q"].notna()]
    if len(tested) == 1 and not directions:
        is_mixed = bool(trends["verdict"].eq("mixed").any())
        return f"{tested['label'].iloc[0]} {_alone_words(is_mixed)}. Over {reports} reports."
    if tested.empty:
        return (
            f"None of the {len(trends)} can be tested for a trend, over {reports} reports: too few "
            "recommendations or inspection days."
        )
    return _several_words(trends, directions, len(tested), reports)


def headline_periods(counts: pd.DataFrame, unit: str = "share") -> str:
    """The widest change between the first and the last group of years with enough reports, from a
    counts frame by period; "" where there are not two.
    """
    large = counts[counts["report_count"] >= SMALL_GROUP]
    periods = large["group"].unique().tolist()
    if len(periods) < 2:
        return ""
    first, last = periods[0], periods[-1]
    chosen = glossary.UNITS[unit]
    shares = large.pivot(index="code", columns="group", values=chosen.column)
    gaps = (shares[last] - shares[first]).drop([GROUPS, ONLY_WHO], errors="ignore").abs()
    gaps = gaps.dropna()
    if gaps.empty:
        return ""
    code = gaps.idxmax()
    label = large.loc[large["code"] == code, "label"].iloc[0]
    before, after = (words.percent(float(shares.loc[code, period])) for period in (first, last))
    return (
        f"{label}: {before} of {chosen.of} in {short_period(first)}, "
        f"{after} in {short_period(last)}."
    )


def headline_only_who(counts: pd.DataFrame) -> str:
    """That more recommendations only say who they are about in the last group of years than in the
    first, which alone tends to lower all other shares; "" where that is not shown.

    `counts` is a frame by period with intervals. It is shown where the two intervals do not meet.
    """
    rows = counts[(counts["code"] == ONLY_WHO) & (counts["report_count"] >= SMALL_GROUP)]
    if len(rows) < 2:
        return ""
    first, last = rows.iloc[0], rows.iloc[-1]
    if not first["share_high"] < last["share_low"]:
        return ""
    before, after = (
        f"{words.percent(float(row['share']))} "
        f"({part_of(row['hit_count'], row['recommendation_count'])}) "
        f"in {short_period(row['group'])}"
        for row in (first, last)
    )
    return (
        f"Recommendations that only say who they are about rose from {before} to {after}. "
        "That alone tends to lower the other shares."
    )


def tell_trends(
    counts: pd.DataFrame,
    trends: pd.DataFrame,
    periods: pd.DataFrame,
    steps: str,
    unit: str = "share",
    beside: str = "",
) -> str:
    """The headline of a trends chart: what changed between groups of years, what rises and falls,
    and where too few steps of a `count_steps` frame have reports enough for a trend to be shown.

    `beside` is what must be read with the change between groups of years.
    """
    change = headline_periods(periods, unit)
    shown = counts.drop_duplicates("step")
    drawn = int((~shown["is_small"]).sum())
    if drawn >= FEWEST_STEPS or not trends["q"].notna().any():
        parts = (change, beside if change else "", headline_trends(trends))
        return " ".join(text for text in parts if text)
    headline = " ".join(text for text in (change, headline_trends(trends)) if text)
    verb = "has" if drawn == 1 else "have"
    return (
        f"Too few {steps}s to show a trend: {drawn or 'none'} of {len(shown)} {verb} {SMALL_GROUP}"
        f" reports or more. Fitted over single inspections: {headline}"
    )


def order_trends(trends: pd.DataFrame) -> list[str]:
    """Codes with a trend first, then the most frequent."""
    moving = trends["verdict"].isin(("rising", "falling", "mixed"))
    ordered = trends.assign(moving=moving).sort_values(
        ["moving", "hit_count"], ascending=False, kind="stable"
    )
    return ordered["code"].tolist()


def tell_trend(row: pd.Series) -> str:
    """What is said of the trend of one row of a `measure_trends` frame."""
    trend = verdict_words(row)
    if row["verdict"] in _DIRECTIONS:
        return f"{trend}, {points(row['slope'])}"
    if row["verdict"] == "mixed":
        return f"{trend}: {row['by_framework']}"
    return trend


def verdict_words(row: pd.Series) -> str:
    """The verdict on a row of a `measure_trends` frame; what was not tested is not called
    undetermined.
    """
    if row["verdict"] == "undetermined" and pd.isna(row["q"]):
        return "too rare to test"
    return VERDICTS[row["verdict"]]


def _direction_words(trends: pd.DataFrame) -> str:
    """The codes that rise and those that fall, the steepest first; "" where none does."""
    parts = []
    for verdict in _DIRECTIONS:
        found = trends[trends["verdict"] == verdict]
        if found.empty:
            continue
        steepest_first = found["slope"].abs().sort_values(ascending=False).index
        found = found.reindex(steepest_first)
        named = [
            f"{label} ({points(slope)})"
            for label, slope in zip(found["label"], found["slope"], strict=True)
        ]
        parts.append(f"{verdict}: {words.listed(named)}")
    told = "; ".join(parts)
    first, rest = told[:1], told[1:]
    return first.upper() + rest


def _alone_words(is_mixed: bool) -> str:
    """What is said of the only code that was tested, where it neither rises nor falls."""
    if is_mixed:
        return "moved differently under each framework: see the table"
    return "shows no clear common trend. That is not proof of none"


def _several_words(trends: pd.DataFrame, directions: str, tested_count: int, reports: str) -> str:
    """What rises and falls, what moved apart under the frameworks, and what cannot be told."""
    is_mixed = trends["verdict"] == "mixed"
    is_directed = trends["verdict"].isin(_DIRECTIONS)
    mixed = int(is_mixed.sum())
    unclear = tested_count - mixed - int(is_directed.sum())
    apart = ""
    if mixed and tested_count > 1:
        apart = f" {mixed} of {tested_count} moved differently under each framework: see the table."
    if not directions:
        return (
            f"None of the {tested_count} tested shows a clear common trend, over {reports} "
            f"reports. That is not proof of none.{apart}"
        )
    if not unclear:
        return f"{directions}.{apart} Measured over {reports} reports."
    show = by_number(unclear, "shows", "show")
    return (
        f"{directions}.{apart} {unclear} of {tested_count} tested {show} no clear trend, over "
        f"{reports} reports."
    )
