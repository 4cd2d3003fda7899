"""What every description says of a column: its title and its type."""

from __future__ import annotations

import pyarrow as pa

_INITIALISMS = {
    "id",
    "urn",
    "url",
    "ons",
    "dfe",
    "imd",
    "la",
    "lscb",
    "ac1",
    "sha256",
    "ruc2011",
    "imd2015",
    "imd2019",
    "imd2025",
}


def title_of(name: str) -> str:
    """A column's name as words: `text_sha256` is Text SHA256."""
    printed = {word: word.upper() for word in _INITIALISMS}
    title = " ".join(printed.get(word, word) for word in name.split("_"))
    return title[0].upper() + title[1:]


def item_kind_of(kind: pa.DataType) -> str | None:
    """The Table Schema type of the items of a list; None of anything else."""
    if not pa.types.is_list(kind):
        return None
    return kind_of(kind.value_type)


def kind_of(kind: pa.DataType) -> str:
    """The Table Schema type of an Arrow type."""
    for is_kind, name in (
        (pa.types.is_list, "list"),
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "integer"),
        (pa.types.is_floating, "number"),
        (pa.types.is_date, "date"),
    ):
        if is_kind(kind):
            return name
    return "string"
