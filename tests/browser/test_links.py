"""The address is the state: what a reader opens, reloads, goes back to or copies is what they see."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from ofsted.dashboard.held import data
from tests import pages
from tests.browser.conftest import settle

pytestmark = pytest.mark.browser

TITLES = {"" if name == "overview" else name: title for name, title in pages.TITLES.items()}
PARAMETERS = {
    "framework": "F4",
    "rating": "good",
    "deprivation": "1",
    "rurality": "3",
    "year": "2016-2019",
    "region": "yorkshire-and-the-humber",
    "area": None,
    "body": "lscb",
    "category": "risk",
    "theme": "casework/timeliness",
    "unit": "reports",
    "by": "rating",
    "level": "theme",
    "q": "plans & visits",
    "sort": "area",
    "page": "3",
    "quote": None,
    "show": "table",
    "la_type": "county",
    "scheme": "strict",
    "steps": "quarter",
    "sample": "F3:20,F4:20;seed=7",
    "place": None,
    "a": "good",
    "b": "framework=F3&rating=good",
    "basis": "wide-sif-ilacs",
    "verdict": "supported",
    "section": "casework",
    "counting": "weighted",
    "dots": "all",
    "row": "casework/timeliness",
    "column": "good",
    "pair": "casework/timeliness~risk/thresholds",
    "find": "drift & delay",
}


def value_of(name):
    rows = data.read_release().dataset.recommendations
    return (
        PARAMETERS[name]
        or {
            "area": rows["urn"].iloc[0],
            "place": rows["urn"].iloc[0],
            "quote": rows["recommendation_id"].iloc[0],
        }[name]
    )


def query(page):
    return parse_qs(urlsplit(page.url).query)


def sentence(page):
    return page.locator(".chosen").inner_text()


def tick(page, label):
    page.get_by_test_id("stSidebar").locator("label").filter(
        has_text=re.compile(f"^{re.escape(label)} \\(")
    ).click()


def copied_links(page):
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_selector('[data-testid="stPopoverBody"] code')
    return [
        text.strip()
        for text in page.locator('[data-testid="stPopoverBody"] code').all_inner_texts()
    ]


@pytest.mark.parametrize("path", TITLES)
def test_the_first_visitor_of_a_cold_server_can_come_by_any_deep_link(cold_server, visit, path):
    page = visit(f"{cold_server}/{path}?framework=F4&rating=good")
    expect(page.locator("h1")).to_have_text(TITLES[path])
    expect(
        page.get_by_test_id("stSidebar").get_by_role("checkbox", name=re.compile("^Good"))
    ).to_be_checked()
    assert query(page) == {"framework": ["F4"], "rating": ["good"]}
    if path in ("", "themes", "heatmap"):
        expect(page.locator(".js-plotly-plot").first).to_be_visible()


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_copied_link_opens_the_same_view_for_every_parameter(server, visit, name):
    page = visit(f"{server}/quotes?{urlencode({name: value_of(name)})}")
    live, frozen, _ = copied_links(page)
    assert query_of(live) == {name: [value_of(name)]}
    assert {"v", "framework", "year", name} <= set(query_of(frozen))
    for link in (live, frozen):
        again = visit(link)
        assert (
            again.locator("article, .chosen").all_inner_texts()
            == page.locator("article, .chosen").all_inner_texts()
        )
        assert again.locator('[data-testid="stAlert"]').count() == 0


def query_of(link):
    return parse_qs(urlsplit(link).query)


def test_the_copy_button_copies(server, visit):
    page = visit(f"{server}/themes?rating=good")
    live, _, _ = copied_links(page)
    block = page.locator('[data-testid="stPopoverBody"] [data-testid="stCode"]').first
    block.hover()
    block.get_by_role("button").click()
    assert page.evaluate("navigator.clipboard.readText()") == live == f"{server}/themes?rating=good"


def test_switching_pages_keeps_the_filters_and_the_links_are_real(server, visit):
    page = visit(f"{server}/?rating=good&framework=F4")
    for path, label in (
        ("themes", "Themes"),
        ("heatmap", "Heatmap"),
        ("quotes", "Quotes"),
        ("about", "About the data"),
        ("", "Overview"),
    ):
        link = page.locator(".st-key-site-nav").get_by_role("link", name=label, exact=True)
        assert parse_qs(urlsplit(link.get_attribute("href")).query) == {
            "framework": ["F4"],
            "rating": ["good"],
        }
        link.click()
        expect(page.locator("h1")).to_have_text(TITLES[path])
        settle(page)
        assert urlsplit(page.url).path == f"/{path}"
        assert query(page) == {
            "framework": ["F4"],
            "rating": ["good"],
        }
        expect(
            page.get_by_test_id("stSidebar").get_by_role("checkbox", name=re.compile("^Good"))
        ).to_be_checked()


def test_the_controls_show_what_the_address_says_after_every_change_of_page(server, visit):
    page = visit(
        f"{server}/heatmap?by=deprivation&level=theme&unit=reports&row=oversight/supervision"
    )
    label = data.read_release().dataset.codebook.labels["oversight/supervision"]
    for title in ("Themes", "Heatmap", "Compare", "Themes", "Compare", "Heatmap"):
        page.locator(".st-key-site-nav").get_by_role("link", name=title, exact=True).click()
        expect(page.locator("h1")).to_contain_text(title)
        settle(page)
        main = page.get_by_test_id("stMain")
        expect(main.get_by_role("radio", name="Themes", exact=True)).to_be_checked()
        if title != "Compare":
            expect(main.locator(".st-key-pick-unit").get_by_role("combobox")).to_have_value(
                re.compile("^Share of reports")
            )
            expect(main.locator(".st-key-pick-by").get_by_role("combobox")).to_have_value(
                "Deprivation"
            )
        if title != "Themes":
            expect(main.locator(".st-key-pick-row").get_by_role("combobox")).to_have_value(label)


def test_the_search_and_the_page_of_the_list_stay_with_the_quotes_and_all_else_goes_along(
    server, visit
):
    page = visit(f"{server}/quotes?rating=good&q=plan&page=2&sort=area")
    link = page.locator(".st-key-site-nav").get_by_role("link", name="Themes", exact=True)
    assert parse_qs(urlsplit(link.get_attribute("href")).query) == {
        "rating": ["good"],
        "sort": ["area"],
    }


def test_saved_sides_and_a_chosen_place_are_there_again_after_another_page(server, visit):
    a, b = "framework=F4&rating=outstanding", "framework=F4&rating=inadequate"
    page = visit(f"{server}/compare?{urlencode({'a': a, 'b': b})}")
    for label, path in (("Themes", "themes"), ("Compare", "compare")):
        page.locator(".st-key-site-nav").get_by_role("link", name=label, exact=True).click()
        expect(page.locator("h1")).to_have_text(TITLES[path])
        settle(page)
    assert query(page) == {"a": [a], "b": [b]}
    expect(page.get_by_text("Two saved sets of filters are compared")).to_be_visible()
    place = visit(f"{server}/places?place=80581")
    expect(place).to_have_title(re.compile("^Wirral"))
    for label, path in (("Quotes", "quotes"), ("Places", None)):
        place.locator(".st-key-site-nav").get_by_role("link", name=label, exact=True).click()
        expect(place.locator("h1")).to_have_text(TITLES[path] if path else "Places: Wirral")
        settle(place)


def test_a_pick_is_written_to_the_address_and_survives_a_reload(server, visit):
    page = visit(server)
    tick(page, "Good")
    expect(page).to_have_url(re.compile("rating=good"))
    page.get_by_role("combobox", name="Region", exact=True).click()
    page.keyboard.type("London")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("region=london"))
    settle(page)
    before = sentence(page)
    assert "rated good, in London" in before
    page.reload()
    settle(page)
    assert sentence(page) == before
    assert query(page) == {"rating": ["good"], "region": ["london"]}


def test_back_and_forward_walk_through_the_picks(server, visit):
    page = visit(server)
    everything = sentence(page)
    tick(page, "Good")
    expect(page.locator(".chosen")).to_contain_text("rated good")
    tick(page, "Inadequate")
    expect(page.locator(".chosen")).to_contain_text("rated good or inadequate")
    expect(page).to_have_url(re.compile("inadequate"))
    page.go_back()
    expect(page.locator(".chosen")).not_to_contain_text("inadequate")
    expect(
        page.get_by_test_id("stSidebar").get_by_role("checkbox", name=re.compile("^Inadequate"))
    ).not_to_be_checked()
    page.go_back()
    expect(page.locator(".chosen")).to_have_text(everything)
    page.go_forward()
    expect(page.locator(".chosen")).to_contain_text("rated good")
    page.go_forward()
    expect(page.locator(".chosen")).to_contain_text("rated good or inadequate")


def test_back_and_forward_in_quick_succession_arrive_where_they_should(server, visit):
    page = visit(server)
    everything = sentence(page)
    for label, code in (
        ("Good", "good"),
        ("Inadequate", "inadequate"),
        ("Most deprived third", "deprivation=1"),
    ):
        tick(page, label)
        expect(page).to_have_url(re.compile(code))
        settle(page)
    picked = sentence(page)
    for step, arrived, boxes in ((-1, everything, 0), (1, picked, 3)):
        for _ in range(3):
            page.evaluate(f"history.go({step})")
            page.wait_for_timeout(60)
        expect(page.locator(".chosen")).to_have_text(arrived)
        page.wait_for_timeout(1500)
        assert sentence(page) == arrived
        assert (
            page.get_by_test_id("stSidebar").get_by_role("checkbox", checked=True).count() == boxes
        )
    assert query(page) == {"rating": ["good", "inadequate"], "deprivation": ["1"]}


def test_back_leads_to_the_page_before(server, visit):
    page = visit(f"{server}/?rating=good")
    page.locator(".st-key-site-nav").get_by_role("link", name="Themes", exact=True).click()
    expect(page.locator("h1")).to_have_text(TITLES["themes"])
    settle(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text(TITLES[""])
    assert query(page) == {"rating": ["good"]}


def test_picks_in_quick_succession_all_stay(server, visit):
    page = visit(server)
    for label in (
        "Good",
        "Inadequate",
        "Most deprived third",
        "Other urban",
        "ILACS 2018– (F4)",
        "Outstanding",
    ):
        tick(page, label)
    expect(page).to_have_url(re.compile("rating=outstanding"))
    page.wait_for_timeout(1500)
    assert query(page) == {
        "framework": ["F4"],
        "rating": ["outstanding", "good", "inadequate"],
        "deprivation": ["1"],
        "rurality": ["2"],
    }
    text = sentence(page)
    assert "ILACS" in text
    assert "outstanding, good or inadequate" in text
    assert "most deprived third" in text
    assert "other urban" in text


def test_picks_in_one_box_in_quick_succession_all_stay(server, visit):
    page = visit(server)
    box = page.get_by_role("combobox", name="Region", exact=True)
    box.click()
    for name in ("London", "South West", "East Mid"):
        page.keyboard.type(name)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("south-west"))
    page.wait_for_timeout(1500)
    assert query(page) == {"region": ["east-midlands", "london", "south-west"]}


def test_chips_and_clear_all_take_filters_away(server, visit):
    page = visit(f"{server}/themes?rating=good&rating=inadequate&framework=F3&unit=reports")
    page.get_by_role("button", name="Rating: Good ✕").click()
    expect(page).not_to_have_url(re.compile("rating=good"))
    settle(page)
    assert query(page) == {"framework": ["F3"], "rating": ["inadequate"], "unit": ["reports"]}
    page.get_by_role("button", name="Clear all filters").click()
    expect(page).not_to_have_url(re.compile("framework"))
    settle(page)
    assert query(page) == {"unit": ["reports"]}
    assert page.get_by_role("button", name=re.compile("✕")).count() == 0


@pytest.mark.parametrize(
    "hostile",
    [
        "rating=<script>alert(1)</script>",
        "year=2019-2016",
        "q=%00%3Cimg%20src=x%20onerror=alert(1)%3E",
        "theme=../../x",
        "page=99999999",
        "quote=1-01",
        "&".join(f"rating=x{n}" for n in range(900)),
        "framework=F9&v=1999",
        "deprivation=NaN",
    ],
)
def test_hostile_links_open_with_a_message_at_most(server, visit, hostile):
    page = visit(f"{server}/quotes?{hostile}")
    expect(page.locator("h1")).to_have_text(TITLES["quotes"])
    messages = " ".join(page.locator('[data-testid="stAlert"]').all_inner_texts())
    assert "script" not in messages
    assert "99999999" not in messages
    assert "1999" not in messages
    assert page.locator("main img[src=x]").count() == 0


def test_a_link_of_more_fields_than_are_read_is_refused_with_a_way_on(server, browser):
    page = browser.new_page()
    fields = "&".join(f"p{number}=1" for number in range(1200))
    assert page.goto(f"{server}/quotes?{fields}").status == 400
    page.get_by_role("link", name="Begin with the main points").click()
    expect(page.locator("h1")).to_contain_text("What Ofsted tells")
    page.close()


def test_an_outdated_frozen_link_says_so_until_something_is_changed(server, visit):
    page = visit(f"{server}/themes?rating=good&v=1999.1")
    expect(page.locator('[data-testid="stAlert"]')).to_contain_text("frozen with another version")
    tick(page, "Inadequate")
    expect(page.locator('[data-testid="stAlert"]')).to_have_count(0)
    assert "v" not in query(page)
