"""Finds the lists of recommendations on the printed pages and splits them into items.

The layouts differ by framework (see README.md beside this file); what they share is read here: a
heading opens a list, markers at the left edge open items, further markers to their right open
sub-points, and the next heading of the same rank closes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ofsted.extract.marks import NUMBER, learn_marks, marker_of, text_after_marker
from ofsted.extract.pages import Line, PageReader
from ofsted.extract.stamps import FOOT_POINTS, HEAD_POINTS
from ofsted.extract.wording import join_lines

_HEAD_LINES = 4  # of a page, among which a running head stands
_APART = 1.6  # of the type size: more than from one line of a text to the next

PRIORITY = re.compile(
    r"^(priority (and immediate )?actions?|areas? (for|of)"
    r" (priority|improvement)\b.{0,25}|immediately|within (the next )?\w+ months?)\W*$",
    re.I,
)
_WHOLE_LIST = re.compile(r"areas? (for|of) improvement", re.I)
_TRAILING_PRIORITY = re.compile(r"(?<=\.)\s+(Areas for improvement|Priority and immediate action)$")
_NOTHING_ASKED = re.compile(
    r"^(the inspection (did not find|found no|has not identified|did not identify)|there (are|were)"
    r" no|no) (any )?(areas? (of|for|were)|priority)\b.{0,60}$",
    re.I,
)
_ENDS = re.compile(
    r"^(the experiences? and progress of|the impact of leaders|summary for children|information"
    r" about (this|the)|"
    r"(the )?local authority.s strengths|the strengths|inspection (judgements?|findings)|key"
    r" (strengths|findings)|summary of|"
    r"what the inspection judgements? mean|outcomes for looked after children|outcomes for"
    r" children|record of main findings|"
    r".{0,40}\bstrengths\b|experiences and progress of|the effectiveness of)",
    re.I,
)
_FOOTER = re.compile(
    r"^(inspection of .{3,90}(services|council|authority)\W*(\d{1,3})?|\d{1,3})$", re.I
)


@dataclass
class Item:
    """One printed item before its references are taken off."""

    page: int
    end_page: int
    number: int | None
    section: str | None
    priority: str | None
    lead: list[str] = field(default_factory=list)
    points: list[list[str]] = field(default_factory=list)

    @property
    def printed(self) -> str:
        """The item as one text, its sub-points joined with semicolons."""
        lead = join_lines(self.lead)
        if not self.points:
            return lead
        points = [join_lines(point) for point in self.points]
        body = "; ".join([*(point.rstrip(" ;.") for point in points[:-1]), points[-1]])
        return f"{lead} {body}".strip()


@dataclass
class FoundList:
    """A list as found: the pages it covers, its items, the prose before the first of them and stray
    passages after.
    """

    heading: str
    first_page: int
    last_page: int = 0
    items: list[Item] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)
    says_none: bool = False
    lines: list[Line] = field(default_factory=list)

    def covers(self, page: int, line: Line) -> bool:
        """Whether a line of that page lies inside this list."""
        return any(line is own for own in self.lines) or (
            self.first_page == page and line.text == self.heading
        )


def read_list(reader: PageReader, page: int, heading: Line) -> FoundList:
    """Read the list that `heading` on `page` opens, on as many pages as it runs over."""
    found = FoundList(heading.text, page, page)
    lines = _area(reader, page, heading)
    if lines:
        found.last_page, found.lines = lines[-1].page, lines
        splitter = _split(lines, heading.text)
        found.prose, found.stray = splitter.prose, splitter.stray
        found.items = [item for item in splitter.items if not _NOTHING_ASKED.match(item.printed)]
        found.says_none = len(found.items) < len(splitter.items) or bool(
            _NOTHING_ASKED.match(join_lines(found.prose))
        )
    return found


def _area(reader: PageReader, page: int, heading: Line) -> list[Line]:
    """The lines below the heading up to the heading that closes the list, without page furniture
    and footnotes.
    """
    area: list[Line] = []
    started = False
    for number in range(page, len(reader.scan) + 1):
        lines = reader.lines(number)
        in_margin = _lines_in_margin(lines, heading)
        if number > page:
            in_margin = [line for line in in_margin if _is_of_margin(line, number, reader.scan)]
        for line in lines:
            if not started:
                started = line is heading
                continue
            if _closes(line, heading) and not _is_marked(line, lines):
                return area
            if not (_is_furniture(line, heading) or line in in_margin):
                area.append(line)
        if number - page > 6:
            break
    return area


def _closes(line: Line, heading: Line) -> bool:
    if not line.is_bold or marker_of(line) or PRIORITY.match(line.text):
        return False
    # Below a 12-point heading, sub-headings of the same size may stand inside the list.
    rank = heading.size - 0.6 if heading.size > 12.5 else heading.size + 0.6
    return line.size >= rank or bool(_ENDS.match(line.text))


def _is_marked(line: Line, on_page: list[Line]) -> bool:
    """Whether a line in bold begins with a mark that its page repeats."""
    return marker_of(line, learn_marks(on_page)) is not None


def _is_furniture(line: Line, heading: Line) -> bool:
    if re.fullmatch(r"\d{1,3}", line.text) and (
        line.size > 14 or line.bottom > 770 or line.bottom < 80
    ):
        return True
    if line.bottom > 770 and (_FOOTER.match(line.text) or line.size < 9.5):
        return True
    return line.size < 10.6 and line.size < heading.size - 1


def _lines_in_margin(lines: list[Line], heading: Line) -> list[Line]:
    """What stands above all text of a page or below it, in the margin and apart from it.

    A page that is set in small type looks like one that was printed smaller, whose margins are
    less. What stands below the heading of the list, or begins with a mark, is none of a margin.
    """
    learned = learn_marks(lines)
    head = [line for line in lines if line.bottom < HEAD_POINTS]
    if any(line is heading for line in head) or any(_has_mark(line, learned) for line in head):
        head = []
    foot = [line for line in lines if line.bottom > FOOT_POINTS]
    if any(_has_mark(line, learned) for line in foot):
        foot = []
    text = [line for line in lines if HEAD_POINTS <= line.bottom <= FOOT_POINTS]
    if not text:
        return []
    if head and text[0].bottom - head[-1].bottom < _APART * text[0].size:
        head = []
    if foot and foot[0].bottom - text[-1].bottom < _APART * text[-1].size:
        foot = []
    return head + foot


def _is_of_margin(line: Line, page: int, scan: Sequence[str]) -> bool:
    """Whether a line in the foot, or one in the head that another page has at its head too, but for
    figures: the rest of an item, at the head of a page, stands there once.
    """
    if line.bottom > FOOT_POINTS or not re.search(r"[A-Za-z]{3}", line.text):
        return True
    own = _without_figures(line.text)
    others = (text for number, text in enumerate(scan, start=1) if number != page)
    return any(own in map(_without_figures, text.splitlines()[:_HEAD_LINES]) for text in others)


def _without_figures(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def _has_mark(line: Line, learned: frozenset[str]) -> bool:
    """Whether a line begins with a mark that has text after it."""
    return len(line.words) > 1 and marker_of(line, learned) is not None


class _Splitter:
    """Walks the lines of one list area once and gives its items.

    `numbers_are_headings` reads the reverse order of things: numbered headings or one numbered
    lead-in over bulleted items.
    """

    def __init__(
        self, lines: list[Line], priority: str | None = None, numbers_are_headings: bool = False
    ) -> None:
        self.lines = lines
        self.learned = learn_marks(lines)
        self.numbers_are_headings = numbers_are_headings
        self.items: list[Item] = []
        self.prose: list[str] = []
        self.stray: list[str] = []
        self.priority = priority
        self.priority_type: tuple[float, bool] | None = None
        self.section: str | None = None
        self._learn_margins()

    def _learn_margins(self) -> None:
        """The kind and left edge of first-level markers, and the left edge of the text that hangs
        under them.
        """
        marked = [(line, mark) for line in self.lines if (mark := self._marker(line))]
        if self.numbers_are_headings:
            marked = [(line, mark) for line, mark in marked if not NUMBER.match(mark)]
        self.has_numbers = bool(marked) and bool(NUMBER.match(marked[0][1]))
        edges = [line.x0 for line, mark in marked if bool(NUMBER.match(mark)) == self.has_numbers]
        self.edge = min(edges, default=0.0)
        hanging = [
            line.x0 for line in self.lines if not self._marker(line) and line.x0 > self.edge + 8
        ]
        self.hangs = bool(hanging)

    def _marker(self, line: Line) -> str | None:
        return marker_of(line, self.learned)

    def split(self) -> list[Item]:
        for block in self._blocks():
            line = block[0]
            marker = self._marker(line)
            is_number = bool(marker and NUMBER.match(marker))
            if marker is None or (is_number and not self._is_item_number(line)):
                self._plain(block)
            elif is_number and self.numbers_are_headings:
                self._number_heading(line)
            elif is_number == self.has_numbers and line.x0 < self.edge + 12:
                self.items.append(
                    Item(
                        line.page,
                        line.page,
                        _number(marker),
                        self.section,
                        self.priority,
                        [text_after_marker(line, self.learned)],
                    )
                )
            else:
                self._point(line)
        return self.items

    def _blocks(self) -> Iterator[list[Line]]:
        """Single lines, except that unmarked lines at the left edge come together: a heading, or
        prose, of several lines.
        """
        for at_edge, group in groupby(self.lines, key=self._stands_at_edge):
            if at_edge:
                yield from _by_style(list(group))
            else:
                yield from ([line] for line in group)

    def _stands_at_edge(self, line: Line) -> bool:
        return self._marker(line) is None and (
            line.is_bold or (self.hangs and line.x0 < self.edge + 6)
        )

    def _is_item_number(self, line: Line) -> bool:
        """Whether a number opens an item, and is not the end of a sentence ("over the age of / 17.
        …").
        """
        return self.numbers_are_headings or (self.has_numbers and line.x0 < self.edge + 12)

    def _number_heading(self, line: Line) -> None:
        text = text_after_marker(line, self.learned)
        self.section = None if len(text.split()) > 15 or text.endswith(".") else text

    def _point(self, line: Line) -> None:
        if not self.items:
            self.items.append(
                Item(
                    line.page,
                    line.page,
                    None,
                    self.section,
                    self.priority,
                    [text_after_marker(line, self.learned)],
                )
            )
            return
        self.items[-1].points.append([text_after_marker(line, self.learned)])
        self.items[-1].end_page = line.page

    def _plain(self, block: list[Line]) -> None:
        text = join_lines([line.text for line in block])
        if PRIORITY.match(text):
            self.priority, self.section = text.strip(" :."), None
            self.priority_type = _type_of(block[0])
        elif (
            self._stands_at_edge(block[0])
            and (block[0].is_bold or not re.search(r"[.;,]$", text))
            and len(text) < 130
        ):
            self.section = text.strip(" :")
            self._end_priority(block[0])
        elif self.items and not (self._stands_at_edge(block[0]) and len(block) > 1):
            item = self.items[-1]
            (item.points[-1] if item.points else item.lead).extend(
                self._without_heading(line.text) for line in block
            )
            item.end_page = block[-1].page
        else:
            (self.stray if self.items else self.prose).append(text)

    def _end_priority(self, heading: Line) -> None:
        """A heading of lower rank names a part of what is urgent; one of the same rank ends it."""
        is_urgent = not _WHOLE_LIST.match(self.priority or "")
        if is_urgent and _type_of(heading) == self.priority_type:
            self.priority = self.priority_type = None

    def _without_heading(self, text: str) -> str:
        """The line without a priority heading that is set on the end of an item's last line, which
        opens the next priority.
        """
        if match := _TRAILING_PRIORITY.search(text):
            self.priority, self.section = match[1], None
            return text[: match.start()]
        return text


def _type_of(heading: Line) -> tuple[float, bool]:
    """Size and weight of a heading, which give its rank."""
    return heading.size, heading.is_bold


def _by_style(lines: list[Line]) -> Iterator[list[Line]]:
    """Runs of lines of one weight, priority headings apart."""
    for _, group in groupby(
        lines, key=lambda line: (line.is_bold, PRIORITY.match(line.text) and line.text)
    ):
        yield list(group)


def _split(lines: list[Line], heading: str) -> _Splitter:
    # A list can open with its first priority heading at once (early SIF reports, the board's list).
    priority = heading.strip(" :.") if PRIORITY.match(heading) else None
    splitter = _Splitter(lines, priority)
    items = splitter.split()
    is_reversed = (
        items
        and splitter.has_numbers
        and all(i.points and not join_lines(i.lead).endswith(":") for i in items)
    )
    if is_reversed:
        splitter = _Splitter(lines, priority, numbers_are_headings=True)
        splitter.split()
    return splitter


def _number(marker: str | None) -> int | None:
    match = NUMBER.match(marker or "")
    return int(match[1]) if match else None
