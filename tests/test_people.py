"""What people have coded and the project has taken in: agreement, corrected comparisons, and the
study's own codes.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from ofsted import paths
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.inference.comparison import REST
from ofsted.analysis.paper.examples import compare_examples, read_examples
from ofsted.coding.own import Answer
from ofsted.coding.sampling import OwnSample, draw_own_sample
from ofsted.dashboard.held import data
from ofsted.errors import SchemaError
from ofsted.served.contrast import Contrast, compare_sides, side_masks
from ofsted.steps import check, people
from ofsted.steps.people import Person, correct_shares, correct_sides, make_check, named_people
from tests.pages import open_page, texts

PLANS = "casework/plan-quality"
SAMPLE = OwnSample(800, 4)


def make_person(release, sample=SAMPLE, change=lambda themes: themes) -> Person:
    """A person who gives what we give, but for what `change` makes of it."""
    rows = release.dataset.recommendations
    ours = dict(zip(rows["recommendation_id"], rows["themes"], strict=True))
    drawn = draw_own_sample(rows, sample)
    keys = zip(drawn["recommendation_id"], drawn["text_id"], strict=True)
    answers = {text: Answer(text, tuple(change(ours[key])), "x") for key, text in keys}
    return Person("ann", sample, answers)


CONTRASTS = (
    Contrast("rating", "category", Selection(framework=("F4",)), first="inadequate", second="good"),
    Contrast("rating", "category", Selection(framework=("F3",)), first="inadequate", second=REST),
    Contrast("body", "category", Selection(framework=("F3",), body="both"), first="authority", second="lscb"),
    Contrast("period", "category", Selection(), first="2024–2026", second=REST),
    Contrast("none", "category", Selection(framework=("F3",)), Selection(framework=("F4",))),
)  # fmt: skip


@pytest.mark.parametrize("contrast", CONTRASTS, ids=lambda one: one.by)
def test_the_sides_hold_as_many_recommendations_as_the_comparison_counts(contrast, release):
    first, second = side_masks(release.dataset, contrast)
    row = compare_sides(release.dataset, contrast).iloc[0]
    assert first.sum() == row["first_recommendation_count"]
    assert second.sum() == row["second_recommendation_count"]
    assert not (first & second).any()


def test_a_person_who_agrees_with_us_changes_no_difference(release):
    made = make_check(release.dataset, [make_person(release)])
    sides = side_masks(release.dataset, CONTRASTS[1])
    found = correct_sides(release.dataset, made, "category", *sides)
    assert found["corrected"].to_numpy() == pytest.approx(found["plain"].to_numpy())
    assert (found["read_count"] > 30).all()
    shares = compare_sides(release.dataset, CONTRASTS[1]).set_index("code")
    expected = shares["first_share"] - shares["second_share"]
    for row in found.itertuples():
        assert row.plain == pytest.approx(expected[row.code])


def test_what_a_person_takes_away_is_taken_away_from_all(release):
    """A person who never gives a category leaves next to nothing of it."""
    without = make_person(
        release, change=lambda themes: [one for one in themes if not one.startswith("casework/")]
    )
    made = make_check(release.dataset, [without])
    everyone = np.ones(len(release.dataset.recommendations), dtype=bool)
    nobody = side_masks(release.dataset, CONTRASTS[0])[0]
    found = correct_sides(release.dataset, made, "category", everyone, nobody)
    row = found[found["code"] == "casework"].iloc[0]
    ours = release.dataset.category_hits[:, 0]
    # Of both sides nothing is left: their difference is about nil, with chance around it.
    assert row["plain"] == pytest.approx(ours.mean() - ours[nobody].mean())
    assert row["corrected_low"] < 0 < row["corrected_high"]


def test_shares_of_all_are_corrected_too(release):
    made = make_check(release.dataset, [make_person(release)])
    found = correct_shares(release.dataset, made, "category")
    assert found["plain"].to_numpy() == pytest.approx(release.dataset.category_hits.mean(axis=0))
    assert found["corrected"].to_numpy() == pytest.approx(found["plain"].to_numpy())


def test_the_first_part_of_a_sample_counts_as_a_smaller_sample(release):
    whole = make_person(release)
    half = replace(whole, answers=dict(list(whole.answers.items())[:400]))
    both = (make_check(release.dataset, [person]) for person in (whole, half))
    for made in both:
        stands_for = (1 / made.chances[made.is_read]).sum()
        assert stands_for == pytest.approx(len(made.is_read), rel=0.15)


def test_themes_are_not_corrected_and_without_people_nothing_is(release):
    made = make_check(release.dataset, [make_person(release)])
    assert correct_sides(
        release.dataset, made, "theme", *side_masks(release.dataset, CONTRASTS[0])
    ).empty
    assert make_check(release.dataset, []) is None


def test_people_are_those_that_the_record_names_with_their_sample():
    record = {
        "ann": {"kind": "person", "sample": "400-7"},
        "model-a": {"kind": "large language model"},
    }
    assert named_people(record) == {"ann": OwnSample(400, 7)}
    with pytest.raises(SchemaError, match="expected sample: 400-7"):
        named_people({"ann": {"kind": "person"}})


def test_a_person_who_is_named_and_has_no_codings_is_a_fault(monkeypatch, tmp_path, codebook):
    file = tmp_path / "coders.yaml"
    file.write_text("coders: {nobody: {kind: person, sample: 400-7}}\n", encoding="utf-8")
    monkeypatch.setattr(paths, "CODERS", file)
    with pytest.raises(SchemaError, match="coding import --coder nobody"):
        people.read_people(codebook)


def test_what_was_imported_is_read_as_the_person_gave_it(monkeypatch, tmp_path, codebook):
    from ofsted.coding.kept import write_codings
    from ofsted.coding.records import CodedText, Label

    labels = (Label(PLANS, 0, 9, False), Label("casework/timeliness", 0, 9, True))
    monkeypatch.setattr(paths, "CODINGS", tmp_path)
    write_codings([CodedText("aaa", labels)], tmp_path / "ann.csv", codebook.version)
    file = tmp_path / "coders.yaml"
    file.write_text("coders: {ann: {kind: person, sample: 400-7}}\n", encoding="utf-8")
    monkeypatch.setattr(paths, "CODERS", file)
    (person,) = people.read_people(codebook)
    assert person == Person(
        "ann", OwnSample(400, 7), {"aaa": Answer("aaa", ("casework/timeliness", PLANS))}
    )


@pytest.mark.usefixtures("nothing_hydrated")
def test_the_pages_say_that_nobody_has_checked_and_invite():
    app = open_page("reliability")
    assert not app.exception
    told = " ".join(one.value for one in app.markdown)
    assert "No human has yet checked a" in told
    assert "You can add a coding in an afternoon" in told
    assert "11 of 11" in told
    assert "They are few" in told
    assert "would be undone" in texts(open_page("compare", framework="F4", by="rating"))


@pytest.mark.usefixtures("nothing_hydrated")
def test_where_a_person_has_coded_the_pages_show_it_beside_ours(monkeypatch, release):
    monkeypatch.setattr(data, "read_people", lambda: (make_person(release),))
    monkeypatch.setattr(
        "ofsted.dashboard.exhibits.comparison.read_people", lambda: (make_person(release),)
    )
    app = open_page("reliability")
    assert not app.exception
    shown = texts(app)
    assert "1 person has checked a sample." in shown
    assert "Agreement of ann with the published coding" in shown
    assert "No human has yet" not in " ".join(one.value for one in app.markdown)
    compared = open_page("compare", framework="F3", by="rating", a="inadequate", b="rest")
    assert not compared.exception
    assert "The same corrected for errors of the coding" in texts(compared)
    assert "would be undone" not in texts(compared)


@pytest.mark.usefixtures("nothing_hydrated")
def test_where_a_person_has_read_too_little_the_tipping_point_still_stands(monkeypatch, release):
    few = make_person(release, OwnSample(40, 3))
    monkeypatch.setattr("ofsted.dashboard.exhibits.comparison.read_people", lambda: (few,))
    compared = open_page("compare", framework="F3", by="rating", a="inadequate", b="rest")
    assert not compared.exception
    assert "The same corrected" not in texts(compared)
    assert "on one side only" in texts(compared)


def test_check_names_a_person_without_codings(monkeypatch, tmp_path, codebook):
    evidence = SimpleNamespace(codebook=codebook)
    record = paths.CODERS.read_text(encoding="utf-8")
    file = tmp_path / "coders.yaml"
    named = record.replace("coders:\n", "coders:\n  ann: {kind: person, sample: 400-7}\n", 1)
    file.write_text(named, encoding="utf-8")
    assert check.faulty_coder_record(evidence) == []
    monkeypatch.setattr(paths, "CODERS", file)
    (fault,) = check.faulty_coder_record(evidence)
    assert "names ann, a person whose codings are not kept" in fault


def test_the_studys_codes_are_read_by_their_schema(tmp_path, codebook, release):
    rows = release.dataset.recommendations
    found = read_examples(paths.PAPER_EXAMPLES, codebook, rows["recommendation_id"])
    assert len(found) == 11
    file = tmp_path / "paper_examples.csv"
    head = "recommendation_id,category,theme,printed_as\n"
    good = f"{found[0].recommendation_id},casework,{PLANS},Somewhere\n"
    for line, expected in (
        (good.replace(found[0].recommendation_id, "1-99"), "row 2, column recommendation_id"),
        (good.replace(PLANS, "casework/x"), "row 2, column theme"),
        (good.replace(",casework,", ",risk,"), "expected casework"),
        (good.replace("Somewhere", ""), "expected a value"),
        (good + good, "row 3"),
    ):
        file.write_text(head + line, encoding="utf-8")
        with pytest.raises(SchemaError, match=expected):
            read_examples(file, codebook, rows["recommendation_id"])


def test_a_sub_theme_counts_for_the_studys_theme_above_it(codebook, release):
    rows = release.dataset.recommendations
    found = read_examples(paths.PAPER_EXAMPLES, codebook, rows["recommendation_id"])
    example = next(one for one in found if one.theme == "groups/care-leavers")
    key = example.recommendation_id
    for themes, has in (
        (["groups/care-leaver-pathway-plans"], True),
        (["groups/permanence"], False),
        ([], False),
    ):
        row = compare_examples([example], {key: themes}, codebook).iloc[0]
        assert bool(row["has_theme"]) is has


def test_the_study_s_codes_hold_no_wording():
    longest = max(
        len(cell.split())
        for line in paths.PAPER_EXAMPLES.read_text(encoding="utf-8").splitlines()
        for cell in line.split(",")
    )
    assert longest < 8
