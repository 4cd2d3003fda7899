"""A server of its own for the browser tests, and a browser to look at it with."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Streamlit's own upload box gives its `section` a role that axe's best practices (not WCAG) advise
# against.
OF_THE_UPLOAD_BOX = "presentation-role-conflict"
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Streamlit looks for its endpoints below a deep link's path before it looks at the root.
HARMLESS = ("/_stcore/health", "/_stcore/host-config")
# Where a mark is clicked: its pixel, from the chart's own axes.
_PIXEL_OF = """(chart, [x, y]) => {
    const box = chart.getBoundingClientRect(), layout = chart._fullLayout
    return [box.left + layout.xaxis._offset + layout.xaxis.c2p(x), box.top + layout.yaxis._offset + layout.yaxis.c2p(y)]
}"""


def pytest_configure(config):
    config.addinivalue_line("markers", "browser: needs Chromium")


def pytest_collection_modifyitems(items):
    """A browser beside other work loses a click now and then. A test that fails is tried once more,
    and the summary names it; one that fails twice has failed.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(folder, port=None):
    """`streamlit run app.py` on a free port or the one given, with nothing hydrated; gives the
    process and its address.
    """
    port = port or free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(ROOT / "app.py"),
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
    ]
    environment = os.environ | {"OFSTED_LOCAL": str(folder / "local")}
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    for _ in range(120):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.25)
    process.terminate()
    raise RuntimeError(f"the server did not start: {(folder / 'server.log').read_text()[-2000:]}")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    process, address = start_server(tmp_path_factory.mktemp("server"))
    yield address
    process.terminate()
    process.wait(10)


@pytest.fixture
def cold_server(tmp_path):
    """A server that nobody has visited."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    process, address = start_server(tmp_path)
    yield address
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def chromium():
    """What starts a browser."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as started:
        yield started.chromium


@pytest.fixture(scope="session")
def browser(chromium, tmp_path_factory):
    # One profile on disk for all tests, so that Streamlit's nine megabytes are loaded and compiled
    # once: a quarter of a visit's processor time. A session belongs to its tab.
    profile = chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=CHROMIUM,
        args=list(FLAGS),
        permissions=["clipboard-read", "clipboard-write"],
    )
    yield profile
    profile.close()


@contextmanager
def open_tab(browser):
    """A fresh tab; what its console complained about fails the test at the end."""
    complaints = []

    def note(message):
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url')})")

    tab = browser.new_page()
    tab.on("console", note)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield tab
    finally:
        tab.close()
    assert [text for text in complaints if not any(path in text for path in HARMLESS)] == []


@pytest.fixture
def visit(browser):
    """A function that opens an address in a fresh tab."""
    with ExitStack() as tabs:

        def open_address(address, width=1400, height=1000):
            page = tabs.enter_context(open_tab(browser))
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address)
            settle(page)
            return page

        yield open_address


def click_mark(page, chart, x, y):
    """Click the mark of a chart that stands at the given values of its axes; Plotly takes a click
    only where it has seen the mouse arrive.
    """
    left, top = chart.evaluate(_PIXEL_OF, [x, y])
    page.mouse.move(left - 5, top, steps=4)
    page.mouse.move(left, top, steps=4)
    page.wait_for_timeout(200)
    page.mouse.down()
    page.mouse.up()


def open_controls(page):
    """Unfold the controls above the first chart of a page."""
    fold = page.locator("details").filter(has_text=re.compile("Change what is ")).first
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
        page.wait_for_timeout(600)  # it opens in a movement, and what is clicked must stand still


def settle(page):
    """Wait until Streamlit has finished drawing."""
    page.wait_for_selector("p.foot", timeout=30_000)
    page.wait_for_timeout(150)
    page.wait_for_selector(
        '[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000
    )
    page.wait_for_timeout(100)


def shown(page):
    """Everything that the page says."""
    return page.get_by_test_id("stMain").inner_text()


def counted(page):
    """How many recommendations a list says it holds."""
    heading = page.get_by_role("heading", name=re.compile(r"recommendations?$")).first.inner_text()
    return int(re.findall(r"[\d,]+", heading)[-1].replace(",", ""))


@pytest.fixture(scope="session")
def axe_faults():
    """What the accessibility checker finds on a page as it stands: pairs of the broken rule's name
    and the beginnings of up to three elements. Rules that are named besides are left out.
    """
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci")
    script = AXE.read_text(encoding="utf-8")

    def find(page, *spared):
        # Not through a script tag: the content security policy would refuse it.
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(script)
        rules = {name: {"enabled": False} for name in spared}
        found = page.evaluate(
            "options => axe.run(document, options)", {"rules": rules, "runOnly": AXE_RULES}
        )
        return [
            (fault["id"], [node["html"][:200] for node in fault["nodes"]][:3])
            for fault in found["violations"]
        ]

    return find
