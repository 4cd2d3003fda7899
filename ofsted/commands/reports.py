"""Commands that read report files: `download`, `extract`, `build` and `hydrate`."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ofsted import paths
from ofsted.commands.release import describe_release
from ofsted.errors import OfstedError, ReportError

if TYPE_CHECKING:
    from ofsted.extract.workers import Runner


def add_download(commands: argparse._SubParsersAction) -> None:
    download = commands.add_parser(
        "download", help="fetch the reports of the manifest from Ofsted, verified by their hashes"
    )
    download.add_argument(
        "folder",
        type=Path,
        nargs="?",
        default=paths.report_cache(),
        help="where to keep them (default: local/reports)",
    )
    download.add_argument("--only", nargs="+", metavar="REPORT_ID", help="only these reports")
    download.set_defaults(run=_download)


def _download(options: argparse.Namespace) -> int:
    from ofsted.corpus.download import download_reports
    from ofsted.corpus.manifest import read_manifest

    entries = [
        e for e in read_manifest(paths.MANIFEST) if not options.only or e.report_id in options.only
    ]
    if not entries:
        raise OfstedError(f"none of {options.only} stands in the manifest")
    failures = download_reports(entries, options.folder)
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{len(entries) - len(failures)} of {len(entries)} reports are in {options.folder}")
    return int(bool(failures))


def add_extract(commands: argparse._SubParsersAction) -> None:
    extract = commands.add_parser("extract", help="print one JSON object per report file")
    extract.add_argument("files", type=Path, nargs="+", metavar="FILE.pdf")
    _add_scheduler(extract)
    extract.set_defaults(run=_extract)


def _extract(options: argparse.Namespace) -> int:
    # The reader is imported before the workers are forked, so that each of them has it at once.
    from ofsted.extract import report as _reader  # noqa: F401

    run = choose_runner(options)
    has_failed = False
    with closing(run(extract_as_json, options.files, refuse_as_json)) as results:
        for result in results:
            has_failed |= print_result(result)
    return int(has_failed)


def extract_as_json(path: Path) -> dict:
    """What `extract` prints of one file: the report, or its name and the reason why it could not be
    read.
    """
    from ofsted.extract.report import extract_report, report_as_json

    try:
        return report_as_json(extract_report(path))
    except ReportError as error:
        return {"report_file": path.name, "error": str(error)}


def refuse_as_json(path: Path, reason: str) -> dict:
    """What is printed of a file that could not be read within its bounds."""
    return {"report_file": path.name, "error": f"{path.name}: {reason}"}


def print_result(result: dict) -> bool:
    """Print what one file or text gave as a line of JSON; whether it could not be read.

    Characters that the output has no codes for are written as escapes of JSON.
    """
    line = json.dumps(result, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        line = json.dumps(result)
    print(line, flush=True)
    return "error" in result


def add_build(commands: argparse._SubParsersAction) -> None:
    build = commands.add_parser("build", help="write the dataset from the report files")
    build.add_argument("--reports", type=Path, metavar="DIR", help="folder of the report files")
    build.add_argument(
        "--to",
        type=Path,
        default=paths.DATA,
        metavar="DIR",
        help="folder to write into (default: data)",
    )
    build.add_argument(
        "--areas",
        action="store_true",
        help="only the areas table, for which no report file is needed",
    )
    build.add_argument(
        "--search",
        action="store_true",
        help="only the search index and the neighbours, from the tables and the hydrated texts",
    )
    build.add_argument(
        "--derived",
        action="store_true",
        help="only the tables of themes named together and of adjusted differences",
    )
    _add_scheduler(build)
    build.set_defaults(run=_build, writes_into=lambda options: options.to)


def _build(options: argparse.Namespace) -> int:
    from ofsted.steps.build import build, write_areas

    if options.areas:
        print(f"data version {write_areas(options.to)['data_version']}")
        return _describe_published(options.to)
    if options.search:
        from ofsted.steps.search import write_search

        for path in write_search(options.to):
            print(f"written: {path.name}", file=sys.stderr)
        return _describe_published(options.to)
    if options.derived:
        from ofsted.steps.derived import write_derived

        for path in write_derived(options.to):
            print(f"written: {path.name}", file=sys.stderr)
        return _describe_published(options.to)
    record = build(choose_folders(options.reports), options.to, run=choose_runner(options))
    _describe_published(options.to)
    print(json.dumps(record["counts"], indent=2))
    for failure in record["failed"]:
        print(
            f"not read: {failure['report_id']} {failure['area']}: {failure['error']}",
            file=sys.stderr,
        )
    return 0


def _describe_published(folder: Path) -> int:
    """Describe the release where the published dataset was written, not a copy elsewhere; the exit
    status.
    """
    if folder != paths.DATA:
        return 0
    return describe_release()


def add_hydrate(commands: argparse._SubParsersAction) -> None:
    hydrate = commands.add_parser(
        "hydrate", help="write the local table of verbatim texts, proved against their hashes"
    )
    source = hydrate.add_mutually_exclusive_group()
    source.add_argument("--reports", type=Path, metavar="DIR", help="folder of the report files")
    source.add_argument("--download", action="store_true", help="fetch the reports first")
    _add_scheduler(hydrate)
    hydrate.set_defaults(run=_hydrate, writes_into=lambda options: paths.local_folder())


def _hydrate(options: argparse.Namespace) -> int:
    from ofsted.steps.hydrate import hydrate_all

    if options.download:
        from ofsted.corpus.download import download_reports
        from ofsted.corpus.manifest import read_manifest

        download_reports(
            [e for e in read_manifest(paths.MANIFEST) if e.is_pdf], paths.report_cache()
        )
    folders, run = choose_folders(options.reports), choose_runner(options)
    hydrated = hydrate_all(folders, paths.quotes_table(), run=run)
    for recommendation_id, reason in hydrated.unproved.items():
        print(f"no text: {recommendation_id}: {reason}", file=sys.stderr)
    print(
        f"{len(hydrated.texts)} of {len(hydrated.texts) + len(hydrated.unproved)} texts proved and"
        f" written to {paths.quotes_table()}"
    )
    return int(bool(hydrated.unproved))


def _add_scheduler(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="read the files on the Dask cluster whose scheduler answers here, such as"
        " tcp://10.0.0.5:8786 (requirements-cluster.txt)",
    )


def choose_runner(options: argparse.Namespace) -> Runner:
    """What reads the files: processes of this machine, or the cluster that is named."""
    from ofsted.extract.workers import run_each

    if options.scheduler is None:
        return run_each
    from ofsted.extract.cluster import run_on_cluster

    return partial(run_on_cluster, address=options.scheduler)


def choose_folders(named: Path | None) -> list[Path]:
    """The folders to look for report files in: the one named, else the usual ones.

    Raises `OfstedError` where it is not there.
    """
    if named is None:
        return paths.report_folders()
    if not named.is_dir():
        raise OfstedError(f"{named}: no such folder; expected one with <report_id>.pdf files")
    return [named]
