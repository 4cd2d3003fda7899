"""The steps of `coding summaries`: summaries out and in, drawn by lot, judged, held against the
terms of art.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from ofsted import paths
from ofsted.coding.judged import MOST_DRAWN
from ofsted.commands.release import data_folder
from ofsted.errors import OfstedError


def add_summaries(steps: argparse._SubParsersAction) -> None:
    """Add the step `summaries` with steps of its own."""
    below = steps.add_parser(
        "summaries", help="write summaries anew, draw some by lot, and count what readers found"
    ).add_subparsers(required=True, metavar="step")
    for add_step in (_add_export, _add_import, _add_draw, _add_judged, _add_terms):
        add_step(below)


def _add_export(steps: argparse._SubParsersAction) -> None:
    export = steps.add_parser(
        "export", help="write wordings, addressees and summaries in batches, outside the repository"
    )
    export.add_argument("--to", type=Path, required=True, metavar="DIR")
    export.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    from ofsted.steps.summaries import export_summaries

    print(f"{len(export_summaries(options.to))} batches written to {options.to}")
    return 0


def _add_import(steps: argparse._SubParsersAction) -> None:
    take = steps.add_parser("import", help="check summaries and take in the good ones")
    take.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl")
    take.set_defaults(run=_import, writes_into=data_folder)


def _import(options: argparse.Namespace) -> int:
    from ofsted.steps.summaries import import_summaries

    count, faults = import_summaries(options.files)
    _print_faults(faults)
    print(f"{count} summaries taken in, {len(faults)} faults in the others")
    if count:
        print("`python -m ofsted build` and `build --search` renew what is made of them")
    return int(bool(faults))


def _add_draw(steps: argparse._SubParsersAction) -> None:
    draw = steps.add_parser(
        "draw", help="draw summaries by lot for two readers; the hash of all summaries is the seed"
    )
    draw.add_argument("--to", type=Path, required=True, metavar="DIR")
    _add_most(draw)
    draw.set_defaults(run=_draw)


def _add_most(step: argparse.ArgumentParser) -> None:
    step.add_argument(
        "--most",
        type=int,
        default=MOST_DRAWN,
        metavar="N",
        help=f"how many are drawn (default: {MOST_DRAWN})",
    )


def _draw(options: argparse.Namespace) -> int:
    from ofsted.steps.summaries import export_draw

    if options.most < 1:
        raise OfstedError(f"--most {options.most}: expected at least 1")
    path, count = export_draw(options.to, options.most)
    print(f"{count} summaries drawn, written to {path}")
    return 0


def _add_judged(steps: argparse._SubParsersAction) -> None:
    judged = steps.add_parser(
        "judged",
        help="take in what two readers say of the draw; without files, print what was found",
    )
    judged.add_argument("files", type=Path, nargs="*", metavar="READER.csv")
    _add_most(judged)
    judged.set_defaults(run=_judged, writes_into=_folder_of_judgements)


def _folder_of_judgements(options: argparse.Namespace) -> Path | None:
    return paths.DATA if options.files else None


def _judged(options: argparse.Namespace) -> int:
    from ofsted.steps.summaries import import_judgements, read_judged

    if options.files:
        if len(options.files) != 2:
            raise OfstedError(f"{len(options.files)} files named; expected those of two readers")
        first, second = options.files
        count, faults = import_judgements(first, second, options.most)
        _print_faults(faults)
        print(f"{count} judgements taken in, {len(faults)} faults")
        if faults:
            return 1
    for judged in read_judged():
        print(f"draw {judged.draw.name}, judged on {judged.draw.judged_on}")
        print(f"  fault of content, either reader: {judged.content}")
        print(f"  awkward English only, either reader: {judged.awkward}")
        print(f"  kappa of the two readers: {judged.kappa:.2f}")
    return 0


def _add_terms(steps: argparse._SubParsersAction) -> None:
    terms = steps.add_parser("terms", help="count how well the summaries keep each term of art")
    terms.set_defaults(run=_terms)


def _terms(options: argparse.Namespace) -> int:
    from ofsted.steps.published import read_texts
    from ofsted.steps.summaries import read_kept_terms

    terms = read_kept_terms(read_texts())
    print(f"{'term':44} wordings  lost  share")
    for term in terms:
        print(f"{term.name:44} {term.wording_count:8} {len(term.lost):5} {term.share:6.1%}")
    faults = [term.fault for term in terms if term.fault]
    _print_faults(faults)
    return int(bool(faults))


def _print_faults(faults: Iterable[object]) -> None:
    for fault in faults:
        print(fault, file=sys.stderr)
