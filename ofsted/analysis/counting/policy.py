"""Days on which inspections, or what councils must do, changed: hand-kept rows to stand beside
trends. A date beside a change is not its cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from ofsted.errors import PolicyError

FILE = "data/policy_dates.yaml"
MOST_SHORT_LETTERS = 16
MOST_WORDS = 25
_SAME_PLACE = 0.05  # of a step


@dataclass(frozen=True)
class PolicyDate:
    """One day: `short` is its name on a chart, `what` a sentence, `link` where that is said."""

    day: date
    short: str
    what: str
    link: str


def parse_policy_dates(content: Any) -> tuple[PolicyDate, ...]:
    """The rows of the file in order of their days.

    Raises `PolicyError`, naming the row, on a field that is missing, unknown or not as it should
    be, and on a day or a name that stands twice.
    """
    if not isinstance(content, Mapping) or not isinstance(content.get("dates"), list):
        raise PolicyError(f"{FILE}: expected a list under “dates”")
    rows = [_parse_row(row, place) for place, row in enumerate(content["dates"], start=1)]
    for name in ("day", "short"):
        values = [getattr(row, name) for row in rows]
        if len(set(values)) < len(values):
            raise PolicyError(f"{FILE}: two rows have the same “{name}”; expected each once")
    return tuple(sorted(rows, key=lambda row: row.day))


def place_dates(
    dates: Sequence[PolicyDate], names: Sequence[str]
) -> list[tuple[float, PolicyDate]]:
    """Where each day stands on an axis of years or quarters, each a step wide around its number;
    days outside the axis are left out.

    `names` are steps as "2014" or "2014 Q3", in order and without gaps.
    """
    place = {name: number for number, name in enumerate(names)}
    found = []
    for row in dates:
        step, part = _step_of(row.day, is_year="Q" not in "".join(names[:1]))
        if step in place:
            found.append((place[step] - 0.5 + part, row))
    return found


def name_days(
    placed: Sequence[tuple[float, PolicyDate]],
    number_of: Mapping[PolicyDate, int],
    begins: Sequence[float],
) -> list[str]:
    """What stands beside each line: number and name, the number alone where a framework begins at
    the same place, for that is named there anyway.
    """
    told = []
    for at, row in placed:
        is_said = any(abs(at - begin) < _SAME_PLACE for begin in begins)
        told.append(str(number_of[row]) if is_said else f"{number_of[row]} {row.short}")
    return told


def _step_of(day: date, *, is_year: bool) -> tuple[str, float]:
    """The step that holds a day, and how far into it the day is (0–1)."""
    if is_year:
        first, following = date(day.year, 1, 1), date(day.year + 1, 1, 1)
        return str(day.year), (day - first) / (following - first)
    quarter = (day.month - 1) // 3
    first = date(day.year, quarter * 3 + 1, 1)
    following = date(day.year + (quarter == 3), (quarter * 3 + 3) % 12 + 1, 1)
    return f"{day.year} Q{quarter + 1}", (day - first) / (following - first)


def _parse_row(row: Any, place: int) -> PolicyDate:
    """One row of the file, checked."""
    expected = [field.name for field in fields(PolicyDate)]
    if not isinstance(row, Mapping) or sorted(row) != sorted(expected):
        raise PolicyError(f"{FILE}, row {place}: expected the fields {', '.join(expected)}")
    for is_so, told in (
        (type(row["day"]) is date, "day: expected a day as 2018-01-31"),
        (
            _is_text(row["short"], MOST_SHORT_LETTERS),
            f"short: at most {MOST_SHORT_LETTERS} letters",
        ),
        (_is_sentence(row["what"]), f"what: expected a sentence of at most {MOST_WORDS} words"),
        (str(row["link"]).startswith("https://"), "link: expected an address with https"),
    ):
        if not is_so:
            raise PolicyError(f"{FILE}, row {place}: {told}")
    return PolicyDate(**row)


def _is_text(value: Any, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most


def _is_sentence(value: Any) -> bool:
    return isinstance(value, str) and value.endswith(".") and len(value.split()) <= MOST_WORDS
