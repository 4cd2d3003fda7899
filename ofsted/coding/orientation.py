"""What every wording asks to change: an orientation and two marks, by two readers, with a ruling
where they differ.

The readers see the rules in `data/codebook-orientation.yaml` and wordings alone. Each reads every
wording; nothing is filled in for a wording that a reader passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from ofsted.coding.handed import Fault, Line, parse_rows
from ofsted.coding.kept import ORIENTATION_COLUMNS, read_rows, write_kept_rows
from ofsted.coding.records import shares_words
from ofsted.errors import SchemaError
from ofsted.glossary import ORIENTATIONS

FORM = '{"id", "orientation", "names_outcome", "sets_target"}'


@dataclass(frozen=True)
class Reading:
    """What one reader found in one wording.

    `orientation` is one of `glossary.ORIENTATIONS`; `names_outcome` says whether a change in the
    lives of children is named anywhere, `sets_target` whether it says how much or by when.
    """

    orientation: str
    names_outcome: bool
    sets_target: bool


FIELDS = tuple(field.name for field in fields(Reading))


@dataclass(frozen=True)
class OrientationRuling:
    """Both readings of a wording and what stands after the third reading, which has a reason where
    the two differ and none where they agree.
    """

    text_id: str
    first: Reading
    second: Reading
    ruled: Reading
    reason: str


def parse_readings(
    lines: Iterable[Line], ids: Collection[str]
) -> tuple[dict[str, Reading], list[Fault]]:
    """A reader's JSON lines by text id, and every faulty or missing row; `ids` are all texts'."""
    readings: dict[str, Reading] = {}
    faults: list[Fault] = []
    for row in parse_rows(lines, _take, FORM):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        key, reading, _ = row.asked
        if what := _fault_in_reading(key, reading, readings, ids):
            faults.append(row.fault(key, what))
        else:
            readings[key] = reading
    faults += [Fault("readings", 0, key, "not read") for key in sorted(set(ids) - readings.keys())]
    return readings, faults


def parse_rulings(
    lines: Iterable[Line],
    first: Mapping[str, Reading],
    second: Mapping[str, Reading],
    texts: Mapping[str, str],
) -> tuple[list[OrientationRuling], list[Fault]]:
    """What stands for every wording, and every faulty or missing ruling.

    The lines hold a reading with a reason for each wording that the two readers saw differently,
    and for no other.
    """
    ruled: dict[str, tuple[Reading, str]] = {}
    faults: list[Fault] = []
    differing = {key for key in first.keys() & second.keys() if first[key] != second[key]}
    for row in parse_rows(lines, _take, f"{FORM} with a reason"):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        key, reading, reason = row.asked
        what = _fault_in_reading(key, reading, ruled, differing)
        what = what or _fault_in_reason(reason, texts[key])
        if what:
            faults.append(row.fault(key, what))
        else:
            ruled[key] = reading, reason
    faults += [
        Fault("rulings", 0, key, "read differently and not ruled on")
        for key in sorted(differing - ruled.keys())
    ]
    rulings = [
        OrientationRuling(key, first[key], second[key], *ruled.get(key, (first[key], "")))
        for key in sorted(first.keys() & second.keys())
    ]
    return rulings, faults


def _take(row: Mapping) -> tuple[str, Reading, str]:
    marks = row["names_outcome"], row["sets_target"]
    if not all(isinstance(mark, bool) for mark in marks):
        raise TypeError("a mark is true or false")
    reading = Reading(str(row["orientation"]), *marks)
    return str(row["id"]), reading, str(row.get("reason", "")).strip()


def _fault_in_reading(
    key: str, reading: Reading, known: Collection[str], ids: Collection[str]
) -> str:
    if key not in ids:
        return "not one of the texts to be read"
    if key in known:
        return "read more than once"
    if reading.orientation not in ORIENTATIONS:
        return f"the orientation must be one of {', '.join(ORIENTATIONS)}"
    if reading.orientation == "outcome" and not reading.names_outcome:
        return "an outcome is asked for, so names_outcome must be true"
    return ""


def _fault_in_reason(reason: str, text: str) -> str:
    if not reason:
        return "a ruling needs a reason"
    if shares_words(reason, text):
        return "the reason takes over words of the text"
    return ""


def write_orientations(
    rulings: Iterable[OrientationRuling], path: Path, rules_version: str
) -> None:
    """Write what stands for every wording and what it was made of, by text."""
    rows = [
        (ruling.text_id, *_cells(ruling), ruling.reason, rules_version)
        for ruling in sorted(rulings, key=lambda ruling: ruling.text_id)
    ]
    write_kept_rows(path, ORIENTATION_COLUMNS, rows)


def _cells(ruling: OrientationRuling) -> list[str | int]:
    cells = []
    for name in FIELDS:
        for reading in (ruling.first, ruling.second, ruling.ruled):
            value = getattr(reading, name)
            cells.append(int(value) if isinstance(value, bool) else value)
    return cells


def read_orientations(path: Path) -> dict[str, OrientationRuling]:
    """What `write_orientations` wrote, by text id.

    Raises `SchemaError` on a row of another form.
    """
    rulings = {}
    for number, row in read_rows(path, ORIENTATION_COLUMNS):
        try:
            first, second, ruled = (_from_cells(row, who) for who in ("first_", "second_", ""))
        except ValueError as error:
            raise SchemaError(f"{path.name} line {number}: {error}") from None
        rulings[row["text_id"]] = OrientationRuling(
            row["text_id"], first, second, ruled, row["reason"]
        )
    return rulings


def _from_cells(row: Mapping[str, str], who: str) -> Reading:
    orientation = row[f"{who}orientation"]
    if orientation not in ORIENTATIONS:
        raise ValueError(f"{orientation!r} is none of {', '.join(ORIENTATIONS)}")
    marks = [row[f"{who}{name}"] for name in FIELDS[1:]]
    if not set(marks) <= {"0", "1"}:
        raise ValueError(f"the marks are {', '.join(marks)}; expected 0 or 1")
    return Reading(orientation, *(mark == "1" for mark in marks))


def list_differing(
    first: Mapping[str, Reading], second: Mapping[str, Reading], texts: Mapping[str, str]
) -> list[dict]:
    """Every wording that the two readers saw differently, as handed to a third reader."""
    return [
        {
            "id": key,
            "text": texts[key],
            "first": _as_row(first[key]),
            "second": _as_row(second[key]),
        }
        for key in sorted(first.keys() & second.keys())
        if first[key] != second[key]
    ]


def _as_row(reading: Reading) -> dict:
    return {name: getattr(reading, name) for name in FIELDS}
