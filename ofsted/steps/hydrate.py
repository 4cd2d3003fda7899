"""Hydration: the verbatim texts, read again from the reports themselves and shown only where their
hash proves them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from ofsted import paths
from ofsted.corpus.download import fetch_report
from ofsted.corpus.files import find_report_file
from ofsted.corpus.hosts import hosts_named_by
from ofsted.corpus.manifest import Report, read_manifest
from ofsted.errors import OfstedError, QuoteError
from ofsted.extract.report import extract_texts
from ofsted.extract.wording import text_hash
from ofsted.extract.workers import Runner, run_each
from ofsted.tables.declared import QUOTES
from ofsted.tables.stored import read_recommendations, read_reports, write_table


@dataclass(frozen=True)
class Hydrated:
    """Proved texts by recommendation id, and for the others the reason in words."""

    texts: dict[str, str]
    unproved: dict[str, str]


def prove_texts(texts: Sequence[str], hashes: dict[str, str]) -> Hydrated:
    """Give every recommendation id the text whose hash it records; a text without its hash is never
    guessed at.
    """
    by_hash = {text_hash(text): text for text in texts}
    proved = {key: by_hash[digest] for key, digest in hashes.items() if digest in by_hash}
    unproved = {
        key: "its text was not found again in the report" for key in hashes if key not in proved
    }
    return Hydrated(proved, unproved)


def hydrate_file(path: Path, list_pages: Sequence[int], hashes: dict[str, str]) -> Hydrated:
    """Texts of one report's recommendations from its file.

    Raises `ReportError` where the file cannot be read.
    """
    return prove_texts(extract_texts(path, list_pages), hashes)


def hydrate_report(
    report_id: str, on_bytes: Callable[[int, int], None] | None = None
) -> dict[str, str]:
    """Texts of one report, from a local file or fetched from the server that the manifest names and
    kept; what a dashboard card asks for.

    Raises `QuoteError` where the report is unknown or nothing of it can be proved, `DownloadError`
    where it cannot be had.
    """
    sought = _seek(report_id)
    path = _find_file(sought.entry)
    if path is None:
        hosts = hosts_named_by(sought.entry.url)
        path = fetch_report(sought.entry, paths.report_cache(), hosts=hosts, on_bytes=on_bytes)
    return _read_texts(sought, path)


def hydrate_kept_report(report_id: str) -> dict[str, str] | None:
    """Texts of one report from a file on this machine; None where there is none with the recorded
    hash. Raises `QuoteError` as `hydrate_report` does.
    """
    sought = _seek(report_id)
    path = _find_file(sought.entry)
    return None if path is None else _read_texts(sought, path)


@dataclass(frozen=True)
class _Sought:
    """A report whose texts are sought: its line of the manifest, the pages of its lists, and the
    hashes by recommendation id.
    """

    entry: Report
    list_pages: list[int]
    hashes: dict[str, str]


def _seek(report_id: str) -> _Sought:
    reports = read_reports().set_index("report_id")
    entry = next((e for e in read_manifest(paths.MANIFEST) if e.report_id == report_id), None)
    if entry is None or report_id not in reports.index:
        raise QuoteError(f"{report_id}: no such report in this release")
    hashes = _hashes(read_recommendations()).get(report_id, {})
    return _Sought(entry, list(reports["list_pages"][report_id]), hashes)


def _find_file(entry: Report) -> Path | None:
    folders = paths.report_folders()
    return find_report_file(entry.report_id, entry.sha256, folders, entry.byte_count)


def _read_texts(sought: _Sought, path: Path) -> dict[str, str]:
    hydrated = hydrate_file(path, sought.list_pages, sought.hashes)
    if sought.hashes and not hydrated.texts:
        raise QuoteError(
            f"{sought.entry.report_id}: none of its {len(sought.hashes)} recommendations could be"
            " proved against its recorded hash"
        )
    return hydrated.texts


def hydrate_all(
    folders: Sequence[Path], table: Path, show_progress: bool = True, run: Runner = run_each
) -> Hydrated:
    """Write the quotes table from the report files in the folders; give back what was proved and
    what was not.
    """
    reports, hashes = read_reports(), _hashes(read_recommendations())
    entries = {entry.report_id: entry for entry in read_manifest(paths.MANIFEST)}
    columns = (reports[name] for name in ("report_id", "sha256", "list_pages"))
    jobs = [
        (
            find_report_file(report_id, sha256, folders, entries[report_id].byte_count),
            list(list_pages),
            hashes[report_id],
        )
        for report_id, sha256, list_pages in zip(*columns, strict=True)
        if report_id in hashes
    ]
    texts: dict[str, str] = {}
    unproved: dict[str, str] = {}
    with closing(run(_hydrate_job, jobs, _refuse_job)) as results:
        for done in tqdm(results, total=len(jobs), disable=not show_progress, unit="report"):
            texts |= done.texts
            unproved |= done.unproved
    digests = {key: digest for of_report in hashes.values() for key, digest in of_report.items()}
    rows = [
        {"recommendation_id": key, "quote": texts[key], "text_sha256": digests[key]}
        for key in sorted(texts)
    ]
    write_table(rows, QUOTES, table)
    return Hydrated(texts, unproved)


# The file, the pages on which its lists stand, and the hashes by recommendation id.
_Job = tuple[Path | None, list[int], dict[str, str]]


def _hydrate_job(job: _Job) -> Hydrated:
    path, list_pages, hashes = job
    if path is None:
        return Hydrated(
            {}, dict.fromkeys(hashes, "no file with the recorded hash in any of the folders")
        )
    try:
        return hydrate_file(path, list_pages, hashes)
    except OfstedError as error:
        return Hydrated({}, dict.fromkeys(hashes, str(error)))


def _refuse_job(job: _Job, reason: str) -> Hydrated:
    path, _, hashes = job
    name = path.name if path else "its report"
    return Hydrated({}, dict.fromkeys(hashes, f"{name}: {reason}"))


def _hashes(recommendations: pd.DataFrame) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    columns = (recommendations[name] for name in ("report_id", "recommendation_id", "text_sha256"))
    for report_id, recommendation_id, digest in zip(*columns, strict=True):
        found.setdefault(report_id, {})[recommendation_id] = digest
    return found
