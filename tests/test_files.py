"""Files to take away hold what the rows say, in one order of columns, and run nothing."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ofsted import glossary, paths
from ofsted.files import excel, opendocument
from ofsted.files.collected import FIRST_HEADS as FEW_HEADS
from ofsted.files.collected import (
    FIRST_SHEET,
    SECOND_SHEET,
    csv_collected,
    ods_collected,
    xlsx_collected,
)
from ofsted.files.lists import GROUP_HEADS, csv_list, docx_list, ods_list, xlsx_list
from ofsted.files.notes import (
    LINKS_NOTE,
    MACHINE_NOTE,
    OPEN_TERMS,
    RESTRICTED_TERMS,
    About,
    name_codes,
)
from ofsted.files.packs import NOTHING_LISTED, TO_FILL_IN, docx_plan, list_plan, ods_plan, xlsx_plan
from ofsted.files.quoted import list_quoted
from ofsted.files.sheets import LONGEST_CELL, NO_VALUE, Column, Sheet, name_sheets
from ofsted.tables.declared import RECOMMENDATIONS, REPORTS
from tests.invented import make_codebook, make_frame, make_report

FORMULA = '=HYPERLINK("https://example.org","x")'
LATER_HEADS = [
    "Asks to change",
    "Names a change for children",
    "Sets a target",
    "Next report",
]
FIRST_HEADS = [
    "Wording or summary",
    "Which",
    "Council",
    "Inspection ended",
    "Rating",
    "Framework",
    *GROUP_HEADS.values(),
    "Themes",
    "Categories",
    "Page",
    "Link to this recommendation",
]
WORDINGS = {"7-01": FORMULA, "7-02": "Count the apples.\nTwice."}


def make_rows() -> pd.DataFrame:
    shared = {
        "framework": "F4",
        "rating": "good",
        "rurality": 2,
        "area_name": "Orchard",
        "inspected_to_on": date(2024, 5, 24),
        "published_on": date(2024, 7, 12),
        "url": "https://files.example.org/7",
        "page": 3,
        "end_page": 3,
    }
    rows = [
        ("7", 1, {"summary": "Link the apples.", "themes": ["a/red", "b/blue"]}),
        ("7", 2, {"summary": "Count.", "themes": ["a/green"], "priority": "Immediately"}),
        ("8", 1, {"summary": "Prune the trees.", "rating": None, "area_name": "Grove & <sons>"}),
    ]
    codebook = make_codebook()
    frames = []
    for report_id, order, own in rows:
        key = f"{report_id}-{order:02d}"
        row = {"recommendation_id": key, "report_id": report_id, "order": order}
        codes = codebook.categories_of(own.get("themes", []))
        frames.append(shared | row | {"categories": codes} | own)
    return make_frame(RECOMMENDATIONS, frames)


@pytest.fixture(scope="module")
def rows():
    return make_rows()


@pytest.fixture(scope="module")
def about():
    return About(
        title="=Recommendations",
        choice="Three of three.",
        citation="Cite this.",
        version="v1",
        last_on=date(2024, 5, 24),
        labels=make_codebook().labels,
        find_wording=lambda row: WORDINGS.get(row.recommendation_id),
        permalink=lambda key: f"https://example.org/recommendation/{key}",
        restricted=frozenset({"7"}),
    )


def read_sheets(content: bytes) -> dict[str, list[list]]:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}


def read_table(sheet: list[list], first_head: str) -> list[dict]:
    place = next(number for number, row in enumerate(sheet) if row[0] == first_head)
    heads, *values = sheet[place:]
    return [dict(zip(heads, row, strict=True)) for row in values]


def read_parts(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if name.endswith((".xml", ".rels"))]
        return "\n".join(parts.read(name).decode("utf-8") for name in names)


# Lists


@pytest.mark.parametrize("write", [xlsx_list, ods_list])
def test_a_spreadsheet_holds_the_list_below_title_and_notes(write, rows, about):
    (sheet,) = read_sheets(write(rows, about)).values()
    assert sheet[0][0] == "=Recommendations"
    notes = [row[0] for row in sheet]
    for note in ("Three of three.", MACHINE_NOTE, "Cite as: Cite this."):
        assert note in notes
    assert any("Inspections up to 24 May 2024. Data version v1." in note for note in notes)
    first, second, third = read_table(sheet, "Wording or summary")
    heads = [head for head in first if head not in LATER_HEADS]
    assert heads[: len(FIRST_HEADS)] == FIRST_HEADS
    assert (first["Wording or summary"], first["Which"]) == (FORMULA, "wording")
    assert (third["Wording or summary"], third["Which"]) == ("Prune the trees.", "our summary")
    assert second["Wording or summary"] == "Count the apples.\nTwice."
    assert first["Themes"] == "Red apples; Blue berries"
    assert first["Categories"] == "Apples; Berries & <nuts>"
    assert first["Inspection ended"] == date(2024, 5, 24)
    assert (first["Page"], first[GROUP_HEADS["rurality"]]) == (3, glossary.label("rurality", 2))
    assert first["Link to this recommendation"] == "https://example.org/recommendation/7-01"
    assert first[GROUP_HEADS["deprivation"]] == first["Priority or timescale"] == NO_VALUE
    assert second["Priority or timescale"] == "Immediately"
    assert (third["Council"], third["Themes"]) == ("Grove & <sons>", "none given")
    assert first["Terms of the wording"] == RESTRICTED_TERMS
    assert third["Terms of the wording"] == NO_VALUE


@pytest.mark.parametrize(("root", "is_told"), [("https://example.org", False), ("", True)])
def test_a_file_says_where_links_without_host_lead(root, is_told, about):
    own = replace(about, permalink=lambda key: f"{root}/recommendation/{key}")
    assert (LINKS_NOTE in own.notes()) == is_told


def test_all_formats_have_the_same_columns_and_values(rows, about):
    text = csv_list(rows, about)
    heads, *lines = csv.reader(io.StringIO(text, newline=""))
    for write in (xlsx_list, ods_list):
        (sheet,) = read_sheets(write(rows, about)).values()
        table = read_table(sheet, "Wording or summary")
        assert list(table[0]) == heads
        assert [row["Id"] for row in table] == [line[-1] for line in lines]
        assert [row["Our summary"] for row in table] == rows["summary"].tolist()
    assert lines[0][0] == f"'{FORMULA}"
    assert [line[1] for line in lines] == ["wording", "wording", "our summary"]


def test_the_heads_of_groups_say_what_the_stored_columns_say_they_are_groups_by():
    meanings = {column.name: column.meaning for column in RECOMMENDATIONS.columns}
    for name, by in (("deprivation", "IMD 2015"), ("rurality", "group 2011")):
        assert by in GROUP_HEADS[name]
        assert by in meanings[name]


def test_the_table_of_quotes_names_the_groups_of_the_councils(release):
    chosen = release.dataset.recommendations.iloc[::40]
    table = list_quoted(chosen, release.dataset.codebook.labels, {})
    for name, head in GROUP_HEADS.items():
        for code, named in zip(chosen[name], table[head], strict=True):
            assert named == ("" if pd.isna(code) else glossary.label(name, int(code)))
    place = list(table.columns).index("Rating")
    assert list(table.columns)[place + 1 : place + 3] == list(GROUP_HEADS.values())


def test_no_column_of_the_data_is_dropped_but_those_that_others_stand_for(rows, about):
    heads = csv_list(rows, about).splitlines()[0].split(",")
    told_elsewhere = {
        "report_id",  # in the id
        "end_page",
        "text_sha256",
        "framework_tag",
        "paragraphs",
        "primary_theme",
        "coders_agree",
        "codebook_version",
        "year",  # in the date
        "urn",  # the council's name
        "variant",
        "url",  # with its page
    }
    kept = len(RECOMMENDATIONS.columns) - len(told_elsewhere)
    assert set(told_elsewhere) < {column.name for column in RECOMMENDATIONS.columns}
    # Wording, which text it is, its terms, the link, and the page in the report are added.
    assert len(heads) == kept + 5


def test_what_the_next_report_shows_stands_where_the_data_have_it(rows, about, monkeypatch):
    told = rows.assign(next_report=["theme", "none", "not"])
    names = {
        "theme": "Theme in the next report",
        "none": "No later full report",
        "not": "Not in it",
    }
    monkeypatch.setitem(glossary.FIELDS, "next", "Next report")
    monkeypatch.setitem(glossary._CODES, "next", tuple(names))
    monkeypatch.setitem(
        glossary._LABELS, "next", {code: (name, "") for code, name in names.items()}
    )
    own = replace(about, labels=name_codes(make_codebook()))
    lines = list(csv.reader(io.StringIO(csv_list(told, own), newline="")))
    place = lines[0].index("Next report")
    assert lines[0][place - 4] == "Categories"
    assert lines[0][place - 3 : place + 1] == LATER_HEADS
    assert [line[place] for line in lines[1:]] == list(names.values())


def test_nothing_in_a_spreadsheet_runs_or_is_merged(rows, about):
    parts = read_parts(xlsx_list(rows, about))
    assert "<f>" not in parts
    assert "mergeCell" not in parts
    assert 'wrapText="1"' in parts
    parts = read_parts(ods_list(rows, about))
    assert "table:formula" not in parts
    assert "spanned" not in parts
    assert 'fo:wrap-option="wrap"' in parts


def test_only_web_addresses_in_columns_of_addresses_are_links():
    columns = (Column("Text"), Column("Link", kind="link"))
    rows = (("https://example.org/a", "https://example.org/b"), ("x", "javascript:alert(1)"))
    sheet = Sheet("Links", "Links", (), columns, rows)
    for parts in (
        read_parts(excel.write_workbook([sheet], "t")),
        read_parts(opendocument.write_workbook([sheet], "t")),
    ):
        assert 'Target="https://example.org/b"' in parts or 'href="https://example.org/b"' in parts
        assert 'Target="https://example.org/a"' not in parts
        assert 'href="https://example.org/a"' not in parts
        assert '"javascript:' not in parts


@pytest.mark.parametrize("write", [excel.write_workbook, opendocument.write_workbook])
def test_what_no_format_holds_is_left_out(write):
    rows = (("a\x0bb\ud800c",), ("y" * (LONGEST_CELL + 5),), (float("nan"),), (True,), (0,))
    sheet = Sheet("Odd", "Odd", (), (Column("Value"),), rows)
    (found,) = read_sheets(write([sheet], "t")).values()
    values = [row[0] for row in found[2:]]
    assert values == ["abc", "y" * LONGEST_CELL, NO_VALUE, "yes", 0]


def test_names_of_sheets_are_short_plain_and_each_once():
    long = "x" * 40
    names = name_sheets(["SIF 2016/17", "SIF 2016:17", "", long, long])
    assert names == ["SIF 2016 17", "SIF 2016 17 (2)", "Sheet", "x" * 31, "x" * 27 + " (2)"]


@pytest.mark.parametrize("write", [xlsx_list, ods_list, docx_list, csv_list])
def test_a_list_without_rows_is_written_too(write, rows, about):
    assert len(write(rows.head(0), about)) > 100


def test_the_same_list_gives_the_same_workbook(rows, about):
    assert xlsx_list(rows, about) == xlsx_list(rows, about)


def test_a_document_quotes_by_inspection_with_the_source(rows, about):
    mixed = rows.iloc[[1, 2, 0]]
    document = docx.Document(io.BytesIO(docx_list(mixed, about)))
    heads = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert heads == [
        "Orchard: ILACS inspection that ended 24 May 2024",
        "Grove & <sons>: ILACS inspection that ended 24 May 2024",
    ]
    quotes = [each.text for each in document.paragraphs if each.style.name == "Quote"]
    assert quotes == [FORMULA, "Count the apples.\nTwice."]
    texts = [each.text for each in document.paragraphs]
    assert "Our summary: Prune the trees." in texts
    source = document.paragraphs[texts.index(FORMULA) + 1]
    assert source.text.startswith(
        "Ofsted (2024), inspected May 2024, published July 2024, recommendation 1, page 3. Themes:"
        " Red apples"
    )
    numbers = [text for text in texts if text.endswith(" of 3")]
    assert numbers == ["1 of 3", "2 of 3", "3 of 3"]
    assert texts[texts.index(FORMULA) - 1] == "1 of 3"
    addresses = [link.address for link in source.hyperlinks]
    assert addresses[1] == "https://example.org/recommendation/7-01"
    assert f"{source.hyperlinks[0].address}#{source.hyperlinks[0].fragment}" in (
        "https://files.example.org/7#page=3",
        "https://files.example.org/7#page=3#",
    )
    assert document.core_properties.title == "=Recommendations"
    assert document.core_properties.language == "en-GB"
    assert "python-docx" not in read_parts(docx_list(rows, about)).casefold()


# An evidence basket


@pytest.mark.parametrize("write", [xlsx_collected, ods_collected])
def test_a_basket_has_the_few_columns_first_and_the_rest_on_a_second_sheet(write, rows, about):
    noted = replace(about, readers={"7-02": "Ask"})
    mixed = rows.iloc[[2, 1]]
    sheets = read_sheets(write(mixed, noted))
    assert list(sheets) == [FIRST_SHEET, SECOND_SHEET]
    few, rest = (read_table(sheet, "Number") for sheet in sheets.values())
    assert list(few[0]) == ["Number", *FEW_HEADS]
    assert [row["Number"] for row in few] == [row["Number"] for row in rest] == [1, 2]
    assert [row["Council"] for row in few] == ["Grove & <sons>", "Orchard"]
    assert [row["Your note"] for row in few] == ["", "Ask"]
    assert list(rest[0])[:2] == ["Number", "Id"]
    everything = csv_list(mixed, noted).splitlines()[0].split(",")
    assert {*few[0], *rest[0]} == {"Number", *everything}
    assert len(few[0]) + len(rest[0]) == len(everything) + 2
    assert any("Cite as: Cite this." in str(row[0]) for row in sheets[FIRST_SHEET])


def test_a_basket_as_csv_is_one_table_with_the_few_columns_first(rows, about):
    heads, *lines = csv.reader(io.StringIO(csv_collected(rows, about), newline=""))
    assert heads[: 1 + len(FEW_HEADS)] == ["Number", *FEW_HEADS]
    assert [line[0] for line in lines] == ["1", "2", "3"]


# The pack of a council


@pytest.fixture(scope="module")
def plan(rows, about):
    reports = make_frame(
        REPORTS,
        [
            make_report("7", "F4", "good", 2024, inspected_to_on=date(2024, 5, 24)),
            make_report("8", "F3", None, 2016, inspected_to_on=date(2016, 2, 1)),
            make_report("9", "F4", "inadequate", 2026, inspected_to_on=date(2026, 1, 9)),
        ],
    )
    return list_plan(reports, rows, about)


@pytest.mark.parametrize("write", [xlsx_plan, ods_plan])
def test_a_plan_has_the_latest_inspection_first_and_columns_to_fill_in(write, plan, about):
    sheets = read_sheets(write(plan, about))
    assert list(sheets) == ["ILACS January 2026", "ILACS May 2024", "SIF February 2016"]
    empty, current, _ = sheets.values()
    assert [NOTHING_LISTED] in [row[:1] for row in empty]
    first, second = read_table(current, "Number")
    assert (first["Number"], first["Recommendation"], first["Which"]) == (1, FORMULA, "wording")
    assert [first[head] for head in TO_FILL_IN] == [""] * 4
    assert (second["Priority or timescale"], second["Page"]) == ("Immediately", 3)
    assert first["Priority or timescale"] == NO_VALUE
    assert first["Page in the report (PDF)"] == "https://files.example.org/7#page=3"
    assert first["Addressed to"] == "Local authority"


def test_a_plan_as_a_document_has_a_table_for_each_inspection_with_a_list(plan, about):
    content = docx_plan(plan, about)
    document = docx.Document(io.BytesIO(content))
    heads = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert [head.partition(" inspection")[0] for head in heads] == ["ILACS", "ILACS", "SIF"]
    assert len(document.tables) == 2
    table = document.tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["No.", "Recommendation", *TO_FILL_IN]
    assert [cell.text for cell in table.rows[1].cells[2:]] == [""] * 4
    assert table.rows[1].cells[1].text.startswith(FORMULA)
    assert "Priority or timescale: Immediately. " in table.rows[2].cells[1].text
    (section,) = document.sections
    assert section.page_width > section.page_height
    assert "w:tblHeader" in read_parts(content)


def test_terms_are_those_of_the_report(about):
    assert (about.terms_of("7"), about.terms_of("8")) == (RESTRICTED_TERMS, OPEN_TERMS)


def test_libraries_that_write_a_format_are_not_loaded_before_they_are_needed():
    code = (
        "import sys, ofsted.served.routes, ofsted.commands.export;"
        "print(sorted({'odf', 'docx', 'lxml', 'xlsxwriter'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]", done.stderr[-2000:]
