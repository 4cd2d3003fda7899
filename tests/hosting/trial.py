"""The trial: two replicas behind nginx with TLS and a base path, from a cold start to the loss of
a replica under load and a rolling restart with a new release.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import signal
import threading
import time
from pathlib import Path

from ofsted import paths
from tests.hosting.guards import try_guards
from tests.hosting.links import ask_all, fault_of, links, sitemap_faults
from tests.hosting.sessions import Figures, Session, spread
from tests.hosting.site import BASE, Proxy, Replica, ask, free_port, make_tree, wait_until

_START_SECONDS = 120
_RETURN_SECONDS = 40  # after a replica was lost
_ARRIVAL_SECONDS = 20  # over which the readers come
_NEW_VERSION = "0123456789"
_SITEMAP_STEP = 100
_PROBE_PAUSE = 0.25
_APP, _CONNECTED = '[data-testid="stApp"]', '[data-test-connection-state="CONNECTED"]'
_DRAWN = '[data-test-script-state="notRunning"]'


class Probe(threading.Thread):
    """Asks one link after the other, of every kind, from a reader without a cookie."""

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(daemon=True)
        self._proxy, self._ended = proxy, threading.Event()
        self.asked, self.faults = 0, list[str]()
        self.seconds: list[float] = []

    def run(self) -> None:
        for link in itertools.cycle(list(links())):
            if self._ended.is_set():
                return
            started = time.monotonic()
            try:
                fault = fault_of(link, ask(self._proxy, BASE + link.path))
            except OSError as error:
                fault = f"{link.path}: {error}"
            self.seconds.append(time.monotonic() - started)
            self.asked += 1
            self.faults += [fault] if fault else []
            time.sleep(_PROBE_PAUSE)

    def end(self) -> dict[str, object]:
        """What was asked and what went wrong."""
        self._ended.set()
        self.join(80)
        return {"asked": self.asked, "faults": self.faults[:20], "seconds": spread(self.seconds)}


class Trial:
    """Two replicas and the proxy in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ports = (free_port(), free_port())
        self.proxy = Proxy(folder, (f"127.0.0.1:{ports[0]}", f"127.0.0.1:{ports[1]}"))
        self._settings = {
            "OFSTED_PUBLIC_URL": self.proxy.address + BASE,
            "STREAMLIT_SERVER_ALLOWED_HOSTS": "localhost",
        }
        tree = make_tree(folder / "tree")
        self.replicas = [self._replica(tree, number, port) for number, port in enumerate(ports)]

    def _replica(self, tree: Path, number: int, port: int) -> Replica:
        return Replica(tree, self.folder / f"local-{number}", port, self._settings)

    def end(self) -> None:
        """Stop everything."""
        for replica in self.replicas:
            replica.stop()
        self.proxy.stop()

    def start(self) -> dict[str, object]:
        """Cold start of one replica behind the proxy, then of the other beside it."""
        self.proxy.start()
        first, second = self.replicas
        first.start()
        answers = wait_until(first.answers, _START_SECONDS)
        through = wait_until(lambda: ask(self.proxy, f"{BASE}/themes").status == 200, 10)
        ready = wait_until(first.is_ready, _START_SECONDS)
        second.start()
        wait_until(second.is_ready, _START_SECONDS)
        return {
            "answers_after": round(answers, 1),
            "page_through_proxy_after": round(answers + through, 1),
            "ready_after": round(answers + ready, 1),
        }

    def _wait_for_both(self) -> None:
        for replica in self.replicas:
            wait_until(replica.is_ready, _START_SECONDS)

    def ask_links(self) -> dict[str, object]:
        """Every kind of link, and a part of the sitemap, with both replicas there."""
        asked = ask_all(self.proxy)
        count, faults = sitemap_faults(self.proxy, _SITEMAP_STEP)
        asked["in the sitemap, and files of the first page"] = count, faults
        return {kind: {"asked": n, "faults": wrong} for kind, (n, wrong) in asked.items()}

    def lose_one(self, sessions: int, think_seconds: float, steady_seconds: float) -> dict:
        """Readers at work; then one replica is killed and comes back."""
        self._wait_for_both()
        figures, probe = Figures(), Probe(self.proxy)
        probe.start()
        found = asyncio.run(self._under_load(sessions, think_seconds, steady_seconds, figures))
        return found | {
            "sessions": sessions,
            "think_seconds": think_seconds,
            "sessions_moved": len(figures.returns),
            "seconds_until_back": spread(figures.returns),
            "back_with_another_view": figures.changed,
            "sessions_lost": len(figures.lost),
            "why_lost": sorted(set(figures.lost))[:3],
            "links": probe.end(),
        }

    async def _under_load(
        self, sessions: int, think_seconds: float, steady_seconds: float, figures: Figures
    ) -> dict:
        until = asyncio.Event()
        readers = []
        for number in range(sessions):
            reader = Session(self.proxy, number, figures)
            readers.append(asyncio.create_task(reader.stay(think_seconds, until)))
            await asyncio.sleep(_ARRIVAL_SECONDS / sessions)
        await asyncio.sleep(steady_seconds)
        before = {
            "first_runs": spread(figures.first_runs),
            "reruns": spread(figures.reruns),
            "rerun_count": len(figures.reruns),
        }
        await asyncio.to_thread(self.replicas[0].stop, signal.SIGKILL)
        await asyncio.sleep(_RETURN_SECONDS / 2)
        self.replicas[0].start()
        await asyncio.sleep(_RETURN_SECONDS / 2)
        until.set()
        await asyncio.gather(*readers)
        return before

    def restart_rolling(self, sessions: int, think_seconds: float) -> dict[str, object]:
        """One replica after the other is stopped and comes back with a new release."""
        self._wait_for_both()
        tree = make_tree(self.folder / "new-tree")
        record = tree / "data" / paths.BUILD_RECORD.name
        told = json.loads(record.read_text(encoding="utf-8"))
        old_version = told["data_version"]
        record.write_text(json.dumps(told | {"data_version": _NEW_VERSION}), encoding="utf-8")
        figures, probe = Figures(), Probe(self.proxy)
        probe.start()
        started = time.monotonic()
        asyncio.run(self._roll(tree, sessions, think_seconds, figures))
        seconds = time.monotonic() - started
        fresh = wait_until(lambda: _NEW_VERSION in ask(self.proxy, f"{BASE}/view/themes").text, 130)
        kept = ask(self.proxy, f"{BASE}/view/themes?v={old_version}")
        return {
            "seconds": round(seconds, 1),
            "new_release_everywhere_after": round(fresh, 1),
            "sessions": sessions,
            "sessions_moved": len(figures.returns),
            "seconds_until_back": spread(figures.returns),
            "sessions_lost": len(figures.lost),
            "link_to_the_old_release": kept.status if old_version in kept.text else "not served",
            "links": probe.end(),
        }

    async def _roll(self, tree: Path, sessions: int, think: float, figures: Figures) -> None:
        until = asyncio.Event()
        open_sessions = [Session(self.proxy, number, figures) for number in range(sessions)]
        readers = [asyncio.create_task(each.stay(think, until)) for each in open_sessions]
        await asyncio.sleep(10)
        for replica in self.replicas:
            await asyncio.to_thread(replica.stop)
            replica.tree = tree
            replica.start()
            await asyncio.to_thread(wait_until, replica.is_ready, _START_SECONDS)
        await asyncio.sleep(5)
        until.set()
        await asyncio.gather(*readers)

    def open_browser(self) -> dict[str, object]:
        """A real browser on a filtered page whose replica is killed: what it shows afterwards."""
        from playwright.sync_api import sync_playwright

        with sync_playwright() as started:
            browser = started.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--headless=new", "--no-sandbox"]
            )
            page = browser.new_context(ignore_https_errors=True).new_page()
            try:
                return self._lose_under(page)
            finally:
                browser.close()

    def _lose_under(self, page) -> dict[str, object]:
        page.goto(f"{self.proxy.address}{BASE}/themes?region=london&rating=good")
        page.wait_for_selector("p.foot", timeout=60_000)
        headline = page.locator("h2").first.inner_text()
        cookies = {each["name"]: each["value"] for each in page.context.cookies()}
        lost = self.replicas[int(cookies["ofsted_replica"]) - 1]
        lost.stop(signal.SIGKILL)
        started = time.monotonic()
        page.wait_for_selector(f"{_APP}:not({_CONNECTED})", state="attached", timeout=30_000)
        page.wait_for_selector(f"{_APP}{_CONNECTED}{_DRAWN}", timeout=60_000)
        back = time.monotonic() - started
        page.get_by_role("link", name=re.compile("^Heatmap")).first.click(timeout=60_000)
        page.wait_for_url("**/heatmap*", timeout=60_000)
        page.wait_for_selector("p.foot", timeout=60_000)
        seconds = time.monotonic() - started
        query = page.url.partition("?")[2]
        page.go_back()
        page.wait_for_selector("p.foot", timeout=60_000)
        page.wait_for_timeout(1000)
        same = page.locator("h2").first.inner_text() == headline
        lost.start()
        return {
            "connected_after": round(back, 1),
            "next_page_after": round(seconds, 1),
            "filters_kept": all(part in query for part in ("region=london", "rating=good")),
            "headline_kept": same,
        }

    def lose_both(self) -> dict[str, object]:
        """What is still answered where no replica is there."""
        before = ask(self.proxy, f"{BASE}/view/themes").status
        for replica in self.replicas:
            replica.stop(signal.SIGKILL)
        return {
            "a view that was asked for before": ask(self.proxy, f"{BASE}/view/themes").status,
            "a page of the dashboard": ask(self.proxy, f"{BASE}/themes").status,
            "before": before,
        }

    def try_guards(self) -> dict[str, object]:
        """What the proxy refuses or cuts."""
        return try_guards(self.proxy)
