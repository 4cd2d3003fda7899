"""The address is the state: what a reader opens, reloads, goes back to or copies is what they
see.
"""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from ofsted.dashboard.held import data
from ofsted.dashboard.navigation import SECTIONS, find_page
from ofsted.served.asked import HEEDED
from tests import pages
from tests.browser.conftest import open_controls, settle

pytestmark = pytest.mark.browser

TITLES = {"" if name == "overview" else name: title for name, title in pages.TITLES.items()}


def query(page):
    return parse_qs(urlsplit(page.url).query)


def sentence(page):
    return page.locator(".chosen").inner_text()


def tick(page, label):
    page.get_by_test_id("stSidebar").locator("label").filter(
        has_text=re.compile(f"^{re.escape(label)} \\(")
    ).click()


def copy_buttons(page):
    """The buttons over the content that copy a link, a link to this version and a citation."""
    named = page.locator(".actions").filter(has=page.locator("button[data-copy]"))
    return named.first.locator("button[data-copy]")


def copied_links(page):
    """What these buttons copy."""
    return copy_buttons(page).evaluate_all("all => all.map(b => b.dataset.copy)")


def box(page, label):
    """The tick box of a filter, out of sight or not."""
    return page.get_by_test_id("stSidebar").get_by_role(
        "checkbox", name=re.compile(f"^{label}"), include_hidden=True
    )


def way(page, label):
    """The link of the navigation, to a section or to a page of the present one."""
    return page.locator(".st-key-site-nav, .st-key-section-nav").get_by_role(
        "link", name=label, exact=True
    )


def test_the_first_visitors_of_a_cold_server_can_come_by_any_deep_link(cold_server, browser):
    """All pages at once, so that each comes to a server that knows no page yet."""
    tabs = {}
    for path in TITLES:
        tabs[path] = browser.new_page()
        tabs[path].goto(f"{cold_server}/{path}?framework=F4&rating=good", wait_until="commit")
    for path, page in tabs.items():
        page.bring_to_front()
        expect(page.locator("h1")).to_have_text(TITLES[path], timeout=90_000)
        settle(page)
        expect(box(page, "Good")).to_be_checked()
        assert query(page) == {"framework": ["F4"], "rating": ["good"]}
        if path in ("", "themes", "heatmap"):
            expect(page.locator(".js-plotly-plot").first).to_be_visible()
        page.close()


# One of each kind: ticks, a span, words, a place and a sample. That the link keeps every parameter
# is asked of the pages without a browser.
@pytest.mark.parametrize("name", ["rating", "year", "q", "area", "sample"])
def test_a_copied_link_opens_the_same_view(server, visit, name):
    page = visit(f"{server}/quotes?{urlencode({name: pages.example_of(name)})}")
    live, frozen, _ = copied_links(page)
    assert (urlsplit(live).path, query_of(live)) == ("/quotes", {name: [pages.example_of(name)]})
    assert query_of(frozen) == query_of(live) | {"v": [data.read_release().version]}
    again = visit(frozen)
    assert shown(again) == shown(page)
    for tab in (page, again):
        assert tab.locator('[data-testid="stAlert"]').count() == 0


def test_what_a_page_does_not_heed_changes_nothing_and_is_in_none_of_its_links(server, visit):
    others = {
        name: pages.example_of(name) for name in pages.EXAMPLES if name not in HEEDED["quotes"]
    }
    page = visit(f"{server}/quotes?{urlencode(others)}")
    plain = visit(f"{server}/quotes?framework=all")  # what a link means that names no framework
    assert shown(page) == shown(plain)
    assert copied_links(page) == copied_links(plain)


def shown(page):
    return page.locator("article, .chosen").all_inner_texts()


def query_of(link):
    return parse_qs(urlsplit(link).query)


def test_every_copy_button_copies_at_one_press_and_says_so(server, visit):
    page = visit(f"{server}/themes?rating=good")
    assert copied_links(page)[0] == f"{server}/themes?rating=good"
    for place, text in enumerate(copied_links(page)):
        page.evaluate("navigator.clipboard.writeText('')")
        copy_buttons(page).nth(place).click()
        expect(page.locator(".actions .copied").first).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == text


def test_a_copy_button_is_pressed_by_the_keyboard(server, visit):
    page = visit(f"{server}/heatmap?rating=good&by=year")
    copy_buttons(page).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".actions .copied").first).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert query_of(copied) == {"rating": ["good"], "by": ["year"]}


def test_the_links_can_be_read_where_nothing_is_copied(server, visit):
    page = visit(f"{server}/themes?rating=good")
    links = copied_links(page)
    page.get_by_text("Show the links").click()
    listed = page.locator(".link-texts dd").all_inner_texts()
    assert listed[: len(links)] == links


def test_an_address_without_parameters_opens_with_inspections_since_2018(server, visit):
    page, named = visit(f"{server}/themes"), visit(f"{server}/themes?framework=F4")
    assert sentence(page) == sentence(named)
    assert "1,452 recommendations to councils, from 321 reports" in sentence(page)
    expect(box(page, "Since 2018")).to_be_checked()
    assert query_of(copied_links(page)[0]) == {"framework": ["F4"]}


def test_all_frameworks_are_in_the_address_and_survive_a_reload_and_the_way_back(server, visit):
    page = visit(f"{server}/themes")
    opening = sentence(page)
    tick(page, "Since 2018 (ILACS)")
    expect(page).to_have_url(re.compile("framework=all"))
    settle(page)
    everything = sentence(page)
    assert "3,870 recommendations to councils, from 492 reports." in everything
    page.reload()
    settle(page)
    assert sentence(page) == everything
    way(page, "Heatmap").click()
    expect(page.locator("h1")).to_have_text(TITLES["heatmap"])
    settle(page)
    assert sentence(page) == everything
    assert query(page) == {"framework": ["all"]}
    page.go_back()
    expect(page.locator("h1")).to_have_text(TITLES["themes"])
    page.go_back()
    expect(page.locator(".chosen")).to_have_text(opening)


def test_switching_pages_keeps_the_filters_and_the_links_are_real(server, visit):
    page = visit(f"{server}/?rating=good&framework=F4")
    for path, label in (
        ("themes", "Explore"),
        ("heatmap", "Heatmap"),
        ("quotes", "Quotes"),
        ("reliability", "Methods"),
        ("about", "About the data"),
        ("places", "Councils"),
        ("", "Main points"),
    ):
        link = way(page, label).first
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
        expect(box(page, "Good")).to_be_checked()


def test_the_navigation_has_six_entries_and_says_which_is_open(server, visit):
    page = visit(f"{server}/heatmap")
    expect(page.locator(".st-key-site-nav a")).to_have_text(
        ["Main points", "Explore", "Councils", "Quotes", "Basket", "Methods"]
    )
    expect(page.locator('[class*="st-key-nav-here-"] a')).to_have_text(["Explore"])
    expect(page.locator(".st-key-section-nav a")).to_have_text(
        ["Themes", "Heatmap", "Compare", "Trends", "Process or outcome"]
    )


def test_on_a_phone_one_menu_leads_to_every_page(server, visit):
    page = visit(f"{server}/heatmap?rating=good", width=375)
    expect(page.locator(".st-key-site-nav")).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    menu = page.get_by_test_id("stPopoverBody")
    expect(menu.get_by_role("link", name="Glossary")).to_be_visible()
    labels = menu.get_by_role("link").all_inner_texts()
    assert labels == [find_page(name).label for section in SECTIONS for name in section.pages]
    menu.get_by_role("link", name="Trends", exact=True).click()
    expect(page.locator("h1")).to_have_text(TITLES["trends"])
    settle(page)
    assert query(page) == {"rating": ["good"]}
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_the_controls_show_what_the_address_says_after_every_change_of_page(server, visit):
    page = visit(
        f"{server}/heatmap?by=deprivation&level=theme&unit=reports&row=oversight/supervision"
    )
    label = data.read_release().dataset.codebook.labels["oversight/supervision"]
    for title in ("Themes", "Heatmap", "Compare", "Themes", "Compare", "Heatmap"):
        way(page, title).click()
        expect(page.locator("h1")).to_contain_text(title)
        settle(page)
        open_controls(page)
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
    link = way(page, "Explore")
    assert parse_qs(urlsplit(link.get_attribute("href")).query) == {
        "rating": ["good"],
        "sort": ["area"],
    }


def test_saved_sides_and_a_chosen_place_are_there_again_after_another_page(server, visit):
    a, b = "framework=F4&rating=outstanding", "framework=F4&rating=inadequate"
    page = visit(f"{server}/compare?{urlencode({'a': a, 'b': b})}")
    for label, path in (("Themes", "themes"), ("Compare", "compare")):
        way(page, label).click()
        expect(page.locator("h1")).to_have_text(TITLES[path])
        settle(page)
    assert query(page) == {"a": [a], "b": [b]}
    expect(page.get_by_text("Two saved sets of filters are compared")).to_be_visible()
    place = visit(f"{server}/places?place=80581")
    expect(place).to_have_title(re.compile("^Wirral"))
    for label, path in (("Quotes", "quotes"), ("Councils", None)):
        way(place, label).click()
        expect(place.locator("h1")).to_have_text(TITLES[path] if path else "Wirral")
        settle(place)


def test_a_pick_is_written_to_the_address_and_survives_a_reload(server, visit):
    page = visit(f"{server}/themes?framework=all")
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


def test_a_link_to_the_page_that_is_open_moves_the_address_and_back_returns(server, visit):
    page = visit(f"{server}/quotes?framework=F4&q=return+home+interviews")
    found = sentence(page)
    page.get_by_role("link", name=re.compile(r"^Missing children \(")).first.click()
    expect(page).to_have_url(re.compile("theme="))
    settle(page)
    assert "q" not in query(page)
    themed = sentence(page)
    page.reload()
    settle(page)
    assert sentence(page) == themed
    page.go_back()
    expect(page.locator(".chosen")).to_have_text(found)
    assert query(page)["q"] == ["return home interviews"]


def test_the_name_of_a_council_leaves_the_tab_with_its_page(server, visit):
    page = visit(f"{server}/places?place=leeds")
    expect(page).to_have_title(re.compile("^Leeds – "))
    way(page, "Quotes").click()
    expect(page).to_have_title(re.compile("^Quotes – "))


def test_back_and_forward_walk_through_the_picks(server, visit):
    page = visit(f"{server}/themes?framework=all")
    everything = sentence(page)
    tick(page, "Good")
    expect(page.locator(".chosen")).to_contain_text("rated good")
    tick(page, "Inadequate")
    expect(page.locator(".chosen")).to_contain_text("rated good or inadequate")
    expect(page).to_have_url(re.compile("inadequate"))
    page.go_back()
    expect(page.locator(".chosen")).not_to_contain_text("inadequate")
    expect(box(page, "Inadequate")).not_to_be_checked()
    page.go_back()
    expect(page.locator(".chosen")).to_have_text(everything)
    page.go_forward()
    expect(page.locator(".chosen")).to_contain_text("rated good")
    page.go_forward()
    expect(page.locator(".chosen")).to_contain_text("rated good or inadequate")


def test_back_and_forward_in_quick_succession_arrive_where_they_should(server, visit):
    page = visit(f"{server}/themes?framework=all")
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
    way(page, "Explore").click()
    expect(page.locator("h1")).to_have_text(TITLES["themes"])
    settle(page)
    page.go_back()
    expect(page.locator("h1")).to_have_text(TITLES[""])
    assert query(page) == {"rating": ["good"]}


def test_picks_in_quick_succession_all_stay(server, visit):
    page = visit(f"{server}/themes?framework=all")
    for label in (
        "Good",
        "Inadequate",
        "Most deprived third",
        "Other urban",
        "Since 2018 (ILACS)",
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
    page = visit(f"{server}/themes?framework=all")
    for name in ("London", "South West", "East Midlands"):
        pick_by_typing(page, "Region", name)
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("east-midlands"))
    page.wait_for_timeout(1500)
    assert query(page) == {"region": ["east-midlands", "london", "south-west"]}


def pick_by_typing(page, label, name):
    """Pick an option as somebody does who types and looks: the page is not waited for, but where
    the list was folded away under the typing, it is typed again.
    """
    box = page.get_by_role("combobox", name=label, exact=True)
    picked = page.locator(f".st-key-{label.lower()}").get_by_text(re.compile(rf"^{name} \("))
    for _ in range(4):
        box.click()
        box.fill("")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        try:
            expect(picked).to_be_visible(timeout=700)
            return
        except AssertionError:
            continue
    raise AssertionError(f"{name} could not be picked")


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
