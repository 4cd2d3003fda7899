"""What all charts share: colours, text, layout, and how a counts frame is read.

Text from data is escaped here and nowhere else.
"""

from __future__ import annotations

import html
import math
import textwrap
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing
from ofsted.codebook import ONLY_WHO

# Government Analysis Function, categorical palette in its order.
# The cells of a heatmap, from the lowest share to the highest, and of groups too small for one.
SCALE = ((0.0, "#F2F6FA"), (0.5, "#7C9CBB"), (1.0, "#12436D"))
SMALL_COLOUR = "#EFEFEF"
PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
OTHER_COLOUR = "#8FA5BD"  # of rows that are no rivals of the others
TEXT_COLOUR = "#14181D"
LINE_COLOUR = "#B1B4B6"
PAPER_COLOUR = "#FFFFFF"
FONT = "Source Sans, Source Sans Pro, Arial, sans-serif"
ALT_TEXT_LIMIT = 400  # characters
# A key above a chart that does nothing when it is clicked.
LEGEND = {
    "orientation": "h",
    "x": 0,
    "xanchor": "left",
    "y": 1,
    "traceorder": "normal",
    "itemclick": False,
    "itemdoubleclick": False,
}
NARROW_PX = 335  # width of a chart on a phone 375 px wide

# A colour stays with its code when filters remove the others; the two large frameworks come first.
_COLOUR_ORDER = {
    "framework": ("F3", "F4", "LAC-2013", "F1", "F2"),
    "rating": (
        "outstanding",
        "good",
        "inadequate",
        "requires-improvement",
        "not-given",
        "adequate",
    ),  # the colours that grades have on map and time line
}


def escaped(text: str) -> str:
    """Text from data, made safe for plotly's pseudo-HTML."""
    return html.escape(str(text), quote=False)


def wrapped(text: str, width: int) -> list[str]:
    """Escaped lines of at most `width` characters; a longer word is broken."""
    return list(_wrapped(str(text), width))


@lru_cache(maxsize=2048)
def _wrapped(text: str, width: int) -> tuple[str, ...]:
    """Lines kept for the next chart: labels are few and wrapping is slow."""
    return tuple(escaped(line) for line in textwrap.wrap(text, width) or [""])


def text_px(text: str, size_px: int) -> float:
    """Roughly how wide a line is, on the generous side; bold tags have no width, other entities are
    one character.
    """
    return len(html.unescape(text.replace("<b>", "").replace("</b>", ""))) * size_px * 0.53


def colours(field: str, groups: list[Any]) -> list[str]:
    """A colour of the palette for every group."""
    return [PALETTE[place % len(PALETTE)] for place in places(field, groups)]


def places(field: str, groups: list[Any]) -> list[int]:
    """A number for every group that it keeps whichever others are there; its order where the field
    has no fixed list.
    """
    try:
        order = list(_COLOUR_ORDER.get(field) or glossary.codes(field))
    except KeyError:
        order = list(groups)
    return [order.index(group) for group in groups]


def shown_unit(counts: pd.DataFrame, unit: str) -> str:
    """The unit that is drawn: counts where every group is too small for shares (`is_small`), else
    the one asked for.
    """
    if len(counts) and small(counts).all():
        return "count"
    return unit


def small(counts: pd.DataFrame) -> pd.Series:
    """`is_small` of every row; no row is small where the frame does not say."""
    if "is_small" in counts:
        return counts["is_small"]
    return pd.Series(False, index=counts.index)


def values(counts: pd.DataFrame, unit: str) -> pd.Series:
    """The unit's value of every row."""
    return counts[glossary.UNITS[unit].column].astype(float)


def ranked_codes(counts: pd.DataFrame, unit: str) -> list[str]:
    """Codes by their pooled value over all groups, highest first; ties and codes without a value
    keep the frame's order; the row for the rest stands last.
    """
    chosen = glossary.UNITS[unit]
    if counts["group"].nunique() == 1:
        # A code without a value sorts behind all others.
        places = np.argsort(-values(counts, unit).to_numpy(), kind="stable")
        return _rest_last(counts["code"].to_numpy()[places].tolist())
    pooled = counts.groupby("code", sort=False)[[chosen.part, chosen.whole]].sum()
    value = pooled[chosen.part]
    if chosen.is_share:
        value = value / pooled[chosen.whole]
    order = value.sort_values(ascending=False, kind="stable", na_position="last")
    return _rest_last(order.index.tolist())


def ordered_codes(
    counts: pd.DataFrame, unit: str, order: str = "total", group: object = None
) -> list[str]:
    """Codes as a heatmap has them: ranked over all groups ("total"), by the widest difference
    between groups that have shares ("difference"), or by their value in one group ("column").

    Ties and codes without a value follow in the order of the ranking; the row for the rest is last.
    """
    ranked = ranked_codes(counts, unit)
    large = counts[~small(counts)]
    if order == "total" or large.empty:
        return ranked
    by_code = large.assign(value=values(large, unit)).groupby("code", sort=False)["value"]
    value = by_code.max() - by_code.min()
    if order == "column":
        chosen = counts[counts["group"] == group]
        if chosen.empty:
            return ranked
        value = values(chosen, unit).set_axis(chosen["code"])
    value = value.reindex(ranked)
    found = value.sort_values(ascending=False, kind="stable", na_position="last")
    return _rest_last(found.index.tolist())


def _rest_last(codes: list[str]) -> list[str]:
    """The codes with the row for the rest at the end: it is no rival of the others."""
    if ONLY_WHO not in codes:
        return codes
    return [*(code for code in codes if code != ONLY_WHO), ONLY_WHO]


def printed_value(row: Any, unit: str) -> str:
    """A row's value with what it is out of, e.g. "32%  (1,234 of 3,900)"."""
    chosen = glossary.UNITS[unit]
    part = words.number(getattr(row, chosen.part))
    whole = words.number(getattr(row, chosen.whole))
    out_of = f"{chosen.before}{part} of {whole}"
    if unit == "count":
        return out_of
    return f"{words.percent(getattr(row, chosen.column))}  ({out_of})"


def printed_both(row: Any, unit: str) -> str:
    """Both measures of a row, e.g. "37% · 250 of 321 reports"; a row of too few reports, or of
    another unit than shares, as `printed_value` has it.
    """
    if unit != "share" or getattr(row, "is_small", False):
        return printed_value(row, unit)
    reports = f"{words.number(row.report_hit_count)} of {words.number(row.report_count)} reports"
    return f"{words.percent(row.share)} · {reports}"


def interval(row: Any, unit: str) -> tuple[float, float] | None:
    """Ends of the interval of a row's share, where the frame holds one; none for counts and small
    groups.
    """
    chosen = glossary.UNITS[unit]
    low, high = (getattr(row, f"{chosen.column}_{end}", math.nan) for end in ("low", "high"))
    if not chosen.is_share or getattr(row, "is_small", False):
        return None
    if math.isnan(low) or math.isnan(high):
        return None
    return low, high


def hover(row: Any, unit: str, *, grouped: bool = False) -> str:
    """The lines a reader gets on pointing at a row: what it is, its group, its value and n of N."""
    chosen = glossary.UNITS[unit]
    part, whole = getattr(row, chosen.part), getattr(row, chosen.whole)
    lines = [f"<b>{'<br>'.join(wrapped(row.label, 44))}</b>"]
    if grouped:
        lines.append(escaped(row.group_label))
    share = ""
    if unit != "count":
        share = f"{words.percent(getattr(row, chosen.column))}: "
    lines.append(f"{share}{chosen.before}{words.number(part)} of {words.number(whole)} {chosen.of}")
    if unit == "report-weighted":
        lines.append(f"mean over {words.number(row.weighted_report_count)} reports")
    if found := interval(row, unit):
        lines.append(f"95% interval {words.percent(found[0])} to {words.percent(found[1])}")
    return "<br>".join(lines)


def figure(height_px: float, **layout: Any) -> Drawing:
    """An empty chart of the given height and any width, without template, zoom or legend."""
    base = {
        "template": "none",
        "height": math.ceil(height_px),
        "autosize": True,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "font": {"family": FONT, "size": 14, "color": TEXT_COLOUR},
        "paper_bgcolor": PAPER_COLOUR,
        "plot_bgcolor": PAPER_COLOUR,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "separators": ".,",
        "hoverlabel": {
            "bgcolor": PAPER_COLOUR,
            "bordercolor": TEXT_COLOUR,
            "font": {"family": FONT, "size": 13, "color": TEXT_COLOUR},
            "align": "left",
        },
    }
    hidden = {"visible": False, "fixedrange": True}
    return Drawing({**base, "xaxis": hidden, "yaxis": hidden, **layout})


def emptiness(counts: pd.DataFrame) -> str:
    """Why a counts frame has nothing to draw, or "" where it has."""
    if counts.empty or not counts["report_count"].any():
        return "No reports match these filters."
    if not counts["recommendation_count"].any():
        return "The chosen reports list no recommendations."
    return ""


def hidden_axis(first: float, last: float) -> dict[str, Any]:
    """An axis that is not drawn and cannot be moved."""
    return {"range": [first, last], "fixedrange": True, "visible": False}


def clipped(text: str, most: int = ALT_TEXT_LIMIT) -> str:
    """A text alternative, cut where it is too long to be listened to."""
    if len(text) <= most:
        return text
    return text[: most - 1].rstrip() + "…"


def notice(text: str) -> Drawing:
    """A chart that says why there is none."""
    chart = figure(80)
    chart.add_annotation(
        text="<br>".join(wrapped(text, 44)),
        x=0,
        xref="paper",
        xanchor="left",
        y=0.5,
        yref="paper",
        showarrow=False,
        align="left",
    )
    return chart
