"""The provisional coding by keywords: which words count, which do not, and in what order themes
come.
"""

from __future__ import annotations

import pytest

from ofsted import paths
from ofsted.codebook import Category, Codebook, Theme, read_codebook
from ofsted.coding.dictionary import Coding, DictionaryCoder
from ofsted.errors import CodebookError
from ofsted.limits import MOST_THEMES


def theme(theme_id: str, *keywords: str) -> Theme:
    return Theme(
        theme_id, theme_id, theme_id.split("/")[0], "", (), (), keywords, "", "paper", None
    )


@pytest.fixture
def coder() -> DictionaryCoder:
    themes = (
        theme("house/plans", "plan", "planning"),
        theme("house/pathway", "pathway plan"),
        theme("house/roof", "roof", "chimney (brick)"),
        theme("garden/bees", "bee", "multi-hive", "hive"),
        theme("garden/hives", "hive"),
    )
    return DictionaryCoder(
        Codebook(
            "0", (Category("house", "House", ""), Category("garden", "Garden", "")), themes, ()
        )
    )


def codes(coder: DictionaryCoder, text: str) -> list[tuple[str, str]]:
    return [(coding.theme, text[coding.start : coding.end]) for coding in coder.code(text)]


def test_a_keyword_gives_its_theme_and_points_at_its_words(coder: DictionaryCoder) -> None:
    assert coder.code("Mend the roof.") == [Coding("house/roof", 9, 13)]


def test_a_text_without_keywords_has_no_codings(coder: DictionaryCoder) -> None:
    assert coder.code("Sing.") == []
    assert coder.code("") == []


@pytest.mark.parametrize(
    "text", ["ROOF", "Roof", "roofs", "a roof.", "roof-top", "(roof)", "the ‘roof’"]
)
def test_case_plural_and_marks_around_a_keyword_do_not_matter(
    coder: DictionaryCoder, text: str
) -> None:
    assert [found for found, _ in codes(coder, text)] == ["house/roof"]


@pytest.mark.parametrize("text", ["roofing", "aroof", "proof", "roofless", "r o o f"])
def test_a_keyword_inside_another_word_is_none(coder: DictionaryCoder, text: str) -> None:
    assert coder.code(text) == []


def test_a_keyword_inside_a_longer_keyword_is_no_trigger_of_its_own(coder: DictionaryCoder) -> None:
    assert codes(coder, "Sign the pathway plan.") == [("house/pathway", "pathway plan")]
    assert codes(coder, "Sign the pathway plan and the plan.") == [
        ("house/plans", "plan"),
        ("house/pathway", "pathway plan"),
    ]


def test_two_themes_that_share_a_keyword_are_both_given(coder: DictionaryCoder) -> None:
    assert codes(coder, "Open the hive.") == [("garden/bees", "hive"), ("garden/hives", "hive")]


def test_a_theme_is_given_once_at_its_first_words(coder: DictionaryCoder) -> None:
    assert codes(coder, "A bee, a roof and a bee.") == [
        ("house/roof", "roof"),
        ("garden/bees", "bee"),
    ]
    assert (
        next(
            coding.start
            for coding in coder.code("A bee, a roof and a bee.")
            if coding.theme == "garden/bees"
        )
        == 2
    )


def test_signs_in_a_keyword_are_taken_literally(coder: DictionaryCoder) -> None:
    assert codes(coder, "One multi-hive yard.") == [("garden/bees", "multi-hive")]
    assert coder.code("chimney brick") == []


def test_themes_come_in_codebook_order_not_in_order_of_print(coder: DictionaryCoder) -> None:
    assert [found for found, _ in codes(coder, "A hive, a roof, a plan.")] == [
        "house/plans",
        "house/roof",
        "garden/bees",
        "garden/hives",
    ]


def test_at_most_six_themes_are_given_those_whose_words_come_first() -> None:
    themes = tuple(
        theme(f"house/{word}", word)
        for word in ["abacus", "banjo", "candle", "dulcimer", "easel", "fiddle", "gong"]
    )
    coder = DictionaryCoder(Codebook("0", (Category("house", "House", ""),), themes, ()))
    found = [
        coding.theme for coding in coder.code("gong fiddle easel dulcimer candle banjo abacus")
    ]
    assert found == [t.id for t in themes if t.id != "house/abacus"]
    assert len(found) == MOST_THEMES == 6


def test_every_keyword_of_the_codebook_finds_its_theme() -> None:
    codebook = read_codebook(paths.CODEBOOK)
    coder = DictionaryCoder(codebook)
    missed = [
        (t.id, keyword)
        for t in codebook.themes
        for keyword in t.keywords
        if t.id not in [coding.theme for coding in coder.code(keyword)]
    ]
    assert missed == []


def test_coding_the_same_text_twice_gives_the_same_codings() -> None:
    codebook = read_codebook(paths.CODEBOOK)
    text = (
        "Keep pathway plans, supervision records and health assessments where social workers"
        " and foster carers can find them."
    )
    assert DictionaryCoder(codebook).code(text) == DictionaryCoder(codebook).code(text) != []


# The codebook itself


def test_the_codebook_has_nine_categories_each_with_themes() -> None:
    codebook = read_codebook(paths.CODEBOOK)
    assert len(codebook.categories) == 9
    assert {t.category for t in codebook.themes} == {
        category.id for category in codebook.categories
    }
    assert all(t.label and t.definition and t.keywords and t.example for t in codebook.themes)


def test_themes_and_categories_are_put_in_codebook_order(coder: DictionaryCoder) -> None:
    codebook = read_codebook(paths.CODEBOOK)
    ids = [t.id for t in codebook.themes]
    assert codebook.in_order(set(ids[:20])) == ids[:20]
    assert codebook.categories_of(list(reversed(ids))) == [
        category.id for category in codebook.categories
    ]


def test_an_unknown_theme_is_refused_by_name() -> None:
    with pytest.raises(CodebookError, match="house/moat"):
        read_codebook(paths.CODEBOOK).in_order({"house/moat"})


@pytest.mark.parametrize(
    ("sound", "broken", "message"),
    [
        (
            "category: house",
            "category: garden",
            "theme house/roof does not belong to its category garden",
        ),
        (
            "rolls_up_to: null",
            "rolls_up_to: house/moat",
            "theme house/roof rolls up to the unknown house/moat",
        ),
        ("- id: garden", "- id: house", "ids stand more than once"),
    ],
)
def test_a_codebook_that_contradicts_itself_is_refused(
    tmp_path, sound: str, broken: str, message: str
) -> None:
    text = """
version: '0'
categories:
- {id: house, label: House, definition: Walls.}
- {id: garden, label: Garden, definition: Beds.}
themes:
- {id: house/roof, label: Roof, category: house, definition: Top., include: [], exclude: [], keywords: [roof],
   example: Mend it., origin: paper, rolls_up_to: null}
coding_rules: []
"""
    path = tmp_path / "codebook.yaml"
    path.write_text(text)
    assert read_codebook(path).version == "0"
    path.write_text(text.replace(sound.replace("- id", "- {id"), broken.replace("- id", "- {id")))
    with pytest.raises(CodebookError, match=message):
        read_codebook(path)
