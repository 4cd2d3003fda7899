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
Point = tuple[Any, float]


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

    def add_line(
        self,
        start: Point,
        end: Point,
        colour: str,
        width: float = 1,
        *,
        dash: str = "",
        is_below: bool = False,
        **looks: Any,
    ) -> None:
        """Draw a straight line, below the traces where they must not be hidden."""
        line = {"color": colour, "width": width}
        if dash:
            line["dash"] = dash
        if is_below:
            looks["layer"] = "below"
        (x0, y0), (x1, y1) = start, end
        self.add_shape(
            type="line",
            x0=x0,
            x1=x1,
            y0=y0,
            y1=y1,
            line=line,
            **looks,
        )

    def add_label(self, text: str, top: float, **looks: Any) -> None:
        """Write a text at the left edge, its first line at a height."""
        self.add_annotation(
            text=text,
            x=0,
            xref="paper",
            xanchor="left",
            y=top,
            yanchor="top",
            showarrow=False,
            align="left",
            borderpad=0,
            **looks,
        )

    def add_value(self, text: str, end: Point, size_px: int, shift_px: int, **looks: Any) -> None:
        """Write a text to the right of the end of a bar or of a dot."""
        x, y = end
        self.add_annotation(
            text=text,
            x=x,
            y=y,
            xanchor="left",
            xshift=shift_px,
            showarrow=False,
            font={"size": size_px},
            align="left",
            **looks,
        )

    def as_dict(self) -> dict[str, Any]:
        """The chart as plotly's JSON describes it; not to be changed."""
        return {"data": self._traces, "layout": self._layout}

    @cached_property
    def checked(self) -> go.Figure:
        """The chart as plotly's own object. Raises `ValueError` on a property it does not know."""
        import plotly.graph_objects as go

        return go.Figure(self.as_dict())

    @property
    def data(self) -> tuple[Any, ...]:
        """The traces as objects of plotly's."""
        return self.checked.data

    @property
    def layout(self) -> go.Layout:
        """The layout as an object of plotly's."""
        return self.checked.layout
