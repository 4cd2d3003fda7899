"""A workbook holds the table as it is, says what it is, and runs nothing."""

import io
import zipfile
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from ofsted.dashboard.parts.spreadsheet import NO_VALUE, write_workbook

SPACE = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HOSTILE = [
    "=1+1",
    '=HYPERLINK("https://example.org")',
    "+1",
    "-1",
    "@x",
    "https://example.org",
    "<b>&amp;</b>",
    "\t=x",
    "0012",
    "a" * 40_000,
]


def read_sheets(workbook):
    """Rows of values of every sheet, numbers as numbers, and the parts of the file."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        names = parts.namelist()
        strings = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
        shared = [
            "".join(part.text or "" for part in entry.iter(f"{{{SPACE['s']}}}t"))
            for entry in strings.findall("s:si", SPACE)
        ]
        trees = [
            ElementTree.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))
            for number in (1, 2)
        ]
        texts = {
            name: parts.read(name).decode("utf-8")
            for name in names
            if name.endswith((".xml", ".rels"))
        }
    sheets = [
        [
            [
                shared[int(cell.find("s:v", SPACE).text)]
                if cell.get("t") == "s"
                else float(cell.find("s:v", SPACE).text)
                for cell in row
            ]
            for row in tree.iter(f"{{{SPACE['s']}}}row")
        ]
        for tree in trees
    ]
    return sheets, texts


def test_the_table_is_in_it_cell_by_cell_with_a_shorthand_where_there_is_no_value():
    table = pd.DataFrame(
        {
            "Name": ["a", "b", None],
            "Count": [1, 2, 3],
            "Share (%)": [0.5, np.nan, 12.25],
            "Partial": [True, False, True],
        }
    )
    (cover, sheet), texts = read_sheets(
        write_workbook(table, "A headline", ["All reports.", "Source: here."])
    )
    assert [row[0] for row in cover[:3]] == ["A headline", "All reports.", "Source: here."]
    assert sheet[0] == ["A headline"]
    assert NO_VALUE in sheet[1][0]
    assert sheet[2:] == [
        ["Name", "Count", "Share (%)", "Partial"],
        ["a", 1, 0.5, "yes"],
        ["b", 2, NO_VALUE, "no"],
        [NO_VALUE, 3, 12.25, "yes"],
    ]
    assert 'ref="A3:D6"' in texts["xl/tables/table1.xml"]


def test_no_text_becomes_a_formula_a_link_or_a_number():
    (_, sheet), texts = read_sheets(
        write_workbook(pd.DataFrame({"=Head": HOSTILE}), "=title", ["=about"])
    )
    assert [row[0] for row in sheet[2:]] == ["=Head", *(text[:32_767] for text in HOSTILE)]
    assert not any(
        "<f>" in text or "hyperlink" in text.lower()
        for name, text in texts.items()
        if "worksheets" in name
    )


@pytest.mark.parametrize(
    "table", [pd.DataFrame(), pd.DataFrame({"Name": []}), pd.DataFrame({"A": [pd.NaT, pd.NA]})]
)
def test_a_table_with_nothing_in_it_is_written_too(table):
    (cover, _), _ = read_sheets(write_workbook(table, "Nothing to show", []))
    assert cover[0] == ["Nothing to show"]
