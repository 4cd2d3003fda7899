"""Printed lines to running text, and running text to the normal form that a quote is proved
against.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

NORMAL_FORM = "1"
SOFT_HYPHEN = "\u00ad"
_UNKNOWN = "\ufffd"
_QUOTE_MARKS = str.maketrans({"‘": "'", "’": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"'})
_HYPHENS = str.maketrans({"‐": "-", "‑": "-"})

# Characters that leave no trace on paper: joiners, marks of direction, byte-order marks, selectors.
_INVISIBLE = (
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    0x034F,
    0x061C,
    0x180E,
    0xFEFF,
)
# Blocks of letters that fonts draw as one sign, or in another width.
_PRESENTATION_FORMS = (
    range(0x0132, 0x0134),
    range(0x01C4, 0x01CD),
    range(0x01F1, 0x01F4),
    range(0xFB00, 0xFB50),
    range(0xFF01, 0xFF5F),
)
_OPENED = {
    code: unicodedata.normalize("NFKC", chr(code))
    for block in _PRESENTATION_FORMS
    for code in block
    if unicodedata.category(chr(code)) != "Cn"
}
_CLEAN = _OPENED | dict.fromkeys(_INVISIBLE)
_CONTROLS = dict.fromkeys((*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0xA0)), _UNKNOWN)
_IS_PLAIN = re.compile(r"[\t\n\r\x20-\x7e’‘–“”£…]*")
_IS_WITHOUT_MEANING = frozenset({"Co", "Cn", "Cs"})


def clean_text(text: str) -> str:
    """The text without invisible characters and with its ligatures opened."""
    if _IS_PLAIN.fullmatch(text):
        return text
    return text.translate(_CLEAN)


def clean_glyph(text: str) -> str:
    """What one printed sign says: as `clean_text`, and U+FFFD where the file does not tell."""
    if text.startswith("(cid:"):
        return _UNKNOWN
    return clean_text(text).translate(_CONTROLS)


def count_meaningless(text: str) -> int:
    """How many characters of a text stand for no known sign: unmapped, private or replaced."""
    if _IS_PLAIN.fullmatch(text):
        return 0
    return sum(
        char == _UNKNOWN or unicodedata.category(char) in _IS_WITHOUT_MEANING for char in text
    )


def join_lines(lines: list[str]) -> str:
    """Lines as one text.

    A hyphen at a line's end is kept: "multi-" + "agency" closes up, "16-" + "and 17" does not.
    A soft hyphen is not: it only says where a word was broken.
    """
    text = ""
    for line in lines:
        if not text:
            text = line
        elif text.rstrip().endswith(SOFT_HYPHEN):
            text = text.rstrip().rstrip(SOFT_HYPHEN) + line.lstrip()
        elif _closes_up(text, line):
            text += line
        else:
            text += " " + line
    return re.sub(r"\s+", " ", text.replace(SOFT_HYPHEN, "")).strip()


def _closes_up(text: str, line: str) -> bool:
    """Whether a hyphen at the text's end stands inside a word that the line goes on with."""
    if not re.search(r"[^\W_][-‐‑]$", text):
        return False
    return bool(re.match(r"[^\W_]", line)) and not re.match(r"(and|or|to)\b(?!-)", line)


def normal_text(text: str) -> str:
    """The normal form:

    NFC, nothing invisible, ligatures opened, straight quote marks, plain hyphens, single blanks.
    """
    opened = unicodedata.normalize("NFC", clean_text(text).replace(SOFT_HYPHEN, ""))
    evened = opened.translate(_QUOTE_MARKS).translate(_HYPHENS)
    return re.sub(r"\s+", " ", evened).strip()


def text_hash(text: str) -> str:
    """SHA-256 (hex) of the normal form."""
    return hashlib.sha256(normal_text(text).encode()).hexdigest()
