"""What the proxy must refuse or cut, each tried once: what was found, in one word or figure."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import socket
import time
from collections import Counter

import websockets

from tests.hosting.site import BASE, Proxy, ask

_SLOW_SECONDS = 20
_FLOOD = 400  # requests in a row; the proxy lets 200 and some more pass at once


def try_guards(proxy: Proxy) -> dict[str, object]:
    """Everything that is refused or cut, with what was found."""
    return {
        "websocket": asyncio.run(_upgrade(proxy, proxy.address)),
        "websocket from another site": asyncio.run(_upgrade(proxy, "https://elsewhere.example")),
        "another host": ask(proxy, f"{BASE}/", Host="elsewhere.example").status,
        "without TLS": _without_tls(proxy),
        "slow headers, seconds until cut": _slow_headers(proxy),
        "a body of 100 kB": _send_body(proxy, f"{BASE}/view/themes", 100_000),
        "an upload of 7 MB": _send_body(proxy, f"{BASE}/_stcore/upload_file/a/b", 7_000_000),
        "flood": _flood(proxy),
    }


async def _upgrade(proxy: Proxy, origin: str) -> int:
    try:
        async with websockets.connect(
            f"wss://{proxy.host}{BASE}/_stcore/stream",
            ssl=proxy.trusted,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=origin,  # type: ignore[arg-type]
        ) as opened:
            assert opened.response is not None
            return opened.response.status_code
    except websockets.InvalidStatus as refused:
        return refused.response.status_code


def _without_tls(proxy: Proxy) -> str:
    plain = http.client.HTTPConnection("127.0.0.1", proxy.plain_port, timeout=5)
    plain.request("GET", f"{BASE}/themes?rating=good", headers={"Host": "localhost"})
    answer = plain.getresponse()
    expected = f"{proxy.address}{BASE}/themes?rating=good"
    return f"{answer.status}" if answer.headers["Location"] == expected else "led elsewhere"


def _slow_headers(proxy: Proxy) -> float:
    """Seconds until a sender of one header line every two seconds is cut."""
    started = time.monotonic()
    with (
        socket.create_connection(("127.0.0.1", proxy.port)) as raw,
        proxy.trusted.wrap_socket(raw, server_hostname="localhost") as opened,
    ):
        opened.settimeout(2)
        opened.sendall(f"GET {BASE}/ HTTP/1.1\r\nHost: {proxy.host}\r\n".encode())
        while time.monotonic() - started < _SLOW_SECONDS:
            try:
                opened.sendall(b"X-Slow: 1\r\n")
                if not opened.recv(1000):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
    return round(time.monotonic() - started, 1)


def _send_body(proxy: Proxy, path: str, size: int) -> int:
    opened = http.client.HTTPSConnection("localhost", proxy.port, context=proxy.trusted, timeout=20)
    opened.putrequest("PUT", path)
    opened.putheader("Content-Length", str(size))
    opened.endheaders()
    with contextlib.suppress(OSError):
        opened.send(b"x" * size)
    return opened.getresponse().status


def _flood(proxy: Proxy) -> dict[str, int]:
    """Statuses of many requests in a row from one address that no other test uses."""
    opened = http.client.HTTPSConnection(
        "localhost", proxy.port, context=proxy.trusted, timeout=20, source_address=("127.0.0.99", 0)
    )
    told: Counter[str] = Counter()
    for _ in range(_FLOOD):
        opened.request("GET", f"{BASE}/view/themes", headers={"Host": proxy.host})
        answer = opened.getresponse()
        answer.read()
        told[str(answer.status)] += 1
    return dict(told)
