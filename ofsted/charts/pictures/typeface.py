"""The typeface of pictures: shipped, so that every machine draws and breaks lines alike."""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("fonts")
FILES = {False: _FOLDER / "SourceSansPro-Regular.ttf", True: _FOLDER / "SourceSansPro-Semibold.ttf"}
_NARROWING = 0.94
_reading = threading.Lock()


class Typeface:
    """How far each character of a font reaches, in parts of its size."""

    def __init__(self, path: Path) -> None:
        from matplotlib.ft2font import FT2Font

        self._font = FT2Font(str(path))
        self._reach: dict[str, float] = {}

    def has(self, character: str) -> bool:
        """Whether the font can draw a character."""
        return self._font.get_char_index(ord(character)) != 0

    def reach(self, character: str) -> float:
        """How far the next character stands from this one."""
        if character not in self._reach:
            with _reading:
                self._reach[character] = self._measure(character)
        return self._reach[character]

    def _measure(self, character: str) -> float:
        from matplotlib.ft2font import LoadFlags

        glyph = self._font.load_char(ord(character), flags=LoadFlags.NO_SCALE)
        return glyph.horiAdvance / self._font.units_per_EM


@cache
def typeface(is_bold: bool = False) -> Typeface:
    """The regular font, or the bold one."""
    return Typeface(FILES[is_bold])


def width_of(text: str, size: float, is_bold: bool = False) -> float:
    """How wide a line is; never less than it is drawn, as pairs are only ever moved closer."""
    font = typeface(is_bold)
    return size * sum(font.reach(character) for character in text)


def lines_of(text: str, width: float, size: float, is_bold: bool = False) -> list[str]:
    """The text in lines no wider than this; a word that is wider stands in several."""
    lines, line = [], ""
    for word in text.split():
        for part in _parts(word, width, size, is_bold):
            longer = f"{line} {part}".strip()
            if line and width_of(longer, size, is_bold) > width:
                lines.append(line)
                line = part
            else:
                line = longer
    return [*lines, line]


def even_lines_of(text: str, width: float, size: float, is_bold: bool = False) -> list[str]:
    """The text in no more lines than it needs, of lengths as even as can be."""
    lines = lines_of(text, width, size, is_bold)
    narrower = width
    while len(lines) > 1:
        narrower *= _NARROWING
        tried = lines_of(text, narrower, size, is_bold)
        if len(tried) > len(lines) or any(part not in text for part in tried):
            break
        lines = tried
    return lines


def _parts(word: str, width: float, size: float, is_bold: bool) -> list[str]:
    """A word, cut where it is wider than a line."""
    parts, part = [], ""
    for character in word:
        if part and width_of(part + character, size, is_bold) > width:
            parts.append(part)
            part = ""
        part += character
    return [*parts, part]


def cut_to(lines: list[str], most: int) -> list[str]:
    """At most so many lines; what is left out is marked by an ellipsis."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.")
    return [*lines[: most - 1], f"{last}…"]
