"""Which pages of a file are the report, where it stands among a committee's papers or letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ofsted.errors import ReportError
from ofsted.extract.cover import find_framework
from ofsted.extract.kinds import is_letter
from ofsted.extract.wording import join_lines

_COVER_CHARACTERS = 1200
_IS_NEARLY_BLANK = re.compile(r"(?:.{0,20}copyright.{0,20})?", re.I | re.S)
_DATES = re.compile(r"(?:re-?)?(?:inspection|review) dates?\s*:", re.I)
_OF_COMMITTEE = re.compile(
    r"\b(?:members|councillors|cabinet|committee|panel|board|forum) (?:is|are)"
    r" (?:asked|requested|recommended|invited)\b"
    r"|^\W*(?:report (?:of|to|by)|agenda item|purpose of (?:the |this )?report|wards?"
    r" affected|report author|cabinet|.{0,60}\bcommittee)\b",
    re.I | re.M,
)
# The paragraph about the office on the last page of every report.
_LAST_PAGE = re.compile(r"regulates\s+and\s+inspects\s+to\s+achieve\s+excellence", re.I)


@dataclass(frozen=True)
class Extent:
    """The report's first and last page, counted from 1 in a file of `page_count` pages."""

    first: int
    last: int
    page_count: int

    def warnings(self) -> list[str]:
        """What of the file is not read."""
        before = _pages(1, self.first - 1, "before")
        return before + _pages(self.last + 1, self.page_count, "after")


def find_report(name: str, scan: Sequence[str]) -> Extent:
    """The pages of the one report in a file; all of them where no cover can be told apart.

    Raises `ReportError` where there are two reports.
    """
    covers = [number for number, page in enumerate(scan, start=1) if _is_cover(page)]
    of_reports = [number for number in covers if not _OF_COMMITTEE.search(scan[number - 1])]
    covers = of_reports or covers
    if len(covers) > 1:
        titles = " and ".join(
            f"“{_title(scan[number - 1])}” (page {number})" for number in covers[:2]
        )
        raise ReportError(f"{name}: holds two reports, {titles}; expected one report in a file")
    first = covers[0] if covers else 1
    return Extent(first, _last_page(scan, first), len(scan))


def _is_cover(page: str) -> bool:
    """Whether a page has the title of such a report above the dates of the inspection."""
    if is_letter(page):
        return False
    start = page[:_COVER_CHARACTERS]
    dates = _DATES.search(start)
    return bool(dates) and find_framework(_title(start)) is not None


def _title(page: str) -> str:
    return join_lines(_DATES.split(page, maxsplit=1)[0].split())


def _last_page(scan: Sequence[str], first: int) -> int:
    """The page that ends the report: the one about the office, or that before a letter."""
    for number in range(first + 1, len(scan) + 1):
        if is_letter(scan[number - 1]):
            return number - 1
        is_last = bool(_LAST_PAGE.search(scan[number - 1]))
        if is_last and number > first + 1 and not _has_second_part(scan, number):
            return number + _count_nearly_blank(scan[number:])
    return len(scan)


def _count_nearly_blank(pages: Sequence[str]) -> int:
    """How many pages follow at once that hold a copyright line or nothing."""
    of_report = (_IS_NEARLY_BLANK.fullmatch(page.strip()) for page in pages)
    return next((number for number, is_blank in enumerate(of_report) if not is_blank), len(pages))


def _has_second_part(scan: Sequence[str], last: int) -> bool:
    """Whether the report goes on with a part on the safeguarding board, which has a cover too."""
    rest = scan[last] if last < len(scan) else ""
    return bool(_DATES.search(rest[:_COVER_CHARACTERS]))


def _pages(first: int, last: int, where: str) -> list[str]:
    if first > last:
        return []
    pages = f"page {first} stands" if first == last else f"pages {first} to {last} stand"
    return [f"{pages} {where} the report and belong to none of it"]
