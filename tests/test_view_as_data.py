"""Every page that has data says where they are, with a ready line for Python, R and Excel, and they
are those of its view.
"""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from urllib.parse import urlsplit

import pytest

from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.served.counted import count_shown
from ofsted.served.site import Site
from tests.asgi import ask
from tests.pages import open_bare, texts
from tests.test_served import PUBLIC, make_app, parse

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_hydrated")]

LINES = re.compile(
    r"<dt>Python</dt><dd><code>pandas\.read_csv\(\"(?P<python>[^\"]+)\"\)</code></dd>"
    r"<dt>R</dt><dd><code>read\.csv\(\"(?P<r>[^\"]+)\"\)</code></dd>"
    r"<dt>Excel</dt><dd><code>Data, From Web: (?P<excel>[^<]+)</code></dd>"
)
FILTERS = {"framework": "F4", "rating": "good"}
PAGES = [
    ("overview", {}, "themes"),
    ("themes", FILTERS, "themes"),
    ("heatmap", FILTERS, "heatmap"),
    ("compare", {"framework": "F4"}, "compare"),
    ("trends", {"framework": "F4"}, "trends"),
    ("change", FILTERS, "change"),
    ("quotes", {**FILTERS, "page": "2"}, "recommendations"),
    ("places", FILTERS, "areas"),
    ("places", {"place": "leeds"}, "recommendations"),
    ("basket", {"id": ["2761820-02", "2761820-01"]}, "basket"),
]


@pytest.fixture(scope="module")
def app():
    return make_app(Site("", PUBLIC))


def shown_lines(page: str, parameters: dict) -> dict[str, str]:
    return LINES.search(unescape(texts(open_bare(page, **parameters)))).groupdict()


def rows_at(app, address: str) -> list[dict]:
    parts = urlsplit(address)
    answer = ask(app, f"{parts.path}?{parts.query}")
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize(("page", "parameters", "table"), PAGES)
def test_a_page_has_its_data_with_a_line_for_three_programs(app, page, parameters, table):
    lines = shown_lines(page, parameters)
    assert len(set(lines.values())) == 1
    address = lines["python"]
    assert urlsplit(address).path.endswith(f"/api/v1/{table}.csv")
    assert rows_at(app, address)


def test_the_data_of_the_main_points_are_of_the_inspections_that_they_are_about(app, counted):
    wanted = count_shown(counted, Selection(framework=("F4",)), "category", "share")
    of_page = parse(ask(app, "/view/overview").text).links
    (plain,) = [link for link in of_page if link.startswith("/api/v1/themes.csv")]
    for address in (shown_lines("overview", {})["python"], plain):
        hits = [int(row["hit_count"]) for row in rows_at(app, address)]
        assert hits == wanted["hit_count"].tolist()


def test_the_data_of_a_council_are_its_recommendations(app, counted):
    rows = rows_at(app, shown_lines("places", {"place": "leeds"})["r"])
    assert {row["area_name"] for row in rows} == {"Leeds"}
    own = counted.recommendations["area_name"] == "Leeds"
    assert len(rows) == int((choose_recommendations(counted, Selection()) & own).sum())


def test_a_further_page_of_cards_has_all_its_recommendations_as_data(app):
    first = shown_lines("quotes", FILTERS)
    assert shown_lines("quotes", {**FILTERS, "page": "2"}) == first
    links = parse(ask(app, "/view/recommendations?framework=F4&rating=good&page=2").text).links
    for kind in ("csv", "xlsx"):
        (link,) = [each for each in links if f"/recommendations.{kind}" in each]
        assert "page=" not in link
    count = json.loads(ask(app, "/api/v1/recommendations.json?framework=F4&rating=good").text)
    assert len(rows_at(app, first["excel"])) == count["row_count"]


@pytest.mark.parametrize("page", ["reliability", "about"])
def test_a_page_without_data_of_its_own_does_not_promise_any(page):
    shown = texts(open_bare(page))
    assert "Show the links" in shown
    assert "this view as data" not in shown
