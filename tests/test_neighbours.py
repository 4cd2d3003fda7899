"""Statistical neighbours are compared over the reports of one framework, said with n of N, and do
not stay as a filter when the reader goes to another page.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs

import pytest

from ofsted.analysis.counting.neighbours import (
    Covered,
    count_covered,
    like_reports,
    whose_neighbours,
)
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.analysis.headlines.places import describe_covered
from ofsted.dashboard.held import data
from tests.pages import headers, markup, open_bare, texts

pytestmark = pytest.mark.usefixtures("nothing_hydrated")


@pytest.fixture(scope="module")
def councils(release):
    """The rows of councils that a report is on."""
    areas = data.read_areas()
    covered = areas[areas["urn"].isin(list(release.dataset.area_names))]
    return list(covered.itertuples(index=False))


@pytest.fixture(scope="module")
def bradford(councils):
    return next(area for area in councils if area.name == "Bradford")


def test_like_reports_are_of_the_framework_of_the_latest_full_report(release, councils):
    reports = release.dataset.reports
    for area in councils:
        own = reports[(reports["urn"] == area.urn) & (reports["variant"] != "lscb-review")]
        own = own[own["framework"] != "LAC-2013"]
        latest = own.loc[own["inspected_to_on"].astype(str).idxmax(), "framework"]
        assert like_reports(release.dataset, area.urn) == Selection(framework=(latest,))


def test_what_is_covered_is_counted_by_hand(release, councils):
    reports = release.dataset.reports
    for area in councils[::7]:
        like = like_reports(release.dataset, area.urn)
        theirs = reports[
            reports["urn"].isin(list(area.neighbours))
            & reports["framework"].isin(like.framework)
            & (reports["variant"] != "lscb-review")
        ]
        years = sorted(theirs["year"])
        expected = Covered(10, theirs["urn"].nunique(), len(theirs), (years[0], years[-1]))
        assert count_covered(release.dataset, like, area.neighbours) == expected, area.name


def test_neighbours_that_are_not_covered_are_said_so():
    none = describe_covered(Covered(10, 0, 0, None), Selection(framework=("F4",)))
    assert none.endswith("0 of 10 neighbours have ILACS reports here.")
    one = describe_covered(Covered(10, 1, 1, (2019, 2019)), Selection())
    assert "1 of 10 neighbours has reports: 1 in all" in one


def test_only_just_the_neighbours_of_a_council_are_named_as_such(councils):
    areas = data.read_areas()
    for area in councils[::9]:
        assert whose_neighbours(areas, list(area.neighbours)[::-1]) == area.name
    near = list(councils[0].neighbours)
    assert whose_neighbours(areas, near[:-1]) is None
    assert whose_neighbours(areas, [*near, councils[0].urn]) is None
    assert whose_neighbours(areas, ()) is None


def links_of(app) -> dict[str, dict[str, list[str]]]:
    """What the links of a page ask for, by their words."""
    links = [link.proto for link in app.get("page_link")]
    return {link.label: parse_qs(link.query_string) for link in links}


def test_the_page_compares_one_framework_and_leads_to_the_same(release, bradford):
    app = open_bare("places", place="bradford")
    assert not app.exception
    shown = texts(app)
    assert '<h2 id="alike">Statistical neighbours of Bradford</h2>' in shown
    like = like_reports(release.dataset, bradford.urn)
    covered = count_covered(release.dataset, like, bradford.neighbours)
    assert f"{covered.covered_count} of 10 neighbours have ILACS reports: " in shown
    asked = links_of(app)["Read their recommendations"]
    assert asked["framework"] == ["F4"]
    assert set(asked["area"]) == set(bradford.neighbours)
    assert "in ILACS reports" in headers(app)
    chosen = Selection(framework=("F4",), area=(bradford.urn,))
    own = int(choose_recommendations(release.dataset, chosen).sum())
    assert f"{own} recommendations to Bradford in ILACS reports" in headers(app)


def test_neighbours_do_not_stay_as_a_filter_when_the_reader_goes_to_another_page(bradford):
    asked = {"area": list(bradford.neighbours), "framework": "F4"}
    app = open_bare("quotes", **asked)
    assert "Statistical neighbours of Bradford. " in unescape(texts(app))
    links = links_of(app)
    for name in ("Explore", "Councils", "Methods"):
        assert "area" not in links[name], name
        assert links[name]["framework"] == ["F4"]
    chips = [button for button in app.button if str(button.key).startswith("chip-area")]
    (chip,) = chips
    assert 'content: "Filters (2)"' in unescape(markup(app))
    assert "Statistical neighbours of Bradford" in chip.label
    chip.click().run()
    assert not app.exception
    assert "area" not in app.query_params
    some = open_bare("quotes", area=list(bradford.neighbours)[:3], framework="F4")
    assert len(links_of(some)["Explore"]["area"]) == 3


def test_the_table_of_neighbours_prints_days_in_words(bradford):
    app = open_bare("places", place="bradford")
    table = texts(app).partition("Statistical neighbours of Bradford, nearest first")[2]
    assert re.search(r"<td>\d{1,2} [A-Z][a-z]+ 20\d\d</td>", table)
    assert not re.search(r"<td>20\d\d-\d\d-\d\d</td>", table)


def test_what_a_council_page_leads_to_keeps_the_list_of_themes():
    app = open_bare("places", place="bradford", scheme="strict")
    asked = links_of(app)["Read their recommendations"]
    assert asked["scheme"] == ["strict"]
    told = markup(app).partition('<ol class="told">')[2].partition("</ol>")[0]
    lists = re.findall(r'href="[^"]*/quotes\?([^"]*theme=[^"]*)"', unescape(told))
    assert lists
    assert all("scheme=strict" in query for query in lists)
