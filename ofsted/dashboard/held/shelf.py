"""Values held for one reader and let go some time after they were last used, whatever Streamlit
does with the session.
"""

from __future__ import annotations

import threading
import time
import weakref
from typing import Any


class Held:
    """One value on a shelf; None once it was let go."""

    def __init__(self, value: object) -> None:
        self._value, self._used = value, time.monotonic()

    @property
    def value(self) -> Any:
        """The value; asking for it keeps it longer."""
        self._used = time.monotonic()
        return self._value

    def replace(self, value: object) -> None:
        """Hold another value in its place; None lets go."""
        self._value, self._used = value, time.monotonic()

    def is_idle(self, seconds: float) -> bool:
        """Whether nobody has asked for the value for so long."""
        return time.monotonic() - self._used >= seconds

    @property
    def is_empty(self) -> bool:
        """Whether the value was let go; asking does not keep it longer."""
        return self._value is None


class Shelf:
    """Lets go of what nobody has used for `seconds`, by a thread that lives only while there is
    something to watch.

    Streamlit drops a session some time after its tab is closed, and on a quiet server not before
    the next reader comes.
    """

    def __init__(self, seconds: float, step_seconds: float = 30) -> None:
        self._seconds, self._step_seconds = seconds, step_seconds
        self._all: weakref.WeakSet[Held] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._watcher: threading.Thread | None = None

    def hold(self, value: object) -> Held:
        """Put a value on the shelf."""
        held = Held(value)
        with self._lock:
            self._all.add(held)
            if self._watcher is None:
                self._watcher = threading.Thread(target=self._watch, daemon=True)
                self._watcher.start()
        return held

    def _watch(self) -> None:
        while True:
            time.sleep(self._step_seconds)
            with self._lock:
                for held in [held for held in self._all if held.is_idle(self._seconds)]:
                    held.replace(None)
                if all(held.is_empty for held in self._all):
                    self._watcher = None
                    return
