"""What an address asks for: read leniently for the dashboard's pages, strictly for data and pages
without scripts, where nothing wider than asked may be answered.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from ofsted.address.changes import active_filters, heeded_on
from ofsted.address.parameters import ALL, PAGES, Kind
from ofsted.address.url import by_name, code_text, list_parts, read_url, write_url
from ofsted.address.view import LISTS, PARAMETERS, View, Vocabulary, fold
from ofsted.served.counted import TESTED_UNITS
from ofsted.served.site import query_text

MOST_FIELDS = 1_000
MOST_BYTES = 16_000
MOST_NEAREST = 5
_SHOWN_CHARACTERS = 40
# What means something on each page of the dashboard, beside the version of a frozen link.
HEEDED = {page: heeded_on(page) for page in PAGES}
TESTED = ("compare", "trends")  # pages that test what they show
Raw = dict[str, list[str]]


@dataclass(frozen=True)
class Fault:
    """One parameter that cannot be followed; `nearest` are known values like the one asked for."""

    parameter: str
    message: str
    nearest: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.nearest:
            return f"{self.message}."
        return f"{self.message}. Known: {', '.join(self.nearest)}."


def is_too_long(query: bytes) -> bool:
    """Whether a query has more fields or bytes than any page or table reads."""
    return len(query) > MOST_BYTES or query.count(b"&") + query.count(b";") >= MOST_FIELDS


def read_query(query: bytes) -> Raw:
    """The fields of a query that is not too long."""
    return parse_qs(query.decode("utf-8", "replace"), keep_blank_values=True)


def asked_version(query: bytes) -> str:
    """The data version that an address names; "" where it names none."""
    values = by_name(read_query(query)).get("v", [""])
    return values[-1].strip()


def canonical_query(view: View, vocabulary: Vocabulary, page: str) -> str:
    """The query of the shortest link to a view on a page: what is at its default or means nothing
    there is left out.
    """
    written = write_url(view, vocabulary)
    heeded = {name: written[name] for name in written if name in HEEDED[page]}
    if view.unit not in units_of(page, vocabulary):
        heeded.pop("unit", None)
    if page == "places" and view.place:
        heeded = {"place": written["place"]}
    if not heeded and "framework" in HEEDED[page]:
        # An address without parameters would show the opening view.
        heeded = {"framework": [ALL]}
    return query_text(heeded)


def units_of(page: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The units that a page has figures by: where it tests, those that can be tested."""
    return TESTED_UNITS if page in TESTED else tuple(vocabulary.codes["unit"])


def find_unit_fault(page: str, view: View, vocabulary: Vocabulary) -> list[Fault]:
    """A fault where the view asks a page for figures by a unit that it does not have: they must not
    be answered by another.
    """
    units = units_of(page, vocabulary)
    if view.unit in units:
        return []
    told = f"unit: {view.unit} is not tested here"
    return [Fault("unit", told, tuple(code_text("unit", unit) for unit in units))]


def count_filters(view: View) -> int:
    """How many values the filters of a view name."""
    return len(active_filters(view))


def read_strictly(
    raw: Mapping[str, list[str]],
    vocabulary: Vocabulary,
    allowed: Iterable[str],
    *,
    tells_idle: bool = False,
) -> tuple[View, list[Fault]]:
    """The view asked for, and a fault for every parameter that is unknown, not understood in full
    or given twice where there can be one. What means something on other pages only is left out, or
    a fault if `tells_idle`.
    """
    heeded = (*allowed, "v")
    asked = by_name(raw)
    if not tells_idle:
        asked = {name: asked[name] for name in asked if not _is_idle(name, asked, heeded)}
    faults = [_find_fault(name, values, vocabulary, heeded) for name, values in asked.items()]
    known = {name: values for name, values in asked.items() if name in heeded}
    return read_url(known, vocabulary)[0], [fault for fault in faults if fault is not None]


def _is_idle(name: str, asked: Raw, heeded: tuple[str, ...]) -> bool:
    return name in PARAMETERS and name not in heeded


def _find_fault(
    name: str, values: list[str], vocabulary: Vocabulary, allowed: tuple[str, ...]
) -> Fault | None:
    if name not in allowed:
        if name not in PARAMETERS and not read_url({name: values}, vocabulary)[1]:
            return None  # put there by those who count visits
        if name in PARAMETERS:
            told = f"{name}: has no meaning here"
            return Fault(name, told, tuple(sorted(allowed))[:MOST_NEAREST])
        close = difflib.get_close_matches(name, allowed, MOST_NEAREST, 0.5)
        return Fault(shown(name), f"{_named(name)} is no parameter", tuple(close))
    if len(values) > 1 and name not in LISTS:
        return Fault(name, f"{name}: given {len(values)} times; it can stand once")
    is_search = PARAMETERS[name].kind is Kind.WORDS  # one that is cut is still followed
    if is_search or not read_url({name: values}, vocabulary)[1]:
        return None
    nearest = nearest_values(name, values, vocabulary)
    return Fault(name, f"{name}: {_explain(name, values, vocabulary)}", nearest)


def _explain(name: str, values: list[str], vocabulary: Vocabulary) -> str:
    if expected := PARAMETERS[name].expected:
        first, last = vocabulary.years
        return expected.format(first=first, last=last)
    unknown = _unknown_parts(name, values, vocabulary)
    if len(unknown) == 1 and shown(unknown[0]) == unknown[0]:
        return f"{unknown[0]} is not known"
    return "a value is not known"


def nearest_values(name: str, values: list[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Known values that are spelled most like those that are not known."""
    if name not in vocabulary.codes:
        return ()
    spellings = vocabulary.spellings[name]
    found: dict[str, None] = {}
    for part in _unknown_parts(name, values, vocabulary):
        close = difflib.get_close_matches(fold(part[:200]), list(spellings), MOST_NEAREST, 0.5)
        found |= dict.fromkeys(code_text(name, spellings[text]) for text in close)
    few = len(vocabulary.codes[name]) <= 2 * MOST_NEAREST
    if not found and few:
        found = dict.fromkeys(code_text(name, code) for code in vocabulary.codes[name])
    return tuple(found)[: 2 * MOST_NEAREST]


def _unknown_parts(name: str, values: list[str], vocabulary: Vocabulary) -> list[str]:
    if name not in vocabulary.codes:
        return list(values)
    parts = []
    for text in values:
        parts += list_parts(name, text, vocabulary) if name in LISTS else [text]
    return [part.strip() for part in parts if vocabulary.find_code(name, part) is None]


def shown(text: str) -> str:
    """Text from an address where it may be repeated: at most 40 letters, digits, blanks, strokes
    and hyphens; else "".
    """
    is_plain = text.replace(" ", "").replace("-", "").replace("_", "").isalnum()
    return text if is_plain and len(text) <= _SHOWN_CHARACTERS and text.isascii() else ""


def _named(name: str) -> str:
    return shown(name) or "one of the names"
