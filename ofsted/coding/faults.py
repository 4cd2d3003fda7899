"""Faults in the files under `data/codings/`, each with its file and line, found before anything is
made of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ofsted.codebook import Codebook
from ofsted.coding.kept import CODING_COLUMNS, columns_of, read_cells
from ofsted.coding.records import shares_words
from ofsted.errors import SchemaError
from ofsted.limits import MOST_THEMES

# Columns in which a reader says why, in words of their own.
_REASONS = ("reason", "first_why", "second_why")


@dataclass(frozen=True)
class KeptRow:
    """One row of a kept file with its place."""

    file: str
    line: int
    columns: Mapping[str, str]

    def fault(self, what: str) -> str:
        """The fault that this row has."""
        return f"{self.file} line {self.line}, text {self.columns['text_id']}: {what}"


def read_kept(folder: Path) -> tuple[list[KeptRow], list[str]]:
    """The rows of all kept files, and a fault for every file that does not have the columns of its
    kind.
    """
    rows, faults = [], []
    for path in sorted(folder.glob("*.csv")):
        try:
            rows += [
                KeptRow(path.name, line, columns)
                for line, columns in read_cells(path, columns_of(path))
            ]
        except SchemaError as error:
            faults.append(str(error))
    return rows, faults


def faults_in_rows(
    rows: Iterable[KeptRow], codebook: Codebook, text_ids: Iterable[str]
) -> list[str]:
    """What is wrong with the rows by themselves: ids that are nobody's, other codebooks, places
    that are none, rows that stand twice.
    """
    known, faults = set(text_ids), []
    seen: dict[tuple[str | None, ...], int] = {}
    for row in rows:
        if what := _fault(row.columns, codebook, known):
            faults.append(row.fault(what))
        names = ("text_id", "theme", "drawn_from")
        key = (row.file, *(row.columns.get(name) for name in names))
        if key in seen:
            faults.append(row.fault(f"stands in line {seen[key]} too"))
        seen.setdefault(key, row.line)
    return faults


def _fault(columns: Mapping[str, str], codebook: Codebook, text_ids: set[str]) -> str | None:
    theme = columns.get("theme")
    if columns["text_id"] not in text_ids:
        return "belongs to no recommendation"
    if theme and theme not in codebook.category_of:
        return f"has the theme {theme}, which is not in codebook {codebook.version}"
    if columns.get("codebook_version", codebook.version) != codebook.version:
        return f"made with codebook {columns['codebook_version']}, expected {codebook.version}"
    if any(
        columns.get(name) not in (None, "0", "1") for name in ("is_primary", "is_kept") if theme
    ):
        return "expected 0 or 1 as is_primary and is_kept"
    if theme and not _is_place(columns):
        return (
            f"trigger from {columns['trigger_start']!r} to {columns['trigger_end']!r}; expected"
            " whole numbers from 0, the end after the start"
        )
    if theme == "" and "verdict" not in columns and not columns["reason"]:
        return "has neither a theme nor a reason"
    return None


def _is_place(columns: Mapping[str, str]) -> bool:
    start, end = columns["trigger_start"], columns["trigger_end"]
    return start.isdecimal() and end.isdecimal() and int(start) < int(end)


def faults_in_coders(rows: Iterable[KeptRow]) -> list[str]:
    """Texts to which a coder gives themes without exactly one primary theme, more themes than may
    be, or themes and none at once.
    """
    by_text: dict[tuple[str, str], list[KeptRow]] = {}
    for row in rows:
        if tuple(row.columns) == CODING_COLUMNS:
            by_text.setdefault((row.file, row.columns["text_id"]), []).append(row)
    return [
        of_text[0].fault(what)
        for of_text in by_text.values()
        if (what := _fault_of_text([row.columns for row in of_text]))
    ]


def _fault_of_text(rows: list[Mapping[str, str]]) -> str | None:
    themes = [row["theme"] for row in rows if row["theme"]]
    if themes and len(themes) < len(rows):
        return "has themes, and a row without one"
    if len(themes) > MOST_THEMES:
        return f"has {len(themes)} themes; expected at most {MOST_THEMES}"
    primary = sum(row["is_primary"] == "1" for row in rows)
    if themes and primary != 1:
        return f"has {primary} primary themes; expected 1"
    return None


def faults_against_texts(rows: Iterable[KeptRow], texts: Mapping[str, str]) -> list[str]:
    """Triggers that are not whole words of their text, and reasons that take over its words;
    `texts` are normalised, by text id.
    """
    return [
        row.fault(what)
        for row in rows
        if row.columns["text_id"] in texts
        for what in _faults_against(row.columns, texts[row.columns["text_id"]])
    ]


def _faults_against(columns: Mapping[str, str], text: str) -> Iterator[str]:
    if columns.get("theme"):
        start, end = int(columns["trigger_start"]), int(columns["trigger_end"])
        if end > len(text):
            yield f"trigger up to {end}, after the end of the text at {len(text)}"
        elif not _is_whole(text, start, end):
            yield f"trigger from {start} to {end}, which are not whole words of the text"
    if any(shares_words(columns.get(name, ""), text) for name in _REASONS):
        yield "the reason takes over words of the text"


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word is cut at either end."""
    cuts = ((text[start - 1 : start], text[start]), (text[end - 1], text[end : end + 1]))
    return not any(before.isalnum() and after.isalnum() for before, after in cuts)
