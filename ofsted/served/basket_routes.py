"""The routes of evidence baskets: a page without scripts, a table, and files to take away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from ofsted.address.basket import PAGE, PARAMETERS, Basket, read_basket, write_basket
from ofsted.address.view import View
from ofsted.files import references
from ofsted.served import answers
from ofsted.served.asked import Fault, Raw, read_query, read_strictly
from ofsted.served.basket import ADDRESS, FILES, make_basket, make_basket_table, write_file
from ofsted.served.basket_then import describe_kept_basket, make_basket_notice
from ofsted.served.data_routes import refuse, strictly_versioned, table_headers
from ofsted.served.kept import Counted
from ofsted.served.limits import LIST_COST
from ofsted.served.plain_routes import Shown, computed, serve_page, versioned
from ofsted.served.server import Endpoint, Server
from ofsted.served.tables import as_csv, as_json

_TABLES = ("json", "csv")
_WORDS = "all recommendations"


def basket_routes(server: Server) -> list[tuple[str, Endpoint]]:
    """Paths and what answers them; they come before those of pages, whose pattern they fit."""
    routes = [(ADDRESS, computed(server, versioned(server, _serve_page)))]
    for kind in _TABLES:
        table = strictly_versioned(server, partial(_serve_table, kind))
        routes.append((f"/api/v1/{PAGE}.{kind}", computed(server, table, as_json=True)))
    for kind in FILES.keys() - {"csv"}:
        root = ADDRESS if kind in references.FORMATS else f"/api/v1/{PAGE}"
        file = strictly_versioned(server, partial(_serve_file, kind))
        routes.append((f"{root}.{kind}", computed(server, file, as_json=True)))
    return routes


def _read(server: Server, request: Request) -> tuple[Basket, list[Fault]]:
    """The basket that an address asks for, and what of it cannot be followed."""
    raw: Raw = read_query(request.scope["query_string"])
    vocabulary = server.source.release().vocabulary
    others = {name: values for name, values in raw.items() if name not in PARAMETERS}
    _, faults = read_strictly(others, vocabulary, ())
    basket, messages = read_basket(raw, vocabulary.quotes)
    return basket, [*faults, *(Fault("id", told.removesuffix(".")) for told in messages)]


def _serve_page(server: Server, request: Request) -> Response:
    basket, faults = _read(server, request)
    if faults:
        return answers.refused(server.site, "The link cannot be followed", tuple(map(str, faults)))
    query = write_basket(basket).query
    shown = Shown(ADDRESS, query, Counted(View().selection, words=_WORDS))
    if server.now is not None and basket.items:
        address = server.now.site.path(ADDRESS, query)
        notice = make_basket_notice(basket, server.source, server.now.source, address)
        shown = replace(shown, notice=notice)
    make = partial(make_basket, basket, server.source, server.site)
    return serve_page(server, request, (PAGE, basket, date.today()), make, shown)


def _serve_table(kind: str, server: Server, request: Request) -> Response:
    def make(basket: Basket) -> bytes:
        table = make_basket_table(basket, server.source, server.site)
        if server.now is not None:
            told = describe_kept_basket(basket, server.source, server.now.source)
            table = replace(table, release=told)
        head = json.dumps(table_headers(table, kind, server.site))
        text = as_json(table, server.site) if kind == "json" else as_csv(table)
        return f"{head}\n{text}".encode()

    media_type = "application/json" if kind == "json" else "text/csv"
    return _answer(server, request, kind, media_type, make)


def _serve_file(kind: str, server: Server, request: Request) -> Response:
    name = f"ofsted-{PAGE}.{kind}"
    head = {**answers.OPEN, "Content-Disposition": f'attachment; filename="{name}"'}

    def make(basket: Basket) -> bytes:
        body = write_file(kind, basket, server.source, server.site)
        return json.dumps(head).encode("ascii") + b"\n" + body

    return _answer(server, request, kind, FILES[kind][1], make)


def _answer(
    server: Server,
    request: Request,
    kind: str,
    media_type: str,
    make: Callable[[Basket], bytes],
) -> Response:
    """A basket in some form; 400 where there is none to give. `make` gives the headers in a first
    line and then the body, so that both are remembered together.
    """
    basket, faults = _read(server, request)
    if not basket.items and not faults:
        faults = [Fault("id", "id: expected the number of at least one recommendation")]
    if faults:
        return refuse(faults)
    key = (PAGE, kind, basket, date.today())
    held = server.remembered(key, lambda: make(basket), LIST_COST)
    head, _, body = held.partition(b"\n")
    return answers.answer(request, body, media_type, json.loads(head))
