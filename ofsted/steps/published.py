"""The one way to the published dataset, for commands and dashboard alike."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ofsted import paths
from ofsted.analysis.counting.dataset import Dataset, join_dataset
from ofsted.analysis.counting.schemes import apply_scheme
from ofsted.analysis.headlines.reliability import take_scope
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding.texts import text_id
from ofsted.errors import OfstedError, SchemaError
from ofsted.extract.wording import clean_text, normal_text, text_hash
from ofsted.tables import stored
from ofsted.tables.declared import QUOTES

HYDRATE = "`python -m ofsted hydrate` writes it anew"
_MOST_NAMED = 20  # recommendations in a message
_log = logging.getLogger(__name__)


def read_leaves(codebook: Codebook | None = None) -> Dataset:
    """The published reports and recommendations with the themes as they were coded.

    Raises `SchemaError`.
    """
    codebook = codebook or read_codebook(paths.CODEBOOK)
    return join_dataset(stored.read_reports(), stored.read_recommendations(), codebook)


def in_scheme(leaves: Dataset, scheme: str) -> Dataset:
    """That dataset in a view of the codebook.

    Themes on which the coders agree too little are rolled up.
    """
    return apply_scheme(leaves, scheme, doubtful_themes(scheme))


def read_scheme(scheme: str) -> Dataset:
    """The published dataset in a view of the codebook, as the dashboard counts it."""
    return in_scheme(read_leaves(), scheme)


def doubtful_themes(scheme: str) -> set[str]:
    """Themes on which the two coders agree too little to be counted on their own.

    Raises `SchemaError`, also where the table on agreement is not there: without it other themes
    would be counted.
    """
    rows = take_scope(stored.read_agreement(), scheme, "all", "theme")
    return set(rows.loc[rows["why_not"] == "low-kappa", "code"])


def read_names() -> set[str]:
    """Every name that an authority goes by."""
    areas = stored.read_areas()
    return {*areas["name"], *(name for names in areas["also_known_as"] for name in names)}


@dataclass(frozen=True)
class Wording:
    """The verbatim texts kept on this machine that are proved, by recommendation id, and in words
    what was left aside; None where all is proved.
    """

    texts: dict[str, str]
    left_aside: str | None = None


def read_quotes() -> dict[str, str]:
    """The verbatim texts kept on this machine, by recommendation id; empty where there are none.

    What cannot be proved counts as absent and is named in the log.
    """
    wording = read_wording()
    if wording.left_aside:
        _log.warning(wording.left_aside)
    return wording.texts


def read_wording() -> Wording:
    """The one way in for kept wording: only a text is given whose hash the release records for its
    recommendation. A table that is damaged, or of another release, gives none of its others.

    Raises `SchemaError` where the table of recommendations cannot be read.
    """
    path = paths.quotes_table()
    if not path.exists():
        return Wording({})
    try:
        table = stored.read_table(QUOTES, path)
    except SchemaError as error:
        return Wording({}, f"{path}: left aside, for it is damaged ({error}); {HYDRATE}")
    rows = table.select(["recommendation_id", "quote"]).to_pylist()
    quotes = {str(row["recommendation_id"]): str(row["quote"]) for row in rows}
    texts, unproved = prove_quotes(quotes, stored.read_text_hashes())
    return Wording(texts, _name_unproved(path.name, table.num_rows, unproved))


def prove_quotes(
    quotes: Mapping[str, str], hashes: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """The quotes whose hash is the recorded one, and the ids of the others.

    Signs that leave no trace on paper are no part of the hash: they are taken out, for they could
    turn the letters round.
    """
    texts, unproved = {}, []
    for key, quote in quotes.items():
        if text_hash(quote) == hashes.get(key):
            texts[key] = clean_text(quote)
        else:
            unproved.append(key)
    return texts, unproved


def _name_unproved(name: str, count: int, unproved: Sequence[str]) -> str | None:
    if not unproved:
        return None
    named = ", ".join(unproved[:_MOST_NAMED])
    others = len(unproved) - _MOST_NAMED
    if others > 0:
        named += f" and {others:,} more"
    return (
        f"{name}: {len(unproved):,} of {count:,} texts left aside, for they are not the wording"
        f" that this release records: {named}; {HYDRATE}"
    )


def read_texts() -> dict[str, str]:
    """Normalised texts by text id.

    Raises `OfstedError` where the texts have not been hydrated.
    """
    quotes = read_quotes()
    recommendations = stored.read_recommendations()
    columns = (recommendations[name] for name in ("recommendation_id", "text_sha256"))
    missing = 0
    texts = {}
    for key, digest in zip(*columns, strict=True):
        if key in quotes:
            texts[text_id(digest)] = normal_text(quotes[key])
        else:
            missing += 1
    if missing:
        raise OfstedError(
            f"{missing} recommendations have no text here; "
            "`python -m ofsted hydrate` reads them from the reports"
        )
    return texts
