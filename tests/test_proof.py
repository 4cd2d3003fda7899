"""`python -m ofsted check` passes on the committed data and finds whatever is taken away from it."""

from dataclasses import replace

import pytest

from ofsted import paths, proof
from ofsted.codebook import read_codebook
from ofsted.codings import CODERS, read_rounds
from ofsted.errors import OfstedError
from ofsted.tables import read_recommendations


@pytest.fixture(scope="module")
def rounds():
    return read_rounds(read_codebook(paths.CODEBOOK))


@pytest.fixture(autouse=True)
def without_texts_and_tables_on_agreement(monkeypatch):
    """What takes long, or needs texts that are on few machines, has tests of its own."""
    def no_texts():
        raise OfstedError("no texts")

    monkeypatch.setattr(proof, "read_texts", no_texts)
    monkeypatch.setattr(proof, "_agreement_faults", lambda *_: [])
    monkeypatch.setattr(proof, "current_codings_hash", lambda: proof.read_classifier(proof.MODEL).provenance.codings_sha256)


def test_the_committed_data_has_no_fault_and_what_was_not_checked_is_named():
    faults, unchecked = proof.find_faults()
    assert faults == [] and unchecked == ["trigger words and summaries against the texts: no texts"]


def taken(rounds, coder=None, summary=None, adjudicated=None):
    """The rounds without one text's coding by a coder, its summary or its adjudicated coding."""
    coders = {name: {key: value for key, value in coded.items() if not (name == coder[0] and key == coder[1])} if coder else coded for name, coded in rounds.coders.items()}
    return replace(
        rounds, coders=coders, summaries={key: value for key, value in rounds.summaries.items() if key != summary},
        adjudicated={key: value for key, value in rounds.adjudicated.items() if key != adjudicated},
    )


@pytest.mark.parametrize("coder", CODERS)
def test_a_text_that_a_coder_left_out_is_named(monkeypatch, rounds, coder):
    row = read_recommendations().iloc[7]
    monkeypatch.setattr(proof, "read_rounds", lambda codebook: taken(rounds, coder=(coder, proof.text_id(row["text_sha256"]))))
    assert f"{row['recommendation_id']}: not coded by {coder}" in proof.find_faults()[0]


def test_a_missing_summary_is_named(monkeypatch, rounds):
    row = read_recommendations().iloc[11]
    monkeypatch.setattr(proof, "read_rounds", lambda codebook: taken(rounds, summary=proof.text_id(row["text_sha256"])))
    assert f"{row['recommendation_id']}: no summary" in proof.find_faults()[0]


def test_a_disagreement_without_a_ruling_is_named(monkeypatch, rounds):
    disputed = proof.find_disagreements(*rounds.coders.values())[0]
    monkeypatch.setattr(proof, "read_rounds", lambda codebook: taken(rounds, adjudicated=disputed))
    assert any("the coders differ and nobody has ruled" in fault for fault in proof.find_faults()[0])


def test_a_table_with_other_themes_is_named(monkeypatch):
    rows = read_recommendations()
    changed = rows.assign(themes=[["risk/thresholds"] if number == 3 else themes for number, themes in enumerate(rows["themes"])])
    assert list(rows["themes"].iloc[3]) != ["risk/thresholds"]
    monkeypatch.setattr(proof, "read_recommendations", lambda: changed)
    assert [fault for fault in proof.find_faults()[0] if fault.startswith(f"{rows['recommendation_id'].iloc[3]}: the table does not carry")]


def test_a_stale_classifier_is_named(monkeypatch):
    monkeypatch.setattr(proof, "current_codings_hash", lambda: "0" * 64)
    assert any("learned from other codings" in fault for fault in proof.find_faults()[0])
