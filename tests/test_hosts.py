"""The server answers under the names that it is known by."""

from __future__ import annotations

import socket

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from ofsted.dashboard import server
from ofsted.served.hosts import KnownHosts, is_known, names_of_server
from ofsted.steps.dashboard_study import fresh_server
from tests.asgi import ask, run

OURS = ("example.org", "*.apps.example.net")


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8501",
        "LOCALHOST:8501",
        "app.localhost:8501",
        "127.0.0.1:8501",
        "192.168.0.7",
        "[::1]:8501",
        "[2001:db8::1]",
        "example.org",
        "example.org:443",
        "EXAMPLE.org.",
        "one.apps.example.net",
        "",
    ],
)
def test_this_machine_addresses_in_numbers_and_names_that_are_set_are_known(host: str) -> None:
    assert is_known(host, OURS)


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "www.example.org",
        "example.org.evil.test",
        "evil-example.org",
        "apps.example.net",
        "localhost.evil.test",
        "127.0.0.1.evil.test",
        "a b",
    ],
)
def test_any_other_name_is_not(host: str) -> None:
    assert not is_known(host, OURS)


def test_without_a_setting_only_this_machines_names_are_known() -> None:
    names = names_of_server((), "", (None,))
    assert names == {socket.gethostname()}
    assert not is_known("example.org", names)
    assert is_known("anything.test", names_of_server(("*",), "", ()))
    assert is_known("example.org", names_of_server((), "https://example.org/explorer", ()))


async def _inside(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("here")(scope, receive, send)


def test_a_foreign_name_is_told_what_to_set() -> None:
    guarded = KnownHosts(_inside, names=OURS)
    answer = ask(guarded, "/", headers={"host": "evil.test"})
    assert answer.status == 421
    assert "STREAMLIT_SERVER_ALLOWED_HOSTS" in answer.text
    assert ask(guarded, "/", headers={"host": "example.org"}).text == "here"


@pytest.mark.parametrize(("host", "is_let_in"), [("evil.test", False), ("example.org", True)])
def test_a_foreign_name_gets_no_websocket(host: str, is_let_in: bool) -> None:
    seen, sent = [], []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    async def send(message: Message) -> None:
        sent.append(message["type"])

    scope = {"type": "websocket", "path": "/stream", "headers": [(b"host", host.encode())]}
    run(KnownHosts(inside, names=OURS)(scope, None, send))  # type: ignore[arg-type]
    assert seen == ["websocket"] * is_let_in
    assert sent == ["websocket.close"] * (not is_let_in)


def test_the_server_is_guarded() -> None:
    (guard,) = [one for one in server.MIDDLEWARE if one.cls is KnownHosts]
    assert socket.gethostname() in guard.kwargs["names"]


@pytest.mark.slow
def test_a_body_that_does_not_come_holds_no_connection() -> None:
    """No address but that of uploads reads a body; the others answer at once, and the connection is
    closed some seconds later.
    """
    begun = "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nx"
    with fresh_server() as running:
        for path in ("/themes", "/_stcore/health", "/api/v1/recommendations.csv"):
            with socket.create_connection(("127.0.0.1", running.port), 20) as line:
                line.sendall(begun.format(path).encode())
                answer = b"".join(iter(lambda line=line: line.recv(65536), b""))
            assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 405"))
