"""The page Check the study: every claim, its verdicts, and links that lead to what was tested."""

import re
from collections import Counter
from html import unescape
from urllib.parse import parse_qs

import pytest

from ofsted.address.url import read_url
from ofsted.analysis.paper import report
from ofsted.analysis.paper.claims import ClaimTest
from ofsted.analysis.paper.report import VERDICT_LABELS
from ofsted.analysis.paper.turning import describe_curve
from ofsted.charts.claims import verdict_alt_text, verdict_bars
from ofsted.dashboard import navigation
from ofsted.dashboard.exhibits import claims
from tests import pages
from tests.pages import csv_buttons, unfolded
from tests.pages import markup as texts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def check(release):
    return claims.read_check(release.dataset.codebook)


def open_page(**parameters):
    return pages.open_page("check", **parameters)


def shown_claims(app):
    return re.findall(r'<details class="claim" id="(C\d\d)">', texts(app))


def test_the_page_shows_all_71_claims_with_chart_table_and_download():
    app = open_page()
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert shown_claims(app) == [f"C{number:02}" for number in range(1, 72)]
    bars, strips, mixes = app.get("plotly_chart")
    assert bars.proto.alt.startswith("Stacked bars of verdicts.")
    assert strips.proto.alt.startswith("Strips of dots")
    assert mixes.proto.alt.startswith("Dots with intervals.")
    assert len(csv_buttons(app)) == 4
    assert "<caption>Of 71 claims" in texts(unfolded(app, "claims"))


def test_the_page_opens_with_what_the_verdicts_mean_for_the_study(check):
    app = open_page()
    counts = Counter(
        result.verdict
        for result in check.results
        if (result.view, result.slice, result.body) == ("strict", "sif", "authority")
    )
    told = texts(app)
    assert f"{71 - counts['not-testable']} can be tested on these reports" in told
    assert f"{counts['supported']} are supported; " in told
    assert f"{counts['undetermined']} cannot be told either way" in told
    sameness = check.find("C60", "strict", "sif").verdict
    assert ("whatever the area holds here" in told) == (sameness == "supported")
    for claim in check.claims:
        alone, both = (
            check.find(claim.id, "strict", "sif", body).verdict for body in ("authority", "both")
        )
        assert (f"{claim.id} ({VERDICT_LABELS[both].lower()})" in told) == (alone != both)


def test_a_basis_without_a_verdict_on_sameness_is_told_too(check):
    for basis in report.BASES:
        view, _, slice_name = basis.partition("-")
        html = claims.meaning_html(check, view, slice_name)
        assert html.count(". ") == 4


def test_a_claim_says_in_how_many_ways_to_count_it_holds_and_what_turns_it(check, release):
    for claim in check.claims:
        html = unescape(claims.claims_html(check, [claim], "strict", "sif", release))
        if claim.id in check.curves:
            assert f"SIF: {describe_curve(check.curves[claim.id])}" in html
        assert ("could hardly have failed" in html) == (claim.id in check.declaration.hardly_fails)


def test_a_claim_says_where_the_boards_recommendations_make_a_difference(check, release):
    for claim in check.claims:
        html = claims.claims_html(check, [claim], "strict", "sif", release)
        alone, both = (
            check.find(claim.id, "strict", "sif", body).verdict for body in ("authority", "both")
        )
        assert ("recommendations too: " in html) == (alone != both), claim.id


def test_the_headline_counts_what_the_filter_by_verdict_lists(check):
    app = open_page()
    for verdict in VERDICT_LABELS:
        app.selectbox(key="pick-verdict").set_value(verdict).run()
        counted = sum(
            result.verdict == verdict
            for result in check.results
            if (result.view, result.slice, result.body) == ("strict", "sif", "authority")
        )
        assert len(shown_claims(app)) == counted
        assert f"{counted} of 71 claims" in texts(app)


def test_verdict_and_section_restrict_together(check):
    app = open_page()
    app.selectbox(key="pick-section").set_value("workforce").run()
    assert shown_claims(app) == [
        claim.id for claim in check.claims if "Workforce" in claim.sections
    ]
    app.selectbox(key="pick-basis").set_value("wide-sif-ilacs").run()
    app.selectbox(key="pick-verdict").set_value("supported").run()
    wanted = [
        claim.id
        for claim in check.claims
        if "Workforce" in claim.sections
        and check.find(claim.id, "wide", "sif-ilacs").verdict == "supported"
    ]
    assert shown_claims(app) == wanted
    assert not app.exception


def test_nothing_found_is_said_in_words(check, monkeypatch):
    monkeypatch.setattr(claims, "choose_claims", lambda *_: [])
    assert any("No claim has this verdict" in element.value for element in open_page().markdown)


def test_every_claim_shows_all_views_and_slices_and_its_n_of_n(check, release):
    for claim in check.claims:
        html = claims.claims_html(check, [claim], "strict", "sif", release)
        assert all(html.count(base) >= 1 for base in report.BASES.values()), claim.id
        findings = [
            finding
            for result in check.by_claim()[claim.id]
            for outcome in result.tests
            for finding in outcome.findings
            if finding.unit != "claim"
        ]
        assert not findings or re.search(
            r"[\d,]+ of [\d,]+ (recommendations|reports|resamples)", html
        ), claim.id


def test_every_link_of_every_claim_is_understood_in_full(check, release):
    html = claims.claims_html(check, check.claims, "wide", "sif-ilacs", release)
    links = re.findall(r'href="(\w+)\?([^"]*)"', html)
    assert len(links) >= len(check.claims)
    for page, query in links:
        view, messages = read_url(parse_qs(unescape(query)), release.vocabulary)
        assert not messages
        assert page in {entry.name for entry in navigation.PAGES}
        assert view.scheme == "wide"
        assert view.selection.framework == ("F3", "F4")


def test_a_comparison_opens_with_the_side_that_is_one_group_first():
    test = ClaimTest(
        "compare",
        codes=("workforce/caseloads",),
        by="deprivation",
        first=(2, 3),
        second=(1,),
        direction="higher",
    )
    view = claims.compare_view(test, "strict", "sif")
    assert (view.by, view.a, view.b, view.level, view.scheme, view.selection.theme) == (
        "deprivation",
        "1",
        "rest",
        "theme",
        "strict",
        ("workforce/caseloads",),
    )


def test_text_of_a_claim_is_escaped(check, release):
    claim = check.claims[0]
    hostile = claim.__class__(
        claim.id, ("<b>x</b>",), '<script>"x"</script>', claim.tests, (), (), "<img src=x>"
    )
    html = claims.claims_html(check, [hostile], "strict", "sif", release)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>x" not in html


def test_the_known_inconsistencies_of_the_paper_are_named():
    said = " ".join(element.value for element in open_page().markdown)
    assert all(
        name in said
        for name in ("C02", "C03", "C13", "C61", "Doncaster", "Coventry", "Slough", "Cumbria")
    )


def test_a_bar_prints_only_what_it_has_room_for(check):
    summary = report.summarise(check.results)
    chart = verdict_bars(summary)
    assert sum(sum(trace.x) for trace in chart.data) == len(report.BASES) * 71
    few = summary.assign(claim_count=[1, 0, 0, 0, 0, 70] * len(report.BASES))
    assert [trace.text[0] for trace in verdict_bars(few).data] == ["", "", "", "", "", "– 70"]
    assert verdict_alt_text(few).count("1 supported") == len(report.BASES)
    assert verdict_bars(few[:0]).layout.annotations[0].text == "No claim is tested."


def test_comparisons_with_the_same_sides_share_a_link(check, release):
    claim = next(claim for claim in check.claims if claim.id == "C12")
    queries = re.findall(
        r'href="compare\?([^"]*)"', claims.claims_html(check, [claim], "strict", "sif", release)
    )
    assert [parse_qs(unescape(query))["theme"] for query in queries] == [
        ["casework/timeliness", "casework/focus-on-outcomes"]
    ]


def test_a_link_holds_the_choices_of_the_page(check):
    app = open_page(basis="wide-sif-ilacs", verdict="contradicted", section="casework")
    wanted = [
        claim.id
        for claim in check.claims
        if "Casework" in claim.sections
        and check.find(claim.id, "wide", "sif-ilacs").verdict == "contradicted"
    ]
    assert shown_claims(app) == wanted
    assert not app.warning
    assert app.selectbox(key="pick-basis").value == "wide-sif-ilacs"
    assert app.selectbox(key="pick-section").value == "casework"
    unknown = open_page(section="no-such-section")
    assert len(shown_claims(unknown)) == 71
    assert not unknown.exception


def test_a_choice_is_written_into_the_address():
    app = open_page()
    app.selectbox(key="pick-basis").set_value("wide-sif").run()
    app.selectbox(key="pick-section").set_value("workforce").run()
    assert app.query_params["basis"] == "wide-sif"
    assert app.query_params["section"] == "workforce"
