"""The classifier's judgement on the nine categories, which holds its themes in check.

Whether a recommendation falls in a category is plainer than which of its themes it names. Trees,
the same for all categories, weigh what linear models say of the category itself against what is
made of its themes and of the other categories; a logistic curve makes a probability of the outcome
(Platt 1999). A theme is suggested only where its category is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ofsted.classifier.parts import Trees, log_odds

OWN_INPUTS = 14  # numbers weighed of a text and category, besides two of every category


@dataclass(frozen=True)
class CategoryStep:
    """Fitted on scores of texts that the linear models had not seen.

    `blend` [category × 4], `curve` slope and constant, `thresholds` [category].
    """

    blend: np.ndarray
    trees: Trees
    curve: np.ndarray
    thresholds: np.ndarray

    def probabilities(
        self,
        scores: np.ndarray,
        themes: np.ndarray,
        thresholds: np.ndarray,
        odds: np.ndarray,
        categories: np.ndarray,
        lengths: np.ndarray,
    ) -> np.ndarray:
        """Calibrated probabilities [text × category]; see `category_inputs` for what they are made
        of.
        """
        inputs = category_inputs(
            scores, log_odds(scores, self.blend), themes, thresholds, odds, categories, lengths
        )
        weighed = self.trees.scores(inputs.reshape(-1, inputs.shape[2])).reshape(inputs.shape[:2])
        return 1 / (1 + np.exp(-(self.curve[0] * weighed + self.curve[1])))


def category_inputs(
    scores: np.ndarray,
    direct: np.ndarray,
    themes: np.ndarray,
    thresholds: np.ndarray,
    odds: np.ndarray,
    categories: np.ndarray,
    lengths: np.ndarray,
) -> np.ndarray:
    """What the trees weigh of every text and category, float [text × category × input].

    `scores` [text × category × 3] and `direct` log odds [text × category] of the category itself;
    `themes` probabilities, `thresholds` and first log `odds` of the themes, whose `categories` are
    numbers; `lengths` words of each text.
    """
    texts, count = direct.shape
    absent = 1 - np.clip(themes, 0, 0.999)
    by_theme = np.stack(
        [
            _odds_of(1 - np.prod(absent[:, categories == category], axis=1))
            for category in range(count)
        ],
        axis=1,
    )
    columns = []
    for category in range(count):
        own = np.flatnonzero(categories == category)
        if not len(own):  # none of its themes is learned
            columns.append(np.zeros((texts, OWN_INPUTS + 2 * count)))
            continue
        # A category of one theme has no second: its score counts as zero.
        ordered = np.sort(themes[:, own], axis=1)
        second = np.hstack([np.zeros((texts, 1)), ordered])[:, -2]
        inputs = [
            by_theme[:, category],
            direct[:, category],
            ordered[:, -1],
            second,
            ordered.sum(axis=1),
            (themes - thresholds)[:, own].max(axis=1),
            odds[:, own].max(axis=1),
            *scores[:, category].T,
            lengths,
            themes.sum(axis=1),
            np.full(texts, category),
            own[themes[:, own].argmax(axis=1)],
            *by_theme.T,
            *direct.T,
        ]
        columns.append(np.stack(inputs, axis=1))
    return np.stack(columns, axis=1).astype(np.float64)


def _odds_of(probabilities: np.ndarray) -> np.ndarray:
    held = np.clip(probabilities, 0.001, 0.999)
    return np.log(held / (1 - held))
