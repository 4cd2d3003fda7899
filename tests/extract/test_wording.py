"""Lines to text, text to its normal form and hash, and the marks that lines begin with."""

from __future__ import annotations

import hashlib

import pytest

from ofsted.extract.marks import marker_of
from ofsted.extract.pages import Line, Word
from ofsted.extract.wording import join_lines, normal_text, text_hash


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([], ""),
        (["one"], "one"),
        (["one", "two"], "one two"),
        (["multi-", "agency work"], "multi-agency work"),
        (["16-", "and 17-year-olds"], "16- and 17-year-olds"),
        (["short-", "or long-term"], "short- or long-term"),
        (["one-", "to-one work"], "one-to-one work"),
        (["three-", "to six-year plans"], "three- to six-year plans"),
        (["well-", "organised"], "well-organised"),
        (["noon –", "not later"], "noon – not later"),
        (["noon -", "not later"], "noon - not later"),
        (["co-", "", "ordinate"], "co- ordinate"),
        (["two  blanks ", " inside"], "two blanks inside"),
        (["16-", "year-olds"], "16-year-olds"),
    ],
)
def test_lines_join_as_a_reader_would_read_them(lines: list[str], text: str) -> None:
    assert join_lines(lines) == text


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("children’s", "children's"),
        ("‘pledge’", "'pledge'"),
        ("“map”", '"map"'),
        ("eﬃcient ﬁle ﬂow", "efficient file flow"),
        ("a\u00a0b\n c", "a b c"),
        ("multi‑agency", "multi-agency"),
        ("  x  ", "x"),
        ("cafe\u0301", "café"),
        ("1–2", "1–2"),
    ],
)
def test_the_normal_form_evens_out_what_fonts_and_lines_change(text: str, normal: str) -> None:
    assert normal_text(text) == normal


@pytest.mark.parametrize("text", ["children’s “map”", "eﬃcient  file", "multi‑agency", "plain"])
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    assert normal_text(normal_text(text)) == normal_text(text)


def test_the_hash_is_that_of_the_normal_form() -> None:
    assert text_hash("The  child’s “map”") == hashlib.sha256(b'The child\'s "map"').hexdigest()


def test_the_hash_sees_every_word_case_and_mark() -> None:
    variants = [
        "Mend the lift.",
        "Mend the lift",
        "mend the lift.",
        "Mend a lift.",
        "Mend the lift!",
    ]
    assert len({text_hash(text) for text in variants}) == len(variants)


def line(*words: str, font: str = "Helvetica", size: float = 12) -> Line:
    return Line(
        1,
        tuple(
            Word(word, 70 + 30 * i, 95 + 30 * i, 100, size, font, True)
            for i, word in enumerate(words)
        ),
    )


@pytest.mark.parametrize(
    ("words", "marker"),
    [
        (("1.", "Mend"), "1."),
        (("123.", "Mend"), "123."),
        (("12)", "Mend"), "12)"),
        (("2.Mend", "it"), "2.Mend"),
        (("\uf06e", "Mend"), "\uf06e"),
        (("\uf0a7", "Mend"), "\uf0a7"),
        (("\u25fc", "Mend"), "\u25fc"),
        (("•", "Mend"), "•"),
        (("•Mend", "it"), "•"),
        (("-", "mend"), "-"),
        (("–", "mend"), "–"),
        (("\u2212", "mend"), "\u2212"),
        (("\u0336", "mend"), "\u0336"),
        (("\uf02d", "mend"), "\uf02d"),
    ],
)
def test_a_number_or_bullet_is_the_marker_of_its_line(words: tuple[str, ...], marker: str) -> None:
    assert marker_of(line(*words)) == marker


@pytest.mark.parametrize(
    "words",
    [
        ("Mend", "it"),
        ("17", "children"),
        ("2015.", "It"),
        ("-led", "work"),
        ("(1)", "mend"),
        ("1234.", "x"),
        ("a.", "x"),
        ("–",),
    ],
)
def test_other_beginnings_are_no_markers(words: tuple[str, ...]) -> None:
    assert marker_of(line(*words)) is None


def test_a_large_number_alone_is_a_page_number() -> None:
    assert marker_of(line("12.", size=20)) is None


def test_a_single_letter_in_a_font_of_signs_is_a_bullet() -> None:
    assert marker_of(line("n", "Mend", font="ABCDEE+Wingdings")) == "n"
