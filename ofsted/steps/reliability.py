"""Agreement between the coders and the audit, as published tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from ofsted import paths
from ofsted.analysis.counting.orientation import CODES
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding.adjudication import find_agreements
from ofsted.coding.agreement import agreement_by_code, alpha_masi
from ofsted.coding.audit import AuditSummary, audit_summary
from ofsted.coding.kept import read_if_kept
from ofsted.coding.matrices import coding_matrix
from ofsted.coding.orientation import Reading, read_orientations
from ofsted.coding.reliability import Codings, list_disagreements, measure_reliability
from ofsted.coding.rounds import (
    AUDIT,
    CODERS,
    ORIENTATIONS,
    Rounds,
    read_audit,
    read_pair,
    read_pair_rulings,
    read_rounds,
)
from ofsted.coding.texts import text_id
from ofsted.errors import OfstedError
from ofsted.glossary import ORIENTATIONS as GLOSSARY_ORIENTATIONS
from ofsted.tables.declared import AGREEMENT, AGREEMENT_SETS, DISAGREEMENTS
from ofsted.tables.declared import AUDIT as AUDIT_RATES
from ofsted.tables.schema import Schema
from ofsted.tables.stored import read_recommendations, write_table


def measure_audit() -> AuditSummary:
    """The error rates of what both coders agreed on.

    Raises `OfstedError` where a coder's codings are missing.
    """
    return audit_summary(read_audit(), len(find_agreements(*read_pair(*CODERS))))


def measure_agreement(
    first: str, second: str, level: str = "theme"
) -> tuple[pd.DataFrame, float, int]:
    """Agreement before adjudication per code of the level (`theme` or `category`), alpha with MASI
    distance, and N.
    """
    codebook = read_codebook(paths.CODEBOOK)
    one, two = read_pair(first, second)
    recommendations = read_recommendations()
    ids = recommendations["text_sha256"].map(text_id)
    both = ids.isin(one.keys() & two.keys()).to_numpy()
    if not both.any():
        raise OfstedError(f"no recommendation is coded by both {first} and {second}")
    ids, reports = ids[both], recommendations["report_id"].to_numpy()[both]
    codes = [theme.id for theme in codebook.themes]
    if level == "category":
        codes = [category.id for category in codebook.categories]
    given, other = (coding_matrix(ids, coded, codes, codebook, level) for coded in (one, two))
    table = agreement_by_code(given, other, codes, reports)
    return table, alpha_masi(given, other), int(both.sum())


def measure_orientation(recommendations: pd.DataFrame) -> pd.DataFrame:
    """How far the two readings of what is asked to change agree, per orientation and mark, before
    the third: the columns of `agreement_by_code`.

    `recommendations` needs report_id and text_sha256. Raises `OfstedError` where the readings are
    not kept.
    """
    rulings = read_if_kept(read_orientations, ORIENTATIONS)
    keys = recommendations["text_sha256"].map(text_id)
    if not rulings or not set(keys) <= rulings.keys():
        raise OfstedError(
            f"{ORIENTATIONS.name}: does not hold every wording; `python -m ofsted coding"
            " orientation` writes it"
        )
    read = [rulings[key] for key in keys]
    first, second = (
        np.array([_carried(getattr(each, name)) for each in read]) for name in ("first", "second")
    )
    return agreement_by_code(first, second, list(CODES), recommendations["report_id"].to_numpy())


def _carried(reading: Reading) -> list[bool]:
    """Which of the orientations and marks a reading gives."""
    kinds = [reading.orientation == code for code in GLOSSARY_ORIENTATIONS]
    return [*kinds, reading.names_outcome, reading.sets_target]


def reliability_rows(
    recommendations: pd.DataFrame, codebook: Codebook, rounds: Rounds
) -> list[tuple[list[dict], Schema, Path]]:
    """Rows, schema and place of the tables on agreement, disagreements and the audit; no rows where
    not both coders' codings are kept.

    `recommendations` needs recommendation_id, report_id, text_sha256, framework and body.
    """
    by_code: list[dict] = []
    by_set: list[dict] = []
    disagreements: list[dict] = []
    if len(rounds.coders) == len(CODERS):
        first, second = (rounds.coders[name] for name in CODERS)
        coded = recommendations.assign(text_id=recommendations["text_sha256"].map(text_id))
        coded = coded[coded["text_id"].isin(first.keys() & second.keys())]
        codings = Codings(coded, first, second, rounds.adjudicated)
        by_code, by_set = measure_reliability(codings, codebook)
        disagreements = list_disagreements(codings, codebook, CODERS, read_pair_rulings(*CODERS))
    return [
        (by_code, AGREEMENT, paths.AGREEMENT_TABLE),
        (by_set, AGREEMENT_SETS, paths.AGREEMENT_SETS_TABLE),
        (disagreements, DISAGREEMENTS, paths.DISAGREEMENTS_TABLE),
        (_audit_rows(), AUDIT_RATES, paths.AUDIT_TABLE),
    ]


def _audit_rows() -> list[dict]:
    if not AUDIT.exists():
        return []
    found = measure_audit()
    rates = {
        "labels-wrong": found.wrong,
        "texts-with-error": found.texts_with_error,
        "labels-found": found.recall,
    }
    rows = [
        {
            "measure": "texts-audited",
            "part_count": found.text_count,
            "whole_count": found.agreement_count,
            "share": round(found.inclusion_probability, 6),
        }
    ]
    for measure, rate in rates.items():
        low, high = rate.interval
        rows.append(
            {
                "measure": measure,
                "part_count": rate.part,
                "whole_count": rate.whole,
                "share": round(rate.share, 6),
                "share_low": round(low, 6),
                "share_high": round(high, 6),
            }
        )
    return rows


def write_reliability(data: Path = paths.DATA) -> list[Path]:
    """Write the tables on agreement, disagreements and the audit from the committed codings; needs
    no report file. Gives their paths.
    """
    codebook = read_codebook(paths.CODEBOOK)
    written = []
    for rows, schema, path in reliability_rows(
        read_recommendations(), codebook, read_rounds(codebook)
    ):
        write_table(rows, schema, data / path.name)
        written.append(data / path.name)
    return written
