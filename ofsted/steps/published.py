"""The one way to the published dataset, for commands and dashboard alike."""

from __future__ import annotations

from ofsted import paths
from ofsted.analysis.counting.dataset import Dataset, join_dataset
from ofsted.analysis.counting.schemes import apply_scheme
from ofsted.analysis.headlines.reliability import take_scope
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding.texts import text_id
from ofsted.errors import OfstedError
from ofsted.extract.wording import normal_text
from ofsted.tables import stored


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
    """Themes on which the two coders agree too little to be counted on their own."""
    if not paths.AGREEMENT_TABLE.exists():
        return set()
    rows = take_scope(stored.read_agreement(), scheme, "all", "theme")
    return set(rows.loc[rows["why_not"] == "low-kappa", "code"])


def read_names() -> set[str]:
    """Every name that an authority goes by."""
    areas = stored.read_areas()
    return {*areas["name"], *(name for names in areas["also_known_as"] for name in names)}


def read_texts() -> dict[str, str]:
    """Normalised texts by text id.

    Raises `OfstedError` where the texts have not been hydrated.
    """
    quotes = stored.read_quotes()
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
