"""Files that readers send, bounded while they come and while Streamlit holds them.

Streamlit bounds the size of one file, and holds every file until its session ends, which on a quiet
server is not before the next reader comes. Nothing else would bound how many there are: whoever has
a session may put files to the server without the page.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from functools import partial

from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ofsted.limits import (
    MOST_SENT_BYTES,
    MOST_SENT_BYTES_OF_ALL,
    MOST_SENT_FILES,
    SENT_HELD_SECONDS,
    SENT_SECONDS,
)

# What Streamlit takes for one file, and the form around it.
_LARGEST_BYTES = 6_000_000
_PLACE = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)/?")
_TOO_MANY = "You have sent several files already. Please try again in a few minutes."
_FULL = "Other readers are sending files. Please try again in a few minutes."
_TOO_SLOW = "The file took too long to arrive."


class BoundUploads:
    """Takes in files within the bounds of a session and of the server, and lets go of each some
    time after it came.
    """

    def __init__(
        self, app: ASGIApp, find_manager: Callable[[], MemoryUploadedFileManager] | None = None
    ) -> None:
        self.app = app
        self._find_manager = find_manager or _find_manager
        self._coming: dict[str, list[int]] = {}  # sizes by session; kept by the event loop alone
        # Starlette would put files of more than 1 MB on the disk while they come.
        MultiPartParser.spool_max_size = max(MultiPartParser.spool_max_size, _LARGEST_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = _find_place(scope)
        if place is None:
            await self.app(scope, receive, send)
            return
        session, file = place
        size = _announced_bytes(scope)
        reason = self._why_not(session, size)
        if reason is not None:
            refusal = PlainTextResponse(reason, 429, {"Retry-After": str(SENT_HELD_SECONDS)})
            await refusal(scope, receive, send)
            return
        self._coming.setdefault(session, []).append(size)
        try:
            await self._pass_on(scope, receive, send)
        finally:
            self._forget_coming(session, size)
            forget = partial(self._find_manager().remove_file, session_id=session, file_id=file)
            asyncio.get_running_loop().call_later(SENT_HELD_SECONDS, forget)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_begun = False

        async def note_and_send(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            async with asyncio.timeout(SENT_SECONDS):
                await self.app(scope, receive, note_and_send)
        except TimeoutError:
            if not has_begun:
                refusal = PlainTextResponse(_TOO_SLOW, 408, {"Connection": "close"})
                await refusal(scope, receive, send)

    def _forget_coming(self, session: str, size: int) -> None:
        self._coming[session].remove(size)
        if not self._coming[session]:
            del self._coming[session]

    def _why_not(self, session: str, size: int) -> str | None:
        """Why a file of that size is not taken in now; None where it is."""
        sizes = self._sizes()
        own = sizes.get(session, [])
        if len(own) >= MOST_SENT_FILES or sum(own) + size > MOST_SENT_BYTES:
            return _TOO_MANY
        if sum(map(sum, sizes.values())) + size > MOST_SENT_BYTES_OF_ALL:
            return _FULL
        return None

    def _sizes(self) -> dict[str, list[int]]:
        """Bytes of every file that comes or is held, by session."""
        sizes = {session: list(own) for session, own in self._coming.items()}
        for session, files in list(self._find_manager().file_storage.items()):
            held = [len(file.data) for file in list(files.values())]
            sizes.setdefault(session, []).extend(held)
        return sizes


def forget_sent(file: UploadedFile) -> None:
    """Have the server forget an uploaded file now; without this it holds it for some minutes."""
    context = get_script_run_ctx()
    if context is not None:
        manager = context.uploaded_file_mgr
        assert isinstance(manager, MemoryUploadedFileManager)  # as in `_find_manager`
        manager.remove_file(session_id=context.session_id, file_id=file.file_id)


def _find_manager() -> MemoryUploadedFileManager:
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return manager


def _find_place(scope: Scope) -> tuple[str, str] | None:
    """The session and the file of a request that sends one; None for any other request."""
    if scope["type"] != "http" or scope["method"] not in ("PUT", "POST"):
        return None
    found = _PLACE.search(scope["path"])
    return (found[1], found[2]) if found else None


def _announced_bytes(scope: Scope) -> int:
    """How long the body will be; the most that is taken where the request does not say."""
    length = Headers(scope=scope).get("content-length", "")
    if length.isascii() and length.isdigit():
        return min(int(length), _LARGEST_BYTES)
    return _LARGEST_BYTES
