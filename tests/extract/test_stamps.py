"""What is laid over a page is no part of its text: stamps, watermarks, words in the margin."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ofsted.extract.report import Report
from tests.extract.layouts import FAMILIES
from tests.extract.made_up import Paper

Read = Callable[[Paper], Report]
LAYOUTS = ("A", "B late", "D", "G")
GREY, RED, BLACK = (190, 190, 190), (220, 30, 30), (0, 0, 0)


def put(
    paper: Paper, text: str, x: float, y: float, size: float, colour: tuple, angle: float = 0
) -> None:
    """Print a stamp's words in bold, at a place in points from the top."""
    paper.pdf.set_text_color(*colour)
    paper.pdf.set_font("times", "B", size)
    with paper.pdf.rotation(angle, x, y):
        paper.pdf.text(x, y, text)
    paper.pdf.set_text_color(*BLACK)


def aslant(paper: Paper) -> None:
    put(paper, "DRAFT", 150, 600, 140, GREY, 50)


def sideways(paper: Paper) -> None:
    put(paper, "Annex to item 7 of the harbour committee", 26, 700, 11, BLACK, 90)


def letter_by_letter(paper: Paper) -> None:
    for place, letter in enumerate("CONFIDENTIAL" * 3):
        put(paper, letter, 20, 100 + 16 * place, 12, BLACK)


def in_the_margin(paper: Paper) -> None:
    for place in range(40):
        put(paper, "Draft", 8, 100 + 14.4 * place, 9, BLACK)


def in_the_header(paper: Paper) -> None:
    put(paper, "Agenda item 7", 430, 34, 11, BLACK)


def in_the_footer(paper: Paper) -> None:
    put(paper, "Page 47 of the committee's papers", 200, 826, 10, BLACK)


def on_a_band(paper: Paper) -> None:
    paper.pdf.set_fill_color(170, 200, 230)
    paper.pdf.rect(0, 200, 595, 36, style="F")
    put(paper, "RESTRICTED UNTIL THE MEETING", 90, 225, 20, (255, 255, 255))


def across_the_text(paper: Paper) -> None:
    for height in (180, 300, 520):
        put(paper, "CONFIDENTIAL", 20, height, 72, RED)


def all_over(paper: Paper) -> None:
    for place in range(60):
        put(paper, "COPY", 30 + 110 * (place % 5), 80 + 58 * (place // 5), 11, GREY)


STAMPS = (
    aslant,
    sideways,
    letter_by_letter,
    in_the_margin,
    in_the_header,
    in_the_footer,
    on_a_band,
    across_the_text,
    all_over,
)


@pytest.mark.parametrize("moment", ["draw_first", "draw_last"])
@pytest.mark.parametrize("stamp", STAMPS, ids=lambda stamp: stamp.__name__)
def test_a_stamped_report_reads_as_the_report_without_its_stamp(
    read: Read, monkeypatch: pytest.MonkeyPatch, stamp: Callable[[Paper], None], moment: str
) -> None:
    monkeypatch.setattr(Paper, moment, stamp)
    for letter in LAYOUTS:
        made = FAMILIES[letter]()
        report = read(made.paper)
        assert [item.text for item in report.recommendations] == made.paper.texts, letter
        assert report.cover.local_authority == made.authority, letter
        assert report.judgements == made.judgements, letter


def test_words_in_the_type_of_the_text_that_lie_on_it_are_no_part_of_an_item(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def over(paper: Paper) -> None:
        if paper.number > 1:
            paper.put("Seen by the clerk of the harbour", 120, y=734)

    monkeypatch.setattr(Paper, "draw_last", over)
    made = FAMILIES["F"]()
    report = read(made.paper)
    assert [item.text for item in report.recommendations] == made.paper.texts
