"""What other reports asked for in much the same way: the nearest recommendations, each with its
way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ofsted.address.citation import label_report
from ofsted.served.cards import LEAD_IN, is_phrase, name_of
from ofsted.served.site import Site, query_text
from ofsted.served.source import Source


@dataclass(frozen=True)
class Similar:
    """A recommendation of another report: `wording` is None where it is not at hand, `lead_in`
    stands before a wording that is a phrase, and `is_near` says that it was made to a statistical
    neighbour.
    """

    key: str
    wording: str | None
    summary: str
    where: str
    address: str
    name: str
    lead_in: str = ""
    is_near: bool = False


def find_similar(key: str, source: Source, site: Site) -> tuple[Similar, ...]:
    """The recommendations of other reports most similar to one, the nearest first, as far as the
    release that is read has them.
    """
    near = {other: rank for rank, other in enumerate(source.read_neighbours().get(key, ()))}
    rows = source.release().dataset.recommendations
    found: list[Any] = list(
        rows[rows["recommendation_id"].isin(list(near))].itertuples(index=False)
    )
    of_council = _neighbours_of(key, source)
    return tuple(
        _make_similar(row, source, site, of_council)
        for row in sorted(found, key=lambda row: near[row.recommendation_id])
    )


def _make_similar(row: Any, source: Source, site: Site, near: frozenset[str]) -> Similar:
    wording = source.find_wording(row)
    return Similar(
        row.recommendation_id,
        wording,
        str(row.summary or ""),
        label_report(row),
        site.path("/quotes", query_text({"quote": [row.recommendation_id]})),
        name_of(row),
        LEAD_IN if wording and is_phrase(row) else "",
        row.urn in near,
    )


def _neighbours_of(key: str, source: Source) -> frozenset[str]:
    """The statistical neighbours of the council that a recommendation was made to."""
    rows = source.release().dataset.recommendations
    urns = rows.loc[rows["recommendation_id"] == key, "urn"]
    areas = source.read_areas()
    near = areas.loc[areas["urn"].isin(urns), "neighbours"]
    return frozenset(urn for listed in near for urn in listed)
