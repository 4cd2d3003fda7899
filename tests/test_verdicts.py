"""Verdicts, headlines and caveats say what a comparison frame holds, whatever that is."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ofsted.address.view import View
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.headlines.comparison import (
    DIFFERENT,
    VERDICT_WORDS,
    headline_comparison,
    headline_omnibus,
    interval_words,
    list_caveats,
    list_warnings,
    name_sides,
    points,
    rank_comparison,
)
from ofsted.analysis.inference.comparison import (
    VERDICTS,
    _verdicts,
    compare_all,
    compare_groups,
    compare_selections,
)
from ofsted.charts.comparison import brief_differences, printed_differences, printed_omnibus
from ofsted.charts.pairs import MARKS, pair_alt_text
from ofsted.charts.reading import READINGS
from ofsted.dashboard.held import data, memory
from ofsted.served.columns import COLUMNS
from ofsted.served.contrast import compare_sides, read_contrast
from ofsted.served.images import describe_picture
from ofsted.served.plain import make_view
from ofsted.served.site import Site
from ofsted.served.source import Source
from tests.invented import make_dataset, make_report

SITE = Site("", "https://example.org")
SOURCE = Source(data.read_release, data.read_areas, dict, memory.find)


def planted(shares, reports=40, items=10, seed=2):
    """ILACS reports rated good and inadequate, whose recommendations carry red apples with the
    given shares, and blue berries with none.
    """
    rng = np.random.default_rng(seed)
    made, rows = [], []
    for rating, share in shares.items():
        for number in range(reports):
            name = f"{rating}{number}"
            made.append(make_report(name, "F4", rating, 2020, urn=f"u{name}"))
            rows += [
                (name, "authority", ["a/red"] if rng.random() < share else []) for _ in range(items)
            ]
    return make_dataset(made, rows)


def compared(shares, **sizes):
    return compare_groups(
        planted(shares, **sizes), Selection(), by="rating", first="good", second="inadequate"
    )


def row(code, verdict, difference, *, p=0.01, hits=30):
    return {
        "code": code,
        "verdict": verdict,
        "p": p,
        "reason": "" if p == p else "fewer than 20 recommendations carry it",
        "first_hit_count": hits,
        "second_hit_count": 9,
        "adjusted_difference": difference,
        "adjusted_difference_low": difference - 0.02,
        "adjusted_difference_high": difference + 0.02,
    }


def test_what_differs_comes_first_by_size_then_alike_then_undetermined_then_untested():
    frame = pd.DataFrame(
        [
            row("rare", "undetermined", 0.5, p=math.nan),
            row("unclear", "undetermined", -0.2),
            row("same", "no-difference", 0.01),
            row("little", "higher", 0.03),
            row("much", "lower", -0.10),
            row("less clear", "undetermined", 0.1),
        ]
    )
    ranked = rank_comparison(frame)
    assert ranked["code"].tolist() == ["much", "little", "same", "unclear", "less clear", "rare"]
    assert ranked["verdict_words"].tolist()[:4] == [
        VERDICT_WORDS[verdict] for verdict in ("lower", "higher", "no-difference", "undetermined")
    ]
    assert ranked["verdict_words"].iloc[-1] == "not tested: fewer than 20 recommendations carry it"


def test_each_verdict_has_its_own_public_words():
    assert VERDICT_WORDS == {
        "higher": "clearly more in A",
        "lower": "clearly less in A",
        "higher-little": "more in A, but little",
        "lower-little": "less in A, but little",
        "no-difference": "about the same",
        "undetermined": "can’t tell",
        "counts-only": "counts only: too few reports",
    }
    assert set(VERDICT_WORDS) == set(VERDICTS)
    assert {sign[1] for sign in MARKS.values()} == {
        *(VERDICT_WORDS[verdict] for verdict in VERDICTS if verdict != "counts-only"),
        "not tested",
    }


def test_the_same_outcome_words_stand_in_page_table_file_and_on_the_page_without_scripts(counted):
    """And none of the words that stood beside them: no difference, undetermined."""
    view = View(Selection(framework=("F4",)), by="rating", a="inadequate", b="good")
    release = data.read_release()
    contrast, _ = read_contrast(release, view)
    ranked = rank_comparison(compare_sides(counted, contrast))
    allowed = set(VERDICT_WORDS.values())
    tables = (brief_differences(ranked), printed_differences(ranked))
    for table in tables:
        assert set(table["Verdict"]) <= allowed
    omnibus = printed_omnibus(compare_all(counted, contrast.selection, level="what", by="rating"))
    assert set(omnibus["Verdict"]) <= {"differs", VERDICT_WORDS["undetermined"]}
    page = make_view("compare", view, SOURCE, SITE)
    picture = describe_picture("compare", view, SOURCE, SITE)
    assert {pair.verdict for pair in picture.figure.rows} <= allowed
    texts = [
        repr(page.sections),
        picture.alt,
        picture.caveats,
        pair_alt_text(ranked, "A and B"),
        *list_caveats(ranked),
        headline_comparison(ranked),
        Path("pages/compare.py").read_text(encoding="utf-8"),
        repr(READINGS["pair"]),
    ]
    for text in texts:
        for word in ("no difference", "undetermined", "too rare or too varied to tell"):
            assert word not in text.lower(), text
    meaning = next(column.meaning for column in COLUMNS["compare"] if column.name == "verdict")
    assert all(f"{code} ({told})" in meaning for code, told in VERDICT_WORDS.items())


@pytest.mark.parametrize(
    ("p", "difference", "is_same", "verdict"),
    [
        (0.001, 0.1, False, "higher"),
        (0.001, -0.1, False, "lower"),
        (0.001, 0.1, True, "higher-little"),
        (0.001, -0.1, True, "lower-little"),
        (0.5, 0.1, True, "no-difference"),
        (0.5, -0.1, False, "undetermined"),
        (math.nan, 0.1, False, "undetermined"),
    ],
)
def test_a_difference_can_be_more_than_chance_and_shown_to_be_small(
    p, difference, is_same, verdict
):
    found = _verdicts(np.array([p]), np.array([difference]), np.array([is_same]), small=False)
    assert found.tolist() == [verdict]


def test_counts_only_rows_have_no_difference_and_the_most_frequent_comes_first():
    frame = pd.DataFrame(
        [
            row("few", "counts-only", 0.4, p=math.nan, hits=2),
            row("many", "counts-only", 0.1, p=math.nan, hits=70),
        ]
    )
    ranked = rank_comparison(frame)
    assert ranked["code"].tolist() == ["many", "few"]
    assert ranked["shown_difference"].isna().all()
    assert set(ranked["difference_words"]) == {"–"}


def test_ranking_keeps_every_row_and_every_column(counted):
    frame = compare_groups(counted, Selection(framework=("F4",)), by="rating", first="inadequate")
    ranked = rank_comparison(frame)
    assert set(frame.columns) <= set(ranked.columns)
    pd.testing.assert_frame_equal(
        ranked[frame.columns].sort_values("code", ignore_index=True),
        frame.sort_values("code", ignore_index=True),
    )


@pytest.mark.parametrize(
    ("value", "printed"),
    [(0.0654, "6.5"), (-0.1499, "−15.0"), (0.0004, "0.0"), (-0.0004, "0.0"), (1.0, "100.0")],
)
def test_points_have_one_decimal_and_a_proper_minus(value, printed):
    assert points(value) == printed
    assert points(value, signed=True) == (f"+{printed}" if value > 0.0005 else printed)


def test_an_interval_is_printed_with_its_ends():
    assert interval_words(0.0654, -0.004, 0.1) == "+6.5 (−0.4 to 10.0)"
    assert interval_words(math.nan, math.nan, math.nan) == "–"


def test_a_planted_difference_is_the_headline_with_n_of_n_on_both_sides():
    frame = compared({"good": 0.4, "inadequate": 0.1})
    red = frame[frame["code"] == "a/red"].iloc[0]
    headline = headline_comparison(frame)
    assert headline.startswith(
        "The theme tested differs between reports rated good and reports rated inadequate. It is "
    )
    for side in ("first", "second"):
        assert f"({red[f'{side}_hit_count']} of 400)" in headline
    assert (
        f"{points(red['difference'], signed=True)} points (95% interval"
        f" {points(red['difference_low'])} to {points(red['difference_high'])})" in headline
    )
    assert "too rare to test" in headline


def test_without_a_difference_the_headline_claims_none_and_says_how_much_is_undetermined():
    headline = headline_comparison(compared({"good": 0.2, "inadequate": 0.2}, reports=20, items=4))
    assert headline.startswith(
        "Not even the one theme tested is shown to differ between reports rated good and reports"
        " rated inadequate."
    )
    assert "For 1 we can’t tell: it is too rare or too varied." in headline


def test_fewer_than_fifteen_reports_give_counts_and_nothing_tested():
    headline = headline_comparison(compared({"good": 0.4, "inadequate": 0.1}, reports=14))
    assert headline.startswith(
        "Too few reports to compare shares. A, reports rated good, has 14 reports; B, reports rated"
        " inadequate, has 14 reports"
    )
    assert "%" not in headline


def test_shared_reports_are_counted_in_the_headline(counted):
    frame = compare_selections(
        counted, Selection(framework=("F4",)), Selection(rating=("good",)), level="category"
    )
    shared = counted.reports[
        (counted.reports["framework"] == "F4")
        & (counted.reports["rating"] == "good")
        & (counted.reports["variant"] != "lscb-review")
    ]
    assert headline_comparison(frame).startswith(
        f"A and B share {len(shared)} reports, so nothing is tested."
    )


def test_the_numbers_of_the_headline_add_up_to_the_rows(counted):
    for by, first in (
        ("framework", "F3"),
        ("deprivation", 1),
        ("period", "2013–2015"),
        ("la_type", "county"),
    ):
        frame = compare_groups(counted, Selection(), by=by, first=first)
        tested, headline = frame[frame["p"].notna()], headline_comparison(frame)
        counts = tested["verdict"].value_counts()
        different = sum(int(counts.get(verdict, 0)) for verdict in DIFFERENT)
        assert (
            f"{different} of {len(tested)} themes tested"
            if different
            else f"None of the {len(tested)} themes tested"
        ) in headline
        unclear = int(counts.get("undetermined", 0))
        cannot = f"For {unclear} we can’t tell: they are too rare or too varied."
        assert (cannot in headline) == (unclear > 1)
        same = int(counts.get("no-difference", 0))
        ruled_out = "about the same: a ratio beyond 0.67–1.5 is ruled out"
        assert (f"{same} {'is' if same == 1 else 'are'} {ruled_out}" in headline) == (same > 0)
        assert (f"{len(frame) - len(tested)} themes are too rare" in headline) == (
            len(frame) - len(tested) > 1
        )


def test_a_difference_that_is_taken_within_frameworks_says_so(counted):
    within = compare_groups(
        counted, Selection(), level="category", by="rating", first="inadequate", second="good"
    )
    alone = compare_groups(
        counted,
        Selection(framework=("F3",)),
        level="category",
        by="rating",
        first="inadequate",
        second="good",
    )
    assert "points within frameworks" in headline_comparison(within)
    assert "within frameworks" not in headline_comparison(alone)
    assert any("LAC-2013" in text for text in list_warnings(within, ["LAC-2013", "F3"]))
    assert not any("LAC-2013" in text for text in list_warnings(within, ["F3", "F4"]))
    assert any("averaged" in text for text in list_warnings(within, ["F3", "F4"]))
    assert not any("averaged" in text for text in list_warnings(alone, ["F3"]))


def test_where_no_area_happens_to_stand_on_both_sides_nothing_is_said_to_be_given_to_areas(counted):
    frame = compare_groups(
        counted,
        Selection(year=(2017, 2018), framework=("F3", "F4")),
        level="category",
        by="framework",
        first="F3",
        second="F4",
    )
    told = " ".join(list_caveats(frame))
    assert set(frame["design"]) == {"area"}
    assert "No area stands on both sides" in told
    assert "given to areas" not in told


@pytest.mark.parametrize(
    ("by", "first", "words_"),
    [
        (
            "deprivation",
            1,
            "Deprivation belongs to the area. To see what chance gives, the groups are",
        ),
        ("rating", "good", "among reports of the same framework"),
        ("framework", "F3", "so each is compared with itself"),
        ("year", 2016, "Year of inspection belongs to the report"),
    ],
)
def test_the_level_of_the_permutation_is_stated(counted, by, first, words_):
    assert any(
        words_ in text
        for text in list_caveats(
            compare_groups(counted, Selection(), level="category", by=by, first=first)
        )
    )


def test_comparing_frameworks_carries_the_note_on_scope_and_length(counted):
    frame = compare_groups(
        counted, Selection(), level="category", by="framework", first="F3", second="F4"
    )
    caveats = " ".join(list_warnings(frame, ["F3", "F4"]))
    assert "SIF and ILACS reports differ in scope and length" in caveats
    assert "list more recommendations" in caveats
    assert name_sides(frame) == ("SIF reports", "ILACS reports")


def test_the_test_over_all_groups_names_the_widest_and_how_many_differ(counted):
    frame = compare_all(counted, Selection(framework=("F3",)), by="rating")
    different, tested = frame[frame["verdict"] == "differs"], frame[frame["p"].notna()]
    widest = different.loc[
        (different["highest_share"] - different["lowest_share"]).idxmax(), "label"
    ]
    headline = headline_omnibus(frame)
    assert f"{len(different)} of {len(tested)} themes tested" in headline
    assert f"Furthest apart: {widest}," in headline


def test_too_few_large_groups_are_not_compared_all_together():
    dataset = planted({"good": 0.3, "inadequate": 0.3, "outstanding": 0.3}, reports=5)
    assert headline_omnibus(compare_all(dataset, Selection(), by="rating")).startswith(
        "The groups cannot be compared all together."
    )
    assert "nothing" in headline_comparison(pd.DataFrame()).lower()
    assert "nothing" in headline_omnibus(pd.DataFrame()).lower()
