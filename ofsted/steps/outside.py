"""Figures that others published put to the published tables, and what missing reports could
change: `data/outside.yaml` and the tables give both.
"""

from __future__ import annotations

import pandas as pd

from ofsted import paths
from ofsted.analysis.outside.figures import Outside, parse_outside
from ofsted.analysis.outside.missing import Missing, bound_categories, missing_reports
from ofsted.analysis.outside.verdicts import Result, compare_figures
from ofsted.codebook import read_codebook
from ofsted.corpus.manifest import read_manifest
from ofsted.documents import read_yaml, reading
from ofsted.tables import stored


def read_outside() -> Outside:
    """What others published, and the inspections that the release lacks. Raises `OutsideError`, and
    `SchemaError` where the file is damaged.
    """
    with reading(paths.OUTSIDE, "figures that others published"):
        return parse_outside(read_yaml(paths.OUTSIDE))


def compare_outside(outside: Outside, *, by_other_days: bool = False) -> list[Result]:
    """Every figure of others beside ours, computed from the published tables.

    Raises `OutsideError`, `SchemaError`.
    """
    return compare_figures(
        outside,
        stored.read_reports(),
        stored.read_recommendations(),
        stored.read_areas(),
        by_other_days=by_other_days,
    )


def find_missing(outside: Outside) -> list[Missing]:
    """The reports that the release lacks."""
    listed = [entry.report_id for entry in read_manifest(paths.MANIFEST)]
    return missing_reports(outside.absent, listed, stored.read_reports())


def bound_missing(outside: Outside) -> pd.DataFrame:
    """How far those reports could move the share of each category."""
    codebook = read_codebook(paths.CODEBOOK)
    return bound_categories(
        find_missing(outside),
        stored.read_reports(),
        stored.read_recommendations(),
        [category.id for category in codebook.categories],
    )
