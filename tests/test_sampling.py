"""Samples are what their design says: same draw everywhere, right numbers per stratum, and
probabilities that come true.
"""

from __future__ import annotations

import hashlib
import time

import numpy as np
import pandas as pd
import pytest

from ofsted.analysis.counting.samples import (
    MOST_REPORTS,
    MOST_SEED,
    SampleDesign,
    compare_with_frame,
    draw_sample,
    frame_hash,
    inclusion_probabilities,
    list_strata,
    paper_like,
    parse_design,
    sample_many,
    sample_rows,
    write_design,
)
from ofsted.analysis.counting.selection import Selection, choose_reports
from ofsted.analysis.headlines.samples import headline_contrast, headline_stability
from ofsted.analysis.inference.comparison import compare_groups
from ofsted.analysis.inference.stability import CONTRASTS, contrast_stability, sample_stability
from ofsted.errors import OfstedError

pytestmark = pytest.mark.slow

PAPER = paper_like()
DESIGNS = [
    PAPER,
    SampleDesign((("F3", 20), ("F4", 20)), rule="proportional", seed=3),
    SampleDesign((("F3", 60), ("F4", 150)), seed=5),
    SampleDesign((("LAC-2013", 3), ("F4", 30)), one_per_area=False, seed=7),
]
PINNED = ["r0", "r34", "r6", "r8", "r43", "r11"]


@pytest.fixture(scope="module")
def reports(corpus):
    return corpus.reports


def made_up(ratings: str, areas: str, framework: str = "F4") -> pd.DataFrame:
    """Reports r0, r1, … with the rating and area that each letter stands for."""
    names = {"o": "outstanding", "g": "good", "r": "requires-improvement", "i": "inadequate"}
    return pd.DataFrame(
        {
            "report_id": [f"r{number}" for number in range(len(ratings))],
            "urn": list(areas),
            "framework": framework,
            "rating": [names[letter] for letter in ratings],
            "variant": "standard",
            "deprivation": [1 + number % 3 for number in range(len(ratings))],
            "rurality": [1 + number % 2 for number in range(len(ratings))],
        }
    )


@pytest.mark.parametrize("design", DESIGNS, ids=write_design)
def test_a_design_written_and_read_is_the_same_design(design):
    assert parse_design(write_design(design)) == design


def test_a_design_is_written_as_a_person_would():
    assert write_design(SampleDesign((("F3", 20), ("F4", 20)), seed=7)) == "F3:20,F4:20;seed=7"
    assert (
        write_design(SampleDesign((("F4", 8),), "proportional", False, 0))
        == "F4:8;seed=0;rule=proportional;areas=any"
    )


def test_case_spaces_order_and_a_missing_seed_do_not_matter():
    assert parse_design(" f4: 8 , lac-2013:2 ") == SampleDesign((("LAC-2013", 2), ("F4", 8)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "F3",
        "F3:",
        "F3:0",
        "F3:-1",
        "F3:2.5",
        "F3:501",
        "F9:3",
        "F3:3,F3:4",
        "F3:3;seed=-1",
        "F3:3;seed=1000000",
        "F3:3;seed=1;seed=2",
        "F3:3;rule=best",
        "F3:3;areas=none",
        "F3:3;colour=red",
        "F3:٣",
        "F3:3;seed=1e3",
        "F3:9" + "9" * 400,
        "<script>:1",
        "F3:3;seed",
        "\x00",
        "F3:3,,F4:4",
        "😀:1",
        "F3:3=4",
    ],
)
def test_a_text_that_is_no_design_is_refused_with_what_was_expected(text):
    with pytest.raises(OfstedError) as refused:
        parse_design(text)
    assert "script" not in str(refused.value)
    assert "😀" not in str(refused.value)


def test_random_text_never_does_anything_but_raise_that_error():
    letters = np.random.default_rng(1).choice(
        list("F34:,;=seedrulareasany0123456789 \n%&\u0130ß"), (3000, 24)
    )
    for text in map("".join, letters):
        try:
            design = parse_design(text)
        except OfstedError:
            continue
        assert parse_design(write_design(design)) == design


def test_a_design_that_cannot_be_is_refused():
    for wrong in ((), (("F4", 2), ("F3", 2)), (("F4", MOST_REPORTS + 1),)):
        with pytest.raises(OfstedError):
            SampleDesign(wrong)
    with pytest.raises(OfstedError):
        SampleDesign((("F4", 2),), seed=MOST_SEED + 1)


@pytest.mark.parametrize("design", DESIGNS, ids=write_design)
def test_each_report_is_drawn_as_often_as_its_probability_says(reports, design):
    draws = 6000
    chance, seen = (
        inclusion_probabilities(reports, design),
        sample_many(reports, design, draws).mean(axis=0),
    )
    uncertain = (chance > 0) & (chance < 1)
    z = (seen - chance)[uncertain] / np.sqrt(chance * (1 - chance) / draws)[uncertain]
    assert np.abs(z).max() < 4.5
    assert 0.85 < z.std() < 1.15
    assert np.allclose(seen[~uncertain], chance[~uncertain])


@pytest.mark.parametrize("design", DESIGNS, ids=write_design)
def test_weights_add_up_to_the_frame_on_average(reports, design):
    chance = inclusion_probabilities(reports, design)
    weights = np.divide(1, chance, out=np.zeros(len(chance)), where=chance > 0)
    frame = (reports["variant"] != "lscb-review") & reports["framework"].isin(
        [name for name, _ in design.allocation]
    )
    assert (sample_many(reports, design, 3000) @ weights).mean() == pytest.approx(
        frame.sum(), rel=0.01
    )


def test_an_area_that_can_give_one_of_two_reports_halves_their_probability():
    # Areas a and b have one inadequate report each, area c one inadequate and one good. One
    # inadequate report is asked for of 2 or 3 that are left.
    reports = made_up("iiig", "abcc")
    chance = inclusion_probabilities(reports, SampleDesign((("F4", 2),)))
    # Strata: inadequate gives 1 report of r0, r1 and, half the time, r2; good gives r3 whenever it
    # is c's choice.
    assert chance.tolist() == pytest.approx(
        [0.5 * (1 / 2 + 1 / 3), 0.5 * (1 / 2 + 1 / 3), 0.5 * 1 / 3, 0.5]
    )


def test_drawn_rows_carry_the_stated_probability_and_its_inverse(reports):
    drawn = draw_sample(reports, PAPER)
    chance = pd.Series(inclusion_probabilities(reports, PAPER), index=reports["report_id"])
    assert drawn["inclusion_probability"].tolist() == chance[drawn["report_id"]].tolist()
    assert (drawn["weight"] * drawn["inclusion_probability"]).tolist() == pytest.approx(
        [1] * len(drawn)
    )
    assert drawn["order"].tolist() == list(range(1, len(drawn) + 1))


def test_the_sample_like_the_studys_has_twenty_reports_of_each_framework_spread_over_the_ratings(
    reports,
):
    drawn = reports[sample_rows(reports, PAPER)]
    assert drawn["framework"].value_counts().to_dict() == {"F3": 20, "F4": 20}
    assert not drawn.duplicated(["framework", "urn"]).any()
    assert list_strata(reports, PAPER).set_index("stratum")["drawn_count"].to_dict() == {
        "F3/good-or-better": 7,
        "F3/requires-improvement": 7,
        "F3/inadequate": 6,
        "F4/good-or-better": 6,
        "F4/requires-improvement": 6,
        "F4/inadequate": 6,
        "F4/not-given": 2,
    }


def test_no_area_gives_two_reports_of_a_framework_in_any_of_many_samples(reports):
    for rows in sample_many(reports, SampleDesign((("F3", 100), ("F4", 120))), 200):
        assert not reports[rows].duplicated(["framework", "urn"]).any()


def test_a_board_review_is_never_drawn_and_a_report_without_recommendations_can_be(reports):
    everything = SampleDesign((("LAC-2013", 500), ("F3", 500), ("F4", 500)), one_per_area=False)
    drawn = sample_rows(reports, everything)
    assert drawn.tolist() == (reports["variant"] != "lscb-review").tolist()
    assert (reports.loc[drawn, "authority_count"] == 0).any()


def test_proportional_gives_each_rating_its_part_but_at_least_two(reports):
    strata = list_strata(
        reports, SampleDesign((("F4", 100),), "proportional", one_per_area=False)
    ).set_index("stratum")
    exact = 100 * strata["report_count"] / 321
    assert strata["asked_count"].sum() == 100
    assert ((strata["asked_count"] - exact).abs() < 1).all()
    few = list_strata(reports, SampleDesign((("F4", 10),), "proportional"))
    assert few["asked_count"].min() == 2


def test_a_small_stratum_gives_what_it_has_and_the_others_make_up_for_it():
    strata = list_strata(
        made_up("gggggggrrrri", "abcdefghijkl"), SampleDesign((("F4", 9),))
    ).set_index("stratum")
    assert strata["asked_count"].tolist() == [4, 4, 1]
    assert strata["drawn_count"].tolist() == [
        4,
        4,
        1,
    ]


def test_outstanding_and_good_are_one_stratum_and_the_earlier_adequate_stands_with_requires_improvement():
    assert list_strata(made_up("og", "ab"), SampleDesign((("F4", 2),)))[
        "report_count"
    ].tolist() == [2]
    early = made_up("r", "a", "F1").assign(rating="adequate")
    assert list_strata(early, SampleDesign((("F1", 2),)))["stratum_label"].tolist() == [
        "F1, adequate"
    ]


def test_a_framework_without_reports_draws_nothing_and_leaves_the_others_alone(reports):
    with_f1 = SampleDesign((("F1", 20), ("F3", 20), ("F4", 20)))
    assert sample_rows(reports, with_f1).tolist() == sample_rows(reports, PAPER).tolist()
    assert draw_sample(reports, SampleDesign((("F2", 5),))).empty


def test_the_draw_does_not_depend_on_the_order_of_the_frame(reports):
    shuffled = reports.sample(frac=1, random_state=4).reset_index(drop=True)
    assert draw_sample(shuffled, PAPER).equals(draw_sample(reports, PAPER))
    assert frame_hash(shuffled) == frame_hash(reports)


def test_the_draw_is_the_same_on_every_machine():
    reports = made_up("gggggrrrrriiiii" * 3, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRS")
    drawn = draw_sample(reports, SampleDesign((("F4", 6),), seed=42))
    assert drawn["report_id"].tolist() == PINNED


def test_many_samples_are_those_of_the_seeds_that_follow(reports):
    many = sample_many(reports, SampleDesign(PAPER.allocation, seed=MOST_SEED), 2)
    assert (
        many[0].tolist()
        == sample_rows(reports, SampleDesign(PAPER.allocation, seed=MOST_SEED)).tolist()
    )
    assert many[1].tolist() == sample_rows(reports, SampleDesign(PAPER.allocation, seed=0)).tolist()


def test_deprivation_is_spread_more_evenly_than_by_a_simple_draw(reports):
    design = SampleDesign((("F3", 30),), "proportional", one_per_area=False)
    most_deprived = ((reports["deprivation"] == 1) & (reports["framework"] == "F3")).to_numpy()
    drawn = sample_many(reports, design, 1000)[:, most_deprived].sum(axis=1)
    share = most_deprived.sum() / (reports["framework"] == "F3").sum()
    assert drawn.std() < 0.5 * np.sqrt(30 * share * (1 - share))


def test_the_sample_beside_the_frame_adds_up(reports):
    table = compare_with_frame(reports, PAPER)
    sums = table.groupby(["framework", "field"])[["sample_count", "frame_count"]].sum()
    assert (sums["sample_count"] == 20).all()
    assert sums["frame_count"].unstack()["rating"].to_dict() == {"F3": 167, "F4": 321}
    # Counted by hand in the table of reports: SIF reports rated inadequate, without the board
    # review.
    row = table[
        (table["framework"] == "F3")
        & (table["field"] == "rating")
        & (table["code"] == "inadequate")
    ].iloc[0]
    assert (row["sample_count"], row["frame_count"]) == (6, 39)


def test_the_frame_hash_is_that_of_the_sorted_ids():
    reports = made_up("gr", "ab")
    assert frame_hash(reports) == hashlib.sha256(b"r0\nr1").hexdigest()


def test_a_sample_as_a_filter_is_quick_and_cannot_be_written_to(reports):
    started = time.process_time()
    rows = sample_rows(reports, SampleDesign(PAPER.allocation, seed=77))
    assert time.process_time() - started < 0.2
    started = time.process_time()
    assert sample_rows(reports, SampleDesign(PAPER.allocation, seed=77)) is rows
    assert time.process_time() - started < 0.02
    with pytest.raises(ValueError, match="read-only"):
        rows[0] = True


def test_the_filter_keeps_the_drawn_reports_and_no_others(corpus):
    chosen = choose_reports(corpus, Selection(sample=PAPER))
    assert chosen.tolist() == sample_rows(corpus.reports, PAPER).tolist()


def test_stability_by_matrices_equals_samples_counted_one_by_one(corpus):
    draws, code = 40, "casework"
    frame = sample_stability(corpus, Selection(), PAPER, "category", [code], draws).iloc[0]
    own = corpus.category_hits[:, corpus.category_ids.index(code)]
    authority = (corpus.recommendations["body"] == "authority").to_numpy()
    shares, ranks = [], []
    for seed in range(PAPER.seed, PAPER.seed + draws):
        inside = sample_rows(corpus.reports, paper_like(seed=seed))[corpus.report_rows] & authority
        shares.append(own[inside].mean())
        ranks.append(1 + (corpus.category_hits[inside].mean(axis=0) > shares[-1]).sum())
    assert frame["mean_share"] == pytest.approx(np.mean(shares))
    assert (frame["low_share"], frame["high_share"]) == pytest.approx(
        tuple(np.percentile(shares, [2.5, 97.5]))
    )
    assert frame["first_share"] == np.mean(np.array(ranks) == 1)
    assert frame["top_share"] == np.mean(np.array(ranks) <= 3)
    in_frame = (
        authority & corpus.reports["framework"].isin(["F3", "F4"]).to_numpy()[corpus.report_rows]
    )
    assert (frame["hit_count"], frame["recommendation_count"]) == (
        own[in_frame].sum(),
        in_frame.sum(),
    )


def test_weighted_samples_centre_on_all_reports_where_equal_numbers_per_rating_do_not(corpus):
    codes = corpus.category_ids
    plain, weighted = (
        sample_stability(corpus, Selection(), PAPER, "category", codes, weighted=weighting)
        for weighting in (False, True)
    )
    assert (weighted["mean_share"] - weighted["full_share"]).abs().max() < 0.004
    assert (plain["mean_share"] - plain["full_share"]).abs().max() > 0.008


def test_a_sample_of_everything_never_moves(corpus):
    census = SampleDesign((("F3", 500), ("F4", 500)), one_per_area=False)
    frame = sample_stability(corpus, Selection(), census, "category", corpus.category_ids, 5)
    assert np.allclose(frame["low_share"], frame["full_share"])
    assert np.allclose(frame["high_share"], frame["full_share"])
    contrast = contrast_stability(
        corpus, Selection(), census, "framework", "category", corpus.category_ids, 5
    )
    assert np.allclose(contrast["mean_difference"], contrast["full_difference"])
    assert (contrast["agreeing_share"] == 1).all()


def test_a_difference_is_that_of_the_two_sides_and_its_error_that_of_a_cluster_robust_share(corpus):
    census = SampleDesign((("F3", 500), ("F4", 500)), one_per_area=False)
    row = contrast_stability(
        corpus, Selection(), census, "framework", "category", ["performance"], 1
    ).iloc[0]
    assert row["full_difference"] == pytest.approx(
        row["first_hit_count"] / row["first_recommendation_count"]
        - row["second_hit_count"] / row["second_recommendation_count"]
    )
    authority = (corpus.recommendations["body"] == "authority").to_numpy()
    hits = np.bincount(
        corpus.report_rows,
        corpus.category_hits[:, corpus.category_ids.index("performance")] * authority,
        len(corpus.reports),
    )
    items = np.bincount(corpus.report_rows, authority, len(corpus.reports))
    variance = 0.0
    for framework in ("F3", "F4"):
        own = (
            (corpus.reports["framework"] == framework)
            & (corpus.reports["variant"] != "lscb-review")
        ).to_numpy()
        residual = hits[own] - hits[own].sum() / items[own].sum() * items[own]
        variance += own.sum() / (own.sum() - 1) * (residual**2).sum() / items[own].sum() ** 2
    assert (
        row["called_share"]
        == float(abs(row["full_difference"]) > 1.959963984540054 * np.sqrt(variance))
        == 1.0
    )


def test_by_rating_a_difference_is_taken_within_frameworks(corpus):
    census = SampleDesign((("F3", 500), ("F4", 500)), one_per_area=False)
    row = contrast_stability(
        corpus, Selection(), census, "rating", "category", ["performance"], 1
    ).iloc[0]
    compared = (
        compare_groups(
            corpus,
            Selection(framework=("F3", "F4")),
            level="category",
            by="rating",
            first="inadequate",
        )
        .set_index("code")
        .loc["performance"]
    )
    assert row["full_difference"] == pytest.approx(compared["adjusted_difference"], abs=0.002)
    assert abs(compared["adjusted_difference"] - compared["difference"]) > 0.002


@pytest.mark.parametrize("by", CONTRASTS)
def test_every_contrast_counts_parts_of_the_samples(corpus, by):
    frame = contrast_stability(corpus, Selection(), PAPER, by, "theme", corpus.theme_ids, 60)
    parts = frame[["positive_share", "agreeing_share", "called_share"]].dropna()
    assert ((parts >= 0) & (parts <= 1)).all().all()
    assert (parts["called_share"] <= parts["agreeing_share"]).all()
    assert headline_contrast(frame, by, 40).startswith(CONTRASTS[by][2])


def test_filters_that_leave_nothing_or_one_side_are_said_and_not_raised(corpus):
    nothing = Selection(framework=("F1",))
    assert "No sample" in headline_stability(
        sample_stability(corpus, nothing, PAPER, "category", corpus.category_ids, 20), 40
    )
    one_side = contrast_stability(
        corpus,
        Selection(framework=("F3",)),
        PAPER,
        "framework",
        "category",
        corpus.category_ids,
        20,
    )
    assert "no recommendations on both sides" in headline_contrast(one_side, "framework", 40)
    with pytest.raises(OfstedError):
        contrast_stability(corpus, Selection(), PAPER, "area", "category", corpus.category_ids, 2)


def test_a_thousand_samples_take_less_than_two_seconds(corpus):
    started = time.process_time()
    sample_stability(corpus, Selection(), paper_like(seed=123), "theme", corpus.theme_ids)
    assert time.process_time() - started < 2
