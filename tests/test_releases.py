"""A release is kept whole or not at all, only of tables that belong together, and never changed."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.address.url import read_url, record_defaults
from ofsted.address.view import CHOICES, opening_view
from ofsted.errors import OfstedError, SchemaError
from ofsted.limits import MOST_RELEASE_BYTES
from ofsted.steps import releases
from ofsted.steps.releases import KEPT_FILES, faults_in_releases, keep_release, list_releases
from ofsted.tables.declared import RECOMMENDATIONS
from ofsted.tables.stored import read_older_table

DAY = date(2026, 11, 29)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The data without any kept release."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in KEPT_FILES:
        shutil.copyfile(paths.DATA / name, folder / name)
    return folder


def visible(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "releases").glob("*"))


def test_a_release_holds_what_views_read_and_says_what_it_is(copied):
    about = keep_release(record_defaults(), made_on=DAY, data=copied)
    version = json.loads(paths.BUILD_RECORD.read_text(encoding="utf-8"))["data_version"]
    assert visible(copied) == [about.version] == [version]
    folder = copied / "releases" / version
    assert {path.name for path in folder.iterdir()} == {*KEPT_FILES, "about.json"}
    assert all((folder / name).read_bytes() == (copied / name).read_bytes() for name in KEPT_FILES)
    assert (about.made_on, about.doi) == (DAY, None)
    assert "No DOI" in about.citation
    assert version in about.citation
    assert about.counts["recommendations"] > 4_000
    assert about.byte_count < MOST_RELEASE_BYTES
    held = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    assert held["doi"] == "none"


def test_the_defaults_of_links_are_kept_with_it(copied, release):
    about = keep_release(record_defaults(), made_on=DAY, data=copied)
    assert {name: values[0] for name, values in about.defaults.items()} == CHOICES
    assert read_url(about.opening, release.vocabulary)[0] == opening_view()


def test_a_release_can_have_a_doi(copied):
    about = keep_release(record_defaults(), doi="10.5281/zenodo.1234567", made_on=DAY, data=copied)
    assert about.doi == "10.5281/zenodo.1234567"
    assert "https://doi.org/10.5281/zenodo.1234567" in about.citation


@pytest.mark.parametrize("doi", ["zenodo.1234567", "https://doi.org/10.5281/x", "10.5281/a b"])
def test_what_is_no_doi_is_refused(copied, doi):
    with pytest.raises(OfstedError, match="no DOI; expected one as 10"):
        keep_release(record_defaults(), doi=doi, data=copied)
    assert visible(copied) == []


def test_a_kept_release_is_never_overwritten(copied):
    about = keep_release(record_defaults(), made_on=DAY, data=copied)
    with pytest.raises(OfstedError, match="kept already"):
        keep_release(record_defaults(), made_on=date(2027, 1, 1), data=copied)
    assert list_releases(copied / "releases") == [about]


@pytest.mark.parametrize("name", ["reports.parquet", "recommendations.parquet", "codings.parquet"])
def test_tables_that_do_not_belong_together_are_not_kept(copied, name):
    table = pq.read_table(copied / name)
    pq.write_table(table.slice(0, table.num_rows - 1), copied / name)
    with pytest.raises(OfstedError, match=f"{name}: not the table that build.json records"):
        keep_release(record_defaults(), data=copied)
    assert visible(copied) == []


def test_a_record_of_another_version_is_not_kept(copied):
    record = json.loads((copied / "build.json").read_text(encoding="utf-8"))
    (copied / "build.json").write_text(json.dumps(record | {"data_version": "0123456789"}))
    with pytest.raises(OfstedError, match="data version 0123456789, expected"):
        keep_release(record_defaults(), data=copied)


def test_an_index_of_other_recommendations_is_not_kept(copied):
    table = pq.read_table(copied / "search.parquet")
    pq.write_table(table.slice(1), copied / "search.parquet")
    with pytest.raises(OfstedError, match="build --search"):
        keep_release(record_defaults(), data=copied)
    assert visible(copied) == []


def test_a_release_that_is_too_large_is_not_kept(copied, monkeypatch):
    monkeypatch.setattr(releases, "MOST_RELEASE_BYTES", 1_000_000)
    with pytest.raises(OfstedError, match="expected at most 1,000,000"):
        keep_release(record_defaults(), data=copied)
    assert visible(copied) == []


def test_a_file_that_cannot_be_copied_leaves_nothing(copied):
    (copied / "synonyms.yaml").unlink()
    with pytest.raises(OfstedError, match="no release was kept"):
        keep_release(record_defaults(), data=copied)
    assert visible(copied) == []


def test_the_committed_releases_are_whole_and_small(capsys):
    assert faults_in_releases() == []
    kept = list_releases()
    assert {"4010a0009f", "84fd5aa12e"} <= {about.version for about in kept}
    assert all(about.byte_count < MOST_RELEASE_BYTES for about in kept)
    assert main(["release", "--list"]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [entry["version"] for entry in printed] == [about.version for about in kept]


def test_the_command_keeps_a_release_once(copied, monkeypatch, capsys):
    monkeypatch.setattr("ofsted.commands.release.data_folder", lambda options: copied)
    assert main(["release", "--doi", "10.5281/zenodo.1"]) == 0
    (version,) = visible(copied)
    assert f"kept: releases/{version}" in capsys.readouterr().err
    assert main(["release"]) == 2
    assert "kept already" in capsys.readouterr().err


def test_columns_that_came_later_are_blank_and_named(tmp_path):
    path = tmp_path / "recommendations.parquet"
    table = pq.read_table(paths.RECOMMENDATIONS_TABLE)
    older = table.drop_columns(["next_report"]).append_column("gone", pa.nulls(len(table)))
    pq.write_table(older, path)
    read, absent = read_older_table(RECOMMENDATIONS, path)
    assert absent == ("next_report",)
    assert read.column_names == table.column_names
    assert read["next_report"].null_count == len(table)
    assert read["themes"].to_pylist() == table["themes"].to_pylist()
    pq.write_table(table.drop_columns(["recommendation_id"]), path)
    with pytest.raises(SchemaError, match="no column recommendation_id"):
        read_older_table(RECOMMENDATIONS, path)
