"""The manifest: every report of the corpus with its official address and the hash of its file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ofsted.tables.handkept import MANIFEST
from ofsted.tables.rows import Row, check_declared, check_unique, read_rows, write_rows

COLUMNS = (
    "report_id",
    "urn",
    "area_name",
    "url",
    "published_on",
    "sha256",
    "byte_count",
    "page_count",
    "note",
)
ADDRESS = "https://files.ofsted.gov.uk/v1/file/"


@dataclass(frozen=True)
class Report:
    """One published document: what it is about, where Ofsted keeps it, and what its file must
    be.
    """

    report_id: str
    urn: str
    area_name: str
    url: str
    published_on: date
    sha256: str
    byte_count: int
    page_count: int | None
    note: str = ""

    @property
    def is_pdf(self) -> bool:
        """False for the files that Ofsted's server gives out as a web page."""
        return self.page_count is not None


def read_manifest(path: Path) -> list[Report]:
    """All reports, in the order of the file. Raises `SchemaError` naming row and column."""
    rows = read_rows(path, COLUMNS)
    check_unique(rows, "report_id")
    reports = [_parse_report(row) for row in rows]
    check_declared(rows, MANIFEST)
    return reports


def _parse_report(row: Row) -> Report:
    report_id = row.matching("report_id", re.compile(r"[0-9]+").fullmatch, "Ofsted's file number")
    note = row.values["note"]
    if not row.values["page_count"] and not note:
        raise row.error("note", "the reason, where the file has no pages")
    return Report(
        report_id=report_id,
        urn=row.matching("urn", re.compile(r"[0-9]+").fullmatch, "Ofsted's provider number"),
        area_name=row.text("area_name"),
        # The whole address is fixed by the file number, so a slip or a foreign host cannot stand in
        # the manifest.
        url=row.one_of("url", [ADDRESS + report_id]),
        published_on=row.day("published_on"),
        sha256=row.matching(
            "sha256", re.compile(r"[0-9a-f]{64}").fullmatch, "64 hexadecimal digits in lower case"
        ),
        byte_count=row.count("byte_count"),
        page_count=row.count_or_blank("page_count"),
        note=note,
    )


def write_manifest(reports: Iterable[Report], path: Path) -> None:
    """Write the manifest by file number, so that a new report is one new line."""
    ordered = sorted(reports, key=lambda report: int(report.report_id))
    write_rows(path, COLUMNS, [_as_row(report) for report in ordered])


def _as_row(report: Report) -> dict[str, str]:
    row = dict.fromkeys(COLUMNS, "")
    for column in COLUMNS:
        value = getattr(report, column)
        if value is not None:
            row[column] = str(value)
    return row
