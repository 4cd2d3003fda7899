"""The figures of the Trends page: a line for every category or the most frequent themes, and what
rises and falls.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

import pandas as pd

from ofsted import glossary, words
from ofsted.analysis.counting.counts import count_codes, few_reports
from ofsted.analysis.counting.policy import PolicyDate
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.trends import (
    order_trends,
    tell_trend,
    tell_trends,
    verdict_words,
)
from ofsted.analysis.inference.trends import count_steps, framework_starts, measure_trends
from ofsted.charts.drawing import Drawing
from ofsted.charts.trends import step_alt_text, step_line
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.held.memory import remember
from ofsted.dashboard.held.pending import begin
from ofsted.dashboard.parts.figures import Figure
from ofsted.limits import MOST_LINES, NAMED_LINES, SMALL_GROUP
from ofsted.served.counted import among, shown_level, subtitle, tell_only_who
from ofsted.steps.policy import read_policy_dates
from ofsted.words import printed_date


@dataclass(frozen=True)
class Line:
    """The small chart of one code with its heading and text alternative."""

    code: str
    label: str
    trend: str
    chart: Drawing
    alt: str


@remember
def count_first(release: Release, selection: Selection, level: str) -> pd.DataFrame:
    """Counts over all years, most frequent first, which stand on the page until the trends are
    there.
    """
    level = shown_level(release.dataset, level, selection)
    counts = (
        count_codes(release.dataset, selection, level=level)
        .sort_values("hit_count", ascending=False, kind="stable")
        .head(MOST_LINES)
    )
    of = [
        f"{words.number(hits)} of {words.number(items)}"
        for hits, items in zip(counts["hit_count"], counts["recommendation_count"], strict=True)
    ]
    return pd.DataFrame(
        {glossary.field_label(level): counts["label"].tolist(), "Recommendations with it": of}
    )


@remember
def start_trends(
    release: Release, selection: Selection, level: str, steps: str, unit: str = "share"
) -> Future[tuple[Figure, list[Line], Figure]]:
    """What `make_trends` gives, computed off the page's own thread."""
    return begin(make_trends, release, selection, level, steps, unit)


def make_trends(
    release: Release, selection: Selection, level: str, steps: str, unit: str = "share"
) -> tuple[Figure, list[Line], Figure]:
    """The steps as a table, a line per code (codes with a trend first, then the most frequent), and
    the trends as a table.
    """
    dataset = release.dataset
    level = shown_level(dataset, level, selection)
    counts = count_steps(dataset, selection, level=level, steps=steps, unit=unit)
    tested = measure_trends(dataset, selection, level=level, unit=unit)
    order = order_trends(tested)
    top = counts.loc[~counts["is_small"] & counts["code"].isin(order[:MOST_LINES]), "share"].max()
    starts, policy = framework_starts(dataset, steps), read_policy_dates()
    is_drawn = bool((~counts["is_small"]).any())
    top = top if top > 0 else 1.0
    drawn = order[:MOST_LINES] if is_drawn else []
    lines = [
        _draw(code, counts, tested, starts, top, policy, is_named=place < NAMED_LINES)
        for place, code in enumerate(drawn)
    ]
    notes = (
        _notes(counts, steps, len(order), starts)
        if is_drawn or counts.empty
        else f" Every step has fewer than {SMALL_GROUP} reports, so no chart is drawn."
    )
    told = subtitle(dataset, selection, unit, level) + notes
    table = _printed(counts)
    periods = few_reports(count_codes(dataset, selection, level=level, by="period"))
    beside = tell_only_who(dataset, selection)
    told_of = tell_trends(counts, tested, periods, steps, unit, beside)
    headline = among(selection, told_of, tested)
    name = f"{level}-by-{steps}"
    whole = Figure(
        name,
        headline,
        told,
        None,
        "",
        lambda: table,
        picture="trends",
        kind="trend",
        beside=beside if beside in headline else "",
    )
    found = Figure(
        f"{level}-trends",
        "The change a year within the frameworks",
        f"{glossary.label('unit', unit)}. {_METHOD}",
        None,
        "",
        partial(_printed_trends, tested, order),
        kind="slope",
    )
    return whole, lines, found


_METHOD = (
    "Change a year, in percentage points. The step from SIF to ILACS counts as no trend. A rise is"
    " described, not explained."
)


def _draw(
    code: str,
    counts: pd.DataFrame,
    tested: pd.DataFrame,
    starts: dict[str, str],
    top: float,
    policy: Sequence[PolicyDate],
    *,
    is_named: bool,
) -> Line:
    rows, row = counts[counts["code"] == code], tested[tested["code"] == code].iloc[0]
    trend = tell_trend(row)
    return Line(
        code,
        row["label"],
        trend,
        step_line(rows, starts, top, policy, is_named=is_named),
        step_alt_text(rows, f"Trend: {trend}."),
    )


def policy_table() -> pd.DataFrame:
    """The policy dates as a table: number on the charts, day, and what changed."""
    dates = read_policy_dates()
    return pd.DataFrame(
        {
            "Line": [f"{number} {row.short}" for number, row in enumerate(dates, start=1)],
            "Day": [printed_date(row.day) for row in dates],
            "What changed": [row.what for row in dates],
        }
    )


def policy_links() -> dict[str, pd.Series]:
    """Where each policy date is said, for the column that tells it."""
    return {"What changed": pd.Series([row.link for row in read_policy_dates()], dtype=object)}


def _notes(counts: pd.DataFrame, steps: str, shown: int, starts: dict[str, str]) -> str:
    small = counts.loc[counts["is_small"] & (counts["report_count"] > 0), "step"].unique().tolist()
    notes = " Each point covers the four quarters that end with it." if steps == "quarter" else ""
    notes += " Hollow marks: steps that the data covers in part. Bands: 95% intervals."
    if set(starts.values()) & set(counts["step"].unique()[1:].tolist()):
        notes += " The dotted line marks a new framework."
    if small:
        notes += (
            f" Crosses below the axis: under {SMALL_GROUP} reports, counts only"
            f" ({words.listed(small, most=6)})."
        )
    return notes + (
        f" The first {MOST_LINES} of {shown} are drawn, those with a trend first; the table holds"
        " all."
        if shown > MOST_LINES
        else ""
    )


def _printed(counts: pd.DataFrame) -> pd.DataFrame:
    shares = [
        (counts[column] * 100).round(1).where(~counts["is_small"])
        for column in ("share", "share_low", "share_high")
    ]
    is_plain = not len(counts) or counts["unit"].iloc[0] == "share"
    heads = ("Share (%)", "95% interval from (%)", "95% interval to (%)")
    return pd.DataFrame(
        {
            glossary.field_label(counts["level"].iloc[0]) if len(counts) else "Category": counts[
                "label"
            ],
            "Four quarters to"
            if len(counts) and counts["steps"].iloc[0] == "quarter"
            else "Year": counts["step"],
            "Recommendations with it": counts["hit_count"],
            "All recommendations": counts["recommendation_count"],
            **({} if is_plain else {"All themes named": counts["whole_count"]}),
            "Reports": counts["report_count"],
            **dict(zip(heads, shares, strict=True)),
            "Partial": counts["is_partial"].map({True: "yes", False: "no"}),
        }
    )


def _printed_trends(tested: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    rows = tested.set_index("code").loc[order].reset_index() if order else tested
    changes = {
        head: (rows[column] * 100).round(2)
        for head, column in (
            ("Points a year", "slope"),
            ("95% interval from", "slope_low"),
            ("95% interval to", "slope_high"),
        )
    }
    return pd.DataFrame(
        {
            "Name": rows["label"],
            "Recommendations with it": rows["hit_count"],
            "All recommendations": rows["recommendation_count"],
            **changes,
            "Within each framework": rows["by_framework"],
            glossary.Q_HEAD: rows["q"].map(lambda q: "not tested" if pd.isna(q) else f"{q:.3f}"),
            "Verdict": [verdict_words(row) for _, row in rows.iterrows()],
        }
    )
