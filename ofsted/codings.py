"""Round by round to the adjudicated coding: batches out, codings in, disagreements out, rulings in, agreement counted.

Composes the texts (hydrated, never committed), the codebook and the stand-off files under `data/codings/`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ofsted import paths
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding import adjudication, dictionary
from ofsted.coding.adjudication import describe_disagreement, find_agreements, find_disagreements, is_ruled, merge, parse_rulings
from ofsted.coding.agreement import agreement_by_code, alpha_masi
from ofsted.coding.audit import AuditSummary, audit_summary, describe_agreement, draw_audit, parse_verdicts
from ofsted.coding.batches import BATCH_SIZE, make_batches, split, text_id
from ofsted.coding.findings import FindingRuling, parse_finding_rulings, parse_marks
from ofsted.coding.lines import Fault, read_lines, refuse_repository, write_batches, write_rows
from ofsted.coding.records import CodedText, parse_codings
from ofsted.coding.reliability import Codings, list_disagreements, measure_reliability
from ofsted.coding.store import (
    Ruling,
    Verdict,
    read_codings,
    read_findings,
    read_rulings,
    read_summaries,
    read_verdicts,
    write_codings,
    write_findings,
    write_rulings,
    write_summaries,
    write_verdicts,
)
from ofsted.errors import OfstedError
from ofsted.extract.wording import normal_text
from ofsted.schema import AGREEMENT, AGREEMENT_SETS, DISAGREEMENTS, Schema
from ofsted.schema import AUDIT as AUDIT_RATES
from ofsted.tables import read_areas, read_quotes, read_recommendations, write_table

CODERS = ("model-a", "model-b")  # the published pair: the published coding is made of theirs and of the rulings on where they differ
SUMMARY_CODER = CODERS[0]  # writes the summaries too
SUMMARIES = paths.CODINGS / "summaries.csv"
ADJUDICATIONS = paths.CODINGS / "adjudications.csv"
AUDIT = paths.CODINGS / "audit.csv"
FINDINGS = paths.CODINGS / "findings.csv"
_TAKEN_NAMES = {path.stem for path in (SUMMARIES, ADJUDICATIONS, AUDIT, FINDINGS)} | {adjudication.CODER, dictionary.CODER}


def coder_file(coder: str) -> Path:
    """Where a coder's codings are kept. Raises `OfstedError` on a name that is no file name or stands for something else."""
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", coder) or coder in _TAKEN_NAMES or coder.startswith(f"{ADJUDICATIONS.stem}-"):
        raise OfstedError(
            f"{coder!r} is no name for a coder: expected small letters, digits and single hyphens between them, and none of {', '.join(sorted(_TAKEN_NAMES))}"
        )
    return paths.CODINGS / f"{coder}.csv"


def rulings_file(first: str, second: str) -> Path:
    """Where the rulings on the disagreements of a pair of coders are kept; the order of the two does not matter."""
    pair = sorted((first, second))
    if pair == sorted(CODERS):
        return ADJUDICATIONS
    # Two hyphens, since names have single ones: no two pairs share a file.
    return paths.CODINGS / f"{ADJUDICATIONS.stem}-{'--'.join(pair)}.csv"


def read_pair(first: str, second: str) -> tuple[dict[str, CodedText], dict[str, CodedText]]:
    """The codings of two coders by text id. Raises `OfstedError` where they are one coder or a coder's codings are not kept."""
    if first == second:
        raise OfstedError(f"{first} is named twice; expected two coders")
    version = read_codebook(paths.CODEBOOK).version
    return _read_coder(first, version), _read_coder(second, version)


def _read_coder(coder: str, version: str) -> dict[str, CodedText]:
    path = coder_file(coder)
    if not path.exists():
        raise OfstedError(f"no codings of {coder!r} here: expected {path}, which `python -m ofsted coding import --coder {coder}` writes")
    return read_codings(path, version)


def read_pair_rulings(first: str, second: str) -> dict[str, list[Ruling]]:
    """The rulings on a pair's disagreements by text id; empty where nobody has ruled."""
    path = rulings_file(first, second)
    return read_rulings(path) if path.exists() else {}


def read_names() -> set[str]:
    """Every name that an authority goes by."""
    areas = read_areas()
    return {*areas["name"], *(name for names in areas["also_known_as"] for name in names)}


def read_texts() -> dict[str, str]:
    """Normalised texts by text id. Raises `OfstedError` where the texts have not been hydrated."""
    quotes = read_quotes()
    rows = read_recommendations()[["recommendation_id", "text_sha256"]].itertuples()
    missing = 0
    texts = {}
    for row in rows:
        if row.recommendation_id in quotes:
            texts[text_id(row.text_sha256)] = normal_text(quotes[row.recommendation_id])
        else:
            missing += 1
    if missing:
        raise OfstedError(f"{missing} recommendations have no text here; `python -m ofsted hydrate` reads them from the reports")
    return texts


def export_batches(coder: str, folder: Path, size: int = BATCH_SIZE) -> list[Path]:
    """Write all texts in batches for one coder, in an order of the coder's own. Raises `OfstedError` on a folder of the repository."""
    refuse_repository(folder, paths.ROOT)
    coder_file(coder)
    return write_batches(make_batches(read_texts(), coder, size), folder, "batch", paths.ROOT)


def import_codings(coder: str, files: Sequence[Path], needs_summary: bool) -> tuple[int, list[Fault]]:
    """Check a coder's JSON lines and keep the good rows under `data/codings/`; give back their number and every faulty row.

    Raises `OfstedError` where a coder brings summaries who does not write them.
    """
    if needs_summary and coder != SUMMARY_CODER:
        raise OfstedError(f"summaries of {coder!r} are not taken in: expected those of {SUMMARY_CODER}, who writes them; leave out --summaries")
    codebook, path = read_codebook(paths.CODEBOOK), coder_file(coder)
    coded, faults = parse_codings(read_lines(files), read_texts(), codebook, names=read_names() if needs_summary else None)
    known = read_codings(path, codebook.version) if path.exists() else {}
    write_codings((known | {text.text_id: text for text in coded}).values(), path, codebook.version)
    if needs_summary:
        kept = read_summaries(SUMMARIES) if SUMMARIES.exists() else {}
        write_summaries(kept | {text.text_id: text.summary for text in coded}, SUMMARIES)
    return len(coded), faults


@dataclass(frozen=True)
class Disagreements:
    """What a pair's third reader gets: the batches, how many texts are in them, and how many more had been ruled on before."""

    batches: list[Path]
    open_count: int
    ruled_count: int


def export_disagreements(first: str, second: str, folder: Path, size: int = BATCH_SIZE) -> Disagreements:
    """Write what a pair of coders disagrees on and nobody has ruled on, as JSON lines in batches. Raises `OfstedError` on a folder of the repository."""
    refuse_repository(folder, paths.ROOT)
    codebook, texts = read_codebook(paths.CODEBOOK), read_texts()
    (one, two), rulings = read_pair(first, second), read_pair_rulings(first, second)
    disputed = [key for key in find_disagreements(one, two) if key in texts]
    still_open = [key for key in disputed if not is_ruled(one[key], two[key], rulings.get(key, ()))]
    rows = [describe_disagreement(texts[key], one[key], two[key], codebook) for key in still_open]
    return Disagreements(write_batches(split(rows, size), folder, "disagreements", paths.ROOT), len(rows), len(disputed) - len(rows))


def import_rulings(first: str, second: str, files: Sequence[Path]) -> tuple[int, list[Fault]]:
    """Check the third reader's JSON lines and keep the good rulings for this pair; give back the number of texts and every faulty row."""
    rulings, faults = parse_rulings(read_lines(files), *read_pair(first, second))
    ruled = {ruling.text_id for ruling in rulings}
    known = read_pair_rulings(first, second)
    kept = [ruling for key, of_text in known.items() if key not in ruled for ruling in of_text]
    write_rulings([*kept, *rulings], rulings_file(first, second), read_codebook(paths.CODEBOOK).version)
    return len(ruled), faults


def export_audit(folder: Path) -> Path:
    """Write the drawn 5 % of the agreements as JSON lines `{"id", "text", "codes"}`. Raises `OfstedError` on a folder of the repository."""
    refuse_repository(folder, paths.ROOT)
    first, second = read_pair(*CODERS)
    texts = read_texts()
    rows = (describe_agreement(texts[key], first[key]) for key in draw_audit(find_agreements(first, second)))
    return write_rows(rows, folder / "audit.jsonl", paths.ROOT)


def import_audit(files: Sequence[Path]) -> tuple[int, list[Fault]]:
    """Check the auditor's JSON lines and keep the good verdicts; give back the number of texts and every faulty row."""
    codebook = read_codebook(paths.CODEBOOK)
    first, second = read_pair(*CODERS)
    agreements = find_agreements(first, second)
    sample = {key: first[key] for key in draw_audit(agreements)}
    verdicts, faults = parse_verdicts(read_lines(files), read_texts(), sample, codebook)
    audited = {verdict.text_id for verdict in verdicts}
    kept = [verdict for key, of_text in read_audit().items() if key not in audited for verdict in of_text]
    write_verdicts([*kept, *verdicts], AUDIT, len(sample) / len(agreements), codebook.version)
    return len(audited), faults


def import_findings(first: Path, second: Path, rulings: Path) -> tuple[int, list[Fault]]:
    """Check two readers' marks of findings and the rulings on them, and keep these if nothing is wrong; give back their number and every faulty row."""
    texts = read_texts()
    (one, of_first), (two, of_second) = (parse_marks(read_lines([file]), texts) for file in (first, second))
    ruled, of_rulings = parse_finding_rulings(read_lines([rulings]), one, two, texts)
    faults = [*of_first, *of_second, *of_rulings]
    if not faults:
        write_findings(ruled, FINDINGS, read_codebook(paths.CODEBOOK).version)
    return len(ruled), faults


def read_audit(path: Path = AUDIT) -> dict[str, list[Verdict]]:
    """The audit's verdicts by text id; empty where nothing was audited yet."""
    return read_verdicts(path) if path.exists() else {}


def measure_audit() -> AuditSummary:
    """The error rates of what both coders agreed on. Raises `OfstedError` where a coder's codings are missing."""
    return audit_summary(read_audit(), len(find_agreements(*read_pair(*CODERS))))


def measure_agreement(first: str, second: str, level: str = "theme") -> tuple[pd.DataFrame, float, int]:
    """Agreement before adjudication per code of the level (`theme` or `category`), alpha with MASI distance, and N."""
    codebook = read_codebook(paths.CODEBOOK)
    one, two = read_pair(first, second)
    recommendations = read_recommendations()
    ids = recommendations["text_sha256"].map(text_id)
    both = ids.isin(one.keys() & two.keys()).to_numpy()
    if not both.any():
        raise OfstedError(f"no recommendation is coded by both {first} and {second}")
    ids, reports = ids[both], recommendations["report_id"].to_numpy()[both]
    codes = [theme.id for theme in codebook.themes] if level == "theme" else [category.id for category in codebook.categories]
    matrices = [_matrix(ids, coded, codes, codebook, level) for coded in (one, two)]
    return agreement_by_code(*matrices, codes, reports), alpha_masi(*matrices), int(both.sum())


def reliability_rows(recommendations: pd.DataFrame, codebook: Codebook, rounds: Rounds) -> list[tuple[list[dict], Schema, Path]]:
    """Rows, schema and place of the tables on agreement, disagreements and the audit; no rows where not both coders' codings are kept.

    `recommendations` needs recommendation_id, report_id, text_sha256, framework and body.
    """
    by_code, by_set, disagreements = [], [], []
    if len(rounds.coders) == len(CODERS):
        first, second = (rounds.coders[name] for name in CODERS)
        coded = recommendations.assign(text_id=recommendations["text_sha256"].map(text_id))
        coded = coded[coded["text_id"].isin(first.keys() & second.keys())]
        codings = Codings(coded, first, second, rounds.adjudicated)
        by_code, by_set = measure_reliability(codings, codebook)
        disagreements = list_disagreements(codings, codebook, CODERS, read_pair_rulings(*CODERS))
    return [
        (by_code, AGREEMENT, paths.AGREEMENT_TABLE), (by_set, AGREEMENT_SETS, paths.AGREEMENT_SETS_TABLE),
        (disagreements, DISAGREEMENTS, paths.DISAGREEMENTS_TABLE), (_audit_rows(), AUDIT_RATES, paths.AUDIT_TABLE),
    ]


def _audit_rows() -> list[dict]:
    if not AUDIT.exists():
        return []
    found = measure_audit()
    rates = {"labels-wrong": found.wrong, "texts-with-error": found.texts_with_error, "labels-found": found.recall}
    rows = [{"measure": "texts-audited", "part_count": found.text_count, "whole_count": found.agreement_count, "share": round(found.inclusion_probability, 6)}]
    for measure, rate in rates.items():
        low, high = rate.interval
        rows.append({
            "measure": measure, "part_count": rate.part, "whole_count": rate.whole,
            "share": round(rate.share, 6), "share_low": round(low, 6), "share_high": round(high, 6),
        })
    return rows


def write_reliability(data: Path = paths.DATA) -> list[Path]:
    """Write the tables on agreement, disagreements and the audit from the committed codings; needs no report file. Gives their paths."""
    codebook = read_codebook(paths.CODEBOOK)
    written = []
    for rows, schema, path in reliability_rows(read_recommendations(), codebook, read_rounds(codebook)):
        write_table(rows, schema, data / path.name)
        written.append(data / path.name)
    return written


@dataclass(frozen=True)
class Rounds:
    """The codings of both rounds, the adjudicated one, the summaries and the rulings on findings, each by text id."""

    coders: dict[str, dict[str, CodedText]]
    adjudicated: dict[str, CodedText]
    summaries: dict[str, str]
    findings: dict[str, FindingRuling]

    def is_finding(self, key: str) -> bool:
        """Whether the wording with this text id is a finding and not a demand."""
        return key in self.findings and self.findings[key].is_finding


def read_rounds(codebook: Codebook, folder: Path = paths.CODINGS) -> Rounds:
    """Everything kept under `data/codings/`; empty where nothing is kept yet."""
    files = {name: folder / f"{name}.csv" for name in CODERS}
    coders = {name: read_codings(path, codebook.version) for name, path in files.items() if path.exists()}
    summaries = folder / SUMMARIES.name
    rulings = folder / ADJUDICATIONS.name
    adjudicated = {}
    if len(coders) == len(CODERS):
        adjudicated = merge(*coders.values(), read_rulings(rulings) if rulings.exists() else {}, read_audit(folder / AUDIT.name))
    findings = folder / FINDINGS.name
    return Rounds(
        coders, adjudicated, read_summaries(summaries) if summaries.exists() else {}, read_findings(findings) if findings.exists() else {}
    )


def _matrix(ids: pd.Series, coded: dict[str, CodedText], codes: list[str], codebook: Codebook, level: str) -> np.ndarray:
    column = {code: i for i, code in enumerate(codes)}
    matrix = np.zeros((len(ids), len(codes)), dtype=bool)
    for row, key in enumerate(ids):
        for label in coded[key].labels:
            matrix[row, column[label.theme if level == "theme" else codebook.category_of[label.theme]]] = True
    return matrix
