"""The codings as kept under `data/codings/`: stand-off CSV files, one a coder, that read and merge
like code.

`CODER.csv` has one row per text × theme with the trigger's place; a text without a theme has one
row with a reason. `summaries.csv` has our restatement of every text; `adjudications.csv` the
outcome of every disagreement of the two published coders, with its reason, and
`adjudications-ANN--BEN.csv` the same for another pair; `audit.csv` the verdict on every label of
the agreements that were read again, and what was found missing there; `findings.csv` every wording
that a reader took for a finding and not a demand, with the ruling; `summaries_judged.csv` what two
readers said of each summary that was drawn by lot.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TypeVar

from ofsted.coding.demands import FindingRuling
from ofsted.coding.records import CodedText, Label
from ofsted.documents import reading
from ofsted.errors import CodebookError, SchemaError
from ofsted.tables import handkept
from ofsted.tables.cells import what_is_expected
from ofsted.tables.formulas import read_cell, write_cell
from ofsted.tables.whole import write_text_whole

Kept = TypeVar("Kept")

CODING_COLUMNS = (
    "text_id",
    "theme",
    "trigger_start",
    "trigger_end",
    "is_primary",
    "reason",
    "codebook_version",
)
SUMMARY_COLUMNS = ("text_id", "summary")
ADJUDICATION_COLUMNS = (
    "text_id",
    "theme",
    "trigger_start",
    "trigger_end",
    "is_kept",
    "is_primary",
    "reason",
    "codebook_version",
)

AUDIT_COLUMNS = (
    "text_id",
    "theme",
    "verdict",
    "trigger_start",
    "trigger_end",
    "reason",
    "inclusion_probability",
    "codebook_version",
)

FINDING_COLUMNS = ("text_id", "first", "second", "is_finding", "reason", "codebook_version")

ORIENTATION_COLUMNS = (
    "text_id",
    "first_orientation",
    "second_orientation",
    "orientation",
    "first_names_outcome",
    "second_names_outcome",
    "names_outcome",
    "first_sets_target",
    "second_sets_target",
    "sets_target",
    "reason",
    "rules_version",
)

JUDGEMENT_COLUMNS = (
    "text_id",
    "first",
    "second",
    "first_why",
    "second_why",
    "summary_sha256",
    "drawn_from",
    "judged_on",
)

_DECLARED = {
    CODING_COLUMNS: handkept.CODER_FILE,
    SUMMARY_COLUMNS: handkept.SUMMARIES,
    ADJUDICATION_COLUMNS: handkept.ADJUDICATIONS,
    AUDIT_COLUMNS: handkept.VERDICT_FILE,
    FINDING_COLUMNS: handkept.FINDINGS,
    ORIENTATION_COLUMNS: handkept.ORIENTATIONS,
    JUDGEMENT_COLUMNS: handkept.JUDGED_SUMMARIES,
}


@dataclass(frozen=True)
class Ruling:
    """The outcome of one disagreement about one theme of one text, or, with `theme` blank, a text
    left without a theme.
    """

    text_id: str
    theme: str
    start: int
    end: int
    is_kept: bool
    is_primary: bool
    reason: str


@dataclass(frozen=True)
class Verdict:
    """The auditor's word on one theme of one text:

    `right`, `wrong` or `missing`; `theme` is blank for a text rightly without a theme.
    """

    text_id: str
    theme: str
    verdict: str
    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Judgement:
    """What two readers say of one summary that was drawn by lot and held against its wording.

    `summary_sha256` is blank where the sentence judged was not recorded.
    """

    text_id: str
    first: str
    second: str
    first_why: str
    second_why: str
    summary_sha256: str
    drawn_from: str
    judged_on: str


def read_if_kept(read: Callable[[Path], dict[str, Kept]], path: Path) -> dict[str, Kept]:
    """What `read` finds in the file, by text id; empty where the file is not there yet."""
    if not path.exists():
        return {}
    return read(path)


def write_codings(coded: Iterable[CodedText], path: Path, codebook_version: str) -> None:
    """Write one coder's file, by text and theme."""
    rows: list[tuple] = []
    for text in sorted(coded, key=lambda text: text.text_id):
        for label in sorted(text.labels, key=lambda label: label.theme):
            coded_as = label.theme, label.start, label.end, int(label.is_primary)
            rows += [(text.text_id, *coded_as, "", codebook_version)]
        if not text.labels:
            rows += [(text.text_id, "", "", "", "", text.reason, codebook_version)]
    write_kept_rows(path, CODING_COLUMNS, rows)


def read_codings(path: Path, codebook_version: str) -> dict[str, CodedText]:
    """One coder's codings by text id.

    Raises `CodebookError` where they were made with another codebook version.
    """
    coded: dict[str, CodedText] = {}
    for number, row in read_rows(path, CODING_COLUMNS):
        if row["codebook_version"] != codebook_version:
            raise CodebookError(
                f"{path.name} line {number}: coded with codebook {row['codebook_version']},"
                f" expected {codebook_version}"
            )
        key = row["text_id"]
        before = coded.get(key, CodedText(key, ()))
        labels = list(before.labels)
        if row["theme"]:
            labels.append(_label(path, number, row))
        coded[key] = CodedText(key, tuple(labels), row["reason"])
    return coded


def _label(path: Path, number: int, row: dict[str, str]) -> Label:
    for name in ("trigger_start", "trigger_end", "is_primary"):
        if not row[name]:
            raise SchemaError(
                f"{path.name} line {number}, column {name}: '', expected a value beside a theme"
            )
    place = int(row["trigger_start"]), int(row["trigger_end"])
    return Label(row["theme"], *place, row["is_primary"] == "1")


def write_summaries(summaries: Mapping[str, str], path: Path) -> None:
    """Write the summaries, by text."""
    write_kept_rows(path, SUMMARY_COLUMNS, sorted(summaries.items()))


def read_summaries(path: Path) -> dict[str, str]:
    """Summaries by text id."""
    return {row["text_id"]: row["summary"] for _, row in read_rows(path, SUMMARY_COLUMNS)}


def write_rulings(rulings: Iterable[Ruling], path: Path, codebook_version: str) -> None:
    """Write the adjudications, by text and theme."""
    rows = [
        (
            r.text_id,
            r.theme,
            r.start,
            r.end,
            int(r.is_kept),
            int(r.is_primary),
            r.reason,
            codebook_version,
        )
        for r in sorted(rulings, key=lambda r: (r.text_id, r.theme))
    ]
    write_kept_rows(path, ADJUDICATION_COLUMNS, rows)


def read_rulings(path: Path) -> dict[str, list[Ruling]]:
    """Adjudications by text id."""
    rulings: dict[str, list[Ruling]] = {}
    for _, row in read_rows(path, ADJUDICATION_COLUMNS):
        start, end = int(row["trigger_start"]), int(row["trigger_end"])
        ruling = Ruling(
            row["text_id"],
            row["theme"],
            start,
            end,
            row["is_kept"] == "1",
            row["is_primary"] == "1",
            row["reason"],
        )
        rulings.setdefault(ruling.text_id, []).append(ruling)
    return rulings


def write_verdicts(
    verdicts: Iterable[Verdict], path: Path, inclusion_probability: float, codebook_version: str
) -> None:
    """Write the audit, by text and theme, with the chance that every agreement had of being
    drawn.
    """
    rows = [
        (
            v.text_id,
            v.theme,
            v.verdict,
            v.start,
            v.end,
            v.reason,
            f"{inclusion_probability:.6f}",
            codebook_version,
        )
        for v in sorted(verdicts, key=lambda v: (v.text_id, v.theme))
    ]
    write_kept_rows(path, AUDIT_COLUMNS, rows)


def read_verdicts(path: Path) -> dict[str, list[Verdict]]:
    """The audit's verdicts by text id."""
    verdicts: dict[str, list[Verdict]] = {}
    for _, row in read_rows(path, AUDIT_COLUMNS):
        start, end = int(row["trigger_start"]), int(row["trigger_end"])
        verdicts.setdefault(row["text_id"], []).append(
            Verdict(row["text_id"], row["theme"], row["verdict"], start, end, row["reason"])
        )
    return verdicts


def write_findings(rulings: Iterable[FindingRuling], path: Path, codebook_version: str) -> None:
    """Write the rulings on findings, by text."""
    rows = [
        (r.text_id, r.first, r.second, int(r.is_finding), r.reason, codebook_version)
        for r in sorted(rulings, key=lambda r: r.text_id)
    ]
    write_kept_rows(path, FINDING_COLUMNS, rows)


def read_findings(path: Path) -> dict[str, FindingRuling]:
    """The rulings on findings by text id."""
    rulings = {}
    for _, row in read_rows(path, FINDING_COLUMNS):
        rulings[row["text_id"]] = FindingRuling(
            row["text_id"], row["first"], row["second"], row["is_finding"] == "1", row["reason"]
        )
    return rulings


def write_judgements(judgements: Iterable[Judgement], path: Path) -> None:
    """Write what was said of drawn summaries, in the order given: draw after draw."""
    write_kept_rows(path, JUDGEMENT_COLUMNS, [astuple(judgement) for judgement in judgements])


def read_judgements(path: Path) -> list[Judgement]:
    """What was said of drawn summaries, draw after draw; empty where the file is not there yet."""
    if not path.exists():
        return []
    return [Judgement(**row) for _, row in read_rows(path, JUDGEMENT_COLUMNS)]


def write_kept_rows(path: Path, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Write a file whole or not at all: what stands there already outlives a row that cannot be
    written.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([write_cell(cell) for cell in row] for row in rows)
    write_text_whole(path, text.getvalue())


def columns_of(path: Path) -> tuple[str, ...]:
    """The columns of a file under `data/codings/`, by its name: any that is none of the others is a
    coder's.
    """
    if path.stem == "adjudications" or path.stem.startswith("adjudications-"):
        return ADJUDICATION_COLUMNS
    columns = {
        "summaries": SUMMARY_COLUMNS,
        "summaries_judged": JUDGEMENT_COLUMNS,
        "audit": AUDIT_COLUMNS,
        "findings": FINDING_COLUMNS,
        "orientation": ORIENTATION_COLUMNS,
    }
    return columns.get(path.stem, CODING_COLUMNS)


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row with the line it stands in, each cell with what its column declares.

    Raises `SchemaError` naming line and column, and where `read_cells` does.
    """
    declared = _DECLARED[columns].columns
    for line, row in read_cells(path, columns):
        for column in declared:
            text = row[column.name]
            if expected := what_is_expected(column, text):
                raise SchemaError(
                    f"{path.name} line {line}, column {column.name}: {text!r}, expected {expected}"
                )
        yield line, row


def read_cells(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row with the line it stands in, whatever its cells hold.

    Raises `SchemaError` where the file is missing or no CSV file in UTF-8, on other columns, and on
    a row with too few or too many cells.
    """
    with reading(path, "a CSV file in UTF-8"):
        lines = _read_lines(path)
    _, header = next(lines, (1, []))
    if tuple(header) != columns:
        raise SchemaError(f"{path.name}: has the columns {header}, expected {list(columns)}")
    for line, cells in lines:
        if len(cells) != len(columns):
            raise SchemaError(
                f"{path.name} line {line}: has {len(cells)} cells, expected {len(columns)}, one"
                f" for each of {', '.join(columns)}"
            )
        yield line, dict(zip(columns, map(read_cell, cells), strict=True))


def _read_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The cells of every record with the line in which it ends."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            return iter([(reader.line_num, cells) for cells in reader])
        except csv.Error as error:
            raise SchemaError(
                f"{path.name} line {reader.line_num}: {error}; expected a CSV file in UTF-8"
            ) from error
        except UnicodeDecodeError as error:
            raise SchemaError(f"{path.name}: not UTF-8; expected a CSV file in UTF-8") from error
