"""What every file says of itself: how it was coded, its terms, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ofsted import glossary
from ofsted.address.citation import STATUS, has_host
from ofsted.codebook import Codebook
from ofsted.words import printed_date

MACHINE_NOTE = (
    "Sorted into themes by machine, twice; no person has checked a sample yet."
    " A recommendation can carry several themes."
)
LINKS_NOTE = (
    "Links that begin with a stroke are addresses within the dashboard:"
    " put the address of its first page before them."
)
OPEN_TERMS = "© Crown copyright, Open Government Licence v3.0"
RESTRICTED_TERMS = "© Crown copyright, non-commercial terms of reproduction printed in the report"


_FIELDS = ("next", "orientation")  # fields of the glossary whose names stand in files


def name_codes(codebook: Codebook) -> dict[str, str]:
    """The names by their ids: of themes and categories, of what the next report shows, and of what
    is asked to change.
    """
    named = {code: glossary.label(name, code) for name in _FIELDS for code in glossary.codes(name)}
    return {**codebook.labels, **named}


@dataclass(frozen=True)
class About:
    """What a file is of and where it comes from.

    `choice` says in words which recommendations it holds. `labels` are those of `name_codes`.
    `find_wording` gives the verbatim text of
    a row where it is at hand and proved, `permalink` the address of a recommendation by its id.
    `restricted` are the ids of reports that print non-commercial terms. `more` are further notes.
    `readers` are what the reader wrote about recommendations, by id.
    """

    title: str
    choice: str
    citation: str
    version: str
    last_on: date
    labels: Mapping[str, str]
    find_wording: Callable[[Any], str | None]
    permalink: Callable[[str], str]
    restricted: frozenset[str] = frozenset()
    more: tuple[str, ...] = field(default=())
    readers: Mapping[str, str] = field(default_factory=dict)

    def notes(self) -> tuple[str, ...]:
        """The notes of a file, a paragraph each."""
        dated = f"Inspections up to {printed_date(self.last_on)}. Data version {self.version}."
        told = (self.choice, dated, *self.more, MACHINE_NOTE, STATUS, *self._on_links())
        return (*told, f"Cite as: {self.citation}")

    def _on_links(self) -> tuple[str, ...]:
        """Where the links to recommendations lead, unless they can be followed from anywhere."""
        return () if has_host(self.permalink("")) else (LINKS_NOTE,)

    def terms_of(self, report_id: str) -> str:
        """The terms that the wording of a report is under."""
        return RESTRICTED_TERMS if report_id in self.restricted else OPEN_TERMS
