"""The routes of the pages without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ofsted.address.url import names_view
from ofsted.address.view import opening_view
from ofsted.errors import OfstedError
from ofsted.served import answers
from ofsted.served.asked import HEEDED, Raw, canonical_query, read_query, read_strictly
from ofsted.served.contents import Page
from ofsted.served.document import address_of
from ofsted.served.entries import make_area, make_areas, make_recommendation, make_theme
from ofsted.served.headlines import PAGES
from ofsted.served.limits import Busy, TooMany
from ofsted.served.plain import VIEWS, make_view
from ofsted.served.server import Endpoint, Server
from ofsted.served.source import area_slug, find_area
from ofsted.served.templating import render

WAIT = "Too many new pages are asked for at this moment. Please try again in a few seconds."
BROKEN = "The data cannot be read at this moment."
Work = Callable[[Request], Response]


def plain_routes(server: Server) -> list[tuple[str, Endpoint]]:
    """Paths and what answers them."""
    return [
        ("/view/{name}", computed(server, partial(_serve_view, server))),
        ("/area", computed(server, partial(_serve_areas, server))),
        ("/area/{name}", computed(server, partial(_serve_area, server))),
        ("/theme/{code:path}", computed(server, partial(_serve_theme, server))),
        ("/recommendation/{key}", computed(server, partial(_serve_recommendation, server))),
    ]


def computed(server: Server, work: Work, *, as_json: bool = False) -> Endpoint:
    """An endpoint whose answer is made off the event loop."""

    async def serve(request: Request) -> Response:
        try:
            return await server.desk.compute(work, request)
        except TooMany:
            return answers.told_to_wait(429, WAIT, as_json=as_json)
        except Busy:
            return answers.told_to_wait(503, WAIT, as_json=as_json)
        except OfstedError:
            return answers.told_to_wait(503, BROKEN, as_json=as_json)

    return serve


def _serve_view(server: Server, request: Request) -> Response:
    name = request.path_params["name"]
    if name not in VIEWS:
        return _missing_view(server, name)
    return _checked_view(server, request, name, read_query(request.scope["query_string"]))


def _missing_view(server: Server, name: str) -> Response:
    """The way on where there is no page without scripts of that name."""
    if name == "quotes":
        return RedirectResponse(server.site.path("/view/recommendations"), 308)
    if name in PAGES:
        return answers.missing(server.site, ((address_of(name), PAGES[name].title),))
    return answers.missing(server.site)


def _checked_view(server: Server, request: Request, name: str, raw: Raw) -> Response:
    page = VIEWS[name]
    vocabulary = server.source.release().vocabulary
    view, faults = read_strictly(raw, vocabulary, HEEDED[page])
    if page == "overview" or not names_view(raw):
        view = opening_view()
    if faults:
        return answers.refused(server.site, "The link cannot be followed", tuple(map(str, faults)))
    if view.quote:
        return RedirectResponse(server.site.path(f"/recommendation/{view.quote}"), 308)
    key = (name, canonical_query(view, vocabulary, page), view.version, date.today())
    make = partial(make_view, name, view, server.source, server.site)
    return _page(server, request, key, make)


def _page(server: Server, request: Request, key: tuple, make: Callable[[], Page]) -> Response:
    body = server.remembered(key, lambda: render("page.html", page=make(), site=server.site))
    return answers.page(request, body)


def _serve_areas(server: Server, request: Request) -> Response:
    make = partial(make_areas, server.source, server.site)
    return _page(server, request, ("areas", date.today()), make)


def _serve_area(server: Server, request: Request) -> Response:
    name = request.path_params["name"][:200]
    place = server.source.release().vocabulary.find_code("place", name)
    if place is None:
        return answers.missing(server.site)
    own = area_slug(find_area(server.source.read_areas(), place).name)
    if own != name:
        return RedirectResponse(server.site.path(f"/area/{own}"), 308)
    make = partial(make_area, place, server.source, server.site)
    return _page(server, request, ("area", place, date.today()), make)


def _serve_theme(server: Server, request: Request) -> Response:
    code = request.path_params["code"]
    if code not in server.source.release().dataset.codebook.ids:
        return answers.missing(server.site)
    make = partial(make_theme, code, server.source, server.site)
    return _page(server, request, ("theme", code, date.today()), make)


def _serve_recommendation(server: Server, request: Request) -> Response:
    key = request.path_params["key"]
    if key not in server.source.release().vocabulary.quotes:
        return answers.missing(server.site)
    make = partial(make_recommendation, key, server.source, server.site)
    return _page(server, request, ("recommendation", key, date.today()), make)
