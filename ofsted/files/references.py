"""References for programs that manage them: RIS, BibTeX and CSL-JSON."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ofsted.address.citation import (
    NAME,
    STATUS,
    dated,
    has_host,
    inspection_title,
    printed_address,
)
from ofsted.glossary import short_label
from ofsted.words import capitalised

REPORT, DATA, VIEW = "report", "dataset", "webpage"
_RIS_TYPES = {REPORT: "RPRT", DATA: "DATA", VIEW: "ELEC"}
_BIB_TYPES = {REPORT: "techreport", DATA: "misc", VIEW: "misc"}
_MEANT_BY_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_NOT_IN_A_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Reference:
    """One work that is cited; `accessed_on` is the day on which its address was followed."""

    kind: str
    key: str
    author: str
    title: str
    issued_on: date
    publisher: str
    url: str
    accessed_on: date
    note: str
    first_page: int | None = None
    last_page: int | None = None
    version: str = ""
    abstract: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def pages(self) -> str:
        """The pages as they are printed: 10, or 10–11."""
        if self.first_page is None:
            return ""
        if self.last_page in (None, self.first_page):
            return str(self.first_page)
        return f"{self.first_page}–{self.last_page}"


def refer_to_recommendation(
    row: Any, labels: dict[str, str], address: str, version: str, accessed_on: date
) -> Reference:
    """The report that a recommendation stands in, at its page; our summary is its abstract."""
    summary = row.summary if isinstance(row.summary, str) else ""
    note = (
        f"Recommendation {row.order}. {capitalised(dated(row))}."
        f" Found through {NAME}, data version {version}, {printed_address(address)}."
    )
    return Reference(
        kind=REPORT,
        key=f"ofsted-{row.recommendation_id}",
        author="Ofsted",
        title=f"{inspection_title(short_label('framework', row.framework))}: {row.area_name}",
        issued_on=row.published_on,
        publisher="Ofsted",
        url=f"{row.url}#page={row.page}",
        accessed_on=accessed_on,
        note=note,
        first_page=int(row.page),
        last_page=int(row.end_page),
        abstract=f"Summary by {NAME}: {summary}" if summary else "",
        keywords=tuple(labels[theme] for theme in row.themes),
    )


def refer_to_data(address: str, version: str, issued_on: date, accessed_on: date) -> Reference:
    """The dataset as a whole in one version. It has no DOI."""
    title = (
        f"{NAME}: recommendations of Ofsted inspections of English councils’ children’s services, "
        "coded by theme"
    )
    return Reference(
        kind=DATA,
        key=f"ofsted-recommendations-{version}",
        author=f"{NAME} contributors",
        title=title,
        issued_on=issued_on,
        publisher=NAME,
        url=address if has_host(address) else "",
        accessed_on=accessed_on,
        note=_note_on_data(address, version),
        version=version,
    )


def refer_to_view(
    title: str, address: str, version: str, issued_on: date, accessed_on: date
) -> Reference:
    """One view of the data: a page with its filters."""
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    return Reference(
        kind=VIEW,
        key=f"ofsted-view-{digest}-{version}",
        author=f"{NAME} contributors",
        title=title,
        issued_on=issued_on,
        publisher=NAME,
        url=address if has_host(address) else "",
        accessed_on=accessed_on,
        note=_note_on_data(address, version),
        version=version,
    )


def _note_on_data(address: str, version: str) -> str:
    """Version and terms of the data, and where they are where that is no address for a program."""
    told = f"Data version {version}. CC BY 4.0. {STATUS}"
    return told if has_host(address) else f"{told} {capitalised(printed_address(address))}."


def write_ris(reference: Reference) -> str:
    """The reference in the format of Research Information Systems."""
    lines = [f"{tag}  - {_one_line(value)}" for tag, value in _ris_fields(reference) if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _ris_fields(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", _RIS_TYPES[reference.kind]
    yield "ID", _key(reference)
    # A comma would part a family name from a given name; none of these bodies has one.
    yield "AU", reference.author
    yield "TI", reference.title
    yield "PY", str(reference.issued_on.year)
    yield "DA", f"{reference.issued_on:%Y/%m/%d/}"
    yield "PB", reference.publisher
    if reference.first_page is not None:
        yield "SP", str(reference.first_page)
        yield "EP", str(reference.last_page)
    yield "ET", reference.version
    yield "UR", reference.url
    yield "Y2", f"{reference.accessed_on:%Y/%m/%d/}"
    yield "AB", reference.abstract
    yield "N1", reference.note
    for word in reference.keywords:
        yield "KW", word


def write_bibtex(reference: Reference) -> str:
    """The reference as a BibTeX entry."""
    publisher = "institution" if reference.kind == REPORT else "publisher"
    fields = {
        "author": f"{{{_tex(reference.author)}}}",
        "title": f"{{{_tex(reference.title)}}}",
        publisher: _tex(reference.publisher),
        "year": str(reference.issued_on.year),
        "month": f"{reference.issued_on:%b}".lower(),
        "pages": reference.pages.replace("–", "--"),
        "version": _tex(reference.version),
        "url": reference.url,
        "urldate": reference.accessed_on.isoformat(),
        "abstract": _tex(reference.abstract),
        "keywords": _tex(", ".join(reference.keywords)),
        "note": _tex(reference.note),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    head = f"@{_BIB_TYPES[reference.kind]}{{{_key(reference)},"
    return "\n".join([head, *lines, "}", ""])


def write_csl(reference: Reference) -> str:
    """The reference as CSL-JSON: a list of one item."""
    item: dict[str, object] = {
        "id": _key(reference),
        "type": reference.kind,
        "author": [{"literal": reference.author}],
        "title": reference.title,
        "issued": _csl_day(reference.issued_on),
        "accessed": _csl_day(reference.accessed_on),
        "publisher": reference.publisher,
        "page": reference.pages,
        "version": reference.version,
        "URL": reference.url,
        "abstract": reference.abstract,
        "keyword": ", ".join(reference.keywords),
        "note": reference.note,
        "language": "en-GB",
    }
    held = {name: value for name, value in item.items() if value}
    return json.dumps([held], ensure_ascii=False, indent=1) + "\n"


def _csl_day(day: date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _key(reference: Reference) -> str:
    return _NOT_IN_A_KEY.sub("-", reference.key.casefold()).strip("-")


def _tex(text: str) -> str:
    return "".join(_MEANT_BY_TEX.get(letter, letter) for letter in _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def write_several(ending: str, works: Sequence[Reference]) -> str:
    """Several references as one file of a format, which is a key of `FORMATS`."""
    write, _ = FORMATS[ending]
    if ending == "csl.json":
        held = [item for work in works for item in json.loads(write(work))]
        return json.dumps(held, ensure_ascii=False, indent=1) + "\n"
    return "".join(write(work) for work in works)


# Format by the ending of its address: what writes it, and its media type.
FORMATS = {
    "ris": (write_ris, "application/x-research-info-systems"),
    "bib": (write_bibtex, "application/x-bibtex"),
    "csl.json": (write_csl, "application/vnd.citationstyles.csl+json"),
}
