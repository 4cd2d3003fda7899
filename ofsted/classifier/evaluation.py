"""How good the classifier is on authorities it has not seen, beside the coders' own agreement and
the dictionary.

Coefficients as in `ofsted.coding.agreement`, the adjudicated coding taken as the first coder. Brier
score and expected calibration error (ten bins of equal width; Naeini 2015) over all pairs of a
recommendation and a code.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from functools import partial

import numpy as np
import pandas as pd

from ofsted.classifier.model import Classifier
from ofsted.classifier.training import Example, train
from ofsted.codebook import Codebook
from ofsted.coding.agreement import agreement_by_code

BINS = 10


@dataclass(frozen=True)
class Outcome:
    """Suggestions for texts: bool and probability [text × theme], themes as asked for, 0 for a
    theme that was not learned; and [text × category].
    """

    chosen: np.ndarray
    probabilities: np.ndarray
    categories: np.ndarray
    category_probabilities: np.ndarray


def predict(model: Classifier, texts: Sequence[str], themes: Sequence[str]) -> Outcome:
    """What a model suggests, in columns of the given themes."""
    own, by_category = model.probabilities(texts)
    chosen, likely = model.choose(own, by_category)
    outcome = Outcome(
        np.zeros((len(texts), len(themes)), bool),
        np.zeros((len(texts), len(themes))),
        likely,
        by_category,
    )
    for place, theme in enumerate(themes):
        if theme in model.themes:
            outcome.chosen[:, place] = chosen[:, model.themes.index(theme)]
            outcome.probabilities[:, place] = own[:, model.themes.index(theme)]
    return outcome


Fit = Callable[[Sequence[Example], Codebook], Classifier]


def train_and_predict(
    training: Sequence[Example],
    texts: Sequence[str],
    themes: Sequence[str],
    codebook: Codebook,
    fit: Fit = train,
) -> Outcome:
    """What a model trained on some examples suggests for other texts.

    Their labels are not passed on, so nothing can be tuned to them.
    """
    return predict(fit(training, codebook), texts, themes)


@dataclass(frozen=True)
class Split:
    """A trial: places of the examples to learn from and of those to be judged on."""

    training: np.ndarray
    test: np.ndarray


def fold_splits(folds: np.ndarray) -> list[Split]:
    """A trial per fold: learn from the others."""
    return [
        Split(np.flatnonzero(folds != fold), np.flatnonzero(folds == fold))
        for fold in np.unique(folds)
    ]


def transfer_split(
    training: np.ndarray, test: np.ndarray, near_duplicates: Sequence[tuple[int, int]]
) -> Split:
    """A trial between two kinds of reports (bool over examples); near-duplicates of test texts are
    not learned from.
    """
    copies = {
        one
        for pair in near_duplicates
        for one, other in (pair, pair[::-1])
        if training[one] and test[other]
    }
    return Split(
        np.array([place for place in np.flatnonzero(training) if place not in copies], int),
        np.flatnonzero(test),
    )


def predict_held_out(
    examples: Sequence[Example],
    splits: Sequence[Split],
    themes: Sequence[str],
    codebook: Codebook,
    fit: Fit = train,
    workers: int | None = None,
) -> list[Outcome]:
    """What a model trained on each trial's training examples suggests for its test texts; one
    process a core.
    """
    training = [[examples[i] for i in split.training] for split in splits]
    texts = [[examples[i].text for i in split.test] for split in splits]
    run = partial(train_and_predict, themes=themes, codebook=codebook, fit=fit)
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        return list(pool.map(run, training, texts))


def join_folds(splits: Sequence[Split], outcomes: Sequence[Outcome]) -> Outcome:
    """The outcomes of all folds as one, in the order of the examples."""
    order = np.argsort(np.concatenate([split.test for split in splits]))
    return Outcome(
        *(
            np.vstack([getattr(part, field.name) for part in outcomes])[order]
            for field in fields(Outcome)
        )
    )


def by_category(matrix: np.ndarray, themes: Sequence[str], codebook: Codebook) -> np.ndarray:
    """Bool [text × category] of themes given, or probabilities that at least one theme of the
    category holds (taken as independent).
    """
    join: Callable[[np.ndarray], np.ndarray] = _at_least_one
    if matrix.dtype == bool:
        join = _any_of
    columns = []
    for category in codebook.categories:
        own = [i for i, theme in enumerate(themes) if codebook.category_of[theme] == category.id]
        columns.append(join(matrix[:, own]))
    return np.stack(columns, axis=1)


def _any_of(given: np.ndarray) -> np.ndarray:
    return np.asarray(given.any(axis=1))


def _at_least_one(probabilities: np.ndarray) -> np.ndarray:
    """The chance that at least one of a row's independent events happens."""
    return 1 - np.prod(1 - probabilities, axis=1)


def micro_f1(truth: np.ndarray, chosen: np.ndarray) -> float:
    """Twice the hits over all given and all true; for two coders the same number is their pooled
    positive agreement.
    """
    return float(2 * (truth & chosen).sum() / max(truth.sum() + chosen.sum(), 1))


def summarise(truth: np.ndarray, chosen: np.ndarray) -> dict[str, float]:
    """Micro- and macro-F1, precision, recall and mean kappa of suggestions bool [text × code]."""
    table = per_code([str(i) for i in range(truth.shape[1])], truth, chosen)
    hits = (truth & chosen).sum()
    return {
        "micro_f1": _round(micro_f1(truth, chosen)),
        "macro_f1": _round(table["f1"].mean()),
        "precision": _round(hits / max(chosen.sum(), 1)),
        "recall": _round(hits / max(truth.sum(), 1)),
        "mean_kappa": _round(table["kappa"].mean()),
    }


def per_code(codes: Sequence[str], truth: np.ndarray, chosen: np.ndarray) -> pd.DataFrame:
    """One row per code: recommendation_count (true), suggested_count, both_count, precision,
    recall, f1, kappa. NaN where undefined.
    """
    table = agreement_by_code(truth, chosen, list(codes), np.arange(len(truth)), draws=1)
    true, given, both = truth.sum(axis=0), chosen.sum(axis=0), (truth & chosen).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.DataFrame(
            {
                "code": list(codes),
                "recommendation_count": true,
                "suggested_count": given,
                "both_count": both,
                "precision": np.where(given, both / given, np.nan),
                "recall": np.where(true, both / true, np.nan),
                "f1": table["positive_agreement"].to_numpy(),
                "kappa": table["kappa"].to_numpy(),
            }
        )


def calibration(truth: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """Brier score and expected calibration error, over all pairs and over those with a probability
    of at least 0.05.
    """
    likely = probabilities >= 0.05
    likely_brier = 0.0
    if likely.any():
        likely_brier = _round(np.mean((probabilities[likely] - truth[likely]) ** 2))
    return {
        "brier": _round(np.mean((probabilities - truth) ** 2)),
        "ece": _round(_calibration_error(truth.ravel(), probabilities.ravel())),
        "likely_brier": likely_brier,
        "likely_ece": _round(_calibration_error(truth[likely], probabilities[likely])),
    }


def _calibration_error(truth: np.ndarray, probabilities: np.ndarray) -> float:
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, probabilities, BINS) - np.bincount(bins, truth, BINS)
    return float(np.abs(gaps).sum() / max(len(truth), 1))


def _round(value: float) -> float:
    return round(float(value), 6)
