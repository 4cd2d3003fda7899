"""JSON lines between the package and whoever codes, rules or audits: read row by row with file and
line, written outside the repository only.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from ofsted.errors import OfstedError
from ofsted.tables.whole import write_text_whole

Asked = TypeVar("Asked")


@dataclass(frozen=True)
class Line:
    """One line of a file that somebody handed in, numbered from 1."""

    file: str
    number: int
    text: str


@dataclass(frozen=True)
class Row(Generic[Asked]):
    """What was asked of a line that has it."""

    line: Line
    asked: Asked

    def fault(self, text_id: str, what: str) -> Fault:
        """The fault that this row has."""
        return Fault(self.line.file, self.line.number, text_id, what)


@dataclass(frozen=True)
class Fault:
    """A row that does not count, and why; `line` is 0 where a row is missing altogether."""

    file: str
    line: int
    text_id: str
    what: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place = f"{self.file} line {self.line}"
        return f"{place}, text {self.text_id}: {self.what}"


def read_lines(files: Iterable[Path]) -> list[Line]:
    """The lines of all files. Raises `OfstedError` on one that is missing or is not UTF-8."""
    return [line for path in files for line in _read_file(path)]


def _read_file(path: Path) -> list[Line]:
    if not path.is_file():
        raise OfstedError(f"{path}: no such file; expected one with a JSON object a line")
    try:
        # Only line feeds end a line: a wording may hold other signs that `splitlines` would break
        # it at.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise OfstedError(
            f"{path} line {line}: not UTF-8; expected a JSON object a line in UTF-8"
        ) from error
    return [Line(str(path), number, text) for number, text in enumerate(lines, start=1)]


def parse_rows(
    lines: Iterable[Line], take: Callable[[Mapping], Asked], form: str
) -> Iterator[Row[Asked] | Fault]:
    """Every line that is not blank: what `take` finds in its JSON object, or a fault that names the
    form that was expected.
    """
    for line in lines:
        if not line.text.strip():
            continue
        try:
            found = json.loads(line.text)
            json.dumps(found, ensure_ascii=False).encode(
                "utf-8"
            )  # half a character, written as an escape, cannot be kept
            yield Row(line, take(found))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            yield Fault(line.file, line.number, "?", f"no JSON object of the form {form}")


def write_rows(rows: Iterable[Mapping], path: Path, repository: Path) -> Path:
    """Write JSON lines and give back the path.

    Raises `OfstedError` where the file would lie in the repository and not be ignored by git.

    The rows hold report text, which the repository does not.
    """
    refuse_repository(path, repository)
    write_text_whole(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return path


def refuse_repository(path: Path, repository: Path) -> None:
    """Raises `OfstedError` where the path lies in the repository and is not ignored by git."""
    if path.resolve().is_relative_to(repository.resolve()) and not _is_ignored(
        path.resolve(), repository
    ):
        raise OfstedError(
            f"{path}: lies in the repository, which holds no report text; name a folder outside, or"
            " one that git ignores, such as local/"
        )


def _is_ignored(path: Path, repository: Path) -> bool:
    try:
        return (
            subprocess.run(
                ["git", "-C", str(repository), "check-ignore", "--quiet", str(path)],
                capture_output=True,
            ).returncode
            == 0
        )
    except FileNotFoundError:  # without git nothing can be said to be ignored
        return False


def write_batches(
    batches: Iterable[Sequence[Mapping]], folder: Path, stem: str, repository: Path
) -> list[Path]:
    """Write each batch as JSON lines, `STEM_01.jsonl` and on; gives their paths.

    Raises like `write_rows`.
    """
    return [
        write_rows(batch, folder / f"{stem}_{number:02d}.jsonl", repository)
        for number, batch in enumerate(batches, start=1)
    ]
