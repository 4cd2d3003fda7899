"""Links that were made for a kept release are served from it, labelled, with what has changed."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from starlette.applications import Starlette
from streamlit import file_util

from ofsted import paths
from ofsted.analysis.counting.changes import compare_rows, count_changes
from ofsted.analysis.counting.dataset import join_dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.dashboard.held import data
from ofsted.dashboard.held.published import current_source
from ofsted.errors import SchemaError
from ofsted.served.editions import Editions
from ofsted.served.limits import Allowance, Desk
from ofsted.served.routes import make_guard, make_routes
from ofsted.served.site import Site
from ofsted.steps.releases import read_release
from tests import pages
from tests.asgi import ask

FIRST = "4010a0009f"
STATIC_ROOT = Path(file_util.get_static_dir())
SITE = Site("", "https://example.org/explorer")


def make_app(source=None) -> Starlette:
    desk = Desk(Allowance(burst=100_000))
    routes = make_routes(SITE, source or current_source(), STATIC_ROOT, desk)
    return Starlette(routes=routes, middleware=[make_guard(SITE, routes, STATIC_ROOT)])


@pytest.fixture(scope="module")
def app():
    return make_app()


def words_of(text: str) -> str:
    main = re.search(r"<main.*?</main>", text, re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


KEPT_PAGES = [
    "/view/overview",
    "/view/themes?framework=F4",
    "/view/themes?by=rating&level=theme",
    "/view/heatmap?by=year",
    "/view/compare?framework=F4",
    "/view/recommendations?q=supervision",
    "/area",
    "/area/bradford",
    "/area/cumbria",
    "/theme/groups",
    "/theme/oversight/iro-cp-chairs",
    "/recommendation/2761820-01",
]


def of_first(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}v={FIRST}"


@pytest.mark.parametrize("address", KEPT_PAGES)
def test_a_page_of_a_kept_release_is_labelled_and_leads_on_within_it(app, address):
    answer = ask(app, of_first(address))
    assert answer.status == 200
    text = words_of(answer.text)
    assert text.startswith(f"Release {FIRST} of 26 November 2026, as it was")
    absent = re.search(r"Not in this release: ([^.]*)\.", text)[1].split("; ")
    assert "what the next report shows of a recommendation" in absent
    assert "whether it asks for a process, an output or an outcome" in absent
    assert f"Data version {FIRST}." in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    links = re.findall(r'<a href="(/[^"]*)"', answer.text)
    outside = [link for link in links if f"v={FIRST}" not in link]
    assert len(outside) == 1  # the way to the same page today
    assert "v=" not in outside[0]
    assert f"Release {FIRST}" not in ask(app, unescape(outside[0])).text


def test_every_link_of_a_page_of_a_kept_release_leads_somewhere(app):
    text = ask(app, of_first("/area/bradford")).text + ask(app, of_first("/view/overview")).text
    links = sorted(set(re.findall(r'<a href="(/[^"]*)"', text)))
    assert len(links) > 100
    for link in links[::7]:
        assert ask(app, unescape(link)).status == 200, link


def test_what_stands_on_a_page_of_a_kept_release_is_what_that_release_says(app):
    kept = pd.read_parquet(paths.RELEASES / FIRST / "recommendations.parquet")
    summaries = kept.set_index("recommendation_id")["summary"]
    page = unescape(ask(app, of_first("/recommendation/2761820-01")).text)
    assert summaries["2761820-01"] in page
    assert summaries["2761820-01"] not in ask(app, "/recommendation/2761820-01").text


def test_other_releases_do_not_mix_in_what_is_remembered(app):
    for _ in range(2):
        kept = ask(app, of_first("/view/themes?framework=F4")).text
        now = ask(app, "/view/themes?framework=F4").text
        assert "Casework and direct practice" in kept
        assert "Casework and direct practice" not in now


def test_a_version_that_is_not_kept_gets_the_current_figures_and_is_told_so(app):
    for address in ("/view/themes?framework=F4", "/area/bradford", "/theme/groups"):
        answer = ask(app, f"{address}{'&' if '?' in address else '?'}v=0123456789")
        assert answer.status == 200
        assert "a version of the data that is not kept here" in answer.text


@pytest.mark.parametrize("version", ["0123456789", "../../etc", "4010a0009f/..", "%00", "1999.1"])
def test_data_of_a_version_that_is_not_kept_are_refused(app, version):
    answer = ask(app, f"/api/v1/themes.json?v={version}")
    assert answer.status == 400
    (fault,) = json.loads(answer.text)["parameters"]
    assert fault["name"] == "v"
    assert "etc" not in fault["message"]


def test_data_of_a_kept_release_are_its_own_and_say_what_has_changed(app):
    answer = ask(app, of_first("/api/v1/recommendations.json?area=80486"))
    held = json.loads(answer.text)
    assert held["data_version"] == answer.headers["x-data-version"] == FIRST
    assert {row["next_report"] for row in held["rows"]} == {None}
    assert held["release"]["made_on"] == "2026-11-26"
    assert held["release"]["doi"] is None
    assert held["release"]["current_version"] == data.data_version()
    assert held["release"]["counts"]["Recommendations"].keys() == {"then", "now"}
    assert f"v={FIRST}" in held["address"]
    assert "release" not in json.loads(ask(app, "/api/v1/recommendations.json?area=80486").text)


def test_all_recommendations_of_a_kept_release_can_be_had_page_by_page(app):
    address, count = of_first("/api/v1/recommendations.json?body=both"), 0
    while address:
        held = json.loads(ask(app, address).text)
        assert held["data_version"] == FIRST
        count += len(held["rows"])
        address = (held["next"] or "").removeprefix(SITE.public)
    assert count == 4_664


@pytest.mark.parametrize("asked", ["next=delay", "orientation=outcome"])
def test_a_filter_that_the_release_does_not_have_is_refused_by_name(app, asked):
    for address in ("/view/recommendations", "/api/v1/recommendations.json"):
        answer = ask(app, of_first(f"{address}?{asked}"))
        assert answer.status == 400
        name = asked.partition("=")[0]
        assert f"{name}: release {FIRST} does not have it" in answer.text


def test_the_title_of_a_link_is_that_of_its_release(app):
    for _ in range(50):
        text = unescape(ask(app, of_first("/themes?framework=F4")).text)
        if "Casework" in text:
            break
    assert 'og:title" content="Casework and direct practice' in text
    assert f"release {FIRST} of 26 November 2026" in text


def test_defaults_of_the_release_hold_where_a_link_does_not_say():
    source = current_source().find_kept(FIRST)
    vocabulary = source.release().vocabulary
    assert vocabulary.default_of("sort") == "newest"
    assert current_source().release().vocabulary.default_of("sort") == "best"


def test_the_feed_of_releases_names_those_that_are_kept(app):
    text = ask(app, "/feed/releases.atom").text
    assert f"https://example.org/explorer/view/overview?v={FIRST}" in text
    assert text.count("<entry>") >= 2


# What has changed


@pytest.fixture(scope="module")
def kept():
    return read_release(FIRST)


def test_counts_and_recommendations_that_moved_are_counted(kept):
    then = kept.in_scheme("full")
    rows = then.recommendations.copy()
    area = rows["urn"].iloc[0]
    own = rows.index[rows["urn"] == area]
    rows = rows.drop(own[0])
    rows.at[own[1], "themes"] = ["casework/timeliness", "casework/plan-quality"]
    rows.at[own[1], "categories"] = ["casework"]
    rows.at[own[2], "summary"] = "An invented summary."
    now = replace(join_dataset(then.reports, rows, then.codebook), scheme="full")
    selection = Selection(body="both", area=(area,))
    changed = compare_rows(then, now, selection)
    assert (changed.added, changed.gone, changed.rethemed) == (0, 1, 1)
    assert (changed.reworded, changed.resummarised) == (0, 1)
    assert changed.kept == len(own) - 1
    reports, items, mentions = count_changes(then, now, selection)
    assert (items.then, items.now) == (len(own), len(own) - 1)
    assert not reports.has_moved
    assert mentions.has_moved
    other = compare_rows(now, then, selection)
    assert (other.added, other.gone) == (1, 0)


# Memory, and releases that are damaged


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.RELEASES, tmp_path / "releases"))


def test_a_release_is_read_once_and_only_the_last_are_held(releases, monkeypatch):
    read = []
    monkeypatch.setattr(
        "ofsted.served.editions.read_release",
        lambda version, folder: read.append(version) or read_release(version, folder),
    )
    editions, current = Editions(releases, most=1), current_source()
    others = [path.name for path in releases.iterdir() if path.name != FIRST]
    for version in (FIRST, FIRST, others[0], FIRST):
        assert editions.find(version, current).release().version == version
    assert read == [FIRST, others[0], FIRST]


@pytest.mark.parametrize("name", ["reports.parquet", "build.json", "about.json"])
def test_a_release_that_is_damaged_is_named_with_what_brings_it_back(releases, name):
    damaged = releases / FIRST / name
    damaged.write_bytes(damaged.read_bytes()[:-100] + b"x" * 100)
    with pytest.raises(SchemaError, match=f"{FIRST}.*git restore data/releases/{FIRST}"):
        read_release(FIRST, releases)
    source = replace(current_source(), keeper=Editions(releases))
    answer = ask(make_app(source), of_first("/view/themes"))
    assert answer.status == 503
    assert ask(make_app(source), "/view/themes").status == 200


# The dashboard


def box(opened) -> str:
    found = [part.proto.body for part in opened.get("html") if 'class="kept"' in part.proto.body]
    return unescape(found[0]) if found else ""


def test_the_dashboard_leads_to_the_view_as_it_was_and_shows_both_figures(app):
    opened = pages.open_bare("themes", framework="F4", v=FIRST)
    shown = box(opened)
    assert f"made for release {FIRST} of 26 November 2026" in shown
    address = re.search(r'href="([^"]*)"', shown)[1]
    assert address == f"/view/themes?framework=F4&v={FIRST}"
    assert "Casework and direct practice is named most often" in shown
    assert "Day-to-day work with children and families is named most often" in shown
    assert "1,452" in shown
    assert not pages.warnings(opened)
    assert "as it was" in ask(app, address).text


@pytest.mark.parametrize("page", [page for page in pages.TITLES if page != "overview"])
def test_the_box_stands_on_every_page(page):
    shown = box(pages.open_bare(page, v=FIRST))
    assert re.search(r">See [a-z ]+ in that release</a>", shown)


@pytest.mark.parametrize(
    ("page", "parameters", "address"),
    [
        ("overview", {}, "/view/overview"),
        ("places", {"place": "80486"}, "/area/barking-and-dagenham"),
        ("quotes", {"quote": "2761820-01"}, "/recommendation/2761820-01"),
        ("about", {}, "/view/overview"),
    ],
)
def test_other_pages_lead_to_what_stands_for_them(app, page, parameters, address):
    shown = box(pages.open_bare(page, v=FIRST, **parameters))
    found = re.search(r'href="([^"]*)"', shown)[1]
    assert found == f"{address}?v={FIRST}"
    assert ask(app, found).status == 200


def test_a_link_for_the_current_release_or_without_one_has_no_box(release):
    assert not box(pages.open_bare("themes", framework="F4", v=release.version))
    assert not box(pages.open_bare("themes", framework="F4"))


def test_a_version_that_is_not_kept_is_told_of_in_the_dashboard():
    opened = pages.open_bare("themes", framework="F4", v="0123456789")
    assert not box(opened)
    assert "not kept here" in pages.warnings(opened)[0]


def test_the_box_goes_once_the_reader_changes_something():
    opened = pages.open_bare("themes", framework="F4", v=FIRST)
    opened.checkbox(key="rating-good").check().run()
    assert not box(opened)
