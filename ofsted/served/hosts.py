"""Middleware: the server answers under the names that it is known by, and under no other.

Somebody who owns a name may let it lead to any machine. A page of theirs could then read what a
server shows to this machine alone. An address in numbers cannot be made to lead elsewhere.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

TOLD = (
    "This server is not known by that name. Whoever runs it may add the name to"
    " STREAMLIT_SERVER_ALLOWED_HOSTS, or set OFSTED_PUBLIC_URL.\n"
)
_PORT = re.compile(r":[0-9]{0,5}$")


class KnownHosts:
    """Lets pass what asks for one of the names, for this machine, or for an address in numbers."""

    def __init__(self, app: ASGIApp, names: Iterable[str]) -> None:
        self.app = app
        self._names = frozenset(name.casefold() for name in names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_request = scope["type"] in ("http", "websocket")
        if not is_request or is_known(Headers(scope=scope).get("host", ""), self._names):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(1008)(scope, receive, send)
        else:
            await PlainTextResponse(TOLD, 421)(scope, receive, send)


def is_known(host: str, names: Iterable[str]) -> bool:
    """Whether a request's Host is one that the server answers under; `names` may hold `*` for all
    and `*.example.org` for every name below one.
    """
    name = _PORT.sub("", host).casefold().rstrip(".")
    if not name or name == "localhost" or name.endswith(".localhost") or _is_number(name):
        return True
    return any(_is_named(name, known) for known in names)


def _is_named(name: str, known: str) -> bool:
    if known.startswith("*."):
        return name.endswith(known[1:])
    return known in ("*", name)


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def names_of_server(allowed: Iterable[str], public: str, others: Iterable[str | None]) -> set[str]:
    """The names that a server is known by: those that its host allows, that of its public address,
    and the machine's own.
    """
    named = {*allowed, urlsplit(public).hostname, socket.gethostname(), *others}
    return {name for name in named if name}
