"""The views of the codebook: what is counted where, and that nothing rare stands alone."""

import numpy as np
import pytest

from ofsted import glossary
from ofsted.analysis.counting.counts import count_codes
from ofsted.analysis.counting.schemes import (
    apply_scheme,
    describe_rolled_up,
    describe_scheme,
    place_themes,
)
from ofsted.analysis.counting.selection import Selection, choose_recommendations, count_options
from ofsted.analysis.headlines.reliability import take_scope
from ofsted.charts.printed import NARROWER_HEAD, printed_table
from ofsted.dashboard.held import data
from ofsted.dashboard.parts.cards import card_html
from ofsted.errors import OfstedError
from ofsted.limits import LEAST_RECOMMENDATIONS
from ofsted.served.counted import count_shown

SCHEMES = glossary.codes("scheme")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_theme_with_fewer_than_twenty_recommendations_stands_alone(corpus, scheme):
    dataset = apply_scheme(corpus, scheme)
    assert dataset.theme_hits.sum(axis=0).min() >= LEAST_RECOMMENDATIONS
    assert (
        len(dataset.theme_ids)
        == dataset.theme_hits.shape[1]
        == count_codes(dataset, Selection(), level="theme")["code"].nunique()
    )


def test_the_full_view_loses_no_label_but_those_of_rare_themes_without_a_broader_one(corpus):
    dataset = apply_scheme(corpus, "full")
    placed = {place.theme: place for place in place_themes(corpus, "full")}
    for column, leaf in enumerate(corpus.leaf_ids):
        carried, home = corpus.leaf_hits[:, column], placed[leaf].counted_under
        if home:
            assert dataset.theme_hits[carried, dataset.theme_ids.index(home)].all()
        assert dataset.category_hits[carried, dataset.category_ids.index(leaf.split("/")[0])].all()
    assert all(
        place.is_rolled_up or place.counted_under == place.theme for place in placed.values()
    )


def test_the_strict_view_counts_the_paper_s_themes_alone(corpus):
    dataset = apply_scheme(corpus, "strict")
    paper = [
        column for column, theme in enumerate(corpus.codebook.themes) if theme.origin == "paper"
    ]
    without = ~corpus.leaf_hits[:, paper].any(axis=1)
    assert not dataset.theme_hits[without].any()
    assert not dataset.category_hits[without].any()
    themes = {theme.id: theme for theme in corpus.codebook.themes}
    assert all(
        themes[theme].origin == "paper" and themes[theme].rolls_up_to is None
        for theme in dataset.theme_ids
    )


def test_the_wide_view_adds_to_the_strict_one_and_keeps_every_category(corpus):
    strict, wide, full = (apply_scheme(corpus, scheme) for scheme in ("strict", "wide", "full"))
    shared = [theme for theme in strict.theme_ids if theme in wide.theme_ids]
    assert shared
    for theme in shared:
        assert (
            wide.theme_hits[:, wide.theme_ids.index(theme)]
            >= strict.theme_hits[:, strict.theme_ids.index(theme)]
        ).all()
    assert np.array_equal(wide.category_hits, full.category_hits)


def test_a_weak_theme_rolls_up_to_the_broader_one_and_it_says_so(corpus):
    theme = next(
        theme
        for theme in corpus.codebook.themes
        if theme.rolls_up_to and theme.id in apply_scheme(corpus, "full").theme_ids
    )
    dataset = apply_scheme(corpus, "full", weak={theme.id})
    place = next(
        place for place in place_themes(corpus, "full", {theme.id}) if place.theme == theme.id
    )
    assert theme.id not in dataset.theme_ids
    assert place.counted_under == theme.rolls_up_to
    assert "kappa" in place.reason
    assert theme.id in dataset.rolled_up
    assert "Reliability" in describe_scheme(dataset, "theme")


def test_quotes_of_a_rare_theme_can_still_be_found(corpus):
    dataset = apply_scheme(corpus, "full")
    rare = dataset.rolled_up[0]
    found = choose_recommendations(dataset, Selection(theme=(rare,), body="both"), coded=True)
    assert np.array_equal(found, corpus.leaf_hits[:, corpus.leaf_ids.index(rare)])
    assert count_options(dataset, Selection(body="both"))["theme"][rare] == found.sum() > 0


def test_a_theme_that_is_not_shown_alone_is_told_with_where_it_counts(corpus):
    dataset = apply_scheme(corpus, "full")
    homes = dict(zip(dataset.rolled_up, dataset.rolled_under, strict=True))
    labels = dataset.codebook.labels
    for theme, home in homes.items():
        told = describe_rolled_up(dataset, (dataset.theme_ids[0], theme))
        where = f"under “{labels[home]}”" if home else "in its category only"
        assert told.startswith(f"“{labels[theme]}” is not shown on its own")
        assert told.endswith(f"it counts {where}.")
    assert describe_rolled_up(dataset, dataset.theme_ids[:3]) == ""
    under = sum(home is not None for home in homes.values())
    said = describe_scheme(dataset, "theme")
    assert f"{under} count under a broader theme" in said
    assert f"{len(homes) - under} count in the category only" in said
    assert describe_scheme(dataset, "category") == ""


def test_the_table_of_themes_says_how_many_stand_for_narrower_themes(corpus):
    dataset = apply_scheme(corpus, "full")
    counts = count_shown(dataset, Selection(), "theme", "share")
    table = printed_table(counts).set_index("Theme")
    labels = dataset.codebook.labels
    rows = dataset.recommendations["body"] == "authority"
    for theme, home in zip(dataset.rolled_up, dataset.rolled_under, strict=True):
        if home:
            own = dataset.leaf_hits[rows.to_numpy(), dataset.leaf_ids.index(theme)].sum()
            assert table.loc[labels[home], NARROWER_HEAD] == own > 0
    few = counts.assign(narrower_count=0)
    assert NARROWER_HEAD not in printed_table(few)


def test_a_card_says_where_a_theme_counts_that_no_figure_shows(corpus):
    release = data.read_release()
    rare = release.dataset.rolled_up[0]
    rows = release.dataset.recommendations
    carries = rows["themes"].map(lambda themes: rare in themes)
    row = next(rows[carries].itertuples(index=False))
    told = f"“{release.dataset.codebook.labels[rare]}” is not shown on its own in figures"
    assert told in card_html(row, release, None, "#")
    other = next(rows[~carries & (rows["themes"].str.len() == 1)].itertuples(index=False))
    if other.themes[0] in release.dataset.theme_ids:
        assert "not shown on its own" not in card_html(other, release, None, "#")


def test_an_unknown_view_is_refused(corpus):
    with pytest.raises(OfstedError, match="full"):
        apply_scheme(corpus, "paper")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_table_of_agreement_and_the_figures_show_the_same_themes(scheme):
    rows = take_scope(data.read_reliability().by_code, scheme, "all", "theme")
    assert set(rows.loc[rows["is_shown"], "code"]) == set(
        data.read_release(scheme).dataset.theme_ids
    )
