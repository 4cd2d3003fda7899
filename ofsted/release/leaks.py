"""Report text in the project's own files: runs of eight words that stand in the recommendations of
one report and of no other.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ofsted.coding.records import split_words
from ofsted.errors import OfstedError
from ofsted.limits import SHARED_RUN_WORDS

BINARY_SUFFIXES = (
    ".npz",
    ".png",
    ".ttf",
)  # numbers, pictures and typefaces, which hold no wording to be found by words
_SHARES = f"shares {SHARED_RUN_WORDS} words in a row with a recommendation"
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def find_report_text(
    root: Path, quotes: Mapping[str, str], headings: Iterable[str] = ()
) -> list[str]:
    """Every place in the project's files that has a run of a report's own words.

    `quotes` are verbatim texts by recommendation id.

    `headings` are published as they are; one that is just a run of eight words is no find, a longer
    one can be. Looks at what git tracks and at what it would, were it added; a file that is no text
    and of no kind that is known to hold none is named too. Raises `OfstedError` where git cannot
    say what that is.
    """
    runs = runs_of_reports(quotes) - {" ".join(split_words(heading)) for heading in headings}
    return [
        f"{path.relative_to(root)} {place}"
        for path in project_files(root)
        for place in _places(path, runs)
    ]


def project_files(root: Path) -> list[Path]:
    """The files that git tracks or would track.

    Raises `OfstedError` where the folder is no git checkout.
    """
    try:
        listed = subprocess.run(
            ["git", "-C", str(root), "ls-files", "-co", "--exclude-standard", "-z"],
            capture_output=True,
            check=True,
        ).stdout
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise OfstedError(
            f"{root}: git does not say which files belong to the project; expected a git checkout"
        ) from error
    return [
        path
        for name in sorted(listed.decode().split("\0"))
        if name and (path := root / name).is_file()
    ]


def runs_of_reports(quotes: Mapping[str, str]) -> set[str]:
    """Runs of eight words that one report alone has, and of which no seven stand in another: those
    are names and stock phrases, nobody's wording.
    """
    reports_of: dict[str, set[str]] = {}
    for recommendation_id, quote in quotes.items():
        words = split_words(quote)
        for length in (SHARED_RUN_WORDS, SHARED_RUN_WORDS - 1):
            for run in _windows(words, length):
                reports_of.setdefault(run, set()).add(recommendation_id.rsplit("-", 1)[0])
    return {
        run
        for run, reports in reports_of.items()
        if len(reports) == 1
        and run.count(" ") == SHARED_RUN_WORDS - 1
        and not _has_stock(run, reports_of)
    }


def _windows(words: Sequence[str], length: int) -> Iterator[str]:
    return (" ".join(words[i : i + length]) for i in range(len(words) - length + 1))


def _has_stock(run: str, reports_of: Mapping[str, set[str]]) -> bool:
    return any(len(reports_of[part]) > 1 for part in (run.rsplit(" ", 1)[0], run.split(" ", 1)[1]))


def _places(path: Path, runs: set[str]) -> Iterator[str]:
    if path.suffix == ".parquet":
        yield from _places_in_table(pq.read_table(path), runs)
    elif path.suffix not in BINARY_SUFFIXES:
        content = path.read_bytes()
        if b"\0" in content:
            yield (
                "is no text and cannot be searched for report text; expected text, a table, or one"
                f" of {', '.join(BINARY_SUFFIXES)}"
            )
            return
        lines = content.decode("utf-8", errors="replace").splitlines()
        if path.suffix in (".json", ".jsonl", ".ipynb"):
            lines = [_ESCAPED.sub(lambda found: chr(int(found[1], 16)), line) for line in lines]
        words = [
            (word, number)
            for number, line in enumerate(lines, start=1)
            for word in split_words(line)
        ]
        # A run may go over the end of a line; it is named by the line it begins in, and each line
        # once.
        found = (
            words[i][1]
            for i, run in enumerate(_windows([word for word, _ in words], SHARED_RUN_WORDS))
            if run in runs
        )
        yield from (f"line {number}: {_SHARES}" for number in dict.fromkeys(found))


def _places_in_table(table: pa.Table, runs: set[str]) -> Iterator[str]:
    for name in table.column_names:
        if "string" not in str(table[name].type):
            continue
        for number, value in enumerate(table[name].to_pylist()):
            if any(
                run in runs
                for text in _texts(value)
                for run in _windows(split_words(text), SHARED_RUN_WORDS)
            ):
                yield f"column {name} row {number}: {_SHARES}"


def _texts(value: str | list[str | None] | None) -> Iterable[str]:
    """The texts in a cell, which holds one, several or none."""
    if not isinstance(value, list):
        value = [value]
    return [text for text in value if text]
