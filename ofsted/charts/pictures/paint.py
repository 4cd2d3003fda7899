"""A sheet drawn by matplotlib: Agg for PNG, its SVG canvas for SVG, never pyplot.

This is the only module that loads matplotlib's drawing, and it does so when the first picture is
asked for.
"""

from __future__ import annotations

import io
import re
from functools import cache, singledispatch
from html import escape
from typing import Any, Literal

import matplotlib
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from ofsted.charts.pictures.sheet import Area, Box, Dot, Sheet, Stroke, Words
from ofsted.charts.pictures.typeface import FILES

_DPI = 72  # so that a point is a pixel
_LINES: dict[bool, Literal["-", ":"]] = {False: "-", True: ":"}
_MARKERS = {"full": "o", "hollow": "o", "diamond": "D", "cross": "x"}
# Letters as outlines, and names of parts that do not change from one drawing to the next: the same
# picture everywhere.
matplotlib.rcParams["svg.fonttype"] = "path"
matplotlib.rcParams["svg.hashsalt"] = "ofsted"


def draw(sheet: Sheet) -> Figure:
    """The sheet as a figure of matplotlib's without axes."""
    figure = Figure((sheet.width / _DPI, sheet.height / _DPI), dpi=_DPI, facecolor="white")
    from_top = Affine2D().scale(1 / sheet.width, -1 / sheet.height).translate(0, 1)
    place = from_top + figure.transFigure
    for number, shape in enumerate(sheet.shapes):
        artist = _artist(shape)
        artist.set_transform(place)
        artist.set_zorder(number)
        figure.add_artist(artist)
    return figure


def as_png(sheet: Sheet, scale: float) -> bytes:
    """The sheet as PNG, `scale` pixels for each of its own."""
    written = io.BytesIO()
    figure = draw(sheet)
    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(_DPI * scale)
    canvas.print_png(written, metadata={"Software": None}, pil_kwargs={"compress_level": 6})
    return written.getvalue()


def as_svg(sheet: Sheet, title: str, description: str) -> bytes:
    """The sheet as SVG with its title and what it shows in words."""
    written = io.StringIO()
    canvas = FigureCanvasSVG(draw(sheet))
    unset = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    canvas.print_svg(written, metadata=unset)
    told = (
        f'<title id="picture-title">{escape(title)}</title>'
        f'<desc id="picture-told">{escape(description)}</desc>'
    )
    named = ' role="img" aria-labelledby="picture-title picture-told"'
    return _opened(written.getvalue(), named, told).encode()


def _opened(text: str, attributes: str, told: str) -> str:
    """The drawing without matplotlib's own record of itself, named and described."""
    text = re.sub(r"\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    return re.sub(
        r"<svg ([^>]*)>",
        lambda found: f"<svg {found[1]}{attributes}>\n {told}",
        text,
        count=1,
    )


@cache
def _font(is_bold: bool) -> FontProperties:
    return FontProperties(fname=str(FILES[is_bold]))


@singledispatch
def _artist(shape: Any) -> Artist:
    raise TypeError(f"{type(shape).__name__}: no shape of a sheet")


@_artist.register
def _(shape: Words) -> Artist:
    font = _font(shape.is_bold).copy()
    font.set_size(shape.size)
    return Text(
        shape.x,
        shape.y,
        shape.text,
        color=shape.colour,
        fontproperties=font,
        horizontalalignment=shape.anchor,
        verticalalignment="baseline",
        parse_math=False,
        rotation=90.0 * shape.is_upright,
        rotation_mode="anchor",
    )


@_artist.register
def _(shape: Box) -> Artist:
    corner = (shape.x, shape.y)
    return Rectangle(corner, shape.width, shape.height, facecolor=shape.colour, linewidth=0)


@_artist.register
def _(shape: Stroke) -> Artist:
    return Line2D(
        *zip(*shape.points, strict=True),
        color=shape.colour,
        linewidth=shape.width,
        linestyle=_LINES[shape.is_dotted],
        solid_capstyle="butt",
    )


@_artist.register
def _(shape: Area) -> Artist:
    return Polygon(shape.points, facecolor=shape.colour, alpha=shape.opacity, linewidth=0)


@_artist.register
def _(shape: Dot) -> Artist:
    face = shape.colour
    if shape.kind == "hollow":
        face = "white"
    return Line2D(
        [shape.x],
        [shape.y],
        linestyle="none",
        marker=_MARKERS[shape.kind],
        markersize=shape.size,
        markerfacecolor=face,
        markeredgecolor=shape.colour,
        markeredgewidth=2,
    )
