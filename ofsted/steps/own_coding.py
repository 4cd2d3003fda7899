"""A person codes a sample of the recommendations: what is drawn, with its wording, and their
answers beside ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from ofsted.codebook import Codebook
from ofsted.coding.beside import (
    LEVELS,
    SetAgreement,
    list_apart,
    put_beside,
    set_agreement,
    weighted_agreement,
)
from ofsted.coding.own import Answer
from ofsted.coding.sampling import OwnSample, draw_own_sample, inclusion_probabilities
from ofsted.coding.texts import text_id
from ofsted.errors import OfstedError


def known_wordings(recommendations: pd.DataFrame) -> frozenset[str]:
    """The ids of all wordings of the release."""
    return frozenset(recommendations["text_sha256"].map(text_id))


def wordings_of(drawn: pd.DataFrame, quotes: Mapping[str, str]) -> dict[str, str]:
    """The wording of every drawn recommendation by text id, in the order of the draw, each once.

    Raises `OfstedError` where some are not at hand: a sample without them would be another one.
    """
    ids = drawn["recommendation_id"].tolist()
    missing = [key for key in ids if key not in quotes]
    if missing:
        raise OfstedError(
            f"the wording of {len(missing):,} of the {len(ids):,} drawn recommendations is not"
            " here; `python -m ofsted hydrate` reads it from the reports, which `python -m ofsted"
            " download` fetches"
        )
    found: dict[str, str] = {}
    for key, text in zip(ids, drawn["text_id"], strict=True):
        found.setdefault(text, quotes[key])
    return found


def our_themes(recommendations: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """The published themes of every wording, by text id."""
    keys = recommendations["text_sha256"].map(text_id)
    return {key: tuple(themes) for key, themes in zip(keys, recommendations["themes"], strict=True)}


@dataclass(frozen=True)
class Compared:
    """One person's answers beside ours: agreement by level, on whole sets by level, and the
    recommendations on which the two differ.
    """

    answered_count: int
    by_code: Mapping[str, pd.DataFrame]
    by_set: Mapping[str, SetAgreement]
    apart: pd.DataFrame


def compare_answers(
    recommendations: pd.DataFrame,
    codebook: Codebook,
    sample: OwnSample,
    answers: Mapping[str, Answer],
) -> Compared:
    """What agreement there is, weighted to all recommendations.

    Raises `OfstedError` where no answer is on a recommendation.
    """
    drawn = answered(recommendations, sample, answers.keys())
    ours = our_themes(recommendations)
    theirs = _themes_of(answers)
    besides = {level: put_beside(drawn, ours, theirs, codebook, level) for level in LEVELS}
    return Compared(
        len(drawn),
        {level: _labelled(weighted_agreement(two), codebook) for level, two in besides.items()},
        {level: set_agreement(two) for level, two in besides.items()},
        list_apart(drawn, ours, answers, codebook),
    )


def answered(
    recommendations: pd.DataFrame, sample: OwnSample, text_ids: Iterable[str]
) -> pd.DataFrame:
    """The drawn recommendations whose wording was coded, with the chance to be drawn.

    Where the data have changed since the draw, another sample would be drawn now. A coded wording
    that is no part of it counts with the chance that it has today.
    """
    wanted = set(text_ids)
    drawn = draw_own_sample(recommendations, sample)
    found = drawn[drawn["text_id"].isin(wanted)]
    others = wanted - set(found["text_id"])
    if others:
        chances = inclusion_probabilities(recommendations, sample.most)
        frame = recommendations.assign(
            text_id=recommendations["text_sha256"].map(text_id), inclusion_probability=chances
        )
        frame = frame[frame["text_id"].isin(others)].drop_duplicates("text_id")
        found = pd.concat([found, frame[[*found.columns.drop("stratum")]]], ignore_index=True)
    if found.empty:
        raise OfstedError("no recommendation is coded yet; expected at least one answer")
    return found


def _themes_of(answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    return {key: answer.themes for key, answer in answers.items()}


def _labelled(figures: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    labelled = figures.copy()
    labelled.insert(1, "label", [codebook.labels[code] for code in figures["code"]])
    return labelled


@dataclass(frozen=True)
class Between:
    """How far two people agree with each other."""

    first: str
    second: str
    by_set: Mapping[str, SetAgreement]
    mean_kappa: Mapping[str, float]


def compare_people(
    recommendations: pd.DataFrame,
    codebook: Codebook,
    people: Mapping[str, tuple[OwnSample, Mapping[str, Answer]]],
) -> list[Between]:
    """Agreement of every pair of people on the recommendations that both have coded; none where
    they share none.
    """
    found = []
    for (first, one), (second, two) in combinations(people.items(), 2):
        shared = one[1].keys() & two[1].keys()
        if not shared:
            continue
        drawn = answered(recommendations, one[0], shared)
        first_themes, second_themes = _themes_of(one[1]), _themes_of(two[1])
        besides = {
            level: put_beside(drawn, first_themes, second_themes, codebook, level)
            for level in LEVELS
        }
        found.append(
            Between(
                first,
                second,
                {level: set_agreement(of) for level, of in besides.items()},
                {
                    level: float(weighted_agreement(of)["kappa"].mean())
                    for level, of in besides.items()
                },
            )
        )
    return found
