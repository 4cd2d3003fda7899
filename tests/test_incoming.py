"""What readers send is bounded in number and size, for each session and over the server, and goes
after a time; held against the endpoint that Streamlit has.
"""

from __future__ import annotations

import asyncio
import tempfile

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette import starlette_routes

from ofsted.dashboard import server
from ofsted.dashboard.held import incoming
from ofsted.dashboard.held.incoming import BoundUploads
from tests.asgi import run

ENDPOINT = "/_stcore/upload_file"
MEGABYTE = 1_000_000


class Runtime:
    """Stands for Streamlit's: every session but one is active."""

    def is_active_session(self, session_id: str) -> bool:
        return session_id != "gone"


@pytest.fixture
def manager() -> MemoryUploadedFileManager:
    return MemoryUploadedFileManager(ENDPOINT)


@pytest.fixture
def app(manager: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch) -> Starlette:
    monkeypatch.setattr(starlette_routes, "is_xsrf_enabled", lambda: False)
    routes = starlette_routes.create_upload_routes(Runtime(), manager, None)
    bound = Middleware(BoundUploads, find_manager=lambda: manager)
    return Starlette(routes=routes, middleware=[bound])


def form(byte_count: int) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    return head + bytes(byte_count) + b"\r\n--b--\r\n"


async def put(
    app: Starlette,
    session: str,
    file: str,
    body: bytes,
    *,
    says_length: bool = True,
    wait_seconds: float = 0,
) -> int:
    """The status of the answer to a file that is put to the server."""
    headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"host", b"testserver")]
    if says_length:
        headers.append((b"content-length", str(len(body)).encode()))
    scope: Scope = {
        "type": "http",
        "method": "PUT",
        "path": f"{ENDPOINT}/{session}/{file}",
        "raw_path": b"",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
        "headers": headers,
    }
    statuses = []
    pieces = [body[start : start + MEGABYTE] for start in range(0, len(body), MEGABYTE)]

    async def receive() -> Message:
        await asyncio.sleep(wait_seconds)
        piece = pieces.pop(0) if pieces else b""
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    return statuses[0]


def held_bytes(manager: MemoryUploadedFileManager) -> int:
    return sum(len(file.data) for files in manager.file_storage.values() for file in files.values())


def test_sixty_files_of_one_session_are_not_held(
    app: Starlette, manager: MemoryUploadedFileManager
) -> None:
    async def put_all() -> list[int]:
        body = form(4_900_000)
        return [await put(app, "one", f"file-{number}", body) for number in range(60)]

    assert run(put_all()) == [204, 204, *[429] * 58]
    assert held_bytes(manager) == 9_800_000


def test_files_that_come_at_once_count_before_they_are_there(
    app: Starlette, manager: MemoryUploadedFileManager
) -> None:
    async def put_all() -> list[int]:
        body = form(10_000)
        coming = [put(app, "one", f"file-{number}", body, wait_seconds=0.05) for number in range(9)]
        return await asyncio.gather(*coming)

    assert sorted(run(put_all())) == [204, 204, *[429] * 7]


@pytest.mark.parametrize("says_length", [True, False])
def test_many_sessions_together_stay_below_the_bound_of_the_server(
    app: Starlette,
    manager: MemoryUploadedFileManager,
    monkeypatch: pytest.MonkeyPatch,
    says_length: bool,
) -> None:
    monkeypatch.setattr(incoming, "MOST_SENT_BYTES_OF_ALL", 20 * MEGABYTE)

    async def put_all() -> list[int]:
        body = form(4_900_000)
        return [
            await put(app, f"session-{number}", "file", body, says_length=says_length)
            for number in range(10)
        ]

    statuses = run(put_all())
    assert set(statuses) == {204, 429}
    assert 14 * MEGABYTE < held_bytes(manager) <= 20 * MEGABYTE


def test_a_file_that_was_read_makes_room(
    app: Starlette, manager: MemoryUploadedFileManager
) -> None:
    async def put_and_drop() -> list[int]:
        statuses = []
        for number in range(6):
            statuses.append(await put(app, "one", f"file-{number}", form(4_900_000)))
            manager.remove_file(session_id="one", file_id=f"file-{number}")
        return statuses

    assert run(put_and_drop()) == [204] * 6


def test_a_file_goes_after_a_time_whatever_its_session_does(
    app: Starlette, manager: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "SENT_HELD_SECONDS", 0.1)

    async def put_and_wait() -> tuple[int, int]:
        await put(app, "one", "file", form(1000))
        before = held_bytes(manager)
        await asyncio.sleep(0.3)
        return before, held_bytes(manager)

    assert run(put_and_wait()) == (1000, 0)


def test_a_file_that_comes_too_slowly_is_cut_and_makes_room(
    app: Starlette, manager: MemoryUploadedFileManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "SENT_SECONDS", 1)

    async def put_slowly() -> list[int]:
        slow = [put(app, "one", f"slow-{n}", form(1000), wait_seconds=30) for n in range(2)]
        statuses = list(await asyncio.gather(*slow))
        return [*statuses, await put(app, "one", "quick", form(1000))]

    assert run(put_slowly()) == [408, 408, 204]


def test_a_session_that_is_gone_is_refused_as_before_and_leaves_nothing(
    app: Starlette, manager: MemoryUploadedFileManager
) -> None:
    assert run(put(app, "gone", "file", form(1000))) == 400
    assert held_bytes(manager) == 0


def test_nothing_is_put_on_the_disk_while_it_comes(
    app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        pytest.fail("a file on the disk")

    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", refuse)
    assert run(put(app, "one", "file", form(4_900_000))) == 204


def test_the_server_has_the_bounds_around_everything_it_answers() -> None:
    assert any(middleware.cls is BoundUploads for middleware in server.MIDDLEWARE)


def test_streamlit_puts_files_where_the_bounds_are_kept() -> None:
    """Private facts of Streamlit that the bounds rest on; an upgrade must look at them anew."""
    assert ENDPOINT.removeprefix("/") == starlette_routes.BASE_ROUTE_UPLOAD_FILE
    manager = MemoryUploadedFileManager(ENDPOINT)
    (address,) = manager.get_upload_urls("session", ["a.pdf"])
    assert incoming._PLACE.fullmatch(address.upload_url)
    assert manager.file_storage == {}


def test_other_requests_pass() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    bound = BoundUploads(app)
    for scope in (
        {"type": "http", "method": "DELETE", "path": f"{ENDPOINT}/one/file"},
        {"type": "http", "method": "GET", "path": "/themes"},
        {"type": "websocket", "path": "/_stcore/stream"},
        {"type": "lifespan"},
    ):
        run(bound(scope, None, None))  # type: ignore[arg-type]
    assert seen == ["http", "http", "websocket", "lifespan"]
