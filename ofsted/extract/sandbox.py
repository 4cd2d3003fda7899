"""Reads a report that a stranger sends: in a process of its own, within limits of size, time and
memory, leaving nothing behind.

The file goes to that process through a pipe and is held in memory there; what comes back is JSON,
checked and bounded. No name, no wording and no error text of a PDF library is passed on or logged.
`python -m ofsted.extract.sandbox` is the process: a PDF in, one JSON object out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from ofsted import paths
from ofsted.errors import ReportError
from ofsted.extract.kinds import NAMES

# The largest report of the release has 0.9 MB, 58 pages and 44 recommendations, 15 kB as JSON, and
# takes 2 seconds and 220 MB of memory.
MAX_BYTES = 5_000_000
MAX_SECONDS = 30
MAX_MEMORY_BYTES = 1_000_000_000
MAX_ITEMS = 200
MAX_ANSWER_BYTES = 150_000
AT_ONCE = 2
MAX_WAIT_SECONDS = 45
_STEP_SECONDS = 0.25

EXPECTED = (
    "Expected: an inspection report by Ofsted on a council’s children’s services, as a PDF"
    " with text in it and without a password"
)
# Words of the reader's errors → what the sender is told. Its own words can hold parts of the file.
_REASONS = {
    "password": "The file is encrypted and needs a password.",
    "damaged": "The file is damaged or incomplete.",
    "cannot be read": "A page of the file is damaged.",
    "no text on any page": "The file has no text on any page; it looks like a scan.",
    "is empty": "The file is empty.",
    "an HTML page": "The file is a web page, not a PDF.",
    "not a PDF": "The file is not a PDF.",
    "does not read as the cover": "Its first page does not read as the cover of such a report.",
    "has its text aslant": "A page of the file stands aslant; turn it upright first.",
    "holds two reports": "The file holds two reports; send one at a time.",
    "before it starts": "Its cover gives dates that contradict each other.",
}
_UNREADABLE = "The file could not be read as such a report."

_PASSED_ON = (
    "PATH",
    "LD_LIBRARY_PATH",
    "LANG",
    "SYSTEMROOT",
)  # of the environment: no secret of the server

_turns = threading.BoundedSemaphore(AT_ONCE)


def read_sent_report(
    content: bytes,
    on_wait: Callable[[str, float], None] = lambda stage, seconds: None,
    *,
    seconds: float = MAX_SECONDS,
) -> dict:
    """What the report says, as `extract` prints it, with `page_count` and without a file name.

    `on_wait` hears several times a second what is being waited for ("turn" or "reading") and for
    how long. Raises `ReportError` saying what is wrong with the file and what was expected.
    """
    if len(content) > MAX_BYTES:
        raise ReportError(
            f"The file is too large. {EXPECTED}, of at most {MAX_BYTES // 1_000_000} MB."
        )
    _wait_for_turn(on_wait)
    try:
        answer = _run_reader(content, on_wait, seconds)
    finally:
        _turns.release()
    if "error" in answer:
        raise ReportError(f"{answer['error']} {EXPECTED}.")
    return answer


def read_in_process(content: bytes, module: str, part: str, seconds: float = MAX_SECONDS) -> dict:
    """What another module's process answers on a file, within the same limits and turns: an object
    with "error", or with a list under the name of the part.

    Raises `ReportError` where it takes too long, or too many are read already.
    """
    _wait_for_turn(lambda stage, waited: None)
    try:
        return _run_reader(content, lambda stage, waited: None, seconds, module, part)
    finally:
        _turns.release()


def _wait_for_turn(on_wait: Callable[[str, float], None]) -> None:
    began = time.monotonic()
    while not _turns.acquire(timeout=_STEP_SECONDS):
        waited = time.monotonic() - began
        if waited > MAX_WAIT_SECONDS:
            raise ReportError(
                "Other readers’ reports are still being read. Please try again in a minute."
            )
        on_wait("turn", waited)


def _run_reader(
    content: bytes,
    on_wait: Callable[[str, float], None],
    seconds: float,
    module: str = "ofsted.extract.sandbox",
    part: str = "recommendations",
) -> dict:
    # The folder is for libraries that want one, and for systems that cannot hold a file in memory;
    # it goes whatever happens.
    with TemporaryDirectory(prefix="ofsted-") as folder:
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        environment |= {
            "PYTHONPATH": str(paths.ROOT),
            "TMPDIR": folder,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        # Not left to `communicate`: where it is called again after a wait, it sends no more than
        # the pipe took at first.
        pipe, process.stdin = process.stdin, None
        sender = threading.Thread(target=_send, args=(pipe, content), daemon=True)
        sender.start()
        try:
            printed = _await_answer(process, on_wait, seconds)
        finally:
            process.kill()
            process.communicate()
            sender.join()
    with suppress(ValueError):
        answer = json.loads(printed)
        if isinstance(answer, dict) and ("error" in answer or isinstance(answer.get(part), list)):
            return answer
    return {"error": f"{_UNREADABLE[:-1]} within the memory that is set aside for one."}


def _send(pipe: BinaryIO, content: bytes) -> None:
    with suppress(OSError), pipe:
        pipe.write(content)


def _await_answer(
    process: subprocess.Popen, on_wait: Callable[[str, float], None], seconds: float
) -> bytes:
    began = time.monotonic()
    on_wait("reading", 0.0)
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=min(_STEP_SECONDS, seconds))[0]
        waited = time.monotonic() - began
        if waited > seconds:
            raise ReportError(
                f"Reading the file took more than {seconds:.0f} seconds, and was stopped."
                f" {EXPECTED}."
            )
        on_wait("reading", waited)


class _HeldPath(type(Path())):  # type: ignore[misc]  # its class differs between systems
    """A path to a file held in memory; it has no other name that it could be resolved to."""

    def resolve(self, strict: bool = False) -> Path:
        """Itself."""
        return self


def _hold(content: bytes) -> Path:
    """The content as something that can be opened by path: in memory where the system can do that,
    else in the present folder.
    """
    if hasattr(os, "memfd_create"):
        held = os.memfd_create("report")
        with os.fdopen(held, "wb", closefd=False) as file:
            file.write(content)
        return _HeldPath(f"/proc/self/fd/{held}")
    path = Path("report.pdf")
    path.write_bytes(content)
    return path


def limit_process() -> None:
    """Bound what this process may use, where the system knows such bounds; the time is kept by the
    one that started it, too.
    """
    with suppress(AttributeError, OSError):
        os.nice(5)  # the pages of other readers come first
    with suppress(ImportError):
        import resource

        limits = {
            "RLIMIT_AS": MAX_MEMORY_BYTES,
            "RLIMIT_CPU": 2 * MAX_SECONDS,
            "RLIMIT_FSIZE": MAX_BYTES,
            "RLIMIT_CORE": 0,
            "RLIMIT_NOFILE": 64,
        }
        for name, most in limits.items():
            with suppress(ValueError, OSError, AttributeError):
                resource.setrlimit(getattr(resource, name), (most, most))


def _answer(content: bytes) -> dict:
    from ofsted.extract.report import extract_report, report_as_json

    try:
        report = extract_report(_hold(content))
    except ReportError as error:
        return {
            "error": next(
                (reason for part, reason in _REASONS.items() if part in str(error)),
                _reason_of_pages(str(error)),
            )
        }
    if len(report.recommendations) > MAX_ITEMS:
        return {"error": f"The file lists more than {MAX_ITEMS} recommendations."}
    answer = report_as_json(report) | {"page_count": report.page_count}
    del answer["report_file"]
    return answer


def _reason_of_pages(error: str) -> str:
    kind = next((name for name in NAMES if f": is {name};" in error), None)
    if kind:
        return f"The file is {kind}, not a report on a council’s children’s services."
    return (
        "The file has no pages, or more than 200."
        if " pages; expected 1 to" in error
        else _UNREADABLE
    )


def main() -> None:
    """Read a PDF from standard input and print what it says, or the error, as one line of JSON."""
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    limit_process()
    try:
        answer = json.dumps(_answer(content))
    except (
        Exception
    ):  # whatever a damaged or hostile file does to the libraries, the sender gets a sentence
        answer = json.dumps({"error": _UNREADABLE})
    sys.stdout.write(
        answer
        if len(answer) <= MAX_ANSWER_BYTES
        else json.dumps({"error": "The file holds more text than such a report."})
    )


if __name__ == "__main__":
    main()
