"""The steps of the command `coding`: rounds of codings taken in and measured, and the classifier
that is trained on them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ofsted import paths
from ofsted.commands.own_coding import add_compare, add_sample
from ofsted.commands.release import data_folder, describe_release
from ofsted.commands.summaries import add_summaries
from ofsted.errors import OfstedError


def add_coding(commands: argparse._SubParsersAction) -> None:
    steps = commands.add_parser(
        "coding", help="code by hand or by model, round by round"
    ).add_subparsers(required=True, metavar="step")
    for add_step in (
        _add_export,
        _add_import,
        _add_agreement,
        _add_adjudicate,
        _add_train,
        _add_evaluate,
        _add_findings,
        _add_orientation,
        _add_audit,
        add_summaries,
        add_sample,
        add_compare,
    ):
        add_step(steps)


def _add_export(steps: argparse._SubParsersAction) -> None:
    export = steps.add_parser("export", help="write batches of ids and texts for a coder")
    export.add_argument("--coder", required=True)
    export.add_argument("--to", type=Path, required=True, metavar="DIR")
    export.set_defaults(run=_export)


def _export(options: argparse.Namespace) -> int:
    from ofsted.steps.coding import export_batches

    print(f"{len(export_batches(options.coder, options.to))} batches written to {options.to}")
    return 0


def _add_import(steps: argparse._SubParsersAction) -> None:
    take = steps.add_parser("import", help="check a coder's JSON lines and keep the good rows")
    take.add_argument("--coder", required=True)
    take.add_argument("--summaries", action="store_true", help="the rows hold summaries too")
    take.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl")
    take.set_defaults(run=_import, writes_into=data_folder)


def _import(options: argparse.Namespace) -> int:
    from ofsted.steps.coding import import_codings

    return _print_import(*import_codings(options.coder, options.files, options.summaries))


def _add_agreement(steps: argparse._SubParsersAction) -> None:
    agreement = steps.add_parser("agreement", help="how far two coders agree, before adjudication")
    agreement.add_argument(
        "coders",
        nargs="*",
        metavar="CODER",
        help="two coders (default: those whose codings are adjudicated)",
    )
    agreement.add_argument("--level", choices=("theme", "category"), default="category")
    agreement.add_argument(
        "--write",
        action="store_true",
        help="write the tables on agreement that the dashboard shows",
    )
    agreement.set_defaults(
        run=_agreement, writes_into=lambda options: paths.DATA if options.write else None
    )


def _agreement(options: argparse.Namespace) -> int:
    from ofsted.coding.rounds import CODERS
    from ofsted.steps.reliability import measure_agreement, write_reliability

    if options.write:
        for path in write_reliability():
            print(f"written: {path.name}")
        return describe_release()
    coders = options.coders or CODERS
    if len(coders) != 2:
        raise OfstedError(f"{len(coders)} coders named; agreement is between two")
    first, second = coders
    table, alpha, count = measure_agreement(first, second, level=options.level)
    print(table.round(3).to_string(index=False))
    print(
        f"mean kappa {table['kappa'].mean():.3f}, Krippendorff's alpha (MASI) {alpha:.3f}, {count}"
        " recommendations coded by both"
    )
    return 0


def _add_adjudicate(steps: argparse._SubParsersAction) -> None:
    adjudicate = steps.add_parser(
        "adjudicate", help="write the disagreements of two coders, or take in the rulings on them"
    )
    adjudicate.add_argument("coders", nargs=2, metavar="CODER")
    what = adjudicate.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", type=Path, metavar="DIR", help="write the open disagreements here")
    what.add_argument(
        "--rulings", type=Path, nargs="+", metavar="FILE.jsonl", help="take in these rulings"
    )
    adjudicate.set_defaults(run=_adjudicate, writes_into=_folder_of_rulings)


def _folder_of_rulings(options: argparse.Namespace) -> Path | None:
    return paths.DATA if options.rulings else None


def _adjudicate(options: argparse.Namespace) -> int:
    from ofsted.steps.coding import export_disagreements, import_rulings

    first, second = options.coders
    if options.rulings:
        return _print_import(*import_rulings(first, second, options.rulings))
    written = export_disagreements(first, second, options.to)
    print(
        f"{written.open_count} disagreements in {len(written.batches)} batches written to"
        f" {options.to}, {written.ruled_count} already ruled"
    )
    return 0


def _add_train(steps: argparse._SubParsersAction) -> None:
    train = steps.add_parser("train", help="train the classifier on the adjudicated coding")
    train.set_defaults(run=_train, writes_into=data_folder)


def _train(options: argparse.Namespace) -> int:
    from ofsted.paths import MODEL
    from ofsted.steps.classifier import measure_speed, train_model

    model = train_model()
    print(
        f"{len(model.themes)} themes learned from {model.provenance.recommendation_count}"
        f" recommendations, written to {MODEL}"
    )
    print(measure_speed())
    return describe_release()


def _add_evaluate(steps: argparse._SubParsersAction) -> None:
    evaluate = steps.add_parser(
        "evaluate", help="judge the classifier on authorities, frameworks and years it has not seen"
    )
    evaluate.set_defaults(run=_evaluate, writes_into=data_folder)


def _evaluate(options: argparse.Namespace) -> int:
    from ofsted.steps.classifier import evaluate_model, measure_speed

    marks = evaluate_model()
    for level in ("theme", "category"):
        for who, own in marks[level].items():
            print(
                f"{level:8} {who:10} micro-F1 {own['micro_f1']:.3f}, macro-F1"
                f" {own['macro_f1']:.3f}, mean kappa {own['mean_kappa']:.3f}"
            )
    print(measure_speed())
    return describe_release()


def _add_findings(steps: argparse._SubParsersAction) -> None:
    findings = steps.add_parser(
        "findings",
        help=(
            "take in two readers' marks of wordings that are findings and not demands, with the"
            " rulings on them"
        ),
    )
    findings.add_argument("marks", type=Path, nargs=2, metavar="MARKS.jsonl")
    findings.add_argument("--rulings", type=Path, required=True, metavar="FILE.jsonl")
    findings.set_defaults(run=_findings, writes_into=data_folder)


def _findings(options: argparse.Namespace) -> int:
    from ofsted.steps.coding import import_findings

    first, second = options.marks
    return _print_import(*import_findings(first, second, options.rulings))


def _add_orientation(steps: argparse._SubParsersAction) -> None:
    orientation = steps.add_parser(
        "orientation",
        help="what each wording asks to change: list where two readers differ, or keep the rulings",
    )
    orientation.add_argument("readings", type=Path, nargs=2, metavar="READINGS.jsonl")
    what = orientation.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", type=Path, metavar="DIR", help="write where the two differ here")
    what.add_argument("--rulings", type=Path, metavar="FILE.jsonl", help="take in these rulings")
    orientation.set_defaults(
        run=_orientation,
        writes_into=lambda options: data_folder(options) if options.rulings else None,
    )


def _orientation(options: argparse.Namespace) -> int:
    from ofsted.steps.coding import export_orientations, import_orientations

    first, second = options.readings
    if options.to:
        print(f"written: {export_orientations(first, second, options.to)}")
        return 0
    return _print_import(*import_orientations(first, second, options.rulings))


def _add_audit(steps: argparse._SubParsersAction) -> None:
    audit = steps.add_parser(
        "audit",
        help="read a random 5 %% of the agreements again; without an option, print the error rates",
    )
    what = audit.add_mutually_exclusive_group()
    what.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        help="write the drawn agreements here, outside the repository",
    )
    what.add_argument(
        "--rulings", type=Path, nargs="+", metavar="FILE.jsonl", help="take in these verdicts"
    )
    audit.set_defaults(run=_audit, writes_into=_folder_of_rulings)


def _audit(options: argparse.Namespace) -> int:
    from ofsted.steps.coding import export_audit, import_audit
    from ofsted.steps.reliability import measure_audit

    if options.rulings:
        return _print_import(*import_audit(options.rulings))
    if options.to:
        print(f"the agreements to read again are in {export_audit(options.to)}")
        return 0
    found = measure_audit()
    print(
        f"audited: {found.text_count} of {found.agreement_count:,} agreements (inclusion"
        f" probability {found.inclusion_probability:.4f})"
    )
    print(
        f"wrong labels: {found.wrong}\nmissing labels: {found.missing_count}\ntexts with any error:"
        f" {found.texts_with_error}"
    )
    print(f"precision: {found.precision}\nrecall: {found.recall}")
    return 0


def _print_import(count: int, faults: list) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{count} texts taken in, {len(faults)} rows refused")
    return int(bool(faults))
