"""A sheet of paper as plain shapes in pixels from the top left, before any library draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ofsted.charts.pictures.typeface import lines_of, width_of
from ofsted.charts.pictures.values import INK

LINE_HEIGHT = 1.25  # of the size of the type
_BASELINE = 0.78  # of a line's height, from its top
Anchor = Literal["left", "center", "right"]
_MIDDLE = 0.33  # of the size of the type: from its middle down to its baseline


@dataclass(frozen=True)
class Words:
    """A line of text; `x` is its start, middle or end by its anchor, `y` its baseline. An upright
    one runs from the bottom up, from `y` on, and `x` is its baseline.
    """

    x: float
    y: float
    text: str
    size: float
    is_bold: bool = False
    colour: str = INK
    anchor: Anchor = "left"
    is_upright: bool = False


@dataclass(frozen=True)
class Box:
    """A filled rectangle; `role` says what of a figure it is."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    role: str = ""


@dataclass(frozen=True)
class Stroke:
    """A line through points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    width: float = 1.0
    is_dotted: bool = False
    role: str = ""


@dataclass(frozen=True)
class Area:
    """A filled shape that lets through what is below it."""

    points: tuple[tuple[float, float], ...]
    colour: str
    opacity: float


@dataclass(frozen=True)
class Dot:
    """A round mark, a hollow one, a diamond, or a cross."""

    x: float
    y: float
    size: float
    colour: str
    kind: str = "full"
    role: str = ""


def height_of(lines: list[str], size: float) -> float:
    """How high lines below one another are."""
    return len(lines) * size * LINE_HEIGHT


Shape = Words | Box | Stroke | Area | Dot


class Sheet:
    """Shapes in the order drawn, on paper of a width and, once everything stands, a height."""

    def __init__(self, width: float) -> None:
        self.width, self.height = width, 0.0
        self.shapes: list[Shape] = []

    def add(self, shape: Shape) -> None:
        """Draw a shape above the others."""
        self.shapes.append(shape)

    def rule(self, ends: tuple[float, float], y: float, colour: str, width: float = 1.0) -> None:
        """Draw a level line from end to end."""
        left, right = ends
        self.add(Stroke(((left, y), (right, y)), colour, width))

    def write(
        self,
        lines: list[str],
        x: float,
        top: float,
        size: float,
        *,
        is_bold: bool = False,
        colour: str = INK,
        anchor: Anchor = "left",
    ) -> float:
        """Write lines below one another; gives where the next thing can stand."""
        height = size * LINE_HEIGHT
        for number, text in enumerate(lines):
            y = top + number * height + _BASELINE * height
            self.add(Words(x, y, text, size, is_bold, colour, anchor))
        return top + len(lines) * height

    def draw_text(
        self,
        text: str,
        x: float,
        top: float,
        width: float,
        size: float,
        *,
        is_bold: bool = False,
        colour: str = INK,
    ) -> float:
        """Write a text in lines of a width."""
        lines = lines_of(text, width, size, is_bold)
        return self.write(lines, x, top, size, is_bold=is_bold, colour=colour)

    def write_middle(
        self,
        text: str,
        x: float,
        middle: float,
        size: float,
        *,
        is_bold: bool = False,
        colour: str = INK,
        anchor: Anchor = "left",
    ) -> float:
        """Write a line around the middle of something; gives where it ends."""
        self.add(Words(x, middle + _MIDDLE * size, text, size, is_bold, colour, anchor))
        return x + width_of(text, size, is_bold)

    def write_upright(self, text: str, x: float, bottom: float, size: float, colour: str) -> None:
        """Write a line from the bottom up, its middle on `x`."""
        place = x + _MIDDLE * size
        self.add(Words(place, bottom, text, size, colour=colour, is_upright=True))

    def texts(self) -> list[str]:
        """All that is written, in order."""
        return [shape.text for shape in self.shapes if isinstance(shape, Words)]
