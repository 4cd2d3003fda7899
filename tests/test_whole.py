"""Files are written whole or not at all, whatever ends the writer, and commands that write into the
same folder do not meet there.
"""

from __future__ import annotations

import ast
import errno
import json
import multiprocessing
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.coding.kept import write_summaries
from ofsted.errors import OfstedError
from ofsted.steps.describe import write_descriptions
from ofsted.tables import whole
from ofsted.tables.rows import write_rows
from ofsted.tables.whole import LOCK_NAME, alone_in, staged_in, write_text_whole, write_whole

FORK = multiprocessing.get_context("fork")
MAY_WRITE = {
    "ofsted/dashboard/held/wording.py": "a lock, which holds nothing",
    "ofsted/served/static.py": "pages of a site, in a folder that is put in place whole",
    "ofsted/tables/whole.py": "the one writer",
    "ofsted/corpus/download.py": "a body as it arrives, put in place by the one writer",
    "ofsted/extract/cluster.py": "a copy of a report on another machine, in a folder that goes",
    "ofsted/extract/sandbox.py": "a file sent by a stranger, in a folder that goes",
}


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != LOCK_NAME)


def run_apart(work: Callable[[], None]) -> int:
    """The exit status of a process of its own that does the work; negative where a signal ended
    it.
    """
    process = FORK.Process(target=work)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


# One way to write


def _writes(call: ast.Call) -> bool:
    function = call.func
    name = getattr(function, "attr", getattr(function, "id", ""))
    if name in ("write_text", "write_bytes"):
        return True
    texts = [
        part.value
        for part in (*call.args, *(word.value for word in call.keywords))
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    return name in ("open", "fdopen") and any(
        set(text) & set("wax+") for text in texts if len(text) <= 3
    )


def test_every_file_is_written_by_the_one_function() -> None:
    others = set()
    for path in sorted((paths.ROOT / "ofsted").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
        if any(_writes(call) for call in calls):
            others.add(path.relative_to(paths.ROOT).as_posix())
    assert others == set(MAY_WRITE)


# One file


def test_a_file_is_replaced_with_its_permissions_and_nothing_is_left_beside(
    tmp_path: Path,
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")
    path.chmod(0o640)
    write_text_whole(path, "né")
    assert path.read_bytes() == "né".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert visible(tmp_path) == ["table.csv"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "table.csv")
    write_text_whole(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "table.csv").read_text() == "new"


REFUSALS = {"full": errno.ENOSPC, "read-only": errno.EROFS, "no permission": errno.EACCES}


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_a_refused_write_leaves_the_old_file_whole_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: str, step: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")
    number = REFUSALS[refusal]

    def refuse(*arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, step, refuse)
    with pytest.raises(OfstedError, match="table.csv: cannot be written") as raised:
        write_whole(path, b"new")
    assert os.strerror(number) in str(raised.value)
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert visible(tmp_path) == ["table.csv"]


@pytest.mark.parametrize(
    "write",
    [
        lambda path: write_rows(path, ["a"], [{"a": "x" * 5000}]),
        lambda path: write_summaries({"t1": "x" * 5000}, path),
        lambda path: write_text_whole(path, "x" * 5000),
    ],
    ids=["rows", "codings", "text"],
)
def test_a_file_that_finds_no_room_leaves_the_old_one(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")

    def write_where_little_fits() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        with pytest.raises(OfstedError, match="table.csv: cannot be written"):
            write(path)

    assert run_apart(write_where_little_fits) == 0
    assert path.read_text() == "old"
    assert visible(tmp_path) == ["table.csv"]


def test_what_a_killed_writer_left_goes_with_the_next_write(tmp_path: Path) -> None:
    def die_while_writing() -> None:
        whole.put_in_place = lambda part, target: os.kill(os.getpid(), signal.SIGKILL)
        write_whole(tmp_path / "table.csv", b"half")

    assert run_apart(die_while_writing) == -signal.SIGKILL
    assert len(visible(tmp_path)) == 1  # the part
    write_whole(tmp_path / "table.csv", b"new")
    assert visible(tmp_path) == ["table.csv"]


@pytest.fixture
def copy_of_data(tmp_path: Path) -> Path:
    ignored = shutil.ignore_patterns("releases", LOCK_NAME, ".*.part")
    return Path(shutil.copytree(paths.DATA, tmp_path / "data", ignore=ignored))


def test_describing_killed_at_random_moments_loses_nothing(copy_of_data: Path) -> None:
    root = copy_of_data.parent
    shutil.copy(paths.CITATION, root)
    described = (
        copy_of_data / paths.DATA_PACKAGE.name,
        copy_of_data / paths.CSV_METADATA.name,
        copy_of_data / paths.DOWNLOADS_METADATA.name,
        root / paths.CITATION.name,
    )
    write_descriptions(copy_of_data, root)
    new = {path: path.read_bytes() for path in described}
    old = {path: content + b" " for path, content in new.items()}
    for path in described:
        path.write_bytes(old[path])
    names, dice, killed = visible(copy_of_data), random.Random(12), 0

    def describe_again_and_again() -> None:
        while True:
            write_descriptions(copy_of_data, root)

    for _ in range(25):
        process = FORK.Process(target=describe_again_and_again)
        process.start()
        time.sleep(dice.uniform(0.01, 0.25))
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        for path in described:
            assert path.read_bytes() in (old[path], new[path]), path.name
    assert killed == 25
    write_descriptions(copy_of_data, root)
    assert {path: path.read_bytes() for path in described} == new
    assert visible(copy_of_data) == names


# Many files


def test_files_that_belong_together_come_together_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    def break_off() -> None:
        with staged_in(tmp_path) as stage:
            write_whole(stage / "a", b"new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert (visible(tmp_path), (tmp_path / "a").read_text()) == (["a"], "old")
    with staged_in(tmp_path) as stage:
        write_whole(stage / "a", b"new")
        write_whole(stage / "b", b"new")
        assert (tmp_path / "a").read_text() == "old"
    assert (visible(tmp_path), (tmp_path / "a").read_text()) == (["a", "b"], "new")


def test_a_stage_that_was_killed_changes_nothing_and_goes_with_the_next(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    def die_in_the_middle() -> None:
        with staged_in(tmp_path) as stage:
            write_whole(stage / "a", b"new")
            os.kill(os.getpid(), signal.SIGKILL)

    assert run_apart(die_in_the_middle) == -signal.SIGKILL
    assert (tmp_path / "a").read_text() == "old"
    assert len(visible(tmp_path)) == 2
    with staged_in(tmp_path):
        pass
    assert visible(tmp_path) == ["a"]


# One command at a time


def test_a_second_command_is_told_who_writes_there(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from ofsted.tables.whole import alone_in\n"
        f"with alone_in(Path({str(tmp_path)!r}), 'python -m ofsted build'):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=paths.ROOT, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with (
            pytest.raises(OfstedError, match=r"`python -m ofsted build`, since 20") as raised,
            alone_in(tmp_path, "python -m ofsted describe"),
        ):
            pytest.fail("two at once")
        assert f"process {holder.pid} " in str(raised.value)
        holder.kill()
        holder.wait()
    with alone_in(tmp_path, "python -m ofsted describe"):
        who = json.loads((tmp_path / LOCK_NAME).read_text())
    assert not (tmp_path / LOCK_NAME).exists()
    assert (who["pid"], who["command"]) == (os.getpid(), "python -m ofsted describe")


def test_processes_that_a_command_started_do_not_hold_its_folder(tmp_path: Path) -> None:
    waiting = FORK.Event()

    def die_with_a_child() -> None:
        with alone_in(tmp_path, "first"):
            if os.fork() == 0:
                waiting.wait(20)
                os._exit(0)
            os.kill(os.getpid(), signal.SIGKILL)

    assert run_apart(die_with_a_child) == -signal.SIGKILL
    with alone_in(tmp_path, "second"):
        pass
    waiting.set()


def test_a_command_may_call_another_that_writes_there_too(tmp_path: Path) -> None:
    with alone_in(tmp_path, "build"), alone_in(tmp_path, "describe"):
        pass
    with alone_in(tmp_path, "build"):
        pass


def test_a_folder_made_for_nothing_goes_again(tmp_path: Path) -> None:
    with alone_in(tmp_path / "new", "build"):
        pass
    assert not (tmp_path / "new").exists()
    with alone_in(tmp_path / "new", "build"):
        write_whole(tmp_path / "new" / "a", b"1")
    assert visible(tmp_path / "new") == ["a"]


COMMANDS = (
    ["build"],
    ["build", "--areas"],
    ["build", "--search"],
    ["describe"],
    ["claims"],
    ["coding", "import", "--coder", "ann", "rows.jsonl"],
    ["coding", "adjudicate", "ann", "ben", "--rulings", "rows.jsonl"],
    ["coding", "agreement", "--write"],
    ["coding", "train"],
    ["hydrate"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_that_write_are_alone_in_their_folder(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = paths.DATA
    if command == ["hydrate"]:
        monkeypatch.setenv("OFSTED_LOCAL", str(tmp_path))
        folder = tmp_path
    asked = []

    def refuse(asked_folder: Path, command: str) -> None:
        asked.append((asked_folder, command))
        raise OfstedError("another command is writing here")

    monkeypatch.setattr("ofsted.__main__.alone_in", refuse)
    assert main(command) == 2
    assert asked == [(folder, " ".join(["python -m ofsted", *command]))]
    assert capsys.readouterr().err == "ofsted: another command is writing here\n"


def test_a_folder_that_may_not_be_written_into_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "open", refuse)
    with (
        pytest.raises(OfstedError, match=r"cannot be written into \(Read-only file system\)"),
        alone_in(tmp_path, "describe"),
    ):
        pytest.fail("it was held")
