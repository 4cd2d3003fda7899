"""What a person gave the recommendations of a sample: read from the cells of a sheet or from their
own file, row by row, and written as the lines that `coding import` takes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from ofsted.codebook import Codebook
from ofsted.coding.records import PERSON
from ofsted.coding.sampling import OwnSample, parse_sample
from ofsted.errors import OfstedError
from ofsted.limits import MOST_OWN_SAMPLE, MOST_THEMES

ID_HEAD, WORDING_HEAD, REASON_HEAD = "Id", "Wording", "If no theme fits: why"
THEME_HEADS = ("Theme 1 (the main one)", *(f"Theme {n}" for n in range(2, MOST_THEMES + 1)))
SAMPLE_MARK = "Sample"
MOST_REASON = 300  # characters
_MARKED = re.compile(rf"{SAMPLE_MARK} ([0-9]{{1,6}}-[0-9]{{1,6}})\b")
_KIND = "own-coding"
_MOST_COMPARED = 80  # characters
_ALIKE = 50  # of 100
_FORM = '{"kind": "own-coding", "sample", "codebook_version", "answers": [{"id", "themes"}, …]}'


@dataclass(frozen=True)
class Answer:
    """The themes that a person gave to one wording, the main one first; without any, the reason."""

    text_id: str
    themes: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class Cells:
    """The cells of one sheet of a file; `rows` are numbered from 1 as the program shows them."""

    file: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class CellFault:
    """A row that does not count, and what was expected in it."""

    file: str
    sheet: str
    row: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, sheet {self.sheet}, row {self.row}: {self.what}"


@dataclass(frozen=True)
class OwnCoding:
    """One person's answers by text id, to the sample that they were drawn for.

    `is_fixed` once they were shown beside ours: from then on nothing is added.
    """

    sample: OwnSample
    answers: Mapping[str, Answer] = field(default_factory=dict)
    is_fixed: bool = False


def read_cells(
    sheets: Sequence[Cells], codebook: Codebook, known: Collection[str]
) -> tuple[OwnCoding, list[CellFault]]:
    """The answers in the sheet that has the heads of a coding sheet, and every faulty row.

    Rows without theme and reason are not coded yet and no fault. `known` are the ids of all
    wordings. Raises `OfstedError` where there is no such sheet or it does not say its sample.
    """
    cells, head_row = _find_table(sheets)
    sample = _find_sample(cells, head_row)
    names = _names(codebook)
    answers: dict[str, Answer] = {}
    faults: list[CellFault] = []
    heads = [cell.strip() for cell in cells.rows[head_row]]
    for number, row in enumerate(cells.rows[head_row + 1 :], start=head_row + 2):
        by_head = dict(zip(heads, (cell.strip() for cell in row), strict=False))
        if not any(by_head.get(head) for head in (*THEME_HEADS, REASON_HEAD)):
            continue
        written = [by_head[head] for head in THEME_HEADS if by_head.get(head)]
        handed = _Handed(by_head.get(ID_HEAD, ""), written, by_head.get(REASON_HEAD, ""))
        found = _read_row(handed, names, known, answers)
        if isinstance(found, Answer):
            answers[found.text_id] = found
        else:
            faults.append(CellFault(cells.file, cells.sheet, number, found))
    return OwnCoding(sample, answers), faults


def _find_table(sheets: Sequence[Cells]) -> tuple[Cells, int]:
    for cells in sheets:
        for number, row in enumerate(cells.rows):
            heads = {cell.strip() for cell in row}
            if {ID_HEAD, THEME_HEADS[0]} <= heads:
                return cells, number
    file = sheets[0].file if sheets else "the file"
    raise OfstedError(
        f"{file}: no sheet has the heads {ID_HEAD!r} and {THEME_HEADS[0]!r}; expected a sheet that"
        " `python -m ofsted coding sample` wrote"
    )


def _find_sample(cells: Cells, head_row: int) -> OwnSample:
    above = " ".join(cell for row in cells.rows[:head_row] for cell in row)
    marked = _MARKED.search(above)
    if marked is None:
        raise OfstedError(
            f"{cells.file}, sheet {cells.sheet}: the rows above the table do not name the sample;"
            f' expected "{SAMPLE_MARK} {OwnSample()}" or the like, as the sheet had it'
        )
    return parse_sample(marked[1])


def _names(codebook: Codebook) -> dict[str, str]:
    """Theme id by each of its spellings, in small letters: its id and its label."""
    by_label = {_fold(theme.label): theme.id for theme in codebook.themes}
    return by_label | {_fold(theme.id): theme.id for theme in codebook.themes}


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


@dataclass(frozen=True)
class _Handed:
    """A row as it was handed in."""

    text_id: str
    written: Sequence[str]
    reason: str


def _read_row(
    row: _Handed,
    names: Mapping[str, str],
    known: Collection[str],
    before: Collection[str],
) -> Answer | str:
    """The answer of a row, or what is wrong with it."""
    key = row.text_id
    if key not in known:
        return f"the id {_shortened(key)} is none of a recommendation; expected the id as it was"
    if key in before:
        return f"the id {key} stands in an earlier row; the first counts"
    if len(row.written) > MOST_THEMES:
        return f"{len(row.written)} themes; expected at most {MOST_THEMES}"
    themes = [names.get(_fold(text)) for text in row.written]
    for text, theme in zip(row.written, themes, strict=True):
        if theme is None:
            return f"{_shortened(text)} is no theme of the codebook;{_nearest(text, names)}"
    if len(set(themes)) < len(themes):
        return "a theme stands twice; expected each once"
    if not themes and not row.reason:
        return "neither a theme nor a reason; expected one of them"
    reason = "" if themes else row.reason
    return Answer(key, tuple(theme for theme in themes if theme), reason[:MOST_REASON])


def _nearest(text: str, names: Mapping[str, str]) -> str:
    found = process.extractOne(
        _fold(text)[:_MOST_COMPARED], list(names), scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    meant = f" did you mean {names[found[0]]}, or" if found else " expected"
    return f"{meant} another name or id from the sheet Codebook"


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")


def write_own_file(coding: OwnCoding, codebook: Codebook) -> str:
    """The person's own file, to go on with later."""
    answers = [
        {"id": answer.text_id, "themes": list(answer.themes), "reason": answer.reason}
        for answer in coding.answers.values()
    ]
    told = {
        "kind": _KIND,
        "sample": str(coding.sample),
        "codebook_version": codebook.version,
        "is_fixed": coding.is_fixed,
        "answers": answers,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def read_own_file(
    text: str, name: str, codebook: Codebook, known: Collection[str]
) -> tuple[OwnCoding, list[CellFault]]:
    """What `write_own_file` wrote, and every answer that does not count.

    Raises `OfstedError` where it is no such file.
    """
    try:
        found = json.loads(text)
        sample = parse_sample(str(found["sample"]))
        rows, is_fixed = list(found["answers"]), found.get("is_fixed") is True
        if found["kind"] != _KIND or len(rows) > MOST_OWN_SAMPLE:
            raise ValueError("another kind, or more answers than a sample has")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OfstedError(f"{name}: not a file of an own coding; expected {_FORM}") from error
    names = {theme.id: theme.id for theme in codebook.themes}
    answers: dict[str, Answer] = {}
    faults: list[CellFault] = []
    for number, row in enumerate(rows, start=1):
        answer = _read_row(_as_handed(row), names, known, answers)
        if isinstance(answer, Answer):
            answers[answer.text_id] = answer
        else:
            faults.append(CellFault(name, "answers", number, answer))
    return OwnCoding(sample, answers, is_fixed), faults


def _as_handed(row: object) -> _Handed:
    """An answer of a file as a row; blank where it has another form."""
    if not isinstance(row, dict):
        return _Handed("", (), "")
    themes = row.get("themes")
    written = [str(theme) for theme in themes] if isinstance(themes, list) else []
    return _Handed(str(row.get("id")), written, " ".join(str(row.get("reason") or "").split()))


def import_lines(answers: Iterable[Answer]) -> Iterator[str]:
    """One line of JSON for each answer, as `coding import` takes it from a person: the whole
    wording stands for the words that point at a theme.
    """
    for answer in answers:
        row = {
            "id": answer.text_id,
            "codes": [[theme, None] for theme in answer.themes],
            "primary": answer.themes[0] if answer.themes else None,
            "reason": answer.reason or "no theme fits",
            "by": PERSON,
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"
