"""Summaries out to a writer and back in, drawn by lot for two readers, and what these found.

What goes out holds report text, so it goes outside the repository.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from ofsted import paths
from ofsted.coding.handed import Fault, read_lines, refuse_repository, write_batches
from ofsted.coding.judged import (
    MOST_DRAWN,
    Draw,
    Judged,
    draw_name,
    draw_summaries,
    make_judgements,
    measure_judged,
    read_reader,
)
from ofsted.coding.kept import (
    read_judgements,
    read_summaries,
    write_judgements,
    write_summaries,
)
from ofsted.coding.records import most_words
from ofsted.coding.rounds import SUMMARIES
from ofsted.coding.summaries import KeptTerm, Measure, count_terms, parse_summaries, read_rules
from ofsted.coding.texts import BATCH_SIZE, split, text_id
from ofsted.documents import reading
from ofsted.errors import OfstedError
from ofsted.release.leaks import runs_of_reports
from ofsted.steps.published import read_names, read_quotes, read_texts
from ofsted.tables.formulas import write_cell
from ofsted.tables.stored import read_recommendations
from ofsted.tables.whole import write_text_whole

_DRAWN_COLUMNS = ("number", "id", "addressee", "wording", "summary")


def export_summaries(folder: Path, size: int = BATCH_SIZE) -> list[Path]:
    """Write every wording with its addressee, the summary that stands and how many words one may
    have, as JSON lines in batches.

    Raises `OfstedError` on a folder of the repository.
    """
    refuse_repository(folder, paths.ROOT)
    texts, summaries, addressees = read_texts(), read_summaries(SUMMARIES), _read_addressees()
    rows = [
        {
            "id": key,
            "addressee": addressees[key],
            "text": text,
            "summary": summaries.get(key, ""),
            "most_words": most_words(text),
        }
        for key, text in sorted(texts.items())
    ]
    return write_batches(split(rows, size), folder, "summaries", paths.ROOT)


def _read_addressees() -> dict[str, str]:
    """To whom each wording is addressed, by text id; both where reports address both."""
    table = read_recommendations()
    bodies = table.groupby(table["text_sha256"].map(text_id))["body"].unique()
    return {str(key): " and ".join(sorted(found)) for key, found in bodies.items()}


def import_summaries(files: Sequence[Path]) -> tuple[int, list[Fault]]:
    """Check JSON lines `{"id", "summary"}` and keep the good ones; all other summaries stay as they
    are. Gives the number taken in and every fault.
    """
    measure = Measure(read_rules(paths.SUMMARY_RULES), read_names(), runs_of_reports(read_quotes()))
    taken, faults = parse_summaries(read_lines(files), read_texts(), measure)
    if taken:
        write_summaries(read_summaries(SUMMARIES) | taken, SUMMARIES)
    return len(taken), faults


def export_draw(folder: Path, most: int = MOST_DRAWN) -> tuple[Path, int]:
    """Write the drawn summaries with their wordings as a table; gives its path and how many they
    are.

    Raises `OfstedError` on a folder of the repository.
    """
    path = folder / "summaries-drawn.csv"
    refuse_repository(path, paths.ROOT)
    texts, summaries, addressees = read_texts(), read_summaries(SUMMARIES), _read_addressees()
    drawn = draw_summaries(SUMMARIES.read_bytes(), summaries, most)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_DRAWN_COLUMNS)
    for number, key in enumerate(drawn, start=1):
        cells = (number, key, addressees[key], texts[key], summaries[key])
        writer.writerow([write_cell(cell) for cell in cells])
    write_text_whole(path, text.getvalue())
    return path, len(drawn)


def import_judgements(
    first: Path, second: Path, most: int = MOST_DRAWN, judged_on: str | None = None
) -> tuple[int, list[Fault]]:
    """Check two readers' judgements of the summaries drawn from those of today, and keep them if
    nothing is wrong; gives their number and every fault.

    Raises `OfstedError` where this draw is judged already: a second try would choose its result.
    """
    content, summaries = SUMMARIES.read_bytes(), read_summaries(SUMMARIES)
    draw = Draw(draw_name(content), judged_on or date.today().isoformat())
    kept = read_judgements(paths.JUDGED_SUMMARIES)
    if any(judgement.drawn_from == draw.name for judgement in kept):
        raise OfstedError(
            f"{paths.JUDGED_SUMMARIES.name}: has the judgements of draw {draw.name} already;"
            " expected a draw from summaries that have changed since"
        )
    drawn, texts = draw_summaries(content, summaries, most), read_texts()
    (one, of_first), (two, of_second) = (
        read_reader(path, drawn, texts) for path in (first, second)
    )
    faults = [*of_first, *of_second]
    if faults:
        return 0, faults
    judgements = make_judgements(draw, drawn, one, two, summaries)
    write_judgements([*kept, *judgements], paths.JUDGED_SUMMARIES)
    return len(judgements), []


def read_judged() -> list[Judged]:
    """What the readers of every draw found, the earliest first.

    Raises `SchemaError` on a file that is missing or damaged.
    """
    with reading(paths.JUDGED_SUMMARIES, "a table of judgements"):
        judgements = read_judgements(paths.JUDGED_SUMMARIES)
    with reading(SUMMARIES, "a table of summaries"):
        return measure_judged(judgements, read_summaries(SUMMARIES))


def read_kept_terms(texts: Mapping[str, str]) -> list[KeptTerm]:
    """How well the summaries keep each protected term; `texts` are normalised, by text id."""
    return count_terms(read_rules(paths.SUMMARY_RULES), read_summaries(SUMMARIES), texts)
