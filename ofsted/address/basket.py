"""An evidence basket: recommendations that a reader collects, in their order and with their notes,
and the link that carries it. Pure.

Every part of a link is untrusted: what is no recommendation of this release is named in a message,
and a note is text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

from ofsted.address.url import clean_query
from ofsted.limits import MOST_BASKET_LINK_BYTES, MOST_IN_BASKET, MOST_NOTE_CHARACTERS
from ofsted.words import number, plural

PAGE = "basket"
PARAMETERS = ("id", "note")
VERSION = "v"  # as in every link
# What a document is handed of the basket that its tab had before; never in a link.
HANDED = "basket"
_KEY = re.compile(r"[0-9]{1,12}-[0-9]{2,4}")
_NOTE = re.compile(r"([0-9]{1,12}-[0-9]{2,4})\s+(.*)", re.DOTALL)
_MOST_NAMED = 10  # ids in a message
_SHAPE = "expected the number of a recommendation, such as 2761820-01"
Raw = Mapping[str, list[str]]


@dataclass(frozen=True)
class Item:
    """One recommendation by its id, and what the reader wrote about it."""

    key: str
    note: str = ""


@dataclass(frozen=True)
class Basket:
    """What was collected, in the order of its reader; no recommendation twice."""

    items: tuple[Item, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The ids in their order."""
        return tuple(item.key for item in self.items)

    @property
    def notes(self) -> dict[str, str]:
        """The notes by id, where there are any."""
        return {item.key: item.note for item in self.items if item.note}

    def adding(self, keys: Iterable[str]) -> Basket:
        """The basket with more at its end, as far as there is room."""
        return self.taking_in(Basket(tuple(Item(key) for key in keys)))

    def taking_in(self, other: Basket) -> Basket:
        """The basket with the items of another one at its end, as far as there is room."""
        new = [item for item in other.items if item.key not in self.keys]
        return Basket((*self.items, *new)[:MOST_IN_BASKET])

    def without(self, keys: Collection[str]) -> Basket:
        """The basket with some taken out."""
        return Basket(tuple(item for item in self.items if item.key not in keys))

    def moving(self, key: str, steps: int) -> Basket:
        """The basket with one item so many places further down, or up where negative."""
        if key not in self.keys:
            return self
        place = self.keys.index(key)
        others = [item for item in self.items if item.key != key]
        others.insert(max(0, place + steps), self.items[place])
        return Basket(tuple(others))

    def noting(self, key: str, text: str) -> Basket:
        """The basket with another note on one item."""
        note = clean_note(text)
        return Basket(
            tuple(replace(item, note=note) if item.key == key else item for item in self.items)
        )


@dataclass(frozen=True)
class Link:
    """The parameters of a link to a basket, and whether the notes are among them."""

    parameters: dict[str, list[str]]
    has_notes: bool

    @property
    def query(self) -> str:
        """The parameters as they stand in an address."""
        return urlencode(self.parameters, doseq=True)

    def at(self, version: str) -> str:
        """The same as a link to one version of the data."""
        return urlencode(self.parameters | {VERSION: [version]}, doseq=True)


def clean_note(text: str) -> str:
    """A note as one paragraph of plain text, no longer than a note may be."""
    return clean_query(text, MOST_NOTE_CHARACTERS)


def write_basket(basket: Basket, most_bytes: int = MOST_BASKET_LINK_BYTES) -> Link:
    """A link to a basket, with all notes where they fit and else with none."""
    keys = {"id": list(basket.keys)} if basket.items else {}
    notes = [f"{key} {note}" for key, note in basket.notes.items()]
    if not notes:
        return Link(keys, has_notes=False)
    whole = Link(keys | {"note": notes}, has_notes=True)
    return whole if len(whole.query) <= most_bytes else Link(keys, has_notes=False)


def write_whole(basket: Basket) -> str:
    """The basket with every note as one text, however long, for the tab that holds it."""
    return write_basket(basket, 2 * MOST_IN_BASKET * MOST_NOTE_CHARACTERS * 12).query


def read_whole(text: str, known: Collection[str]) -> Basket:
    """The basket that `write_whole` wrote; what is not understood is left out."""
    return read_basket(parse_qs(text[: 100 * MOST_IN_BASKET * MOST_NOTE_CHARACTERS]), known)[0]


def read_basket(raw: Raw, known: Collection[str]) -> tuple[Basket, tuple[str, ...]]:
    """The basket that a link asks for, and a message for each part that could not be followed.

    `known` are the ids of the release. Never raises. A link to more than a basket holds gives an
    empty one.
    """
    asked = [part.strip() for text in raw.get("id", []) for part in text.split(",")]
    keys = list(dict.fromkeys(part for part in asked if part))
    if len(keys) > MOST_IN_BASKET:
        told = f"The link names {number(len(keys))} recommendations. A basket holds at most "
        return Basket(), (f"{told}{MOST_IN_BASKET}, so nothing of it is shown.",)
    found = [key for key in keys if key in known]
    notes, messages = _read_notes(raw.get("note", []), found)
    items = tuple(Item(key, notes.get(key, "")) for key in found)
    return Basket(items), (*_name_unknown(keys, known), *messages)


def _name_unknown(keys: list[str], known: Collection[str]) -> list[str]:
    """Messages on ids that are not in this release, and on what is no id at all."""
    strange = [key for key in keys if key not in known and not _KEY.fullmatch(key)]
    missing = [key for key in keys if key not in known and _KEY.fullmatch(key)]
    told = []
    if missing:
        more = len(missing) - _MOST_NAMED
        rest = f" and {more} more" if more > 0 else ""
        named = f"{', '.join(missing[:_MOST_NAMED])}{rest}"
        told.append(f"The link names what is not in this release: {named}.")
    if strange:
        values = f"{len(strange)} {plural(len(strange), 'value')} of “id”"
        told.append(f"{values} could not be followed: {_SHAPE}.")
    return told


def _read_notes(texts: list[str], keys: list[str]) -> tuple[dict[str, str], list[str]]:
    notes: dict[str, str] = {}
    messages: dict[str, None] = {}
    for text in texts[: 2 * MOST_IN_BASKET]:
        match = _NOTE.fullmatch(text.strip())
        if match is None or match[1] not in keys:
            messages["A note of the link belongs to no recommendation in it; it is left out."] = (
                None
            )
            continue
        if len(match[2]) > MOST_NOTE_CHARACTERS:
            told = f"A note was cut to its first {MOST_NOTE_CHARACTERS} characters."
            messages[told] = None
        notes[match[1]] = clean_note(match[2])
    return notes, list(messages)


def describe_link(basket: Basket, link: Link) -> str:
    """What a link to a basket carries, in words."""
    count = len(basket.items)
    told = f"The link carries {number(count)} {plural(count, 'recommendation')}"
    if not basket.notes:
        return f"{told}."
    if link.has_notes:
        return f"{told} and your notes. Whoever has the link can read them."
    return (
        f"{told}. Your notes are too long for a link, so it leaves them out. The files have them."
    )
