"""The action plan of a council as a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ofsted.files.lists import Item, place_in_report, themes_of
from ofsted.files.notes import About
from ofsted.files.packs import (
    NOTHING_LISTED,
    PLAN_NOTE,
    TO_FILL_IN,
    Inspection,
    priority_of,
)
from ofsted.files.sheets import clean_cell
from ofsted.files.word import add_link, save_document, start_document

_HEADS = ("No.", "Recommendation", *TO_FILL_IN)
_SHARES = (0.05, 0.41, 0.12, 0.10, 0.16, 0.16)  # of the width of the page
_MARGIN_CENTIMETRES = 1.5


def write_plan(plan: Sequence[Inspection], about: About) -> bytes:
    """The document as bytes, on pages that lie on their side."""
    document = start_document(about)
    width = _turn_pages(document)
    document.add_paragraph(PLAN_NOTE)
    for inspection in plan:
        document.add_heading(clean_cell(inspection.heading), 1)
        facts = document.add_paragraph(f"{inspection.facts} ")
        add_link(facts, "The report at Ofsted (PDF)", inspection.url)
        if inspection.items:
            _add_table(document, inspection, about, width)
        else:
            document.add_paragraph(NOTHING_LISTED)
    return save_document(document)


def _turn_pages(document: Any) -> int:
    """Make the pages A4 on their side; gives the width between the margins."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    (section,) = document.sections
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(_MARGIN_CENTIMETRES)
    return section.page_width - 2 * section.left_margin


def _add_table(document: Any, inspection: Inspection, about: About, width: int) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Emu

    table = document.add_table(1 + len(inspection.items), len(_HEADS), "Table Grid")
    table.autofit = False
    for column, share in zip(table.columns, _SHARES, strict=True):
        column.width = Emu(int(width * share))
    heads, *others = table.rows
    heads._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # again on every page
    for cell, head in zip(heads.cells, _HEADS, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    for row, item in zip(others, inspection.items, strict=True):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        _fill_row(row.cells, item, about)
    for row in table.rows:
        for cell, share in zip(row.cells, _SHARES, strict=True):
            cell.width = Emu(int(width * share))


def _fill_row(cells: Sequence[Any], item: Item, about: About) -> None:
    cells[0].text = str(item.row.order)
    cell = cells[1]
    if item.has_wording:
        cell.paragraphs[0].style = "Quote"
        cell.paragraphs[0].add_run(clean_cell(item.text))
    else:
        cell.paragraphs[0].add_run("Our summary: ").bold = True
        cell.paragraphs[0].add_run(clean_cell(item.text))
    told = f"Themes: {themes_of(item.row, about)}. "
    priority = priority_of(item.row)
    if priority is not None:
        told = f"Priority or timescale: {clean_cell(priority)}. {told}"
    source = cell.add_paragraph(told)
    add_link(source, f"Page {item.row.page} of the report", place_in_report(item.row))
