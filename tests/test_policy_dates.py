"""Policy dates: every row of the file is checked, and each stands where its day is on the axis."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from ofsted.analysis.counting.policy import (
    PolicyDate,
    name_days,
    parse_policy_dates,
    place_dates,
)
from ofsted.charts.trends import step_line
from ofsted.dashboard.exhibits.trends import policy_links, policy_table
from ofsted.errors import PolicyError
from ofsted.steps.policy import read_policy_dates

GOOD = {
    "day": date(2020, 3, 17),
    "short": "Pause",
    "what": "Visits stop.",
    "link": "https://example.org",
}


def row(day: date, short: str = "Pause") -> PolicyDate:
    return PolicyDate(day, short, "Visits stop.", "https://example.org")


def test_the_committed_file_is_sound_and_in_order():
    dates = read_policy_dates()
    days = [entry.day for entry in dates]
    assert days == sorted(days)
    assert date(2018, 1, 1) in days
    assert date(2023, 1, 1) in days
    table = policy_table()
    numbered = enumerate(dates, start=1)
    assert table["Line"].tolist() == [f"{number} {entry.short}" for number, entry in numbered]
    assert all(link.startswith("https://") for link in policy_links()["What changed"])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"day": "March 2020"}, "row 1: day: expected a day"),
        ({"short": "x" * 40}, "row 1: short: at most 16 letters"),
        ({"what": "No full stop"}, "row 1: what: expected a sentence"),
        ({"what": "word " * 30 + "."}, "row 1: what: expected a sentence"),
        ({"link": "http://example.org"}, "row 1: link: expected an address with https"),
        ({"colour": "red"}, "row 1: expected the fields"),
    ],
)
def test_a_faulty_row_is_named_with_what_was_expected(change, told):
    with pytest.raises(PolicyError, match=told):
        parse_policy_dates({"dates": [GOOD | change]})


def test_a_day_that_stands_twice_and_a_file_without_rows_are_faults():
    with pytest.raises(PolicyError, match="the same “day”"):
        parse_policy_dates({"dates": [GOOD, GOOD | {"short": "Other"}]})
    with pytest.raises(PolicyError, match="expected a list"):
        parse_policy_dates([GOOD])


def test_a_day_stands_within_its_year_or_quarter_and_not_outside_the_axis():
    years = [str(year) for year in range(2018, 2024)]
    at, _ = place_dates([row(date(2018, 1, 1))], years)[0]
    assert at == -0.5
    middle = place_dates([row(date(2020, 7, 2))], years)[0][0]
    assert middle == pytest.approx(2.0, abs=0.01)
    assert place_dates([row(date(2013, 11, 7)), row(date(2025, 1, 1))], years) == []
    quarters = ["2019 Q4", "2020 Q1", "2020 Q2"]
    assert place_dates([row(date(2020, 4, 1))], quarters)[0][0] == pytest.approx(1.5)
    assert place_dates([row(date(2019, 12, 31))], quarters)[0][0] == pytest.approx(0.49, abs=0.01)


def test_the_chart_has_a_line_and_a_number_for_every_day_on_its_axis():
    steps = [str(year) for year in range(2018, 2024)]
    counts = pd.DataFrame(
        {
            "code": "a",
            "label": "Apples",
            "steps": "year",
            "step": steps,
            "hit_count": 20,
            "recommendation_count": 100,
            "report_count": 30,
            "share": 0.2,
            "share_low": 0.1,
            "share_high": 0.3,
            "is_small": False,
            "is_partial": False,
        }
    )
    policy = [
        row(date(2013, 11, 7), "Early"),
        row(date(2020, 3, 17)),
        row(date(2023, 1, 1), "Late"),
    ]
    chart = step_line(counts, {}, 0.3, policy)
    numbers = [note.text for note in chart.layout.annotations]
    assert numbers == ["2", "3"]
    assert len(chart.layout.shapes) == 2
    named = step_line(counts, {}, 0.3, policy, is_named=True)
    assert [note.text for note in named.layout.annotations] == ["2 Pause", "3 Late"]
    assert {note.textangle for note in named.layout.annotations} == {-90}
    assert named.layout.height > chart.layout.height
    assert (
        named.layout.margin.t - chart.layout.margin.t == named.layout.height - chart.layout.height
    )


def test_a_day_on_which_a_framework_begins_is_named_once():
    placed = [(4.5, row(date(2018, 1, 1), "ILACS")), (7.2, row(date(2020, 3, 17)))]
    number_of = {entry: number for number, (_, entry) in enumerate(placed, start=1)}
    assert name_days(placed, number_of, [4.5]) == ["1", "2 Pause"]
    assert name_days(placed, number_of, []) == ["1 ILACS", "2 Pause"]
