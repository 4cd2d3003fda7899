"""Codebook and project are read back with the same codes, coders and places."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from lxml import etree
from pyrefiqda import RefiCodebook, RefiProject
from xsdata_pydantic.bindings import XmlSerializer

from ofsted import glossary, paths
from ofsted.__main__ import main
from ofsted.codebook import read_codebook
from ofsted.files.codings import write_codings
from ofsted.files.qualitative import read_corpus
from ofsted.files.refi import CODEBOOK_SPACE, guid, write_codebook
from ofsted.files.refi_project import PROJECT_SPACE, SUMMARY_MARK, Corpus, make_texts, write_project
from ofsted.glossary import PROJECT_CODERS
from ofsted.steps.published import read_quotes
from ofsted.tables.declared import CODINGS, RECOMMENDATIONS, REPORTS
from tests.invented import make_codebook, make_frame, make_report

pytestmark = pytest.mark.slow

# A sign beyond the first plane, a combined one, an accent of its own, and both kinds of line end.
WORDINGS = {"7-01": "Count 🍎🍏 in the café.\r\nThen\rrest 👩‍🌾.", "7-02": "Cafe\u0301 & <pears>"}
SHARED = {"framework": "F4", "rating": "good", "area_name": "Orchard 🍎", "page": 2}


@pytest.fixture(scope="module")
def corpus():
    codebook = make_codebook()
    keys = [("7", 1), ("7", 2), ("8", 1)]
    recommendations = [
        {
            **SHARED,
            "recommendation_id": f"{report}-{order:02d}",
            "report_id": report,
            "order": order,
            "summary": f"Summary & <{order}> of report {report}.",
        }
        for report, order in keys
    ]
    own = {"published_on": date(2024, 7, 12), "url": "https://files.example.org/7"}
    reports = [
        make_report("7", "F4", "good", 2024, **own),
        make_report("8", "F3", None, 2016, deprivation=None, is_non_commercial=True),
        make_report("9", "F4", "good", 2025),
    ]
    given = [
        ("7-01", "a/red", "one"),
        ("7-01", "a/red", "two"),
        ("7-01", "b/blue", "two"),
        ("7-02", "a/green", "one"),
        ("8-01", "b/blue", "one"),
        ("8-01", "b/blue", "by-keyword"),
    ]
    names = ("recommendation_id", "theme", "coder")
    codings = [dict(zip(names, row, strict=True)) for row in given]
    return Corpus(
        reports=make_frame(REPORTS, reports),
        recommendations=make_frame(RECOMMENDATIONS, recommendations),
        codings=make_frame(CODINGS, codings),
        codebook=codebook,
        wordings=WORDINGS,
        coders={"one": "a person", "two": "another person"},
        version="v1",
    )


def load(content: bytes, folder: Path):
    path = folder / "project.qdpx"
    path.write_bytes(content)
    return RefiProject.load(path, folder / "unpacked")


@pytest.fixture(scope="module")
def project(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("refi")
    return load(write_project(corpus), folder), folder / "unpacked"


def tags(node: etree._Element) -> Iterator[str]:
    return (str(each.tag) for each in node.iter() if isinstance(each.tag, str))


def assert_in_order_of_schema(xml: bytes, model: object, space: str) -> None:
    """The model writes elements in the order of the schema: ours must be the same."""
    again = XmlSerializer().render(model, ns_map={None: space})
    assert list(tags(etree.fromstring(xml))) == list(tags(etree.fromstring(again.encode())))


def test_the_codebook_is_read_back(codebook, tmp_path):
    path = tmp_path / "codebook.qdc"
    path.write_bytes(write_codebook(codebook))
    read = RefiCodebook.load(path)
    assert [code.name for code in read.codes.code] == [each.name for each in codebook.categories]
    assert not any(code.is_codable for code in read.codes.code)
    below = [code for category in read.codes.code for code in category.code]
    assert {code.guid: code.name for code in below} == {
        guid("code", theme.id): theme.label for theme in codebook.themes
    }
    assert all(code.is_codable and code.color for code in below)
    members = [member.guid for group in read.sets.set for member in group.member_code]
    assert sorted(members) == sorted(code.guid for code in below)
    assert_in_order_of_schema(path.read_bytes(), read, CODEBOOK_SPACE)


def test_a_category_has_its_public_name_and_says_what_the_study_calls_it():
    codebook = read_codebook(paths.CODEBOOK)
    renamed = [each for each in codebook.categories if each.name != each.label]
    assert renamed
    root = etree.fromstring(write_codebook(codebook))
    for category in renamed:
        (code,) = root.xpath(f"//*[@guid='{guid('code', category.id)}'][@name]")
        assert code.get("name") == codebook.labels[category.id]
        told = code.findtext("{*}Description")
        assert f"Name in the study of 2019: {category.label}" in told
        assert told.startswith(category.definition.strip()[:40])


def test_a_code_says_what_it_includes_and_excludes(codebook):
    root = etree.fromstring(write_codebook(codebook))
    theme = next(theme for theme in codebook.themes if theme.include and theme.exclude)
    (node,) = root.xpath(f"//*[@guid='{guid('code', theme.id)}']/*[local-name()='Description']")
    told = " ".join(node.text.split())
    for text in (theme.definition, f"Include: {theme.include[0]}", f"Exclude: {theme.exclude[0]}"):
        assert " ".join(text.split()) in told


def test_every_coding_is_read_back_with_its_place_code_and_coder(project, corpus):
    read, folder = project
    codes = {guid("code", theme.id): theme.id for theme in corpus.codebook.themes}
    users = {user.guid: user.id for user in read.users.user}
    assert list(users.values()) == ["one", "two"]
    found, texts = [], {}
    for source in read.sources.text_source:
        path = RefiProject.resolve_source_path(source.plain_text_path, folder)
        text = path.read_bytes().decode("utf-8")
        assert "\r" not in text
        for passage in source.plain_text_selection:
            texts[passage.name] = text[passage.start_position : passage.end_position]
            for coding in passage.coding:
                code, coder = codes[coding.code_ref.target_guid], users[coding.creating_user]
                found.append((passage.name, code, coder))
    given = corpus.codings[corpus.codings["coder"] != "by-keyword"]
    names = ["recommendation_id", "theme", "coder"]
    assert found == list(given[names].itertuples(index=False, name=None))
    assert texts == {
        "7-01": WORDINGS["7-01"].replace("\r\n", "\n").replace("\r", "\n"),
        "7-02": WORDINGS["7-02"],
        "8-01": f"{SUMMARY_MARK}Summary & <1> of report 8.",
    }


def test_a_report_says_how_much_of_it_is_as_worded_and_under_what_terms(project):
    read, _ = project
    first, second = (source.description for source in read.sources.text_source)
    assert "2 of 2 as worded" in first
    assert "Open Government Licence" in first
    assert "0 of 1 as worded, the others as our summaries" in second
    assert "non-commercial terms" in second
    for told in ("2 as worded in the report, 1 as our summaries", "left out: by-keyword"):
        assert told in read.description
    assert "1 reports list no recommendations" in read.description
    assert "one: a person." in read.description


def test_a_case_has_the_groups_of_its_report(project):
    read, _ = project
    names = {variable.guid: variable.name for variable in read.variables.variable}
    first, second = read.cases.case
    values = {names[value.variable_ref.target_guid]: value for value in first.variable_value}
    assert values["Framework"].text_value == glossary.label("framework", "F4")
    assert values["Rating"].text_value == "Good"
    assert values["Deprivation"].text_value == glossary.label("deprivation", 1)
    assert values["Rurality"].text_value == glossary.label("rurality", 1)
    assert values["Year of inspection"].integer_value == 2024
    missing = {names[value.variable_ref.target_guid] for value in second.variable_value}
    assert not {"Rating", "Deprivation"} & missing
    (reference,) = first.source_ref
    assert reference.target_guid == read.sources.text_source[0].guid


def test_elements_stand_in_the_order_of_the_schema_and_ids_stand_once(project, corpus):
    read, folder = project
    xml = (folder / "project.qde").read_bytes()
    assert_in_order_of_schema(xml, read, PROJECT_SPACE)
    ids = etree.fromstring(xml).xpath("//@guid")
    assert len(ids) == len(set(ids))
    targets = set(etree.fromstring(xml).xpath("//@targetGUID | //@creatingUser"))
    assert targets <= set(ids)
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", each) for each in ids)


def test_the_same_corpus_gives_the_same_project(corpus):
    assert write_project(corpus) == write_project(corpus)
    assert write_project(replace(corpus, wordings={})) != write_project(corpus)


def test_codings_are_a_table_with_names_and_groups(corpus):
    text = write_codings(corpus.codings, corpus.recommendations, corpus.codebook)
    frame = pd.read_csv(io.StringIO(text), dtype={"report_id": str})
    assert len(frame) == len(corpus.codings)
    first = frame.iloc[0]
    assert (first["theme"], first["theme_label"]) == ("a/red", "Red apples")
    assert (first["category"], first["category_label"]) == ("a", "Apples")
    assert (first["report_id"], first["framework"], first["area_name"]) == ("7", "F4", "Orchard 🍎")


# The published data


@pytest.mark.slow
def test_the_release_is_exported_with_every_coding(tmp_path, nothing_hydrated):
    target = tmp_path / "project.qdpx"
    assert main(["export", "--refi", str(target)]) == 0
    with zipfile.ZipFile(target) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        texts = [name for name in archive.namelist() if name.startswith("sources/")]
        sample = archive.read(texts[0]).decode("utf-8")
    recommendations = pd.read_parquet(paths.RECOMMENDATIONS_TABLE)
    codings = pd.read_parquet(paths.CODINGS_TABLE)
    space = {"q": PROJECT_SPACE}
    assert len(texts) == recommendations["report_id"].nunique()
    assert len(root.findall(".//q:PlainTextSelection", space)) == len(recommendations)
    by_people = (codings["coder"] != "dictionary").sum()
    assert len(root.findall(".//q:Coding", space)) == by_people
    assert SUMMARY_MARK in sample
    assert "0 as worded" in root.findtext("q:Description", namespaces=space)


@pytest.mark.slow
def test_passages_of_the_release_hold_what_was_hydrated_and_nothing_else():
    corpus = read_corpus(read_quotes(), PROJECT_CODERS)
    texts = make_texts(corpus)
    summaries = corpus.recommendations.set_index("recommendation_id")["summary"].to_dict()
    for text in texts:
        for passage in text.passages:
            key = passage.recommendation_id
            expected = corpus.wordings.get(key, f"{SUMMARY_MARK}{summaries[key]}")
            assert text.text[passage.start : passage.end] == expected
    assert sum(len(text.passages) for text in texts) == len(corpus.recommendations)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--refi", "x.txt"], "x.txt: ends with .txt, expected .qdc or .qdpx"),
        (["--refi", "x"], "x: ends with nothing"),
        (["--refi", "x.qdpx", "--coders", "nobody"], "no codings of nobody; expected of"),
        (["--refi", "/dev/null/x.qdc"], "x.qdc: cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_named(arguments, message, capsys):
    assert main(["export", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_codebook_and_codings_are_exported(tmp_path):
    for option, name in (("--refi", "codebook.qdc"), ("--codings", "codings.csv")):
        assert main(["export", option, str(tmp_path / name)]) == 0
        assert (tmp_path / name).stat().st_size > 10_000
