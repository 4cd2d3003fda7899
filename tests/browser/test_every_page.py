"""Every page as it is met: wide, on paper, enlarged to 200 % and on a phone. Each address is opened
twice, wide and on a phone; what is asked of it there is asked of the same tab.
"""

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import expect

from ofsted.dashboard.navigation import PAGES
from tests.browser.conftest import OF_THE_UPLOAD_BOX, open_tab, settle

pytestmark = pytest.mark.browser

PATHS = (
    *("" if page.name == "overview" else page.name for page in PAGES),
    "themes?by=rating&level=theme&unit=reports",
    "heatmap?by=year&level=theme",
    "quotes?show=table",
    "quotes?framework=F1",
    "compare?by=rating&framework=F4&level=theme",
    "trends?level=theme&steps=quarter",
    "places?theme=casework/timeliness",
    "places?place=sunderland",
    "places?place=cumbria",
    "basket?id=2761820-01&id=2761820-02&note=2761820-01+Ask+why",
    "reliability?level=theme",
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


@pytest.fixture(scope="module", params=PATHS)
def opened(request, server, browser):
    """The path that is looked at, and a tab with it, opened wide; what the tab's console complained
    about fails the last test of the path.
    """
    with open_tab(browser) as tab:
        tab.set_viewport_size({"width": 1400, "height": 1000})
        tab.goto(f"{server}/{request.param}")
        yield request.param, drawn(tab)


def drawn(page):
    """The page once what it says and its charts, if it has any, stand."""
    settle(page)
    if page.get_by_test_id("stPlotlyChart").count():
        page.wait_for_selector(".js-plotly-plot text", timeout=15_000)
        settle(page)
    return page


def spared(path):
    """The rules of axe that are not asked of a page."""
    return [OF_THE_UPLOAD_BOX] if path == "code" else []


def unfold_the_table(page, path):
    if path in ("", "themes", "heatmap"):
        page.get_by_text("The same numbers as a table").first.click()


def keeps_its_width(page):
    """Whether neither the page nor its main part scrolls sideways."""
    main = page.get_by_test_id("stMain")
    return main.evaluate("main => main.scrollWidth <= main.clientWidth") and page.evaluate(
        "document.documentElement.scrollWidth <= window.innerWidth"
    )


def squeezed(text):
    """Text without blanks and line ends, which paper sets anew."""
    return re.sub(r"\s|\xad|-", "", text)


def printed(page):
    """The text of the page as printed on A4, within the edges of the paper."""
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    return squeezed(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document))


def test_paper_holds_headline_charts_source_and_address_and_no_controls(opened, server):
    path, page = opened
    told = page.locator("[data-testid=stMain] :is(h1, .subtitle)").all_inner_texts()
    told += page.locator("[data-testid=stMain] h2").all_inner_texts()[:1]
    told += page.evaluate(CHART_TEXTS)
    text, name = printed(page), path.partition("?")[0]
    assert [words for words in told if squeezed(words) not in text] == []
    for promised in ("Data version", "independent of Ofsted", f"Address: {server}/{name}"):
        assert squeezed(promised) in text
    for control in CONTROLS:
        assert squeezed(control) not in text


def test_a_page_is_clean_to_axe_with_one_title_and_one_main_heading(opened, axe_faults):
    path, page = opened
    expect(page).to_have_title(re.compile(r"^.+ – Ofsted Recommendations Explorer$"))
    assert page.locator("h1").count() == 1
    expect(page.locator(".site-name")).to_contain_text("independent of Ofsted")
    unfold_the_table(page, path)
    assert axe_faults(page, *spared(path)) == []


def test_nothing_is_lost_or_covered_at_200_per_cent(opened, axe_faults):
    path, page = opened
    session = page.context.new_cdp_session(page)
    size = {"width": 700, "height": 500, "deviceScaleFactor": 2, "mobile": False}
    session.send("Emulation.setDeviceMetricsOverride", size)
    page.wait_for_timeout(500)  # charts are drawn anew at their new width
    drawn(page)
    assert keeps_its_width(page)
    assert not page.evaluate(OVERLAPS)
    assert axe_faults(page, *spared(path)) == []
    session.send("Emulation.clearDeviceMetricsOverride")
    session.detach()


def test_on_a_phone_a_page_is_clean_to_axe_and_never_scrolls_sideways(opened, axe_faults):
    path, page = opened
    page.set_viewport_size({"width": 375, "height": 1000})
    page.reload()
    drawn(page)
    unfold_the_table(page, path)
    page.wait_for_timeout(1000)  # the side bar is still folding away
    assert axe_faults(page, *spared(path)) == []
    page.set_viewport_size({"width": 320, "height": 1000})
    page.wait_for_timeout(500)
    assert keeps_its_width(page)
