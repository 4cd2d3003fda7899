"""Differences between two sides: a mark on its interval for every code, by verdict in shape, colour
and words; and the same as tables.
"""

from __future__ import annotations

import math

import pandas as pd

from ofsted import glossary, words
from ofsted.charts.drawing import Drawing, scatter
from ofsted.charts.printed import ALT_TEXT_LIMIT
from ofsted.charts.style import (
    NARROW_PX,
    PALETTE,
    PAPER_COLOUR,
    TEXT_COLOUR,
    escaped,
    figure,
    notice,
    text_px,
    wrapped,
)

# Verdict → sign in the text, its name, colour and shape of the mark.
MARKS = {
    "higher": ("▶", "clearly more in A", PALETTE[0], "triangle-right"),
    "lower": ("◀", "clearly less in A", PALETTE[2], "triangle-left"),
    "higher-little": ("▷", "more in A, but little", PALETTE[0], "triangle-right-open"),
    "lower-little": ("◁", "less in A, but little", PALETTE[2], "triangle-left-open"),
    "no-difference": ("■", "about the same", PALETTE[1], "square"),
    "undetermined": ("○", "can’t tell", PALETTE[4], "circle-open"),
    "untested": ("×", "not tested", PALETTE[4], "x-thin-open"),
}
_LABEL_CHARS, _LABEL_PX, _ROW_PX, _GAP_PX, _SIZE_PX = 44, 18, 20, 12, 13
_FOOT_PX = 12  # below the last row, so that the zero of the axis keeps off its mark
TIPPING_HEAD = "Missed on one side only that would undo it"
_LEVEL_NAMES = {"category": "categories", "what": "categories", "theme": "themes"}
_NOTHING = "Too few reports for shares: the table holds the counts."


def difference_dots(ranked: pd.DataFrame, *, most: int | None = None) -> Drawing:
    """The first `most` rows of a `rank_comparison` frame that have a difference:

    A − B in percentage points, 95% interval, line at zero.
    """
    rows = list(
        ranked.dropna(subset=["shown_difference", "shown_difference_low"])[:most].itertuples()
    )
    if not rows:
        return notice(_NOTHING)
    kinds = [kind for kind in MARKS if kind in set(map(_kind, rows))]
    key = wrapped(" · ".join(_unbroken(" ".join(MARKS[kind][:2])) for kind in kinds), _LABEL_CHARS)
    labels, places, top = [(0.0, "<br>".join(key))], [], len(key) * _LABEL_PX + _LABEL_PX + 8.0
    head = top
    for row in rows:
        lines = wrapped(f"{row.label}: {_unbroken(' '.join(MARKS[_kind(row)][:2]))}", _LABEL_CHARS)
        labels.append((top, "<br>".join(lines)))
        top += len(lines) * _LABEL_PX + 2
        places.append(top + _ROW_PX / 2)
        top += _ROW_PX + _GAP_PX
    chart = _canvas(rows, places, labels, head, top)
    for kind in kinds:
        _, name, colour, symbol = MARKS[kind]
        mine = [(row, place) for row, place in zip(rows, places, strict=True) if _kind(row) == kind]
        chart.add_trace(
            scatter(
                x=[row.shown_difference for row, _ in mine],
                y=[place for _, place in mine],
                mode="markers",
                name=name,
                hoverinfo="text",
                hovertext=[_hover(row) for row, _ in mine],
                customdata=[[row.code] for row, _ in mine],
                cliponaxis=False,
                unselected={"marker": {"opacity": 1}},
                marker={
                    "color": colour,
                    "symbol": symbol,
                    "size": 13,
                    "line": {"width": 2 if symbol.endswith("open") else 1, "color": colour},
                },
            )
        )
    return chart


def difference_alt_text(ranked: pd.DataFrame, sides_words: str, *, most: int | None = None) -> str:
    """What `difference_dots` shows: how many marks of each verdict, and the three widest
    differences, in at most `ALT_TEXT_LIMIT` characters.
    """
    shown = ranked.dropna(subset=["shown_difference", "shown_difference_low"])[:most]
    if shown.empty:
        return f"Empty chart. {_NOTHING}"
    kinds = pd.Series([_kind(row) for row in shown.itertuples()]).value_counts(sort=False)
    counted = ", ".join(f"{kinds[kind]} {MARKS[kind][1]}" for kind in MARKS if kind in kinds)
    first = "; ".join(
        f"{row.label} {row.difference_words}, {MARKS[_kind(row)][1]}"
        for row in shown[:3].itertuples()
    )
    text = (
        f"Dots with 95% intervals: difference in percentage points between {sides_words} for {len(shown)} {_LEVEL_NAMES[shown['level'].iloc[0]]}: {counted}. "
        f"First: {first}."
    )
    return text if len(text) <= ALT_TEXT_LIMIT else text[: ALT_TEXT_LIMIT - 1].rstrip() + "…"


def brief_differences(ranked: pd.DataFrame) -> pd.DataFrame:
    """One row per code to read: verdict, both sides as "9% (30 of 336)", difference and ratio with
    intervals, q.
    """
    is_counted = ranked["verdict"] == "counts-only"
    table = {_code_head(ranked): ranked["label"], "Verdict": ranked["verdict_words"]}
    for side, name in (("first", "A"), ("second", "B")):
        out_of = [
            f"{words.number(hits)} of {words.number(items)}"
            for hits, items in zip(
                ranked[f"{side}_hit_count"], ranked[f"{side}_recommendation_count"], strict=True
            )
        ]
        shares = [words.percent(share) for share in ranked[f"{side}_share"]]
        table[name] = [
            _unbroken(text if few else f"{share} ({text})")
            for text, share, few in zip(out_of, shares, is_counted, strict=True)
        ]
    if not is_counted.all():
        table |= {
            "A − B, points (95% interval)": [
                _unbroken(text) for text in ranked["difference_words"]
            ],
            "A ÷ B (95% interval)": [_unbroken(_ratio_words(row)) for row in ranked.itertuples()],
            "q": [_q_words(q) for q in ranked["q"]],
            TIPPING_HEAD: [_tipping_words(part) for part in ranked["tipping"]],
        }
    return pd.DataFrame(table)


def _tipping_words(part: float) -> str:
    return "–" if pd.isna(part) else words.percent(part)


def printed_differences(ranked: pd.DataFrame) -> pd.DataFrame:
    """The same in full, a number to a cell, for download; differences in percentage points."""
    is_counted = ranked["verdict"] == "counts-only"
    table = {
        _code_head(ranked): ranked["label"],
        "Category": ranked["category_label"],
        "Verdict": ranked["verdict_words"],
    }
    for side, name in (("first", "A"), ("second", "B")):
        table |= {
            f"{name}": ranked[f"{side}_label"],
            f"{name}: recommendations with it": ranked[f"{side}_hit_count"],
            f"{name}: all recommendations": ranked[f"{side}_recommendation_count"],
            f"{name}: reports with it": ranked[f"{side}_report_hit_count"],
            f"{name}: reports": ranked[f"{side}_report_count"],
        }
        table |= {
            f"{name}: share (%){end}": (ranked[f"{side}_share{column}"] * 100)
            .round(1)
            .mask(is_counted)
            for end, column in (
                ("", ""),
                (", 95% interval from", "_low"),
                (", 95% interval to", "_high"),
            )
        }
    ends = (("", ""), (", 95% interval from", "_low"), (", 95% interval to", "_high"))
    table |= {
        f"Difference (points){end}": (ranked[f"shown_difference{column}"] * 100).round(1)
        for end, column in ends
    }
    table |= {
        f"Ratio{end}": ranked[f"adjusted_ratio{column}"].round(2).mask(is_counted)
        for end, column in ends
    }
    table |= {
        "Report-weighted difference (points)": (ranked["weighted_difference"] * 100)
        .round(1)
        .mask(is_counted),
        "Report-weighted difference points the other way": ranked["signs_differ"].map(
            {True: "yes", False: "no"}
        ),
        "p": ranked["p"].round(4),
        "q": ranked["q"].round(4),
        f"{TIPPING_HEAD} (%)": (ranked["tipping"] * 100).round(1),
    }
    return pd.DataFrame(table)


def printed_omnibus(omnibus: pd.DataFrame) -> pd.DataFrame:
    """The codes of a `compare_all` frame, those that differ first: highest and lowest group with n
    of N, q and verdict.
    """
    rows = omnibus.assign(
        gap=omnibus["highest_difference"] - omnibus["lowest_difference"],
        place=omnibus["verdict"] != "differs",
        untested=omnibus["p"].isna(),
    )
    rows = rows.sort_values(
        ["place", "untested", "gap"], ascending=[True, True, False], kind="stable"
    )
    table = {
        _code_head(rows): rows["label"],
        "Verdict": [_omnibus_words(row) for row in rows.itertuples()],
    }
    table |= {
        head: [_extreme(row, end) for row in rows.to_dict("records")]
        for head, end in (("Highest in", "highest"), ("Lowest in", "lowest"))
    }
    table |= {
        "All groups": [
            f"{words.number(hits)} of {words.number(items)}"
            for hits, items in zip(rows["hit_count"], rows["recommendation_count"], strict=True)
        ],
        "q": [_q_words(q) for q in rows["q"]],
    }
    return pd.DataFrame(table).reset_index(drop=True)


def _canvas(
    rows: list, places: list[float], labels: list[tuple[float, str]], head: float, height: float
) -> Drawing:
    """Labels, intervals with their figures at the right end, and zero; all at once, as plotly is
    slow to take them one by one.
    """
    low, high = (
        min(0.0, *(row.shown_difference_low for row in rows)),
        max(0.0, *(row.shown_difference_high for row in rows)),
    )
    span = (high - low) or 1.0
    left, right = low - 0.05 * span, high + 0.06 * span
    room = min(0.6, (max(text_px(row.difference_words, _SIZE_PX) for row in rows) + 4) / NARROW_PX)
    return figure(
        height + _FOOT_PX,
        xaxis={
            "range": [left, left + (right - left) / (1 - room)],
            "fixedrange": True,
            "visible": False,
        },
        yaxis={"range": [height + _FOOT_PX, 0], "fixedrange": True, "visible": False},
        clickmode="event+select",
        shapes=[
            shape for row, place in zip(rows, places, strict=True) for shape in _lines(row, place)
        ],
        annotations=[
            *(
                {
                    "text": "0",
                    "x": 0,
                    "y": y,
                    "yanchor": "bottom",
                    "showarrow": False,
                    "font": {"size": 12},
                    "bgcolor": PAPER_COLOUR,
                }
                for y in (head, height + _FOOT_PX)
            ),
            *(
                {
                    "text": text,
                    "x": 0,
                    "xref": "paper",
                    "xanchor": "left",
                    "y": y,
                    "yanchor": "top",
                    "showarrow": False,
                    "align": "left",
                    "borderpad": 0,
                }
                for y, text in labels
            ),
            *(
                {
                    "text": row.difference_words,
                    "x": 1,
                    "xref": "paper",
                    "xanchor": "right",
                    "y": y,
                    "showarrow": False,
                    "font": {"size": _SIZE_PX},
                    "borderpad": 0,
                }
                for row, y in zip(rows, places, strict=True)
            ),
        ],
    )


def _lines(row: object, place: float) -> list[dict]:
    """The line at zero, beside the mark only, so that it does not run through the labels, and the
    interval.
    """
    half = _ROW_PX / 2
    return [
        {
            "type": "line",
            "x0": 0,
            "x1": 0,
            "y0": place - half,
            "y1": place + half,
            "line": {"color": TEXT_COLOUR, "width": 1, "dash": "dot"},
            "layer": "below",
        },
        {
            "type": "line",
            "x0": row.shown_difference_low,
            "x1": row.shown_difference_high,
            "y0": place,
            "y1": place,
            "line": {"color": MARKS[_kind(row)][2], "width": 2},
        },
    ]


def _kind(row: object) -> str:
    return "untested" if row.verdict == "undetermined" and math.isnan(row.p) else row.verdict


def _hover(row: object) -> str:
    lines = [
        f"<b>{'<br>'.join(wrapped(row.label, 44))}</b>",
        *wrapped(row.verdict_words, 44),
        f"A − B: {row.difference_words} points",
    ]
    for side, name in (("first", "A"), ("second", "B")):
        share, hits, items = (
            getattr(row, f"{side}_{part}")
            for part in ("share", "hit_count", "recommendation_count")
        )
        lines.append(
            f"{name}: {escaped(words.percent(share))}, {words.number(hits)} of {words.number(items)} recommendations"
        )
    return "<br>".join([*lines, f"q {escaped(_q_words(row.q))}"])


def _unbroken(text: str) -> str:
    """The text on one line: a narrow screen scrolls rather than parts a number from what it is out
    of.
    """
    return text.replace(" ", "\u00a0")


def _ratio_words(row: object) -> str:
    if math.isnan(row.adjusted_ratio):
        return "–"
    high = "any" if math.isinf(row.adjusted_ratio_high) else f"{row.adjusted_ratio_high:.2f}"
    return f"{row.adjusted_ratio:.2f} ({row.adjusted_ratio_low:.2f} to {high})"


def _q_words(q: float) -> str:
    return "not tested" if math.isnan(q) else "<0.001" if q < 0.001 else f"{q:.3f}"


def _omnibus_words(row: object) -> str:
    if row.verdict == "counts-only":
        return "counts only: too few reports"
    return (
        "differs"
        if row.verdict == "differs"
        else "not tested: too rare"
        if math.isnan(row.p)
        else "undetermined: too little to tell"
    )


def _extreme(row: dict, end: str) -> str:
    share = row[f"{end}_share"]
    if math.isnan(share):
        return "–"
    return f"{row[f'{end}_label']}: {words.percent(share)} ({words.number(row[f'{end}_hit_count'])} of {words.number(row[f'{end}_recommendation_count'])})"


def _code_head(rows: pd.DataFrame) -> str:
    return glossary.field_label(rows["level"].iloc[0]) if len(rows) else "Category"
