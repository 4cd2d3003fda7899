"""Where a figure may stand, and what all figures share."""

from __future__ import annotations

from dataclasses import dataclass

from ofsted.charts.pictures.typeface import width_of

QUIET = "#3D3D3D"  # of secondary text
RAIL_COLOUR = "#E5E6E7"


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


def label_column(labels: list[str], space: Space, most: float) -> float:
    """How wide the column of labels is: what the longest needs, up to a part of the width."""
    widest = max(width_of(label, space.label) for label in labels)
    return min(widest, most * space.width)
