"""From codings and texts to the classifier and its marks, and from report files or lines of text to
suggested themes.

Composes the texts (hydrated, never committed), the adjudicated codings, the codebook and
`data/model/`.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ofsted import paths
from ofsted.classifier.card import model_card
from ofsted.classifier.model import Classifier, read_classifier, write_classifier
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding.dictionary import DictionaryCoder
from ofsted.coding.records import CodedText
from ofsted.coding.rounds import CODERS, read_rounds
from ofsted.coding.texts import text_id
from ofsted.errors import OfstedError
from ofsted.paths import EVALUATION, EVALUATION_TABLE, MODEL, MODEL_CARD, MODEL_FOLDER
from ofsted.steps.published import read_texts
from ofsted.tables.rows import write_rows
from ofsted.tables.stored import read_recommendations
from ofsted.tables.whole import write_text_whole

if (
    TYPE_CHECKING
):  # training and judging load scikit-learn, which reading a classifier does not need
    from ofsted.classifier.evaluation import Outcome, Split

FOLDS = 5
FIRST_LATER_YEAR = 2020


def codings_hash(
    recommendations: pd.DataFrame, adjudicated: Mapping[str, CodedText], codebook_version: str
) -> str:
    """SHA-256 (hex) of all that a model learns from save the texts, which their own hashes stand
    for.
    """
    digest = hashlib.sha256(f"codebook {codebook_version}\n".encode())
    columns = (recommendations[name] for name in ("recommendation_id", "urn", "text_sha256"))
    for key, urn, text_hash in zip(*columns, strict=True):
        labels = sorted(
            (label.theme, label.start, label.end)
            for label in adjudicated[text_id(text_hash)].labels
        )
        digest.update(f"{key} {urn} {text_hash} {labels}\n".encode())
    return digest.hexdigest()


def current_codings_hash() -> str:
    """The hash of the committed codings, to hold against `Classifier.provenance.codings_sha256`; a
    model is stale where they differ.
    """
    codebook = read_codebook(paths.CODEBOOK)
    return codings_hash(
        _coded(read_recommendations(), codebook),
        read_rounds(codebook).adjudicated,
        codebook.version,
    )


def _coded(recommendations: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    adjudicated = read_rounds(codebook).adjudicated
    if not adjudicated:
        raise OfstedError("there is no adjudicated coding under data/codings/ to learn from")
    return recommendations[
        recommendations["text_sha256"].map(text_id).isin(adjudicated.keys())
    ].reset_index(drop=True)


def _examples(recommendations: pd.DataFrame, adjudicated: Mapping[str, CodedText]) -> list:
    from ofsted.classifier.folds import group_texts
    from ofsted.classifier.training import Example

    texts = read_texts()
    ids = recommendations["text_sha256"].map(text_id).tolist()
    groups = group_texts([texts[key] for key in ids], recommendations["urn"].tolist())
    return [
        Example(texts[key], adjudicated[key].labels, int(group))
        for key, group in zip(ids, groups, strict=True)
    ]


def train_model(path: Path = MODEL) -> Classifier:
    """Train on every adjudicated recommendation and write the model.

    Raises `OfstedError` where the texts have not been hydrated.
    """
    from ofsted.classifier.training import train

    codebook = read_codebook(paths.CODEBOOK)
    recommendations = _coded(read_recommendations(), codebook)
    adjudicated = read_rounds(codebook).adjudicated
    model = train(
        _examples(recommendations, adjudicated),
        codebook,
        codings_hash(recommendations, adjudicated, codebook.version),
    )
    write_classifier(model, path)
    return model


@dataclass(frozen=True)
class _Level:
    """What is judged of themes or of categories, [recommendation × code].

    The truth, what the classifier chose of texts it had not seen and how probable it found it, and
    what the two coders and the dictionary gave.
    """

    name: str
    codes: list[str]
    truth: np.ndarray
    chosen: np.ndarray
    probabilities: np.ndarray
    first: np.ndarray
    second: np.ndarray
    dictionary: np.ndarray

    def marks(self) -> dict[str, dict]:
        """The marks of the classifier, between the coders' own and the dictionary's."""
        from ofsted.classifier.evaluation import calibration, summarise

        return {
            "classifier": summarise(self.truth, self.chosen)
            | calibration(self.truth, self.probabilities),
            "coders": summarise(self.first, self.second),
            "dictionary": summarise(self.truth, self.dictionary),
        }


def evaluate_model(folder: Path = MODEL_FOLDER) -> dict:
    """Judge the method on authorities, frameworks and years it has not seen; write the marks, the
    table per code and the model card.
    """
    from ofsted.classifier import evaluation as trials
    from ofsted.classifier.folds import find_near_duplicates, split_folds
    from ofsted.classifier.training import truth_matrix

    codebook = read_codebook(paths.CODEBOOK)
    recommendations, rounds = _coded(read_recommendations(), codebook), read_rounds(codebook)
    examples = _examples(recommendations, rounds.adjudicated)
    texts = [example.text for example in examples]
    model = read_classifier(folder / MODEL.name)
    themes = list(model.themes)
    whole = truth_matrix(examples, [theme.id for theme in codebook.themes])
    pairs = find_near_duplicates(texts)
    folds = split_folds([example.group for example in examples], FOLDS)
    splits, transfers = trials.fold_splits(folds), _transfers(recommendations, pairs)
    outcomes = trials.predict_held_out(examples, [*splits, *transfers.values()], themes, codebook)
    joined = trials.join_folds(splits, outcomes[: len(splits)])
    given = _other_coders(recommendations, rounds.coders, codebook, texts)
    others = [given[name] for name in (*CODERS, "dictionary")]
    theme, category = _levels(whole, joined, others, themes, codebook)
    theme_marks = theme.marks()
    theme_marks["classifier"] |= {
        "micro_f1_all_themes": round(_micro_of_all(whole, theme), 4)
    } | _certainty(theme.truth, joined, model.sure_from)
    marks = {
        "model_version": model.provenance.model_version,
        "codebook_version": codebook.version,
        "codings_sha256": model.provenance.codings_sha256,
        "recommendation_count": len(examples),
        "authority_count": int(recommendations["urn"].nunique()),
        "group_count": len({example.group for example in examples}),
        "near_duplicate_pair_count": len(pairs),
        "fold_sizes": np.bincount(folds).tolist(),
        "theme_count": len(themes),
        "untrained": model.provenance.untrained,
        "sure_from": model.sure_from,
        "without_suggestion_count": int((~joined.chosen.any(axis=1)).sum()),
        "theme": theme_marks,
        "category": category.marks(),
        "transfer": {
            name: _transfer_marks(split, outcome, theme.truth, category.truth)
            for (name, split), outcome in zip(
                transfers.items(), outcomes[len(splits) :], strict=True
            )
        },
    }
    _write_marks(marks, (theme, category), folder)
    return marks


def _levels(
    whole: np.ndarray,
    joined: Outcome,
    others: Sequence[np.ndarray],
    themes: list[str],
    codebook: Codebook,
) -> tuple[_Level, _Level]:
    """What is judged of the learned themes, and of the categories of all themes.

    `whole` is the truth [recommendation × theme of the codebook], `others` what coders and
    dictionary gave in the same shape.
    """
    from ofsted.classifier.evaluation import by_category

    every = [theme.id for theme in codebook.themes]
    shown = [every.index(theme) for theme in themes]
    theme = _Level(
        "theme",
        themes,
        whole[:, shown],
        joined.chosen,
        joined.probabilities,
        *(matrix[:, shown] for matrix in others),
    )
    category = _Level(
        "category",
        [category.id for category in codebook.categories],
        by_category(whole, every, codebook),
        joined.categories,
        joined.category_probabilities,
        *(by_category(matrix, every, codebook) for matrix in others),
    )
    return theme, category


def _transfers(
    recommendations: pd.DataFrame, near_duplicates: Sequence[tuple[int, int]]
) -> dict[str, Split]:
    """The trials between two kinds of reports: from one framework to the next, and into later
    years.
    """
    from ofsted.classifier.evaluation import transfer_split

    is_sif = (recommendations["framework"] == "F3").to_numpy()
    is_ilacs = (recommendations["framework"] == "F4").to_numpy()
    is_later = (recommendations["year"] >= FIRST_LATER_YEAR).to_numpy()
    into_later = f"before {FIRST_LATER_YEAR} to {FIRST_LATER_YEAR} and later"
    return {
        "SIF to ILACS": transfer_split(is_sif, is_ilacs, near_duplicates),
        into_later: transfer_split(~is_later, is_later, near_duplicates),
    }


def _transfer_marks(
    split: Split, outcome: Outcome, themes: np.ndarray, categories: np.ndarray
) -> dict:
    """The marks of one trial between two kinds of reports, from the true themes and categories."""
    from ofsted.classifier.evaluation import summarise

    return {
        "training_count": len(split.training),
        "test_count": len(split.test),
        "theme": summarise(themes[split.test], outcome.chosen),
        "category": summarise(categories[split.test], outcome.categories),
    }


def _write_marks(marks: dict, levels: Iterable[_Level], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows = [row for level in levels for row in _rows(level)]
    _write_table(rows, folder / EVALUATION_TABLE.name)
    as_json = json.dumps(marks, indent=2, ensure_ascii=False, allow_nan=False)
    write_text_whole(folder / EVALUATION.name, as_json + "\n")
    write_text_whole(folder / MODEL_CARD.name, model_card(marks))


def _micro_of_all(whole: np.ndarray, theme: _Level) -> float:
    """Micro-F1 where the themes that are not learned count as missed."""
    return 2 * (theme.truth & theme.chosen).sum() / (whole.sum() + theme.chosen.sum())


def _certainty(truth: np.ndarray, outcome: Outcome, sure_from: float) -> dict[str, float | int]:
    """How many suggestions are marked uncertain, and how often those and the others are right."""
    sure = outcome.chosen & (outcome.probabilities >= sure_from)
    unsure = outcome.chosen & ~sure
    return {
        "sure_count": int(sure.sum()),
        "sure_precision": round(float(truth[sure].mean()), 4),
        "uncertain_count": int(unsure.sum()),
        "uncertain_precision": round(float(truth[unsure].mean()), 4),
    }


def _other_coders(
    recommendations: pd.DataFrame,
    coders: Mapping[str, Mapping[str, CodedText]],
    codebook: Codebook,
    texts: Sequence[str],
) -> dict[str, np.ndarray]:
    """Bool [recommendation × theme] of the two coders and of the dictionary."""
    place = {theme.id: i for i, theme in enumerate(codebook.themes)}
    ids = recommendations["text_sha256"].map(text_id)
    dictionary = DictionaryCoder(codebook)
    given = {
        name: [[label.theme for label in coded[key].labels] for key in ids]
        for name, coded in coders.items()
    }
    given["dictionary"] = [[coding.theme for coding in dictionary.code(text)] for text in texts]
    matrices = {name: np.zeros((len(ids), len(place)), bool) for name in given}
    for name, rows in given.items():
        for row, own in enumerate(rows):
            matrices[name][row, [place[theme] for theme in own]] = True
    return matrices


def _rows(level: _Level) -> Iterator[dict]:
    """The rows of the table per code, of one level."""
    from ofsted.classifier.evaluation import calibration, per_code

    ours = per_code(level.codes, level.truth, level.chosen)
    coders = per_code(level.codes, level.first, level.second)
    floor = per_code(level.codes, level.truth, level.dictionary)
    for place, row in enumerate(ours.to_dict("records")):
        own = calibration(level.truth[:, place], level.probabilities[:, place])
        yield {
            "level": level.name,
            **row,
            "brier": own["brier"],
            "ece": own["ece"],
            "coders_f1": coders["f1"][place],
            "coders_kappa": coders["kappa"][place],
            "dictionary_f1": floor["f1"][place],
            "dictionary_kappa": floor["kappa"][place],
        }


def _write_table(rows: Sequence[dict], path: Path) -> None:
    rounded = ({name: _rounded(value) for name, value in row.items()} for row in rows)
    write_rows(path, list(rows[0]), rounded)


def _rounded(value: object) -> object:
    """A share with four decimals; nothing where it is not known."""
    if not isinstance(value, float):
        return value
    return "" if math.isnan(value) else round(value, 4)


def measure_speed(path: Path = MODEL, count: int = 1000) -> str:
    """Seconds to load the model and to code so many recommendations, and the file's size.

    Raises `OfstedError` without texts.
    """
    texts = list(read_texts().values())[:count]
    start = time.perf_counter()
    model = read_classifier(path)
    loaded = time.perf_counter()
    model.code(texts)
    coded = time.perf_counter()
    return (
        f"model of {path.stat().st_size / 1e6:.1f} MB loaded in {loaded - start:.2f} s,"
        f" {len(texts)} recommendations coded in {coded - loaded:.2f} s"
    )
