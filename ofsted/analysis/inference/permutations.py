"""Tests of no difference: labels permuted at the level at which they were given, or signs flipped
within areas.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ofsted.analysis.inference.intervals import CHUNK_NUMBERS, SEED
from ofsted.limits import DRAWS

FLOOR = 0.5
MOST_DRAWS = 256  # of a block, so that its numbers stay in the processor's cache
_TIE = 1e-9  # statistics closer than this count as equal


class Sums(NamedTuple):
    """Sums over the units of a group, by stratum: recommendations n, n² [… s×1], hits h, h², h·n […
    s×k].
    """

    n: np.ndarray
    nn: np.ndarray
    h: np.ndarray
    hh: np.ndarray
    hn: np.ndarray


def permutation_test(
    hits: np.ndarray,
    items: np.ndarray,
    labels: np.ndarray,
    strata: np.ndarray,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[np.ndarray, np.ndarray]:
    """Statistic [k] and p [k] for units with hits [u×k], recommendations [u], group numbers 0, 1, …
    [u] and strata [u].

    Labels are permuted within strata. The statistic is the sum over groups of z², group against the
    rest, z being the difference of shares over its cluster-robust standard error (Janssen 1997;
    Chung & Romano 2013), differences within strata weighed after Mantel & Haenszel (1959). Of two
    groups, the one z² does. p is (1 + draws at least as large) / (1 + draws) (Phipson & Smyth
    2010).
    """
    blocks = [np.flatnonzero(strata == stratum) for stratum in np.unique(strata)]
    features = [_features(hits[rows], items[rows]) for rows in blocks]
    totals = _unpack(np.stack([feature.sum(axis=0, dtype=float) for feature in features])[None])
    group_count = labels.max(initial=0) + 1
    if group_count == 2:
        group_count = 1  # what the one differs by, the other does
    groups = range(group_count)

    def statistic(assigned: list[np.ndarray]) -> np.ndarray:
        result = np.zeros(1)
        for group in groups:
            sums = [
                (part == group).astype(np.float32) @ feature
                for part, feature in zip(assigned, features, strict=True)
            ]
            inside = _unpack(np.stack(sums, axis=1).astype(float))
            outside = Sums(*(whole - part for whole, part in zip(totals, inside, strict=True)))
            result = result + contrast(inside, outside) ** 2
        return result

    observed = statistic([labels[rows][None] for rows in blocks])[0]
    beaten = np.zeros(len(observed))
    for assigned in _draw_labels([labels[rows] for rows in blocks], draws, seed):
        beaten += (statistic(assigned) >= observed * (1 - _TIE)).sum(axis=0)
    return observed, (1 + beaten) / (1 + draws)


def contrast(first: Sums, second: Sums) -> np.ndarray:
    """z [… k]: difference of two shares over its cluster-robust standard error, strata together; 0
    where nothing is known of it.

    No side's variance is less than `FLOOR` times that of as many independent recommendations at the
    common share: a side with hardly a hit shows hardly any spread and would look certain. The floor
    was chosen by simulation (README.md in this folder); permutation keeps the test's level whatever
    its value.
    """
    sizes = (
        np.maximum(first.n, 1),
        np.maximum(second.n, 1),
    )  # a side without recommendations has the weight 0 and no hits
    weight = first.n * second.n / np.maximum(first.n + second.n, 1)
    common = (first.h + second.h) / np.maximum(first.n + second.n, 1)
    floor = FLOOR * common * (1 - common)
    (p, v), (q, w) = (
        share_variance(side, size) for side, size in zip((first, second), sizes, strict=True)
    )
    difference = (weight * (p - q)).sum(axis=-2)
    spread = np.sqrt(
        (weight**2 * (np.maximum(v, floor / sizes[0]) + np.maximum(w, floor / sizes[1]))).sum(
            axis=-2
        )
    )
    return np.divide(difference, spread, out=np.zeros(difference.shape), where=spread > 0)


def share_variance(sums: Sums, size: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares of `size` recommendations and their cluster-robust variance Σ(h − p·n)² / (Σn)² (Liang
    & Zeger 1986, no small-sample factor).
    """
    share = sums.h / size
    return share, np.maximum(sums.hh - share * (2 * sums.hn - share * sums.nn), 0) / size**2


def sign_flip_test(
    scores: np.ndarray, *, draws: int = DRAWS, seed: int = SEED
) -> tuple[np.ndarray, np.ndarray]:
    """Statistic [k] and p [k] for scores [g×c×k] of clusters, each with the mean 0 if there is no
    difference.

    All scores of a cluster change sign together. The statistic is Σz² over groups, z = Σscores /
    √Σscores²; of two groups, one tells all (Hemerik, Goeman & Finos 2020).
    """
    if len(scores) == 2:
        scores = scores[:1]
    spread = np.sqrt((scores**2).sum(axis=1))
    scaled = np.divide(
        scores, spread[:, None], out=np.zeros(scores.shape), where=spread[:, None] > 0
    )
    groups, clusters, codes = scaled.shape
    matrix = scaled.transpose(1, 0, 2).reshape(clusters, groups * codes)
    observed = (scaled.sum(axis=1) ** 2).sum(axis=0)
    beaten, rng = np.zeros(codes), np.random.default_rng(seed)
    for count in _blocks(draws, clusters):
        signs = rng.integers(0, 2, (count, clusters), dtype=np.int8) * 2.0 - 1.0
        drawn = ((signs @ matrix).reshape(count, groups, codes) ** 2).sum(axis=1)
        beaten += (drawn >= observed * (1 - _TIE)).sum(axis=0)
    return observed, (1 + beaten) / (1 + draws)


def adjust_p(p: np.ndarray) -> np.ndarray:
    """q of Benjamini & Hochberg (1995) over the values that are not NaN."""
    q, tested = np.full(len(p), np.nan), np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    ranked = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1)
    return q


def _features(hits: np.ndarray, items: np.ndarray) -> np.ndarray:
    """Columns n, n², h, h², h·n per unit; whole numbers, so that sums up to 2²⁴ are exact in single
    precision.
    """
    n = items[:, None]
    return np.concatenate([n, n**2, hits, hits**2, hits * n], axis=1).astype(np.float32)


def _unpack(sums: np.ndarray) -> Sums:
    width = (sums.shape[-1] - 2) // 3
    return Sums(
        sums[..., :1],
        sums[..., 1:2],
        *(sums[..., 2 + part * width : 2 + (part + 1) * width] for part in range(3)),
    )


def _draw_labels(labels: list[np.ndarray], draws: int, seed: int) -> Iterator[list[np.ndarray]]:
    """Blocks of permuted labels [b×u], one array for each stratum."""
    rngs = [np.random.default_rng([seed, number]) for number in range(len(labels))]
    for count in _blocks(draws, sum(map(len, labels))):
        yield [
            rng.permuted(np.tile(part.astype(np.int8), (count, 1)), axis=1)
            for rng, part in zip(rngs, labels, strict=True)
        ]


def _blocks(draws: int, width: int) -> Iterator[int]:
    block = min(MOST_DRAWS, max(1, CHUNK_NUMBERS // max(width, 1)))
    yield from (min(block, draws - start) for start in range(0, draws, block))
