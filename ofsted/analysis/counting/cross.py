"""What needs to improve set against who it is about, in numbers of recommendations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted import words
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.codebook import ONLY_WHO


@dataclass(frozen=True)
class Parts:
    """Recommendations in three parts that add up to all of them."""

    improving: int
    only_who: int
    without: int

    @property
    def all(self) -> int:
        """All recommendations chosen."""
        return self.improving + self.only_who + self.without


def count_parts(dataset: Dataset, selection: Selection) -> Parts:
    """How many of the chosen recommendations say what needs to improve, only say who they are
    about, or carry no theme.
    """
    chosen = choose_recommendations(dataset, selection)
    coded = dataset.category_hits.any(axis=1)
    return Parts(
        int((chosen & coded & ~dataset.is_only_who).sum()),
        int((chosen & dataset.is_only_who).sum()),
        int((chosen & ~coded).sum()),
    )


def describe_parts(parts: Parts) -> str:
    """The parts and their sum in one sentence."""
    return (
        f"{words.number(parts.improving)} recommendations say what needs to improve, "
        f"{words.number(parts.only_who)} only say who they are about and "
        f"{words.number(parts.without)} carry no theme: {words.number(parts.all)} in all."
    )


def cross_table(dataset: Dataset, selection: Selection) -> pd.DataFrame:
    """Recommendations by what needs to improve (rows) and who they are about (columns).

    One recommendation can stand in several rows and columns, so neither adds up to "All".
    """
    chosen = choose_recommendations(dataset, selection)
    what, who = dataset.what_hits[chosen], dataset.who_hits[chosen]
    nobody = ~who.any(axis=1)
    columns = np.column_stack([who, nobody, np.ones(len(who), dtype=bool)])
    counts = what.astype(int).T @ columns.astype(int)
    labels = dataset.codebook.labels
    heads = [*(labels[code] for code in dataset.who_ids), "Names no group", "All"]
    table = pd.DataFrame(counts, columns=heads)
    table.insert(0, "What needs to improve", [labels[code] for code in dataset.what_ids])
    is_rest = np.array([code == ONLY_WHO for code in dataset.what_ids])
    order = np.argsort(np.where(is_rest, 1, -counts[:, -1]), kind="stable")
    return table.iloc[order].reset_index(drop=True)
