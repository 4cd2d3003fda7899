"""What a query asks: words, phrases in quotes, words that must not be there, beginnings of words,
and the areas, regions and years that it names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ofsted.search.stems import FUNCTION_WORDS, is_said, split_words, stems_of

MOST_LETTERS = 2000
MOST_WORDS = 40
MOST_PHRASES = 10  # of quoted ones, and of those that must not be there
# Words on the collection as a whole, or that only find fault: they ask for nothing in it unless
# they stand in a phrase of the codebook or in one of the everyday phrases.
_FRAME_WORDS = """
ofsted inspection inspections inspector inspectors inspected report reports reported
recommendation recommendations recommended recommend council councils authority authorities local
told tell tells telling said say says saying asked ask asks happening happen happens thing things
find show shows shown word words wording quote quotes about which since england english uk british
please problem problems issue issues concern concerns bad badly weak poor poorly good better worse
worst best failing failed fail fails failure failures properly really actually lot get gets
getting got go goes make makes want wants like way ways need needs needed improve improved
improving improvement doing done well no not none too many often
"""
FRAME_WORDS = frozenset(_FRAME_WORDS.split())
# Areas whose names are words of every day too: recognised where written with a capital letter.
COMMON_NAMES = frozenset({"reading", "bury", "bath", "barking", "slough", "sale"})
_QUOTE_MARKS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "−": "-", "–": "-"})
_PART = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_SINCE = {"since", "from", "after"}
_UNTIL = {"until", "before"}
_RANGE = {"to", "and", "until"}


@dataclass(frozen=True)
class Phrase:
    """Words that must stand in a row, or must not: as written, and their stems, each once."""

    text: str
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Offer:
    """A filter that a query seems to name, for the caller to apply.

    `field` is the field of the selection: `area` or `region` with `codes`, or `year` with the first
    and the last of `years`. `label` is what the filter is called, `words` are those of the query.
    """

    field: str
    label: str
    words: str
    codes: tuple[str, ...] = ()
    years: tuple[int, int] | None = None


@dataclass(frozen=True)
class Ignored:
    """A word that was not searched for, and why."""

    word: str
    reason: str


@dataclass(frozen=True)
class Question:
    """A query taken apart; `rest` is the query without the words that the offers stand for."""

    words: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    without: tuple[Phrase, ...]
    beginnings: tuple[str, ...]
    offers: tuple[Offer, ...]
    ignored: tuple[Ignored, ...]
    rest: str


@dataclass(frozen=True)
class Name:
    """What a name stands for: a code of the field `area` or `region`, and what that is called."""

    field: str
    code: str
    label: str


@dataclass(frozen=True)
class Gazetteer:
    """The areas and regions that a query may name, by their words, and the years of the data."""

    names: Mapping[tuple[str, ...], Name]
    years: tuple[int, int]


@dataclass(frozen=True)
class _Token:
    """A word of the query, and the part between blanks that it stands in."""

    word: str
    part: str

    @property
    def is_capital(self) -> bool:
        return self.part.lstrip("([{'‘")[:1].isupper()


@dataclass
class _Parts:
    """The parts of a query as they are met."""

    tokens: list[_Token] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    without: list[Phrase] = field(default_factory=list)
    beginnings: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # parts other than words, as written
    ignored: list[Ignored] = field(default_factory=list)


def parse_question(query: str, gazetteer: Gazetteer) -> Question:
    """What a query asks. Never fails: what cannot be used is told in `ignored`."""
    parts = _take_apart(query)
    tokens, offers = _take_offers(parts.tokens[:MOST_WORDS], gazetteer)
    unsaid = dict.fromkeys(token.word for token in tokens if not is_said(token.word))
    written = dict.fromkeys(token.part for token in tokens)
    return Question(
        tuple(token.word for token in tokens if is_said(token.word)),
        tuple(parts.phrases[:MOST_PHRASES]),
        tuple(parts.without[:MOST_PHRASES]),
        tuple(dict.fromkeys(parts.beginnings))[:MOST_PHRASES],
        tuple(offers),
        (*parts.ignored, *(Ignored(word, "function word") for word in unsaid)),
        " ".join([*written, *parts.kept]),
    )


def _take_apart(query: str) -> _Parts:
    parts = _Parts()
    if len(query) > MOST_LETTERS:
        parts.ignored.append(Ignored("…", f"only the first {MOST_LETTERS:,} letters are read"))
    for minus, quoted, part in _PART.findall(query[:MOST_LETTERS].translate(_QUOTE_MARKS)):
        if part:
            _take_word(part, parts)
        else:
            _take_phrase(minus, quoted, parts)
    if len(parts.tokens) > MOST_WORDS:
        parts.ignored.append(Ignored("…", f"only the first {MOST_WORDS} words are read"))
    if max(len(parts.phrases), len(parts.without), len(parts.beginnings)) > MOST_PHRASES:
        parts.ignored.append(Ignored("…", f"only the first {MOST_PHRASES} of a kind are read"))
    return parts


def _take_word(part: str, parts: _Parts) -> None:
    words = split_words(part)
    if not words:
        parts.ignored.append(Ignored(part, "no word"))
    elif part.startswith("-"):
        _take_phrase("-", part[1:], parts)
    elif part.endswith("*"):
        parts.tokens += [_Token(word, part) for word in words[:-1]]
        parts.beginnings.append(words[-1])
        parts.kept.append(part)
    else:
        parts.tokens += [_Token(word, part) for word in words]


def _take_phrase(minus: str, text: str, parts: _Parts) -> None:
    stems = tuple(dict.fromkeys(stems_of(text)))
    if not stems:
        parts.ignored.append(Ignored(f"{minus}{text}", "no word that says something"))
        return
    phrase = Phrase(" ".join(text.split()), stems)
    if minus:
        parts.without.append(phrase)
    else:
        parts.phrases.append(phrase)
    parts.kept.append(f'{minus}"{phrase.text}"')


def _take_offers(
    tokens: Sequence[_Token], gazetteer: Gazetteer
) -> tuple[list[_Token], list[Offer]]:
    """The tokens that name no filter, and the filters that the others name."""
    left: list[_Token] = []
    offers: list[Offer] = []
    place = 0
    while place < len(tokens):
        found = _find_name(tokens, place, gazetteer) or _find_years(tokens, place, gazetteer)
        if found is None:
            left.append(tokens[place])
            place += 1
            continue
        offer, place = found
        if offer not in offers:
            offers.append(offer)
    if offers and all(token.word in FUNCTION_WORDS for token in left):
        return [], offers
    return left, offers


def _find_name(
    tokens: Sequence[_Token], start: int, gazetteer: Gazetteer
) -> tuple[Offer, int] | None:
    """The longest name that begins here, and the place after it."""
    longest = max(map(len, gazetteer.names), default=0)
    for end in range(min(len(tokens), start + longest), start, -1):
        words = tuple(token.word for token in tokens[start:end])
        name = gazetteer.names.get(words)
        if name is None or (_is_common(words, tokens[start]) and len(tokens) > 1):
            continue
        said = _said(tokens[start:end])
        return Offer(name.field, name.label, said, codes=(name.code,)), end
    return None


def _is_common(words: tuple[str, ...], token: _Token) -> bool:
    return len(words) == 1 and words[0] in COMMON_NAMES and not token.is_capital


def _said(tokens: Sequence[_Token]) -> str:
    return " ".join(dict.fromkeys(token.part for token in tokens))


def _find_years(
    tokens: Sequence[_Token], start: int, gazetteer: Gazetteer
) -> tuple[Offer, int] | None:
    """The years that are named here, with "since", "before" or a range, and the place after."""
    opening = tokens[start].word
    at = start + (opening in _SINCE or opening in _UNTIL or opening == "between")
    first = _year(tokens, at, gazetteer)
    if first is None:
        return None
    end = at + 1
    second = end + (end < len(tokens) and tokens[end].word in _RANGE)
    last = _year(tokens, second, gazetteer)
    if last is not None and last > first:
        end = second + 1
    elif opening in _SINCE:
        last = gazetteer.years[1]
    elif opening in _UNTIL:
        first, last = gazetteer.years[0], max(gazetteer.years[0], first - (opening == "before"))
    else:
        last = first
    label = f"{first} to {last}"
    if first == last:
        label = str(first)
    return Offer("year", label, _said(tokens[start:end]), years=(first, last)), end


def _year(tokens: Sequence[_Token], place: int, gazetteer: Gazetteer) -> int | None:
    if place >= len(tokens) or not re.fullmatch("20[0-9]{2}", tokens[place].word):
        return None
    year = int(tokens[place].word)
    if not gazetteer.years[0] <= year <= gazetteer.years[1]:
        return None
    return year


def make_gazetteer(
    areas: Mapping[str, Sequence[str]], regions: Sequence[str], years: tuple[int, int]
) -> Gazetteer:
    """What can be recognised: areas by URN with all their names, the first of which is shown.

    The first part of a longer name counts too, where no other area has it: "Brighton".
    """
    names: dict[tuple[str, ...], Name] = {}
    for region in regions:
        names[tuple(split_words(region))] = Name("region", region, region)
    for urn, called in areas.items():
        for text in called:
            names[tuple(split_words(text))] = Name("area", urn, called[0])
    for words, urns in _shortened(areas).items():
        if len(urns) == 1:
            (urn,) = urns
            names.setdefault(words, Name("area", urn, areas[urn][0]))
    return Gazetteer(names, years)


def _shortened(areas: Mapping[str, Sequence[str]]) -> dict[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    for urn, called in areas.items():
        first = re.split(r",| and | upon | with |-on-|-upon-|-in-|\(", called[0])[0]
        if words := tuple(split_words(first)):
            found.setdefault(words, set()).add(urn)
    return found
