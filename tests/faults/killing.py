"""Processes that are ended with no warning while they change files, and what they leave."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from ofsted.tables.whole import LOCK_NAME

FORK = multiprocessing.get_context("fork")
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree"}
_WRITING = os.O_WRONLY | os.O_RDWR


def read_files(folder: Path) -> dict[str, bytes]:
    """Every file below the folder by its path there, without what a command that writes holds and
    what one that was killed leaves.
    """
    files = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in named.items() if not is_leftover(name)}


def is_leftover(name: str) -> bool:
    """Whether a path is of a lock, of a file that was being written, or of files that were to be
    put in place together.
    """
    parts = Path(name).parts
    is_staged = any(part.startswith(".staged-") for part in parts)
    return is_staged or parts[-1] == LOCK_NAME or parts[-1].endswith(".part")


def find_leftovers(folder: Path) -> list[str]:
    """What is there besides whole files, by its path."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(name for name in paths if is_leftover(name))


def find_torn(folder: Path, old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """Files that are neither as they were nor as they were to become: cut, gone or strange."""
    now = read_files(folder)
    gone = [name for name in old if name not in now]
    other = [name for name, held in now.items() if held not in (old.get(name), new.get(name))]
    return sorted(gone + other)


def count_changes(work: Callable[[], object], folder: Path) -> int:
    """How often the work, done to its end in a process of its own, changes something in the
    folder.
    """
    counted = FORK.Value("i", 0)

    def do_and_count() -> None:
        _watch(folder, lambda number: setattr(counted, "value", number))
        work()

    process = FORK.Process(target=_silently, args=(do_and_count,))
    process.start()
    process.join()
    assert process.exitcode == 0, f"the work ended with {process.exitcode}"
    return int(counted.value)


def kill_before_change(work: Callable[[], object], folder: Path, number: int) -> None:
    """Let a process of its own do the work until it is about to change something in the folder
    for the so many-th time; then the process ends as by `kill -9`.
    """

    def die_in_time(reached: int) -> None:
        if reached == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def do_and_die() -> None:
        _watch(folder, die_in_time)
        work()

    process = FORK.Process(target=_silently, args=(do_and_die,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL, f"the work ended with {process.exitcode}"


def _watch(folder: Path, on_change: Callable[[int], None]) -> None:
    """Tell of every change in the folder before it is made; for the rest of this process."""
    reached, place = 0, os.path.realpath(folder)

    def hear(event: str, arguments: tuple) -> None:
        nonlocal reached
        if _is_change(event, arguments) and str(arguments[0]).startswith(place):
            reached += 1
            on_change(reached)

    sys.addaudithook(hear)


def _is_change(event: str, arguments: tuple) -> bool:
    if event == "open":
        return bool(arguments[2] & _WRITING)
    return event in _CHANGES


def _silently(work: Callable[[], object]) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    work()
