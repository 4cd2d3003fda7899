"""Which wordings are findings and not demands (coding rule R3): two readers' marks, and a ruling
with a reason on every wording that either marked.

Readers see wordings alone and mark only what they take for a finding, so a wording that neither
marked is a demand. They mark by form: a full statement of how things are, or a phrase whose head
names a fault. The ruling is on what is meant: a statement of the state that is wanted is a demand
all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ofsted.coding.handed import Fault, Line, parse_rows
from ofsted.coding.records import shares_words
from ofsted.glossary import KINDS


@dataclass(frozen=True)
class FindingRuling:
    """One wording that a reader marked: what either marked it as ("statement", "fault" or blank),
    whether it is a finding, and why.
    """

    text_id: str
    first: str
    second: str
    is_finding: bool
    reason: str


def parse_marks(lines: Iterable[Line], ids: Collection[str]) -> tuple[dict[str, str], list[Fault]]:
    """Kinds by text id from a reader's JSON lines `{"id", "kind": "S" | "F"}`, and every faulty
    row; `ids` are those of all texts.
    """
    marks: dict[str, str] = {}
    faults: list[Fault] = []
    for row in parse_rows(
        lines, lambda given: (str(given["id"]), str(given["kind"])), '{"id", "kind": "S" or "F"}'
    ):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        key, kind = row.asked
        if what := _fault_in_mark(key, kind, marks, ids):
            faults.append(row.fault(key, what))
        else:
            marks[key] = KINDS[kind]
    return marks, faults


def _fault_in_mark(key: str, kind: str, known: Collection[str], ids: Collection[str]) -> str:
    if key not in ids:
        return "no such text"
    if key in known:
        return "marked more than once"
    if kind not in KINDS:
        return 'the kind must be "S" or "F"'
    return ""


def parse_finding_rulings(
    lines: Iterable[Line],
    first: Mapping[str, str],
    second: Mapping[str, str],
    texts: Mapping[str, str],
) -> tuple[list[FindingRuling], list[Fault]]:
    """Rulings from JSON lines `{"id", "is_finding", "reason"}`, one on every wording that a reader
    marked, and every faulty or missing row.
    """
    rulings: dict[str, FindingRuling] = {}
    faults: list[Fault] = []
    for row in parse_rows(lines, _take_ruling, '{"id", "is_finding", "reason"}'):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        key, is_finding, reason = row.asked
        if what := _fault(key, is_finding, reason, rulings, first, second, texts):
            faults.append(row.fault(key, what))
        else:
            marks = first.get(key, ""), second.get(key, "")
            rulings[key] = FindingRuling(key, *marks, bool(is_finding), reason)
    faults += [
        Fault("rulings", 0, key, "marked by a reader and not ruled on")
        for key in sorted({*first, *second} - rulings.keys())
    ]
    return sorted(rulings.values(), key=lambda ruling: ruling.text_id), faults


def _take_ruling(row: Mapping) -> tuple[str, object, str]:
    return str(row["id"]), row["is_finding"], str(row["reason"]).strip()


def _fault(
    key: str,
    is_finding: object,
    reason: str,
    known: Collection[str],
    first: Mapping[str, str],
    second: Mapping[str, str],
    texts: Mapping[str, str],
) -> str:
    if key not in first and key not in second:
        return "no reader marked it"
    if key in known:
        return "ruled on more than once"
    if not isinstance(is_finding, bool) or not reason:
        return "a ruling needs is_finding, true or false, and a reason"
    if shares_words(reason, texts[key]):
        return "the reason takes over words of the text"
    return ""
