"""How far a share could be from what was counted: cluster-bootstrap intervals of shares,
differences and ratios.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.shares import (
    _expect,
    normal_quantile,
    student_quantile,
    wilson_interval,
)
from ofsted.analysis.counting.tallies import Tally, divide, measured_by, tally_groups
from ofsted.errors import OfstedError
from ofsted.glossary import NAMED
from ofsted.limits import CONFIDENCE, DRAWS

SEED = 20131101  # the month of the first SIF inspections; any number would do, as long as it stays
CHUNK_NUMBERS = 8_000_000  # numbers of a block of draws held in memory at once

_COLUMNS = {
    "share": "share",
    "report-weighted": "report_weighted_share",
    "reports": "report_share",
    "expected": "expected_share",
    NAMED: "named_share",
    "count": "hit_count",
}
# Units whose interval is made from that of the share.
_SHARE_BELOW = {"count": "share", "expected": "share", NAMED: "share"}


@dataclass(frozen=True)
class Estimates:
    """Shares [g×k] with their bootstrap variance [g×k], recommendations' worth of information at
    most [g×1], and clusters [g×1].
    """

    share: np.ndarray
    variance: np.ndarray
    most: np.ndarray
    clusters: np.ndarray


def share_intervals(
    tally: Tally,
    members: np.ndarray,
    *,
    unit: str = "share",
    cluster: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends [g×k] for groups given as bool [g×m]; NaN where there are fewer than two
    clusters or nothing to divide by.

    The variance is that of `draws` resamples of whole reports, or of whole areas where an area has
    several reports in a group (`cluster` "report" or "area" settles it). It sets the effective
    number of recommendations, never more than the actual one, at which the Wilson interval is taken
    (Korn & Graubard 1998; Dean & Pagano 2015). Shares of reports get the plain Wilson interval;
    counts that of the share times the recommendations there were, expected prevalence what the ends
    of the share come to; shares of all themes named are resampled like those of recommendations.
    Raises `OfstedError` on an unknown unit.
    """
    if unit == "reports":
        part = members.astype(float) @ (tally.hits > 0)
        whole = members.sum(axis=1)[:, None].astype(float)
        return wilson_interval(divide(part, whole), whole, normal_quantile(confidence))
    estimates = estimate_shares(
        measured_by(tally, unit),
        members,
        unit=_SHARE_BELOW.get(unit, unit),
        cluster=cluster,
        draws=draws,
        seed=seed,
    )
    low, high = estimate_interval(estimates, confidence)
    if unit == "expected":
        return _expect(low, tally, members), _expect(high, tally, members)
    if unit == "count":
        times = (members @ tally.items)[:, None]
        return low * times, high * times
    return low, high


def estimate_shares(
    tally: Tally,
    members: np.ndarray,
    *,
    unit: str = "share",
    cluster: str | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Estimates:
    """Shares and their bootstrap variances.

    Each group is resampled by itself, so its figures do not hang on which other groups are shown.
    """
    if unit not in ("share", "report-weighted"):
        raise OfstedError(f"no interval for unit {unit!r}; expected one of {tuple(_COLUMNS)}")
    cluster = cluster or _choose_cluster(tally, members)
    parts = [
        _estimate_group(tally, np.flatnonzero(group), unit, cluster, draws, seed)
        for group in members
    ]
    if not parts:
        return Estimates(
            *(np.zeros((0, width)) for width in (len(tally.codes), len(tally.codes), 1, 1))
        )
    return Estimates(*(np.stack(values) for values in zip(*parts, strict=True)))


def weighted_shares(tally: Tally, members: np.ndarray) -> np.ndarray:
    """Report-weighted shares [g×k]: the mean share within reports, over the group's reports that
    list recommendations.
    """
    within, listing, _ = _parts(tally, np.arange(len(tally.rows)), "report-weighted")
    return divide(members.astype(float) @ within, (members @ listing)[:, None])


def estimate_interval(
    estimates: Estimates, confidence: float = CONFIDENCE
) -> tuple[np.ndarray, np.ndarray]:
    """The Wilson interval at the effective number of recommendations, with the t quantile of the
    clusters less one.
    """
    share, most = estimates.share, np.broadcast_to(estimates.most, estimates.share.shape)
    spread = share * (1 - share)
    effective = np.minimum(
        np.divide(
            spread,
            estimates.variance,
            out=np.array(most, dtype=float),
            where=estimates.variance > 0,
        ),
        most,
    )
    return wilson_interval(
        share,
        np.where(estimates.clusters > 1, effective, np.nan),
        student_quantile(confidence, estimates.clusters - 1),
    )


def difference_interval(
    first: tuple, second: tuple, correlation: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of first − second from (estimate, low, high) of each side: the MOVER method (Zou &
    Donner 2008; Newcombe 1998).
    """
    (p1, l1, u1), (p2, l2, u2) = first, second
    below = (p1 - l1) ** 2 + (u2 - p2) ** 2 - 2 * correlation * (p1 - l1) * (u2 - p2)
    above = (u1 - p1) ** 2 + (p2 - l2) ** 2 - 2 * correlation * (u1 - p1) * (p2 - l2)
    return p1 - p2 - np.sqrt(np.maximum(below, 0)), p1 - p2 + np.sqrt(np.maximum(above, 0))


def ratio_interval(
    first: tuple, second: tuple, correlation: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Ends of first ÷ second, likewise (Donner & Zou 2012, MOVER-R); the upper end is infinite
    where the second may be nothing.
    """
    (p1, l1, u1), (p2, l2, u2) = first, second
    product_low, product_high = (
        p1 * p2 - correlation * (p1 - l1) * (u2 - p2),
        p1 * p2 - correlation * (u1 - p1) * (p2 - l2),
    )
    low_root = np.sqrt(np.maximum(product_low**2 - l1 * u2 * (2 * p1 - l1) * (2 * p2 - u2), 0))
    high_root = np.sqrt(np.maximum(product_high**2 - u1 * l2 * (2 * p1 - u1) * (2 * p2 - l2), 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        # The other form of the quadratic's root stays finite where u2 = 2·p2.
        low = np.where(
            product_low + low_root > 0,
            l1 * (2 * p1 - l1) / (product_low + low_root),
            (product_low - low_root) / (u2 * (2 * p2 - u2)),
        )
        high = np.where(l2 > 0, (product_high + high_root) / (l2 * (2 * p2 - l2)), np.inf)
    return np.where(np.isnan(p1 + p2), np.nan, np.maximum(low, 0)), np.where(
        np.isnan(p1 + p2), np.nan, high
    )


def add_intervals(
    counts: pd.DataFrame,
    dataset: Dataset,
    selection: Selection,
    level: str,
    by: str | None,
    units: Sequence[str] = tuple(_COLUMNS),
) -> pd.DataFrame:
    """The counts frame of the same selection, level and grouping with `_low` and `_high` for the
    value column of the units.
    """
    groups, members, tally = tally_groups(
        dataset, selection, level, by, counts["code"].unique().tolist()
    )
    row = {code: place for place, code in enumerate(tally.codes)}
    column = {group: place for place, group in enumerate(groups)}
    place = ([column[group] for group in counts["group"]], [row[code] for code in counts["code"]])
    added: dict[str, np.ndarray] = {}
    for unit in units:
        added |= interval_columns(tally, members, unit)
    return counts.assign(**{name: values[place] for name, values in added.items()})


def interval_columns(tally: Tally, members: np.ndarray, unit: str) -> dict[str, np.ndarray]:
    """The ends of a unit's interval [group × code], by the names of their columns."""
    low, high = share_intervals(tally, members, unit=unit)
    name = _COLUMNS[unit]
    return {f"{name}_low": low, f"{name}_high": high}


def bootstrap_ratios(
    parts: np.ndarray, wholes: np.ndarray, draws: int, seed: int
) -> Iterator[np.ndarray]:
    """Blocks [b×k] of Σparts/Σwholes over resamples of the clusters (rows), `draws` of them in all;
    a draw without recommendations is NaN.
    """
    matrix = np.column_stack([parts, wholes]).astype(np.float32)
    for weights in _draw_weights(len(wholes), draws, np.random.default_rng(seed)):
        sums = (weights @ matrix).astype(float)
        yield divide(sums[:, :-1], sums[:, -1:])


def sum_clusters(values: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Rows [m×…] summed by cluster, in the order of the cluster numbers; clusters without rows drop
    out.
    """
    if not len(clusters):
        return values[:0]
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order], prepend=-1))
    return np.add.reduceat(values[order], starts, axis=0)


def _estimate_group(
    tally: Tally, rows: np.ndarray, unit: str, cluster: str, draws: int, seed: int
) -> tuple[np.ndarray, ...]:
    parts, wholes, most = _parts(tally, rows, unit)
    if cluster == "area":
        parts = sum_clusters(parts, tally.clusters[rows])
        wholes = sum_clusters(wholes, tally.clusters[rows])
    share = divide(parts.sum(axis=0), wholes.sum())
    count = len(wholes)
    variance = np.zeros(len(share))
    if count > 1 and wholes.sum() > 0:
        drawn = total = np.zeros(len(share))
        for ratios in bootstrap_ratios(parts, wholes, draws, seed):
            spread = ratios - share
            drawn, total = drawn + np.nansum(spread, axis=0), total + np.nansum(spread**2, axis=0)
        # Resampling c of c falls short by (c − 1)/c.
        variance = (total / draws - (drawn / draws) ** 2) * count / (count - 1)
    return share, np.maximum(variance, 0), np.array([most]), np.array([count])


def _parts(tally: Tally, rows: np.ndarray, unit: str) -> tuple[np.ndarray, np.ndarray, float]:
    """What a share is made of per report: parts [m×k], wholes [m], and how many independent
    recommendations it could be worth at most.
    """
    hits, items = tally.hits[rows].astype(float), tally.items[rows].astype(float)
    if unit == "share":
        return hits, items, items.sum()
    listing = items > 0
    within = np.divide(hits, items[:, None], out=np.zeros(hits.shape), where=listing[:, None])
    most = 0.0
    if listing.any():
        most = listing.sum() ** 2 / (1 / items[listing]).sum()
    return within, listing.astype(float), most


def _draw_weights(size: int, draws: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Blocks [b×size] of multinomial weights: how often each cluster is drawn."""
    block = max(1, CHUNK_NUMBERS // max(size, 1))
    for start in range(0, draws, block):
        count = min(block, draws - start)
        places = (
            rng.integers(0, size, (count, size), dtype=np.int32)
            + (np.arange(count, dtype=np.int64) * size)[:, None]
        )
        yield (
            np.bincount(places.ravel(), minlength=count * size)
            .reshape(count, size)
            .astype(np.float32)
        )


def _choose_cluster(tally: Tally, members: np.ndarray) -> str:
    """Areas where any area has several of a group's reports, else reports."""
    if any(len(np.unique(tally.clusters[group])) < group.sum() for group in members):
        return "area"
    return "report"
