"""`python -m ofsted study correction`: how often corrected intervals hold the truth."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ofsted.analysis.inference.correction_study import measure_correction
from ofsted.steps.kept_studies import Study
from ofsted.tables.stored import read_recommendations

CORRECTION = Study(
    "correction",
    "python -m ofsted study correction --write",
    (
        "ofsted/analysis/inference/correction.py",
        "ofsted/analysis/inference/correction_study.py",
        "ofsted/coding/sampling.py",
    ),
)


def run_correction_study(runs: int, *, keep: bool = False) -> str:
    """The table in words, one row a setting; `keep` stores it for the documents and the tests."""
    mark = CORRECTION.mark()
    found = measure_correction(read_recommendations(), runs)
    if keep:
        CORRECTION.keep(mark, {"settings": found.to_dict("records")})
    return describe_study(found)


def describe_study(found: pd.DataFrame) -> str:
    """The rows as a table in Markdown."""
    heads = (
        "setting",
        "sample",
        "runs",
        "corrected interval holds the truth",
        "error of that",
        "plain interval",
        "mean error, corrected",
        "mean error, plain",
        "width",
    )
    lines = [_line(heads), _line(["---"] * len(heads))]
    for row in found.to_dict("records"):
        shares = [f"{100 * row[name]:.1f}%" for name in ("covered", "simulation_error")]
        points = [f"{100 * row[name]:+.1f}" for name in ("bias", "plain_bias")]
        counts = [f"{row[name]:,}" for name in ("sample", "runs")]
        plain = f"{100 * row['plain_covered']:.1f}%"
        width = f"{100 * row['width']:.0f}"
        lines.append(_line([row["setting"], *counts, *shares, plain, *points, width]))
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(str, cells))} |"
