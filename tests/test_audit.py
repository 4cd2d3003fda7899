"""The audit of agreements: the draw is the drawn 5 %, verdicts are checked, errors are put right
and their rate is counted by hand.
"""

import json
import math
from dataclasses import replace

import pytest

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.coding.adjudication import find_agreements, find_disagreements, merge
from ofsted.coding.audit import (
    Rate,
    audit_summary,
    describe_agreement,
    draw_audit,
    faults_in_audit,
    parse_verdicts,
)
from ofsted.coding.kept import Verdict, read_verdicts, write_verdicts
from ofsted.coding.records import CodedText, Label
from ofsted.coding.rounds import read_audit, read_rounds
from ofsted.errors import OfstedError, SchemaError
from ofsted.steps.coding import export_audit
from ofsted.steps.reliability import measure_audit
from tests.handed import handed

TEXT = (
    "Planning of the lantern parade, so that timely plans reach every carer in the harbour town"
    " before dusk."
)
TIMELY, PLANS, CARERS = "casework/timeliness", "casework/plan-quality", "groups/foster-carers"
AGREED = CodedText("aaa", (Label(PLANS, 0, 8, True), Label(TIMELY, 40, 46, False)))


def line(**changes):
    return json.dumps(
        {
            "id": "aaa",
            "verdicts": [[PLANS, "right", ""], [TIMELY, "wrong", "R12"]],
            "missing": [[CARERS, "every carer", "R5a"]],
        }
        | changes
    )


def verdict(theme, outcome, start=0, end=8, key="aaa"):
    return Verdict(key, theme, outcome, start, end, "R12")


@pytest.mark.parametrize(("count", "drawn"), [(0, 0), (1, 1), (20, 1), (21, 2), (400, 20)])
def test_one_in_twenty_is_drawn_rounded_up_and_the_same_whatever_the_order(count, drawn):
    ids = [f"{i:04d}" for i in range(count)]
    sample = draw_audit(ids)
    assert len(sample) == len(set(sample)) == drawn
    assert set(sample) <= set(ids)
    assert draw_audit(reversed(ids)) == sample


def test_every_agreement_is_drawn_about_equally_often():
    ids = [f"{i:02d}" for i in range(40)]
    counts = dict.fromkeys(ids, 0)
    for seed in range(2000):
        for key in draw_audit(ids, seed=seed):
            counts[key] += 1
    assert sum(counts.values()) == 2000 * 2
    assert min(counts.values()) > 55
    assert max(counts.values()) < 150


def test_agreements_and_disagreements_are_all_texts_that_both_coded_and_share_none():
    first = {"aaa": AGREED, "bbb": replace(AGREED, text_id="bbb"), "ccc": AGREED}
    second = {
        "aaa": replace(AGREED, labels=AGREED.labels[::-1]),
        "bbb": replace(AGREED, text_id="bbb", labels=AGREED.labels[:1]),
    }
    assert find_agreements(first, second) == ["aaa"]
    assert find_disagreements(first, second) == ["bbb"]


def test_the_auditor_sees_the_text_and_the_trigger_words():
    assert describe_agreement(TEXT, AGREED) == {
        "id": "aaa",
        "text": TEXT,
        "codes": [[PLANS, "Planning"], [TIMELY, "timely"]],
    }


def test_good_verdicts_are_taken_in_with_the_place_of_what_was_missing(codebook):
    verdicts, faults = parse_verdicts(handed(line()), {"aaa": TEXT}, {"aaa": AGREED}, codebook)
    assert faults == []
    assert [(v.theme, v.verdict, TEXT[v.start : v.end]) for v in verdicts] == [
        (PLANS, "right", "Planning"), (TIMELY, "wrong", "timely"), (CARERS, "missing", "every carer"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"id": "zzz"}, "not in the sample"),
        ({"verdicts": [[PLANS, "right", ""]]}, "exactly the agreed themes"),
        (
            {"verdicts": [[PLANS, "right", ""], [TIMELY, "maybe", "?"]]},
            'must be "right" or "wrong"',
        ),
        ({"verdicts": [[PLANS, "right", ""], [TIMELY, "wrong", " "]]}, "needs a reason"),
        (
            {"verdicts": [[PLANS, "wrong", "R15"], [TIMELY, "wrong", "R6"]], "missing": []},
            "no theme would stay",
        ),
        ({"verdicts": "all right"}, "no JSON object"),
        ({"missing": [["casework/juggling", "every carer", "R5a"]]}, "not in codebook"),
        ({"missing": [[CARERS, "the mayor", "R5a"]]}, "trigger is not in the text"),
        ({"missing": [[CARERS, "", "R5a"]]}, "trigger is not in the text"),
        ({"missing": [[CARERS, "every carer", ""]]}, "needs a reason"),
        ({"missing": [[TIMELY, "timely", "R6"]]}, "stands twice or was given"),
        (
            {
                "missing": [
                    [CARERS, "every carer", "so that timely plans reach every carer in the harbour"]
                ]
            },
            "takes over words",
        ),
        ({"missing": None}, "no JSON object"),
    ],
)
def test_a_faulty_verdict_is_named_and_left_out(codebook, changes, what):
    good, faults = parse_verdicts(
        handed(line(**changes), "", "{not json"), {"aaa": TEXT}, {"aaa": AGREED}, codebook
    )
    assert good == []
    assert what in str(faults[0])
    assert [fault.line for fault in faults] == [1, 3]


def test_a_text_counts_once_and_never_gets_more_than_six_themes(codebook):
    _, (fault,) = parse_verdicts(handed(line(), line()), {"aaa": TEXT}, {"aaa": AGREED}, codebook)
    assert fault.what == "audited more than once"
    others = [theme.id for theme in codebook.themes if theme.id not in (PLANS, TIMELY)][:6]
    _, (fault,) = parse_verdicts(
        handed(line(missing=[[theme, "parade", "R3"] for theme in others])),
        {"aaa": TEXT},
        {"aaa": AGREED},
        codebook,
    )
    assert "7 themes would stay" in fault.what


def test_a_text_rightly_without_a_theme_is_kept_as_audited(codebook, tmp_path):
    bare = CodedText("bbb", (), "names nobody")
    verdicts, _ = parse_verdicts(
        handed(line(id="bbb", verdicts=[], missing=[])), {"bbb": TEXT}, {"bbb": bare}, codebook
    )
    write_verdicts(verdicts, tmp_path / "audit.csv", 0.05, codebook.version)
    back = read_verdicts(tmp_path / "audit.csv")
    assert [entry.theme for entry in back["bbb"]] == [""]
    assert audit_summary(back, 20).precision == Rate(0, 0)
    assert merge({"bbb": bare}, {"bbb": bare}, {}, back)["bbb"].labels == ()


def test_verdicts_read_back_as_they_were_written_and_no_others_are_read(tmp_path, codebook):
    verdicts = [
        verdict(PLANS, "right"),
        verdict(TIMELY, "wrong"),
        verdict(CARERS, "missing", 9, 12, "bbb"),
    ]
    path = tmp_path / "audit.csv"
    write_verdicts(verdicts, path, 1 / 20, codebook.version)
    assert read_verdicts(path) == {"aaa": verdicts[:2], "bbb": verdicts[2:]}
    assert path.read_text(encoding="utf-8").count("0.050000") == 3
    path.write_text(
        path.read_text(encoding="utf-8").replace("missing", "perhaps"), encoding="utf-8"
    )
    with pytest.raises(SchemaError, match="column verdict: 'perhaps', expected one of right"):
        read_verdicts(path)


def merged(*verdicts):
    return merge({"aaa": AGREED}, {"aaa": AGREED}, {}, {"aaa": list(verdicts)})["aaa"]


def test_what_is_right_changes_nothing():
    assert merged(verdict(PLANS, "right"), verdict(TIMELY, "right")) == AGREED == merged()


def test_what_is_wrong_goes_and_what_is_missing_comes_with_its_trigger():
    coding = merged(
        verdict(PLANS, "right"), verdict(TIMELY, "wrong"), verdict(CARERS, "missing", 59, 70)
    )
    assert coding.labels == (Label(PLANS, 0, 8, True), Label(CARERS, 59, 70, False))


def test_where_the_primary_theme_goes_the_one_whose_words_come_first_takes_its_place():
    coding = merged(
        verdict(PLANS, "wrong"), verdict(TIMELY, "right"), verdict(CARERS, "missing", 9, 20)
    )
    assert [label.theme for label in coding.labels if label.is_primary] == [CARERS]
    coding = merged(
        verdict(PLANS, "wrong"), verdict(TIMELY, "right"), verdict(CARERS, "missing", 59, 70)
    )
    assert [label.theme for label in coding.labels if label.is_primary] == [TIMELY]


def test_the_rates_are_those_counted_by_hand():
    verdicts = {
        "aaa": [verdict(PLANS, "right"), verdict(TIMELY, "wrong"), verdict(CARERS, "missing")],
        "bbb": [verdict(PLANS, "right"), verdict(TIMELY, "right")],
        "ccc": [verdict(CARERS, "right")],
    }
    found = audit_summary(verdicts, 60)
    assert (
        found.text_count,
        found.agreement_count,
        found.missing_count,
        found.inclusion_probability,
    ) == (3, 60, 1, 0.05)
    assert (found.wrong, found.texts_with_error) == (Rate(1, 5), Rate(1, 3))
    assert (found.precision, found.recall) == (Rate(4, 5), Rate(4, 5))


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (81, 263, 0.2553, 0.3662), (10, 10, 0.7225, 1.0)],
)
def test_the_interval_is_wilsons(part, whole, low, high):
    # 81 of 263 is the worked example of Newcombe (1998), Statistics in Medicine 17: 857-872.
    assert Rate(part, whole).interval == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_no_number():
    assert math.isnan(Rate(0, 0).share)
    assert all(map(math.isnan, Rate(0, 0).interval))
    assert str(Rate(0, 0)) == "0 of 0"


def test_an_audit_of_other_texts_or_of_other_themes_is_a_fault():
    first = {f"{i:02d}": replace(AGREED, text_id=f"{i:02d}") for i in range(20)}
    (drawn,) = draw_audit(first)
    other = next(key for key in first if key != drawn)
    both = [verdict(PLANS, "right"), verdict(TIMELY, "wrong"), verdict(CARERS, "missing")]
    assert faults_in_audit({drawn: both}, first, first) == []
    assert [fault.split(": ")[1] for fault in faults_in_audit({other: both}, first, first)] == [
        "drawn for the audit and not audited",
        "audited and not drawn",
    ]
    assert "exactly the agreed themes" in faults_in_audit({drawn: both[1:]}, first, first)[0]


def test_the_kept_audit_covers_the_drawn_agreements_and_holds_what_it_found_out_of_the_adjudicated_coding():
    found = measure_audit()
    assert found.text_count == math.ceil(0.05 * found.agreement_count)
    assert found.precision.part + found.wrong.part == found.wrong.whole
    rounds = read_rounds(read_codebook(paths.CODEBOOK))
    assert faults_in_audit(read_audit(), *rounds.coders.values()) == []
    for key, verdicts in read_audit().items():
        themes = {label.theme for label in rounds.adjudicated[key].labels}
        assert themes == {
            entry.theme for entry in verdicts if entry.verdict != "wrong" and entry.theme
        }
        assert sum(label.is_primary for label in rounds.adjudicated[key].labels) == bool(themes)


def test_no_report_text_is_exported_into_the_repository():
    with pytest.raises(OfstedError, match="name a folder outside"):
        export_audit(paths.ROOT / "data" / "audit")
