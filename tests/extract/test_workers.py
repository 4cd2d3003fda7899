"""Each file on its own: whatever one does to its worker, it gets a reason and the others their
result, in order; and output that cannot be written ends with a message.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ofsted import paths
from ofsted.__main__ import CANNOT_RUN, INTERRUPTED, main
from ofsted.commands import reports
from ofsted.errors import ReportError
from ofsted.extract import workers
from ofsted.extract.files import check_file
from ofsted.extract.workers import (
    BROKEN_OR_OUT_OF_MEMORY,
    OUT_OF_MEMORY,
    OUT_OF_TIME,
    run_each,
)
from tests.extract.layouts import FAMILIES, ilacs

pytestmark = pytest.mark.slow

# What a file may be told that uses up the memory or the time: which of them comes first depends on
# the machine and on what the library does that is denied its memory.
NAMED = (OUT_OF_MEMORY, OUT_OF_TIME, BROKEN_OR_OUT_OF_MEMORY)
BOMBS = sorted((paths.ROOT.parent / "shared" / "cases").glob("bomb_*.pdf"))

# What a job does to the worker that has it.


def use_memory(job: str) -> str:
    return job * 2_000_000_000


def use_time(job: str) -> str:
    while True:
        pass


def die(job: str) -> str:
    os.kill(os.getpid(), signal.SIGTERM)
    return job


def point_nowhere(job: str) -> str:
    os.kill(os.getpid(), signal.SIGSEGV)
    return job


def leave(job: str) -> str:
    os._exit(3)


def fail(job: str) -> str:
    raise ZeroDivisionError


def give_what_cannot_be_sent(job: str) -> Callable[[], str]:
    return lambda: job


BREAKING = {
    "memory": (use_memory, OUT_OF_MEMORY),
    "time": (use_time, OUT_OF_TIME),
    "address": (point_nowhere, BROKEN_OR_OUT_OF_MEMORY),
    "signal": (die, "breaks the libraries that read it (signal 15)"),
    "exit": (leave, "ends the process that reads it (exit status 3)"),
    "error": (fail, "breaks the libraries that read it (ZeroDivisionError)"),
    "answer": (give_what_cannot_be_sent, "ends the process that reads it (exit status 1)"),
}


def do(job: str) -> object:
    return BREAKING[job][0](job) if job in BREAKING else job.upper()


def refuse(job: str, reason: str) -> str:
    return f"{job}: {reason}"


@pytest.fixture
def little_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MAX_PROCESSOR_SECONDS", 1)


@pytest.mark.parametrize(("kind", "count"), [("signal", 1), *((kind, 2) for kind in BREAKING)])
def test_a_job_that_breaks_its_worker_gets_the_reason_and_the_others_their_result(
    little_time: None, kind: str, count: int
) -> None:
    jobs = ["a", kind, "b", kind, "c"]
    expected = f"{kind}: {BREAKING[kind][1]}"
    assert list(run_each(do, jobs, refuse, count)) == ["A", expected, "B", expected, "C"]


def test_results_come_in_the_order_of_the_jobs_however_long_each_takes() -> None:
    def wait(job: int) -> int:
        time.sleep(0.05 if job % 3 == 0 else 0)
        return job

    assert list(run_each(wait, range(30), lambda job, reason: -1, 4)) == list(range(30))


def test_no_jobs_give_no_results() -> None:
    assert list(run_each(do, [], refuse)) == []


def test_a_worker_that_gives_no_answer_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleep(job: str) -> str:
        if job == "slow":
            time.sleep(60)
        return job

    monkeypatch.setattr(workers, "MAX_WAIT_SECONDS", 0.3)
    began = time.monotonic()
    first, last = run_each(sleep, ["slow", "quick"], refuse, 1)
    assert first.startswith("slow: gave no answer for")
    assert last == "quick"
    assert time.monotonic() - began < 10


def test_workers_that_somebody_else_ends_are_replaced() -> None:
    def end_itself(job: int) -> int:
        if job % 5 == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return job

    found = list(run_each(end_itself, range(1, 21), lambda job, reason: -job, 2))
    assert found == [-job if job % 5 == 0 else job for job in range(1, 21)]


def test_no_worker_is_left_when_the_asker_has_enough() -> None:
    def tell(job: int) -> int:
        return os.getpid()

    with closing(run_each(tell, range(100), lambda job, reason: 0, 2)) as results:
        worker = next(results)
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)


# Files


def bomb(path: Path) -> Path:
    """A page that draws a form, which draws ten forms, each of which draws ten …"""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</XObject<</X 5 0 R>>>>>>",
        _stream(b"/X Do", b""),
    ]
    for level in range(10):
        below = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X %d 0 R>>>>"
        objects.append(_stream(b"/X Do\n" * 10, below % (level + 6)))
    objects.append(_stream(b"0 0 m 9 9 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"))
    content = io.BytesIO()
    content.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(content.tell())
        content.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = content.tell()
    content.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        content.write(b"%010d 00000 n \n" % place)
    content.write(b"trailer<</Size %d/Root 1 0 R>>\n" % (len(objects) + 1))
    content.write(b"startxref\n%d\n%%%%EOF" % start)
    path.write_bytes(content.getvalue())
    return path


def _stream(body: bytes, entries: bytes) -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(body), entries, body)


def test_a_bomb_costs_the_other_files_of_the_run_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    first = ilacs().save(tmp_path / "first.pdf")
    last = FAMILIES["E"]().paper.save(tmp_path / "last.pdf")
    assert main(["extract", str(first), str(bomb(tmp_path / "bomb.pdf")), str(last)]) == 1
    out, err = capfd.readouterr()
    printed = [json.loads(line) for line in out.splitlines()]
    assert [entry["report_file"] for entry in printed] == ["first.pdf", "bomb.pdf", "last.pdf"]
    assert ["error" in entry for entry in printed] == [False, True, False]
    assert printed[1]["error"] in [f"bomb.pdf: {reason}" for reason in NAMED]
    assert err == ""


# Runs a command and writes the memory of its largest process into a file.
_MEASURED = """
import pathlib, resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
pathlib.Path(sys.argv[1]).write_text(str(most))
sys.exit(status)
"""


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize("path", BOMBS or [None], ids=lambda path: path and path.name)
def test_the_bombs_of_the_trial_each_get_a_named_error(path: Path | None, tmp_path: Path) -> None:
    if path is None:
        pytest.skip("the made-up files of the trial are not at hand")
    good = ilacs().save(tmp_path / "good.pdf")
    files = [good, path, good]
    told = tmp_path / "most-memory"
    run = subprocess.run(
        [sys.executable, "-c", _MEASURED, told, sys.executable, "-m", "ofsted", "extract", *files],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
    )
    printed = [json.loads(line) for line in run.stdout.splitlines()]
    assert [entry["report_file"] for entry in printed] == [file.name for file in files]
    assert printed[1]["error"].startswith(f"{path.name}: ")
    assert printed[1]["error"].removeprefix(f"{path.name}: ") in NAMED
    assert (run.returncode, run.stderr) == (1, "")
    # The largest of all processes of the run, in KiB.
    assert int(told.read_text()) < 1_200_000


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.pdf")
    return folder / "pipe.pdf"


def loop(folder: Path) -> Path:
    (folder / "one.pdf").symlink_to(folder / "two.pdf")
    (folder / "two.pdf").symlink_to(folder / "one.pdf")
    return folder / "one.pdf"


def broken_link(folder: Path) -> Path:
    (folder / "link.pdf").symlink_to(folder / "gone.pdf")
    return folder / "link.pdf"


def below_a_file(folder: Path) -> Path:
    (folder / "file.pdf").write_bytes(b"%PDF-1.7")
    return folder / "file.pdf" / "report.pdf"


NO_FILES = {
    "a FIFO": (fifo, "a named pipe"),
    "a device": (lambda folder: Path("/dev/zero"), "a device, not a file"),
    "a loop of links": (loop, "a symbolic link that leads back to itself"),
    "a link to nothing": (broken_link, "a symbolic link that leads nowhere"),
    "a name of 300 characters": (lambda folder: folder / ("n" * 300), "a name longer than"),
    "a folder": (lambda folder: folder, "a folder; expected a PDF"),
    "below a file": (below_a_file, "part of its path is no folder"),
    "nothing": (lambda folder: folder / "gone.pdf", "no such file"),
    "a name with a zero in it": (lambda folder: folder / "a\0b.pdf", "cannot be opened"),
}


@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_file_is_named_for_what_it_is_without_waiting(tmp_path: Path, kind: str) -> None:
    make, words = NO_FILES[kind]
    path = make(tmp_path)
    began = time.monotonic()
    with pytest.raises(ReportError, match=words) as raised:
        check_file(path)
    assert str(raised.value).startswith(path.name)
    assert time.monotonic() - began < 5


def test_a_file_without_permission_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ilacs().save(tmp_path / "secret.pdf")

    def refuse_to_open(*arguments: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse_to_open)
    with pytest.raises(ReportError, match=r"secret\.pdf: may not be read \(permission denied\)"):
        check_file(path)


# Output


def run_with(command: list[str], **named: object) -> subprocess.CompletedProcess[bytes]:
    arguments = [sys.executable, "-m", "ofsted", *command]
    return subprocess.run(arguments, cwd=paths.ROOT, stderr=subprocess.PIPE, **named)


@pytest.mark.parametrize("command", [["extract"], ["code", "--text", "Publish the plan."]])
def test_a_full_output_ends_with_a_message(tmp_path: Path, command: list[str]) -> None:
    if command == ["extract"]:
        command = ["extract", str(ilacs().save(tmp_path / "good.pdf"))]
    with open("/dev/full", "wb") as full:
        run = run_with(command, stdout=full)
    assert run.returncode == CANNOT_RUN
    assert run.stderr == b"ofsted: the output cannot be written (No space left on device)\n"


def test_a_closed_output_ends_with_a_message(tmp_path: Path) -> None:
    path = ilacs().save(tmp_path / "good.pdf")
    command = f"exec {sys.executable} -m ofsted extract {path} >&-"
    run = subprocess.run(["sh", "-c", command], cwd=paths.ROOT, stderr=subprocess.PIPE)
    assert run.returncode == CANNOT_RUN
    assert run.stderr == b"ofsted: standard output is closed; expected a place to print to\n"


def test_an_output_without_codes_for_the_signs_gets_them_as_escapes(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"n\xffme-\xc3\xa9.pdf")
    path.write_bytes(ilacs().save(tmp_path / "good.pdf").read_bytes())
    texts = []
    for encoding in ("ascii", "utf-8", "latin-1"):
        surroundings = os.environ | {"PYTHONIOENCODING": encoding}
        run = run_with(["extract", str(path)], stdout=subprocess.PIPE, env=surroundings)
        assert (run.returncode, run.stderr) == (0, b""), encoding
        texts.append(json.loads(run.stdout.decode(encoding)))
    assert texts[0] == texts[1] == texts[2]
    assert texts[0]["report_file"] == path.name


def test_an_interrupted_run_ends_quietly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def interrupt(result: dict) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(reports, "print_result", interrupt)
    assert main(["extract", str(ilacs().save(tmp_path / "good.pdf"))]) == INTERRUPTED
    assert capfd.readouterr() == ("", "")
