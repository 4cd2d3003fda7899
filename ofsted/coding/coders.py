"""What every coder gives a recommendation, as the stored tables of recommendations and codings
carry it.

The build writes them from here and `check` compares with them what is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ofsted.codebook import Codebook
from ofsted.coding import adjudication, dictionary
from ofsted.coding.dictionary import DictionaryCoder
from ofsted.coding.records import CodedText, Label

Given = Mapping[str, Sequence[Label]]  # labels in codebook order by coder


@dataclass(frozen=True)
class Coders:
    """The kept codings by coder and text id, and the coder by keywords; `best` is whose coding the
    recommendations carry.
    """

    codebook: Codebook
    kept: Mapping[str, Mapping[str, CodedText]]
    best: str

    @cached_property
    def _dictionary(self) -> DictionaryCoder:
        return DictionaryCoder(self.codebook)

    def kept_labels(self, text_id: str) -> dict[str, list[Label]]:
        """What the coders whose codings are kept give a text."""
        uncoded = CodedText(text_id, ())
        return {
            coder: self._in_order(coded.get(text_id, uncoded).labels)
            for coder, coded in self.kept.items()
        }

    def labels(self, text_id: str, text: str) -> dict[str, list[Label]]:
        """What all coders give a text, `text` being its normal form; the coder by keywords comes
        first.
        """
        by_keyword = [
            Label(found.theme, found.start, found.end, False)
            for found in self._dictionary.code(text)
        ]
        return {dictionary.CODER: by_keyword} | self.kept_labels(text_id)

    def _in_order(self, labels: Sequence[Label]) -> list[Label]:
        by_theme = {label.theme: label for label in labels}
        return [by_theme[theme] for theme in self.codebook.in_order(set(by_theme))]


def gather_coders(
    codebook: Codebook,
    coders: Mapping[str, Mapping[str, CodedText]],
    adjudicated: Mapping[str, CodedText],
    texts: Collection[str],
) -> Coders:
    """The coders with the adjudicated coding as the best once it covers all texts, else with the
    coder by keywords as the best.
    """
    if adjudicated.keys() >= set(texts):
        return Coders(codebook, {**coders, adjudication.CODER: adjudicated}, adjudication.CODER)
    return Coders(codebook, dict(coders), dictionary.CODER)


def coded_columns(given: Given, coders: Coders) -> dict:
    """The columns of a recommendation that say how it is coded."""
    best = given[coders.best]
    themes = [label.theme for label in best]
    return {
        "themes": themes,
        "categories": coders.codebook.categories_of(themes),
        "primary_theme": next((label.theme for label in best if label.is_primary), None),
        "coders_agree": _agree(given),
        "coder": coders.best,
        "codebook_version": coders.codebook.version,
    }


def _agree(given: Given) -> bool | None:
    """Whether the two coders gave the same themes, before adjudication; None while there are not
    two.
    """
    sets = [
        {label.theme for label in labels}
        for coder, labels in given.items()
        if coder not in (dictionary.CODER, adjudication.CODER)
    ]
    if len(sets) != 2:
        return None
    return sets[0] == sets[1]


def coding_rows(recommendation_id: str, given: Given, codebook_version: str) -> list[dict]:
    """The rows of the table of codings for one recommendation."""
    return [
        {
            "recommendation_id": recommendation_id,
            "theme": label.theme,
            "coder": coder,
            "trigger_start": label.start,
            "trigger_end": label.end,
            "is_primary": _is_primary(label, coder),
            "codebook_version": codebook_version,
        }
        for coder, labels in given.items()
        for label in labels
    ]


def _is_primary(label: Label, coder: str) -> bool | None:
    """Whether the theme is the primary one; None from the coder by keywords, which names none."""
    if coder == dictionary.CODER:
        return None
    return label.is_primary
