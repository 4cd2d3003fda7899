"""The routes that the web server answers besides Streamlit's."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TypeVar

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from ofsted.errors import OfstedError
from ofsted.served import answers
from ofsted.served.asked import asked_version, read_query
from ofsted.served.basket_routes import basket_routes
from ofsted.served.data_routes import data_routes
from ofsted.served.document import (
    Asked,
    Head,
    address_of,
    fill_document,
    general_head,
    read_asked,
    read_shell,
)
from ofsted.served.file_routes import file_routes
from ofsted.served.guides import (
    write_area_feed,
    write_guide,
    write_release_feed,
    write_sitemap,
)
from ofsted.served.headlines import PAGES
from ofsted.served.image_routes import image_routes
from ofsted.served.known import KnownAddresses
from ofsted.served.limits import Busy, Desk, TooMany
from ofsted.served.plain_routes import computed, plain_routes
from ofsted.served.server import Endpoint, Server
from ofsted.served.site import Site, query_text
from ofsted.served.source import Source

HEADLINE_SECONDS = 0.1  # that a document waits for its headline
_FILES = Path(__file__).with_name("files")
_FEED = "application/atom+xml"
_MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
Result = TypeVar("Result")
_log = logging.getLogger(__name__)


def make_routes(
    site: Site, source: Source, static_root: Path, desk: Desk | None = None
) -> tuple[Route, ...]:
    """All routes, below the site's base path. Raises `OfstedError` where Streamlit's document is
    not as expected.
    """
    server = Server(site, source, read_shell(static_root / "index.html"), desk or Desk())
    own = [
        *_document_routes(server),
        *basket_routes(server),
        *file_routes(server),
        *plain_routes(server),
        *data_routes(server),
        *image_routes(server),
        *_file_routes(),
        *_guide_routes(server),
    ]
    routes = [_route(site, path, endpoint) for path, endpoint in own]
    if site.base:
        routes.append(Route(site.base, _to(server, "/"), methods=["GET"]))
    return tuple(routes)


def make_guard(site: Site, routes: tuple[Route, ...], static_root: Path) -> Middleware:
    """The middleware that answers what no route does."""
    named = tuple((address_of(page), words.title) for page, words in PAGES.items())
    return Middleware(
        KnownAddresses, site=site, routes=routes, static_root=static_root, named=named
    )


def _route(site: Site, path: str, endpoint: Endpoint) -> Route:
    return Route(site.base + path, endpoint, methods=["GET"])


def _document_routes(server: Server) -> list[tuple[str, Endpoint]]:
    routes: list[tuple[str, Endpoint]] = []
    for page in PAGES:
        path = address_of(page)
        routes.append((path, _document(server, page)))
        if path != "/":
            routes.append((f"{path}/", _to(server, path)))
    others = ("/index.html", "/overview", "/overview/")
    routes += [(other, _to(server, "/")) for other in others]
    return [*routes, ("/places/{name}", _lead_to_place(server))]


def _lead_to_place(server: Server) -> Endpoint:
    """The council that an address names, in any spelling that a link may use."""

    async def lead_to_place(request: Request) -> Response:
        name = request.path_params["name"]
        place = await server.desk.compute(_find_place, server.source, name)
        if place is None:
            return answers.missing(server.site)
        return RedirectResponse(server.site.path("/places", query_text({"place": [place]})), 308)

    return lead_to_place


def _find_place(source: Source, name: str) -> str | None:
    vocabulary = source.release().vocabulary
    return vocabulary.find_code("place", name[:200])


def _document(server: Server, page: str) -> Endpoint:
    async def serve_document(request: Request) -> Response:
        head = await _find_head(server, page, request.scope["query_string"])
        return answers.answer(request, fill_document(server.shell, head, server.site), "text/html")

    return serve_document


async def _find_head(server: Server, page: str, query: bytes) -> Head:
    """The head of the view; with its headline where that is there in time, as it is for a later
    request.
    """
    head = general_head(page, server.site)
    until = time.monotonic() + HEADLINE_SECONDS
    read = (_read_asked, server, page, query)
    try:
        asked, source = await _within(until, server.desk.begin(*read))
        head = asked.head
        of_view = (server.headlines.of, page, asked.view, source)
        told = await _within(until, server.desk.begin(*of_view))
    except (TimeoutError, TooMany, Busy):
        return head
    except OfstedError:
        _log.exception("the head of %s could not be made", page)
        return head
    return asked.told(told)


def _read_asked(server: Server, page: str, query: bytes) -> tuple[Asked, Source]:
    """What the address asks for, and the release that it names where that is kept."""
    of_version = server.at(asked_version(query))
    asked = read_asked(page, read_query(query), of_version.source, of_version.site)
    return asked, of_version.source


async def _within(until: float, coming: Future[Result]) -> Result:
    """The result if it is there by then; it goes on being made. Raises `TimeoutError`."""
    shielded = asyncio.shield(asyncio.wrap_future(coming))
    return await asyncio.wait_for(shielded, max(0.0, until - time.monotonic()))


def _to(server: Server, address: str) -> Endpoint:
    """The way to where a page stands, with the query that came."""

    async def lead_on(request: Request) -> Response:
        query = query_text(read_query(request.scope["query_string"]))
        return RedirectResponse(server.site.path(address, query), 308)

    return lead_on


def _file_routes() -> list[tuple[str, Endpoint]]:
    own = {
        "/served/notice.js": "notice.js",
        "/served/notice.css": "notice.css",
        "/served/dashboard.css": "dashboard.css",
        "/served/page.css": "page.css",
        "/served/plan.css": "plan.css",
        "/served/embed.css": "embed.css",
        "/icon.svg": "icon.svg",
        "/favicon.ico": "icon.svg",
    }
    return [(path, _file(_FILES / name)) for path, name in own.items()]


def _file(path: Path) -> Endpoint:
    async def serve_file(request: Request) -> Response:
        kept = {"Cache-Control": "public, max-age=3600"}
        return answers.answer(request, path.read_bytes(), _MEDIA_TYPES[path.suffix], kept)

    return serve_file


def _guide_routes(server: Server) -> list[tuple[str, Endpoint]]:
    async def serve_robots(request: Request) -> Response:
        lines = ["User-agent: *", f"Disallow: {server.site.path('/_stcore/')}"]
        if sitemap := server.site.absolute("/sitemap.xml"):
            lines.append(f"Sitemap: {sitemap}")
        return PlainTextResponse("\n".join(lines) + "\n")

    return [
        ("/robots.txt", serve_robots),
        ("/sitemap.xml", computed(server, partial(_serve_sitemap, server))),
        ("/llms.txt", computed(server, partial(_serve_guide, server))),
        ("/feed/releases.atom", computed(server, partial(_serve_releases, server))),
        ("/area/{name}/feed.atom", computed(server, partial(_serve_area_feed, server))),
    ]


def _serve_sitemap(server: Server, request: Request) -> Response:
    if not server.site.public:
        return answers.missing(server.site)  # a sitemap holds full addresses only
    body = server.remembered("sitemap", partial(write_sitemap, server.source, server.site))
    return answers.answer(request, body, "application/xml")


def _serve_guide(server: Server, request: Request) -> Response:
    body = server.remembered("guide", partial(write_guide, server.source, server.site))
    return answers.answer(request, body, "text/plain")


def _serve_releases(server: Server, request: Request) -> Response:
    body = server.remembered("releases", partial(write_release_feed, server.source, server.site))
    return answers.answer(request, body, _FEED)


def _serve_area_feed(server: Server, request: Request) -> Response:
    place = _find_place(server.source, request.path_params["name"])
    if place is None:
        return answers.missing(server.site)
    make = partial(write_area_feed, place, server.source, server.site)
    return answers.answer(request, server.remembered(("feed", place), make), _FEED)
