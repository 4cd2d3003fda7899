"""What a whole is made of, group by group: one bar of full width a group, its parts side by side.

Each part has a colour and, where there is room, its share written on it; the order of the parts is
the same in every bar, and the table beside holds them all.
"""

from __future__ import annotations

from dataclasses import dataclass

from ofsted import words
from ofsted.charts.drawing import Drawing, Trace, bar
from ofsted.charts.shades import text_colour
from ofsted.charts.stacking import Stack
from ofsted.charts.style import PALETTE, escaped, figure, hidden_axis, notice

COLOURS = (PALETTE[0], PALETTE[5], PALETTE[3], PALETTE[1])
_LABEL_CHARS, _BAR_PX, _GAP_PX, _KEY_PX = 46, 24, 14, 22
_WRITTEN_FROM = 0.07  # share of the width that a written share needs


@dataclass(frozen=True)
class Part:
    """One part of a whole: its name and how many of the whole it is."""

    name: str
    count: int


@dataclass(frozen=True)
class Whole:
    """One bar: its label, how many it is made of, and its parts in the order drawn."""

    label: str
    count: int
    parts: tuple[Part, ...]

    def share(self, part: Part) -> float:
        """The part's share, 0 to 1."""
        return part.count / self.count


def composition_bars(wholes: list[Whole]) -> Drawing:
    """A bar for each whole that is not empty, with a key above."""
    drawn = [whole for whole in wholes if whole.count]
    if not drawn:
        return notice("No recommendations match these filters.")
    names = [part.name for part in drawn[0].parts]
    stack = Stack(float(_KEY_PX * len(names) + 6))
    middles = []
    for whole in drawn:
        label = f"{whole.label} ({words.number(whole.count)})"
        stack.add_label(label, _LABEL_CHARS, 4, after=_unwritten(whole))
        middles.append(stack.add_bar(_BAR_PX, _GAP_PX))
    chart = figure(
        stack.top,
        barmode="stack",
        xaxis=hidden_axis(0, 1),
        yaxis=hidden_axis(stack.top, 0),
    )
    for place, name in enumerate(names):
        chart.add_trace(_segments(drawn, middles, place))
        chart.add_label(f"{_sign(place)} {name}", place * _KEY_PX)
    stack.write_labels(chart)
    return chart


def _unwritten(whole: Whole) -> str:
    """The shares that are too small to be written on the bar, each after the sign of its part."""
    told = [
        f"  {_sign(place)} {words.percent(whole.share(part))}"
        for place, part in enumerate(whole.parts)
        if 0 < whole.share(part) < _WRITTEN_FROM
    ]
    return "".join(told)


def _sign(place: int) -> str:
    return f"<span style='color:{COLOURS[place]}'>■</span>"


def _segments(drawn: list[Whole], middles: list[float], place: int) -> Trace:
    shares = [whole.share(whole.parts[place]) for whole in drawn]
    return bar(
        x=shares,
        y=middles,
        width=_BAR_PX,
        orientation="h",
        marker={"color": COLOURS[place], "line": {"width": 1, "color": "#FFFFFF"}},
        text=[_written(share) for share in shares],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": text_colour(COLOURS[place]), "size": 13},
        hoverinfo="text",
        hovertext=[_hover(whole, place) for whole in drawn],
    )


def _written(share: float) -> str:
    """A share as it stands on its part, where there is room for it."""
    if share < _WRITTEN_FROM:
        return ""
    return words.percent(share)


def _hover(whole: Whole, place: int) -> str:
    part = whole.parts[place]
    return (
        f"<b>{escaped(whole.label)}</b><br>{escaped(part.name)}:"
        f" {words.percent(whole.share(part))},"
        f" {words.number(part.count)} of {words.number(whole.count)}"
    )


def composition_alt(what: str, wholes: list[Whole], *, most: int = 5) -> str:
    """The first bars in words."""
    told = [
        f"{whole.label}: "
        + ", ".join(f"{part.name} {words.percent(whole.share(part))}" for part in whole.parts)
        for whole in wholes[:most]
        if whole.count
    ]
    if not told:
        return f"Empty chart: no {what}."
    return f"Stacked bars of {what}. {'; '.join(told)}."
