"""The glossary as a page: what the words mean, and the codes in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ofsted import glossary

_OPENING = """# Glossary

One word per thing. This page is made from `ofsted/glossary.py` by `python -m ofsted describe`.
"""
# The codes that readers meet in the data and in addresses; measures have meanings and stand apart.
_CODED = ("framework", "rating", "deprivation", "rurality", "body", "variant", "scheme")


def describe_glossary() -> str:
    """GLOSSARY.md: the words with their meanings, the measures, and the codes of every field."""
    meanings = sorted(glossary.WORDS.items())
    measures = [(unit.label, unit.meaning) for unit in glossary.UNITS.values()]
    codes = [(glossary.field_label(field), _describe_codes(field)) for field in _CODED]
    parts = [
        _OPENING,
        markdown_table(("word", "meaning"), meanings),
        "## Abbreviations\n",
        _paragraph(glossary.ABBREVIATIONS),
        "## Measures\n",
        markdown_table(("measure", "what it says"), measures),
        "## Codes\n",
        markdown_table(("field", "codes"), codes),
    ]
    return "\n".join(parts)


def _describe_codes(field: str) -> str:
    """Every code of a field with its words."""
    return "<br>".join(f"`{code}` {glossary.label(field, code)}" for code in glossary.codes(field))


def _paragraph(meanings: Mapping[str, str]) -> str:
    """The terms one after the other, each with its meaning."""
    return " ".join(f"**{term}** {meaning}" for term, meaning in meanings.items()) + "\n"


def markdown_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Rows under their head, as a document has them."""
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
