"""Commands on the release as a whole: `check`, `claims`, `outside`, `describe` and `release`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ofsted import paths

MOST_FAULTS = 50  # that `check` prints


def data_folder(options: argparse.Namespace) -> Path:
    """The folder of the release, for commands that write into it."""
    return paths.DATA


def add_check(commands: argparse._SubParsersAction) -> None:
    check = commands.add_parser(
        "check", help="prove what must hold of codings, summaries and tables"
    )
    check.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from ofsted.steps.check import find_faults

    faults, unproved = find_faults()
    for fault in faults[:MOST_FAULTS]:
        print(fault, file=sys.stderr)
    if len(faults) > MOST_FAULTS:
        print(f"… and {len(faults) - MOST_FAULTS} more", file=sys.stderr)
    for what in unproved:
        print(f"not proved: {what}", file=sys.stderr)
    outcome = f"{len(faults)} faults"
    if unproved:
        outcome += " in what could be checked; not everything was proved"
    print(outcome)
    if faults:
        return 1
    if unproved:
        return 2
    return 0


def add_claims(commands: argparse._SubParsersAction) -> None:
    claims = commands.add_parser(
        "claims", help="put the paper's claims to the dataset and keep the results"
    )
    claims.set_defaults(run=_claims, writes_into=data_folder)


def _claims(options: argparse.Namespace) -> int:
    from ofsted.steps.claims import write_results

    results = write_results()
    print(f"{len(results)} results written to {paths.CLAIM_RESULTS}")
    print(f"specifications written to {paths.SPECIFICATIONS_TABLE}")
    return describe_release()


def add_outside(commands: argparse._SubParsersAction) -> None:
    outside = commands.add_parser(
        "outside",
        help="compare figures that others published with ours: one JSON object for each",
        description=(
            "Exit status 1 where a verdict is worse than the one recorded in data/outside.yaml."
        ),
    )
    outside.set_defaults(run=_outside)


def _outside(options: argparse.Namespace) -> int:
    from ofsted.analysis.outside.telling import headline_outside, outside_rows
    from ofsted.steps.outside import compare_outside, read_outside

    outside = read_outside()
    results = compare_outside(outside, by_other_days=True)
    for row in outside_rows(results, outside):
        print(json.dumps(row, ensure_ascii=False))
    print(headline_outside(results), file=sys.stderr)
    return int(any(result.is_worse for result in results))


def add_describe(commands: argparse._SubParsersAction) -> None:
    describe = commands.add_parser(
        "describe",
        help="write what describes the release: data package, CSV on the Web metadata, citation",
    )
    describe.set_defaults(run=_describe, writes_into=data_folder)


def _describe(options: argparse.Namespace) -> int:
    return describe_release()


def add_release(commands: argparse._SubParsersAction) -> None:
    release = commands.add_parser(
        "release",
        help="keep the current data as a release that links can be made for",
        description=(
            "Writes data/releases/VERSION with the tables that views read, the defaults of links"
            " and a citation. A release that is kept is never overwritten."
        ),
    )
    release.add_argument("--doi", help="the DOI of this release, where it has one")
    release.add_argument(
        "--list", action="store_true", help="print one JSON object for each release, newest first"
    )
    release.set_defaults(run=_release, writes_into=data_folder)


def _release(options: argparse.Namespace) -> int:
    from ofsted.address.url import record_defaults
    from ofsted.steps.releases import as_json, keep_release, list_releases

    if options.list:
        for about in list_releases():
            print(as_json(about))
        return 0
    about = keep_release(record_defaults(), doi=options.doi, data=data_folder(options))
    size = f"{about.byte_count:,} bytes"
    print(f"kept: {paths.RELEASES.name}/{about.version}, {size}", file=sys.stderr)
    return 0


def describe_release() -> int:
    """Write the descriptions of the release, with which every command that writes into it ends; the
    exit status.
    """
    from ofsted.address.links import describe_links
    from ofsted.steps.describe import write_descriptions, write_measured
    from ofsted.tables.whole import write_text_whole

    write_text_whole(paths.LINKS, describe_links())
    for path in (*write_descriptions(), write_measured(), paths.LINKS):
        print(f"written: {path.name}", file=sys.stderr)
    return 0
