"""Measures extraction over all report files as a user runs it: one process a core, from cold files
to rows.
"""

from __future__ import annotations

import os
import platform
import resource
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tqdm import tqdm

from ofsted import paths
from ofsted.corpus.files import find_report_file
from ofsted.corpus.manifest import read_manifest
from ofsted.errors import OfstedError, ReportError
from ofsted.extract.report import extract_report
from ofsted.extract.workers import run_each


def measure_extraction(folders: Sequence[Path]) -> str:
    """A line each for time, files per second, pages and memory.

    Raises `OfstedError` where there are no files.
    """
    entries = read_manifest(paths.MANIFEST)
    files = [
        f for e in entries if (f := find_report_file(e.report_id, e.sha256, folders, e.byte_count))
    ]
    if not files:
        raise OfstedError("no report files found; `python -m ofsted download` fetches them")
    workers = os.cpu_count() or 1
    start = time.perf_counter()
    with closing(run_each(_measure, files, lambda path, reason: None, workers)) as measured:
        results = list(tqdm(measured, total=len(files), unit="report"))
    seconds = time.perf_counter() - start
    read = [result for result in results if result is not None]
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak_kib = max([own, *(result[3] for result in read)])
    return "\n".join(
        (
            f"machine            {platform.machine()}, {workers} cores, Python"
            f" {platform.python_version()}",
            f"time               {seconds:.1f} s",
            f"files              {len(files)} ({len(files) / seconds:.1f} per second),"
            f" {len(files) - len(read)} not readable",
            f"pages scanned      {sum(result[0] for result in read):,}",
            f"pages opened       {sum(result[1] for result in read):,} with pdfplumber",
            f"recommendations    {sum(result[2] for result in read):,}",
            f"peak memory        {peak_kib / 1024:.0f} MiB in the largest process",
        )
    )


def _measure(path: Path) -> tuple[int, int, int, int] | None:
    """Pages, pages opened, recommendations, and the process's peak memory in KiB so far; None for
    an unreadable file.
    """
    try:
        report = extract_report(path)
    except ReportError:
        return None
    return (
        report.page_count,
        len(report.list_pages),
        len(report.recommendations),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    )
