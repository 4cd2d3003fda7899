"""Stored tables: what a schema refuses and says, that writing is repeatable, and that the committed
tables agree with each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ofsted import paths
from ofsted.codebook import Codebook
from ofsted.corpus.areas import read_areas
from ofsted.corpus.manifest import read_manifest
from ofsted.errors import SchemaError
from ofsted.extract.wording import normal_text, text_hash
from ofsted.steps.published import read_quotes
from ofsted.tables.declared import CODINGS, QUOTES, RECOMMENDATIONS, REPORTS, STORED
from ofsted.tables.schema import Column, Schema
from ofsted.tables.stored import (
    read_codings,
    read_recommendations,
    read_reports,
    read_table,
    write_table,
)

SHELVES = Schema(
    "shelves",
    "one shelf",
    ("room", "shelf"),
    (
        Column("room", pa.string(), "Room.", ("attic", "cellar")),
        Column("shelf", pa.int16(), "Shelf."),
        Column("jam", pa.string(), "Jam on it, if any.", blank=True),
        Column("labels", pa.list_(pa.string()), "Labels.", ("red", "blue")),
    ),
)


def rows() -> list[dict]:
    return [
        {"room": "attic", "shelf": 1, "jam": None, "labels": ["red"]},
        {"room": "attic", "shelf": 2, "jam": "plum", "labels": []},
        {"room": "cellar", "shelf": 1, "jam": "", "labels": ["blue", "red"]},
    ]


def table(change: Callable[[list[dict]], object] = lambda rows: None) -> pa.Table:
    changed = rows()
    change(changed)
    return pa.Table.from_pylist(changed, schema=SHELVES.arrow)


# What a schema refuses


def test_a_table_that_fits_is_given_back_unchanged() -> None:
    assert SHELVES.check(table()).equals(table())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: rows[1].update(room=None), "shelves.room: row 1 is blank"),
        (lambda rows: rows[2].update(shelf=None), "shelves.shelf: row 2 is blank"),
        (
            lambda rows: rows[2].update(room="loft"),
            "shelves.room: row 2 has 'loft', expected one of ('attic', 'cellar')",
        ),
        (
            lambda rows: rows[1].update(labels=["red", "green"]),
            "shelves.labels: row 1 has 'green', expected one of ('red', 'blue')",
        ),
        (lambda rows: rows[0].update(labels=None), "shelves.labels: row 0 is blank"),
        (
            lambda rows: rows[1].update(shelf=1),
            "shelves: ('room', 'shelf') must be unique, ('attic', 1) stands more than once",
        ),
    ],
    ids=[
        "blank text",
        "blank number",
        "unknown code",
        "unknown code in a list",
        "blank list",
        "key twice",
    ],
)
def test_a_bad_value_is_refused_naming_column_and_row(change: Callable, message: str) -> None:
    with pytest.raises(SchemaError) as raised:
        SHELVES.check(table(change))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda t: t.drop_columns(["jam"]), "missing ['jam'], unexpected []"),
        (
            lambda t: t.append_column("cat", pa.array(["a", "b", "c"])),
            "missing [], unexpected ['cat']",
        ),
        (
            lambda t: t.rename_columns(["room", "shelf", "jelly", "labels"]),
            "missing ['jam'], unexpected ['jelly']",
        ),
        (lambda t: t.select(["shelf", "room", "jam", "labels"]), "out of order"),
    ],
    ids=["missing", "extra", "renamed", "out of order"],
)
def test_other_columns_are_refused_by_name(change: Callable, names: str) -> None:
    with pytest.raises(SchemaError) as raised:
        SHELVES.check(change(table()))
    assert names in str(raised.value)


def test_a_wrong_type_is_refused_naming_column_and_both_types() -> None:
    wrong = table().set_column(1, "shelf", pa.array(["1", "2", "1"]))
    with pytest.raises(SchemaError, match=r"shelves\.shelf: type string, expected int16"):
        SHELVES.check(wrong)


def test_an_empty_text_is_not_blank_and_a_blank_is_kept_where_allowed(tmp_path: Path) -> None:
    write_table(rows(), SHELVES, tmp_path / "shelves.parquet")
    assert read_table(SHELVES, tmp_path / "shelves.parquet")["jam"].to_pylist() == [
        None,
        "plum",
        "",
    ]


# Writing


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    write_table(rows(), SHELVES, tmp_path / "one.parquet")
    write_table(rows(), SHELVES, tmp_path / "deep" / "two.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (
        tmp_path / "deep" / "two.parquet"
    ).read_bytes()


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    write_table(rows(), SHELVES, tmp_path / "shelves.parquet")
    assert read_table(SHELVES, tmp_path / "shelves.parquet").to_pylist() == rows()


def test_no_rows_make_a_table_without_rows(tmp_path: Path) -> None:
    write_table([], SHELVES, tmp_path / "shelves.parquet")
    assert read_table(SHELVES, tmp_path / "shelves.parquet").num_rows == 0


@pytest.mark.parametrize(
    "change",
    [{"shelf": "top"}, {"room": "loft"}, {"shelf": 70_000}, {"labels": "red"}, {"room": None}],
)
def test_bad_rows_are_refused_before_anything_is_written(tmp_path: Path, change: dict) -> None:
    bad = rows()
    bad[1] |= change
    with pytest.raises(SchemaError, match="^shelves"):
        write_table(bad, SHELVES, tmp_path / "shelves.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_column_left_out_of_a_row_is_refused_where_a_value_is_required(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"shelves\.room: row 0 is blank"):
        write_table([{"shelf": 1, "labels": []}], SHELVES, tmp_path / "shelves.parquet")


# Reading


def test_a_missing_table_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(
        SchemaError, match=r"shelves\.parquet: not there; `python -m ofsted build` writes it"
    ):
        read_table(SHELVES, tmp_path / "shelves.parquet")


@pytest.mark.parametrize("content", [b"", b"no table at all", b"PAR1 broken PAR1"])
def test_a_file_that_is_no_parquet_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "shelves.parquet"
    path.write_bytes(content)
    with pytest.raises(SchemaError, match=r"^shelves\.parquet: not a parquet file"):
        read_table(SHELVES, path)


def test_a_stored_table_with_a_bad_value_is_refused_on_reading_too(tmp_path: Path) -> None:
    bad = table(lambda rows: rows[2].update(room="loft"))
    pq.write_table(bad, tmp_path / "shelves.parquet")
    with pytest.raises(SchemaError, match="row 2 has 'loft'"):
        read_table(SHELVES, tmp_path / "shelves.parquet")


def test_a_stored_table_of_the_wrong_type_is_refused_on_reading_too(tmp_path: Path) -> None:
    wrong = table().set_column(1, "shelf", pa.array(["top", "middle", "low"]))
    pq.write_table(wrong, tmp_path / "shelves.parquet")
    with pytest.raises(SchemaError, match="shelves"):
        read_table(SHELVES, tmp_path / "shelves.parquet")


def test_a_stored_table_with_a_blank_is_refused_on_reading_too(tmp_path: Path) -> None:
    pq.write_table(
        pa.Table.from_pylist([*rows(), {"room": None, "shelf": 9, "labels": []}]),
        tmp_path / "shelves.parquet",
    )
    with pytest.raises(SchemaError, match="shelves"):
        read_table(SHELVES, tmp_path / "shelves.parquet")


def test_there_are_no_quotes_where_nobody_has_hydrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OFSTED_LOCAL", str(tmp_path))
    assert read_quotes() == {}


# The declarations


@pytest.mark.parametrize("schema", STORED, ids=lambda schema: schema.name)
def test_every_stored_table_declares_each_column_once_with_its_meaning(schema: Schema) -> None:
    names = [column.name for column in schema.columns]
    assert len(set(names)) == len(names)
    assert set(schema.key) <= set(names)
    assert all(
        len(column.meaning) > 4 and column.meaning.endswith(".") for column in schema.columns
    )
    assert not [
        column.name for column in schema.columns if column.name in schema.key and column.blank
    ]


# The committed tables


@pytest.fixture(scope="module")
def reports() -> pd.DataFrame:
    return read_reports()


@pytest.fixture(scope="module")
def recommendations() -> pd.DataFrame:
    return read_recommendations()


@pytest.fixture(scope="module")
def codings() -> pd.DataFrame:
    return read_codings()


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (REPORTS, paths.REPORTS_TABLE),
        (RECOMMENDATIONS, paths.RECOMMENDATIONS_TABLE),
        (CODINGS, paths.CODINGS_TABLE),
    ],
    ids=["reports", "recommendations", "codings"],
)
def test_the_committed_tables_pass_their_schemas_and_are_written_canonically(
    tmp_path: Path, schema: Schema, path: Path
) -> None:
    stored = read_table(schema, path)
    assert stored.num_rows > 400
    write_table(stored.to_pylist(), schema, tmp_path / path.name)
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_the_committed_tables_hold_no_text_of_recommendations() -> None:
    for schema in (REPORTS, RECOMMENDATIONS, CODINGS):
        assert not {"text", "quote"} & {column.name for column in schema.columns}


def test_every_report_is_one_of_the_manifest_with_its_hash_and_address(
    reports: pd.DataFrame,
) -> None:
    entries = {entry.report_id: entry for entry in read_manifest(paths.MANIFEST)}
    for row in reports.itertuples():
        entry = entries[row.report_id]
        assert (row.sha256, row.byte_count, row.url, row.urn, row.published_on) == (
            entry.sha256,
            entry.byte_count,
            entry.url,
            entry.urn,
            entry.published_on,
        )
    assert len(reports) == sum(entry.is_pdf for entry in entries.values())


def test_every_report_repeats_what_the_areas_table_says_of_its_area(reports: pd.DataFrame) -> None:
    areas = read_areas(paths.AREAS)
    for row in reports.itertuples():
        area = areas[row.urn]
        assert (row.area_name, row.region, row.la_type, row.rurality) == (
            area.name,
            area.region,
            area.la_type,
            area.rurality,
        )
        assert (None if pd.isna(row.deprivation) else row.deprivation) == area.deprivation


def test_every_recommendation_belongs_to_a_report_and_repeats_its_filters(
    reports: pd.DataFrame, recommendations: pd.DataFrame
) -> None:
    assert set(recommendations["report_id"]) <= set(reports["report_id"])
    repeated = [
        "framework",
        "rating",
        "deprivation",
        "rurality",
        "year",
        "region",
        "urn",
        "area_name",
        "variant",
        "inspected_to_on",
        "published_on",
        "url",
    ]
    joined = recommendations[["report_id"]].merge(
        reports[["report_id", *repeated]], on="report_id", how="left", validate="many_to_one"
    )
    pd.testing.assert_frame_equal(
        joined[repeated], recommendations[repeated].reset_index(drop=True), check_dtype=False
    )


def test_counts_of_reports_add_up_to_the_rows(
    reports: pd.DataFrame, recommendations: pd.DataFrame
) -> None:
    rows_of = Counter(zip(recommendations["report_id"], recommendations["body"], strict=True))
    for row in reports.itertuples():
        assert (row.authority_count, row.lscb_count) == (
            rows_of[row.report_id, "authority"],
            rows_of[row.report_id, "lscb"],
        )
        assert row.recommendation_count == row.authority_count + row.lscb_count
        assert (row.list_state == "listed") == (row.authority_count > 0)
        assert (row.lscb_list_state == "listed") == (row.lscb_count > 0)
    assert reports["recommendation_count"].sum() == len(recommendations)


def test_ids_are_the_report_and_the_running_number(recommendations: pd.DataFrame) -> None:
    expected = recommendations["report_id"] + "-" + recommendations["order"].map("{:02d}".format)
    assert recommendations["recommendation_id"].tolist() == expected.tolist()
    for _, orders in recommendations.groupby("report_id")["order"]:
        assert sorted(orders) == list(range(1, len(orders) + 1))


def test_pages_lie_inside_the_report_and_among_those_hydration_opens(
    reports: pd.DataFrame, recommendations: pd.DataFrame
) -> None:
    known = reports.set_index("report_id")
    for row in recommendations.itertuples():
        assert 1 <= row.page <= row.end_page <= known.at[row.report_id, "page_count"]
        assert {row.page, row.end_page} <= set(known.at[row.report_id, "list_pages"])


def test_years_and_dates_agree(reports: pd.DataFrame) -> None:
    assert [day.year for day in reports["inspected_to_on"]] == reports["year"].tolist()
    assert (reports["inspected_from_on"] <= reports["inspected_to_on"]).all()
    assert (reports["inspected_to_on"] < reports["published_on"]).all()


def test_only_reports_on_the_board_alone_have_no_rating(reports: pd.DataFrame) -> None:
    assert set(reports.loc[reports["rating"].isna(), "variant"]) <= {"lscb-review"}
    without_overall = reports[reports["rating"] == "not-given"]
    assert (without_overall["framework"] == "F4").all()
    assert (without_overall["year"] >= 2026).all()


def test_themes_exist_in_the_codebook_in_its_order_and_categories_follow_from_them(
    recommendations: pd.DataFrame, codebook: Codebook
) -> None:
    for row in recommendations.itertuples():
        assert list(row.themes) == codebook.in_order(set(row.themes)), row.recommendation_id
        assert list(row.categories) == codebook.categories_of(list(row.themes)), (
            row.recommendation_id
        )


def test_the_themes_of_a_recommendation_are_its_codings(
    recommendations: pd.DataFrame, codings: pd.DataFrame
) -> None:
    coded: dict[str, list[str]] = {}
    coders = dict(zip(recommendations["recommendation_id"], recommendations["coder"], strict=True))
    for row in codings.itertuples():
        if row.coder == coders[row.recommendation_id]:
            coded.setdefault(row.recommendation_id, []).append(row.theme)
    assert {
        row.recommendation_id: list(row.themes)
        for row in recommendations.itertuples()
        if len(row.themes)
    } == coded


def test_codings_name_existing_recommendations_themes_and_this_codebook(
    recommendations: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook
) -> None:
    assert set(codings["recommendation_id"]) <= set(recommendations["recommendation_id"])
    assert set(codings["theme"]) <= {theme.id for theme in codebook.themes}
    assert set(codings["codebook_version"]) == {codebook.version}
    assert (
        (codings["trigger_start"] >= 0) & (codings["trigger_start"] < codings["trigger_end"])
    ).all()


def test_triggers_lie_inside_the_text_and_are_whole_words_where_quotes_are_hydrated(
    recommendations: pd.DataFrame, codings: pd.DataFrame
) -> None:
    quotes = read_quotes()
    digests = dict(
        zip(recommendations["recommendation_id"], recommendations["text_sha256"], strict=True)
    )
    texts = {
        key: normal_text(text)
        for key, text in quotes.items()
        if digests.get(key) == text_hash(text)
    }
    if not texts:
        pytest.skip(
            "no quotes of this release are hydrated; `python -m ofsted hydrate` writes them"
        )
    for row in codings[codings["recommendation_id"].isin(texts)].itertuples():
        text = texts[row.recommendation_id]
        trigger = text[row.trigger_start : row.trigger_end]
        assert row.trigger_end <= len(text), row
        assert trigger, row
        assert trigger == trigger.strip(), row
        assert not text[: row.trigger_start][-1:].isalnum(), (row.recommendation_id, row.theme)
        assert not text[row.trigger_end :][:1].isalnum(), (row.recommendation_id, row.theme)


def test_hydrated_quotes_are_proved_by_their_own_hash() -> None:
    if not paths.quotes_table().exists():
        pytest.skip("no quotes are hydrated; `python -m ofsted hydrate` writes them")
    for row in read_table(QUOTES, paths.quotes_table()).to_pylist():
        assert text_hash(row["quote"]) == row["text_sha256"], row["recommendation_id"]
