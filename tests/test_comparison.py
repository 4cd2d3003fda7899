"""Comparisons: equal to SciPy and statsmodels where they overlap, and verdicts that follow from the
figures beside them.
"""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests

from ofsted.analysis.counting.counts import count_codes
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.counting.tallies import Tally, tally_groups
from ofsted.analysis.inference import designs, intervals
from ofsted.analysis.inference.comparison import (
    VERDICTS,
    compare_all,
    compare_groups,
    compare_selections,
)
from ofsted.analysis.inference.designs import DESIGNS, area_scores
from ofsted.analysis.inference.permutations import (
    Sums,
    adjust_p,
    permutation_test,
    share_variance,
    sign_flip_test,
)
from ofsted.errors import OfstedError
from ofsted.limits import EQUIVALENT
from tests.invented import make_dataset, make_report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def frameworks(corpus):
    return compare_groups(corpus, Selection(), by="framework", first="F3", second="F4")


# Against others


def test_q_is_that_of_statsmodels_and_passes_over_what_was_not_tested():
    p = np.random.default_rng(1).random(40) ** 3
    assert adjust_p(p) == pytest.approx(multipletests(p, method="fdr_bh")[1])
    gaps = np.where(np.arange(40) % 7 == 0, np.nan, p)
    tested = ~np.isnan(gaps)
    assert adjust_p(gaps)[tested] == pytest.approx(multipletests(gaps[tested], method="fdr_bh")[1])
    assert np.isnan(adjust_p(gaps)[~tested]).all()
    assert np.isnan(adjust_p(np.array([np.nan]))).all()


def test_the_cluster_robust_error_is_that_of_statsmodels():
    rng = np.random.default_rng(2)
    items, side = rng.integers(1, 15, 60), np.arange(60) % 3 == 0
    hits = rng.binomial(items, rng.beta(2, 8, 60))
    carried = np.concatenate([np.arange(n) < h for n, h in zip(items, hits, strict=True)]).astype(
        float
    )
    report = np.repeat(np.arange(60), items)
    model = sm.OLS(carried, sm.add_constant(side[report].astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": report, "use_correction": False}
    )
    parts = [
        share_variance(sums(hits[rows], items[rows]), items[rows].sum()) for rows in (side, ~side)
    ]
    assert float(parts[0][0][0] - parts[1][0][0]) == pytest.approx(model.params[1])
    assert float(np.sqrt(parts[0][1] + parts[1][1])[0]) == pytest.approx(model.bse[1])


def sums(hits: np.ndarray, items: np.ndarray) -> Sums:
    return Sums(
        *(
            np.array([value], dtype=float)
            for value in (
                items.sum(),
                (items**2).sum(),
                hits.sum(),
                (hits**2).sum(),
                (hits * items).sum(),
            )
        )
    )


def test_the_permutation_p_is_that_of_scipy():
    # Reports of one recommendation: the studentised statistic then orders draws as the plain
    # difference does.
    hits, labels = np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0]), np.array([0] * 7 + [1] * 7)
    theirs = stats.permutation_test(
        (hits[:7], hits[7:]), lambda x, y: x.mean() - y.mean(), n_resamples=np.inf
    )
    _, ours = permutation_test(
        hits[:, None], np.ones(14, dtype=int), labels, np.zeros(14, dtype=int), draws=20_000
    )
    assert ours[0] == pytest.approx(theirs.pvalue, abs=0.012)


def test_the_sign_flip_p_is_that_of_scipy():
    scores = np.random.default_rng(4).normal(0.4, 1, 12)
    theirs = stats.permutation_test(
        (scores,), lambda x: x.sum(), permutation_type="samples", n_resamples=np.inf
    )
    _, ours = sign_flip_test(np.stack([scores, -scores])[:, :, None], draws=20_000)
    assert ours[0] == pytest.approx(theirs.pvalue, abs=0.012)


def test_p_is_never_nothing_and_is_one_where_there_is_nothing_to_tell_apart():
    items, labels, strata = np.full(40, 5), np.arange(40) % 2, np.zeros(40, dtype=int)
    hits = np.column_stack([labels * 5, np.ones(40, dtype=int), np.zeros(40, dtype=int)])
    assert permutation_test(hits, items, labels, strata)[1] == pytest.approx([1 / 2001, 1, 1])


def test_labels_stay_within_their_framework():
    # All of the first framework has the theme, none of the second: whatever rating goes with the
    # framework says nothing within it.
    strata = np.arange(60) // 30
    labels = np.where(strata == 0, np.arange(60) % 10 == 0, np.arange(60) % 10 != 0).astype(int)
    hits, items = np.where(strata == 0, 4, 0)[:, None], np.full(60, 4)
    assert permutation_test(hits, items, labels, strata)[1][0] == 1
    assert permutation_test(hits, items, labels, np.zeros(60, dtype=int))[1][0] < 0.01


# The frames


def test_both_sides_are_what_is_counted_elsewhere(corpus, frameworks):
    counts = count_codes(corpus, Selection(), level="theme", by="framework").set_index(
        ["code", "group"]
    )
    for side, group in (("first", "F3"), ("second", "F4")):
        own = counts.xs(group, level="group").loc[frameworks["code"]]
        for column in ("hit_count", "recommendation_count", "report_count", "report_hit_count"):
            assert (frameworks[f"{side}_{column}"].to_numpy() == own[column].to_numpy()).all()
        for column in ("share", "report_weighted_share"):
            assert frameworks[f"{side}_{column}"].to_numpy() == pytest.approx(
                own[column].to_numpy()
            )


def test_verdicts_follow_from_the_figures_beside_them(frameworks):
    found = frameworks["q"] < 0.05
    assert set(frameworks["verdict"]) <= set(VERDICTS)
    assert (
        frameworks.loc[found, "verdict"]
        == np.where(frameworks.loc[found, "difference"] > 0, "higher", "lower")
    ).all()
    assert (~frameworks.loc[~found, "verdict"].isin(["higher", "lower"])).all()
    same = frameworks[frameworks["verdict"] == "no-difference"]
    assert len(same)
    assert (same["ratio_low"] > EQUIVALENT[0] - 0.1).all()
    assert (same["ratio_high"] < EQUIVALENT[1] + 0.2).all()
    rare = frameworks["first_hit_count"] + frameworks["second_hit_count"] < 20
    assert frameworks.loc[rare, ["p", "q"]].isna().all(axis=None)
    assert (frameworks.loc[rare, "verdict"] == "undetermined").all()
    assert frameworks.loc[rare, "reason"].str.len().gt(0).all()
    assert frameworks.loc[~rare, ["p", "q"]].notna().all(axis=None)


def test_turning_the_sides_over_turns_the_verdicts_over(corpus, frameworks):
    back = compare_groups(corpus, Selection(), by="framework", first="F4", second="F3")
    assert back["p"].equals(frameworks["p"])
    assert back["difference"].to_numpy() == pytest.approx(-frameworks["difference"].to_numpy())
    turned = {"higher": "lower", "lower": "higher"}
    # At the edge of equivalence a ratio may be inside 0.67–1.5 while one over it is not inside:
    # 1/0.67 is not 1.5 to the last digit.
    assert (back["verdict"] == frameworks["verdict"].replace(turned)).mean() > 0.98


def test_a_chosen_theme_limits_the_rows_and_never_the_family(corpus, frameworks):
    row = frameworks.iloc[3]
    alone = compare_groups(
        corpus, Selection(theme=(row["code"],)), by="framework", first="F3", second="F4"
    )
    assert alone["code"].tolist() == [row["code"]]
    assert alone[["p", "q"]].iloc[0].tolist() == row[["p", "q"]].tolist()


def test_small_groups_get_counts_only(corpus):
    few = compare_groups(corpus, Selection(), by="rating", first="adequate")
    assert set(few["verdict"]) == {"counts-only"}
    assert few[["p", "q"]].isna().all(axis=None)
    assert few["first_report_count"].max() < 15
    nobody = compare_groups(
        corpus, Selection(framework=("F1",)), by="deprivation", first=1, second=3
    )
    assert set(nobody["verdict"]) == {"counts-only"}
    assert nobody["first_recommendation_count"].sum() == 0


def test_labels_move_at_the_level_at_which_they_were_given(corpus):
    designs = {
        by: compare_groups(corpus, Selection(body="both"), level="category", by=by, first=first)[
            "design"
        ].iloc[0]
        for by, first in (
            ("framework", "F3"),
            ("body", "lscb"),
            ("rating", "good"),
            ("deprivation", 1),
            ("rurality", 3),
            ("region", "London"),
            ("la_type", "county"),
            ("year", 2016),
        )
    }
    assert designs == {
        "framework": "sign-flip",
        "body": "sign-flip",
        "rating": "report-within-framework",
        "deprivation": "area",
        "rurality": "area",
        "region": "area",
        "la_type": "area",
        "year": "report",
    }
    assert set(designs.values()) == set(DESIGNS)


def test_two_sets_of_filters_are_tested_by_what_they_turn_out_to_be(corpus):
    ilacs, sif = ("F4",), ("F3",)
    pairs = {
        "sign-flip": (Selection(framework=sif), Selection(framework=ilacs)),
        "report-within-framework": (
            Selection(framework=ilacs, rating=("outstanding",)),
            Selection(framework=ilacs, rating=("good", "requires-improvement", "inadequate")),
        ),
        "report": (Selection(framework=ilacs, rating=("outstanding",)), Selection(framework=sif)),
        "area": (Selection(region=("London",)), Selection(region=("South East",))),
    }
    for design, sides in pairs.items():
        assert set(compare_selections(corpus, *sides, level="category")["design"]) == {design}
    # The same reports by rating and by filters give the same verdicts.
    by_filters = compare_selections(corpus, *pairs["report-within-framework"])
    rated = ("good", "requires-improvement", "inadequate", "outstanding")
    by_rating = compare_groups(
        corpus, Selection(framework=ilacs, rating=rated), by="rating", first="outstanding"
    )
    assert by_filters["verdict"].tolist() == by_rating["verdict"].tolist()
    assert not by_filters["verdict"].isin(["higher", "lower"]).any()
    # A few reports of a third framework on one side change nothing of that.
    rated = compare_selections(
        corpus, Selection(rating=("good",)), Selection(rating=("inadequate",))
    )
    assert set(rated["design"]) == {"report-within-framework"}
    by_rating = compare_groups(corpus, Selection(), by="rating", first="good", second="inadequate")
    assert rated["adjusted_difference"].equals(by_rating["adjusted_difference"])
    assert (
        rated["p"] - by_rating["p"]
    ).abs().max() < 0.06  # the same labels in another order: other draws of the same test
    # Good areas under both frameworks are seldom the same.
    good = compare_groups(
        corpus,
        Selection(framework=(*sif, *ilacs), rating=("good",)),
        level="category",
        by="framework",
        first="F3",
    )
    assert set(good["design"]) == {"report"}


def test_groups_all_too_small_give_counts_and_no_test(corpus):
    for chosen in (
        Selection(framework=("LAC-2013",)),
        Selection(framework=("F1",)),
        Selection(area=("80451",)),
    ):
        assert set(compare_all(corpus, chosen, level="category", by="deprivation")["verdict"]) <= {
            "counts-only"
        }


def test_ratings_are_compared_within_frameworks(corpus):
    ratings = compare_groups(
        corpus, Selection(framework=("F3", "F4")), level="category", by="rating", first="inadequate"
    )
    assert not ratings["adjusted_difference"].equals(ratings["difference"])
    one = compare_groups(
        corpus, Selection(framework=("F4",)), level="category", by="rating", first="inadequate"
    )
    assert one["adjusted_difference"].to_numpy() == pytest.approx(one["difference"].to_numpy())


def test_area_scores_add_up_to_the_difference(corpus, frameworks):
    _, members, tally = tally_groups(
        corpus, Selection(framework=("F3", "F4")), "theme", "framework"
    )
    assert area_scores(tally, members)[0].sum(axis=0) == pytest.approx(
        frameworks["difference"].to_numpy()
    )
    assert frameworks["paired_area_count"].iloc[0] == 147
    assert frameworks["area_count"].iloc[0] == 153


def test_two_selections_compare_like_two_groups(corpus):
    apart = compare_selections(
        corpus, Selection(framework=("F3",)), Selection(framework=("F4",)), level="category"
    )
    grouped = compare_groups(
        corpus, Selection(), level="category", by="framework", first="F3", second="F4"
    )
    for column in ("difference", "difference_low", "ratio_high", "p", "q", "verdict"):
        assert apart[column].equals(grouped[column])
    assert apart["overlap_report_count"].eq(0).all()
    assert apart["first_label"].iloc[0].startswith("SIF")


def test_selections_that_overlap_get_estimates_and_no_verdict(corpus):
    both = compare_selections(
        corpus, Selection(framework=("F4",)), Selection(rating=("good",)), level="category"
    )
    assert both["p"].isna().all()
    assert set(both["verdict"]) == {"undetermined"}
    assert both["overlap_report_count"].iloc[0] == 127
    assert both["reason"].iloc[0] == "127 reports stand on both sides"
    assert both["difference_low"].notna().all()
    bodies = compare_selections(
        corpus,
        Selection(framework=("F3",)),
        Selection(framework=("F3",), body="lscb"),
        level="category",
    )
    assert bodies["overlap_report_count"].eq(0).all()
    assert bodies["p"].notna().any()


def test_two_groups_at_once_give_the_p_of_the_pair(corpus):
    chosen = Selection(framework=("F3", "F4"))
    pair, every = (
        compare_groups(corpus, chosen, by="framework", first="F3"),
        compare_all(corpus, chosen, by="framework"),
    )
    assert every["p"].equals(pair["p"])
    assert (every["group_count"] == 2).all()


def test_the_highest_and_the_lowest_are_those_of_the_counts(corpus):
    every = compare_all(
        corpus, Selection(framework=("F4",)), level="category", by="region"
    ).set_index("code")
    counts = count_codes(corpus, Selection(framework=("F4",)), level="category", by="region")
    large = counts[counts["report_count"] >= 15]
    for code, rows in large.groupby("code"):
        assert every.loc[code, "highest"] == rows.loc[rows["share"].idxmax(), "group"]
        assert every.loc[code, "lowest_share"] == pytest.approx(rows["share"].min())
    assert (
        every["small_group_count"] == counts["group"].nunique() - large["group"].nunique()
    ).all()


def test_by_rating_the_highest_and_the_lowest_are_so_within_frameworks():
    """Inadequate reports lie higher under each framework, yet lower together: most of them stand
    where the theme is rare.
    """
    reports = [
        make_report(
            f"{framework}{rating[:2]}{n:02d}",
            framework,
            rating,
            2016,
            urn=f"u{framework}{rating[:2]}{n}",
        )
        for framework, rating, count in (
            ("F3", "inadequate", 20),
            ("F3", "good", 60),
            ("F4", "inadequate", 60),
            ("F4", "good", 20),
        )
        for n in range(count)
    ]
    rate = {("F3", "inadequate"): 9, ("F3", "good"): 7, ("F4", "inadequate"): 3, ("F4", "good"): 1}
    items = [
        (
            each["report_id"],
            "authority",
            ["a/red"] if n < rate[each["framework"], each["rating"]] else ["b/blue"],
        )
        for each in reports
        for n in range(10)
    ]
    row = (
        compare_all(make_dataset(reports, items), Selection(), by="rating")
        .set_index("code")
        .loc["a/red"]
    )
    assert row["highest"] == "inadequate"
    assert row["lowest"] == "good"
    assert row["highest_share"] < row["lowest_share"]
    assert row["highest_difference"] == pytest.approx(0.2)
    assert row["lowest_difference"] == pytest.approx(-0.2)
    assert row["verdict"] == "differs"


def test_fewer_than_two_large_groups_are_not_compared(corpus):
    alone = compare_all(corpus, Selection(framework=("LAC-2013",)), by="rating")
    assert set(alone["verdict"]) == {"counts-only"}
    assert alone["q"].isna().all()
    assert alone["highest"].isna().all()
    with pytest.raises(OfstedError, match="rule"):
        compare_all(corpus, Selection(), level="rule", by="rating")


def test_labels_of_ones_own_compare_like_a_column(corpus):
    own = compare_groups(
        corpus,
        Selection(),
        level="category",
        by=corpus.reports["deprivation"].rename("third"),
        first=1,
        second=3,
    )
    column = compare_groups(
        corpus, Selection(), level="category", by="deprivation", first=1, second=3
    )
    assert own["p"].equals(column["p"])
    assert own["grouping"].iloc[0] == "third"
    assert column["first_label"].iloc[0] == "Most deprived third"


def test_a_p_near_the_line_is_settled_by_more_draws(monkeypatch):
    tally = Tally(
        np.arange(80),
        np.repeat([[2, 1], [0, 1]], 40, axis=0),
        np.full(80, 5),
        np.arange(80),
        ("far", "same"),
    )
    members, asked = np.arange(80) // 40 == np.arange(2)[:, None], []
    plain = designs.assess

    def counting(tally, members, design, frameworks, draws=intervals.DRAWS):
        asked.append((tally.codes, draws))
        return plain(tally, members, design, frameworks, draws)

    monkeypatch.setattr(designs, "assess", counting)
    p = designs.settle(tally, members, "report", np.zeros(80, dtype=int))[1]
    assert asked == [(("far", "same"), intervals.DRAWS), (("far",), designs.FINE_DRAWS)]
    assert p[0] == pytest.approx(1 / (1 + designs.FINE_DRAWS))
    assert p[1] > 0.05
