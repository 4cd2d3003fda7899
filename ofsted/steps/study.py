"""`python -m ofsted study` and `benchmark --analysis`: how right and how fast the statistics are,
as tables in Markdown.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import Tally, group_members, tally_reports
from ofsted.analysis.inference.designs import assess, choose_design, settle
from ofsted.analysis.inference.intervals import share_intervals
from ofsted.analysis.inference.simulation import (
    measure_contrast_coverage,
    measure_coverage,
    measure_false_positives,
    measure_power,
)
from ofsted.limits import DRAWS, SIGNIFICANT, SMALL_GROUP, Z95
from ofsted.steps.kept_studies import Study
from ofsted.steps.published import read_leaves

GROUPINGS = ("framework", "rating", "deprivation", "rurality", "region", "la_type", "year")
TIMES = 100  # how many corpora make the large one


TESTS = Study(
    "tests",
    "python -m ofsted study tests --write",
    tuple(
        f"ofsted/analysis/{name}.py"
        for name in (
            "counting/selection",
            "counting/shares",
            "counting/tallies",
            "inference/comparison",
            "inference/designs",
            "inference/intervals",
            "inference/permutations",
            "inference/simulation",
        )
    ),
)
_TITLES = {
    "false_positives": "False positives at a nominal 5%, no difference present",
    "coverage": "Coverage of the 95% interval of a group's share",
    "contrasts": "Coverage of the 95% intervals of difference and ratio",
    "power": "Power: one third of the reports has the theme more often",
}
_SHARES = (
    "share",
    "permutation",
    "chi_square_reports",
    "chi_square_items",
    "interval",
    "report_weighted",
    "percentile",
    "difference_covered",
    "ratio_covered",
    "found",
)


def run_study(count: int, *, keep: bool = False) -> str:
    """The four tables of the simulation study, `count` made-up themes a row; about four minutes for
    4,000. `keep` stores them for the documents and the tests.
    """
    mark = TESTS.mark()
    dataset = read_leaves()
    frames = {
        "false_positives": measure_false_positives(dataset, count=count),
        "coverage": measure_coverage(dataset, count=count),
        "contrasts": measure_contrast_coverage(dataset, count=count),
        "power": measure_power(dataset, count=count),
    }
    if keep:
        records = {name: _records(frame) for name, frame in frames.items()}
        TESTS.keep(mark, {"count": count, **records})
    tables = [
        f"**{_TITLES[name]}**\n\n{_markdown(frame.drop(columns='error'), _SHARES)}"
        for name, frame in frames.items()
    ]
    return "\n\n".join([_describe_run(count), *tables])


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """The rows as JSON has them: what is not a number is null."""
    return json.loads(frame.to_json(orient="records"))


def _describe_run(count: int) -> str:
    error = 100 * Z95 * np.sqrt(SIGNIFICANT * (1 - SIGNIFICANT) / count)
    return (
        f"{count:,} made-up themes a row, {DRAWS:,} draws, correlation within reports 0.03;"
        f" simulation error at 5%: ±{error:.1f} points."
    )


def measure_analysis() -> str:
    """Processor seconds for all themes × all groups × 2,000 draws, on the corpus and on a hundred
    of it, by grouping.

    Beside the corpus itself stands what a page pays, p next to 5% settled by more draws
    (`comparison.settle`).
    """
    dataset = read_leaves()
    corpus, rows = tally_reports(dataset, Selection(), "theme"), []
    for times in (1, TIMES):
        for grouping in GROUPINGS:
            _, members = group_members(corpus, dataset, grouping)
            members = members[members.sum(axis=1) >= SMALL_GROUP]
            design = choose_design(dataset, corpus, members, grouping)
            frameworks = pd.factorize(dataset.reports["framework"].take(corpus.rows), sort=True)[0]
            tally = _repeat(corpus, times)
            members, frameworks = np.tile(members, times), np.tile(frameworks, times)
            row = {
                "reports": len(tally.rows),
                "themes": len(tally.codes),
                "grouping": grouping,
                "groups": len(members),
                "design": design,
                "intervals_s": _time(share_intervals, tally, members),
                "test_s": _time(assess, tally, members, design, frameworks),
                "settled_s": "–",
            }
            if times == 1:
                row["settled_s"] = _time(settle, tally, members, design, frameworks)
            row["peak_MiB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            rows.append(row)
    return _markdown(pd.DataFrame(rows), [])


def _repeat(tally: Tally, times: int) -> Tally:
    """The same reports over and over, each time on areas of their own."""
    width = tally.clusters.max() + 1
    clusters = np.concatenate([tally.clusters + width * number for number in range(times)])
    return replace(
        tally,
        rows=np.tile(tally.rows, times),
        hits=np.tile(tally.hits, (times, 1)),
        items=np.tile(tally.items, times),
        clusters=clusters,
    )


def _time(function: Callable, *arguments: object) -> float:
    """Processor time, so that a busy machine gives the same figure; on one core it is what a reader
    waits.
    """
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def _cell(value: object, column: str, shares: Sequence[str]) -> str:
    """A value as the tables print it; columns of `shares` hold shares from 0 to 1."""
    if isinstance(value, int):
        return f"{value:,}"
    if not isinstance(value, float):
        return str(value)
    if np.isnan(value):
        return "–"
    if column in shares:
        return f"{100 * value:.1f}%"
    if column == "hits_expected":
        return f"{value:.0f}"
    return f"{value:.2f}"


def _markdown(frame: pd.DataFrame, shares: Sequence[str]) -> str:
    names = [str(column) for column in frame]
    lines = [
        " | ".join(name.replace("_", " ") for name in names),
        " | ".join(["---"] * frame.shape[1]),
    ]
    lines += [
        " | ".join(_cell(value, name, shares) for name, value in zip(names, row, strict=True))
        for row in frame.itertuples(index=False)
    ]
    return "\n".join(f"| {line} |" for line in lines)
