"""Sessions of readers who have left, let go when their time is over.

Streamlit keeps a session for some minutes after its tab was closed, so that a reader whose line was
cut comes back to it. It lets go of it only when the next session is put away, which on a quiet
server may be hours later; until then it holds what the session holds.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from streamlit.runtime import Runtime
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage

STEP_SECONDS = 30
_log = logging.getLogger(__name__)


async def let_go_in_time(step_seconds: float = STEP_SECONDS) -> None:
    """Look again and again for sessions whose time is over; to be cancelled when the server
    ends.
    """
    while True:
        await asyncio.sleep(step_seconds)
        try:
            let_go()
        except Exception:  # of Streamlit's own; the server goes on, and says so in its log
            _log.exception("sessions that were closed could not be let go")


def let_go() -> int:
    """Let go of the sessions whose time is over; gives how many these were."""
    if not Runtime.exists():
        return 0
    sessions = find_storage(Runtime.instance())._cache
    assert isinstance(sessions, TTLCache)  # what Streamlit puts there under a wider name
    return len(sessions.expire())


def find_storage(runtime: Runtime) -> MemorySessionStorage:
    """Where a server keeps the sessions of readers who have left. It has no public name: that it is
    there is on the list of `tests/test_streamlit_facts.py`.
    """
    manager: Any = runtime._session_mgr  # its declared type does not name where it keeps them
    return manager._session_storage
