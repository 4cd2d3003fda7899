"""How much our coding would have to miss on one side alone to undo what a comparison says.

A sensitivity analysis for misclassification of the outcome that differs between groups (Greenland
1996, "Basic methods for sensitivity analysis of biases"; Fox, MacLehose and Lash 2021, "Applying
Quantitative Bias Analysis"), for the case that no person has coded a sample. If a part m of the
true mentions on one side was missed, that side's true share is its share over 1 − m, and the
ratio of the sides and the ends of its interval move by the same factor. The tipping point is the
smallest m at which

* a difference is no longer one: the 95 % interval of the ratio reaches 1;
* what counts as about the same, or as little, no longer does: the 90 % interval of the ratio leaves
  the bounds of `EQUIVALENT`.

Only missed mentions are looked at; wrongly given ones would do the like on the other side. It is 0
where the interval reaches that point as it is, for verdicts rest on a permutation test and not on
the interval.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ofsted.limits import EQUIVALENT

_DIFFERENT = ("higher", "lower", "higher-little", "lower-little")
_SAME = ("no-difference", "higher-little", "lower-little")
_ENDS = ("adjusted_ratio_low", "adjusted_ratio_high", "margin_low", "margin_high")


def tipping_points(comparison: pd.DataFrame) -> np.ndarray:
    """The part of the mentions, from 0 to 1, that missed on one side alone would undo each verdict;
    NaN where there is none to undo. `comparison` is a frame of `inference.comparison`.
    """
    verdicts = comparison["verdict"].to_numpy(dtype=object)
    ends = comparison.reindex(columns=_ENDS).to_numpy(dtype=float)
    low, high, margin_low, margin_high = ends.T
    with np.errstate(divide="ignore", invalid="ignore"):
        # More in the first: what was missed in the second. Less in it: what was missed in it.
        no_more = np.where(
            np.char.startswith(verdicts.astype(str), "higher"), 1 - 1 / low, 1 - high
        )
        too_far = np.fmin(1 - EQUIVALENT[0] / margin_low, 1 - margin_high / EQUIVALENT[1])
    points = np.full(len(verdicts), np.inf)
    is_different, is_same = np.isin(verdicts, _DIFFERENT), np.isin(verdicts, _SAME)
    points[is_different] = np.fmin(points, no_more)[is_different]
    points[is_same] = np.fmin(points, too_far)[is_same]
    points[~np.isfinite(points)] = np.nan
    return np.clip(points, 0, 1)
