"""A person's coding beside ours, or beside another person's, on the recommendations of a sample.

Every figure is weighted by one over the inclusion probability, so that it stands for all
recommendations and not for the sample (Horvitz and Thompson 1952, as ratios after Hájek 1971).
Sensitivity is the part of what the person gives that we give too; specificity the part of what the
person does not give that we do not give either. Intervals: percentile bootstrap over reports, the
weights going with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted.codebook import Codebook
from ofsted.coding.agreement import (
    alpha_interval,
    alpha_masi,
    divide,
    draw_reports,
    kappa_of,
    sum_by,
)
from ofsted.coding.own import Answer
from ofsted.limits import DRAWS, SMALL_GROUP

MEASURES = ("kappa", "sensitivity", "specificity")
LEVELS = ("category", "theme")


@dataclass(frozen=True)
class Beside:
    """Two codings of the same recommendations, as matrices bool [recommendation × code].

    `reports` names the report of every recommendation, `probabilities` its chance to be drawn.
    """

    ours: np.ndarray
    theirs: np.ndarray
    codes: tuple[str, ...]
    reports: np.ndarray
    probabilities: np.ndarray

    @property
    def weights(self) -> np.ndarray:
        """For how many recommendations each stands, 1 on average."""
        inverse = 1 / self.probabilities
        return inverse / inverse.mean()


def put_beside(
    drawn: pd.DataFrame,
    ours: Mapping[str, Sequence[str]],
    theirs: Mapping[str, Sequence[str]],
    codebook: Codebook,
    level: str,
) -> Beside:
    """Both codings of the drawn recommendations that both have coded; `ours` and `theirs` are
    themes by text id, `drawn` as `draw_own_sample` gives it.
    """
    both = drawn[drawn["text_id"].isin(ours.keys() & theirs.keys())]
    codes = tuple(theme.id for theme in codebook.themes)
    code_of = {theme: theme for theme in codes}
    if level == "category":
        codes = tuple(category.id for category in codebook.categories)
        code_of = dict(codebook.category_of)
    keys = both["text_id"].tolist()
    return Beside(
        _matrix(keys, ours, codes, code_of),
        _matrix(keys, theirs, codes, code_of),
        codes,
        both["report_id"].to_numpy(),
        both["inclusion_probability"].to_numpy(dtype=float),
    )


def _matrix(
    keys: Sequence[str],
    given: Mapping[str, Sequence[str]],
    codes: Sequence[str],
    code_of: Mapping[str, str],
) -> np.ndarray:
    column = {code: number for number, code in enumerate(codes)}
    matrix = np.zeros((len(keys), len(codes)), dtype=bool)
    for row, key in enumerate(keys):
        for theme in given[key]:
            matrix[row, column[code_of[theme]]] = True
    return matrix


def weighted_agreement(beside: Beside, draws: int = DRAWS) -> pd.DataFrame:
    """One row per code that either of the two gave, with counts in the sample, and kappa,
    sensitivity and specificity with 95 % intervals for all recommendations.

    NaN where undefined, and everywhere where the sample has fewer than 15 reports.
    """
    ours, theirs = beside.ours, beside.theirs
    cells = [ours & theirs, ours & ~theirs, ~ours & theirs]
    frame = pd.DataFrame(
        {
            "code": beside.codes,
            "recommendation_count": len(ours),
            "both_count": cells[0].sum(axis=0),
            "ours_only_count": cells[1].sum(axis=0),
            "theirs_only_count": cells[2].sum(axis=0),
        }
    )
    frame = frame.assign(**_measures(beside, cells, draws))
    return frame[(ours | theirs).any(axis=0)].reset_index(drop=True)


def _measures(beside: Beside, cells: Sequence[np.ndarray], draws: int) -> dict[str, np.ndarray]:
    """Each measure with the ends of its interval [code]."""
    _, rows = np.unique(beside.reports, return_inverse=True)
    report_count = len(np.unique(rows))
    names = [f"{name}{end}" for name in MEASURES for end in ("", "_low", "_high")]
    if report_count < SMALL_GROUP:
        return {name: np.full(len(beside.codes), np.nan) for name in names}
    weights = beside.weights
    by_report = [sum_by(rows, cell * weights[:, None]) for cell in cells]
    sizes = np.bincount(rows, weights=weights)
    counted = _from_sums([of_cell.sum(axis=0) for of_cell in by_report], sizes.sum())
    drawn_reports = draw_reports(report_count, draws)
    sums = [drawn_reports @ of_cell for of_cell in by_report]
    drawn = _from_sums(sums, (drawn_reports @ sizes)[:, None])
    found: dict[str, np.ndarray] = {}
    for name in MEASURES:
        low, high = _interval(drawn[name])
        found |= {name: counted[name], f"{name}_low": low, f"{name}_high": high}
    return found


def _from_sums(sums: Sequence[np.ndarray], total: np.ndarray | float) -> dict[str, np.ndarray]:
    both, ours_only, theirs_only = sums
    neither = total - both - ours_only - theirs_only
    return {
        "kappa": kappa_of(both, ours_only, theirs_only, total),
        "sensitivity": divide(both, both + theirs_only),
        "specificity": divide(neither, neither + ours_only),
    }


def _interval(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The middle 95 % of the draws [draw × code]; NaN where no draw has a value."""
    low, high = np.full(drawn.shape[1], np.nan), np.full(drawn.shape[1], np.nan)
    defined = ~np.isnan(drawn).all(axis=0)
    if defined.any():
        low[defined], high[defined] = np.nanquantile(drawn[:, defined], [0.025, 0.975], axis=0)
    return low, high


@dataclass(frozen=True)
class SetAgreement:
    """Krippendorff's alpha of the whole sets of codes with its 95 % interval; NaN where fewer than
    15 reports are in the sample.
    """

    recommendation_count: int
    report_count: int
    alpha: float
    low: float
    high: float


def set_agreement(beside: Beside, draws: int = DRAWS) -> SetAgreement:
    """Alpha with MASI distance, weighted to all recommendations."""
    count, report_count = len(beside.ours), len(np.unique(beside.reports))
    if report_count < SMALL_GROUP:
        return SetAgreement(count, report_count, np.nan, np.nan, np.nan)
    alpha = alpha_masi(beside.ours, beside.theirs, beside.weights)
    low, high = alpha_interval(beside.ours, beside.theirs, beside.reports, draws, beside.weights)
    return SetAgreement(count, report_count, alpha, low, high)


def list_apart(
    drawn: pd.DataFrame,
    ours: Mapping[str, Sequence[str]],
    theirs: Mapping[str, Answer],
    codebook: Codebook,
) -> pd.DataFrame:
    """The drawn recommendations to which the two give other themes, in the order of the draw:
    recommendation_id, theirs, ours, only_theirs, only_ours (labels, in codebook order), reason.
    """
    rows = []
    for recommendation_id, key in zip(drawn["recommendation_id"], drawn["text_id"], strict=True):
        answer = theirs.get(key)
        if answer is None or key not in ours:
            continue
        one, two = set(answer.themes), set(ours[key])
        if one == two:
            continue
        sets = {"theirs": one, "ours": two, "only_theirs": one - two, "only_ours": two - one}
        labels = {name: _labels(themes, codebook) for name, themes in sets.items()}
        rows.append({"recommendation_id": recommendation_id, **labels, "reason": answer.reason})
    columns = ["recommendation_id", "theirs", "ours", "only_theirs", "only_ours", "reason"]
    return pd.DataFrame(rows, columns=columns)


def _labels(themes: set[str], codebook: Codebook) -> str:
    return "; ".join(codebook.labels[theme] for theme in codebook.in_order(themes))
