"""The study of the dashboard under readers: who they are, what is kept of it, and what is told."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pyarrow as pa
import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.dashboard.held import memory
from ofsted.errors import OfstedError
from ofsted.release.measured import LOADS, faults_in_measured, loads_table, put_block
from ofsted.steps import dashboard_study, kept_studies
from ofsted.steps.dashboard_study import (
    ALONE,
    ALONE_LARGER,
    DASHBOARD,
    LARGER_DASHBOARD,
    keep_dashboard,
    list_loads,
    measure_dashboard,
    measured_blocks,
)
from ofsted.steps.larger import larger_project, repeat_table
from tests import load

RUN = {
    "load": "themes",
    "sessions": 200,
    "think_seconds": 10.0,
    "reruns": 400,
    "seconds": 31.0,
    "first_p50_ms": 900.0,
    "first_p95_ms": 2100.0,
    "p50_ms": 40.0,
    "p95_ms": 120.0,
    "kB": 18.2,
    "unpacked_kB": 40.1,
    "processor_ms": 19.6,
    "memory_MB": 1401,
    "start_seconds": 6.2,
    "remembered_share": 0.617,
    "seed": 7,
}


def test_one_reader_alone_on_each_page_and_then_many_together() -> None:
    loads = list_loads(200, 60)
    assert [one.name for one in loads] == [*ALONE, "together"]
    assert [one.sessions for one in loads] == [1] * len(ALONE) + [200]
    assert loads[-1].reruns == 6
    assert len(list_loads(0, 60)) == len(ALONE)
    assert [one.name for one in list_loads(0, 60, times=100)] == list(ALONE_LARGER)


def test_the_views_come_from_the_seed_alone_and_readers_seldom_share_one() -> None:
    def views(seed: int, number: int) -> list[str]:
        chance = random.Random(f"{seed}-{number}")
        return [load.make_query(chance) for _ in range(20)]

    assert views(7, 1) == views(7, 1)
    assert views(7, 1) != views(8, 1)
    asked = [query for number in range(20) for query in views(7, number)]
    assert len(set(asked)) > 0.8 * len(asked)


def test_median_and_95th_percentile_are_those_of_the_times() -> None:
    runs = [load.Run(float(n), 1, 1) for n in range(1, 102)]
    assert load.percentiles(runs) == {"p50_ms": 51.0, "p95_ms": 96.0}
    assert load.percentiles(runs[:1]) == {"p50_ms": 1.0, "p95_ms": 1.0}


def test_the_share_at_hand_is_of_what_the_server_was_asked() -> None:
    release = SimpleNamespace(key=(-5, "full"))
    double = memory.remember(lambda release, number: 2 * number)
    before = memory.count_remembered()
    assert [double(release, 4), double(release, 4), double(release, 5)] == [8, 8, 10]
    after = memory.count_remembered()
    assert after["hits"] - before["hits"] == 1
    assert after["misses"] - before["misses"] == 2


def test_what_was_measured_is_kept_with_when_where_and_the_code(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(kept_studies, "FOLDER", tmp_path)
    keep_dashboard([RUN | {"commit": "abc"}], "0123")
    kept = DASHBOARD.read()
    assert kept["measured_code"] == "0123"
    assert {"commit", "measured_on", "machine"} <= set(kept)
    assert kept["runs"] == [RUN]


def test_the_table_tells_every_load_with_when_and_where() -> None:
    place = {"measured_on": "2026-11-29", "commit": "abc", "machine": "x86_64, 2 cores"}
    told = loads_table(place | {"runs": [RUN]})
    assert told.startswith("2026-11-29, commit abc, x86_64, 2 cores, seed 7.\n\n| page |")
    assert told.splitlines()[-1] == (
        "| themes | 200, 10 s between clicks | 20 ms | 0.04 and 0.12 s | 0.90 and 2.10 s |"
        " 18 and 40 | 1,401 MB | 6.2 s | 62% |"
    )


@pytest.mark.parametrize(("study", "pages"), [(DASHBOARD, ALONE), (LARGER_DASHBOARD, ALONE_LARGER)])
def test_the_kept_study_has_every_page(study, pages) -> None:
    assert {run["load"] for run in study.read()["runs"]} >= set(pages)


def test_the_document_has_the_tables_of_the_kept_studies() -> None:
    document = paths.MEASURED.read_text(encoding="utf-8")
    blocks = measured_blocks()
    assert LOADS in blocks
    assert faults_in_measured(document, blocks) == []
    changed = put_block(document, LOADS, "| other |")
    assert faults_in_measured(changed, blocks) != []


def test_a_benchmark_of_the_dashboard_wants_a_seed(capsys) -> None:
    assert main(["benchmark", "--dashboard"]) == 2
    assert "--seed" in capsys.readouterr().err


def test_rows_are_repeated_under_ids_of_their_own() -> None:
    table = pa.table(
        {
            "report_id": ["11", "22"],
            "near": pa.array([["22"], []], pa.list_(pa.string())),
            "year": [2014, 2015],
        }
    )
    rows = repeat_table(table, ("report_id", "near"), 3)
    assert rows["report_id"].to_pylist() == ["11", "22", "00111", "00122", "00211", "00222"]
    assert rows["near"].to_pylist()[2] == ["00122"]
    assert rows["year"].to_pylist() == [2014, 2015] * 3
    assert rows.schema == table.schema


def test_a_number_of_times_that_cannot_be_is_refused() -> None:
    with pytest.raises(OfstedError, match="--times 0"), larger_project(0):
        pass


@pytest.mark.slow
def test_one_reader_on_a_fresh_server_is_measured_whole() -> None:
    """A short run of all of it: server, reader, figures."""
    few = dashboard_study.Load("themes", ("themes",), 2, 2, 0.0)
    (row,) = measure_dashboard([few], 7)
    assert row["reruns"] == 4
    assert 0 < row["kB"] < row["unpacked_kB"]
    assert 0 < row["processor_ms"] < 2000
    assert 0 < row["p50_ms"] <= row["p95_ms"]
    assert 0 < row["remembered_share"] < 1
    assert row["memory_MB"] > 100
    assert {"load", "seed", "commit", "measured_on", "machine"} <= set(row)
