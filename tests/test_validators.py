"""The descriptions of the release hold in the tools that others read it with.

Every row and key is held against the same descriptions in `test_metadata`. The validator of data
packages takes a minute for them, so that it reads the first rows here, and everything in `.ci/run`.
"""

from __future__ import annotations

import json
import shutil
import warnings

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
