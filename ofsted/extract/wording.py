"""Printed lines to running text, and running text to the normal form that a quote is proved
against.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

NORMAL_FORM = "1"
_LIGATURES = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"})
_QUOTE_MARKS = str.maketrans({"‘": "'", "’": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"'})
_HYPHENS = str.maketrans({"‐": "-", "‑": "-", "\u00ad": "-"})


def join_lines(lines: list[str]) -> str:
    """Lines as one text.

    A hyphen at a line's end is kept: "multi-" + "agency" closes up, "16-" + "and 17" does not.
    """
    text = ""
    for line in lines:
        if not text:
            text = line
        elif (
            re.search(r"[^\W_]-$", text)
            and re.match(r"[^\W_]", line)
            and not re.match(r"(and|or|to)\b(?!-)", line)
        ):
            text += line
        else:
            text += " " + line
    return re.sub(r"\s+", " ", text).strip()


def normal_text(text: str) -> str:
    """The normal form:

    NFC, ligatures opened, straight quote marks and plain hyphens, single blanks.
    """
    text = (
        unicodedata.normalize("NFC", text.translate(_LIGATURES))
        .translate(_QUOTE_MARKS)
        .translate(_HYPHENS)
    )
    return re.sub(r"\s+", " ", text).strip()


def text_hash(text: str) -> str:
    """SHA-256 (hex) of the normal form."""
    return hashlib.sha256(normal_text(text).encode()).hexdigest()
