"""Conservation laws on every real report: what was read is what is printed, and nothing else.

The pages are read a second time with pypdfium2, which has no part in finding lists or items.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from ofsted import paths
from ofsted.corpus.files import file_sha256, find_report_file
from ofsted.corpus.manifest import read_manifest
from ofsted.extract.judgements import JUDGEMENTS
from ofsted.extract.report import Recommendation, Report
from ofsted.extract.wording import text_hash
from ofsted.glossary import BODIES, FRAMEWORKS, GRADES, VARIANTS
from ofsted.steps import build as steps_build
from ofsted.steps.build import build
from ofsted.steps.build_readings import Reading
from ofsted.tables.stored import read_recommendations, read_reports

pytestmark = pytest.mark.corpus

HTML_FILES = {"50004178", "50004183", "50004185", "50004190"}


@dataclass(frozen=True)
class Read:
    """One report as extracted, and the text of its list pages as pypdfium2 gives it."""

    report: Report
    pages: dict[int, str]


def read_pages(reading: Reading) -> dict[int, str]:
    """The list pages of a report once more, by number."""
    assert reading.report is not None
    numbers = {
        number
        for item in reading.report.recommendations
        for number in range(item.page, item.end_page + 1)
    }
    entry = reading.entry
    path = find_report_file(entry.report_id, entry.sha256, paths.report_folders(), entry.byte_count)
    with pypdfium2.PdfDocument(path) as document:
        return {
            number: document[number - 1].get_textpage().get_text_bounded()
            for number in sorted(numbers)
        }


@pytest.fixture(scope="session")
def corpus(all_readings: list[Reading]) -> dict[str, Read | str]:
    """Every file of the manifest by report id: what was read, or the reason why it could not be."""
    found: dict[str, Read | str] = {
        reading.entry.report_id: reading.error or "" for reading in all_readings
    }
    readable = [reading for reading in all_readings if reading.report is not None]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        pages = pool.map(read_pages, readable, chunksize=4)
        for reading, texts in zip(readable, pages, strict=True):
            assert reading.report is not None
            found[reading.entry.report_id] = Read(reading.report, texts)
    return found


@pytest.fixture(scope="session")
def readings(corpus: dict[str, Read | str]) -> dict[str, Read]:
    """The readable reports by id."""
    return {
        report_id: reading for report_id, reading in corpus.items() if isinstance(reading, Read)
    }


def items_of(readings: dict[str, Read]) -> Iterator[tuple[str, Read, Recommendation]]:
    for report_id, reading in readings.items():
        for item in reading.report.recommendations:
            yield report_id, reading, item


def plain(text: str) -> str:
    """Text with one sign for each kind of quote mark and hyphen, ligatures opened."""
    text = unicodedata.normalize("NFKC", text)
    return re.sub(
        "[“”]", '"', re.sub("[‘’′]", "'", re.sub("[\u00ad\u2010\u2011\x02\ufffe]", "-", text))
    )


def packed(text: str) -> str:
    """Text without blanks, hyphens (lines end in them) and semicolons (sub-points are joined with
    them).
    """
    return re.sub(r"[\s;-]+", "", plain(text))


def pieces_on(page: str, text: str) -> int | None:
    """The least number of unbroken pieces in which `text` stands on `page`; None where a part of it
    does not stand there.
    """
    count = 0
    while text:
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if text[:middle] in page else (low, middle - 1)
        if not low:
            return None
        text, count = text[low:], count + 1
    return count


def beginning_on(page: str, text: str, start: int) -> re.Match[str] | None:
    """Where the longest beginning of `text` stands on `page`, whatever blanks and hyphens the page
    has.
    """
    letters = packed(text)
    for length in (80, 60, 40, 22, 11):
        if match := re.compile(r"[\s;-]*".join(map(re.escape, letters[:length]))).search(
            page, start
        ):
            return match
    return None


Marks = dict[str, list[int | str | None]]


@pytest.fixture(scope="session")
def marks(readings: dict[str, Read]) -> dict[str, Marks]:
    """By report and body, the number or bullet before each item."""
    return {report_id: marks_before(reading) for report_id, reading in readings.items()}


def marks_before(reading: Read) -> Marks:
    """By body, the number or bullet that stands on the page before each item, found without the
    extractor's help.
    """
    marks: Marks = {body: [] for body in BODIES}
    page = start = 0
    for item in reading.report.recommendations:
        text = plain(reading.pages[item.page])
        match = beginning_on(text, item.text, start if item.page == page else 0)
        before = match and re.search(
            r"(?:(\d{1,3})[.)]|([^\w\s.,;:()]))\s*$", text[: match.start()]
        )
        marks[item.body].append(before and (int(before[1]) if before[1] else before[2]))
        page, start = item.page, match.end() if match else 0
    return marks


# Every report


def test_all_reports_are_read_and_the_four_html_files_are_refused(
    corpus: dict[str, Read | str],
) -> None:
    refused = {report_id: reason for report_id, reason in corpus.items() if isinstance(reason, str)}
    assert refused.keys() == HTML_FILES
    assert all(
        reason == f"{report_id}.pdf: an HTML page, not a PDF"
        for report_id, reason in refused.items()
    )
    assert len(corpus) == 497


def test_every_report_has_a_cover_with_dates_that_make_sense(readings: dict[str, Read]) -> None:
    bad = {}
    for report_id, reading in readings.items():
        cover = reading.report.cover
        days = (cover.inspected_from, cover.inspected_to)
        sound = (
            all(days) and date(2013, 1, 1) < days[0] <= days[1] and (days[1] - days[0]).days < 250
        )
        if (
            not sound
            or not cover.title
            or not cover.local_authority
            or cover.framework not in FRAMEWORKS
            or cover.variant not in VARIANTS
        ):
            bad[report_id] = cover
        if cover.published and not days[1] < cover.published:
            bad[report_id] = cover
    assert not bad


def test_the_printed_publication_date_is_near_that_of_the_website(
    readings: dict[str, Read],
) -> None:
    published = {entry.report_id: entry.published_on for entry in read_manifest(paths.MANIFEST)}
    days = {
        report_id: abs((r.report.cover.published - published[report_id]).days)
        for report_id, r in readings.items()
        if r.report.cover.published
    }
    assert len(days) > 130
    # Some reports were put on the website again later, or carry a wrong year.
    assert sum(apart > 31 for apart in days.values()) <= 0.05 * len(days)


def test_every_judgement_is_read_or_known_not_to_be_given(readings: dict[str, Read]) -> None:
    known = {code.replace("-", " ") for code in GRADES}
    for report_id, reading in readings.items():
        judgements = reading.report.judgements
        assert tuple(judgements) == JUDGEMENTS, report_id
        assert set(judgements.values()) <= known, (report_id, judgements)


def test_titles_and_names_hold_no_dates_grades_or_page_numbers(readings: dict[str, Read]) -> None:
    wrong = re.compile(
        r"\d{2}|inspect(?:ion|or)s?\b|dates?:|\b(?:good|inadequate|outstanding|requires)\b", re.I
    )
    assert not {
        report_id: r.report.cover.local_authority
        for report_id, r in readings.items()
        if wrong.search(r.report.cover.local_authority)
    }
    assert not {
        report_id: r.report.cover.title
        for report_id, r in readings.items()
        if re.search(r"\d{2}|dates?:|inspector|[a-z]\d", r.report.cover.title)
    }


def test_lead_inspectors_are_names(readings: dict[str, Read]) -> None:
    names = {report_id: r.report.cover.lead_inspector for report_id, r in readings.items()}
    assert sum(name is None for name in names.values()) <= 3
    wrong = re.compile(r"\d|HMI|Inspector|Majesty|Ofsted|\b(?:the|and|for|with)\b|[:;,]", re.I)
    assert not {
        report_id: name
        for report_id, name in names.items()
        if name and (wrong.search(name) or not 2 <= len(name.split()) <= 5)
    }


def test_the_states_of_lists_agree_with_their_items_and_are_warned_of(
    readings: dict[str, Read],
) -> None:
    for report_id, reading in readings.items():
        bodies = {item.body for item in reading.report.recommendations}
        for body, state in reading.report.list_states.items():
            assert (state == "listed") == (body in bodies), (report_id, body, state)
        unsettled = [
            state
            for state in reading.report.list_states.values()
            if state in ("empty", "no-heading")
        ]
        assert len([warning for warning in reading.report.warnings if "heading" in warning]) == len(
            unsettled
        ), report_id


def test_few_reports_have_no_list_for_the_authority(readings: dict[str, Read]) -> None:
    states = [reading.report.list_states["authority"] for reading in readings.values()]
    assert (states.count("empty"), states.count("no-heading"), states.count("not-applicable")) == (
        1,
        1,
        1,
    )


# Every recommendation


def test_every_text_stands_on_its_cited_pages(readings: dict[str, Read]) -> None:
    bad, loose = [], []
    for report_id, reading, item in items_of(readings):
        page = "".join(
            packed(reading.pages[number]) for number in range(item.page, item.end_page + 1)
        )
        pieces = pieces_on(page, packed(item.text))
        # A page break, each sub-point and each reference may interrupt a text, and nothing else.
        expected = 1 + (item.end_page - item.page) + 2 * item.text.count(";") + 2 * len(item.tags)
        if pieces is None:
            bad.append((report_id, item.order))
        elif pieces > expected:
            loose.append((report_id, item.order))
    assert not bad
    assert loose in ([], [("2762042", 13)])  # a raised footnote digit inside the sentence


def test_items_start_on_the_page_cited_behind_a_number_or_a_bullet(marks: dict[str, Marks]) -> None:
    unmarked = [
        (report_id, body)
        for report_id, of_report in marks.items()
        for body, of_body in of_report.items()
        if None in of_body
    ]
    assert not unmarked


def test_numbers_of_a_list_are_consecutive_and_lists_do_not_mix_numbers_with_bullets(
    marks: dict[str, Marks],
) -> None:
    bad = {}
    for report_id, of_report in marks.items():
        for body, of_body in of_report.items():
            numbers = [mark for mark in of_body if isinstance(mark, int)]
            if numbers and of_body != list(range(numbers[0], numbers[0] + len(of_body))):
                bad[report_id, body] = of_body
    assert not bad


NEXT_HEADING = re.compile(
    r"strengths|Summary for|Information about|Inspection (?:findings|judgements?)|Inspectors?’"
    r" findings"
    r"|What the inspection judgements|Outcomes for|Key (?:strengths|findings)",
    re.I,
)


def test_the_number_after_a_lists_last_stands_only_below_the_next_heading(
    readings: dict[str, Read], marks: dict[str, Marks]
) -> None:
    bad = []
    for report_id, reading in readings.items():
        for body, of_body in marks[report_id].items():
            last = next(
                (item for item in reversed(reading.report.recommendations) if item.body == body),
                None,
            )
            if last is None or not isinstance(of_body[-1], int):
                continue
            page = plain(reading.pages[last.end_page])
            match = beginning_on(page, last.text, 0) if last.page == last.end_page else None
            rest = page[match.end() if match else 0 :]
            number = re.search(rf"(?m)^\s*{of_body[-1] + 1}[.)]", rest)
            if number and not NEXT_HEADING.search(rest[: number.start()]):
                bad.append((report_id, body))
    assert not bad


def test_bullets_printed_equal_rows_in_every_ilacs_report(readings: dict[str, Read]) -> None:
    bad = {}
    for report_id, reading in readings.items():
        if reading.report.cover.framework == "F4":
            printed = sum(
                len(re.findall("[\uf06e\uf0b7\u25fc■●•]", text)) for text in reading.pages.values()
            )
            if printed != len(reading.report.recommendations):
                bad[report_id] = (printed, len(reading.report.recommendations))
    assert not bad


FOREIGN = {
    "footer": r"Inspection of .{3,90}(?:services|council|authority)"
    r"|\d{1,2} (?:to|–|-) \d{1,2}"
    r" (?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" 20\d\d",
    "heading": r"What needs to improve|\bRecommendations\b\W*$|^Recommendations\b"
    r"|\b(?:Areas for improvement|Priority and immediate action|Inspection findings)\b\W*$|Summary"
    r" for children"
    r"|The experiences and progress of (?:children|care)|Information about this|authority’s"
    r" strengths|Key strengths",
    "contents line": r"\.{4,}|\D\s\d{1,3}$",
    "bullet": r"[\uf000-\uf0ff\u25fc■●•◾▪\u0336]|^[-–—]\s",
    "number of another item": r"(?<!\b[Ss]ection)\s\d{1,3}[.)] ?[A-Z]",
    "sentence that asks nothing": r"(?:no|any) areas? (?:for|of) priority|did not find any",
    "paragraph reference": r"\bparagraphs? \d",
    "framework tag": r"[Nn]ational [Ff]ramework|\b(?:[Oo]utcome|[Ee]nabler)"
    r" (?:\d|one|two|three|four)\b",
    "rest of a mark": r"^[^A-Za-z‘“'\"]|\(\s*\)|\[\s*\]|\s{2}|\n",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_item_holds_what_is_no_part_of_it(readings: dict[str, Read], kind: str) -> None:
    hits = {
        (kind, report_id, item.order)
        for report_id, _, item in items_of(readings)
        if re.search(FOREIGN[kind], item.text)
    }
    assert hits == set()


def test_items_have_a_plausible_length_and_none_stands_twice_in_a_row(
    readings: dict[str, Read],
) -> None:
    lengths = {
        (report_id, item.order): len(item.text.split()) for report_id, _, item in items_of(readings)
    }
    assert {key: length for key, length in lengths.items() if not 2 <= length <= 250} == {}
    for report_id, reading in readings.items():
        found = reading.report.recommendations
        assert not [a.order for a, b in pairwise(found) if a.text == b.text], report_id
        assert [item.order for item in found] == list(range(1, len(found) + 1)), report_id


def test_sections_hold_no_page_numbers_or_sentences(readings: dict[str, Read]) -> None:
    assert not [
        (report_id, item.order)
        for report_id, _, item in items_of(readings)
        if item.section and re.search(r"\b\d+$|^\W|\.$", item.section)
    ]


def test_items_are_in_the_order_of_print_and_never_end_before_they_start(
    readings: dict[str, Read],
) -> None:
    for report_id, reading in readings.items():
        pages = [(item.page, item.end_page) for item in reading.report.recommendations]
        assert pages == sorted(pages), report_id
        assert all(
            first <= last <= min(first + 1, reading.report.page_count) for first, last in pages
        ), report_id
        assert {number for first, last in pages for number in (first, last)} <= set(
            reading.report.list_pages
        ), report_id


# The committed tables


def test_the_committed_recommendations_are_those_read(readings: dict[str, Read]) -> None:
    committed = {
        (row.report_id, row.order): (
            row.body,
            row.page,
            row.end_page,
            row.text_sha256,
            row.word_count,
            row.priority,
            row.framework_tag,
        )
        for row in read_recommendations().replace({float("nan"): None}).itertuples()
    }
    read_now = {
        (report_id, item.order): (
            item.body,
            item.page,
            item.end_page,
            text_hash(item.text),
            len(item.text.split()),
            item.priority,
            item.framework_tag,
        )
        for report_id, _, item in items_of(readings)
    }
    assert {
        key for key in committed.keys() | read_now.keys() if committed.get(key) != read_now.get(key)
    } == set()


def test_the_committed_reports_are_those_read(readings: dict[str, Read]) -> None:
    committed = {row.report_id: row for row in read_reports().itertuples()}
    assert committed.keys() == readings.keys()
    for report_id, reading in readings.items():
        row, report = committed[report_id], reading.report
        expected = (report.sha256, report.page_count, report.cover.framework, report.cover.variant)
        assert (row.sha256, row.page_count, row.framework, row.variant) == expected, report_id
        assert (row.inspected_from_on, row.inspected_to_on) == (
            report.cover.inspected_from,
            report.cover.inspected_to,
        ), report_id
        assert {name: getattr(row, name).replace("-", " ") for name in JUDGEMENTS[1:]} == {
            name: report.judgements[name] for name in JUDGEMENTS[1:]
        }, report_id
        assert (row.list_state, row.lscb_list_state) == tuple(report.list_states.values()), (
            report_id
        )


def test_the_coventry_report_of_march_2014_has_its_long_list(readings: dict[str, Read]) -> None:
    published = {entry.report_id: entry.published_on for entry in read_manifest(paths.MANIFEST)}
    found = [
        r.report
        for report_id, r in readings.items()
        if "Coventry" in r.report.cover.local_authority
        and (published[report_id].year, published[report_id].month) == (2014, 3)
    ]
    assert len(found) == 1
    assert sum(item.body == "authority" for item in found[0].recommendations) >= 20


def test_building_from_the_real_reports_gives_the_committed_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, all_readings: list[Reading]
) -> None:
    asked: list[tuple[object, ...]] = []

    def give_readings(*arguments: object) -> list[Reading]:
        asked.append(arguments)
        return all_readings

    monkeypatch.setattr(steps_build, "read_all", give_readings)
    build(paths.report_folders(), tmp_path, show_progress=False)
    ((entries, folders, show_progress, *_),) = asked
    assert (entries, folders) == (read_manifest(paths.MANIFEST), paths.report_folders())
    assert not show_progress
    for path in (
        paths.REPORTS_TABLE,
        paths.RECOMMENDATIONS_TABLE,
        paths.CODINGS_TABLE,
        paths.AGREEMENT_TABLE,
        paths.AGREEMENT_SETS_TABLE,
        paths.DISAGREEMENTS_TABLE,
        paths.AUDIT_TABLE,
        paths.BUILD_RECORD,
    ):
        # Hashes, since a failing comparison of bytes would be explained at length.
        assert file_sha256(tmp_path / path.name) == file_sha256(path), (
            f"{path.name} differs from the committed one"
        )
