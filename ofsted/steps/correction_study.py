"""`python -m ofsted study correction`: how often corrected intervals hold the truth, kept with
commit, date and machine, and with a mark of the code that was measured.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from ofsted import paths
from ofsted.analysis.inference.correction_study import measure_correction
from ofsted.tables.stored import read_recommendations
from ofsted.tables.whole import write_text_whole

KEPT = paths.ROOT / "tests" / "studies" / "correction.json"
_MEASURED = (
    "ofsted/analysis/inference/correction.py",
    "ofsted/analysis/inference/correction_study.py",
    "ofsted/coding/sampling.py",
)


def run_correction_study(runs: int, *, keep: bool = False) -> str:
    """The table in words, one row a setting; `keep` stores it for the documents and the tests."""
    measured_code = mark_code()  # before, in case it is changed meanwhile
    found = measure_correction(read_recommendations(), runs)
    if keep:
        record = {
            "commit": _commit(),
            "measured_on": date.today().isoformat(),
            "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python"
            f" {platform.python_version()}",
            "measured_code": measured_code,
            "settings": found.to_dict("records"),
        }
        write_text_whole(KEPT, json.dumps(record, indent=1) + "\n")
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


def mark_code(root: Path = paths.ROOT) -> str:
    """A hash of what the measured modules do: comments and docstrings do not change it."""
    trees = [ast.parse((root / name).read_text(encoding="utf-8")) for name in _MEASURED]
    told = "\n".join(ast.dump(_without_docstrings(tree)) for tree in trees)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(
            node
        ):
            node.body = node.body[1:]
    return tree


def _commit() -> str:
    command = ["git", "-C", str(paths.ROOT), "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "not known"
