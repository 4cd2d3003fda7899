"""How much the served routes may compute: off the event loop, two at once, so many new views a
second; what is beyond is told to come back.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

AT_ONCE = 2  # computations
MOST_WAITING = 40  # computations
VIEWS_A_SECOND = 20.0  # that are not remembered
BURST = 60  # of such views after a quiet time
LIST_COST = 10  # views that a file of a thousand recommendations costs as much as
RETRY_SECONDS = 2
PICTURE_COST = 2  # views that a picture costs as much as
PICTURES_WAITING = 8  # beside those that are drawn
PICTURE_PATIENCE_SECONDS = 2.0  # that a picture waits for its turn
MOST_PICTURE_BYTES = 24_000_000  # of pictures that are remembered
MOST_PICTURES = 200  # that are remembered

Result = TypeVar("Result")


class TooMany(Exception):
    """More new views were asked for than are made in a second."""


class Busy(Exception):
    """So many computations wait that another would wait too long."""


class Allowance:
    """Views that may still be made: `rate` more every second, never more than `burst`."""

    def __init__(self, rate: float = VIEWS_A_SECOND, burst: int = BURST) -> None:
        self._rate, self._burst = rate, float(burst)
        self._left, self._at = float(burst), time.monotonic()
        self._lock = threading.Lock()

    def take(self, cost: float = 1) -> None:
        """Take one view, or what costs as much as several. Raises `TooMany`."""
        with self._lock:
            now = time.monotonic()
            self._left = min(self._burst, self._left + (now - self._at) * self._rate)
            self._at = now
            if self._left < cost:
                raise TooMany
            self._left -= cost


class Desk:
    """Threads that compute for the routes, and how many views they may still make."""

    def __init__(self, allowance: Allowance | None = None, most_waiting: int = MOST_WAITING):
        self.allowance = allowance or Allowance()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="served")
        self._most_waiting, self._waiting = most_waiting, 0
        self._lock = threading.Lock()

    def begin(self, function: Callable[..., Result], *arguments: object) -> Future[Result]:
        """The result to come. Raises `Busy`."""
        with self._lock:
            if self._waiting >= self._most_waiting:
                raise Busy
            self._waiting += 1
        future = self._pool.submit(function, *arguments)
        future.add_done_callback(self._leave)
        return future

    async def compute(self, function: Callable[..., Result], *arguments: object) -> Result:
        """The result, computed in a thread. Raises `Busy` and what the function raises."""
        return await asyncio.wrap_future(self.begin(function, *arguments))

    def _leave(self, _: Future) -> None:
        with self._lock:
            self._waiting -= 1


class Easel:
    """Threads that draw pictures, two at once, apart from those that make pages."""

    def __init__(
        self,
        most_waiting: int = PICTURES_WAITING,
        patience_seconds: float = PICTURE_PATIENCE_SECONDS,
    ) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pictures")
        self._most, self._patience = AT_ONCE + most_waiting, patience_seconds
        self._taken = 0
        self._lock = threading.Lock()

    async def draw(self, make: Callable[[], Result]) -> Result:
        """The picture, as soon as it is its turn. Raises `Busy` where too many wait or its turn
        does not come soon, and what `make` raises.
        """
        begun: Future[None] = Future()

        def work() -> Result:
            begun.set_result(None)
            return make()

        drawn = self._take(work)
        try:
            await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(begun)), self._patience)
        except TimeoutError:
            if drawn.cancel():
                raise Busy from None
        return await asyncio.wrap_future(drawn)

    def _take(self, work: Callable[[], Result]) -> Future[Result]:
        with self._lock:
            if self._taken >= self._most:
                raise Busy
            self._taken += 1
        future = self._pool.submit(work)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _: Future) -> None:
        with self._lock:
            self._taken -= 1
