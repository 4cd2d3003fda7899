"""A reader codes five wordings by keyboard, saves them, goes on from the file, and sees their
coding beside ours.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ofsted import paths
from tests.browser.conftest import CHROMIUM, OF_THE_UPLOAD_BOX, settle, start_server

pytestmark = [pytest.mark.browser, pytest.mark.corpus]

GIVEN = ("timeliness", "supervision", "thresholds", "permanence", "caseloads")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server with the wordings that were hydrated on this machine."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    if not paths.quotes_table().exists():
        pytest.skip("the texts are not hydrated")
    folder = tmp_path_factory.mktemp("place")
    (folder / "local").mkdir()
    shutil.copy(paths.quotes_table(), folder / "local")
    process, address = start_server(folder)
    yield f"{address}/coding?draw=40-3"
    process.terminate()
    process.wait(10)


def progress(page):
    return page.locator(".chosen")


def wording(page):
    return page.locator(".card blockquote").inner_text()


def check(page, axe_faults):
    assert axe_faults(page, OF_THE_UPLOAD_BOX) == []
    levels = page.evaluate(
        "() => [...document.querySelectorAll('main h1, main h2, main h3, main h4,"
        " [data-testid=stMain] h1, [data-testid=stMain] h2, [data-testid=stMain] h3')].map(h =>"
        " +h.tagName[1])"
    )
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_five_are_coded_by_keyboard_saved_loaded_and_compared(address, visit, tmp_path):
    page = visit(address)
    seen = []
    page.get_by_role("combobox", name=re.compile("Themes, the main one first")).focus()
    for number, theme in enumerate(GIVEN, start=1):
        seen.append(wording(page))
        page.keyboard.type(theme)
        page.keyboard.press("Enter")
        page.keyboard.press("Control+s")
        # The box keeps the focus: the next wording is coded without a step back to it.
        expect(progress(page)).to_contain_text(f"{number} of 40 wordings coded")
        settle(page)
    assert len(set(seen)) == 5
    shown = page.locator("main, [data-testid=stMain]").first.inner_text()
    assert "Only we" not in shown
    page.keyboard.press("Escape")  # the list of themes is open, and hides the rest of the page
    page.keyboard.press("Control+b")
    expect(page.locator(".card")).to_contain_text("Wording 5 of 40. You have coded it.")
    settle(page)
    with page.expect_download() as started:
        page.get_by_role("button", name="Save my file (JSON)").click()
    file = tmp_path / "mine.json"
    started.value.save_as(file)
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert [len(answer["themes"]) for answer in kept["answers"]] == [1] * 5

    again = visit(address.replace("40-3", "41-3"))
    expect(progress(again)).to_contain_text("0 of 41 wordings coded")
    again.locator('input[type="file"]').set_input_files(file)
    expect(again.get_by_text("5 answers loaded. The file has been dropped.")).to_be_visible()
    expect(progress(again)).to_contain_text("5 of 40 wordings coded")
    settle(again)
    assert "draw=40-3" in again.url
    expect(again.locator(".card")).to_contain_text("Wording 6 of 40.")
    again.get_by_role("button", name="Fix my coding and show yours beside").focus()
    again.keyboard.press("Enter")
    yes = again.get_by_role("button", name="Yes, fix my coding")
    expect(yes).to_be_visible()
    settle(again)
    yes.focus()
    again.keyboard.press("Enter")
    expect(again.get_by_role("heading", name=re.compile("same themes to . of 5"))).to_be_visible()
    settle(again)
    with again.expect_download() as started:
        again.get_by_role("button", name="File for the import").click()
    lines = started.value.path().read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["by"] for line in lines] == ["person"] * 5


@pytest.mark.parametrize("width", [1400, 375])
def test_the_page_has_no_known_barrier(address, visit, axe_faults, width):
    page = visit(address, width=width)
    check(page, axe_faults)
    page.get_by_role("combobox", name=re.compile("Themes, the main one first")).focus()
    page.keyboard.type("timeliness")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(progress(page)).to_contain_text("1 of 40 wordings coded")
    settle(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Fix my coding and show yours beside").click()
    expect(page.get_by_text("It cannot be taken back")).to_be_visible()
    settle(page)
    check(page, axe_faults)
    page.get_by_role("button", name="Yes, fix my coding").click()
    expect(page.get_by_role("heading", name=re.compile("of 1 recommendation"))).to_be_visible()
    settle(page)
    check(page, axe_faults)
