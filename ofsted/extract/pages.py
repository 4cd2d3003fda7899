"""From a PDF to text: a fast scan of every page, and printed lines with their place and type on the
pages that matter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from io import BufferedReader
from pathlib import Path

import pdfplumber
import pypdfium2
from pdfminer.encodingdb import EncodingDB

from ofsted.errors import ReportError
from ofsted.extract.drawing import Look, look_at
from ofsted.extract.files import check_file
from ofsted.extract.glyphs import Glyph, rows_of
from ofsted.extract.sheets import AslantError, pages_on_sheet
from ofsted.extract.stamps import Peeled, peel
from ofsted.extract.wording import SOFT_HYPHEN, clean_text

# The standard prints code 173 of this encoding as a hyphen, and text editors mean a soft one by it;
# pdfminer takes it for a blank.
EncodingDB.win2unicode[0xAD] = SOFT_HYPHEN

MAX_PAGES = 200
_BLANK_GAP = 0.15  # of the type size
_THIN_BLANK = 0.12
_BODY_POINTS = 12.0


@dataclass(frozen=True)
class Word:
    """One run of letters in one font, as printed.

    Distances in points from the left and top edge of the page.

    `is_spaced` tells whether a blank stands before it: a change of font inside a word splits it in
    two runs.
    """

    text: str
    x0: float
    x1: float
    bottom: float
    size: float
    font: str
    is_spaced: bool
    is_printed_twice: bool = False

    @property
    def is_bold(self) -> bool:
        """Whether the font's name says so."""
        return "bold" in self.font.lower()


@dataclass(frozen=True)
class Line:
    """One printed line: its words from left to right, on a page counted from 1."""

    page: int
    words: tuple[Word, ...]

    @property
    def x0(self) -> float:
        """Left edge in points."""
        return self.words[0].x0

    @property
    def bottom(self) -> float:
        """Base of the line in points from the top of the page."""
        return max(word.bottom for word in self.words)

    @cached_property
    def size(self) -> float:
        """Type size in points of most of the line's characters."""
        weights: dict[float, int] = {}
        for word in self.words:
            weights[word.size] = weights.get(word.size, 0) + len(word.text)
        return max(weights, key=weights.__getitem__)

    @cached_property
    def is_bold(self) -> bool:
        """Whether every word with a letter in it is bold, and there is one."""
        lettered = [word for word in self.words if re.search(r"[^\W\d_]", word.text)]
        if not lettered:
            return False
        if all(word.is_bold for word in lettered):
            return True
        # A heading can be made bold by printing its letters twice; so can every line of a page.
        is_heading = self.size > _BODY_POINTS + 0.6
        return is_heading and all(word.is_printed_twice or word.is_bold for word in lettered)

    @cached_property
    def text(self) -> str:
        """The line as text, without raised footnote marks."""
        return join_words(
            word
            for word in self.words
            if not (word.size < 0.78 * self.size and re.fullmatch(r"\W*\d{1,2}\W*", word.text))
        )

    def without(self, count: int) -> Line:
        """The line after its first `count` words."""
        return Line(self.page, self.words[count:])


def join_words(words: Iterable[Word]) -> str:
    """Words as text, with the blanks that are printed between them."""
    return "".join(" " + word.text if word.is_spaced else word.text for word in words).strip()


def scan_pages(path: Path, only: Collection[int] | None = None) -> list[str]:
    """The text of every page in reading order of the file, fast and without places; of pages not in
    `only`, an empty text.

    Raises `ReportError` where the file is missing, empty, no PDF, encrypted, damaged, too large,
    has no pages or no text.
    """
    check_file(path)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        reason = (
            "is encrypted and needs a password"
            if "assword" in str(error)
            else f"is damaged or truncated ({error})"
        )
        raise ReportError(f"{path.name}: the PDF {reason}; expected a readable PDF") from error
    with document:
        if not 0 < len(document) <= MAX_PAGES:
            raise ReportError(f"{path.name}: has {len(document)} pages; expected 1 to {MAX_PAGES}")
        try:
            texts = [
                _scan_page(document, n) if only is None or n + 1 in only else ""
                for n in range(len(document))
            ]
        except pypdfium2.PdfiumError as error:
            raise ReportError(
                f"{path.name}: a page cannot be read ({error}); expected a complete PDF"
            ) from error
    if only is None and not any(text.strip() for text in texts):
        raise ReportError(
            f"{path.name}: no text on any page; expected a text PDF, this looks like a scan"
        )
    return texts


class ScannedText(str):
    """A page's text in the order of drawing."""

    look = Look.PLAIN


def _scan_page(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text_page = page.get_textpage()
    text = text_page.get_text_bounded()
    look = look_at(page, text_page)
    text_page.close()
    page.close()
    # pdfium marks a soft line-end hyphen with U+FFFE or U+0002; the printed sign is a hyphen.
    text = text.replace("\r\n", "\n").replace("\ufffe", "-").replace("\x02", "-")
    scanned = ScannedText(clean_text(text))
    scanned.look = look
    return scanned


class PageReader:
    """Gives the printed lines of a report's pages, opening each page once and only when it is asked
    for.
    """

    def __init__(self, path: Path, scan: list[str] | None = None) -> None:
        """`scan` is the result of `scan_pages`, where the caller has it already."""
        self.path = path
        self.scan = scan_pages(path) if scan is None else scan
        self.opened: dict[int, list[Line]] = {}
        self.doubtful: set[int] = set()  # pages on which print may lie over the text
        self._times = 1.0  # as large as usual: the page that was opened last
        self._file: BufferedReader | None = None
        self._pdf: pdfplumber.PDF | None = None

    def __enter__(self) -> PageReader:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file is not None:
            # Closing the PDF itself would read its pages again, damaged ones too.
            self._file.close()

    def lines(self, number: int) -> list[Line]:
        """Printed lines, top to bottom, of page `number` (from 1).

        Raises `ReportError` where the page is damaged.
        """
        if number not in self.opened:
            self.opened[number] = list(self._read_lines(number))
        return self.opened[number]

    def text(self, number: int) -> str:
        """What the scan gives of page `number` (from 1), turned upright and without stamps."""
        scanned = self.scan[number - 1]
        if _look_of(scanned) == Look.PLAIN:
            return scanned
        peeled = self._peeled(number)
        if _look_of(scanned) == Look.ODD and not peeled[0].left_out:
            return scanned
        return clean_text("\n".join(_in_order(page.glyphs) for page in peeled))

    def settle(self, odd_pages: Collection[int] = ()) -> None:
        """Put the text of pages in the scan in order: of those that are turned, and of `odd_pages`
        that may be stamped.
        """
        for number, scanned in enumerate(self.scan, start=1):
            if number in odd_pages:
                self.scan[number - 1] = self.text(number)
            elif _look_of(scanned) == Look.TURNED:
                # A drawing can stand aslant on a page of its own.
                with suppress(AslantError):
                    self.scan[number - 1] = self.text(number)

    def _read_lines(self, number: int) -> Iterator[Line]:
        for page in self._peeled(number):
            if page.is_in_doubt:
                self.doubtful.add(number)
            for row in rows_of(page.glyphs):
                if words := tuple(_words_of(row)):
                    yield Line(number, words)

    def _peeled(self, number: int) -> list[Peeled]:
        """Each page of the report that stands on a page of the file."""
        try:
            self._file = self._file or self.path.open("rb")
            self._pdf = self._pdf or pdfplumber.open(self._file)
            page = self._pdf.pages[number - 1]
            size = float(page.width), float(page.height)
            sheet = pages_on_sheet(page.chars, *size, self._times)
            self._times = sheet.times
            page.close()
            return [peel(glyphs, sheet.left_out) for glyphs in sheet.pages]
        except AslantError as error:
            raise AslantError(f"{self.path.name}: page {number} {error}") from error
        except Exception as error:  # damaged bytes can raise anything in the libraries below
            if _is_out_of_memory(error):
                raise MemoryError from error
            raise ReportError(
                f"{self.path.name}: page {number} cannot be read ({type(error).__name__}: {error})"
            ) from error


def _is_out_of_memory(error: Exception) -> bool:
    """Whether there was no memory left; pdfplumber wraps the errors of the library below it."""
    return any(isinstance(part, MemoryError) for part in (error, error.__cause__, *error.args))


def _look_of(scanned: str) -> Look:
    return scanned.look if isinstance(scanned, ScannedText) else Look.PLAIN


def _in_order(glyphs: list[Glyph]) -> str:
    """The text of glyphs in the order of drawing: a line ends where the next letter stands higher,
    lower or further left.
    """
    text = ""
    last: Glyph | None = None
    for glyph in glyphs:
        if last is not None and _begins_line(last, glyph):
            text += "\n"
        elif last is not None and glyph["x0"] - last["x1"] > _BLANK_GAP * glyph["size"]:
            text += " "
        text += glyph["text"]
        last = glyph
    return re.sub(r"[ \t\xa0]+", " ", text)


def _begins_line(last: Glyph, glyph: Glyph) -> bool:
    size = max(last["size"], glyph["size"])
    return abs(glyph["bottom"] - last["bottom"]) > size / 2 or glyph["x0"] < last["x0"] - size


def _words_of(chars: list[Glyph]) -> Iterator[Word]:
    """Runs of one font and size between blanks.

    Where no blank is stored, a gap wider than a thin space counts as one.
    """
    run: list[Glyph] = []
    spaced = True
    for char in chars:
        if char["text"].isspace():
            if run and char["width"] < _THIN_BLANK * run[-1]["size"]:
                # A blank in tiny type inside a word; a real gap shows in the place of the next
                # letter.
                continue
            if run:
                yield _word(run, spaced)
            run, spaced = [], True
            continue
        last = run[-1] if run else None
        if last:
            gap = char["x0"] - last["x1"] > _BLANK_GAP * char["size"]
            if (
                gap
                or last["fontname"] != char["fontname"]
                or abs(last["size"] - char["size"]) > 0.5
            ):
                yield _word(run, spaced)
                run, spaced = [], gap
        run.append(char)
    if run:
        yield _word(run, spaced)


def _word(run: list[Glyph], spaced: bool) -> Word:
    text = "".join(char["text"] for char in run)
    return Word(
        text,
        run[0]["x0"],
        run[-1]["x1"],
        run[0]["bottom"],
        round(run[0]["size"], 1),
        run[0]["fontname"],
        spaced,
        sum("is_printed_twice" in char for char in run) > len(run) / 2,
    )
