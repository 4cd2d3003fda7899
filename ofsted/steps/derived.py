"""Makes the tables of themes named together and of adjusted differences from those of a folder."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ofsted import paths
from ofsted.analysis.counting.dataset import Dataset, join_dataset
from ofsted.analysis.counting.schemes import apply_scheme
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.reliability import take_scope
from ofsted.analysis.inference.adjusted import measure_adjusted
from ofsted.analysis.inference.together import measure_pairs
from ofsted.codebook import read_codebook
from ofsted.limits import DRAWS
from ofsted.tables.declared import ADJUSTED, AGREEMENT, RECOMMENDATIONS, REPORTS, THEME_PAIRS
from ofsted.tables.stored import read_table, write_table

FRAMEWORKS = ("F3", "F4")  # each by itself: pooled figures hide the framework
SCOPES = {"F3": ("F3",), "F4": ("F4",), "both": ("F3", "F4")}


def write_derived(data: Path = paths.DATA) -> list[Path]:
    """Write both tables, made of the tables in `data`; give back their paths.

    Raises `SchemaError` where one of those is missing or damaged.
    """
    dataset, written = _read_dataset(data), []
    for rows, schema, path in (
        (pair_rows(dataset), THEME_PAIRS, paths.THEME_PAIRS_TABLE),
        (adjusted_rows(dataset), ADJUSTED, paths.ADJUSTED_TABLE),
    ):
        write_table(rows, schema, data / path.name)
        written.append(data / path.name)
    return written


def pair_rows(dataset: Dataset, *, draws: int = DRAWS) -> list[dict]:
    """The pairs of every framework that has any, the authority's recommendations alone."""
    rows = []
    for framework in FRAMEWORKS:
        measured = measure_pairs(dataset, Selection(framework=(framework,)), draws=draws)
        rows += [{"framework": framework} | row for row in _blanked(measured)]
    return rows


def adjusted_rows(dataset: Dataset) -> list[dict]:
    """The adjusted differences of every framework and of both, for categories and themes."""
    rows = []
    for name, frameworks in SCOPES.items():
        for level in ("what", "theme"):
            measured = measure_adjusted(dataset, Selection(framework=frameworks), level=level)
            rows += [{"framework": name} | row for row in _blanked(measured)]
    return rows


def _blanked(frame: pd.DataFrame) -> list[dict]:
    """The rows with None for what is missing."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def _read_dataset(data: Path) -> Dataset:
    """The dataset of the tables in a folder, with the themes that are shown on their own."""
    reports, recommendations, agreement = (
        read_table(schema, data / path.name).to_pandas()
        for schema, path in (
            (REPORTS, paths.REPORTS_TABLE),
            (RECOMMENDATIONS, paths.RECOMMENDATIONS_TABLE),
            (AGREEMENT, paths.AGREEMENT_TABLE),
        )
    )
    leaves = join_dataset(reports, recommendations, read_codebook(paths.CODEBOOK))
    rows = take_scope(agreement, "full", "all", "theme")
    return apply_scheme(leaves, "full", set(rows.loc[rows["why_not"] == "low-kappa", "code"]))
