"""The evidence basket in a browser: it outlives a document, is heard, and its link opens it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser


def test_a_basket_outlives_the_document_is_heard_and_opens_from_its_link(server, visit):
    page = visit(f"{server}/quotes?framework=F4&rating=outstanding")
    page.get_by_role("button", name="Add to basket").first.click()
    toast = page.get_by_test_id("stToast")
    expect(toast).to_contain_text("Added to your basket: ")
    # What a screen reader reads out by itself.
    expect(page.get_by_role("alert").filter(has_text="Added to your basket: ")).to_have_count(1)
    settle(page)
    page.get_by_role("button", name="Add to basket").nth(3).click()
    expect(page.locator(".st-key-site-nav")).to_contain_text("Basket (2)")
    settle(page)

    # A link within a card loads another document, and with it a session that knows nothing.
    page.locator(".card ul a").first.click()
    expect(page.locator(".chosen")).to_contain_text("recommendation")
    expect(page.locator(".st-key-site-nav")).to_contain_text("Basket (2)")
    settle(page)
    page.wait_for_timeout(600)
    assert "basket" not in parse_qs(urlsplit(page.url).query)

    page.locator(".st-key-site-nav").get_by_role("link", name="Basket (2)").click()
    expect(page.locator("h1")).to_contain_text("Evidence basket")
    settle(page)
    page.get_by_label("Your note on number 2").fill("Bring to the board")
    page.get_by_role("button", name="Move 2 up").click()
    settle(page)
    expect(page.get_by_label("Your note on number 1")).to_have_value("Bring to the board")
    settle(page)
    address = page.locator("button[data-copy]").first.get_attribute("data-copy")
    assert parse_qs(urlsplit(address).query) == parse_qs(urlsplit(page.url).query)

    other = visit(address)
    settle(other)
    expect(other.get_by_label("Your note on number 1")).to_have_value("Bring to the board")
    expect(other.locator(".st-key-site-nav")).to_contain_text("Basket (2)")

    # A new session that has no basket of its own leaves what the tab holds as it is.
    page.goto(f"{server}/themes")
    settle(page)
    page.goto(f"{server}/basket")
    settle(page)
    expect(page.get_by_label("Your note on number 1")).to_have_value("Bring to the board")
    page.get_by_role("button", name="Empty the basket").click()
    empty = page.get_by_role("heading", name="Your basket is empty")
    expect(empty).to_be_visible()
    settle(page)
    page.goto(f"{server}/basket")
    expect(empty).to_be_visible()


@pytest.mark.parametrize(
    "address", ["quotes?framework=F4&rating=outstanding", "places?place=leeds"]
)
def test_a_similar_recommendation_is_collected_by_keyboard_from_its_fold(server, visit, address):
    page = visit(f"{server}/{address}")
    fold = page.locator("details[data-similar]").first
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    button = fold.locator("button[data-collect]").first
    expect(button).to_have_accessible_name(re.compile("^Add to basket .+, [0-9]{4}, recomm"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Added to your basket: ")).to_have_count(1)
    expect(page.locator(".st-key-site-nav")).to_contain_text("Basket (1)")
    expect(button).to_have_accessible_name(re.compile("^Remove from basket "))
    settle(page)
    expect(button).to_be_focused()
    assert fold.get_attribute("open") is not None
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="Removed from your bask")).to_have_count(1)
    expect(button).to_have_accessible_name(re.compile("^Add to basket "))
    expect(page.locator(".st-key-site-nav")).not_to_contain_text("Basket (")
