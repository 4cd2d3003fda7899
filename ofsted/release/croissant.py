"""The release in Croissant, which catalogues and programs of machine learning read: every file
with its hash, and every column of its tables.

Source: Croissant 1.1 (docs.mlcommons.org/croissant).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ofsted.release.about import (
    CREATOR,
    KEYWORDS,
    LICENCES,
    NAME,
    TITLE,
    describe_file,
    find_files,
    hash_content,
    media_type_of,
    read_content,
    summarise,
)
from ofsted.release.citation import cite_release
from ofsted.release.columns import item_kind_of, kind_of
from ofsted.release.files import FILES, DataFile
from ofsted.tables.handkept import LIST_SEPARATOR
from ofsted.tables.schema import Column, Schema

_VERSION = "http://mlcommons.org/croissant/1.1"
# The context that the standard gives, word for word.
_OURS_IN_CROISSANT = (
    "arrayShape",
    "citeAs",
    "column",
    "containedIn",
    "equivalentProperty",
    "extract",
    "field",
    "fileObject",
    "fileProperty",
    "fileSet",
    "format",
    "includes",
    "isArray",
    "isLiveDataset",
    "jsonPath",
    "key",
    "md5",
    "parentField",
    "path",
    "recordSet",
    "references",
    "regex",
    "repeated",
    "replace",
    "samplingRate",
    "separator",
    "source",
    "subField",
    "transform",
)
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _OURS_IN_CROISSANT},
}
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}


def describe_croissant(data: Path, record: Mapping) -> dict:
    """The Croissant description of the files of `data`.

    It has no address, which only who publishes the files can give. Raises `OfstedError` where a
    file is missing.
    """
    files = find_files(data)
    published = date.fromisoformat(record["counts"]["latest_published"])
    tables = [(file, file.schema) for file in files if file.schema is not None]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": _VERSION,
        "name": NAME,
        "alternateName": TITLE,
        "description": summarise(record),
        "version": record["data_version"],
        "datePublished": published.isoformat(),
        "citeAs": cite_release(record["data_version"], published, None),
        "license": [licence["path"] for licence in LICENCES.values()],
        "creator": {"@type": "sc:Organization", "name": CREATOR},
        "keywords": list(KEYWORDS),
        "inLanguage": "en",
        "isLiveDataset": False,
        "distribution": [_file_object(file, data) for file in files],
        "recordSet": [_record_set(file, schema) for file, schema in tables],
    }


def _file_object(file: DataFile, data: Path) -> dict:
    content = read_content(data, file)
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path.replace("/", "-"),
        "description": f"{file.title}. {describe_file(file)}",
        "contentUrl": file.path,
        "contentSize": f"{len(content)} B",
        "encodingFormat": _formats(file),
        "license": LICENCES[file.licence]["path"],
        "sha256": hash_content(content),
    }


def _formats(file: DataFile) -> list[str]:
    """The registered media type, and the one that the standard's own reader knows parquet by."""
    older = ["application/x-parquet"] if file.is_parquet else []
    return [media_type_of(file), *older]


def _record_set(file: DataFile, schema: Schema) -> dict:
    return {
        "@type": "cr:RecordSet",
        "@id": file.name,
        "name": file.name,
        "description": describe_file(file),
        "key": [{"@id": f"{file.name}/{name}"} for name in schema.key],
        "field": [_field(column, file) for column in schema.columns],
    }


def _field(column: Column, file: DataFile) -> dict:
    is_list = kind_of(column.type) == "list"
    source: dict[str, object] = {
        "fileObject": {"@id": file.path},
        "extract": {"column": column.name},
    }
    if is_list and file.is_csv:
        source["transform"] = {"separator": LIST_SEPARATOR}
    field: dict[str, object] = {
        "@type": "cr:Field",
        "@id": f"{file.name}/{column.name}",
        "name": column.name,
        "description": column.meaning,
        "dataType": _TYPES[item_kind_of(column.type) or kind_of(column.type)],
        "source": source,
    }
    if is_list:
        field |= {"isArray": True, "arrayShape": "-1"}
    if references := _references(column, file):
        field["references"] = references
    return field


def _references(column: Column, file: DataFile) -> dict | None:
    """The column of another file that a column points at, if any.

    None where that file is of another kind: readers of CSV take ids for numbers, and cannot join
    them with text. The file is named rather than its record set, because the standard's own reader
    cannot follow from one record set to the next and on to a third.
    """
    name, _, target = file.references.get(column.name, "").partition(".")
    for other in FILES:
        if other.name == name and other.is_csv == file.is_csv:
            return {"fileObject": {"@id": other.path}, "extract": {"column": target}}
    return None
