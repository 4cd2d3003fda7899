"""Hand-kept and stored tables damaged at random: each is read, or refused in one sentence that
names the file and the place; never is a cell of the wrong kind taken for something.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ofsted import paths
from ofsted.analysis.paper.examples import read_examples
from ofsted.codebook import read_codebook
from ofsted.coding import kept
from ofsted.coding.orientation import read_orientations
from ofsted.corpus.areas import read_all_areas, read_areas
from ofsted.corpus.manifest import read_manifest
from ofsted.corpus.tiles import read_tiles
from ofsted.errors import OfstedError
from ofsted.steps.corrections import read_corrections
from ofsted.tables import declared, handkept
from ofsted.tables.rows import read_declared
from ofsted.tables.schema import Column, Schema
from ofsted.tables.stored import read_recommendations, read_table
from tests.faults.examples import made_up

MOST_ROWS = 12  # of a file, besides those that its reader cannot do without


@dataclass(frozen=True)
class Kept:
    """A hand-kept file, what its cells hold, and what reads it; `is_whole` where its reader wants
    all rows.
    """

    path: Path
    schema: Schema
    read: Callable[[Path], object]
    is_whole: bool = False


def _read_tiles(path: Path) -> object:
    return read_tiles(path, read_areas(paths.AREAS))


_codebook = cache(partial(read_codebook, paths.CODEBOOK))


@cache
def _ids() -> list[str]:
    return list(read_recommendations()["recommendation_id"])


def _read_examples(path: Path) -> object:
    return read_examples(path, _codebook(), _ids())


def _read_coder(path: Path) -> object:
    return kept.read_codings(path, _codebook().version)


FILES = {
    "manifest": Kept(paths.MANIFEST, handkept.MANIFEST, read_manifest),
    "areas": Kept(paths.AREAS, handkept.AREA_SOURCES, read_all_areas, is_whole=True),
    "tiles": Kept(paths.TILES, handkept.TILES, _read_tiles, is_whole=True),
    "corrections": Kept(paths.CORRECTIONS, handkept.CORRECTIONS, read_corrections),
    "examples": Kept(paths.PAPER_EXAMPLES, handkept.PAPER_EXAMPLES, _read_examples),
    "claims log": Kept(
        paths.CLAIMS_LOG,
        handkept.CLAIMS_LOG,
        partial(read_declared, schema=handkept.CLAIMS_LOG),
    ),
    "judged neighbours": Kept(
        paths.JUDGED_NEIGHBOURS,
        handkept.JUDGED_NEIGHBOURS,
        partial(read_declared, schema=handkept.JUDGED_NEIGHBOURS),
    ),
    "coder": Kept(paths.CODINGS / "model-a.csv", handkept.CODER_FILE, _read_coder),
    "rulings": Kept(paths.CODINGS / "adjudications.csv", handkept.ADJUDICATIONS, kept.read_rulings),
    "audit": Kept(paths.CODINGS / "audit.csv", handkept.VERDICT_FILE, kept.read_verdicts),
    "findings": Kept(paths.CODINGS / "findings.csv", handkept.FINDINGS, kept.read_findings),
    "orientation": Kept(
        paths.CODINGS / "orientation.csv", handkept.ORIENTATIONS, read_orientations
    ),
    "summaries": Kept(paths.CODINGS / "summaries.csv", handkept.SUMMARIES, kept.read_summaries),
    "judged summaries": Kept(
        paths.JUDGED_SUMMARIES, handkept.JUDGED_SUMMARIES, kept.read_judgements
    ),
}
# Other digits, numbers that no program reads, halves of characters, what looks like another kind.
ODD = ("²", "٣", "9" * 5000, "1e999", "nan", "1_0", " 1", "0x1", "-", "\x00", "\u202e", "True")
# By the kind of a column, what no cell of it may hold.
WRONG = {
    "whole number": (*ODD, "x", "1.5", "99999999999999999999"),
    "number": ("²", "x", "nan", "1e999", "1,5", "\x00"),
    "day": (*ODD, "20240131", "2024-02-30", "2024-W05-3", "31/01/2024"),
    "mark": (*ODD, "yes", "2", "01"),
    "code": (*ODD, "nobody's"),
}


def kind_of(column: Column) -> str | None:
    """What kind of cell a column has; None for free text and lists of it."""
    if column.codes:
        return "code"
    if pa.types.is_boolean(column.type):
        return "mark"
    if pa.types.is_integer(column.type):
        return "whole number"
    if pa.types.is_floating(column.type):
        return "number"
    return "day" if pa.types.is_date(column.type) else None


@cache
def read_lines(name: str) -> list[list[str]]:
    """Header and rows of a file; the first ones only where its reader does without the others. Of
    corrections there may be none yet, so one is made up.
    """
    with FILES[name].path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    if lines[1:] == []:
        lines += [["1", "2026-11-29", "", "A lantern was lost.", "It was found."]]
    if FILES[name].is_whole:
        return lines
    return lines[: MOST_ROWS + 1]


def as_csv(lines: list[list[str]]) -> bytes:
    """The lines as the bytes of a file."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode("utf-8", errors="surrogatepass")


def read_as(name: str, content: bytes) -> str | None:
    """What the reader of a file says of such a content; None where it takes it. Any other error
    than the one that is a sentence goes on.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILES[name].path.name
        path.write_bytes(content)
        said = what_is_said(partial(FILES[name].read, path))
    assert said is None or (path.name in said and folder not in said), said
    return said


def what_is_said(read: Callable[[], object]) -> str | None:
    """The sentence with which something is refused; None where it is read."""
    try:
        read()
    except OfstedError as error:
        return str(error)
    return None


@pytest.mark.parametrize("name", FILES)
def test_the_files_as_they_are_can_be_read(name: str) -> None:
    assert read_as(name, as_csv(read_lines(name))) is None


PLACES = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 10_000))


@pytest.mark.parametrize("name", FILES)
@made_up(8)
@given(PLACES)
def test_a_cell_of_the_wrong_kind_is_named_with_its_row_its_column_and_what_was_expected(
    name: str, place: tuple[int, int, int]
) -> None:
    lines = [list(line) for line in read_lines(name)]
    columns = [
        (at, each) for at, each in enumerate(FILES[name].schema.columns) if can_be_wrong(each)
    ]
    at, column = columns[place[1] % len(columns)]
    wrong = WRONG.get(kind_of(column) or "", ("",))
    row = place[0] % (len(lines) - 1) + 1
    lines[row][at] = wrong[place[2] % len(wrong)]
    said = read_as(name, as_csv(lines))
    assert said is not None, f"{column.name} took {lines[row][at][:30]!r}"
    assert column.name in said
    assert f" {row + 1}" in said  # the header is the first row
    assert "expected" in said


def can_be_wrong(column: Column) -> bool:
    """Whether there is anything that a cell of the column may not hold."""
    return kind_of(column) is not None or not (column.blank or pa.types.is_list(column.type))


DAMAGES = ("cut", "flip", "drop", "insert", "repeat", "widen", "narrow", "swap")
DAMAGED = st.tuples(st.sampled_from(DAMAGES), PLACES, st.binary(min_size=1, max_size=6))


@pytest.mark.parametrize("name", FILES)
@made_up(8)
@given(DAMAGED)
@example(("insert", (30, 0, 0), b"\x00"))
@example(("insert", (30, 0, 0), b"\r"))
@example(("insert", (3000, 0, 0), b'"'))
@example(("insert", (0, 0, 0), b"\xff\xfe"))
def test_a_file_damaged_anywhere_is_read_or_refused_in_a_sentence(
    name: str, damage: tuple[str, tuple[int, int, int], bytes]
) -> None:
    read_as(name, damage_file(read_lines(name), *damage))


def damage_file(
    lines: list[list[str]], what: str, place: tuple[int, int, int], piece: bytes
) -> bytes:
    """The bytes of a file with one thing wrong."""
    content = as_csv(lines)
    at = place[0] * 7919 % len(content)
    if what == "cut":
        return content[:at]
    if what == "flip":
        return content[:at] + bytes([content[at] ^ (1 + place[1] % 255)]) + content[at + 1 :]
    if what == "insert":
        return content[:at] + piece + content[at:]
    lines = [list(line) for line in lines]
    row = place[0] % len(lines)
    other = place[1] % len(lines)
    if what == "drop":
        del lines[row]
    elif what == "repeat":
        lines.insert(other, lines[row])
    elif what == "widen":
        lines[row].append("more")
    elif what == "narrow":
        del lines[row][-1]
    else:
        lines[row], lines[other] = lines[other], lines[row]
    return as_csv(lines)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for name, file in FILES.items():
        if name == "judged summaries":  # without it, nothing has been judged yet
            continue
        with pytest.raises(OfstedError, match=file.path.name):
            file.read(tmp_path / file.path.name)


# Stored tables

STORED = {
    "reports": (paths.REPORTS_TABLE, declared.REPORTS),
    "codings": (paths.CODINGS_TABLE, declared.CODINGS),
    "areas": (paths.AREAS_TABLE, declared.AREAS),
    "disagreements": (paths.DISAGREEMENTS_TABLE, declared.DISAGREEMENTS),
    "neighbours": (paths.NEIGHBOURS_TABLE, declared.NEIGHBOURS),
}
BYTES = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255), st.booleans())


@pytest.mark.parametrize("name", STORED)
@made_up(10)
@given(BYTES)
@example((0.0, 1, False))
@example((0.999999, 1, False))
@example((0.5, 1, True))
def test_a_stored_table_damaged_in_any_byte_is_read_or_refused_in_a_sentence(
    name: str, damage: tuple[float, int, bool]
) -> None:
    path, schema = STORED[name]
    share, flip, is_cut = damage
    content = first_rows(path)
    at = int(share * len(content))
    damaged = content[:at]
    if not is_cut:
        damaged += bytes([content[at] ^ flip]) + content[at + 1 :]
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(damaged)
        said = what_is_said(partial(read_table, schema, copy))
    assert said is None or (path.name in said and "`" in said), said


@cache
def first_rows(path: Path) -> bytes:
    """The bytes of a table of the first rows alone, so that much of it is not data."""
    table = pq.read_table(path).slice(0, MOST_ROWS)
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()
