"""What a page without scripts holds, before a template writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from ofsted.served.cards import Card
from ofsted.served.pictures import Picture


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, and where it leads if anywhere."""

    text: str
    link: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first cell of a row is its head."""

    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Link:
    """Words that lead somewhere."""

    text: str
    address: str


@dataclass(frozen=True)
class Section:
    """One finding with its picture and table, or a list of recommendations."""

    headline: str
    about: tuple[str, ...] = ()
    picture: Picture | None = None
    table: Table | None = None
    cards: tuple[Card, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Page:
    """A whole page; `dashboard` is where the dashboard shows the same, `image` the picture that
    stands beside a link to it.
    """

    title: str
    about: tuple[str, ...]
    sections: tuple[Section, ...]
    citation: str
    version: str
    last_on: date
    dashboard: str
    address: str = ""
    data: tuple[Link, ...] = ()
    is_indexed: bool = True
    facts: tuple[tuple[str, str], ...] = ()
    description: str = ""
    feed: str = ""
    references: tuple[Link, ...] = ()
    image: str = ""
    image_alt: str = ""


def table_of(
    frame: pd.DataFrame,
    caption: str,
    links: Mapping[str, Sequence[str]] | None = None,
    *,
    most: int | None = None,
    note: str = "",
) -> Table:
    """A frame as a table, cut to its first rows; `links` gives columns an address for each row."""
    links = links or {}
    shown = frame if most is None else frame.head(most)
    numeric = {name for name in frame if pd.api.types.is_numeric_dtype(frame[name])}
    rows = []
    for number, values in enumerate(shown.itertuples(index=False)):
        cells = []
        for name, value in zip(frame.columns, values, strict=True):
            link = links[name][number] if name in links else ""
            cells.append(Cell(_printed(value), link, name in numeric))
        rows.append(tuple(cells))
    if len(shown) < len(frame):
        note = f"The first {len(shown)} of {len(frame)} rows; the data hold all. {note}".strip()
    heads = tuple(Cell(str(name), is_number=name in numeric) for name in frame.columns)
    return Table(caption, heads, tuple(rows), note)


def _printed(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return "–"
    if isinstance(value, float):
        return f"{value:,.1f}"
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return f"{value:,}" if is_whole else str(value)
