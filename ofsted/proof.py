"""`python -m ofsted check`: what must hold of the committed codings, summaries and tables, or the first faults found."""

from __future__ import annotations

import pyarrow as pa

from ofsted import paths
from ofsted.codebook import Codebook, read_codebook
from ofsted.classifying import MODEL, current_codings_hash
from ofsted.coding.adjudication import CODER, find_disagreements
from ofsted.coding.audit import faults_in_audit
from ofsted.coding.batches import text_id
from ofsted.coding.classifier import read_classifier
from ofsted.coding.records import MOST_THEMES, fault_in_summary, shares_words
from ofsted.codings import CODERS, Rounds, read_audit, read_rounds, read_texts, reliability_rows
from ofsted.documentation import README, faults_in_documentation, stated_figures
from ofsted.errors import OfstedError, SchemaError
from ofsted.tables import read_codings, read_recommendations, read_reports, read_table


def find_faults() -> tuple[list[str], list[str]]:
    """Faults, and what could not be checked here. Reads the committed tables; trigger words and summaries need hydrated texts."""
    codebook, recommendations = read_codebook(paths.CODEBOOK), read_recommendations()
    rounds, verdicts = read_rounds(codebook), read_audit()
    ids = {row.recommendation_id: text_id(row.text_sha256) for row in recommendations.itertuples()}
    faults = [
        f"{key}: not coded by {coder}" for coder in CODERS for key, text in ids.items() if text not in rounds.coders.get(coder, {})
    ]
    if len(rounds.coders) == len(CODERS):
        disputed = set(find_disagreements(*rounds.coders.values()))
        faults += [f"{key}: the coders differ and nobody has ruled" for key, text in ids.items() if text in disputed and text not in rounds.adjudicated]
        faults += faults_in_audit(verdicts, *rounds.coders.values())
    faults += [f"{key}: no summary" for key, text in ids.items() if text not in rounds.summaries]
    faults += [f"findings, text {key}: no recommendation has this wording" for key in rounds.findings.keys() - set(ids.values())]
    faults += _count_faults()
    faults += _table_faults(codebook, rounds)
    faults += _agreement_faults(codebook, rounds) or faults_in_documentation(README.read_text(encoding="utf-8"), stated_figures())
    try:
        texts = read_texts()
    except OfstedError as error:
        return faults, [f"trigger words and summaries against the texts: {error}"]
    for coder, coded in rounds.coders.items():
        for key in set(ids.values()) & coded.keys():
            labels = coded[key].labels
            if len(labels) > MOST_THEMES:
                faults.append(f"{coder}, text {key}: more than {MOST_THEMES} themes")
            faults += [f"{coder}, text {key}: the trigger of {e.theme} lies outside the text" for e in labels if not 0 <= e.start < e.end <= len(texts[key])]
    faults += [
        f"audit, text {key}: the trigger of {entry.theme} lies outside the text, or its reason takes over words of it"
        for key in verdicts.keys() & texts.keys() for entry in verdicts[key]
        if entry.theme and (not 0 <= entry.start < entry.end <= len(texts[key]) or shares_words(entry.reason, texts[key]))
    ]
    faults += [f"findings, text {key}: the reason takes over words of the text" for key, r in rounds.findings.items() if key in texts and shares_words(r.reason, texts[key])]
    faults += [f"text {key}: {what}" for key, text in texts.items() if (what := fault_in_summary(rounds.summaries.get(key, ""), text))]
    return faults, []


def _count_faults() -> list[str]:
    reports, recommendations, codings = read_reports(), read_recommendations(), read_codings()
    faults = []
    if int(reports["recommendation_count"].sum()) != len(recommendations):
        faults.append("reports.recommendation_count does not add up to the number of recommendations")
    if orphans := set(codings["recommendation_id"]) - set(recommendations["recommendation_id"]):
        faults.append(f"{len(orphans)} codings belong to no recommendation")
    return faults


def _table_faults(codebook: Codebook, rounds: Rounds) -> list[str]:
    """Rows of the recommendations table that do not carry the adjudicated themes and the summary, and a classifier that learned from others."""
    faults = []
    for row in read_recommendations().itertuples():
        key = text_id(row.text_sha256)
        adjudicated = rounds.adjudicated.get(key)
        themes = codebook.in_order({label.theme for label in adjudicated.labels}) if adjudicated else None
        is_finding = key in rounds.findings and rounds.findings[key].is_finding
        if row.coder != CODER or list(row.themes) != themes or row.summary != rounds.summaries.get(key) or row.is_finding != is_finding:
            faults.append(f"{row.recommendation_id}: the table does not carry the adjudicated themes, the summary and what is a finding; `python -m ofsted build` renews it")
    try:
        learned_from = read_classifier(MODEL).provenance.codings_sha256
    except OfstedError as error:
        return [*faults, str(error)]
    if learned_from != current_codings_hash():
        faults.append(f"{MODEL.name}: learned from other codings; `python -m ofsted coding train`, then `coding evaluate`")
    return faults


def _agreement_faults(codebook: Codebook, rounds: Rounds) -> list[str]:
    """The stored tables on agreement that are not what the committed codings give."""
    faults = []
    for rows, schema, path in reliability_rows(read_recommendations(), codebook, rounds):
        try:
            stored = read_table(schema, path)
        except SchemaError as error:
            faults.append(str(error))
            continue
        if not stored.equals(pa.Table.from_pylist(rows, schema=schema.arrow)):
            faults.append(f"{path.name} is not what the codings give; `python -m ofsted coding agreement --write` renews it")
    return faults
