"""What is laid over a page: stamps, watermarks, words in the margin, lines of an agenda's paper.

Whoever stamps a page adds to its drawing, before everything else or after it. So only what is drawn
first or last can be a stamp. It is one where it lies on other letters, stands in a margin, is not
marked as the page's text, or is set in a type of its own in the middle of text that was drawn
already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from operator import itemgetter

from ofsted.extract.drawing import family_of
from ofsted.extract.glyphs import Glyph

HEAD_POINTS = 72.0  # what ends above this stands in the head margin of a page of usual size
FOOT_POINTS = 788.0  # what ends below this stands in its foot margin
_NARROW_POINTS = 90.0  # what is wider and stands beside the text is a column of it
_LINE_POINTS = 12.0
_LINE = 1.4  # of the type size: from one line to the next
_LARGE = 1.6  # of the size of the page's text
_JUMP = 2.0  # lines upwards: what follows is drawn over or beside what went before
_INNER = 0.25  # of a glyph's box on each side, which neighbours may share
_LEAST_TOUCHES = 2  # pairs of letters that lie on each other
_MUCH = 0.4  # of the letters of the text: more than a stamp has, unless it is repeated
_LEAST_TAGGED = 0.3  # share of a page's letters within its marked text
_SAME_LETTER_POINTS = 1.2
_MOST_RUNS = 5000  # on a page; a report's page has fewer letters
_STYLE = itemgetter("fontname", "size", "non_stroking_color")
_OF_ONE_RUN = itemgetter("fontname", "size", "non_stroking_color", "bottom")


@dataclass(frozen=True)
class Peeled:
    """A page's glyphs without what is laid over them, in the order of drawing.

    `left_out` glyphs were a stamp. `is_in_doubt` where something may be one, or may be text.
    """

    glyphs: list[Glyph]
    left_out: int = 0
    is_in_doubt: bool = False


@dataclass
class _Run:
    """Glyphs drawn one after the other in one type on one line."""

    glyphs: list[Glyph]
    style: tuple = field(init=False)

    def __post_init__(self) -> None:
        font, size, colour = _STYLE(self.glyphs[0])
        self.style = (font, round(size, 1), colour)

    @cached_property
    def printed(self) -> list[Glyph]:
        """The glyphs that are no blanks."""
        return [glyph for glyph in self.glyphs if not glyph["text"].isspace()]

    @cached_property
    def letters(self) -> int:
        """How many letters are in it."""
        return sum(glyph["text"].isalpha() for glyph in self.glyphs)

    @cached_property
    def words(self) -> str:
        """What it says."""
        return "".join(glyph["text"] for glyph in self.glyphs).strip()

    @property
    def family(self) -> str:
        """The name of its typeface."""
        return family_of(self.style[0])

    @property
    def size(self) -> float:
        """Type size in points."""
        return self.style[1]

    @property
    def is_tagged(self) -> bool:
        """Whether it belongs to the page's marked text."""
        return self.glyphs[0].get("mcid") is not None

    @cached_property
    def x0(self) -> float:
        """Left edge in points."""
        return min(glyph["x0"] for glyph in self.printed)

    @cached_property
    def x1(self) -> float:
        """Right edge in points."""
        return max(glyph["x1"] for glyph in self.printed)

    @property
    def top(self) -> float:
        """Upper edge in points from the top of the page."""
        return self.glyphs[0]["top"]

    @property
    def bottom(self) -> float:
        """Lower edge in points from the top of the page."""
        return self.glyphs[0]["bottom"]


def peel(glyphs: Iterable[Glyph], left_out: int = 0) -> Peeled:
    """The glyphs of an upright page without the stamps that lie over it.

    `left_out` are those that were taken off before.
    """
    everything = list(glyphs)
    runs = [run for run in map(_Run, _runs(everything)) if run.printed]
    if len(runs) > _MOST_RUNS:
        return Peeled(everything, left_out, is_in_doubt=True)
    page = _Page(runs)
    # What has a type of its own goes first: text under it lies on other letters, too.
    for is_own_type in (True, False):
        for is_last in (True, False):
            page.peel_from(is_last, is_own_type)
    if not page.laid_over:
        return Peeled(everything, left_out, page.is_in_doubt or _lie_on_each_other(runs))
    gone = {id(glyph) for run in page.laid_over for glyph in run.glyphs}
    kept = [glyph for glyph in everything if id(glyph) not in gone]
    is_in_doubt = page.is_in_doubt or _lie_on_each_other(page.text)
    return Peeled(kept, left_out + len(gone), is_in_doubt)


def _runs(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    for _, run in groupby(glyphs, key=_OF_ONE_RUN):
        yield list(run)


class _Page:
    """The runs of one page in the order of drawing: what is its text, and what is laid over it."""

    def __init__(self, runs: list[_Run]) -> None:
        self.text = runs
        self.laid_over: list[_Run] = []
        self.is_in_doubt = False
        tagged = _letters(run for run in runs if run.is_tagged)
        self.is_tagged = tagged > _LEAST_TAGGED * _letters(runs)

    def peel_from(self, is_last: bool, is_own_type: bool) -> None:
        """Take off, one after the other, the stamps that are drawn last, or those drawn first;
        with `is_own_type` those only in whose type nothing else is set.
        """
        while layer := self._layer(is_last):
            core = self.text[: -len(layer)] if is_last else self.text[len(layer) :]
            if not core or (is_own_type and not _is_own_type(layer, core)):
                return
            if not self._is_stamp(layer, core, is_last):
                return
            is_much = _letters(layer) > _MUCH * _letters(core)
            self.is_in_doubt |= is_much and not self._is_untagged(layer)
            self.laid_over += layer
            self.text = core

    def _layer(self, is_last: bool) -> list[_Run]:
        """What is drawn last (or first) in one type: all of it, where the rest of the page has no
        letter of that type, else down to where the drawing turns back up the page.
        """
        runs = self.text[::-1] if is_last else self.text
        if not runs:
            return []
        style = runs[0].style
        count = next((n for n, run in enumerate(runs) if run.style != style), len(runs))
        if any(run.style == style and run.letters for run in runs[count:]):
            turn = (n for n in range(1, count) if _turns_up(runs[n - 1], runs[n], is_last))
            count = next(turn, count)
        return runs[:count]

    def _is_stamp(self, layer: list[_Run], core: list[_Run], is_last: bool) -> bool:
        if not any(run.letters for run in layer):
            return all(map(_is_in_margin, layer)) and not _is_in_order(layer, core, is_last)
        if _letters(layer) > _letters(core) and not self._is_untagged(layer):
            return False
        is_own_type = _is_own_type(layer, core)
        if _is_in_order(layer, core, is_last):
            is_foreign = is_own_type and not self._is_like(layer, core)
            return is_foreign and self._is_stamp_in_order(layer, core)
        if _is_beside(layer, core) or all(map(_is_in_margin, layer)):
            return True
        if _touches(layer, core) >= _LEAST_TOUCHES:
            return True
        if not is_own_type:
            return False
        return self._is_foreign(layer, core)

    def _is_stamp_in_order(self, layer: list[_Run], core: list[_Run]) -> bool:
        """Whether a layer in a type of its own is a stamp though it stands where it is drawn."""
        if self._is_untagged(layer) or all(map(_is_in_margin, layer)):
            return True
        is_large = layer[0].size > _LARGE * _body_of(core).size
        return is_large or _touches(layer, core) >= _LEAST_TOUCHES

    def _is_foreign(self, layer: list[_Run], core: list[_Run]) -> bool:
        """Whether a layer in a type of its own, which touches no letter, is none of the text."""
        if self._is_untagged(layer) or layer[0].size > _LARGE * _body_of(core).size:
            return True
        if self._is_like(layer, core):
            return False
        self.is_in_doubt = True
        return True

    def _is_like(self, layer: list[_Run], core: list[_Run]) -> bool:
        """Whether a layer has the typeface and the colour of the text, and is marked as it is."""
        body = _body_of(core)
        is_alike = layer[0].family == body.family and layer[0].style[2] == body.style[2]
        return is_alike and not self._is_untagged(layer)

    def _is_untagged(self, layer: list[_Run]) -> bool:
        return self.is_tagged and not any(run.is_tagged for run in layer)


def _is_own_type(layer: list[_Run], core: list[_Run]) -> bool:
    """Whether no letter of the text has the layer's type."""
    return all(run.style != layer[0].style for run in core if run.letters)


def _letters(runs: Iterable[_Run]) -> int:
    """How many letters are in runs; stamps that repeat their words count once."""
    by_words = {run.words: run.letters for run in runs}
    return sum(by_words.values())


def _turns_up(here: _Run, there: _Run, is_last: bool) -> bool:
    """Whether the drawing goes up the page between two runs, which come in the order of the
    walk.
    """
    first, second = (there, here) if is_last else (here, there)
    return second.bottom < first.bottom - _JUMP * _LINE * second.size


def _is_in_margin(run: _Run) -> bool:
    return run.bottom < HEAD_POINTS or run.bottom > FOOT_POINTS


def _is_in_order(layer: list[_Run], core: Sequence[_Run], is_last: bool) -> bool:
    """Whether a layer that is drawn last stands below the text, or one drawn first above it."""
    text = [run for run in core if not _is_in_margin(run)]
    if not text:
        return True
    if is_last:
        return min(run.bottom for run in layer) > max(run.bottom for run in text) - _LINE_POINTS
    return max(run.bottom for run in layer) < min(run.bottom for run in text) + _LINE_POINTS


def _is_beside(layer: list[_Run], core: Sequence[_Run]) -> bool:
    """Whether all of a layer stands in the margin left of all text, or right of it."""
    left, right = min(run.x0 for run in layer), max(run.x1 for run in layer)
    if right - left > _NARROW_POINTS:
        return False
    return right < min(run.x0 for run in core) or left > max(run.x1 for run in core)


def _body_of(runs: Sequence[_Run]) -> _Run:
    """A run in the type that most letters of the page have."""
    letters: Counter[tuple] = Counter()
    for run in runs:
        letters[run.style] += run.letters
    style = letters.most_common(1)[0][0]
    return next(run for run in runs if run.style == style)


def _touches(layer: Iterable[_Run], core: Sequence[_Run]) -> int:
    """How many pairs of letters lie on each other, one of the layer and one of the text."""
    return sum(_shared(run, other) for run in layer for other in core if _meet(run, other))


def _lie_on_each_other(runs: list[_Run]) -> bool:
    """Whether letters lie on letters, other than to make them look bold."""
    down = sorted(runs, key=lambda run: run.top)
    for n, run in enumerate(down):
        for other in down[n + 1 :]:
            if other.top > run.bottom:
                break
            if _meet(run, other) and _shared(run, other) >= _LEAST_TOUCHES:
                return True
    return False


def _meet(run: _Run, other: _Run) -> bool:
    inner, other_inner = _INNER * run.size, _INNER * other.size
    if run.top + inner > other.bottom - other_inner or other.top + other_inner > run.bottom - inner:
        return False
    return run.x0 < other.x1 and other.x0 < run.x1


def _shared(run: _Run, other: _Run) -> int:
    pairs = ((one, two) for one in run.printed for two in other.printed)
    return sum(_lies_on(one, two) for one, two in pairs)


def _lies_on(one: Glyph, two: Glyph) -> bool:
    inner = _INNER * min(one["x1"] - one["x0"], two["x1"] - two["x0"])
    if one["x0"] + inner > two["x1"] - inner or two["x0"] + inner > one["x1"] - inner:
        return False
    is_same = one["text"] == two["text"]
    return not (is_same and abs(one["x0"] - two["x0"]) < _SAME_LETTER_POINTS)
