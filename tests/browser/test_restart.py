"""The server ends and comes back under a page that is open."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, settle, start_server

pytestmark = pytest.mark.browser

VIEW = "?framework=F4&rating=inadequate"


def stop(process):
    process.terminate()
    process.wait(20)


@pytest.fixture
def servers(tmp_path):
    """Starts a server again and again on one port; the last is stopped in the end."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    started = []

    def start():
        port = urlsplit(started[0][1]).port if started else None
        started.append(start_server(tmp_path, port))
        return started[-1]

    yield start
    for process, _ in started:
        stop(process)


def test_an_open_page_comes_back_with_its_view_and_goes_on(browser, servers):
    process, address = servers()
    page = browser.new_page()
    page.goto(f"{address}/themes{VIEW}")
    settle(page)
    chosen = page.locator(".chosen").first.inner_text()
    inadequate = page.get_by_role("checkbox", name=re.compile(r"^Inadequate"))
    expect(inadequate).to_be_checked()

    stop(process)
    page.wait_for_timeout(1500)  # the page has seen that its line is cut
    servers()

    page.wait_for_selector(
        '[data-testid="stApp"][data-test-connection-state="CONNECTED"]', timeout=60_000
    )
    settle(page)
    assert "rating=inadequate" in page.url
    assert page.locator(".chosen").first.inner_text() == chosen
    expect(inadequate).to_be_checked()
    page.get_by_test_id("stSidebar").get_by_text(re.compile(r"^Good \(")).first.click()
    expect(page).to_have_url(re.compile("good"), timeout=20_000)
    settle(page)
    assert page.locator(".chosen").first.inner_text() != chosen
    page.close()


def test_a_basket_outlives_the_server(browser, servers):
    process, address = servers()
    page = browser.new_page()
    page.goto(f"{address}/quotes{VIEW}")
    settle(page)
    basket = page.locator(".st-key-site-nav").get_by_role("link", name=re.compile("Basket"))
    for place, count in ((0, 1), (2, 2)):
        page.get_by_role("button", name="Add to basket").nth(place).click()
        expect(basket).to_contain_text(f"Basket ({count})")
    settle(page)
    expect(page.get_by_label("Your basket, kept by this tab")).to_be_hidden()

    stop(process)
    page.wait_for_timeout(1500)
    servers()
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-connection-state="CONNECTED"]', timeout=60_000
    )
    # The first click after the restart begins a session that knows nothing.
    page.get_by_role("button", name="Add to basket").first.click()
    expect(basket).to_contain_text("Basket (3)", timeout=60_000)
    settle(page)
    basket.click()
    expect(page.get_by_label(re.compile("Your note on number"))).to_have_count(3)
    page.close()
