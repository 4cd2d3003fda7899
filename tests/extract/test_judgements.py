"""Grades in the places where the layouts put them: beside, above and below their labels, combined,
or not given.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ofsted.extract.judgements import JUDGEMENTS, read_judgements
from ofsted.extract.report import Report
from tests.extract.layouts import (
    ILACS_BOTH,
    ILACS_FOOTER,
    ILACS_IN_CARE,
    ILACS_LEADERS,
    ILACS_LEAVERS,
    ILACS_OVERALL,
    ILACS_PROTECTION,
    TITLE_ROW,
    grades,
    ilacs_cover,
    sif_cover,
    sif_grades,
)
from tests.extract.made_up import Paper

Read = Callable[[Paper], Report]
RI_IN_PROSE = "requires improvement to be good"
RI = ["Requires improvement", "to be good"]
OWN_LABELS = (ILACS_LEADERS, ILACS_PROTECTION, ILACS_IN_CARE, ILACS_LEAVERS, ILACS_OVERALL)


def cover(*rows: tuple, **kind: bool) -> Paper:
    return ilacs_cover(Paper(ILACS_FOOTER)).table(TITLE_ROW, *rows, **kind)


@pytest.mark.parametrize("shift", [-1, 0, 1])
def test_a_grade_may_begin_above_or_below_its_label(read: Read, shift: int) -> None:
    rows = zip(
        OWN_LABELS, (["Good"], RI, ["Inadequate"], ["Outstanding"], RI), (shift,) * 5, strict=True
    )
    assert read(cover(*rows)).judgements == grades(
        "requires improvement", "good", "requires improvement", "inadequate", "outstanding"
    )


def test_a_grade_that_comes_before_its_label_in_the_file_is_given_to_it(read: Read) -> None:
    rows = zip(
        OWN_LABELS,
        (["Good"], ["Requires improvement to be good"], ["Inadequate"], ["Outstanding"], ["Good"]),
        (-1,) * 5,
        strict=True,
    )
    assert read(cover(*rows, grades_first=True)).judgements == grades(
        "good", "good", "requires improvement", "inadequate", "outstanding"
    )


def test_the_order_of_the_rows_does_not_matter(read: Read) -> None:
    rows = [
        (ILACS_OVERALL, ["Inadequate"], 0),
        (ILACS_LEAVERS, ["Good"], 0),
        (ILACS_PROTECTION, ["Inadequate"], 0),
        (ILACS_IN_CARE, RI, -1),
        (ILACS_LEADERS, ["Good"], 0),
    ]
    assert read(cover(*rows)).judgements == grades(
        "inadequate", "good", "inadequate", "requires improvement", "good"
    )


def test_a_combined_grade_stands_for_care_and_for_care_leavers(read: Read) -> None:
    rows = [
        (ILACS_LEADERS, ["Good"], 0),
        (ILACS_PROTECTION, RI, -1),
        (ILACS_BOTH, ["Outstanding"], 0),
        (ILACS_OVERALL, ["Good"], 0),
    ]
    assert read(cover(*rows)).judgements == grades(
        "good", "good", "requires improvement", "outstanding", "outstanding"
    )


def test_a_table_without_the_overall_row_gives_no_overall_judgement(read: Read) -> None:
    rows = list(zip(OWN_LABELS[:4], (["Good"], RI, ["Good"], ["Good"]), (0,) * 4, strict=True))
    report = read(cover(*rows).prose("Overall, the inspectors of Tansy Vale were moved."))
    assert report.judgements == grades("not given", "good", "requires improvement", "good", "good")
    assert not [warning for warning in report.warnings if "judgement" in warning]


def test_grade_words_in_the_prose_below_the_table_are_no_grades(read: Read) -> None:
    rows = zip(OWN_LABELS, (["Good"],) * 5, (0,) * 5, strict=True)
    paper = cover(*rows).prose(
        "Inadequate lamps once lit the harbour; the experiences and progress of",
        "children in care were said to be outstanding by their aunts.",
    )
    assert read(paper).judgements == grades(*["good"] * 5)


def test_a_missing_grade_is_not_found_and_warned_of(read: Read) -> None:
    rows = zip(
        OWN_LABELS, (["Good"], ["Good"], ["(see below)"], ["Good"], ["Good"]), (0,) * 5, strict=True
    )
    report = read(cover(*rows))
    assert report.judgements["in_care"] is None
    assert "judgement not found: in_care" in report.warnings


@pytest.mark.parametrize(
    ("lines", "overall"),
    [
        (("Children’s services in Mirefold are good",), "good"),
        (("Children’s services in Mirefold are inadequate",), "inadequate"),
        (
            ("Children’s services in Mirefold require improvement to be good",),
            "requires improvement",
        ),
        (
            ("Children’s services in Mirefold and Lower Mire require", "improvement to be good"),
            "requires improvement",
        ),
        (("Children's services in Mirefold are outstanding",), "outstanding"),
        (("The overall judgement is good.",), "good"),
        (("The overall judgement is that children’s services are inadequate",), "inadequate"),
        (("The overall judgement is requires improvement",), "requires improvement"),
    ],
)
def test_the_overall_grade_is_read_from_the_covers_headline(
    read: Read, lines: tuple[str, ...], overall: str
) -> None:
    paper = sif_cover(Paper()).down(20)
    for line in lines:
        paper.line(line, size=14, bold=True)
    assert (
        read(sif_grades(paper, "Good", "Good", "Good", "Good", "Good")).judgements["overall"]
        == overall
    )


def test_requires_above_and_improvement_below_the_label_is_one_grade(read: Read) -> None:
    paper = (
        sif_cover(Paper())
        .down(20)
        .line("Children’s services in Mirefold require improvement to be good", size=14, bold=True)
        .down(10)
    )
    split = ["Requires", "improvement"]
    paper.table(
        (["1. Children who need help and protection"], split, -1),
        (["2. Children looked after and achieving", "permanence"], ["Good"], 1),
        (["2.1 Adoption performance"], ["Outstanding"], 0),
        (["2.2 Experiences and progress of care leavers"], split, -1),
        (["3. Leadership, management and governance"], split, -1),
    )
    read_grades = read(paper).judgements
    assert read_grades == grades(
        *["requires improvement"] * 3, "good", "requires improvement", "outstanding"
    )


def test_a_sub_judgement_can_be_not_judged(read: Read) -> None:
    paper = (
        sif_cover(Paper())
        .down(20)
        .line("Children’s services in Mirefold are good", size=14, bold=True)
    )
    assert (
        read(sif_grades(paper, "Good", "Good", "Not Judged", "Good", "Good")).judgements["adoption"]
        == "not judged"
    )


def test_the_boards_grade_is_read_from_its_own_part(read: Read) -> None:
    paper = (
        sif_cover(Paper())
        .down(20)
        .line("Children’s services in Mirefold are good", size=14, bold=True)
    )
    sif_grades(paper, "Good", "Good", "Good", "Good", "Good").page().heading(
        "The Local Safeguarding Children Board (LSCB)", size=16
    )
    paper.sub_heading(*("The Local Safeguarding Children Board", RI_IN_PROSE))
    assert read(paper).judgements["lscb"] == "requires improvement"


def test_grades_under_headings_serve_where_there_is_no_record_of_findings() -> None:
    body = (
        "Overall effectiveness Grade 4 (inadequate)\nLeadership and management Grade 3 (adequate)\n"
        "Outcomes for looked after children and young people Grade 2 (good)"
    )
    assert read_judgements(
        "LAC-2013", "standard", ["Inspection of looked after children services", "", body]
    ) == ({**grades("inadequate", "adequate"), "in_care": "good"})


@pytest.mark.parametrize("framework", ["F1", "F2", "LAC-2013", "F3", "F4"])
def test_every_judgement_is_named_in_every_framework(framework: str) -> None:
    assert tuple(read_judgements(framework, "standard", ["", "", ""])) == JUDGEMENTS
