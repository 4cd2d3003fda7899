"""The routes of the pages without scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ofsted.address.url import names_view
from ofsted.address.view import View
from ofsted.errors import OfstedError
from ofsted.served import answers
from ofsted.served.asked import (
    HEEDED,
    Fault,
    Raw,
    asked_version,
    canonical_query,
    read_query,
    read_strictly,
)
from ofsted.served.contents import Page
from ofsted.served.document import address_of
from ofsted.served.embeds import EMBEDDED, make_embed
from ofsted.served.entries import make_area, make_areas, make_recommendation, make_theme
from ofsted.served.filtered import make_filtered
from ofsted.served.headlines import PAGES, find_recommendation, opening_of
from ofsted.served.kept import EVERYTHING, Counted, Notice, make_notice
from ofsted.served.limits import Busy, TooMany
from ofsted.served.plain import VIEWS, make_view
from ofsted.served.server import Endpoint, Server
from ofsted.served.similar import find_similar
from ofsted.served.site import query_text
from ofsted.served.source import area_slug, find_area
from ofsted.served.templating import render

WAIT = "Too many new pages are asked for at this moment. Please try again in a few seconds."
BROKEN = "The data cannot be read at this moment."
Work = Callable[[Request], Response]
Serve = Callable[[Server, Request], Response]


def plain_routes(server: Server) -> list[tuple[str, Endpoint]]:
    """Paths and what answers them."""
    return [
        ("/view", computed(server, versioned(server, _serve_filtered))),
        ("/view/{name}", computed(server, versioned(server, _serve_view))),
        ("/embed/{name}", computed(server, versioned(server, _serve_embed))),
        ("/area", computed(server, versioned(server, _serve_areas))),
        ("/area/{name}", computed(server, versioned(server, _serve_area))),
        ("/theme/{code:path}", computed(server, versioned(server, _serve_theme))),
        ("/recommendation/{key}", computed(server, versioned(server, _serve_recommendation))),
        ("/recommendation/{key}/similar", computed(server, partial(_serve_similar, server))),
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


def versioned(server: Server, serve: Serve) -> Work:
    """Work that is done with the release that the address names."""

    def work(request: Request) -> Response:
        version = asked_version(request.scope["query_string"])
        return serve(server.at(version), request)

    return work


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


def _serve_embed(server: Server, request: Request) -> Response:
    name = request.path_params["name"]
    if name == "quotes":
        query = query_text(read_query(request.scope["query_string"]) | {"v": []})
        return RedirectResponse(server.site.path("/embed/recommendations", query), 308)
    if name not in EMBEDDED:
        return answers.let_frame(answers.missing(server.site))
    view = read_view(server, name, read_query(request.scope["query_string"]))
    if isinstance(view, Response):
        return answers.let_frame(view)
    query = canonical_query(view, server.source.release().vocabulary, VIEWS[name])
    shown = Shown(f"/embed/{name}", query, Counted(view.selection, view.scheme))
    make = partial(make_embed, name, view, server.source, server.site, query)

    def write() -> str:
        return render("embed.html", embed=make(), **_labels(server, shown))

    key = ("embed", name, query, date.today())
    return answers.embedded(request, server.remembered(key, write))


def read_view(server: Server, name: str, raw: Raw) -> View | Response:
    """The view that an address asks for, or the answer that says what cannot be followed."""
    page = VIEWS[name]
    vocabulary = server.source.release().vocabulary
    view, faults = read_strictly(raw, vocabulary, HEEDED[page])
    if page == "overview" or not names_view(raw):
        view = opening_of(server.source)
    faults = [explain_absent(fault, server) for fault in faults]
    if faults:
        return answers.refused(server.site, "The link cannot be followed", tuple(map(str, faults)))
    return view


def _checked_view(server: Server, request: Request, name: str, raw: Raw) -> Response:
    view = read_view(server, name, raw)
    if isinstance(view, Response):
        return view
    if view.quote:
        return RedirectResponse(server.site.path(f"/recommendation/{view.quote}"), 308)
    query = canonical_query(view, server.source.release().vocabulary, VIEWS[name])
    key = (name, query, date.today())
    make = partial(make_view, name, view, server.source, server.site)
    shown = Shown(f"/view/{name}", query, Counted(view.selection, view.scheme))
    return serve_page(server, request, key, make, shown)


@dataclass(frozen=True)
class Shown:
    """What a page shows: its address, what is counted on it, and the label of a kept release where
    it is made of something else than counts.
    """

    address: str
    query: str
    counted: Counted
    notice: Notice | None = None


def explain_absent(fault: Fault, server: Server) -> Fault:
    """The fault, or that the kept release does not have what the parameter asks for."""
    vocabulary = server.source.release().vocabulary
    if server.source.kept is None or vocabulary.codes.get(fault.parameter, ("",)):
        return fault
    told = f"{fault.parameter}: release {vocabulary.version} does not have it"
    return Fault(fault.parameter, told)


def find_notice(server: Server, shown: Shown) -> Notice | None:
    """The label of a page of a kept release; None for the current data."""
    if server.now is None:
        return None
    if shown.notice is not None:
        return shown.notice
    address = server.now.site.path(shown.address, shown.query)
    return make_notice(server.source, server.now.source, shown.counted, address)


def _labels(server: Server, shown: Shown) -> dict[str, object]:
    """What a page must say of its release, and where the site stands."""
    return {
        "site": server.site,
        "notice": find_notice(server, shown),
        "is_unknown": bool(server.unknown_version),
    }


def serve_page(
    server: Server, request: Request, key: tuple, make: Callable[[], Page], shown: Shown
) -> Response:
    """A page without scripts, made where it is not remembered by its key."""

    def write() -> str:
        return render("page.html", page=make(), **_labels(server, shown))

    return answers.page(request, server.remembered(key, write))


def _serve_filtered(server: Server, request: Request) -> Response:
    make = partial(make_filtered, server.source, server.site)
    shown = Shown("/view", "", Counted(EVERYTHING, words="all recommendations"))
    return serve_page(server, request, ("filtered", date.today()), make, shown)


def _serve_areas(server: Server, request: Request) -> Response:
    make = partial(make_areas, server.source, server.site)
    shown = Shown("/area", "", Counted(EVERYTHING, words="all councils"))
    return serve_page(server, request, ("areas", date.today()), make, shown)


def _serve_area(server: Server, request: Request) -> Response:
    name = request.path_params["name"][:200]
    place = server.source.release().vocabulary.find_code("place", name)
    if place is None:
        return answers.missing(server.site)
    area = find_area(server.source.read_areas(), place)
    own = area_slug(area.name)
    if own != name:
        return RedirectResponse(server.site.path(f"/area/{own}"), 308)
    make = partial(make_area, place, server.source, server.site)
    selection = replace(EVERYTHING, area=(area.urn,))
    shown = Shown(f"/area/{own}", "", Counted(selection, words=area.name))
    return serve_page(server, request, ("area", place, date.today()), make, shown)


def _serve_theme(server: Server, request: Request) -> Response:
    code = request.path_params["code"]
    codebook = server.source.release().dataset.codebook
    if code not in codebook.ids:
        return answers.missing(server.site)
    make = partial(make_theme, code, server.source, server.site)
    level = "theme" if code in codebook.category_of else "category"
    selection = View().having(**{level: (code,)}).selection
    shown = Shown(f"/theme/{code}", "", Counted(selection, words=codebook.labels[code]))
    return serve_page(server, request, ("theme", code, date.today()), make, shown)


def _serve_recommendation(server: Server, request: Request) -> Response:
    key = request.path_params["key"]
    if key not in server.source.release().vocabulary.quotes:
        return answers.missing(server.site)
    make = partial(make_recommendation, key, server.source, server.site)
    row = find_recommendation(server.source.release(), key)
    selection = replace(EVERYTHING, area=(row.urn,))
    shown = Shown(f"/recommendation/{key}", "", Counted(selection, words=row.area_name))
    return serve_page(server, request, ("recommendation", key, date.today()), make, shown)


def _serve_similar(server: Server, request: Request) -> Response:
    """A list to be put into a page of the dashboard, where somebody unfolds it."""
    key = request.path_params["key"]
    if key not in server.source.release().vocabulary.quotes:
        return answers.missing(server.site)
    body = render("similar.html", told=find_similar(key, server.source, server.site))
    return answers.answer(request, body, "text/html", {"X-Robots-Tag": "noindex"})
