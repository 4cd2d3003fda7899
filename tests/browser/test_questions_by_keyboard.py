"""Six of the readers' questions, answered on a wide screen by keyboard alone: nothing is clicked,
and what has the focus is always to be seen.
"""

import re

import pytest

from tests.browser.conftest import counted, settle, shown

pytestmark = pytest.mark.browser
MOST_TABS = 160
# Whether the focus is on an element or within it, and drawn there.
_IS_HERE = "node => node === document.activeElement || node.contains(document.activeElement)"
_IS_SEEN = """() => {
    const node = document.activeElement
    const sight = node.matches('input[type=checkbox], input[type=radio]') ? node.closest('label') : node
    const box = (sight || node).getBoundingClientRect()
    return box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
}"""


@pytest.fixture
def page(visit, server):
    """The first page, with clicks refused."""
    opened = visit(server)
    opened.evaluate(
        "() => document.addEventListener('pointerdown', () => { throw Error('a click') }, true)"
    )
    yield opened
    opened.evaluate("localStorage.clear()")


def tab_to(page, found):
    """Press Tab until the focus is on what is looked for."""
    for _ in range(MOST_TABS):
        if found.count() and found.first.evaluate(_IS_HERE):
            assert page.evaluate(_IS_SEEN), f"the focus on {found} is out of sight"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{MOST_TABS} times Tab do not lead to {found}")


def press(page, found, key="Enter"):
    """Tab to it and press a key; wait until the page has followed."""
    tab_to(page, found)
    page.keyboard.press(key)
    page.wait_for_timeout(600)
    settle(page)


def go(page, section, name=None):
    """Through the navigation to a page."""
    press(page, page.locator(".st-key-site-nav").get_by_role("link", name=section, exact=True))
    if name:
        sections = page.locator(".st-key-section-nav")
        press(page, sections.get_by_role("link", name=name, exact=True))


def tick(page, *labels):
    """Tick boxes of the filters: they stand before the page, and a link leads back to them."""
    panel = page.get_by_test_id("stSidebar")
    for label in labels:
        if not panel.evaluate(_IS_HERE):
            press(page, page.get_by_role("link", name="Go to the filters"))
        named = re.compile(rf"^{label} \(")
        press(page, panel.locator("label").filter(has_text=named).locator("input"), "Space")


def find(page, words):
    """Type into the box of the first page."""
    tab_to(page, page.get_by_label("Type a council or a theme"))
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)
    settle(page)


def test_a1_what_are_inadequate_councils_told_most_often(page):
    go(page, "Explore", "Themes")
    tick(page, "Inadequate")
    told = shown(page)
    assert "Day-to-day work with children and families is named most often: 117 of 336" in told


def test_a4a_what_is_said_about_children_going_missing(page):
    find(page, "Missing children")
    assert counted(page) > 50
    source = page.locator("article.card").first.get_by_role(
        "link", name=re.compile("of the report")
    )
    tab_to(page, source)
    assert "#page=" in source.get_attribute("href")


def test_b1b_did_it_come_back(page):
    find(page, "Bradford")
    press(page, page.get_by_role("link", name="What came up again"))
    assert re.search(r"\d+ of the \d+ themes named to Bradford", shown(page))
    compare = page.get_by_role("link", name=re.compile("^Came up in 2022 too"))
    page.keyboard.press("Home")
    page.evaluate("document.activeElement.blur()")
    press(page, compare)
    assert page.get_by_role("heading", level=1).inner_text().startswith("Quotes")
    assert "Bradford" in page.locator("article.card h3").first.inner_text()


def test_b2_what_were_our_statistical_neighbours_told(page):
    find(page, "Bradford")
    press(page, page.get_by_role("link", name="Read their recommendations"))
    assert counted(page) > 50
    assert "Statistical neighbours of Bradford. " in shown(page)
    assert "Bradford" not in page.locator("article.card h3").first.inner_text()


def test_b3_what_were_good_and_outstanding_councils_told_about_supervision(page):
    go(page, "Quotes")
    tick(page, "Outstanding", "Good")  # in the order in which they stand
    tab_to(page, page.get_by_label("Search"))
    page.keyboard.type("supervision")
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)
    settle(page)
    assert counted(page) > 5
    for card in page.locator("article.card").all():
        assert re.search(r"rating: (good|outstanding)", card.inner_text())


def test_c3_cite_one_quotation(page):
    find(page, "Missing children")
    card = page.locator("article.card").first
    press(page, card.get_by_role("button", name="Copy citation"))
    card.get_by_text("Copied").wait_for()
    citation = page.evaluate("navigator.clipboard.readText()")
    assert "Ofsted" in citation
    assert "https://" in citation
