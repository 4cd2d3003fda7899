"""Whole runs of the commands that write, over the real reports and in a copy of the project, ended
by `kill -9` at random moments.

A run is killed anywhere, or soon after it has begun to write. Afterwards every file is as it was or
as it was to become, no process of it lives, and the next run finishes with the same bytes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.coding.kept import read_codings, read_summaries
from ofsted.coding.rounds import SUMMARIES, SUMMARY_CODER, coder_file
from ofsted.corpus.files import file_sha256
from ofsted.corpus.manifest import read_manifest
from ofsted.steps.published import read_texts
from tests.faults.fetching import serving
from tests.faults.killing import find_leftovers, find_torn, is_leftover, read_files

LEFT_OUT = (".git", ".venv", "node_modules", "local", "releases", "output", "__pycache__")
LAST_ANSWER_SECONDS = 60  # in which a worker that reads a file finds that nobody listens
STEP_SECONDS = 0.002


@dataclass(frozen=True)
class Run:
    """A command in a project, and the folder that it writes into."""

    words: Sequence[str]
    root: Path
    folder: Path
    local: Path

    def start(self) -> subprocess.Popen[bytes]:
        """A session of its own that does it."""
        names = {"OFSTED_LOCAL": str(self.local), "NO_PROXY": "127.0.0.1"}
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            [sys.executable, "-m", *self.words],
            cwd=self.root,
            env=os.environ | names,
            stdout=quiet,
            stderr=quiet,
            start_new_session=True,
        )

    def finish(self) -> tuple[float, float]:
        """Run it to its end: how many seconds it took, and how many of them from the first sign
        that it writes. Raises `AssertionError` where it does not succeed.
        """
        began, process = time.monotonic(), self.start()
        self.await_writing(process)
        writing = time.monotonic()
        status = process.wait()
        assert status in (0, 1), f"{self.words} ended with {status}"
        return time.monotonic() - began, time.monotonic() - writing

    def await_writing(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until something is being written, or it has ended."""
        while process.poll() is None and not self.is_writing():
            time.sleep(STEP_SECONDS)

    def is_writing(self) -> bool:
        """Whether a file is there that a command leaves only where it is killed; not its lock."""
        if not self.folder.exists():
            return False
        folders = [self.folder, *(path for path in self.folder.iterdir() if path.is_dir())]
        names = (name for folder in folders for name in os.listdir(folder))
        return any(name != ".lock" and is_leftover(name) for name in names)


@dataclass
class Found:
    """What came of the kills of one command."""

    seconds: float = 0.0
    writing_seconds: float = 0.0
    killed_anywhere: int = 0
    killed_while_writing: int = 0
    ended_before: int = 0
    torn: list[str] = field(default_factory=list)
    between_old_and_new: int = 0
    processes_left: int = 0
    restart_seconds: float = 0.0
    same_bytes: bool = False
    leftovers: int = 0


@contextmanager
def copied_project(folder: Path) -> Iterator[Path]:
    """A copy of the project, without kept releases and what is not of the project."""
    root = folder / "project"
    shutil.copytree(paths.ROOT, root, ignore=shutil.ignore_patterns(*LEFT_OUT))
    yield root
    shutil.rmtree(root)


def kill_often(
    run: Run, faster: Run, old: Path, kills: tuple[int, int], chance: random.Random
) -> Found:
    """Kill the run so many times anywhere, and the faster one that writes the same so many times
    while it writes; each begins with the files of `old`. The first time the faster one is no
    faster.
    """
    put_back(old, run.folder)
    before, found = read_files(run.folder), Found()
    found.seconds, found.writing_seconds = faster.finish()
    after = read_files(run.folder)
    for number in range(sum(kills)):
        put_back(old, run.folder)
        if number < kills[0]:
            found.killed_anywhere += kill_anywhere(run, found, chance)
        else:
            found.killed_while_writing += kill_while_writing(faster, found, chance)
        found.torn += find_torn(run.folder, before, after)
        now = read_files(run.folder)
        found.between_old_and_new += now not in (before, after)
        print(found, file=sys.stderr)
    found.restart_seconds, _ = run.finish()
    found.same_bytes = read_files(run.folder) == after
    found.leftovers = len(find_leftovers(run.folder))
    return found


def kill_anywhere(run: Run, found: Found, chance: random.Random) -> bool:
    """Kill a run at a moment of its whole time; false where it had ended."""
    process = run.start()
    return _end(process, found, chance.uniform(0, found.seconds))


def kill_while_writing(run: Run, found: Found, chance: random.Random) -> bool:
    """Kill a run at a moment of the time in which it writes; false where it had ended."""
    process = run.start()
    run.await_writing(process)
    return _end(process, found, chance.uniform(0, found.writing_seconds))


def _end(process: subprocess.Popen[bytes], found: Found, seconds: float) -> bool:
    try:
        process.wait(seconds)
        found.ended_before += 1
        return False
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    found.processes_left += _count_living(process.pid)
    return True


def _count_living(session: int) -> int:
    """Processes of a session that still live when their last answer was due."""
    until = time.monotonic() + LAST_ANSWER_SECONDS
    while living := [pid for pid in psutil.pids() if _session_of(pid) == session]:
        if time.monotonic() > until:
            return len(living)
        time.sleep(0.05)
    return 0


def _session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return -1


def put_back(kept: Path, folder: Path) -> None:
    """Give a folder the content of another one."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(kept, folder)


def kill_builds(folder: Path, reports: Path, kills: tuple[int, int], seed: int) -> Found:
    """The command `build` in the project, over tables of the same rows in other bytes."""
    with copied_project(folder) as root:
        data = root / "data"
        for path in sorted(data.glob("*.parquet")):
            pq.write_table(pq.read_table(path), path, compression="gzip")
        old = Path(shutil.copytree(data, folder / "old"))
        local = folder / "local"
        whole = Run(("ofsted", "build", "--reports", str(reports)), root, data, local)
        words = ("tests.faults.kept_build", str(folder / "readings"), str(reports))
        kept = Run(words, root, data, local)
        return kill_often(whole, kept, old, kills, random.Random(seed))


def kill_hydrations(folder: Path, reports: Path, kills: tuple[int, int], seed: int) -> Found:
    """The command `hydrate`, over an old table."""
    with copied_project(folder) as root:
        local, old = folder / "local", folder / "old"
        old.mkdir()
        (old / "quotes.parquet").write_bytes(b"old")
        run = Run(("ofsted", "hydrate", "--reports", str(reports)), root, local, local)
        return kill_often(run, run, old, kills, random.Random(seed))


def kill_imports(folder: Path, quotes: Path, kills: tuple[int, int], seed: int) -> Found:
    """The command `coding import`, of all codings and summaries, over half of them."""
    with copied_project(folder) as root:
        local, handed_in = folder / "local", folder / "rows.jsonl"
        local.mkdir()
        shutil.copy(quotes, local / paths.quotes_table().name)
        handed_in.write_text("\n".join(list_handed_in()), encoding="utf-8")
        data = root / "data"
        for name in (f"{SUMMARY_CODER}.csv", SUMMARIES.name):
            halve(data / "codings" / name)
        old = Path(shutil.copytree(data, folder / "old"))
        words = ("coding", "import", "--coder", SUMMARY_CODER, "--summaries", str(handed_in))
        run = Run(("ofsted", *words), root, data, local)
        return kill_often(run, run, old, kills, random.Random(seed))


def halve(path: Path) -> None:
    """Leave the header and every second line of a CSV file."""
    header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, *lines[::2]]), encoding="utf-8")


def list_handed_in() -> list[str]:
    """The kept codings and summaries as their coder would hand them in."""
    texts, summaries = read_texts(), read_summaries(SUMMARIES)
    codebook = read_codebook(paths.CODEBOOK)
    coded = read_codings(coder_file(SUMMARY_CODER), codebook.version)
    rows = []
    for key in sorted(coded.keys() & texts.keys() & summaries.keys()):
        labels = coded[key].labels
        row = {
            "id": key,
            "codes": [[label.theme, texts[key][label.start : label.end]] for label in labels],
            "primary": next((label.theme for label in labels if label.is_primary), None),
            "reason": coded[key].reason,
            "summary": summaries[key],
        }
        rows.append(json.dumps(row))
    return rows


def kill_downloads(folder: Path, reports: Path, kills: int, seed: int) -> dict[str, object]:
    """The download of all reports from a server on this machine, killed and begun again where it
    stopped, until all are there.
    """
    chance, fetched = random.Random(seed), folder / "fetched"
    found, again = Found(), 0
    with serving(reports) as server:
        port = str(server.server_port)
        words = ("tests.faults.fetching", port, str(fetched))
        run = Run(words, paths.ROOT, fetched, folder / "local")
        found.seconds, _ = run.finish()
        shutil.rmtree(fetched)
        for _ in range(kills):
            server.asked.clear()
            whole = {path.stem for path in fetched.glob("*.pdf")}
            found.killed_anywhere += _end(
                run.start(), found, chance.uniform(0.5, 0.5 + found.seconds / kills)
            )
            again += len(whole & server.asked.keys())
            found.torn += find_broken(fetched)
        found.restart_seconds, _ = run.finish()
    found.torn += find_broken(fetched)
    found.same_bytes = len(list(fetched.glob("*.pdf"))) == len(read_manifest(paths.MANIFEST))
    found.leftovers = len(find_leftovers(fetched))
    return vars(found) | {"fetched_again": again}


def find_broken(folder: Path) -> list[str]:
    """Reports whose file is not the one of the manifest."""
    right = {entry.report_id: entry.sha256 for entry in read_manifest(paths.MANIFEST)}
    return [path.name for path in folder.glob("*.pdf") if file_sha256(path) != right[path.stem]]
