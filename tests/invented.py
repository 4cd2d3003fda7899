"""Datasets invented for tests: reports, recommendations and a codebook of three themes, small
enough to count by hand.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
import pyarrow as pa

from ofsted.analysis.counting.dataset import Dataset, join_dataset
from ofsted.codebook import Category, Codebook, Theme
from ofsted.tables.declared import RECOMMENDATIONS, REPORTS
from ofsted.tables.schema import Schema


def make_codebook() -> Codebook:
    """Two categories: `a` with two themes, `b` with one."""

    def theme(code: str, label: str) -> Theme:
        return Theme(code, label, code.split("/")[0], "", (), (), (), "", "paper", None)

    categories = (Category("a", "Apples", ""), Category("b", "Berries & <nuts>", ""))
    return Codebook(
        "test",
        categories,
        (
            theme("a/red", "Red apples"),
            theme("a/green", "Green apples"),
            theme("b/blue", "Blue berries"),
        ),
        (),
    )


def make_frame(schema: Schema, rows: list[dict]) -> pd.DataFrame:
    """Rows completed with neutral values and checked, as the stored tables give them."""
    neutral = {column.name: _neutral(column) for column in schema.columns}
    table = pa.Table.from_pylist([neutral | row for row in rows], schema=schema.arrow)
    return schema.check(table).to_pandas()


def _neutral(column) -> object:
    if column.blank:
        return None
    if column.codes:
        return column.codes[0]
    if pa.types.is_list(column.type):
        return []
    if pa.types.is_date(column.type):
        return date(2020, 1, 1)
    return (
        0 if pa.types.is_integer(column.type) else False if pa.types.is_boolean(column.type) else ""
    )


def make_dataset(reports: list[dict], recommendations: list[tuple[str, str, list[str]]]) -> Dataset:
    """A dataset from report rows and (report_id, body, themes)."""
    codebook = make_codebook()
    rows = [
        {
            "recommendation_id": f"{report_id}-{number:02d}",
            "report_id": report_id,
            "body": body,
            "themes": themes,
            "categories": codebook.categories_of(themes),
        }
        for number, (report_id, body, themes) in enumerate(recommendations, 1)
    ]
    return join_dataset(make_frame(REPORTS, reports), make_frame(RECOMMENDATIONS, rows), codebook)


def make_report(report_id: str, framework: str, rating: str | None, year: int, **more) -> dict:
    """The row of a report to a London county, each its own area."""
    board = "listed" if framework == "F3" else "not-applicable"
    base = {
        "report_id": report_id,
        "framework": framework,
        "rating": rating,
        "year": year,
        "urn": f"u{report_id}",
        "area_name": f"Area {report_id}",
        "region": "London",
        "la_type": "county",
        "deprivation": 1,
        "rurality": 1,
        "lscb_list_state": board,
        "variant": "standard",
    }
    return base | more
