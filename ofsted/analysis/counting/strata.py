"""The strata of one framework: which reports stand in them, how many each gives, who is drawn, and
with what probability.

Strata are groups of ratings. With one report per area the draw has two phases: of each area one
report at random, then of those a systematic sample with a random start from the list sorted by
deprivation and rurality (Särndal, Swensson & Wretman 1992, 3.4 and 9).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.glossary import FRAMEWORKS

FEWEST = 2  # reports per stratum, where there are as many
SURE = 0.99  # of all draws: how often a stratum must be able to give what it is asked for

# Strata of rating: code → (ratings, label).
RATING_GROUPS = {
    "good-or-better": (("outstanding", "good"), "outstanding or good"),
    "requires-improvement": (("requires-improvement", "adequate"), "requires improvement"),
    "inadequate": (("inadequate",), "inadequate"),
    "not-given": (("not-given",), "no overall rating given"),
}
GROUPS = tuple(RATING_GROUPS)
_BEFORE_SIF = ("F1", "F2", "LAC-2013")  # where the grade in the middle was "adequate"
_PLACE_OF = {
    rating: place for place, (ratings, _) in enumerate(RATING_GROUPS.values()) for rating in ratings
}


@dataclass(frozen=True)
class Plan:
    """One framework's reports, in the order of their ids, and what the design means for them."""

    framework: str
    rows: np.ndarray
    ids: np.ndarray
    areas: np.ndarray  # 0, 1, … per area; each report its own where areas may repeat
    groups: np.ndarray  # place in RATING_GROUPS
    cells: np.ndarray  # place in the order of deprivation and rurality
    counts: np.ndarray  # reports to draw per group
    probabilities: np.ndarray

    def draw(self, uniforms: np.ndarray) -> np.ndarray:
        """Bool [draw × report] from uniform numbers [draw × (2 × reports + groups)]: choice within
        the area, order within the cell, starts.
        """
        size = len(self.rows)
        within, between, starts = (
            uniforms[:, :size],
            uniforms[:, size : 2 * size],
            uniforms[:, 2 * size :],
        )
        order = np.argsort(self.areas, kind="stable")
        lowest = np.minimum.reduceat(
            within[:, order], np.flatnonzero(np.diff(self.areas[order], prepend=-1)), axis=1
        )
        eligible = within <= lowest[:, self.areas]
        taken = np.zeros_like(eligible)
        for group in np.flatnonzero(self.counts):
            columns = np.flatnonzero(self.groups == group)
            keys = np.where(eligible[:, columns], self.cells[columns] + between[:, columns], np.inf)
            ranks = np.argsort(np.argsort(keys, axis=1, kind="stable"), axis=1, kind="stable")
            present = eligible[:, columns].sum(axis=1)[:, None]
            wanted, start = np.minimum(self.counts[group], present), starts[:, [group]]
            whole = np.maximum(present, 1)
            steps = np.floor((ranks + 1) * wanted / whole + start) > np.floor(
                ranks * wanted / whole + start
            )
            taken[:, columns] = steps & eligible[:, columns]
        return taken


def stratum_label(framework: str, group: str) -> str:
    """A stratum in words, as "SIF, inadequate". Raises `KeyError`."""
    rating = RATING_GROUPS[group][1]
    if group == "requires-improvement" and framework in _BEFORE_SIF:
        rating = "adequate"
    return f"{glossary.short_label('framework', framework)}, {rating}"


def frame_rows(reports: pd.DataFrame) -> np.ndarray:
    """Bool over reports: those that can be drawn."""
    return (reports["variant"] != "lscb-review").to_numpy(dtype=bool)


def make_plan(
    reports: pd.DataFrame, framework: str, count: int, *, rule: str, one_per_area: bool
) -> Plan:
    """What a design means for the reports of one framework, of which there is at least one."""
    rows = np.flatnonzero(
        frame_rows(reports) & (reports["framework"] == framework).to_numpy(dtype=bool)
    )
    rows = rows[
        np.argsort(reports["report_id"].to_numpy(dtype=object)[rows].astype(str), kind="stable")
    ]
    chosen = reports.take(rows)
    areas = np.arange(len(rows))
    if one_per_area:
        urns = chosen["urn"].to_numpy(dtype=object).astype(str)
        areas = np.unique(urns, return_inverse=True)[1]
    groups = np.array(
        [_PLACE_OF.get(rating, _PLACE_OF["not-given"]) for rating in chosen["rating"]]
    )
    chances = 1 / np.bincount(areas)[areas]
    sizes = np.bincount(groups, minlength=len(GROUPS))
    room = np.array(
        [
            _sure_number(areas[groups == group], chances[groups == group])
            for group in range(len(GROUPS))
        ]
    )
    counts = _share_out(count, sizes, room, rule)
    probabilities = np.zeros(len(rows))
    for group in np.flatnonzero(counts):
        inside = groups == group
        probabilities[inside] = chances[inside] * _second_phase(
            int(counts[group]), areas[inside], chances[inside]
        )
    return Plan(
        framework,
        rows,
        chosen["report_id"].to_numpy(dtype=object).astype(str),
        areas,
        groups,
        _cells(chosen),
        counts,
        probabilities,
    )


def _cells(reports: pd.DataFrame) -> np.ndarray:
    """Place of each report in the list by deprivation, rurality running up and down in turn so that
    neighbours are alike.
    """
    deprivation, rurality = (
        pd.to_numeric(reports[field]).fillna(0).to_numpy(dtype=int)
        for field in ("deprivation", "rurality")
    )
    return deprivation * 4 + np.where(deprivation % 2, rurality, 3 - rurality)


def _share_out(count: int, sizes: np.ndarray, room: np.ndarray, rule: str) -> np.ndarray:
    """Reports per group, given out one at a time: to the group with the fewest, or in proportion to
    its size (Sainte-Laguë).

    Every group gets `FEWEST` before any gets more, and none gets more than it has room for.
    """
    counts = np.zeros(len(sizes), dtype=int)
    for _ in range(min(count, int(room.sum()))):
        is_open = counts < room
        is_scarce = is_open & (counts < FEWEST)
        if is_scarce.any():
            is_open = is_scarce
        claims = sizes / (sizes.sum() + 1) - counts
        if rule == "proportional":
            claims = sizes / (2 * counts + 1)
        counts[np.argmax(np.where(is_open, claims, -np.inf))] += 1
    return counts


def _sure_number(areas: np.ndarray, chances: np.ndarray) -> int:
    """Reports that a stratum still has after the first phase in at least `SURE` of all draws;
    `FEWEST` where it has as many areas.
    """
    if not len(areas):
        return 0
    at_least = np.cumsum(_count_spread(*_area_chances(areas, chances))[::-1])[::-1]
    return max(min(FEWEST, len(np.unique(areas))), int(np.flatnonzero(at_least >= SURE).max()))


def _second_phase(count: int, areas: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """Probability of each report of a stratum to be drawn once it is its area's choice, exact: the
    draw takes `count` of those present, or all.
    """
    levels, numbers = _area_chances(areas, chances)
    drawn = np.empty(len(levels))
    for place in range(len(levels)):
        spread = _count_spread(levels, numbers - (np.arange(len(levels)) == place))
        present = 1 + np.arange(len(spread))
        drawn[place] = (spread * np.minimum(count, present) / present).sum()
    return drawn[np.searchsorted(levels, _chance_of_area(areas, chances))]


def _chance_of_area(areas: np.ndarray, chances: np.ndarray) -> np.ndarray:
    """For each report, the chance that its area's choice is a report of this stratum.

    Rounded, so that equal chances are equal.
    """
    return np.round(np.bincount(areas, weights=chances)[areas], 9)


def _area_chances(areas: np.ndarray, chances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different chances of the areas of a stratum, and how many areas have each."""
    firsts = np.unique(areas, return_index=True)[1]
    return np.unique(_chance_of_area(areas, chances)[firsts], return_counts=True)


def _count_spread(levels: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Probability that 0, 1, … areas choose a report of the stratum: areas choose independently of
    one another.
    """
    spread = np.ones(1)
    for chance, number in zip(levels.tolist(), numbers.tolist(), strict=True):
        spread = np.convolve(spread, _binomial(number, chance))
    return spread


def _binomial(number: int, chance: float) -> np.ndarray:
    """Probability of 0 to `number` successes."""
    return np.array(
        [
            math.comb(number, hits) * chance**hits * (1 - chance) ** (number - hits)
            for hits in range(number + 1)
        ]
    )


def uniform_numbers(plan: Plan, seeds: list[int]) -> np.ndarray:
    """Uniform numbers [seed × (2 × reports + groups)], a stream of its own per framework so that
    one allocation leaves the others alone.

    Made from the raw bits of PCG64, whose stream NumPy guarantees not to change.
    """
    width = 2 * len(plan.rows) + len(GROUPS)
    streams = [
        np.random.PCG64([seed, FRAMEWORKS.index(plan.framework)]).random_raw(width)
        for seed in seeds
    ]
    return (np.stack(streams) >> np.uint64(11)) * 2.0**-53
