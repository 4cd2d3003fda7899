"""Report files read side by side, with what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from ofsted.corpus.files import find_report_file
from ofsted.corpus.manifest import Report as Entry
from ofsted.errors import ReportError
from ofsted.extract.report import Report, extract_report
from ofsted.extract.workers import Runner, run_each


@dataclass(frozen=True)
class Reading:
    """What came of one report of the manifest: the report, or the reason why it could not be
    read.
    """

    entry: Entry
    report: Report | None
    error: str | None


def read_all(
    entries: Sequence[Entry],
    folders: Sequence[Path],
    show_progress: bool,
    run: Runner = run_each,
) -> Iterator[Reading]:
    """Read the reports side by side, one process a core unless `run` does otherwise, each report
    within its bounds, and give the results in the order of the manifest.
    """
    files = [
        find_report_file(entry.report_id, entry.sha256, folders, entry.byte_count)
        for entry in entries
    ]
    with closing(run(_read_one, files, _refuse)) as results:
        for entry, (report, error) in tqdm(
            zip(entries, results, strict=True),
            total=len(entries),
            disable=not show_progress,
            unit="report",
        ):
            yield Reading(entry, report, error)


def _read_one(path: Path | None) -> tuple[Report | None, str | None]:
    if path is None:
        return (
            None,
            "no file with the manifest's hash in any of the folders; `python -m ofsted download`"
            " fetches it",
        )
    try:
        return extract_report(path), None
    except ReportError as error:
        return None, str(error)


def _refuse(path: Path | None, reason: str) -> tuple[None, str]:
    return None, f"{path.name}: {reason}" if path else reason
