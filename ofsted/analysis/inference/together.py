"""Which themes are named together in one recommendation more often than lists of this length would
give.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.analysis.inference.intervals import SEED
from ofsted.analysis.inference.permutations import adjust_p
from ofsted.limits import DRAWS, SMALL_THEME

LEAST_EXPECTED = 1.0  # pairs expected less often are not tested: hardly any count could tell
_TRADES_EACH = 10  # trades tried for every theme named, so that a draw forgets where it began


def measure_pairs(
    dataset: Dataset, selection: Selection, *, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """One row per pair of themes that `SMALL_THEME` recommendations each carry, codebook order.

    `pair_count` is how many recommendations carry both, `expected` the mean over the draws, `lift`
    one over the other. In a draw, the themes of every report change places between its
    recommendations: each recommendation names as many themes as it did, and the report each theme
    as often (Gotelli 2000, fixed row and column sums, by trades of two: Connor & Simberloff 1979).
    So neither long lists, nor long recommendations, nor what one report dwells on makes a pair.
    p is one-sided, (1 + draws with as many) / (1 + draws); q is Benjamini and Hochberg's over all
    pairs expected at least `LEAST_EXPECTED` times, the others have neither.
    """
    chosen = choose_recommendations(dataset, selection)
    hits, reports = dataset.hits("theme")[chosen], dataset.report_rows[chosen]
    frequent = np.flatnonzero(hits.sum(axis=0) >= SMALL_THEME)
    observed = _together(hits, frequent)
    counts = np.zeros((draws, len(observed)), dtype=np.int16)
    rng = np.random.default_rng(seed)
    for report in np.unique(reports):
        _add_draws(counts, hits[reports == report], frequent, rng)
    total = counts.sum(axis=0, dtype=float)
    beaten = (counts >= observed).sum(axis=0)
    expected = total / draws
    p = np.where(expected >= LEAST_EXPECTED, (1 + beaten) / (1 + draws), np.nan)
    codes = [dataset.theme_ids[place] for place in frequent]
    pairs = list(combinations(codes, 2))
    return pd.DataFrame(
        {
            "first": [first for first, _ in pairs],
            "second": [second for _, second in pairs],
            "pair_count": observed,
            "expected": expected,
            "lift": np.divide(
                observed, expected, out=np.full(len(observed), np.nan), where=expected > 0
            ),
            "p": p,
            "q": adjust_p(p),
        }
    )


def _together(hits: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """How many recommendations carry both codes of every pair, in order of `combinations`."""
    counts = hits[:, codes].astype(int)
    return (counts.T @ counts)[np.triu_indices(len(codes), 1)]


def _add_draws(
    counts: np.ndarray, hits: np.ndarray, codes: np.ndarray, rng: np.random.Generator
) -> None:
    """Add the pairs of one report's recommendations, its themes dealt out anew in every draw."""
    draws = len(counts)
    themes = np.flatnonzero(hits.any(axis=0))
    dealt = deal_anew(hits[:, themes], draws, rng)
    place = {code: number for number, code in enumerate(codes)}
    number_of = _pair_numbers(len(codes))
    kept = [(column, place[theme]) for column, theme in enumerate(themes) if theme in place]
    for (one, first), (other, second) in combinations(kept, 2):
        both = (dealt[:, :, one] & dealt[:, :, other]).sum(axis=1)
        counts[:, number_of[first, second]] += both.astype(np.int16)


def _pair_numbers(size: int) -> np.ndarray:
    """The number of every pair of places [size × size] in order of `combinations`."""
    numbers = np.zeros((size, size), dtype=int)
    upper = np.triu_indices(size, 1)
    numbers[upper] = np.arange(len(upper[0]))
    return numbers


def deal_anew(hits: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draws [d × recommendation × theme] with the same themes to a recommendation and
    recommendations to a theme.

    In each trade two themes named, drawn by lot, change recommendations unless one of them stands
    there already.
    """
    held = np.repeat(hits[None].astype(bool), draws, axis=0)
    rows, columns = np.nonzero(hits)
    named = len(rows)
    if named < 2:
        return held
    standing = np.repeat(columns[None], draws, axis=0)  # the theme at every place of a list
    each = np.arange(draws)
    for _ in range(_TRADES_EACH * named):
        one, other = rng.integers(0, named, (2, draws))
        first, second = standing[each, one], standing[each, other]
        here, there = rows[one], rows[other]
        is_free = ~held[each, here, second] & ~held[each, there, first]
        traded = np.flatnonzero(is_free)
        place, second_place = one[traded], other[traded]
        held[traded, here[traded], first[traded]] = False
        held[traded, there[traded], second[traded]] = False
        held[traded, here[traded], second[traded]] = True
        held[traded, there[traded], first[traded]] = True
        standing[traded, place] = second[traded]
        standing[traded, second_place] = first[traded]
    return held
