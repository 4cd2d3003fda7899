"""CSV on the Web metadata of hand-kept files and downloads.

Source: W3C Metadata Vocabulary for Tabular Data (2015).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from ofsted.analysis.counting.export import LIST_SEPARATOR as DOWNLOAD_SEPARATOR
from ofsted.release.about import CREATOR, LICENCES, NAME, TITLE, find_files
from ofsted.release.columns import item_kind_of, kind_of, title_of
from ofsted.release.files import DOWNLOADS, OURS
from ofsted.tables.handkept import FALSE, LIST_SEPARATOR, TRUE
from ofsted.tables.schema import Column, Schema


def describe_csv_files(data: Path) -> dict:
    """CSVW metadata of the CSV files of `data`."""
    files = {file.name: file for file in find_files(data) if file.is_csv}
    # A CSVW table can only point at another; what points at the stored table of areas finds the
    # same numbers with the tiles, where none is blank.
    targets = {"areas.place": "tiles.urn"}
    tables = []
    for file in files.values():
        if file.schema is None:
            continue
        references = []
        for column, target in file.references.items():
            name, target_column = targets.get(target, target).split(".")
            references.append((column, files[name].path, target_column))
        tables.append(
            _csvw_table(
                file.path,
                file.title,
                file.schema,
                LIST_SEPARATOR,
                f"{TRUE}|{FALSE}",
                references,
                LICENCES[file.licence]["path"],
            )
        )
    return _csvw_group(f"{TITLE}: hand-kept files", tables)


def describe_downloads(version: str) -> dict:
    """CSVW metadata of the tables that the dashboard offers as CSV, under the names that they are
    saved by.
    """
    reports, recommendations = (f"{NAME}-{schema.name}-{version}.csv" for schema in DOWNLOADS)
    references = {reports: [], recommendations: [("report_id", reports, "report_id")]}
    tables = [
        _csvw_table(
            url,
            schema.name.capitalize(),
            schema,
            DOWNLOAD_SEPARATOR,
            "True|False",
            references[url],
            LICENCES[OURS]["path"],
        )
        for url, schema in zip((reports, recommendations), DOWNLOADS, strict=True)
    ]
    return _csvw_group(f"{TITLE}: downloads, data version {version}", tables)


def _csvw_group(title: str, tables: list[dict]) -> dict:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": title,
        "dc:creator": CREATOR,
        "tables": tables,
    }


def _csvw_table(
    url: str,
    title: str,
    schema: Schema,
    separator: str,
    boolean: str,
    references: Sequence[tuple[str, str, str]],
    licence: str,
) -> dict:
    described: dict[str, object] = {
        "columns": [_csvw_column(column, separator, boolean) for column in schema.columns],
        "primaryKey": list(schema.key),
    }
    if references:
        described["foreignKeys"] = [
            {
                "columnReference": column,
                "reference": {"resource": resource, "columnReference": target},
            }
            for column, resource, target in references
        ]
    return {
        "url": url,
        "dc:title": title,
        "dc:description": f"One row is {schema.row}.",
        "dc:license": {"@id": licence},
        "tableSchema": described,
    }


def _csvw_column(column: Column, separator: str, boolean: str) -> dict:
    described = {
        "name": column.name,
        "titles": column.name,  # what stands in the header of the file
        "dc:title": title_of(column.name),
        "dc:description": column.meaning,
        "datatype": _csvw_type(column, boolean),
    }
    if pa.types.is_list(column.type):
        # A list without items is an empty cell, which a required column may not have.
        return described | {"separator": separator}
    return described | {"required": not column.blank}


def _csvw_type(column: Column, boolean: str) -> str | dict:
    if item_kind := item_kind_of(column.type):
        return item_kind
    kind = kind_of(column.type)
    if kind == "boolean":
        return {"base": "boolean", "format": boolean}
    if column.codes and kind == "integer":
        return {"base": "integer", "minimum": min(column.codes), "maximum": max(column.codes)}
    if column.codes:
        return {"base": kind, "format": "|".join(column.codes)}
    return kind
