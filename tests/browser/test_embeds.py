"""Views in frames of other sites."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PATHS = [
    "embed/overview",
    "embed/themes?framework=F4",
    "embed/heatmap?by=rating&framework=F4",
    "embed/compare",
    "embed/change?by=rating&framework=F4",
    "embed/trends?framework=F4",
    "embed/recommendations?q=supervision",
    "embed/themes?framework=F4&v=4010a0009f",
]


@pytest.fixture
def tab(browser):
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_frame_fits_and_axe_finds_nothing(server, tab, axe_faults, path):
    tab.goto(f"{server}/{path}")
    for width in (700, 320):
        tab.set_viewport_size({"width": width, "height": 620})
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert axe_faults(tab) == []


@pytest.fixture
def framed(tab, tmp_path):
    """Puts an address into a frame of another site, which is a server on another port."""
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()

        def open_frame(address):
            frame = f'<iframe src="{address}" title="x" width="700" height="620"></iframe>'
            (tmp_path / "index.html").write_text(f"<h1>Another site</h1>{frame}")
            tab.goto(f"http://127.0.0.1:{other.server_port}/")
            tab.wait_for_timeout(1_500)
            return tab.frames[-1]

        yield open_frame
        other.shutdown()


def test_another_site_can_frame_a_view_and_its_links_open_in_the_whole_window(server, tab, framed):
    frame = framed(f"{server}/embed/themes?framework=F4")
    assert "Day-to-day work" in frame.locator("h2").inner_text()
    frame.locator("footer a").first.click()
    tab.wait_for_url(f"{server}/view/themes?framework=F4")
    assert tab.get_by_role("heading", level=1).inner_text() == "Themes"


@pytest.mark.parametrize("path", ["view/themes", "themes", ""])
def test_another_site_can_frame_nothing_else(server, framed, path):
    frame = framed(f"{server}/{path}")
    assert frame.url.startswith("chrome-error://")
    assert frame.locator("main, #root").count() == 0


def test_the_code_for_a_frame_is_copied_at_one_press(server, visit):
    page = visit(f"{server}/themes?framework=F4")
    page.locator("details.embed summary").click()
    page.get_by_role("button", name="Copy code that updates").click()
    expect(page.locator("details.embed .copied")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f'<iframe src="{server}/embed/themes?framework=F4"')
