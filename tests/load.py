"""Readers made up on a running dashboard, over its websocket, on this machine alone.

    python tests/load.py PORT --page themes --page quotes --sessions 8 --reruns 5 --think 2 --seed 7

Each session opens one of the pages, waits until all have, and then changes its filters so many
times, after a pause of random length. Prints one JSON object: times, sizes and counts. The views
come from the seed, so that two runs with one seed ask for the same, and nobody meets the views of a
run before. `python -m ofsted benchmark --dashboard` starts the servers and keeps the results.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import fmean, quantiles
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE_SECONDS = 180
REGIONS = ("north-east", "north-west", "london", "south-east", "south-west", "east-midlands")
FRAMEWORKS = ("F3", "F4")
RATINGS = ("good", "inadequate", "requires-improvement", "outstanding")
FIRST_YEARS, LAST_YEARS = (2014, 2015, 2016), (2022, 2023, 2024)


@dataclass
class Run:
    """One run of a page as its reader saw it."""

    milliseconds: float
    bytes: int
    wire_bytes: int
    by_kind: Counter[str] = field(default_factory=Counter)


class Measured(ClientConnection):
    """A connection that counts what comes over the wire, compressed as it comes."""

    wire_bytes = 0

    def data_received(self, data: bytes) -> None:
        self.wire_bytes += len(data)
        super().data_received(data)


def make_query(chance: random.Random) -> str:
    """The address of a view, drawn at random out of some thousand."""
    first, last = chance.choice(FIRST_YEARS), chance.choice(LAST_YEARS)
    return urlencode(
        {
            "framework": chance.choice(FRAMEWORKS),
            "rating": chance.choice(RATINGS),
            "region": chance.choice(REGIONS),
            "year": f"{first}-{last}",
            "deprivation": chance.choice((1, 2, 3)),
        }
    )


async def run_page(socket: Measured, page: str, query: str, *, is_first: bool) -> Run:
    """Ask for a run of a page and wait until it is done."""
    asked = BackMsg()
    asked.rerun_script.query_string = query
    asked.rerun_script.page_name = page
    asked.rerun_script.is_history_navigation = not is_first
    start, wire = time.perf_counter(), socket.wire_bytes
    await socket.send(asked.SerializeToString())
    size, by_kind = 0, Counter[str]()
    while True:
        content = await asyncio.wait_for(socket.recv(decode=False), PATIENCE_SECONDS)
        message = ForwardMsg.FromString(content)
        size += len(content)
        by_kind[describe_message(message)] += len(content)
        if is_end(message):
            milliseconds = (time.perf_counter() - start) * 1000
            return Run(milliseconds, size, socket.wire_bytes - wire, by_kind)


def is_end(message: ForwardMsg) -> bool:
    """Whether the run is over; one that was broken off for another is not."""
    ends = message.WhichOneof("type") == "script_finished"
    return ends and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY


def describe_message(message: ForwardMsg) -> str:
    """What a message is about, for telling which are large: its kind, element and key."""
    kind = message.WhichOneof("type") or ""
    if kind != "delta":
        return kind
    delta = message.delta
    if delta.WhichOneof("type") != "new_element":
        return f"delta {delta.WhichOneof('type')}"
    element = delta.new_element
    name = element.WhichOneof("type") or ""
    told = getattr(element, name, None)
    label = getattr(told, "label", "") or getattr(told, "body", "") or getattr(told, "alt", "")
    return f"{name} {str(label)[:40]}"


class Readers:
    """Sessions that open their pages together and then read on, each in its own time."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.first: list[Run] = []
        self.reruns: list[Run] = []
        self._all_here = asyncio.Event()

    async def read(self, number: int) -> None:
        """One session, from its first page to its last change."""
        options = self.options
        chance = random.Random(f"{options.seed}-{number}")
        page = options.page[number % len(options.page)]
        address = f"ws://127.0.0.1:{options.port}/_stcore/stream"
        async with connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(f"http://127.0.0.1:{options.port}"),
            create_connection=Measured,  # compressed as a browser has it, if the server will
            max_size=None,
            ping_interval=None,
            open_timeout=PATIENCE_SECONDS,
        ) as socket:
            assert isinstance(socket, Measured)
            self.first.append(await run_page(socket, page, "", is_first=True))
            if len(self.first) == options.sessions:
                print("all here", file=sys.stderr, flush=True)
                self._all_here.set()
            await self._all_here.wait()
            for _ in range(options.reruns):
                if options.think:
                    await asyncio.sleep(chance.expovariate(1 / options.think))
                self.reruns.append(await run_page(socket, page, make_query(chance), is_first=False))


def percentiles(runs: list[Run]) -> dict[str, float]:
    """Median and 95th percentile of the times, in milliseconds."""
    times = sorted(run.milliseconds for run in runs)
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
    return {"p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


async def measure(options: argparse.Namespace) -> dict[str, object]:
    """All sessions together: what their first runs and their reruns took."""
    readers = Readers(options)
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(options.sessions):
            group.create_task(readers.read(number))
    first, again = percentiles(readers.first), percentiles(readers.reruns)
    found: dict[str, object] = {
        "reruns": len(readers.reruns),
        "seconds": round(time.perf_counter() - start, 1),
        "first_p50_ms": first["p50_ms"],
        "first_p95_ms": first["p95_ms"],
        **again,
        "kB": round(fmean(run.wire_bytes for run in readers.reruns) / 1000, 1),
        "unpacked_kB": round(fmean(run.bytes for run in readers.reruns) / 1000, 1),
    }
    if options.messages:
        found["messages"] = largest_messages(readers.reruns)
    return found


def largest_messages(runs: list[Run], most: int = 25) -> list[tuple[str, int]]:
    """The kinds of message that take most of a rerun, with their bytes a rerun."""
    together = sum((run.by_kind for run in runs), Counter[str]())
    return [(kind, round(size / len(runs))) for kind, size in together.most_common(most)]


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("--page", action="append", required=True)
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--reruns", type=int, default=20, help="of each session")
    parser.add_argument("--think", type=float, default=0, help="seconds between two, on average")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--messages", action="store_true", help="name the largest messages too")
    return parser.parse_args()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(read_arguments()))))
