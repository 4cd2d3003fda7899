"""The main points of the release are true, each by a count of its own, and chance yields fewer."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from ofsted import words
from ofsted.address.url import write_url
from ofsted.analysis.headlines import main_points
from ofsted.analysis.headlines.main_points import STEADY_DRAWS, find_main_points
from ofsted.codebook import GROUPS
from ofsted.dashboard.exhibits.main_points import proof_of
from ofsted.limits import EQUIVALENT, LEAST_RECOMMENDATIONS, MAIN_POINT_CONFIDENCE
from tests.pages import headers, open_bare, open_page, texts

pytestmark = pytest.mark.slow

KINDS = ("largest", "changed", "rated", "alike", "again")
SHUFFLES = 20


@pytest.fixture(scope="module")
def points(counted):
    return {point.kind: point for point in find_main_points(counted)}


@pytest.fixture(scope="module")
def current(counted):
    """Recommendations to councils in inspections since 2018, a column for each code."""
    rows = counted.recommendations
    rows = rows[(rows["framework"] == "F4") & (rows["body"] == "authority")]
    reports = counted.reports.set_index("report_id")
    joined = pd.DataFrame(
        {name: rows["report_id"].map(reports[name]) for name in ("rating", "deprivation", "period")}
    ).assign(urn=rows["urn"])
    for code in counted.category_ids:
        if code != GROUPS:
            joined[code] = rows["categories"].map(lambda own, code=code: code in own)
    for block in counted.codebook.blocks:
        wanted = set(block.themes)
        joined[block.id] = rows["themes"].map(lambda own, wanted=wanted: bool(wanted & set(own)))
    themes = pd.DataFrame(
        counted.theme_hits[rows.index], index=rows.index, columns=counted.theme_ids
    )
    return joined.join(themes)


def categories_of(counted):
    return [code for code in counted.category_ids if code != GROUPS]


def shares_by(current, codes, grouping, groups):
    """Shares of codes in two groups, hits and recommendations."""
    chosen = [current[current[grouping] == group] for group in groups]
    shares = pd.DataFrame({place: rows[codes].mean() for place, rows in enumerate(chosen)})
    hits = pd.DataFrame({place: rows[codes].sum() for place, rows in enumerate(chosen)})
    return shares, hits, [len(rows) for rows in chosen]


def said(code, point, counted, shares, hits, items):
    """Whether a point names a code with its shares and numbers in two groups."""
    label = counted.codebook.labels[code]
    assert point.code == code
    assert label.lower() in point.headline.lower()
    assert [words.percent(float(shares.loc[code, place])) for place in (0, 1)] == re.findall(
        r"\d+%", point.headline
    )
    assert point.numbers == "; ".join(f"{hits.loc[code, n]} of {items[n]:,}" for n in (0, 1))


def test_the_release_has_five_main_points_that_hold(points):
    assert tuple(points) == KINDS
    assert all(point.kept >= MAIN_POINT_CONFIDENCE for point in points.values())


def test_the_largest_is_the_category_with_the_most_recommendations(points, current, counted):
    hits = current[categories_of(counted)].sum()
    point, code = points["largest"], hits.idxmax()
    assert point.code == code
    share = words.percent(float(hits[code] / len(current)))
    label = counted.codebook.labels[code]
    assert point.headline == f"{label} comes first: {share} of recommendations"
    assert point.numbers == f"{hits[code]:,} of {len(current):,}" == "540 of 1,452"


def test_the_most_changed_has_the_widest_gap_between_the_outer_periods(points, current, counted):
    codes = [*categories_of(counted), *(block.id for block in counted.codebook.blocks)]
    groups = ("2018–2020", "2024–2026")
    assert points["changed"].groups == groups
    shares, hits, items = shares_by(current, codes, "period", groups)
    code = (shares[1] - shares[0]).abs().idxmax()
    said(code, points["changed"], counted, shares, hits, items)
    assert "in 2018–20" in points["changed"].headline
    assert "in 2024–26" in points["changed"].headline


def test_the_most_different_theme_has_the_widest_gap_between_ratings(points, current, counted):
    groups = ("inadequate", "good")
    assert points["rated"].groups == groups
    codes = list(counted.theme_ids)
    shares, hits, items = shares_by(current, codes, "rating", groups)
    is_frequent = hits.sum(axis=1) >= LEAST_RECOMMENDATIONS
    code = (shares[1] - shares[0]).abs()[is_frequent].idxmax()
    said(code, points["rated"], counted, shares, hits, items)


def test_what_is_alike_is_the_largest_category_whose_ratio_is_shown_to_be_near_one(
    points, current, counted
):
    codes = categories_of(counted)
    assert points["alike"].groups == (1, 3)
    shares, hits, items = shares_by(current, codes, "deprivation", (1, 3))
    most, least = (resampled_shares(current[current["deprivation"] == g], codes) for g in (1, 3))
    low, high = np.quantile(most / least, [0.05, 0.95], axis=0)
    is_alike = (low > EQUIVALENT[0]) & (high < EQUIVALENT[1])
    code = hits.sum(axis=1)[is_alike].idxmax()
    said(code, points["alike"], counted, shares, hits, items)


def resampled_shares(rows, codes):
    """Shares over resamples of whole councils [draws × codes]."""
    sums = rows.groupby("urn")[codes].sum().to_numpy()
    sizes = rows.groupby("urn").size().to_numpy()
    drawn = np.random.default_rng(1).integers(0, len(sizes), size=(STEADY_DRAWS, len(sizes)))
    return sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)[:, None]


def test_what_came_up_again_is_the_theme_that_most_next_reports_list_again(points, counted):
    again, listed, new, unlisted = (Counter() for _ in range(4))
    pairs = list_pairs(counted)
    for first, following in pairs:
        for theme in counted.theme_ids:
            was, returned = theme in first, theme in following
            listed[theme] += was
            again[theme] += was and returned
            unlisted[theme] += not was
            new[theme] += returned and not was
    code = again.most_common(1)[0][0]
    point, label = points["again"], counted.codebook.labels[code]
    assert point.code == code
    assert point.headline == (
        f"{label} came up again in {again[code]} of {listed[code]} next reports. "
        f"Not raised before: {new[code]} of {unlisted[code]}"
    )
    assert point.numbers == f"{len(pairs)} pairs of reports since 2013"


def list_pairs(counted):
    """The themes that a report and the next one on its council list, pair by pair."""
    reports = counted.reports
    is_full = (reports["variant"] != "lscb-review") & (reports["framework"] != "LAC-2013")
    ordered = reports[is_full].sort_values(["urn", "inspected_to_on"], kind="stable")
    to_council = (counted.recommendations["body"] == "authority").to_numpy()
    themes = {}
    for row in ordered.index:
        hits = counted.theme_hits[(counted.report_rows == row) & to_council].any(axis=0)
        themes[row] = {code for code, hit in zip(counted.theme_ids, hits, strict=True) if hit}
    return [
        (themes[first], themes[second])
        for _, rows in ordered.groupby("urn", sort=False)
        for first, second in zip(rows.index[:-1], rows.index[1:], strict=True)
    ]


# Chance


def shuffled(counted, seed, columns, only=None):
    """The dataset with values of its reports dealt out anew, within each framework."""
    chance, reports = np.random.default_rng(seed), counted.reports.copy()
    for framework in reports["framework"].unique():
        rows = np.flatnonzero((reports["framework"] == framework).to_numpy())
        for column in columns:
            values = reports[column].to_numpy(copy=True)
            values[rows] = values[chance.permutation(rows)]
            reports[column] = values
    return replace(counted, reports=reports)


@pytest.mark.parametrize(("kind", "column"), [("changed", "period"), ("rated", "rating")])
def test_labels_dealt_out_anew_seldom_yield_a_difference(counted, monkeypatch, kind, column):
    monkeypatch.setattr(main_points, "STEADY_DRAWS", 300)
    told = 0
    for seed in range(SHUFFLES):
        found = find_main_points(shuffled(counted, seed, [column]))
        told += kind in {point.kind for point in found}
    # One in twenty is what a confidence of 95% allows; three is far beyond what it makes likely.
    assert told <= 3, f"{told} of {SHUFFLES}"


def test_councils_dealt_out_anew_yield_nothing_that_comes_up_again(counted, monkeypatch):
    monkeypatch.setattr(main_points, "STEADY_DRAWS", 300)
    for seed in range(5):
        found = find_main_points(shuffled(counted, seed, ["urn"]))
        assert "again" not in {point.kind for point in found}


def test_a_shuffled_dataset_yields_fewer_main_points(counted, points, monkeypatch):
    monkeypatch.setattr(main_points, "STEADY_DRAWS", 300)
    columns = ["rating", "period", "urn"]
    for seed in range(5):
        assert len(find_main_points(shuffled(counted, seed, columns))) < len(points)


def test_what_is_planted_apart_is_not_told_as_alike(counted):
    reports = counted.reports
    carries = counted.category_hits[:, counted.category_ids.index("casework")]
    share = np.zeros(len(reports))
    np.add.at(share, counted.report_rows, carries)
    deprivation = reports["deprivation"].copy()
    is_known = deprivation.notna().to_numpy()
    order = np.argsort(-share[is_known], kind="stable")
    values = np.sort(deprivation[is_known].to_numpy())
    planted = np.empty(len(order), dtype=values.dtype)
    planted[order] = values
    apart = reports.assign(
        deprivation=deprivation.mask(is_known, other=pd.Series(planted, reports.index[is_known]))
    )
    found = {point.kind: point for point in find_main_points(replace(counted, reports=apart))}
    assert "alike" not in found or found["alike"].code != "casework"


# What the first page says of them


def test_the_first_page_tells_every_main_point_with_its_numbers(points):
    shown = texts(open_page())
    for kind, point in points.items():
        assert point.headline in shown
        assert kind == "largest" or point.numbers in shown


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("again",)])
def test_the_view_that_proves_a_main_point_says_its_numbers(points, release, kind):
    name, view = proof_of(points[kind])
    app = open_bare(name, **write_url(view, release.vocabulary))
    assert not app.exception
    assert not app.warning
    said = headers(app) + texts(app)
    label = release.dataset.codebook.labels[points[kind].code]
    assert label in said
    shares = re.findall(r"\d+%", points[kind].headline)
    assert all(share in said for share in shares)
    if kind == "changed":
        assert points[kind].headline in headers(app)
    elif kind == "largest":
        assert points[kind].numbers in headers(app)
    else:
        for number in points[kind].numbers.split("; "):
            assert number in said.replace("\u00a0", " ")
