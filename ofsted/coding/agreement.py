"""How far two coders agree: per code, per set of codes, with intervals that respect that
recommendations come in reports.

Cohen's kappa and positive agreement (2a / (2a + b + c)) per code; Gwet's AC1 beside kappa, never
alone, since it flatters rare codes (Gwet 2008). Per set of codes Krippendorff's alpha with MASI
distance (Passonneau 2006): 1 minus Jaccard index × monotonicity. Intervals: percentile bootstrap
over reports.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from ofsted.limits import DRAWS

SEED = 20260101


def agreement_by_code(
    first: np.ndarray, second: np.ndarray, codes: list[str], reports: np.ndarray, draws: int = DRAWS
) -> pd.DataFrame:
    """One row per code with counts and coefficients; `first` and `second` are bool [recommendation
    × code].

    `reports` names the report of every recommendation. Columns: code, recommendation_count,
    both_count, first_only_count, second_only_count, prevalence, agreement, kappa, kappa_low,
    kappa_high (95 %), positive_agreement, ac1. NaN where undefined.
    """
    a, b, c = _cells(first, second)
    total = len(first)
    _, rows = np.unique(reports, return_inverse=True)
    by_report = [sum_by(rows, cell) for cell in (first & second, first & ~second, ~first & second)]
    sizes = np.bincount(rows).astype(float)
    weights = draw_reports(len(sizes), draws)
    both, first_only, second_only = (weights @ cell for cell in by_report)
    drawn = kappa_of(both, first_only, second_only, (weights @ sizes)[:, None])
    # A code that neither coder gave in any draw has no kappa and so no interval.
    defined = ~np.isnan(drawn).all(axis=0)
    low, high = np.full(len(codes), np.nan), np.full(len(codes), np.nan)
    if defined.any():
        low[defined], high[defined] = np.nanquantile(drawn[:, defined], [0.025, 0.975], axis=0)
    return pd.DataFrame(
        {
            "code": codes,
            "recommendation_count": total,
            "both_count": a.astype(int),
            "first_only_count": b.astype(int),
            "second_only_count": c.astype(int),
            "prevalence": (2 * a + b + c) / (2 * total),
            "agreement": 1 - (b + c) / total,
            "kappa": kappa_of(a, b, c, total),
            "kappa_low": low,
            "kappa_high": high,
            "positive_agreement": divide(2 * a, 2 * a + b + c),
            "ac1": _ac1(a, b, c, total),
        }
    )


@lru_cache(maxsize=8)
def draw_reports(report_count: int, draws: int) -> np.ndarray:
    """How often each report is drawn, [draw × report]; the same for the same number of reports."""
    weights = (
        np.random.default_rng(SEED)
        .multinomial(report_count, np.full(report_count, 1 / report_count), size=draws)
        .astype(float)
    )
    weights.setflags(write=False)
    return weights


def _cells(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return tuple(
        cell.sum(axis=0).astype(float)
        for cell in (first & second, first & ~second, ~first & second)
    )


def sum_by(rows: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Sums over the recommendations of each report, [report × code]; `rows` numbers the report of
    every recommendation.
    """
    summed = np.zeros((rows.max() + 1, cell.shape[1]))
    np.add.at(summed, rows, cell)
    return summed


def divide(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """The quotient; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def kappa_of(a: np.ndarray, b: np.ndarray, c: np.ndarray, total: np.ndarray | float) -> np.ndarray:
    """Cohen's kappa from how many both gave, only the first and only the second, of a total."""
    observed = 1 - (b + c) / total
    first, second = (a + b) / total, (a + c) / total
    expected = first * second + (1 - first) * (1 - second)
    return divide(observed - expected, 1 - expected)


def _ac1(a: np.ndarray, b: np.ndarray, c: np.ndarray, total: float) -> np.ndarray:
    observed = 1 - (b + c) / total
    mean = (2 * a + b + c) / (2 * total)
    expected = 2 * mean * (1 - mean)
    return divide(observed - expected, 1 - expected)


def alpha_masi(
    first: np.ndarray, second: np.ndarray, weights_of: np.ndarray | None = None
) -> float:
    """Krippendorff's alpha of two coders' sets of codes, bool [recommendation × code], with MASI
    distance; NaN where all sets are equal. `weights_of` says for how many each recommendation
    stands, 1 on average.
    """
    distances, one, two = _distances(first, second)
    stands_for = _ones_or(weights_of, len(one))
    counts = np.bincount(
        np.concatenate([one, two]),
        weights=np.concatenate([stands_for, stands_for]),
        minlength=len(distances),
    )
    observed = np.average(distances[one, two], weights=stands_for)
    return float(_alpha(observed, counts[None, :], distances)[0])


def _ones_or(weights_of: np.ndarray | None, count: int) -> np.ndarray:
    return np.ones(count) if weights_of is None else weights_of


def alpha_interval(
    first: np.ndarray,
    second: np.ndarray,
    reports: np.ndarray,
    draws: int = DRAWS,
    weights_of: np.ndarray | None = None,
) -> tuple[float, float]:
    """95 % percentile interval of `alpha_masi`, resampling reports; `reports` names the report of
    every recommendation.
    """
    distances, one, two = _distances(first, second)
    stands_for = _ones_or(weights_of, len(one))
    _, rows = np.unique(reports, return_inverse=True)
    sizes = np.bincount(rows, weights=stands_for)
    apart = np.bincount(rows, weights=distances[one, two] * stands_for)
    counts = np.zeros((len(sizes), len(distances)))
    for sets in (one, two):
        np.add.at(counts, (rows, sets), stands_for)
    weights = draw_reports(len(sizes), draws)
    drawn = _alpha((weights @ apart) / (weights @ sizes), weights @ counts, distances)
    if np.isnan(drawn).all():
        return float("nan"), float("nan")
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return float(low), float(high)


def _alpha(observed: np.ndarray, counts: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Alpha of every draw from its observed distance and how often each set was given, [draw ×
    set].
    """
    total = counts.sum(axis=1)
    expected = ((counts @ distances) * counts).sum(axis=1) / (total * (total - 1))
    return 1 - divide(np.broadcast_to(observed, expected.shape), expected)


def _distances(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """MASI distance of all distinct sets from each other, and which of them each coder gave to each
    recommendation.
    """
    stacked = np.vstack([first, second])
    # Rows packed into bytes: finding the distinct ones takes a tenth of the time that sorting the
    # rows would.
    given, _ = pd.factorize(
        np.array([row.tobytes() for row in np.packbits(stacked, axis=1)], dtype=object)
    )
    sets = stacked[np.unique(given, return_index=True)[1]].astype(float)
    both, sizes = sets @ sets.T, sets.sum(axis=1)
    either, smaller = (
        sizes[:, None] + sizes[None, :] - both,
        np.minimum(sizes[:, None], sizes[None, :]),
    )
    jaccard = np.where(either > 0, both / np.maximum(either, 1), 1.0)
    monotonic = np.select([both == either, both == smaller, both > 0], [1.0, 2 / 3, 1 / 3], 0.0)
    return 1 - jaccard * monotonic, given[: len(first)], given[len(first) :]
