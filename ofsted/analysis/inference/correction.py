"""Shares and differences corrected for errors of the coding, from a sample that a person has coded.

Design-based supervised learning (Egami, Hinck, Stewart and Wei 2023, "Using imperfect surrogates
for downstream inference"), which for a share is the difference estimator of survey sampling
(Särndal, Swensson and Wretman 1992, chapter 6). Where nobody has looked, a recommendation counts
as we coded it. Where a person has, what we gave too much or too little is added back for as many
as it stands for: label − (label − person) / chance to be drawn. The mean of this is right on
average whatever the errors of our coding are, also where they differ between groups, for it rests
on the known chances alone. It takes the person's coding as the truth.

The standard error is that of the mean over reports, or areas, as clusters (linearised), so that
it holds both the chance of which reports there are and the chance of which recommendations a
person was given. Where no difference at all was found in a group, their spread cannot be told;
half a difference of average weight is then allowed for, as a Jeffreys prior would. `python -m
ofsted study correction` measures how often the intervals hold the truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ofsted.limits import LEAST_READ, SMALL_GROUP, Z95

_UNSEEN_APART = 0.5  # differences allowed for in a group where none was found


@dataclass(frozen=True)
class Checked:
    """Recommendations with our label and, where a person has coded them, theirs; one entry each.

    `person` counts only where `is_read`; `chances` are those of being drawn, `clusters` numbers the
    report or the area of each.
    """

    ours: np.ndarray
    person: np.ndarray
    is_read: np.ndarray
    chances: np.ndarray
    clusters: np.ndarray

    def corrected(self) -> np.ndarray:
        """What each recommendation counts for: the label, with the errors found added back."""
        error = (self.ours.astype(float) - self.person) * self.is_read
        return self.ours - error / self.chances


@dataclass(frozen=True)
class Corrected:
    """A share, or a difference of two, as we coded it and corrected, with its 95 % interval.

    NaN where a group is too small, or too little of it was read. `read_count` and `apart_count` are
    of the group where they are smallest.
    """

    plain: float
    corrected: float
    error: float
    read_count: int
    apart_count: int

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval, normal."""
        reach = Z95 * self.error
        return self.corrected - reach, self.corrected + reach


def correct_share(checked: Checked, member: np.ndarray) -> Corrected:
    """The share of a group, bool over recommendations, that carries the label."""
    side = _count_side(checked, member)
    error = _error_of(side.influence, side.unseen)
    return Corrected(side.plain, side.share, error, side.read_count, side.apart_count)


def correct_difference(checked: Checked, first: np.ndarray, second: np.ndarray) -> Corrected:
    """The share of one group less that of another; a cluster may stand on both sides."""
    one, two = (_count_side(checked, side) for side in (first, second))
    return Corrected(
        one.plain - two.plain,
        one.share - two.share,
        _error_of(one.influence - two.influence, one.unseen + two.unseen),
        min(one.read_count, two.read_count),
        min(one.apart_count, two.apart_count),
    )


@dataclass(frozen=True)
class _Side:
    """A group's shares, by how much each cluster moves the corrected one, and the variance allowed
    for where no difference was found. NaN where the group is too small or too little of it was
    read.
    """

    plain: float
    share: float
    influence: np.ndarray
    unseen: float
    read_count: int
    apart_count: int


def _count_side(checked: Checked, member: np.ndarray) -> _Side:
    counts_for = checked.corrected()[member]
    clusters, size = checked.clusters[member], len(counts_for)
    is_read = checked.is_read & member
    read_count = int(is_read.sum())
    apart_count = int(((checked.ours != checked.person) & is_read).sum())
    influence = np.zeros(int(checked.clusters.max(initial=-1)) + 1)
    cluster_count = len(np.unique(clusters))
    plain = float(checked.ours[member].mean()) if size else np.nan
    if cluster_count < SMALL_GROUP or read_count < LEAST_READ:
        return _Side(plain, np.nan, influence * np.nan, 0.0, read_count, apart_count)
    share = float(counts_for.mean())
    np.add.at(influence, clusters, (counts_for - share) / size)
    influence *= np.sqrt(cluster_count / (cluster_count - 1))
    unseen = _UNSEEN_APART / read_count**2 if apart_count == 0 else 0.0
    return _Side(plain, share, influence, unseen, read_count, apart_count)


def _error_of(influence: np.ndarray, unseen: float) -> float:
    return float(np.sqrt((influence**2).sum() + unseen))
