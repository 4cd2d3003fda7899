"""The questions that a journalist, a council officer and a researcher bring, each answered from the
first page on, on a wide screen and on a phone, on a machine without the texts.
"""

import re

import pytest

from tests.browser.conftest import counted, settle, shown

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("width", [1400, 375], ids=["wide", "phone"]),
]


@pytest.fixture
def first_page(visit, server, width):
    """The first page in a tab of the width; whether the filters were folded away is forgotten at
    the end, as other tests share the browser.
    """
    page = visit(server, width=width)
    yield page
    page.evaluate("localStorage.clear()")


def go(page, section, name=None):
    """Through the navigation to a page; on a phone through the menu."""
    if page.viewport_size["width"] < 640:
        page.get_by_role("button", name="Menu").click()
        page.get_by_test_id("stPopoverBody").get_by_role("link", name=name or section).click()
    else:
        page.locator(".st-key-site-nav").get_by_role("link", name=section, exact=True).click()
        settle(page)
        if name:
            page.locator(".st-key-section-nav").get_by_role("link", name=name, exact=True).click()
    page.wait_for_timeout(300)
    settle(page)


def tick(page, *labels):
    """Set tick boxes of the filters; on a phone in their dialog, which is closed again."""
    is_phone = page.viewport_size["width"] < 640
    panel = page.get_by_role("dialog") if is_phone else page.get_by_test_id("stSidebar")
    if is_phone:
        page.get_by_role("button", name=re.compile("^Filters")).click()
    for label in labels:
        panel.locator("label").filter(has_text=re.compile(rf"^{label} \(")).first.click()
        settle(page)
    if is_phone:
        panel.get_by_role("button", name=re.compile("^Show ")).click()
        panel.wait_for(state="detached")
    settle(page)


def find(page, words):
    """Type into the box of the first page."""
    page.get_by_label("Type a council or a theme").fill(words)
    page.get_by_role("button", name="Find", exact=True).click()
    page.wait_for_timeout(500)
    settle(page)


def search(page, words):
    """Type into the search of the quotes."""
    box = page.get_by_label("Search")
    box.fill(words)
    box.press("Enter")
    page.wait_for_timeout(500)
    settle(page)


def test_a1_what_are_inadequate_councils_told_most_often(first_page):
    go(first_page, "Explore", "Themes" if first_page.viewport_size["width"] < 640 else None)
    tick(first_page, "Inadequate")
    told = shown(first_page)
    assert "Day-to-day work with children and families is named most often: 117 of 336" in told
    assert "from 34 reports" in told


def test_a2_has_what_ofsted_asks_changed_since_2018(first_page):
    card = first_page.get_by_role("link", name=re.compile("2018–20.*2024–26"))
    assert "42%" in card.inner_text()
    assert "29%" in card.inner_text()
    card.click()
    first_page.wait_for_timeout(500)
    settle(first_page)
    assert "42% of recommendations in 2018–20, 29% in 2024–26" in shown(first_page)


def test_a3_are_poorer_areas_told_different_things(first_page):
    first_page.get_by_role("link", name=re.compile("Most and least deprived councils")).click()
    first_page.wait_for_timeout(800)
    settle(first_page)
    first_page.get_by_text("Read the recommendations on both sides").wait_for(timeout=30_000)
    told = shown(first_page)
    assert "Day-to-day work with children and families: about the same" in told


def test_a4a_what_is_said_about_children_going_missing(first_page):
    find(first_page, "Missing children")
    assert counted(first_page) > 50
    card = first_page.locator("article.card").first
    assert "Missing children" in card.inner_text()
    assert re.search(r"Page \d+ of the report", card.inner_text())


def test_a4b_everyday_words_find_something_on_a_machine_without_texts(first_page):
    find(first_page, "return home interviews")
    assert counted(first_page) > 20


def test_a4c_a_link_that_shows_exactly_this(first_page, visit, width):
    find(first_page, "return home interviews")
    before = first_page.get_by_role("heading", level=3).all_inner_texts()
    first_page.get_by_role("button", name="Copy link", exact=True).first.click()
    first_page.get_by_text("Copied").first.wait_for()
    other = visit(first_page.evaluate("navigator.clipboard.readText()"), width=width)
    assert other.get_by_role("heading", level=3).all_inner_texts() == before


def test_b1a_what_were_we_told(first_page):
    find(first_page, "Bradford")
    assert "Latest inspection, 23 January 2026: 5 recommendations" in shown(first_page)
    entries = first_page.locator("ol.told").first.locator("> li")
    assert entries.count() == 5
    for text in entries.all_inner_texts():
        assert len(text.split()) > 10
        assert "Page " in text


def test_b1b_did_it_come_back(first_page):
    find(first_page, "Bradford")
    first_page.get_by_role("link", name="What came up again").click()
    told = shown(first_page)
    assert re.search(r"\d+ of the \d+ themes named to Bradford stand in more than one report", told)
    assert "Not in the next report does not mean put right" in told
    assert "Came up in 2022 too" in told


def test_b1c_the_same_for_rutland(first_page):
    find(first_page, "rutland")
    assert first_page.get_by_role("heading", level=1).inner_text() == "Rutland"
    assert first_page.locator("ol.told > li").count() > 0


def test_b2_what_were_our_statistical_neighbours_told(first_page):
    find(first_page, "Bradford")
    first_page.get_by_role("link", name="Read their recommendations").click()
    first_page.wait_for_timeout(500)
    settle(first_page)
    assert counted(first_page) > 50
    assert "Bradford" not in first_page.locator("article.card h3").first.inner_text()


def test_b3_what_were_good_and_outstanding_councils_told_about_supervision(first_page):
    go(first_page, "Quotes")
    tick(first_page, "Good", "Outstanding")
    search(first_page, "supervision")
    assert counted(first_page) > 5
    for card in first_page.locator("article.card").all():
        assert re.search(r"rating: (good|outstanding)", card.inner_text())


def test_c1_why_there_is_none_in_most_deprived_rural_areas_and_the_way_on(first_page):
    go(first_page, "Quotes")
    tick(first_page, "Most deprived third", "Largely or mainly rural")
    told = shown(first_page)
    assert "No council is both in the most deprived third and largely or mainly rural" in told
    first_page.get_by_role("button", name=re.compile("Remove deprivation: 180")).click()
    first_page.wait_for_timeout(300)
    settle(first_page)
    assert counted(first_page) == 180


def test_c1_rural_areas_alone(first_page):
    go(first_page, "Quotes")
    tick(first_page, "Largely or mainly rural")
    search(first_page, "supervision")
    assert counted(first_page) > 3
    with first_page.expect_download() as waiting:
        first_page.get_by_role("button", name=re.compile("as CSV$")).first.click()
    table = waiting.value.path().read_text(encoding="utf-8-sig")
    assert table.splitlines()[0].count(",") > 10


def test_c2_how_reliable_is_this_code(first_page):
    find(first_page, "Missing children")
    first_page.get_by_role("link", name="How reliable are its themes?").first.click()
    first_page.wait_for_timeout(800)
    settle(first_page)
    assert "kappa" in shown(first_page).lower()
    assert "Missing children" in shown(first_page)


def test_c3_cite_one_quotation(first_page):
    find(first_page, "Missing children")
    card = first_page.locator("article.card").first
    card.get_by_role("button", name="Copy citation").click()
    card.get_by_text("Copied").wait_for()
    citation = first_page.evaluate("navigator.clipboard.readText()")
    assert "Ofsted" in citation
    assert "https://" in citation
    assert re.search(r"p(age|\.)", citation)


def test_c7_a_heatmap_down_to_the_quotes_with_the_same_counts(first_page):
    go(first_page, "Explore", "Heatmap")
    link = first_page.get_by_role("link", name=re.compile(r"^Read [\d,]+ recommendations?$"))
    count = int(re.findall(r"[\d,]+", link.inner_text())[0].replace(",", ""))
    link.click()
    first_page.wait_for_timeout(500)
    settle(first_page)
    assert counted(first_page) == count == 207
