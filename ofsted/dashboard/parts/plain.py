"""A chart handed to Streamlit as it is."""

from __future__ import annotations

from typing import Any

from plotly.basedatatypes import BaseFigure


class Plain(BaseFigure):
    """A chart of plain dictionaries in the clothes of plotly's figure.

    Streamlit takes a dictionary too, but has plotly check every property of it first, which takes
    longer than making it. It asks a figure for nothing but `to_dict`.
    """

    def __init__(self, described: dict[str, Any]) -> None:
        self.__dict__["_described"] = described

    def to_dict(self) -> dict[str, Any]:
        """The chart as it was described."""
        return self.__dict__["_described"]
