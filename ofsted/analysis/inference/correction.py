"""Shares and differences corrected for errors of the coding, from a sample that a person has coded.

Design-based supervised learning (Egami, Hinck, Stewart and Wei 2023, "Using imperfect surrogates
for downstream inference"), which for a share is the difference estimator of survey sampling
(Särndal, Swensson and Wretman 1992, chapter 6). Where nobody has looked, a recommendation counts
as we coded it. Where a person has, what we gave too much or too little is added back for as many
as it stands for: label − (label − person) / chance to be drawn. The mean of this is right on
average whatever the errors of our coding are, also where they differ between groups, for it rests
on the known chances alone. It takes the person's coding as the truth.

The standard error is that of the mean over reports as clusters (linearised), so that it holds
both the chance of which reports there are and the chance of which recommendations a person was
given. Where no difference at all was found in a group, their spread cannot be told; half a
difference of average weight is then allowed for, as a Jeffreys prior would. `python -m ofsted
study correction` measures how often the intervals hold the truth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ofsted.limits import LEAST_READ, SMALL_GROUP, Z95

_UNSEEN_APART = 0.5  # differences allowed for in a group where none was found


@dataclass(frozen=True)
class Checked:
    """Recommendations with our label and, where a person has coded them, theirs; one entry each.

    `person` counts only where `is_read`; `chances` are those of being drawn, `reports` numbers the
    report of each.
    """

    ours: np.ndarray
    person: np.ndarray
    is_read: np.ndarray
    chances: np.ndarray
    reports: np.ndarray

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
    counts_for = checked.corrected()[member]
    reports = np.unique(checked.reports[member], return_inverse=True)[1]
    is_read = checked.is_read & member
    read_count = int(is_read.sum())
    apart_count = int(((checked.ours != checked.person) & is_read).sum())
    report_count = int(reports.max(initial=-1)) + 1
    if report_count < SMALL_GROUP or read_count < LEAST_READ:
        plain = _mean(checked.ours[member])
        return Corrected(plain, np.nan, np.nan, read_count, apart_count)
    share = float(counts_for.mean())
    size = len(counts_for)
    by_report = np.bincount(reports, weights=(counts_for - share) / size)
    variance = report_count / (report_count - 1) * float((by_report**2).sum())
    if apart_count == 0:
        variance += _UNSEEN_APART / read_count**2
    plain = _mean(checked.ours[member])
    return Corrected(plain, share, float(np.sqrt(variance)), read_count, apart_count)


def _mean(labels: np.ndarray) -> float:
    return float(labels.mean()) if len(labels) else float("nan")


def correct_difference(checked: Checked, first: np.ndarray, second: np.ndarray) -> Corrected:
    """The share of one group less that of another; no report may stand on both sides."""
    one, two = (correct_share(checked, side) for side in (first, second))
    return Corrected(
        one.plain - two.plain,
        one.corrected - two.corrected,
        float(np.hypot(one.error, two.error)),
        min(one.read_count, two.read_count),
        min(one.apart_count, two.apart_count),
    )
