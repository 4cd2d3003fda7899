"""Where everything of a figure stands on the sheet, for pictures in pages and for previews."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch

from ofsted import words
from ofsted.charts.pictures.sheet import LINE_HEIGHT, Area, Box, Dot, Sheet, Stroke
from ofsted.charts.pictures.typeface import even_lines_of, lines_of, width_of
from ofsted.charts.pictures.values import (
    INK,
    Bars,
    Figure,
    Grid,
    Mark,
    Nothing,
    Pair,
    Pairs,
    Panel,
    Panels,
    Row,
)
from ofsted.charts.style import LINE_COLOUR, PALETTE

QUIET = "#3D3D3D"  # of secondary text
_FEW_COLOUR = "#6F777B"
_RAIL_COLOUR = "#E5E6E7"
_POLICY_COLOUR = PALETTE[5]
_MANY_STEPS = 20
_CROSSES = 7.0  # below zero
_DARKER = {PALETTE[3]: "#B0430B"}  # at least 4.5:1 on white


@dataclass(frozen=True)
class Space:
    """Where a figure may stand, and how large its type and its bars are."""

    left: float
    top: float
    width: float
    label: float = 17.0  # sizes of type
    value: float = 16.0
    bar: float = 24.0
    gap: float = 12.0
    panel: float = 125.0  # height of a small chart
    columns: int = 3  # of small charts

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


def place(sheet: Sheet, figure: Figure, space: Space) -> float:
    """Put a figure on the sheet; gives where it ends below."""
    return _place(figure, sheet, space)


@singledispatch
def _place(figure: object, sheet: Sheet, space: Space) -> float:
    raise TypeError(f"{type(figure).__name__}: no figure that can be drawn")


@_place.register
def _(figure: Nothing, sheet: Sheet, space: Space) -> float:
    return sheet.draw_text(
        figure.reason, space.left, space.top + 8, space.width, space.label, colour=QUIET
    )


# Bars


@_place.register
def _(figure: Bars, sheet: Sheet, space: Space) -> float:
    labels = [row.label for row in figure.rows]
    column = _label_column(labels, space, 0.36)
    start = space.left + column + 10
    marks = [mark for row in figure.rows for mark in row.marks]
    scale = _scale(marks, space, space.right - start)
    bottom = space.top
    for row in figure.rows:
        bottom = _place_row(sheet, row, space, (start, bottom), scale) + space.gap
    bottom -= space.gap
    axis = ((start, space.top - 4), (start, bottom + 4))
    sheet.add(Stroke(axis, LINE_COLOUR, 1.0))
    return bottom


def _label_column(labels: list[str], space: Space, most: float) -> float:
    """How wide the column of labels is: what the longest needs, up to a part of the width."""
    widest = max(width_of(label, space.label) for label in labels)
    return min(widest, most * space.width)


def _scale(marks: list[Mark], space: Space, room: float) -> float:
    """Pixels for a value of 1, so that every bar and its text have room."""
    scales = [room / (mark.high or mark.length) for mark in marks if mark.high or mark.length]
    for mark in marks:
        left = room - _text_width(mark, space) - 8
        if mark.length:
            scales.append(left / mark.length)
    return max(min(scales, default=0.0), 0.0)


def _text_width(mark: Mark, space: Space) -> float:
    width = width_of(mark.text, space.value)
    if mark.name:
        width += width_of(f"{mark.name} ", space.value, is_bold=True)
    return width


def _place_row(
    sheet: Sheet, row: Row, space: Space, corner: tuple[float, float], scale: float
) -> float:
    start, top = corner
    height = space.bar
    if len(row.marks) > 1:
        height = space.bar * 0.82
    step = height + 7
    lines = even_lines_of(row.label, start - space.left - 10, space.label)
    text_height = len(lines) * space.label * LINE_HEIGHT
    bars_height = len(row.marks) * step - 3
    block = max(text_height, bars_height)
    middle = top + block / 2
    label_top = middle - text_height / 2
    if len(row.marks) > 1:
        label_top = top
    sheet.write(lines, start - 10, label_top - 1, space.label, anchor="right")
    bar_top = middle - bars_height / 2
    for mark in row.marks:
        _place_bar(sheet, mark, (start, bar_top), (height, scale), space)
        bar_top += step
    return top + block


def _place_bar(
    sheet: Sheet,
    mark: Mark,
    corner: tuple[float, float],
    measure: tuple[float, float],
    space: Space,
) -> None:
    (start, top), (height, scale) = corner, measure
    end = start + mark.length * scale
    sheet.add(Box(start, top, end - start, height, mark.colour, "bar"))
    if mark.low is not None and mark.high is not None:
        # Under the bar, so that neither bar nor text hides it.
        y = top + height + 2
        whisker = ((start + mark.low * scale, y), (start + mark.high * scale, y))
        sheet.add(Stroke(whisker, INK, 1.8, role="interval"))
    x, middle = end + 7, top + height / 2
    if mark.name:
        x = sheet.write_middle(f"{mark.name} ", x, middle, space.value, is_bold=True)
    sheet.write_middle(mark.text, x, middle, space.value)


# Pairs


@dataclass(frozen=True)
class _Columns:
    """Where the parts of a row of pairs begin, and pixels for a value of 1."""

    rail: float
    first: float
    second: float
    difference: float
    scale: float


@_place.register
def _(figure: Pairs, sheet: Sheet, space: Space) -> float:
    columns = _pair_columns(figure, space)
    bottom = _place_pair_heads(sheet, figure, space, columns)
    for pair in figure.rows:
        bottom = _place_pair(sheet, pair, space, columns, bottom)
    return bottom


def _pair_columns(figure: Pairs, space: Space) -> _Columns:
    rows, size, apart = figure.rows, space.value, space.value
    told = [pair.difference for pair in rows] + [pair.verdict for pair in rows]
    last = max(width_of(text, size * 0.95, is_bold=True) for text in told)
    widths = [
        max(width_of(mark.text, size) for mark in marks)
        for marks in ([pair.first for pair in rows], [pair.second for pair in rows])
    ]
    head_words = f"{figure.first} {figure.second}".split()
    heads = max(*widths, *(width_of(word, size, is_bold=True) for word in head_words))
    difference = space.right - last
    second = difference - heads - 1.2 * apart
    first = second - heads - apart
    label = _label_column([pair.label for pair in rows], space, 0.27)
    rail = space.left + label + 1.4 * apart
    highest = max((mark.length for pair in rows for mark in (pair.first, pair.second)), default=1)
    return _Columns(
        rail, first, second, difference, (first - rail - 1.6 * apart) / (highest or 1.0)
    )


def _place_pair_heads(sheet: Sheet, figure: Pairs, space: Space, columns: _Columns) -> float:
    size, height = space.value * 0.9, space.value * LINE_HEIGHT
    told = ""
    if figure.rows[0].difference:
        told = "A − B, points (95% interval)"
    heads = (
        (columns.first, columns.second, figure.first, figure.rows[0].first.colour),
        (columns.second, columns.difference, figure.second, figure.rows[0].second.colour),
        (columns.difference, space.right, told, INK),
    )
    wrapped = [
        (x, lines_of(text, end - x - 8, size, is_bold=True), colour)
        for x, end, text, colour in heads
    ]
    most = max(len(lines) for _, lines, _ in wrapped)
    bottom = space.top + most * size * LINE_HEIGHT
    for x, lines, colour in wrapped:
        top = bottom - len(lines) * size * LINE_HEIGHT
        sheet.write(lines, x, top, size, is_bold=True, colour=_readable(colour))
    rule = ((space.left, bottom + 6), (space.right, bottom + 6))
    sheet.add(Stroke(rule, LINE_COLOUR))
    return bottom + 6 + height * 0.4


def _readable(colour: str) -> str:
    """A colour in which text can be read on white: the orange of the palette is too light."""
    return _DARKER.get(colour, colour)


def _place_pair(sheet: Sheet, pair: Pair, space: Space, columns: _Columns, top: float) -> float:
    lines = even_lines_of(pair.label, columns.rail - space.left - space.value, space.label)
    line = space.label * LINE_HEIGHT
    beside = 2 if pair.difference else 1
    height = max(len(lines) * line, beside * space.value * LINE_HEIGHT) + space.gap
    middle = top + height / 2
    sheet.write(lines, space.left, middle - len(lines) * line / 2, space.label)
    ends = [columns.rail + mark.length * columns.scale for mark in (pair.first, pair.second)]
    full = (columns.rail, columns.first - 1.6 * space.value)
    sheet.add(Stroke(tuple((x, middle) for x in full), _RAIL_COLOUR, 1.5))
    sheet.add(Stroke(tuple((x, middle) for x in ends), "#9AA3A8", 3.0))
    for x, mark in zip(ends, (pair.first, pair.second), strict=True):
        sheet.add(Dot(x, middle, space.value * 0.8, mark.colour, role="share"))
    for x, mark in ((columns.first, pair.first), (columns.second, pair.second)):
        sheet.write_middle(mark.text, x, middle, space.value)
    _write_verdict(sheet, pair, columns.difference, middle, space.value * 0.95)
    sheet.add(Stroke(((space.left, top + height), (space.right, top + height)), _RAIL_COLOUR))
    return top + height


def _write_verdict(sheet: Sheet, pair: Pair, x: float, middle: float, size: float) -> None:
    """The verdict, below the difference where that is written."""
    colour, below = _readable(pair.colour), middle
    if pair.difference:
        sheet.write_middle(pair.difference, x, middle - size * 0.62, size)
        below = middle + size * 0.62
    sheet.write_middle(pair.verdict, x, below, size, is_bold=True, colour=colour)


# Grids


def grid_width(figure: Grid, space: Space) -> float:
    """The width that a grid needs so that all in it can be read."""
    labels = _label_column(list(figure.labels), space, 0.31)
    return labels + 14 + len(figure.heads) * _cell_least(figure, space)


def _cell_least(figure: Grid, space: Space) -> float:
    words = [word for head in figure.heads for line in head for word in line.split()]
    texts = [cell.text for row in figure.cells for cell in row]
    widest = max(width_of(text, space.value, is_bold=True) for text in (*words, *texts))
    return max(figure.least_width, widest + 8)


@_place.register
def _(figure: Grid, sheet: Sheet, space: Space) -> float:
    labels = _label_column(list(figure.labels), space, 0.31)
    start = space.left + labels + 14
    wide = min((space.right - start) / len(figure.heads), 190.0)
    top = _place_heads(sheet, figure, space, start, wide)
    for label, cells in zip(figure.labels, figure.cells, strict=True):
        lines = even_lines_of(label, labels, space.label)
        height = max(len(lines) * space.label * LINE_HEIGHT, space.bar + 10)
        middle = top + height / 2
        text_top = middle - len(lines) * space.label * LINE_HEIGHT / 2
        sheet.write(lines, start - 14, text_top - 1, space.label, anchor="right")
        for number, cell in enumerate(cells):
            x = start + number * wide
            sheet.add(Box(x + 1, top, wide - 2, height, cell.fill, "cell"))
            sheet.write_middle(
                cell.text, x + wide / 2, middle, space.value, colour=cell.ink, anchor="center"
            )
        top += height + 2
    return top


def _place_heads(sheet: Sheet, figure: Grid, space: Space, start: float, wide: float) -> float:
    """The heads, standing on the first row of cells."""
    size = space.value * 0.94
    heads = []
    for first, *rest in figure.heads:
        named = lines_of(first, wide - 4, size, is_bold=True)
        heads.append((named, [line for text in rest for line in lines_of(text, wide - 4, size)]))
    line = size * LINE_HEIGHT
    bottom = space.top + max(len(named) + len(rest) for named, rest in heads) * line
    for number, (named, rest) in enumerate(heads):
        x = start + (number + 0.5) * wide
        top = bottom - (len(named) + len(rest)) * line
        top = sheet.write(named, x, top, size, is_bold=True, anchor="center")
        sheet.write(rest, x, top, size, anchor="center", colour=QUIET)
    return bottom + 8


# Panels


@_place.register
def _(figure: Panels, sheet: Sheet, space: Space) -> float:
    columns = min(space.columns, len(figure.panels))
    apart = space.value * 1.4
    wide = (space.width - 34 * (space.columns - 1)) / space.columns
    bottom = space.top
    for first in range(0, len(figure.panels), columns):
        row = figure.panels[first : first + columns]
        heads = [_panel_head(panel, wide, space) for panel in row]
        head = max(height for _, _, height in heads)
        for number, (panel, (label, told, _)) in enumerate(zip(row, heads, strict=True)):
            left = space.left + number * (wide + 34)
            below = sheet.write(label, left, bottom, space.label, is_bold=True)
            sheet.write(told, left, below, space.value * 0.88, colour=QUIET)
            frame = _Frame(left + space.value * 2.2, bottom + head + apart, wide, space, figure.top)
            _place_panel(sheet, panel, frame, left + wide)
        bottom += head + apart + space.panel + space.value * 3
    return bottom - space.value


def _panel_head(panel: Panel, wide: float, space: Space) -> tuple[list[str], list[str], float]:
    label = lines_of(panel.label, wide, space.label, is_bold=True)
    told = lines_of(panel.told, wide, space.value * 0.88)
    height = (len(label) * space.label + len(told) * space.value * 0.88) * LINE_HEIGHT
    return label, told, height


class _Frame:
    """The scales of a panel."""

    def __init__(self, left: float, top: float, wide: float, space: Space, most: float) -> None:
        self.left, self.top = left, top
        self.wide = wide - space.value * 2.2
        self.height, self.size, self.most = space.panel, space.value * 0.82, most

    def y(self, share: float) -> float:
        """Where a share stands."""
        return self.top + self.height * (1 - share / (self.most * 1.12))

    def x(self, number: float, count: int) -> float:
        """Where a step stands, by its number."""
        return self.left + self.wide * (number + 0.5) / max(count, 1)


def _place_panel(sheet: Sheet, panel: Panel, frame: _Frame, right: float) -> None:
    _place_scale(sheet, panel, frame, right)
    count = len(panel.steps)
    runs: list[list[int]] = [[]]
    for number, step in enumerate(panel.steps):
        if step.value is None:
            runs.append([])
            if step.is_few:
                at = frame.y(0) + _CROSSES
                sheet.add(Dot(frame.x(number, count), at, 6, _FEW_COLOUR, "cross", "few"))
            continue
        runs[-1].append(number)
    for run in runs:
        _place_run(sheet, panel, frame, run)
    _write_ends(sheet, panel, frame, [number for run in runs for number in run])


def _place_scale(sheet: Sheet, panel: Panel, frame: _Frame, right: float) -> None:
    """Rules with their shares, years below, and the steps at which frameworks begin."""
    count = len(panel.steps)
    for share in _rules(frame.most):
        y = frame.y(share)
        colour = _RAIL_COLOUR
        if not share:
            colour = LINE_COLOUR
        sheet.add(Stroke(((frame.left, y), (right, y)), colour))
        text = f"{round(share * 100)}%"
        sheet.write_middle(text, frame.left - 5, y, frame.size, colour=QUIET, anchor="right")
    every = -(-count // 5)
    below = 12.0
    if panel.days:
        below += frame.size * 0.7
    for number in range(0, count, max(1, every)):
        name = panel.steps[number].name[:4]
        sheet.write(
            [name],
            frame.x(number, count),
            frame.y(0) + below,
            frame.size,
            colour=QUIET,
            anchor="center",
        )
    _place_days(sheet, panel, frame)
    _place_starts(sheet, panel, frame)


def _place_days(sheet: Sheet, panel: Panel, frame: _Frame) -> None:
    """Days of policy as thin lines, each with its number at its foot."""
    for at, number in panel.days:
        x = frame.x(at, len(panel.steps))
        line = ((x, frame.top + 2), (x, frame.y(0)))
        sheet.add(Stroke(line, _POLICY_COLOUR, 1.0, role="day"))
        size = frame.size * 0.8
        y = frame.y(0) + _CROSSES + size * 0.9
        sheet.write_middle(number, x, y, size, colour=QUIET, anchor="center")


def _place_starts(sheet: Sheet, panel: Panel, frame: _Frame) -> None:
    """Dotted lines where frameworks begin, named above unless the next name would run into it."""
    names = [step.name for step in panel.steps]
    edge = end = frame.left + frame.wide
    for label, step in reversed(panel.starts):
        x = frame.x(names.index(step) - 0.5, len(names))
        sheet.add(Stroke(((x, frame.top - 4), (x, frame.y(0))), _FEW_COLOUR, 1.0, is_dotted=True))
        text, size = f"{label} from {step}", frame.size * 0.92
        y, wide = frame.top - frame.size * 1.2, width_of(text, size) + 4
        if x + wide < end:
            sheet.write_middle(text, x + 4, y, size, colour=QUIET)
        elif end == edge:
            sheet.write_middle(text, x - 4, y, size, colour=QUIET, anchor="right")
            x -= wide
        end = min(end, x)


def _rules(most: float) -> list[float]:
    """Round shares from zero that stand apart enough to be read."""
    step = next((step for step in (0.01, 0.02, 0.05, 0.1, 0.2) if most / step <= 4), 0.25)
    return [number * step for number in range(int(most * 1.1 / step) + 1)]


def _place_run(sheet: Sheet, panel: Panel, frame: _Frame, run: list[int]) -> None:
    """One piece of the line, with the band of its intervals."""
    count = len(panel.steps)
    steps = [(frame.x(number, count), panel.steps[number]) for number in run]
    upper = [(x, frame.y(min(step.high or 0.0, frame.most * 1.12))) for x, step in steps]
    lower = [(x, frame.y(step.low or 0.0)) for x, step in steps]
    if len(run) > 1:
        sheet.add(Area((*upper, *reversed(lower)), PALETTE[0], 0.16))
        line = tuple((x, frame.y(step.value or 0.0)) for x, step in steps)
        sheet.add(Stroke(line, PALETTE[0], 2.2))
    size = 6.5
    if count >= _MANY_STEPS:
        size = 3.5
    for x, step in steps:
        kind = "full"
        if step.is_partial:
            kind = "hollow"
        sheet.add(Dot(x, frame.y(step.value or 0.0), size, PALETTE[0], kind, "share"))


def _write_ends(sheet: Sheet, panel: Panel, frame: _Frame, shown: list[int]) -> None:
    """The first and the last share beside their marks."""
    count, ends = len(panel.steps), list[float]()
    for number in dict.fromkeys((*shown[:1], *shown[-1:])):
        value = panel.steps[number].value or 0.0
        text, x = words.percent(value), frame.x(number, count)
        away = -frame.size * 1.1
        half = width_of(text, frame.size, is_bold=True)
        if any(abs(x - other) < half + 2 for other in ends):
            away = -away  # the two would run into each other
        ends.append(x)
        middle = frame.y(value) + away
        sheet.write_middle(text, x, middle, frame.size, is_bold=True, anchor="center")
