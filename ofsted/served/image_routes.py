"""The routes of pictures: `/image/<page>.png` and `.svg` with the parameters of the page, and with
`size=preview` what stands beside a link.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from ofsted.address.url import names_view
from ofsted.address.view import View, is_outdated, opening_view
from ofsted.errors import OfstedError
from ofsted.limits import MOST_PICTURE_PIXELS, PICTURE_SCALE
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
from ofsted.served.document import address_of
from ofsted.served.headlines import PAGES
from ofsted.served.images import describe_picture, describe_preview, has_picture, page_of
from ofsted.served.limits import PICTURE_COST, Busy, Easel, TooMany
from ofsted.served.server import Endpoint, Server

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml"}
PREVIEW = "preview"
_WAIT = "Too many pictures are asked for at this moment. Please try again in a few seconds."
_BROKEN = "The data cannot be read at this moment."
# A drawing that is opened by itself runs nothing and loads nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Wanted:
    """A picture that is asked for: which, and how it is made where it is not there yet."""

    key: tuple
    file_name: str
    make: Callable[[], bytes]


def image_routes(server: Server) -> list[tuple[str, Endpoint]]:
    """Paths and what answers them."""
    easel = Easel()
    return [(f"/image/{{name}}.{kind}", _picture(server, easel, kind)) for kind in MEDIA_TYPES]


def _picture(server: Server, easel: Easel, kind: str) -> Endpoint:
    """An endpoint that reads what is asked for off the event loop, and then draws it."""

    async def serve_picture(request: Request) -> Response:
        try:
            wanted = await server.desk.compute(_read_wanted, server, kind, request)
            if isinstance(wanted, Response):
                return wanted
            body = server.pictures.find(wanted.key)
            if body is None:
                server.desk.allowance.take(PICTURE_COST)
                body = await easel.draw(wanted.make)
                server.pictures.keep(wanted.key, body)
        except TooMany:
            return answers.told_to_wait(429, _WAIT)
        except Busy:
            return answers.told_to_wait(503, _WAIT)
        except OfstedError:
            return answers.told_to_wait(503, _BROKEN)
        headers = {
            **answers.OPEN,
            "Content-Security-Policy": _POLICY,
            "Content-Disposition": f'inline; filename="{wanted.file_name}"',
        }
        return answers.answer(request, body, MEDIA_TYPES[kind], headers)

    return serve_picture


def _read_wanted(server: Server, kind: str, request: Request) -> Wanted | Response:
    """The picture that an address asks for, or the answer that there is none."""
    name = request.path_params["name"]
    page = page_of(name)
    if page not in PAGES:
        return answers.missing(server.site)
    query = request.scope["query_string"]
    server = server.at(asked_version(query))
    raw = read_query(query)
    is_preview, faults = _read_size(raw)
    vocabulary = server.source.release().vocabulary
    view, more = read_strictly(raw, vocabulary, HEEDED[page])
    if faults := [*faults, *more]:
        return answers.refused(server.site, "The link cannot be followed", tuple(map(str, faults)))
    if page == "overview" or not names_view(raw):
        view = opening_view()
    if not is_preview and not has_picture(name, view):
        return answers.missing(server.site, ((address_of(page), PAGES[page].title),))
    return _wanted(server, kind, name, view, is_preview)


def _read_size(raw: Raw) -> tuple[bool, list[Fault]]:
    """Whether a preview is asked for; takes the parameter out of those of the page."""
    sizes = raw.pop("size", [])
    if sizes in ([], [PREVIEW]):
        return bool(sizes), []
    return False, [Fault("size", f"size: expected {PREVIEW}, or nothing")]


def _wanted(server: Server, kind: str, name: str, view: View, is_preview: bool) -> Wanted:
    release = server.source.release(view.scheme)
    query = canonical_query(view, release.vocabulary, page_of(name))
    key = (release.key, kind, name, is_preview, query, is_outdated(view, release.vocabulary))
    file_name = f"ofsted-{name}-{release.version}.{kind}"
    draw = _draw_preview if is_preview else _draw_whole
    return Wanted(key, file_name, partial(draw, server, kind, name, view))


# matplotlib is loaded by the first picture that is drawn: a server that draws none has none of it.


def _draw_whole(server: Server, kind: str, name: str, view: View) -> bytes:
    from ofsted.charts.pictures import paint
    from ofsted.charts.pictures.frame import whole_sheet

    picture = describe_picture(name, view, server.source, server.site)
    sheet = whole_sheet(picture)
    if kind == "svg":
        return paint.as_svg(sheet, picture.title, picture.alt)
    most = (MOST_PICTURE_PIXELS / (sheet.width * sheet.height)) ** 0.5
    return paint.as_png(sheet, min(PICTURE_SCALE, most))


def _draw_preview(server: Server, kind: str, name: str, view: View) -> bytes:
    from ofsted.charts.pictures import paint
    from ofsted.charts.pictures.frame import preview_sheet

    picture = describe_preview(name, view, server.source, server.site)
    sheet = preview_sheet(picture)
    if kind == "svg":
        return paint.as_svg(sheet, picture.title, picture.alt)
    return paint.as_png(sheet, 1)
