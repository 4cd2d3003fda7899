"""Readers with the dashboard open: websockets through the proxy that change their filters, and come
back with their view where their replica goes away.
"""

from __future__ import annotations

import asyncio
import math
import random
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.hosting.site import BASE, Proxy

PAGES = ("", "themes", "heatmap", "quotes")
_REGIONS = ("north-east", "north-west", "london", "south-east", "south-west", "east-midlands")
_RATINGS = ("good", "inadequate", "requires-improvement", "outstanding")
_FRAMEWORKS = ("SIF", "ILACS")
_RUN_SECONDS = 120
_COOKIE = re.compile(r"ofsted_replica=([12])")


@dataclass
class Figures:
    """What the sessions met: seconds of every kind of wait."""

    first_runs: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    returns: list[float] = field(default_factory=list)
    # Sessions that came back to another text than they had left.
    changed: int = 0
    lost: list[str] = field(default_factory=list)


class Session:
    """One reader with one page open."""

    def __init__(self, proxy: Proxy, number: int, figures: Figures) -> None:
        self._proxy, self._figures = proxy, figures
        self._random = random.Random(number)
        self._page = PAGES[number % len(PAGES)]
        # Addresses of their own, as readers have: the proxy limits the sockets of one address.
        self._from = f"127.0.0.{2 + number % 40}"
        self._query = ""
        self._text = ""
        self._replica = ""
        self._socket: websockets.ClientConnection | None = None

    async def stay(self, think_seconds: float, until: asyncio.Event) -> None:
        """Open the page and change filters until the end; whatever goes wrong is written down."""
        try:
            await self._begin()
            while not until.is_set():
                await self._pause(self._random.expovariate(1 / think_seconds), until)
                await self._change()
        except Exception as error:
            self._figures.lost.append(f"{type(error).__name__}: {error}")
        finally:
            if self._socket is not None:
                await self._socket.close()

    async def _begin(self) -> None:
        try:
            await self._open()
            seconds, self._text = await self._run(self._query)
        except (OSError, websockets.WebSocketException):
            await self._come_back()
        else:
            self._figures.first_runs.append(seconds)

    async def _pause(self, seconds: float, until: asyncio.Event) -> None:
        """Think; a reader whose connection breaks meanwhile comes back at once, as a browser
        does.
        """
        assert self._socket is not None
        broken = asyncio.ensure_future(self._socket.wait_closed())
        ended = asyncio.ensure_future(until.wait())
        await asyncio.wait({broken, ended}, timeout=seconds, return_when="FIRST_COMPLETED")
        ended.cancel()
        if broken.done():
            await self._come_back()
        else:
            broken.cancel()

    async def _change(self) -> None:
        self._query = "&".join(
            (
                f"framework={self._random.choice(_FRAMEWORKS)}",
                f"rating={self._random.choice(_RATINGS)}",
                f"region={self._random.choice(_REGIONS)}",
            )
        )
        try:
            seconds, self._text = await self._run(self._query)
        except websockets.ConnectionClosed:
            self._text = ""  # what it would have been was never seen
            await self._come_back()
        else:
            self._figures.reruns.append(seconds)

    async def _come_back(self) -> None:
        """Connect again until it works, with the query that the address bar still holds."""
        started = time.monotonic()
        left = self._text
        while True:
            try:
                await self._open()
                _, self._text = await self._run(self._query)
                break
            except (OSError, websockets.WebSocketException):
                if time.monotonic() - started > _RUN_SECONDS:
                    raise
                await asyncio.sleep(0.5)
        self._figures.returns.append(time.monotonic() - started)
        self._figures.changed += bool(left) and left != self._text

    async def _open(self) -> None:
        cookie = {"Cookie": f"ofsted_replica={self._replica}"} if self._replica else {}
        self._socket = await websockets.connect(
            f"wss://{self._proxy.host}{BASE}/_stcore/stream",
            ssl=self._proxy.trusted,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=self._proxy.address,  # type: ignore[arg-type]
            additional_headers=cookie,
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=30,
            local_addr=(self._from, 0),
        )
        assert self._socket.response is not None
        told = _COOKIE.search(self._socket.response.headers.get("Set-Cookie", ""))
        if told:
            self._replica = told[1]

    async def _run(self, query: str) -> tuple[float, str]:
        """Seconds of a run of the page, and its headings and charts in words."""
        assert self._socket is not None
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.is_history_navigation = True
        if self._page:
            message.rerun_script.page_name = self._page
        started = time.monotonic()
        await self._socket.send(message.SerializeToString())
        shown: list[str] = []
        while True:
            told = ForwardMsg()
            told.ParseFromString(await asyncio.wait_for(self._socket.recv(), _RUN_SECONDS))
            shown += _shown(told)
            if told.WhichOneof("type") == "script_finished":
                if told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return time.monotonic() - started, "\n".join(shown)
                shown = []


def _shown(told: ForwardMsg) -> list[str]:
    """A heading, or what a chart says of itself in words."""
    if told.WhichOneof("type") != "delta":
        return []
    element = told.delta.new_element
    kind = element.WhichOneof("type")
    if kind == "heading":
        return [element.heading.body]
    return [element.plotly_chart.alt] if kind == "plotly_chart" else []


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and the longest, in seconds."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    return {
        "median": round(statistics.median(ordered), 3),
        "p95": round(ordered[math.ceil(0.95 * len(ordered)) - 1], 3),
        "longest": round(ordered[-1], 3),
    }
