"""Round by round to the adjudicated coding: batches out, codings in, disagreements out, rulings in, agreement counted.

Composes the texts (hydrated, never committed), the codebook and the stand-off files under `data/codings/`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ofsted import paths
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding.adjudication import describe_disagreement, find_agreements, find_disagreements, merge, parse_rulings
from ofsted.coding.agreement import agreement_by_code, alpha_masi
from ofsted.coding.audit import AuditSummary, audit_summary, describe_agreement, draw_audit, parse_verdicts
from ofsted.coding.batches import BATCH_SIZE, text_id, write_batches
from ofsted.coding.findings import FindingRuling, parse_finding_rulings, parse_marks
from ofsted.coding.records import CodedText, Fault, parse_codings
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
from ofsted.tables import read_quotes, read_recommendations, write_table

CODERS = ("model-a", "model-b")  # the two independent coders whose codings are adjudicated
SUMMARIES = paths.CODINGS / "summaries.csv"
ADJUDICATIONS = paths.CODINGS / "adjudications.csv"
AUDIT = paths.CODINGS / "audit.csv"
FINDINGS = paths.CODINGS / "findings.csv"


def coder_file(coder: str) -> Path:
    """Where a coder's codings are kept. Raises `OfstedError` on a name that is no file name."""
    if not coder.replace("-", "").isalnum() or coder in ("summaries", "adjudications", "audit", "findings"):
        raise OfstedError(f"{coder!r} is no name for a coder: expected letters, digits and hyphens")
    return paths.CODINGS / f"{coder}.csv"


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
    """Write all texts in batches for one coder, in an order of the coder's own."""
    coder_file(coder)
    return write_batches(read_texts(), coder, folder, size)


def import_codings(coder: str, files: Sequence[Path], needs_summary: bool) -> tuple[int, list[Fault]]:
    """Check a coder's JSON lines and keep the good rows under `data/codings/`; give back their number and every faulty row."""
    codebook = read_codebook(paths.CODEBOOK)
    coded, faults = parse_codings(_lines(files), read_texts(), codebook, needs_summary=needs_summary)
    known = read_codings(coder_file(coder), codebook.version) if coder_file(coder).exists() else {}
    write_codings((known | {item.text_id: item for item in coded}).values(), coder_file(coder), codebook.version)
    if needs_summary:
        summaries = read_summaries(SUMMARIES) if SUMMARIES.exists() else {}
        summaries |= {item.text_id: item.summary for item in coded}
        write_summaries((CodedText(key, (), summary=summary) for key, summary in summaries.items()), SUMMARIES)
    return len(coded), faults


def export_disagreements(first: str, second: str, folder: Path, size: int = BATCH_SIZE) -> list[Path]:
    """Write what the third reader has to rule on, as JSON lines in batches; rulings made before are left out."""
    codebook, texts = read_codebook(paths.CODEBOOK), read_texts()
    one, two = (read_codings(coder_file(name), codebook.version) for name in (first, second))
    done = read_rulings(ADJUDICATIONS) if ADJUDICATIONS.exists() else {}
    rows = [describe_disagreement(texts[key], one[key], two[key]) for key in find_disagreements(one, two) if key not in done and key in texts]
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, start in enumerate(range(0, len(rows), size), start=1):
        path = folder / f"disagreements_{number:02d}.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[start : start + size]), encoding="utf-8")
        written.append(path)
    return written


def import_rulings(first: str, second: str, files: Sequence[Path]) -> tuple[int, list[Fault]]:
    """Check the third reader's JSON lines and keep the good rulings; give back the number of texts and every faulty row."""
    codebook = read_codebook(paths.CODEBOOK)
    one, two = (read_codings(coder_file(name), codebook.version) for name in (first, second))
    rulings, faults = parse_rulings(_lines(files), one, two)
    known = read_rulings(ADJUDICATIONS) if ADJUDICATIONS.exists() else {}
    for ruling in rulings:
        known.pop(ruling.text_id, None)
    kept: list[Ruling] = [ruling for of_text in known.values() for ruling in of_text] + rulings
    write_rulings(kept, ADJUDICATIONS, codebook.version)
    return len({ruling.text_id for ruling in rulings}), faults


def export_audit(folder: Path) -> Path:
    """Write the drawn 5 % of the agreements as JSON lines `{"id", "text", "codes"}`. Raises `OfstedError` on a folder of the repository."""
    if folder.resolve().is_relative_to(paths.ROOT):
        raise OfstedError(f"{folder}: lies in the repository, which holds no report text; name a folder outside")
    first, second = _both_codings()
    texts = read_texts()
    rows = [describe_agreement(texts[key], first[key]) for key in draw_audit(find_agreements(first, second))]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "audit.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def import_audit(files: Sequence[Path]) -> tuple[int, list[Fault]]:
    """Check the auditor's JSON lines and keep the good verdicts; give back the number of texts and every faulty row."""
    codebook = read_codebook(paths.CODEBOOK)
    first, second = _both_codings()
    agreements = find_agreements(first, second)
    sample = {key: first[key] for key in draw_audit(agreements)}
    verdicts, faults = parse_verdicts(_lines(files), read_texts(), sample, codebook)
    known = read_audit()
    for verdict in verdicts:
        known.pop(verdict.text_id, None)
    kept: list[Verdict] = [verdict for of_text in known.values() for verdict in of_text] + verdicts
    write_verdicts(kept, AUDIT, len(sample) / len(agreements), codebook.version)
    return len({verdict.text_id for verdict in verdicts}), faults


def import_findings(first: Path, second: Path, rulings: Path) -> tuple[int, list[Fault]]:
    """Check two readers' marks of findings and the rulings on them, and keep these if nothing is wrong; give back their number and every faulty row."""
    texts = read_texts()
    (one, of_first), (two, of_second) = (parse_marks(_lines([file]), texts) for file in (first, second))
    ruled, of_rulings = parse_finding_rulings(_lines([rulings]), one, two, texts)
    faults = [*of_first, *of_second, *of_rulings]
    if not faults:
        write_findings(ruled, FINDINGS, read_codebook(paths.CODEBOOK).version)
    return len(ruled), faults


def read_audit(path: Path = AUDIT) -> dict[str, list[Verdict]]:
    """The audit's verdicts by text id; empty where nothing was audited yet."""
    return read_verdicts(path) if path.exists() else {}


def measure_audit() -> AuditSummary:
    """The error rates of what both coders agreed on. Raises `OfstedError` where a coder's codings are missing."""
    return audit_summary(read_audit(), len(find_agreements(*_both_codings())))


def _both_codings() -> list[dict[str, CodedText]]:
    if absent := [name for name in CODERS if not coder_file(name).exists()]:
        raise OfstedError(f"no codings of {', '.join(absent)} here; `python -m ofsted coding import` takes them in")
    version = read_codebook(paths.CODEBOOK).version
    return [read_codings(coder_file(name), version) for name in CODERS]


def measure_agreement(first: str, second: str, level: str = "theme") -> tuple[pd.DataFrame, float, int]:
    """Agreement before adjudication per code of the level (`theme` or `category`), alpha with MASI distance, and N."""
    codebook = read_codebook(paths.CODEBOOK)
    one, two = (read_codings(coder_file(name), codebook.version) for name in (first, second))
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
        disagreements = list_disagreements(codings, codebook, CODERS, read_rulings(ADJUDICATIONS) if ADJUDICATIONS.exists() else {})
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


def _lines(files: Sequence[Path]) -> list[str]:
    lines = []
    for path in files:
        if not path.is_file():
            raise OfstedError(f"{path}: no such file; expected JSON lines")
        lines += path.read_text(encoding="utf-8").splitlines()
    return lines
