"""Commands on the release as a whole: `check`, `claims` and `describe`."""

from __future__ import annotations

import argparse
import sys

from ofsted import paths

MOST_FAULTS = 50  # that `check` prints


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
    print(
        f"{len(faults)} faults{' in what could be checked; not everything was proved' if unproved else ''}"
    )
    return 1 if faults else 2 if unproved else 0


def add_claims(commands: argparse._SubParsersAction) -> None:
    claims = commands.add_parser(
        "claims", help="put the paper's claims to the dataset and keep the results"
    )
    claims.set_defaults(run=_claims)


def _claims(options: argparse.Namespace) -> int:
    from ofsted.steps.claims import write_results

    results = write_results()
    print(f"{len(results)} results written to {paths.CLAIM_RESULTS}")
    print(f"specifications written to {paths.SPECIFICATIONS_TABLE}")
    return describe_release()


def add_describe(commands: argparse._SubParsersAction) -> None:
    describe = commands.add_parser(
        "describe",
        help="write what describes the release: data package, CSV on the Web metadata, citation",
    )
    describe.set_defaults(run=_describe)


def _describe(options: argparse.Namespace) -> int:
    return describe_release()


def describe_release() -> int:
    """Write the descriptions of the release, with which every command that writes into it ends; the
    exit status.
    """
    from ofsted.steps.describe import write_descriptions

    for path in write_descriptions():
        print(f"written: {path.name}", file=sys.stderr)
    return 0
