"""What is said at the top of a page that shows a kept release: which one, and what has changed
since.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ofsted import words
from ofsted.address.view import View
from ofsted.analysis.counting.changes import Count, RowChanges, compare_rows, count_changes
from ofsted.analysis.counting.selection import Selection
from ofsted.served.headlines import find_recommendation
from ofsted.served.source import Source, find_area
from ofsted.steps.releases import About, KeptRelease
from ofsted.words import plural, printed_date


@dataclass(frozen=True)
class Notice:
    """The label of a page of a kept release; `now` is the address of the same page today."""

    title: str
    told: tuple[str, ...]
    counts: tuple[Count, ...]
    counted: str
    now: str


def name_release(about: About) -> str:
    """A kept release by its version and date."""
    return f"release {about.version} of {printed_date(about.made_on)}"


EVERYTHING = Selection(body="both")


@dataclass(frozen=True)
class Counted:
    """What the counts of a label are about: filters, in a view of the codebook, and in words."""

    selection: Selection
    scheme: str = "full"
    words: str = "everything under these filters"


def counted_on(page: str, view: View, source: Source) -> Counted:
    """What is counted for a view on a page of the dashboard: a council's own page counts all of
    it, and so does the page of one recommendation.
    """
    area = find_area(source.read_areas(), view.place) if page == "places" else None
    if page == "quotes" and view.quote:
        area = find_recommendation(source.release(), view.quote)
    if area is None:
        return Counted(view.selection, view.scheme)
    name = area.name if page == "places" else area.area_name
    return Counted(replace(EVERYTHING, area=(area.urn,)), words=name)


def make_notice(then: Source, now: Source, counted: Counted, address: str) -> Notice:
    """The label of a page of the kept release `then`; `address` is the way to the same page of the
    current data.
    """
    held = describe_kept(then, now, counted)
    told = (
        "This page shows the release that its link was made for."
        f" The data are now version {held['current_version']}.",
        *held["told"],
    )
    name = name_release(_kept_of(then).about)
    title = f"{name[:1].upper()}{name[1:]}, as it was"
    return Notice(title, told, _count(then, now, counted), counted.words, address)


def _kept_of(source: Source) -> KeptRelease:
    assert source.kept is not None, "only the source of a kept release has a label"
    return source.kept


def _count(then: Source, now: Source, counted: Counted) -> tuple[Count, ...]:
    before, after = (source.release(counted.scheme).dataset for source in (then, now))
    return count_changes(before, after, counted.selection)


def describe_kept(then: Source, now: Source, counted: Counted) -> dict[str, Any]:
    """The same for programs."""
    about = _kept_of(then).about
    before, after = then.release(counted.scheme), now.release(counted.scheme)
    counts = _count(then, now, counted)
    rows = compare_rows(before.dataset, after.dataset, counted.selection)
    return {
        "version": about.version,
        "made_on": about.made_on.isoformat(),
        "doi": about.doi,
        "current_version": after.version,
        "counts": {count.name: {"then": count.then, "now": count.now} for count in counts},
        "told": [*tell_changes(counts, rows), *tell_absent(_kept_of(then))],
    }


def tell_changes(counts: tuple[Count, ...], rows: RowChanges) -> list[str]:
    """What has changed for a view, in sentences; the counts themselves stand in a table."""
    told = []
    if not any(count.has_moved for count in counts):
        told.append("None of these counts has moved since.")
    parts = [
        _part(rows.added, "was added", "were added"),
        _part(rows.gone, "is no longer there", "are no longer there"),
        _part(rows.rethemed, "has other themes", "have other themes"),
        _part(rows.reworded, "has another wording", "have another wording"),
        _part(rows.resummarised, "has another summary of ours", "have other summaries of ours"),
    ]
    changed = [part for part in parts if part]
    if changed:
        of = f"{words.number(rows.kept + rows.gone)}"
        are = plural(rows.kept + rows.gone, "recommendation")
        told.append(f"Of the {of} {are}: {'; '.join(changed)}.")
    return told


def _part(count: int, one: str, several: str) -> str:
    if not count:
        return ""
    return f"{words.number(count)} {one if count == 1 else several}"


def tell_absent(kept: KeptRelease) -> list[str]:
    """What the release does not have."""
    if not kept.absent:
        return []
    return [f"Not in this release: {'; '.join(kept.absent)}."]
