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
    return f"{words.number(count)} {words.plural(int(count), noun)}"
