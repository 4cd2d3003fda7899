"""`python -m ofsted check`: what must hold of the committed codings, summaries and tables, or the
first faults found.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa
import yaml

from ofsted import paths
from ofsted.classifier.model import read_classifier
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding import dictionary
from ofsted.coding.adjudication import CODER, faults_in_rulings, find_disagreements
from ofsted.coding.audit import faults_in_audit
from ofsted.coding.coders import Coders, coded_columns, coding_rows, gather_coders
from ofsted.coding.faults import (
    KeptRow,
    faults_against_texts,
    faults_in_coders,
    faults_in_rows,
    read_kept,
)
from ofsted.coding.judged import measure_judged
from ofsted.coding.kept import ORIENTATION_COLUMNS, read_judgements, read_rows
from ofsted.coding.records import fault_in_summary
from ofsted.coding.rounds import (
    CODERS,
    ORIENTATIONS,
    Rounds,
    coder_file,
    read_audit,
    read_pair_rulings,
    read_rounds,
)
from ofsted.coding.summaries import (
    NOT_ONE_SENTENCE,
    count_terms,
    fault_of_style,
    is_one_sentence,
    read_rules,
)
from ofsted.coding.texts import text_id
from ofsted.documents import read_yaml
from ofsted.errors import OfstedError, SchemaError
from ofsted.paths import MODEL
from ofsted.release.figures import faults_in_documentation, read_documents, stated_figures
from ofsted.release.leaks import find_report_text
from ofsted.release.measured import JUDGED, TERMS, faults_in_measured, judged_table, terms_table
from ofsted.steps import search
from ofsted.steps.build_rows import Tables, next_reports
from ofsted.steps.classifier import current_codings_hash
from ofsted.steps.corrections import faults_in_corrections
from ofsted.steps.people import named_people
from ofsted.steps.published import read_names, read_quotes, read_texts
from ofsted.steps.releases import faults_in_releases
from ofsted.steps.reliability import reliability_rows
from ofsted.tables.declared import AREAS, CODINGS, RECOMMENDATIONS, REPORTS
from ofsted.tables.handkept import CLAIMS_LOG, JUDGED_NEIGHBOURS
from ofsted.tables.rows import read_declared
from ofsted.tables.stored import (
    data_version,
    read_recommendations,
    read_reports,
    read_table,
)


@dataclass(frozen=True)
class Evidence:
    """What is checked: the kept codings, the tables made of them, and the texts (normalised, by
    text id), none where they are not hydrated.
    """

    codebook: Codebook
    kept: list[KeptRow]
    rounds: Rounds
    recommendations: list[dict]
    codings: list[dict]
    names: set[str]
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> dict[str, str]:
        """Text id of every recommendation."""
        return {
            row["recommendation_id"]: text_id(row["text_sha256"]) for row in self.recommendations
        }

    @property
    def coders(self) -> Coders:
        """The coders as the build gathers them."""
        return gather_coders(
            self.codebook, self.rounds.coders, self.rounds.adjudicated, self.keys.values()
        )


def find_faults() -> tuple[list[str], list[str]]:
    """Faults, and what could not be proved here.

    Where the kept files have faults of their own, nothing made of them is looked at.
    """
    codebook = read_codebook(paths.CODEBOOK)
    recommendations = read_table(RECOMMENDATIONS, paths.RECOMMENDATIONS_TABLE).to_pylist()
    kept, faults = read_kept(paths.CODINGS)
    faults += faults_in_rows(
        kept, codebook, {text_id(row["text_sha256"]) for row in recommendations}
    )
    if faults:
        return faults, [
            "whatever is made of the files under data/codings/: they have faults that must be put"
            " right first"
        ]
    evidence = Evidence(
        codebook,
        kept,
        read_rounds(codebook),
        recommendations,
        read_table(CODINGS, paths.CODINGS_TABLE).to_pylist(),
        read_names(),
    )
    faults = [fault for check in CHECKS for fault in check(evidence)]
    try:
        evidence = Evidence(**vars(evidence) | {"texts": read_texts()})
    except OfstedError as error:
        return faults, [
            "triggers, summaries and keyword codings against the texts, and that no report text is"
            f" in the repository: {error}"
        ]
    faults += [fault for check in TEXT_CHECKS for fault in check(evidence)]
    try:
        return faults + find_report_text(
            paths.ROOT, read_quotes(), {row["section"] for row in recommendations if row["section"]}
        ), []
    except OfstedError as error:
        return faults, [f"that no report text is in the repository: {error}"]


def uncoded(evidence: Evidence) -> list[str]:
    """Recommendations that one of the two coders left out, on whose disagreement nobody has ruled,
    or without a summary.
    """
    rounds, keys = evidence.rounds, evidence.keys
    faults = [
        f"{key}: not coded by {coder}"
        for coder in CODERS
        for key, text in keys.items()
        if text not in rounds.coders.get(coder, {})
    ]
    if len(rounds.coders) == len(CODERS):
        disputed = set(find_disagreements(*rounds.coders.values()))
        faults += [
            f"{key}: the coders differ and nobody has ruled"
            for key, text in keys.items()
            if text in disputed and text not in rounds.adjudicated
        ]
    return faults + [
        f"{key}: no summary" for key, text in keys.items() if text not in rounds.summaries
    ]


def faulty_coders(evidence: Evidence) -> list[str]:
    """Texts whose coding breaks a rule: of each coder by file and line, and of the adjudicated
    coding.
    """
    faults = faults_in_coders(evidence.kept)
    for key, coded in evidence.rounds.adjudicated.items():
        primary = sum(label.is_primary for label in coded.labels)
        if coded.labels and primary != 1:
            faults.append(f"{CODER}, text {key}: has {primary} primary themes; expected 1")
    return faults


def faulty_readings(evidence: Evidence) -> list[str]:
    """Rulings that are not on what the coders dispute, and an audit that is not of what was
    drawn.
    """
    if len(evidence.rounds.coders) < len(CODERS):
        return []  # `uncoded` names what is missing
    both = evidence.rounds.coders.values()
    return [
        *faults_in_rulings(read_pair_rulings(*CODERS), *both),
        *faults_in_audit(read_audit(), *both),
    ]


def faulty_summaries(evidence: Evidence) -> list[str]:
    """Summaries that are too long or name an authority."""
    return _faults_in_summaries(evidence, {})


def copied_summaries(evidence: Evidence) -> list[str]:
    """Summaries that take over words of their text; what else is wrong with one is found without
    the texts.
    """
    known = set(faulty_summaries(evidence))
    return [fault for fault in _faults_in_summaries(evidence, evidence.texts) if fault not in known]


def poor_summaries(evidence: Evidence) -> list[str]:
    """Summaries that are more or less than one sentence, or use words of the style list."""
    rules = read_rules(paths.SUMMARY_RULES)
    faults = []
    for row in evidence.kept:
        if summary := row.columns.get("summary"):
            faults += [row.fault(fault_of_style(word)) for word in rules.poor_style(summary)]
            if not is_one_sentence(summary):
                faults.append(row.fault(NOT_ONE_SENTENCE))
    return faults


def lost_terms(evidence: Evidence) -> list[str]:
    """Terms of art that too many summaries lost, and a table of them that is not what the summaries
    give.
    """
    terms = count_terms(read_rules(paths.SUMMARY_RULES), evidence.rounds.summaries, evidence.texts)
    faults = [term.fault for term in terms if term.fault]
    return faults + faults_in_measured(_read_measured(), {TERMS: terms_table(terms)})


def faulty_judgements(evidence: Evidence) -> list[str]:
    """Rates of the judged summaries that are not what the kept judgements give."""
    judged = measure_judged(read_judgements(paths.JUDGED_SUMMARIES), evidence.rounds.summaries)
    return faults_in_measured(_read_measured(), {JUDGED: judged_table(judged)})


def _read_measured() -> str:
    return paths.MEASURED.read_text(encoding="utf-8")


def _faults_in_summaries(evidence: Evidence, texts: Mapping[str, str]) -> list[str]:
    found = (
        (
            row,
            fault_in_summary(
                row.columns["summary"], texts.get(row.columns["text_id"]), evidence.names
            ),
        )
        for row in evidence.kept
        if "summary" in row.columns
    )
    return [row.fault(what) for row, what in found if what]


def faulty_coder_record(evidence: Evidence) -> list[str]:
    """What `coders.yaml` says of codebook and coders and is not so."""
    record = yaml.safe_load(paths.CODERS.read_text(encoding="utf-8"))
    book = record["codebook"]
    faults = []
    if (book["version"], book["sha256"]) != (
        evidence.codebook.version,
        _file_hash(paths.CODEBOOK.name),
    ):
        faults.append(
            f"{paths.CODERS.name}: names another codebook than {paths.CODEBOOK.name}; expected"
            f" version {evidence.codebook.version} and the SHA-256 of the file"
        )
    people = named_people(record["coders"])
    faults += [
        f"{paths.CODERS.name}: names {name}, a person whose codings are not kept; expected"
        f" {coder_file(name).name}"
        for name in people
        if not coder_file(name).exists()
    ]
    expected = {*CODERS, CODER, dictionary.CODER, *people}
    if set(record["coders"]) != expected:
        faults.append(
            f"{paths.CODERS.name}: names the coders {sorted(record['coders'])}, expected"
            f" {sorted(expected)}"
        )
    return faults


# The tables that the data version is made of.
VERSIONED = tuple(
    path.name
    for path in (
        paths.REPORTS_TABLE,
        paths.RECOMMENDATIONS_TABLE,
        paths.CODINGS_TABLE,
        paths.AREAS_TABLE,
    )
)


def faulty_orientations(evidence: Evidence) -> list[str]:
    """Wordings that nobody read for what they ask to change, and readings by other rules."""
    name, kept = ORIENTATIONS.name, evidence.rounds.orientations
    wanted = {text_id(row["text_sha256"]) for row in evidence.recommendations}
    faults = [f"{name}: text {key} is not read" for key in sorted(wanted - kept.keys())]
    version = read_yaml(paths.ORIENTATION_CODEBOOK)["version"]
    used = {row["rules_version"] for _, row in read_rows(ORIENTATIONS, ORIENTATION_COLUMNS)}
    if other := sorted(used - {version}):
        faults.append(f"{name}: made with rules {', '.join(other)}, expected {version}")
    return faults


def faulty_hashes(_: Evidence) -> list[str]:
    """Tables that are not those of the build's record, and a data version that is not made of
    them.
    """
    record = json.loads(paths.BUILD_RECORD.read_text(encoding="utf-8"))
    faults = [
        f"{name}: is not the file whose hash stands in {paths.BUILD_RECORD.name}; `python -m ofsted"
        " build` writes both"
        for name, digest in record["sha256"].items()
        if _file_hash(name) != digest
    ]
    if missing := sorted(set(VERSIONED) - record["sha256"].keys()):
        faults.append(f"{paths.BUILD_RECORD.name}: has no hash of {', '.join(missing)}")
    if record["data_version"] != data_version(record["sha256"]):
        faults.append(
            f"{paths.BUILD_RECORD.name}: the data version is {record['data_version']}, expected"
            f" {data_version(record['sha256'])}"
        )
    return faults


def _file_hash(name: str) -> str | None:
    path = paths.DATA / name
    if not path.is_file():
        return None
    return hashlib.sha256(path.read_bytes()).hexdigest()


def faulty_counts(evidence: Evidence) -> list[str]:
    """Counts of the tables that do not add up."""
    faults = []
    if int(read_reports()["recommendation_count"].sum()) != len(evidence.recommendations):
        faults.append(
            "reports.recommendation_count does not add up to the number of recommendations"
        )
    if orphans := {row["recommendation_id"] for row in evidence.codings} - evidence.keys.keys():
        faults.append(
            f"{len(orphans)} recommendations of codings.parquet are not in recommendations.parquet,"
            f" {min(orphans)} among them"
        )
    return faults


def stale_recommendations(evidence: Evidence) -> list[str]:
    """Recommendations whose row does not carry what the kept codings, summaries and findings
    and readings of what is asked to change give.
    """
    coders, rounds, faults = evidence.coders, evidence.rounds, []
    if coders.best != CODER:
        return ["the adjudicated coding does not cover all recommendations"]
    for row in evidence.recommendations:
        key = text_id(row["text_sha256"])
        wanted = coded_columns(coders.kept_labels(key), coders) | {
            "summary": rounds.summaries.get(key),
            "is_finding": rounds.is_finding(key),
            **rounds.orientation_columns(key),
        }
        if other := [name for name, value in wanted.items() if row[name] != value]:
            faults.append(
                f"{row['recommendation_id']}: {', '.join(other)} in recommendations.parquet not as"
                " kept under data/codings/; `python -m ofsted build` renews it"
            )
    return faults


def stale_next_reports(evidence: Evidence) -> list[str]:
    """Recommendations of which the next report shows something else than their row says."""
    tables = Tables(
        read_table(REPORTS, paths.REPORTS_TABLE).to_pylist(), evidence.recommendations, []
    )
    area_rows = read_table(AREAS, paths.AREAS_TABLE).to_pylist()
    wanted = next_reports(tables, area_rows)
    return [
        f"{row['recommendation_id']}: next_report in recommendations.parquet is"
        f" {row['next_report']!r}, expected {outcome!r}; `python -m ofsted build` renews it"
        for row, outcome in zip(evidence.recommendations, wanted, strict=True)
        if row["next_report"] != outcome
    ]


def stale_codings(evidence: Evidence) -> list[str]:
    """Recommendations whose kept codings are not those of the table of codings."""
    coders = evidence.coders
    wanted = [
        row
        for key, text in evidence.keys.items()
        for row in coding_rows(key, coders.kept_labels(text), evidence.codebook.version)
    ]
    return _differences(
        wanted, [row for row in evidence.codings if row["coder"] != dictionary.CODER]
    )


def stale_keyword_codings(evidence: Evidence) -> list[str]:
    """Recommendations whose codings by keyword are not those of the table of codings."""
    coders, found = evidence.coders, {}
    for key, text in evidence.texts.items():
        found[key] = {dictionary.CODER: coders.labels(key, text)[dictionary.CODER]}
    wanted = [
        row
        for key, text in evidence.keys.items()
        for row in coding_rows(key, found[text], evidence.codebook.version)
    ]
    return _differences(
        wanted, [row for row in evidence.codings if row["coder"] == dictionary.CODER]
    )


def _differences(wanted: list[dict], stored: list[dict]) -> list[str]:
    if stored == wanted:
        return []
    one, two = ({tuple(row.items()) for row in rows} for rows in (wanted, stored))
    differing = sorted({dict(row)["recommendation_id"] for row in one ^ two})
    faults = [
        f"{key}: codings.parquet is not what the coders give; `python -m ofsted build` renews it"
        for key in differing
    ]
    return faults or ["codings.parquet: rows out of order"]


def stale_classifier(_: Evidence) -> list[str]:
    """A classifier that learned from other codings, or that cannot be read."""
    try:
        learned_from = read_classifier(MODEL).provenance.codings_sha256
    except OfstedError as error:
        return [str(error)]
    if learned_from == current_codings_hash():
        return []
    return [
        f"{MODEL.name}: learned from other codings; `python -m ofsted coding train`, then `coding"
        " evaluate`"
    ]


def stale_figures(evidence: Evidence) -> list[str]:
    """Stored tables on agreement that are not what the codings give; where they are, figures of the
    documentation that are not those computed.
    """
    return _stale_agreement(evidence) or faults_in_documentation(read_documents(), stated_figures())


def _stale_agreement(evidence: Evidence) -> list[str]:
    faults = []
    for rows, schema, path in reliability_rows(
        read_recommendations(), evidence.codebook, evidence.rounds
    ):
        try:
            stored = read_table(schema, path)
        except SchemaError as error:
            faults.append(str(error))
            continue
        if not stored.equals(pa.Table.from_pylist(rows, schema=schema.arrow)):
            faults.append(
                f"{path.name} is not what the codings give; `python -m ofsted coding agreement"
                " --write` renews it"
            )
    return faults


def misplaced(evidence: Evidence) -> list[str]:
    """Triggers of coders, rulings and audit that are not whole words of their text, and reasons
    that take over its words.
    """
    return faults_against_texts(evidence.kept, evidence.texts)


def faulty_search_index(evidence: Evidence) -> list[str]:
    """Bags of stems that are of other wordings, tell more of short ones than their summaries do, or
    hold function words.
    """
    return search.faults_in_index(evidence.recommendations)


def stale_neighbours(evidence: Evidence) -> list[str]:
    """Recommendations whose neighbours are not those that the search index gives."""
    return search.faults_in_neighbours(evidence.recommendations)


def stale_search_index(evidence: Evidence) -> list[str]:
    """Bags of stems that are not those of the wording."""
    return search.faults_against_texts(evidence.recommendations, evidence.texts)


def faulty_corrections(evidence: Evidence) -> list[str]:
    """Corrections that cannot be read, or are of no recommendation here."""
    return faults_in_corrections(evidence.keys)


def faulty_cells(evidence: Evidence) -> list[str]:
    """Files kept by hand that nothing else reads whole, with a cell that its column does not
    allow.
    """
    faults = []
    for path, schema in (
        (paths.CLAIMS_LOG, CLAIMS_LOG),
        (paths.JUDGED_NEIGHBOURS, JUDGED_NEIGHBOURS),
    ):
        try:
            read_declared(path, schema)
        except SchemaError as error:
            faults.append(str(error))
    return faults


def damaged_releases(evidence: Evidence) -> list[str]:
    """Kept releases whose tables are not those of their version."""
    return faults_in_releases()


Check = Callable[[Evidence], list[str]]
CHECKS: tuple[Check, ...] = (
    uncoded,
    faulty_coders,
    faulty_readings,
    faulty_summaries,
    poor_summaries,
    faulty_judgements,
    faulty_coder_record,
    faulty_orientations,
    faulty_hashes,
    faulty_counts,
    stale_recommendations,
    stale_next_reports,
    stale_codings,
    stale_classifier,
    stale_figures,
    faulty_search_index,
    stale_neighbours,
    faulty_corrections,
    faulty_cells,
    damaged_releases,
)
TEXT_CHECKS: tuple[Check, ...] = (
    misplaced,
    copied_summaries,
    lost_terms,
    stale_keyword_codings,
    stale_search_index,
)
