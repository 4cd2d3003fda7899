"""Labels and bars one below the other, in pixels from the top of a chart, so that a label of any
length stands above its bar and nothing overlaps at any width.
"""

from __future__ import annotations

from typing import Any

from ofsted.charts.drawing import Drawing
from ofsted.charts.style import wrapped

LABEL_PX = 18  # of a line of a label


class Stack:
    """Where each label and each bar stands; `top` is where the next one goes."""

    def __init__(self, top: float) -> None:
        self.top = top
        self.labels: list[tuple[float, str]] = []

    def add_label(self, text: str, chars: int, gap_px: float, *, after: str = "") -> None:
        """A text that is wrapped, and what stands after its last line."""
        lines = wrapped(text, chars)
        self.add_lines(["<br>".join(lines) + after], len(lines), gap_px)

    def add_lines(self, lines: list[str], count: int, gap_px: float) -> None:
        """Lines that are ready to be drawn, and how many stand below one another."""
        self.labels.append((self.top, "<br>".join(lines)))
        self.top += count * LABEL_PX + gap_px

    def add_bar(self, height_px: float, gap_px: float) -> float:
        """Room for a bar or a dot; gives its middle."""
        middle = self.top + height_px / 2
        self.top += height_px + gap_px
        return middle

    def add_gap(self, height_px: float) -> None:
        """Room with nothing in it."""
        self.top += height_px

    def write_labels(self, chart: Drawing, **looks: Any) -> None:
        """Put the labels into a chart."""
        for top, text in self.labels:
            chart.add_label(text, top, **looks)
