"""Every page on paper, and enlarged to 200 %: nothing that it says is cut, covered or lost."""

import io
import re
from contextlib import suppress

import pypdfium2
import pytest
from playwright.sync_api import Error

from ofsted.dashboard.navigation import PAGES
from tests.browser.conftest import OF_THE_UPLOAD_BOX, settle

pytestmark = pytest.mark.browser

PATHS = (
    *("" if page.name == "overview" else page.name for page in PAGES),
    "places?place=leeds",
    "themes?by=rating&level=theme",
    "heatmap?by=year&level=theme",
)
# What is there to be pressed.
CONTROLS = (
    "Clear all filters",
    "Download CSV",
    "Copy link",
    "Change what is",
    "Process or outcome|",
)
CHART_TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot text')]
    .map(text => text.textContent.trim()).filter(text => /[a-z]{4}/i.test(text))"""
OVERLAPS = """() => {
    const blocks = [...document.querySelectorAll('[data-testid=stMainBlockContainer] > div > *')]
        .map(block => block.getBoundingClientRect()).filter(box => box.height > 1)
    return blocks.some((box, place) => place > 0 && blocks[place - 1].bottom > box.top + 2)
}"""


def squeezed(text):
    """Text without blanks and line ends, which paper sets anew."""
    return re.sub(r"\s|\xad|-", "", text)


def printed(page):
    """The text of the page as printed on A4, within the edges of the paper."""
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    return squeezed(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document))


@pytest.fixture(params=PATHS)
def path(request):
    return request.param


def drawn(page):
    """The page once its charts stand, if it has any."""
    with suppress(Error):
        page.wait_for_selector(".js-plotly-plot text", timeout=8_000)
    settle(page)
    return page


def test_paper_holds_headline_charts_source_and_address_and_no_controls(server, visit, path):
    page = drawn(visit(f"{server}/{path}"))
    told = page.locator("[data-testid=stMain] :is(h1, .subtitle)").all_inner_texts()
    told += page.locator("[data-testid=stMain] h2").all_inner_texts()[:1]
    told += page.evaluate(CHART_TEXTS)
    text, name = printed(page), path.partition("?")[0]
    assert [words for words in told if squeezed(words) not in text] == []
    for promised in ("Data version", "independent of Ofsted", f"Address: {server}/{name}"):
        assert squeezed(promised) in text
    for control in CONTROLS:
        assert squeezed(control) not in text


def test_nothing_is_lost_or_covered_at_200_per_cent(server, visit, axe_faults, path):
    page = visit(f"{server}/{path}", width=700, height=500)
    session = page.context.new_cdp_session(page)
    size = {"width": 700, "height": 500, "deviceScaleFactor": 2, "mobile": False}
    session.send("Emulation.setDeviceMetricsOverride", size)
    drawn(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert not page.evaluate(OVERLAPS)
    spared = [OF_THE_UPLOAD_BOX] if path == "code" else []
    assert axe_faults(page, *spared) == []
