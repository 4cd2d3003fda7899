"""What a claim's test counts: any of some codes, a pattern in the summaries, of all recommendations
or only of those with some other code.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import Tally, tally_reports
from ofsted.analysis.paper.claims import ClaimTest
from ofsted.codebook import Category, Codebook, Theme

MEASURE = "measure"


def tally_columns(
    dataset: Dataset,
    selection: Selection,
    columns: Mapping[str, np.ndarray],
    of: np.ndarray | None = None,
) -> Tally:
    """Hits of named columns (bool over recommendations) per chosen report, out of the
    recommendations `of` (bool) or of all.
    """
    return tally_reports(recode(dataset, columns, of), selection, "theme")


def recode(
    dataset: Dataset, columns: Mapping[str, np.ndarray], of: np.ndarray | None = None
) -> Dataset:
    """The dataset with the named columns as its only themes, holding only the recommendations `of`,
    if given; all its reports stay.

    So whatever counts, resamples or compares themes does the same with any other way to sort
    recommendations.
    """
    kept = np.ones(len(dataset.recommendations), dtype=bool) if of is None else of
    hits = np.column_stack([column[kept] for column in columns.values()])
    themes = tuple(
        Theme(name, name, MEASURE, "", (), (), (), "", MEASURE, None) for name in columns
    )
    return replace(
        dataset,
        recommendations=dataset.recommendations[kept].reset_index(drop=True),
        report_rows=dataset.report_rows[kept],
        codebook=Codebook(dataset.codebook.version, (Category(MEASURE, MEASURE, ""),), themes, ()),
        theme_ids=tuple(columns),
        leaf_hits=hits,
        theme_hits=hits,
        category_hits=hits.any(axis=1, keepdims=True),
    )


def find_measured(dataset: Dataset, test: ClaimTest) -> np.ndarray:
    """Bool over recommendations: those that a test counts."""
    found = carry(dataset, test.codes) | carry_leaves(
        dataset, dataset.leaf_ids if test.any_theme else test.leaves
    )
    return found | mention(dataset, test.words) if test.words else found


def find_base(dataset: Dataset, test: ClaimTest) -> np.ndarray | None:
    """Bool over recommendations: those that a test counts out of; None for all."""
    return (
        carry(dataset, test.of) | carry_leaves(dataset, test.of_leaves)
        if test.of or test.of_leaves
        else None
    )


def carry(dataset: Dataset, codes: Collection[str]) -> np.ndarray:
    """Bool over recommendations: those with any of the categories or themes, counted as in the
    dataset's view of the codebook.

    A theme too rare to be shown on its own in the view is taken as coded: how often it is found is
    a fair question, only its rate is not.
    """
    found = np.zeros(len(dataset.recommendations), dtype=bool)
    for code in codes:
        if code in dataset.category_ids:
            found |= dataset.category_hits[:, dataset.category_ids.index(code)]
        elif code in dataset.theme_ids:
            found |= dataset.theme_hits[:, dataset.theme_ids.index(code)]
        else:
            found |= carry_leaves(dataset, (code,))
    return found


def carry_leaves(dataset: Dataset, leaves: Collection[str]) -> np.ndarray:
    """Bool over recommendations: those coded with any of the themes, before any view rolls them up."""
    return dataset.leaf_hits[:, [dataset.leaf_ids.index(leaf) for leaf in leaves]].any(axis=1)


def mention(dataset: Dataset, pattern: str) -> np.ndarray:
    """Bool over recommendations: those whose summary the pattern is found in, in any case of
    letters.

    The summaries are ours and shorter than the texts, so this finds less than a search of the texts
    would.
    """
    sought = re.compile(pattern, re.IGNORECASE)
    return np.array(
        [bool(sought.search(summary or "")) for summary in dataset.recommendations["summary"]],
        dtype=bool,
    )
