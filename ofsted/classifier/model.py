"""The classifier: suggests themes for texts nobody has coded, each with a probability and the words
that led to it.

Three steps. Linear models score every theme and category by the whole text and by each word in its
context; a small set of trees, the same for all themes, weighs these scores against those of the
other themes; a logistic curve makes a probability of the outcome (Platt 1999). The categories are
judged in the same way (`ofsted.coding.categories`), and a theme whose category is unlikely is not
suggested. The file holds plain arrays: hashed features and rounded weights, no wording and no code.
`ofsted.coding.training` makes it.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from ofsted.classifier.categories import OWN_INPUTS, CategoryStep
from ofsted.classifier.features import (
    Vocabulary,
    Words,
    character_hashes,
    context_hashes,
    split_words,
    word_hashes,
)
from ofsted.classifier.parts import Linear, Trees, log_odds
from ofsted.documents import how_to_restore
from ofsted.errors import OfstedError
from ofsted.limits import MOST_THEMES
from ofsted.tables.whole import write_whole

CODER = "classifier"
FORMAT = 2
INPUTS = 12  # numbers the trees weigh of a text and theme
LONGEST_TRIGGER = 3  # words
TEXTS_AT_ONCE = 256
LEAST_LOG_ODDS = -6.0  # below it a theme is not considered: about one in four hundred
_NO_SCORE = -9.0


@dataclass(frozen=True)
class Suggestion:
    """One theme suggested for a text; its trigger are the characters `start` up to `end`.

    `probability` is calibrated. `is_uncertain` where suggestions of that probability were right
    less than four times in five.
    """

    theme: str
    probability: float
    start: int
    end: int
    is_uncertain: bool


@dataclass(frozen=True)
class Scorer:
    """The first step: scores of every theme, and after them of every category, by text and by
    word.
    """

    word_vocabulary: Vocabulary
    character_vocabulary: Vocabulary
    context_vocabulary: Vocabulary
    by_word: Linear
    by_character: Linear
    by_context: Linear

    def scores(self, words: Words) -> tuple[np.ndarray, np.ndarray]:
        """Scores [text × code × 3] (whole text, best word, mean of the three best words) and [word
        × code], themes before categories.
        """
        whole = self.by_word.scores(self.word_vocabulary.matrix(word_hashes(words)))
        whole = whole + self.by_character.scores(
            self.character_vocabulary.matrix(character_hashes(words))
        )
        contexts = self.by_context.scores(self.context_vocabulary.matrix(context_hashes(words)))
        best = np.full((*whole.shape, 2), -1.5, np.float32)
        bounds = np.searchsorted(words.rows, np.arange(words.text_count + 1))
        for row in range(words.text_count):
            own = contexts[bounds[row] : bounds[row + 1]]
            if len(own):
                top = np.partition(own, -min(3, len(own)), axis=0)[-min(3, len(own)) :]
                best[row, :, 0], best[row, :, 1] = top.max(axis=0), top.mean(axis=0)
        return np.concatenate([whole[:, :, None], best], axis=2), contexts


def weighing_inputs(
    scores: np.ndarray,
    odds: np.ndarray,
    words: Words,
    categories: np.ndarray,
    parents: np.ndarray,
    prior: np.ndarray,
) -> np.ndarray:
    """What the trees weigh of every text and theme, float [text × theme × 12]: the theme's own
    scores and those of its rivals.
    """
    texts, themes = odds.shape
    same = categories[:, None] == categories[None, :]
    np.fill_diagonal(same, False)
    child = parents[None, :] == np.arange(themes)[:, None]
    # A theme that is the only one has no rival.
    ordered = np.hstack([np.full((texts, 1), _NO_SCORE, odds.dtype), np.sort(odds, axis=1)])
    rival = np.where(odds >= ordered[:, -1:], ordered[:, -2:-1], ordered[:, -1:])
    rank = (-odds).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    parent = np.where(parents >= 0, odds[:, parents], _NO_SCORE)
    length = np.bincount(words.rows, minlength=texts)[:, None]
    expected = (1 / (1 + np.exp(-odds))).sum(axis=1, keepdims=True)
    shape = odds.shape
    return np.stack(
        [
            odds,
            scores[:, :, 0],
            scores[:, :, 1],
            scores[:, :, 2],
            _best_among(odds, same),
            _best_among(odds, child),
            parent,
            rival,
            rank,
            np.broadcast_to(length, shape),
            np.broadcast_to(expected, shape),
            np.broadcast_to(prior, shape),
        ],
        axis=2,
    )


def _best_among(odds: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """The best log odds among the themes chosen for each theme, bool [theme × theme]."""
    best = np.full(odds.shape, _NO_SCORE)
    for theme in np.flatnonzero(chosen.any(axis=1)):
        best[:, theme] = odds[:, chosen[theme]].max(axis=1)
    return best


@dataclass(frozen=True)
class Provenance:
    """What a model was made from. `codings_sha256` tells whether the codings have changed since."""

    model_version: str
    codebook_version: str
    codings_sha256: str
    recommendation_count: int
    untrained: dict[
        str, int
    ]  # themes with too few recommendations to learn from, with their number


@dataclass(frozen=True)
class Classifier:
    """A trained model.

    Themes and category ids stand in codebook order; `categories` are places in `category_ids` and
    `parents` in `themes`, -1 for none.
    """

    themes: tuple[str, ...]
    category_ids: tuple[str, ...]
    provenance: Provenance
    scorer: Scorer
    blend: np.ndarray
    trees: Trees
    curve: np.ndarray  # slope and constant from the trees' log odds to the calibrated ones
    thresholds: np.ndarray
    sure_from: float
    categories: np.ndarray
    parents: np.ndarray
    prior: np.ndarray
    category_step: CategoryStep

    def code(self, texts: Sequence[str]) -> list[list[Suggestion]]:
        """Suggestions for each text, in order: likely themes of likely categories in codebook
        order, the six likeliest at most.
        """
        return [suggestions for suggestions, _ in self.judge(texts)]

    def judge(self, texts: Sequence[str]) -> list[tuple[list[Suggestion], tuple[str, ...]]]:
        """Suggestions for each text, as `code` gives them, and its likely categories, also those of
        which no theme is likely enough.
        """
        judged: list[tuple[list[Suggestion], tuple[str, ...]]] = []
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            words = split_words(texts[start : start + TEXTS_AT_ONCE])
            probabilities, by_category, contexts = self._judge(words)
            chosen, likely = self.choose(probabilities, by_category)
            bounds = np.searchsorted(words.rows, np.arange(words.text_count + 1))
            for row, (first, last) in enumerate(zip(bounds[:-1], bounds[1:], strict=True)):
                named: tuple[str, ...] = ()
                if last > first:
                    places = np.flatnonzero(likely[row])
                    named = tuple(self.category_ids[place] for place in places)
                judged.append(
                    (
                        self._suggest(
                            probabilities[row], chosen[row], contexts, words, first, last
                        ),
                        named,
                    )
                )
        return judged

    def probabilities(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Calibrated probabilities, float [text × theme] and [text × category]."""
        batches = [
            split_words(texts[start : start + TEXTS_AT_ONCE])
            for start in range(0, len(texts), TEXTS_AT_ONCE)
        ]
        found = [self._judge(words)[:2] for words in batches]
        empty = [(np.zeros((0, len(self.themes))), np.zeros((0, len(self.category_ids))))]
        by_theme, by_category = zip(*(found or empty), strict=True)
        return np.vstack(by_theme), np.vstack(by_category)

    def choose(
        self, probabilities: np.ndarray, by_category: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Bool [text × theme] and [text × category]: what is suggested, a theme only with its
        category.
        """
        likely = by_category >= self.category_step.thresholds
        return choose(
            np.where(likely[:, self.categories], probabilities, 0), self.thresholds
        ), likely

    def _judge(self, words: Words) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        scores, contexts = self.scorer.scores(words)
        own, of_categories = scores[:, : len(self.themes)], scores[:, len(self.themes) :]
        odds = log_odds(own, self.blend)
        probabilities = probabilities_of(
            weighing_inputs(own, odds, words, self.categories, self.parents, self.prior),
            self.trees,
            self.curve,
        )
        lengths = np.bincount(words.rows, minlength=words.text_count)
        by_category = self.category_step.probabilities(
            of_categories, probabilities, self.thresholds, odds, self.categories, lengths
        )
        return probabilities, by_category, contexts

    def _suggest(
        self,
        probabilities: np.ndarray,
        chosen: np.ndarray,
        contexts: np.ndarray,
        words: Words,
        first: int,
        last: int,
    ) -> list[Suggestion]:
        if first == last:
            return []
        suggested = []
        for place in np.flatnonzero(chosen):
            start, end = _trigger(contexts[first:last, place])
            suggested.append(
                Suggestion(
                    self.themes[place],
                    round(float(probabilities[place]), 4),
                    int(words.starts[first + start]),
                    int(words.ends[first + end - 1]),
                    bool(probabilities[place] < self.sure_from),
                )
            )
        return suggested


def probabilities_of(inputs: np.ndarray, trees: Trees, curve: np.ndarray) -> np.ndarray:
    """Calibrated probabilities [text × theme]; 0 for the themes that the first log odds rule
    out.
    """
    considered = inputs[:, :, 0] > LEAST_LOG_ODDS
    probabilities = np.zeros(considered.shape)
    probabilities[considered] = 1 / (
        1 + np.exp(-(curve[0] * trees.scores(inputs[considered]) + curve[1]))
    )
    return probabilities


def choose(probabilities: np.ndarray, thresholds: np.ndarray) -> np.ndarray:
    """Bool [text × theme]: at or above the theme's threshold, and among the six likeliest of its
    text.
    """
    chosen = probabilities >= thresholds
    crowded = np.flatnonzero(chosen.sum(axis=1) > MOST_THEMES)
    for row in crowded:
        likeliest = np.argsort(-np.where(chosen[row], probabilities[row], -1), kind="stable")[
            :MOST_THEMES
        ]
        chosen[row] = np.isin(np.arange(chosen.shape[1]), likeliest)
    return chosen


def _trigger(scores: np.ndarray) -> tuple[int, int]:
    """First word and word after the last: the best word and those beside it that speak for the
    theme too, three at most.
    """
    start = int(scores.argmax())
    end = start + 1
    fenced = np.concatenate([[-np.inf], scores, [-np.inf]])  # no word before the first
    while end - start < LONGEST_TRIGGER:
        before, after = fenced[start], fenced[end + 1]
        if max(before, after) < -0.5:  # halfway from the line between yes and no to a plain no
            break
        if before >= after:
            start -= 1
        else:
            end += 1
    return start, end


_PARTS = (
    ("word", "word_vocabulary", "by_word"),
    ("character", "character_vocabulary", "by_character"),
    ("context", "context_vocabulary", "by_context"),
)
_OF_CATEGORIES = ("blend", "curve", "thresholds")
_PLAIN = ("blend", "curve", "thresholds", "categories", "parents", "prior")


def write_classifier(model: Classifier, path: Path) -> None:
    """Write a model: the same model gives the same bytes."""
    about = {
        "format": FORMAT,
        "themes": list(model.themes),
        "category_ids": list(model.category_ids),
        "sure_from": model.sure_from,
        **vars(model.provenance),
    }
    arrays: dict[str, Any] = {
        "about": np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8)
    }
    for name, vocabulary, linear in _PARTS:
        arrays |= {
            f"{name}_{field}": getattr(getattr(model.scorer, vocabulary), field)
            for field in ("hashes", "idf")
        }
        arrays |= {
            f"{name}_{field}": getattr(getattr(model.scorer, linear), field)
            for field in ("weights", "scale", "bias")
        }
    for name, trees in (("tree", model.trees), ("category_tree", model.category_step.trees)):
        arrays |= {f"{name}_{field.name}": getattr(trees, field.name) for field in fields(Trees)}
    arrays |= {f"category_{name}": getattr(model.category_step, name) for name in _OF_CATEGORIES}
    arrays |= {name: getattr(model, name) for name in _PLAIN}
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    write_whole(path, content.getvalue())


def read_classifier(path: Path) -> Classifier:
    """Read a model.

    Raises `OfstedError` naming the file where it is missing, damaged or of another format.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        about = json.loads(arrays.pop("about").tobytes())
        if about.pop("format") != FORMAT:
            raise ValueError("it has another format than this version of the package reads")
        model = _classifier(about, arrays)
        _check(model)
    except FileNotFoundError as error:
        raise OfstedError(f"{path.name}: no such file; {how_to_restore(path)}") from error
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        EOFError,
        IndexError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
    ) as error:
        raise OfstedError(
            f"{path.name}: not a model of this package, or damaged ({error}); "
            f"{how_to_restore(path)}"
        ) from error
    return model


def _classifier(about: dict, arrays: dict[str, np.ndarray]) -> Classifier:
    parts: dict[str, Any] = {}  # vocabularies and linear models, by the scorer's names for them
    for name, vocabulary, linear in _PARTS:
        parts[vocabulary] = Vocabulary(arrays[f"{name}_hashes"], arrays[f"{name}_idf"])
        parts[linear] = Linear(
            *(arrays[f"{name}_{field}"] for field in ("weights", "scale", "bias"))
        )
    trees, category_trees = (
        Trees(*(arrays[f"{name}_{field.name}"] for field in fields(Trees)))
        for name in ("tree", "category_tree")
    )
    step = CategoryStep(
        trees=category_trees, **{name: arrays[f"category_{name}"] for name in _OF_CATEGORIES}
    )
    themes, category_ids = tuple(about.pop("themes")), tuple(about.pop("category_ids"))
    sure_from = float(about.pop("sure_from"))
    return Classifier(
        themes=themes,
        category_ids=category_ids,
        category_step=step,
        provenance=Provenance(**about),
        scorer=Scorer(**parts),
        trees=trees,
        sure_from=sure_from,
        **{name: arrays[name] for name in _PLAIN},
    )


def _check(model: Classifier) -> None:
    count, categories = len(model.themes), len(model.category_ids)
    expected = {
        "blend": (count, 4),
        "curve": (2,),
        "thresholds": (count,),
        "categories": (count,),
        "parents": (count,),
        "prior": (count,),
    }
    for name, shape in expected.items():
        if getattr(model, name).shape != shape:
            raise ValueError(f"{name} has the shape {getattr(model, name).shape}, expected {shape}")
    for name, shape in {
        "blend": (categories, 4),
        "curve": (2,),
        "thresholds": (categories,),
    }.items():
        if getattr(model.category_step, name).shape != shape:
            raise ValueError(
                f"{name} of the categories has the shape"
                f" {getattr(model.category_step, name).shape}, expected {shape}"
            )
    for _, vocabulary, linear in _PARTS:
        known, weights = getattr(model.scorer, vocabulary), getattr(model.scorer, linear)
        codes = count + categories
        fits = known.idf.shape == known.hashes.shape and weights.weights.shape == (
            len(known.hashes),
            codes,
        )
        if not fits or {weights.scale.shape, weights.bias.shape} != {(codes,)}:
            raise ValueError(f"the parts of {linear} do not fit together")
    _check_trees(model.trees, INPUTS)
    _check_trees(model.category_step.trees, OWN_INPUTS + 2 * categories)
    if (
        not 0
        <= model.categories.min(initial=0)
        <= model.categories.max(initial=0)
        < max(categories, 1)
    ):
        raise ValueError("a theme's category stands outside the categories")
    if not -1 <= model.parents.min(initial=0) <= model.parents.max(initial=-1) < count:
        raise ValueError("a parent stands outside the themes")


def _check_trees(trees: Trees, inputs: int) -> None:
    nodes = len(trees.values)
    if any(len(getattr(trees, name)) != nodes for name in ("features", "cuts", "lefts", "rights")):
        raise ValueError("the parts of the trees do not fit together")
    for name in ("lefts", "rights", "roots"):
        places = getattr(trees, name)
        if len(places) and not 0 <= places.min() <= places.max() < nodes:
            raise ValueError("a tree points outside the model")
    if (
        nodes
        and not 0 <= trees.features.min() <= trees.features.max() < inputs
        or not 0 <= trees.depth[0] <= 64
    ):
        raise ValueError("a tree asks for what is not there")
