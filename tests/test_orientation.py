"""What recommendations ask to change: readings and rulings taken in row by row, kept and read back,
counted by group, and told in a sentence.
"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from ofsted import paths
from ofsted.analysis.counting.orientation import CODES, count_orientations
from ofsted.analysis.counting.selection import (
    Selection,
    choose_recommendations,
    choose_reports,
    describe_selection,
)
from ofsted.analysis.headlines.orientation import describe_marks, headline_orientation
from ofsted.analysis.inference.intervals import share_intervals
from ofsted.charts.composition import Part, Whole, composition_alt, composition_bars
from ofsted.coding.handed import Line
from ofsted.coding.orientation import (
    OrientationRuling,
    Reading,
    list_differing,
    parse_readings,
    parse_rulings,
    read_orientations,
    write_orientations,
)
from ofsted.coding.rounds import ORIENTATIONS as KEPT
from ofsted.documents import read_yaml
from ofsted.errors import SchemaError
from ofsted.glossary import ORIENTATIONS
from tests.invented import make_dataset, make_report

PROCESS = Reading("process", False, False)
OUTCOME = Reading("outcome", True, False)
TEXTS = {"aa": "Improve the plans that staff make", "bb": "Raise attainment", "cc": "Set up a hub"}


def lines(*rows: dict) -> list[Line]:
    return [Line("rows.jsonl", place, json.dumps(row)) for place, row in enumerate(rows, 1)]


def row(key: str, reading: Reading, **more) -> dict:
    return {"id": key, **vars(reading), **more}


def test_good_readings_are_taken_and_every_bad_row_is_named():
    given = lines(
        row("aa", PROCESS),
        row("aa", PROCESS),
        row("zz", PROCESS),
        row("bb", Reading("outcome", False, False)),
        row("cc", Reading("effort", False, False)),
        {"id": "cc", "orientation": "output", "names_outcome": 0, "sets_target": False},
    )
    readings, faults = parse_readings(given, TEXTS)
    assert readings == {"aa": PROCESS}
    told = [str(fault) for fault in faults]
    assert len(told) == 7
    assert "line 2, text aa: read more than once" in told[0]
    assert "line 3, text zz: not one of the texts" in told[1]
    assert "names_outcome must be true" in told[2]
    assert "must be one of process, output, outcome" in told[3]
    assert "no JSON object of the form" in told[4]
    assert [text for text in told if "not read" in text] == told[5:]


def test_only_what_was_read_differently_is_ruled_on_and_with_a_reason():
    first = {"aa": PROCESS, "bb": OUTCOME, "cc": PROCESS}
    second = {"aa": PROCESS, "bb": OUTCOME, "cc": OUTCOME}
    ruled = Reading("output", False, False)
    assert [each["id"] for each in list_differing(first, second, TEXTS)] == ["cc"]
    rulings, faults = parse_rulings(
        lines(row("cc", ruled, reason="a thing is to exist")), first, second, TEXTS
    )
    assert not faults
    assert [each.ruled for each in rulings] == [PROCESS, OUTCOME, ruled]
    assert [each.reason for each in rulings] == ["", "", "a thing is to exist"]
    for bad, what in (
        (row("aa", PROCESS, reason="agreed"), "not one of the texts"),
        (row("cc", ruled), "needs a reason"),
    ):
        _, faults = parse_rulings(lines(bad), first, second, TEXTS)
        assert what in str(faults[0])
        assert "not ruled on" in str(faults[-1])


def test_what_is_kept_is_read_back_and_a_damaged_row_is_named(tmp_path):
    path = tmp_path / "orientation.csv"
    ruling = OrientationRuling("aa", PROCESS, OUTCOME, OUTCOME, "lives are to differ")
    write_orientations([ruling], path, "1.0")
    assert read_orientations(path) == {"aa": ruling}
    path.write_text(path.read_text().replace(",outcome,", ",effect,"))
    with pytest.raises(SchemaError, match="orientation.csv line 2"):
        read_orientations(path)


@pytest.fixture
def dataset():
    reports = [make_report(f"r{place}", "F4", "good", 2020) for place in range(20)]
    reports += [make_report("old", "F3", "inadequate", 2014)]
    asked = [(f"r{place}", "authority", ["a/red"]) for place in range(20)]
    asked += [("old", "authority", ["a/red"])] * 3
    made = make_dataset(reports, asked)
    kinds = ["process"] * 14 + ["output"] * 5 + ["outcome"] + ["output"] * 3
    rows = made.recommendations.assign(
        orientation=kinds,
        names_outcome=[kind == "outcome" for kind in kinds],
        sets_target=[place == 0 for place in range(23)],
    )
    return replace(made, recommendations=rows)


def test_kinds_are_counted_by_hand_and_small_groups_are_marked(dataset):
    counts, _, _ = count_orientations(dataset, Selection())
    assert dict(zip(counts["code"], counts["hit_count"], strict=True)) == {
        "process": 14,
        "output": 8,
        "outcome": 1,
        "names_outcome": 1,
        "sets_target": 1,
    }
    assert set(counts["recommendation_count"]) == {23}
    by, _, _ = count_orientations(dataset, Selection(), "framework")
    assert by.set_index(["group", "code"]).loc[("F3", "output"), "hit_count"] == 3
    assert by.groupby("group")["is_small"].first().to_dict() == {"F3": True, "F4": False}


def test_a_filter_on_the_kind_chooses_recommendations_and_says_so(dataset):
    chosen = Selection(orientation=("outcome", "output"))
    assert choose_recommendations(dataset, chosen).sum() == 9
    assert choose_reports(dataset, chosen).sum() == len(dataset.reports)
    told = describe_selection(chosen, dataset)
    assert "on what changes for children or on what is in place" in told


def test_the_sentence_gives_the_leader_and_how_many_ask_for_an_outcome(dataset):
    counts, _, _ = count_orientations(dataset, Selection())
    assert headline_orientation(counts).startswith("61% of recommendations are about how work")
    assert "1 of 23 ask directly" in headline_orientation(counts)
    assert describe_marks(counts).count("1 of 23") == 2
    assert "In 1 of these it is what is asked for" in describe_marks(counts)
    nothing, _, _ = count_orientations(dataset, Selection(rating=("outstanding",)))
    assert describe_marks(nothing) == ""
    assert headline_orientation(nothing) == "No recommendations match these filters"


def test_a_bar_is_as_long_as_its_parts_and_hostile_labels_stay_text():
    whole = Whole("<b>Rated</b>", 10, (Part("How", 7), Part("What", 2), Part("Lives", 1)))
    chart = composition_bars([whole, Whole("none", 0, whole.parts)])
    assert [trace["x"][0] for trace in chart.as_dict()["data"]] == [0.7, 0.2, 0.1]
    assert all(len(trace["x"]) == 1 for trace in chart.as_dict()["data"])
    assert chart.data[0].text == ("70%",)
    written = " ".join(note["text"] for note in chart.as_dict()["layout"]["annotations"])
    assert "&lt;b&gt;Rated" in written
    assert "How 70%, What 20%, Lives 10%" in composition_alt("kinds", [whole])
    assert composition_alt("kinds", []) == "Empty chart: no kinds."


def test_the_codebook_has_the_kinds_and_marks_that_are_counted():
    told = read_yaml(paths.ORIENTATION_CODEBOOK)
    kinds = [kind["id"] for kind in told["orientations"]]
    assert tuple(kinds) == ORIENTATIONS
    assert tuple(kinds + [mark["id"] for mark in told["marks"]]) == CODES
    for example in told["examples"]:
        reading = Reading(
            example["orientation"], bool(example["names_outcome"]), bool(example["sets_target"])
        )
        assert reading.orientation in ORIENTATIONS
        assert reading.names_outcome or reading.orientation != "outcome"


def test_every_recommendation_of_the_release_has_what_was_kept(corpus):
    kept = read_orientations(KEPT)
    rows = corpus.recommendations
    assert rows["orientation"].notna().all()
    wanted = [kept[digest[:12]].ruled for digest in rows["text_sha256"]]
    assert rows["orientation"].tolist() == [each.orientation for each in wanted]
    assert rows["names_outcome"].tolist() == [each.names_outcome for each in wanted]
    assert rows["sets_target"].tolist() == [each.sets_target for each in wanted]


def test_kinds_add_up_and_intervals_hold_the_share_in_random_views(corpus):
    chance = np.random.default_rng(20261129)
    for by in ("framework", "rating", "year"):
        year = tuple(sorted(int(each) for each in chance.integers(2013, 2027, 2)))
        counts, tally, members = count_orientations(corpus, Selection(year=year), by)
        kinds = counts[counts["code"].isin(ORIENTATIONS)]
        sums = kinds.groupby("group", sort=False)["hit_count"].sum()
        wholes = counts.groupby("group", sort=False)["recommendation_count"].first()
        assert sums.tolist() == wholes.tolist()
        low, high = share_intervals(tally, members, draws=200)
        shares = counts["share"].to_numpy().reshape(low.shape)
        known = ~np.isnan(low)
        assert (low[known] <= shares[known] + 1e-9).all()
        assert (shares[known] <= high[known] + 1e-9).all()
