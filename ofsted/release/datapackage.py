"""The Data Package of the release: every file with its size, hash and columns.

Source: Data Package v2 (datapackage.org).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ofsted.codebook import Codebook
from ofsted.errors import OfstedError
from ofsted.release.about import (
    CREATOR,
    KEYWORDS,
    LICENCES,
    NAME,
    SOURCES,
    TITLE,
    find_files,
    summarise,
)
from ofsted.release.columns import kind_of, title_of
from ofsted.release.files import FILES, DataFile
from ofsted.tables.handkept import FALSE, LIST_SEPARATOR, TRUE
from ofsted.tables.schema import Column

MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".csv": "text/csv",
    ".json": "application/json",
    ".yaml": "application/yaml",
    ".npz": "application/zip",
}
_PROFILES = "https://datapackage.org/profiles/2.0"
_MISSING = ["", "nan"]


def describe_package(data: Path, record: Mapping, codebook: Codebook) -> dict:
    """The Data Package v2 descriptor of `data`, with the size and hash of every file.

    Raises `OfstedError` where one is missing.
    """
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": summarise(record),
        "version": record["data_version"],
        "keywords": list(KEYWORDS),
        "contributors": [{"title": CREATOR, "roles": ["creator"]}],
        "licenses": list(LICENCES.values()),
        "sources": list(SOURCES.values()),
        "resources": [_resource(file, data, codebook) for file in find_files(data)],
    }


def _resource(file: DataFile, data: Path, codebook: Codebook) -> dict:
    path = data / file.path
    if not path.is_file():
        raise OfstedError(
            f"{file.path}: not there; the description of the release needs every file of it"
        )
    content = path.read_bytes()
    is_text = path.suffix not in (".parquet", ".npz")
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": file.name,
        **({"type": "table"} if file.schema else {}),
        "path": file.path,
        "title": file.title,
        "description": _describe_file(file),
        "format": path.suffix[1:],
        "mediatype": MEDIA_TYPES[path.suffix],
        **({"encoding": "utf-8"} if is_text else {}),
        **({} if file.is_parquet else {"bytes": len(content)}),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "licenses": [LICENCES[file.licence]],
        "sources": [SOURCES[source] for source in file.sources],
        **({"schema": _table_schema(file, codebook)} if file.schema else {}),
    }


def _describe_file(file: DataFile) -> str:
    return file.description or f"One row is {file.schema.row}."


def _table_schema(file: DataFile, codebook: Codebook) -> dict:
    """Table Schema of a file.

    A key with a column that can be blank is a unique key, since a primary key's values are all
    required.
    """
    schema = file.schema
    blanks = {column.name for column in schema.columns if column.blank}
    pointed_at = sorted(_pointed_at(file.name) - set(schema.key))
    unique = [[name] for name in pointed_at] + (
        [list(schema.key)] if blanks & set(schema.key) else []
    )
    keys = {"primaryKey": list(schema.key)} if not blanks & set(schema.key) else {}
    references = [
        {
            "fields": [column],
            "reference": {"resource": target.split(".")[0], "fields": [target.split(".")[1]]},
        }
        for column, target in file.references.items()
    ]
    return {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, file, codebook) for column in schema.columns],
        **({"missingValues": _MISSING} if _reads_blanks_as_floats(file) else {}),
        **keys,
        **({"uniqueKeys": unique} if unique else {}),
        **({"foreignKeys": references} if references else {}),
    }


def _reads_blanks_as_floats(file: DataFile) -> bool:
    """Whether a whole number can be blank in a parquet table: many programs read such a column as
    decimal numbers, and its blanks as `nan`.
    """
    numbers = [column for column in file.schema.columns if kind_of(column.type) == "integer"]
    return file.is_parquet and any(column.blank for column in numbers)


def _pointed_at(name: str) -> set[str]:
    """Columns of a file that columns of other files point at."""
    return {
        target.split(".")[1]
        for file in FILES
        for target in file.references.values()
        if target.split(".")[0] == name
    }


def _field(column: Column, file: DataFile, codebook: Codebook) -> dict:
    kind = kind_of(column.type)
    codes = _codes(column, codebook)
    is_text_list = kind == "list" and file.is_csv
    constraints = {
        # In a CSV file a list without items is an empty cell, which would count as missing.
        **({"required": True} if not column.blank and not is_text_list else {}),
        **({"unique": True} if file.schema.key == (column.name,) else {}),
        **({"enum": codes} if codes else {}),
    }
    return {
        "name": column.name,
        "type": _field_type(kind, file),
        **({"itemType": kind_of(column.type.value_type)} if is_text_list else {}),
        **({"delimiter": LIST_SEPARATOR} if is_text_list else {}),
        **(
            {"trueValues": [TRUE], "falseValues": [FALSE]}
            if kind == "boolean" and file.is_csv
            else {}
        ),
        "title": title_of(column.name),
        "description": _describe_field(column, file),
        **({"constraints": constraints} if constraints else {}),
    }


def _field_type(kind: str, file: DataFile) -> str:
    """The Table Schema type. A list is written as text in Table Schema; parquet stores it as a list
    of values, for which there is no type of its own.
    """
    return "any" if kind == "list" and file.is_parquet else kind


def _describe_field(column: Column, file: DataFile) -> str:
    if kind_of(column.type) != "list" or file.is_csv:
        return column.meaning
    item = kind_of(column.type.value_type)
    return f"{column.meaning} Stored as a list of {item} values."


def _codes(column: Column, codebook: Codebook) -> list:
    """The values a column may take: its own, or those of the codebook where it names themes."""
    if column.name in ("theme", "primary_theme"):
        return [theme.id for theme in codebook.themes]
    return list(codebook.labels) if column.name == "code" else list(column.codes)
