"""Answers of the served routes: with a tag of what they hold, and nothing sent twice."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ofsted.served.limits import RETRY_SECONDS
from ofsted.served.site import Site
from ofsted.served.templating import render

# Nothing runs in these pages and nothing comes from elsewhere.
PLAIN_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
# What may be put into other sites; nothing else may.
FRAMED_BY_ANYONE = "frame-ancestors *"
_EMBED_POLICY = PLAIN_POLICY.replace("frame-ancestors 'none'", FRAMED_BY_ANYONE)
OPEN = {"Access-Control-Allow-Origin": "*"}


def answer(
    request: Request, body: str | bytes, media_type: str, headers: dict[str, str] | None = None
) -> Response:
    """A body with its tag, or 304 where the asker has it already. The tag is made of the address
    and of the body, which names the version of its data.
    """
    raw = body.encode() if isinstance(body, str) else body
    digest = hashlib.sha256(str(request.url.path).encode() + b"\0" + raw).hexdigest()[:20]
    tag = f'W/"{digest}"'
    own = {"ETag": tag, "Cache-Control": "no-cache", **(headers or {})}
    known = [part.strip() for part in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status_code=304, headers=own)
    return Response(raw, headers=own, media_type=media_type)


def page(request: Request, body: str) -> Response:
    """A page without scripts."""
    own = {"Content-Security-Policy": PLAIN_POLICY}
    return answer(request, body, "text/html", own)


def embedded(request: Request, body: str) -> Response:
    """A view that any site may put into a frame."""
    own = {
        "Content-Security-Policy": _EMBED_POLICY,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return answer(request, body, "text/html", own)


def let_frame(response: Response) -> Response:
    """The answer, which any site may put into a frame, so that what is wrong can be read there."""
    response.headers["Content-Security-Policy"] = _EMBED_POLICY
    return response


def missing(site: Site, nearest: tuple[tuple[str, str], ...] = ()) -> Response:
    """404 as a page with ways on; `nearest` are addresses below the base path with their names."""
    body = render("missing.html", site=site, nearest=nearest)
    return _failed(body, 404)


def refused(site: Site, title: str, messages: tuple[str, ...]) -> Response:
    """400 as a page that says what could not be followed."""
    body = render("refused.html", site=site, title=title, messages=messages)
    return _failed(body, 400)


def _failed(body: str, status: int) -> Response:
    own = {"Content-Security-Policy": PLAIN_POLICY, "Cache-Control": "no-store"}
    return Response(body, status, own, "text/html")


def told_to_wait(status: int, told: str, *, as_json: bool = False) -> Response:
    """429 or 503 with the time to wait."""
    own = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    if as_json:
        return JSONResponse({"error": told}, status, own | OPEN)
    return Response(f"{told}\n", status, own, "text/plain")
