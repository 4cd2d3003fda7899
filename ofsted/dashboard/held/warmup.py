"""What is done once, before the first reader comes: modules loaded, tables read, usual views made.

It runs in a thread of its own while the server answers already; `is_ready` says when it is done.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable, Iterable

from ofsted.errors import OfstedError

_log = logging.getLogger(__name__)
_done = threading.Event()


def is_ready() -> bool:
    """Whether the usual views have been made."""
    return _done.is_set()


def start(*makers: Callable[[], object], later: Iterable[Callable] = ()) -> threading.Thread:
    """Call the makers one after the other in a thread; then the server is ready. Those of `later`
    follow, and the collector passes over what was made from then on. What goes wrong is logged: a
    page that needs it tells its reader.
    """
    arguments = (makers, tuple(later))
    thread = threading.Thread(target=_run, args=arguments, name="warm-up", daemon=True)
    thread.start()
    return thread


def _run(makers: Iterable[Callable], later: Iterable[Callable]) -> None:
    _make(makers)
    _done.set()
    _make(later)
    # What was made lives as long as the process: the collector need not walk it again.
    gc.collect()
    gc.freeze()


def _make(makers: Iterable[Callable]) -> None:
    for make in makers:
        try:
            make()
        except (OfstedError, OSError):
            _log.exception("not made before the first reader came: %s", make.__name__)
