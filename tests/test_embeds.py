"""Views for other sites: small, with source, date and way back, and the only ones to be framed."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from ofsted.dashboard.held.published import current_source
from ofsted.dashboard.server import SecurityHeaders
from ofsted.served.embeds import EMBEDDED, write_snippet
from ofsted.served.limits import Allowance, Desk
from ofsted.served.routes import make_guard, make_routes
from tests import pages
from tests.asgi import ask
from tests.test_kept import FIRST, SITE, STATIC_ROOT, of_first

SMALL_BYTES = 60_000
EMBEDS = [
    "/embed/overview",
    "/embed/themes?framework=F4",
    "/embed/heatmap?by=rating&framework=F4",
    "/embed/compare",
    "/embed/change?framework=F4",
    "/embed/change?by=rating&framework=F4",
    "/embed/trends?framework=F4",
    "/embed/trends?steps=quarter&framework=F4",
    "/embed/recommendations?q=supervision",
    "/embed/recommendations?quote=2761820-01",
    "/embed/recommendations?area=80486&rating=outstanding",
]


@pytest.fixture(scope="module")
def app():
    routes = make_routes(SITE, current_source(), STATIC_ROOT, Desk(Allowance(burst=100_000)))
    guard = make_guard(SITE, routes, STATIC_ROOT)
    return Starlette(routes=routes, middleware=[Middleware(SecurityHeaders), guard])


class Frame(HTMLParser):
    """Where the links of a frame lead, and whether every tag is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.base = ""
        self.has_script = False

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.has_script |= tag == "script"
        if tag == "base":
            self.base = values["target"]
            assert "href" not in values
        if tag not in ("meta", "link", "base", "br", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag != "rect":
            assert self.open.pop() == tag


@pytest.mark.parametrize("address", EMBEDS)
def test_a_frame_says_where_it_is_from_and_leads_back_in_the_whole_window(app, address):
    answer = ask(app, address)
    assert answer.status == 200
    assert len(answer.body) < SMALL_BYTES
    frame = Frame()
    frame.feed(answer.text)
    assert (frame.open, frame.base, frame.has_script) == ([], "_top", False)
    foot = answer.text[answer.text.index("<footer") :]
    name = address.partition("?")[0].removeprefix("/embed/")
    assert re.search(rf'Source: <a href="/view/{name}[^"]*" target="_top">', foot)
    assert "Inspections up to 10 July 2026" in foot
    assert "Independent of Ofsted" in foot
    back = unescape(re.search(r'Source: <a href="([^"]*)"', foot)[1])
    assert ask(app, back).status in (200, 308)


def test_there_is_a_frame_for_every_page_without_scripts():
    named = ("overview", "themes", "heatmap", "compare", "trends", "change", "recommendations")
    assert set(EMBEDDED) == set(named)


def test_a_frame_shows_what_its_page_says(app):
    frame = unescape(ask(app, "/embed/themes?framework=F4").text)
    finding = re.search(r"<h2>(.*?)</h2>", frame)[1]
    assert finding in unescape(ask(app, "/view/themes?framework=F4").text)


def test_a_frame_of_a_list_holds_few_and_counts_all(app):
    text = ask(app, "/embed/recommendations?framework=F4").text
    assert "<h2>1,452 recommendations</h2>" in text
    assert text.count("<article") == 3
    one = ask(app, "/embed/recommendations?quote=2761820-01").text
    assert "<h2>1 recommendation</h2>" in one
    assert one.count("<article") == 1


def test_a_frame_of_a_kept_release_is_labelled(app):
    text = unescape(ask(app, of_first("/embed/themes?framework=F4")).text)
    assert f"Release {FIRST} of 26 November 2026, as it was." in text
    assert "Recommendations: 1,452 then, 1,452 now." in text
    assert f"Data version {FIRST}." in text


def test_other_names_of_a_page_lead_to_its_frame(app):
    answer = ask(app, of_first("/embed/quotes?rating=good"))
    location = answer.headers["location"]
    assert location == f"/embed/recommendations?rating=good&v={FIRST}"


@pytest.mark.parametrize(
    "address", [*EMBEDS, "/embed/themes?rating=splendid", "/embed/nothing", of_first(EMBEDS[1])]
)
def test_what_is_made_for_frames_may_be_framed_by_anyone(app, address):
    headers = ask(app, address).headers
    assert "frame-ancestors *" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "x-frame-options" not in headers


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/themes",
        "/quotes?embed=true",
        "/embedded",
        "/view/themes",
        "/view/nothing",
        "/area/bradford",
        "/area/bradford/plan",
        "/theme/groups",
        "/recommendation/2761820-01",
        "/api/v1/themes.json",
        "/api/v1/themes.csv?rating=x",
        "/files/codebook.qdc",
        "/files/project.qdpx",
        "/served/page.css",
        "/robots.txt",
        "/sitemap.xml",
        "/feed/releases.atom",
        "/nothing",
    ],
)
def test_nothing_else_may_be_framed(app, address):
    headers = ask(app, address).headers
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_code_for_a_frame_has_a_title_and_is_escaped():
    code = write_snippet('https://example.org/embed/themes?a=1&b="', "Themes – <x>")
    assert code.startswith('<iframe src="https://example.org/embed/themes?a=1&amp;b=&#34;"')
    assert 'title="Themes – &lt;x&gt;"' in code


@pytest.mark.parametrize(
    ("page", "name"), [("themes", "themes"), ("quotes", "recommendations"), ("trends", "trends")]
)
def test_a_page_offers_the_code_for_a_frame_current_or_for_this_release(app, release, page, name):
    opened = pages.open_bare(page, framework="F4")
    shown = re.findall(r"<code>([^<]*)</code>", pages.markup(opened))
    codes = [unescape(code) for code in shown if "iframe" in code]
    addresses = [unescape(re.search(r'src="([^"]*)"', code)[1]) for code in codes]
    assert addresses == [
        f"/embed/{name}?framework=F4",
        f"/embed/{name}?framework=F4&v={release.version}",
    ]
    assert all(ask(app, address).status == 200 for address in addresses)


def test_the_main_points_offer_their_code_and_links_too(app, release):
    shown = pages.markup(pages.open_bare("overview"))
    shown_codes = [unescape(code) for code in re.findall(r"<code>([^<]*)</code>", shown)]
    codes = [code for code in shown_codes if "iframe" in code]
    addresses = [re.search(r'src="([^"]*)"', code)[1] for code in codes]
    assert addresses == ["/embed/overview", f"/embed/overview?v={release.version}"]
    assert "Copy link to this version" in shown


def test_a_page_that_cannot_be_framed_offers_no_code():
    assert "iframe" not in pages.markup(pages.open_bare("about"))
