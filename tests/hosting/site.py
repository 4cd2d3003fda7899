"""Two replicas and the proxy before them, as processes on this machine's own addresses."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_PROXY = ROOT / "hosting" / "start-proxy.sh"
BASE = "/explorer"
_SHIPPED = ("app.py", ".streamlit", "pages", "ofsted", "data")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_there(name: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(name) is not None


def wait_until(is_so: Callable[[], bool], seconds: float) -> float:
    """Seconds until it was so. Raises `TimeoutError`."""
    started = time.monotonic()
    while time.monotonic() - started < seconds:
        if is_so():
            return time.monotonic() - started
        time.sleep(0.05)
    raise TimeoutError(f"{is_so} was not so within {seconds} s")


@dataclass
class Replica:
    """One process of the dashboard, started from a tree of the files that an image holds."""

    tree: Path
    folder: Path
    port: int = field(default_factory=free_port)
    settings: Mapping[str, str] = field(default_factory=dict)
    python: str = sys.executable
    process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self, command: list[str] | None = None, **as_whom: object) -> Replica:
        """Start the process; it answers later."""
        self.folder.mkdir(parents=True, exist_ok=True)
        environment = os.environ | {
            "OFSTED_LOCAL": str(self.folder),
            "OFSTED_HYDRATE": "off",
            "OFSTED_FETCH": "off",
            "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
            "STREAMLIT_SERVER_PORT": str(self.port),
            "STREAMLIT_SERVER_BASE_URL_PATH": BASE,
            "STREAMLIT_SERVER_COOKIE_SECRET": "of-a-trial-and-of-nothing-else",
            **self.settings,
        }
        line = command or ["python", "-m", "streamlit", "run", "app.py"]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [self.python, *line[1:]],
                cwd=self.tree,
                env=environment,
                stdout=log,
                stderr=log,
                **as_whom,
            )
        return self

    def answers(self, path: str = f"{BASE}/_stcore/health") -> bool:
        """Whether the process itself answers 200."""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def is_ready(self) -> bool:
        """Whether its usual views are made."""
        return self.answers(f"{BASE}/healthz")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """End the process; gives the seconds that it took."""
        if self.process is None or self.process.poll() is not None:
            return 0.0
        started = time.monotonic()
        self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
        return time.monotonic() - started


def make_tree(folder: Path) -> Path:
    """A copy of the files that an image holds."""
    folder.mkdir(parents=True)
    for name in _SHIPPED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that is signed by itself, and its key."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "chain.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command += ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


@dataclass
class Proxy:
    """nginx with the configuration that is shipped."""

    folder: Path
    replicas: tuple[str, str]
    base: str = BASE
    port: int = field(default_factory=free_port)
    plain_port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    def __post_init__(self) -> None:
        self.certificate, self.key = make_certificate(self.folder / "certificate")
        self.trusted = ssl.create_default_context(cafile=str(self.certificate))

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    @property
    def address(self) -> str:
        return f"https://{self.host}"

    @property
    def settings(self) -> dict[str, str]:
        """The environment that `start-proxy.sh` reads."""
        return {
            "OFSTED_HOST": self.host,
            "OFSTED_BASE_PATH": self.base,
            "OFSTED_REPLICA_1": self.replicas[0],
            "OFSTED_REPLICA_2": self.replicas[1],
            "OFSTED_CERTIFICATE": str(self.certificate),
            "OFSTED_KEY": str(self.key),
            "OFSTED_PROXY_FOLDER": str(self.folder / "proxy"),
            "OFSTED_PROXY_ADDRESS": "127.0.0.1",
            "OFSTED_HTTPS_PORT": str(self.port),
            "OFSTED_HTTP_PORT": str(self.plain_port),
        }

    def test(self) -> str:
        """What nginx says of the configuration; "" where it takes it."""
        command = [str(START_PROXY), "-t"]
        done = subprocess.run(
            command, env=os.environ | self.settings, capture_output=True, text=True
        )
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def start(self) -> Proxy:
        """Start nginx and wait until it listens."""
        with (self.folder / "proxy.log").open("a") as log:
            self.process = subprocess.Popen(
                [str(START_PROXY)],
                env=os.environ | self.settings,
                stdout=log,
                stderr=log,
            )
        wait_until(self._listens, 10)
        return self

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """End nginx."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def log(self) -> str:
        """What nginx wrote about requests."""
        return (self.folder / "proxy.log").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of an answer; headers of several values are joined by commas."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def ask(proxy: Proxy, path: str, **headers: str) -> Answer:
    """What the proxy answers, redirections not followed."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    address = path if path.startswith("http") else proxy.address + path
    opener = urllib.request.build_opener(_Stays, urllib.request.HTTPSHandler(context=proxy.trusted))
    try:
        with opener.open(urllib.request.Request(address, headers=named), timeout=70) as answer:
            return Answer(answer.status, _joined(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, _joined(error.headers), error.read())


def _joined(headers) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers.items():
        known = joined.get(name.lower())
        joined[name.lower()] = f"{known}, {value}" if known else value
    return joined
