"""A report is uploaded, coded, corrected and taken away as a reader does it, and the server keeps
nothing of it.
"""

import csv
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, OF_THE_UPLOAD_BOX, settle, start_server
from tests.extract.layouts import FAMILIES
from tests.extract.made_up import SQUARE_PRIVATE, Paper

pytestmark = pytest.mark.browser

NAME = "xylophone-report.pdf"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A server of its own whose temporary, working and local folders are all in one; gives the
    folder and the address.
    """
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    folder = tmp_path_factory.mktemp("place")
    (folder / "temporary").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(folder / "temporary"))
        process, address = start_server(folder)
    yield folder, address
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A made-up report under a name that occurs nowhere else."""
    made = FAMILIES["E"]()
    return made.paper.save(tmp_path_factory.mktemp("sender") / NAME), made


def left_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def upload(page, path):
    page.locator('input[type="file"]').set_input_files(path)
    expect(page.get_by_role("button", name="Download the coding (JSON)")).to_be_visible(
        timeout=40_000
    )
    settle(page)


def test_a_report_is_coded_corrected_and_downloaded_and_nothing_of_it_stays(place, report, visit):
    folder, address = place
    path, made = report
    page = visit(f"{address}/code")
    before = left_in(folder)
    upload(page, path)
    cards = page.locator("article.card")
    expect(cards).to_have_count(3)
    for card, text in zip(cards.all(), made.paper.texts, strict=True):
        assert card.locator("blockquote").inner_text() == text
    expect(page.locator("mark").first).to_be_visible()
    assert "Suggested by a classifier, not checked" in page.locator(".provisional").inner_text()

    # Corrected by keyboard.
    box = page.get_by_role("combobox", name=re.compile("Themes of recommendation 1"))
    box.focus()
    page.keyboard.type("caseloads")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_text("1 of 3 recommendations corrected by hand")).to_be_visible()
    settle(page)

    with page.expect_download() as started:
        page.get_by_role("button", name="Download the coding (CSV)").click()
    rows = list(
        csv.DictReader(Path(started.value.path()).read_text(encoding="utf-8-sig").splitlines())
    )
    assert {row["order"] for row in rows} == {"1", "2", "3"}
    assert "text" not in rows[0]
    assert "workforce/caseloads" in {
        row["theme"] for row in rows if row["order"] == "1" and row["origin"] == "added by hand"
    }
    page.get_by_text("Include the wording").click()
    settle(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the coding (JSON)").click()
    told = json.loads(Path(started.value.path()).read_text(encoding="utf-8"))
    assert [row["text"] for row in told["recommendations"]] == made.paper.texts
    assert told["recommendations"][0]["is_corrected"]

    log = (folder / "server.log").read_text()
    assert left_in(folder) == before
    assert "xylophone" not in log
    assert "Traceback" not in log
    assert not any(text[:15] in log for text in made.paper.texts)
    for file in folder.rglob("*"):
        assert not file.is_file() or not any(
            text[:15].encode() in file.read_bytes() for text in made.paper.texts
        )

    page.get_by_role("button", name="Forget what I sent").click()
    expect(cards).to_have_count(0)


def test_a_file_of_more_than_a_megabyte_touches_no_disk_and_a_wrong_one_gets_a_reason(
    place, tmp_path, visit
):
    folder, address = place
    page = visit(f"{address}/code")
    before = left_in(folder)
    wrong = tmp_path / NAME
    wrong.write_bytes(b"<html>tides" + bytes(3_000_000))
    page.locator('input[type="file"]').set_input_files(wrong)
    alert = page.get_by_role("alert").filter(has_text="web page, not a PDF")
    expect(alert).to_be_visible(timeout=40_000)
    assert "Expected: an inspection report" in alert.inner_text()
    assert "tides" not in alert.inner_text()
    settle(page)
    assert left_in(folder) == before
    assert "xylophone" not in (folder / "server.log").read_text()


def test_wording_is_shown_as_text_whatever_it_holds(place, tmp_path, visit):
    paper = (
        Paper()
        .page(145)
        .line("Tansy Vale Council", size=26)
        .line("Inspection of children’s social care services", size=16, bold=True)
        .down(8)
    )
    paper.line("Inspection dates: 4 June to 15 June 2018", bold=True).down(8).line(
        "Lead inspector: Petra Quillfeather", bold=True
    )
    paper.page().heading("What needs to improve")
    paper.recommend(
        SQUARE_PRIVATE, "<img src=x onerror=alert(1)> supervision of $x$ **social workers**"
    )
    paper.heading("The experiences and progress of children")
    page = visit(f"{place[1]}/code")
    upload(page, paper.save(tmp_path / NAME))
    card = page.locator("article.card")
    assert (
        card.locator("blockquote").inner_text()
        == "<img src=x onerror=alert(1)> supervision of $x$ **social workers**"
    )
    assert card.locator("img").count() == 0


@pytest.mark.parametrize("width", [1400, 375, 320])
def test_the_page_with_a_report_fits_and_has_no_accessibility_fault(
    place, report, visit, axe_faults, width
):
    page = visit(f"{place[1]}/code", width=width)
    upload(page, report[0])
    main = page.get_by_test_id("stMain")
    assert main.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert axe_faults(page, OF_THE_UPLOAD_BOX) == []
