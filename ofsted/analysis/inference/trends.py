"""How often each category or theme is asked for from step to step in time, and which rise or fall
within the frameworks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from statistics import NormalDist

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.counts import shown_codes
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.shares import normal_quantile
from ofsted.analysis.counting.tallies import Tally, divide, measured_by, tally_reports
from ofsted.analysis.inference.designs import FINE_DRAWS, NEAR
from ofsted.analysis.inference.intervals import CHUNK_NUMBERS, SEED, share_intervals
from ofsted.analysis.inference.permutations import adjust_p
from ofsted.limits import CONFIDENCE, DRAWS, SIGNIFICANT, SMALL_GROUP, SMALL_THEME
from ofsted.words import points

STEPS = ("year", "quarter")
ROLLING_QUARTERS = 4
DAYS_A_YEAR = 365.25


def list_steps(dataset: Dataset, steps: str = "year") -> tuple[str, ...]:
    """Every year or quarter from the first inspection of the dataset to the last, without gaps,
    e.g. "2014" or "2014 Q3".
    """
    first, last = (
        _quarter_number(day)
        for day in (
            dataset.reports["inspected_to_on"].min(),
            dataset.reports["inspected_to_on"].max(),
        )
    )
    if steps == "year":
        return tuple(str(year) for year in range(first // 4, last // 4 + 1))
    return tuple(_quarter_name(number) for number in range(first, last + 1))


def count_steps(
    dataset: Dataset,
    selection: Selection,
    *,
    level: str = "category",
    steps: str = "year",
    unit: str = "share",
) -> pd.DataFrame:
    """One row per code and step of the chosen years, empty steps included: hits, recommendations,
    reports, share with its 95% cluster-bootstrap interval. The share is of `whole_count`:
    recommendations, or by the unit out of all themes named all of these.

    By quarter each row covers the `ROLLING_QUARTERS` quarters that end with it, since a single
    quarter has too few reports. `is_small` marks steps of fewer than `SMALL_GROUP` reports: counts
    only. `is_partial` marks steps that the data does not cover from end to end.
    """
    codes = shown_codes(dataset, selection, level, None)
    tally = tally_reports(dataset, selection, level, codes)
    names = list_steps(dataset, steps)
    members = _step_members(dataset, tally, names, steps)
    low, high = share_intervals(tally, members, unit=unit)
    hits, items, whole = (
        members.astype(float) @ tally.hits,
        *(
            (members @ counted)[:, None].repeat(len(codes), axis=1)
            for counted in (tally.items, measured_by(tally, unit).items)
        ),
    )
    partial = _partial_steps(dataset, names, steps)
    if selection.year is not None:
        kept = np.array([selection.year[0] <= int(name[:4]) <= selection.year[1] for name in names])
        members, low, high, hits, items, whole, partial = (
            values[kept] for values in (members, low, high, hits, items, whole, partial)
        )
        names = tuple(name for name, wanted in zip(names, kept, strict=True) if wanted)
    labels = dataset.codebook.labels
    each, times = np.repeat(np.arange(len(codes)), len(names)), len(codes)
    return pd.DataFrame(
        {
            "code": np.array(codes, dtype=object)[each],
            "label": np.array([labels[code] for code in codes], dtype=object)[each],
            "level": level,
            "steps": steps,
            "step": names * times,
            "hit_count": hits.T.ravel().astype(int),
            "recommendation_count": items.T.ravel().astype(int),
            "whole_count": whole.T.ravel().astype(int),
            "unit": unit,
            "report_count": np.tile(members.sum(axis=1), times),
            "share": divide(hits, whole).T.ravel(),
            "share_low": low.T.ravel(),
            "share_high": high.T.ravel(),
            "is_small": np.tile(members.sum(axis=1) < SMALL_GROUP, times),
            "is_partial": np.tile(partial, times),
        }
    )


def framework_starts(dataset: Dataset, steps: str = "year") -> dict[str, str]:
    """The step in which the first inspection under each framework after the first one ended, by
    framework.
    """
    starts = dataset.reports.groupby("framework")["inspected_to_on"].min().sort_values()
    later = starts.map(_quarter_number).iloc[1:]
    if steps == "year":
        return {str(framework): str(quarter // 4) for framework, quarter in later.items()}
    return {str(framework): _quarter_name(quarter) for framework, quarter in later.items()}


def measure_trends(
    dataset: Dataset,
    selection: Selection,
    *,
    level: str = "category",
    unit: str = "share",
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """One row per code: the yearly change of its share within the frameworks, in points (0–1), with
    p, q and verdict.

    The slope is that of a least-squares line of share on the day of inspection, weighted by
    recommendations, with a level of its own for each framework: so the change of framework itself
    is no trend. p permutes the days between reports of the same framework, studentised by the
    cluster-robust standard error (as `permutations.permutation_test`, with a day instead of a
    group); p below `NEAR` is settled by `FINE_DRAWS` draws; q is Benjamini–Hochberg over all codes
    of the level. Where the slopes of the frameworks differ from each other (a z test, q over the
    level too), one slope for all would mislead: the verdict is "mixed" and `by_framework` tells
    each framework's slope. Codes with fewer than `SMALL_THEME` recommendations are not tested;
    under `SMALL_GROUP` reports nothing is, and there is no slope.
    """
    counted = tally_reports(dataset, selection, level)
    tally = measured_by(counted, unit)
    ended_on = dataset.reports["inspected_to_on"].take(tally.rows)
    days = np.array([day.toordinal() for day in ended_on], dtype=float) / DAYS_A_YEAR
    strata = pd.factorize(dataset.reports["framework"].take(tally.rows))[0]
    slope, error, p = _settle_slopes(tally, days, strata, draws, seed)
    each = _slopes_by_framework(dataset, tally, days)
    total = tally.hits.sum(axis=0)
    is_small = len(tally.rows) < SMALL_GROUP
    tested = (total >= SMALL_THEME) & ~np.isnan(error) & (not is_small)
    if is_small:
        slope, error = np.full(len(slope), np.nan), np.full(len(error), np.nan)
    p = np.where(tested, p, np.nan)
    q = adjust_p(p)
    differing = adjust_p(np.where(tested, _heterogeneity(each), np.nan)) < SIGNIFICANT
    half_width = normal_quantile(CONFIDENCE) * error
    frame = pd.DataFrame(
        {
            "code": tally.codes,
            "label": [dataset.codebook.labels[code] for code in tally.codes],
            "level": level,
            "hit_count": total,
            "recommendation_count": int(counted.items.sum()),
            "whole_count": int(tally.items.sum()),
            "unit": unit,
            "report_count": len(tally.rows),
            "slope": slope,
            "slope_low": slope - half_width,
            "slope_high": slope + half_width,
            "p": p,
            "q": q,
            "verdict": _verdicts(slope, q, differing, is_small),
            "by_framework": [_tell_slopes(each, place) for place in range(len(total))],
        }
    )
    return frame[frame["code"].isin(shown_codes(dataset, selection, level, None))].reset_index(
        drop=True
    )


def _verdicts(
    slope: np.ndarray, q: np.ndarray, differing: np.ndarray, is_small: bool
) -> np.ndarray:
    """What can be said of every code [k]; `differing` marks those whose frameworks do not agree."""
    if is_small:
        return np.full(len(q), "counts-only", dtype=object)
    direction = np.where(slope > 0, "rising", "falling")
    verdicts = np.where(q < SIGNIFICANT, direction, "undetermined").astype(object)
    verdicts[differing] = "mixed"
    return verdicts


def _tell_slopes(each: dict[str, tuple[np.ndarray, np.ndarray]], place: int) -> str:
    """Every framework with the slope of the code at this place."""
    return "; ".join(
        f"{glossary.short_label('framework', name)} {points(slope[place])}"
        for name, (slope, _) in each.items()
    )


def _settle_slopes(
    tally: Tally, days: np.ndarray, strata: np.ndarray, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slope, standard error and p [k] as `_slope_test` gives them, codes with p below `NEAR` drawn
    `FINE_DRAWS` times.
    """
    slope, error, p = _slope_test(tally, days, strata, draws, seed)
    near = p < NEAR
    if near.any():
        p = p.copy()
        close = replace(tally, hits=tally.hits[:, near])
        p[near] = _slope_test(close, days, strata, FINE_DRAWS, seed)[2]
    return slope, error, p


def _slopes_by_framework(
    dataset: Dataset, tally: Tally, days: np.ndarray
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Slope and standard error [k] within every framework that has at least `SMALL_GROUP` of the
    reports.
    """
    names = dataset.reports["framework"].take(tally.rows).to_numpy()
    found = {}
    for name in glossary.codes("framework"):
        rows = names == name
        if rows.sum() >= SMALL_GROUP and tally.items[rows].any():
            part = replace(
                tally,
                rows=tally.rows[rows],
                hits=tally.hits[rows],
                items=tally.items[rows],
                clusters=tally.clusters[rows],
            )
            one_stratum = np.zeros(rows.sum(), dtype=int)
            found[name] = _slope_test(part, days[rows], one_stratum, 0, SEED)[:2]
    return found


def _heterogeneity(slopes: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray | float:
    """p [k] of the difference between two frameworks' slopes, by the normal distribution; NaN
    unless there are just two.
    """
    if len(slopes) != 2:
        return np.nan
    (first, error), (second, other) = slopes.values()
    z = np.abs(divide(first - second, np.sqrt(error**2 + other**2)))
    return np.array([2 * (1 - NormalDist().cdf(value)) for value in z])


def _slope_test(
    tally: Tally, days: np.ndarray, strata: np.ndarray, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slope per year [k], its cluster-robust standard error [k] and p [k]; NaN where all
    recommendations of every framework fall on one day.
    """
    items, width = tally.items.astype(float), tally.hits.shape[1]
    if not items.sum():
        return (np.full(width, np.nan),) * 3
    residuals = np.zeros(tally.hits.shape)
    for stratum in np.unique(strata):
        rows = strata == stratum
        residuals[rows] = tally.hits[rows] - np.outer(
            items[rows], divide(tally.hits[rows].sum(axis=0), items[rows].sum())
        )
    residuals = np.nan_to_num(residuals)
    centred = _centred(days[None], items, strata)
    scores = (centred @ residuals)[0]
    weight = (centred**2 @ items)[0]
    observed = divide(scores, np.sqrt(centred**2 @ residuals**2)[0])
    beaten, rng = np.zeros(width), np.random.default_rng(seed)
    block = max(1, CHUNK_NUMBERS // max(len(days), 1))
    for start in range(0, draws, block):
        drawn = _centred(_permuted(days, strata, min(block, draws - start), rng), items, strata)
        z = divide(drawn @ residuals, np.sqrt(drawn**2 @ residuals**2))
        beaten += (np.abs(np.nan_to_num(z)) >= np.abs(observed) * (1 - 1e-9)).sum(axis=0)
    slope = divide(scores, np.full(width, weight))
    # With a line fitted, each report's residual is what the line leaves: the robust error of the
    # slope.
    left = residuals - np.outer(items * centred[0], slope)
    error = divide(np.sqrt(centred**2 @ left**2)[0], np.full(width, weight))
    return slope, np.where(error > 0, error, np.nan), (1 + beaten) / (1 + draws)


def _centred(days: np.ndarray, items: np.ndarray, strata: np.ndarray) -> np.ndarray:
    """Days [b×m] less their mean within the stratum, weighted by recommendations."""
    centred = np.zeros(days.shape)
    for stratum in np.unique(strata):
        rows = strata == stratum
        if items[rows].sum():
            centred[:, rows] = (
                days[:, rows] - (days[:, rows] @ items[rows] / items[rows].sum())[:, None]
            )
    return centred


def _permuted(
    days: np.ndarray, strata: np.ndarray, count: int, rng: np.random.Generator
) -> np.ndarray:
    drawn = np.tile(days, (count, 1))
    for stratum in np.unique(strata):
        rows = np.flatnonzero(strata == stratum)
        drawn[:, rows] = rng.permuted(drawn[:, rows], axis=1)
    return drawn


def _step_members(dataset: Dataset, tally: Tally, names: Sequence[str], steps: str) -> np.ndarray:
    """Bool [step × report of the tally]: the reports that a step covers."""
    numbers = (
        dataset.reports["inspected_to_on"].take(tally.rows).map(_quarter_number).to_numpy(dtype=int)
    )
    first = _quarter_number(dataset.reports["inspected_to_on"].min())
    if steps == "year":
        return np.stack([numbers // 4 == int(name) for name in names])
    return np.stack(
        [
            (numbers <= first + place) & (numbers > first + place - ROLLING_QUARTERS)
            for place in range(len(names))
        ]
    )


def _partial_steps(dataset: Dataset, names: Sequence[str], steps: str) -> np.ndarray:
    """Bool per step: it begins before the first inspection of the dataset, or ends after the
    last.
    """
    days = dataset.reports["inspected_to_on"]
    first, last = days.min(), days.max()
    partial = np.zeros(len(names), dtype=bool)
    if steps == "year":
        partial[0], partial[-1] = (
            (first.month, first.day) != (1, 1),
            (last.month, last.day) != (12, 31),
        )
    else:
        partial[: ROLLING_QUARTERS - 1] = True
        partial[-1] = True
    return partial


def _quarter_number(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3


def _quarter_name(number: int) -> str:
    return f"{number // 4} Q{number % 4 + 1}"
