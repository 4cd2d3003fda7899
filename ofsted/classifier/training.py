"""Makes a classifier from coded texts. Needs scikit-learn, which using a classifier does not.

Thresholds, curve and the second step are fitted on scores of texts that the first step had not
seen: folds within the training texts, the texts of one authority and near-duplicates always in one
fold (`ofsted.coding.folds`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from ofsted.classifier.categories import CategoryStep, category_inputs
from ofsted.classifier.features import (
    Words,
    character_hashes,
    context_hashes,
    find_vocabulary,
    split_words,
    word_hashes,
)
from ofsted.classifier.folds import split_folds
from ofsted.classifier.model import (
    LEAST_LOG_ODDS,
    Classifier,
    Provenance,
    Scorer,
    choose,
    probabilities_of,
    weighing_inputs,
)
from ofsted.classifier.parts import Linear, Trees, log_odds
from ofsted.codebook import Codebook
from ofsted.coding.records import Label
from ofsted.limits import LEAST_RECOMMENDATIONS

MODEL_VERSION = "2"
FOLDS = 3
SNIPPET_WEIGHT = (
    0.4  # of a trigger or a codebook phrase taken alone, against 1 for a recommendation
)
TRUST = 60  # recommendations' worth of trust in the threshold that serves all themes best
CATEGORY_TRUST = 300  # the same for categories
GRID = np.round(np.arange(0.15, 0.7001, 0.01), 2)


@dataclass(frozen=True)
class Example:
    """One coded recommendation. `group` is the fold group that it must not be parted from."""

    text: str
    labels: tuple[Label, ...]
    group: int


def train(
    examples: Sequence[Example],
    codebook: Codebook,
    codings_sha256: str = "",
    fewest: int = LEAST_RECOMMENDATIONS,
) -> Classifier:
    """A classifier of the themes that at least `fewest` examples have.

    The same examples give the same model.
    """
    with threadpool_limits(1):  # sums in one order, whatever the machine
        return _train(examples, codebook, codings_sha256, fewest)


def _train(
    examples: Sequence[Example], codebook: Codebook, codings_sha256: str, fewest: int
) -> Classifier:
    counts = _count_themes(examples, codebook)
    themes = tuple(theme for theme, count in counts.items() if count >= fewest)
    category_ids = tuple(category.id for category in codebook.categories)
    truth, in_category = truth_matrix(examples, themes), category_matrix(examples, codebook)
    both = np.hstack([truth, in_category])
    words = split_words([example.text for example in examples])
    folds = split_folds([example.group for example in examples], FOLDS)
    all_scores = _score_unseen(examples, both, folds, codebook, themes)
    scores, of_categories = all_scores[:, : len(themes)], all_scores[:, len(themes) :]
    blend = _fit_blend(scores, truth)
    categories, parents = _relations(codebook, themes)
    prior = np.log((truth.sum(axis=0) + 1) / (len(examples) - truth.sum(axis=0) + 1))
    odds = log_odds(scores, blend)
    inputs = weighing_inputs(scores, odds, words, categories, parents, prior)
    curve, probabilities = _fit_curve(inputs, truth, folds)
    thresholds = tune_thresholds(probabilities, truth)
    step_blend = _fit_blend(of_categories, in_category)
    direct = log_odds(of_categories, step_blend)
    lengths = np.bincount(words.rows, minlength=len(examples))
    of_step = category_inputs(
        of_categories, direct, probabilities, thresholds, odds, categories, lengths
    )
    step, by_category = _fit_category_step(of_step, in_category, step_blend, folds)
    suggested = np.where((by_category >= step.thresholds)[:, categories], probabilities, 0)
    untrained = {theme: count for theme, count in counts.items() if count < fewest}
    provenance = Provenance(
        MODEL_VERSION, codebook.version, codings_sha256, len(examples), untrained
    )
    return Classifier(
        themes=themes,
        category_ids=category_ids,
        provenance=provenance,
        scorer=_fit_scorer(examples, both, codebook, themes),
        blend=blend,
        category_step=step,
        trees=_fit_trees(inputs, truth),
        curve=curve,
        thresholds=thresholds,
        sure_from=_sure_from(suggested, thresholds, truth),
        categories=categories,
        parents=parents,
        prior=prior,
    )


def _count_themes(examples: Sequence[Example], codebook: Codebook) -> dict[str, int]:
    """How many examples have each theme of the codebook."""
    counts = {theme.id: 0 for theme in codebook.themes}
    for example in examples:
        for label in example.labels:
            counts[label.theme] += 1
    return counts


def _score_unseen(
    examples: Sequence[Example],
    truth: np.ndarray,
    folds: np.ndarray,
    codebook: Codebook,
    themes: tuple[str, ...],
) -> np.ndarray:
    """The first step's scores of every example by the models of the other folds, float [example ×
    code × 3].
    """
    scores = np.zeros((len(examples), truth.shape[1], 3), np.float32)
    for fold in range(FOLDS):
        inside = np.flatnonzero(folds != fold).tolist()
        outside = np.flatnonzero(folds == fold).tolist()
        if outside:
            scorer = _fit_scorer([examples[i] for i in inside], truth[inside], codebook, themes)
            scores[outside] = scorer.scores(split_words([examples[i].text for i in outside]))[0]
    return scores


def truth_matrix(examples: Sequence[Example], themes: Sequence[str]) -> np.ndarray:
    """Bool [example × theme]."""
    place = {theme: i for i, theme in enumerate(themes)}
    truth = np.zeros((len(examples), len(themes)), bool)
    for row, example in enumerate(examples):
        for label in example.labels:
            if label.theme in place:
                truth[row, place[label.theme]] = True
    return truth


def category_matrix(examples: Sequence[Example], codebook: Codebook) -> np.ndarray:
    """Bool [example × category], from all themes of the codebook, also those too rare to be
    learned.
    """
    place = {category.id: i for i, category in enumerate(codebook.categories)}
    truth = np.zeros((len(examples), len(place)), bool)
    for row, example in enumerate(examples):
        for label in example.labels:
            truth[row, place[codebook.category_of[label.theme]]] = True
    return truth


def _with_categories(matrix: np.ndarray, codebook: Codebook, themes: tuple[str, ...]) -> np.ndarray:
    """Bool [row × theme] with a column after them for every category: whether any of its themes
    holds.
    """
    owner = _relations(codebook, themes)[0]
    return np.hstack(
        [
            matrix,
            np.stack(
                [
                    matrix[:, owner == place].any(axis=1)
                    for place in range(len(codebook.categories))
                ],
                axis=1,
            ),
        ]
    )


def _relations(codebook: Codebook, themes: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    order = [category.id for category in codebook.categories]
    by_id = {theme.id: theme for theme in codebook.themes}
    place: dict[str | None, int] = {theme: number for number, theme in enumerate(themes)}
    categories = np.array([order.index(by_id[theme].category) for theme in themes], np.int64)
    parents = np.array([place.get(by_id[theme].rolls_up_to, -1) for theme in themes], np.int64)
    return categories, parents


def _fit_scorer(
    examples: Sequence[Example], truth: np.ndarray, codebook: Codebook, themes: tuple[str, ...]
) -> Scorer:
    """The first step, fitted on the texts, on their triggers taken alone, and on the phrases of the
    codebook; `truth` has themes, then categories.
    """
    words = split_words([example.text for example in examples])
    found = [word_hashes(words), character_hashes(words), context_hashes(words)]
    vocabularies = [
        find_vocabulary(hashes, fewest) for hashes, fewest in zip(found, (2, 3, 3), strict=True)
    ]
    by_text = [
        vocabulary.matrix(hashes)
        for vocabulary, hashes in zip(vocabularies[:2], found[:2], strict=True)
    ]
    snippets, answers, times = _snippets(examples, codebook, themes)
    answers, triggered = (
        _with_categories(matrix, codebook, themes)
        for matrix in (answers, _triggered(words, examples, themes))
    )
    alone = split_words(snippets)
    by_snippet = [
        vocabulary.matrix(make(alone))
        for vocabulary, make in zip(vocabularies[:2], (word_hashes, character_hashes), strict=True)
    ]
    whole = sparse.vstack([sparse.hstack(by_text), sparse.hstack(by_snippet)]).tocsr()
    weights = np.concatenate([np.ones(len(examples)), SNIPPET_WEIGHT * times])
    coefficients, bias = _fit_linear(whole, np.vstack([truth, answers]), 0.5, weights)
    split = len(vocabularies[0].hashes)
    contexts = vocabularies[2].matrix(found[2])
    by_context = _rounded(*_fit_linear(contexts, triggered, 0.3, np.ones(contexts.shape[0])))
    by_word, by_character, by_place = vocabularies
    return Scorer(
        by_word,
        by_character,
        by_place,
        _rounded(coefficients[:split], bias),
        _rounded(coefficients[split:], np.zeros_like(bias)),
        by_context,
    )


def _snippets(
    examples: Sequence[Example], codebook: Codebook, themes: tuple[str, ...]
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Triggers and codebook phrases, each once, with their theme (bool [snippet × theme]) and how
    often they stand.
    """
    place = {theme: i for i, theme in enumerate(themes)}
    pairs = [
        (example.text[label.start : label.end].lower(), label.theme)
        for example in examples
        for label in example.labels
        if label.theme in place
    ]
    pairs += [
        (phrase.lower(), t.id)
        for t in codebook.themes
        if t.id in place
        for phrase in (t.example, *t.keywords, *t.include)
    ]
    times = Counter(pairs)
    answers = np.zeros((len(times), len(themes)), bool)
    answers[np.arange(len(times)), [place[theme] for _, theme in times]] = True
    return [phrase for phrase, _ in times], answers, np.array(list(times.values()), float)


def _triggered(words: Words, examples: Sequence[Example], themes: tuple[str, ...]) -> np.ndarray:
    """Bool [word × theme]: whether the word stands in a trigger of the theme."""
    place = {theme: i for i, theme in enumerate(themes)}
    bounds = np.searchsorted(words.rows, np.arange(len(examples) + 1))
    triggered = np.zeros((len(words.forms), len(themes)), bool)
    for row, example in enumerate(examples):
        own = slice(bounds[row], bounds[row + 1])
        for label in example.labels:
            if label.theme in place:
                triggered[own, place[label.theme]] |= (words.starts[own] < label.end) & (
                    words.ends[own] > label.start
                )
    return triggered


def _fit_linear(
    matrix: sparse.csr_matrix, answers: np.ndarray, cost: float, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Linear support vector machines, one per theme: coefficients [feature × theme] and constants
    [theme].
    """
    matrix = matrix.astype(np.float64)

    def fit(theme: int) -> tuple[np.ndarray, float]:
        if not answers[:, theme].any():
            return np.zeros(matrix.shape[1]), -1.0
        if answers[:, theme].all():
            return np.zeros(matrix.shape[1]), 1.0
        machine = LinearSVC(C=cost, tol=0.01, random_state=0).fit(
            matrix, answers[:, theme], sample_weight=weights
        )
        return machine.coef_[0], float(machine.intercept_[0])

    fitted = [fit(theme) for theme in range(answers.shape[1])]
    return np.array([coefficients for coefficients, _ in fitted]).T, np.array(
        [constant for _, constant in fitted]
    )


def _rounded(coefficients: np.ndarray, bias: np.ndarray) -> Linear:
    """Weights as whole numbers: an eighth of the size, and the last bits of a sum cannot change the
    file.
    """
    scale = np.maximum(np.abs(coefficients).max(axis=0, initial=0), 1e-6) / 127
    return Linear(
        np.rint(coefficients / scale).astype(np.int8),
        scale.astype(np.float32),
        np.round(bias, 4).astype(np.float32),
    )


def _fit_blend(scores: np.ndarray, truth: np.ndarray) -> np.ndarray:
    def fit(theme: int) -> np.ndarray:
        if not truth[:, theme].any() or truth[:, theme].all():
            return np.array([0.0, 0.0, 0.0, -5.0])
        curve = LogisticRegression(C=1.0, max_iter=500).fit(
            scores[:, theme].astype(np.float64), truth[:, theme]
        )
        return np.append(curve.coef_[0], curve.intercept_[0])

    return np.round(np.array([fit(theme) for theme in range(truth.shape[1])]), 4)


def _fit_trees(inputs: np.ndarray, truth: np.ndarray) -> Trees:
    considered = inputs[:, :, 0] > LEAST_LOG_ODDS
    return _boost(inputs[considered], truth[considered], rate=0.06, smallest=60)


def _boost(inputs: np.ndarray, truth: np.ndarray, *, rate: float, smallest: int) -> Trees:
    """Gradient-boosted trees for inputs [row × input] and answers [row]."""
    boosted = HistGradientBoostingClassifier(
        max_iter=150,
        learning_rate=rate,
        max_leaf_nodes=12,
        min_samples_leaf=smallest,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    ).fit(inputs.astype(np.float64), truth)
    nodes, roots = [], []
    values = [np.array([float(boosted._baseline_prediction.ravel()[0])])]
    parts = {name: [np.array([0])] for name in ("feature_idx", "num_threshold", "left", "right")}
    roots.append(0)
    for (tree,) in boosted._predictors:
        nodes, first = tree.nodes, sum(map(len, values))
        own = np.arange(len(nodes)) + first
        leaf = nodes["is_leaf"].astype(bool)
        roots.append(first)
        values.append(np.where(leaf, nodes["value"], 0.0))
        parts["feature_idx"].append(np.where(leaf, 0, nodes["feature_idx"]))
        parts["num_threshold"].append(np.where(leaf, 0.0, nodes["num_threshold"]))
        parts["left"].append(np.where(leaf, own, nodes["left"] + np.int64(first)))
        parts["right"].append(np.where(leaf, own, nodes["right"] + np.int64(first)))
    joined = {name: np.concatenate(arrays) for name, arrays in parts.items()}
    depth = max((int(tree.nodes["depth"].max()) for (tree,) in boosted._predictors), default=0)
    return Trees(
        joined["feature_idx"].astype(np.int16),
        joined["num_threshold"].astype(np.float32).astype(np.float64),
        joined["left"].astype(np.int32),
        joined["right"].astype(np.int32),
        np.round(np.concatenate(values), 5),
        np.array(roots, np.int32),
        np.array([depth], np.int16),
    )


def _fit_curve(
    inputs: np.ndarray, truth: np.ndarray, folds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Platt's curve for the trees, fitted on folds their trees had not seen, and the probabilities
    of the same folds.
    """
    considered = inputs[:, :, 0] > LEAST_LOG_ODDS
    unseen = np.zeros(truth.shape)
    by_fold = {}
    for fold in np.unique(folds):
        own, others = folds == fold, _rows_of_others(folds, fold)
        trees = _fit_trees(inputs[others], truth[others])
        scores = trees.scores(inputs[own].reshape(-1, inputs.shape[2]))
        unseen[own] = scores.reshape(truth[own].shape)
        by_fold[fold] = trees
    fitted = LogisticRegression(C=100.0).fit(unseen[considered][:, None], truth[considered])
    curve = np.round(np.array([fitted.coef_[0, 0], fitted.intercept_[0]]), 4)
    probabilities = np.zeros(truth.shape)
    for fold, trees in by_fold.items():
        probabilities[folds == fold] = probabilities_of(inputs[folds == fold], trees, curve)
    return curve, probabilities


def _rows_of_others(folds: np.ndarray, fold: int) -> np.ndarray:
    """The rows outside a fold, bool; all rows where it is the only fold."""
    others = folds != fold
    if not others.any():
        return ~others
    return others


def _fit_category_step(
    inputs: np.ndarray, truth: np.ndarray, blend: np.ndarray, folds: np.ndarray
) -> tuple[CategoryStep, np.ndarray]:
    """The step of the categories, and the probabilities that its trees give to the folds they had
    not seen.
    """

    def fit(rows: np.ndarray) -> Trees:
        return _boost(
            inputs[rows].reshape(-1, inputs.shape[2]), truth[rows].ravel(), rate=0.08, smallest=40
        )

    unseen = np.zeros(truth.shape)
    for fold in np.unique(folds):
        own = folds == fold
        trees = fit(_rows_of_others(folds, fold))
        scores = trees.scores(inputs[own].reshape(-1, inputs.shape[2]))
        unseen[own] = scores.reshape(truth[own].shape)
    fitted = LogisticRegression(C=100.0).fit(unseen.reshape(-1, 1), truth.ravel())
    curve = np.round(np.array([fitted.coef_[0, 0], fitted.intercept_[0]]), 4)
    probabilities = 1 / (1 + np.exp(-(curve[0] * unseen + curve[1])))
    thresholds = tune_thresholds(probabilities, truth, CATEGORY_TRUST)
    return CategoryStep(blend, fit(np.ones(len(inputs), bool)), curve, thresholds), probabilities


def tune_thresholds(
    probabilities: np.ndarray, truth: np.ndarray, trust: float = TRUST
) -> np.ndarray:
    """The threshold of each theme with the best F1, drawn towards the one that is best for all
    themes together.

    Every theme's counts are joined by those of all themes, scaled down to `trust` recommendations
    with a theme; few examples move little.
    """
    hits = np.array([((probabilities >= cut) & truth).sum(axis=0) for cut in GRID], float)
    given = np.array([(probabilities >= cut).sum(axis=0) for cut in GRID], float)
    share = trust / max(truth.sum(), 1)
    hits, given = (
        hits + share * hits.sum(axis=1, keepdims=True),
        given + share * given.sum(axis=1, keepdims=True),
    )
    f1 = 2 * hits / np.maximum(given + truth.sum(axis=0) + share * truth.sum(), 1e-9)
    return GRID[f1.argmax(axis=0)]


def _sure_from(probabilities: np.ndarray, thresholds: np.ndarray, truth: np.ndarray) -> float:
    """The lowest probability from which on suggestions of about that probability (up to 0.1 more)
    are right at least four times in five.
    """
    chosen = choose(probabilities, thresholds)
    sure_from = 0.9
    for cut in np.round(np.arange(0.9, 0.14, -0.01), 2):
        near = chosen & (probabilities >= cut) & (probabilities < cut + 0.1)
        if not near.any() or truth[near].mean() < 0.8:
            break
        sure_from = float(cut)
    return sure_from
