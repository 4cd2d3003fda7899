"""What somebody pastes into the box for recommendations, as it comes out of other programs."""

from __future__ import annotations

import pytest

from ofsted.extract.pasted import split_pasted

TWO = ["The lamps along the old sea wall.", "The pay of the lighthouse keepers’ cooks."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        *((sign, sign) for sign in "◼■●•▪◦○►➢✓→\uf06e\uf0b7"),
        *((dash, dash) for dash in ("-", "–", "—")),
        ("1.", "2."),
        ("(1)", "(2)"),
        ("7)", "8)"),
        ("2.1", "2.2"),
        ("a)", "b)"),
        ("(a)", "(b)"),
        ("a.", "b."),
        ("i.", "ii."),
        ("(iv)", "(v)"),
        ("o", "o"),
        ("*", "*"),
    ],
)
@pytest.mark.parametrize("gap", [" ", "\t", "\n", "   "])
def test_any_mark_of_a_list_is_taken_off(first: str, second: str, gap: str) -> None:
    assert split_pasted(f"{first}{gap}{TWO[0]}\n{second}{gap}{TWO[1]}\n") == TWO


def test_a_bullet_without_a_blank_is_taken_off() -> None:
    assert split_pasted(f"◼{TWO[0]}\n■{TWO[1]}") == TWO


def test_wrapped_lines_of_a_bullet_are_joined() -> None:
    text = "◼ The lamps along\nthe old sea\n\nwall.\n◼ The pay of the lighthouse\nkeepers’ cooks."
    assert split_pasted(text) == TWO


def test_a_word_that_is_broken_at_a_hyphen_is_closed_up() -> None:
    assert split_pasted("• The multi-\nagency lamps\n• The wall") == [
        "The multi-agency lamps",
        "The wall",
    ]


def test_lines_without_marks_stay_one_recommendation_each() -> None:
    lines = ["the lamps of the wall", "the pay of the cooks", "16 and 17 boats"]
    assert split_pasted("\n".join(lines)) == lines


def test_a_line_without_marks_goes_on_where_the_one_above_cannot_end() -> None:
    assert split_pasted("The lamps of the\nold sea wall\nThe pay of cooks") == [
        "The lamps of the old sea wall",
        "The pay of cooks",
    ]


def test_points_under_a_bullet_belong_to_it() -> None:
    text = "● The lamps of the wall, in particular:\n- their oil;\n- their\nwicks\n● The pay"
    assert split_pasted(text) == [
        "The lamps of the wall, in particular: their oil; their wicks",
        "The pay",
    ]


@pytest.mark.parametrize(
    "line",
    ["£5 for each lamp", "A lamp for each wall", "I.T. for the cooks", "2015 to 2016 lamps", "-5°"],
)
def test_what_only_looks_like_a_mark_stays(line: str) -> None:
    assert split_pasted(line) == [line]
