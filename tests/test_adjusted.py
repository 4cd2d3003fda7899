"""Adjusted differences: equal to statsmodels where both can be had, free of what was made to
explain them, silent where they cannot be estimated, and never in the server's process.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.discrete_model import Logit

from ofsted import paths
from ofsted.address.view import View
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.inference import adjusted
from ofsted.analysis.inference.adjusted import SEPARATED, TOO_FEW, measure_adjusted
from ofsted.dashboard.exhibits.adjusted import NOT_HERE, TOLD, find_adjusted, printed_adjusted
from ofsted.limits import SMALL_GROUP
from ofsted.served.contrast import read_contrast
from ofsted.tables.stored import read_adjusted
from tests import pages

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stored():
    return read_adjusted()


def rows_of(count: int, seed: int = 1) -> pd.DataFrame:
    """Recommendations in tall form with groups drawn by lot."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "rating": rng.choice(["good", "inadequate"], count),
            "deprivation": rng.integers(1, 4, count),
            "rurality": rng.integers(1, 4, count),
            "framework": rng.choice(["F3", "F4"], count),
            "year": rng.integers(2014, 2024, count),
            "urn": rng.integers(0, 60, count),
            "log_words": rng.normal(size=count),
        }
    )


def model_of(rows: pd.DataFrame) -> adjusted._Model:
    return adjusted._Model(rows, adjusted._design(rows), pd.factorize(rows["urn"])[0])


def test_the_marginal_difference_and_its_error_are_those_of_statsmodels():
    rows = rows_of(1500)
    model = model_of(rows)
    carried = (np.random.default_rng(2).random(1500) < 0.2).astype(float)
    fitted = Logit(carried, model.design).fit(
        disp=0, cov_type="cluster", cov_kwds={"groups": model.councils}
    )
    theirs = fitted.get_margeff(dummy=True, at="overall").summary_frame()
    theirs = theirs.loc["rating=inadequate"]
    ours = adjusted._marginal(model, adjusted._fit(carried, model), "rating", "inadequate", "good")
    assert ours[0] == pytest.approx(theirs["dy/dx"], rel=1e-4)
    assert ours[1] == pytest.approx(theirs["Std. Err."], rel=1e-3)


def test_what_length_explains_is_taken_out_and_what_it_does_not_stays():
    rows = rows_of(6000)
    is_first = (rows["rating"] == "inadequate").to_numpy()
    rows["log_words"] = rows["log_words"] + 1.5 * is_first
    rng = np.random.default_rng(3)
    chance = 1 / (1 + np.exp(-(-2.0 + 0.8 * rows["log_words"].to_numpy())))
    carried = (rng.random(6000) < chance).astype(float)
    plain = carried[is_first].mean() - carried[~is_first].mean()
    model = model_of(rows)
    found, error = adjusted._marginal(
        model, adjusted._fit(carried, model), "rating", "inadequate", "good"
    )
    assert plain > 0.1
    assert abs(found) < 2.5 * error


def test_rare_and_separated_codes_say_that_they_cannot_be_estimated():
    model = model_of(rows_of(600))
    few = np.zeros(600)
    few[:20] = 1
    assert adjusted._why_not(few, model) == TOO_FEW
    apart = (model.rows["rating"] == "good").to_numpy(dtype=float)
    assert adjusted._why_not(apart, model) == SEPARATED


def test_the_stored_table_is_what_the_method_gives(release, stored):
    measured = measure_adjusted(release.dataset, Selection(framework=("F4",)), level="what")
    kept = stored[(stored["framework"] == "F4") & (stored["level"] == "what")]
    keys = ["code", "grouping", "first", "second"]
    joined = kept.merge(measured, on=keys, suffixes=("", "_now"))
    # Of nine rows: six pairs of four ratings, three of the thirds by deprivation, three by
    # rurality.
    assert len(joined) == len(kept) == 9 * (6 + 3 + 3)
    for name in ("plain_difference", "difference", "difference_low", "difference_high"):
        assert joined[name].tolist() == pytest.approx(joined[f"{name}_now"].tolist(), abs=1e-6)


def test_every_row_has_an_estimate_or_a_reason(stored):
    assert (stored["difference"].isna() == (stored["reason"] != "")).all()
    has = stored[stored["reason"] == ""]
    assert (has["hit_count"] >= 50).all()
    assert (has["difference_low"] <= has["difference"]).all()
    assert (has["difference"] <= has["difference_high"]).all()


def test_the_page_finds_a_pair_either_way_round_and_no_other(release):
    opening = read_contrast(release, View())[0]
    found = find_adjusted(release, opening)
    assert found is not None
    view = View(Selection(framework=("F4",)), by="rating", a="good", b="inadequate")
    turned = find_adjusted(release, read_contrast(release, view)[0])
    assert turned["difference"].tolist() == pytest.approx((-found["difference"]).tolist())
    for other in (
        view.having(b="rest"),
        view.having(region=("London",)),
        view.having(unit="themes-named"),
        View(Selection(framework=("F3", "F4")), by="framework"),
    ):
        assert find_adjusted(release, read_contrast(release, other)[0]) is None


@pytest.mark.parametrize("framework", [("F3",), ("F4",), ("F3", "F4")])
@pytest.mark.parametrize("by", adjusted.GROUPINGS)
def test_any_two_groups_of_enough_reports_have_adjusted_differences(release, by, framework):
    view = View(Selection(framework=framework), by=by)
    groups = read_contrast(release, view)[0].groups
    large = [code for code, count in groups if count >= SMALL_GROUP]
    assert len(large) >= 3
    for first, second in combinations(large, 2):
        sides = view.having(a=str(first), b=str(second))
        contrast = read_contrast(release, sides)[0]
        assert (contrast.first, contrast.second) == (first, second)
        found = find_adjusted(release, contrast)
        assert found is not None
        assert found["code"].is_unique


def test_pairs_of_groups_add_up(release, stored):
    # What the model gives for A less B and for B less C is not that for A less C alone, for each
    # is taken over its own recommendations; but the plain differences add up.
    rows = stored[stored["grouping"] == "deprivation"]
    wide = rows.pivot_table(
        index=["framework", "level", "code"], columns=["first", "second"], values="plain_difference"
    )
    assert (wide["1", "2"] + wide["2", "3"]).to_numpy() == pytest.approx(wide["1", "3"].to_numpy())


def test_a_row_without_an_estimate_says_why():
    ranked = pd.DataFrame(
        {"code": ["a"], "label": ["Apples"], "level": ["theme"], "difference_words": ["+1.0"]}
    )
    found = pd.DataFrame(
        {
            "code": ["a"],
            "difference": [np.nan],
            "difference_low": [np.nan],
            "difference_high": [np.nan],
            "reason": [TOO_FEW],
        }
    )
    table = printed_adjusted(found, ranked)
    assert table["Adjusted (95% interval)"].tolist() == [f"cannot be estimated: {TOO_FEW}"]


def test_the_fold_stands_beneath_the_plain_differences():
    app = pages.open_page("compare")
    assert not app.exception
    assert any("adjusted differences" in fold.label for fold in app.expander)
    assert paths.ADJUSTED_TABLE.exists()


@pytest.mark.parametrize("text", [TOLD, NOT_HERE])
def test_sentences_are_short(text):
    assert all(len(sentence.split()) <= 25 for sentence in text.split(". "))


def test_the_server_does_not_load_statsmodels():
    code = (
        "import sys, ofsted.dashboard.exhibits.adjusted, ofsted.dashboard.exhibits.comparison;"
        "sys.exit(any(name.startswith('statsmodels') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True)
    assert done.returncode == 0
