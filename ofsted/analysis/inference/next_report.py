"""How often themes come up again in the next report, beside what exchange of next reports gives.

Exchange answers what would come up again if the next report were another council's. Each pair of
consecutive full reports takes, in turn, the next reports of all other councils in its class: pairs
of the same two frameworks whose next reports list about as many recommendations
(`recurrence.length_classes`). The share so expected is the mean over them, the mean that
`recurrence.exchange_recurrence` finds by shuffling (a stratified permutation, Good 2005, ch. 3
and 7). The excess is the observed share less the expected one.

Its interval is that of a difference (MOVER, `intervals.difference_interval`) between two shares
whose own intervals are Wilson's at the effective number of themes (`intervals.estimate_interval`).
Variances and correlation come from 2,000 resamples of whole councils: a council's pairs are drawn
together, both as pairs and as next reports that others take. Intervals by theme are not adjusted
for how many themes there are: of a hundred themes without any excess about five intervals would
leave out zero.

Neither the share nor the excess measures whether anything was acted on. An excess says that
councils' own lists resemble each other more over time than framework and length explain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import divide
from ofsted.analysis.inference.intervals import (
    SEED,
    Estimates,
    difference_interval,
    estimate_interval,
)
from ofsted.analysis.inference.recurrence import (
    count_recurrence,
    length_classes,
    list_themes,
    of_pairs,
    pair_reports,
)
from ofsted.limits import DRAWS, SMALL_GROUP

ALL_THEMES = "all"


@dataclass(frozen=True)
class _Pairs:
    """Pairs of consecutive reports that may take each other's next report.

    `first` and `following` [pair × theme] are 1 where the report lists the theme, `owners` [pair]
    number the councils.
    """

    first: np.ndarray
    following: np.ndarray
    owners: np.ndarray


def measure_excess(
    dataset: Dataset, selection: Selection, *, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """One row for all themes together (code `ALL_THEMES`), then one per theme in codebook order.

    The columns of `count_recurrence`, and `compared_count` of `listed_count` first reports for
    which another council's next report could be taken: over these `exchanged_share` is what
    exchange gives, `excess` how much more is observed, `excess_low` and `excess_high` its 95 %
    interval. Shares are blank where `is_small`: fewer than `SMALL_GROUP` first reports list the
    theme (for all themes: there are fewer pairs).
    """
    counts = count_recurrence(dataset, selection)
    classes, pair_count, council_count = _read_pairs(dataset, selection)
    counts = pd.concat([_add_up(counts, pair_count), counts], ignore_index=True)
    measures = _measure(classes, np.ones((1, council_count)), len(counts) - 1)
    drawn = _measure(classes, _draw_councils(council_count, draws, seed), len(counts) - 1)
    most = (counts["listed_count"] + counts["unlisted_count"]).to_numpy(dtype=float)
    low, high = _interval(measures, drawn, most, council_count)
    compared, again, expected = (part[0] for part in measures)
    measured = counts.assign(
        compared_count=compared.astype(int),
        exchanged_share=divide(expected, compared),
        excess=divide(again - expected, compared),
        excess_low=low,
        excess_high=high,
    )
    shares = ["again_share", "new_share", "exchanged_share", "excess", "excess_low", "excess_high"]
    measured[shares] = measured[shares].mask(measured["is_small"])
    return measured


def expect_returns(dataset: Dataset, selection: Selection, urn: str) -> dict[str, float]:
    """For one council: `again_count` of `listed_count` themes of its reports came up again in the
    next one, where exchange gives `expected_count`. A theme counts once for every pair of reports.

    Only pairs for which another council's next report could be taken are counted; all are 0 where
    there are none. What is chosen by council in `selection` does not count.
    """
    chosen = of_pairs(selection)
    pairs = pair_reports(dataset, chosen)
    urns = dataset.reports["urn"].to_numpy()
    is_own = urns[pairs[:, 0]] == urn
    classes, _, council_count = _read_pairs(dataset, selection)
    once = np.ones((1, council_count))
    totals = np.zeros(3)
    places = length_classes(dataset, chosen, pairs)
    for each, place in zip(classes, places, strict=True):
        own = is_own[place]
        parts = _measure_pairs(each, once)
        totals += [part[0, own].sum() for part in parts]
    listed, again, expected = totals.tolist()
    return {
        "listed_count": int(listed),
        "again_count": int(again),
        "expected_count": expected,
    }


def _read_pairs(dataset: Dataset, selection: Selection) -> tuple[list[_Pairs], int, int]:
    """The pairs by class, and how many pairs and councils there are."""
    chosen = of_pairs(selection)
    pairs = pair_reports(dataset, chosen)
    lists = list_themes(dataset, chosen).astype(np.float32)
    first = lists[pairs[:, 0]]
    following = lists[pairs[:, 1]]
    urns = dataset.reports["urn"].to_numpy()
    councils, owners = np.unique(urns[pairs[:, 0]], return_inverse=True)
    classes = [
        _Pairs(first[rows], following[rows], owners[rows])
        for rows in length_classes(dataset, chosen, pairs)
    ]
    return classes, len(pairs), len(councils)


def _draw_councils(count: int, draws: int, seed: int) -> np.ndarray:
    """[draw × council]: how often each council is drawn."""
    if not count:
        return np.zeros((draws, 0))
    rng = np.random.default_rng(seed)
    alike = np.full(count, 1 / count)
    return rng.multinomial(count, alike, size=draws).astype(float)


def _measure(
    classes: list[_Pairs], weights: np.ndarray, theme_count: int
) -> tuple[np.ndarray, ...]:
    """[draw × 1 + theme]: themes compared, those that came up again, and those expected to; all
    themes together, then each.
    """
    totals = tuple(np.zeros((len(weights), theme_count)) for _ in range(3))
    for each in classes:
        for total, part in zip(totals, _measure_pairs(each, weights), strict=True):
            total += part.sum(axis=1)
    return tuple(_with_sum(total) for total in totals)


def _with_sum(by_theme: np.ndarray) -> np.ndarray:
    """[draw × 1 + theme]: the sum over themes in front of them."""
    return np.column_stack([by_theme.sum(axis=1), by_theme])


def _measure_pairs(pairs: _Pairs, weights: np.ndarray) -> tuple[np.ndarray, ...]:
    """[draw × pair × theme]: the same, pair by pair, each as often as its council is drawn."""
    drawn = weights[:, pairs.owners]
    is_other = pairs.owners[:, None] != pairs.owners
    taken = drawn[:, None, :] * is_other  # next reports of other councils, as often as drawn
    available = taken.sum(axis=2)
    rates = divide(taken @ pairs.following, available[:, :, None])
    counted = drawn * (available > 0)
    first = counted[:, :, None] * pairs.first
    again = first * pairs.following
    expected = first * np.nan_to_num(rates)
    return first, again, expected


def _add_up(counts: pd.DataFrame, pair_count: int) -> pd.DataFrame:
    """The row for all themes together; a theme that was not listed before has no share there."""
    names = ["listed_count", "again_count", "unlisted_count", "new_count"]
    totals = counts[names].sum()
    share = divide(totals["again_count"], totals["listed_count"])
    row = {"code": ALL_THEMES, "label": "All themes", **totals.to_dict()}
    row |= {"again_share": float(share), "new_share": np.nan, "is_small": pair_count < SMALL_GROUP}
    return pd.DataFrame([row])


def _interval(
    measures: tuple[np.ndarray, ...],
    drawn: tuple[np.ndarray, ...],
    most: np.ndarray,
    council_count: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of the interval of the excess. `most` is how many next reports there are to take,
    the most information that the expected share can rest on.
    """
    compared, again, expected = (part[0] for part in measures)
    every, drawn_again, drawn_expected = drawn
    again_off = _deviate(drawn_again, every)
    expected_off = _deviate(drawn_expected, every)
    correlation = _correlate(again_off, expected_off)
    observed = _estimate(divide(again, compared), again_off, compared, council_count)
    exchanged = _estimate(divide(expected, compared), expected_off, most, council_count)
    return difference_interval(observed, exchanged, correlation)


def _deviate(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """[draw × code]: how far a share lies from its mean over the draws; 0 in draws without any."""
    shares = divide(part, whole)
    known = (whole > 0).sum(axis=0)
    mean = divide(np.nansum(shares, axis=0), known)
    return np.nan_to_num(shares - mean)


def _estimate(
    share: np.ndarray, deviation: np.ndarray, most: np.ndarray, council_count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A share with both ends of its interval."""
    councils = np.full(len(share), council_count)
    # Resampling c of c falls short by (c − 1)/c.
    variance = (deviation**2).mean(axis=0) * divide(councils, councils - 1)
    low, high = estimate_interval(Estimates(share, variance, most, councils))
    return share, low, high


def _correlate(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Correlation of the columns of two matrices of deviations; 0 where one does not vary."""
    covariance = (first * second).sum(axis=0)
    squares = (first**2).sum(axis=0) * (second**2).sum(axis=0)
    return np.nan_to_num(divide(covariance, np.sqrt(squares)))
