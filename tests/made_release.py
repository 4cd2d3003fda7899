"""A release of two made-up reports, for tests of how wording comes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.coding.orientation import OrientationRuling
from ofsted.coding.orientation import Reading as OrientationReading
from ofsted.coding.rounds import Rounds
from ofsted.coding.texts import text_id
from ofsted.corpus.areas import read_areas
from ofsted.corpus.manifest import ADDRESS, read_manifest, write_manifest
from ofsted.corpus.manifest import Report as Entry
from ofsted.extract.report import extract_report
from ofsted.extract.wording import text_hash
from ofsted.steps.build_readings import Reading
from ofsted.steps.build_rows import Tables, make_tables
from ofsted.tables.declared import CODINGS, RECOMMENDATIONS, REPORTS
from ofsted.tables.stored import write_table
from tests.extract.layouts import FAMILIES


def make_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str = ADDRESS) -> Path:
    """Put a release of two made-up reports, 101 and 102, in place of the committed one; gives the
    folder of their files. The manifest has them at `address`.
    """
    data, folder = tmp_path / "data", tmp_path / "files"
    data.mkdir()
    folder.mkdir()
    contents, readings, tables = _make_tables()
    for report_id, content in contents.items():
        (folder / f"{report_id}.pdf").write_bytes(content)
    for name, rows, schema in (
        ("REPORTS_TABLE", tables.reports, REPORTS),
        ("RECOMMENDATIONS_TABLE", tables.recommendations, RECOMMENDATIONS),
        ("CODINGS_TABLE", tables.codings, CODINGS),
    ):
        monkeypatch.setattr(paths, name, data / f"{name.lower()}.parquet")
        write_table(rows, schema, data / f"{name.lower()}.parquet")
    at = [replace(each.entry, url=f"{address}{each.entry.report_id}") for each in readings]
    write_manifest(at, data / "manifest.csv")
    monkeypatch.setattr(paths, "MANIFEST", data / "manifest.csv")
    monkeypatch.setenv("OFSTED_LOCAL", str(tmp_path / "local"))
    monkeypatch.setenv("OFSTED_REPORTS", str(folder))
    return folder


@cache
def _make_tables() -> tuple[dict[str, bytes], list[Reading], Tables]:
    """The files by report id, what was read in them, and the tables made of that: once for all
    tests.
    """
    template = next(entry for entry in read_manifest(paths.MANIFEST) if entry.is_pdf)
    contents, readings = {}, []
    for report_id, family in (("101", "E"), ("102", "H")):
        with TemporaryDirectory() as folder:
            path = FAMILIES[family]().paper.save(Path(folder) / f"{report_id}.pdf")
            contents[report_id], report = path.read_bytes(), extract_report(path)
        values = vars(template) | {
            "report_id": report_id,
            "sha256": hashlib.sha256(contents[report_id]).hexdigest(),
            "byte_count": len(contents[report_id]),
            "page_count": report.page_count,
            "url": f"{ADDRESS}{report_id}",
        }
        readings.append(Reading(Entry(**values), report, None))
    rounds = make_rounds(readings)
    tables = make_tables(readings, read_areas(paths.AREAS), read_codebook(paths.CODEBOOK), rounds)
    return contents, readings, tables


def make_rounds(readings: Sequence[Reading]) -> Rounds:
    """Rounds in which nobody has coded the reports; all that they ask for is a process."""
    read = OrientationReading("process", False, False)
    asked = [
        each for reading in readings if reading.report for each in reading.report.recommendations
    ]
    keys = [text_id(text_hash(each.text)) for each in asked]
    orientations = {key: OrientationRuling(key, read, read, read, "") for key in keys}
    return Rounds({}, {}, {}, {}, orientations)


def read_made_reports() -> list[Reading]:
    """What was read in the two made-up reports."""
    return _make_tables()[1]
