"""Themes named together: dealing anew keeps every list's length and every report's themes, finds
what is planted and little where nothing is, and the stored table is what the method gives.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from ofsted import paths
from ofsted.analysis.counting.selection import Selection, choose_recommendations
from ofsted.analysis.headlines.together import describe_pairs, headline_pairs, proved_pairs
from ofsted.analysis.inference.together import deal_anew, measure_pairs
from ofsted.dashboard.exhibits.together import carrying_both
from ofsted.tables.stored import read_theme_pairs
from tests import pages
from tests.invented import make_dataset, make_report

pytestmark = pytest.mark.slow

THEMES = ("a/red", "a/green", "b/blue")


@pytest.fixture(scope="module")
def stored():
    return read_theme_pairs()


def lists(size: int = 6, themes: int = 8, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((size, themes)) < 0.3


def test_dealing_anew_keeps_both_sums_and_changes_places():
    hits = lists()
    dealt = deal_anew(hits, 200, np.random.default_rng(2))
    assert (dealt.sum(axis=1) == hits.sum(axis=0)).all()
    assert (dealt.sum(axis=2) == hits.sum(axis=1)).all()
    assert len(np.unique(dealt.reshape(200, -1), axis=0)) > 100


def test_every_arrangement_is_as_likely_as_any_other():
    hits = np.eye(4, dtype=bool)  # 24 arrangements of four themes over four recommendations
    dealt = deal_anew(hits, 12_000, np.random.default_rng(3)).reshape(12_000, -1)
    arrangements, counts = np.unique(dealt, axis=0, return_counts=True)
    assert len(arrangements) == 24
    assert counts.min() > 400
    assert counts.max() < 600


def test_a_list_that_cannot_be_dealt_otherwise_stays_as_it_is():
    for hits in (np.ones((3, 2), dtype=bool), np.array([[True, False]]), np.zeros((2, 2), bool)):
        dealt = deal_anew(hits, 5, np.random.default_rng(4))
        assert (dealt == hits).all()


def made_up(*, is_paired: bool):
    """Forty reports of six recommendations; red and green go together, or only by chance."""
    rng = np.random.default_rng(5)
    reports, items = [], []
    for number in range(40):
        reports.append(make_report(f"r{number}", "F4", "good", 2018))
        pairs = [["a/red", "a/green"], ["a/red", "a/green"], ["b/blue"], ["b/blue"]]
        if not is_paired:
            pairs = [sorted(rng.choice(THEMES, 2, replace=False)) for _ in range(2)]
            pairs += [[str(rng.choice(THEMES))] for _ in range(2)]
        items += [(f"r{number}", "authority", [str(theme) for theme in pair]) for pair in pairs]
    return make_dataset(reports, items)


def test_a_planted_pair_is_found_and_counted():
    pairs = measure_pairs(made_up(is_paired=True), Selection(), draws=500).set_index(
        ["first", "second"]
    )
    found = pairs.loc[("a/red", "a/green")]
    assert found["pair_count"] == 80
    assert found["lift"] > 1.2
    assert found["q"] < 0.01
    assert pairs.loc[("a/red", "b/blue"), "pair_count"] == 0
    assert pairs.loc[("a/red", "b/blue"), "q"] > 0.5


def test_where_themes_meet_by_chance_nothing_is_found():
    pairs = measure_pairs(made_up(is_paired=False), Selection(), draws=500)
    assert pairs["lift"].between(0.8, 1.2).all()
    assert (pairs["q"] > 0.05).all()


def test_the_stored_table_has_the_counts_of_the_recommendations(corpus, stored, release):
    dataset = release.dataset
    assert set(stored["framework"]) == {"F3", "F4"}
    chosen = choose_recommendations(dataset, Selection(framework=("F4",)))
    hits = dataset.hits("theme")[chosen].astype(int)
    together = hits.T @ hits
    place = {code: number for number, code in enumerate(dataset.theme_ids)}
    rows = stored[stored["framework"] == "F4"]
    counted = [together[place[row.first], place[row.second]] for row in rows.itertuples()]
    assert rows["pair_count"].tolist() == counted
    frequent = (hits.sum(axis=0) >= 20).sum()
    assert len(rows) == len(list(combinations(range(frequent), 2)))


def test_lift_q_and_blanks_follow_from_the_counts(stored):
    tested = stored["expected"] >= 1
    assert (stored["q"].notna() == tested).all()
    lifts = stored.loc[tested, "pair_count"] / stored.loc[tested, "expected"]
    assert stored.loc[tested, "lift"].tolist() == pytest.approx(lifts.tolist())
    assert (stored.loc[tested, "q"] >= stored.loc[tested, "p"]).all()
    proved = proved_pairs(stored[stored["framework"] == "F4"])
    assert (proved["lift"] > 1).all()
    assert proved["pair_count"].is_monotonic_decreasing


def test_headlines_count_what_was_tested_and_keep_sentences_short(stored):
    told = headline_pairs(stored[stored["framework"] == "F4"])
    assert "pairs of themes are named together more often" in told
    nothing = pd.DataFrame({"q": [np.nan], "pair_count": [1], "lift": [1.0]})
    assert headline_pairs(nothing).startswith("No two themes")
    for sentence in describe_pairs("F4").split(". "):
        assert len(sentence.split()) <= 25


def test_the_recommendations_of_a_pair_carry_both_themes(release, stored):
    row = proved_pairs(stored[stored["framework"] == "F4"]).iloc[0]
    found = carrying_both(release, (row["first"], row["second"]), "F4")
    assert len(found) == row["pair_count"]
    assert all({row["first"], row["second"]} <= set(themes) for themes in found["themes"])


def test_the_page_lists_pairs_and_opens_the_pair_of_the_address(stored):
    assert paths.THEME_PAIRS_TABLE.exists()
    row = proved_pairs(stored[stored["framework"] == "F4"]).iloc[3]
    text = f"{row['first']}~{row['second']}"
    app = pages.open_page("heatmap", pair=text)
    assert not app.exception
    assert app.selectbox(key="pick-pair").value == text
    assert f"{row['pair_count']} recommendations, the newest first" in pages.texts(app)
