"""Round by round to the adjudicated coding: batches out, codings in, disagreements out, rulings in,
agreement counted.

Composes the texts (hydrated, never committed), the codebook and the stand-off files under
`data/codings/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.coding.adjudication import (
    describe_disagreement,
    find_agreements,
    find_disagreements,
    is_ruled,
    parse_rulings,
)
from ofsted.coding.audit import (
    describe_agreement,
    draw_audit,
    parse_verdicts,
)
from ofsted.coding.demands import parse_finding_rulings, parse_marks
from ofsted.coding.handed import Fault, read_lines, refuse_repository, write_batches, write_rows
from ofsted.coding.kept import (
    read_codings,
    read_if_kept,
    read_summaries,
    write_codings,
    write_findings,
    write_rulings,
    write_summaries,
    write_verdicts,
)
from ofsted.coding.orientation import list_differing, parse_readings, write_orientations
from ofsted.coding.orientation import parse_rulings as parse_orientation_rulings
from ofsted.coding.records import parse_codings
from ofsted.coding.rounds import (
    AUDIT,
    CODERS,
    FINDINGS,
    ORIENTATIONS,
    SUMMARIES,
    SUMMARY_CODER,
    coder_file,
    read_audit,
    read_pair,
    read_pair_rulings,
    rulings_file,
)
from ofsted.coding.texts import BATCH_SIZE, make_batches, split
from ofsted.documents import read_yaml
from ofsted.errors import OfstedError
from ofsted.steps.published import read_names, read_texts


def export_batches(coder: str, folder: Path, size: int = BATCH_SIZE) -> list[Path]:
    """Write all texts in batches for one coder, in an order of the coder's own.

    Raises `OfstedError` on a folder of the repository.
    """
    refuse_repository(folder, paths.ROOT)
    coder_file(coder)
    return write_batches(make_batches(read_texts(), coder, size), folder, "batch", paths.ROOT)


def import_codings(
    coder: str, files: Sequence[Path], needs_summary: bool
) -> tuple[int, list[Fault]]:
    """Check a coder's JSON lines and keep the good rows under `data/codings/`; give back their
    number and every faulty row.

    Raises `OfstedError` where a coder brings summaries who does not write them.
    """
    if needs_summary and coder != SUMMARY_CODER:
        raise OfstedError(
            f"summaries of {coder!r} are not taken in: expected those of {SUMMARY_CODER}, who"
            " writes them; leave out --summaries"
        )
    codebook, path = read_codebook(paths.CODEBOOK), coder_file(coder)
    names = None
    if needs_summary:
        names = read_names()
    coded, faults = parse_codings(read_lines(files), read_texts(), codebook, names=names)
    known = read_if_kept(partial(read_codings, codebook_version=codebook.version), path)
    known |= {text.text_id: text for text in coded}
    write_codings(known.values(), path, codebook.version)
    if needs_summary:
        kept = read_if_kept(read_summaries, SUMMARIES)
        write_summaries(kept | {text.text_id: text.summary for text in coded}, SUMMARIES)
    return len(coded), faults


@dataclass(frozen=True)
class Disagreements:
    """What a pair's third reader gets: the batches, how many texts are in them, and how many more
    had been ruled on before.
    """

    batches: list[Path]
    open_count: int
    ruled_count: int


def export_disagreements(
    first: str, second: str, folder: Path, size: int = BATCH_SIZE
) -> Disagreements:
    """Write what a pair of coders disagrees on and nobody has ruled on, as JSON lines in batches.

    Raises `OfstedError` on a folder of the repository.
    """
    refuse_repository(folder, paths.ROOT)
    codebook, texts = read_codebook(paths.CODEBOOK), read_texts()
    (one, two), rulings = read_pair(first, second), read_pair_rulings(first, second)
    disputed = [key for key in find_disagreements(one, two) if key in texts]
    still_open = [key for key in disputed if not is_ruled(one[key], two[key], rulings.get(key, ()))]
    rows = [describe_disagreement(texts[key], one[key], two[key], codebook) for key in still_open]
    return Disagreements(
        write_batches(split(rows, size), folder, "disagreements", paths.ROOT),
        len(rows),
        len(disputed) - len(rows),
    )


def import_rulings(first: str, second: str, files: Sequence[Path]) -> tuple[int, list[Fault]]:
    """Check the third reader's JSON lines and keep the good rulings for this pair; give back the
    number of texts and every faulty row.
    """
    rulings, faults = parse_rulings(read_lines(files), *read_pair(first, second))
    ruled = {ruling.text_id for ruling in rulings}
    known = read_pair_rulings(first, second)
    kept = [ruling for key, of_text in known.items() if key not in ruled for ruling in of_text]
    write_rulings(
        [*kept, *rulings], rulings_file(first, second), read_codebook(paths.CODEBOOK).version
    )
    return len(ruled), faults


def export_audit(folder: Path) -> Path:
    """Write the drawn 5 % of the agreements as JSON lines `{"id", "text", "codes"}`.

    Raises `OfstedError` on a folder of the repository.
    """
    refuse_repository(folder, paths.ROOT)
    first, second = read_pair(*CODERS)
    texts = read_texts()
    rows = (
        describe_agreement(texts[key], first[key])
        for key in draw_audit(find_agreements(first, second))
    )
    return write_rows(rows, folder / "audit.jsonl", paths.ROOT)


def import_audit(files: Sequence[Path]) -> tuple[int, list[Fault]]:
    """Check the auditor's JSON lines and keep the good verdicts; give back the number of texts and
    every faulty row.
    """
    codebook = read_codebook(paths.CODEBOOK)
    first, second = read_pair(*CODERS)
    agreements = find_agreements(first, second)
    sample = {key: first[key] for key in draw_audit(agreements)}
    verdicts, faults = parse_verdicts(read_lines(files), read_texts(), sample, codebook)
    audited = {verdict.text_id for verdict in verdicts}
    kept = [
        verdict
        for key, of_text in read_audit().items()
        if key not in audited
        for verdict in of_text
    ]
    write_verdicts([*kept, *verdicts], AUDIT, len(sample) / len(agreements), codebook.version)
    return len(audited), faults


def export_orientations(first: Path, second: Path, to: Path) -> Path:
    """Write the wordings that two readers saw differently, for a third one.

    Raises `OfstedError` where either file has a faulty or missing row.
    """
    texts = read_texts()
    read = [parse_readings(read_lines([file]), texts) for file in (first, second)]
    faults = [fault for _, found in read for fault in found]
    if faults:
        raise OfstedError(f"{len(faults)} rows do not count, the first: {faults[0]}")
    rows = list_differing(read[0][0], read[1][0], texts)
    return write_rows(rows, to / "orientation.jsonl", paths.ROOT)


def import_orientations(first: Path, second: Path, rulings: Path) -> tuple[int, list[Fault]]:
    """Check two readers' readings of what is asked to change and the rulings on them, and keep
    these if nothing is wrong; give back their number and every faulty row.
    """
    texts = read_texts()
    (one, of_first), (two, of_second) = (
        parse_readings(read_lines([file]), texts) for file in (first, second)
    )
    ruled, of_rulings = parse_orientation_rulings(read_lines([rulings]), one, two, texts)
    faults = [*of_first, *of_second, *of_rulings]
    if not faults:
        version = read_yaml(paths.ORIENTATION_CODEBOOK)["version"]
        write_orientations(ruled, ORIENTATIONS, version)
    return len(ruled), faults


def import_findings(first: Path, second: Path, rulings: Path) -> tuple[int, list[Fault]]:
    """Check two readers' marks of findings and the rulings on them, and keep these if nothing is
    wrong; give back their number and every faulty row.
    """
    texts = read_texts()
    (one, of_first), (two, of_second) = (
        parse_marks(read_lines([file]), texts) for file in (first, second)
    )
    ruled, of_rulings = parse_finding_rulings(read_lines([rulings]), one, two, texts)
    faults = [*of_first, *of_second, *of_rulings]
    if not faults:
        write_findings(ruled, FINDINGS, read_codebook(paths.CODEBOOK).version)
    return len(ruled), faults
