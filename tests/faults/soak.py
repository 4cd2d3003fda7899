"""Readers who stay for long, and many who come and go: what the server holds meanwhile."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from ofsted.errors import OfstedError
from ofsted.steps.dashboard_study import Server, fresh_server
from tests.load import Readers, Run, percentiles

PAGES = ("", "themes", "heatmap", "quotes", "places", "trends", "compare")
BATCH = 25  # sessions that come together, read, and go
SLOW_START_SECONDS = 300.0  # within which every session has its first page
AT_REST_SECONDS = 3.0  # after which the sessions of a batch have gone


@dataclass(frozen=True)
class State:
    """What a server holds at a moment."""

    seconds: float
    sessions: int  # that have been there so far
    memory_MB: float
    open_files: int
    threads: int


@dataclass
class Watch:
    """The states of one server, and what its readers had to wait."""

    server: Server
    began: float = field(default_factory=time.monotonic)
    states: list[State] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)

    def note(self, sessions: int) -> None:
        """Write down what the server holds now."""
        process = self.server.process
        held = process.num_fds(), process.num_threads()
        seconds = round(time.monotonic() - self.began, 1)
        self.states.append(State(seconds, sessions, round(self.server.memory_megabytes, 1), *held))

    def told(self) -> dict[str, Any]:
        """The states, their trend, and the times."""
        return {
            **describe(self.states),
            "reruns": len(self.runs),
            **percentiles(self.runs),
            "faults": dict(self.faults),
            "states": [asdict(state) for state in thin_out(self.states)],
        }


def describe(states: list[State]) -> dict[str, float]:
    """The middle memory of the second quarter and of the last one, when caches are full, and what
    came to be open.
    """
    quarter = max(1, len(states) // 4)
    early, late = states[quarter : 2 * quarter], states[-quarter:]
    early = early or states[:1]
    before, after = (median(each.memory_MB for each in part) for part in (early, late))
    files = [median(each.open_files for each in part) for part in (early, late)]
    threads = [median(each.threads for each in part) for part in (early, late)]
    return {
        "memory_MB": round(before, 1),
        "memory_at_the_end_MB": round(after, 1),
        "growth_share": round(after / before - 1, 4),
        "open_files": files[0],
        "open_files_at_the_end": files[1],
        "threads": threads[0],
        "threads_at_the_end": threads[1],
    }


def thin_out(states: list[State], most: int = 60) -> list[State]:
    """At most so many of the states, evenly, and the last."""
    step = max(1, -(-len(states) // most))
    return [*states[:-1:step], states[-1]]


def readers_of(server: Server, sessions: int, reruns: int, think: float, seed: str) -> Readers:
    """Readers with a seed of their own, on every page in turn."""
    return Readers(
        argparse.Namespace(
            port=server.port,
            page=list(PAGES),
            sessions=sessions,
            reruns=reruns,
            think=think,
            seed=seed,
        )
    )


async def read_together(readers: Readers, faults: Counter[str]) -> list[Run]:
    """All sessions, each to its end; one that gets no answer, or does not end in several times the
    time that it should take, is counted.
    """
    options = readers.options
    limit = 4 * options.reruns * options.think + SLOW_START_SECONDS
    sessions = [asyncio.wait_for(readers.read(n), limit) for n in range(options.sessions)]
    ends = await asyncio.gather(*sessions, return_exceptions=True)
    faults.update(type(end).__name__ for end in ends if isinstance(end, BaseException))
    return readers.reruns


async def keep_noting(watch: Watch, sessions: int, seconds: float) -> None:
    """Note the state every so many seconds, for ever."""
    while True:
        watch.note(sessions)
        await asyncio.sleep(seconds)


def stay(sessions: int, minutes: float, think: float, seed: int) -> dict[str, Any]:
    """So many sessions that change their filters again and again for so long."""
    with fresh_server() as server:
        watch = Watch(server)
        reruns = max(1, round(minutes * 60 / think))
        readers = readers_of(server, sessions, reruns, think, f"{seed}-stay")
        asyncio.run(_read_and_note(watch, readers, max(2.0, minutes * 60 / 200)))
        watch.runs = readers.reruns
        return {"sessions": sessions, "minutes": minutes, "think_seconds": think} | watch.told()


async def _read_and_note(watch: Watch, readers: Readers, seconds: float) -> None:
    noting = asyncio.create_task(keep_noting(watch, readers.options.sessions, seconds))
    await read_together(readers, watch.faults)
    noting.cancel()


def come_and_go(sessions: int, seed: int, say: Callable[[str], None]) -> dict[str, Any]:
    """So many sessions, one batch after the other; the state is noted when each has gone."""
    with fresh_server() as server:
        watch = Watch(server)
        for number in range(-(-sessions // BATCH)):
            readers = readers_of(server, BATCH, 2, 0.2, f"{seed}-{number}")
            watch.runs += asyncio.run(read_together(readers, watch.faults))
            time.sleep(AT_REST_SECONDS)
            watch.note((number + 1) * BATCH)
            say(f"{watch.states[-1]}")
        return {"sessions": watch.states[-1].sessions} | watch.told()


def soak(sessions: int, minutes: float, coming: int, seed: int, say: Callable[[str], None]) -> dict:
    """Both, each on a server that nobody has visited. Raises `OfstedError` where a server is not
    there at the end.
    """
    try:
        staying = stay(sessions, minutes, think=10.0, seed=seed)
        say(f"stayed: {staying['growth_share']}")
        return {"stay": staying, "come_and_go": come_and_go(coming, seed, say)}
    except ProcessLookupError as error:
        raise OfstedError("the server ended before its readers did") from error
