"""What people have coded and the project has taken in: who, which sample, and how far it agrees.

A coder is a person where `coders.yaml` says so (`kind: person`) and names the sample that they were
given (`sample: 400-7`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted import paths
from ofsted.analysis.counting.dataset import Dataset, join_dataset
from ofsted.analysis.inference.correction import (
    Checked,
    Corrected,
    correct_difference,
    correct_share,
)
from ofsted.codebook import Codebook
from ofsted.coding.kept import read_codings
from ofsted.coding.own import Answer
from ofsted.coding.records import PERSON, CodedText
from ofsted.coding.rounds import coder_file
from ofsted.coding.sampling import OwnSample, inclusion_probabilities, parse_sample
from ofsted.coding.texts import text_id
from ofsted.documents import read_yaml, reading
from ofsted.errors import OfstedError, SchemaError
from ofsted.steps.published import in_scheme

LEVELS = ("category", "what", "who")  # that are corrected; themes are too rare in a sample


@dataclass(frozen=True)
class Person:
    """One person's codings, by text id, of the sample that they were given."""

    name: str
    sample: OwnSample
    answers: Mapping[str, Answer]


def named_people(record: Mapping[str, Mapping[str, object]]) -> dict[str, OwnSample]:
    """The people among the coders of `coders.yaml` with their samples.

    Raises `SchemaError` where one has no sample.
    """
    found = {}
    for name, told in record.items():
        if told.get("kind") != PERSON:
            continue
        try:
            found[name] = parse_sample(str(told.get("sample", "")))
        except OfstedError as error:
            raise SchemaError(
                f"{paths.CODERS.name}: {name} is a person; expected sample: 400-7 or the like"
            ) from error
    return found


def read_people(codebook: Codebook) -> list[Person]:
    """The people whose codings are kept, in the order of `coders.yaml`; usually none.

    Raises `SchemaError`, also where a person's codings are not there.
    """
    with reading(paths.CODERS, "a record of the coders"):
        samples = named_people(read_yaml(paths.CODERS)["coders"])
    found = []
    for name, sample in samples.items():
        path = coder_file(name)
        if not path.exists():
            raise SchemaError(
                f"{paths.CODERS.name}: names {name}, whose codings are not kept; expected"
                f" {path.name}, which `python -m ofsted coding import --coder {name}` writes"
            )
        coded = read_codings(path, codebook.version)
        answers = {key: _answer(text) for key, text in coded.items()}
        found.append(Person(name, sample, answers))
    return found


def _answer(text: CodedText) -> Answer:
    ordered = sorted(text.labels, key=lambda label: not label.is_primary)
    return Answer(text.text_id, tuple(label.theme for label in ordered), text.reason)


@dataclass(frozen=True)
class Check:
    """Recommendations with what a person gave them; `dataset` holds the person's themes where they
    have read one, and ours elsewhere.
    """

    dataset: Dataset
    is_read: np.ndarray
    chances: np.ndarray


def make_check(dataset: Dataset, people: Sequence[Person]) -> Check | None:
    """The coding of the person who has read most, in the view of the codebook that the dataset is
    made for; None without any. Two samples together would have other chances than each alone.
    """
    if not people:
        return None
    person = max(people, key=lambda one: len(one.answers))
    rows = dataset.recommendations
    keys = rows["text_sha256"].map(text_id)
    is_read = keys.isin(person.answers.keys()).to_numpy()
    themes = [
        list(person.answers[key].themes) if key in person.answers else list(ours)
        for key, ours in zip(keys, rows["themes"], strict=True)
    ]
    categories = [dataset.codebook.categories_of(of_one) for of_one in themes]
    lists = {"themes": themes, "categories": categories}
    columns = {
        name: pd.Series(values, index=rows.index, dtype=object) for name, values in lists.items()
    }
    theirs = rows.assign(**columns)
    leaves = join_dataset(dataset.reports.drop(columns="period"), theirs, dataset.codebook)
    chances = np.where(is_read, inclusion_probabilities(rows, person.sample.most), 1.0)
    # Of a sample the order is by lot: whoever has read its first part has read a smaller sample.
    part = min(1.0, is_read.sum() / min(person.sample.most, len(rows)))
    return Check(in_scheme(leaves, dataset.scheme or "full"), is_read, chances * part)


def correct_sides(
    dataset: Dataset, check: Check, level: str, first: np.ndarray, second: np.ndarray | None
) -> pd.DataFrame:
    """One row per code of the level: the difference of two sides, bool over recommendations, as we
    coded it and corrected, with its interval and how much was read; without a second side, the
    share of the first. Empty for a level that is not corrected.
    """
    if level not in LEVELS:
        return pd.DataFrame()
    ours, theirs = dataset.hits(level), check.dataset.hits(level)
    areas = pd.factorize(dataset.reports["urn"])[0][dataset.report_rows]
    rows = []
    for place, code in enumerate(dataset.codes(level)):
        checked = Checked(ours[:, place], theirs[:, place], check.is_read, check.chances, areas)
        if second is None:
            found = correct_share(checked, first)
        else:
            found = correct_difference(checked, first, second)
        rows.append({"code": code, "label": dataset.codebook.labels[code], **_columns(found)})
    return pd.DataFrame(rows)


def correct_shares(dataset: Dataset, check: Check, level: str) -> pd.DataFrame:
    """One row per code of the level: its share of all recommendations, as we coded it and
    corrected; empty for a level that is not corrected.
    """
    everyone = np.ones(len(dataset.recommendations), dtype=bool)
    return correct_sides(dataset, check, level, everyone, None)


def _columns(found: Corrected) -> dict[str, float | int]:
    low, high = found.interval
    return {
        "plain": found.plain,
        "corrected": found.corrected,
        "corrected_low": low,
        "corrected_high": high,
        "read_count": found.read_count,
    }
