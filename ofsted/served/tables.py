"""The data behind every view: frames under stable column names, as JSON or CSV."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from ofsted.address.citation import STATUS
from ofsted.address.view import View
from ofsted.analysis.counting.export import csv_text
from ofsted.analysis.counting.orientation import count_orientations
from ofsted.analysis.counting.places import list_tiles
from ofsted.analysis.headlines.comparison import rank_comparison
from ofsted.analysis.inference.intervals import add_intervals, share_intervals
from ofsted.analysis.inference.trends import count_steps
from ofsted.files.notes import OPEN_TERMS, RESTRICTED_TERMS
from ofsted.glossary import NAMED
from ofsted.limits import MOST_SERVED_ROWS as MOST_ROWS
from ofsted.served.asked import canonical_query
from ofsted.served.columns import COLUMNS, PAGE_OF, TITLES, Column
from ofsted.served.contrast import compare_sides, read_contrast
from ofsted.served.counted import count_shown, shown_level, tested_unit
from ofsted.served.orientation import is_read
from ofsted.served.plain import cite, find_rows
from ofsted.served.site import Site, query_text
from ofsted.served.source import Release, Source, last_inspection

LICENCE = "CC BY 4.0; reports and their wording: © Crown copyright"
# Shares that a small group does not show.
_SHARES = ("share", "report_share", "report_weighted_share", "expected_share", "named_share")


@dataclass(frozen=True)
class TablePage:
    """One page of a table: its rows as values that JSON has, and where the next page is."""

    name: str
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]
    row_count: int
    page: int
    query: str
    next_query: str
    version: str
    last_on: date
    citation: str
    release: dict[str, Any] | None = None


def make_table(name: str, view: View, source: Source, site: Site) -> TablePage:
    """The page of a table that a view asks for."""
    release = source.release(view.scheme)
    columns = COLUMNS[name]
    frame = _FRAMES[name](view, release, source)[[column.name for column in columns]]
    first = (view.page - 1) * MOST_ROWS
    rows = list_values(frame.iloc[first : first + MOST_ROWS], columns)
    query = _query(view, release, name)
    has_more = first + MOST_ROWS < len(frame)
    return TablePage(
        name,
        columns,
        rows,
        len(frame),
        view.page,
        query,
        _query(view.having(page=view.page + 1), release, name) if has_more else "",
        release.version,
        last_inspection(release),
        cite(release, site, f"/api/v1/{name}.csv", query),
    )


def list_values(frame: pd.DataFrame, columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The rows of a frame, whose columns are these, as values that JSON has."""
    return [
        {
            column.name: _value(value, column.kind)
            for column, value in zip(columns, row, strict=True)
        }
        for row in frame.itertuples(index=False, name=None)
    ]


def _query(view: View, release: Release, name: str) -> str:
    """The canonical query with the page of the table."""
    first_page = view.having(page=1)
    query = canonical_query(first_page, release.vocabulary, PAGE_OF[name])
    page = query_text({"page": [str(view.page)]}) if view.page > 1 else ""
    return "&".join(part for part in (query, page) if part)


def as_json(table: TablePage, site: Site) -> str:
    """The table with what must be known to use it."""
    address = f"/api/v1/{table.name}.json"
    following = site.citable(address, table.next_query) if table.next_query else None
    described = {column.name: _describe(column) for column in table.columns}
    held = {
        "name": table.name,
        "title": TITLES[table.name],
        "data_version": table.version,
        "inspections_to": table.last_on.isoformat(),
        "licence": LICENCE,
        "status": STATUS,
        "citation": table.citation,
        "address": site.citable(address, table.query),
        "row_count": table.row_count,
        "page": table.page,
        "next": following,
        "columns": described,
        "rows": table.rows,
    }
    if table.release is not None:
        held["release"] = table.release
    return json.dumps(held, ensure_ascii=False, allow_nan=False)


def as_csv(table: TablePage) -> str:
    """The rows alone; a cell that a spreadsheet would take for a formula is defused."""
    names = [column.name for column in table.columns]
    return csv_text(pd.DataFrame(table.rows, columns=names, dtype=object))


def _describe(column: Column) -> dict[str, str]:
    told = {"type": column.kind, "meaning": column.meaning}
    return told | {"unit": column.unit} if column.unit else told


def _value(value: Any, kind: str) -> Any:
    """A cell as JSON has it; None where it is missing."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if kind == "whole":
        return int(value)
    if kind == "number":
        return round(float(value), 6)
    if kind == "yes-no":
        return bool(value)
    return value.isoformat()[:10] if kind == "day" else str(value)


def _themes(view: View, release: Release, source: Source) -> pd.DataFrame:
    by = None if view.by == "none" else view.by
    dataset, chosen = release.dataset, view.selection
    counts = count_shown(dataset, chosen, view.level, "share", by)
    level = shown_level(dataset, view.level, chosen)
    counts = add_intervals(counts, dataset, chosen, level, by, [NAMED])
    names = [f"{name}{end}" for name in _SHARES for end in ("", "_low", "_high")]
    shares = [name for name in names if name in counts]
    counts[shares] = counts[shares].mask(counts["is_small"])
    return counts


def _heatmap(view: View, release: Release, source: Source) -> pd.DataFrame:
    by = "rating" if view.by == "none" else view.by
    return _themes(view.having(by=by), release, source)


def _compare(view: View, release: Release, source: Source) -> pd.DataFrame:
    contrast, _ = read_contrast(release, view)
    if contrast.is_empty:
        return pd.DataFrame(columns=[column.name for column in COLUMNS["compare"]])
    ranked = rank_comparison(compare_sides(release.dataset, contrast))
    for side in ("first", "second"):
        is_few = ranked["verdict"] == "counts-only"
        ranked[f"{side}_share"] = ranked[f"{side}_share"].mask(is_few)
    return ranked


def _trends(view: View, release: Release, source: Source) -> pd.DataFrame:
    steps = count_steps(
        release.dataset,
        view.selection,
        level=view.level,
        steps=view.steps,
        unit=tested_unit(view.unit),
    )
    shares = ["share", "share_low", "share_high"]
    steps[shares] = steps[shares].mask(steps["is_small"])
    return steps


def _change(view: View, release: Release, source: Source) -> pd.DataFrame:
    """Empty for a kept release in which nobody had read what is asked to change."""
    dataset = release.dataset
    names = [column.name for column in COLUMNS["change"]]
    if not is_read(dataset):
        return pd.DataFrame(columns=names)
    by = None if view.by in ("none", "body") else view.by
    counts, tally, members = count_orientations(dataset, view.selection, by)
    low, high = share_intervals(tally, members)
    counts = counts.assign(grouping=by or "all", share_low=low.ravel(), share_high=high.ravel())
    shares = ["share", "share_low", "share_high"]
    counts[shares] = counts[shares].mask(counts["is_small"])
    return counts


def _recommendations(view: View, release: Release, source: Source) -> pd.DataFrame:
    return add_wordings(find_rows(view, release, source), view.page, release, source)


def add_wordings(rows: pd.DataFrame, page: int, release: Release, source: Source) -> pd.DataFrame:
    """Recommendations as they are served, with the wordings of one page of them."""
    first = (page - 1) * MOST_ROWS
    wordings: list[str | None] = [None] * len(rows)
    on_page = rows.iloc[first : first + MOST_ROWS].itertuples(index=False)
    for place, row in enumerate(on_page, start=first):
        wordings[place] = source.find_wording(row)
    reports = release.dataset.reports.set_index("report_id")["is_non_commercial"]
    licences = rows["report_id"].map(reports).map({True: RESTRICTED_TERMS, False: OPEN_TERMS})
    shown = [
        licence if wording else None for licence, wording in zip(licences, wordings, strict=True)
    ]
    return rows.assign(
        themes=[";".join(codes) for codes in rows["themes"]],
        categories=[";".join(codes) for codes in rows["categories"]],
        wording=pd.Series(wordings, rows.index, dtype=object),
        wording_licence=pd.Series(shown, rows.index, dtype=object),
        url=rows["url"] + "#page=" + rows["page"].astype(str),
    )


def _areas(view: View, release: Release, source: Source) -> pd.DataFrame:
    areas = source.read_areas()
    tiles = list_tiles(release.dataset, areas, view.selection).set_index("place")
    latest = tiles[["report_count", "rating", "inspected_to_on", "recommendation_count"]]
    joined = areas.drop(columns=["rating"], errors="ignore").join(latest, on="place")
    if view.place is not None:
        joined = joined[joined["place"] == view.place]
    return joined.sort_values("name", kind="stable")


_FRAMES: dict[str, Callable[[View, Release, Source], pd.DataFrame]] = {
    "themes": _themes,
    "heatmap": _heatmap,
    "compare": _compare,
    "trends": _trends,
    "change": _change,
    "recommendations": _recommendations,
    "areas": _areas,
}
