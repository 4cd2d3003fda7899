"""No cell of any table that leaves the project runs as a formula, and cells that we read again come
back as they were.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ofsted import paths
from ofsted.analysis.counting.export import csv_text
from ofsted.coding.kept import SUMMARY_COLUMNS, read_rows, read_summaries, write_summaries
from ofsted.dashboard.parts.spreadsheet import write_workbook
from ofsted.tables import rows
from ofsted.tables.formulas import defuse, read_cell, write_cell
from tests.test_spreadsheet import read_sheets

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
FRONTS = ["", "\n", "\r\n", " ", "\t", "\u00a0", "\ufeff", "\u200b", " \ufeff\n", "\x00", "\u3000"]
FORMULAS = [front + sign + "1+1" for sign in SIGNS for front in FRONTS]
PLAIN = ["", "a=b", "1-2", "two\n=lines", "'quoted'", "’tis", "−0.3 points", "\ntext", "\ufefftext"]


@pytest.mark.parametrize("cell", FORMULAS, ids=ascii)
def test_a_formula_is_defused_whatever_stands_in_front_of_it(cell: str) -> None:
    assert defuse(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [*PLAIN, 0, -1, None, 1.5], ids=ascii)
def test_what_is_no_formula_stays_as_it_is(cell: object) -> None:
    assert defuse(cell) == cell


def test_downloads_as_csv_are_defused_in_heads_and_cells() -> None:
    for cell in FORMULAS:
        text = csv_text(pd.DataFrame({cell: [cell], "plain": ["plain"]}))
        head, row = csv.reader(io.StringIO(text, newline=""))
        assert head[0] == row[0] == f"'{cell}"


def test_downloads_as_workbooks_hold_no_formula() -> None:
    frame = pd.DataFrame({"＝Head": FORMULAS})
    _, texts = read_sheets(write_workbook(frame, "＝title", ["＝about"]))
    assert not any("<f>" in text for name, text in texts.items() if "worksheets" in name)


@given(st.text(alphabet="'=+-@＝ \n\ufeffab"))
def test_a_cell_that_is_kept_comes_back_and_is_no_formula(cell: str) -> None:
    written = write_cell(cell)
    assert isinstance(written, str)
    assert read_cell(written) == cell
    assert defuse(written) == written


def test_kept_codings_are_defused_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "summaries.csv"
    cells = [cell for cell in (*FORMULAS, *PLAIN, "'=1") if cell]  # no summary is blank
    summaries = {f"t{number:03d}": cell for number, cell in enumerate(cells)}
    write_summaries(summaries, path)
    assert read_summaries(path) == summaries
    with path.open(encoding="utf-8", newline="") as file:
        assert all(defuse(cell) == cell for row in csv.reader(file) for cell in row)


def test_tables_kept_by_hand_are_defused_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    rows.write_rows(path, ["name"], [{"name": cell} for cell in FORMULAS])
    assert [row.values["name"] for row in rows.read_rows(path, ["name"])] == FORMULAS
    assert path.read_text(encoding="utf-8").splitlines()[1].startswith("'=")


def test_what_is_committed_has_no_formula_and_no_trace_of_this_rule() -> None:
    for path in sorted(paths.CODINGS.glob("summaries.csv")):
        for _, row in read_rows(path, SUMMARY_COLUMNS):
            assert write_cell(row["summary"]) == row["summary"], row["text_id"]
