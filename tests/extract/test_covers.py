"""What the cover says: dates in every printed form, names, titles, and what is no cover at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from ofsted.errors import ReportError
from ofsted.extract.cover import find_framework, parse_days, read_cover
from ofsted.extract.report import Report
from tests.extract.layouts import ILACS_FOOTER, PROTECTION_TITLE, ilacs, ilacs_cover, sif
from tests.extract.made_up import Paper

Read = Callable[[Paper], Report]

SPANS = [
    ("8 – 12 July 2013", (2013, 7, 8), (2013, 7, 12)),
    ("8-12 July 2013", (2013, 7, 8), (2013, 7, 12)),
    ("8 — 12 July 2013", (2013, 7, 8), (2013, 7, 12)),
    ("19 November 2013 – 11 December 2013", (2013, 11, 19), (2013, 12, 11)),
    ("18 November-13 December 2013 and 27 – 31 January 2014", (2013, 11, 18), (2014, 1, 31)),
    ("11 January 2016 to 4 February 2016", (2016, 1, 11), (2016, 2, 4)),
    ("12/09/2016 to 06/10/2016", (2016, 9, 12), (2016, 10, 6)),
    ("4 June to 15 June 2018", (2018, 6, 4), (2018, 6, 15)),
    ("12 to 23 January 2026", (2026, 1, 12), (2026, 1, 23)),
    ("23 September to 4 October 2024 and 6 to 9 January 2025", (2024, 9, 23), (2025, 1, 9)),
    ("28 November – 10 January 2015", (2014, 11, 28), (2015, 1, 10)),
    ("2nd to 13th March 2020", (2020, 3, 2), (2020, 3, 13)),
    ("29 Nov 2021 to 10 Dec 2021", (2021, 11, 29), (2021, 12, 10)),
    ("9 July 2018", (2018, 7, 9), (2018, 7, 9)),
]


@pytest.mark.parametrize(("printed", "first", "last"), SPANS, ids=[span[0] for span in SPANS])
def test_dates_are_read_in_every_printed_form(printed: str, first: tuple, last: tuple) -> None:
    days = parse_days(printed)
    assert (days[0], days[-1]) == (date(*first), date(*last))


def test_every_date_is_given_in_the_order_of_print() -> None:
    days = parse_days("18 November-13 December 2013 and 27 – 31 January 2014")
    assert days == [date(2013, 11, 18), date(2013, 12, 13), date(2014, 1, 27), date(2014, 1, 31)]


@pytest.mark.parametrize(
    "text", ["", "no date", "page 12 of 40", "31 February 2015", "45 March 2015"]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_days(text) == []


def test_a_count_among_the_dates_is_no_day() -> None:
    assert parse_days("2 to 13 March 2020 and 99") == [date(2020, 3, 2), date(2020, 3, 13)]


@pytest.mark.parametrize(("printed", "first", "last"), SPANS, ids=[span[0] for span in SPANS])
def test_the_cover_gives_the_inspection_dates_as_printed(
    read: Read, printed: str, first: tuple, last: tuple
) -> None:
    cover = read(sif(dates=f"Inspection dates: {printed}")).cover
    assert (cover.inspected_from, cover.inspected_to, cover.published) == (
        date(*first),
        date(*last),
        date(2016, 6, 27),
    )


def test_dates_over_two_lines_are_read_whole(read: Read) -> None:
    paper = ilacs_cover(
        Paper(ILACS_FOOTER),
        "Inspection dates: 23 September to 4 October 2024 and 6 to 9",
        "January 2025",
    )
    cover = read(
        paper.line("Lead inspector: Petra Quillfeather, His Majesty’s Inspector", bold=True)
    ).cover
    assert (cover.inspected_from, cover.inspected_to, cover.lead_inspector) == (
        date(2024, 9, 23),
        date(2025, 1, 9),
        "Petra Quillfeather",
    )


def test_an_inspection_that_ends_before_it_starts_is_refused(read: Read) -> None:
    with pytest.raises(
        ReportError,
        match=r"made-up\.pdf: the inspection ends 2016-01-05, before it starts 2016-05-11",
    ):
        read(sif(dates="Inspection date: 11 May 2016 to 5 January 2016"))


def test_a_cover_without_dates_is_warned_of(read: Read) -> None:
    report = read(ilacs_cover(Paper(ILACS_FOOTER), dates="Inspected in the spring"))
    assert (report.cover.inspected_from, report.cover.inspected_to) == (None, None)
    assert "inspection dates not found" in report.warnings


def test_a_missing_publication_date_is_none(read: Read) -> None:
    assert read(ilacs()).cover.published is None


@pytest.mark.parametrize(
    "printed",
    [
        "Lead inspector: Petra Quillfeather HMI",
        "Lead inspector: Petra Quillfeather, Her Majesty’s Inspector",
        "Lead inspector:  Petra Quillfeather, His Majesty's Inspector",
        "Lead inspector: Petra Quillfeather",
        "Reporting inspector: Petra Quillfeather HMI",
        "Lead Inspector: Petra Quillfeather (HMI)",
        "Lead inspector: Petra Quillfeather, Senior HMI",
    ],
)
def test_the_lead_inspector_is_read_without_the_office(read: Read, printed: str) -> None:
    paper = ilacs_cover(Paper(ILACS_FOOTER), inspector=printed).table((["Judgement"], ["Grade"], 0))
    assert read(paper).cover.lead_inspector == "Petra Quillfeather"


@pytest.mark.parametrize(
    "name",
    ["Petra O’Quillfeather", "Petra Quill-Feather", "Petra van der Quill", "Jenny-ellen Quill"],
)
def test_names_with_marks_and_particles_are_read_whole(read: Read, name: str) -> None:
    assert (
        read(
            ilacs_cover(
                Paper(ILACS_FOOTER), inspector=f"Lead inspector: {name}, His Majesty’s Inspector"
            )
        ).cover.lead_inspector
        == name
    )


def test_an_inspector_named_nowhere_is_warned_of(read: Read) -> None:
    report = read(ilacs_cover(Paper(ILACS_FOOTER), inspector="Judged with care"))
    assert report.cover.lead_inspector is None
    assert "lead inspector not found" in report.warnings


@pytest.mark.parametrize(
    ("lines", "authority"),
    [
        (("Inspection of Tansy Vale local authority", "children’s services"), "Tansy Vale"),
        (
            ("Inspection of Tansy Vale and Lower Mire", "local authority children’s services"),
            "Tansy Vale and Lower Mire",
        ),
        (
            ("Inspection of the City of Tansy local authority", "children’s services"),
            "City of Tansy",
        ),
        (("Inspection of Tansy Vale children’s services",), "Tansy Vale"),
        (("Inspection of Tansy Vale local authority", "children's services"), "Tansy Vale"),
        (("Inspection of Tansy Families Trust",), "Tansy Families Trust"),
    ],
)
def test_the_authority_inside_the_title_is_read_in_every_variant(
    read: Read, lines: tuple[str, ...], authority: str
) -> None:
    paper = Paper().page(151)
    for line in lines:
        paper.line(line, size=26)
    paper.line("Inspection dates: 4 to 15 March 2024", bold=True).line(
        "Lead inspector: Petra Quillfeather, His Majesty’s Inspector", bold=True
    )
    cover = read(paper).cover
    assert (cover.framework, cover.title, cover.local_authority) == (
        "F4",
        " ".join(lines),
        authority,
    )


def test_a_council_name_over_two_lines_is_read_whole(read: Read) -> None:
    paper = (
        Paper()
        .page(113)
        .line("Royal Borough of Upper Mirefold and", size=26)
        .line("Lower Mirefold", size=26)
    )
    paper.line("Inspection of children’s social care services", size=16, bold=True).line(
        "Inspection dates: 4 June 2018 to 15 June 2018", bold=True
    )
    assert read(paper).cover.local_authority == "Royal Borough of Upper Mirefold and Lower Mirefold"


@pytest.mark.parametrize(
    ("dates", "variant"),
    [
        ("4 to 8 March 2019", "short"),
        ("4 to 15 March 2019", "standard"),
        ("4 to 15 March 2019 and 8 to 9 April 2019", "standard"),
    ],
)
def test_an_ilacs_inspection_of_one_week_is_short(read: Read, dates: str, variant: str) -> None:
    assert (
        read(ilacs_cover(Paper(ILACS_FOOTER), f"Inspection dates: {dates}")).cover.variant
        == variant
    )


@pytest.mark.parametrize(
    ("title", "framework"),
    [
        ("Inspection of safeguarding and looked after children services", "F1"),
        (PROTECTION_TITLE, "F2"),
        ("Inspection of looked after children services", "LAC-2013"),
        ("Inspection of services for children in need of help and protection", "F3"),
        ("Review of the effectiveness of the Local Safeguarding Children Board", "F3"),
        ("Inspection of children’s social care services", "F4"),
        ("Inspection of children's social care services", "F4"),
        ("Inspection of Tansy Vale local authority children’s services", "F4"),
        ("Inspection of a harbour", None),
        ("Focused visit to Tansy Vale children’s services", None),
        ("", None),
    ],
)
def test_the_title_tells_the_framework(title: str, framework: str | None) -> None:
    assert find_framework(title) == framework


def test_a_cover_of_something_else_is_refused_by_name() -> None:
    with pytest.raises(ReportError, match=r"x\.pdf: page 1 does not read as the cover"):
        read_cover("x.pdf", ["Annual report of the harbour\nInspection dates: 4 to 15 March 2024"])
