"""What other reports asked for in much the same way: the nearest recommendations, each with its
way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ofsted.address.citation import label_report
from ofsted.served.site import Site, query_text
from ofsted.served.source import Source


@dataclass(frozen=True)
class Similar:
    """A recommendation of another report: `wording` is None where it is not at hand."""

    key: str
    wording: str | None
    summary: str
    where: str
    address: str


def find_similar(key: str, source: Source, site: Site) -> tuple[Similar, ...]:
    """The recommendations of other reports most similar to one, the nearest first, as far as the
    release that is read has them.
    """
    near = {other: rank for rank, other in enumerate(source.read_neighbours().get(key, ()))}
    rows = source.release().dataset.recommendations
    found: list[Any] = list(
        rows[rows["recommendation_id"].isin(list(near))].itertuples(index=False)
    )
    return tuple(
        Similar(
            row.recommendation_id,
            source.find_wording(row),
            str(row.summary or ""),
            label_report(row),
            site.path("/quotes", query_text({"quote": [row.recommendation_id]})),
        )
        for row in sorted(found, key=lambda row: near[row.recommendation_id])
    )
