"""Summaries: what is handed in is held against the rule row by row, the draw is the drawn one, and
the rates are those counted by hand.
"""

import csv
import hashlib
import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from ofsted import paths
from ofsted.__main__ import main
from ofsted.analysis.headlines.judged import describe_draw, describe_since, printed_judged
from ofsted.coding import judged as judging
from ofsted.coding import rounds
from ofsted.coding.audit import Rate
from ofsted.coding.judged import draw_summaries, kappa, measure_judged, summary_hash
from ofsted.coding.kept import (
    JUDGEMENT_COLUMNS,
    Judgement,
    read_judgements,
    read_summaries,
    write_judgements,
    write_summaries,
)
from ofsted.coding.records import most_words
from ofsted.coding.summaries import (
    Measure,
    count_terms,
    is_one_sentence,
    parse_summaries,
    read_rules,
)
from ofsted.errors import SchemaError
from ofsted.release.measured import JUDGED, faults_in_measured, judged_table, put_block, terms_table
from ofsted.steps import summaries as steps
from ofsted.tables.handkept import JUDGED_SUMMARIES
from tests.handed import handed

TEXT = "Planning of the lantern parade must bring permanence to every carer of the harbour by May."
OTHER = "Return home interviews of the night watch are to be held before the tide comes in again."
TEXTS = {"aaa": TEXT, "bbb": OTHER}
GOOD = "Give every carer permanence through the parade by May."
RULES = read_rules(paths.SUMMARY_RULES)
DAY = "1 January 2026"
RUN = "lanterns shall be lit by the older children"


@pytest.fixture
def measure():
    return Measure(RULES, {"Lantern Bay"}, {RUN})


def row(summary, key="aaa", **more):
    return json.dumps({"id": key, "summary": summary} | more)


def test_a_good_row_is_taken_in_with_its_blanks_made_single(measure):
    taken, faults = parse_summaries(handed(row(f"  {GOOD.replace(' ', '  ')} ")), TEXTS, measure)
    assert (taken, faults) == ({"aaa": GOOD}, [])


@pytest.mark.parametrize(
    ("length", "most"),
    [(1, 20), (30, 20), (31, 25), (40, 25), (41, 30), (50, 30), (51, 42), (400, 42)],
)
def test_how_many_words_a_summary_may_have_follows_from_the_wording(length, most):
    assert most_words("word " * length) == most


@pytest.mark.parametrize(
    ("summary", "what"),
    [
        ("", "the summary has 0 words; expected 1 to 20"),
        (f"Permanence {'word ' * 20}.", "the summary has 22 words; expected 1 to 20"),
        ("Bring permanence to Lantern Bay.", "names Lantern Bay; expected no authority"),
        (
            "The parade must bring permanence to every carer of the harbour.",
            "shares 8 words in a row with the text",
        ),
        (
            f"For permanence, {RUN}.",
            "shares 8 words in a row with another recommendation",
        ),
        ("Give every carer a home.", "the wording has the term 'permanence'; expected it"),
        ("Watch permanence for carers.", "the summary says 'Watch'; expected no word of the style"),
        ("give carers permanence.", "expected one sentence"),
        ("Give carers permanence", "expected one sentence"),
        ("Give carers permanence. Do it soon.", "expected one sentence"),
    ],
)
def test_a_faulty_row_is_named_with_what_was_expected_and_left_out(measure, summary, what):
    taken, faults = parse_summaries(handed(row(GOOD, "bbb"), row(summary)), TEXTS, measure)
    named = [str(fault) for fault in faults if fault.line == 2]
    assert "aaa" not in taken
    assert any(what in fault for fault in named)
    assert all(fault.startswith("handed.jsonl line 2, text aaa: ") for fault in named)


def test_every_fault_of_a_row_is_named(measure):
    _, faults = parse_summaries(handed(row("watch Lantern Bay")), TEXTS, measure)
    assert [fault.what.split(";")[0] for fault in faults] == [
        "the summary names Lantern Bay",
        "expected one sentence, with a capital first and a full stop last",
        "the wording has the term 'permanence'",
        "the summary says 'watch'",
    ]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{not json", "no JSON object of the form"),
        ('{"id": "aaa"}', "no JSON object of the form"),
        ('{"id": "aaa", "summary": 7}', "no JSON object of the form"),
        (row(GOOD, other_sense="permanence"), "no JSON object of the form"),
        (row(GOOD, "zzz"), "no such text; expected an id"),
    ],
)
def test_a_row_that_is_none_is_named(measure, line, what):
    taken, (fault,) = parse_summaries(handed(line), TEXTS, measure)
    assert taken == {}
    assert what in fault.what


def test_the_first_of_two_rows_on_a_text_counts(measure):
    other = "Bring permanence to carers."
    taken, (fault,) = parse_summaries(handed(row(GOOD), row(other)), TEXTS, measure)
    assert taken == {"aaa": GOOD}
    assert (fault.line, fault.what) == (2, "summarised more than once; the first row counts")


def test_a_term_that_the_wording_does_not_mean_may_be_named_and_no_other(measure):
    plain = "Give every carer a home by May."
    for sense, is_taken in ((["permanence"], True), (["neglect"], False)):
        taken, _ = parse_summaries(handed(row(plain, other_sense=sense)), TEXTS, measure)
        assert ("aaa" in taken) is is_taken


def test_a_long_wording_may_have_a_longer_summary(measure):
    texts = {"aaa": "lantern " * 41}
    long = f"Carry {'light ' * 28}home."
    taken, faults = parse_summaries(handed(row(long)), texts, measure)
    assert faults == []
    assert taken
    assert parse_summaries(handed(row(long)), TEXTS | {"aaa": "lantern " * 40}, measure)[1]


@pytest.mark.parametrize(
    ("summary", "is_one"),
    [
        ("Hold 3.5 lanterns.", True),
        ("16- and 17-year-olds should carry lanterns.", True),
        ("Hold lanterns. Walk.", False),
        ("Hold lanterns..", False),
        ("hold lanterns.", False),
        ("", False),
    ],
)
def test_a_summary_is_one_sentence(summary, is_one):
    assert is_one_sentence(summary) is is_one


@pytest.mark.parametrize(
    ("wording", "loses", "keeps"),
    [
        ("child sexual exploitation", "exploitation", "sexual exploitation"),
        ("pre-proceedings work", "legal work", "the Public Law Outline"),
        ("the LADO", "the officer", "the designated officer"),
        ("return interviews", "talks on return", "return home interviews"),
        ("homeless young people of 16 and 17", "homeless teenagers", "homeless 16-year-olds"),
        ("child protection plans", "protection plans", "child protection plans"),
        ("child protection plans", "conferences and plans", "child protection and care plans"),
        ("mental health", "emotional support", "mental health support"),
    ],
)
def test_the_committed_rules_know_the_terms_that_summaries_lost(wording, loses, keeps):
    assert RULES.lost_terms(loses, wording)
    assert not RULES.lost_terms(keeps, wording)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("terms: []\nstyle: [x]\n", "at least one entry"),
        ("terms: [{term: a, wording: b}]\nstyle: [x]\n", "term 1: expected term, wording and"),
        ("terms: [{term: a, wording: '(', summary: b}]\nstyle: [x]\n", "no regular expression"),
        ("terms: [{term: a, wording: b, summary: c}]\nstyle: [3]\n", "style 1: expected a regular"),
        ("terms: [{term: a, wording: b, summary: c}]\nmore: []\n", "expected the lists terms and"),
    ],
)
def test_faulty_rules_are_refused_with_the_entry(tmp_path, text, what):
    path = tmp_path / "summary-rules.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError, match="summary-rules.yaml") as error:
        read_rules(path)
    assert what in str(error.value)


def test_terms_are_counted_over_the_wordings_that_have_them_and_too_many_lost_is_a_fault():
    texts = {str(i): "Achieve permanence." for i in range(10)} | {"x": "Hold supervision."}
    summaries = dict.fromkeys(texts, "Seek permanence.") | {"3": "Find a home."}
    counted = {term.name: term for term in count_terms(RULES, summaries, texts)}
    assert (counted["permanence"].wording_count, counted["permanence"].lost) == (10, ("3",))
    assert counted["permanence"].fault is None
    assert counted["neglect"].share == 0
    assert "1 of 1 summaries lost the term 'supervision'" in counted["supervision"].fault
    worse = {
        term.name: term for term in count_terms(RULES, summaries | {"4": "Find a home."}, texts)
    }
    assert "2 of 10 summaries" in worse["permanence"].fault
    assert "expected at most 10%; texts 3, 4" in worse["permanence"].fault
    table = terms_table(list(counted.values()))
    assert "| permanence | 10 | 1 | 10.0% |" in table
    assert f"| each of the other {len(RULES.terms) - 2} terms, together | 0 | 0 |" in table


# The draw


def test_the_draw_is_numpys_with_the_hash_of_the_summaries_as_seed():
    content, ids = b"text_id,summary\n", [f"{i:03d}" for i in range(50)]
    seed = int(hashlib.sha256(content).hexdigest(), 16) % 2**32
    wanted = np.random.default_rng(seed).choice(ids, 20, replace=False).tolist()
    assert draw_summaries(content, reversed(ids), 20) == wanted
    assert draw_summaries(content + b"x", ids, 20) != wanted
    assert sorted(draw_summaries(content, ids, 80)) == ids


def judgement(key, first, second, **changes):
    return Judgement(
        **{
            "text_id": key,
            "first": first,
            "second": second,
            "first_why": "",
            "second_why": "",
            "summary_sha256": summary_hash(GOOD),
            "drawn_from": "d1",
            "judged_on": "2026-01-01",
        }
        | changes
    )


SAID = [
    ("ok", "ok"), ("ok", "ok"), ("ok", "content"), ("awkward", "content"), ("awkward", "ok"),
    ("awkward", "awkward"), ("content", "content"), ("ok", "ok"),
]  # fmt: skip


def test_a_fault_counts_where_either_reader_finds_it():
    judgements = [judgement(str(i), *pair) for i, pair in enumerate(SAID)]
    summaries = {str(i): GOOD for i in range(8)} | {"2": "Written anew.", "0": "Another."}
    (found,) = measure_judged(judgements, summaries)
    assert (found.content, found.awkward) == (Rate(3, 8), Rate(2, 8))
    assert (found.content_by_reader, found.awkward_by_reader) == ((1, 3), (3, 1))
    assert (found.fault_count, found.reworded_count) == (5, 1)
    assert found.kappa == pytest.approx(cohen_kappa_score(*zip(*SAID, strict=True)))
    unrecorded = [replace(row, summary_sha256="") for row in judgements]
    assert measure_judged(unrecorded, summaries)[0].reworded_count is None
    assert "| not recorded |" in judged_table(measure_judged(unrecorded, summaries))


def test_the_draw_and_what_was_mended_after_it_are_told_in_short_sentences():
    judgements = [judgement(str(i), *pair) for i, pair in enumerate(SAID)]
    summaries = {str(i): GOOD for i in range(8)} | {"2": "Written anew."}
    (found,) = measure_judged(judgements, summaries)
    assert describe_draw(found, 1234).startswith("8 of the 1,234 summaries were drawn by lot.")
    assert "1 of the 5 summaries with a fault have been written anew" in describe_since(found, DAY)
    (unmended,) = measure_judged(judgements, dict.fromkeys(summaries, GOOD))
    assert "written anew" not in describe_since(unmended, DAY)
    for told in (describe_draw(found, 1234), describe_since(found, DAY)):
        assert all(len(sentence.split()) <= 25 for sentence in told.split(". "))
    assert list(printed_judged(found)["Count"]) == ["3 of 8", "2 of 8"]


def test_kappa_is_undefined_where_chance_alone_would_agree():
    assert np.isnan(kappa([("ok", "ok")] * 3))


def test_draws_are_measured_apart_the_earliest_first():
    rows = [judgement("1", "ok", "ok"), judgement("1", "ok", "content", drawn_from="d2")]
    first, second = measure_judged(rows, {})
    assert (first.draw.name, second.draw.name) == ("d1", "d2")
    assert (first.content.part, second.content.part) == (0, 1)


def test_judgements_are_read_as_written_with_the_declared_columns(tmp_path):
    path = tmp_path / "summaries_judged.csv"
    rows = [judgement("b", "ok", "content", second_why="=loses who"), judgement("a", "ok", "ok")]
    write_judgements(rows, path)
    assert read_judgements(path) == rows
    assert tuple(column.name for column in JUDGED_SUMMARIES.columns) == JUDGEMENT_COLUMNS
    path.write_text(path.read_text().replace(",content,", ",poor,"), encoding="utf-8")
    with pytest.raises(SchemaError, match="line 2, column second: 'poor', expected"):
        read_judgements(path)
    assert read_judgements(tmp_path / "none.csv") == []


# The commands, in a folder of their own


@pytest.fixture
def kept(tmp_path, monkeypatch):
    for module in (rounds, steps):
        monkeypatch.setattr(module, "SUMMARIES", tmp_path / "summaries.csv")
    monkeypatch.setattr(paths, "JUDGED_SUMMARIES", tmp_path / "summaries_judged.csv")
    monkeypatch.setattr(paths, "DATA", tmp_path)
    monkeypatch.setattr(steps, "read_texts", lambda: TEXTS)
    monkeypatch.setattr(steps, "read_quotes", lambda: {"r1-01": TEXT, "r2-01": OTHER})
    addressees = {"aaa": "authority", "bbb": "authority and lscb"}
    monkeypatch.setattr(steps, "_read_addressees", lambda: addressees)
    write_summaries({"aaa": GOOD, "bbb": "Hold return home interviews sooner."}, steps.SUMMARIES)
    return tmp_path


def summaries_command(*arguments):
    return main(["coding", "summaries", *map(str, arguments)])


def test_export_gives_wording_addressee_summary_and_length_outside_the_repository(
    kept, tmp_path, capsys
):
    assert summaries_command("export", "--to", tmp_path / "out") == 0
    lines = (tmp_path / "out" / "summaries_01.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines][0] == {
        "id": "aaa",
        "addressee": "authority",
        "text": TEXT,
        "summary": GOOD,
        "most_words": 20,
    }
    for step in ("export", "draw"):
        assert summaries_command(step, "--to", paths.ROOT / "tests") == 2
        assert "lies in the repository" in capsys.readouterr().err


def test_import_takes_good_rows_in_and_leaves_the_rest_as_they_are(kept, tmp_path, capsys):
    path, anew = tmp_path / "rows.jsonl", "Hold return home interviews before the tide."
    path.write_text(f"{row('Poor')}\n{row(anew, 'bbb')}\n", encoding="utf-8")
    assert summaries_command("import", path) == 1
    out, err = capsys.readouterr()
    assert "1 summaries taken in" in out
    assert f"{path} line 1, text aaa: expected one sentence" in err
    assert read_summaries(steps.SUMMARIES) == {"aaa": GOOD, "bbb": anew}
    copied = f"For permanence, {' '.join(OTHER.lower().split()[4:13])}."
    path.write_text(row(copied), encoding="utf-8")
    assert summaries_command("import", path) == 1
    assert "with another recommendation" in capsys.readouterr().err


def write_reader(path, verdicts, header=("id", "verdict", "why")):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *verdicts])
    return path


def test_the_draw_is_written_and_judged_once_and_its_rates_printed(kept, tmp_path, capsys):
    assert summaries_command("draw", "--most", 2, "--to", tmp_path / "out") == 0
    with (tmp_path / "out" / "summaries-drawn.csv").open(encoding="utf-8", newline="") as file:
        drawn = list(csv.DictReader(file))
    assert {entry["id"] for entry in drawn} == {"aaa", "bbb"}
    assert [entry["number"] for entry in drawn] == ["1", "2"]
    assert all(TEXTS[entry["id"]] == entry["wording"] for entry in drawn)
    one = write_reader(tmp_path / "one.csv", [("aaa", "ok", ""), ("bbb", "content", "no limit")])
    two = write_reader(tmp_path / "two.csv", [("bbb", "ok", ""), ("aaa", "awkward", "clumsy")])
    assert summaries_command("judged", one, two) == 0
    out = capsys.readouterr().out
    assert "fault of content, either reader: 1 of 2 (50.0%" in out
    assert "awkward English only, either reader: 1 of 2 (50.0%" in out
    stored = read_judgements(paths.JUDGED_SUMMARIES)
    assert [(entry.text_id, entry.first, entry.second) for entry in stored] == [
        ("aaa", "ok", "awkward"),
        ("bbb", "content", "ok"),
    ]
    assert stored[0].drawn_from == judging.draw_name(steps.SUMMARIES.read_bytes())
    assert summaries_command("judged", one, two) == 2
    assert "has the judgements of draw" in capsys.readouterr().err
    assert read_judgements(paths.JUDGED_SUMMARIES) == stored


@pytest.mark.parametrize(
    ("rows", "line", "what"),
    [
        ([("aaa", "ok", "")], 0, "text bbb: drawn and not judged"),
        ([("aaa", "ok", ""), ("bbb", "fine", "")], 3, "has the verdict 'fine'; expected one of"),
        ([("aaa", "ok", ""), ("bbb", "content", "")], 3, "a verdict other than ok needs a why"),
        ([("aaa", "ok", ""), ("zzz", "ok", "")], 3, "not drawn from the summaries of today"),
        (
            [("aaa", "ok", ""), ("bbb", "ok", ""), ("aaa", "ok", "")],
            4,
            "judged in line 2 too; expected once",
        ),
        (
            [("bbb", "ok", ""), ("aaa", "content", TEXT)],
            3,
            "the why takes over words of the text",
        ),
    ],
)
def test_a_faulty_judgement_is_named_and_nothing_is_kept(kept, tmp_path, capsys, rows, line, what):
    good = write_reader(tmp_path / "good.csv", [("aaa", "ok", ""), ("bbb", "ok", "")])
    bad = write_reader(tmp_path / "bad.csv", rows)
    assert summaries_command("judged", good, bad) == 1
    place = f"{bad} line {line}," if line else f"{bad},"
    assert any(
        told.startswith(place) and what in told for told in capsys.readouterr().err.splitlines()
    )
    assert not paths.JUDGED_SUMMARIES.exists()


def test_judgements_need_two_files_that_are_there_with_the_three_columns(kept, tmp_path, capsys):
    good = write_reader(tmp_path / "good.csv", [("aaa", "ok", ""), ("bbb", "ok", "")])
    other = write_reader(tmp_path / "other.csv", [], header=("id", "verdict"))
    for files, what in (
        ([good], "1 files named; expected those of two readers"),
        ([good, tmp_path / "none.csv"], "none.csv: no such file; expected"),
        ([good, other], "other.csv: has the columns"),
    ):
        assert summaries_command("judged", *files) == 2
        assert what in capsys.readouterr().err


def test_fewer_than_one_cannot_be_drawn(kept, tmp_path, capsys):
    assert summaries_command("draw", "--most", 0, "--to", tmp_path) == 2
    assert "--most 0: expected at least 1" in capsys.readouterr().err


# The parts of MEASURED.md that are made


def test_a_part_of_the_document_is_made_anew_and_nothing_else_moves():
    document = paths.MEASURED.read_text(encoding="utf-8")
    changed = put_block(document, JUDGED, "| other |")
    assert faults_in_measured(changed, {JUDGED: "| other |"}) == []
    assert "the part 'judged summaries' is not" in faults_in_measured(document, {JUDGED: "x"})[0]
    assert put_block(changed, JUDGED, judged_table(steps.read_judged())) == document
    with pytest.raises(SchemaError, match="has no part between"):
        put_block("nothing", JUDGED, "x")


def test_every_kept_draw_has_two_hundred_judgements_and_rates_by_hand():
    for found in steps.read_judged():
        kept = [
            entry
            for entry in read_judgements(paths.JUDGED_SUMMARIES)
            if entry.drawn_from == found.draw.name
        ]
        assert found.content.whole == len(kept) == judging.MOST_DRAWN
        pairs = [{entry.first, entry.second} for entry in kept]
        assert found.content.part == sum("content" in pair for pair in pairs)
        assert found.awkward.part == sum(
            "awkward" in pair and "content" not in pair for pair in pairs
        )
        assert found.kappa == pytest.approx(
            cohen_kappa_score([entry.first for entry in kept], [entry.second for entry in kept])
        )
