"""Similar recommendations, as the server writes them for a fold that somebody opens."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from streamlit import file_util

from ofsted.dashboard.held import data, memory
from ofsted.dashboard.parts.cards import similar_fold
from ofsted.served.entries import make_recommendation
from ofsted.served.limits import Allowance, Desk
from ofsted.served.routes import make_guard, make_routes
from ofsted.served.similar import find_similar
from ofsted.served.site import Site
from ofsted.served.source import Source
from tests.asgi import ask

STATIC_ROOT = Path(file_util.get_static_dir())
SOURCE = Source(
    data.read_release,
    data.read_areas,
    dict,
    memory.find,
    read_neighbours=data.read_neighbours,
)


def make_app(site: Site, source: Source) -> Starlette:
    routes = make_routes(site, source, STATIC_ROOT, Desk(Allowance(burst=100_000)))
    return Starlette(routes=routes, middleware=[make_guard(site, routes, STATIC_ROOT)])


@pytest.fixture(scope="module")
def key() -> str:
    return next(iter(data.read_neighbours()))


def test_the_list_holds_the_stored_neighbours_in_their_order_each_with_its_way(key: str) -> None:
    answer = ask(make_app(Site("/explorer"), SOURCE), f"/explorer/recommendation/{key}/similar")
    assert answer.status == 200
    assert answer.headers["x-robots-tag"] == "noindex"
    ways = re.findall(r'href="/explorer/quotes\?quote=([0-9-]+)" target="_self"', answer.text)
    assert tuple(ways) == data.read_neighbours()[key]
    rows = data.read_release().dataset.recommendations.set_index("recommendation_id")
    shown = unescape(answer.text)
    for other in ways:
        assert rows.loc[other, "summary"] in shown
        assert f"{rows.loc[other, 'area_name']}, " in shown


def test_wording_is_shown_where_it_is_proved_and_as_text(key: str, monkeypatch) -> None:
    hostile = '<script>alert("1")</script> & more'
    monkeypatch.setattr(Source, "find_wording", lambda self, row: hostile)
    text = ask(make_app(Site(""), SOURCE), f"/recommendation/{key}/similar").text
    assert "<script" not in text
    assert unescape(text).count(f"<q>{hostile}</q>") == 10
    assert "our summary" not in text


@pytest.mark.parametrize("unknown", ["1-01", "..", "%3Cb%3E", "50004352-01'"])
def test_an_unknown_recommendation_has_no_list(unknown: str) -> None:
    answer = ask(make_app(Site(""), SOURCE), f"/recommendation/{unknown}/similar")
    assert answer.status == 404
    assert "<b>" not in answer.text


def test_where_nothing_is_like_it_that_is_said(key: str) -> None:
    alone = replace(SOURCE, read_neighbours=dict)
    text = ask(make_app(Site(""), alone), f"/recommendation/{key}/similar").text
    assert "No other report has a recommendation like it." in text


def test_a_release_without_one_of_them_leaves_it_out(key: str) -> None:
    near = ("0-00", *data.read_neighbours()[key])
    source = replace(SOURCE, read_neighbours=lambda: {key: near})
    assert [each.key for each in find_similar(key, source, Site(""))] == list(near[1:])


def test_the_page_without_scripts_has_them_too(key: str) -> None:
    page = make_recommendation(key, SOURCE, Site(""))
    section = next(each for each in page.sections if "other councils" in each.headline)
    assert section.table is not None
    ways = [row[0].link.rpartition("/")[2] for row in section.table.rows]
    assert ways == list(data.read_neighbours()[key])
    alone = make_recommendation(key, replace(SOURCE, read_neighbours=dict), Site(""))
    assert any("No other report has" in text for each in alone.sections for text in each.about)


def test_a_fold_costs_few_bytes_until_it_is_opened(key: str) -> None:
    """Twenty cards a page: less than 2 kB together."""
    assert len(similar_fold(key)) * 20 < 2_000
    assert similar_fold('"><script>').count("<") == 4


def test_a_phrase_has_its_lead_in_and_a_statistical_neighbour_is_named_as_such(
    key: str, monkeypatch
) -> None:
    monkeypatch.setattr(Source, "find_wording", lambda self, row: "The lamps in the harbour")
    rows = data.read_release().dataset.recommendations.set_index("recommendation_id", drop=False)
    areas = data.read_areas().set_index("urn")
    named = 0
    for one in list(data.read_neighbours())[::97]:
        near = set(areas.loc[rows.loc[one, "urn"], "neighbours"])
        for each in find_similar(one, SOURCE, Site("")):
            assert bool(each.lead_in) == (rows.loc[each.key, "framework"] == "F4")
            assert each.is_near == (rows.loc[each.key, "urn"] in near)
            named += each.is_near
    assert named > 5
    app = make_app(Site(""), SOURCE)
    texts = [ask(app, f"/recommendation/{one}/similar").text for one in rows.index[::400]]
    assert any("<strong>What needs to improve:</strong> <q>" in text for text in texts)
    assert any("· statistical neighbour" in text for text in texts)
    monkeypatch.setattr(Source, "find_wording", lambda self, row: None)
    assert "What needs to improve" not in ask(app, f"/recommendation/{key}/similar").text
