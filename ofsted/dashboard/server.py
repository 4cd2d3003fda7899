"""What the web server adds to Streamlit: compression, security headers, and no public metrics."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, file_util

from ofsted.dashboard import observed, usual
from ofsted.dashboard.held import data, memory, sessions, warmup, wording
from ofsted.dashboard.held.incoming import BoundUploads
from ofsted.dashboard.held.published import current_source
from ofsted.errors import OfstedError
from ofsted.served.answers import FRAMED_BY_ANYONE
from ofsted.served.hosts import KnownHosts, names_of_server
from ofsted.served.routes import make_guard, make_routes
from ofsted.served.site import make_site

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:]{2,45}\](?::[0-9]{1,5})?")
_HIDDEN = ("/_stcore/metrics", "/_stcore/agent")
# The one inline script of the index.html of Streamlit 1.67 (`window.prerenderReady = false`).
_INLINE_SCRIPT = "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(),"
    " clipboard-write=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def content_policy(host: str) -> str:
    """The content security policy for a page served under a host name: nothing from elsewhere, no
    inline scripts, no framing.

    The websocket is named with the host because not every browser lets `'self'` stand for it.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {_INLINE_SCRIPT}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SecurityHeaders:
    """Adds the security headers to every response, and answers 404 where the server would tell
    about itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = content_policy(Headers(scope=scope).get("host", ""))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    headers[name] = value
                headers.setdefault("Content-Security-Policy", policy)
                if FRAMED_BY_ANYONE in headers["Content-Security-Policy"]:
                    del headers["X-Frame-Options"]
            await send(message)

        hidden = any(part in scope["path"] for part in _HIDDEN)
        app = PlainTextResponse("Not found", status_code=404) if hidden else self.app
        await app(scope, receive, send_with_headers)


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Begin to make what readers open most; the server answers meanwhile."""
    observed.begin()
    wording.start()
    warmup.start(*usual.MAKERS, later=usual.LATER)
    watch = asyncio.create_task(sessions.let_go_in_time())
    yield
    watch.cancel()


async def tell_health(request: Request) -> JSONResponse:
    """Whether the server is ready, the version of its data, and how often a result was remembered;
    503 until it is, and where the data cannot be read.
    """
    try:
        version = data.data_version()
    except OfstedError:
        return JSONResponse({"ready": False, "data_version": None}, 503)
    is_ready = warmup.is_ready()
    status = 200 if is_ready else 503
    told = {"ready": is_ready, "data_version": version, "remembered": memory.count_remembered()}
    return JSONResponse(told, status)


_STATIC_ROOT = Path(file_util.get_static_dir())
_SITE = make_site(config.get_option("server.baseUrlPath") or "", os.environ)
ROUTES = (
    Route(f"{_SITE.base}/healthz", tell_health, methods=["GET", "HEAD"]),
    *make_routes(_SITE, current_source(), _STATIC_ROOT),
)
_NAMES = names_of_server(
    config.get_option("server.allowedHosts") or (),
    os.environ.get("OFSTED_PUBLIC_URL", ""),
    (config.get_option("server.address"), config.get_option("browser.serverAddress")),
)
MIDDLEWARE = (
    Middleware(observed.Observe, base=_SITE.base),
    Middleware(SecurityHeaders),
    Middleware(KnownHosts, names=_NAMES),
    Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
    make_guard(_SITE, ROUTES, _STATIC_ROOT),
    Middleware(BoundUploads),
)
