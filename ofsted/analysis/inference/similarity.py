"""How far two groups' mixes of categories or themes lie apart as a whole, beside what chance alone
gives.

The dissimilarity is half the sum of the absolute differences of shares (Duncan & Duncan 1955): the
part of one group's mentions that would have to change their code for both mixes to be the same. It
is never below nothing, so it stands above nothing where there is no difference too. So beside it
stands its mean under no difference, by permutation, and its upper limit is taken less the shift
that resampling adds once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ofsted.analysis.counting.tallies import Tally
from ofsted.analysis.inference.intervals import SEED
from ofsted.limits import DRAWS, SIGNIFICANT

_BLOCK = 250  # draws held in memory at once
_TIE = 1e-9  # dissimilarities closer than this count as equal


@dataclass(frozen=True)
class Dissimilarity:
    """The part of the mentions by which two mixes differ, with one-sided 95% limits, the mean and p
    under no difference, and the mentions on either side.
    """

    value: float
    low: float
    high: float
    by_chance: float
    p: float
    first_count: int
    second_count: int


@dataclass(frozen=True)
class _Stratum:
    """Reports within which groups are set side by side: mentions [m×k], areas [m], in the first
    group or not [m].
    """

    hits: np.ndarray
    clusters: np.ndarray
    is_first: np.ndarray


def measure_dissimilarity(
    tally: Tally,
    sides: np.ndarray,
    strata: np.ndarray,
    *,
    by_area: bool,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Dissimilarity:
    """Set the mixes of the codes of a tally side by side: `sides` bool [2×m], `strata` numbers [m].

    Groups are compared within strata, weighed by N₁N₂/(N₁ + N₂) (Mantel & Haenszel 1959). Areas are
    resampled. Labels change places between areas (`by_area`, one stratum then) or between the
    reports of a stratum.
    """
    parts = _split(tally, sides, np.zeros(len(strata), dtype=int) if by_area else strata)
    value = float(_dissimilarities(_observed(parts))[0])
    drawn = np.concatenate([_dissimilarities(sums) for sums in _resample(parts, draws, seed)])
    permuted = _permute_areas(parts[0], draws, seed) if by_area else _permute(parts, draws, seed)
    null = np.concatenate([_dissimilarities(sums) for sums in permuted])
    shift = np.nanmean(drawn) - value
    low, high = np.nanquantile(drawn, (SIGNIFICANT, 1 - SIGNIFICANT)) - shift
    return Dissimilarity(
        value,
        max(float(low), 0.0),
        float(high),
        float(np.nanmean(null)),
        float((1 + (null >= value * (1 - _TIE)).sum()) / (1 + len(null))),
        int(tally.hits[sides[0]].sum()),
        int(tally.hits[sides[1]].sum()),
    )


def _split(tally: Tally, sides: np.ndarray, strata: np.ndarray) -> list[_Stratum]:
    inside = sides.any(axis=0)
    parts = []
    for number in np.unique(strata[inside]):
        rows = np.flatnonzero(inside & (strata == number))
        hits = tally.hits[rows].astype(float)
        parts.append(_Stratum(hits, tally.clusters[rows], sides[0][rows]))
    return parts


def _dissimilarities(strata: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Dissimilarity [b] from the mentions of both groups, [b×k] each, in every stratum."""
    gap, total = 0.0, 0.0
    for first, second in strata:
        of_first = first.sum(axis=1, keepdims=True)
        of_second = second.sum(axis=1, keepdims=True)
        weight = of_first * of_second / np.maximum(of_first + of_second, 1)
        shares = first / np.maximum(of_first, 1) - second / np.maximum(of_second, 1)
        gap = gap + weight * shares
        total = total + weight
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.abs(gap / total).sum(axis=1) / 2


def _observed(parts: list[_Stratum]) -> list[tuple[np.ndarray, np.ndarray]]:
    return [_sums(part, part.is_first[None].astype(float)) for part in parts]


def _sums(part: _Stratum, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mentions of both groups for labels [b×m], 1 in the first group and 0 in the second."""
    first = labels @ part.hits
    return first, part.hits.sum(axis=0) - first


def _resample(parts: list[_Stratum], draws: int, seed: int) -> Iterator[list]:
    """Mentions of both groups over resamples of the areas."""
    count = 1 + max(int(part.clusters.max()) for part in parts)
    present = np.unique(np.concatenate([part.clusters for part in parts]))
    rng = np.random.default_rng(seed)
    for start in range(0, draws, _BLOCK):
        size = min(_BLOCK, draws - start)
        weights = np.zeros((size, count))
        weights[:, present] = rng.multinomial(
            len(present), np.full(len(present), 1 / len(present)), size
        )
        sums = []
        for part in parts:
            drawn = weights[:, part.clusters]
            sums.append(
                (
                    drawn[:, part.is_first] @ part.hits[part.is_first],
                    drawn[:, ~part.is_first] @ part.hits[~part.is_first],
                )
            )
        yield sums


def _permute(parts: list[_Stratum], draws: int, seed: int) -> Iterator[list]:
    """Mentions of both groups with labels dealt out anew between the reports of each stratum."""
    rng = np.random.default_rng(seed)
    for start in range(0, draws, _BLOCK):
        size = min(_BLOCK, draws - start)
        yield [
            _sums(part, rng.permuted(np.tile(part.is_first, (size, 1)), axis=1).astype(float))
            for part in parts
        ]


def _permute_areas(part: _Stratum, draws: int, seed: int) -> Iterator[list]:
    """The same between areas, all reports of an area together."""
    areas, first_row, of_report = np.unique(part.clusters, return_index=True, return_inverse=True)
    hits = np.zeros((len(areas), part.hits.shape[1]))
    np.add.at(hits, of_report, part.hits)
    yield from _permute([_Stratum(hits, areas, part.is_first[first_row])], draws, seed)
