"""One made-up report per trap of the lists: what stands in them, between them, and what only looks
like one.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ofsted.extract.report import Report
from tests.extract.layouts import (
    ILACS_FOOTER,
    end_of_ilacs_list,
    ilacs,
    ilacs_cover,
    sif,
    sif_contents,
)
from tests.extract.made_up import (
    BULLET_TEXT_AT,
    DASH_PRIVATE,
    NUMBER_AT,
    SQUARE,
    SQUARE_PRIVATE,
    TEXT_AT,
    Paper,
)

Read = Callable[[Paper], Report]
ILACS_PLACE = {"at": 70.9, "hang": 88.8}


def texts(report: Report) -> list[str]:
    return [item.text for item in report.recommendations]


def authority_list(heading: str = "Recommendations", top: float = 110) -> Paper:
    return sif().page(top).heading(heading)


def end_of_list(paper: Paper) -> Paper:
    return paper.heading("Summary for children and young people").item(
        SQUARE_PRIVATE, "You told the inspectors of Mirefold about the swings."
    )


# Headings


def test_a_contents_page_opens_no_list(read: Read) -> None:
    paper = sif_contents(sif())
    end_of_list(
        paper.page()
        .heading("Recommendations")
        .recommend("1.", "Paint the doors of the contact centre.")
    )
    assert texts(read(paper)) == paper.texts


def test_a_short_contents_page_opens_no_list(read: Read) -> None:
    paper = sif().page().line("Contents", size=26)
    for entry in (
        "Executive summary     2",
        "What does the local authority need to improve?     4",
        "What does the LSCB need to improve?     5",
    ):
        paper.line(entry).down(10)
    paper.page().heading("What does the local authority need to improve?").recommend(
        "1.", "Paint the doors of the contact centre."
    )
    report = read(end_of_list(paper))
    assert texts(report) == paper.texts
    assert {item.body for item in report.recommendations} == {"authority"}


def test_prose_that_begins_with_the_word_recommendations_opens_no_list(read: Read) -> None:
    paper = sif().page().heading("Executive summary")
    paper.prose(
        "The last visit to Mirefold ended with six requests.",
        "Recommendations one to four were met (Recommendation).",
        "(Recommendation)",
    )
    paper.item("7.", "A finding with a number stands right below that prose.")
    end_of_list(
        paper.page()
        .heading("Recommendations")
        .recommend("1.", "Paint the doors of the contact centre.")
    )
    assert texts(read(paper)) == paper.texts


def test_a_line_of_prose_that_is_just_the_word_recommendations_opens_no_list(read: Read) -> None:
    paper = sif().page().heading("Executive summary")
    paper.item(
        "6.",
        "The lead member of Mirefold keeps a list of what was asked, and her",
        "recommendations",
        "are read aloud in the chamber.",
    )
    paper.item("7.", "A finding with a number stands right below that prose.")
    end_of_list(
        paper.page()
        .heading("Recommendations")
        .recommend("1.", "Paint the doors of the contact centre.")
    )
    assert texts(read(paper)) == paper.texts


@pytest.mark.parametrize(
    "heading",
    [
        "What does the Local Authority need to improve?",
        "What does the local authority need to improve",
        "What needs to improve",
        "What needs to improve?",
        " What needs to improve?",
        "Recommendations",
        "Recommendations:",
        "Recommendation",
        "Areas for improvement:",
    ],
)
def test_every_printed_form_of_the_heading_opens_the_list(read: Read, heading: str) -> None:
    paper = end_of_list(
        authority_list(heading)
        .recommend("1.", "Paint the doors of the contact centre.")
        .recommend("2.", "Mend the lift.")
    )
    report = read(paper)
    assert texts(report) == paper.texts
    assert report.list_states["authority"] == "listed"


def test_a_footnote_digit_glued_to_the_heading_does_not_hide_it(read: Read) -> None:
    paper = ilacs().page()
    paper.line("What needs to improve?1", size=14, bold=True).down(12)
    end_of_ilacs_list(paper.recommend(SQUARE, "The choice of bicycles.", **ILACS_PLACE))
    assert texts(read(paper)) == paper.texts


def test_a_heading_at_the_foot_of_a_page_opens_the_list_on_the_next(read: Read) -> None:
    paper = authority_list(top=745).page().recommend("1.", "Paint the doors of the contact centre.")
    report = read(end_of_list(paper))
    assert [(item.page, item.text) for item in report.recommendations] == [
        (3, "Paint the doors of the contact centre.")
    ]


def test_the_next_heading_ends_the_list_also_on_the_same_page(read: Read) -> None:
    paper = end_of_list(authority_list().recommend("1.", "Mend the lift.")).item(
        "2.", "A strength that goes on with the numbers."
    )
    assert texts(read(paper)) == ["Mend the lift."]


@pytest.mark.parametrize(
    "heading",
    [
        "Information about this inspection",
        "The local authority’s strengths",
        "Summary for children and young people",
        "Summary for children",
        "Inspection findings",
    ],
)
def test_a_closing_heading_in_the_size_of_the_text_ends_the_list_too(
    read: Read, heading: str
) -> None:
    paper = (
        authority_list()
        .recommend("1.", "Mend the lift.")
        .sub_heading(heading)
        .item("2.", "A strength that goes on with the numbers.")
    )
    assert texts(read(paper)) == ["Mend the lift."]


# Numbers


def test_numbers_that_go_on_from_the_findings_are_taken_off(read: Read) -> None:
    paper = sif().page().item("118.", "A finding about the harbour.").heading("Recommendations")
    end_of_list(paper.recommend("119.", "Mend the lift.").recommend("120.", "Paint the doors."))
    assert texts(read(paper)) == ["Mend the lift.", "Paint the doors."]


def test_a_number_glued_to_its_text_is_taken_off(read: Read) -> None:
    paper = authority_list().recommend("1.", "Mend the lift.")
    paper.line("2.Paint the doors of the", NUMBER_AT).line("contact centre.", TEXT_AT).down(12)
    assert texts(read(end_of_list(paper))) == [
        "Mend the lift.",
        "Paint the doors of the contact centre.",
    ]


def test_a_number_that_is_left_out_is_reported(read: Read) -> None:
    paper = authority_list().recommend("1.", "Mend the lift.").recommend("3.", "Paint the doors.")
    report = read(end_of_list(paper))
    assert texts(report) == paper.texts
    assert [warning for warning in report.warnings if "numbers do not run on" in warning]


@pytest.mark.parametrize("mark", ["1.", SQUARE_PRIVATE])
def test_a_number_at_a_line_start_inside_an_item_is_no_new_item(read: Read, mark: str) -> None:
    paper = authority_list().recommend(
        mark, "Tell young people who are nearly", "17. Then tell those who look after them."
    )
    paper.recommend("2." if mark == "1." else mark, "Mend the lift.")
    assert texts(read(end_of_list(paper))) == [
        "Tell young people who are nearly 17. Then tell those who look after them.",
        "Mend the lift.",
    ]


def test_numbers_can_be_headings_over_bulleted_items(read: Read) -> None:
    paper = authority_list()
    for number, heading, items in (
        ("1.", "Leaders", ("Mend the lift.", "Paint the doors.")),
        ("2.", "Practice", ("Write shorter letters.", "Ring back.")),
    ):
        paper.section = heading
        paper.item(number, heading)
        for item in items:
            paper.recommend(SQUARE_PRIVATE, item, at=TEXT_AT, hang=TEXT_AT + 18)
    report = read(end_of_list(paper))
    assert [(item.section, item.text) for item in report.recommendations] == [
        (printed.section, printed.text) for printed in paper.recommended
    ]


# What stands between items


def test_an_item_with_a_number_that_says_nothing_is_asked_is_none(read: Read) -> None:
    paper = authority_list("What does the local authority need to improve?").priority_heading(
        "Priority and immediate action"
    )
    paper.item("24.", "The inspection did not find any areas for priority and immediate", "action.")
    paper.priority_heading("Areas for improvement").recommend("25.", "Mend the lift.").recommend(
        "26.", "Paint the doors."
    )
    report = read(end_of_list(paper))
    assert [(item.priority, item.text) for item in report.recommendations] == [
        ("Areas for improvement", "Mend the lift."),
        ("Areas for improvement", "Paint the doors."),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "There are no areas for priority action.",
        "The inspection found no areas for priority action.",
        "There are no priority actions.",
    ],
)
def test_prose_that_says_nothing_is_urgent_is_no_item(read: Read, sentence: str) -> None:
    paper = (
        authority_list("What does the local authority need to improve?")
        .priority_heading("Priority and immediate action")
        .prose(sentence)
    )
    paper.priority_heading("Areas for improvement").recommend("1.", "Mend the lift.")
    assert texts(read(end_of_list(paper))) == ["Mend the lift."]


def test_a_list_is_empty_that_only_says_nothing_is_asked(read: Read) -> None:
    paper = authority_list().item("12.", "There are no areas for priority action.")
    report = read(end_of_list(paper))
    assert (texts(report), report.list_states["authority"]) == ([], "empty")


def test_what_is_urgent_ends_at_the_next_heading_of_its_rank(read: Read) -> None:
    paper = authority_list("What does the local authority need to improve?")
    paper.priority_heading("Priority and immediate action")
    paper.recommend("1.", "Mend the lift of the long", "and narrow hall.")
    paper.prose("Early help").recommend("2.", "Air the hall.")
    paper.sub_heading("Other matters").recommend("3.", "Lend out bicycles.")
    report = read(end_of_list(paper))
    assert [(item.section, item.priority) for item in report.recommendations] == [
        (None, "Priority and immediate action"),
        ("Early help", "Priority and immediate action"),
        ("Other matters", None),
    ]


def test_the_heading_that_opens_the_boards_list_gives_its_items_their_priority(read: Read) -> None:
    paper = end_of_list(authority_list().recommend("1.", "Mend the lift."))
    paper.page().heading(
        "Section 2: The effectiveness of the Local Safeguarding", "Children Board", size=16
    )
    paper.sub_heading("The effectiveness of the LSCB is inadequate").body = "lscb"
    paper.priority_heading("Priority and immediate action").recommend(
        SQUARE_PRIVATE, "Count who comes to the meetings."
    )
    paper.priority_heading("Areas for improvement").recommend(
        SQUARE_PRIVATE, "Invite the hospital."
    )
    paper.sub_heading("Key strengths and weaknesses of the LSCB").item(
        SQUARE_PRIVATE, "The chair is punctual."
    )
    board = [
        (item.priority, item.text) for item in read(paper).recommendations if item.body == "lscb"
    ]
    assert board == [
        ("Priority and immediate action", "Count who comes to the meetings."),
        ("Areas for improvement", "Invite the hospital."),
    ]


def test_sub_headings_inside_the_list_become_sections_also_as_first_line_of_a_page(
    read: Read,
) -> None:
    paper = (
        authority_list("What does the local authority need to improve?")
        .section_heading("Help and protection")
        .recommend("1.", "Mend the lift.")
    )
    paper.page().section_heading("Leadership, management and oversight").recommend(
        "2.", "Paint the", "doors."
    )
    paper.section_heading("Care leavers").recommend("3.", "Lend out bicycles.")
    report = read(end_of_list(paper))
    assert [(item.page, item.section, item.text) for item in report.recommendations] == [
        (p.page, p.section, p.text) for p in paper.recommended
    ]


def test_sub_headings_in_plain_type_become_sections_too(read: Read) -> None:
    paper = (
        authority_list("What does the local authority need to improve?")
        .line("Help and protection")
        .down(12)
        .recommend("1.", "Mend the", "lift.")
    )
    paper.line("Leadership, management and governance").down(12).recommend("2.", "Paint the doors.")
    sections = [(item.section, item.text) for item in read(end_of_list(paper)).recommendations]
    assert sections == [
        ("Help and protection", "Mend the lift."),
        ("Leadership, management and governance", "Paint the doors."),
    ]


def test_a_sub_heading_that_is_also_the_name_of_a_judgement_does_not_end_the_list(
    read: Read,
) -> None:
    paper = (
        authority_list("What does the local authority need to improve?")
        .section_heading("Care leavers")
        .recommend("1.", "Mend the lift.")
    )
    paper.section_heading("Leadership, management and governance").recommend(
        "2.", "Paint the doors."
    )
    assert texts(read(end_of_list(paper))) == paper.texts


def test_a_long_sub_heading_over_two_lines_is_one_section(read: Read) -> None:
    paper = authority_list("What does the local authority need to improve?").recommend(
        "1.", "Mend the lift."
    )
    paper.sub_heading(
        "Young people who leave the care of Mirefold and those", "who help them"
    ).recommend("2.", "Paint the doors.")
    sections = [item.section for item in read(end_of_list(paper)).recommendations]
    assert sections == [None, "Young people who leave the care of Mirefold and those who help them"]


# Pages


def test_an_item_across_a_page_break_keeps_nothing_of_what_stands_between(read: Read) -> None:
    paper = authority_list(top=670).recommend("1.", "Mend the lift.")
    paper.recommend(
        "2.",
        "Give each child a book of the photographs that were taken",
        "on the day of the move,",
        text="Give each child a book of the photographs that were taken on the day of the move, and"
        " keep a copy of it.",
    )
    paper.put("2", NUMBER_AT, size=6.5, y=756)
    paper.put(
        "A book here means a bound one; Mirefold’s library service binds loose leaves.",
        77,
        size=10,
        y=760,
    )
    paper.page().line("and keep a copy of it.", TEXT_AT).down(12).recommend(
        "3.", "Paint the doors."
    )
    report = read(end_of_list(paper))
    assert [(item.page, item.end_page, item.text) for item in report.recommendations] == [
        (2, 2, paper.texts[0]),
        (2, 3, paper.texts[1]),
        (3, 3, paper.texts[2]),
    ]


def test_a_page_number_that_stands_high_is_no_part_of_the_list(read: Read) -> None:
    paper = sif()
    paper.number_y = 763
    paper.page(690).heading("Recommendations").recommend(
        "1.",
        "Give each child a book of the photographs,",
        text="Give each child a book of the photographs, bound.",
    )
    paper.page(90).line("bound.", TEXT_AT).down(12).recommend("2.", "Mend the lift.").to(720).line(
        "Help and protection"
    ).page(90)
    report = read(end_of_list(paper.recommend("3.", "Paint the doors.")))
    assert [(item.section, item.text) for item in report.recommendations] == [
        (None, paper.texts[0]),
        (None, "Mend the lift."),
        ("Help and protection", "Paint the doors."),
    ]


def test_a_page_number_directly_under_the_text_is_no_part_of_it(read: Read) -> None:
    paper = authority_list(top=745).recommend(
        "1.",
        "Give each child a book of the photographs,",
        text="Give each child a book of the photographs, bound.",
    )
    paper.put("2", 300, size=12, y=786)
    paper.page().line("bound.", TEXT_AT).down(12).recommend("2.", "Paint the doors.")
    assert texts(read(end_of_list(paper))) == paper.texts


@pytest.mark.parametrize(
    "footer",
    [
        ILACS_FOOTER,
        (
            "Inspection of Tansy Vale and its several neighbouring villages’",
            "local authority children’s services",
            "4 to 15 March 2024",
        ),
    ],
    ids=["two lines", "three lines"],
)
def test_a_footer_inside_the_list_is_no_part_of_an_item(
    read: Read, footer: tuple[str, ...]
) -> None:
    paper = ilacs_cover(Paper(footer)).page(720).heading("What needs to improve?")
    paper.recommend(
        SQUARE,
        "The patience with which letters are",
        **ILACS_PLACE,
        text="The patience with which letters are read and answered.",
    )
    paper.page().line("read and answered.", 88.8).down(12).recommend(
        SQUARE, "The supply of umbrellas.", **ILACS_PLACE
    )
    report = read(end_of_ilacs_list(paper))
    assert [(item.section, item.text) for item in report.recommendations] == [
        (None, text) for text in paper.texts
    ]


def test_a_footer_in_the_size_of_the_text_is_no_part_of_an_item_and_no_section(read: Read) -> None:
    paper = (
        ilacs_cover(Paper(ILACS_FOOTER[:1], footer_size=12))
        .page(720)
        .heading("What needs to improve?")
    )
    paper.recommend(
        SQUARE,
        "The patience with which letters are",
        **ILACS_PLACE,
        text="The patience with which letters are read and answered.",
    )
    paper.page().line("read and answered.", 88.8).down(12).recommend(
        SQUARE, "The supply of umbrellas.", **ILACS_PLACE
    )
    report = read(end_of_ilacs_list(paper))
    assert [(item.section, item.text) for item in report.recommendations] == [
        (None, text) for text in paper.texts
    ]


def test_a_footer_between_the_last_item_and_the_next_heading_is_no_part_of_the_item(
    read: Read,
) -> None:
    paper = (
        ilacs()
        .page(730)
        .heading("What needs to improve?")
        .recommend(SQUARE, "The supply of umbrellas", **ILACS_PLACE)
    )
    assert texts(read(end_of_ilacs_list(paper.page()))) == ["The supply of umbrellas"]


def test_a_running_header_inside_an_item_is_no_part_of_it(read: Read) -> None:
    paper = sif()
    paper.header = "Mirefold Council Inspection of looked after children services"
    paper.page(700).heading("Areas for improvement").priority_heading("Immediately:")
    paper.recommend(
        SQUARE_PRIVATE,
        "Give each foster home a telephone number",
        text="Give each foster home a telephone number that is answered",
    )
    paper.page(88).line("that is answered", BULLET_TEXT_AT).down(12).recommend(
        SQUARE_PRIVATE, "Find a second dentist"
    )
    report = read(end_of_list(paper))
    assert [(item.priority, item.text) for item in report.recommendations] == [
        ("Immediately", text) for text in paper.texts
    ]


def test_a_raised_footnote_digit_glued_to_a_word_is_no_part_of_it(read: Read) -> None:
    paper = authority_list()
    paper.put("1.", NUMBER_AT)
    edge = paper.put("Use the harbour protocol", TEXT_AT)
    paper.put(" in every case.", paper.put("3", edge, size=7.5, y=paper.y - 4))
    paper.down(26).recommend("2.", "Mend the lift.")
    assert texts(read(end_of_list(paper))) == [
        "Use the harbour protocol in every case.",
        "Mend the lift.",
    ]


def test_a_list_in_a_drawn_box_is_read_like_any_other(read: Read) -> None:
    paper = authority_list().recommend("1.", "Mend the lift.").recommend("2.", "Paint the doors.")
    paper.pdf.rect(60, 90, 470, paper.y - 90)
    assert texts(read(end_of_list(paper))) == paper.texts


def test_a_list_over_eight_pages_is_read_to_its_end(read: Read) -> None:
    paper = authority_list()
    for number in range(1, 9):
        paper.recommend(f"{number}.", f"Mend the lift on floor {number}.").page()
    assert texts(read(end_of_list(paper))) == paper.texts


# Sub-points


def test_second_level_bullets_join_their_lead_in_to_one_recommendation(read: Read) -> None:
    paper = authority_list()
    paper.recommend(
        "1.",
        "Improve what is written in plans, so that:",
        text="Improve what is written in plans, so that: each is short; each is kept where the"
        " family can find it; none is lost.",
    )
    paper.point(DASH_PRIVATE, "each is short;").point(
        DASH_PRIVATE, "each is kept where the family", "can find it;"
    ).point(DASH_PRIVATE, "none is lost.")
    paper.recommend("2.", "Mend the lift.")
    assert texts(read(end_of_list(paper))) == paper.texts


@pytest.mark.parametrize("dash", [DASH_PRIVATE, "–", "-", "•"])
def test_sub_points_of_bulleted_items_join_too(read: Read, dash: str) -> None:
    paper = authority_list()
    paper.recommend(
        SQUARE_PRIVATE,
        "Improve what is written in plans:",
        text="Improve what is written in plans: each is short; none is lost.",
    )
    paper.point(dash, "each is short").point(dash, "none is lost.").recommend(
        SQUARE_PRIVATE, "Mend the lift."
    )
    assert texts(read(end_of_list(paper))) == paper.texts


def test_a_lead_in_of_three_lines_with_bulleted_points_is_one_recommendation(read: Read) -> None:
    paper = authority_list()
    lead = (
        "Ask the hospital, the harbour master and the three",
        "secondary schools to agree by the summer on what each",
        "of them does, in particular:",
    )
    paper.recommend("1.", *lead, text=" ".join(lead) + " who rings first; who writes it down")
    paper.point(SQUARE_PRIVATE, "who rings first").point(
        SQUARE_PRIVATE, "who writes it down"
    ).recommend("2.", "Mend the lift.")
    assert texts(read(end_of_list(paper))) == paper.texts


def test_sub_points_across_a_page_break_stay_with_their_item(read: Read) -> None:
    paper = authority_list(top=690).recommend(
        "1.",
        "Improve what is written in plans:",
        text="Improve what is written in plans: each is short; none is lost.",
    )
    paper.point(DASH_PRIVATE, "each is short;").page().point(
        DASH_PRIVATE, "none is lost."
    ).recommend("2.", "Mend the lift.")
    report = read(end_of_list(paper))
    assert [(item.page, item.end_page, item.text) for item in report.recommendations] == [
        (2, 3, paper.texts[0]),
        (3, 3, paper.texts[1]),
    ]


# Words over lines


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("Hold the multi-", "agency meeting at noon."), "Hold the multi-agency meeting at noon."),
        (
            ("Visit the homes of 16-", "and 17-year-olds at noon."),
            "Visit the homes of 16- and 17-year-olds at noon.",
        ),
        (("Sort short-", "and long-term plans."), "Sort short- and long-term plans."),
        (("Read the letters of all", "families twice."), "Read the letters of all families twice."),
        (("Meet at noon –", "not later."), "Meet at noon – not later."),
    ],
)
def test_a_word_at_a_line_end_is_joined_as_printed(
    read: Read, lines: tuple[str, ...], text: str
) -> None:
    paper = authority_list().recommend("1.", *lines, text=text).recommend("2.", "Mend the lift.")
    assert texts(read(end_of_list(paper))) == paper.texts


@pytest.mark.parametrize("lower", [-2, 2])
def test_a_bullet_that_stands_higher_or_lower_than_its_line_still_opens_an_item(
    read: Read, lower: float
) -> None:
    paper = ilacs().page().heading("What needs to improve?")
    for words in ("The supply of umbrellas.", "The number of lamps."):
        paper.put(SQUARE, 70.9, y=paper.y + lower)
        paper.line(words, 88.8).down(12)
    assert texts(read(end_of_ilacs_list(paper))) == [
        "The supply of umbrellas.",
        "The number of lamps.",
    ]


def test_items_may_begin_in_lower_case_and_end_without_a_full_stop(read: Read) -> None:
    paper = ilacs().page().heading("What needs to improve?")
    for item in ("the supply of umbrellas", "how quickly letters are answered", "Trust"):
        paper.recommend(SQUARE, item, **ILACS_PLACE)
    assert texts(read(end_of_ilacs_list(paper))) == [
        "the supply of umbrellas",
        "how quickly letters are answered",
        "Trust",
    ]


def test_apostrophes_and_quote_marks_are_kept_as_printed(read: Read) -> None:
    paper = authority_list().recommend(
        "1.", "Print the ‘Mirefold pledge’ and the children's “map” – at once."
    )
    assert texts(read(end_of_list(paper))) == paper.texts


# The safeguarding board


def board_part(paper: Paper) -> Paper:
    paper.page().heading("The Local Safeguarding Children Board (LSCB)", size=16).sub_heading(
        "The Local Safeguarding Children Board is outstanding"
    )
    paper.body = "lscb"
    return paper.heading("Executive summary").item(
        "90.", "The board of Mirefold meets in a library."
    )


def end_of_board_list(paper: Paper) -> Paper:
    return paper.heading("Inspection findings – the Local Safeguarding Children Board").item(
        "99.", "Nine partners come each time."
    )


def test_the_boards_list_is_told_apart_from_the_authoritys(read: Read) -> None:
    paper = board_part(end_of_list(authority_list().recommend("1.", "Mend the lift.")))
    end_of_board_list(
        paper.heading("Recommendations")
        .recommend("91.", "Invite the hospital.")
        .recommend("92.", "Meet by the sea.")
    )
    report = read(paper)
    assert [(item.body, item.text) for item in report.recommendations] == [
        (p.body, p.text) for p in paper.recommended
    ]
    assert report.list_states == {"authority": "listed", "lscb": "listed"}


def test_a_board_list_without_items_is_empty_and_said_to_be(read: Read) -> None:
    paper = board_part(end_of_list(authority_list().recommend("1.", "Mend the lift.")))
    report = read(
        end_of_board_list(
            paper.heading("Recommendations").prose("The inspectors asked nothing of this board.")
        )
    )
    assert texts(report) == ["Mend the lift."]
    assert report.list_states["lscb"] == "empty"
    assert any("LSCB: heading found" in warning for warning in report.warnings)


def test_a_board_part_without_a_list_is_said_to_have_no_heading(read: Read) -> None:
    paper = end_of_board_list(
        board_part(end_of_list(authority_list().recommend("1.", "Mend the lift.")))
    )
    report = read(paper)
    assert texts(report) == ["Mend the lift."]
    assert report.list_states["lscb"] == "no-heading"
    assert any("LSCB: no heading" in warning for warning in report.warnings)


def test_a_report_on_the_board_alone_gives_only_its_recommendations(read: Read) -> None:
    paper = Paper().page(124).line("Mirefold Safeguarding Children Board", size=26)
    paper.line(
        "Review of the effectiveness of the Local Safeguarding Children", size=14, bold=True
    ).line("Board", size=14, bold=True)
    paper.line("Inspection date: 15 June 2015 – 17 June 2015", size=14, bold=True).line(
        "Report published: 3 August 2015", size=14, bold=True
    )
    paper.line(
        "The Local Safeguarding Children Board requires improvement", size=14, bold=True
    ).prose("Lead inspector: Petra Quillfeather")
    paper.page().heading("Recommendations").recommend(
        SQUARE_PRIVATE, "Invite the hospital (paragraph 4).", text="Invite the hospital."
    )
    paper.recommend(SQUARE_PRIVATE, "Meet by the sea.")
    report = read(end_of_board_list(paper))
    assert (report.cover.variant, report.list_states) == (
        "lscb-review",
        {"authority": "not-applicable", "lscb": "listed"},
    )
    assert [(item.body, item.text) for item in report.recommendations] == [
        ("lscb", text) for text in paper.texts
    ]
    assert report.judgements == {
        **dict.fromkeys(report.judgements, "not given"),
        "lscb": "requires improvement",
    }
    assert report.warnings == []


# Nothing asked, or nothing found


def test_a_heading_followed_by_prose_gives_an_empty_list(read: Read) -> None:
    paper = (
        ilacs()
        .page()
        .heading("What needs to improve?")
        .prose("Inspectors of Tansy Vale have nothing to ask for.")
    )
    report = read(end_of_ilacs_list(paper))
    assert (texts(report), report.list_states["authority"]) == ([], "empty")
    assert any("heading found, no recommendations" in warning for warning in report.warnings)


def test_a_report_without_the_heading_says_so(read: Read) -> None:
    report = read(
        end_of_ilacs_list(ilacs().page().prose("Leaders of Tansy Vale know what to do next."))
    )
    assert (texts(report), report.list_states["authority"]) == ([], "no-heading")
    assert any("no heading" in warning for warning in report.warnings)


# Two reports in one file


def test_a_second_cover_in_the_middle_of_a_file_does_not_change_the_first(read: Read) -> None:
    paper = end_of_list(authority_list().recommend("1.", "Mend the lift."))
    paper.page(113).line("Tansy Vale Council", size=26).line(
        "Joint inspection of the harbour", size=14, bold=True
    )
    paper.line("Inspection date: 1 May 2017 to 2 May 2017", size=14)
    report = read(paper)
    assert report.cover.local_authority == "Mirefold County Council"
    assert report.cover.inspected_to.year == 2016
    assert texts(report) == ["Mend the lift."]
