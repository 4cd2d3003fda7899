"""The map and the page of an area in a browser: with the keyboard and on narrow screens."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_tile_is_reached_and_followed_by_the_keyboard_and_back_leads_to_the_map(server, visit):
    page = visit(f"{server}/places?framework=F4")
    page.locator(".tiles-scroll").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").startswith("NTY")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("North Tyneside")
    expect(page).to_have_url(re.compile(r"framework=F4&place=80529$"))
    page.go_back()
    expect(page.locator("ol.tiles a")).to_have_count(153)


def test_every_tile_has_the_same_size_and_can_be_hit(server, visit):
    for width in (1400, 375):
        boxes = (
            visit(f"{server}/places", width=width)
            .locator("ol.tiles a")
            .evaluate_all("all => all.map(a => [a.offsetWidth, a.offsetHeight])")
        )
        assert len(boxes) == 153
        assert max(w for w, _ in boxes) - min(w for w, _ in boxes) <= 1
        assert len({h for _, h in boxes}) == 1
        assert min(min(box) for box in boxes) >= 24


def test_searching_an_area_opens_its_page(server, visit):
    page = visit(f"{server}/places")
    page.get_by_role("combobox", name="Find a council").fill("Westmor")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Westmorland and Furness")
    expect(page).to_have_url(re.compile("place=2733698"))


def test_a_count_opens_its_quotes(server, visit):
    page = visit(f"{server}/places?place=sunderland")
    rows = page.locator("table.figures", has_text="Items are recommendations").locator("tbody tr")
    assert rows.count() == 4
    for row in rows.all()[:2]:
        count = int(row.locator("td.number").inner_text())
        quotes = visit(row.locator("a").get_attribute("href"))
        assert quotes.locator("article").count() == count


def test_the_jumps_of_a_council_lead_to_its_parts(server, visit):
    page = visit(f"{server}/places?place=sunderland")
    for label in (
        "Latest inspection",
        "All inspections",
        "What came up again",
        "Statistical neighbours",
    ):
        link = page.get_by_role("link", name=label, exact=True).first
        target = page.locator(link.get_attribute("href"))
        assert label in target.inner_text()
        link.click()
        expect(target).to_be_in_viewport()
