"""A chart as plain dictionaries in plotly's terms: quick to make, and the same for every server.

Plotly's own objects check every property as it is set, which costs more than all the counting of
a page. Here nothing is checked while a reader waits; tests check every chart by `checked`.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import plotly.graph_objects as go

Trace = dict[str, Any]


def bar(**properties: Any) -> Trace:
    """A trace of bars."""
    return {"type": "bar", **properties}


def scatter(**properties: Any) -> Trace:
    """A trace of points, lines or texts."""
    return {"type": "scatter", **properties}


def heatmap(**properties: Any) -> Trace:
    """A trace of coloured cells."""
    return {"type": "heatmap", **properties}


class Drawing:
    """Traces and a layout, in plotly's terms, drawn by adding to them."""

    def __init__(self, layout: dict[str, Any]) -> None:
        self._traces: list[Trace] = []
        self._layout = layout

    def add_trace(self, trace: Trace) -> None:
        """Draw a trace above the others."""
        self._traces.append(trace)

    def add_shape(self, **properties: Any) -> None:
        """Draw a line or a box."""
        self._layout.setdefault("shapes", []).append(properties)

    def add_annotation(self, **properties: Any) -> None:
        """Write a text."""
        self._layout.setdefault("annotations", []).append(properties)

    def as_dict(self) -> dict[str, Any]:
        """The chart as plotly's JSON describes it; not to be changed."""
        return {"data": self._traces, "layout": self._layout}

    @cached_property
    def checked(self) -> go.Figure:
        """The chart as an object of plotly's. Raises `ValueError` on a property it does not know."""
        import plotly.graph_objects as go

        return go.Figure(self.as_dict())

    @property
    def data(self) -> tuple:
        """The traces as objects of plotly's."""
        return self.checked.data

    @property
    def layout(self) -> go.Layout:
        """The layout as an object of plotly's."""
        return self.checked.layout
