"""What a line of a list begins with: a number, a bullet, or any sign that the list repeats.

Numbers with a stop and the usual bullets are known by sight. Everything else (arrows, a letter o,
roman numerals, a glyph without a meaning) is learned from the list itself: a sign is a mark of this
list because it opens lines again and again at one edge.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ofsted.extract.pages import Line

NUMBER = re.compile(r"^(\d{1,3})[.)](\S.*)?$")
_BULLETS = set("•●▪■◼◾∎○◦➢➤►–—-−\u0336\uf06e\uf0a7\uf0b7\uf02d\uf076\uf0d8\uf0fc\uf071\uf0a8·")
_DASHES = set("-–—−\u0336\uf02d")
_FONT_OF_SIGNS = re.compile(r"wingding|symbol|dingbat|webding", re.I)

# Signs that open no line of prose: pictures, arrows, what has no meaning, and a few of punctuation.
_SIGN_KINDS = {"So", "Co", "Cn"}
_MARKS_OF_PUNCTUATION = set("‣⁃⁌⁍※†‡§¶›»*◆◇")
_ARROWS = re.compile(r"[\u2190-\u21ff\u27f0-\u27ff\u2900-\u297f\u2b00-\u2bff]")
_OPENS_PROSE = set("\"'“”‘’([{£$€&%@©®™°")

_ENCLOSED = re.compile(
    r"^(?P<before>[(\[]?)(?P<core>[A-Za-z]{1,6}|\d{1,3})(?P<after>[.):\]]{1,2})$"
)
_BARE = re.compile(r"^(?P<before>)(?P<core>\d{1,3}|[ivxIVX]{1,6})(?P<after>)$")
_PREFIXED = re.compile(r"^(?P<before>[A-Z]{1,3})(?P<core>\d{1,3})(?P<after>[.):]?)$")
_DECIMAL = re.compile(r"^(?P<before>\d{1,2}(?:\.\d{1,2})*\.)(?P<core>\d{1,3})(?P<after>[.):]?)$")
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_SAME_EDGE_POINTS = 3.0
_RIGHT_ALIGNED_POINTS = 14.0
_MARK_GAP = 0.3  # of the type size: what stands between a mark and its text at least

NO_MARKS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Opening:
    """The first word of a line that could be a mark: its form, and its place in an order."""

    form: str
    values: tuple[int, ...]
    line: Line


def marker_of(line: Line, learned: frozenset[str] = NO_MARKS) -> str | None:
    """The number or bullet the line begins with, if it begins an item or a sub-point.

    `learned` are the forms of marks that this list repeats, as `learn_marks` gives them.
    """
    first = line.words[0]
    if _form(first.text) in learned and len(line.words) > 1:
        return first.text
    if NUMBER.match(first.text) and not (len(line.words) == 1 and first.size > 15):
        return first.text
    is_glued = first.text[0] in learned and not first.text[0].isalnum()
    if _begins_with_bullet(line) or _begins_with_sign(line) or is_glued:
        return first.text[0]
    if _FONT_OF_SIGNS.search(first.font) and len(first.text) == 1:
        return first.text
    return None


def text_after_marker(line: Line, learned: frozenset[str] = NO_MARKS) -> str:
    """The line without the mark that it begins with."""
    first = line.words[0]
    rest = line.without(1).text if len(line.words) > 1 else ""
    if _form(first.text) in learned and len(line.words) > 1:
        return rest
    number = NUMBER.match(first.text)
    glued = number[2] if number else first.text[1:]
    return f"{glued} {rest}".strip() if glued else rest


def learn_marks(lines: Sequence[Line]) -> frozenset[str]:
    """The forms of the marks that open lines of this list, beyond those known by sight."""
    by_form: defaultdict[str, list[_Opening]] = defaultdict(list)
    for line in lines:
        if opening := _opening(line):
            by_form[opening.form].append(opening)
    known = [line.x0 for line in lines if marker_of(line)]
    edge = min(known, default=None)
    return frozenset(
        form
        for form, openings in by_form.items()
        if _are_marks(openings, lines) and not _hang_under(openings, edge)
    )


def _hang_under(openings: list[_Opening], edge: float | None) -> bool:
    """Whether letters or numerals count up inside an item of a list that has marks of its own; they
    stay in its wording.
    """
    if edge is None or not openings[0].values:
        return False
    return min(opening.line.x0 for opening in openings) > edge + 2 * _SAME_EDGE_POINTS


def _begins_with_bullet(line: Line) -> bool:
    first = line.words[0].text
    is_bullet = first[0] in _BULLETS and (len(first) == 1 or first[0] not in _DASHES)
    return is_bullet and len(line.words) + len(first) > 2


def _begins_with_sign(line: Line) -> bool:
    """Whether a sign that no prose begins with stands at the line's start, with text after it."""
    first = line.words[0].text
    if len(line.words) + len(first) <= 2 or _FONT_OF_SIGNS.search(line.words[0].font):
        return False
    return _is_sign(first[0])


def is_bullet_sign(char: str) -> bool:
    """Whether a character opens an item by sight, and is no dash."""
    return char not in _DASHES and (char in _BULLETS or _is_sign(char))


def _is_sign(char: str) -> bool:
    if char in _OPENS_PROSE:
        return False
    if char in _MARKS_OF_PUNCTUATION or _ARROWS.match(char):
        return True
    return unicodedata.category(char) in _SIGN_KINDS


def _opening(line: Line) -> _Opening | None:
    if len(line.words) < 2:
        return None
    text = line.words[0].text
    if match := _ordinal(text):
        return _Opening(_form(text), _values(match["core"]), line)
    is_short = len(text) == 1 or (len(text) <= 3 and not re.search(r"\w", text))
    if is_short and _stands_apart(line):
        return _Opening(_form(text), (), line)
    return None


def _stands_apart(line: Line) -> bool:
    """Whether the first word is set off from the text: by a gap, or by a font of its own."""
    first, second = line.words[:2]
    if not second.is_spaced:
        return False
    return second.x0 - first.x1 > _MARK_GAP * second.size or first.font != second.font


def _ordinal(text: str) -> re.Match[str] | None:
    for pattern in (_DECIMAL, _ENCLOSED, _PREFIXED, _BARE):
        if match := pattern.match(text):
            return match
    return None


def _form(text: str) -> str:
    """What the marks of one list have in common: for numbers and letters what stands around them,
    for signs the sign.
    """
    match = _ordinal(text)
    if match is None:
        return text
    kind = "1" if match["core"].isdigit() else "a"
    return f"{match['before']}{kind}{match['after']} in order"


def _values(core: str) -> tuple[int, ...]:
    """The places in an order that a number, a letter or a roman numeral can stand for."""
    if core.isdigit():
        return (int(core),)
    letters = core.lower()
    as_letter = (ord(letters) - ord("a") + 1,) if len(letters) == 1 else ()
    roman = _roman(letters)
    return as_letter + ((roman,) if roman else ())


def _roman(letters: str) -> int:
    if not set(letters) <= _ROMAN_DIGITS.keys():
        return 0
    total = 0
    digits = [_ROMAN_DIGITS[letter] for letter in letters]
    for digit, after in zip(digits, [*digits[1:], 0], strict=True):
        total += -digit if digit < after else digit
    return total


def _are_marks(openings: list[_Opening], lines: Sequence[Line]) -> bool:
    form = openings[0].form
    if form.endswith(" in order"):
        return _run_on(openings, lines)
    if form == "o":
        return True  # what a text editor's circle comes out as; no word of English
    if len(openings) < 2:
        return False
    edges = [opening.line.x0 for opening in openings]
    if max(edges) - min(edges) > _SAME_EDGE_POINTS:
        return False
    # Single letters that are words, and what prose can begin with, count in a font of signs only.
    if form in {"a", "A", "I"} or form[0] in _OPENS_PROSE:
        return all(o.line.words[0].font != o.line.words[1].font for o in openings)
    return True


def _run_on(openings: list[_Opening], lines: Sequence[Line]) -> bool:
    """Whether numbers or letters stand at one edge in order, the first of the list at its start."""
    edges = [opening.line.x0 for opening in openings]
    if max(edges) - min(edges) > _RIGHT_ALIGNED_POINTS:
        return False
    is_bare = openings[0].form in {"1 in order", "a in order"}
    if len(openings) == 1:
        return not is_bare and openings[0].line is lines[0] and 1 in openings[0].values
    if is_bare and (1 not in openings[0].values or len({o.values for o in openings}) < 2):
        return False
    values = [opening.values for opening in openings]
    return any(_is_order(values, first) for first in values[0])


def _is_order(values: list[tuple[int, ...]], first: int) -> bool:
    """Whether each place follows the one before, at most one left out, or begins again at one."""
    due = first
    for possible in values:
        following = [value for value in possible if due <= value <= due + 1]
        if not following and 1 not in possible:
            return False
        due = min(following, default=1) + 1
    return True
