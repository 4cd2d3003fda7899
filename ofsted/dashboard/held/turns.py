"""How many runs of pages compute at once: the others wait for their turn, in order.

Python computes in one thread at a time. Many runs side by side take the interpreter's lock from
each other and all end late; a few at a time end one after the other, each as fast as it can.
Computing is limited, waiting is not: a run that waits for a file, for Ofsted's server or for
statistics gives up its turn meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # runs

_turns = threading.Semaphore(AT_ONCE)
_here = threading.local()


@contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn and hold it. Within a turn of the same thread it changes nothing."""
    if _holds_turn():
        yield
        return
    _turns.acquire()
    _here.holds = True
    try:
        yield
    finally:
        _here.holds = False
        _turns.release()


@contextmanager
def waiting() -> Iterator[None]:
    """Give up this thread's turn while it waits for something; where it has none, do nothing."""
    if not _holds_turn():
        yield
        return
    _here.holds = False
    _turns.release()
    try:
        yield
    finally:
        _turns.acquire()
        _here.holds = True


def _holds_turn() -> bool:
    return getattr(_here, "holds", False)
