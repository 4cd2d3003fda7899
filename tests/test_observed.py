"""Metrics and logs for an operator: off unless asked for, and without what readers sent."""

from __future__ import annotations

import io
import json
import logging
import socket
import urllib.request

import pytest
from prometheus_client import REGISTRY
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ofsted.dashboard import observed
from ofsted.errors import OfstedError
from tests.asgi import ask

SECRET = "a word that somebody looked for"


async def answer(request):
    return PlainTextResponse("here")


async def break_down(request):
    raise ValueError(SECRET)


def make_app() -> Starlette:
    routes = [Route("/explorer/view/{name}", answer), Route("/explorer/api/bad", break_down)]
    return Starlette(routes=routes, middleware=[Middleware(observed.Observe, base="/explorer")])


@pytest.fixture
def lines():
    """What is written where logs are asked for as lines of JSON."""
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(observed.JsonLines())
    logging.setLogRecordFactory(observed.record_without_contents)
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.setLogRecordFactory(factory)
    root.handlers = handlers
    root.setLevel(level)


def counted(kind: str, status: str) -> float:
    labels = {"kind": kind, "status": status}
    return REGISTRY.get_sample_value("ofsted_answers_total", labels) or 0


def test_an_answer_is_counted_by_kind_and_status():
    before = counted("view", "200")
    ask(make_app(), "/explorer/view/themes?q=word")
    assert counted("view", "200") == before + 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/explorer/view/themes", "view"),
        ("/explorer/_stcore/stream", "_stcore"),
        ("/explorer/themes", "page"),
        (f"/explorer/{SECRET}", "page"),
        ("/", "page"),
    ],
)
def test_the_kind_of_an_address_is_never_a_word_that_somebody_wrote(path, kind):
    assert observed.kind_of(path, "/explorer") == kind


def test_a_line_tells_of_an_answer_and_nothing_of_what_was_asked(lines):
    ask(make_app(), f"/explorer/view/themes?q={SECRET.replace(' ', '+')}", method="GET")
    (line,) = [line for line in lines() if line["from"] == "ofsted.answers"]
    assert (line["kind"], line["status"], line["method"]) == ("view", 200, "GET")
    assert line["bytes"] == len("here")
    assert SECRET.split()[-1] not in json.dumps(line)


def test_an_error_is_logged_by_its_kind_and_place_and_not_by_what_it_says(lines):
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("streamlit.anything").exception("not drawn")
    (line,) = lines()
    assert line["error"] == "ValueError"
    assert "test_observed.py:" in line["at"]
    assert SECRET not in json.dumps(line)


def test_an_answer_that_broke_is_counted_as_500(lines):
    before = counted("api", "500")
    with pytest.raises(ValueError, match=SECRET):
        ask(make_app(), "/explorer/api/bad")
    assert counted("api", "500") == before + 1
    assert SECRET not in json.dumps(lines())


def test_nothing_is_begun_where_nothing_is_asked_for(monkeypatch):
    monkeypatch.setattr(observed, "start_http_server", pytest.fail)
    monkeypatch.setattr(observed, "_write_json_lines", pytest.fail)
    observed.begin({})


def test_the_lines_of_the_web_server_which_hold_queries_are_never_written(lines):
    observed.begin({})
    logging.getLogger("uvicorn.access").info("GET /explorer/quotes?q=%s", SECRET)
    assert lines() == []


@pytest.mark.parametrize(
    "asked", [{"OFSTED_METRICS_PORT": "all"}, {"OFSTED_METRICS_PORT": "0"}, {"OFSTED_LOG": "yes"}]
)
def test_a_setting_that_means_nothing_is_refused_by_its_name(asked):
    with pytest.raises(OfstedError, match=next(iter(asked))):
        observed.begin(asked)


def test_metrics_are_told_on_this_machine_alone(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    observed.begin({"OFSTED_METRICS_PORT": str(port)})
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as told:
        text = told.read().decode()
    assert "ofsted_sessions" in text
    assert "process_resident_memory_bytes" in text
    assert SECRET not in text
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.2", port), 2)
    with pytest.raises(OfstedError, match="cannot be had"):
        observed.begin({"OFSTED_METRICS_PORT": str(port)})
