"""How large a difference a comparison could have found: the smallest one that its test would call
different in four of five such comparisons.
"""

from __future__ import annotations

import numpy as np

from ofsted.analysis.counting.shares import normal_quantile, student_quantile
from ofsted.analysis.counting.tallies import divide
from ofsted.analysis.inference.intervals import Estimates
from ofsted.limits import CONFIDENCE, DETECTION_POWER

_HALVINGS = 50  # of the span in which the difference lies: to the last digit


def detectable_difference(
    estimates: Estimates, correlation: np.ndarray, *, power: float = DETECTION_POWER
) -> np.ndarray:
    """How much larger than the second side's share the first side's would have to be [k].

    The minimum detectable effect (Bloom 1995): the difference that is so many standard errors wide
    as the quantiles of the confidence and of the power together, for one test by itself. The
    standard error is that of the two shares with the larger one in place (Cohen 1988, ch. 6), each
    out of its effective number of recommendations, less what areas on both sides have in common.
    NaN where a side has fewer than two clusters, nothing to divide by, or where no share would be
    large enough.
    """
    base = estimates.share[1]
    sizes = effective_sizes(estimates)
    freedom = np.maximum(estimates.clusters.sum(axis=0) - 2, 1)
    reach = student_quantile(CONFIDENCE, freedom) + normal_quantile(2 * power - 1)
    low, high = np.zeros(base.shape), 1 - base
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        is_seen = middle >= reach * _standard_error(base, middle, sizes, correlation)
        low, high = np.where(is_seen, low, middle), np.where(is_seen, middle, high)
    is_known = (estimates.clusters > 1).all(axis=0) & (high < 1 - base)
    return np.where(is_known & ~np.isnan(base), high, np.nan)


def effective_sizes(estimates: Estimates) -> np.ndarray:
    """How many independent recommendations each side is worth [g×1].

    The variances of all codes together against those of independent recommendations: a design
    effect averaged over codes (Verma & Lê 1996), since that of a rare code alone is mostly noise.
    Never more than there are.
    """
    share = estimates.share
    spread = np.nansum(share * (1 - share), axis=1, keepdims=True)
    found = np.nansum(estimates.variance, axis=1, keepdims=True)
    return np.fmin(divide(spread, found), estimates.most)


def _standard_error(
    base: np.ndarray, more: np.ndarray, sizes: np.ndarray, correlation: np.ndarray
) -> np.ndarray:
    """Standard error of the difference of the shares `base` + `more` and `base` [k]."""
    raised = base + more
    first = divide(np.maximum(raised * (1 - raised), 0), sizes[0])
    second = divide(base * (1 - base), sizes[1])
    shared = 2 * correlation * np.sqrt(first * second)
    return np.sqrt(np.maximum(first + second - shared, 0))
