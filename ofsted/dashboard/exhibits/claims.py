"""The paper's claims on the page: results read once, the summary figure, and every claim as a part
that opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from ofsted import glossary, paths
from ofsted.address.url import write_url
from ofsted.address.view import View
from ofsted.analysis.counting.selection import Selection
from ofsted.analysis.inference.comparison import REST
from ofsted.analysis.paper.claims import Claim, ClaimTest
from ofsted.analysis.paper.curve import Curve, Point, summarise_curves
from ofsted.analysis.paper.declaration import Declaration
from ofsted.analysis.paper.judging import BODIES, SLICES, tests_beyond
from ofsted.analysis.paper.meaning import tell_bodies, tell_meaning
from ofsted.analysis.paper.mixing import (
    SAMENESS_CLAIM,
    headline_mixes,
    mixes_frame,
    mixes_table,
)
from ofsted.analysis.paper.outcomes import ClaimResult, Outcome
from ofsted.analysis.paper.report import (
    BASES,
    MAIN_BODY,
    VERDICT_LABELS,
    describe_outcome,
    describe_test,
    headline_claims,
    summarise,
)
from ofsted.analysis.paper.results import parse_results
from ofsted.analysis.paper.turning import (
    curve_table,
    describe_curve,
    headline_curves,
    strip_frame,
)
from ofsted.charts.claims import (
    SIGNS,
    mixes_alt_text,
    mixes_dots,
    specification_strips,
    strips_alt_text,
    verdict_alt_text,
    verdict_bars,
)
from ofsted.codebook import Codebook
from ofsted.dashboard import navigation
from ofsted.dashboard.held.data import Release
from ofsted.dashboard.parts.figures import Figure
from ofsted.documents import how_to_restore, reading
from ofsted.errors import SchemaError
from ofsted.served.templating import render
from ofsted.steps.claims import read_claims
from ofsted.tables import stored

_TESTED = {"compare", "equivalence"}
_WITH_BOARD = "with the safeguarding board’s recommendations"


@dataclass(frozen=True)
class PaperCheck:
    """The claims with their results, by view, slice and body, in the order of the file."""

    claims: tuple[Claim, ...]
    results: tuple[ClaimResult, ...]
    declaration: Declaration
    points: tuple[Point, ...]

    @cached_property
    def curves(self) -> dict[str, Curve]:
        """The specification curve of every claim that the way to count can turn."""
        return summarise_curves(self.points, self.declaration.curve)

    def find(self, claim_id: str, view: str, slice_name: str, body: str = MAIN_BODY) -> ClaimResult:
        """One result. Raises `KeyError`."""
        wanted = (claim_id, view, slice_name, body)
        return {
            (result.claim, result.view, result.slice, result.body): result
            for result in self.results
        }[wanted]

    def by_claim(self) -> dict[str, list[ClaimResult]]:
        """The results of every claim, in the order in which views, slices and bodies are shown."""
        found: dict[str, list[ClaimResult]] = {claim.id: [] for claim in self.claims}
        for result in self.results:
            found[result.claim].append(result)
        return found


def _stamp(file: Path) -> int:
    """What tells one state of a file from another. Raises `SchemaError` where it is missing."""
    with reading(file, "a file of the study's claims"):
        return file.stat().st_mtime_ns


def read_check(codebook: Codebook) -> PaperCheck:
    """The stored check; reads files only when one of them has changed.

    Raises `ClaimError`, `SchemaError`.
    """
    files = (
        paths.CLAIMS,
        paths.DECLARATION,
        paths.CLAIM_RESULTS,
        paths.SPECIFICATIONS_TABLE,
    )
    stamp = tuple(_stamp(file) for file in files)
    return _load(stamp, codebook)


@st.cache_resource(max_entries=1, show_spinner=False)
def _load(stamp: tuple, _codebook: Codebook) -> PaperCheck:
    claims, declaration = read_claims(_codebook)
    with reading(paths.CLAIM_RESULTS, "the results of the claims"):
        results = parse_results(paths.CLAIM_RESULTS.read_text(encoding="utf-8"))
    if {claim.id for claim in claims} != {result.claim for result in results}:
        raise SchemaError(
            f"{paths.CLAIMS.name}: does not name the claims that {paths.CLAIM_RESULTS.name} has "
            f"results of; {how_to_restore(paths.CLAIMS)}"
        )
    rows = stored.read_specifications().to_dict("records")
    points = tuple(Point(**{str(name): row[name] for name in row}) for row in rows)
    return PaperCheck(claims, tuple(results), declaration, points)


def summary_figure(check: PaperCheck, view: str, slice_name: str) -> Figure:
    """How many claims stand, in every view and slice; the headline is on the one chosen."""
    summary = summarise(check.results)
    wide = summary.pivot(index="label", columns="verdict_label", values="claim_count").loc[
        summary["label"].unique(), list(VERDICT_LABELS.values())
    ]
    table = (
        wide.reset_index()
        .rename(columns={"label": "Reports and view"})
        .rename_axis(columns=None)
        .assign(Claims=wide.sum(axis=1).tolist())
    )
    subtitle = (
        f"Claims of the paper by verdict, n of {len(check.claims)}. The headline is on:"
        f" {BASES[f'{view}-{slice_name}']}. Recommendations to authorities."
    )
    return Figure(
        "claims",
        headline_claims(check.results, view, slice_name, check.declaration.hardly_fails),
        subtitle,
        verdict_bars(summary),
        verdict_alt_text(summary),
        lambda: table,
    )


def curves_figure(check: PaperCheck) -> Figure:
    """In how many ways to count the claims hold that are true in some and not in others."""
    statements = {claim.id: claim.statement for claim in check.claims}
    dots = strip_frame(check.points, check.curves, statements)
    subtitle = (
        "One dot for each defensible way to count, on SIF reports: full where the claim is true of "
        "the estimates, empty where it is not. Choices that do not touch a claim are left out."
    )
    return Figure(
        "specifications",
        headline_curves(check.curves),
        subtitle,
        specification_strips(dots),
        strips_alt_text(dots),
        lambda: curve_table(check.points),
    )


def mixes_figure(check: PaperCheck, view: str, slice_name: str) -> Figure:
    """How far apart the mixes of categories lie by deprivation and rurality."""
    frame = mixes_frame(check.find(SAMENESS_CLAIM, view, slice_name))
    bound = round(100 * check.declaration.levels.dissimilarity)
    subtitle = (
        "Part of a group’s mentions that would have to move to another category for both mixes to "
        "be equal, with one-sided 95% limits. The upright stroke is what chance alone gives, the "
        f"dashed line the declared bound of {bound} points."
    )
    return Figure(
        "mixes",
        headline_mixes(frame),
        subtitle,
        mixes_dots(frame, bound),
        mixes_alt_text(frame),
        lambda: mixes_table(frame),
    )


def meaning_html(check: PaperCheck, view: str, slice_name: str) -> str:
    """What the verdicts on a basis mean for the study, and where the board makes a difference."""
    alone, both = (
        [
            result
            for result in check.results
            if (result.view, result.slice, result.body) == (view, slice_name, body)
        ]
        for body in BODIES
    )
    sentences = tell_meaning(alone, check.declaration.hardly_fails)
    bodies = tell_bodies(alone, both)
    return render("dashboard/meaning.html", sentences=sentences, bodies=bodies)


def list_sections(claims: Sequence[Claim]) -> list[str]:
    """The sections of the paper that state a claim, in the order of the claims."""
    return list(dict.fromkeys(section for claim in claims for section in claim.sections))


def choose_claims(
    check: PaperCheck, view: str, slice_name: str, verdict: str, section: str
) -> list[Claim]:
    """The claims with a verdict in a view and slice, and of a section; "all" restricts nothing."""
    return [
        claim
        for claim in check.claims
        if verdict in ("all", check.find(claim.id, view, slice_name).verdict)
        and section in ("all", *claim.sections)
    ]


def claims_html(
    check: PaperCheck, chosen: Sequence[Claim], view: str, slice_name: str, release: Release
) -> str:
    """The chosen claims, each closed until it is opened, in one piece of HTML in which all text is
    escaped.
    """
    results = check.by_claim()
    shown = [
        _describe_claim(claim, results[claim.id], (view, slice_name), release, check)
        for claim in chosen
    ]
    verdicts = {verdict: f"{SIGNS[verdict]} {label}" for verdict, label in VERDICT_LABELS.items()}
    return render("dashboard/claims.html", claims=shown, verdicts=verdicts)


def _said_of(claim_id: str, check: PaperCheck) -> list[str]:
    """What is to be known of a claim whatever the view and reports."""
    said = []
    if claim_id in check.curves:
        said.append(f"SIF: {describe_curve(check.curves[claim_id])}")
    if claim_id in check.declaration.hardly_fails:
        reason = check.declaration.hardly_fails[claim_id].rstrip(".")
        said.append(f"it could hardly have failed: {reason}")
    return said


# A test of a claim: what is asked, and what each view and slice says. Rows that say the same stand
# together, as the names of the bases, the verdict and the words.
_Asked = tuple[str, list[tuple[str, str, str]]]


@dataclass(frozen=True)
class _ShownClaim:
    """A claim as it is shown: the verdict on the chosen basis, and what else is to be known."""

    claim: Claim
    verdict: str
    facts: str
    tests: list[_Asked]
    links: list[tuple[str, str]]


def _describe_claim(
    claim: Claim,
    results: Sequence[ClaimResult],
    basis: tuple[str, str],
    release: Release,
    check: PaperCheck,
) -> _ShownClaim:
    """A claim by its results; `basis` is the chosen view and slice."""
    shown = _take(results, *basis, MAIN_BODY)
    assert shown is not None  # every claim is tested on each view and slice of the main body
    facts = [_tell_others(results, shown), *_further_facts(results, shown)]
    return _ShownClaim(
        claim,
        shown.verdict,
        "; ".join([*facts, *_said_of(claim.id, check)]),
        _list_tests(claim, results, release.dataset.codebook.labels),
        _list_links(claim, *basis, release),
    )


def _tell_others(results: Sequence[ClaimResult], shown: ClaimResult) -> str:
    """Which other verdicts a claim has on the other bases."""
    verdicts = {result.verdict for result in results if result.body == MAIN_BODY}
    others = [
        label.lower()
        for verdict, label in VERDICT_LABELS.items()
        if verdict in verdicts - {shown.verdict}
    ]
    if not others:
        return "the same throughout"
    return f"with other reports or in the other view: {' or '.join(others)}"


def _list_tests(
    claim: Claim, results: Sequence[ClaimResult], labels: dict[str, str]
) -> list[_Asked]:
    """The tests of a claim, and those that go beyond the paper."""
    tests = []
    for place, test in enumerate(claim.tests):
        outcomes = [result.tests[place] for result in results]
        tests.append(_describe_test(describe_test(test, labels), outcomes, results))
    for test in claim.beyond:
        kept = [result for result in results if test in tests_beyond(claim, result.slice)]
        outcomes = [result.beyond[tests_beyond(claim, result.slice).index(test)] for result in kept]
        asked = f"Beyond the paper: {describe_test(test, labels)}"
        tests.append(_describe_test(asked, outcomes, kept))
    return tests


def _take(
    results: Sequence[ClaimResult], view: str, slice_name: str, body: str
) -> ClaimResult | None:
    """The result of a claim on one basis; none where no report has such recommendations."""
    for result in results:
        if (result.view, result.slice, result.body) == (view, slice_name, body):
            return result
    return None


def _further_facts(results: Sequence[ClaimResult], shown: ClaimResult) -> list[str]:
    """What is to be known of a verdict: whether all parts were tested, and whether it is another
    with the recommendations to the safeguarding board.
    """
    facts = []
    if shown.is_partial:
        facts.append("on the part that can be tested")
    both = _take(results, shown.view, shown.slice, "both")
    if both and both.verdict != shown.verdict:
        facts.append(f"{_WITH_BOARD} too: {VERDICT_LABELS[both.verdict].lower()}")
    return facts


def _basis(result: ClaimResult) -> str:
    basis = BASES[f"{result.view}-{result.slice}"]
    if result.body == MAIN_BODY:
        return basis
    return f"{basis}, {_WITH_BOARD} too"


def _describe_test(
    asked: str, outcomes: Sequence[Outcome], results: Sequence[ClaimResult]
) -> _Asked:
    said: dict[tuple[str, str], list[str]] = {}
    for outcome, result in zip(outcomes, results, strict=True):
        said.setdefault((outcome.verdict, describe_outcome(outcome)), []).append(_basis(result))
    rows = [("; ".join(bases), verdict, text) for (verdict, text), bases in said.items()]
    return asked, rows


def _list_links(
    claim: Claim, view: str, slice_name: str, release: Release
) -> list[tuple[str, str]]:
    """Ways to the comparisons a claim makes, one for each pair of sides, and to the recommendations
    it is about, in the chosen view and slice.
    """
    links = [
        (
            f"Compare by {glossary.field_label(test.by).lower()}",
            _address("compare", compare_view(test, view, slice_name), release),
        )
        for test in _comparisons(claim)
        if any(page.name == "compare" for page in navigation.PAGES)
    ]
    chosen = quotes_view(claim, view, slice_name)
    return [*links, ("Read the recommendations", _address("quotes", chosen, release))]


def _comparisons(claim: Claim) -> list[ClaimTest]:
    """The comparisons of a claim; those with the same sides as one, on all of their codes."""
    found: dict[tuple, ClaimTest] = {}
    for test in (*claim.tests, *claim.beyond):
        if test.kind in _TESTED:
            sides = (test.by, frozenset((test.first, test.second)), bool(test.of), test.themes_of)
            found[sides] = (
                replace(found[sides], codes=(*found[sides].codes, *test.codes))
                if sides in found
                else test
            )
    return list(found.values())


def _address(page: str, view: View, release: Release) -> str:
    return f"{page}?{urlencode(write_url(view, release.vocabulary), doseq=True)}"


def quotes_view(claim: Claim, view: str, slice_name: str) -> View:
    """The recommendations that a claim's tests count, or count out of."""
    codes = [
        code
        for test in claim.tests
        for code in (
            test.of or (*test.codes, *test.leaves) or ((test.themes_of,) if test.themes_of else ())
        )
    ]
    return View(_coded(codes, slice_name), scheme=view)


def compare_view(test: ClaimTest, view: str, slice_name: str) -> View:
    """The comparison that a test makes, with its sides where one of them is a single group; the
    other is then that group or all the rest.
    """
    codes = test.of or test.codes or ((test.themes_of,) if test.themes_of else ())
    selection = _coded(codes, "sif-ilacs" if test.by == "framework" else slice_name)
    one, other = (test.first, test.second) if len(test.first) == 1 else (test.second, test.first)
    first_side, second_side = "", ""
    if len(one) == 1:
        rival = str(other[0]) if len(other) == 1 else REST
        first_side, second_side = str(one[0]), rival
    return View(
        selection,
        by=test.by,
        level="theme" if selection.theme or test.themes_of else "category",
        scheme=view,
        a=first_side,
        b=second_side,
    )


def _coded(codes: Sequence[str], slice_name: str) -> Selection:
    kept = dict.fromkeys(codes)
    return Selection(
        framework=SLICES[slice_name],
        category=tuple(c for c in kept if "/" not in c),
        theme=tuple(c for c in kept if "/" in c),
    )
