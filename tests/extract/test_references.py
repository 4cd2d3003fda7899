"""Paragraph references and national-framework tags: taken off the text, kept as metadata, in every
printed form.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ofsted.extract.references import split_references
from ofsted.extract.report import Report
from tests.extract.layouts import end_of_ilacs_list, ilacs, sif
from tests.extract.made_up import NUMBER_AT, SQUARE, Paper

CLEAN = "The supply of umbrellas."
TAGS = [
    (
        "The supply of umbrellas (outcome 3, national framework).",
        CLEAN,
        "outcome 3, national framework",
    ),
    (
        "The supply of umbrellas. (outcome 3, national framework)",
        CLEAN,
        "outcome 3, national framework",
    ),
    (
        "The supply of umbrellas. (outcome 3, national framework).",
        CLEAN,
        "outcome 3, national framework",
    ),
    (
        "The supply of umbrellas (outcome 3, national framework)",
        CLEAN[:-1],
        "outcome 3, national framework",
    ),
    (
        "The supply of umbrellas. [Outcome 3, National Framework]",
        CLEAN,
        "Outcome 3, National Framework",
    ),
    (
        "The supply of umbrellas [National Framework, Outcome 3].",
        CLEAN,
        "National Framework, Outcome 3",
    ),
    ("The supply of umbrellas. (Enabler two)", CLEAN, "Enabler two"),
    ("The supply of umbrellas (Outcome three).", CLEAN, "Outcome three"),
    ("The supply of umbrellas (Principle 1).", CLEAN, "Principle 1"),
    (
        "The supply of umbrellas (National Framework outcome four).",
        CLEAN,
        "National Framework outcome four",
    ),
    (
        "The supply of umbrellas (outcome 2: national framework).",
        CLEAN,
        "outcome 2: national framework",
    ),
    (
        "The supply of umbrellas. Enabler three: National Framework.",
        CLEAN,
        "Enabler three: National Framework",
    ),
    (
        "The supply of umbrellas. Outcome 2, national framework.",
        CLEAN,
        "Outcome 2, national framework",
    ),
    (
        "(Outcome 3, national framework) The supply of umbrellas.",
        CLEAN,
        "Outcome 3, national framework",
    ),
    (
        "Outcome two: National Framework. The supply of umbrellas.",
        CLEAN,
        "Outcome two: National Framework",
    ),
    (
        "The supply of umbrellas (enabler: the roof is tight, national framework).",
        CLEAN,
        "enabler: the roof is tight, national framework",
    ),
]


@pytest.mark.parametrize(("printed", "text", "tag"), TAGS, ids=[tag[0] for tag in TAGS])
def test_a_framework_tag_is_kept_apart_from_the_text(printed: str, text: str, tag: str) -> None:
    wording = split_references(printed)
    assert (wording.text, wording.framework_tag, wording.paragraphs) == (text, tag, ())
    assert len(wording.tags) == 1
    assert tag in wording.tags[0]


def test_two_tags_of_one_item_are_both_kept() -> None:
    wording = split_references(
        "The supply of umbrellas (outcome 1, national framework) (enabler 2, national framework)."
    )
    assert wording.text == CLEAN
    assert wording.framework_tag == "outcome 1, national framework; enabler 2, national framework"


REFERENCES = [
    ("Mend the lift (paragraph 33).", ("33",)),
    ("Mend the lift. (paragraph 33)", ("33",)),
    ("Mend the lift (paragraphs 33, 34).", ("33", "34")),
    ("Mend the lift (paragraphs 33 and 34).", ("33", "34")),
    ("Mend the lift (Paragraph 33).", ("33",)),
    ("Mend the lift (para 33).", ("33",)),
    ("Mend the lift (paras. 33, 107).", ("33", "107")),
    ("Mend the lift (see paragraph 33).", ("33",)),
    ("Mend the lift [paragraph 33].", ("33",)),
    ("Mend the lift. (paragraphs 33, 34).", ("33", "34")),
]


@pytest.mark.parametrize(
    ("printed", "paragraphs"), REFERENCES, ids=[reference[0] for reference in REFERENCES]
)
def test_a_paragraph_reference_is_kept_apart_from_the_text(
    printed: str, paragraphs: tuple[str, ...]
) -> None:
    wording = split_references(printed)
    assert (wording.text, wording.paragraphs, wording.framework_tag) == (
        "Mend the lift.",
        paragraphs,
        None,
    )
    assert len(wording.tags) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Mend the lift.",
        "Mend the lift (and the stairs).",
        "Print the plan in 12 point (or larger)",
        "Measure the outcome of each visit.",
        "Tell families of each outcome, and of 3 ways to complain.",
        "Write short paragraphs, at most 3.",
        "Follow the harbour framework; ring back...",
        "Hold one meeting [at noon].",
        "Enable two teams to share a desk.",
    ],
)
def test_text_without_references_is_left_exactly_as_printed(text: str) -> None:
    wording = split_references(text)
    assert (wording.text, wording.framework_tag, wording.paragraphs, wording.tags) == (
        text,
        None,
        (),
        (),
    )


def test_a_reference_in_the_middle_leaves_the_sentence_whole() -> None:
    assert (
        split_references("Mend the lift (paragraph 33), and paint it.").text
        == "Mend the lift, and paint it."
    )


def test_a_reference_broken_over_lines_is_taken_off(read: Callable[[Paper], Report]) -> None:
    paper = sif().page().heading("Recommendations")
    paper.recommend("1.", "Mend the lift (paragraphs 33,", "34 and 35).", text="Mend the lift.")
    paper.recommend("2.", "Paint the doors (paragraph", "36).", text="Paint the doors.")
    paper.heading("Summary for children and young people")
    read_items = [(item.text, item.paragraphs) for item in read(paper).recommendations]
    assert read_items == [("Mend the lift.", ("33", "34", "35")), ("Paint the doors.", ("36",))]


def test_a_tag_broken_over_lines_is_taken_off(read: Callable[[Paper], Report]) -> None:
    paper = ilacs().page().heading("What needs to improve?")
    paper.recommend(
        SQUARE,
        "The supply of umbrellas (outcome 3, national",
        "framework).",
        at=NUMBER_AT,
        hang=88.8,
        text=CLEAN,
    )
    item = read(end_of_ilacs_list(paper)).recommendations[0]
    assert (item.text, item.framework_tag) == (CLEAN, "outcome 3, national framework")
