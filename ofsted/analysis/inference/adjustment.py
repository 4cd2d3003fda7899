"""Shares and differences as they would be with one mix of frameworks, weighed after Mantel &
Haenszel (1959).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.tallies import Tally, divide
from ofsted.analysis.inference.intervals import Estimates, estimate_shares, weighted_shares


def number_frameworks(dataset: Dataset, tally: Tally) -> np.ndarray:
    """The framework of every report of the tally [m], as a number."""
    return pd.factorize(dataset.reports["framework"].take(tally.rows), sort=True)[0]


def adjust_shares(
    dataset: Dataset, tally: Tally, sides: np.ndarray, pooled: Estimates
) -> Estimates:
    """Both sides' shares as they would be with one mix of frameworks, weighed after Mantel &
    Haenszel; the pooled ones where they share none.
    """
    frameworks = number_frameworks(dataset, tally)
    cells = np.stack(
        [sides & (frameworks == framework) for framework in np.unique(frameworks)], axis=1
    )  # side × framework × report
    items = (cells @ tally.items).astype(float)
    weight = np.divide(
        items[0] * items[1],
        items.sum(axis=0),
        out=np.zeros(items.shape[1]),
        where=items.sum(axis=0) > 0,
    )
    used = weight > 0
    if not used.any():
        return pooled
    weight = (weight / weight.sum())[used][None, :, None]
    by_cell = estimate_shares(tally, cells[:, used].reshape(-1, len(tally.rows)))
    share, variance, most, clusters = (
        getattr(by_cell, name).reshape(2, used.sum(), -1)
        for name in ("share", "variance", "most", "clusters")
    )
    return Estimates(
        (weight * share).sum(axis=1),
        (weight**2 * variance).sum(axis=1),
        1 / (weight**2 / most).sum(axis=1),
        clusters.sum(axis=1),
    )


def weighted_difference(dataset: Dataset, tally: Tally, sides: np.ndarray) -> np.ndarray:
    """Difference of report-weighted shares [k] within frameworks, weighed after Mantel & Haenszel
    by reports that list recommendations.
    """
    frameworks, total, whole = number_frameworks(dataset, tally), np.zeros(len(tally.codes)), 0.0
    for framework in np.unique(frameworks):
        cells = sides & (frameworks == framework)
        listing = (cells & (tally.items > 0)).sum(axis=1)
        if listing.all():
            weight, shares = listing.prod() / listing.sum(), weighted_shares(tally, cells)
            total, whole = total + weight * (shares[0] - shares[1]), whole + weight
    return divide(total, whole)


def difference_from_rest(tally: Tally, members: np.ndarray, strata: np.ndarray) -> np.ndarray:
    """Difference [g×k] of every group's share from that of all others, within strata; NaN where
    nothing can be set beside it.

    Strata are weighed after Mantel & Haenszel (1959).
    """
    inside, differences = members.any(axis=0), []
    for group in members:
        total, whole = np.zeros(len(tally.codes)), 0.0
        for stratum in np.unique(strata):
            sides = np.stack([group, inside & ~group]) & (strata == stratum)
            items = (sides @ tally.items).astype(float)
            if items.all():
                weight = items.prod() / items.sum()
                shares = (sides.astype(float) @ tally.hits) / items[:, None]
                total, whole = total + weight * (shares[0] - shares[1]), whole + weight
        differences.append(divide(total, whole))
    return np.stack(differences)
