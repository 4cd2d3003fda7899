"""Files that hold a report among other papers, and pages that are turned, scaled or put
together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from ofsted.errors import ReportError
from ofsted.extract.report import Report, extract_report, extract_texts
from tests.extract.layouts import FAMILIES, Made
from tests.extract.made_up import NUMBER_AT, Paper

pytestmark = pytest.mark.slow

LAYOUTS = ("A", "B late", "D", "F")
OFFICE = "The office regulates and inspects to achieve excellence in the care of boats."


def texts(report: Report) -> list[str]:
    return [item.text for item in report.recommendations]


def pages_of(report: Report) -> list[int]:
    return [item.page for item in report.recommendations]


def printed_pages(made: Made) -> list[int]:
    return [printed.page for printed in made.paper.recommended]


def saved(paper: Paper, folder: Path, name: str) -> Path:
    return paper.save(folder / f"{name}.pdf")


def joined(folder: Path, parts: Sequence[Path]) -> Path:
    """One file of several."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        with pypdfium2.PdfDocument(part) as document:
            whole.import_pages(document)
    path = folder / "joined.pdf"
    whole.save(path)
    return path


def committee_sheet() -> Paper:
    paper = Paper().page().heading("Harbour scrutiny committee, 12 March 2024")
    paper.prose("Report of the harbour master", "Inspection of Mirefold children’s services")
    paper.heading("Recommendations")
    paper.item("1.", "Members are asked to note the report of the inspectors.")
    paper.item("2.", "Members are asked to thank the clerk.")
    return paper.page().heading("Background").prose("The tide came in on the day before.")


def letter() -> Paper:
    paper = Paper().page().prose("22 June 2023", "Dear Director")
    paper.heading("Recommendations").item("1.", "Write back within a week of this letter.")
    return paper


def with_last_page(made: Made) -> Made:
    made.paper.page().prose(OFFICE, x=NUMBER_AT)
    return made


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_report_behind_a_committees_sheet_is_read_from_its_own_cover(
    tmp_path: Path, layout: str
) -> None:
    made = FAMILIES[layout]()
    parts = [saved(committee_sheet(), tmp_path, "sheet"), saved(made.paper, tmp_path, "report")]
    path = joined(tmp_path, parts)
    report = extract_report(path)
    assert texts(report) == made.paper.texts
    assert pages_of(report) == [page + 2 for page in printed_pages(made)]
    assert (report.cover.title, report.cover.local_authority) == (made.title, made.authority)
    assert report.judgements == made.judgements
    assert "pages 1 to 2 stand before the report and belong to none of it" in report.warnings
    assert extract_texts(path, report.list_pages) == made.paper.texts


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("has_last_page", [True, False])
def test_a_report_followed_by_a_letter_is_read_alone(
    tmp_path: Path, layout: str, has_last_page: bool
) -> None:
    made = FAMILIES[layout]()
    made = with_last_page(made) if has_last_page else made
    parts = [saved(made.paper, tmp_path, "report"), saved(letter(), tmp_path, "letter")]
    report = extract_report(joined(tmp_path, parts))
    assert texts(report) == made.paper.texts
    assert any("stands after the report" in warning for warning in report.warnings)


def test_a_report_followed_by_a_committees_sheet_is_read_alone(tmp_path: Path) -> None:
    made = with_last_page(FAMILIES["F"]())
    parts = [saved(made.paper, tmp_path, "report"), saved(committee_sheet(), tmp_path, "sheet")]
    assert texts(extract_report(joined(tmp_path, parts))) == made.paper.texts


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_reports_in_one_file_are_refused_by_name(tmp_path: Path, layout: str) -> None:
    first, second = FAMILIES[layout](), FAMILIES["G"]()
    parts = [saved(first.paper, tmp_path, "first"), saved(second.paper, tmp_path, "second")]
    with pytest.raises(ReportError, match="holds two reports") as refused:
        extract_report(joined(tmp_path, parts))
    assert first.authority in str(refused.value)
    assert second.authority in str(refused.value)


# Turned and scaled pages


def changed(path: Path, change: Callable[[pypdfium2.PdfPage, int], None]) -> Path:
    with pypdfium2.PdfDocument(path) as document:
        for number in range(len(document)):
            change(document[number], number + 1)
        new = path.with_stem("changed")
        document.save(new)
    return new


def moved(page: pypdfium2.PdfPage, width: float, height: float, *matrix: float) -> None:
    """Draw the page's content by a matrix, on a sheet of another size."""
    page.set_mediabox(0, 0, width, height)
    page.set_cropbox(0, 0, width, height)
    everything = raw.FS_RECTF(0, height, width, 0)
    raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(*matrix), everything)


def turn(page: pypdfium2.PdfPage, degrees: int) -> None:
    width, height = page.get_size()
    sizes = {90: (height, width), 180: (width, height), 270: (height, width)}
    matrices = {
        90: (0, 1, -1, 0, height, 0),
        180: (-1, 0, 0, -1, width, height),
        270: (0, -1, 1, 0, 0, width),
    }
    if degrees:
        moved(page, *sizes[degrees], *matrices[degrees])


def scale(page: pypdfium2.PdfPage, times: float) -> None:
    width, height = page.get_size()
    moved(page, width * times, height * times, times, 0, 0, times, 0, 0)


CHANGES: dict[str, Callable[[pypdfium2.PdfPage, int], None]] = {
    "attribute 90": lambda page, _: page.set_rotation(90),
    "attribute 180": lambda page, _: page.set_rotation(180),
    "attribute 270": lambda page, _: page.set_rotation(270),
    "content 90": lambda page, _: turn(page, 90),
    "content 180": lambda page, _: turn(page, 180),
    "content 270": lambda page, _: turn(page, 270),
    "mixed": lambda page, number: turn(page, (270, 90, 0, 180)[number % 4]),
    "half": lambda page, _: scale(page, 0.5),
    "A5": lambda page, _: scale(page, 0.707),
    "A3": lambda page, _: scale(page, 1.414),
    "double": lambda page, _: scale(page, 2),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_turned_or_scaled_report_reads_as_it_does_upright(
    tmp_path: Path, layout: str, change: Callable[[pypdfium2.PdfPage, int], None]
) -> None:
    made = FAMILIES[layout]()
    report = extract_report(changed(saved(made.paper, tmp_path, "report"), change))
    assert texts(report) == made.paper.texts
    assert pages_of(report) == printed_pages(made)
    assert (report.cover.title, report.cover.local_authority) == (made.title, made.authority)
    assert report.judgements == made.judgements


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_pages_on_a_sheet_are_read_one_after_the_other(tmp_path: Path, layout: str) -> None:
    made = FAMILIES[layout]()
    with pypdfium2.PdfDocument(saved(made.paper, tmp_path, "report")) as document:
        sheets = pypdfium2.PdfDocument(raw.FPDF_ImportNPagesToOne(document, 842, 595, 2, 1))
        sheets.save(tmp_path / "sheets.pdf")
    report = extract_report(tmp_path / "sheets.pdf")
    assert texts(report) == made.paper.texts
    assert pages_of(report) == [(page + 1) // 2 for page in printed_pages(made)]


def test_pages_aslant_are_refused_with_that_reason(tmp_path: Path) -> None:
    def lean(page: pypdfium2.PdfPage, _: int) -> None:
        width, height = page.get_size()
        moved(page, width, height, 0.966, 0.259, -0.259, 0.966, 80, -60)

    path = changed(saved(FAMILIES["F"]().paper, tmp_path, "report"), lean)
    with pytest.raises(ReportError, match="page 1 has its text aslant, at 15 degrees"):
        extract_report(path)
