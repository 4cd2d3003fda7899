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
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

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

FOLDS = 5
FIRST_LATER_YEAR = 2020


def codings_hash(
    recommendations: pd.DataFrame, adjudicated: Mapping[str, CodedText], codebook_version: str
) -> str:
    """SHA-256 (hex) of all that a model learns from save the texts, which their own hashes stand
    for.
    """
    digest = hashlib.sha256(f"codebook {codebook_version}\n".encode())
    for row in recommendations.itertuples():
        labels = sorted(
            (label.theme, label.start, label.end)
            for label in adjudicated[text_id(row.text_sha256)].labels
        )
        digest.update(f"{row.recommendation_id} {row.urn} {row.text_sha256} {labels}\n".encode())
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
    recommendations, adjudicated = (
        _coded(read_recommendations(), codebook),
        read_rounds(codebook).adjudicated,
    )
    model = train(
        _examples(recommendations, adjudicated),
        codebook,
        codings_hash(recommendations, adjudicated, codebook.version),
    )
    write_classifier(model, path)
    return model


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
    model = read_classifier(folder / MODEL.name)
    themes, every = list(model.themes), [theme.id for theme in codebook.themes]
    truth, whole = truth_matrix(examples, themes), truth_matrix(examples, every)
    pairs = find_near_duplicates([example.text for example in examples])
    folds = split_folds([example.group for example in examples], FOLDS)
    is_sif, is_ilacs, is_later = (
        (recommendations["framework"] == "F3").to_numpy(),
        (recommendations["framework"] == "F4").to_numpy(),
        (recommendations["year"] >= FIRST_LATER_YEAR).to_numpy(),
    )
    splits = trials.fold_splits(folds)
    transfers = {
        "SIF to ILACS": trials.transfer_split(is_sif, is_ilacs, pairs),
        f"before {FIRST_LATER_YEAR} to {FIRST_LATER_YEAR} and later": trials.transfer_split(
            ~is_later, is_later, pairs
        ),
    }
    outcomes = trials.predict_held_out(examples, [*splits, *transfers.values()], themes, codebook)
    joined = trials.join_folds(splits, outcomes[: len(splits)])
    others = _other_coders(
        recommendations, rounds.coders, codebook, [example.text for example in examples]
    )
    categories = [category.id for category in codebook.categories]

    def to_categories(matrix: np.ndarray) -> np.ndarray:
        return trials.by_category(matrix, every, codebook)

    shown = [every.index(theme) for theme in themes]
    true_categories, given_categories, category_probabilities = (
        to_categories(whole),
        joined.categories,
        joined.category_probabilities,
    )
    first, second, dictionary = (others[name] for name in (*CODERS, "dictionary"))
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
        "theme": {
            "classifier": trials.summarise(truth, joined.chosen)
            | trials.calibration(truth, joined.probabilities)
            | {"micro_f1_all_themes": round(_micro_of_all(whole, joined.chosen, shown), 4)}
            | _certainty(truth, joined, model.sure_from),
            "coders": trials.summarise(first[:, shown], second[:, shown]),
            "dictionary": trials.summarise(truth, dictionary[:, shown]),
        },
        "category": {
            "classifier": trials.summarise(true_categories, given_categories)
            | trials.calibration(true_categories, category_probabilities),
            "coders": trials.summarise(to_categories(first), to_categories(second)),
            "dictionary": trials.summarise(true_categories, to_categories(dictionary)),
        },
        "transfer": {
            name: {
                "training_count": len(split.training),
                "test_count": len(split.test),
                "theme": trials.summarise(truth[split.test], outcome.chosen),
                "category": trials.summarise(true_categories[split.test], outcome.categories),
            }
            for (name, split), outcome in zip(
                transfers.items(), outcomes[len(splits) :], strict=True
            )
        },
    }
    levels = (
        (
            "theme",
            themes,
            truth,
            joined.chosen,
            joined.probabilities,
            first[:, shown],
            second[:, shown],
            dictionary[:, shown],
        ),
        (
            "category",
            categories,
            true_categories,
            given_categories,
            category_probabilities,
            *map(to_categories, (first, second, dictionary)),
        ),
    )
    _write_table([row for level in levels for row in _rows(*level)], folder / EVALUATION_TABLE.name)
    text = json.dumps(marks, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    write_text_whole(folder / EVALUATION.name, text)
    write_text_whole(folder / MODEL_CARD.name, model_card(marks))
    return marks


def _micro_of_all(whole: np.ndarray, chosen: np.ndarray, shown: Sequence[int]) -> float:
    return 2 * (whole[:, shown] & chosen).sum() / (whole.sum() + chosen.sum())


def _certainty(truth: np.ndarray, outcome, sure_from: float) -> dict[str, float | int]:
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


def _rows(
    level: str, codes: Sequence[str], truth, chosen, probabilities, first, second, dictionary
) -> Iterator[dict]:
    from ofsted.classifier.evaluation import calibration, per_code

    ours, coders, floor = (
        per_code(codes, truth, chosen),
        per_code(codes, first, second),
        per_code(codes, truth, dictionary),
    )
    for place, row in ours.iterrows():
        own = calibration(truth[:, place], probabilities[:, place])
        yield {
            "level": level,
            **row.to_dict(),
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
    return f"model of {path.stat().st_size / 1e6:.1f} MB loaded in {loaded - start:.2f} s, {len(texts)} recommendations coded in {coded - loaded:.2f} s"
