"""Agreement of two coders, published: counts and coefficients equal a hand count, every
disagreement is told, and weak themes are named.
"""

import numpy as np
import pandas as pd
import pytest

from ofsted.analysis.headlines import reliability
from ofsted.charts.agreement import kappa_alt_text, kappa_dots
from ofsted.coding.agreement import agreement_by_code, alpha_interval, alpha_masi
from ofsted.coding.kept import Ruling
from ofsted.coding.records import CodedText, Label
from ofsted.coding.reliability import Codings, list_disagreements, measure_reliability, weak_themes
from ofsted.tables import stored

TIMELY, PLANS, RECORDS, SHARING = (
    "casework/timeliness",
    "casework/plan-quality",
    "casework/recording",
    "multi-agency/information-sharing",
)
STAYING_PUT, HOMES, LEAVERS = (
    "groups/staying-put",
    "groups/care-leaver-accommodation",
    "groups/care-leavers",
)
CODERS = ("model-a", "model-b")


def coded(sets):
    return {
        f"t{number}": CodedText(f"t{number}", tuple(Label(theme, 0, 1, False) for theme in themes))
        for number, themes in enumerate(sets)
    }


def made_up(first, second, outcome=None, reports=None):
    """Codings of as many recommendations as there are sets, each with its own text, in F3 reports
    to the authority.
    """
    ids = [f"t{number}" for number in range(len(first))]
    recommendations = pd.DataFrame(
        {
            "recommendation_id": [f"r{number}" for number in range(len(ids))],
            "text_id": ids,
            "report_id": reports or ids,
            "framework": "F3",
            "body": "authority",
        }
    )
    return Codings(recommendations, coded(first), coded(second), coded(outcome or first))


def one(rows, **wanted):
    found = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1
    return found[0]


def random_sets(seed=1, items=120, codes=5):
    random = np.random.default_rng(seed)
    first = random.random((items, codes)) < 0.3
    return (
        first,
        first ^ (random.random((items, codes)) < 0.05),
        np.repeat(np.arange(items // 4), 4),
    )


def test_counts_by_code_and_scope_equal_a_hand_count(codebook):
    first, second = [[TIMELY], [TIMELY, PLANS], [PLANS], []], [[TIMELY], [TIMELY], [SHARING], []]
    codings = made_up(first, second, outcome=[[TIMELY], [TIMELY, PLANS], [SHARING], []])
    by_code, by_set = measure_reliability(codings, codebook, draws=20)
    plans = one(by_code, scheme="full", scope="F3", level="theme", code=PLANS)
    assert (
        plans["both_count"],
        plans["first_only_count"],
        plans["second_only_count"],
        plans["adjudicated_count"],
    ) == (0, 2, 0, 1)
    casework = one(by_code, scheme="full", scope="all", level="category", code="casework")
    assert (
        casework["both_count"],
        casework["first_only_count"],
        casework["adjudicated_count"],
    ) == (2, 1, 2)
    sets = one(by_set, scheme="full", scope="authority", level="theme")
    assert sets["disagreement_count"] == 2
    assert [
        sets[f"{side}_{end}_count"] for side in ("first", "second") for end in ("kept", "dropped")
    ] == [1, 1, 1, 0]


def test_fewer_than_fifteen_reports_get_counts_only(codebook):
    sets = [[TIMELY], [PLANS]] * 10
    for reports, is_known in (
        ([f"r{n % 14}" for n in range(20)], False),
        ([f"r{n % 15}" for n in range(20)], True),
    ):
        by_code, by_set = measure_reliability(
            made_up(sets, sets, reports=reports), codebook, draws=20
        )
        assert (
            one(by_code, scheme="full", scope="all", level="theme", code=TIMELY)["kappa"]
            is not None
        ) == is_known
        assert (
            one(by_set, scheme="full", scope="all", level="theme")["alpha"] is not None
        ) == is_known


def test_the_views_of_the_codebook_count_a_theme_where_they_say(codebook):
    sets = [[STAYING_PUT], [HOMES], [LEAVERS], [RECORDS]]
    by_code, _ = measure_reliability(made_up(sets, sets), codebook, draws=20)
    leavers = {
        scheme: one(by_code, scheme=scheme, scope="all", level="theme", code=LEAVERS)["both_count"]
        for scheme in ("full", "wide", "strict")
    }
    assert leavers == {
        "full": 1,
        "wide": 3,
        "strict": 2,
    }  # staying put is of later reports; it rolls up to accommodation, that to care leavers
    groups = {
        scheme: one(by_code, scheme=scheme, scope="all", level="category", code="groups")[
            "both_count"
        ]
        for scheme in ("full", "wide", "strict")
    }
    assert groups == {"full": 3, "wide": 3, "strict": 2}
    assert not any(row["code"] == RECORDS for row in by_code if row["scheme"] != "full")


def test_rare_themes_and_those_the_coders_do_not_agree_on_are_weak():
    figures = pd.DataFrame(
        {
            "code": ["a", "b", "c", "d"],
            "kappa": [0.9, 0.59, 0.60, np.nan],
            "adjudicated_count": [19, 20, 20, 20],
        }
    )
    assert weak_themes(figures) == {"a": "rare", "b": "low-kappa", "d": "low-kappa"}


def test_alpha_lies_in_its_interval_and_whole_reports_are_drawn():
    first, second, reports = random_sets()
    low, high = alpha_interval(first, second, reports, draws=400)
    assert low < alpha_masi(first, second) < high
    # Ten copies of every recommendation in its own report say nothing new; as separate reports they
    # would narrow the interval.
    many = [np.repeat(array, 10, axis=0) for array in (first, second, reports)]
    same, narrow = (
        alpha_interval(*many, draws=400),
        alpha_interval(many[0], many[1], np.arange(len(many[0])), draws=400),
    )
    assert same[1] - same[0] == pytest.approx(high - low, rel=0.02)
    assert narrow[1] - narrow[0] < 0.6 * (high - low)


def test_intervals_are_the_same_every_time_and_blank_for_a_code_nobody_gave():
    first, second, reports = random_sets()
    first[:, 4] = second[:, 4] = False
    figures = [
        agreement_by_code(first, second, list("abcde"), reports, draws=100) for _ in range(2)
    ]
    assert figures[0].equals(figures[1])
    assert figures[0]["kappa_low"].isna().tolist() == [False] * 4 + [True]


def test_every_label_that_one_coder_gave_alone_is_listed_with_its_ruling(codebook):
    codings = made_up([[TIMELY, PLANS], [RECORDS], [TIMELY]], [[TIMELY], [SHARING], [TIMELY]])
    rulings = {"t0": [Ruling("t0", PLANS, 0, 1, False, False, "R15")]}
    rows = list_disagreements(codings, codebook, CODERS, rulings)
    assert [
        (row["recommendation_id"], row["theme"], row["coder"], row["is_kept"], row["reason"])
        for row in rows
    ] == [
        ("r0", PLANS, "model-a", False, "R15"),
        ("r1", RECORDS, "model-a", None, None),
        ("r1", SHARING, "model-b", None, None),
    ]


def disagreements(*rows):
    return pd.DataFrame(rows, columns=["recommendation_id", "theme", "coder", "is_kept", "reason"])


def test_themes_taken_for_each_other_are_counted_in_either_direction_and_extra_themes_apart():
    told = disagreements(
        ("r0", PLANS, "model-a", True, "x"),
        ("r0", RECORDS, "model-b", False, "x"),
        ("r1", RECORDS, "model-a", True, "x"),
        ("r1", PLANS, "model-b", True, "x"),
        ("r2", TIMELY, "model-a", True, "x"),
        ("r3", TIMELY, "model-b", False, "x"),
    )
    (pair,) = reliability.find_confusions(told).to_dict("records")
    assert (pair["theme"], pair["other"], pair["recommendation_count"]) == (PLANS, RECORDS, 2)
    assert (
        pair["theme_kept"],
        pair["both_kept"],
        pair["other_kept"],
        pair["neither_kept"],
        pair["unruled"],
    ) == (1, 1, 0, 0, 0)
    assert pair["recommendation_ids"] == ["r0", "r1"]
    assert reliability.count_lone(told).to_dict("records") == [
        {"theme": TIMELY, "recommendation_count": 2, "kept_count": 1}
    ]


def test_the_headline_counts_what_both_gave_and_names_the_lowest(codebook):
    by_code, by_set = stored.read_agreement(), stored.read_agreement_sets()
    for scope in by_set["scope"].unique():
        for level in ("category", "theme"):
            rows = reliability.with_labels(
                reliability.take_scope(by_code, "full", scope, level), codebook
            )
            sets = reliability.take_scope(by_set, "full", scope, level)
            headline = reliability.headline_agreement(rows, sets)
            same = sets["recommendation_count"].iloc[0] - sets["disagreement_count"].iloc[0]
            assert f"({same:,} of {sets['recommendation_count'].iloc[0]:,})" in headline
            known = rows[rows["is_shown"] & rows["kappa"].notna()]
            assert ("counts only" in headline) == known.empty
            assert known.empty or known.sort_values("kappa")["label"].iloc[0] in headline
    assert "No recommendation" in reliability.headline_agreement(rows[:0], sets[:0])


def test_weak_themes_are_told_with_the_place_where_they_count(codebook):
    rows = reliability.with_labels(
        reliability.take_scope(stored.read_agreement(), "full", "all", "theme"), codebook
    )
    weak = rows.assign(
        is_shown=~rows["code"].isin([STAYING_PUT, HOMES, TIMELY]),
        why_not=rows["why_not"].fillna("rare"),
    )
    told = reliability.printed_weak(weak, codebook, "full").set_index("Theme")[
        "Where it is counted"
    ]
    # Accommodation is itself not shown here, so staying put goes one step further up.
    assert (
        told[codebook.labels[STAYING_PUT]]
        == told[codebook.labels[HOMES]]
        == f"rolled up into {codebook.labels[LEAVERS]}"
    )
    assert told[codebook.labels[TIMELY]] == "counted in its category only"


def test_the_chart_draws_every_kappa_once_lowest_first_in_the_mark_of_its_band(codebook):
    rows = reliability.with_labels(
        reliability.take_scope(stored.read_agreement(), "full", "all", "category"), codebook
    )
    rows["kappa"], rows["kappa_low"], rows["kappa_high"] = (
        [0.2, 0.59, 0.60, 0.75, 0.76, 0.8, 0.9, 1.0, np.nan],
        0.1,
        1.0,
    )
    chart = kappa_dots(rows)
    drawn = {trace.marker.symbol: list(trace.x) for trace in chart.data}
    assert drawn == {"circle": [0.76, 0.8, 0.9, 1.0], "diamond": [0.60, 0.75], "x": [0.2, 0.59]}
    assert sorted(y for trace in chart.data for y in trace.y) == [
        y for trace in reversed(chart.data) for y in trace.y
    ]
    assert len({trace.marker.color for trace in chart.data}) == 3
    assert rows["label"].iloc[0] in kappa_alt_text(rows, "categories", "recommendations")
    assert "No kappa" in kappa_dots(rows[:0]).layout.annotations[0].text


def test_the_stored_tables_hang_together():
    by_code, by_set, told = (
        stored.read_agreement(),
        stored.read_agreement_sets(),
        stored.read_disagreements(),
    )
    recommendations = stored.read_recommendations()
    full = by_set[(by_set["scheme"] == "full") & (by_set["level"] == "theme")].set_index("scope")
    assert full.loc["all", "recommendation_count"] == len(recommendations)
    assert (
        full.loc[["F3", "F4", "LAC-2013"], "disagreement_count"].sum()
        == full.loc["all", "disagreement_count"]
        == told["recommendation_id"].nunique()
    )
    assert (
        full.loc["all", "disagreement_count"]
        == (~recommendations["coders_agree"].astype(bool)).sum()
    )
    themes = by_code[
        (by_code["scheme"] == "full") & (by_code["level"] == "theme") & (by_code["scope"] == "all")
    ].set_index("code")
    assert (
        (themes["first_only_count"] + themes["second_only_count"]).sum()
        == len(told)
        == full.loc["all"].filter(regex="(kept|dropped)_count").sum()
    )
    carried = recommendations["themes"].explode().value_counts().reindex(themes.index, fill_value=0)
    assert (themes["adjudicated_count"] == carried).all()
    coefficients = by_code[["kappa", "ac1"]]
    assert (coefficients.notna().all(axis=1) | coefficients.isna().all(axis=1)).all()
    known = by_code[by_code["kappa_low"].notna()]
    assert (
        (known["kappa_low"] <= known["kappa"] + 1e-6)
        & (known["kappa"] <= known["kappa_high"] + 1e-6)
    ).all()
