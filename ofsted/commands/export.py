"""The command `export`: codebook, project and codings for programs of qualitative analysis."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ofsted.errors import OfstedError
from ofsted.glossary import PROJECT_CODERS
from ofsted.tables.whole import write_whole


def add_export(commands: argparse._SubParsersAction) -> None:
    export = commands.add_parser(
        "export",
        help="write codebook, project or codings for programs of qualitative analysis",
        description=(
            "REFI-QDA files are read by NVivo, MAXQDA, ATLAS.ti, QualCoder and others. A project"
            " holds the wording where it was hydrated, and our summaries elsewhere."
        ),
    )
    what = export.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--refi", type=Path, metavar="FILE", help="codebook (FILE.qdc) or project (FILE.qdpx)"
    )
    what.add_argument("--codings", type=Path, metavar="FILE.csv", help="all codings as a table")
    export.add_argument(
        "--coders",
        nargs="+",
        default=PROJECT_CODERS,
        metavar="CODER",
        help=f"whose codings a project has (default: {' '.join(PROJECT_CODERS)})",
    )
    export.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    target = options.refi or options.codings
    content = _make(target, options.refi is not None, options.coders)
    write_whole(target, content)
    print(f"written: {target.name}, {len(content):,} bytes", file=sys.stderr)
    return 0


def _make(target: Path, is_refi: bool, coders: Sequence[str]) -> bytes:
    from ofsted.files import qualitative
    from ofsted.steps.published import read_quotes

    if not is_refi:
        return qualitative.make_codings()
    if target.suffix == ".qdc":
        return qualitative.make_codebook()
    if target.suffix == ".qdpx":
        return qualitative.make_project(read_quotes(), coders)
    raise OfstedError(
        f"{target.name}: ends with {target.suffix or 'nothing'}, expected .qdc or .qdpx"
    )
