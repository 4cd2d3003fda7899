"""What the web server answers besides the dashboard: asked of the routes alone, and of a running
server.
"""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pandas as pd
import pytest
from starlette.applications import Starlette
from streamlit import file_util

from ofsted import paths
from ofsted.address.view import View
from ofsted.analysis.counting.counts import count_codes
from ofsted.analysis.counting.selection import Selection
from ofsted.dashboard import navigation
from ofsted.dashboard.held import data, memory
from ofsted.served import entries, tables
from ofsted.served.asked import HEEDED, canonical_query, is_too_long, read_strictly
from ofsted.served.columns import COLUMNS
from ofsted.served.counted import count_shown
from ofsted.served.document import read_shell
from ofsted.served.headlines import PAGES
from ofsted.served.limits import Allowance, Busy, Desk, TooMany
from ofsted.served.routes import make_guard, make_routes
from ofsted.served.site import Site, make_site
from ofsted.served.source import Source
from ofsted.served.templating import render
from tests import pages
from tests.asgi import ask

pytestmark = pytest.mark.slow

STATIC_ROOT = Path(file_util.get_static_dir())
PUBLIC = "https://example.org/explorer"
HOSTILE = '"><script>alert(1)</script>'


def make_app(
    site: Site, quotes: dict[str, str] | None = None, allowance: Allowance | None = None
) -> Starlette:
    source = Source(data.read_release, data.read_areas, lambda: quotes or {}, memory.find)
    desk = Desk(allowance or Allowance(burst=100_000))
    routes = make_routes(site, source, STATIC_ROOT, desk)
    return Starlette(routes=routes, middleware=[make_guard(site, routes, STATIC_ROOT)])


@pytest.fixture(scope="module")
def app():
    data.read_release()
    data.read_areas()
    made = make_app(Site("", PUBLIC))
    wait_for_headline(made, "/", PAGES["overview"].title)
    return made


def title_of(text: str) -> str:
    return unescape(re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1])


def meta(text: str, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)"', text)
    return unescape(found[1]) if found else ""


def canonical(text: str) -> str:
    found = re.search(r'<link rel="canonical" href="([^"]*)"', text)
    return unescape(found[1]) if found else ""


# Documents of the dashboard's own addresses


def test_every_page_of_the_dashboard_has_its_words_and_parameters():
    names = [page.name for page in navigation.PAGES]
    assert list(PAGES) == names
    assert set(HEEDED) == set(names)
    assert {name: words.title for name, words in PAGES.items()} == pages.TITLES


@pytest.mark.parametrize("page", PAGES)
def test_a_document_is_streamlits_own_with_a_head_of_ours(app, page):
    address = "/" if page == "overview" else f"/{page}"
    answer = ask(app, address)
    assert answer.status == 200
    text = answer.text
    own = (STATIC_ROOT / "index.html").read_text(encoding="utf-8")
    for script in re.findall(r"<script.*?</script>", own, re.DOTALL):
        assert script in text
    assert '<div id="root"></div>' in text
    assert "Streamlit</title>" not in text
    assert "service-desc" not in text
    assert "Streamlit app can also offer" not in text
    opening = "?framework=F4" if page != "overview" and "framework" in HEEDED[page] else ""
    assert canonical(text) == PUBLIC + address + opening
    assert meta(text, "og:url") == PUBLIC + address + opening
    assert meta(text, "og:title") == meta(text, "twitter:title") != ""
    assert meta(text, "og:description") == meta(text, "description") != ""


@pytest.mark.parametrize(
    ("page", "parameters"),
    [
        ("overview", {}),
        ("overview", {"rating": "inadequate"}),
        ("themes", {}),
        ("themes", {"framework": "F4", "level": "theme"}),
        ("themes", {"by": "rating", "framework": "F4"}),
        ("themes", {"unit": "reports", "theme": "groups/neglect"}),
        ("heatmap", {"by": "deprivation", "scheme": "strict"}),
        ("compare", {}),
        ("places", {"place": "80486"}),
    ],
)
def test_the_title_is_the_headline_that_the_page_shows(app, page, parameters):
    query = "&".join(f"{name}={value}" for name, value in parameters.items())
    address = f"/{'' if page == 'overview' else page}?{query}"
    wait_for_headline(app, address, PAGES[page].title)
    title = meta(ask(app, address).text, "og:title").removesuffix("…")
    opened = pages.open_bare(page, **parameters)
    shown = f"{pages.headers(opened)} {pages.texts(opened)}"
    assert title in shown.replace("\n", " ")


def wait_for_headline(app, address: str, general: str) -> None:
    """A headline that takes longer than a document waits is there for a later request."""
    for _ in range(100):
        if meta(ask(app, address).text, "og:title") != general:
            return
        time.sleep(0.1)


def test_the_description_names_the_last_inspection(app, counted):
    day = max(counted.reports["inspected_to_on"])
    description = meta(ask(app, "/themes").text, "description")
    assert description.endswith(f"Inspections up to {day.day} {day:%B %Y}.")
    assert len(description) <= 300


def test_a_recommendation_is_named_with_its_council(app):
    text = ask(app, "/quotes?quote=2761820-01").text
    assert meta(text, "og:title") == "Sandwell, 2013: recommendation 1"
    rows = data.read_release().dataset.recommendations.set_index("recommendation_id")
    assert meta(text, "description").startswith(rows.loc["2761820-01", "summary"])


def test_what_is_at_its_default_or_means_nothing_on_the_page_is_not_in_the_canonical_link(app):
    text = ask(app, "/themes?unit=share&place=80486&utm_source=x&rating=good&nonsense=1").text
    assert canonical(text) == f"{PUBLIC}/themes?rating=good"


def test_views_with_several_filters_are_not_indexed(app):
    assert meta(ask(app, "/themes?rating=good").text, "robots") == ""
    assert meta(ask(app, "/themes?rating=good&framework=F4").text, "robots") == "noindex"


def test_without_a_public_address_nothing_is_made_of_the_host():
    text = ask(make_app(Site()), "/themes", headers={"host": "evil.example"}).text
    assert canonical(text) == ""
    assert meta(text, "og:url") == ""
    assert "evil.example" not in text


def test_without_a_public_address_page_data_and_references_say_where_their_address_is_within():
    app, evil = make_app(Site()), {"host": "evil.example"}
    told = "Address within the dashboard: /"
    table = ask(app, "/api/v1/themes.json?framework=F4", headers=evil)
    answers = (
        ask(app, "/view/themes?framework=F4", headers=evil).text,
        json.loads(table.text)["citation"],
        table.headers["x-citation"],
        ask(app, "/files/dataset.csl.json", headers=evil).text,
    )
    for answer in answers:
        assert told in answer
        assert "evil.example" not in answer
    feed = ask(app, "/feed/releases.atom", headers=evil).text
    assert "evil.example" not in feed
    named = ask(make_app(Site("", PUBLIC)), "/api/v1/themes.json?framework=F4").text
    assert told not in named
    assert f"CC BY 4.0. {PUBLIC}/api/v1/themes.csv" in json.loads(named)["citation"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x", "https://x/?a=b", "//x"])
def test_a_public_address_that_is_none_is_left_aside(address):
    assert make_site("", {"OFSTED_PUBLIC_URL": address}).public == ""


def test_a_document_that_did_not_change_is_not_sent_again(app):
    first = ask(app, "/heatmap?rating=good")
    tag = first.headers["etag"]
    again = ask(app, "/heatmap?rating=good", headers={"if-none-match": tag})
    assert (again.status, again.body) == (304, b"")
    other = ask(app, "/heatmap?rating=inadequate", headers={"if-none-match": tag})
    assert other.status == 200


def test_head_gives_the_same_headers_as_get(app):
    got, head = ask(app, "/themes"), ask(app, "/themes", method="HEAD")
    assert head.status == 200
    assert head.body == b""
    assert dict(head.headers) == dict(got.headers)


def test_an_address_under_a_base_path_keeps_it_everywhere():
    app = make_app(Site("/explorer", PUBLIC))
    text = ask(app, "/explorer/themes").text
    assert canonical(text) == f"{PUBLIC}/themes?framework=F4"
    assert 'src="/explorer/served/notice.js"' in text
    assert 'href="/explorer/view/themes?framework=F4"' in text
    assert ask(app, "/themes").status == 404
    assert ask(app, "/explorer").headers["location"] == "/explorer/"
    assert ask(app, "/explorer/").status == 200
    assert ask(app, "/explorer/overview").headers["location"] == "/explorer/"


def test_where_the_headline_takes_too_long_the_general_title_stands(monkeypatch):
    app = make_app(Site())
    monkeypatch.setattr("ofsted.served.headlines.tell", lambda *_: time.sleep(0.5))
    start = time.monotonic()
    text = ask(app, "/themes?rating=good&region=london").text
    assert meta(text, "og:title") == PAGES["themes"].title
    assert time.monotonic() - start < 0.4


@pytest.mark.parametrize("name", ["q", "a", "section", "place", "framework", HOSTILE])
def test_nothing_hostile_in_an_address_comes_back_as_markup(app, name):
    address = "?".join(("/quotes", f"{name}={HOSTILE}".replace('"', "%22").replace("<", "%3C")))
    text = ask(app, address).text
    assert "<script>alert" not in text
    assert "alert(1)" not in title_of(text)


def test_an_upgrade_that_changes_streamlits_document_is_noticed(tmp_path):
    index = tmp_path / "index.html"
    index.write_text("<html><title>Other</title></html>")
    with pytest.raises(Exception, match="expected once"):
        read_shell(index)


# Addresses


@pytest.mark.parametrize(
    "address",
    ["/nothing", "/themes/deeper", "/static/nothing.js", "/places/atlantis", "/_stcore", "/.env"],
)
def test_an_address_that_nothing_answers_gives_404_with_a_way_on(app, address):
    answer = ask(app, address)
    assert answer.status == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/view/themes"' in answer.text


def test_a_mistyped_page_is_told_the_nearest(app):
    assert '<a href="/heatmap">Heatmap</a>' in ask(app, "/heatmaps").text


@pytest.mark.parametrize("name", ["Bradford", "bradford", "London%20Borough%20of%20Barnet"])
def test_the_name_of_a_council_leads_to_its_page(app, name):
    answer = ask(app, f"/places/{name}")
    assert answer.status == 308
    assert re.fullmatch(r"/places\?place=[0-9]+", answer.headers["location"])


@pytest.mark.parametrize(
    "query", ["&".join(["a=1"] * 1001), "q=" + "x" * 16_001], ids=["fields", "bytes"]
)
def test_a_query_that_nobody_reads_answers_400(app, query):
    assert ask(app, f"/themes?{query}").status == 400
    assert not is_too_long(b"&".join([b"a=1"] * 999))


def test_robots_and_icon(app):
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in ask(app, "/robots.txt").text
    assert ask(app, "/icon.svg").headers["content-type"].startswith("image/svg+xml")


# Limits


def test_more_new_views_than_may_be_made_in_a_second_are_refused():
    allowance = Allowance(rate=0.001, burst=2)
    allowance.take()
    allowance.take()
    with pytest.raises(TooMany):
        allowance.take()


def test_a_computation_that_would_wait_too_long_is_refused():
    desk = Desk(most_waiting=2)
    waiting = [desk.begin(time.sleep, 0.2) for _ in range(2)]
    with pytest.raises(Busy):
        desk.begin(time.sleep, 0)
    for future in waiting:
        future.result()
    assert desk.begin(int).result() == 0


# What an address asks for, read strictly


def test_a_fault_names_the_parameter_and_the_nearest_known_values(release):
    read = read_strictly({"rating": ["inadequat"]}, release.vocabulary, ["rating"])[1]
    assert [fault.parameter for fault in read] == ["rating"]
    assert "inadequate" in read[0].nearest


def test_a_value_that_may_be_markup_is_never_repeated(release):
    for name in ("rating", "year", "sort", "theme", HOSTILE):
        allowed = ["rating", "year", "theme"]
        asked = {name: [HOSTILE]}
        _, faults = read_strictly(asked, release.vocabulary, allowed, tells_idle=True)
        assert len(faults) == 1
        assert "script" not in str(faults)


# Pages without scripts


PLAIN = [
    "/view",
    "/view/trends",
    "/view/trends?steps=quarter&framework=F4",
    "/view/overview",
    "/view/themes",
    "/view/themes?level=theme&unit=reports",
    "/view/themes?by=rating&framework=F4",
    "/view/themes?by=year&level=theme&unit=expected",
    "/view/heatmap",
    "/view/heatmap?by=year&level=theme",
    "/view/heatmap?by=region&level=theme&scheme=strict",
    "/view/change",
    "/view/change?by=region&framework=all",
    "/view/change?rating=outstanding&theme=groups/neglect&year=2015",
    "/view/compare",
    "/view/compare?by=region&level=theme",
    "/view/compare?by=none&a=framework%3DF3&b=framework%3DF4",
    "/view/recommendations",
    "/view/recommendations?q=supervision&page=2",
    "/view/recommendations?area=80486&rating=outstanding",
    "/area",
    "/area/bradford",
    "/area/cumbria",
    "/area/dorset-county-pre-2019",
    "/theme/oversight/iro-cp-chairs",
    "/theme/multi-agency/caf",
    "/theme/groups",
    "/recommendation/2761820-01",
    "/nothing",
    "/view/themes?rating=nothing",
]
LIGHT_BYTES = 100_000


class Strict(HTMLParser):
    """Notices tags that are not closed in their order, scripts and styles within the page."""

    VOID = ("meta", "link", "br", "hr", "img", "input")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.heads: list[str] = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        assert tag != "script"
        assert "style" not in values
        assert not any(name.startswith("on") for name in values)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if tag == "a" else []
        self.heads += [tag] if re.fullmatch("h[1-6]", tag) else []
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def parse(text: str) -> Strict:
    parser = Strict()
    parser.feed(text)
    parser.close()
    return parser


@pytest.mark.parametrize("address", ["/view/themes", "/view/heatmap", "/view/overview"])
def test_a_picture_is_told_of_once_with_the_filters_and_its_lowest_row(address):
    told = ask(make_app(Site("", PUBLIC)), address).text
    assert "(ILACS reports). Highest: " in told
    assert ".)." not in told
    assert "Lowest: Only says" not in told


@pytest.mark.parametrize("address", PLAIN)
def test_a_page_without_scripts_is_light_quick_and_sound(address):
    app = make_app(Site("", PUBLIC))
    data.read_engine()
    start = time.monotonic()
    answer = ask(app, address)
    assert time.monotonic() - start < 1.0
    assert len(answer.body) < LIGHT_BYTES
    parsed = parse(answer.text)
    assert parsed.open == []
    assert len(parsed.ids) == len(set(parsed.ids))
    assert parsed.heads.count("h1") == 1
    policy = answer.headers["content-security-policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy


def test_every_link_of_a_page_without_scripts_leads_somewhere(app):
    found = {link for path in PLAIN for link in parse(ask(app, path).text).links}
    own = sorted(link for link in found if link.startswith("/"))
    assert len(own) > 300
    for link in own[:: max(1, len(own) // 150)]:
        assert ask(app, link).status in (200, 308), link


def test_no_page_of_a_council_or_theme_is_heavy(app, release):
    # Wording that is not at hand is taken to be as long as it is in the report.
    rows = release.dataset.recommendations
    quotes = {row.recommendation_id: "word " * row.word_count for row in rows.itertuples()}
    source = Source(data.read_release, data.read_areas, lambda: quotes, memory.find)
    unproved = Source.find_wording
    try:
        Source.find_wording = lambda self, row: quotes[row.recommendation_id]
        counts = rows.groupby("area_name").size().sort_values()
        for name in counts.index[-3:]:
            place = release.vocabulary.find_code("place", name)
            page = entries.make_area(place, source, Site())
            body = render("page.html", page=page, site=Site())
            assert len(body.encode()) < LIGHT_BYTES, name
    finally:
        Source.find_wording = unproved


def test_the_page_of_a_council_lists_every_recommendation_the_latest_inspection_first(app, counted):
    text = ask(app, "/area/bradford").text
    rows = counted.recommendations[counted.recommendations["area_name"] == "Bradford"]
    keys = re.findall(r'<h3><a href="/recommendation/([0-9-]+)"', text)
    assert sorted(keys) == sorted(rows["recommendation_id"])
    newest = rows.sort_values("inspected_to_on").iloc[-1]["report_id"]
    assert keys[0].startswith(f"{newest}-")
    for row in rows.itertuples():
        assert f'href="{row.url}#page={row.page}"' in text


@pytest.mark.parametrize(
    ("address", "page", "parameters"),
    [
        ("/view/themes", "themes", {}),
        ("/view/themes?framework=all", "themes", {"framework": "all"}),
        ("/view/themes?framework=F4", "themes", {"framework": "F4"}),
        ("/view/heatmap?by=rating", "heatmap", {"by": "rating"}),
        ("/view/compare", "compare", {}),
    ],
)
def test_a_page_without_scripts_says_what_the_dashboard_says(app, address, page, parameters):
    text = unescape(ask(app, address).text)
    finding = re.search(r'<h2 id="part-1">(.*?)</h2>', text)[1]
    assert finding in pages.headers(pages.open_bare(page, **parameters))


def test_wording_is_shown_only_where_its_hash_proves_it(release):
    key = "2761820-01"
    app = make_app(Site(), {key: "Another text altogether."})
    text = ask(app, f"/recommendation/{key}").text
    assert "Another text" not in text
    assert "<strong>Our summary:</strong>" in text


def test_wording_that_is_proved_is_shown_as_text_only(release, monkeypatch):
    key = "2761820-01"
    hostile = f"Improve {HOSTILE}"
    monkeypatch.setattr(Source, "find_wording", lambda self, row: hostile)
    text = ask(make_app(Site()), f"/recommendation/{key}").text
    assert "<blockquote>Improve &#34;&gt;&lt;script&gt;" in text


def test_a_heatmap_in_which_every_group_is_too_small_has_counts(app):
    answer = ask(app, "/view/heatmap?framework=LAC-2013&by=rating")
    assert answer.status == 200
    assert re.search(r"[0-9]+ of [0-9]+", answer.text)


def test_other_spellings_of_a_council_lead_to_its_address(app):
    assert ask(app, "/area/80486").headers["location"] == "/area/barking-and-dagenham"
    assert ask(app, "/view/quotes").headers["location"] == "/view/recommendations"
    assert ask(app, "/view/nothing").status == 404


def test_what_is_not_understood_is_refused_and_the_nearest_offered(app):
    answer = ask(app, "/view/themes?rating=inadequat")
    assert answer.status == 400
    assert "inadequate" in answer.text
    hostile = ask(app, "/view/themes?rating=%3Cscript%3Ealert(1)%3C/script%3E")
    assert hostile.status == 400
    assert "alert" not in hostile.text


def test_parameters_of_other_pages_and_of_visit_counters_are_left_out(app):
    assert ask(app, "/view/themes?utm_source=x&place=80486").status == 200


# Data


@pytest.mark.parametrize("name", COLUMNS)
def test_every_table_is_what_its_description_says(app, name):
    described = json.loads(ask(app, "/api/v1/openapi.json").text)
    validator = jsonschema.Draft202012Validator(
        {**described["components"]["schemas"][name], "$schema": _DRAFT}
    )
    for query in ("", "rating=good", "framework=F4&theme=groups/neglect"):
        answer = ask(app, f"/api/v1/{name}.json?{query}")
        assert answer.status == 200
        held = json.loads(answer.text)
        assert [error.message for error in validator.iter_errors(held)][:3] == []
        assert held["columns"].keys() == {column.name for column in COLUMNS[name]}
        assert held["data_version"] == answer.headers["x-data-version"]
        assert answer.headers["access-control-allow-origin"] == "*"


_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def test_both_forms_of_a_table_hold_the_same(app):
    held = json.loads(ask(app, "/api/v1/heatmap.json?by=rating").text)
    frame = pd.read_csv(io.StringIO(ask(app, "/api/v1/heatmap.csv?by=rating").text))
    assert frame.columns.tolist() == list(held["columns"])
    assert frame["hit_count"].tolist() == [row["hit_count"] for row in held["rows"]]
    assert len(frame) == held["row_count"]


def test_the_data_are_the_counts_that_the_dashboard_shows(app, counted):
    held = json.loads(ask(app, "/api/v1/themes.json?by=rating&level=theme").text)
    counts = count_codes(counted, Selection(), level="theme", by="rating")
    assert [row["hit_count"] for row in held["rows"]] == counts["hit_count"].tolist()
    few = counts["report_count"] < 15
    assert few.any()
    assert all((row["share"] is None) == row["is_small"] for row in held["rows"])


@pytest.mark.parametrize(
    ("table", "query", "by"),
    [
        ("themes", "framework=F4", None),
        ("heatmap", "framework=F4&by=deprivation", "deprivation"),
        ("heatmap", "framework=F4", "rating"),
    ],
)
def test_the_data_of_a_view_hold_the_rows_that_its_page_shows(app, counted, table, query, by):
    held = json.loads(ask(app, f"/api/v1/{table}.json?{query}").text)
    counts = count_shown(counted, Selection(framework=("F4",)), "category", "share", by)
    assert [row["code"] for row in held["rows"]] == counts["code"].tolist()
    assert [row["hit_count"] for row in held["rows"]] == counts["hit_count"].tolist()


def test_all_recommendations_can_be_had_page_by_page(app, counted):
    address, keys = "/api/v1/recommendations.json?body=both", []
    while address:
        held = json.loads(ask(app, address).text)
        assert len(held["rows"]) <= 1000
        keys += [row["recommendation_id"] for row in held["rows"]]
        address = (held["next"] or "").removeprefix(PUBLIC)
    assert sorted(keys) == sorted(counted.recommendations["recommendation_id"])


def test_what_the_next_report_shows_is_served_filtered_and_described(app, counted):
    held = json.loads(ask(app, "/api/v1/recommendations.json?next=delay").text)
    rows = counted.recommendations
    wanted = rows.loc[rows["next_report"] == "delay", "recommendation_id"]
    assert sorted(row["recommendation_id"] for row in held["rows"]) == sorted(wanted)
    assert {row["next_report"] for row in held["rows"]} == {"delay"}
    assert ask(app, "/api/v1/recommendations.json?next=resolved").status == 400
    described = json.loads(ask(app, "/api/v1/openapi.json").text)
    asked = described["paths"]["/api/v1/recommendations.json"]["get"]["parameters"]
    (parameter,) = (each for each in asked if each["name"] == "next")
    assert parameter["schema"]["items"]["enum"] == ["theme", "delay", "not", "none", "unknown"]


def test_a_csv_page_names_the_next_in_its_header(app):
    answer = ask(app, "/api/v1/recommendations.csv?page=2")
    assert 'page=3>; rel="next"' in answer.headers["link"]
    assert "CC BY 4.0" in answer.headers["x-licence"]
    assert "data version" in answer.headers["x-citation"]


@pytest.mark.parametrize(
    ("query", "parameter", "nearest"),
    [
        ("rating=inadequat", "rating", "inadequate"),
        ("raiting=good", "raiting", "rating"),
        ("theme=groups/neglet", "theme", "groups/neglect"),
        ("place=80486", "place", None),
        ("by=rating&by=region", "by", None),
        ("year=1999", "year", None),
        ("page=0", "page", None),
    ],
)
def test_a_bad_parameter_answers_400_with_its_name(app, query, parameter, nearest):
    answer = ask(app, f"/api/v1/themes.json?{query}")
    assert answer.status == 400
    (fault,) = json.loads(answer.text)["parameters"]
    assert fault["name"] == parameter
    assert nearest is None or nearest in fault["nearest"]


@pytest.mark.parametrize("table", ["compare", "trends"])
@pytest.mark.parametrize("unit", ["reports", "report-weighted", "expected", "count"])
def test_figures_by_a_unit_that_is_not_tested_are_refused_with_those_that_are(app, table, unit):
    for kind in ("json", "csv"):
        answer = ask(app, f"/api/v1/{table}.{kind}?unit={unit}&framework=F4")
        assert answer.status == 400
        (fault,) = json.loads(answer.text)["parameters"]
        assert fault["name"] == "unit"
        assert unit in fault["message"]
        assert fault["nearest"] == ["share", "themes-named"]


def test_the_description_offers_each_table_the_units_that_it_answers(app):
    described = json.loads(ask(app, "/api/v1/openapi.json").text)["paths"]
    offered = {}
    for table in ("themes", "heatmap", "compare", "trends"):
        asked = described[f"/api/v1/{table}.json"]["get"]["parameters"]
        (unit,) = [each["schema"]["enum"] for each in asked if each["name"] == "unit"]
        offered[table] = unit
        for code in unit if table != "compare" else ():
            assert ask(app, f"/api/v1/{table}.json?unit={code}&framework=F4").status == 200
    assert offered["compare"] == offered["trends"] == ["share", "themes-named"]
    assert len(offered["themes"]) == len(offered["heatmap"]) == 6


def test_a_link_to_a_comparison_leaves_out_a_unit_that_it_does_not_test(app):
    vocabulary = data.read_release().vocabulary
    view = View(unit="reports", by="rating")
    assert "unit" not in canonical_query(view, vocabulary, "compare")
    assert "unit=reports" in canonical_query(view, vocabulary, "themes")


def test_an_address_of_the_data_without_a_version_leads_to_the_present_one(app):
    answer = ask(app, "/api/themes.csv?rating=good")
    assert answer.headers["location"] == "/api/v1/themes.csv?rating=good"
    assert ask(app, "/api/v1/nothing.json").status == 404


def test_cells_that_a_spreadsheet_would_run_are_defused():
    table = tables.TablePage(
        "areas", COLUMNS["areas"][:1], [{"place": "=1+1"}], 1, 1, "", "", "v", None, ""
    )
    assert tables.as_csv(table).splitlines()[1] == "'=1+1"


# Limits, and what programs read first


def test_beyond_the_limits_readers_are_told_to_wait():
    app = make_app(Site(), allowance=Allowance())
    statuses = {}
    for number in range(100):
        answer = ask(app, f"/view/recommendations?q=x{number}")
        statuses[answer.status] = answer
    assert set(statuses) == {200, 429}
    assert int(statuses[429].headers["retry-after"]) > 0
    assert ask(app, "/view/recommendations?q=x0").status == 200  # remembered
    assert ask(app, "/themes").status == 200  # the dashboard itself is never refused


def test_the_sitemap_names_pages_that_are_there(app):
    root = ElementTree.fromstring(ask(app, "/sitemap.xml").text)
    addresses = [entry.text for entry in root.findall(".//{*}loc")]
    assert len(addresses) == len(set(addresses)) > 4_900
    for address in [*addresses[:8], *addresses[8::400]]:
        assert address.startswith(f"{PUBLIC}/")
        assert ask(app, address.removeprefix(PUBLIC)).status == 200
    assert ask(make_app(Site()), "/sitemap.xml").status == 404


@pytest.mark.parametrize("address", ["/feed/releases.atom", "/area/bradford/feed.atom"])
def test_feeds_are_atom(app, address):
    answer = ask(app, address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(answer.text)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    entries = root.findall("{*}entry")
    assert entries
    for part in ("id", "title", "updated"):
        assert all(entry.find(f"{{*}}{part}").text for entry in [root, *entries])


def test_the_guide_for_language_models_names_pages_that_are_there(app):
    addresses = re.findall(rf"\({PUBLIC}([^)]*)\)", ask(app, "/llms.txt").text)
    assert len(addresses) == 10
    assert {ask(app, address).status for address in addresses} == {200}


# A running server


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("served")
    command = [sys.executable, "-m", "streamlit", "run", str(paths.ROOT / "app.py")]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    options += ["--server.baseUrlPath", "explorer"]
    environment = os.environ | {"OFSTED_LOCAL": str(folder), "OFSTED_PUBLIC_URL": PUBLIC}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, *options], cwd=paths.ROOT, env=environment, stdout=log, stderr=log
        )
    address = f"http://127.0.0.1:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/explorer/healthz", timeout=2)
            break
        except OSError:
            time.sleep(0.25)
    yield address
    process.terminate()
    process.wait(10)


def fetch(address: str) -> tuple[int, str, str]:
    try:
        with urllib.request.urlopen(address, timeout=20) as got:
            return (
                got.status,
                got.headers["Content-Security-Policy"],
                got.read().decode(errors="replace"),
            )
    except urllib.error.HTTPError as error:
        return (
            error.code,
            error.headers["Content-Security-Policy"],
            error.read().decode(errors="replace"),
        )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/explorer/", 200),
        ("/explorer/themes", 200),
        ("/explorer/_stcore/health", 200),
        ("/explorer/favicon.png", 200),
        ("/explorer/nothing", 404),
        ("/explorer/themes/deeper", 404),
        ("/explorer/_stcore/nothing", 404),
        ("/explorer/_stcore/metrics", 404),
        ("/explorer/media/nothing", 404),
        ("/themes", 404),
        ("/", 404),
    ],
)
def test_a_running_server_answers_what_is_declared_and_nothing_else(server, path, status):
    assert fetch(server + path)[0] == status


def test_what_a_document_of_a_running_server_loads_is_there(server):
    _, policy, text = fetch(f"{server}/explorer/themes")
    assert "script-src 'self' 'sha256-" in policy
    loaded = re.findall(r'(?:src|href)="(\./static/[^"]+|/explorer/served/[^"]+)"', text)
    assert len(loaded) > 10
    for path in loaded:
        assert fetch(server + path.replace("./", "/explorer/"))[0] == 200
