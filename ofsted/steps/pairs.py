"""Makes the table of themes that are named together, from the tables of a folder."""

from __future__ import annotations

from pathlib import Path

from ofsted import paths
from ofsted.analysis.counting.dataset import Dataset, join_dataset
from ofsted.analysis.counting.schemes import apply_scheme
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.reliability import take_scope
from ofsted.analysis.inference.together import PAIR_DRAWS, measure_pairs
from ofsted.codebook import read_codebook
from ofsted.tables.declared import AGREEMENT, RECOMMENDATIONS, REPORTS, THEME_PAIRS
from ofsted.tables.stored import read_table, write_table

FRAMEWORKS = ("F3", "F4")  # each by itself: pooled figures hide the framework


def write_pairs(data: Path = paths.DATA) -> Path:
    """Write the table of pairs, made of the tables in `data`; give back its path.

    Raises `SchemaError` where one of them is missing or damaged.
    """
    path = data / paths.THEME_PAIRS_TABLE.name
    write_table(pair_rows(_read_dataset(data)), THEME_PAIRS, path)
    return path


def pair_rows(dataset: Dataset, *, draws: int = PAIR_DRAWS) -> list[dict]:
    """The pairs of every framework that has any, the authority's recommendations alone."""
    rows = []
    for framework in FRAMEWORKS:
        measured = measure_pairs(dataset, Selection(framework=(framework,)), draws=draws)
        blank = measured.astype(object).where(measured.notna(), None)
        rows += [{"framework": framework} | row for row in blank.to_dict("records")]
    return rows


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
