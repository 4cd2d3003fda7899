"""Addresses made at random: none raises, and nothing that one asks for is lost in silence."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from ofsted.address.url import read_link, read_url, write_url
from ofsted.address.view import ALL, CHOICES, LISTS, PARAMETERS, fold
from tests.faults.examples import made_up
from tests.test_url import VOCABULARY

SAID = sorted({text for by_text in VOCABULARY.spellings.values() for text in by_text})
# Numbers too long for Python's own reading, other digits, signs that turn lines round, lone halves.
ODD = [
    "9" * 5000,
    "²",
    "٢٠١٤",
    "2014-" + "9" * 5000,
    "\u202e",
    "\ud800",
    "\x00",
    ",",
    "=",
    "&",
    "F3,",
]
VALUES = st.one_of(st.sampled_from(SAID), st.sampled_from(ODD), st.text(max_size=40))
NAMES = st.one_of(
    st.sampled_from(list(PARAMETERS)),
    st.sampled_from(list(PARAMETERS)).map(str.upper),
    st.text(max_size=8),
)
ADDRESSES = st.dictionaries(NAMES, st.lists(VALUES, max_size=4), max_size=6)


@made_up(600)
@given(ADDRESSES)
@example({"page": ["9" * 5000]})
@example({"year": ["2014-" + "9" * 5000]})
@example({"year": ["²"]})
def test_no_address_raises_and_what_it_gives_is_an_address_again(raw) -> None:
    view, messages = read_link(raw, VOCABULARY)
    assert all(isinstance(message, str) and message for message in messages)
    again, complaints = read_url(write_url(view, VOCABULARY), VOCABULARY)
    assert again == view.having(version=None)  # a link that is not frozen says no version
    assert complaints == ()


def is_lost(name: str, text: str) -> bool:
    """Whether a text of a list or choice stands for nothing there is, by its spellings alone."""
    known = VOCABULARY.spellings[name]
    parts = text.split(",") if name in LISTS and fold(text) not in known else [text]
    nothing = ("", ALL) if name in LISTS else ("",)
    return any(fold(part) not in known and fold(part) not in nothing for part in parts)


@made_up(600)
@given(st.sampled_from([*LISTS, *CHOICES]), VALUES)
def test_what_stands_for_nothing_is_told_of(name, text) -> None:
    _, messages = read_url({name: [text]}, VOCABULARY)
    assert bool(messages) == is_lost(name, text)
