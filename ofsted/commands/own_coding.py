"""The steps `coding sample` and `coding compare`: a person codes a sample offline, and sees their
coding beside ours.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ofsted import paths
from ofsted.errors import OfstedError
from ofsted.limits import LEAST_OWN_SAMPLE, MOST_OWN_SAMPLE, OWN_SAMPLE

if TYPE_CHECKING:
    import pandas as pd

    from ofsted.codebook import Codebook
    from ofsted.coding.own import CellFault, OwnCoding
    from ofsted.coding.sampling import OwnSample
    from ofsted.steps.own_coding import Compared

_LISTED = 12  # rows of a table on the screen


def add_sample(steps: argparse._SubParsersAction) -> None:
    sample = steps.add_parser(
        "sample", help="write a sheet on which a person codes a sample of the wordings"
    )
    sample.add_argument("file", type=Path, metavar="FILE", help="ends with .xlsx or .ods")
    sample.add_argument(
        "--most",
        type=int,
        default=OWN_SAMPLE,
        metavar="N",
        help=f"recommendations, {LEAST_OWN_SAMPLE} to {MOST_OWN_SAMPLE} (default: {OWN_SAMPLE})",
    )
    sample.add_argument("--seed", type=int, default=1, metavar="S", help="(default: 1)")
    sample.set_defaults(run=_sample)


def _sample(options: argparse.Namespace) -> int:
    from ofsted.codebook import read_codebook
    from ofsted.coding.handed import refuse_repository
    from ofsted.coding.sampling import OwnSample, draw_own_sample
    from ofsted.files.coding_sheet import write_coding_sheet
    from ofsted.steps.own_coding import wordings_of
    from ofsted.steps.published import read_quotes
    from ofsted.tables import stored
    from ofsted.tables.whole import write_whole

    refuse_repository(options.file, paths.ROOT)
    sample = OwnSample(options.most, options.seed)
    drawn = draw_own_sample(stored.read_recommendations(), sample)
    wordings = wordings_of(drawn, read_quotes())
    codebook = read_codebook(paths.CODEBOOK)
    suffix = options.file.suffix.lower()
    write_whole(options.file, write_coding_sheet(sample, wordings, codebook, suffix))
    print(
        f"{len(wordings)} wordings of {len(drawn)} recommendations written to {options.file};"
        f" when some are coded: python -m ofsted coding compare {options.file}"
    )
    return 0


def add_compare(steps: argparse._SubParsersAction) -> None:
    compare = steps.add_parser(
        "compare",
        help="read what people coded, and print how far it agrees with ours and among them",
    )
    compare.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="a filled sheet (.xlsx, .ods) or a file saved from the page (.json); one a person",
    )
    compare.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        help="where the files for `coding import` go (default: beside each file)",
    )
    compare.set_defaults(run=_compare)


def _compare(options: argparse.Namespace) -> int:
    from ofsted.codebook import read_codebook
    from ofsted.steps.own_coding import compare_answers, known_wordings
    from ofsted.tables import stored

    codebook = read_codebook(paths.CODEBOOK)
    recommendations = stored.read_recommendations()
    known = known_wordings(recommendations)
    people: dict[str, OwnCoding] = {}
    fault_count = 0
    for path in options.files:
        name = _name_person(path, people)
        people[name], faults = _read_person(path, codebook, known)
        fault_count += len(faults)
        for fault in faults:
            print(fault, file=sys.stderr)
    for path, (name, coding) in zip(options.files, people.items(), strict=True):
        found = compare_answers(recommendations, codebook, coding.sample, coding.answers)
        # Before anything is printed: whoever reads only the first lines has the file all the same.
        target = (options.to or path.parent) / f"{name}.jsonl"
        _write_import(coding, target)
        _print_person(name, coding.sample, found)
        print(f"\nwritten: {target}; python -m ofsted coding import --coder {name} {target}")
    _print_between(recommendations, codebook, people)
    return 1 if fault_count else 0


def _name_person(path: Path, taken: Mapping[str, object]) -> str:
    """A name for a coder from the name of the file."""
    name = "-".join(re.findall(r"[a-z0-9]+", path.stem.lower()))
    if not name or name in taken:
        raise OfstedError(f"{path}: expected a file name that tells one person from another")
    return name


def _read_person(
    path: Path, codebook: Codebook, known: Collection[str]
) -> tuple[OwnCoding, list[CellFault]]:
    from ofsted.coding.own import read_cells, read_own_file
    from ofsted.files.sheet_cells import read_cells_here

    if not path.is_file():
        raise OfstedError(f"{path}: no such file")
    if path.suffix.lower() == ".json":
        return read_own_file(path.read_text("utf-8", "replace"), path.name, codebook, known)
    return read_cells(read_cells_here(path.read_bytes(), path.name), codebook, known)


def _print_person(name: str, sample: OwnSample, found: Compared) -> None:
    print(f"\n{name}, sample {sample}: {found.answered_count} recommendations coded")
    for level, figures in found.by_code.items():
        sets = found.by_set[level]
        print(
            f"\nBy {level}, weighted to all recommendations; Krippendorff's alpha (MASI)"
            f" {sets.alpha:.3f} (95% {sets.low:.3f} to {sets.high:.3f})"
        )
        print(figures.drop(columns=["label"]).round(3).to_string(index=False))
    print(f"\n{len(found.apart)} recommendations coded differently, theirs | ours:")
    for row in found.apart.head(_LISTED).to_dict("records"):
        print(f"{row['recommendation_id']}: {row['theirs'] or 'none'} | {row['ours'] or 'none'}")
    if len(found.apart) > _LISTED:
        print(f"and {len(found.apart) - _LISTED} more, all of them on the page Check the coding")


def _write_import(coding: OwnCoding, path: Path) -> None:
    from ofsted.coding.own import import_lines
    from ofsted.tables.whole import write_text_whole

    write_text_whole(path, "".join(import_lines(coding.answers.values())))


def _print_between(
    recommendations: pd.DataFrame, codebook: Codebook, people: Mapping[str, OwnCoding]
) -> None:
    from ofsted.steps.own_coding import compare_people

    given = {name: (coding.sample, coding.answers) for name, coding in people.items()}
    for pair in compare_people(recommendations, codebook, given):
        for level, sets in pair.by_set.items():
            print(
                f"\n{pair.first} and {pair.second}, by {level}: {sets.recommendation_count}"
                f" recommendations, mean kappa {pair.mean_kappa[level]:.3f}, Krippendorff's alpha"
                f" (MASI) {sets.alpha:.3f} (95% {sets.low:.3f} to {sets.high:.3f})"
            )
