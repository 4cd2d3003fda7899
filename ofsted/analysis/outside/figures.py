"""What others published, taken from `data/outside.yaml` and checked: each figure as a question to
the tables, with the answer that its source gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from ofsted import glossary
from ofsted.errors import OutsideError

# From best to worst. `explained` agrees once the absent inspections are counted, or counts another
# thing for a stated reason.
VERDICTS = ("exact", "within rounding", "explained", "not at hand", "unexplained")
KINDS = ("latest", "inspections", "changes", "order", "recommended")
# How a report is placed in time.
DATES = ("inspected_from_on", "inspected_to_on", "published_on")
JUDGEMENTS = ("rating", "leaders", "help_and_protection", "lscb")
CHANGES = ("", "any", "improved", "same", "declined", "kept-good")
AGAINST = ("previous", "first")
ORDERS = ("rising", "falling")

# What the fields of a question may hold.
_ALLOWED = {
    "kind": KINDS,
    "dated": DATES,
    "judgement": JUDGEMENTS,
    "change": CHANGES,
    "against": AGAINST,
    "region": ("", *glossary.REGIONS),
    "grades": glossary.RATINGS,
    "before": glossary.RATINGS,
    "framework": glossary.FRAMEWORKS,
    "history": glossary.FRAMEWORKS,
}

Parsed = TypeVar("Parsed")
Bounds = Mapping[str, tuple[float, float]]  # word → least and most share


@dataclass(frozen=True)
class Question:
    """What is to be counted; fields that a kind does not use keep their defaults.

    latest: authorities by the grade they stood at on the day `until` (the first one if `earliest`).
    inspections: inspections by grade. changes: inspections by what became of the grade before.
    order: shares of `grades` over the groups of `by`. recommended: reports that recommend `theme`.
    """

    kind: str
    dated: str = "inspected_to_on"
    since: date | None = None
    until: date | None = None
    published_by: date | None = None
    framework: tuple[str, ...] = ("F3", "F4")
    region: str = ""
    judgement: str = "rating"
    grades: tuple[str, ...] = ()
    earliest: bool = False
    first: int = 0  # only so many inspections, the earliest; 0 for all
    change: str = ""
    steps: int = 1  # least grades up or down
    before: tuple[str, ...] = ()  # grades held before
    history: tuple[str, ...] = ("F3", "F4")  # frameworks whose grades count as held before
    against: str = "previous"
    last_only: bool = False  # of each authority only its last inspection
    by: str = ""
    theme: str = ""


@dataclass(frozen=True)
class Theirs:
    """What the source says: one of a count, a per cent, a word with bounds, names or an order."""

    count: int | None = None
    of: int | None = None
    percent: int | None = None
    word: str = ""
    names: tuple[str, ...] = ()
    order: str = ""
    not_at_hand: str = ""


@dataclass(frozen=True)
class Part:
    """One number of a figure."""

    what: str
    question: Question
    theirs: Theirs


@dataclass(frozen=True)
class Figure:
    """One published figure: where it stands, what it counts and on which day, and its numbers."""

    n: int
    source: str
    what: str
    counted_on: str
    parts: tuple[Part, ...]
    recorded: str
    note: str
    link: str = ""
    day_is_stated: bool = False  # by the source, both which day and of what; else it is our choice
    other_unit: str = ""  # why the two count different things, where they do


@dataclass(frozen=True)
class Absent:
    """An inspection whose report the release lacks, as others reported it."""

    area: str
    framework: str
    inspected_to_on: date
    published_on: date
    rating: str
    link: str
    note: str
    leaders: str = ""


@dataclass(frozen=True)
class Outside:
    """All of `data/outside.yaml`; `bounds` says as shares what a word covers."""

    bounds: Bounds
    absent: tuple[Absent, ...]
    figures: tuple[Figure, ...]


def parse_outside(raw: dict) -> Outside:
    """The content of `data/outside.yaml`, as loaded.

    Raises `OutsideError` naming the figure and what was expected.
    """
    bounds = {word: _parse_bounds(word, given) for word, given in raw["words"].items()}
    absent = tuple(_parse_absent(entry) for entry in raw["absent"])
    figures = tuple(_parse_figure(entry) for entry in raw["figures"])
    numbers = [figure.n for figure in figures]
    if numbers != list(range(1, len(figures) + 1)):
        raise OutsideError(f"figures are numbered {numbers}; expected 1 to {len(figures)}")
    for figure in figures:
        _check(figure, bounds)
    return Outside(bounds, absent, figures)


def _parse_bounds(word: str, given: list[float]) -> tuple[float, float]:
    low, high = given
    if not 0 <= low < high <= 1:
        raise OutsideError(f"{word!r}: from {low} to {high}; expected two rising shares")
    return low, high


def _parse_absent(entry: dict) -> Absent:
    place = f"absent {entry.get('area')}"
    return _make(Absent, entry, place)


def _parse_figure(entry: dict) -> Figure:
    place = f"figure {entry.get('n')}"
    common = entry.get("ask", {})
    parts = tuple(_parse_part(part, common, place) for part in entry.get("parts", ()))
    own = {name: value for name, value in entry.items() if name != "ask"}
    return _make(Figure, own | {"parts": parts}, place)


def _parse_part(part: dict, common: dict, place: str) -> Part:
    question = _make(Question, common | part.get("ask", {}), place)
    theirs = _make(Theirs, part.get("theirs", {}), place)
    return Part(part["what"], question, theirs)


def _make(kind: type[Parsed], entry: Mapping[str, Any], place: str) -> Parsed:
    """The entry as a value of that class, its lists as tuples."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # always a dataclass
    if strange := sorted(entry.keys() - known):
        raise OutsideError(f"{place}: has {strange}; expected some of {sorted(known)}")
    values = {name: _frozen(value) for name, value in entry.items()}
    try:
        return kind(**values)
    except TypeError as error:
        raise OutsideError(f"{place}: {error}") from None


def _frozen(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    return value


def _check(figure: Figure, bounds: Bounds) -> None:
    place = f"figure {figure.n}"
    if not figure.parts:
        raise OutsideError(f"{place}: has no parts; expected at least one")
    _expect(place, "recorded", [figure.recorded], VERDICTS)
    for part in figure.parts:
        _check_question(place, part.question)
        _check_theirs(place, part.theirs, bounds)


def _check_question(place: str, question: Question) -> None:
    for name, allowed in _ALLOWED.items():
        value = getattr(question, name)
        if isinstance(value, tuple):
            _expect(place, name, list(value), allowed)
        else:
            _expect(place, name, [value], allowed)


def _check_theirs(place: str, theirs: Theirs, bounds: Bounds) -> None:
    values = vars(theirs)
    given = [name for name, value in values.items() if value not in (None, "", ())]
    said = [name for name in given if name != "of"]
    if len(said) != 1:
        raise OutsideError(f"{place}: its source says {said}; expected exactly one thing")
    _expect(place, "word", [theirs.word], ("", *bounds))
    _expect(place, "order", [theirs.order], ("", *ORDERS))


def _expect(place: str, name: str, values: list[str], allowed: tuple[str, ...]) -> None:
    strange = sorted(set(values) - set(allowed))
    if strange:
        raise OutsideError(f"{place}: {name} is {strange}; expected some of {allowed}")
