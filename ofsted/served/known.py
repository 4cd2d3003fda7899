"""Middleware: an address that nothing answers gives 404, and a query that nobody reads 400."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ofsted.served import answers
from ofsted.served.asked import MOST_BYTES, MOST_FIELDS, is_too_long
from ofsted.served.site import Site

# Answered by Streamlit itself; what else it has are the files of its static root.
_STREAMLIT = ("/_stcore/", "/media/", "/component/")
_TOO_LONG = f"The address is too long: at most {MOST_FIELDS:,} fields and {MOST_BYTES:,} bytes."


class KnownAddresses:
    """Lets pass what is declared: own routes, Streamlit's endpoints and the files of its static
    root. Without it Streamlit answers any address with its empty document and 200.
    """

    def __init__(
        self,
        app: ASGIApp,
        site: Site,
        routes: Iterable[BaseRoute],
        static_root: Path,
        named: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.app, self._site, self._routes = app, site, tuple(routes)
        self._files = frozenset(
            f"/{path.relative_to(static_root).as_posix()}"
            for path in static_root.rglob("*")
            if path.is_file() and path.name != "index.html"
        )
        self._named = named

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if is_too_long(scope["query_string"]):
            await self._too_long(scope["path"])(scope, receive, send)
            return
        if self._is_ours(scope):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        below = path.removeprefix(self._site.base) if path.startswith(self._site.base) else ""
        if below in self._files:
            await self.app(scope, receive, send)
        elif below.startswith(_STREAMLIT):
            await self._ask_streamlit(scope, receive, send)
        else:
            await self._missing(path)(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        return any(route.matches(scope)[0] != Match.NONE for route in self._routes)

    async def _ask_streamlit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What an endpoint answers; 404 where Streamlit has none and sends its empty document."""
        is_fallback = False

        async def send_unless_fallback(message: Message) -> None:
            nonlocal is_fallback
            if message["type"] == "http.response.start":
                kind = Headers(scope=message).get("content-type", "")
                is_fallback = message["status"] == 200 and kind.startswith("text/html")
            if not is_fallback:
                await send(message)

        await self.app(scope, receive, send_unless_fallback)
        if is_fallback:
            await self._missing(scope["path"])(scope, receive, send)

    def _too_long(self, path: str) -> Response:
        if path.removeprefix(self._site.base).startswith("/api/"):
            return JSONResponse({"error": _TOO_LONG, "parameters": []}, 400, answers.OPEN)
        return answers.refused(self._site, "The link cannot be followed", (_TOO_LONG,))

    def _missing(self, path: str) -> Response:
        below = path.removeprefix(self._site.base)
        if below.startswith("/api/"):
            told = {"error": "there is no such address", "see": self._site.path("/api/v1/")}
            return JSONResponse(told, 404, answers.OPEN)
        names = dict(self._named)
        close = difflib.get_close_matches(below[:60].casefold(), list(names), 3, 0.6)
        return answers.missing(self._site, tuple((address, names[address]) for address in close))
