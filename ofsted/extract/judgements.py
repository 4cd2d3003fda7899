"""Reads the judgements: from the cover's table, from its headline, and for the safeguarding board
from its own part.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

JUDGEMENTS = (
    "overall",
    "leaders",
    "help_and_protection",
    "in_care",
    "care_leavers",
    "adoption",
    "lscb",
)
NOT_GIVEN = "not given"

# Characters that may stand between two labels of one table: a grade; in SIF reports also the foot
# of the cover, where the
# table runs on to page 2.
_ROW_GAP, _ROW_GAP_OVER_PAGES = 90, 900

_GRADE = (
    r"(?P<grade>outstanding|good|requires? improvement(?: to be"
    r" good)?|adequate|inadequate|not judged)"
)
_GRADE_WORD = re.compile(rf"\b{_GRADE}\b", re.I)

_SIF_ROWS = {
    "help_and_protection": r"(?:1\.? ?)?Children who need help and protection",
    "in_care": r"(?:2\.? ?)?Children looked after and achieving permanence",
    "adoption": r"2\.1\.? ?Adoption(?: performance)?",
    "care_leavers": r"(?:2\.2\.? ?)?(?:The )?Experiences and progress of care leavers",
    "leaders": r"(?:\d\.? ?)?Leadership,? management and governance",
}
_ILACS_ROWS = {
    "leaders": r"The impact of leaders on (?:social work )?practice with children and families",
    "help_and_protection": r"The experiences and progress of children who need help and protection",
    "in_care": r"The experiences and progress of children in care(?! and care leavers)",
    "care_leavers": r"The experiences and progress of (?:children )?care leavers",
    "in_care+care_leavers": r"The experiences and progress of children in care and care leavers",
    "overall": r"Overall effectiveness",
}
_RECORD_ROWS = {
    "overall": r"Overall effectiveness",
    "in_care": r"Outcomes for looked after children(?: and (?:young people|care leavers))*",
    "leaders": r"Leadership and management",
}
_PROTECTION_ROWS = {
    "overall": r"Overall effectiveness",
    "help_and_protection": r"(?:The )?effectiveness of the help and protection provided to"
    r" children(?:, young people, families and carers)?",
    "leaders": r"Leadership and governance",
}
# Judgements each framework makes; the others are "not given".
_MADE = {
    "F1": ("overall", "leaders", "in_care", "help_and_protection"),
    "F2": ("overall", "leaders", "help_and_protection"),
    "LAC-2013": ("overall", "leaders", "in_care"),
    "F3": (
        "overall",
        "leaders",
        "help_and_protection",
        "in_care",
        "care_leavers",
        "adoption",
        "lscb",
    ),
    "F4": ("overall", "leaders", "help_and_protection", "in_care", "care_leavers"),
}
_SIF_OVERALL = re.compile(
    rf"(?:the overall judgement is(?: that children\W{{0,3}}s services?)?"
    rf"|children\W{{0,3}}s services?(?: (?:in|for|provided by) .{{2,80}}?)?)\W+(?:are |is |is that"
    rf" |that are )*{_GRADE}",
    re.I,
)
_BOARD = re.compile(
    rf"(?:effectiveness of the (?:LSCB|Local Safeguarding Children\W{{0,3}}s? Board)"
    rf"|The Local Safeguarding Children\W{{0,3}}s? Board|The LSCB)(?: \(LSCB\))?(?: in [A-Z][\w"
    rf" ]{{2,30}}?)?"
    rf"(?: is judged to be| is| are)? {_GRADE}",
    re.I,
)


def read_judgements(framework: str, variant: str, scan: list[str]) -> dict[str, str | None]:
    """Every judgement as a grade, "not given" where the framework makes none, or None where none
    was found.
    """
    found: dict[str, str | None] = {}
    if framework == "F4":
        found = _rows(_ILACS_ROWS, scan[0], _ROW_GAP)
        if both := found.pop("in_care+care_leavers", None):
            found = {**found, "in_care": both, "care_leavers": both}
    elif framework == "F3":
        found = _sif(variant, scan)
    elif framework in ("LAC-2013", "F1", "F2"):
        found = _record_of_findings(framework, scan)
    made = _judgements_made(framework, variant, scan, found)
    return {name: found.get(name) if name in made else NOT_GIVEN for name in JUDGEMENTS}


def grade_codes(judgements: Mapping[str, str | None]) -> dict[str, str | None]:
    """The grades as codes, `requires improvement` as `requires-improvement`; None where a judgement
    has no grade.
    """
    codes = dict.fromkeys(judgements)
    for name, grade in judgements.items():
        if grade:
            codes[name] = grade.replace(" ", "-")
    return codes


def _judgements_made(
    framework: str, variant: str, scan: list[str], found: dict[str, str | None]
) -> tuple[str, ...]:
    made = _MADE[framework]
    if variant == "lscb-review":
        return ("lscb",)
    if framework == "F3" and not any(_BOARD.search(_flat(page)) for page in scan):
        return tuple(name for name in made if name != "lscb")
    # Inspections from April 2026 have a table of judgements that is whole without an overall row.
    if framework == "F4" and "overall" not in found and len(found) >= 4:
        return tuple(name for name in made if name != "overall")
    return made


def _sif(variant: str, scan: list[str]) -> dict[str, str | None]:
    board = next((match for page in scan if (match := _BOARD.search(_flat(page)))), None)
    found: dict[str, str | None] = {"lscb": _grade(board["grade"]) if board else None}
    if variant != "lscb-review":
        overall = _SIF_OVERALL.search(_flat(scan[0]))
        found |= {"overall": _grade(overall["grade"]) if overall else None} | _rows(
            _SIF_ROWS, " ".join(scan[:2]), _ROW_GAP_OVER_PAGES
        )
    return found


def _record_of_findings(framework: str, scan: list[str]) -> dict[str, str | None]:
    """Family A and its kin: the "Record of main findings" near the end, or grades under the
    headings.
    """
    rows = _PROTECTION_ROWS if framework == "F2" else _RECORD_ROWS
    first = next(
        (
            i
            for i in range(len(scan) - 1, 1, -1)
            if re.search(r"record of main findings", scan[i], re.I)
        ),
        len(scan),
    )
    record = _flat(" ".join(scan[first:]))
    if framework == "F1":
        return _two_records(record)
    found = _rows(rows, record, _ROW_GAP_OVER_PAGES)
    text = "\n".join(scan)
    for name, label in rows.items():
        if not found.get(name):
            match = re.search(rf"{label}[^.]{{0,80}}?Grade \d \({_GRADE}\)", text, re.I)
            found[name] = _grade(match["grade"]) if match else None
    return found


def _two_records(record: str) -> dict[str, str | None]:
    """F1 judges safeguarding and looked-after services apart: the first overall grade also stands
    for help and protection.
    """
    overall = [
        _grade(m["grade"])
        for m in re.finditer(rf"Overall effectiveness.{{0,60}}?\b{_GRADE}", record, re.I)
    ]
    leaders = re.search(rf"Leadership and management.{{0,60}}?\b{_GRADE}", record, re.I)
    first, second = (*overall, None, None)[:2]
    return {
        "overall": first,
        "help_and_protection": first,
        "in_care": second,
        "leaders": _grade(leaders["grade"]) if leaders else None,
    }


def _rows(labels: dict[str, str], text: str, gap: int) -> dict[str, str | None]:
    """Grades by row of a table printed as text: each label's grade stands after it and before the
    next label.

    Labels count from the first row on: the same words can stand in prose above the table (SIF) or
    below it (ILACS). A grade set higher than its label comes first in the text; then as many grades
    as labels pair up in their order.
    """
    text = _flat(text)
    starts = _table_labels(labels, text, gap)
    grades: dict[str, str | None] = {}
    for i, (_, end, name) in enumerate(starts):
        until = starts[i + 1][0] if i + 1 < len(starts) else end + 60
        match = _GRADE_WORD.search(text[end:until])
        grades[name] = _grade(match["grade"]) if match else None
    if starts and None in grades.values():
        region = text[max(0, starts[0][0] - 40) : starts[-1][1] + 60]
        in_order = [_grade(m["grade"]) for m in _GRADE_WORD.finditer(region)]
        if len(in_order) == len(starts):
            return {name: grade for (_, _, name), grade in zip(starts, in_order, strict=True)}
    return grades


def _table_labels(labels: dict[str, str], text: str, gap: int) -> list[tuple[int, int, str]]:
    """Where each label stands in the table: start, end, name.

    The same words further down, in prose, are not in it.
    """
    table = re.search(
        r"Judgement Grade|1\.? ?Children who need help|record of main findings", text, re.I
    )
    position = table.start() if table else 0
    found: list[tuple[int, int, str]] = []
    left = {name: re.compile(label, re.I) for name, label in labels.items()}
    while left:
        matches = [
            (m.start(), m.end(), name)
            for name, pattern in left.items()
            if (m := pattern.search(text, position))
        ]
        if not matches:
            break
        nearest = min(matches)
        if found and nearest[0] - found[-1][1] > gap:
            break
        found.append(nearest)
        position = nearest[1]
        del left[nearest[2]]
    return found


def _grade(printed: str) -> str:
    printed = re.sub(r"\s+", " ", printed.lower())
    return "requires improvement" if printed.startswith("require") else printed


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)
