"""The release as a research object crate, which repositories of research data take in: every file
with its hash, its licence and where it comes from.

Source: RO-Crate 1.2 (w3id.org/ro/crate/1.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ofsted import paths
from ofsted.release.about import (
    CREATOR,
    KEYWORDS,
    LICENCES,
    SOURCES,
    TITLE,
    describe_file,
    find_files,
    hash_content,
    media_type_of,
    read_content,
    summarise,
)
from ofsted.release.files import OURS, DataFile

_VERSION = "https://w3id.org/ro/crate/1.2"
_CREATOR_ID = "#contributors"
# What describes the files, which has no hash: it is written anew whenever one of them changes.
_DESCRIPTIONS = (
    ("README.md", "What the files are and how they are made", "text/markdown", ""),
    (
        paths.DATA_PACKAGE.name,
        "Data Package: every file and column",
        "application/json",
        "https://datapackage.org/profiles/2.0/datapackage.json",
    ),
    (
        paths.CSV_METADATA.name,
        "CSV on the Web metadata of the CSV files",
        "application/json",
        "https://www.w3.org/TR/tabular-metadata/",
    ),
    (
        paths.CROISSANT.name,
        "Croissant description: every file and column",
        "application/ld+json",
        "http://mlcommons.org/croissant/1.1",
    ),
)


def describe_crate(data: Path, record: Mapping) -> dict:
    """The RO-Crate metadata of the files of `data`. Raises `OfstedError` where one is missing."""
    files = find_files(data)
    used = {source for file in files for source in file.sources}
    sources = {name: about for name, about in SOURCES.items() if name in used}
    return {
        "@context": f"{_VERSION}/context",
        "@graph": [
            _descriptor(),
            _root(files, sources, record),
            *(_data_file(file, data) for file in files),
            *(_description(*each) for each in _DESCRIPTIONS),
            *(_standard(standard) for *_, standard in _DESCRIPTIONS if standard),
            {"@id": _CREATOR_ID, "@type": "Organization", "name": CREATOR},
            *(_licence(licence) for licence in LICENCES.values()),
            *(_source(name, about) for name, about in sources.items()),
        ],
    }


def _descriptor() -> dict:
    return {
        "@id": paths.RO_CRATE.name,
        "@type": "CreativeWork",
        "conformsTo": {"@id": _VERSION},
        "about": {"@id": "./"},
    }


def _root(files: Iterable[DataFile], sources: Iterable[str], record: Mapping) -> dict:
    parts = [*(file.path for file in files), *(name for name, *_ in _DESCRIPTIONS)]
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": TITLE,
        "description": summarise(record),
        "version": record["data_version"],
        "datePublished": record["counts"]["latest_published"],
        "license": {"@id": LICENCES[OURS]["path"]},
        "author": {"@id": _CREATOR_ID},
        "publisher": {"@id": _CREATOR_ID},
        "keywords": list(KEYWORDS),
        "inLanguage": "en",
        "isBasedOn": _point_at(map(_source_id, sources)),
        "hasPart": _point_at(parts),
    }


def _data_file(file: DataFile, data: Path) -> dict:
    content = read_content(data, file)
    return {
        "@id": file.path,
        "@type": "File",
        "name": file.title,
        "description": describe_file(file),
        "encodingFormat": media_type_of(file),
        "contentSize": str(len(content)),
        "sha256": hash_content(content),
        "license": {"@id": LICENCES[file.licence]["path"]},
        "isBasedOn": _point_at(map(_source_id, file.sources)),
    }


def _description(name: str, title: str, media_type: str, standard: str) -> dict:
    described: dict[str, object] = {
        "@id": name,
        "@type": "File",
        "name": name,
        "description": f"{title}.",
        "encodingFormat": media_type,
        "license": {"@id": LICENCES[OURS]["path"]},
    }
    if standard:
        described["conformsTo"] = {"@id": standard}
    return described


def _standard(address: str) -> dict:
    return {"@id": address, "@type": "CreativeWork", "name": address, "url": address}


def _licence(licence: Mapping[str, str]) -> dict:
    return {
        "@id": licence["path"],
        "@type": "CreativeWork",
        "name": licence["name"],
        "description": licence["title"],
    }


def _source(name: str, about: Mapping[str, str]) -> dict:
    return {"@id": _source_id(name), "@type": "CreativeWork", "name": about["title"]}


def _source_id(name: str) -> str:
    """The address of a source where it has one, else a name within the crate."""
    return SOURCES[name].get("path", f"#{name}")


def _point_at(ids: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": each} for each in ids]
