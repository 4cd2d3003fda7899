"""Words as the search compares them: stems, without function words, in no order."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence

import Stemmer  # type: ignore[import-not-found]  # compiled, without types

from ofsted.extract.wording import normal_text

# Words that hold a sentence together and say nothing of its subject. Not among them: adverbs of
# place, of which sector terms are made (step down, out of hours, up to date), and "no", "not",
# "too", "many", of which everyday phrases are ("too many cases", "not in school").
_FUNCTION_WORDS = """
a about above across again against all also although am among an and another any anybody anyone
anything are as at be because been being both but by can cannot could did do does doing done
during each either etc ever every everybody everyone everything few for from further had has have
having he her here hers herself him himself his how however i if in into is it its itself just let
may me might mine more most much must my myself neither nobody nor nothing now of on onto or other
others our ours ourselves per quite rather shall she should since so some somebody someone
something still such than that the their theirs them themselves then there therefore these they
this those though through throughout thus to towards until upon us very via was we were what
whatever when whenever where wherever whereas whether which while who whoever whole whom whose why
will with within would yet you your yours yourself yourselves
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
# Plurals and pasts that the stemmer cannot know.
_FORMS = {
    "child": "children childrens",
    "man": "men",
    "woman": "women",
    "person": "people persons",
    "keep": "kept",
    "hold": "held",
    "bring": "brought",
    "teach": "taught",
    "take": "taken took",
    "give": "gave given",
    "hear": "heard",
    "see": "seen saw",
    "speak": "spoke spoken",
    "write": "written wrote",
    "leav": "left",
    "tooth": "teeth",
    "school": "schooling schooled",
    "organis": "organizational organization",
}
# Words that the stemmer would take for others: "missing" for "missed", "officer" for "office",
# "personal" for "persons", "timely" for "times".
_APART = {
    "missing": "missing",
    "meeting": "meeting meetings",
    "university": "university universities",
    "carer": "carer carers",
    "officer": "officer officers",
    "personal": "personal",
    "timeli": "timely timeliness",
    "responsibl": "responsible responsibility responsibilities",
    "accountabl": "accountable accountability accountabilities",
    "relativ": "relative relatives",
    "careful": "careful carefully",
    "information": "information",
    "designat": "designated",
    "initial": "initial initially",
    "familial": "familial",
    "position": "position positions",
    "provider": "provider providers",
    "setting": "setting settings",
    "hearing": "hearing hearings",
}
_STEM_OF = {
    word: name
    for table in (_FORMS, _APART)
    for name, words in table.items()
    for word in words.split()
}
_TECHNOLOGY = re.compile(r"\bIT\b(?![’'])")  # in capitals; the pronoun is a function word
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
    (re.compile(r"\ba ?& ?e\b"), "accident emergency"),
    (re.compile(r"\bb ?& ?b\b"), "bed breakfast"),
    (re.compile(r"(?<=[a-z])'s?\b"), ""),
)
_WORD = re.compile(r"[^\W_]+")
_PART_MARK = "\x1f"  # the control character that parts units of text
MOST_CAPITALS = 12  # letters; a longer text all in capitals shouts and means no technology
_own = threading.local()  # a stemmer is not safe to share between threads


def split_words(text: str) -> list[str]:
    """The words of a text in their order, in lower case, without accents and marks."""
    return split_texts([text])[0]


def split_texts(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text; much faster for many texts than one by one."""
    spelt = _PART_MARK.join(_spelt(text) for text in texts).casefold()
    if not spelt.isascii():
        decomposed = unicodedata.normalize("NFKD", spelt)
        spelt = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    for pattern, form in _JOINED:
        spelt = pattern.sub(form, spelt)
    return [_WORD.findall(part) for part in spelt.split(_PART_MARK)]


def _spelt(text: str) -> str:
    """A text in its normal form, IT for technology told apart from the pronoun."""
    plain = text.replace(_PART_MARK, " ")
    if not plain.isascii():
        plain = normal_text(plain)
    if plain.isupper() and len(plain) > MOST_CAPITALS:
        return plain
    return _TECHNOLOGY.sub("ict", plain)


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


def stems_of_texts(texts: Sequence[str]) -> list[list[str]]:
    """The stems of each text, likewise; every word is stemmed once."""
    known: dict[str, str | None] = {}
    found = []
    for words in split_texts(texts):
        for word in words:
            if word not in known:
                known[word] = _stem_of_said(word)
        found.append([name for word in words if (name := known[word])])
    return found


def _stem_of_said(word: str) -> str | None:
    """The stem of a word that says something; None of a function word."""
    if not is_said(word):
        return None
    return stem(word)
