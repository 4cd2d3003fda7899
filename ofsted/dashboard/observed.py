"""What an operator may see of the server, off unless it is asked for: metrics on a port of this
machine alone, and logs as lines of JSON. Neither holds queries, texts, files or addresses.
"""

from __future__ import annotations

import json
import logging
import os
import time
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from prometheus_client import Counter, Gauge, Histogram, start_http_server
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ofsted.errors import OfstedError

METRICS_PORT, LOG = "OFSTED_METRICS_PORT", "OFSTED_LOG"
_HERE = "127.0.0.1"
# What is asked for, by the first part of the path; anything else is a page of the dashboard, or
# an address that is none.
_KINDS = frozenset(
    ("_stcore", "static", "media", "served", "view", "area", "theme", "recommendation")
    + ("embed", "image", "api", "feed", "files", "healthz")
)
_ANSWERS = Counter("ofsted_answers", "Answers by kind of address and status", ("kind", "status"))
_SECONDS = Histogram("ofsted_answer_seconds", "Seconds until an answer was sent", ("kind",))
_SESSIONS = Gauge("ofsted_sessions", "Readers with the dashboard open")
_log = logging.getLogger("ofsted.answers")


def kind_of(path: str, base: str) -> str:
    """The kind of address that a path is, never a word that somebody wrote."""
    first = path.removeprefix(base).lstrip("/").partition("/")[0]
    return first if first in _KINDS else "page"


class Observe:
    """Counts and times every answer, and writes a line about each where logs are asked for."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            with _SESSIONS.track_inprogress():
                await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, started = kind_of(scope["path"], self._base), time.monotonic()
        status, sent = 500, 0

        async def send_and_count(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
            sent += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, send_and_count)
        finally:
            seconds = time.monotonic() - started
            _ANSWERS.labels(kind, str(status)).inc()
            _SECONDS.labels(kind).observe(seconds)
            about = {"kind": kind, "status": status, "bytes": sent, "seconds": round(seconds, 3)}
            _log.info("answered", extra={"about": about | {"method": _method_of(scope)}})


def _method_of(scope: Scope) -> str:
    """The method of a request; one that is none may be any text."""
    method = str(scope["method"])
    return method if method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE") else "other"


class JsonLines(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": record.getMessage(),
            **getattr(record, "about", {}),
            **getattr(record, "fault", {}),
        }
        return json.dumps(told, ensure_ascii=False)


def record_without_contents(*arguments: Any, **named: Any) -> logging.LogRecord:
    """A record that holds the kind and the place of an error and not what it says, since that can
    repeat what a reader sent.
    """
    record = logging.LogRecord(*arguments, **named)
    if record.exc_info and record.exc_info[0]:
        last = traceback.extract_tb(record.exc_info[2])[-1:]
        places = [f"{frame.filename}:{frame.lineno}" for frame in last]
        record.fault = {"error": record.exc_info[0].__name__, "at": "".join(places)}
        record.exc_info = None
    return record


def begin(environment: Mapping[str, str] = os.environ) -> None:
    """Begin what the environment asks for. Raises `OfstedError` where a value means nothing."""
    # The web server's own lines hold queries and addresses; a handler of any kind wakes them.
    logging.getLogger("uvicorn.access").disabled = True
    if kind := environment.get(LOG, ""):
        if kind != "json":
            raise OfstedError(f"{LOG}: {kind!r}; expected json, or nothing")
        _write_json_lines()
    if port := environment.get(METRICS_PORT, ""):
        if not port.isdecimal() or not 0 < int(port) < 65_536:
            raise OfstedError(f"{METRICS_PORT}: {port!r}; expected the number of a port")
        try:
            start_http_server(int(port), _HERE)
        except OSError as error:
            raise OfstedError(f"{METRICS_PORT}: port {port} cannot be had: {error}") from error


def _write_json_lines() -> None:
    """Let every logger write through one handler, Streamlit's and the web server's too; those that
    are made later keep their form, but get records without contents as well.
    """
    logging.setLogRecordFactory(record_without_contents)
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
