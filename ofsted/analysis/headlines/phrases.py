"""Phrases that agree with a number, for headlines about anything."""

from __future__ import annotations

from ofsted import words


def by_number(count: int, one: str, many: str) -> str:
    """The form of a word that goes with the count, e.g. "is" with 1 and "are" with 2."""
    if count == 1:
        return one
    return many


def counted(count: float, noun: str) -> str:
    """A count with its noun, e.g. "1 report" or "1,234 reports"."""
    number = words.number(count)
    form = words.plural(int(count), noun)
    return f"{number} {form}"


def share_words(share: float) -> str:
    """A share (0–1) as a percentage inside a sentence, e.g. "less than 1%"."""
    return words.percent(share, spelled=True)


def part_of(part: float, whole: float) -> str:
    """The count of a part and of its whole, e.g. "12 of 1,234"."""
    printed_part = words.number(part)
    printed_whole = words.number(whole)
    return f"{printed_part} of {printed_whole}"


def short_period(period: str) -> str:
    """`2018–2020` as "2018–20"."""
    first, last = period.split("–")
    return f"{first}–{last[2:]}"
