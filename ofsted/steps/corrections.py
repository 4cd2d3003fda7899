"""Errors that were found in the release and put right, as kept in `data/corrections.csv`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ofsted import paths
from ofsted.documents import reading
from ofsted.errors import SchemaError
from ofsted.tables.handkept import CORRECTIONS
from ofsted.tables.rows import Row, check_declared, read_rows

COLUMNS = tuple(column.name for column in CORRECTIONS.columns)


@dataclass(frozen=True)
class Correction:
    """One error and what was done about it; `recommendation_id` is "" where it was no single
    recommendation.
    """

    corrected_on: date
    recommendation_id: str
    error: str
    correction: str


def read_corrections(path: Path | None = None) -> tuple[Correction, ...]:
    """The corrections, the latest first.

    Raises `SchemaError` naming row and column.
    """
    path = path or paths.CORRECTIONS
    with reading(path, "the list of corrections"):
        rows = read_rows(path, COLUMNS)
        found = [_parse(row, place) for place, row in enumerate(rows, start=1)]
        check_declared(rows, CORRECTIONS)
    return tuple(reversed(found))


def _parse(row: Row, place: int) -> Correction:
    if row.count("number") != place:
        raise row.error("number", f"{place}, its place in the file")
    return Correction(
        row.day("corrected_on"),
        row.values["recommendation_id"],
        row.text("error"),
        row.text("correction"),
    )


def faults_in_corrections(recommendation_ids: Collection[str]) -> list[str]:
    """What is wrong with the list: rows that cannot be read, and recommendations that the release
    does not have.
    """
    try:
        corrections = read_corrections()
    except SchemaError as error:
        return [str(error)]
    return [
        f"{paths.CORRECTIONS.name}: {each.recommendation_id!r} is no recommendation of the release"
        for each in corrections
        if each.recommendation_id and each.recommendation_id not in recommendation_ids
    ]
