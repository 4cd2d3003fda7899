"""`python -m ofsted check` passes on the committed data and finds whatever is taken away from it or
put in.
"""

import json
import subprocess
from dataclasses import replace

import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.codebook import read_codebook
from ofsted.coding import adjudication
from ofsted.coding.faults import (
    KeptRow,
    faults_against_texts,
    faults_in_coders,
    faults_in_rows,
    read_kept,
)
from ofsted.coding.kept import Ruling
from ofsted.coding.records import Label
from ofsted.coding.rounds import CODERS, read_rounds
from ofsted.errors import OfstedError
from ofsted.release.leaks import find_report_text, runs_of_reports
from ofsted.steps import check as proof
from ofsted.steps.published import read_names
from ofsted.tables.declared import CODINGS, RECOMMENDATIONS
from ofsted.tables.stored import read_table

pytestmark = pytest.mark.slow

TIMELY, PLANS = "casework/timeliness", "casework/plan-quality"


@pytest.fixture(scope="module")
def evidence():
    codebook = read_codebook(paths.CODEBOOK)
    return proof.Evidence(
        codebook,
        read_kept(paths.CODINGS)[0],
        read_rounds(codebook),
        read_table(RECOMMENDATIONS, paths.RECOMMENDATIONS_TABLE).to_pylist(),
        read_table(CODINGS, paths.CODINGS_TABLE).to_pylist(),
        read_names(),
    )


@pytest.fixture
def quick(monkeypatch):
    """What takes long, or needs texts that are on few machines, has tests of its own."""

    def no_texts():
        raise OfstedError("no texts")

    monkeypatch.setattr(proof, "read_texts", no_texts)
    monkeypatch.setattr(
        proof,
        "CHECKS",
        tuple(
            check
            for check in proof.CHECKS
            if check not in (proof.stale_figures, proof.stale_classifier)
        ),
    )


def without(coded, key):
    return {name: value for name, value in coded.items() if name != key}


def test_the_committed_data_has_no_fault_and_what_was_not_proved_is_said_with_a_status_of_its_own(
    quick, capsys
):
    faults, unproved = proof.find_faults()
    assert faults == []
    assert len(unproved) == 1
    assert "no report text" in unproved[0]
    assert unproved[0].endswith("no texts")
    assert main(["check"]) == 2
    out, err = capsys.readouterr()
    assert "not everything was proved" in out
    assert "not proved: triggers" in err


def test_a_fault_has_the_status_of_a_fault(monkeypatch, capsys):
    monkeypatch.setattr(
        proof, "find_faults", lambda: ([f"fault {number}" for number in range(60)], [])
    )
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert out == "60 faults\n"
    assert err.endswith("fault 49\n… and 10 more\n")
    monkeypatch.setattr(proof, "find_faults", lambda: ([], []))
    assert main(["check"]) == 0
    assert capsys.readouterr().out == "0 faults\n"


@pytest.mark.parametrize("coder", CODERS)
def test_a_text_that_a_coder_left_out_is_named(evidence, coder):
    key, text = list(evidence.keys.items())[7]
    rounds = replace(
        evidence.rounds,
        coders=evidence.rounds.coders | {coder: without(evidence.rounds.coders[coder], text)},
    )
    assert f"{key}: not coded by {coder}" in proof.uncoded(replace(evidence, rounds=rounds))


def test_a_missing_summary_is_named(evidence):
    key, text = list(evidence.keys.items())[11]
    assert f"{key}: no summary" in proof.uncoded(
        replace(
            evidence,
            rounds=replace(evidence.rounds, summaries=without(evidence.rounds.summaries, text)),
        )
    )


def test_a_summary_with_a_word_of_the_style_list_or_of_two_sentences_is_named(evidence):
    def told(summary):
        row = KeptRow("summaries.csv", 7, {"text_id": "aaa", "summary": summary})
        return proof.poor_summaries(replace(evidence, kept=[row]))

    assert told("Light the lanterns in time.") == []
    assert told("Light the lanterns evenly.") == [
        "summaries.csv line 7, text aaa: the summary says 'evenly'; expected no word of the style"
        " list"
    ]
    assert "expected one sentence" in told("Light the lanterns. Walk home.")[0]


def test_a_term_of_art_that_too_many_summaries_lost_is_named(evidence):
    texts = {"a" * 12: "Seek permanence.", "b" * 12: "Seek permanence."}
    rounds = replace(evidence.rounds, summaries={"a" * 12: "Seek permanence.", "b" * 12: "Seek."})
    faults = proof.lost_terms(replace(evidence, rounds=rounds, texts=texts))
    assert faults[0] == (
        "summaries.csv: 1 of 2 summaries lost the term 'permanence'; expected at most 10%; texts "
        + "b" * 12
    )
    assert "the part 'terms of art' is not what the data give" in faults[1]


def test_rates_of_judged_summaries_that_are_not_computed_are_named(evidence, monkeypatch, tmp_path):
    assert proof.faulty_judgements(evidence) == []
    changed = paths.MEASURED.read_text(encoding="utf-8").replace("| 11 (5.5%", "| 10 (5.0%")
    monkeypatch.setattr(paths, "MEASURED", tmp_path / "MEASURED.md")
    paths.MEASURED.write_text(changed, encoding="utf-8")
    (fault,) = proof.faulty_judgements(evidence)
    assert "the part 'judged summaries' is not what the data give" in fault


def test_the_same_text_may_be_drawn_twice_in_two_draws_and_not_in_one(evidence):
    key = next(iter(evidence.keys.values()))
    rows = [
        KeptRow("summaries_judged.csv", line, {"text_id": key, "drawn_from": draw})
        for line, draw in enumerate(("d1", "d2", "d2"), start=2)
    ]
    assert faults_in_rows(rows, evidence.codebook, {key}) == [
        f"summaries_judged.csv line 4, text {key}: stands in line 3 too"
    ]


def test_a_judges_why_that_takes_over_words_of_the_text_is_named():
    text = "lanterns are carried by the oldest child of each house"
    for column in ("first_why", "second_why"):
        row = KeptRow("summaries_judged.csv", 2, {"text_id": "a", column: text})
        assert "takes over words of the text" in faults_against_texts([row], {"a": text})[0]


def test_a_disagreement_without_a_ruling_is_named(evidence):
    disputed = adjudication.find_disagreements(*evidence.rounds.coders.values())[0]
    rounds = replace(evidence.rounds, adjudicated=without(evidence.rounds.adjudicated, disputed))
    assert any(
        "the coders differ and nobody has ruled" in fault
        for fault in proof.uncoded(replace(evidence, rounds=rounds))
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("themes", ["risk/thresholds"]),
        ("categories", []),
        ("primary_theme", None),
        ("coders_agree", None),
        ("coder", "dictionary"),
        ("codebook_version", "1.0"),
        ("summary", "Other."),
        ("is_finding", True),
    ],
)
def test_a_recommendation_that_does_not_carry_what_is_kept_is_named(evidence, column, value):
    changed = [
        row | {column: value} if number == 3 else row
        for number, row in enumerate(evidence.recommendations)
    ]
    assert changed[3] != evidence.recommendations[3]
    (fault,) = proof.stale_recommendations(replace(evidence, recommendations=changed))
    assert fault.startswith(
        f"{changed[3]['recommendation_id']}: {column} in recommendations.parquet"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"theme": "risk/thresholds"},
        {"trigger_end": 999},
        {"is_primary": None},
        {"coder": "model-c"},
        {"codebook_version": "1.0"},
    ],
)
def test_a_row_of_the_codings_table_that_no_coder_gave_is_named(evidence, change):
    place = next(
        number
        for number, row in enumerate(evidence.codings)
        if row["coder"] == "adjudicated" and row["theme"] != "risk/thresholds"
    )
    changed = [
        row | change if number == place else row for number, row in enumerate(evidence.codings)
    ]
    (fault,) = proof.stale_codings(replace(evidence, codings=changed))
    assert fault.startswith(
        f"{changed[place]['recommendation_id']}: codings.parquet is not what the coders give"
    )
    kept = [row for row in evidence.codings if row["coder"] != "dictionary"]
    assert proof.stale_codings(replace(evidence, codings=kept[::-1])) == [
        "codings.parquet: rows out of order"
    ]


def test_a_keyword_coding_that_the_texts_do_not_give_is_named(evidence):
    made_up = dict.fromkeys(evidence.keys.values(), "No keyword at all.")
    keyworded = {
        row["recommendation_id"] for row in evidence.codings if row["coder"] == "dictionary"
    }
    assert len(proof.stale_keyword_codings(replace(evidence, texts=made_up))) == len(keyworded)


def test_an_adjudicated_coding_without_exactly_one_primary_theme_is_named(evidence):
    key, coded = next(
        (key, coded) for key, coded in evidence.rounds.adjudicated.items() if coded.labels
    )
    bare = replace(
        coded,
        labels=tuple(Label(label.theme, label.start, label.end, False) for label in coded.labels),
    )
    rounds = replace(evidence.rounds, adjudicated=evidence.rounds.adjudicated | {key: bare})
    assert proof.faulty_coders(replace(evidence, rounds=rounds)) == [
        f"adjudicated, text {key}: has 0 primary themes; expected 1"
    ]


def test_a_ruling_on_what_nobody_disputes_is_named(evidence, monkeypatch):
    disputed = adjudication.find_disagreements(*evidence.rounds.coders.values())
    agreed = next(key for key in evidence.rounds.adjudicated if key not in disputed)
    given = {
        label.theme
        for coded in evidence.rounds.coders.values()
        for label in coded[disputed[0]].labels
    }
    other = next(theme.id for theme in evidence.codebook.themes if theme.id not in given)
    rulings = {
        key: [Ruling(key, theme, 0, 3, True, False, "R1")]
        for key, theme in ((agreed, TIMELY), (disputed[0], other))
    }
    monkeypatch.setattr(proof, "read_pair_rulings", lambda *_: rulings)
    assert proof.faulty_readings(evidence) == [
        f"rulings, text {agreed}: the coders do not differ on it",
        f"rulings, text {disputed[0]}: {other} is not disputed",
    ]


@pytest.mark.parametrize(
    ("summary", "what"),
    [
        ("word " * 43, "has 43 words"),
        ("Align plans with Plymouth.", "names Plymouth; expected no authority"),
    ],
)
def test_a_summary_that_breaks_a_rule_is_named_without_the_texts(evidence, summary, what):
    row = KeptRow("summaries.csv", 9, {"text_id": "aaa", "summary": summary})
    (fault,) = proof.faulty_summaries(replace(evidence, kept=[row]))
    assert fault.startswith("summaries.csv line 9, text aaa: ")
    assert what in fault
    assert (
        proof.copied_summaries(replace(evidence, kept=[row], texts={"aaa": "Other words. " * 30}))
        == []
    )
    copied = KeptRow(
        "summaries.csv",
        9,
        {"text_id": "aaa", "summary": "Let every lantern in the harbour town be lit."},
    )
    assert (
        "in a row with the text"
        in proof.copied_summaries(
            replace(
                evidence,
                kept=[copied],
                texts={"aaa": "Let every lantern in the harbour town be lit at dusk."},
            )
        )[0]
    )


def test_a_table_or_version_that_is_not_the_records_is_named(evidence, monkeypatch, tmp_path):
    record = json.loads(paths.BUILD_RECORD.read_text(encoding="utf-8"))
    record["sha256"]["codings.parquet"] = "0" * 64
    (tmp_path / "build.json").write_text(json.dumps(record))
    monkeypatch.setattr(paths, "BUILD_RECORD", tmp_path / "build.json")
    first, second = proof.faulty_hashes(evidence)
    assert first.startswith("codings.parquet: is not the file")
    assert second.startswith("build.json: the data version is")


def test_a_record_of_coders_that_names_another_codebook_or_other_coders_is_found(
    evidence, monkeypatch, tmp_path
):
    text = paths.CODERS.read_text(encoding="utf-8")
    assert text.count("model: not recorded") == len(CODERS)
    monkeypatch.setattr(paths, "CODERS", tmp_path / "coders.yaml")
    (tmp_path / "coders.yaml").write_text(
        text.replace("sha256: 75", "sha256: 76").replace("  model-b:", "  model-c:"),
        encoding="utf-8",
    )
    first, second = proof.faulty_coder_record(evidence)
    assert "names another codebook" in first
    assert "model-c" in second


def test_a_stale_classifier_is_named(evidence, monkeypatch):
    monkeypatch.setattr(proof, "current_codings_hash", lambda: "0" * 64)
    assert any("learned from other codings" in fault for fault in proof.stale_classifier(evidence))


# The kept files, row by row


def kept(file="model-a.csv", line=5, **changes):
    columns = {
        "text_id": "aaa",
        "theme": TIMELY,
        "trigger_start": "0",
        "trigger_end": "4",
        "is_primary": "1",
        "reason": "",
        "codebook_version": "1.1",
    }
    return KeptRow(file, line, columns | changes)


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"text_id": "zzz"}, "belongs to no recommendation"),
        (
            {"theme": "casework/juggling"},
            "has the theme casework/juggling, which is not in codebook",
        ),
        ({"codebook_version": "1.0"}, "made with codebook 1.0, expected 1.1"),
        ({"trigger_end": "0"}, "the end after the start"),
        ({"trigger_start": "-1"}, "whole numbers from 0"),
        ({"is_primary": "yes"}, "expected 0 or 1"),
        ({"theme": "", "is_primary": ""}, "neither a theme nor a reason"),
    ],
)
@pytest.mark.parametrize("file", ["model-a.csv", "adjudications.csv"])
def test_a_row_of_a_kept_file_that_cannot_be_is_named_with_file_and_line(
    evidence, file, changes, what
):
    (fault,) = faults_in_rows([kept(file=file, **changes)], evidence.codebook, {"aaa"})
    assert fault.startswith(f"{file} line 5, text ")
    assert what in fault


def test_a_row_that_stands_twice_is_named(evidence):
    assert faults_in_rows([kept(), kept(line=7)], evidence.codebook, {"aaa"}) == [
        "model-a.csv line 7, text aaa: stands in line 5 too"
    ]


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([kept(is_primary="0")], "has 0 primary themes; expected 1"),
        ([kept(), kept(theme=PLANS)], "has 2 primary themes; expected 1"),
        (
            [kept(), kept(theme="", is_primary="", reason="none")],
            "has themes, and a row without one",
        ),
        ([kept(theme=f"t{number}") for number in range(7)], "has 7 themes; expected at most 6"),
    ],
)
def test_a_text_that_a_coder_coded_against_the_rules_is_named(rows, what):
    assert faults_in_coders(rows) == [f"model-a.csv line 5, text aaa: {what}"]
    assert (
        faults_in_coders(
            [
                kept(),
                kept(theme=PLANS, is_primary="0"),
                kept(text_id="bbb", theme="", is_primary="", reason="none"),
            ]
        )
        == []
    )


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"trigger_end": "60"}, "after the end of the text"),
        ({"trigger_end": "3"}, "not whole words"),
        ({"trigger_start": "1"}, "not whole words"),
        ({"reason": "R6: lanterns in the harbour town are lit at dusk"}, "takes over words"),
    ],
)
@pytest.mark.parametrize("file", ["model-b.csv", "adjudications.csv", "audit.csv"])
def test_a_trigger_outside_its_text_is_named_in_every_kept_file(file, changes, what):
    (fault,) = faults_against_texts(
        [kept(file=file, **changes)], {"aaa": "Have lanterns in the harbour town are lit at dusk."}
    )
    assert fault.startswith(f"{file} line 5, text aaa: ")
    assert what in fault


def test_kept_files_with_faults_are_named_before_anything_is_made_of_them(monkeypatch, tmp_path):
    for path in paths.CODINGS.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(paths, "CODINGS", tmp_path)
    with (tmp_path / "model-a.csv").open("a", encoding="utf-8") as file:
        file.write("aaaaaaaaaaaa,casework/juggling,0,4,1,,1.1\n")
    lines = (tmp_path / "model-a.csv").read_text(encoding="utf-8").count("\n")
    (tmp_path / "human.csv").write_text("text,theme\n", encoding="utf-8")
    (tmp_path / "audit.csv").write_text(
        (paths.DATA / "codings" / "audit.csv").read_text(encoding="utf-8") + "aaa,x\n",
        encoding="utf-8",
    )
    faults, unproved = proof.find_faults()
    assert [fault.split(":")[0] for fault in faults] == [
        f"audit.csv line {lines_of(tmp_path / 'audit.csv')}",
        "human.csv",
        f"model-a.csv line {lines}, text aaaaaaaaaaaa",
    ]
    assert "put right first" in unproved[0]


def lines_of(path):
    return path.read_text(encoding="utf-8").count("\n")


# Report text in the project's files

QUOTES = {
    "10-01": "Make sure that every lantern in the harbour town is lit by a trained keeper before"
    " dusk.",
    "10-02": "Publish the plan for children in need of help and protection and their carers.",
    "11-01": "Check the plan for children in need of help and protection and their schools.",
}


@pytest.fixture
def project(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("/local/\n")
    return tmp_path


def test_a_run_of_a_reports_own_words_is_found_in_every_kind_of_file_and_nowhere_else(project):
    import pyarrow as pa
    import pyarrow.parquet as pq

    (project / "notes.md").write_text(
        "First line.\nIt says: every lantern in the\nharbour town IS lit, and more.\n"
    )
    (project / "codes.csv").write_text(
        "id,reason\na,fine\nb,“every lantern in the harbour town is lit”\n"
    )
    (project / "seven.py").write_text("# every lantern in the harbour town is\n")
    pq.write_table(
        pa.table(
            {"summary": ["fine", "every lantern in the harbour town is lit"], "number": [1, 2]}
        ),
        project / "table.parquet",
    )
    (project / "local").mkdir()
    (project / "local" / "quotes.txt").write_text(QUOTES["10-01"])
    found = [fault.split(":")[0] for fault in find_report_text(project, QUOTES)]
    assert found == ["codes.csv line 3", "notes.md line 2", "table.parquet column summary row 1"]


@pytest.mark.parametrize("suffix", ["jsonl", "html", "tsv", "PY", "rst"])
def test_no_kind_of_text_is_passed_over(project, suffix):
    (project / f"file.{suffix}").write_text("every lantern in the harbour town is lit\n")
    assert [fault.split(":")[0] for fault in find_report_text(project, QUOTES)] == [
        f"file.{suffix} line 1"
    ]


def test_escapes_of_json_hide_nothing_and_what_is_no_text_is_named(project):
    (project / "rows.jsonl").write_text(
        '{"text": "every lantern in the\\u00a0harbour town is lit"}\n'
    )
    (project / "blob.dat").write_bytes(b"every\0lantern")
    (project / "picture.png").write_bytes(b"\x89PNG\0")
    found = find_report_text(project, QUOTES)
    assert [fault.split(" ")[0] for fault in found] == [
        "blob.dat",
        "rows.jsonl",
    ]
    assert "is no text" in found[0]


def test_stock_phrases_and_headings_are_nobodys_wording(project):
    (project / "notes.md").write_text("A plan for children in need of help and protection.\n")
    assert find_report_text(project, QUOTES) == []
    (project / "notes.md").write_text("in need of help and protection and their\n")
    assert find_report_text(project, QUOTES) == []
    (project / "notes.md").write_text("Is lit by a trained keeper before dusk\n")
    assert len(find_report_text(project, QUOTES)) == 1
    assert find_report_text(project, QUOTES, {"Is lit by a trained keeper before dusk"}) == []
    assert len(runs_of_reports({"10-01": QUOTES["10-01"]})) == len(QUOTES["10-01"].split()) - 7


def test_without_git_nothing_is_said_to_be_proved(tmp_path):
    with pytest.raises(OfstedError, match="expected a git checkout"):
        find_report_text(tmp_path, QUOTES)
