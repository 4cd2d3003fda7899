"""What a claim's test counts, and out of what.

It counts recommendations with any of some codes or a pattern in their summaries, out of all or only
out of those with some other code.
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
    """Hits of named columns per chosen report, out of the recommendations `of` or of all.

    Columns and `of` are bool over recommendations.
    """
    return tally_reports(recode(dataset, columns, of), selection, "theme")


def recode(
    dataset: Dataset, columns: Mapping[str, np.ndarray], of: np.ndarray | None = None
) -> Dataset:
    """The dataset with the named columns as its only themes, and only the recommendations `of`.

    Without `of` it keeps all recommendations; all its reports stay. So whatever counts, resamples
    or compares themes does the same with any other way to sort recommendations.
    """
    kept = np.ones(len(dataset.recommendations), dtype=bool)
    if of is not None:
        kept = of
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
        category_hits=np.any(hits, axis=1, keepdims=True),
    )


def find_measured(dataset: Dataset, test: ClaimTest) -> np.ndarray:
    """Bool over recommendations: those that a test counts."""
    leaves = test.leaves
    if test.any_theme:
        leaves = dataset.leaf_ids
    found = carry(dataset, test.codes) | carry_leaves(dataset, leaves)
    if test.words:
        found = found | mention(dataset, test.words)
    if test.asks or test.marks:
        found = found | ask(dataset, test.asks, test.marks)
    return found


def ask(dataset: Dataset, kinds: Collection[str], marks: Collection[str]) -> np.ndarray:
    """Bool over recommendations: those that ask for any of the kinds of change, or carry all of the
    marks.
    """
    rows = dataset.recommendations
    found = rows["orientation"].isin(list(kinds)).to_numpy(dtype=bool)
    if marks:
        found = found | rows[list(marks)].to_numpy(dtype=bool).all(axis=1)
    return found


def find_base(dataset: Dataset, test: ClaimTest) -> np.ndarray | None:
    """Bool over recommendations: those that a test counts out of; None for all."""
    if not test.of and not test.of_leaves:
        return None
    with_codes = carry(dataset, test.of)
    with_leaves = carry_leaves(dataset, test.of_leaves)
    return with_codes | with_leaves


def carry(dataset: Dataset, codes: Collection[str]) -> np.ndarray:
    """Bool over recommendations: those with any of the categories or themes.

    They are counted as in the dataset's view of the codebook. A theme too rare to be shown on its
    own in the view is taken as coded: how often it is found is a fair question, only its rate is
    not.
    """
    found = np.zeros(len(dataset.recommendations), dtype=bool)
    for code in codes:
        if code in dataset.category_ids:
            column = dataset.category_ids.index(code)
            found |= dataset.category_hits[:, column]
        elif code in dataset.theme_ids:
            column = dataset.theme_ids.index(code)
            found |= dataset.theme_hits[:, column]
        else:
            found |= carry_leaves(dataset, (code,))
    return found


def carry_leaves(dataset: Dataset, leaves: Collection[str]) -> np.ndarray:
    """Bool over recommendations: those coded with any themes, before a view rolls them up."""
    columns = [dataset.leaf_ids.index(leaf) for leaf in leaves]
    hits = dataset.leaf_hits[:, columns]
    return np.any(hits, axis=1)


def mention(dataset: Dataset, pattern: str) -> np.ndarray:
    """Bool over recommendations: those whose summary has the pattern, in any case of letters.

    The summaries are ours and shorter than the texts, so this finds less than a search of the texts
    would.
    """
    sought = re.compile(pattern, re.IGNORECASE)
    return np.array(
        [bool(sought.search(summary or "")) for summary in dataset.recommendations["summary"]],
        dtype=bool,
    )
