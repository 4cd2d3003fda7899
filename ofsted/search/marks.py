"""Where the words of a query stand in a text that is shown: for marking, and for saying that a
phrase stands there as it was written.
"""

from __future__ import annotations

import re

from ofsted.search.engine import Found
from ofsted.search.questions import Phrase
from ofsted.search.stems import is_said, split_words, stem

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def find_marks(text: str, found: Found) -> list[tuple[int, int]]:
    """Where the words that were searched for stand in a text: first character and end."""
    wanted = found.stems
    return [match.span() for match in _WORD.finditer(text) if _is_wanted(match[0], wanted)]


def _is_wanted(word: str, wanted: frozenset[str]) -> bool:
    return any(stem(part) in wanted for part in split_words(word) if is_said(part))


def stands_exactly(phrase: Phrase, text: str) -> bool:
    """Whether the words of a quoted phrase stand in a text one after the other, in any case."""
    wanted, words = split_words(phrase.text), split_words(text)
    last = len(words) - len(wanted)
    return any(words[at : at + len(wanted)] == wanted for at in range(last + 1))
