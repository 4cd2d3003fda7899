"""How charts are read: every kind has its words with an example, once a chart, in plain
sentences.
"""

import re

import pytest

from ofsted.charts.reading import READINGS
from tests import pages

MOST_WORDS = 25
KINDS = {
    "overview": {"ranked"},
    "themes": {"ranked"},
    "heatmap": {"grid"},
    "compare": {"pair"},
    "trends": {"slope", "trend"},
    "change": {"composition"},
    "places": {"tiles", "again"},
    "reliability": {"agreement"},
    "sample": {"range"},
}


def kinds_on(text):
    """The kinds of charts that a page says how to read, one entry for each fold."""
    return [kind for kind, reading in READINGS.items() for _ in range(text.count(reading.told))]


@pytest.mark.parametrize("kind", READINGS)
def test_every_kind_is_told_in_short_sentences_with_an_example_in_numbers(kind):
    reading = READINGS[kind]
    for sentence in re.split(r"(?<=[.:?])\s", f"{reading.told} {reading.example}"):
        assert len(sentence.split()) <= MOST_WORDS
    assert re.search(r"\d|\bG\b", reading.example)


@pytest.mark.parametrize("page", KINDS)
def test_a_page_says_once_how_each_of_its_charts_is_read(page):
    text = pages.texts(pages.open_page(page, framework="F4"))
    assert sorted(kinds_on(text)) == sorted(KINDS[page])
    assert text.count("<summary>How to read this") == len(KINDS[page])


def test_a_split_and_a_councils_page_say_how_theirs_are_read():
    split = pages.texts(pages.open_page("themes", framework="F4", by="rating"))
    assert kinds_on(split) == ["grouped"]
    council = pages.texts(pages.open_page("places", place="leeds"))
    assert set(kinds_on(council)) == {"again", "inspections", "profile"}
