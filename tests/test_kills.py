"""Commands that write, ended by `kill -9` just before any of their changes to a folder, by a disk
that is full or by one that may not be written: every file is whole, old or new, and the command
finishes when it is started again. `python -m tests.faults kills` does so at random moments of whole
runs over the real reports.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.coding.kept import write_summaries
from ofsted.corpus import download
from ofsted.steps import build as building
from ofsted.steps import coding
from ofsted.tables.whole import write_text_whole
from tests.faults.fetching import PATIENCE, serving
from tests.faults.killing import (
    FORK,
    count_changes,
    find_leftovers,
    find_torn,
    kill_before_change,
    read_files,
)
from tests.made_release import make_release, make_rounds, read_made_reports

pytestmark = [
    pytest.mark.slow,
    # A release of two reports leaves nothing to compare.
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),
]
TEXT = "Planning of the lantern parade, so that timely plans reach every carer."
THEME = "casework/timeliness"


@dataclass(frozen=True)
class Command:
    """A command that writes into a folder; `kills` is at how many of its changes it is killed."""

    words: tuple[str, ...]
    folder: Path
    kills: int
    leaves_parts: bool = False

    def run(self) -> None:
        """Run it to its end. Raises `AssertionError` where it does not do its work."""
        assert main(self.words) == 0, self.words


@pytest.fixture
def made_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The build of a release of two made-up reports, over one of other bytes."""
    reports = make_release(tmp_path, monkeypatch)
    readings = read_made_reports()
    rounds = make_rounds(readings)
    monkeypatch.setattr(building, "read_all", lambda *_: iter(readings))
    monkeypatch.setattr(building, "read_rounds", lambda _: rounds)
    folder = tmp_path / "built"
    command = Command(("build", "--reports", str(reports), "--to", str(folder)), folder, 7)
    command.run()
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes() + b" ")
    return command


@pytest.fixture
def made_hydration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The hydration of the same release, over a table of other bytes."""
    reports = make_release(tmp_path, monkeypatch)
    folder = tmp_path / "local"
    write_text_whole(folder / "quotes.parquet", "old")
    return Command(("hydrate", "--reports", str(reports)), folder, 6)


@pytest.fixture
def made_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A coder's first codings with summaries, beside summaries that are there already."""
    texts = {f"text{number:02d}": TEXT for number in range(20)}
    folder = tmp_path / "data" / "codings"
    folder.mkdir(parents=True)
    summaries = folder / coding.SUMMARIES.name
    write_summaries({"text99": "Keep the lanterns lit."}, summaries)
    monkeypatch.setattr(paths, "DATA", tmp_path / "data")
    monkeypatch.setattr(paths, "CODINGS", folder)
    monkeypatch.setattr(coding, "SUMMARIES", summaries)
    monkeypatch.setattr(coding, "read_texts", lambda: texts)
    coded = {"codes": [[THEME, "timely"]], "primary": THEME, "summary": "Tell carers sooner."}
    rows = [json.dumps({"id": key} | coded) for key in texts]
    handed_in = tmp_path / "rows.jsonl"
    handed_in.write_text("\n".join(rows), encoding="utf-8")
    words = ("coding", "import", "--coder", coding.SUMMARY_CODER, "--summaries", str(handed_in))
    return Command(words, tmp_path / "data", 8)


@pytest.fixture
def made_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """The download of both reports from a server on this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    make_release(tmp_path, monkeypatch)
    with serving(tmp_path / "files") as server:
        fetch = partial(download.download_reports, hosts=(server.host,), patience=PATIENCE)
        monkeypatch.setattr(download, "download_reports", fetch)
        folder = tmp_path / "fetched"
        # What another run may be writing now is left to it for a day.
        yield Command(("download", str(folder)), folder, 8, leaves_parts=True)


MADE = ("made_build", "made_hydration", "made_import", "made_download")


@pytest.fixture(params=MADE)
def command(request: pytest.FixtureRequest) -> Command:
    """Each of the commands in turn."""
    return request.getfixturevalue(request.param)


def copy_state(folder: Path, place: Path) -> Callable[[], None]:
    """Keep a folder as it is; what is given puts it back."""
    if folder.exists():
        shutil.copytree(folder, place)

    def put_back() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        if place.exists():
            shutil.copytree(place, folder)

    return put_back


def spread(count: int, most: int) -> list[int]:
    """The first, the last and others between them, evenly."""
    step = max(1.0, (count - 1) / max(1, most - 1))
    return sorted({round(1 + number * step) for number in range(min(most, count))})


def read_if_there(folder: Path) -> dict[str, bytes]:
    """The files of the folder; none where it is not there."""
    return read_files(folder) if folder.exists() else {}


def test_a_command_killed_before_any_change_leaves_whole_files_and_finishes_when_started_again(
    command: Command, tmp_path: Path
) -> None:
    old = read_if_there(command.folder)
    put_back = copy_state(command.folder, tmp_path / "before")
    changes = count_changes(command.run, command.folder)
    new = read_files(command.folder)
    assert find_leftovers(command.folder) == []
    assert changes >= 4
    assert new != old
    for number in spread(changes, command.kills):
        put_back()
        kill_before_change(command.run, command.folder, number)
        assert find_torn(command.folder, old, new) == [], f"killed before change {number}"
    command.run()  # over what the last kill left
    assert read_files(command.folder) == new
    left = find_leftovers(command.folder)
    assert [name for name in left if not command.leaves_parts or not name.endswith(".part")] == []


# Disks


def run_apart(command: Command, most_bytes: int | None = None) -> tuple[int, str]:
    """The exit status and the last words of a command in a process of its own, which may be denied
    files of more than so many bytes.
    """
    ours, theirs = os.pipe()

    def run() -> None:
        with os.fdopen(theirs, "w", encoding="utf-8") as sys.stderr:
            if most_bytes is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
            try:
                status = main(command.words)
            except BaseException:
                traceback.print_exc()
                status = 1
        os._exit(status)

    process = FORK.Process(target=run)
    process.start()
    os.close(theirs)
    with os.fdopen(ours, encoding="utf-8") as pipe:
        said = pipe.read()
    process.join()
    assert process.exitcode is not None
    return process.exitcode, said


def check_refused(command: Command, old: dict[str, bytes], status: int, said: str) -> None:
    """A sentence for an answer, and everything as it was."""
    assert status != 0
    assert "Traceback" not in said
    assert "cannot be" in said
    assert read_if_there(command.folder) == old
    if command.folder.exists():
        assert find_leftovers(command.folder) == []


@pytest.mark.parametrize("made", MADE)
def test_a_command_that_finds_no_room_says_so_and_changes_nothing(
    made: str, request: pytest.FixtureRequest
) -> None:
    command = request.getfixturevalue(made)
    old = read_if_there(command.folder)
    check_refused(command, old, *run_apart(command, 100))


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """A file system in memory over the folder; skips where this user may mount none."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", *options, "ofsted-test", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may mount no file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("disk", ["full", "read-only"])
def test_a_command_on_a_disk_that_takes_nothing_says_so_and_changes_nothing(
    made: str, disk: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    command = request.getfixturevalue(made)
    put_back = copy_state(command.folder, tmp_path / "kept")
    shutil.rmtree(command.folder, ignore_errors=True)
    with mounted(command.folder, "-o", "size=4m"):
        if (tmp_path / "kept").exists():
            shutil.copytree(tmp_path / "kept", command.folder, dirs_exist_ok=True)
        old = read_files(command.folder)
        if disk == "full":
            fill(command.folder / "filler")
            old = read_files(command.folder)
        else:
            again = ["mount", "-o", "remount,ro", str(command.folder)]
            subprocess.run(again, check=True)
        check_refused(command, old, *run_apart(command))
    put_back()


def fill(path: Path) -> None:
    """Write until nothing more fits."""
    with path.open("wb", buffering=0) as file:
        for size in (65536, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
