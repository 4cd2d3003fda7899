"""One report from its PDF: cover, judgements, recommendations, and what could not be settled."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import Path

from ofsted.extract.cover import Cover, find_second_cover, read_cover
from ofsted.extract.documents import find_report
from ofsted.extract.headings import find_board_page, find_lists
from ofsted.extract.judgements import read_judgements
from ofsted.extract.lists import FoundList
from ofsted.extract.pages import PageReader, scan_pages
from ofsted.extract.references import split_references
from ofsted.extract.wording import count_meaningless

# F1 reports hold two lists, one in each part.
F1_PARTS = ("Safeguarding services", "Looked after children services")
_FRONT_PAGES = 3  # cover and judgements, where a stamp would be taken for a part of them
ADDRESSEES = {"authority": "local authority", "lscb": "LSCB"}


@dataclass(frozen=True)
class Recommendation:
    """One item the report formally lists for action. Pages count from 1; `text` is verbatim."""

    order: int
    body: str
    section: str | None
    priority: str | None
    page: int
    end_page: int
    text: str
    framework_tag: str | None
    paragraphs: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """One report as read.

    `list_states` says per body: listed, empty, no-heading or not-applicable.
    """

    file_name: str
    sha256: str
    page_count: int
    cover: Cover
    judgements: dict[str, str | None]
    recommendations: list[Recommendation]
    list_states: dict[str, str]
    is_non_commercial: bool
    list_pages: tuple[int, ...]
    warnings: list[str] = field(default_factory=list)


def extract_report(path: Path) -> Report:
    """Read one report.

    Raises `ReportError`, naming the file and the reason, where it cannot be read as one.
    """
    scan = scan_pages(path)
    with PageReader(path, scan) as reader:
        reader.settle()
        extent = find_report(path.name, scan)
        reader.settle(range(extent.first, extent.first + _FRONT_PAGES))
        before = extent.first - 1
        pages = scan[before : extent.last]
        cover = read_cover(path.name, pages)
        judgements = read_judgements(cover.framework, cover.variant, pages)
        board_page = _board_page(cover, pages)
        board_page = board_page + before if board_page else None
        reader.scan = [""] * before + pages
        lists = find_lists(reader, board_page)
        list_pages = tuple(sorted(reader.opened))
    states = _list_states(cover, board_page, lists)
    second_cover = find_second_cover(pages)
    recommendations = _recommendations(lists, F1_PARTS if cover.framework == "F1" else ())
    return Report(
        file_name=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        page_count=len(scan),
        cover=cover,
        judgements=judgements,
        recommendations=recommendations,
        list_states=states,
        is_non_commercial=any(re.search(r"non-\s*commercial", page, re.I) for page in pages),
        list_pages=list_pages,
        warnings=_warnings(cover, judgements, states, lists)
        + _meaningless(cover, recommendations)
        + _in_doubt(reader)
        + extent.warnings()
        + (
            [f"page {before + second_cover} is the cover of a second report in this file"]
            if second_cover
            else []
        ),
    )


def extract_texts(path: Path, list_pages: Iterable[int]) -> list[str]:
    """The verbatim texts of a report's recommendations in order, opening only the pages its lists
    stand on.

    `list_pages` are those that `extract_report` found. Raises `ReportError` where the file cannot
    be read.
    """
    pages = set(list_pages)
    with PageReader(path, scan_pages(path, only=pages)[: max(pages, default=0)]) as reader:
        reader.settle()
        lists = find_lists(reader, board_page=None)
    return [recommendation.text for recommendation in _recommendations(lists)]


def report_as_json(report: Report) -> dict:
    """The report in the form `python -m ofsted extract` prints: dates in ISO form, null where
    nothing is printed.
    """
    cover = report.cover
    return {
        "report_file": report.file_name,
        "sha256": report.sha256,
        "title": cover.title,
        "local_authority": cover.local_authority,
        "framework": cover.framework,
        "variant": cover.variant,
        "inspection_start": _iso(cover.inspected_from),
        "inspection_end": _iso(cover.inspected_to),
        "published": _iso(cover.published),
        "lead_inspector": cover.lead_inspector,
        "judgements": report.judgements,
        "recommendations": [
            {
                "n": recommendation.order,
                "addressee": ADDRESSEES[recommendation.body],
                "section": recommendation.section,
                "priority": recommendation.priority,
                "page": recommendation.page,
                "text": recommendation.text,
                "tags": list(recommendation.tags),
            }
            for recommendation in report.recommendations
        ],
        "warnings": report.warnings,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _board_page(cover: Cover, scan: list[str]) -> int | None:
    if cover.framework != "F3" or cover.variant == "re-inspection":
        return None
    return 1 if cover.variant == "lscb-review" else find_board_page(scan)


def _recommendations(
    lists: list[tuple[str, FoundList]], parts: Sequence[str] = ()
) -> list[Recommendation]:
    """Items of all lists in order; `parts` names the section of each list that stands in a part of
    its own.
    """
    found: list[Recommendation] = []
    for (body, listed), part in zip_longest(lists, parts[: len(lists)]):
        for item in listed.items:
            wording = split_references(item.printed)
            priority = item.priority.capitalize() if item.priority else None
            found.append(
                Recommendation(
                    len(found) + 1,
                    body,
                    item.section or part,
                    priority,
                    item.page,
                    item.end_page,
                    wording.text,
                    wording.framework_tag,
                    wording.paragraphs,
                    wording.tags,
                )
            )
    return found


def _list_states(
    cover: Cover, board_page: int | None, lists: list[tuple[str, FoundList]]
) -> dict[str, str]:
    applicable = {"authority": cover.variant != "lscb-review", "lscb": board_page is not None}
    states = {}
    for body, applies in applicable.items():
        own = [listed for of_body, listed in lists if of_body == body]
        if any(listed.items for listed in own):
            states[body] = "listed"
        elif own:
            states[body] = "empty"
        else:
            states[body] = "no-heading" if applies else "not-applicable"
    return states


def _warnings(
    cover: Cover, judgements: dict, states: dict[str, str], lists: list[tuple[str, FoundList]]
) -> list[str]:
    warnings = [
        f"judgement not found: {name}" for name, grade in judgements.items() if grade is None
    ]
    for what, value in (
        ("inspection dates", cover.inspected_from),
        ("lead inspector", cover.lead_inspector),
    ):
        if value is None:
            warnings.append(f"{what} not found")
    for body, state in states.items():
        if state == "no-heading":
            warnings.append(f"{ADDRESSEES[body]}: no heading of a list of recommendations found")
        elif state == "empty":
            warnings.append(f"{ADDRESSEES[body]}: heading found, no recommendations under it")
    for body, listed in lists:
        warnings += _list_warnings(ADDRESSEES[body], listed)
    return warnings


def _meaningless(cover: Cover, recommendations: Sequence[Recommendation]) -> list[str]:
    """A warning for each text with characters for which the file names no sign."""
    texts = {"cover": f"{cover.title} {cover.local_authority}"} | {
        f"item {item.order}, page {item.page}": f"{item.section or ''} {item.text}"
        for item in recommendations
    }
    counts = {place: count_meaningless(text) for place, text in texts.items()}
    return [
        f"{place}: {count} character(s) without a meaning, of which the file does not tell what"
        " they print"
        for place, count in counts.items()
        if count
    ]


def _in_doubt(reader: PageReader) -> list[str]:
    return [
        f"page {number}: print may lie over the text; compare the items with the page"
        for number in sorted(reader.doubtful)
    ]


def _list_warnings(addressee: str, listed: FoundList) -> list[str]:
    warnings = []
    numbers = [item.number for item in listed.items if item.number is not None]
    if numbers and numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        warnings.append(
            f"{addressee}, page {listed.first_page}: item numbers do not run on ({numbers})"
        )
    if listed.stray:
        warnings.append(
            f"{addressee}, page {listed.first_page}: {len(listed.stray)} passage(s) after an item"
            " belong to none"
        )
    return warnings
