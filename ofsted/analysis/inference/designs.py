"""Tests of no difference between groups, their labels dealt out anew at the level at which they
were given.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.tallies import Tally
from ofsted.analysis.inference.intervals import sum_clusters
from ofsted.analysis.inference.permutations import permutation_test, sign_flip_test
from ofsted.limits import DRAWS, SMALL_GROUP

DESIGNS = {
    "area": "labels permuted between areas",
    "report-within-framework": "labels permuted between reports of the same framework",
    "report": "labels permuted between reports",
    "sign-flip": "signs flipped within areas",
}
# P below the first is settled by the second number of draws: over a hundred codes, q turns on such
# p.
NEAR, FINE_DRAWS = 0.02, 20_000
PAIRED = 0.75  # share of areas in every group from which on an area is compared with itself
SELECTION = "selection"  # the grouping of two sets of filters
_CROSSING = ("framework", "body", SELECTION)  # groupings that may put an area into every group


def choose_design(dataset: Dataset, tally: Tally, members: np.ndarray, grouping: str) -> str:
    """The level at which the labels were given, one of `DESIGNS`.

    Framework and body lie across areas: where nearly all areas stand in every group each is
    compared with itself. Flipped signs would mislead where few do, since the scores of a small side
    all lean one way. Ratings were given to reports within a framework; what is the same for all
    reports of an area belongs to the area; anything else, such as years, belongs to the report. Two
    sets of filters are judged by what they turn out to be: within frameworks only if both have
    reports of the same ones, frameworks of fewer than `SMALL_GROUP` reports apart.
    """
    if grouping == "rating":
        return "report-within-framework"
    areas = np.zeros((len(members), tally.clusters.max(initial=-1) + 1), dtype=bool)
    for standing, group in zip(areas, members, strict=True):
        standing[tally.clusters[group]] = True
    standing = areas.sum(axis=0)[areas.any(axis=0)]
    if (
        grouping in _CROSSING
        and len(members) > 1
        and (standing == len(members)).sum() >= max(PAIRED * len(standing), 1)
    ):
        return "sign-flip"
    if (standing == 1).all():
        return "area"
    frameworks = dataset.reports["framework"].to_numpy()[tally.rows]
    names, counts = np.unique(frameworks[members.any(axis=0)], return_counts=True)
    large = set(names[counts >= SMALL_GROUP])
    held = [set(frameworks[group]) & large for group in members]
    if grouping == SELECTION and held[0] and all(own == held[0] for own in held):
        return "report-within-framework"
    return "report"


def settle(
    tally: Tally, members: np.ndarray, design: str, frameworks: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Statistic and p [k] as `assess` gives them, codes with p below `NEAR` drawn `FINE_DRAWS`
    times, so that verdicts do not hang on the seed.
    """
    statistic, p = assess(tally, members, design, frameworks)
    near = p < NEAR
    if near.any():
        p = p.copy()
        p[near] = assess(
            replace(tally, hits=tally.hits[:, near], codes=tuple(np.array(tally.codes)[near])),
            members,
            design,
            frameworks,
            FINE_DRAWS,
        )[1]
    return statistic, p


def assess(
    tally: Tally, members: np.ndarray, design: str, frameworks: np.ndarray, draws: int = DRAWS
) -> tuple[np.ndarray, np.ndarray]:
    """Statistic and p [k] of a design for groups [g×m] and the framework of every report [m] as a
    number.
    """
    if design == "sign-flip":
        return sign_flip_test(area_scores(tally, members), draws=draws)
    inside = members.any(axis=0)
    hits, items, labels = tally.hits[inside], tally.items[inside], members.argmax(axis=0)[inside]
    if design == "area":
        areas = tally.clusters[inside]
        labels = labels[np.unique(areas, return_index=True)[1]]
        hits, items = sum_clusters(hits, areas), sum_clusters(items, areas)
    strata = np.zeros(len(items), dtype=int)
    if design == "report-within-framework":
        strata = frameworks[inside]
    return permutation_test(hits, items, labels, strata, draws=draws)


def area_scores(tally: Tally, members: np.ndarray) -> np.ndarray:
    """Per group against the rest, what each area adds to the difference of shares if all groups
    share one rate: [g×c×k], summing to the difference.
    """
    inside = members.any(axis=0)
    rate = tally.hits[inside].sum(axis=0) / max(tally.items[inside].sum(), 1)
    residuals = tally.hits - rate * tally.items[:, None]
    scores = []
    for group in members:
        rest = inside & ~group
        part = group[:, None] / max(tally.items[group].sum(), 1) - rest[:, None] / max(
            tally.items[rest].sum(), 1
        )
        scores.append(sum_clusters((residuals * part)[inside], tally.clusters[inside]))
    return np.stack(scores)
