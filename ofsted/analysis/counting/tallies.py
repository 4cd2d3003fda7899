"""Hits and recommendations per chosen report: the matrices that every count, interval and
comparison is made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from ofsted import glossary
from ofsted.analysis.counting.dataset import Dataset
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    list_options,
)
from ofsted.errors import OfstedError


@dataclass(frozen=True)
class Tally:
    """Chosen reports [m] × codes [k]: row numbers in the reports table [m], hits [m×k],
    recommendations [m], areas as integers [m], codes [k], and how many codes of the level the
    recommendations name between them [m].
    """

    rows: np.ndarray
    hits: np.ndarray
    items: np.ndarray
    clusters: np.ndarray
    codes: tuple[str, ...]
    named: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=int))


def tally_reports(
    dataset: Dataset, selection: Selection, level: str = "theme", codes: Sequence[str] | None = None
) -> Tally:
    """The chosen reports in the order of the table, those without recommendations included; `codes`
    limits and orders the columns.
    """
    every = dataset.codes(level)
    if codes is None:
        codes = every
    codes = tuple(codes)
    columns = np.array([every.index(code) for code in codes], dtype=int)
    chosen = choose_recommendations(dataset, selection)
    hits = dataset.hits(level)
    reports = choose_reports(dataset, selection)
    tally = tally_hits(dataset, reports, chosen, hits[:, columns], codes)
    rows = dataset.report_rows[chosen]
    named = np.bincount(rows, hits[chosen].sum(axis=1), minlength=len(dataset.reports))
    return replace(tally, named=named.astype(int)[tally.rows])


def tally_hits(
    dataset: Dataset,
    reports: np.ndarray,
    chosen: np.ndarray,
    hits: np.ndarray,
    codes: tuple[str, ...],
) -> Tally:
    """The tally of a matrix of hits [recommendation × code] over chosen reports (bool) and chosen
    recommendations (bool).
    """
    kept = np.flatnonzero(reports)
    places = np.flatnonzero(chosen)
    rows = dataset.report_rows[places]
    order = np.argsort(rows, kind="stable")
    items = np.bincount(rows, minlength=len(dataset.reports))
    by_report = np.zeros((len(dataset.reports), len(codes)), dtype=np.int32)
    if len(places):
        starts = np.flatnonzero(np.diff(rows[order], prepend=-1))
        by_report[rows[order][starts]] = np.add.reduceat(
            hits[places[order]], starts, axis=0, dtype=np.int32
        )
    return Tally(kept, by_report[kept], items[kept], dataset.area_numbers[kept], codes)


def measured_by(tally: Tally, unit: str) -> Tally:
    """The tally whose `items` are what a unit divides by: recommendations, or all themes named.

    Out of all themes named, those of a report sum to 100%, and so do those of any group: a list of
    many recommendations, or of recommendations with many themes each, raises none of them.
    """
    return replace(tally, items=tally.named) if unit == glossary.NAMED else tally


def tally_groups(
    dataset: Dataset,
    selection: Selection,
    level: str,
    by: str | Sequence | pd.Series | None,
    codes: Sequence[str] | None = None,
) -> tuple[list, np.ndarray, Tally]:
    """The groups in printing order, their membership [group × report] and the tally it applies to.

    Only groups with a chosen report are there; without `by` it is the one group "all". By body a
    report stands in the tally once for each body.
    """
    if isinstance(by, str) and by == "body":
        bodies = [selection.body]
        if selection.body == "both":
            bodies = ["authority", "lscb"]
        tallies = [
            tally_reports(dataset, replace(selection, body=body), level, codes) for body in bodies
        ]
        tally, owner = stack_tallies(tallies)
        members = owner == np.arange(len(bodies))[:, None]
        present = members.any(axis=1)
        found = [body for body, kept in zip(bodies, present, strict=True) if kept]
        return found, members[present], tally
    tally = tally_reports(dataset, selection, level, codes)
    return *group_members(tally, dataset, by), tally


def group_members(
    tally: Tally, dataset: Dataset, by: str | Sequence | pd.Series | None
) -> tuple[list, np.ndarray]:
    """The groups in printing order and their membership [group × report of the tally]; a blank
    label stands in no group.

    `by` is a column of the reports table, or one label for every report of the tally or of the
    whole table. Raises `OfstedError` where there is no such column or the labels are of another
    length.
    """
    if by is None:
        return ["all"], np.ones((1, len(tally.rows)), dtype=bool)
    values = _labels(tally, dataset, by)
    present = set(values.dropna().tolist())
    order: Sequence | None = None
    if isinstance(by, str):
        order = _order(dataset, by)
    if order is None:
        order = sorted(present)
    groups = [code for code in order if code in present]
    members = np.zeros((len(groups), len(tally.rows)), dtype=bool)
    for place, code in enumerate(groups):
        members[place] = (values == code).to_numpy(dtype=bool, na_value=False)
    return groups, members


def stack_tallies(tallies: Sequence[Tally]) -> tuple[Tally, np.ndarray]:
    """Several tallies of the same codes under each other, and which of them each row comes from."""
    owner = np.repeat(np.arange(len(tallies)), [len(tally.rows) for tally in tallies])
    rows, hits, items, clusters, named = (
        np.concatenate([getattr(tally, name) for tally in tallies])
        for name in ("rows", "hits", "items", "clusters", "named")
    )
    return Tally(rows, hits, items, clusters, tallies[0].codes, named), owner


def grouping_name(by: str | Sequence | pd.Series | None) -> str:
    """What a grouping is called in a frame: the column, the name of the labels, or "all"."""
    if by is None:
        return "all"
    if isinstance(by, str):
        return by
    return str(getattr(by, "name", None) or "group")


def group_label(grouping: str, code: object) -> str:
    """A group in full words; the code itself where the glossary has none."""
    try:
        return glossary.label(grouping, code)
    except KeyError:
        return str(code)


def divide(part: np.ndarray, whole: np.ndarray | float) -> np.ndarray:
    """part ÷ whole, NaN where there is nothing to divide by."""
    part, whole = np.broadcast_arrays(np.asarray(part, dtype=float), np.asarray(whole, dtype=float))
    return np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)


def _labels(tally: Tally, dataset: Dataset, by: str | Sequence | pd.Series) -> pd.Series:
    if isinstance(by, str):
        if by not in dataset.reports:
            raise OfstedError(
                f"no grouping {by!r}; expected a column of the reports table or one label per"
                " report"
            )
        return dataset.reports[by].take(tally.rows)
    labels = pd.Series(list(by), dtype=object)
    if len(labels) == len(tally.rows):
        return labels
    if len(labels) == len(dataset.reports):
        return labels.take(tally.rows)
    raise OfstedError(
        f"{len(labels)} labels for {len(tally.rows)} reports; expected one per report"
    )


def _order(dataset: Dataset, field: str) -> tuple | None:
    try:
        return list_options(dataset, field)
    except KeyError:
        return None
