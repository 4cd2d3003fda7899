"""The committed tables, loaded once per process and again when they change on disk."""

from __future__ import annotations

import gc
import json
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from ofsted import paths, tables, words
from ofsted.analysis.claim_words import BASES, VERDICT_LABELS
from ofsted.analysis.counts import GROUPINGS
from ofsted.analysis.dataset import Dataset, join_dataset
from ofsted.analysis.reliability import take_scope
from ofsted.analysis.schemes import apply_scheme
from ofsted.analysis.selection import list_options
from ofsted.codebook import Codebook, read_codebook
from ofsted.dashboard.search import make_haystack
from ofsted.dashboard.view import Vocabulary, make_vocabulary

MOST_DOTS = 25  # themes in a chart of agreement, unless all are asked for
LEVELS = {"category": "Nine categories", "theme": "Themes"}
SORTS = {"newest": "Newest first", "oldest": "Oldest first", "area": "Area, A to Z", "longest": "Longest first"}
SHOWS = {"cards": "Cards", "table": "Table"}
_OFFERED = {
    "reports": paths.REPORTS_TABLE, "recommendations": paths.RECOMMENDATIONS_TABLE, "codings": paths.CODINGS_TABLE,
    "codebook": paths.CODEBOOK, "datapackage": paths.DATA_PACKAGE, "csv-metadata": paths.DOWNLOADS_METADATA,
}
_MEDIA_TYPES = {".parquet": "application/vnd.apache.parquet", ".json": "application/json", ".yaml": "application/yaml"}
STEPS = {"year": "Years", "quarter": "Quarters"}
DOTS = {"lowest": f"The {MOST_DOTS} lowest", "all": "All themes"}
COUNTINGS = {"plain": "Each recommendation once", "weighted": "Weighted to all reports"}
VERDICTS = {"all": "All verdicts"} | VERDICT_LABELS
SPLITS = {"none": "No split"} | {grouping: words.field_label(grouping) for grouping in GROUPINGS}


@dataclass(frozen=True)
class Release:
    """The data as published: what is counted, what links may say, the version and the record of the build."""

    dataset: Dataset
    vocabulary: Vocabulary
    build: dict

    @property
    def version(self) -> str:
        """Version of the data that the figures come from."""
        return self.vocabulary.version


def read_release(scheme: str = "full") -> Release:
    """The current release in a view of the codebook; reads files only when one of them has changed. Raises `SchemaError`."""
    return _load(_stamp(paths.REPORTS_TABLE, paths.RECOMMENDATIONS_TABLE, paths.CODEBOOK, paths.BUILD_RECORD), scheme)


@dataclass(frozen=True)
class Reliability:
    """The stored tables on how far the coding can be trusted."""

    by_code: pd.DataFrame
    by_set: pd.DataFrame
    disagreements: pd.DataFrame
    audit: pd.DataFrame


def read_reliability() -> Reliability:
    """Agreement of the coders, their disagreements and the audit; reads files only when one of them has changed. Raises `SchemaError`."""
    return _load_reliability(_stamp(paths.AGREEMENT_TABLE, paths.AGREEMENT_SETS_TABLE, paths.DISAGREEMENTS_TABLE, paths.AUDIT_TABLE))


def read_areas() -> pd.DataFrame:
    """All areas, abolished ones too, with their tiles and neighbours; reads the file only when it has changed. Raises `SchemaError`."""
    return _load_areas(_stamp(paths.AREAS_TABLE))


def list_abolished(release: Release) -> list[str]:
    """Names of the abolished areas on which the release has no report."""
    areas = read_areas()
    return areas.loc[areas["active_to_on"].notna() & ~areas["urn"].isin(list(release.dataset.area_names)), "name"].sort_values().tolist()


def read_hydrated() -> dict[str, str]:
    """Quotes that were hydrated on this machine, by recommendation id."""
    return _load_quotes(_stamp(paths.quotes_table()))


def read_haystack() -> list[str]:
    """What each recommendation of the release is searched by, in the order of the table."""
    return _load_haystack(read_release().version, _stamp(paths.RECOMMENDATIONS_TABLE, paths.quotes_table()))


def read_file(name: str) -> bytes:
    """A committed file that the page About offers, as it is. Raises `KeyError`, `OSError`."""
    return _OFFERED[name].read_bytes()


def kind_of(name: str) -> tuple[str, str]:
    """Suffix and media type of a file that the page About offers. Raises `KeyError`."""
    suffix = _OFFERED[name].suffix
    return suffix, _MEDIA_TYPES[suffix]


def data_version() -> str:
    """Version of the data as the build recorded it; `unreleased` before the first build."""
    return str(_read_build().get("data_version", "unreleased"))


def _read_build() -> dict:
    return json.loads(paths.BUILD_RECORD.read_text(encoding="utf-8")) if paths.BUILD_RECORD.exists() else {}


def _stamp(*files) -> tuple:
    return tuple((f.stat().st_mtime_ns, f.stat().st_size) if f.exists() else None for f in files)


@st.cache_resource(max_entries=len(words.codes("scheme")) + 1, show_spinner=False)
def _load(stamp: tuple, scheme: str | None = None) -> Release:
    if scheme is not None:
        leaves = _load(stamp)
        return replace(leaves, dataset=apply_scheme(leaves.dataset, scheme, _doubtful_themes(scheme)))
    codebook = read_codebook(paths.CODEBOOK)
    dataset = join_dataset(tables.read_reports(), tables.read_recommendations(), codebook)
    release = Release(dataset, _make_vocabulary(dataset, codebook, data_version()), _read_build())
    # The tables live as long as the process: keep Streamlit's collection after every run from walking them.
    gc.collect()
    gc.freeze()
    return release


@st.cache_resource(max_entries=1, show_spinner=False)
def _load_reliability(stamp: tuple) -> Reliability:
    return Reliability(tables.read_agreement(), tables.read_agreement_sets(), tables.read_disagreements(), tables.read_audit())


@st.cache_resource(max_entries=1, show_spinner=False)
def _load_areas(stamp: tuple) -> pd.DataFrame:
    return tables.read_areas()


def _doubtful_themes(scheme: str) -> set[str]:
    """Themes on which the two coders agree too little to be counted on their own (kappa below 0.60)."""
    if not paths.AGREEMENT_TABLE.exists():
        return set()
    rows = take_scope(tables.read_agreement(), scheme, "all", "theme")
    return set(rows.loc[rows["why_not"] == "low-kappa", "code"])


@st.cache_resource(max_entries=1, show_spinner=False)
def _load_quotes(stamp: tuple) -> dict[str, str]:
    return tables.read_quotes()


@st.cache_resource(max_entries=1, show_spinner=False)
def _load_haystack(version: str, stamp: tuple) -> list[str]:
    return make_haystack(read_release().dataset, read_hydrated())


def _make_vocabulary(dataset: Dataset, codebook: Codebook, version: str) -> Vocabulary:
    named = ("framework", "rating", "deprivation", "rurality", "la_type", "body", "unit", "scheme")
    labels = {name: {code: (words.label(name, code), words.short_label(name, code)) for code in words.codes(name)} for name in named}
    labels |= {
        "region": {region: (region,) for region in list_options(dataset, "region")},
        "area": {urn: (name,) for urn, name in dataset.area_names.items()},
        "place": {row.place: (row.name, *row.also_known_as) for row in tables.read_areas().itertuples(index=False)},
        "category": {category.id: (category.label,) for category in codebook.categories},
        "theme": {theme.id: (theme.label,) for theme in codebook.themes},
    }
    choices = {
        "by": SPLITS,
        "level": LEVELS,
        "steps": STEPS,
        "sort": SORTS,
        "show": SHOWS,
        "basis": BASES,
        "verdict": VERDICTS,
        "counting": COUNTINGS,
        "dots": DOTS,
    }
    labels |= {name: {code: (label,) for code, label in by_code.items()} for name, by_code in choices.items()}
    years = list_options(dataset, "year")
    return make_vocabulary(labels, (years[0], years[-1]), dataset.recommendations["recommendation_id"], version)
