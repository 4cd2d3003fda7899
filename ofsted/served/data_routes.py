"""The routes of the data behind every view."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from ofsted.address.view import View
from ofsted.served import answers
from ofsted.served.asked import Fault, find_unit_fault, read_query, read_strictly, shown
from ofsted.served.columns import COLUMNS, PAGE_OF, TITLES
from ofsted.served.kept import Counted, describe_kept
from ofsted.served.openapi import describe_api, heeded
from ofsted.served.plain import FILE_KINDS
from ofsted.served.plain_routes import Serve, Work, computed, explain_absent, versioned
from ofsted.served.server import Endpoint, Server
from ofsted.served.site import Site, query_text
from ofsted.served.tables import LICENCE, TablePage, as_csv, as_json, make_table

_EXPOSED = "Link, X-Data-Version, X-Licence, X-Citation, ETag, Retry-After"


def data_routes(server: Server) -> list[tuple[str, Endpoint]]:
    """Paths and what answers them."""
    routes: list[tuple[str, Endpoint]] = [
        ("/api/v1/", _index(server)),
        ("/api/v1/openapi.json", computed(server, partial(_serve_api, server), as_json=True)),
    ]
    for name in COLUMNS:
        for kind in ("json", "csv"):
            serve = strictly_versioned(server, partial(_serve_table, name, kind))
            routes.append((f"/api/v1/{name}.{kind}", computed(server, serve, as_json=True)))
            routes.append((f"/api/{name}.{kind}", _to_version(server, f"{name}.{kind}")))
    routes += [(f"/api{end}", _to_version(server, "")) for end in ("", "/")]
    return [*routes, ("/api/v1", _to_version(server, ""))]


def _index(server: Server) -> Endpoint:
    async def serve_index(request: Request) -> Response:
        tables = {
            name: {
                "title": TITLES[name],
                "json": server.site.citable(f"/api/v1/{name}.json"),
                "csv": server.site.citable(f"/api/v1/{name}.csv"),
            }
            for name in COLUMNS
        }
        for kind in FILE_KINDS:
            address = server.site.citable(f"/api/v1/recommendations.{kind}")
            tables["recommendations"][kind] = address
        described = server.site.citable("/api/v1/openapi.json")
        held = {"tables": tables, "description": described, "licence": LICENCE}
        return JSONResponse(held, headers=answers.OPEN)

    return serve_index


def _to_version(server: Server, rest: str) -> Endpoint:
    async def lead_to_version(request: Request) -> Response:
        query = query_text(read_query(request.scope["query_string"]))
        address = server.site.path(f"/api/v1/{rest}", query)
        return RedirectResponse(address, 308, answers.OPEN)

    return lead_to_version


def _serve_api(server: Server, request: Request) -> Response:
    described = describe_api(server.source.release().vocabulary, server.site)
    body = json.dumps(described, ensure_ascii=False)
    return answers.answer(request, body, "application/json", answers.OPEN)


def strictly_versioned(server: Server, serve: Serve) -> Work:
    """Work that is done with the release that the address names; 400 where none of it is kept, for
    a program would not read a note.
    """

    def work(of_version: Server, request: Request) -> Response:
        if of_version.unknown_version:
            return refuse([_unknown_version(of_version)])
        return serve(of_version, request)

    return versioned(server, work)


def _unknown_version(server: Server) -> Fault:
    version = shown(server.unknown_version)
    told = f"v: release {version} is not kept here" if version else "v: no such release is kept"
    return Fault("v", told, (server.source.release().version,))


def _serve_table(name: str, kind: str, server: Server, request: Request) -> Response:
    raw = read_query(request.scope["query_string"])
    vocabulary = server.source.release().vocabulary
    view, faults = read_strictly(raw, vocabulary, heeded(name), tells_idle=True)
    faults += find_unit_fault(PAGE_OF[name], view, vocabulary)
    if faults:
        return refuse([explain_absent(fault, server) for fault in faults])
    make = partial(_make_body, server, name, kind, view)
    body = server.remembered((name, kind, view, date.today()), make)
    head, _, text = body.partition("\n")
    media_type = "application/json" if kind == "json" else "text/csv"
    return answers.answer(request, text, media_type, json.loads(head))


def _make_body(server: Server, name: str, kind: str, view: View) -> str:
    """The headers in a first line, then the body: both are remembered together."""
    table = make_table(name, view, server.source, server.site)
    if server.now is not None:
        told = describe_kept(server.source, server.now.source, Counted(view.selection, view.scheme))
        table = replace(table, release=told)
    head = json.dumps(table_headers(table, kind, server.site))
    return f"{head}\n{as_json(table, server.site) if kind == 'json' else as_csv(table)}"


def table_headers(table: TablePage, kind: str, site: Site) -> dict[str, str]:
    """What the headers of an answer say of a table."""
    own = {
        **answers.OPEN,
        "Access-Control-Expose-Headers": _EXPOSED,
        "X-Data-Version": plain_text(table.version),
        "X-Licence": plain_text(LICENCE),
        "X-Citation": plain_text(table.citation),
    }
    address = f"/api/v1/{table.name}.{kind}"
    if table.next_query:
        own["Link"] = f'<{site.citable(address, table.next_query)}>; rel="next"'
    if kind == "csv":
        own["Content-Disposition"] = f'inline; filename="ofsted-{table.name}.csv"'
    return own


def plain_text(text: str) -> str:
    """Text as a header may hold it."""
    spelled = text.replace("’", "'").replace("–", "-").replace("©", "(c)")
    return "".join(c if c.isprintable() and c.isascii() else "?" for c in spelled)


def refuse(faults: list[Fault]) -> Response:
    """400 that names every parameter that cannot be followed."""
    named = [
        {"name": fault.parameter, "message": fault.message, "nearest": list(fault.nearest)}
        for fault in faults
    ]
    held = {"error": "a parameter cannot be followed", "parameters": named}
    return JSONResponse(held, 400, {**answers.OPEN, "Cache-Control": "no-store"})
