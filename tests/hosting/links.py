"""Every kind of link that the server answers, asked through the proxy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ofsted.served.document import address_of
from ofsted.served.headlines import PAGES
from tests.hosting.site import BASE, Answer, Proxy, ask

_VIEWS = ("overview", "themes", "heatmap", "compare", "trends", "recommendations")


@dataclass(frozen=True)
class Link:
    """An address below the base path, with what its answer must be."""

    kind: str
    path: str
    status: int = 200
    media_type: str = "text/html"
    has: str = ""


def links() -> Iterator[Link]:
    """One or more of every kind."""
    for page in PAGES:
        yield Link("page of the dashboard", address_of(page), has='<div id="root">')
    yield Link("page of the dashboard", "/themes?framework=ILACS&rating=good", has="<title>")
    yield Link("page of the dashboard", "/places?place=leeds", has="<title>")
    for view in _VIEWS:
        yield Link("view", f"/view/{view}?framework=ILACS", has="<h1")
        yield Link("embed", f"/embed/{view}", has="<h1")
    yield Link("area", "/area/leeds", has="Leeds")
    yield Link("area", "/area/leeds/plan", has="Leeds")
    yield Link("theme", "/theme/casework/timeliness", has="<h1")
    for suffix, media_type in (("png", "image/png"), ("svg", "image/svg+xml")):
        yield Link("picture", f"/image/themes.{suffix}", media_type=media_type)
    yield Link("picture", "/image/overview.png?size=preview", media_type="image/png")
    yield from _data_links()
    yield from _guide_links()
    yield from _moved_links()
    for path in ("/nothing", "/view/nothing", "/_stcore/metrics", "/_stcore/nothing"):
        yield Link("not found", path, 404, "text/")


def _data_links() -> Iterator[Link]:
    yield Link("data", "/api/v1/themes.json?framework=ILACS", media_type="application/json")
    yield Link("data", "/api/v1/recommendations.csv", media_type="text/csv")
    yield Link("data", "/api/v1/openapi.json", media_type="application/json")
    yield Link("data", "/api/v1/themes.json?rating=nothing", 400, "application/json")
    yield Link("data", "/api/v1/nothing", 404, "application/json")
    yield Link("file", "/files/dataset.bib", media_type="")
    yield Link("file", "/files/codebook.qdc", media_type="")
    yield Link("file", "/area/leeds.xlsx", media_type="")


def _guide_links() -> Iterator[Link]:
    yield Link("feed", "/feed/releases.atom", media_type="application/atom+xml")
    yield Link("feed", "/area/leeds/feed.atom", media_type="application/atom+xml")
    yield Link("guide", "/robots.txt", media_type="text/plain", has="Sitemap: https://")
    yield Link("guide", "/sitemap.xml", media_type="application/xml", has="<urlset")
    yield Link("guide", "/llms.txt", media_type="text/plain")
    yield Link("guide", "/icon.svg", media_type="image/svg+xml")
    yield Link("health", "/_stcore/health", media_type="", has="ok")


def _moved_links() -> Iterator[Link]:
    for path in ("/overview", "/themes/", "/places/Leeds"):
        yield Link("moved", path, 308, "")


def fault_of(link: Link, answer: Answer) -> str:
    """What is wrong with an answer; "" where nothing is."""
    kind = answer.headers.get("content-type", "")
    if answer.status != link.status:
        return f"{link.path}: {answer.status}; expected {link.status}"
    if link.media_type and not kind.startswith(link.media_type):
        return f"{link.path}: {kind}; expected {link.media_type}"
    if link.has and link.has not in answer.text:
        return f"{link.path}: has no {link.has!r}"
    if fault := _fault_of_headers(link, answer):
        return f"{link.path}: {fault}"
    return ""


def _fault_of_headers(link: Link, answer: Answer) -> str:
    to = answer.headers.get("location", "")
    if to and not to.startswith(f"{BASE}/"):
        return f"leads to {to}, which is not below the base path"
    if "strict-transport-security" not in answer.headers:
        return "may be asked for without TLS"
    is_framed = link.path.startswith("/embed/")
    if is_framed == ("x-frame-options" in answer.headers):
        return "may be framed" if not is_framed else "may not be framed"
    if "http://localhost" in answer.text or "http://127.0.0.1" in answer.text:
        return "names an address without TLS"
    return ""


def ask_all(proxy: Proxy) -> dict[str, tuple[int, list[str]]]:
    """How many links of each kind were asked, and what was wrong."""
    asked: dict[str, tuple[int, list[str]]] = {}
    for link in links():
        fault = fault_of(link, ask(proxy, BASE + link.path))
        count, faults = asked.get(link.kind, (0, []))
        asked[link.kind] = count + 1, [*faults, *([fault] if fault else [])]
    return asked


def sitemap_faults(proxy: Proxy, every: int) -> tuple[int, list[str]]:
    """Every so many-th address of the sitemap, and the first page's own files: how many were asked
    and what did not answer 200.
    """
    sitemap = ask(proxy, f"{BASE}/sitemap.xml").text
    addresses = re.findall(r"<loc>([^<]+)</loc>", sitemap)[::every]
    document = ask(proxy, f"{BASE}/").text
    loaded = re.findall(rf'(?:src|href)="(\./static/[^"]+|{BASE}/served/[^"]+)"', document)
    addresses += [proxy.address + path.replace("./", f"{BASE}/") for path in loaded]
    told = [f"{address}: {ask(proxy, address).status}" for address in addresses]
    return len(told), [each for each in told if not each.endswith(": 200")]
