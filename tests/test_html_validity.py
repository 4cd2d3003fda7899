"""Every kind of page without scripts, frame and error page is valid HTML by the Nu checker, which
the W3C's own validator runs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.applications import Starlette

from ofsted import paths
from ofsted.dashboard.held.published import current_source
from ofsted.served.limits import Allowance, Desk
from ofsted.served.routes import make_guard, make_routes
from tests.asgi import ask
from tests.test_embeds import EMBEDS
from tests.test_kept import KEPT_PAGES, SITE, STATIC_ROOT, of_first
from tests.test_served import PLAIN

pytestmark = [pytest.mark.browser, pytest.mark.slow]

JAR = paths.ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
ADDRESSES = [
    *PLAIN,
    *EMBEDS,
    *(of_first(address) for address in KEPT_PAGES[:6]),
    "/view/basket",
    "/view/basket?id=2761820-01&id=50004256-01&note=2761820-01+Ask+%3Cwhy%3E+%26+when",
    "/view/basket?id=999999-01",
    "/area/bradford/plan",
    "/embed/themes?rating=nothing",
    "/embed/nothing",
    "/heatmaps",
    "/view/themes?v=0000000000",
    f"/view/themes?q={'x' * 16_001}",
    # Documents of the dashboard: Streamlit's own, with a head of ours.
    "/",
    "/themes?framework=F4&by=rating",
    "/basket?id=2761820-01&note=2761820-01+Ask+why",
]
# Streamlit closes void elements with a stroke, of which the checker informs.
_HARMLESS = "Trailing slash on void elements"


@pytest.fixture(scope="module")
def checker() -> str:
    """The Java runtime; there is nothing to test with where it or the checker is missing."""
    java = shutil.which("java")
    if java is None:
        pytest.skip("there is no Java runtime: apt-get install default-jre-headless")
    if not JAR.exists():
        pytest.skip("the Nu checker is not installed: npm ci")
    return java


def find_faults(java: str, files: list[Path]) -> list[str]:
    """What the checker finds, all files in one process: each fault with its file and place."""
    command = [java, "-Xss2m", "-jar", str(JAR), "--format", "json", "--stdout", *map(str, files)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    messages = json.loads(found.stdout)["messages"]
    return [
        f"{Path(each['url']).name} line {each.get('lastLine')}: {each['message']}"
        f" {each.get('extract', '')}"
        for each in messages
        if not each["message"].startswith(_HARMLESS)
    ]


def test_every_page_without_scripts_frame_and_error_page_is_valid_html(checker, tmp_path):
    routes = make_routes(SITE, current_source(), STATIC_ROOT, Desk(Allowance(burst=100_000)))
    app = Starlette(routes=routes, middleware=[make_guard(SITE, routes, STATIC_ROOT)])
    files = {}
    for number, address in enumerate(ADDRESSES):
        answer = ask(app, address)
        if 300 <= answer.status < 400:
            answer = ask(app, answer.headers["location"])
        assert answer.headers["content-type"].startswith("text/html"), address
        file = tmp_path / f"{number:03}.html"
        file.write_bytes(answer.body)
        files[file.name] = address
    faults = find_faults(checker, sorted(tmp_path.iterdir()))
    named = [f"{files[fault[:8]]} {fault[8:]}" for fault in faults]
    assert named == [], "\n".join(named[:40])


def test_the_checker_finds_what_is_wrong(checker, tmp_path):
    file = tmp_path / "wrong.html"
    file.write_text("<!DOCTYPE html><title>A</title><p><table><li></p>", encoding="utf-8")
    assert find_faults(checker, [file])
