"""Commands that measure: `study` and `benchmark`."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from ofsted.commands.reports import choose_folders
from ofsted.errors import OfstedError


def add_study(commands: argparse._SubParsersAction) -> None:
    study = commands.add_parser(
        "study", help="simulate how often the tests and intervals are right"
    )
    study.add_argument(
        "part",
        nargs="?",
        choices=("tests", "correction"),
        default="tests",
        help="the tests and intervals of comparisons (default), or shares corrected for errors of"
        " the coding",
    )
    study.add_argument(
        "--write",
        action="store_true",
        help="keep the results under tests/studies/",
    )
    study.add_argument(
        "--count",
        type=int,
        default=4000,
        metavar="N",
        help="made-up themes or runs per row (default: 4000, about four minutes)",
    )
    study.set_defaults(run=_study)


def _study(options: argparse.Namespace) -> int:
    if options.part == "correction":
        from ofsted.steps.correction_study import run_correction_study

        print(run_correction_study(options.count, keep=options.write))
        return 0
    from ofsted.steps.study import run_study

    print(run_study(options.count, keep=options.write))
    return 0


def add_benchmark(commands: argparse._SubParsersAction) -> None:
    benchmark = commands.add_parser(
        "benchmark",
        help="measure extraction over all report files, the statistics, the search or the"
        " dashboard",
    )
    benchmark.add_argument("--reports", type=Path, metavar="DIR", help="folder of the report files")
    benchmark.add_argument(
        "--analysis",
        action="store_true",
        help="measure the statistics on one core instead, on the corpus and on a hundred of it",
    )
    benchmark.add_argument(
        "--search",
        action="store_true",
        help="measure the search instead: precision over the judged queries, and time",
    )
    benchmark.add_argument(
        "--dashboard",
        action="store_true",
        help="measure the dashboard instead, a fresh server for each load: prints a JSON object a"
        " line",
    )
    benchmark.add_argument(
        "--seed", type=int, help="of the views that the dashboard's readers ask for"
    )
    benchmark.add_argument(
        "--sessions", type=int, default=200, help="readers of the dashboard at once (default: 200)"
    )
    benchmark.add_argument(
        "--seconds", type=float, default=60, help="that these readers read (default: 60)"
    )
    benchmark.add_argument(
        "--times",
        type=int,
        default=1,
        metavar="N",
        help="the dashboard on a corpus N times as large, made by repeating the reports",
    )
    benchmark.add_argument(
        "--messages", action="store_true", help="name what the dashboard sends most of, too"
    )
    benchmark.add_argument(
        "--write", action="store_true", help="keep what `--dashboard` found under tests/studies/"
    )
    benchmark.set_defaults(run=_benchmark)


def _benchmark_dashboard(options: argparse.Namespace) -> int:
    if options.seed is None:
        raise OfstedError("benchmark --dashboard: expected --seed, a number not used before")
    from ofsted.steps.dashboard_study import (
        DASHBOARD,
        LARGER_DASHBOARD,
        keep_dashboard,
        list_loads,
        measure_dashboard,
    )
    from ofsted.steps.larger import larger_project

    study = DASHBOARD if options.times == 1 else LARGER_DASHBOARD
    mark = study.mark()  # before, in case it is changed meanwhile
    loads = list_loads(options.sessions, options.seconds, options.times)
    rows = []
    with larger_project(options.times) as root:
        for row in measure_dashboard(loads, options.seed, root, with_messages=options.messages):
            print(json.dumps(row), flush=True)
            rows.append(row)
    if options.write:
        keep_dashboard(rows, mark, study)
    return 0


def _benchmark(options: argparse.Namespace) -> int:
    if options.dashboard:
        return _benchmark_dashboard(options)
    if options.search:
        from ofsted.steps.searching import measure_search

        print(measure_search())
        return 0
    if options.analysis:
        os.environ |= {
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1",
        }  # read when numpy is first imported
        from ofsted.steps.study import measure_analysis

        print(measure_analysis())
        return 0
    from ofsted.steps.benchmark import measure_extraction

    print(measure_extraction(choose_folders(options.reports)))
    return 0
