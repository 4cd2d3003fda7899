"""The classifier: its file, its suggestions, how it is trained and judged, and the command that
uses it.
"""

import csv
import dataclasses
import io
import json
import random
import time

import numpy as np
import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.classifier.card import model_card
from ofsted.classifier.evaluation import (
    Outcome,
    by_category,
    calibration,
    fold_splits,
    join_folds,
    micro_f1,
    per_code,
    predict_held_out,
    transfer_split,
)
from ofsted.classifier.features import (
    character_hashes,
    context_hashes,
    find_vocabulary,
    split_words,
    word_hashes,
)
from ofsted.classifier.folds import find_near_duplicates, group_texts, split_folds
from ofsted.classifier.model import choose, read_classifier, write_classifier
from ofsted.classifier.training import (
    Example,
    category_matrix,
    train,
    truth_matrix,
    tune_thresholds,
)
from ofsted.codebook import read_codebook
from ofsted.coding.records import Label
from ofsted.errors import OfstedError
from ofsted.extract.report import extract_report
from ofsted.limits import MOST_THEMES
from ofsted.paths import EVALUATION, EVALUATION_TABLE, MODEL, MODEL_CARD
from ofsted.steps.classifier import current_codings_hash
from ofsted.steps.suggest import code_report, code_texts
from tests.extract.layouts import FAMILIES

pytestmark = pytest.mark.slow

KITES, PIES, DRUMS = "casework/timeliness", "oversight/supervision", "workforce/caseloads"
WORDS = {KITES: "mended kites", PIES: "warm pies", DRUMS: "loud drums"}
HOSTILE = [
    "",
    " ",
    "😀😀",
    "\x00\x07\u202e",
    "ﬁne ’quotes’",
    "a" * 100_000,
    "supervision " * 20_000,
    "\ud800 kites",
    "<script>alert(1)</script>",
    "ÄÖ ß 中文",
]


def invented(count=90, seed=1):
    """Texts about a fair, each with one to three themes and their triggers; ten groups."""
    draw = random.Random(seed)
    examples = []
    for number in range(count):
        text, labels = f"Stall {number} asks for", []
        for theme in draw.sample(sorted(WORDS), draw.randint(1, 3)):
            start = len(text) + 1
            text += f" {WORDS[theme]}"
            labels.append(Label(theme, start, len(text), not labels))
            text += draw.choice([" on the green,", " by the pond,", " at the gate,"])
        examples.append(Example(text, tuple(labels), number % 10))
    return examples


@pytest.fixture(scope="module")
def small(codebook):
    return train(invented(), codebook, "0" * 64)


@pytest.fixture(scope="module")
def committed():
    return read_classifier(MODEL)


def test_training_twice_on_the_same_examples_writes_the_same_bytes(small, codebook, tmp_path):
    write_classifier(small, tmp_path / "one.npz")
    write_classifier(train(invented(), codebook, "0" * 64), tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_a_model_read_back_suggests_what_it_suggested_before(small, tmp_path):
    write_classifier(small, tmp_path / "model.npz")
    again = read_classifier(tmp_path / "model.npz")
    texts = [example.text for example in invented(seed=2)]
    assert again.judge(texts) == small.judge(texts)
    assert again.provenance == small.provenance


def test_it_learns_what_is_there_and_points_at_the_trigger(small):
    unseen = invented(seed=3)
    for example, suggestions in zip(unseen, small.code([e.text for e in unseen]), strict=True):
        assert {s.theme for s in suggestions} == {label.theme for label in example.labels}
        for suggestion in suggestions:
            assert set(example.text[suggestion.start : suggestion.end].split()) & set(
                WORDS[suggestion.theme].split()
            )


def test_it_judges_the_category_of_what_it_learned_and_of_nothing_else(small):
    unseen = invented(seed=3)
    for example, (_, categories) in zip(unseen, small.judge([e.text for e in unseen]), strict=True):
        assert set(categories) == {label.theme.split("/")[0] for label in example.labels}
    assert small.judge([""]) == [([], ())]


def test_a_theme_is_suggested_only_with_its_category(small):
    text = f"Stall 5 asks for {WORDS[KITES]} on the green, {WORDS[PIES]} by the pond,"
    (before, categories) = small.judge([text])[0]
    assert {s.theme for s in before} == {KITES, PIES}
    assert set(categories) == {
        "casework",
        "oversight",
    }
    closed = np.where(
        np.array(small.category_ids) == "oversight", 2.0, small.category_step.thresholds
    )
    strict = dataclasses.replace(
        small, category_step=dataclasses.replace(small.category_step, thresholds=closed)
    )
    (after, categories) = strict.judge([text])[0]
    assert {s.theme for s in after} == {KITES}
    assert categories == ("casework",)


def test_a_category_counts_themes_too_rare_to_be_learned(codebook):
    examples = [
        Example("Stall asks for silver spoons", (Label("groups/uasc", 15, 28, True),), 3),
        Example("Nothing", (), 4),
    ]
    order = [category.id for category in codebook.categories]
    assert category_matrix(examples, codebook).tolist() == [
        [name == "groups" for name in order],
        [False] * len(order),
    ]


def test_a_theme_with_too_few_examples_is_named_and_never_suggested(codebook):
    examples = (
        invented()
        + [Example("Stall asks for silver spoons", (Label("groups/uasc", 15, 28, True),), 3)] * 19
    )
    model = train(examples, codebook)
    assert model.provenance.untrained["groups/uasc"] == 19
    assert all(s.theme != "groups/uasc" for found in model.code(["silver spoons"]) for s in found)


def test_nothing_of_a_judged_fold_reaches_the_model_that_judges_it(codebook):
    examples, themes = invented(60), sorted(WORDS)
    folds = np.arange(60) % 2
    before = predict_held_out(examples, fold_splits(folds)[:1], themes, codebook, workers=1)[0]
    turned = [
        dataclasses.replace(e, labels=()) if fold == 0 else e
        for e, fold in zip(examples, folds, strict=True)
    ]
    after = predict_held_out(turned, fold_splits(folds)[:1], themes, codebook, workers=1)[0]
    for field in dataclasses.fields(Outcome):
        assert np.array_equal(getattr(before, field.name), getattr(after, field.name)), field.name


def test_folds_keep_authorities_and_near_duplicates_together():
    plain = [
        f"Stall {i} wants {i * 7} red balloons and {i * 3} long ropes for tent {i * i}"
        for i in range(30)
    ]
    texts = [*plain, plain[4] + " today", plain[9]]
    authorities = [f"area {i % 6}" for i in range(30)] + ["area 1", "area 5"]
    assert (4, 30) in find_near_duplicates(texts)
    assert (9, 31) in find_near_duplicates(texts)
    groups = group_texts(texts, authorities)
    folds = split_folds(groups, 3)
    assert all(
        len({folds[i] for i in range(32) if authorities[i] == name}) == 1
        for name in set(authorities)
    )
    assert folds[4] == folds[30]
    assert folds[9] == folds[31]
    assert len(set(groups)) == 4  # areas 4 and 1, 3 and 5 are joined by a shared text
    assert set(folds) == {0, 1, 2}


def test_two_texts_without_a_run_of_words_in_common_are_no_near_duplicates():
    assert (
        find_near_duplicates(
            ["red balloons for the tent at noon", "long ropes for the stall by dusk", "", "red"]
        )
        == []
    )


def test_near_duplicates_of_judged_texts_are_not_learned_from():
    old, new = (
        np.array([True, True, True, False, False]),
        np.array([False, False, False, True, True]),
    )
    split = transfer_split(old, new, [(0, 1), (1, 3)])
    assert split.training.tolist() == [0, 2]
    assert split.test.tolist() == [3, 4]


def test_folds_joined_stand_in_the_order_of_the_examples(small):
    splits = fold_splits(np.array([1, 0, 1, 0]))
    places = [np.array(split.test, float)[:, None] for split in splits]
    joined = join_folds(
        splits, [Outcome(place > 1, place, place > 2, place / 10) for place in places]
    )
    assert joined.probabilities.ravel().tolist() == [
        0,
        1,
        2,
        3,
    ]
    assert joined.chosen.ravel().tolist() == [False, False, True, True]
    assert joined.category_probabilities.ravel().tolist() == [
        0,
        0.1,
        0.2,
        0.3,
    ]
    assert joined.categories.ravel().tolist() == [False, False, False, True]


def test_marks_equal_a_count_by_hand(codebook):
    truth = np.array([[1, 0], [1, 1], [0, 0], [0, 1]], bool)
    chosen = np.array([[1, 0], [0, 1], [1, 0], [0, 1]], bool)
    assert micro_f1(truth, chosen) == pytest.approx(2 * 3 / (4 + 4))
    table = per_code(["a", "b"], truth, chosen)
    assert table["precision"].tolist() == [0.5, 1.0]
    assert table["recall"].tolist() == [0.5, 1.0]
    assert table["kappa"].tolist() == [0.0, 1.0]
    assert calibration(np.array([[True], [False]]), np.array([[0.95], [0.25]]))[
        "ece"
    ] == pytest.approx((0.05 + 0.25) / 2)
    themes = [KITES, "casework/plan-quality", PIES]
    place = [c.id for c in codebook.categories].index("casework")
    assert by_category(np.array([[0.5, 0.5, 0.9]]), themes, codebook)[0, place] == pytest.approx(
        0.75
    )


def test_a_threshold_with_few_examples_stays_near_that_of_all():
    draw = np.random.default_rng(5)
    truth = np.zeros((4000, 3), bool)
    truth[:900, 0], truth[:900, 1], truth[:2, 2] = True, True, True
    probabilities = np.where(
        truth, draw.uniform(0.4, 1, truth.shape), draw.uniform(0, 0.45, truth.shape)
    )
    probabilities[:2, 2] = 0.2
    thresholds = tune_thresholds(probabilities, truth)
    assert abs(thresholds[2] - thresholds[0]) < 0.1


def test_at_most_six_themes_are_chosen_the_likeliest():
    probabilities = np.array([[0.9, 0.5, 0.8, 0.7, 0.95, 0.6, 0.55, 0.85]])
    chosen = choose(probabilities, np.full(8, 0.4))
    assert chosen.sum() == MOST_THEMES
    assert not chosen[0, 1]
    assert not chosen[0, 6]


def test_features_of_a_text_do_not_depend_on_its_neighbours_in_the_batch():
    texts = ["warm pies by the pond", "", "loud drums"]
    for make in (word_hashes, character_hashes, context_hashes):
        together = make(split_words(texts))
        vocabulary = find_vocabulary(together, 1)
        alone = np.vstack(
            [vocabulary.matrix(make(split_words([text]))).toarray() for text in texts]
        )
        assert np.allclose(vocabulary.matrix(together).toarray(), alone)


def test_hostile_texts_give_valid_suggestions_or_none(committed):
    for text, suggestions in zip(HOSTILE, committed.code(HOSTILE), strict=True):
        assert len(suggestions) <= MOST_THEMES
        assert all(
            0 <= s.start < s.end <= len(text) and 0 < s.probability <= 1 for s in suggestions
        )
    assert committed.code([]) == []


def test_suggestions_stand_in_codebook_order_and_do_not_depend_on_the_batch(committed, codebook):
    texts = [theme.example for theme in codebook.themes]
    together = committed.code(texts)
    order = [theme.id for theme in codebook.themes]
    assert sum(map(len, together)) > len(texts) / 2
    for found in together:
        assert [s.theme for s in found] == sorted((s.theme for s in found), key=order.index)
    assert [committed.code([text])[0] for text in texts[:10]] == together[:10]


def test_a_damaged_model_is_refused_by_name(tmp_path):
    whole = MODEL.read_bytes()
    damaged = {
        "empty": b"",
        "short": whole[: len(whole) // 2],
        "other": b"not a model",
        "changed": whole[:5000] + b"\0\1\2\3" * 50 + whole[5200:],
    }
    for name, content in damaged.items():
        (tmp_path / f"{name}.npz").write_bytes(content)
        with pytest.raises(OfstedError, match=rf"{name}\.npz: not a model"):
            read_classifier(tmp_path / f"{name}.npz")
    with pytest.raises(OfstedError, match="no such file"):
        read_classifier(tmp_path / "missing.npz")


def rewritten(path, **changes):
    with np.load(MODEL, allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files} | changes
    np.savez(path, **arrays)
    return path


def test_a_model_whose_parts_do_not_fit_or_that_holds_objects_is_refused(tmp_path, committed):
    about = json.dumps({"format": 99}).encode()
    for number, changes in enumerate(
        (
            {"thresholds": np.zeros(3)},
            {"about": np.frombuffer(about, np.uint8)},
            {"tree_lefts": committed.trees.lefts + 10**6},
            {"tree_features": committed.trees.features + 50},
            {"category_tree_features": committed.category_step.trees.features + 50},
            {"category_tree_roots": committed.category_step.trees.roots + 10**6},
            {"category_thresholds": np.zeros(3)},
            {"curve": np.array([object()])},
            {"word_hashes": np.zeros(4, np.uint32)},
        )
    ):
        with pytest.raises(OfstedError, match="not a model of this package, or damaged"):
            read_classifier(rewritten(tmp_path / f"{number}.npz", **changes))


def test_the_committed_model_is_small_holds_no_wording_and_loads_and_codes_in_time(codebook):
    assert MODEL.stat().st_size <= 10_000_000
    with np.load(MODEL, allow_pickle=False) as stored:
        assert all(stored[name].dtype.kind in "iuf" for name in stored.files)
    start = time.process_time()
    model = read_classifier(MODEL)
    assert time.process_time() - start < 1
    sentences = [theme.example for theme in codebook.themes]
    texts = [
        f"{sentences[i % len(sentences)]} {sentences[(i * 7) % len(sentences)]}"
        for i in range(1000)
    ]
    start = time.process_time()
    model.code(texts)
    assert time.process_time() - start < 2


def test_the_committed_model_was_made_from_the_committed_codings(committed, codebook):
    assert committed.provenance.codings_sha256 == current_codings_hash(), (
        "the codings have changed: run `python -m ofsted coding train`, then `coding evaluate`"
    )
    assert committed.provenance.codebook_version == codebook.version
    marks = json.loads(EVALUATION.read_text(encoding="utf-8"))
    assert marks["codings_sha256"] == committed.provenance.codings_sha256
    assert set(committed.themes) | set(committed.provenance.untrained) == {
        theme.id for theme in codebook.themes
    }


def test_the_model_card_says_what_the_evaluation_says():
    assert MODEL_CARD.read_text(encoding="utf-8") == model_card(
        json.loads(EVALUATION.read_text(encoding="utf-8"))
    )


def test_the_table_of_marks_has_every_learned_theme_and_category(committed, codebook):
    with EVALUATION_TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["code"] for row in rows] == [
        *committed.themes,
        *(category.id for category in codebook.categories),
    ]
    assert all(
        int(row["both_count"]) <= min(int(row["recommendation_count"]), int(row["suggested_count"]))
        for row in rows
    )
    themes = [row for row in rows if row["level"] == "theme"]
    hits, counts = (
        sum(int(row[name]) for row in themes) for name in ("both_count", "recommendation_count")
    )
    marks = json.loads(EVALUATION.read_text(encoding="utf-8"))["theme"]["classifier"]
    assert marks["recall"] == pytest.approx(hits / counts, abs=1e-4)


class _Input:
    def __init__(self, content: bytes) -> None:
        self.buffer = io.BytesIO(content)


def test_lines_on_standard_input_come_back_in_order_one_object_each(monkeypatch, capsys):
    lines = [f"Number {i}: improve supervision" if i % 3 else "" for i in range(600)]
    monkeypatch.setattr(
        "sys.stdin", _Input("\n".join([*lines, "last \u2028 one"]).encode() + b"\n\xff\x00\r\n")
    )
    assert main(["code", "-"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [f["text"] for f in found[:600]] == lines
    assert len(found) == 602
    assert found[600]["text"] == "last one"
    assert all(f["themes"] == [] and f["reason"] for f in found[:600:3])
    assert {f["coder"] for f in found} == {"classifier"}


def test_one_text_gives_one_object_with_triggers_from_the_text(capsys):
    assert main(["code", "--text", "Improve  social workers’ supervision"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert found["themes"]
    assert all(t["trigger"] == found["text"][t["start"] : t["end"]] for t in found["themes"])
    assert found["model_version"]
    assert found["codebook_version"] == read_codebook(paths.CODEBOOK).version


def test_a_bad_file_is_named_and_the_exit_status_says_so(tmp_path, capsys):
    (tmp_path / "notes.pdf").write_bytes(b"no report")
    assert main(["code", str(tmp_path / "notes.pdf"), str(tmp_path / "missing.pdf")]) == 1
    out, err = capsys.readouterr()
    assert [json.loads(line)["report_file"] for line in out.splitlines()] == [
        "notes.pdf",
        "missing.pdf",
    ]
    assert "notes.pdf" in err
    assert "missing.pdf" in err


def test_a_report_file_gives_its_recommendations_with_page_body_and_themes(
    save, committed, codebook
):
    made = FAMILIES[next(iter(FAMILIES))]()
    found = code_report(save(made.paper), committed, codebook)
    report = extract_report(save(made.paper))
    assert [(r["order"], r["page"], r["body"]) for r in found["recommendations"]] == [
        (r.order, r.page, r.body) for r in report.recommendations
    ]
    assert len(report.recommendations) > 1
    assert found["coder"] == "classifier"
    assert found["framework"] == made.framework
    assert all(
        t["trigger"] == r["text"][t["start"] : t["end"]]
        for r in found["recommendations"]
        for t in r["themes"]
    )


def test_truth_has_one_column_per_theme_asked_for():
    truth = truth_matrix(invented(5), [PIES])
    assert truth.shape == (5, 1)
    assert truth[:, 0].tolist() == [
        any(label.theme == PIES for label in e.labels) for e in invented(5)
    ]


def test_code_texts_never_mixes_up_texts_and_suggestions(committed, codebook):
    texts = ["Improve supervision", "", "Reduce caseloads"] * 150
    found = list(code_texts(texts, committed, codebook))
    assert [f["text"] for f in found] == texts
    assert all(f["themes"] == found[i % 3]["themes"] for i, f in enumerate(found))
