"""The coding rounds: what a coder hands in is checked, disagreements are ruled on, and agreement is
counted right.
"""

import json
import subprocess

import numpy as np
import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.coding import rounds
from ofsted.coding.adjudication import (
    describe_disagreement,
    find_disagreements,
    is_ruled,
    merge,
    parse_rulings,
)
from ofsted.coding.agreement import agreement_by_code, alpha_masi
from ofsted.coding.demands import FindingRuling, parse_finding_rulings, parse_marks
from ofsted.coding.handed import Line, parse_rows, read_lines, write_rows
from ofsted.coding.kept import (
    Ruling,
    read_codings,
    read_findings,
    read_rulings,
    read_summaries,
    write_codings,
    write_findings,
    write_rulings,
    write_summaries,
)
from ofsted.coding.records import CodedText, Label, find_names, parse_codings
from ofsted.coding.texts import make_batches, text_id
from ofsted.errors import CodebookError, OfstedError, SchemaError
from ofsted.steps import coding
from ofsted.steps.published import read_names
from ofsted.tables.stored import read_recommendations
from tests.handed import handed

TEXT = "Planning of the lantern parade, so that timely plans reach every carer."
TEXTS = {"aaa": TEXT}
TIMELY, PLANS, CARERS = "casework/timeliness", "casework/plan-quality", "groups/foster-carers"


def row(**changes):
    return json.dumps(
        {
            "id": "aaa",
            "codes": [[TIMELY, "timely"]],
            "primary": TIMELY,
            "summary": "Get word to carers sooner.",
        }
        | changes
    )


def coded(key, *themes, primary=None, starts=(0, 5, 9)):
    return CodedText(
        key,
        tuple(
            Label(t, s, s + 3, t == (primary or themes[0]))
            for t, s in zip(themes, starts, strict=False)
        ),
    )


def test_a_trigger_is_found_as_whole_words_whatever_their_case(codebook):
    (item,), faults = parse_codings(
        handed(row(codes=[[PLANS, "planning of"], [TIMELY, "PLANS"]], primary=PLANS)),
        TEXTS,
        codebook,
    )
    assert faults == []
    assert [TEXT[label.start : label.end] for label in item.labels] == ["Planning of", "plans"]


@pytest.mark.parametrize("trigger", ["e", "plan", "lann", "imely plans", "plans reac"])
def test_a_part_of_a_word_is_no_trigger(codebook, trigger):
    good, (fault,) = parse_codings(handed(row(codes=[[TIMELY, trigger]])), TEXTS, codebook)
    assert not good
    assert "not in the text as whole words" in fault.what


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id": "zzz"}, "no such text"),
        ({"codes": [["casework/juggling", "timely"]]}, "not in codebook"),
        ({"codes": [[TIMELY, "swiftly"]]}, "trigger is not in the text"),
        ({"codes": [[TIMELY, " "]]}, "trigger is not in the text"),
        ({"codes": [[TIMELY, "timely"], [TIMELY, "plans"]]}, "stands twice"),
        ({"primary": PLANS}, "primary theme is not one of the themes"),
        ({"codes": [], "primary": None}, "no theme and no reason"),
        ({"codes": "timely"}, "no JSON object of the form"),
        ({"id": "aaa", "codes": None}, "no JSON object of the form"),
        (
            {"summary": "Let Lantern Bay tell carers sooner."},
            "names Lantern Bay; expected no authority",
        ),
        ({"summary": ""}, "the summary has 0 words"),
        ({"summary": "word " * 21}, "the summary has 21 words"),
        (
            {"summary": "See that planning of the lantern parade so that timely plans reach all."},
            "shares 8 words in a row",
        ),
    ],
)
def test_a_faulty_row_is_named_and_left_out(codebook, changes, what):
    good, faults = parse_codings(
        handed(row(**changes), "{not json"), TEXTS, codebook, names={"Lantern Bay", "Reading"}
    )
    assert good == []
    assert what in str(faults[0])
    assert str(faults[0]).startswith("handed.jsonl line 1, text ")
    assert str(faults[1]).startswith("handed.jsonl line 2, text ?: no JSON object of the form")


def test_more_than_six_themes_are_refused(codebook):
    themes = [theme.id for theme in codebook.themes[:7]]
    _, faults = parse_codings(
        handed(row(codes=[[theme, "timely"] for theme in themes], primary=themes[0])),
        TEXTS,
        codebook,
    )
    assert "7 themes" in faults[0].what


def test_batches_hold_every_text_once_in_an_order_of_the_coders_own():
    texts = {f"{i:03d}": f"text {i}" for i in range(50)}
    first, again, other = (list(make_batches(texts, coder, 20)) for coder in ("ann", "ann", "ben"))
    assert first == again != other
    assert [len(batch) for batch in first] == [20, 20, 10]
    assert sorted(entry["id"] for batch in other for entry in batch) == sorted(texts)
    assert {key for batch in first for entry in batch for key in entry} == {"id", "text"}


def test_codings_and_rulings_read_back_as_they_were_written(tmp_path, codebook):
    items = {"aaa": coded("aaa", CARERS, TIMELY), "bbb": CodedText("bbb", (), "names nobody")}
    write_codings(items.values(), tmp_path / "ann.csv", codebook.version)
    back = read_codings(tmp_path / "ann.csv", codebook.version)
    assert {key: set(item.labels) for key, item in back.items()} == {
        key: set(item.labels) for key, item in items.items()
    }
    assert back["bbb"].reason == "names nobody"
    with pytest.raises(CodebookError, match="coded with codebook"):
        read_codings(tmp_path / "ann.csv", "0.0")
    rulings, _ = parse_rulings(
        handed(ruling_row()), {"aaa": coded("aaa", TIMELY)}, {"aaa": coded("aaa", TIMELY, PLANS)}
    )
    write_rulings(rulings, tmp_path / "adjudications.csv", codebook.version)
    assert sorted(
        read_rulings(tmp_path / "adjudications.csv")["aaa"], key=lambda r: r.theme
    ) == sorted(rulings, key=lambda r: r.theme)


def test_a_codings_file_with_other_columns_is_refused(tmp_path, codebook):
    (tmp_path / "ann.csv").write_text("text,theme\n", encoding="utf-8")
    with pytest.raises(SchemaError, match="ann.csv: has the columns"):
        read_codings(tmp_path / "ann.csv", codebook.version)


def ruling_row(**changes):
    return json.dumps(
        {"id": "aaa", "rulings": [[PLANS, "keep", "R15"]], "primary": PLANS} | changes
    )


def test_what_both_gave_stays_and_what_one_gave_follows_the_ruling():
    first, second = {"aaa": coded("aaa", TIMELY)}, {"aaa": coded("aaa", TIMELY, PLANS)}
    assert find_disagreements(first, second) == ["aaa"]
    assert merge(first, second, {}) == {}
    for verdict, themes in (("keep", {TIMELY, PLANS}), ("drop", {TIMELY})):
        primary = PLANS if verdict == "keep" else TIMELY
        rulings, faults = parse_rulings(
            handed(ruling_row(rulings=[[PLANS, verdict, "R15"]], primary=primary)), first, second
        )
        assert faults == []
        merged = merge(first, second, {"aaa": rulings})["aaa"]
        assert {label.theme for label in merged.labels} == themes
        assert [label.theme for label in merged.labels if label.is_primary] == [primary]


def test_where_only_the_primary_theme_differs_the_one_whose_words_come_first_stands():
    first = {"aaa": coded("aaa", TIMELY, PLANS, primary=PLANS)}
    second = {"aaa": coded("aaa", TIMELY, PLANS, primary=TIMELY)}
    assert find_disagreements(first, second) == []
    assert [
        label.theme for label in merge(first, second, {})["aaa"].labels if label.is_primary
    ] == [TIMELY]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"rulings": []}, "exactly the disputed themes"),
        ({"rulings": [[PLANS, "perhaps", "R15"]]}, 'needs "keep" or "drop"'),
        ({"rulings": [[PLANS, "keep", " "]]}, "and a reason"),
        ({"primary": CARERS}, "not one that stays"),
        ({"id": "zzz"}, "not coded by both"),
    ],
)
def test_a_faulty_ruling_is_named_and_left_out(changes, what):
    rulings, faults = parse_rulings(
        handed(ruling_row(**changes)),
        {"aaa": coded("aaa", TIMELY)},
        {"aaa": coded("aaa", TIMELY, PLANS)},
    )
    assert rulings == []
    assert what in faults[0].what


def test_agreement_figures_equal_a_hand_count():
    first = np.array([[1], [1], [1], [0], [0], [0], [0], [0], [0], [0]], dtype=bool)
    second = np.array([[1], [1], [0], [1], [0], [0], [0], [0], [0], [0]], dtype=bool)
    row = agreement_by_code(first, second, ["x"], np.arange(10), draws=200).iloc[0]
    assert (row.both_count, row.first_only_count, row.second_only_count) == (2, 1, 1)
    assert row.agreement == pytest.approx(0.8)
    assert row.kappa == pytest.approx((0.8 - 0.58) / 0.42)
    assert row.positive_agreement == pytest.approx(4 / 6)
    assert row.ac1 == pytest.approx((0.8 - 0.42) / 0.58)
    assert row.kappa_low < row.kappa < row.kappa_high


def masi_distance(a, b):
    """After Passonneau (2006): by how much two sets share, and whether one holds the other."""
    shared = (a & b).sum()
    nearness = 0
    if shared:
        nearness = 1 / 3
    if shared == min(a.sum(), b.sum()):
        nearness = 2 / 3
    if (a == b).all():
        nearness = 1
    return 1 - shared / (a | b).sum() * nearness


def test_alpha_is_one_for_equal_sets_and_falls_with_every_difference():
    first = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=bool)
    assert alpha_masi(first, first) == 1
    nearly = first.copy()
    nearly[2, 1] = False
    # One of four pairs differs: Jaccard 1/2, one set inside the other 2/3, so the distance is 2/3;
    # observed 1/6.
    far = nearly.copy()
    far[0] = [False, False, True]
    assert 1 > alpha_masi(first, nearly) > alpha_masi(first, far)
    sets = np.array([[1, 0, 0]] * 3 + [[0, 1, 0]] * 2 + [[1, 1, 0]] + [[0, 0, 1]] * 2, dtype=bool)
    total = 8
    expected = sum(
        masi_distance(sets[i], sets[j]) for i in range(total) for j in range(total) if i != j
    ) / (total * (total - 1))
    assert alpha_masi(first, nearly) == pytest.approx(1 - (1 / 6) / expected)


# Findings that ask for nothing

TEXTS_OF_MARKS = {
    "a": "Plans are of uneven quality across the whole of the service.",
    "b": "The quality of plans.",
    "c": "Delay in allocating cases.",
}


def test_a_row_that_cannot_be_written_leaves_the_file_that_is_there(tmp_path, codebook):
    write_rulings(
        [Ruling("a" * 12, "risk/thresholds", 0, 4, True, True, "plain")],
        tmp_path / "adjudications.csv",
        codebook.version,
    )
    before = (tmp_path / "adjudications.csv").read_bytes()
    with pytest.raises(UnicodeEncodeError):
        write_rulings(
            [Ruling("a" * 12, "risk/thresholds", 0, 4, True, True, "half \ud800")],
            tmp_path / "adjudications.csv",
            codebook.version,
        )
    assert (tmp_path / "adjudications.csv").read_bytes() == before


@pytest.mark.parametrize("text", ['{"id": "a", "reason": "half \\ud800"}', "[" * 200_000])
def test_half_a_character_or_endless_nesting_is_a_fault_of_its_line(text):
    (fault,) = parse_rows([Line("rows.jsonl", 7, text)], dict, "{}")
    assert (fault.file, fault.line) == ("rows.jsonl", 7)
    assert "no JSON object" in fault.what


def test_marks_and_rulings_on_findings_are_checked_row_by_row():
    first, faults = parse_marks(
        handed(
            '{"id": "a", "kind": "S"}',
            "",
            '{"id": "x", "kind": "S"}',
            '{"id": "a", "kind": "F"}',
            '{"id": "c", "kind": "?"}',
            "no",
        ),
        TEXTS_OF_MARKS,
    )
    assert first == {"a": "statement"}
    assert [fault.line for fault in faults] == [3, 4, 5, 6]
    assert all(
        word in str(fault)
        for word, fault in zip(
            ("no such text", "more than once", '"S" or "F"', "JSON"), faults, strict=True
        )
    )
    rows = [
        '{"id": "a", "is_finding": true, "reason": "says how they are"}',
        '{"id": "b", "is_finding": true, "reason": "x"}',
        '{"id": "c", "is_finding": 1, "reason": "x"}',
    ]
    rulings, faults = parse_finding_rulings(handed(*rows), first, {"c": "fault"}, TEXTS_OF_MARKS)
    assert rulings == [FindingRuling("a", "statement", "", True, "says how they are")]
    assert [fault.what for fault in faults] == [
        "no reader marked it",
        "a ruling needs is_finding, true or false, and a reason",
        "marked by a reader and not ruled on",
    ]
    copied, faults = parse_finding_rulings(
        handed(
            '{"id": "a", "is_finding": true, "reason": "plans are of uneven quality across the'
            ' whole of the service"}'
        ),
        first,
        {},
        TEXTS_OF_MARKS,
    )
    assert not copied
    assert "takes over words" in str(faults[0])


def test_rulings_on_findings_are_read_as_written_and_a_bad_file_is_refused(tmp_path):
    path, rulings = (
        tmp_path / "findings.csv",
        [
            FindingRuling("a", "statement", "", True, "says, how"),
            FindingRuling("b", "", "fault", False, "wanted"),
        ],
    )
    write_findings(reversed(rulings), path, "1.1")
    assert list(read_findings(path).values()) == rulings
    path.write_text(path.read_text().replace(",fault,0,", ",fault,no,"))
    with pytest.raises(SchemaError, match="line 3"):
        read_findings(path)


def test_the_table_marks_just_the_findings_of_the_rulings():
    rulings = read_findings(rounds.FINDINGS)
    wanted = {key for key, ruling in rulings.items() if ruling.is_finding}
    table = read_recommendations()
    marked = {text_id(digest) for digest in table.loc[table["is_finding"], "text_sha256"]}
    assert marked == wanted
    assert wanted
    assert wanted < rulings.keys()


# Names of authorities in summaries


@pytest.mark.parametrize(
    ("ours", "named"),
    [
        ("Align plans with Plymouth to keep staff.", ["Plymouth"]),
        (
            "Work with Bournemouth, Christchurch and Poole's schools.",
            ["Bournemouth, Christchurch and Poole"],
        ),
        ("Reading of records takes too long. Bury nothing.", []),
        ("Check that Reading records more.", ["Reading"]),
        ("Reading's plans need work; so do Bury's.", ["Reading", "Bury"]),
        ("Bathe in the bath; kent is no county, Kentish is no Kent-wide word.", ["Kent"]),
    ],
)
def test_a_name_is_found_where_it_is_one_and_not_where_it_is_a_word(ours, named):
    assert find_names(ours, read_names()) == named


# Files


def test_a_file_that_is_missing_or_not_utf_8_is_named_with_what_was_expected(tmp_path):
    with pytest.raises(OfstedError, match="none.jsonl: no such file; expected"):
        read_lines([tmp_path / "none.jsonl"])
    (tmp_path / "bad.jsonl").write_bytes(b'{"id": 1}\n{"id": "caf\xe9"}\n')
    with pytest.raises(OfstedError, match="bad.jsonl line 2: not UTF-8; expected"):
        read_lines([tmp_path / "bad.jsonl"])


def test_lines_are_numbered_in_their_own_file(tmp_path):
    for name, text in (("one.jsonl", "a\nb\u2028b\n"), ("two.jsonl", "\ufeffc")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    lines = [
        line for line in read_lines([tmp_path / "one.jsonl", tmp_path / "two.jsonl"]) if line.text
    ]
    assert [(line.file[-9:], line.number, line.text) for line in lines] == [
        ("one.jsonl", 1, "a"),
        ("one.jsonl", 2, "b\u2028b"),
        ("two.jsonl", 1, "c"),
    ]


def test_rows_are_written_into_a_repository_only_where_git_ignores_them(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text("/local/\n")
    with pytest.raises(OfstedError, match="lies in the repository"):
        write_rows([{"id": 1}], tmp_path / "data" / "x.jsonl", tmp_path)
    assert not (tmp_path / "data").exists()
    assert (
        write_rows([{"id": 1}], tmp_path / "local" / "x.jsonl", tmp_path).read_text()
        == '{"id": 1}\n'
    )


# Pairs of coders, in a folder of their own


@pytest.fixture
def kept(tmp_path, monkeypatch, codebook):
    """Codings of the published pair, which differ on one text and are ruled on, and of a third
    coder who differs on another.
    """
    for name in ("SUMMARIES", "ADJUDICATIONS", "AUDIT", "FINDINGS"):
        place = tmp_path / getattr(rounds, name).name
        for module in (rounds, coding):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, place)
    monkeypatch.setattr(paths, "CODINGS", tmp_path)
    monkeypatch.setattr(coding, "read_texts", lambda: {"aaa": TEXT, "bbb": TEXT})
    for coder, themes in (
        ("model-a", ((TIMELY,), (TIMELY,))),
        ("model-b", ((TIMELY, PLANS), (TIMELY,))),
        ("human", ((TIMELY,), (CARERS,))),
    ):
        write_codings(
            [coded("aaa", *themes[0]), coded("bbb", *themes[1])],
            tmp_path / f"{coder}.csv",
            codebook.version,
        )
    write_rulings(
        [
            Ruling("aaa", PLANS, 5, 8, False, False, "R15"),
            Ruling("aaa", TIMELY, 0, 3, True, True, "R18"),
        ],
        rounds.ADJUDICATIONS,
        codebook.version,
    )
    write_summaries({"aaa": "Get word to carers sooner."}, rounds.SUMMARIES)
    return tmp_path


def test_another_pair_gets_its_own_disagreements_and_leaves_the_published_rulings_alone(
    kept, tmp_path, capsys
):
    published = rounds.ADJUDICATIONS.read_bytes()
    assert main(["coding", "adjudicate", "human", "model-a", "--to", str(tmp_path / "out")]) == 0
    assert "1 disagreements in 1 batches" in capsys.readouterr().out
    (row,) = map(
        json.loads,
        (tmp_path / "out" / "disagreements_01.jsonl").read_text(encoding="utf-8").splitlines(),
    )
    assert (
        row["id"],
        [theme for theme, _ in row["first_only"]],
        [theme for theme, _ in row["second_only"]],
    ) == ("bbb", [CARERS], [TIMELY])
    ruling = tmp_path / "rulings.jsonl"
    ruling.write_text(
        json.dumps(
            {
                "id": "bbb",
                "rulings": [[CARERS, "keep", "R5a"], [TIMELY, "drop", "R6"]],
                "primary": CARERS,
            }
        ),
        encoding="utf-8",
    )
    assert main(["coding", "adjudicate", "model-a", "human", "--rulings", str(ruling)]) == 0
    assert rounds.ADJUDICATIONS.read_bytes() == published
    assert set(read_rulings(kept / "adjudications-human--model-a.csv")) == {"bbb"}
    capsys.readouterr()
    assert main(["coding", "adjudicate", "human", "model-a", "--to", str(tmp_path / "again")]) == 0
    assert "0 disagreements in 0 batches" in (out := capsys.readouterr().out)
    assert "1 already ruled" in out


def test_the_published_coding_is_made_of_the_published_pair_alone(kept, codebook):
    write_rulings(
        [Ruling("bbb", CARERS, 0, 3, True, True, "R5a")],
        rounds.rulings_file("human", "model-a"),
        codebook.version,
    )
    adjudicated = rounds.read_rounds(codebook, kept).adjudicated
    assert {key: [label.theme for label in item.labels] for key, item in adjudicated.items()} == {
        "aaa": [TIMELY],
        "bbb": [TIMELY],
    }


def test_a_ruling_on_other_themes_than_the_disputed_ones_settles_nothing():
    first, second = coded("aaa", TIMELY), coded("aaa", TIMELY, PLANS)
    assert is_ruled(first, second, [Ruling("aaa", PLANS, 0, 3, True, False, "R15")])
    stale = [Ruling("aaa", CARERS, 0, 3, True, True, "R5a")]
    assert not is_ruled(first, second, stale)
    assert merge({"aaa": first}, {"aaa": second}, {"aaa": stale}) == {}


def test_no_two_pairs_share_a_file_and_the_order_of_a_pair_does_not_matter():
    assert (
        rounds.rulings_file("model-b", "model-a")
        == rounds.ADJUDICATIONS
        == rounds.rulings_file("model-a", "model-b")
    )
    assert rounds.rulings_file("a-b", "c") != rounds.rulings_file("a", "b-c")
    assert (
        rounds.rulings_file("human", "model-a")
        == rounds.rulings_file("model-a", "human")
        != rounds.ADJUDICATIONS
    )


@pytest.mark.parametrize(
    "name",
    [
        "adjudicated",
        "dictionary",
        "summaries",
        "audit",
        "adjudications-x",
        "../x",
        "a--b",
        "-a",
        "Ann",
        "",
    ],
)
def test_a_name_that_stands_for_something_else_is_no_coders(name):
    with pytest.raises(OfstedError, match="no name for a coder: expected"):
        rounds.coder_file(name)


@pytest.mark.parametrize(
    ("pair", "what"),
    [
        (("nobody", "model-a"), "no codings of 'nobody' here: expected"),
        (("model-a", "model-a"), "expected two coders"),
    ],
)
def test_a_pair_that_is_none_is_an_error_that_says_what_was_expected(kept, capsys, pair, what):
    for command in (
        ["coding", "agreement", *pair],
        ["coding", "adjudicate", *pair, "--to", str(kept / "x")],
    ):
        assert main(command) == 2
        assert what in capsys.readouterr().err


def test_summaries_are_taken_from_the_coder_who_writes_them_alone(kept, tmp_path, capsys):
    handed_in = tmp_path / "rows.jsonl"
    handed_in.write_text(
        row(summary="Tell every carer of the plans in time.") + "\n" + row(id="zzz"),
        encoding="utf-8",
    )
    before = rounds.SUMMARIES.read_bytes()
    assert main(["coding", "import", "--coder", "human", "--summaries", str(handed_in)]) == 2
    assert "expected those of model-a" in capsys.readouterr().err
    assert rounds.SUMMARIES.read_bytes() == before
    assert main(["coding", "import", "--coder", "model-a", "--summaries", str(handed_in)]) == 1
    assert f"{handed_in} line 2, text zzz: no such text" in capsys.readouterr().err
    assert read_summaries(rounds.SUMMARIES) == {"aaa": "Tell every carer of the plans in time."}


def test_the_third_reader_sees_the_reason_for_no_theme_and_the_codebook_on_what_is_disputed(
    codebook,
):
    seen = describe_disagreement(
        TEXT, CodedText("aaa", (), "names no task"), coded("aaa", TIMELY), codebook
    )
    assert (seen["first_reason"], seen["second_reason"], list(seen["codebook"])) == (
        "names no task",
        "",
        [TIMELY],
    )
    assert seen["codebook"][TIMELY]["definition"] == next(
        theme.definition for theme in codebook.themes if theme.id == TIMELY
    )
