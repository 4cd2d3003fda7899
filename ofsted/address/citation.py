"""How to cite a recommendation, and the data as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from ofsted import glossary

NAME = "Ofsted Recommendations Explorer"
STATUS = (
    "Independent of Ofsted and not official statistics."
    " Annotations: CC BY 4.0. Reports: © Crown copyright."
)


def cite_recommendation(row: Any, address: str, version: str) -> str:
    """A citation of one recommendation by its place in the report, with the address of its own page
    here.
    """
    title = inspection_title(glossary.short_label("framework", row.framework))
    return (
        f"Ofsted ({row.published_on.year}). {title}: {row.area_name}."
        f" Inspection ended {printed_date(row.inspected_to_on)},"
        f" published {printed_date(row.published_on)}."
        f" Recommendation {row.order}, {_printed_pages(row)}. {row.url}#page={row.page}"
        f" [found through {NAME}, data version {version}, {address}]"
    )


def _printed_pages(row: Any) -> str:
    if row.page == row.end_page:
        return f"p. {row.page}"
    return f"pp. {row.page}–{row.end_page}"


def inspection_title(framework: str) -> str:
    """What a report of a framework is called in a citation."""
    return f"Inspection report on children’s services ({framework})"


def cite_data(address: str, version: str, accessed_on: date) -> str:
    """A citation of the dataset in one version: author, title, version, licence, address, day of
    access.
    """
    return (
        f"{NAME} contributors. {NAME}: recommendations of Ofsted inspections of English councils’"
        f" children’s services, coded by theme [data set], data version {version}."
        f" Independent of Ofsted. CC BY 4.0. {address} (accessed {printed_date(accessed_on)})"
    )


def printed_date(day: date) -> str:
    """A date in words: 3 August 2015."""
    return f"{day.day} {day:%B %Y}"
