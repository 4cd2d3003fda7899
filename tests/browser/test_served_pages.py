"""The pages without scripts in a browser, and the way to them where the dashboard cannot draw."""

import pytest

from tests.browser.conftest import CHROMIUM, FLAGS

pytestmark = pytest.mark.browser
PATHS = [
    "view/overview",
    "view/themes?by=rating&framework=F4",
    "view/heatmap?by=year",
    "view/compare",
    "view/change",
    "view/basket?id=2761820-01&id=50004256-01&note=2761820-01+Ask+why",
    "view/recommendations",
    "view/trends",
    "view",
    "area",
    "area/bradford",
    "area/bradford/plan",
    "theme/oversight/iro-cp-chairs",
    "recommendation/2761820-01",
    "nothing",
]


@pytest.fixture
def tab(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_without_scripts_is_clean_to_axe_and_never_scrolls_sideways(
    server, tab, axe_faults, path
):
    tab.goto(f"{server}/{path}")
    for width in (1400, 375, 320):
        tab.set_viewport_size({"width": width, "height": 1000})
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert axe_faults(tab) == []


def test_where_the_websocket_is_refused_the_page_without_scripts_is_offered(server, tab):
    tab.route_web_socket("**/_stcore/stream*", lambda socket: socket.close())
    tab.goto(f"{server}/themes?framework=F4")
    notice = tab.locator("#own-notice")
    assert not notice.is_visible()
    notice.wait_for(state="visible", timeout=15_000)
    link = notice.get_by_role("link")
    assert link.get_attribute("href") == "/view/themes?framework=F4"
    link.click()
    assert "Day-to-day work" in tab.locator("main").inner_text()


def test_where_the_dashboard_draws_no_other_page_is_offered(server, tab):
    tab.goto(f"{server}/themes")
    tab.wait_for_selector("p.foot", timeout=30_000)
    tab.wait_for_timeout(9_000)
    assert not tab.locator("#own-notice").is_visible()
    assert not tab.get_by_text("Some networks block").is_visible()


def test_without_scripts_the_document_says_what_it_shows_and_where_to_read_on(server, chromium):
    own = chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    page = own.new_context(java_script_enabled=False).new_page()
    page.goto(f"{server}/heatmap?by=rating")
    page.get_by_role("link", name="Read this view as a page without scripts").first.click()
    assert page.url.endswith("/view/heatmap?by=rating")
    page.get_by_role("heading", level=1).wait_for()
    assert page.locator("table").count() == 1
    own.close()
