"""The command line: `python -m ofsted download | extract | code | build | hydrate | coding | check | claims | describe | study | benchmark`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from ofsted import paths
from ofsted.errors import OfstedError, ReportError


CLOSED_PIPE = 141  # what a shell reports of a command whose output was closed: 128 and the number of SIGPIPE
MOST_FAULTS = 50  # that `check` prints


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 where all went well, 1 where some files failed, 2 where the command could not run or `check` could not prove all."""
    options = _parser().parse_args(arguments)
    try:
        status = options.run(options)
        sys.stdout.flush()  # so that a closed pipe shows here and not when Python ends
        return status
    except BrokenPipeError:
        # Whoever reads the output has closed it, as `head` does; what is still to be flushed goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except OfstedError as error:
        print(f"ofsted: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ofsted", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    download = commands.add_parser("download", help="fetch the reports of the manifest from Ofsted, verified by their hashes")
    download.add_argument("folder", type=Path, nargs="?", default=paths.report_cache(), help="where to keep them (default: local/reports)")
    download.add_argument("--only", nargs="+", metavar="REPORT_ID", help="only these reports")
    download.set_defaults(run=_download)

    extract = commands.add_parser("extract", help="print one JSON object per report file")
    extract.add_argument("files", type=Path, nargs="+", metavar="FILE.pdf")
    extract.set_defaults(run=_extract)

    build = commands.add_parser("build", help="write the dataset from the report files")
    build.add_argument("--reports", type=Path, metavar="DIR", help="folder of the report files")
    build.add_argument("--to", type=Path, default=paths.DATA, metavar="DIR", help="folder to write into (default: data)")
    build.add_argument("--areas", action="store_true", help="only the areas table, for which no report file is needed")
    build.set_defaults(run=_build)

    code = commands.add_parser("code", help="suggest themes for the recommendations of a report, or for texts, as JSON")
    what = code.add_mutually_exclusive_group(required=True)
    what.add_argument("files", nargs="*", default=[], metavar="FILE.pdf", help='one JSON object per report; "-" reads lines of text, one JSON object per line')
    what.add_argument("--text", help="one text")
    code.set_defaults(run=_code)

    hydrate = commands.add_parser("hydrate", help="write the local table of verbatim texts, proved against their hashes")
    source = hydrate.add_mutually_exclusive_group()
    source.add_argument("--reports", type=Path, metavar="DIR", help="folder of the report files")
    source.add_argument("--download", action="store_true", help="fetch the reports first")
    hydrate.set_defaults(run=_hydrate)

    _add_coding(commands.add_parser("coding", help="code by hand or by model, round by round").add_subparsers(required=True, metavar="step"))

    check = commands.add_parser("check", help="prove what must hold of codings, summaries and tables")
    check.set_defaults(run=_check)

    claims = commands.add_parser("claims", help="put the paper's claims to the dataset and keep the results")
    claims.set_defaults(run=_claims)

    describe = commands.add_parser("describe", help="write what describes the release: data package, CSV on the Web metadata, citation")
    describe.set_defaults(run=_describe)

    study = commands.add_parser("study", help="simulate how often the tests and intervals are right")
    study.add_argument("--count", type=int, default=4000, metavar="N", help="made-up themes per row (default: 4000, about four minutes)")
    study.set_defaults(run=_study)

    benchmark = commands.add_parser("benchmark", help="measure extraction over all report files, or the statistics")
    benchmark.add_argument("--reports", type=Path, metavar="DIR", help="folder of the report files")
    benchmark.add_argument("--analysis", action="store_true", help="measure the statistics on one core instead, on the corpus and on a hundred of it")
    benchmark.set_defaults(run=_benchmark)
    return parser


def _add_coding(steps: argparse._SubParsersAction) -> None:
    export = steps.add_parser("export", help="write batches of ids and texts for a coder")
    export.add_argument("--coder", required=True)
    export.add_argument("--to", type=Path, required=True, metavar="DIR")
    export.set_defaults(run=_coding_export)

    take = steps.add_parser("import", help="check a coder's JSON lines and keep the good rows")
    take.add_argument("--coder", required=True)
    take.add_argument("--summaries", action="store_true", help="the rows hold summaries too")
    take.add_argument("files", type=Path, nargs="+", metavar="FILE.jsonl")
    take.set_defaults(run=_coding_import)

    agreement = steps.add_parser("agreement", help="how far two coders agree, before adjudication")
    agreement.add_argument("coders", nargs="*", metavar="CODER", help="two coders (default: those whose codings are adjudicated)")
    agreement.add_argument("--level", choices=("theme", "category"), default="category")
    agreement.add_argument("--write", action="store_true", help="write the tables on agreement that the dashboard shows")
    agreement.set_defaults(run=_coding_agreement)

    adjudicate = steps.add_parser("adjudicate", help="write the disagreements of two coders, or take in the rulings on them")
    adjudicate.add_argument("coders", nargs=2, metavar="CODER")
    what = adjudicate.add_mutually_exclusive_group(required=True)
    what.add_argument("--to", type=Path, metavar="DIR", help="write the open disagreements here")
    what.add_argument("--rulings", type=Path, nargs="+", metavar="FILE.jsonl", help="take in these rulings")
    adjudicate.set_defaults(run=_coding_adjudicate)

    train = steps.add_parser("train", help="train the classifier on the adjudicated coding")
    train.set_defaults(run=_coding_train)

    evaluate = steps.add_parser("evaluate", help="judge the classifier on authorities, frameworks and years it has not seen")
    evaluate.set_defaults(run=_coding_evaluate)

    findings = steps.add_parser("findings", help="take in two readers' marks of wordings that are findings and not demands, with the rulings on them")
    findings.add_argument("marks", type=Path, nargs=2, metavar="MARKS.jsonl")
    findings.add_argument("--rulings", type=Path, required=True, metavar="FILE.jsonl")
    findings.set_defaults(run=_coding_findings)

    audit = steps.add_parser("audit", help="read a random 5 %% of the agreements again; without an option, print the error rates")
    what = audit.add_mutually_exclusive_group()
    what.add_argument("--to", type=Path, metavar="DIR", help="write the drawn agreements here, outside the repository")
    what.add_argument("--rulings", type=Path, nargs="+", metavar="FILE.jsonl", help="take in these verdicts")
    audit.set_defaults(run=_coding_audit)


def _folders(named: Path | None) -> list[Path]:
    if named is None:
        return paths.report_folders()
    if not named.is_dir():
        raise OfstedError(f"{named}: no such folder; expected one with <report_id>.pdf files")
    return [named]


def _download(options: argparse.Namespace) -> int:
    from ofsted.corpus.download import download_reports
    from ofsted.corpus.manifest import read_manifest

    entries = [e for e in read_manifest(paths.MANIFEST) if not options.only or e.report_id in options.only]
    if not entries:
        raise OfstedError(f"none of {options.only} stands in the manifest")
    failures = download_reports(entries, options.folder)
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"{len(entries) - len(failures)} of {len(entries)} reports are in {options.folder}")
    return 1 if failures else 0


def _extract(options: argparse.Namespace) -> int:
    failed = False
    if len(options.files) == 1:
        results = map(extract_as_json, options.files)
        for result in results:
            failed |= _print_result(result)
        return int(failed)
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        for result in pool.map(extract_as_json, options.files):
            failed |= _print_result(result)
    return int(failed)


def _print_result(result: dict) -> bool:
    print(json.dumps(result, ensure_ascii=False), flush=True)
    return "error" in result


def extract_as_json(path: Path) -> dict:
    """What `extract` prints of one file: the report, or its name and the reason why it could not be read."""
    from ofsted.extract.report import extract_report, report_as_json

    try:
        return report_as_json(extract_report(path))
    except ReportError as error:
        return {"report_file": path.name, "error": str(error)}


def _build(options: argparse.Namespace) -> int:
    from ofsted.build import build, write_areas

    if options.areas:
        print(f"data version {write_areas(options.to)['data_version']}")
        return _describe(options) if options.to == paths.DATA else 0
    record = build(_folders(options.reports), options.to)
    if options.to == paths.DATA:
        _describe(options)
    print(json.dumps(record["counts"], indent=2))
    for failure in record["failed"]:
        print(f"not read: {failure['report_id']} {failure['area']}: {failure['error']}", file=sys.stderr)
    return 0


def _hydrate(options: argparse.Namespace) -> int:
    from ofsted.hydrate import hydrate_all

    if options.download:
        from ofsted.corpus.download import download_reports
        from ofsted.corpus.manifest import read_manifest

        download_reports([e for e in read_manifest(paths.MANIFEST) if e.is_pdf], paths.report_cache())
    hydrated = hydrate_all(_folders(options.reports), paths.quotes_table())
    for recommendation_id, reason in hydrated.unproved.items():
        print(f"no text: {recommendation_id}: {reason}", file=sys.stderr)
    print(f"{len(hydrated.texts)} of {len(hydrated.texts) + len(hydrated.unproved)} texts proved and written to {paths.quotes_table()}")
    return 1 if hydrated.unproved else 0


def _coding_export(options: argparse.Namespace) -> int:
    from ofsted.codings import export_batches

    print(f"{len(export_batches(options.coder, options.to))} batches written to {options.to}")
    return 0


def _coding_import(options: argparse.Namespace) -> int:
    from ofsted.codings import import_codings

    return _report_import(*import_codings(options.coder, options.files, options.summaries))


def _coding_agreement(options: argparse.Namespace) -> int:
    from ofsted.codings import CODERS, measure_agreement, write_reliability

    if options.write:
        for path in write_reliability():
            print(f"written: {path.name}")
        return _describe(options)
    coders = options.coders or CODERS
    if len(coders) != 2:
        raise OfstedError(f"{len(coders)} coders named; agreement is between two")
    table, alpha, count = measure_agreement(*coders, level=options.level)
    print(table.round(3).to_string(index=False))
    print(f"mean kappa {table['kappa'].mean():.3f}, Krippendorff's alpha (MASI) {alpha:.3f}, {count} recommendations coded by both")
    return 0


def _coding_adjudicate(options: argparse.Namespace) -> int:
    from ofsted.codings import export_disagreements, import_rulings

    if options.rulings:
        return _report_import(*import_rulings(*options.coders, options.rulings))
    written = export_disagreements(*options.coders, options.to)
    print(f"{written.open_count} disagreements in {len(written.batches)} batches written to {options.to}, {written.ruled_count} already ruled")
    return 0


def _coding_findings(options: argparse.Namespace) -> int:
    from ofsted.codings import import_findings

    return _report_import(*import_findings(*options.marks, options.rulings))


def _coding_audit(options: argparse.Namespace) -> int:
    from ofsted.codings import export_audit, import_audit, measure_audit

    if options.rulings:
        return _report_import(*import_audit(options.rulings))
    if options.to:
        print(f"the agreements to read again are in {export_audit(options.to)}")
        return 0
    found = measure_audit()
    print(f"audited: {found.text_count} of {found.agreement_count:,} agreements (inclusion probability {found.inclusion_probability:.4f})")
    print(f"wrong labels: {found.wrong}\nmissing labels: {found.missing_count}\ntexts with any error: {found.texts_with_error}")
    print(f"precision: {found.precision}\nrecall: {found.recall}")
    return 0


def _coding_train(options: argparse.Namespace) -> int:
    from ofsted.classifying import MODEL, measure_speed, train_model

    model = train_model()
    print(f"{len(model.themes)} themes learned from {model.provenance.recommendation_count} recommendations, written to {MODEL}")
    print(measure_speed())
    return _describe(options)


def _coding_evaluate(options: argparse.Namespace) -> int:
    from ofsted.classifying import evaluate_model, measure_speed

    marks = evaluate_model()
    for level in ("theme", "category"):
        for who, own in marks[level].items():
            print(f"{level:8} {who:10} micro-F1 {own['micro_f1']:.3f}, macro-F1 {own['macro_f1']:.3f}, mean kappa {own['mean_kappa']:.3f}")
    print(measure_speed())
    return _describe(options)


def _code(options: argparse.Namespace) -> int:
    from ofsted.classifying import MODEL, code_report, code_texts
    from ofsted.codebook import read_codebook
    from ofsted.coding.classifier import read_classifier

    if "-" in options.files and options.files != ["-"]:
        raise OfstedError('"-" reads texts from standard input and stands alone; expected either it or report files')
    model, codebook = read_classifier(MODEL), read_codebook(paths.CODEBOOK)
    if options.text is not None or options.files == ["-"]:
        lines = [options.text] if options.text is not None else (line.decode("utf-8", "replace").rstrip("\r\n") for line in sys.stdin.buffer)
        for result in code_texts(lines, model, codebook):
            _print_result(result)
        return 0
    failed = False
    for name in options.files:
        result = code_report(Path(name), model, codebook)
        failed |= _print_result(result)
        if "error" in result:
            print(f"ofsted: {result['error']}", file=sys.stderr)
    return int(failed)


def _report_import(count: int, faults: list) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{count} texts taken in, {len(faults)} rows refused")
    return 1 if faults else 0


def _check(options: argparse.Namespace) -> int:
    from ofsted.proof import find_faults

    faults, unproved = find_faults()
    for fault in faults[:MOST_FAULTS]:
        print(fault, file=sys.stderr)
    if len(faults) > MOST_FAULTS:
        print(f"… and {len(faults) - MOST_FAULTS} more", file=sys.stderr)
    for what in unproved:
        print(f"not proved: {what}", file=sys.stderr)
    print(f"{len(faults)} faults{' in what could be checked; not everything was proved' if unproved else ''}")
    return 1 if faults else 2 if unproved else 0


def _claims(options: argparse.Namespace) -> int:
    from ofsted.claiming import write_results

    results = write_results()
    print(f"{len(results)} results written to {paths.CLAIM_RESULTS}")
    return _describe(options)


def _describe(options: argparse.Namespace) -> int:
    from ofsted.describing import write_descriptions

    for path in write_descriptions():
        print(f"written: {path.name}", file=sys.stderr)
    return 0


def _study(options: argparse.Namespace) -> int:
    from ofsted.studies import run_study

    print(run_study(options.count))
    return 0


def _benchmark(options: argparse.Namespace) -> int:
    if options.analysis:
        os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}  # read when numpy is first imported
        from ofsted.studies import measure_analysis

        print(measure_analysis())
        return 0
    from ofsted.benchmark import measure_extraction

    print(measure_extraction(_folders(options.reports)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
