"""The descriptions of the release hold in the tools that others read it with.

Every row and key is held against the same descriptions in `test_metadata`. The validator of data
packages takes a minute for them, so that it reads the first rows here, and everything in `.ci/run`.
"""

from __future__ import annotations

import json
import logging
import shutil
import warnings

import pyarrow.parquet as pq
import pytest
from csvw import CSVW
from frictionless import Package

from ofsted import paths
from ofsted.analysis.counting.export import csv_text, flatten_lists
from ofsted.dashboard.held import data
from ofsted.dashboard.parts.figures import file_name

pytestmark = pytest.mark.slow

MOST_ROWS = 200  # more than the table of areas has, where whole numbers are blank


@pytest.mark.slow
def test_the_data_package_is_valid_for_its_validator():
    package = json.loads(paths.DATA_PACKAGE.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        resource.get("schema", {}).pop("foreignKeys", None)
    described = Package.from_descriptor(package, basepath=str(paths.DATA))
    report = described.validate(limit_rows=MOST_ROWS)
    found = [(task.name, error.message) for task in report.tasks for error in task.errors]
    assert found == []
    assert report.stats["tasks"] == len(package["resources"])


def test_the_validator_finds_a_fault_that_is_put_in(tmp_path):
    package = json.loads(paths.DATA_PACKAGE.read_text(encoding="utf-8"))
    (tiles,) = (each for each in package["resources"] if each["name"] == "tiles")
    del tiles["schema"]["foreignKeys"], tiles["bytes"], tiles["hash"]
    text = (paths.DATA / "tiles.csv").read_text(encoding="utf-8")
    (tmp_path / "tiles.csv").write_text(text.replace(",1,", ",one,"), encoding="utf-8")
    described = tmp_path / "datapackage.json"
    described.write_text(json.dumps({"name": "changed", "resources": [tiles]}), encoding="utf-8")
    assert "type-error" in str(Package(str(described)).validate())


def is_valid(path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CSVW(str(path), validate=True).is_valid


def test_the_hand_kept_files_are_valid_csv_on_the_web():
    assert is_valid(paths.CSV_METADATA)


def test_a_row_that_points_at_nothing_is_found(tmp_path):
    for name in ("manifest.csv", "tiles.csv", "areas.csv"):
        shutil.copy(paths.DATA / name, tmp_path)
    metadata = json.loads(paths.CSV_METADATA.read_text(encoding="utf-8"))
    few = [table for table in metadata["tables"] if (tmp_path / table["url"]).exists()]
    described = tmp_path / paths.CSV_METADATA.name
    described.write_text(json.dumps(metadata | {"tables": few}), encoding="utf-8")
    assert is_valid(described)
    manifest = tmp_path / "manifest.csv"
    report_id, urn, rest = manifest.read_text(encoding="utf-8").splitlines()[1].split(",", 2)
    with manifest.open("a", encoding="utf-8", newline="") as file:
        file.write(f"{report_id}9,{urn}9,{rest}\n")
    with pytest.raises(ValueError, match="not found in table tiles.csv"):
        is_valid(described)


def test_the_downloads_are_valid_csv_on_the_web(tmp_path):
    release = data.read_release()
    for name in ("reports", "recommendations"):
        text = csv_text(flatten_lists(getattr(release.dataset, name)))
        path = tmp_path / f"{file_name(name, release.version)}.csv"
        path.write_text(text, encoding="utf-8", newline="")
    shutil.copy(paths.DOWNLOADS_METADATA, tmp_path)
    assert is_valid(tmp_path / paths.DOWNLOADS_METADATA.name)


def test_no_column_that_others_point_at_has_a_blank():
    package = json.loads(paths.DATA_PACKAGE.read_text(encoding="utf-8"))
    schemas = {each["name"]: each["schema"] for each in package["resources"] if "schema" in each}
    pointed_at = {
        (key["reference"]["resource"], *key["reference"]["fields"])
        for schema in schemas.values()
        for key in schema.get("foreignKeys", [])
    }
    assert ("areas", "place") in pointed_at
    for name, column in pointed_at:
        (field,) = (each for each in schemas[name]["fields"] if each["name"] == column)
        assert field["constraints"]["required"], f"{name}.{column} can be blank"


def read_croissant(path):
    """The description as its validator reads it, and the issues it found."""
    import mlcroissant

    logging.getLogger("absl").setLevel(logging.ERROR)
    dataset = mlcroissant.Dataset(str(path))
    return dataset, dataset.metadata.ctx.issues


def test_croissant_is_valid_for_its_validator():
    _, issues = read_croissant(paths.CROISSANT)
    assert not issues.errors
    # Our version is a hash of the data, and not three numbers.
    (warning,) = issues.warnings
    assert "MAJOR.MINOR.PATCH" in str(warning)


def test_croissant_with_a_fault_that_is_put_in_is_refused(tmp_path):
    import mlcroissant

    document = json.loads(paths.CROISSANT.read_text(encoding="utf-8"))
    document["recordSet"][0]["field"][0]["source"]["fileObject"]["@id"] = "nothing.parquet"
    changed = tmp_path / "croissant.json"
    changed.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(mlcroissant.ValidationError, match="nothing.parquet"):
        read_croissant(changed)


@pytest.mark.parametrize("name", ["reports", "areas", "neighbours"])
def test_the_tables_can_be_read_through_croissant(name):
    dataset, _ = read_croissant(paths.CROISSANT)
    rows = list(dataset.records(name))
    table = pq.read_table(paths.DATA / f"{name}.parquet")
    assert len(rows) == table.num_rows
    assert set(rows[0]) == {f"{name}/{column}" for column in table.column_names}


def test_a_list_in_a_csv_file_is_read_as_a_list_through_croissant():
    dataset, _ = read_croissant(paths.CROISSANT)
    rows = [row for row in dataset.records("area-sources") if row["area-sources/active_to_on"]]
    with_lists = [row["area-sources/neighbour_codes"] for row in dataset.records("area-sources")]
    assert rows
    assert max(map(len, filter(None, with_lists))) == 10


def read_crate(folder):
    from rocrate.rocrate import ROCrate

    return ROCrate(str(folder))


def test_the_crate_holds_every_file_of_the_package_with_its_hash_and_licence():
    crate = read_crate(paths.DATA)
    package = json.loads(paths.DATA_PACKAGE.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        entity = crate.get(resource["path"])
        assert entity["sha256"] == resource["hash"].removeprefix("sha256:")
        assert entity["license"].id == resource["licenses"][0]["path"]
        assert entity["description"] == resource["description"]
    files = {entity.id for entity in crate.data_entities}
    assert files - {each["path"] for each in package["resources"]} == {
        "README.md",
        "datapackage.json",
        "csv-metadata.json",
        "croissant.json",
    }
    assert all((paths.DATA / name).is_file() for name in files)


def test_what_the_crate_points_at_stands_in_it_and_has_a_name():
    crate = read_crate(paths.DATA)
    for entity in crate.get_entities():
        described = entity.as_jsonld()
        pointers = [value for value in described.values() if isinstance(value, dict | list)]
        flat = [
            each for value in pointers for each in (value if isinstance(value, list) else [value])
        ]
        pointed_at = [each["@id"] for each in flat if isinstance(each, dict)]
        missing = [each for each in pointed_at if crate.get(each) is None]
        # The version of the standard is the one thing outside.
        assert [each for each in missing if "w3id.org/ro/crate" not in each] == []
        assert described.get("name") or entity.id == paths.RO_CRATE.name


def test_the_root_of_the_crate_says_what_a_repository_asks_for():
    root = read_crate(paths.DATA).root_dataset
    assert all(root[name] for name in ("name", "description", "datePublished", "license", "author"))
    assert root["version"] == json.loads(paths.BUILD_RECORD.read_text())["data_version"]
