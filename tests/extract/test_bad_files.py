"""What is no readable report is refused by name and reason, and costs the other files of a run
nothing.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from fpdf import FPDF

from ofsted.__main__ import main
from ofsted.commands.reports import extract_as_json
from ofsted.errors import ReportError
from ofsted.extract.files import MAX_BYTES
from ofsted.extract.pages import MAX_PAGES, PageReader, scan_pages
from ofsted.extract.report import extract_report, extract_texts
from tests.extract.layouts import FAMILIES, another_kind, encrypted, ilacs
from tests.extract.made_up import Paper

ROOT = Path(__file__).resolve().parents[2]


def empty(folder: Path) -> Path:
    path = folder / "empty.pdf"
    path.touch()
    return path


def written(content: bytes, name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def truncated(folder: Path) -> Path:
    whole = FAMILIES["C"]().paper.save(folder / "whole.pdf").read_bytes()
    return written(whole[: len(whole) // 3], "truncated.pdf")(folder)


def drawn(folder: Path) -> Path:
    paper = Paper(header="x").page()
    paper.pdf.line(70, 70, 500, 700)
    return paper.save(folder / "drawn.pdf")


def thousand_pages(folder: Path) -> Path:
    paper = ilacs()
    for _ in range(999):
        paper.page()
    return paper.save(folder / "thousand.pdf")


def no_pages(folder: Path) -> Path:
    path = folder / "no-pages.pdf"
    with pypdfium2.PdfDocument.new() as document:
        document.save(path)
    return path


def large(folder: Path) -> Path:
    path = folder / "large.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(MAX_BYTES + 1)
    return path


def folder_named_like_a_file(folder: Path) -> Path:
    path = folder / "folder.pdf"
    path.mkdir()
    return path


BAD = {
    "not a PDF": (
        written(b"Dear reader, this is a letter.", "letter.pdf"),
        "another kind of file, not a PDF",
    ),
    "an HTML page": (
        written(b"\n<!DOCTYPE html><html><body>Page not found</body></html>", "page.pdf"),
        "an HTML page, not a PDF",
    ),
    "an HTML page without doctype": (
        written(b"<HTML><head></head></HTML>", "bare.pdf"),
        "an HTML page, not a PDF",
    ),
    "encrypted": (
        lambda folder: encrypted().save(folder / "encrypted.pdf"),
        "encrypted and needs a password",
    ),
    "truncated": (truncated, "damaged or truncated"),
    "a PDF's first line alone": (written(b"%PDF-1.7\n", "line.pdf"), "damaged or truncated"),
    "empty": (empty, "the file is empty"),
    "without text": (drawn, "no text on any page"),
    "1,000 pages": (thousand_pages, f"has 1000 pages; expected 1 to {MAX_PAGES}"),
    "no pages": (no_pages, "0 pages|damaged"),
    "another kind of document": (
        lambda folder: another_kind().save(folder / "harbour.pdf"),
        "does not read as the cover",
    ),
    "missing": (lambda folder: folder / "missing.pdf", "no such file"),
    "a folder": (folder_named_like_a_file, "no such file"),
    "too large": (large, "expected at most 50,000,000"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_refused_with_its_name_and_the_reason(tmp_path: Path, kind: str) -> None:
    make, reason = BAD[kind]
    path = make(tmp_path)
    with pytest.raises(ReportError, match=reason) as raised:
        extract_report(path)
    assert str(raised.value).startswith(f"{path.name}: ")
    assert str(tmp_path) not in str(raised.value)


def test_a_run_over_good_and_bad_files_prints_one_object_each_in_order_and_exits_with_1(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first, last = (
        ilacs().save(tmp_path / "first.pdf"),
        FAMILIES["E"]().paper.save(tmp_path / "last.pdf"),
    )
    bad = [
        BAD[kind][0](tmp_path)
        for kind in (
            "not a PDF",
            "an HTML page",
            "encrypted",
            "truncated",
            "empty",
            "without text",
            "no pages",
            "another kind of document",
            "missing",
        )
    ]
    files = [first, *bad, last]
    assert main(["extract", *map(str, files)]) == 1
    printed = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [entry["report_file"] for entry in printed] == [path.name for path in files]
    assert ["error" in entry for entry in printed] == [False, *[True] * len(bad), False]
    assert all(set(entry) == {"report_file", "error"} for entry in printed[1:-1])
    assert len(printed[-1]["recommendations"]) == 3


def test_a_run_over_good_files_exits_with_0(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = [FAMILIES[name]().paper.save(tmp_path / f"{name}.pdf") for name in ("E", "G")]
    assert main(["extract", *map(str, files)]) == 0
    assert len(capfd.readouterr().out.splitlines()) == 2


def test_one_bad_file_alone_exits_with_1(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(empty(tmp_path))]) == 1
    assert json.loads(capfd.readouterr().out) == {
        "report_file": "empty.pdf",
        "error": "empty.pdf: the file is empty; expected a PDF",
    }


def test_the_command_line_works_as_a_program_of_its_own(tmp_path: Path) -> None:
    good, bad = FAMILIES["H"]().paper.save(tmp_path / "good.pdf"), empty(tmp_path)
    run = subprocess.run(
        [sys.executable, "-m", "ofsted", "extract", good, bad],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    printed = [json.loads(line) for line in run.stdout.splitlines()]
    assert (run.returncode, [entry["report_file"] for entry in printed]) == (
        1,
        ["good.pdf", "empty.pdf"],
    )
    assert printed[0]["judgements"]["overall"] == "not given"
    assert run.stderr == ""


def test_hydration_refuses_a_bad_file_the_same_way(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"^truncated\.pdf: "):
        extract_texts(truncated(tmp_path), [2])


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = ilacs().save(tmp_path / "short.pdf")
    with (
        PageReader(path) as reader,
        pytest.raises(ReportError, match=r"short\.pdf: page 2 cannot be read"),
    ):
        reader.lines(2)


def test_a_file_of_exactly_the_most_pages_is_read(tmp_path: Path) -> None:
    pdf = FPDF(unit="pt", format="A4")
    pdf.set_font("helvetica", size=12)
    for _ in range(MAX_PAGES):
        pdf.add_page()
    pdf.text(70, 70, "The end.")
    pdf.output(str(tmp_path / "most.pdf"))
    assert len(scan_pages(tmp_path / "most.pdf")) == MAX_PAGES


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8, 0.95, 0.99])
def test_a_file_cut_anywhere_is_read_or_refused_but_breaks_nothing(
    tmp_path: Path, share: float
) -> None:
    whole = FAMILIES["C"]().paper.save(tmp_path / "whole.pdf").read_bytes()
    path = written(whole[: int(len(whole) * share)], "cut.pdf")(tmp_path)
    assert "report_file" in extract_as_json(path)


@pytest.mark.parametrize("name", ["A", "C", "E"])
def test_damaged_bytes_are_read_or_refused_but_break_nothing(tmp_path: Path, name: str) -> None:
    whole = FAMILIES[name]().paper.save(tmp_path / "whole.pdf").read_bytes()
    dice = random.Random(7)
    for _ in range(80):
        damaged = bytearray(whole)
        for _ in range(dice.choice((5, 20, 80))):
            damaged[dice.randrange(10, len(damaged))] = dice.randrange(256)
        assert "report_file" in extract_as_json(written(bytes(damaged), "damaged.pdf")(tmp_path))


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        (b"595.28 841.89]", b"595.28 8/1.89]"),
        (b"/Contents", b"0/ontents"),
        (b"/Resources", b"0/esources"),
        (b"/ProcSet", b"0/rocSet"),
    ],
    ids=["size of the page", "contents", "resources", "procedures"],
)
def test_a_page_that_only_the_fast_reader_can_open_is_refused_by_name(
    tmp_path: Path, sound: bytes, broken: bytes
) -> None:
    whole = FAMILIES["C"]().paper.save(tmp_path / "whole.pdf").read_bytes()
    assert sound in whole
    entry = extract_as_json(written(whole.replace(sound, broken), "damaged.pdf")(tmp_path))
    assert set(entry) == {"report_file", "error"}
    assert entry["error"].startswith("damaged.pdf: ")


# Documents of other kinds

LETTER = "This visit was carried out in line with the inspection of local authority children’s"
OTHER_KINDS = {
    "a focused-visit letter": (
        "22 June 2023",
        "Dear Director",
        "Focused visit to Tansy Vale children’s services",
        LETTER,
        "services (ILACS) framework. Overall effectiveness was judged to be good in 2019.",
    ),
    "a monitoring-visit letter": (
        "22 June 2023",
        "Dear Director",
        "Monitoring visit of Tansy Vale children’s services",
        "The inspection of local authority children’s services in 2022 judged them inadequate.",
    ),
    "an assurance-visit letter": (
        "22 June 2021",
        "Dear Director",
        "This letter summarises the findings of an assurance visit to Tansy Vale.",
    ),
    "a letter": ("22 June 2021", "Dear Colleague", "Inspection of children’s services: thank you."),
    "a joint targeted area inspection (JTAI)": (
        "Joint targeted area inspection of Tansy Vale",
        "The multi-agency response to exploitation, and children’s social care services",
        "Inspection dates: 4 to 8 March 2024",
    ),
    "an area SEND inspection": (
        "Area SEND inspection of Tansy Vale Local Area Partnership",
        "Inspection dates: 4 to 8 March 2024",
    ),
    "an inspection of a children’s home": (
        "Inspection of children’s services home Willow House",
        "Inspection dates: 4 to 8 March 2024",
        "What does the children’s home need to do to improve?",
    ),
    "an inspection of a fostering agency": (
        "Willow Fostering Agency",
        "Inspection of children’s social care services",
        "Unique reference number: SC012345",
        "Inspection dates: 4 to 8 March 2024",
    ),
    "an inspection of an adoption agency": (
        "Willow Voluntary Adoption Agency",
        "Inspected under the social care common inspection framework",
        "Inspection dates: 4 to 8 March 2024",
    ),
    "an inspection of a residential school": (
        "Willow House residential special school",
        "Inspection dates: 4 to 8 March 2024",
        "Unique reference number: SC012345",
    ),
    "an inspection of supported accommodation": (
        "Willow Lodge: inspection of a supported accommodation provider",
        "Inspection dates: 4 to 8 March 2024",
    ),
    "a school inspection": (
        "Willow Lane Primary School",
        "Inspection dates: 4 to 8 March 2024",
    ),
}


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_another_kind_of_document_is_refused_as_what_it_is(
    tmp_path: Path, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    paper = Paper().page()
    for line in OTHER_KINDS[kind]:
        paper.line(line)
    paper.page().heading("Recommendations").item("1.", "Mend the lift.")
    path = paper.save(tmp_path / "other.pdf")
    assert main(["extract", str(path)]) == 1
    printed = json.loads(capfd.readouterr().out)
    assert printed["error"].startswith(f"other.pdf: is {kind}; expected an inspection report")


def test_a_report_that_tells_of_a_focused_visit_is_read(tmp_path: Path) -> None:
    paper = ilacs().prose(
        "Since the focused visit to Tansy Vale and the monitoring visit of 2022, the fostering",
        "service, the children’s homes and the youth justice service have moved.",
    )
    assert extract_report(paper.save(tmp_path / "ilacs.pdf")).cover.local_authority == "Tansy Vale"
