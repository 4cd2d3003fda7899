"""What describes the release agrees with it: every file, every column, every value."""

import csv
import hashlib
import json
import re
from datetime import date

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from ofsted import glossary, paths
from ofsted.analysis.counting.export import csv_text, flatten_lists
from ofsted.codebook import read_codebook
from ofsted.dashboard.held import data
from ofsted.dashboard.parts.figures import file_name
from ofsted.errors import OfstedError
from ofsted.glossary import period_of
from ofsted.release.about import MEDIA_TYPES
from ofsted.release.citation import describe_citation
from ofsted.release.columns import title_of
from ofsted.release.crate import describe_crate
from ofsted.release.croissant import describe_croissant
from ofsted.release.csvw import describe_csv_files, describe_downloads
from ofsted.release.datapackage import describe_package
from ofsted.release.files import FILES
from ofsted.release.terms import describe_glossary
from ofsted.steps.describe import write_descriptions

RECORD = json.loads(paths.BUILD_RECORD.read_text(encoding="utf-8"))
PACKAGE = json.loads(paths.DATA_PACKAGE.read_text(encoding="utf-8"))
RESOURCES = {resource["name"]: resource for resource in PACKAGE["resources"]}
TABLES = {name: resource for name, resource in RESOURCES.items() if "schema" in resource}
RELEASES = paths.DATA / "releases"  # kept whole, each as it was described when it was current
DESCRIPTIONS = (
    paths.DATA_PACKAGE,
    paths.CSV_METADATA,
    paths.DOWNLOADS_METADATA,
    paths.CROISSANT,
    paths.RO_CRATE,
)
NOT_DATA = {"README.md", *(path.name for path in DESCRIPTIONS)}
PARSERS = {"string": str, "integer": int, "number": float, "date": date.fromisoformat}
ARROW_KINDS = {
    "string": pa.types.is_string,
    "integer": pa.types.is_integer,
    "number": pa.types.is_floating,
    "boolean": pa.types.is_boolean,
    "date": pa.types.is_date,
    "list": pa.types.is_list,
    "any": pa.types.is_list,
}


def cast(text, field):
    """A cell of a CSV file by its descriptor: None where it is missing."""
    if text == "":
        return [] if field["type"] == "list" else None
    if field["type"] == "list":
        return [PARSERS[field["itemType"]](item) for item in text.split(field["delimiter"])]
    if field["type"] == "boolean":
        return {
            **dict.fromkeys(field["trueValues"], True),
            **dict.fromkeys(field["falseValues"], False),
        }[text]
    return PARSERS[field["type"]](text)


def read_columns(resource):
    """The values of a resource by column, read as its descriptor says."""
    path, fields = paths.DATA / resource["path"], resource["schema"]["fields"]
    if resource["format"] == "parquet":
        table = pq.read_table(path)
        assert all(
            ARROW_KINDS[field["type"]](table.schema.field(field["name"]).type) for field in fields
        )
        return {field["name"]: table[field["name"]].to_pylist() for field in fields}
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file, strict=True)
    assert header == [field["name"] for field in fields]
    return {
        field["name"]: [cast(line[place], field) for line in lines]
        for place, field in enumerate(fields)
    }


@pytest.fixture(scope="module")
def columns():
    return {name: read_columns(resource) for name, resource in TABLES.items()}


def test_the_committed_descriptions_are_what_the_release_gives():
    fresh = {
        paths.DATA_PACKAGE: describe_package(paths.DATA, RECORD, read_codebook(paths.CODEBOOK)),
        paths.CSV_METADATA: describe_csv_files(paths.DATA),
        paths.DOWNLOADS_METADATA: describe_downloads(RECORD["data_version"]),
        paths.CROISSANT: describe_croissant(paths.DATA, RECORD),
        paths.RO_CRATE: describe_crate(paths.DATA, RECORD),
    }
    for path, document in fresh.items():
        assert json.loads(path.read_text(encoding="utf-8")) == document, (
            f"{path.name} is out of date; `python -m ofsted describe` renews it"
        )
    assert paths.CITATION.read_text(encoding="utf-8") == describe_citation(RECORD)
    assert paths.GLOSSARY.read_text(encoding="utf-8") == describe_glossary()


def test_the_glossary_names_every_word_measure_and_code_once():
    lines = describe_glossary().splitlines()
    words = [line.split(" | ")[0].removeprefix("| ") for line in lines]
    measures = [unit.label for unit in glossary.UNITS.values()]
    for name in (*glossary.WORDS, *measures, *map(glossary.field_label, ("framework", "scheme"))):
        assert words.count(name) == 1, name
    for field in ("framework", "rating", "variant"):
        (line,) = [line for line in lines if line.startswith(f"| {glossary.field_label(field)} |")]
        assert all(
            f"`{code}` {glossary.label(field, code)}" in line for code in glossary.codes(field)
        )


def test_the_glossary_is_in_plain_sentences():
    for word, meaning in glossary.WORDS.items():
        assert meaning.endswith("."), word
        assert all(len(sentence.split()) <= 25 for sentence in meaning.split(". ")), word


def test_every_data_file_is_described_once_and_every_described_file_is_there():
    there = {
        str(path.relative_to(paths.DATA))
        for path in paths.DATA.rglob("*")
        if path.is_file()
        and not path.name.startswith(".")
        and path.name not in NOT_DATA
        and RELEASES not in path.parents
    }
    described = [resource["path"] for resource in PACKAGE["resources"]]
    assert len(set(described)) == len(described) == len(RESOURCES)
    assert set(described) == there


def test_what_a_command_makes_from_the_rest_may_be_absent_and_nothing_else(tmp_path):
    for file in FILES:
        (tmp_path / file.path).parent.mkdir(exist_ok=True)
        if not file.may_be_absent:
            (tmp_path / file.path).write_bytes(b"x")
    described = describe_package(tmp_path, RECORD, read_codebook(paths.CODEBOOK))["resources"]
    assert {resource["path"] for resource in described} == {
        file.path for file in FILES if not file.may_be_absent
    }
    assert {resource["hash"] for resource in described} == {
        "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    }


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(OfstedError, match="reports.parquet: not there"):
        describe_package(tmp_path, RECORD, read_codebook(paths.CODEBOOK))
    with pytest.raises(OfstedError, match="build.json: not there"):
        write_descriptions(tmp_path, tmp_path)
    assert not list(tmp_path.iterdir())


def test_writing_gives_the_committed_bytes(tmp_path):
    for resource in PACKAGE["resources"]:
        (tmp_path / "data" / resource["path"]).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / resource["path"]).write_bytes(
            (paths.DATA / resource["path"]).read_bytes()
        )
    written = write_descriptions(tmp_path / "data", tmp_path)
    committed = (
        paths.DATA_PACKAGE,
        paths.CSV_METADATA,
        paths.DOWNLOADS_METADATA,
        paths.CROISSANT,
        paths.RO_CRATE,
        paths.CITATION,
        paths.GLOSSARY,
    )
    assert [path.name for path in written] == [path.name for path in committed]
    assert [path.read_bytes() for path in written] == [path.read_bytes() for path in committed]


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_size_hash_licence_and_source_are_given_for_every_file(resource):
    content = (paths.DATA / resource["path"]).read_bytes()
    assert resource.get("bytes", len(content)) == len(content)
    assert ("bytes" in resource) == (resource["format"] != "parquet")
    assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert resource["licenses"]
    assert resource["sources"]
    assert resource["title"]
    assert resource["description"]
    assert resource["mediatype"]
    assert resource["name"] == resource["name"].lower()
    assert re.fullmatch(r"[a-z0-9_./-]+", resource["path"])


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_every_table_is_described_in_its_order(name):
    fields, path = TABLES[name]["schema"]["fields"], paths.DATA / TABLES[name]["path"]
    header = (
        pq.read_schema(path).names
        if path.suffix == ".parquet"
        else path.read_text(encoding="utf-8").splitlines()[0].split(",")
    )
    assert [field["name"] for field in fields] == header
    assert all(
        field["title"] and field["description"].endswith(".") and field["type"] in ARROW_KINDS
        for field in fields
    )


@pytest.mark.parametrize("name", TABLES)
def test_the_values_are_of_their_type_and_keep_their_constraints(name, columns):
    for field in TABLES[name]["schema"]["fields"]:
        values, constraints = columns[name][field["name"]], field.get("constraints", {})
        given = [value for value in values if value is not None]
        assert not constraints.get("required") or len(given) == len(values), (
            f"{field['name']} has blanks"
        )
        assert not constraints.get("unique") or len(set(given)) == len(given), (
            f"{field['name']} is not unique"
        )
        assert "enum" not in constraints or set(given) <= set(constraints["enum"]), (
            f"{field['name']} has other codes"
        )


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_unique(name, columns):
    schema = TABLES[name]["schema"]
    keys = [schema[key] for key in ("primaryKey",) if key in schema] + schema.get("uniqueKeys", [])
    assert keys
    for key in keys:
        rows = [
            row
            for row in zip(*(columns[name][column] for column in key), strict=True)
            if key == schema.get("primaryKey") or None not in row
        ]
        assert rows == [] or len(set(rows)) == len(rows)
        assert key != schema.get("primaryKey") or not any(None in row for row in rows)


@pytest.mark.parametrize(
    "name", [name for name in TABLES if "foreignKeys" in TABLES[name]["schema"]]
)
def test_what_points_at_another_table_finds_its_row_there(name, columns):
    for key in TABLES[name]["schema"]["foreignKeys"]:
        (column,), target, (target_column,) = (
            key["fields"],
            key["reference"]["resource"],
            key["reference"]["fields"],
        )
        missing = set(columns[name][column]) - set(columns[target][target_column]) - {None}
        assert not missing, f"{column}: {sorted(missing)[:3]} are not in {target}"
        schema = TABLES[target]["schema"]
        assert [target_column] in [schema.get("primaryKey"), *schema.get("uniqueKeys", [])]


def test_the_tables_hang_together_by_the_keys_a_reader_would_join_on():
    keys = {
        (name, key["fields"][0], key["reference"]["resource"])
        for name in TABLES
        for key in TABLES[name]["schema"].get("foreignKeys", [])
    }
    assert {
        ("recommendations", "report_id", "reports"),
        ("codings", "recommendation_id", "recommendations"),
        ("reports", "urn", "areas"),
        ("recommendations", "urn", "areas"),
        ("reports", "report_id", "manifest"),
        ("disagreements", "recommendation_id", "recommendations"),
    } <= keys


def test_text_ids_begin_the_hashes_of_the_recommendations(columns):
    assert {digest[:12] for digest in columns["recommendations"]["text_sha256"]} == set(
        columns["summaries"]["text_id"]
    )


def test_the_package_carries_the_version_counts_and_credits_of_the_build():
    assert PACKAGE["version"] == RECORD["data_version"]
    assert (
        f"{RECORD['counts']['recommendations']:,} recommendations of {RECORD['counts']['reports']}"
        in PACKAGE["description"]
    )
    assert "no human has yet checked a sample" in PACKAGE["description"]
    assert all(
        licence["name"] and licence["path"].startswith("https://")
        for licence in PACKAGE["licenses"]
    )
    assert PACKAGE["contributors"]
    assert PACKAGE["sources"]
    assert PACKAGE["$schema"].endswith("/2.0/datapackage.json")


def test_the_citation_parses_and_has_the_version_and_date_of_the_build():
    citation = yaml.safe_load(paths.CITATION.read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "dataset"
    assert citation["license"] == "CC-BY-4.0"
    assert "MIT" in citation["abstract"]
    assert citation["version"] == RECORD["data_version"]
    assert citation["date-released"] == RECORD["counts"]["latest_published"]
    assert citation["references"][0]["doi"] == "10.1111/cfs.12607"


def test_a_version_that_looks_like_a_number_stays_text_in_the_citation():
    record = RECORD | {"data_version": "1234567e12"}
    assert 'version: "1234567e12"' in describe_citation(record)


def csvw_tables(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en"}]
    return {table["url"]: table for table in document["tables"]}


def check_csvw(lines, table, tables):
    """The rows of a CSV file against its CSVW description: header, types, formats, required cells
    and keys.
    """
    header, *rows = lines
    described = table["tableSchema"]["columns"]
    assert header == [column["titles"] for column in described]
    assert all(
        re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", column["name"]) and column["dc:description"]
        for column in described
    )
    for place, column in enumerate(described):
        cells = [row[place] for row in rows]
        assert not column.get("required") or "" not in cells, f"{column['name']} has blanks"
        items = {cell for cell in cells if cell}
        if "separator" in column:
            items = {item for cell in items for item in cell.split(column["separator"])}
        for item in items:
            check_cell(item, column["datatype"])
    key = [header.index(name) for name in table["tableSchema"]["primaryKey"]]
    assert len({tuple(row[place] for place in key) for row in rows}) == len(rows)
    assert all(
        reference["reference"]["resource"] in tables
        for reference in table["tableSchema"].get("foreignKeys", [])
    )


def check_cell(cell, datatype):
    base = datatype if isinstance(datatype, str) else datatype["base"]
    limits = {} if isinstance(datatype, str) else datatype
    if base == "boolean":
        assert cell in limits["format"].split("|")
    elif base == "string":
        assert "format" not in limits or re.fullmatch(limits["format"], cell), (
            f"{cell!r} does not fit {limits['format']}"
        )
    else:
        value = PARSERS[base](cell)
        assert limits.get("minimum", value) <= value <= limits.get("maximum", value)


def test_the_csv_files_are_as_the_metadata_on_the_web_says():
    tables = csvw_tables(paths.CSV_METADATA)
    assert set(tables) == {
        file.path
        for file in FILES
        if file.is_csv and file.path in {resource["path"] for resource in PACKAGE["resources"]}
    }
    for url, table in tables.items():
        with (paths.DATA / url).open(encoding="utf-8", newline="") as file:
            check_csvw(list(csv.reader(file)), table, tables)


@pytest.mark.parametrize("name", ["reports", "recommendations"])
def test_the_downloads_of_the_dashboard_are_as_the_metadata_on_the_web_says(name):
    release = data.read_release()
    tables = csvw_tables(paths.DOWNLOADS_METADATA)
    url = f"{file_name(name, release.version)}.csv"
    assert url in tables
    text = csv_text(flatten_lists(getattr(release.dataset, name)))
    check_csvw(list(csv.reader(text.splitlines())), tables[url], tables)


def test_periods_of_the_downloads_are_those_of_the_years():
    reports = data.read_release().dataset.reports
    assert isinstance(reports, pd.DataFrame)
    assert (reports["period"] == reports["year"].map(period_of)).all()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("text_sha256", "Text SHA256"),
        ("urn", "URN"),
        ("imd2015_rank", "IMD2015 rank"),
        ("is_kept", "Is kept"),
    ],
)
def test_a_column_has_its_name_in_words_as_title(name, title):
    assert title_of(name) == title


README = (paths.DATA / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_file_of_the_release_and_no_other():
    table = README[: README.index("\n\n", README.index("| file |"))].split("| --- | --- | --- |")[1]
    named = {
        name
        for line in table.strip().splitlines()
        for name in re.findall(r"`([^`]+)`", line.split(" | ")[0])
    }
    assert named == {file.path for file in FILES} | {path.name for path in DESCRIPTIONS}


def test_the_rows_that_the_readme_counts_are_there(columns):
    counted = re.findall(r"^\| `([^`]+)` \| [^|]*?\(([\d,]+)[:)]", README, re.M)
    rows = {TABLES[name]["path"]: len(next(iter(columns[name].values()))) for name in TABLES}
    assert len(counted) >= 7
    assert {name: int(count.replace(",", "")) for name, count in counted} == {
        name: rows[name] for name, _ in counted
    }


def test_the_example_of_the_readme_runs_and_counts_every_recommendation(monkeypatch):
    monkeypatch.chdir(paths.ROOT)
    example = re.search(r"```python\n(.*?)```", README, re.S).group(1)
    printed = []
    exec(compile(example, "data/README.md", "exec"), {"print": printed.append})
    release = data.read_release().dataset
    assert len(example.splitlines()) == 5
    assert printed[0]["count"].sum() == RECORD["counts"]["recommendations"]
    assert (
        printed[0]["sum"].sum()
        == release.leaf_hits[:, release.leaf_ids.index("casework/timeliness")].sum()
    )


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("codings", paths.CODINGS_TABLE),
        ("codebook", paths.CODEBOOK),
        ("datapackage", paths.DATA_PACKAGE),
        ("csv-metadata", paths.DOWNLOADS_METADATA),
    ],
)
def test_the_dashboard_offers_the_committed_file_under_its_suffix_and_media_type(name, path):
    suffix, media_type = data.kind_of(name)
    assert data.read_file(name) == path.read_bytes()
    assert suffix == path.suffix
    assert media_type == MEDIA_TYPES[suffix]
