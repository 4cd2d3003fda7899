"""What the routes share, and answers that are computed once and remembered."""

from __future__ import annotations

import copy
import threading
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response

from ofsted.served.document import Shell
from ofsted.served.headlines import Headlines
from ofsted.served.limits import MOST_PICTURE_BYTES, MOST_PICTURES, Desk
from ofsted.served.site import Site
from ofsted.served.source import Source

MOST_KEPT_BYTES = 32_000_000
MOST_KEPT_BODIES = 20_000
Endpoint = Callable[[Request], Awaitable[Response]]
Body = TypeVar("Body", str, bytes)


class Kept:
    """Bodies that were made, the last ones remembered up to so many bytes and so many of them."""

    def __init__(
        self, most_bytes: int = MOST_KEPT_BYTES, most_bodies: int = MOST_KEPT_BODIES
    ) -> None:
        self._bodies: LRUCache = LRUCache(most_bytes, getsizeof=len)
        self._most_bodies = most_bodies
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> str | bytes | None:
        """The body, if it was made before."""
        with self._lock:
            return self._bodies.get(key)

    def keep(self, key: Hashable, body: str | bytes) -> None:
        """Remember a body."""
        with self._lock:
            if len(body) <= self._bodies.maxsize:
                self._bodies[key] = body
            while len(self._bodies) > self._most_bodies:
                self._bodies.popitem()


@dataclass
class Server:
    """What the routes share: where the site stands, what it reads, and who computes."""

    site: Site
    source: Source
    shell: Shell
    desk: Desk = field(default_factory=Desk)
    # Of the server of a kept release: that of the current data.
    now: Server | None = None
    # The version that was asked for where no such release is kept.
    unknown_version: str = ""

    def __post_init__(self) -> None:
        self.kept = Kept()
        self.pictures = Kept(MOST_PICTURE_BYTES, MOST_PICTURES)
        self.headlines = Headlines(self.source, self.desk.allowance)

    def at(self, version: str) -> Server:
        """The server of the release that an address names: this one for the current data, and where
        no such release is kept. What it made is remembered by both. Raises `SchemaError` where the
        release is damaged.
        """
        if version in ("", self.source.release().version):
            return self
        other = copy.copy(self)
        source = self.source.find_kept(version)
        if source is None:
            other.unknown_version = version
            return other
        other.source, other.now = source, self
        other.site = replace(self.site, version=version)
        return other

    def remembered(self, key: Hashable, make: Callable[[], Body], cost: float = 1) -> Body:
        """The body of this key in the current release, made where it is not there, at the cost of
        so many views. Raises `TooMany` where it must be made and too many were.
        """
        now = self.now.source.release().key if self.now else None
        key = (self.source.release().key, now, bool(self.unknown_version), key)
        kept = self.kept.find(key)
        if kept is not None:
            return cast(Body, kept)
        self.desk.allowance.take(cost)
        body = make()
        self.kept.keep(key, body)
        return body
