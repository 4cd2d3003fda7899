"""How far two coders agree: per code, per set of codes, with intervals that respect that recommendations come in reports.

Cohen's kappa and positive agreement (2a / (2a + b + c)) per code; Gwet's AC1 beside kappa, never alone, since it flatters rare codes
(Gwet 2008). Per set of codes Krippendorff's alpha with MASI distance (Passonneau 2006): 1 minus Jaccard index × monotonicity.
Intervals: percentile bootstrap over reports.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

DRAWS = 2000
SEED = 20260101


def agreement_by_code(first: np.ndarray, second: np.ndarray, codes: list[str], reports: np.ndarray, draws: int = DRAWS) -> pd.DataFrame:
    """One row per code with counts and coefficients; `first` and `second` are bool [recommendation × code].

    `reports` names the report of every recommendation. Columns: code, recommendation_count, both_count, first_only_count,
    second_only_count, prevalence, agreement, kappa, kappa_low, kappa_high (95 %), positive_agreement, ac1. NaN where undefined.
    """
    a, b, c = _cells(first, second)
    total = len(first)
    _, rows = np.unique(reports, return_inverse=True)
    by_report = [_sum_by(rows, cell) for cell in (first & second, first & ~second, ~first & second)]
    sizes = np.bincount(rows).astype(float)
    weights = np.random.default_rng(SEED).multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), size=draws).astype(float)
    drawn = _kappa(*(weights @ cell for cell in by_report), (weights @ sizes)[:, None])
    low, high = np.nanquantile(drawn, [0.025, 0.975], axis=0) if len(codes) else (np.array([]), np.array([]))
    return pd.DataFrame(
        {
            "code": codes, "recommendation_count": total, "both_count": a.astype(int), "first_only_count": b.astype(int),
            "second_only_count": c.astype(int), "prevalence": (2 * a + b + c) / (2 * total), "agreement": 1 - (b + c) / total,
            "kappa": _kappa(a, b, c, total), "kappa_low": low, "kappa_high": high,
            "positive_agreement": _divide(2 * a, 2 * a + b + c), "ac1": _ac1(a, b, c, total),
        }
    )


def _cells(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return tuple(cell.sum(axis=0).astype(float) for cell in (first & second, first & ~second, ~first & second))


def _sum_by(rows: np.ndarray, cell: np.ndarray) -> np.ndarray:
    summed = np.zeros((rows.max() + 1, cell.shape[1]))
    np.add.at(summed, rows, cell)
    return summed


def _divide(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _kappa(a: np.ndarray, b: np.ndarray, c: np.ndarray, total: np.ndarray | float) -> np.ndarray:
    observed = 1 - (b + c) / total
    first, second = (a + b) / total, (a + c) / total
    expected = first * second + (1 - first) * (1 - second)
    return _divide(observed - expected, 1 - expected)


def _ac1(a: np.ndarray, b: np.ndarray, c: np.ndarray, total: float) -> np.ndarray:
    observed = 1 - (b + c) / total
    mean = (2 * a + b + c) / (2 * total)
    expected = 2 * mean * (1 - mean)
    return _divide(observed - expected, 1 - expected)


def alpha_masi(first: np.ndarray, second: np.ndarray) -> float:
    """Krippendorff's alpha of two coders' sets of codes, bool [recommendation × code], with MASI distance."""
    observed = np.mean(_masi(first, second))
    sets, counts = np.unique(np.vstack([first, second]), axis=0, return_counts=True)
    total = counts.sum()
    expected = sum(counts[i] * (counts * _masi(np.broadcast_to(sets[i], sets.shape), sets)).sum() for i in range(len(sets))) / (total * (total - 1))
    return float(1 - observed / expected) if expected else float("nan")


def _masi(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    both = (first & second).sum(axis=1)
    either = (first | second).sum(axis=1)
    smaller = np.minimum(first.sum(axis=1), second.sum(axis=1))
    jaccard = np.where(either > 0, both / np.maximum(either, 1), 1.0)
    monotonic = np.select([both == either, both == smaller, both > 0], [1.0, 2 / 3, 1 / 3], 0.0)
    return 1 - jaccard * monotonic
