"""What single signs say: invisible ones, ligatures, ones without a meaning, letters printed twice,
and every mark that a list can repeat.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ofsted.extract.report import Report
from ofsted.extract.wording import clean_glyph, count_meaningless, join_lines, text_hash
from tests.extract import layouts
from tests.extract.layouts import end_of_ilacs_list, ilacs
from tests.extract.made_up import NUMBER_AT, SQUARE, Paper

Read = Callable[[Paper], Report]
PLACE = {"at": 70.9, "hang": 88.8}


def texts(report: Report) -> list[str]:
    return [item.text for item in report.recommendations]


def listed(*items: tuple[str, ...], mark: str = SQUARE) -> Paper:
    """A report with a list of these items, each given as its lines."""
    paper = ilacs().page().heading("What needs to improve?")
    for lines in items:
        paper.recommend(mark, *lines, **PLACE)
    return end_of_ilacs_list(paper)


# Signs that print nothing, ligatures, signs without a meaning


@pytest.mark.parametrize("sign", ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u200e"])
def test_invisible_characters_are_in_no_text(read: Read, sign: str) -> None:
    paper = listed((f"The sup{sign}ply of{sign} {sign}umbrellas.",), ("Mend the lift.",))
    assert texts(read(paper)) == ["The supply of umbrellas.", "Mend the lift."]
    assert text_hash(f"The sup{sign}ply.") == text_hash("The supply.")


def test_an_invisible_character_does_not_hide_the_heading(read: Read) -> None:
    paper = ilacs().page().heading("What needs\u200b to im\u200dprove?")
    paper.line("What needs to\u200b improve?", size=14, bold=True)
    end_of_ilacs_list(paper.recommend(SQUARE, "Mend the lift.", **PLACE))
    assert texts(read(paper)) == ["Mend the lift."]


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("The time of inter\u00ad", "views.", "The time of interviews."),
        ("The time of inter\u00ad ", "views.", "The time of interviews."),
        ("The multi-", "agency plan.", "The multi-agency plan."),
        ("The multi\u2010", "agency plan.", "The multi\u2010agency plan."),
        ("The um\u00adbrellas", "of staff.", "The umbrellas of staff."),
    ],
)
def test_a_soft_hyphen_goes_and_a_real_one_stays(
    read: Read, first: str, second: str, text: str
) -> None:
    report = read(listed((first, second), ("Mend the lift.",)))
    assert texts(report) == [text, "Mend the lift."]
    assert report.warnings == []
    assert text_hash(join_lines([first, second])) == text_hash(text)


def test_a_soft_hyphen_leaves_nothing_in_the_hash() -> None:
    assert text_hash("inter\u00adviews") == text_hash("interviews")


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("ﬆaﬀ oﬃce ﬁles ﬂow aﬄuent ﬅone", "staff office files flow affluent stone"),
        ("a d\u0133k", "a dijk"),
        ("Ａ lift", "A lift"),
    ],
)
def test_every_ligature_is_opened(read: Read, printed: str, text: str) -> None:
    report = read(listed((printed,), ("Mend the lift.",)))
    assert texts(report) == [text, "Mend the lift."]
    assert text_hash(printed) == text_hash(text)


@pytest.mark.parametrize("sign", ["\ue123", "\ufffd"])
def test_characters_without_a_meaning_give_a_warning_with_item_and_page(
    read: Read, sign: str
) -> None:
    report = read(listed(("Mend the lift.",), (f"The {sign}{sign} of staff.",)))
    assert len(report.recommendations) == 2
    assert [w for w in report.warnings if w.startswith("item 2, page 2: 2 character(s) without")]


@pytest.mark.parametrize("text", ["(cid:31)", "\x00", "\x1f", "\ufffd", "\ue000", "\U000f0000"])
def test_what_the_file_does_not_name_counts_as_without_a_meaning(text: str) -> None:
    assert count_meaningless(clean_glyph(text)) == 1


def test_plain_words_have_a_meaning() -> None:
    assert count_meaningless("Children’s “plans” – £5, café, 16½ → ≥ 2") == 0


# Letters printed twice


class TwicePaper(Paper):
    """A paper on which every letter is printed twice, `apart` points to the right and below."""

    apart = (0.0, 0.0)

    def put(
        self, text: str, x: float, size: float = 12, bold: bool = False, y: float | None = None
    ) -> float:
        """Print at a place, twice; give back the right edge."""
        right = super().put(text, x, size, bold, y)
        across, below = self.apart
        self.pdf.text(x + across, (self.y if y is None else y) + below, text)
        return right


@pytest.mark.parametrize("apart", [(0.3, 0), (0.5, 0), (0.8, 0), (1, 0), (0, 0.6), (0.7, 0.7)])
def test_letters_printed_twice_are_one_in_cover_and_list(
    read: Read, monkeypatch: pytest.MonkeyPatch, apart: tuple[float, float]
) -> None:
    monkeypatch.setattr(TwicePaper, "apart", apart)
    monkeypatch.setattr(layouts, "Paper", TwicePaper)
    words = ("The will to fill all the little pools in hilly Willowfall.", "Too soon, ooh.")
    report = read(listed(*((line,) for line in words)))
    assert texts(report) == list(words)
    assert report.cover.local_authority == "Tansy Vale"
    assert report.judgements["overall"] == "good"
    assert report.warnings == []


def test_a_heading_made_bold_by_a_second_print_ends_the_list(read: Read) -> None:
    paper = ilacs().page().heading("What needs to improve?")
    paper.recommend(SQUARE, "Mend the lift.", **PLACE)
    for apart in (0, 0.5):
        paper.put("The experiences and progress of children", NUMBER_AT + apart, size=14)
    paper.down(20).item("1.", "A finding.")
    assert texts(read(paper)) == ["Mend the lift."]


# Marks

SIGNS = [
    *"→➔⇒◊◆▶►▸△▲❖✓☐※§¤‣⁃○●◼■•o*>+~#",
    "->",
    "=>",
    ">>",
    "--",
    "\ue123",
    "\ufffd",
    "n",
    "l",
    "q",
]


@pytest.mark.parametrize("mark", SIGNS)
def test_a_list_is_what_repeats_one_mark_whatever_the_mark(read: Read, mark: str) -> None:
    paper = listed(
        ("The supply of umbrellas", "in the hills."),
        ("Mend the lift.",),
        ("Paint the doors", "of the contact centre", "a bright yellow."),
        mark=mark,
    )
    report = read(paper)
    assert texts(report) == paper.texts
    assert report.warnings == []


@pytest.mark.parametrize(
    "marks",
    [
        ("(i)", "(ii)", "(iii)", "(iv)"),
        ("i.", "ii.", "iii.", "iv."),
        ("i)", "ii)", "iii)", "iv)"),
        ("I.", "II.", "III.", "IV."),
        ("i", "ii", "iii", "iv"),
        ("(a)", "(b)", "(c)", "(d)"),
        ("a.", "b.", "c.", "d."),
        ("A)", "B)", "C)", "D)"),
        ("(h)", "(i)", "(j)", "(k)"),
        ("(1)", "(2)", "(3)", "(4)"),
        ("1", "2", "3", "4"),
        ("1.", "2.", "3.", "4."),
        ("1)", "2)", "3)", "4)"),
        ("1:", "2:", "3:", "4:"),
        ("R1", "R2", "R3", "R4"),
        ("R1.", "R2.", "R3.", "R4."),
        ("2.1", "2.2", "2.3", "2.4"),
        ("[1]", "[2]", "[3]", "[4]"),
    ],
    ids=lambda marks: marks[0],
)
def test_a_list_can_count_in_any_way(read: Read, marks: tuple[str, ...]) -> None:
    paper = ilacs().page().heading("What needs to improve?")
    items = (("Umbrellas", "in the hills."), ("The lift.",), ("Doors.",), ("A cat", "for all."))
    for mark, lines in zip(marks, items, strict=True):
        paper.recommend(mark, *lines, at=70.9, hang=99.3)
    assert texts(read(end_of_ilacs_list(paper))) == paper.texts


@pytest.mark.parametrize("mark", ["(i)", "(a)", "→", "o", "☐", "1."])
def test_a_list_can_have_one_item(read: Read, mark: str) -> None:
    assert texts(read(listed(("The supply of umbrellas", "in the hills."), mark=mark))) == [
        "The supply of umbrellas in the hills."
    ]


def test_numerals_inside_an_item_stay_in_its_wording(read: Read) -> None:
    paper = ilacs().page().heading("What needs to improve?")
    paper.recommend(
        SQUARE,
        "Help for those who",
        "(i) live in the hills",
        "(ii) own no umbrella.",
        **PLACE,
    ).recommend(SQUARE, "Mend the lift.", **PLACE)
    assert texts(read(end_of_ilacs_list(paper))) == paper.texts


def test_marks_of_two_levels_are_told_apart_whatever_they_are(read: Read) -> None:
    paper = ilacs().page().heading("What needs to improve?")
    paper.recommend(
        "→",
        "Help for those who",
        text="Help for those who live in the hills; own no umbrella.",
        **PLACE,
    )
    paper.point("o", "live in the hills;").point("o", "own no umbrella.")
    paper.recommend("→", "Mend the lift.", **PLACE)
    assert texts(read(end_of_ilacs_list(paper))) == paper.texts


# Headings


@pytest.mark.parametrize(
    "lines",
    [
        ("What needs to improve in this area of social work practice?",),
        ("What needs to improve in this area of practice?",),
        ("What needs to improve in this area?",),
        ("What needs to improve in this area of social work", "practice?"),
    ],
)
def test_a_heading_that_names_its_area_opens_the_list(read: Read, lines: tuple[str, ...]) -> None:
    paper = ilacs().page().heading(*lines)
    end_of_ilacs_list(paper.recommend(SQUARE, "Mend the lift.", **PLACE))
    assert texts(read(paper)) == paper.texts
