"""What a figure holds, in plain values: rows, marks, labels and notes, and what is said around it.

A description is made from the same counts as the dashboard's chart and knows nothing of any
library that draws.
"""

from __future__ import annotations

from dataclasses import dataclass

INK = "#14181D"


@dataclass(frozen=True)
class Mark:
    """One bar or dot. `value` is None where there is nothing to divide by; `low` and `high` are the
    ends of its interval, `name` is its group where there are several; `code` and `group` say which
    row of the counts it stands for. `kind` is the shape of a dot.
    """

    value: float | None
    text: str
    colour: str
    name: str = ""
    low: float | None = None
    high: float | None = None
    code: str = ""
    group: object = None
    kind: str = "full"

    @property
    def length(self) -> float:
        """How far a bar reaches: nothing where there is no value."""
        return self.value or 0.0


@dataclass(frozen=True)
class Row:
    """A label and its marks, top to bottom."""

    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Bars:
    """Labelled bars from zero on one scale."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Pair:
    """A code's shares on two sides, their difference and what is to be thought of it."""

    label: str
    first: Mark
    second: Mark
    difference: str
    verdict: str
    colour: str


@dataclass(frozen=True)
class Pairs:
    """Pairs of dots on one scale, and the names of both sides with their sizes."""

    first: str
    second: str
    rows: tuple[Pair, ...]


@dataclass(frozen=True)
class Cell:
    """A cell of a grid: what is written in it, on which colour. `level` is its place on the scale
    (0–1), None where it is grey; `code` and `group` say which row of the counts it stands for.
    """

    text: str
    fill: str
    ink: str
    level: float | None = None
    code: str = ""
    group: object = None


@dataclass(frozen=True)
class Grid:
    """Cells under heads; each head is several lines, of which the first names the column."""

    heads: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]
    least_width: float = 54.0


@dataclass(frozen=True)
class Step:
    """A point of a line. `value` is None where no share is shown; `is_few` says that there are
    reports, but too few for a share.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    is_few: bool
    is_partial: bool


@dataclass(frozen=True)
class Panel:
    """One line with its heading and what is said of its trend; `days` are those of policy: where
    each stands, in steps, and its number in the list of all. `names` are theirs where they are
    written above the chart, as above the first row of several.
    """

    label: str
    told: str
    steps: tuple[Step, ...]
    starts: tuple[tuple[str, str], ...]
    days: tuple[tuple[float, str], ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Panels:
    """Small charts on one scale that reaches to `top`."""

    panels: tuple[Panel, ...]
    top: float


@dataclass(frozen=True)
class Nothing:
    """Why there is nothing to draw."""

    reason: str


Figure = Bars | Pairs | Grid | Panels | Nothing


@dataclass(frozen=True)
class Picture:
    """A figure with what is said around it.

    `caveats` go with the title, the first of them is `beside` where the title alone would mislead;
    `told` says what was counted, with filters and n of N, `notes` how
    to read it, `source` where it comes from, `address` where it is shown, and `alt` what it shows,
    in words.
    """

    title: str
    caveats: str
    told: str
    figure: Figure
    notes: tuple[str, ...]
    source: str
    as_of: str
    address: str
    alt: str
    site: str
    beside: str = ""
