"""Recommendations from text that somebody pastes: the marks of a list taken off, wrapped lines put
together again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ofsted.extract.marks import is_bullet_sign
from ofsted.extract.wording import clean_text, join_lines

_DASH = re.compile(r"[-–—−\u0336\uf02d](?=\s|$)")
_ORDINAL = re.compile(
    r"\(?(?:(?P<number>\d{1,3}(?:\.\d{1,2})*)[.)]|(?P<letter>[ivxIVX]{1,5}|[A-Za-z])\)|(?P<low>[ivx]{1,5}|[a-z])\.)(?=\s|$)"
)
_DECIMAL = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})+)(?=\s|$)")
_CIRCLE = re.compile(r"[o*·](?=\s|$)")
# No wording ends with these, so that the next line goes on with it.
_GOES_ON = re.compile(
    r"(?:,|[^\W_][-‐‑]|\b(?:a|an|and|are|as|at|by|for|from|in|into|is|of|on|or|so|than|that|the|their|to|which|who|with))$",
    re.I,
)


@dataclass
class _Item:
    """One recommendation: its own lines, and the points under it."""

    lines: list[str]
    points: list[list[str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        lead = join_lines(self.lines)
        points = [join_lines(point) for point in self.points]
        if not points:
            return lead
        return f"{lead} {'; '.join([*(point.rstrip(' ;.') for point in points[:-1]), points[-1]])}"

    def go_on(self, line: str) -> None:
        """Take a wrapped line in."""
        (self.points[-1] if self.points else self.lines).append(line)


def split_pasted(text: str) -> list[str]:
    """The recommendations of a text that has one on a line, or a list with any marks.

    Where lines have marks, those without one go on with the line above. Where none has, a line goes
    on only where the one above cannot be its end.
    """
    items: list[_Item] = []
    first_kind: str | None = None
    for line in text.splitlines():
        bare = clean_text(line).strip()
        kind, rest = _mark_of(bare)
        first_kind = first_kind or kind
        if not bare:
            continue
        if kind is not None and kind != first_kind and items and _opens_points(items[-1]):
            items[-1].points.append([rest])
        elif kind is None and items and (first_kind or _GOES_ON.search(items[-1].text)):
            items[-1].go_on(bare)
        else:
            items.append(_Item([rest]))
    return [item.text for item in items if item.text]


def _opens_points(item: _Item) -> bool:
    return bool(item.points) or join_lines(item.lines).endswith(":")


def _mark_of(line: str) -> tuple[str | None, str]:
    """The kind of the mark that a line begins with, if it has one, and the line without it."""
    if not line:
        return None, ""
    if match := _ORDINAL.match(line) or _DECIMAL.match(line):
        kind = "number" if match["number"] else "letter"
        return kind, line[match.end() :].strip()
    if match := _DASH.match(line):
        return "dash", line[match.end() :].strip()
    if _CIRCLE.match(line) or is_bullet_sign(line[0]):
        return line[0], line[1:].strip()
    return None, line
