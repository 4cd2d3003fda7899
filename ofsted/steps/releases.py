"""Releases that are kept: made by a command of its own, never by a build, and read again for the
links that were made for them.

A release is a folder `data/releases/<version>/` with the tables that views read, the defaults of a
link at that time and `about.json`. It is stand-off data like all else here: no report text.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from ofsted import paths
from ofsted.analysis.counting.dataset import Dataset, join_dataset
from ofsted.analysis.counting.schemes import apply_scheme
from ofsted.analysis.headlines.reliability import take_scope
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding.texts import text_id
from ofsted.corpus.files import file_sha256
from ofsted.documents import read_json, reading
from ofsted.errors import OfstedError, SchemaError
from ofsted.limits import MOST_RELEASE_BYTES
from ofsted.release.citation import cite_release
from ofsted.search.engine import Engine
from ofsted.search.made import Index, make_engine
from ofsted.search.synonyms import read_synonyms
from ofsted.steps.search import read_bags
from ofsted.tables.declared import AGREEMENT, AREAS, RECOMMENDATIONS, REPORTS, SEARCH_STEMS
from ofsted.tables.stored import data_version, read_older_table, read_table
from ofsted.tables.whole import write_text_whole

ABOUT = "about.json"
NO_DOI = "none"
# What the version is made of, in this order, and what views read besides.
VERSIONED = (
    paths.REPORTS_TABLE.name,
    paths.RECOMMENDATIONS_TABLE.name,
    paths.CODINGS_TABLE.name,
    paths.AREAS_TABLE.name,
)
_READ = (
    paths.AGREEMENT_TABLE.name,
    paths.CODEBOOK.name,
    paths.CODEBOOK_NAMES.name,
    paths.SEARCH_TABLE.name,
    paths.SEARCH_STEMS_TABLE.name,
    paths.SYNONYMS.name,
    paths.BUILD_RECORD.name,
)
KEPT_FILES = (*VERSIONED, *_READ)
# Files that the first releases do not have, in words.
_LATER_FILES = {
    paths.CODEBOOK_NAMES.name: "public names of the categories",
    paths.SEARCH_TABLE.name: "an index for search of its own",
}
# Columns that came later, in words; any other is named as it is.
_LATER_COLUMNS = {
    "next_report": "what the next report shows of a recommendation",
    "orientation": "whether it asks for a process, an output or an outcome",
}
_VERSION = re.compile(r"[0-9a-f]{10}")
_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s<>\"]+")


@dataclass(frozen=True)
class About:
    """What a kept release says of itself; `defaults` are those of every parameter of a link, and
    `opening` the filters of an address that says nothing, at the time when it was made.
    """

    version: str
    made_on: date
    published_to: date
    counts: Mapping[str, int]
    citation: str
    doi: str | None
    defaults: Mapping[str, list[str]]
    opening: Mapping[str, list[str]]
    byte_count: int = 0


@dataclass(frozen=True)
class KeptRelease:
    """The tables of a kept release; `absent` names in words what it does not have, and
    `absent_columns` those of the recommendations that came later.
    """

    about: About
    folder: Path
    codebook: Codebook
    leaves: Dataset
    areas: pd.DataFrame
    agreement: pd.DataFrame
    absent: tuple[str, ...]
    absent_columns: tuple[str, ...]

    def in_scheme(self, scheme: str) -> Dataset:
        """The dataset in a view of the codebook, themes rolled up as they were then."""
        rows = take_scope(self.agreement, scheme, "all", "theme")
        doubtful = set(rows.loc[rows["why_not"] == "low-kappa", "code"])
        return apply_scheme(self.leaves, scheme, doubtful)

    @cached_property
    def engine(self) -> Engine:
        """The search over this release, by its own index, or by today's where it has none: a bag
        of today's counts only where the wording is the same. Raises `SchemaError`.
        """
        folder = self.folder
        if not (folder / paths.SEARCH_TABLE.name).is_file():
            folder = paths.DATA
        stems = read_table(SEARCH_STEMS, folder / paths.SEARCH_STEMS_TABLE.name).to_pylist()
        words = tuple(word for row in stems for word in row["words"])
        bags = _bags_of(self.leaves.recommendations, folder)
        synonyms = read_synonyms(folder / paths.SYNONYMS.name)
        recommendations = self.leaves.recommendations
        return make_engine(recommendations, self.areas, self.codebook, Index(bags, words), synonyms)


def _bags_of(recommendations: pd.DataFrame, folder: Path) -> dict[str, Counter[str]]:
    """The bag of every recommendation, empty where the index is of another wording."""
    held = read_bags(folder)
    bags = {}
    columns = (recommendations[name] for name in ("recommendation_id", "text_sha256"))
    for key, digest in zip(*columns, strict=True):
        text, bag = held.get(key, ("", Counter()))
        bags[key] = bag if text == text_id(digest) else Counter()
    return bags


# Reading


def is_version(text: str) -> bool:
    """Whether a text can be a data version, so that no other names a folder."""
    return bool(_VERSION.fullmatch(text))


def list_releases(releases: Path = paths.RELEASES) -> list[About]:
    """What every kept release says of itself, the latest first. Raises `SchemaError`."""
    found = [read_about(path.parent) for path in releases.glob(f"*/{ABOUT}")]
    return sorted(found, key=lambda about: (about.made_on, about.version), reverse=True)


def is_kept(version: str, releases: Path = paths.RELEASES) -> bool:
    """Whether a release of this version is kept."""
    return is_version(version) and (releases / version / ABOUT).is_file()


def read_about(folder: Path) -> About:
    """What the release of a folder says of itself. Raises `SchemaError`."""
    path = folder / ABOUT
    with reading(path, "what a release says of itself"):
        held = read_json(path)
        if held["version"] != folder.name:
            raise SchemaError(f"{folder.name}/{ABOUT}: of version {held['version']}")
        doi = held["doi"]
        return About(
            version=held["version"],
            made_on=date.fromisoformat(held["made_on"]),
            published_to=date.fromisoformat(held["published_to"]),
            counts=held["counts"],
            citation=held["citation"],
            doi=None if doi == NO_DOI else doi,
            defaults=held["defaults"],
            opening=held["opening"],
            byte_count=sum(file.stat().st_size for file in folder.iterdir()),
        )


def read_release(version: str, releases: Path = paths.RELEASES) -> KeptRelease:
    """The tables of a kept release, proved to be those of its version; what came later is blank.

    Raises `SchemaError` where the release is damaged, `OfstedError` where it is not kept.
    """
    if not is_kept(version, releases):
        raise OfstedError(f"no release {version} is kept; `python -m ofsted release --list`")
    folder = releases / version
    if faults := list(_faults_in_folder(folder)):
        raise SchemaError(faults[0])
    reports, absent_reports = read_older_table(REPORTS, folder / paths.REPORTS_TABLE.name)
    items, absent_items = read_older_table(
        RECOMMENDATIONS, folder / paths.RECOMMENDATIONS_TABLE.name
    )
    areas, absent_areas = read_older_table(AREAS, folder / paths.AREAS_TABLE.name)
    agreement, _ = read_older_table(AGREEMENT, folder / paths.AGREEMENT_TABLE.name)
    codebook = read_codebook(folder / paths.CODEBOOK.name)
    later = [told for name, told in _LATER_FILES.items() if not (folder / name).is_file()]
    columns = (*absent_reports, *absent_items, *absent_areas)
    absent = (*(_LATER_COLUMNS.get(name, name.replace("_", " ")) for name in columns), *later)
    return KeptRelease(
        read_about(folder),
        folder,
        codebook,
        join_dataset(reports.to_pandas(), items.to_pandas(), codebook),
        areas.to_pandas(),
        agreement.to_pandas(),
        tuple(dict.fromkeys(absent)),
        absent_items,
    )


def faults_in_releases(releases: Path = paths.RELEASES) -> list[str]:
    """Where a kept release is not what its version says."""
    folders = sorted(path for path in releases.glob("*") if path.is_dir())
    return [fault for folder in folders for fault in _faults_in_folder(folder)]


def _faults_in_folder(folder: Path) -> Iterator[str]:
    """Where the files of a release do not belong together."""
    place = f"releases/{folder.name}"
    way_back = f"`git restore data/{place}` brings it back"
    try:
        record = read_json(folder / paths.BUILD_RECORD.name)
        read_about(folder)
        hashes = {name: file_sha256(folder / name) for name in VERSIONED}
    except OfstedError as error:
        yield f"{place}: {error}"
        return
    except OSError as error:
        yield f"{place}: {error.strerror} ({error.filename}); {way_back}"
        return
    for name, digest in hashes.items():
        if record["sha256"].get(name) != digest:
            yield f"{place}/{name}: not the table of this release; {way_back}"
    if not record["data_version"] == data_version(record["sha256"]) == folder.name:
        yield f"{place}: its record is of version {record['data_version']}; {way_back}"


# Making


def keep_release(
    defaults: Mapping[str, Mapping[str, list[str]]],
    *,
    doi: str | None = None,
    made_on: date | None = None,
    data: Path = paths.DATA,
) -> About:
    """Keep the current data as a release below `data`, whole or not at all; gives what it says of
    itself. `defaults` are the `defaults` and the `opening` of links today.

    Raises `OfstedError` where the tables do not belong together, the release is kept already, it
    would be too large, or the DOI is none.
    """
    if doi is not None and not _DOI.fullmatch(doi):
        raise OfstedError(f"{doi}: no DOI; expected one as 10.5281/zenodo.1234567")
    record = read_json(data / paths.BUILD_RECORD.name)
    _check_together(record, data)
    version = str(record["data_version"])
    target = data / paths.RELEASES.name / version
    if target.exists():
        raise OfstedError(f"release {version} is kept already; a kept release is never changed")
    about = _describe(record, defaults, doi, made_on or date.today())
    _put_whole(target, about, data)
    return read_about(target)


def _check_together(record: Mapping, data: Path) -> None:
    """Pass tables that are those of the record, with the index and the codebook made for them."""
    for name in VERSIONED:
        if file_sha256(data / name) != record["sha256"].get(name):
            raise OfstedError(
                f"{name}: not the table that build.json records;"
                " `python -m ofsted build` makes both anew"
            )
    version = data_version({name: record["sha256"][name] for name in VERSIONED})
    if version != record["data_version"]:
        raise OfstedError(
            f"build.json: data version {record['data_version']}, expected {version} by its tables"
        )
    recommendations = read_table(RECOMMENDATIONS, data / paths.RECOMMENDATIONS_TABLE.name)
    _check_index(recommendations.to_pandas(), data)
    _check_codebook(recommendations.to_pandas(), data)


def _check_index(recommendations: pd.DataFrame, data: Path) -> None:
    columns = (recommendations[name] for name in ("recommendation_id", "text_sha256"))
    wanted = {key: text_id(digest) for key, digest in zip(*columns, strict=True)}
    held = {key: text for key, (text, _) in read_bags(data).items()}
    if held != wanted:
        raise OfstedError(
            f"{paths.SEARCH_TABLE.name}: not of these recommendations;"
            " `python -m ofsted build --search` makes it anew"
        )


def _check_codebook(recommendations: pd.DataFrame, data: Path) -> None:
    codebook = read_codebook(data / paths.CODEBOOK.name)
    coded = set(recommendations["codebook_version"])
    if coded != {codebook.version}:
        raise OfstedError(
            f"{paths.CODEBOOK.name}: version {codebook.version}; the recommendations are coded"
            f" with {', '.join(sorted(coded))}"
        )


def _describe(
    record: Mapping, defaults: Mapping[str, Mapping], doi: str | None, made_on: date
) -> dict[str, Any]:
    counts = {name: value for name, value in record["counts"].items() if isinstance(value, int)}
    version = record["data_version"]
    return {
        "version": version,
        "made_on": made_on.isoformat(),
        "published_to": record["counts"]["latest_published"],
        "counts": counts,
        "citation": cite_release(version, made_on, doi),
        "doi": doi or NO_DOI,
        **defaults,
    }


def _put_whole(target: Path, about: dict[str, Any], data: Path) -> None:
    """Copy the files beside the place and rename: a reader finds the whole release or none."""
    stage = target.with_name(f".staged-{target.name}-{os.getpid()}")
    try:
        stage.mkdir(parents=True)
        for name in KEPT_FILES:
            shutil.copyfile(data / name, stage / name)
        text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
        write_text_whole(stage / ABOUT, text)
        _check_size(stage, target.name)
        stage.rename(target)
    except OSError as error:
        raise OfstedError(
            f"{target}: cannot be written ({error.strerror}: {error.filename}); no release was kept"
        ) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(stage)


def _check_size(stage: Path, version: str) -> None:
    size = sum(file.stat().st_size for file in stage.iterdir())
    if size > MOST_RELEASE_BYTES:
        raise OfstedError(
            f"release {version} would take {size:,} bytes; expected at most {MOST_RELEASE_BYTES:,}"
        )


def as_json(about: About) -> str:
    """What a release says of itself in one line of JSON."""
    return json.dumps(asdict(about), default=str, ensure_ascii=False)
