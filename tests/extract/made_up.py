"""Makes report PDFs in code: invented words, set where the real layouts set theirs.

A `Paper` remembers what it printed as a recommendation, so that a test can compare what was printed
with what was read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fpdf import FPDF

# Distances in points from the left edge, as the real reports have them.
NUMBER_AT, TEXT_AT = 70.9, 99.3
BULLET_AT, BULLET_TEXT_AT = 88.9, 106.9
POINT_AT, POINT_TEXT_AT = 116.3, 134.3

SQUARE, SQUARE_PRIVATE, ARROW_PRIVATE = "\u25fc", "\uf06e", "\uf0a7"
DASH_PRIVATE, DASH_STROKE, DASH_MINUS = "\uf02d", "\u0336", "\u2212"
_SIGNS = SQUARE + SQUARE_PRIVATE + ARROW_PRIVATE + DASH_PRIVATE + DASH_STROKE + DASH_MINUS
# What lines of tests hold beside the letters of core fonts: ligatures, invisible characters, marks.
_LETTERS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "’‘“”–—\u00ad"
    + "ﬀﬁﬂﬃﬄﬅﬆĳＡ"
    + "\u200b\u200c\u200d\u2060\ufeff\u200e\u2010"
    + "→➔⇒◊◆▶►▸△▲❖✓☐※§¤‣⁃○●◼■•\ue123\ufffd"
)
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u200e"


@cache
def marks_font() -> Path:
    """A font of bullets that core fonts lack, each drawn as a square; text extraction yields their
    real characters.
    """
    return _square_font("Marks", _SIGNS)


@cache
def letters_font() -> Path:
    """A font of letters and signs that core fonts lack, drawn as squares; what it lacks comes out
    as a character without a meaning.
    """
    return _square_font("Letters", _LETTERS)


def _square_font(family: str, signs: str) -> Path:
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 500), (600, 500), (600, 0)):
        pen.lineTo(corner)
    pen.closePath()
    names = [".notdef", *(f"sign{ord(sign):04x}" for sign in signs)]
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(sign): name for sign, name in zip(signs, names[1:], strict=True)})
    font.setupGlyf(dict.fromkeys(names, pen.glyph()))
    widths = {f"sign{ord(sign):04x}": (0, 0) for sign in _INVISIBLE}
    font.setupHorizontalMetrics({name: widths.get(name, (700, 100)) for name in names})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable(
        {"familyName": family, "styleName": "Regular", "psName": f"{family}-Regular"}
    )
    font.setupOS2()
    font.setupPost()
    path = Path(tempfile.mkdtemp(prefix="made-up-")) / f"{family.lower()}.ttf"
    font.save(path)
    return path


def _family(text: str) -> str:
    if text in _SIGNS:
        return "Marks"
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return "Letters"
    return "helvetica"


@dataclass(frozen=True)
class Printed:
    """One recommendation as printed; `text` is what a reader should get."""

    page: int
    text: str
    body: str
    section: str | None
    priority: str | None


class Paper:
    """One made-up report.

    `draw_first` and `draw_last` draw something on every page before its text and after it.

    `footer` stands on every page with the page number; without it the number stands alone, large.
    """

    draw_first: Callable[[Paper], None] | None = None
    draw_last: Callable[[Paper], None] | None = None

    def __init__(
        self,
        footer: Sequence[str] = (),
        header: str = "",
        number_y: float = 812,
        footer_size: float = 8,
    ) -> None:
        self.footer, self.header, self.number_y, self.footer_size = (
            tuple(footer),
            header,
            number_y,
            footer_size,
        )
        self.recommended: list[Printed] = []
        self.body = "authority"
        self.section: str | None = None
        self.priority: str | None = None
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.core_fonts_encoding = "cp1252"
        self.pdf.set_auto_page_break(False)
        self.pdf.set_creation_date(
            datetime(2026, 1, 1, tzinfo=UTC)
        )  # the same paper gives the same bytes
        self.pdf.add_font("Marks", fname=marks_font())
        self.y = 0.0

    @property
    def number(self) -> int:
        """The page being printed, from 1."""
        return self.pdf.page

    @property
    def texts(self) -> list[str]:
        """Texts of the recommendations printed."""
        return [printed.text for printed in self.recommended]

    def page(self, top: float = 110.0) -> Paper:
        """Begin a page; the one before gets its footer."""
        self._finish()
        self.pdf.add_page()
        self.y = top
        if self.draw_first:
            self.draw_first()
        if self.header and self.number > 2:
            self.put(f"{self.header} {self.number - 2}", NUMBER_AT, size=8, bold=True, y=44)
        return self

    def _finish(self) -> None:
        if not self.number:
            return
        self._print_footer()
        if self.draw_last:
            self.draw_last()

    def _print_footer(self) -> None:
        if self.footer:
            for i, line in enumerate(reversed(self.footer)):
                self.put(
                    line + (f"    {self.number}" if i == 0 else ""),
                    NUMBER_AT,
                    size=self.footer_size,
                    y=804 - 1.2 * self.footer_size * i,
                )
        elif not self.header:
            x = 513.2 if self.number % 2 else NUMBER_AT
            self.put(str(self.number), x, size=20, y=self.number_y)

    def put(
        self, text: str, x: float, size: float = 12, bold: bool = False, y: float | None = None
    ) -> float:
        """Print at a place; give back the right edge."""
        family = _family(text)
        if family == "Letters" and "letters" not in self.pdf.fonts:
            self.pdf.add_font("Letters", fname=letters_font())
        self.pdf.set_font(family, "B" if bold and family == "helvetica" else "", size)
        self.pdf.text(x, self.y if y is None else y, text)
        return x + self.pdf.get_string_width(text)

    def line(self, text: str, x: float = NUMBER_AT, size: float = 12, bold: bool = False) -> Paper:
        """One line, and on to the next."""
        self.put(text, x, size, bold)
        return self.down(size * 1.2)

    def down(self, points: float) -> Paper:
        """Leave a gap."""
        self.y += points
        return self

    def to(self, y: float) -> Paper:
        """Go on at a height, in points from the top."""
        self.y = y
        return self

    def prose(self, *lines: str, x: float = NUMBER_AT) -> Paper:
        """A paragraph."""
        for line in lines:
            self.line(line, x)
        return self.down(12)

    def heading(self, *lines: str, size: float = 14) -> Paper:
        """A bold heading."""
        for line in lines:
            self.line(line, size=size, bold=True)
        return self.down(12)

    def sub_heading(self, *lines: str) -> Paper:
        """A bold heading in the size of the text."""
        return self.heading(*lines, size=12)

    def priority_heading(self, text: str, x: float = NUMBER_AT) -> Paper:
        """A heading that gives the recommendations below it their priority."""
        self.priority, self.section = text.rstrip(":"), None
        self.line(text, x, bold=True)
        return self.down(12)

    def section_heading(self, text: str) -> Paper:
        """A heading that gives the recommendations below it their section."""
        self.section = text
        return self.sub_heading(text)

    def item(
        self, mark: str, *lines: str, at: float | None = None, hang: float | None = None
    ) -> Paper:
        """A mark with its text, which is no recommendation: a finding, a strength, a line of
        contents.
        """
        is_number = mark[0].isdigit()
        at = at if at is not None else NUMBER_AT if is_number else BULLET_AT
        hang = (
            hang
            if hang is not None
            else at + (TEXT_AT - NUMBER_AT if is_number else BULLET_TEXT_AT - BULLET_AT)
        )
        self.put(mark, at)
        for line in lines:
            self.line(line, hang)
        return self.down(12)

    def point(self, mark: str, *lines: str, at: float = POINT_AT) -> Paper:
        """A second-level mark with its text."""
        return self.down(-6).item(mark, *lines, at=at, hang=at + POINT_TEXT_AT - POINT_AT)

    def recommend(
        self,
        mark: str,
        *lines: str,
        text: str | None = None,
        at: float | None = None,
        hang: float | None = None,
    ) -> Paper:
        """An item that counts as a recommendation; `text` where more or less of it is to be read
        than its lines.
        """
        expected = " ".join(lines) if text is None else text
        self.recommended.append(
            Printed(self.number, expected, self.body, self.section, self.priority)
        )
        return self.item(mark, *lines, at=at, hang=hang)

    def table(
        self,
        *rows: tuple[Sequence[str], Sequence[str], int],
        bold: bool = False,
        grades_first: bool = False,
    ) -> Paper:
        """Rows of labels and grades.

        The third value is by how many half lines the grade stands lower than its label.

        In the file a label comes whole before its grade, as in the real reports, unless
        `grades_first`.
        """
        for labels, grades, shift in rows:
            top = self.y - min(0, shift) * 7.2
            cells = [(NUMBER_AT + 6, label, top + 14.4 * i) for i, label in enumerate(labels)]
            beside = [
                (400.0, grade, top + 14.4 * i + 7.2 * shift) for i, grade in enumerate(grades)
            ]
            for x, text, y in beside + cells if grades_first else cells + beside:
                self.put(text, x, bold=bold, y=y)
            self.to(max(y for *_, y in cells + beside) + 26.4)
        return self

    def save(self, path: Path) -> Path:
        """Write the file; a paper can be written once."""
        self._finish()
        self.pdf.output(str(path))
        return path
