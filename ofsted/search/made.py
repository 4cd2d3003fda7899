"""Makes the search engine from the stored tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ofsted.codebook import Codebook
from ofsted.glossary import REGIONS
from ofsted.search.engine import Corpus, Engine
from ofsted.search.fields import Fields
from ofsted.search.questions import make_gazetteer
from ofsted.search.spelling import Speller
from ofsted.search.stems import is_said, split_texts, stems_of_texts
from ofsted.search.synonyms import Synonyms
from ofsted.search.topics import Topics


@dataclass(frozen=True)
class Index:
    """The stored index: the bag of every recommendation by its id, and the words of all of them."""

    bags: dict[str, Counter[str]]
    words: tuple[str, ...]


def make_engine(
    recommendations: pd.DataFrame,
    areas: pd.DataFrame,
    codebook: Codebook,
    index: Index,
    synonyms: Synonyms,
) -> Engine:
    """The engine over the recommendations, in their order."""
    summaries = recommendations["summary"].fillna("").tolist()
    headings = recommendations["section"].fillna("").tolist()
    fields = Fields(
        {
            "wording": [index.bags[key] for key in recommendations["recommendation_id"]],
            "summary": _bags(summaries),
            "heading": _bags(headings),
        }
    )
    topics, words = Topics(codebook), set(index.words)
    for said in split_texts([*dict.fromkeys(summaries), *_texts_of(codebook)]):
        words.update(said)
    return Engine(
        _corpus(recommendations, codebook),
        fields,
        topics,
        synonyms,
        make_gazetteer(_area_names(areas), REGIONS, _years(recommendations)),
        Speller(list(filter(is_said, words)), list(topics.labels.values()), sorted(synonyms.words)),
    )


def _bags(texts: list[str]) -> list[Counter[str]]:
    """The bag of stems of each text; texts that stand more than once are read once."""
    different = list(dict.fromkeys(texts))
    stems = stems_of_texts(different)
    bag_of = {text: Counter(names) for text, names in zip(different, stems, strict=True)}
    return [bag_of[text] for text in texts]


def _texts_of(codebook: Codebook) -> list[str]:
    """Names and keywords, whose words are known too."""
    return [text for theme in codebook.themes for text in (theme.label, *theme.keywords)]


def _corpus(recommendations: pd.DataFrame, codebook: Codebook) -> Corpus:
    number_of = {theme.id: number for number, theme in enumerate(codebook.themes)}
    hits = np.zeros((len(recommendations), len(number_of)), dtype=bool)
    for row, themes in enumerate(recommendations["themes"]):
        hits[row, [number_of[theme] for theme in themes]] = True
    return Corpus(
        tuple(recommendations["recommendation_id"]),
        hits,
        {
            "area": recommendations["urn"].to_numpy(dtype=str),
            "region": recommendations["region"].to_numpy(dtype=str),
            "year": recommendations["year"].to_numpy(dtype=int),
        },
        pd.to_datetime(recommendations["published_on"]).to_numpy().astype("int64"),
    )


def _area_names(areas: pd.DataFrame) -> dict[str, list[str]]:
    """The names of every area that reports can be about, by its provider number."""
    named = areas[areas["urn"].notna()]
    rows = zip(named["urn"], named["name"], named["also_known_as"], strict=True)
    return {urn: [name, *others] for urn, name, others in rows}


def _years(recommendations: pd.DataFrame) -> tuple[int, int]:
    years = recommendations["year"]
    return int(years.min()), int(years.max())
