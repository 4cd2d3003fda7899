"""Descriptions of the release that programs can read, all made from the declared schemas: Data Package, CSV on the Web and CITATION.cff.

Sources: Data Package v2 (datapackage.org), W3C Metadata Vocabulary for Tabular Data (2015), Citation File Format 1.2.0.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import yaml

from ofsted import inventory, paths
from ofsted.analysis.export import LIST_SEPARATOR as DOWNLOAD_SEPARATOR
from ofsted.codebook import Codebook, read_codebook
from ofsted.errors import OfstedError
from ofsted.inventory import DOWNLOADS, FALSE, FILES, LIST_SEPARATOR, TRUE, DataFile
from ofsted.schema import Column, Schema

NAME = "ofsted-recommendations"
TITLE = "Ofsted Recommendations Explorer"
CREATOR = f"{TITLE} contributors"
KEYWORDS = ("Ofsted", "children's social care", "inspection", "local authorities", "England", "recommendations")
LICENCES = {
    inventory.OURS: {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "Creative Commons Attribution 4.0 International"},
    inventory.AREA_DATA: {
        "name": "OGL-UK-3.0",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "title": "Open Government Licence v3.0. Contains OS data and National Statistics data © Crown copyright and database right.",
    },
}
SOURCES = {
    "ofsted": {"title": "Ofsted: inspection reports on local authority children's services", "path": "https://reports.ofsted.gov.uk/"},
    "mhclg": {"title": "Ministry of Housing, Communities and Local Government: English indices of deprivation 2015, 2019, 2025"},
    "defra": {"title": "Department for Environment, Food and Rural Affairs: rural-urban classification 2011"},
    "ons": {"title": "Office for National Statistics: names and codes of areas"},
    "dfe": {"title": "Department for Education: statistical neighbours"},
    "paper": {
        "title": "Hood, Nilsson and Habibi (2019): An analysis of Ofsted inspection reports for children's social care services in England",
        "path": "https://doi.org/10.1111/cfs.12607",
    },
}
MEDIA_TYPES = {".parquet": "application/vnd.apache.parquet", ".csv": "text/csv", ".json": "application/json", ".yaml": "application/yaml", ".npz": "application/zip"}
_INITIALISMS = {"id", "urn", "url", "ons", "dfe", "imd", "la", "lscb", "ac1", "sha256", "ruc2011", "imd2015", "imd2019", "imd2025"}
_PROFILES = "https://datapackage.org/profiles/2.0"


def write_descriptions(data: Path = paths.DATA, root: Path = paths.ROOT) -> list[Path]:
    """Describe the files of `data`: writes both CSVW documents and the data package beside them, CITATION.cff into `root`; gives their paths.

    Raises `OfstedError` where there is no build, or a file of the release is missing.
    """
    record_file = data / paths.BUILD_RECORD.name
    if not record_file.is_file():
        raise OfstedError(f"{record_file.name}: not there; `python -m ofsted build` writes it")
    record, codebook = json.loads(record_file.read_text(encoding="utf-8")), read_codebook(paths.CODEBOOK)
    texts = {
        data / paths.DATA_PACKAGE.name: _json(describe_package(data, record, codebook)),
        data / paths.CSV_METADATA.name: _json(describe_csv_files(data)),
        data / paths.DOWNLOADS_METADATA.name: _json(describe_downloads(record["data_version"])),
        root / paths.CITATION.name: describe_citation(record),
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return list(texts)


def _json(document: dict) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def describe_package(data: Path, record: Mapping, codebook: Codebook) -> dict:
    """The Data Package v2 descriptor of `data`, with the size and hash of every file. Raises `OfstedError` where one is missing."""
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
        "resources": [_resource(file, data, codebook) for file in FILES if not _is_left_out(file, data)],
    }


def _is_left_out(file: DataFile, data: Path) -> bool:
    return file.may_be_absent and not (data / file.path).is_file()


def summarise(record: Mapping) -> str:
    """What the release is, how much of it there is and how it was coded, in plain words."""
    counts = record["counts"]
    return (
        f"What Ofsted tells English councils' children's services to improve: {counts['recommendations']:,} recommendations of {counts['reports']} inspection "
        f"reports published up to {counts['latest_published']}, with theme, page and hash, without the reports' text. Coded twice by a large language model "
        "working from the published codebook, disagreements adjudicated by a third reading, 5 % of the agreements audited; no human has yet checked a sample. "
        "Independent of Ofsted; not official statistics."
    )


def _resource(file: DataFile, data: Path, codebook: Codebook) -> dict:
    path = data / file.path
    if not path.is_file():
        raise OfstedError(f"{file.path}: not there; the description of the release needs every file of it")
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
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "licenses": [LICENCES[file.licence]],
        "sources": [SOURCES[source] for source in file.sources],
        **({"schema": _table_schema(file, codebook)} if file.schema else {}),
    }


def _describe_file(file: DataFile) -> str:
    return file.description or f"One row is {file.schema.row}."


def _table_schema(file: DataFile, codebook: Codebook) -> dict:
    """Table Schema of a file. A key with a column that can be blank is a unique key, since a primary key's values are all required."""
    schema = file.schema
    blanks = {column.name for column in schema.columns if column.blank}
    pointed_at = sorted(_pointed_at(file.name) - set(schema.key))
    unique = [[name] for name in pointed_at] + ([list(schema.key)] if blanks & set(schema.key) else [])
    keys = {"primaryKey": list(schema.key)} if not blanks & set(schema.key) else {}
    references = [
        {"fields": [column], "reference": {"resource": target.split(".")[0], "fields": [target.split(".")[1]]}} for column, target in file.references.items()
    ]
    return {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column, file, codebook) for column in schema.columns],
        **keys,
        **({"uniqueKeys": unique} if unique else {}),
        **({"foreignKeys": references} if references else {}),
    }


def _pointed_at(name: str) -> set[str]:
    """Columns of a file that columns of other files point at."""
    return {target.split(".")[1] for file in FILES for target in file.references.values() if target.split(".")[0] == name}


def _field(column: Column, file: DataFile, codebook: Codebook) -> dict:
    kind = _kind(column.type)
    codes = _codes(column, codebook)
    constraints = {
        # In a CSV file a list without items is an empty cell, which would count as missing.
        **({"required": True} if not column.blank and not (file.is_csv and kind == "list") else {}),
        **({"unique": True} if file.schema.key == (column.name,) else {}),
        **({"enum": codes} if codes else {}),
    }
    return {
        "name": column.name,
        "type": kind,
        **({"itemType": _kind(column.type.value_type)} if kind == "list" else {}),
        **({"delimiter": LIST_SEPARATOR} if kind == "list" and file.is_csv else {}),
        **({"trueValues": [TRUE], "falseValues": [FALSE]} if kind == "boolean" and file.is_csv else {}),
        "title": title_of(column.name),
        "description": column.meaning,
        **({"constraints": constraints} if constraints else {}),
    }


def _kind(kind: pa.DataType) -> str:
    """The Table Schema type of an Arrow type."""
    for is_kind, name in (
        (pa.types.is_list, "list"), (pa.types.is_boolean, "boolean"), (pa.types.is_integer, "integer"), (pa.types.is_floating, "number"), (pa.types.is_date, "date"),
    ):
        if is_kind(kind):
            return name
    return "string"


def _codes(column: Column, codebook: Codebook) -> list:
    """The values a column may take: its own, or those of the codebook where it names themes."""
    if column.name in ("theme", "primary_theme"):
        return [theme.id for theme in codebook.themes]
    return list(codebook.labels) if column.name == "code" else list(column.codes)


def title_of(name: str) -> str:
    """A column's name as words: `text_sha256` is Text SHA256."""
    words = [word.upper() if word in _INITIALISMS else word for word in name.split("_")]
    return " ".join(words)[0].upper() + " ".join(words)[1:]


def describe_csv_files(data: Path) -> dict:
    """CSVW metadata of the CSV files of `data`."""
    files = {file.name: file for file in FILES if file.is_csv and not _is_left_out(file, data)}
    # A CSVW table can only point at another; what points at the stored table of areas finds the same numbers in the CSV file.
    targets = {"areas": "area-sources"}
    tables = []
    for file in files.values():
        references = []
        for column, target in file.references.items():
            name, target_column = target.split(".")
            references.append((column, files[targets.get(name, name)].path, target_column))
        tables.append(_csvw_table(file.path, file.title, file.schema, LIST_SEPARATOR, f"{TRUE}|{FALSE}", references, LICENCES[file.licence]["path"]))
    return _csvw_group(f"{TITLE}: hand-kept files", tables)


def describe_downloads(version: str) -> dict:
    """CSVW metadata of the tables that the dashboard offers as CSV, under the names that they are saved by."""
    reports, recommendations = (f"{NAME}-{schema.name}-{version}.csv" for schema in DOWNLOADS)
    references = {reports: [], recommendations: [("report_id", reports, "report_id")]}
    tables = [
        _csvw_table(url, schema.name.capitalize(), schema, DOWNLOAD_SEPARATOR, "True|False", references[url], LICENCES[inventory.OURS]["path"])
        for url, schema in zip((reports, recommendations), DOWNLOADS, strict=True)
    ]
    return _csvw_group(f"{TITLE}: downloads, data version {version}", tables)


def _csvw_group(title: str, tables: list[dict]) -> dict:
    return {"@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}], "dc:title": title, "dc:creator": CREATOR, "tables": tables}


def _csvw_table(
    url: str, title: str, schema: Schema, separator: str, boolean: str, references: Sequence[tuple[str, str, str]], licence: str,
) -> dict:
    return {
        "url": url,
        "dc:title": title,
        "dc:description": f"One row is {schema.row}.",
        "dc:license": {"@id": licence},
        "tableSchema": {
            "columns": [_csvw_column(column, separator, boolean) for column in schema.columns],
            "primaryKey": list(schema.key),
            **({"foreignKeys": [
                {"columnReference": column, "reference": {"resource": resource, "columnReference": target}} for column, resource, target in references
            ]} if references else {}),
        },
    }


def _csvw_column(column: Column, separator: str, boolean: str) -> dict:
    is_list = pa.types.is_list(column.type)
    return {
        "name": column.name,
        "titles": column.name,  # what stands in the header of the file
        "dc:title": title_of(column.name),
        "dc:description": column.meaning,
        "datatype": _csvw_type(column, boolean),
        # A list without items is an empty cell, which a required column may not have.
        **({"separator": separator} if is_list else {"required": not column.blank}),
    }


def _csvw_type(column: Column, boolean: str) -> str | dict:
    kind = _kind(column.type)
    if kind == "list":
        return _kind(column.type.value_type)
    if kind == "boolean":
        return {"base": "boolean", "format": boolean}
    if column.codes and kind == "integer":
        return {"base": "integer", "minimum": min(column.codes), "maximum": max(column.codes)}
    return {"base": kind, "format": "|".join(column.codes)} if column.codes else kind


class _Quoted(str):
    """Text that YAML must quote, since a version of digits with an e among them would be read as a number."""


class _CitationDumper(yaml.SafeDumper):
    pass


_CitationDumper.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"'))


def describe_citation(record: Mapping) -> str:
    """CITATION.cff for this version of the data; its date is that of the latest report in it."""
    citation = {
        "cff-version": "1.2.0",
        "message": "If you use this dataset, please cite it with its version, and the paper it carries forward.",
        "type": "dataset",
        "title": TITLE,
        "abstract": f"{summarise(record)} The date given is that of the latest report. The data are under CC BY 4.0, the code under the MIT licence.",
        "authors": [{"name": CREATOR}],
        "version": _Quoted(record["data_version"]),
        "date-released": _Quoted(record["counts"]["latest_published"]),
        "license": "CC-BY-4.0",
        "keywords": list(KEYWORDS),
        "references": [
            {
                "type": "article",
                "title": "An analysis of Ofsted inspection reports for children's social care services in England",
                "authors": [
                    {"family-names": "Hood", "given-names": "Rick"},
                    {"family-names": "Nilsson", "given-names": "David"},
                    {"family-names": "Habibi", "given-names": "Ruth"},
                ],
                "journal": "Child & Family Social Work",
                "year": 2019,
                "volume": 24,
                "issue": _Quoted("2"),
                "start": _Quoted("227"),
                "end": _Quoted("237"),
                "doi": "10.1111/cfs.12607",
            }
        ],
    }
    return yaml.dump(citation, Dumper=_CitationDumper, sort_keys=False, allow_unicode=True, width=120)
