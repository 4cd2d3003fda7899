"""The page Councils: the map of all areas, the page of one, and their links, under every filter."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from ofsted.address.url import read_link
from ofsted.address.view import View
from ofsted.analysis.counting.selection import choose_recommendations
from ofsted.dashboard.held import data
from ofsted.dashboard.navigation import page_address
from tests import pages
from tests.pages import csv_buttons, in_link, unfolded
from tests.pages import markup as texts

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_hydrated")]

SUNDERLAND, CUMBRIA, CUMBERLAND = "80566", "E10000006", "2733690"
FILTERS = {
    "framework": "F4",
    "rating": "good",
    "deprivation": "1",
    "rurality": "3",
    "year": "2016-2019",
    "region": "london",
    "body": "lscb",
    "category": "risk",
    "theme": "casework/timeliness",
    "scheme": "strict",
}


def open_places(**parameters):
    return pages.open_page("places", **parameters)


def headers(app):
    return " ".join(header.value.replace("\\", "") for header in app.header)


def test_the_map_is_a_link_to_every_present_area_and_keeps_the_filters():
    shown = texts(open_places(framework="F4"))
    tiles = re.search(r'<ol class="tiles".*?</ol>', shown, re.DOTALL).group()
    links = re.findall(r'href="([^"]*)"', tiles)
    places = [place for link in links for place in re.findall(r"place=(\d+)", link)]
    assert len(set(places)) == len(links) == 153
    assert all("framework=F4" in link for link in links)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        *((name, None) for name in FILTERS),
        *((name, SUNDERLAND) for name in ("framework", "region", "body", "theme")),
    ],
)
def test_the_page_opens_under_every_filter(name, place):
    app = open_places(**{name: FILTERS[name]} | ({"place": place} if place else {}))
    assert not app.exception
    assert not app.warning
    assert not app.error
    assert [title.value for title in app.title] == [
        "Sunderland" if place else pages.TITLES["places"]
    ]


def test_every_chart_has_a_text_alternative_and_every_figure_a_table_and_a_download():
    app = open_places(place=SUNDERLAND)
    assert len(app.get("plotly_chart")) == 3
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))
    assert len(csv_buttons(app)) == 4
    assert "No person has checked a sample yet." in texts(app)
    names = [f"place-{SUNDERLAND}-{part}" for part in ("inspections", "returns", "profile")]
    assert texts(unfolded(app, *names)).count("<table") == 8


@pytest.mark.parametrize("name", ["sunderland", "SUNDERLAND", SUNDERLAND])
def test_an_area_is_found_by_name_or_number(name):
    assert open_places(place=name).title[0].value == "Sunderland"


def test_every_area_has_a_page_of_its_own():
    areas = data.read_areas()
    for area in areas.iloc[::26].itertuples():
        app = open_places(place=area.place)
        assert not app.exception, area.name
        assert app.title[0].value == area.name
        assert area.name.replace(". ", ".\u00a0") in headers(app) or not isinstance(area.urn, str)


def test_an_abolished_area_leads_to_its_successors_and_back():
    app = open_places(place="cumbria")
    assert "was abolished: its last day was 31 March 2023" in texts(app)
    assert f"place={CUMBERLAND}" in texts(app)
    assert not app.get("plotly_chart")
    assert f"place={CUMBRIA}" in texts(open_places(place=CUMBERLAND))


def test_an_unknown_area_gives_a_message_and_the_map():
    app = open_places(place="atlantis")
    assert len(app.warning) == 1
    assert "atlantis" not in app.warning[0].value
    assert 'class="tiles"' in texts(app)


def test_picking_an_area_opens_its_page_and_the_link_follows():
    app = open_places(rating="good")
    app.selectbox(key="pick-place").select(SUNDERLAND).run()
    assert app.title[0].value == "Sunderland"
    assert (
        app.query_params["place"],
        app.query_params["rating"],
    ) == (SUNDERLAND, "good")


def test_colouring_by_a_theme_is_the_filter_by_that_theme():
    app = open_places()
    app.selectbox(key="pick-colour").select("casework/timeliness").run()
    assert app.query_params["theme"] == "casework/timeliness"
    assert "Timeliness of casework: in the latest report" in headers(app)
    assert "Latest report lists it: " in texts(app)
    app.selectbox(key="pick-colour").select("rating").run()
    assert "theme" not in app.query_params
    assert "Outstanding: " in texts(app)


def test_several_themes_colour_the_map_together():
    app = open_places(theme=["casework/timeliness", "oversight/supervision"])
    assert app.selectbox(key="pick-colour").value == "filters"
    assert "Latest report lists it: " in texts(app)


def linked_counts(shown):
    """Of every inspection of a council's page the address behind it and its number of items."""
    return re.findall(
        r'<th scope="row"><a href="([^"]*/quotes\?[^"]*)"[^>]*>[^<]*</a></th><td>[^<]*</td>'
        r'<td class="number">([\d,]+)</td>',
        shown,
    )


def count_of(address, release):
    """How many recommendations the quotes at an address are."""
    view, messages = read_link(parse_qs(urlsplit(html.unescape(address)).query), release.vocabulary)
    assert not messages
    return int(choose_recommendations(release.dataset, view.selection, coded=True).sum())


def test_counts_of_an_inspection_open_the_quotes_they_count():
    release = data.read_release()
    shown = texts(open_places(place=SUNDERLAND))
    linked = linked_counts(shown)
    assert len(linked) == (release.dataset.reports["urn"] == SUNDERLAND).sum() == 4
    for address, items in linked:
        assert count_of(address, release) == int(items)
    everything, count = re.search(r'href="([^"]*)"[^>]*>Read all ([\d,]+) rec', shown).groups()
    assert count_of(everything, release) == int(count) == sum(int(items) for _, items in linked)


def test_a_theme_of_a_recommendation_opens_those_of_the_council_that_carry_it():
    release = data.read_release()
    shown = texts(open_places(place=SUNDERLAND))
    chips = re.findall(r'class="chips".*?</ul>', shown)
    links = [link for chip in chips for link in re.findall(r'href="([^"]*)"', chip)]
    assert links
    for link in links:
        asked = parse_qs(urlsplit(html.unescape(link)).query)
        assert set(asked) == {"area", "theme"}
        assert count_of(link, release) >= 1


def test_no_report_chosen_is_said_in_words_on_the_map():
    assert "No reports match these filters" in headers(open_places(framework="F1"))


def shown_of(app):
    """What a page says and draws, without its links to itself and the side bar."""
    said = re.sub(r'<div class="actions">.*?</details>| href="[^"]*"', "", texts(app.main))
    return said, headers(app.main), [chart.proto.alt for chart in app.main.get("plotly_chart")]


@pytest.mark.parametrize("name", [name for name in FILTERS if name != "scheme"])
def test_the_page_of_a_council_ignores_filters_and_keeps_them(name):
    plain = open_places(place=SUNDERLAND)
    filtered = open_places(place=SUNDERLAND, **{name: FILTERS[name]})
    assert shown_of(filtered) == shown_of(plain)
    assert not filtered.exception
    assert in_link(filtered, name) == FILTERS[name]


def test_the_address_of_an_area_is_short():
    assert page_address("places", View(place=SUNDERLAND), data.read_release().vocabulary).endswith(
        f"/places?place={SUNDERLAND}"
    )


def test_no_area_has_two_reports_of_a_framework_in_a_year_so_that_a_link_to_one_shows_one():
    assert not data.read_release().dataset.reports.duplicated(["urn", "framework", "year"]).any()


def test_all_councils_are_set_beside_one_comparator_with_its_interval():
    app = open_places()
    told = texts(app)
    assert "With the next report of another council, of like framework and length," in told
    assert re.search(r"The difference is [0-9.]+ points \(95% interval [0-9.]+ to [0-9.]+\)", told)
    assert "had not listed it" not in told
