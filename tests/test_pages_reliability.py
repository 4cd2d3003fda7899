"""The page Reliability: its figures are those of the tables, its links lead on, and it never
fails.
"""

import re
from html import escape

import markupsafe
import pytest

from ofsted import paths
from ofsted.coding.kept import read_judgements, write_judgements
from ofsted.dashboard.exhibits import reliability
from ofsted.tables import stored
from ofsted.tables.declared import AUDIT, DISAGREEMENTS
from ofsted.tables.stored import write_table
from tests.pages import TITLES, open_page, unfolded, warnings
from tests.pages import markup as texts

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nothing_hydrated")]

PAGE = "reliability"


def headers(app):
    return [header.value.replace("\\", "") for header in app.header]


@pytest.mark.parametrize(
    "parameters",
    [{}, {"level": "theme"}, {"scheme": "strict", "level": "theme"}, {"scheme": "wide"}, {"framework": "F4"}, {"framework": "LAC-2013", "level": "theme"},
     {"framework": "F1"}, {"framework": ["F3", "F4"]}, {"body": "lscb", "level": "theme"}, {"theme": "casework/timeliness", "q": "plans"}],
)  # fmt: skip
def test_it_opens_under_every_kind_of_filter(parameters):
    app = open_page(PAGE, **parameters)
    assert not app.exception
    assert not app.error
    assert not warnings(app)
    assert [title.value for title in app.title] == [TITLES[PAGE]]
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))


@pytest.mark.parametrize(
    ("parameters", "scope"),
    [
        ({}, "all"),
        ({"framework": "F4"}, "F4"),
        ({"framework": ["F3", "F4"]}, "all"),
        ({"body": "lscb"}, "lscb"),
    ],
)
def test_the_headline_is_that_of_the_scope_that_the_page_names(parameters, scope):
    app = open_page(PAGE, **parameters)
    row = (
        stored.read_agreement_sets()
        .query("scheme == 'full' and level == 'category' and scope == @scope")
        .iloc[0]
    )
    total, same = (
        row["recommendation_count"],
        row["recommendation_count"] - row["disagreement_count"],
    )
    assert any(f"({same:,} of {total:,})" in header for header in headers(app))
    assert {
        "all": "all recommendations",
        "F4": "recommendations in ILACS reports",
        "lscb": "recommendations to safeguarding boards",
    }[scope] in texts(app)


def test_it_says_that_agreement_is_no_validity_and_that_no_human_checked():
    told = " ".join(element.value for element in open_page(PAGE).markdown)
    assert "consistency, not validity" in told
    assert "No human has yet checked" in " ".join(told.split())


def test_ac1_stands_in_no_table_without_kappa():
    for heads in re.findall(r"<thead>.*?</thead>", texts(open_page(PAGE, level="theme"))):
        assert "AC1" not in heads or "Kappa" in heads


def test_themes_not_shown_on_their_own_are_listed_apart_and_not_in_the_chart(release):
    app = unfolded(open_page(PAGE, level="theme"), "agreement-theme")
    weak = stored.read_agreement().query(
        "scheme == 'full' and scope == 'all' and level == 'theme' and not is_shown"
    )["code"]
    shown = re.findall(r"<table.*?</table>", texts(app), re.S)
    apart = next(table for table in shown if "are not shown on their own" in table)
    first = next(table for table in shown if "Positive agreement" in table)
    for code in weak:
        label = f'<th scope="row">{escape(release.dataset.codebook.labels[code])}</th>'
        assert label in apart
        assert label not in first


def test_the_codebook_is_listed_whole_with_counts_and_links(release):
    listed = texts(open_page(PAGE))
    codebook, total = release.dataset.codebook, len(release.dataset.recommendations)
    carried = release.dataset.recommendations["themes"].explode().value_counts()
    for theme in codebook.themes:
        assert f"<h3>{markupsafe.escape(theme.label)}</h3>" in listed
        assert f"{theme.id} · " in listed
        assert (f"theme={theme.id.replace('/', '%2F')}&amp;body=both" in listed) == (
            theme.id in carried
        )
    assert f"{carried['casework/timeliness']:,} of {total:,} recommendations" in listed
    assert all(rule.id in listed for rule in codebook.rules)


def test_the_search_leaves_the_themes_that_hold_every_word(release):
    app = open_page(PAGE)
    app.text_input(key="find").set_value("private fostering").run()
    found = reliability.find_themes(release.dataset.codebook, "private fostering")
    assert not app.exception
    assert 0 < len(found) < 10
    assert texts(app).count('<article class="theme">') == len(found)
    app.text_input(key="find").set_value("<b>no such theme</b>").run()
    assert not app.exception
    assert "<b>no such" not in texts(app)
    assert texts(app).count('<article class="theme">') == 0


def test_worked_disagreements_show_our_summary_both_codes_the_ruling_and_a_link(release):
    app = open_page(PAGE)
    cases = re.findall(r'<article class="case">.*?</article>', texts(app), re.S)
    assert cases
    for case in cases:
        key = re.search(r"quote=([0-9]+-[0-9]+)", case).group(1)
        row = release.dataset.recommendations.set_index("recommendation_id").loc[key]
        assert str(markupsafe.escape(row["summary"])) in case
        assert "the first coder alone" in case
        assert "the second coder alone" in case
        assert "Reason:" in case


def test_another_pair_shows_other_cases():
    app = open_page(PAGE)
    before = re.findall(r'<article class="case">.*?</article>', texts(app), re.S)
    app.selectbox(key="pick-pair").select_index(1).run()
    assert not app.exception
    assert before != re.findall(r'<article class="case">.*?</article>', texts(app), re.S)


def test_a_link_holds_the_words_sought_the_pair_and_the_size_of_the_chart(release):
    plain, asked = (
        open_page(PAGE, level="theme"),
        open_page(PAGE, level="theme", find="private fostering", dots="all"),
    )
    assert asked.text_input(key="find").value == "private fostering"
    assert asked.selectbox(key="pick-dots").value == "all"
    assert texts(asked).count('<article class="theme">') == len(
        reliability.find_themes(release.dataset.codebook, "private fostering")
    )
    plain.selectbox(key="pick-pair").select_index(2).run()
    again = open_page(PAGE, level="theme", pair=plain.query_params["pair"])
    cases = [
        re.findall(r'<article class="case">.*?</article>', texts(app), re.S)
        for app in (again, plain, asked)
    ]
    assert cases[0] == cases[1] != cases[2]
    assert not warnings(again)


def test_reasons_from_the_data_are_shown_as_text(release, monkeypatch, tmp_path):
    key = release.dataset.recommendations["recommendation_id"].iloc[7]
    rows = [
        {
            "recommendation_id": key,
            "theme": theme,
            "coder": coder,
            "is_kept": None,
            "reason": "<script>alert(1)</script> **b** $x$",
        }
        for theme, coder in (("casework/recording", "model-a"), ("casework/timeliness", "model-b"))
    ]
    monkeypatch.setattr(paths, "DISAGREEMENTS_TABLE", tmp_path / "disagreements.parquet")
    write_table(rows, DISAGREEMENTS, paths.DISAGREEMENTS_TABLE)
    app = open_page(PAGE)
    assert not app.exception
    assert "<script" not in texts(app)
    assert "&lt;script&gt;" in texts(app)
    assert "not ruled on yet" in texts(app)


def test_without_an_audit_and_without_disagreements_it_says_so(monkeypatch, tmp_path):
    for name, schema in (("AUDIT_TABLE", AUDIT), ("DISAGREEMENTS_TABLE", DISAGREEMENTS)):
        monkeypatch.setattr(paths, name, tmp_path / f"{schema.name}.parquet")
        write_table([], schema, getattr(paths, name))
    app = open_page(PAGE)
    told = " ".join(element.value for element in app.markdown)
    assert not app.exception
    assert "has not been done for this release" in told
    assert "No disagreement is recorded" in told


def test_the_rates_of_the_judged_summaries_are_counted_from_the_kept_judgements():
    kept = read_judgements(paths.JUDGED_SUMMARIES)
    latest = [row for row in kept if row.drawn_from == kept[-1].drawn_from]
    content = sum("content" in (row.first, row.second) for row in latest)
    awkward = sum("awkward" in (row.first, row.second) for row in latest)
    awkward -= sum({row.first, row.second} == {"content", "awkward"} for row in latest)
    app = open_page(PAGE)
    table = next(
        table
        for table in re.findall(r"<table.*?</table>", texts(app), re.S)
        if "A fault of content" in table
    )
    assert f">{content} of {len(latest)}<" in table
    assert f">{awkward} of {len(latest)}<" in table
    assert "at most 5" in table
    told = " ".join(element.value for element in (*app.markdown, *app.caption))
    assert f"The draw is `{kept[-1].drawn_from}`" in told
    assert "They are of one kind, so they can miss the same fault." in told


def test_without_judged_summaries_it_says_so(monkeypatch, tmp_path):
    path = tmp_path / "summaries_judged.csv"
    write_judgements([], path)
    monkeypatch.setattr(paths, "JUDGED_SUMMARIES", path)
    app = open_page(PAGE)
    assert not app.exception
    assert "No summary of this release has been judged." in [each.value for each in app.markdown]


def test_about_leads_to_the_codebook():
    app = open_page("about")
    assert not app.exception
    assert any(
        "Reliability" in link.proto.label and "codebook" in link.proto.label
        for link in app.get("page_link")
    )
