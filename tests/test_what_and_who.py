"""What needs to improve and who it is about: public names, blocks of themes, and sums."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
import yaml

from ofsted import paths
from ofsted.address.view import opening_view
from ofsted.analysis.counting.counts import count_codes
from ofsted.analysis.counting.cross import Parts, count_parts, cross_table, describe_parts
from ofsted.analysis.counting.selection import Selection
from ofsted.codebook import GROUPS, ONLY_WHO, read_codebook
from ofsted.dashboard.exhibits import comparison, trends
from ofsted.errors import CodebookError
from ofsted.served.contrast import read_contrast
from ofsted.served.counted import count_shown, shown_level
from tests.pages import open_bare, open_page, texts
from tests.test_leaders import VIEWS, random_view

EVERYTHING, CURRENT = Selection(), Selection(framework=("F4",))
NAMES = paths.CODEBOOK.with_name("codebook-names.yaml")


@pytest.fixture
def beside(tmp_path):
    """A function that reads the committed codebook beside changed public names."""

    def read_with(change):
        names = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
        change(names)
        shutil.copy(paths.CODEBOOK, tmp_path / paths.CODEBOOK.name)
        text = yaml.safe_dump(names, allow_unicode=True)
        (tmp_path / NAMES.name).write_text(text, encoding="utf-8")
        return read_codebook(tmp_path / paths.CODEBOOK.name)

    return read_with


def test_every_theme_that_says_who_it_is_about_stands_in_exactly_one_block(codebook):
    held = [theme for block in codebook.blocks for theme in block.themes]
    wanted = [theme.id for theme in codebook.themes if theme.category == GROUPS]
    assert len(held) == len(set(held)) == len(wanted)
    assert set(held) == set(wanted)


def test_every_category_has_a_public_name_and_keeps_that_of_the_study(codebook):
    names = yaml.safe_load(NAMES.read_text(encoding="utf-8"))
    assert set(names["categories"]) == {category.id for category in codebook.categories}
    for category in codebook.categories:
        assert codebook.labels[category.id] == names["categories"][category.id]
        assert codebook.study_labels[category.id] == category.label
    assert codebook.labels[ONLY_WHO] == names["only_who"]
    labels = list(codebook.labels.values())
    assert len({codebook.labels[block.id] for block in codebook.blocks}) == len(codebook.blocks)
    assert all(labels)


@pytest.mark.parametrize("theme", ["groups/neglect", "groups/staying-put"])
def test_a_theme_missing_from_the_blocks_is_named(beside, theme):
    def leave_out(names):
        for block in names["blocks"]:
            block["themes"] = [code for code in block["themes"] if code != theme]

    with pytest.raises(CodebookError, match=f"{NAMES.name}.*{theme}"):
        beside(leave_out)


def test_a_theme_in_two_blocks_is_refused_by_name(beside):
    def repeat(names):
        names["blocks"][0]["themes"].append("groups/neglect")

    with pytest.raises(CodebookError, match=f"{NAMES.name}.*twice"):
        beside(repeat)


@pytest.mark.parametrize("theme", ["casework/timeliness", "groups/no-such-theme"])
def test_a_theme_of_no_group_in_a_block_is_named(beside, theme):
    def add(names):
        names["blocks"][0]["themes"].append(theme)

    with pytest.raises(CodebookError, match=f"{NAMES.name}.*{theme}"):
        beside(add)


def test_without_public_names_a_codebook_has_those_of_the_study(tmp_path):
    shutil.copy(paths.CODEBOOK, tmp_path / paths.CODEBOOK.name)
    plain = read_codebook(tmp_path / paths.CODEBOOK.name)
    assert plain.blocks == ()
    assert {code: plain.labels[code] for code in plain.study_labels} == plain.study_labels


# Sums


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [(EVERYTHING, Parts(3_315, 553, 2)), (CURRENT, Parts(1_162, 290, 0))],
)
def test_what_needs_to_improve_only_who_and_no_theme_add_up_to_all(counted, chosen, expected):
    parts = count_parts(counted, chosen)
    assert parts == expected
    assert parts.all == {EVERYTHING: 3_870, CURRENT: 1_452}[chosen]
    assert parts == count_by_hand(counted, chosen)
    for number in (parts.improving, parts.only_who, parts.without, parts.all):
        assert f"{number:,}" in describe_parts(parts)


def count_by_hand(dataset, chosen):
    """The same straight from the table."""
    rows = dataset.recommendations
    rows = rows[rows["body"] == "authority"]
    if chosen.framework:
        rows = rows[rows["framework"].isin(chosen.framework)]
    sets = rows["categories"].map(set)
    only = int(sets.map(lambda own: own == {GROUPS}).sum())
    without = int(sets.map(lambda own: not own).sum())
    return Parts(len(rows) - only - without, only, without)


def test_the_parts_of_any_view_add_up_to_its_recommendations(counted):
    for seed in range(VIEWS):
        view, *_ = random_view(counted, seed)
        counts = count_codes(counted, view)
        if len(counts):
            assert count_parts(counted, view).all == counts["recommendation_count"].iloc[0]


def test_the_page_says_the_sum_of_the_parts():
    assert (
        "1,162 recommendations say what needs to improve, 290 only say who they are about and 0 "
        "carry no theme: 1,452 in all."
    ) in texts(open_bare("themes"))
    assert (
        "3,315 recommendations say what needs to improve, 553 only say who they are about and 2 "
        "carry no theme: 3,870 in all."
    ) in texts(open_page("themes"))


@pytest.mark.parametrize("chosen", [EVERYTHING, CURRENT])
def test_the_table_of_what_by_who_is_a_count_by_hand(counted, chosen):
    table = cross_table(counted, chosen).set_index("What needs to improve")
    rows = counted.recommendations
    rows = rows[rows["body"] == "authority"]
    if chosen.framework:
        rows = rows[rows["framework"].isin(chosen.framework)]
    labels = counted.codebook.labels
    category_sets, theme_sets = rows["categories"].map(set), rows["themes"].map(set)
    assert set(table.index) == {labels[code] for code in counted.what_ids}
    assert table.index[-1] == labels[ONLY_WHO]
    assert table["All"].iloc[:-1].is_monotonic_decreasing
    for code in counted.what_ids:
        wanted = {GROUPS} if code == ONLY_WHO else {code}
        is_what = category_sets.map(
            lambda own, wanted=wanted: (own == wanted) if wanted == {GROUPS} else wanted <= own
        )
        assert table.loc[labels[code], "All"] == is_what.sum()
        named = np.zeros(len(rows), dtype=bool)
        for block in counted.codebook.blocks:
            is_who = theme_sets.map(lambda own, block=block: bool(own & set(block.themes)))
            assert table.loc[labels[code], block.label] == (is_what & is_who).sum()
            named |= is_who.to_numpy()
        assert (
            table.loc[labels[code], "Names no group"]
            == (is_what & ~pd.Series(named, rows.index)).sum()
        )


# Where categories come as what needs to improve


def test_categories_come_as_what_needs_to_improve_but_in_the_theme_lists_of_the_study(release):
    from ofsted.dashboard.held.data import read_release

    full = count_shown(release.dataset, EVERYTHING, "category", "share")
    assert full["code"].tolist() == list(release.dataset.what_ids)
    assert len(full) == 9
    assert GROUPS not in set(full["code"])
    for scheme in ("strict", "wide"):
        study = count_shown(read_release(scheme).dataset, EVERYTHING, "category", "share")
        assert GROUPS in set(study["code"])
        assert ONLY_WHO not in set(study["code"])
    for chosen in (Selection(category=(GROUPS,)), Selection(theme=("groups/neglect",))):
        assert shown_level(release.dataset, "category", chosen) == "category"


def test_who_recommendations_are_about_is_listed_and_not_ranked(release):
    shown = texts(open_bare("themes")) + " ".join(h.value for h in open_bare("themes").header)
    assert "Who recommendations are about: " in shown.replace("\\", "")


def test_trends_and_comparisons_set_no_category_against_who_it_is_about(release):
    view = opening_view().having(by="rating", a="inadequate", b="good")
    contrast, _ = read_contrast(release, view)
    compared = comparison.count_sides(release, contrast)["code"]
    drawn = [line.code for line in trends.make_trends(release, CURRENT, "category", "year")[1]]
    assert set(compared) == set(drawn) == set(release.dataset.what_ids)
