"""The study's own codes of the recommendations that it quotes, beside ours.

The study prints them under the heading of a category and, in the sentence before, names the theme.
They are few, and the codebook was made from the study, these quotations among it: agreement here
shows that the codebook was understood, not that the coding is valid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ofsted.codebook import Codebook
from ofsted.tables.handkept import PAPER_EXAMPLES
from ofsted.tables.rows import check_unique, read_rows

COLUMNS = tuple(column.name for column in PAPER_EXAMPLES.columns)
_ONLY_STUDY = "strict"  # the view in which sub-themes count for the study's theme above them


@dataclass(frozen=True)
class Example:
    """One quoted recommendation as the study codes it."""

    recommendation_id: str
    category: str
    theme: str
    printed_as: str


def read_examples(
    path: Path, codebook: Codebook, recommendation_ids: Sequence[str]
) -> list[Example]:
    """The examples in the order of the study.

    Raises `SchemaError` naming row and column where an id, a theme or a category is not known or
    the theme is of another category.
    """
    known = frozenset(recommendation_ids)
    rows = read_rows(path, COLUMNS)
    check_unique(rows, "recommendation_id")
    found = []
    for row in rows:
        key = row.matching("recommendation_id", known.__contains__, "a recommendation's id")
        theme = row.one_of("theme", tuple(codebook.category_of))
        category = codebook.category_of[theme]
        row.matching("category", category.__eq__, f"{category}, the category of {theme}")
        found.append(Example(key, category, theme, row.text("printed_as")))
    return found


def compare_examples(
    examples: Sequence[Example], ours: Mapping[str, Sequence[str]], codebook: Codebook
) -> pd.DataFrame:
    """One row per example: its category and theme in the study, and whether ours has them;
    sub-themes count for the study's theme above them. `ours` are themes by recommendation id.
    """
    rows = []
    for example in examples:
        themes = ours[example.recommendation_id]
        homes = {codebook.home_of(theme, _ONLY_STUDY) for theme in themes}
        rows.append(
            {
                "recommendation_id": example.recommendation_id,
                "printed_as": example.printed_as,
                "category": codebook.study_labels[example.category],
                "theme": codebook.labels[example.theme],
                "ours": "; ".join(codebook.labels[theme] for theme in themes),
                "has_category": example.category in codebook.categories_of(list(themes)),
                "has_theme": codebook.home_of(example.theme, _ONLY_STUDY) in homes,
            }
        )
    return pd.DataFrame(rows)
