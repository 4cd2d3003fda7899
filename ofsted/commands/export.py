"""The command `export`: codebook, project and codings for programs of qualitative analysis."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ofsted.errors import OfstedError
from ofsted.tables.whole import write_whole

if TYPE_CHECKING:
    from ofsted.files.refi_project import Corpus

CODERS = ("adjudicated", "model-a", "model-b")  # whose codings a project has if none are named


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
        default=CODERS,
        metavar="CODER",
        help=f"whose codings a project has (default: {' '.join(CODERS)})",
    )
    export.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    target = options.refi or options.codings
    content = _make(target, options.refi is not None, options.coders)
    write_whole(target, content)
    print(f"written: {target.name}, {len(content):,} bytes", file=sys.stderr)
    return 0


def _make(target: Path, is_refi: bool, coders: Sequence[str]) -> bytes:
    if not is_refi:
        return _make_codings()
    if target.suffix == ".qdc":
        return _make_codebook()
    if target.suffix == ".qdpx":
        from ofsted.files.refi_project import write_project

        return write_project(_read_corpus(coders))
    raise OfstedError(
        f"{target.name}: ends with {target.suffix or 'nothing'}, expected .qdc or .qdpx"
    )


def _make_codebook() -> bytes:
    from ofsted import paths
    from ofsted.codebook import read_codebook
    from ofsted.files.refi import write_codebook

    return write_codebook(read_codebook(paths.CODEBOOK))


def _make_codings() -> bytes:
    from ofsted import paths
    from ofsted.codebook import read_codebook
    from ofsted.files.codings import write_codings
    from ofsted.tables import stored

    codebook = read_codebook(paths.CODEBOOK)
    text = write_codings(stored.read_codings(), stored.read_recommendations(), codebook)
    return text.encode("utf-8")


def _read_corpus(coders: Sequence[str]) -> Corpus:
    """What is published, with the wordings that were hydrated on this machine. Raises `OfstedError`
    on a coder that has given nothing.
    """
    import json

    from ofsted import paths
    from ofsted.codebook import read_codebook
    from ofsted.files.refi_project import Corpus
    from ofsted.steps.published import read_quotes
    from ofsted.tables import stored

    codings, recommendations = stored.read_codings(), stored.read_recommendations()
    known = sorted(set(codings["coder"]))
    if unknown := sorted(set(coders) - set(known)):
        raise OfstedError(f"no codings of {', '.join(unknown)}; expected of {', '.join(known)}")
    record = json.loads(paths.BUILD_RECORD.read_text(encoding="utf-8"))
    return Corpus(
        reports=stored.read_reports(),
        recommendations=recommendations,
        codings=codings,
        codebook=read_codebook(paths.CODEBOOK),
        wordings=read_quotes(),
        coders={coder: kind for coder, kind in _read_kinds().items() if coder in coders},
        version=record["data_version"],
    )


def _read_kinds() -> dict[str, str]:
    """What every coder is, by its name."""
    import yaml

    from ofsted import paths

    held = yaml.safe_load(paths.CODERS.read_text(encoding="utf-8"))
    return {coder: told["kind"] for coder, told in held["coders"].items()}
