"""The filters on a narrow screen: a button above the page, and a dialog that says what it will
show.
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser


def opener(page):
    """The button above the page, named with the number of filters that are set."""
    return page.get_by_role("button", name=re.compile(r"^Filters( \(\d+\))?$"))


def opened(page):
    """The dialog, opened by its button."""
    opener(page).click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    settle(page)
    return dialog


def tick(page, dialog, label):
    """Tick a box of the dialog, or untick it."""
    dialog.locator("label").filter(has_text=re.compile(rf"^{label} \(")).click()
    page.wait_for_timeout(300)
    settle(page)


def show_button(dialog):
    """What closes the dialog."""
    return dialog.get_by_role("button", name=re.compile(r"^Show [\d,]+ recommendations?$"))


def query(page):
    return parse_qs(urlsplit(page.url).query)


def test_the_dialog_says_how_many_it_will_show_and_shows_them(server, visit):
    page = visit(f"{server}/quotes", width=375, height=800)
    expect(opener(page)).to_have_text("Filters (1)")
    beneath = page.locator(".chosen").inner_text()
    dialog = opened(page)
    tick(page, dialog, "Inadequate")
    assert query(page) == {"framework": ["F4"], "rating": ["inadequate"]}
    expect(show_button(dialog)).to_have_text("Show 336 recommendations")
    # The page beneath waits until the dialog is closed: one drawing, not one for each tick.
    assert page.locator(".chosen").inner_text() == beneath
    show_button(dialog).click()
    expect(dialog).to_have_count(0)
    settle(page)
    expect(page.locator(".chosen")).to_contain_text("336 recommendations")
    expect(opener(page)).to_have_text("Filters (2)")


def test_what_closes_the_dialog_is_in_sight_wherever_it_is_scrolled(server, visit):
    page = visit(f"{server}/themes", width=375, height=700)
    dialog = opened(page)
    expect(show_button(dialog)).to_be_in_viewport(ratio=1)
    dialog.get_by_text("Theme list").scroll_into_view_if_needed()
    expect(show_button(dialog)).to_be_in_viewport(ratio=1)


def test_the_dialog_works_by_keyboard_alone(server, visit):
    page = visit(f"{server}/themes", width=375, height=800)
    opener(page).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    settle(page)
    box = dialog.get_by_role("checkbox", name=re.compile("^Good"))
    for _ in range(20):
        page.keyboard.press("Tab")
        if box.evaluate("box => box === document.activeElement"):
            break
    page.keyboard.press("Space")
    page.wait_for_timeout(300)
    settle(page)
    assert query(page)["rating"] == ["good"]
    assert box.evaluate("box => box === document.activeElement")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    settle(page)
    expect(opener(page)).to_have_text("Filters (2)")
    expect(opener(page)).to_be_focused()


def test_filters_set_in_the_dialog_are_undone_by_back_and_kept_by_a_refresh(server, visit):
    page = visit(f"{server}/themes", width=375, height=800)
    dialog = opened(page)
    tick(page, dialog, "Good")
    show_button(dialog).click()
    expect(dialog).to_have_count(0)
    page.reload()
    settle(page)
    expect(opener(page)).to_have_text("Filters (2)")
    assert opened(page).get_by_role("checkbox", name=re.compile("^Good")).is_checked()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_timeout(500)  # the page is drawn once more when the dialog has closed
    settle(page)
    page.go_back()
    settle(page)
    expect(opener(page)).to_have_text("Filters (1)")


@pytest.mark.parametrize(
    ("path", "width", "has_panel", "has_button"),
    [
        ("themes", 1400, True, False),
        ("themes", 768, True, False),
        ("themes", 767, False, True),
        ("themes", 320, False, True),
        ("about", 375, False, False),
        ("about", 1400, False, False),
    ],
)
def test_there_is_one_place_for_the_filters(server, visit, path, width, has_panel, has_button):
    page = visit(f"{server}/{path}", width=width)
    panel = page.get_by_test_id("stSidebar")
    bar = page.get_by_test_id("stExpandSidebarButton")
    assert (panel.is_visible() or bar.is_visible()) == has_panel
    assert opener(page).filter(visible=True).count() == has_button


@pytest.mark.parametrize("path", ["themes", "reliability"])
def test_axe_finds_nothing_in_the_open_dialog(server, visit, axe_faults, path):
    page = visit(f"{server}/{path}", width=375)
    opened(page)
    page.wait_for_timeout(600)
    assert axe_faults(page) == []
