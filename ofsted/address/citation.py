"""How to cite a recommendation, and the data as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from ofsted import glossary, words

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
        f" {words.capitalised(dated(row))}."
        f" Recommendation {row.order}, {_printed_pages(row)}. {row.url}#page={row.page}"
        f" [found through {NAME}, data version {version}, {printed_address(address)}]"
    )


def label_report(row: Any) -> str:
    """A report as pages call it: its council and the year in which the inspection ended.

    References have the date of publication instead, as bibliographies do. Wherever a report is
    cited, `dated` says both.
    """
    return f"{row.area_name}, {row.inspected_to_on.year}"


def dated(row: Any) -> str:
    """When a report's inspection ended and when it was published, by the month."""
    inspected, published = (f"{day:%B %Y}" for day in (row.inspected_to_on, row.published_on))
    if inspected == published:
        return f"inspected and published {published}"
    return f"inspected {inspected}, published {published}"


def printed_address(address: str) -> str:
    """An address as a text names it that may travel.

    A server that nobody has told its public address writes one without host, which is said: what a
    request claims of its host is never repeated.
    """
    return address if has_host(address) else f"address within the dashboard: {address}"


def has_host(address: str) -> bool:
    """Whether an address leads somewhere from anywhere."""
    return address.startswith(("https://", "http://"))


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
    where = address if has_host(address) else words.capitalised(printed_address(address))
    return (
        f"{NAME} contributors. {NAME}: recommendations of Ofsted inspections of English councils’"
        f" children’s services, coded by theme [data set], data version {version}."
        f" Independent of Ofsted. CC BY 4.0. {where}"
        f" (accessed {words.printed_date(accessed_on)})"
    )
