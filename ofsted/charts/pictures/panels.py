"""Small charts of lines on one scale."""

from __future__ import annotations

from ofsted import words
from ofsted.charts.pictures.sheet import LINE_HEIGHT, Area, Dot, Sheet, Stroke
from ofsted.charts.pictures.space import QUIET, RAIL_COLOUR, Space
from ofsted.charts.pictures.typeface import lines_of, width_of
from ofsted.charts.pictures.values import Panel, Panels
from ofsted.charts.style import LINE_COLOUR, PALETTE

_FEW_COLOUR = "#6F777B"
_POLICY_COLOUR = PALETTE[5]
_MANY_STEPS = 20
_CROSSES = 7.0  # below zero


def place_panels(figure: Panels, sheet: Sheet, space: Space) -> float:
    """Put small charts on the sheet; gives where they end below."""
    columns = min(space.columns, len(figure.panels))
    apart = space.value * 1.4
    wide = (space.width - 34 * (space.columns - 1)) / space.columns
    bottom = space.top
    for first in range(0, len(figure.panels), columns):
        row = figure.panels[first : first + columns]
        heads = [_panel_head(panel, wide, space) for panel in row]
        head = max(height for _, _, height in heads) + max(_band(panel, space) for panel in row)
        for number, (panel, (label, told, _)) in enumerate(zip(row, heads, strict=True)):
            left = space.left + number * (wide + 34)
            below = sheet.write(
                label,
                left,
                bottom,
                space.label,
                is_bold=True,
            )
            sheet.write(
                told,
                left,
                below,
                space.value * 0.88,
                colour=QUIET,
            )
            frame = _Frame(
                left + space.value * 2.2,
                bottom + head + apart,
                wide,
                space,
                figure.top,
                _band(panel, space),
            )
            _place_panel(sheet, panel, frame, left + wide)
        bottom += head + apart + space.panel + space.value * 3
    return bottom - space.value


def _band(panel: Panel, space: Space) -> float:
    """How high the names of policy days stand above a chart."""
    size = _day_size(space)
    return max((width_of(name, size) + size for name in panel.names), default=0.0)


def _day_size(space: Space) -> float:
    return space.value * 0.78


def _panel_head(panel: Panel, wide: float, space: Space) -> tuple[list[str], list[str], float]:
    label = lines_of(panel.label, wide, space.label, is_bold=True)
    told = lines_of(panel.told, wide, space.value * 0.88)
    height = (len(label) * space.label + len(told) * space.value * 0.88) * LINE_HEIGHT
    return label, told, height


class _Frame:
    """The scales of a panel."""

    def __init__(
        self,
        left: float,
        top: float,
        wide: float,
        space: Space,
        most: float,
        band: float,
    ) -> None:
        self.left, self.top = left, top
        self.wide = wide - space.value * 2.2
        self.height, self.size, self.most = space.panel, space.value * 0.82, most
        self.day_size, self.band = _day_size(space), band

    def y(self, share: float) -> float:
        """Where a share stands."""
        return self.top + self.height * (1 - share / (self.most * 1.12))

    def x(self, number: float, count: int) -> float:
        """Where a step stands, by its number."""
        return self.left + self.wide * (number + 0.5) / max(count, 1)


def _place_panel(sheet: Sheet, panel: Panel, frame: _Frame, right: float) -> None:
    _place_scale(sheet, panel, frame, right)
    _place_crosses(sheet, panel, frame)
    runs: list[list[int]] = [[]]
    for number, step in enumerate(panel.steps):
        if step.value is None:
            runs.append([])
        else:
            runs[-1].append(number)
    for run in runs:
        _place_run(sheet, panel, frame, run)
    _write_ends(sheet, panel, frame, [number for run in runs for number in run])


def _place_crosses(sheet: Sheet, panel: Panel, frame: _Frame) -> None:
    """Below zero the steps that have reports, but too few."""
    y = frame.y(0) + _CROSSES
    for number, step in enumerate(panel.steps):
        if step.value is None and step.is_few:
            x = frame.x(number, len(panel.steps))
            sheet.add(
                Dot(
                    x,
                    y,
                    6,
                    _FEW_COLOUR,
                    "cross",
                    "few",
                )
            )


def _place_scale(sheet: Sheet, panel: Panel, frame: _Frame, right: float) -> None:
    """Rules with their shares, years below, and the steps at which frameworks begin."""
    count = len(panel.steps)
    for share in _rules(frame.most):
        y = frame.y(share)
        colour = RAIL_COLOUR
        if not share:
            colour = LINE_COLOUR
        sheet.rule((frame.left, right), y, colour)
        text = f"{round(share * 100)}%"
        sheet.write_middle(
            text,
            frame.left - 5,
            y,
            frame.size,
            colour=QUIET,
            anchor="right",
        )
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
    _name_days(sheet, panel, frame)
    _place_starts(sheet, panel, frame)


def _place_days(sheet: Sheet, panel: Panel, frame: _Frame) -> None:
    """Days of policy as thin lines, each with its number at its foot."""
    for at, number in panel.days:
        x = frame.x(at, len(panel.steps))
        line = ((x, frame.top + 2), (x, frame.y(0)))
        sheet.add(Stroke(line, _POLICY_COLOUR, 1.0, role="day"))
        if panel.names:
            continue
        size = frame.size * 0.8
        y = frame.y(0) + _CROSSES + size * 0.9
        sheet.write_middle(
            number,
            x,
            y,
            size,
            colour=QUIET,
            anchor="center",
        )


def _name_days(sheet: Sheet, panel: Panel, frame: _Frame) -> None:
    """Above the lines at days of policy their names, from the bottom up."""
    for (at, _), name in zip(panel.days, panel.names, strict=bool(panel.names)):
        x = frame.x(at, len(panel.steps))
        sheet.write_upright(name, x, frame.top - 7, frame.day_size, QUIET)


def _place_starts(sheet: Sheet, panel: Panel, frame: _Frame) -> None:
    """Dotted lines where frameworks begin, named above unless the next name would run into it."""
    names = [step.name for step in panel.steps]
    edge = end = frame.left + frame.wide
    for label, step in reversed(panel.starts):
        x = frame.x(names.index(step) - 0.5, len(names))
        sheet.add(Stroke(((x, frame.top - 4), (x, frame.y(0))), _FEW_COLOUR, 1.0, is_dotted=True))
        text, size = f"{label} from {step}", frame.size * 0.92
        y, wide = frame.top - frame.band - frame.size * 1.2, width_of(text, size) + 4
        if x + wide < end:
            sheet.write_middle(
                text,
                x + 4,
                y,
                size,
                colour=QUIET,
            )
        elif end == edge:
            sheet.write_middle(
                text,
                x - 4,
                y,
                size,
                colour=QUIET,
                anchor="right",
            )
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
        sheet.add(
            Dot(
                x,
                frame.y(step.value or 0.0),
                size,
                PALETTE[0],
                kind,
                "share",
            )
        )


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
        sheet.write_middle(
            text,
            x,
            middle,
            frame.size,
            is_bold=True,
            anchor="center",
        )
