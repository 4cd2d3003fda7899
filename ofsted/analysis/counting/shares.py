"""Shares and their closed-form intervals."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

from ofsted.analysis.counting.tallies import Tally, divide


def wilson_interval(
    share: np.ndarray, size: np.ndarray, quantile: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's score interval (1927) of a share out of `size`; NaN where `size` is 0."""
    n = np.where(size > 0, size, np.nan)
    centre, spread = (
        share + quantile**2 / (2 * n),
        quantile * np.sqrt(share * (1 - share) / n + quantile**2 / (4 * n**2)),
    )
    scale = 1 + quantile**2 / n
    return np.clip((centre - spread) / scale, 0, 1), np.clip((centre + spread) / scale, 0, 1)


def normal_quantile(confidence: float) -> float:
    """Two-sided quantile of the normal distribution."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def student_quantile(confidence: float, freedom: np.ndarray) -> np.ndarray:
    """Two-sided quantile of Student's t (Abramowitz & Stegun 26.7.5), within 0.1% from five degrees
    of freedom on.
    """
    z, v = normal_quantile(confidence), np.maximum(np.asarray(freedom, dtype=float), 1)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / v**power for power, term in enumerate(terms, 1))


def expected_prevalence(tally: Tally, members: np.ndarray) -> np.ndarray:
    """The share of reports [g×k] expected to mention each code if every group's reports were as
    long as those of all groups together.

    Each recommendation carries the code with the group's own share p, so a report of n has it with
    chance 1 − (1 − p)ⁿ; the mean is taken over the lengths of all member reports. It lifts the
    mechanical effect of report length from the share of reports; NaN where a group has none.
    """
    return _expect(
        divide(members.astype(float) @ tally.hits, (members @ tally.items)[:, None].astype(float)),
        tally,
        members,
    )


def _expect(share: np.ndarray, tally: Tally, members: np.ndarray) -> np.ndarray:
    """What shares of recommendations [g×k] come to as shares of reports of the lengths of all
    members; it never falls where the share rises.
    """
    lengths, reports = np.unique(tally.items[members.any(axis=0)], return_counts=True)
    none = np.einsum("l,lgk->gk", reports.astype(float), (1 - share) ** lengths[:, None, None])
    return np.where(np.isnan(share), np.nan, 1 - none / max(reports.sum(), 1))
