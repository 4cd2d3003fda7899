"""The sheet on which a person codes a sample offline: the wordings alone, with the codebook and its
rules beside them, and nothing of our coding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ofsted.codebook import Codebook
from ofsted.coding.own import (
    ID_HEAD,
    REASON_HEAD,
    SAMPLE_MARK,
    THEME_HEADS,
    WORDING_HEAD,
    Answer,
)
from ofsted.coding.sampling import OwnSample
from ofsted.errors import OfstedError
from ofsted.files import excel, opendocument
from ofsted.files.sheets import Column, Sheet
from ofsted.limits import MOST_THEMES

TITLE = "Check the coding"
MEDIA_TYPES = {".xlsx": excel.MEDIA_TYPE, ".ods": opendocument.MEDIA_TYPE}
_LABELS = 1  # the column of the sheet Codebook that holds the names of the themes
_WRITERS: dict[str, Callable[[Sequence[Sheet], str], bytes]] = {
    ".xlsx": excel.write_workbook,
    ".ods": opendocument.write_workbook,
}


def write_coding_sheet(
    sample: OwnSample,
    wordings: Mapping[str, str],
    codebook: Codebook,
    suffix: str,
    answers: Mapping[str, Answer] | None = None,
) -> bytes:
    """The workbook as bytes: `wordings` by text id in the order of the draw, `answers` those that
    the person has given so far. Raises `OfstedError` on a suffix other than .xlsx and .ods.
    """
    if suffix not in _WRITERS:
        raise OfstedError(f"a sheet ends with .xlsx or .ods, not with {suffix or 'nothing'}")
    sheets = [
        _coding_sheet(sample, wordings, codebook, answers or {}),
        _codebook_sheet(codebook),
        _rules_sheet(codebook),
    ]
    return _WRITERS[suffix](sheets, TITLE)


def _coding_sheet(
    sample: OwnSample,
    wordings: Mapping[str, str],
    codebook: Codebook,
    answers: Mapping[str, Answer],
) -> Sheet:
    notes = (
        f"{SAMPLE_MARK} {sample}. Keep this line: it says how the sample was drawn.",
        f"Give each wording up to {MOST_THEMES} themes of the sheet Codebook, the main one first."
        " Where no theme fits, say why. Leave a row blank that you have not read.",
    )
    columns = (
        Column(ID_HEAD, 14),
        Column(WORDING_HEAD, 70),
        *(Column(head, 30, "open", ("Codebook", _LABELS)) for head in THEME_HEADS),
        Column(REASON_HEAD, 30, "open"),
    )
    rows = tuple((key, text, *_cells(answers.get(key), codebook)) for key, text in wordings.items())
    return Sheet("Coding", TITLE, notes, columns, rows)


def _cells(answer: Answer | None, codebook: Codebook) -> tuple[str | None, ...]:
    """The cells that a person fills in, as far as they are."""
    if answer is None:
        return (None,) * (MOST_THEMES + 1)
    labels = [codebook.labels[theme] for theme in answer.themes]
    return (*labels, *(None,) * (MOST_THEMES - len(labels)), answer.reason or None)


def _codebook_sheet(codebook: Codebook) -> Sheet:
    columns = (
        Column("Category", 28),
        Column("Theme", 34),
        Column("Id", 34),
        Column("Definition", 60),
        Column("Takes in", 60),
        Column("Leaves out, and where it belongs", 60),
        Column("Invented example", 50),
    )
    rows = tuple(
        (
            codebook.labels[theme.category],
            theme.label,
            theme.id,
            theme.definition,
            "\n".join(theme.include) or None,
            "\n".join(theme.exclude) or None,
            theme.example,
        )
        for theme in codebook.themes
    )
    notes = (f"Codebook {codebook.version}: {len(rows)} themes in their categories.",)
    return Sheet("Codebook", "The codebook", notes, columns, rows)


def _rules_sheet(codebook: Codebook) -> Sheet:
    rows = tuple((rule.id, rule.name, rule.rule) for rule in codebook.rules)
    columns = (Column("Rule", 8), Column("Name", 34), Column("What it says", 110))
    return Sheet("Rules", "The coding rules", (), columns, rows)
