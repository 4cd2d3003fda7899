"""How much a finding moves from sample to sample: the same figure over many samples of one design,
beside that of all reports it draws from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.samples import SampleDesign, inclusion_probabilities, sample_many
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.strata import frame_rows
from ofsted.analysis.counting.tallies import tally_reports
from ofsted.errors import OfstedError
from ofsted.limits import STEADY_DRAWS, Z95

TOP = 3  # ranks that count as "among the first"
STEADY, POWER = (
    0.95,
    0.8,
)  # parts of the samples that make a direction steady, and a difference likely to be found

# grouping → (codes of the first side, codes of the second, what the difference is called)
CONTRASTS = {
    "framework": (("F3",), ("F4",), "SIF minus ILACS"),
    "rating": (
        ("inadequate",),
        ("outstanding", "good", "requires-improvement", "adequate"),
        "Inadequate minus better ratings",
    ),
    "deprivation": ((1,), (3,), "Most deprived minus least deprived third"),
    "rurality": ((3,), (1,), "Rural minus major conurbation"),
}

WITHIN_FRAMEWORK = (
    "rating",
    # Worse-rated areas have a larger part of SIF than of ILACS reports: pooled, the frameworks'
    # difference would mix in.
)


@dataclass(frozen=True)
class _Corpus:
    """The reports that samples are drawn from and the filters leave: hits [report × code],
    recommendations [report], samples [draw × report].
    """

    rows: np.ndarray
    hits: np.ndarray
    items: np.ndarray
    samples: np.ndarray


def sample_stability(
    dataset: Dataset,
    selection: Selection,
    design: SampleDesign,
    level: str,
    codes: Sequence[str],
    draws: int = STEADY_DRAWS,
    *,
    weighted: bool = False,
) -> pd.DataFrame:
    """One row per code: its share of recommendations in all reports of the design's frameworks, and
    how that share runs over samples.

    `full_share` with `hit_count` of `recommendation_count` and `full_rank`; `mean_share`,
    `low_share` and `high_share` (2.5th and 97.5th percentile); `first_share` and `top_share`, the
    parts of the samples in which the code ranks first or among the first three of its level (equals
    share the better rank); `draw_count`, samples that have a recommendation at all;
    `median_report_count`, how many of the reports that the filters leave stand in a sample. If
    `weighted`, recommendations count by the inverse of their report's inclusion probability;
    otherwise each counts once, as in a study by hand. The samples are those of the seed, the seed +
    1 and so on.
    """
    corpus = _make_corpus(dataset, selection, design, level, draws)
    full_hits, full_items = corpus.hits.sum(axis=0).astype(int), int(corpus.items.sum())
    full = _share(full_hits[None, :], np.array([full_items]))
    weights = _weights(dataset, design, corpus, weighted)
    shares = _share(
        corpus.samples @ (corpus.hits * weights[:, None]), corpus.samples @ (corpus.items * weights)
    )
    shares = shares[~np.isnan(shares).any(axis=1)]
    ranks, low_high = _rank(shares), _percentiles(shares)
    frame = pd.DataFrame(
        {
            "code": dataset.codes(level),
            "label": [dataset.codebook.labels[code] for code in dataset.codes(level)],
            "hit_count": full_hits,
            "recommendation_count": full_items,
            "report_count": len(corpus.rows),
            "full_share": full[0],
            "full_rank": _rank(full)[0],
            "mean_share": _mean(shares),
            "low_share": low_high[0],
            "high_share": low_high[1],
            "first_share": _mean(ranks == 1),
            "top_share": _mean(ranks <= TOP),
            "draw_count": len(shares),
            "median_report_count": int(np.median(corpus.samples.sum(axis=1))),
        }
    )
    return frame[frame["code"].isin(codes)].reset_index(drop=True)


def contrast_stability(
    dataset: Dataset,
    selection: Selection,
    design: SampleDesign,
    by: str,
    level: str,
    codes: Sequence[str],
    draws: int = STEADY_DRAWS,
    *,
    weighted: bool = False,
) -> pd.DataFrame:
    """One row per code: the difference of its share between the two sides of a contrast in all
    reports, and over samples.

    By rating the difference is taken within frameworks and averaged, so that it is none between
    frameworks; else it is that of pooled shares. `full_difference` with `first_hit_count` of
    `first_recommendation_count` and the same of the second; `mean_difference`, `low_difference`,
    `high_difference`; `positive_share`, the part of the samples in which the difference is above
    zero; `agreeing_share`, in which it has the sign it has in all reports (NaN where that is zero);
    `called_share`, in which it also is more than 1.96 standard errors from zero (cluster-robust
    over reports, Liang & Zeger 1986), so that a study of that sample would call it a difference;
    `draw_count`, samples with recommendations on both sides. Raises `OfstedError` on a grouping
    without a contrast.
    """
    if by not in CONTRASTS:
        raise OfstedError(f"no contrast by {by!r}; expected one of {tuple(CONTRASTS)}")
    corpus = _make_corpus(dataset, selection, design, level, draws)
    values = dataset.reports[by].take(corpus.rows)
    sides = [values.isin(wanted).to_numpy(dtype=bool) for wanted in CONTRASTS[by][:2]]
    weights = _weights(dataset, design, corpus, weighted)
    frameworks = dataset.reports["framework"].take(corpus.rows).to_numpy()
    strata = [np.ones(len(frameworks), dtype=bool)]
    if by in WITHIN_FRAMEWORK:
        strata = [frameworks == name for name in np.unique(frameworks)]
    every = np.ones((1, len(corpus.rows)))
    full = _difference(every, sides, strata, corpus.hits, corpus.items)[0][0]
    differences, variances = _difference(
        corpus.samples, sides, strata, corpus.hits * weights[:, None], corpus.items * weights
    )
    kept = ~np.isnan(differences).any(axis=1)
    differences, errors = differences[kept], np.sqrt(variances[kept])
    agreeing = np.sign(differences) == np.sign(full)
    called = agreeing & (np.abs(differences) > Z95 * errors)
    low_high = _percentiles(differences)
    frame = pd.DataFrame(
        {
            "code": dataset.codes(level),
            "label": [dataset.codebook.labels[code] for code in dataset.codes(level)],
            **_side_counts(corpus, sides),
            "full_difference": full,
            "mean_difference": _mean(differences),
            "low_difference": low_high[0],
            "high_difference": low_high[1],
            "positive_share": _mean(differences > 0),
            "agreeing_share": np.where(full == 0, np.nan, _mean(agreeing)),
            "called_share": np.where(full == 0, np.nan, _mean(called)),
            "draw_count": len(differences),
        }
    )
    return frame[frame["code"].isin(codes)].reset_index(drop=True)


def _side_counts(corpus: _Corpus, sides: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """What stands on either side in all reports, as columns [k]."""
    columns: dict[str, np.ndarray] = {}
    for name, side in zip(("first", "second"), sides, strict=True):
        hits = corpus.hits[side].sum(axis=0)
        columns |= {
            f"{name}_hit_count": hits.astype(int),
            f"{name}_recommendation_count": np.full(len(hits), corpus.items[side].sum(), int),
            f"{name}_report_count": np.full(len(hits), side.sum(), int),
        }
    return columns


def _make_corpus(
    dataset: Dataset, selection: Selection, design: SampleDesign, level: str, draws: int
) -> _Corpus:
    tally = tally_reports(dataset, replace(selection, sample=None, category=(), theme=()), level)
    reports = dataset.reports
    framed = frame_rows(reports) & reports["framework"].isin(
        [framework for framework, _ in design.allocation]
    ).to_numpy(dtype=bool)
    kept = framed[tally.rows]
    samples = sample_many(reports, design, draws)[:, tally.rows[kept]].astype(float)
    return _Corpus(
        tally.rows[kept], tally.hits[kept].astype(float), tally.items[kept].astype(float), samples
    )


def _weights(dataset: Dataset, design: SampleDesign, corpus: _Corpus, weighted: bool) -> np.ndarray:
    """Weight of every report: the inverse of its inclusion probability, or 1."""
    if not weighted:
        return np.ones(len(corpus.rows))
    probabilities = inclusion_probabilities(dataset.reports, design)[corpus.rows]
    return np.divide(1, probabilities, out=np.zeros(len(probabilities)), where=probabilities > 0)


def _difference(
    members: np.ndarray,
    sides: Sequence[np.ndarray],
    strata: Sequence[np.ndarray],
    hits: np.ndarray,
    items: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Difference of the two sides' shares and its variance [draw × code], within strata weighed
    after Mantel & Haenszel (1959).

    A stratum in which a sample holds one side alone has no weight; NaN where that is so in all.
    """
    total = np.zeros((len(members), hits.shape[1]))
    variance = np.zeros((len(members), hits.shape[1]))
    whole = np.zeros((len(members), 1))
    for stratum in strata:
        held = [members * (side & stratum) for side in sides]
        sizes = np.stack([part @ items for part in held])
        weight = np.divide(
            sizes.prod(axis=0),
            sizes.sum(axis=0),
            out=np.zeros(len(members)),
            where=sizes.sum(axis=0) > 0,
        )[:, None]
        (first, spread), (second, other) = (_side(part, hits, items) for part in held)
        has = weight[:, 0] > 0
        total[has] += weight[has] * (first - second)[has]
        variance[has] += weight[has] ** 2 * (spread + other)[has]
        whole += weight
    some = whole[:, 0] > 0
    total[~some], variance[~some] = np.nan, np.nan
    return np.divide(total, whole, out=total, where=whole > 0), np.divide(
        variance, whole**2, out=variance, where=whole > 0
    )


def _side(
    members: np.ndarray, hits: np.ndarray, items: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Share and its cluster-robust variance [draw × code] over the reports that `members` [draw ×
    report] holds; NaN without recommendations.
    """
    whole = members @ items
    share = _share(members @ hits, whole)
    squares = (
        members @ hits**2
        - 2 * share * (members @ (hits * items[:, None]))
        + share**2 * (members @ items**2)[:, None]
    )
    reports = members.sum(axis=1)
    scale = np.divide(reports, reports - 1, out=np.full(len(reports), np.inf), where=reports > 1)
    # Rounding can leave a residual of nothing a little below zero.
    return share, np.maximum(squares, 1e-12) * _share(
        scale[:, None], np.where(whole > 0, whole**2, 0)
    )


def _share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Part [draw × code] over whole [draw]; NaN where the whole is nothing."""
    return np.divide(
        part, whole[:, None], out=np.full(part.shape, np.nan), where=whole[:, None] > 0
    )


def _rank(shares: np.ndarray) -> np.ndarray:
    """Rank of every code within its draw, 1 for the largest share; equals share the better rank."""
    return 1 + np.stack(
        [(shares > shares[:, [code]]).sum(axis=1) for code in range(shares.shape[1])], axis=1
    )


def _mean(values: np.ndarray) -> np.ndarray:
    if not len(values):
        return np.full(values.shape[1], np.nan)
    return values.mean(axis=0)


def _percentiles(values: np.ndarray) -> np.ndarray:
    if not len(values):
        return np.full((2, values.shape[1]), np.nan)
    return np.percentile(values, [2.5, 97.5], axis=0)
