"""Recommendations as Word documents: quotations by inspection, and action plans."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from ofsted.address.citation import NAME, dated
from ofsted.files.lists import (
    Item,
    describe_inspection,
    place_in_report,
    rating_of,
    themes_of,
)
from ofsted.files.notes import About
from ofsted.files.sheets import clean_cell
from ofsted.words import number

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST_TITLE = 255
_LANGUAGE = "en-GB"
QUOTE_STYLE = "Quote"  # in the template of the library, name and id alike


def start_document(about: About) -> Any:
    """A document in British English with title and notes."""
    from docx import Document
    from docx.oxml.ns import qn

    document = Document()
    document.styles.element.find(f".//{qn('w:lang')}").set(qn("w:val"), _LANGUAGE)
    told = document.core_properties
    told.title, told.author, told.language = about.title[:_LONGEST_TITLE], NAME, _LANGUAGE
    told.comments = ""
    made = datetime(about.last_on.year, about.last_on.month, about.last_on.day)
    told.created = told.modified = made
    document.add_heading(clean_cell(about.title), 0)
    for note in about.notes():
        document.add_paragraph(clean_cell(note))
    return document


def save_document(document: Any) -> bytes:
    """The document as bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def write_quotations(groups: Iterable[Sequence[Item]], about: About) -> bytes:
    """A heading for each inspection; below it every text as a quotation with its source, numbered
    through the document.
    """
    document = start_document(about)
    listed = list(groups)
    whole, place = sum(map(len, listed)), 0
    for items in listed:
        first = items[0].row
        document.add_heading(clean_cell(describe_inspection(first)), 1)
        document.add_paragraph(f"Rating: {rating_of(first)}.")
        for item in items:
            place += 1
            _add_number(document, place, whole)
            _add_quotation(document, item, about)
    return save_document(document)


def _add_number(document: Any, place: int, whole: int) -> None:
    """Which of how many follows; it stays on the page of what it numbers."""
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{number(place)} of {number(whole)}").bold = True
    paragraph.paragraph_format.keep_with_next = True


def _add_quotation(document: Any, item: Item, about: About) -> None:
    if item.has_wording:
        # By its id: looking up a style by name reads through all styles and links each time.
        document.add_paragraph(clean_cell(item.text))._p.style = QUOTE_STYLE
    else:
        paragraph = document.add_paragraph()
        paragraph.add_run("Our summary: ").bold = True
        paragraph.add_run(clean_cell(item.text))
    row = item.row
    source = document.add_paragraph(f"Ofsted ({row.published_on.year}), {dated(row)}, ")
    add_link(source, f"recommendation {row.order}, page {row.page}", place_in_report(row))
    source.add_run(f". Themes: {themes_of(row, about)}. ")
    add_link(source, "Link to this recommendation", about.permalink(row.recommendation_id))
    if note := about.readers.get(row.recommendation_id):
        noted = document.add_paragraph()
        noted.add_run("Your note: ").bold = True
        noted.add_run(clean_cell(note))


def add_link(paragraph: Any, text: str, address: str) -> None:
    """Words that lead to a web address; an address below an unnamed site stands as text."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    if not address.startswith(("https://", "http://")):
        paragraph.add_run(f"{text}: {address}")
        return
    # `relate_to` would look through all links for one like it: a second for each thousand.
    links = paragraph.part.rels
    key = f"link{len(links)}"
    links.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, key, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), key)
    run = paragraph.add_run(clean_cell(text))
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)
