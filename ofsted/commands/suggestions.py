"""The command `code`: what the classifier suggests for reports and for texts."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from ofsted import paths
from ofsted.commands.reports import print_result, refuse_as_json
from ofsted.errors import OfstedError


def add_code(commands: argparse._SubParsersAction) -> None:
    code = commands.add_parser(
        "code", help="suggest themes for the recommendations of a report, or for texts, as JSON"
    )
    what = code.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "files",
        nargs="*",
        default=[],
        metavar="FILE.pdf",
        help='one JSON object per report; "-" reads lines of text, one JSON object per line',
    )
    what.add_argument("--text", help="one text")
    code.set_defaults(run=_code)


def _code(options: argparse.Namespace) -> int:
    from ofsted.classifier.model import read_classifier
    from ofsted.codebook import read_codebook
    from ofsted.extract.workers import run_each
    from ofsted.paths import MODEL
    from ofsted.steps.suggest import code_report, code_texts

    if "-" in options.files and options.files != ["-"]:
        raise OfstedError(
            '"-" reads texts from standard input and stands alone;'
            " expected either it or report files"
        )
    model, codebook = read_classifier(MODEL), read_codebook(paths.CODEBOOK)
    lines: Iterable[str] | None = None
    if options.files == ["-"]:
        lines = (line.decode("utf-8", "replace").rstrip("\r\n") for line in sys.stdin.buffer)
    if options.text is not None:
        lines = [options.text]
    if lines is not None:
        for result in code_texts(lines, model, codebook):
            print_result(result)
        return 0
    has_failed = False

    def code_file(path: Path) -> dict:
        return code_report(path, model, codebook)

    files = [Path(name) for name in options.files]
    with closing(run_each(code_file, files, refuse_as_json)) as results:
        for result in results:
            has_failed |= print_result(result)
            if "error" in result:
                print(f"ofsted: {result['error']}", file=sys.stderr)
    return int(has_failed)
