"""Builds the dataset from the report files: reads every report, joins its area, codes its
recommendations, writes the tables.

The same files give the same bytes. What could not be read is part of the result, in
`data/build.json`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ofsted import __version__, paths
from ofsted.codebook import read_codebook
from ofsted.coding.rounds import read_rounds
from ofsted.corpus.areas import read_areas
from ofsted.corpus.files import file_sha256
from ofsted.corpus.manifest import read_manifest
from ofsted.documents import read_json
from ofsted.errors import OfstedError
from ofsted.extract.wording import NORMAL_FORM
from ofsted.extract.workers import Runner, run_each
from ofsted.steps.build_readings import Reading, read_all
from ofsted.steps.build_rows import (
    Tables,
    add_next_reports,
    make_area_rows,
    make_tables,
    recommendation_id,
)
from ofsted.steps.derived import write_derived
from ofsted.steps.reliability import reliability_rows
from ofsted.steps.search import write_search
from ofsted.tables.declared import AREAS, CODINGS, RECOMMENDATIONS, REPORTS
from ofsted.tables.stored import data_version, write_table
from ofsted.tables.whole import staged_in, write_text_whole

MOST_FAILURES_SHARE = 0.05


def build(
    folders: Sequence[Path],
    data: Path = paths.DATA,
    show_progress: bool = True,
    run: Runner = run_each,
) -> dict:
    """Read every report of the manifest from the folders and write the tables into `data`; give
    back the build's record.

    Raises `OfstedError` where more than one report in twenty cannot be read: then something else is
    wrong.
    """
    entries = read_manifest(paths.MANIFEST)
    readings = list(read_all(entries, folders, show_progress, run))
    failed = [reading for reading in readings if reading.report is None]
    unexpected = [reading for reading in failed if reading.entry.is_pdf]
    if len(unexpected) > MOST_FAILURES_SHARE * len(entries):
        raise OfstedError(
            f"{len(unexpected)} of {len(entries)} reports could not be read, so nothing was"
            f" written; the first: {unexpected[0].error}"
        )
    codebook = read_codebook(paths.CODEBOOK)
    rounds = read_rounds(codebook)
    tables = make_tables(readings, read_areas(paths.AREAS), codebook, rounds)
    area_rows = make_area_rows()
    add_next_reports(tables, area_rows)
    with staged_in(data) as stage:
        written = _write_tables(tables, area_rows, stage)
        # These follow from the tables above and the committed codings, so they take no part in the
        # data version.
        for rows, schema, path in reliability_rows(
            pd.DataFrame(tables.recommendations), codebook, rounds
        ):
            write_table(rows, schema, stage / path.name)
        write_search(stage, _texts(readings))
        write_derived(stage)
        record = _record(tables, failed, written)
        _write_record(record, stage)
    return record


def _write_tables(tables: Tables, area_rows: list[dict], folder: Path) -> dict[str, str]:
    """Write the tables that the data version is made of; gives their hashes by name."""
    written = {}
    for rows, schema, path in (
        (tables.reports, REPORTS, paths.REPORTS_TABLE),
        (tables.recommendations, RECOMMENDATIONS, paths.RECOMMENDATIONS_TABLE),
        (tables.codings, CODINGS, paths.CODINGS_TABLE),
        (area_rows, AREAS, paths.AREAS_TABLE),
    ):
        write_table(rows, schema, folder / path.name)
        written[path.name] = file_sha256(folder / path.name)
    return written


def _texts(readings: Sequence[Reading]) -> dict[str, str]:
    """Verbatim texts by recommendation id."""
    return {
        recommendation_id(reading.entry.report_id, recommendation): recommendation.text
        for reading in readings
        if reading.report is not None
        for recommendation in reading.report.recommendations
    }


def write_areas(data: Path = paths.DATA) -> dict:
    """Write the areas table alone, which needs no report file, and give back the record with its
    hash and data version renewed.
    """
    record = read_json(data / paths.BUILD_RECORD.name)
    with staged_in(data) as stage:
        table = stage / paths.AREAS_TABLE.name
        write_table(make_area_rows(), AREAS, table)
        record["sha256"][table.name] = file_sha256(table)
        record["data_version"] = data_version(record["sha256"])
        _write_record(record, stage)
    return record


def _write_record(record: dict, data: Path) -> None:
    text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
    write_text_whole(data / paths.BUILD_RECORD.name, text)


def _record(tables: Tables, failed: list[Reading], written: dict[str, str]) -> dict:
    """The build's record."""
    counts: dict[str, int] = {}
    for row in tables.reports:
        counts[row["framework"]] = counts.get(row["framework"], 0) + 1
    return {
        "data_version": data_version(written),
        "package_version": __version__,
        "normal_form": NORMAL_FORM,
        "coder": tables.recommendations[0]["coder"],
        "counts": {
            "files": len(tables.reports) + len(failed),
            "reports": len(tables.reports),
            "recommendations": len(tables.recommendations),
            "authority_recommendations": sum(row["authority_count"] for row in tables.reports),
            "lscb_recommendations": sum(row["lscb_count"] for row in tables.reports),
            "codings": sum(
                row["coder"] == tables.recommendations[0]["coder"] for row in tables.codings
            ),
            "uncoded_recommendations": sum(not row["themes"] for row in tables.recommendations),
            "reports_by_framework": dict(sorted(counts.items())),
            "latest_published": max(row["published_on"] for row in tables.reports).isoformat(),
        },
        "sha256": written,
        "failed": [_failure(reading) for reading in failed],
        "warnings": [
            {"report_id": row["report_id"], "area": row["area_name"], "warning": text}
            for row in tables.reports
            for text in row["warnings"]
        ],
    }


def _failure(reading: Reading) -> dict:
    entry = reading.entry
    return {
        "report_id": entry.report_id,
        "area": entry.area_name,
        "published": entry.published_on.isoformat(),
        "url": entry.url,
        "error": reading.error,
    }
