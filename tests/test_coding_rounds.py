"""The coding rounds: what a coder hands in is checked, disagreements are ruled on, and agreement is counted right."""

import json

import numpy as np
import pytest

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.coding.adjudication import find_disagreements, merge, parse_rulings
from ofsted.coding.agreement import agreement_by_code, alpha_masi
from ofsted.coding.batches import make_batches, text_id
from ofsted.coding.findings import FindingRuling, parse_finding_rulings, parse_marks
from ofsted.coding.records import CodedText, Label, parse_codings
from ofsted.coding.store import read_codings, read_findings, read_rulings, write_codings, write_findings, write_rulings
from ofsted.codings import FINDINGS
from ofsted.errors import CodebookError, SchemaError
from ofsted.tables import read_recommendations

TEXT = "Planning of the lantern parade, so that timely plans reach every carer."
TEXTS = {"aaa": TEXT}
TIMELY, PLANS, CARERS = "casework/timeliness", "casework/plan-quality", "groups/foster-carers"


@pytest.fixture(scope="module")
def codebook():
    return read_codebook(paths.CODEBOOK)


def row(**changes):
    return json.dumps({"id": "aaa", "codes": [[TIMELY, "timely"]], "primary": TIMELY, "summary": "Get word to carers sooner."} | changes)


def coded(key, *themes, primary=None, starts=(0, 5, 9)):
    return CodedText(key, tuple(Label(t, s, s + 3, t == (primary or themes[0])) for t, s in zip(themes, starts, strict=False)))


def test_a_trigger_is_found_as_a_whole_word_before_a_part_of_one(codebook):
    (item,), faults = parse_codings([row(codes=[[PLANS, "plan"], [TIMELY, "PLANS"]], primary=PLANS)], TEXTS, codebook)
    assert faults == []
    assert [TEXT[label.start : label.end] for label in item.labels] == ["Planning", "plans"]


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
        ({"summary": ""}, "the summary has 0 words"),
        ({"summary": "word " * 21}, "the summary has 21 words"),
        ({"summary": "See that planning of the lantern parade so that timely plans reach all."}, "shares 8 words in a row"),
    ],
)
def test_a_faulty_row_is_named_and_left_out(codebook, changes, what):
    good, faults = parse_codings([row(**changes), "{not json"], TEXTS, codebook, needs_summary=True)
    assert good == []
    assert what in str(faults[0]) and faults[0].line == 1
    assert faults[1].line == 2


def test_more_than_six_themes_are_refused(codebook):
    themes = [theme.id for theme in codebook.themes[:7]]
    _, faults = parse_codings([row(codes=[[theme, "timely"] for theme in themes], primary=themes[0])], TEXTS, codebook)
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
    assert {key: set(item.labels) for key, item in back.items()} == {key: set(item.labels) for key, item in items.items()}
    assert back["bbb"].reason == "names nobody"
    with pytest.raises(CodebookError, match="coded with codebook"):
        read_codings(tmp_path / "ann.csv", "0.0")
    rulings, _ = parse_rulings([ruling_row()], {"aaa": coded("aaa", TIMELY)}, {"aaa": coded("aaa", TIMELY, PLANS)})
    write_rulings(rulings, tmp_path / "adjudications.csv", codebook.version)
    assert sorted(read_rulings(tmp_path / "adjudications.csv")["aaa"], key=lambda r: r.theme) == sorted(rulings, key=lambda r: r.theme)


def test_a_codings_file_with_other_columns_is_refused(tmp_path, codebook):
    (tmp_path / "ann.csv").write_text("text,theme\n", encoding="utf-8")
    with pytest.raises(SchemaError, match="ann.csv: has the columns"):
        read_codings(tmp_path / "ann.csv", codebook.version)


def ruling_row(**changes):
    return json.dumps({"id": "aaa", "rulings": [[PLANS, "keep", "R15"]], "primary": PLANS} | changes)


def test_what_both_gave_stays_and_what_one_gave_follows_the_ruling():
    first, second = {"aaa": coded("aaa", TIMELY)}, {"aaa": coded("aaa", TIMELY, PLANS)}
    assert find_disagreements(first, second) == ["aaa"]
    assert merge(first, second, {}) == {}
    for verdict, themes in (("keep", {TIMELY, PLANS}), ("drop", {TIMELY})):
        primary = PLANS if verdict == "keep" else TIMELY
        rulings, faults = parse_rulings([ruling_row(rulings=[[PLANS, verdict, "R15"]], primary=primary)], first, second)
        assert faults == []
        merged = merge(first, second, {"aaa": rulings})["aaa"]
        assert {label.theme for label in merged.labels} == themes
        assert [label.theme for label in merged.labels if label.is_primary] == [primary]


def test_where_only_the_primary_theme_differs_the_one_whose_words_come_first_stands():
    first = {"aaa": coded("aaa", TIMELY, PLANS, primary=PLANS)}
    second = {"aaa": coded("aaa", TIMELY, PLANS, primary=TIMELY)}
    assert find_disagreements(first, second) == []
    assert [label.theme for label in merge(first, second, {})["aaa"].labels if label.is_primary] == [TIMELY]


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
    rulings, faults = parse_rulings([ruling_row(**changes)], {"aaa": coded("aaa", TIMELY)}, {"aaa": coded("aaa", TIMELY, PLANS)})
    assert rulings == [] and what in faults[0].what


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


def test_alpha_is_one_for_equal_sets_and_falls_with_every_difference():
    first = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=bool)
    assert alpha_masi(first, first) == 1
    nearly = first.copy()
    nearly[2, 1] = False
    # One of four pairs differs: Jaccard 1/2, one set inside the other 2/3, so the distance is 2/3; observed 1/6.
    far = nearly.copy()
    far[0] = [False, False, True]
    assert 1 > alpha_masi(first, nearly) > alpha_masi(first, far)
    sets = np.array([[1, 0, 0]] * 3 + [[0, 1, 0]] * 2 + [[1, 1, 0]] + [[0, 0, 1]] * 2, dtype=bool)
    total = 8
    distance = lambda a, b: 1 - (a & b).sum() / (a | b).sum() * (1 if (a == b).all() else 2 / 3 if (a & b).sum() == min(a.sum(), b.sum()) else 1 / 3 if (a & b).any() else 0)
    expected = sum(distance(sets[i], sets[j]) for i in range(total) for j in range(total) if i != j) / (total * (total - 1))
    assert alpha_masi(first, nearly) == pytest.approx(1 - (1 / 6) / expected)


# Findings that ask for nothing

TEXTS_OF_MARKS = {"a": "Plans are of uneven quality across the whole of the service.", "b": "The quality of plans.", "c": "Delay in allocating cases."}


def test_marks_and_rulings_on_findings_are_checked_row_by_row():
    first, faults = parse_marks(['{"id": "a", "kind": "S"}', "", '{"id": "x", "kind": "S"}', '{"id": "a", "kind": "F"}', '{"id": "c", "kind": "?"}', "no"], TEXTS_OF_MARKS)
    assert first == {"a": "statement"} and [fault.line for fault in faults] == [3, 4, 5, 6]
    assert all(word in str(fault) for word, fault in zip(("no such text", "more than once", '"S" or "F"', "JSON"), faults, strict=True))
    rows = ['{"id": "a", "is_finding": true, "reason": "says how they are"}', '{"id": "b", "is_finding": true, "reason": "x"}', '{"id": "c", "is_finding": 1, "reason": "x"}']
    rulings, faults = parse_finding_rulings(rows, first, {"c": "fault"}, TEXTS_OF_MARKS)
    assert rulings == [FindingRuling("a", "statement", "", True, "says how they are")]
    assert [fault.what for fault in faults] == ["no reader marked it", "a ruling needs is_finding, true or false, and a reason", "marked by a reader and not ruled on"]
    copied, faults = parse_finding_rulings(['{"id": "a", "is_finding": true, "reason": "plans are of uneven quality across the whole of the service"}'], first, {}, TEXTS_OF_MARKS)
    assert not copied and "takes over words" in str(faults[0])


def test_rulings_on_findings_are_read_as_written_and_a_bad_file_is_refused(tmp_path):
    path, rulings = tmp_path / "findings.csv", [FindingRuling("a", "statement", "", True, "says, how"), FindingRuling("b", "", "fault", False, "wanted")]
    write_findings(reversed(rulings), path, "1.1")
    assert list(read_findings(path).values()) == rulings
    path.write_text(path.read_text().replace(",fault,0,", ",fault,no,"))
    with pytest.raises(SchemaError, match="row 3"):
        read_findings(path)


def test_the_table_marks_just_the_findings_of_the_rulings():
    rulings = read_findings(FINDINGS)
    wanted = {key for key, ruling in rulings.items() if ruling.is_finding}
    table = read_recommendations()
    marked = {text_id(digest) for digest in table.loc[table["is_finding"], "text_sha256"]}
    assert marked == wanted and wanted and wanted < rulings.keys()
