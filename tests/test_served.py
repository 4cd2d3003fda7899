"""What the web server answers besides the dashboard: asked of the routes alone, and of a running
server.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from html import unescape
from pathlib import Path

import pytest
from starlette.applications import Starlette
from streamlit import file_util

from ofsted import paths
from ofsted.dashboard import navigation
from ofsted.dashboard.held import data
from ofsted.served.asked import HEEDED, is_too_long, read_strictly
from ofsted.served.document import read_shell
from ofsted.served.headlines import PAGES
from ofsted.served.limits import Allowance, Busy, Desk, TooMany
from ofsted.served.routes import make_guard, make_routes
from ofsted.served.site import Site, make_site
from ofsted.served.source import Source
from tests import pages
from tests.asgi import ask

STATIC_ROOT = Path(file_util.get_static_dir())
PUBLIC = "https://example.org/explorer"
HOSTILE = '"><script>alert(1)</script>'


def make_app(site: Site, quotes: dict[str, str] | None = None) -> Starlette:
    source = Source(data.read_release, data.read_areas, lambda: quotes or {}, data.read_haystack)
    routes = make_routes(site, source, STATIC_ROOT)
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
    assert canonical(text) == PUBLIC + address
    assert meta(text, "og:url") == PUBLIC + address
    assert meta(text, "og:title") == meta(text, "twitter:title") != ""
    assert meta(text, "og:description") == meta(text, "description") != ""


@pytest.mark.parametrize(
    ("page", "parameters"),
    [
        ("overview", {}),
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
    shown = pages.headers(pages.open_page(page, **parameters)).replace("\\", "")
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
    assert meta(text, "description").startswith("Plan for a stronger")


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
    assert canonical(text) == f"{PUBLIC}/themes"
    assert 'src="/explorer/served/notice.js"' in text
    assert 'href="/explorer/view/themes"' in text
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
    assert "Heatmap: who is asked for what" in ask(app, "/heatmaps").text


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
        faults = read_strictly({name: [HOSTILE]}, release.vocabulary, ["rating", "year", "theme"])[
            1
        ]
        assert len(faults) == 1
        assert "script" not in str(faults)


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
            return got.status, got.headers["Content-Security-Policy"], got.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Security-Policy"], error.read().decode(errors="replace")


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
