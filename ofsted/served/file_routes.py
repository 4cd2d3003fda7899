"""The routes of files to take away, and of the action plan that prints on one page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ofsted.files import packs, references, refi
from ofsted.files.references import Reference
from ofsted.glossary import PROJECT_CODERS
from ofsted.served import answers
from ofsted.served.asked import canonical_query, read_query, read_strictly
from ofsted.served.data_routes import plain_text, refuse, strictly_versioned
from ofsted.served.limits import LIST_COST
from ofsted.served.openapi import MEDIA_TYPES, heeded
from ofsted.served.plain import VIEWS
from ofsted.served.plain_routes import Serve, computed, read_view
from ofsted.served.plan import write_plan_page
from ofsted.served.server import Endpoint, Server
from ofsted.served.source import area_slug, find_area
from ofsted.served.tables import LICENCE
from ofsted.served.taken import (
    LIST_WRITERS,
    reference_of_data,
    reference_of_recommendation,
    reference_of_view,
    take_list,
    take_plan,
)

_PLAN_WRITERS = {"xlsx": packs.xlsx_plan, "ods": packs.ods_plan, "docx": packs.docx_plan}
_EXPOSED = "Link, X-Data-Version, X-Licence, X-Citation, ETag, Retry-After"


def file_routes(server: Server) -> list[tuple[str, Endpoint]]:
    """Paths and what answers them; they come before those of pages, whose names they begin with."""
    routes: list[tuple[str, Endpoint]] = []
    for kind in MEDIA_TYPES:
        listed = strictly_versioned(server, partial(_serve_list, kind))
        packed = strictly_versioned(server, partial(_serve_pack, kind))
        routes.append((f"/api/v1/recommendations.{kind}", computed(server, listed, as_json=True)))
        routes.append((f"/area/{{name}}.{kind}", computed(server, packed)))
    works: dict[str, Serve] = {
        "/files/codebook.qdc": _serve_codebook,
        "/files/project.qdpx": _serve_project,
        "/area/{name}/plan": _serve_plan,
    }
    for ending in references.FORMATS:
        of_one = f"/recommendation/{{key}}.{ending}"
        of_view = f"/view/{{name}}.{ending}"
        of_data = f"/files/dataset.{ending}"
        works[of_one] = partial(_serve_recommendation, ending)
        works[of_view] = partial(_serve_view, ending)
        works[of_data] = partial(_serve_data, ending)
    for path, serve in works.items():
        routes.append((path, computed(server, strictly_versioned(server, serve))))
    return routes


def _saved_as(name: str) -> dict[str, str]:
    return {**answers.OPEN, "Content-Disposition": f'attachment; filename="{name}"'}


def _serve_list(kind: str, server: Server, request: Request) -> Response:
    raw = read_query(request.scope["query_string"])
    vocabulary = server.source.release().vocabulary
    view, faults = read_strictly(raw, vocabulary, heeded("recommendations"), tells_idle=True)
    if faults:
        return refuse(faults)
    key = ("list", kind, view, date.today())
    held = server.remembered(key, lambda: _make_list(server, kind, view), LIST_COST)
    head, _, body = held.partition(b"\n")
    return answers.answer(request, body, MEDIA_TYPES[kind], json.loads(head))


def _make_list(server: Server, kind: str, view: Any) -> bytes:
    """The headers in a first line, then the body: both are remembered together."""
    taken = take_list(view, server.source, server.site)
    own = {
        **_saved_as(f"ofsted-recommendations.{kind}"),
        "Access-Control-Expose-Headers": _EXPOSED,
        "X-Data-Version": plain_text(taken.about.version),
        "X-Licence": plain_text(LICENCE),
        "X-Citation": plain_text(taken.about.citation),
    }
    if taken.next_query:
        following = server.site.citable(f"/api/v1/recommendations.{kind}", taken.next_query)
        own["Link"] = f'<{following}>; rel="next"'
    body = LIST_WRITERS[kind](taken.rows, taken.about)
    return json.dumps(own).encode("ascii") + b"\n" + body


def _find_council(server: Server, request: Request, ending: str) -> Any:
    """The row of the council that an address names; an answer where there is none, no report on it
    or another spelling of its name.
    """
    name = request.path_params["name"][:200]
    place = server.source.release().vocabulary.find_code("place", name)
    if place is None:
        return answers.missing(server.site)
    area = find_area(server.source.read_areas(), place)
    own = area_slug(area.name)
    if area.urn not in server.source.release().dataset.area_names:
        page = (f"/area/{own}", area.name)
        return answers.missing(server.site, (page,))
    if own != name:
        return RedirectResponse(server.site.path(f"/area/{own}{ending}"), 308)
    return area


def _serve_pack(kind: str, server: Server, request: Request) -> Response:
    area = _find_council(server, request, f".{kind}")
    if isinstance(area, Response):
        return area
    key = ("pack", kind, area.place, date.today())
    body = server.remembered(key, lambda: _make_pack(server, kind, area))
    name = f"ofsted-{area_slug(area.name)}-action-plan.{kind}"
    return answers.answer(request, body, MEDIA_TYPES[kind], _saved_as(name))


def _make_pack(server: Server, kind: str, area: Any) -> bytes:
    plan, about = take_plan(area, server.source, server.site)
    return _PLAN_WRITERS[kind](plan, about)


def _serve_plan(server: Server, request: Request) -> Response:
    area = _find_council(server, request, "/plan")
    if isinstance(area, Response):
        return area
    key = ("plan", area.place, date.today())
    make = partial(write_plan_page, area, server.source, server.site)
    return answers.page(request, server.remembered(key, make))


def _serve_recommendation(ending: str, server: Server, request: Request) -> Response:
    key = request.path_params["key"]
    if key not in server.source.release().vocabulary.quotes:
        return answers.missing(server.site)
    make = partial(reference_of_recommendation, key, server.source, server.site)
    return _refer(server, request, ending, f"ofsted-{key}", make)


def _serve_data(ending: str, server: Server, request: Request) -> Response:
    make = partial(reference_of_data, server.source, server.site)
    return _refer(server, request, ending, "ofsted-recommendations", make)


def _serve_view(ending: str, server: Server, request: Request) -> Response:
    name = request.path_params["name"]
    if name not in VIEWS:
        return answers.missing(server.site)
    view = read_view(server, name, read_query(request.scope["query_string"]))
    if isinstance(view, Response):
        return view
    query = canonical_query(view, server.source.release().vocabulary, VIEWS[name])
    make = partial(reference_of_view, name, view, server.source, server.site)
    return _refer(server, request, ending, f"ofsted-view-{name}", make, query)


def _refer(
    server: Server,
    request: Request,
    ending: str,
    name: str,
    make: Callable[[date], Reference],
    query: str = "",
) -> Response:
    """A reference as a file."""
    write, media_type = references.FORMATS[ending]
    today = date.today()
    key = ("reference", name, query, ending, today)
    body = server.remembered(key, lambda: write(make(today)))
    return answers.answer(request, body, media_type, _saved_as(f"{name}.{ending}"))


def _serve_codebook(server: Server, request: Request) -> Response:
    codebook = server.source.release().dataset.codebook
    body = server.remembered("codebook", lambda: refi.write_codebook(codebook))
    own = _saved_as("ofsted-codebook.qdc")
    return answers.answer(request, body, refi.MEDIA_TYPE, own)


def _serve_project(server: Server, request: Request) -> Response:
    """The current release as a project of summaries and codes; wordings are left to whoever reads
    the reports on their own machine.
    """
    if server.source.kept is not None:
        return answers.missing(server.site)
    body = server.remembered("project", _make_project, LIST_COST)
    own = _saved_as("ofsted-project.qdpx")
    return answers.answer(request, body, refi.PROJECT_MEDIA_TYPE, own)


def _make_project() -> bytes:
    from ofsted.files import qualitative  # what writes it is loaded when first needed

    return qualitative.make_project({}, PROJECT_CODERS)
