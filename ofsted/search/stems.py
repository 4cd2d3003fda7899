"""Words as the search compares them: stems, without function words, in no order."""

from __future__ import annotations

import re
import threading
import unicodedata

import Stemmer

from ofsted.extract.wording import normal_text

# Words that hold a sentence together and say nothing of its subject. Adverbs of place (up, down,
# out, off) stay: sector terms are made of them (step down, out of hours, up to date).
FUNCTION_WORDS = frozenset(
    """
    a about above across again against all also although am among an and another any anybody anyone
    anything are as at be because been being both but by can cannot could did do does doing done
    during each either etc ever every everybody everyone everything few for from further had has
    have having he her here hers herself him himself his how however i if in into is it its itself
    just let may me might mine more most much must my myself neither no nobody none nor not nothing
    now of on onto or other others our ours ourselves per quite rather shall she should since so
    some somebody someone something still such than that the their theirs them themselves then
    there therefore these they this those though through throughout thus to too towards until upon
    us very via was we were what whatever when whenever where wherever whereas whether which while
    who whoever whole whom whose why will with within would yet you your yours yourself yourselves
    """.split()
)
# Plurals and pasts that the stemmer cannot know, and words that it would take for another: the
# stem of "missing" is that of "missed", the stem of "meeting" that of "met".
_STEM_OF = {
    "children": "child",
    "men": "man",
    "women": "woman",
    "people": "person",
    "persons": "person",
    "kept": "keep",
    "held": "hold",
    "brought": "bring",
    "taught": "teach",
    "taken": "take",
    "gave": "give",
    "given": "give",
    "heard": "hear",
    "seen": "see",
    "saw": "see",
    "spoke": "speak",
    "spoken": "speak",
    "written": "write",
    "teeth": "tooth",
    "missing": "missing",
    "meeting": "meeting",
    "meetings": "meeting",
    "university": "university",
    "universities": "university",
    "carer": "carer",
    "carers": "carer",
    "schooling": "school",
    "organizational": "organis",
}
_JOINED = (
    (re.compile(r"\bwell[- ]being\b"), "wellbeing"),
    (re.compile(r"\bco-(?=or|op)"), "co"),
    (re.compile(r"\b(on|off)-line\b"), r"\1line"),
    (re.compile(r"\be-(?=mail|safety)"), "e"),
    (re.compile(r"\bmultiagency\b"), "multi agency"),
    (re.compile(r"\blifestory\b"), "life story"),
    (re.compile(r"\bstep(up|down)\b"), r"step \1"),
    (re.compile(r"\bpreproceedings\b"), "pre proceedings"),
    (re.compile(r"\bbehavior"), "behaviour"),
    (re.compile(r"\bcounseling\b"), "counselling"),
    (re.compile(r"\bs\.? ?(11|17|20|31|47|85)\b"), r"section \1"),
    (re.compile(r"\ba ?& ?e\b"), "emergency department"),
    (re.compile(r"(?<=[a-z])'s?\b"), ""),
)
_WORD = re.compile(r"[^\W_]+")
_own = threading.local()  # a stemmer is not safe to share between threads


def split_words(text: str) -> list[str]:
    """The words of a text in their order, in lower case, without accents, hyphens and apostrophes."""
    plain = unicodedata.normalize("NFKD", normal_text(text)).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for pattern, form in _JOINED:
        plain = pattern.sub(form, plain)
    return _WORD.findall(plain)


def stem(word: str) -> str:
    """The stem of a word in lower case."""
    if word in _STEM_OF:
        return _STEM_OF[word]
    if not hasattr(_own, "stemmer"):
        _own.stemmer = Stemmer.Stemmer("english")
    found: str = _own.stemmer.stemWord(word)
    return found


def is_said(word: str) -> bool:
    """Whether a word says something of the subject: no function word, no single letter."""
    return word not in FUNCTION_WORDS and (len(word) > 1 or word.isdigit())


def stems_of(text: str) -> list[str]:
    """The stems of a text in their order, function words left out."""
    return [stem(word) for word in split_words(text) if is_said(word)]
