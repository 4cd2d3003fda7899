"""Which headings open a list of recommendations, in which report, and to whom the list is
addressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from ofsted.extract.lists import FoundList, read_list
from ofsted.extract.marks import learn_marks, marker_of
from ofsted.extract.pages import Line, PageReader

_ASKS = re.compile(
    r"^\s*(?:what needs to improve\b(?:.{0,6}|,? in this (?:area|part)\b.{0,60})|what does the"
    r" (?:local authority|lscb|board|safeguarding).{0,30}need to improve\W*\d?"
    r"|recommendations?\s*:?|areas? for improvement\s*:?)\s*$",
    re.I,
)
_PRIORITY = re.compile(r"^\s*(?:areas for )?priority (?:and immediate )?actions?\s*:?\s*$", re.I)
_BOARD = re.compile(r"\bLSCB\b|safeguarding (?:children )?board", re.I)
_BOARD_PART = re.compile(
    r"^\s*(?:section 2\b.*|the (?:effectiveness of the )?local safeguarding children.{0,12}board(?:"
    r" \(LSCB\))?|"
    r"the effectiveness of the (?:LSCB|local safeguarding children board)\b.{0,40}|(?:the )?local"
    r" safeguarding children.s board \(LSCB\))\s*$",
    re.I,
)


def find_lists(reader: PageReader, board_page: int | None) -> list[tuple[str, FoundList]]:
    """Every list in the report in the order of print, with its body:

    `lscb` from `board_page` on, else `authority`.
    """
    lists: list[tuple[str, FoundList]] = []
    for number, text in enumerate(reader.scan, start=1):
        if not _may_open(text) or _is_contents(text):
            continue
        for heading in _openings(reader.lines(number)):
            if any(found.covers(number, heading) for _, found in lists):
                continue
            found = read_list(reader, number, heading)
            is_board = bool(_BOARD.search(heading.text)) or (
                board_page is not None and number >= board_page
            )
            lists.append(("lscb" if is_board else "authority", found))
    return lists


def _may_open(text: str) -> bool:
    """Whether a page has such a heading, on one line or on two."""
    lines = text.splitlines()
    return any(
        _is_heading(line) or _is_heading(f"{line} {below}")
        for line, below in zip_longest(lines, lines[1:], fillvalue="")
    )


def _is_heading(text: str) -> bool:
    return bool(_ASKS.match(text) or _PRIORITY.match(text))


def _openings(lines: list[Line]) -> Iterator[Line]:
    """The last line of every such heading: in bold, or with a marker below it, for a line of prose
    can be just "Recommendations".
    """
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else None
        if below is not None and _are_one_heading(line, below):
            yield below
        elif _is_heading(line.text) and (line.is_bold or _begins_list(lines[place + 1 :])):
            yield line


def _are_one_heading(line: Line, below: Line) -> bool:
    if not (line.is_bold and below.is_bold) or line.size != below.size:
        return False
    return _is_heading(f"{line.text} {below.text}") and not _is_heading(below.text)


def _begins_list(lines: list[Line]) -> bool:
    return bool(lines) and marker_of(lines[0], learn_marks(lines)) is not None


def _is_contents(text: str) -> bool:
    """A contents page repeats every heading, each with its page number."""
    return (
        sum(
            bool(re.search(r"[A-Za-z?).:]\s*\.*\s*\d{1,2}\s*$", line)) for line in text.splitlines()
        )
        >= 6
    )


def find_board_page(scan: list[str]) -> int | None:
    """The page on which the safeguarding board's part begins, contents pages aside; None where the
    report has none.
    """
    for number, text in enumerate(scan, start=1):
        if (
            number > 1
            and not _is_contents(text)
            and any(_BOARD_PART.match(line) for line in text.splitlines())
        ):
            return number
    return None
