"""The Data Package of the release: every file with its size, hash and columns.

Source: Data Package v2 (datapackage.org).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ofsted.codebook import Codebook
from ofsted.release.about import (
    CREATOR,
    KEYWORDS,
    LICENCES,
    NAME,
    SOURCES,
    TITLE,
    describe_file,
    find_files,
    hash_content,
    media_type_of,
    read_content,
    summarise,
)
from ofsted.release.columns import item_kind_of, kind_of, title_of
from ofsted.release.files import FILES, DataFile
from ofsted.tables.handkept import FALSE, LIST_SEPARATOR, TRUE
from ofsted.tables.schema import Column, Schema

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


_BINARY = (".parquet", ".npz")


def _resource(file: DataFile, data: Path, codebook: Codebook) -> dict:
    suffix = Path(file.path).suffix
    content = read_content(data, file)
    schema = file.schema
    resource: dict[str, object] = {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": file.name,
    }
    if schema:
        resource["type"] = "table"
    resource |= {
        "path": file.path,
        "title": file.title,
        "description": describe_file(file),
        "format": suffix[1:],
        "mediatype": media_type_of(file),
    }
    if suffix not in _BINARY:
        resource["encoding"] = "utf-8"
    # Some programs write other bytes for the same table.
    if not file.is_parquet:
        resource["bytes"] = len(content)
    resource |= {
        "hash": f"sha256:{hash_content(content)}",
        "licenses": [LICENCES[file.licence]],
        "sources": [SOURCES[source] for source in file.sources],
    }
    if schema:
        resource["schema"] = _table_schema(file, schema, codebook)
    return resource


def _table_schema(file: DataFile, schema: Schema, codebook: Codebook) -> dict:
    """Table Schema of a file.

    A key with a column that can be blank is a unique key, since a primary key's values are all
    required.
    """
    described: dict[str, object] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, file, schema, codebook) for column in schema.columns],
    }
    if _reads_blanks_as_floats(file, schema):
        described["missingValues"] = _MISSING
    key = list(schema.key)
    unique = [[name] for name in sorted(_pointed_at(file.name) - set(key))]
    if any(column.blank for column in schema.columns if column.name in key):
        unique.append(key)
    else:
        described["primaryKey"] = key
    if unique:
        described["uniqueKeys"] = unique
    references = [
        {
            "fields": [column],
            "reference": {"resource": target.split(".")[0], "fields": [target.split(".")[1]]},
        }
        for column, target in file.references.items()
    ]
    if references:
        described["foreignKeys"] = references
    return described


def _reads_blanks_as_floats(file: DataFile, schema: Schema) -> bool:
    """Whether a whole number can be blank in a parquet table: many programs read such a column as
    decimal numbers, and its blanks as `nan`.
    """
    numbers = [column for column in schema.columns if kind_of(column.type) == "integer"]
    return file.is_parquet and any(column.blank for column in numbers)


def _pointed_at(name: str) -> set[str]:
    """Columns of a file that columns of other files point at."""
    return {
        target.split(".")[1]
        for file in FILES
        for target in file.references.values()
        if target.split(".")[0] == name
    }


def _field(column: Column, file: DataFile, schema: Schema, codebook: Codebook) -> dict:
    kind = kind_of(column.type)
    field: dict[str, object] = {"name": column.name, "type": _field_type(kind, file)}
    if kind == "list" and file.is_csv:
        field["itemType"] = item_kind_of(column.type)
        field["delimiter"] = LIST_SEPARATOR
    if kind == "boolean" and file.is_csv:
        field |= {"trueValues": [TRUE], "falseValues": [FALSE]}
    field |= {"title": title_of(column.name), "description": describe_field(column, file)}
    if constraints := _constraints(column, file, schema, codebook):
        field["constraints"] = constraints
    return field


def _constraints(
    column: Column, file: DataFile, schema: Schema, codebook: Codebook
) -> dict[str, object]:
    """What must hold of a column's values."""
    constraints: dict[str, object] = {}
    # In a CSV file a list without items is an empty cell, which would count as missing.
    may_be_empty = file.is_csv and kind_of(column.type) == "list"
    if not column.blank and not may_be_empty:
        constraints["required"] = True
    if schema.key == (column.name,):
        constraints["unique"] = True
    if codes := _codes(column, codebook):
        constraints["enum"] = codes
    return constraints


def _field_type(kind: str, file: DataFile) -> str:
    """The Table Schema type. A list is written as text in Table Schema; parquet stores it as a list
    of values, for which there is no type of its own.
    """
    return "any" if kind == "list" and file.is_parquet else kind


def describe_field(column: Column, file: DataFile) -> str:
    """What a column means, and how its lists are stored."""
    if kind_of(column.type) != "list" or file.is_csv:
        return column.meaning
    item = item_kind_of(column.type)
    return f"{column.meaning} Stored as a list of {item} values."


def _codes(column: Column, codebook: Codebook) -> list:
    """The values a column may take: its own, or those of the codebook where it names themes."""
    if column.name in ("theme", "primary_theme"):
        return [theme.id for theme in codebook.themes]
    if column.name == "code":
        return list(codebook.labels)
    return list(column.codes)
