"""What a trends chart shows, in one sentence."""

from __future__ import annotations

import pandas as pd

from ofsted import words
from ofsted.analysis.headlines.counts import NOT_COUNTED
from ofsted.words import points


def headline_trends(trends: pd.DataFrame) -> str:
    """Which codes rise and fall within the frameworks, by how many points a year, and how many show
    no trend.
    """
    if trends.empty:
        return f"Nothing to show: {NOT_COUNTED}."
    if not trends["report_count"].iloc[0]:
        return "No reports match these filters."
    reports = words.number(trends["report_count"].iloc[0])
    if trends["verdict"].eq("counts-only").all():
        return f"Too few reports ({reports}) for trends: the tables hold counts."
    parts = []
    for verdict in ("rising", "falling"):
        found = trends[trends["verdict"] == verdict]
        found = found.reindex(found["slope"].abs().sort_values(ascending=False).index)
        if len(found):
            parts.append(
                f"{verdict if parts else verdict.capitalize()}: {words.listed([f'{row.label} ({points(row.slope)})' for row in found.itertuples()])}"
            )
    mixed, tested = int((trends["verdict"] == "mixed").sum()), int(trends["q"].notna().sum())
    unclear = tested - mixed - int(trends["verdict"].isin(("rising", "falling")).sum())
    apart = (
        f" {mixed} of {tested} moved differently under each framework: see the table."
        if mixed and tested > 1
        else ""
    )
    if tested == 1 and not parts:
        told = (
            "moved differently under each framework: see the table"
            if mixed
            else "shows no common trend that can be told from chance. That is not proof of none"
        )
        return f"{trends.loc[trends['q'].notna(), 'label'].iloc[0]} {told}. Over {reports} reports."
    if not tested:
        return f"None of the {len(trends)} can be tested for a trend, over {reports} reports: too few recommendations or inspection days."
    if not parts:
        return f"No common trend can be told from chance in any of the {tested} tested, over {reports} reports. That is not proof of none.{apart}"
    if not unclear:
        return f"{'; '.join(parts)}.{apart} Measured over {reports} reports."
    return f"{'; '.join(parts)}.{apart} For {unclear} of {tested} tested no trend can be told from chance, over {reports} reports."
