"""The paper's findings as claims that can be tested, taken from `data/claims.yaml` and checked
against the codebook.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from ofsted import glossary
from ofsted.codebook import Codebook
from ofsted.errors import ClaimError

# kind → fields it must have, fields it may have; codes, leaves and words together say what is
# counted.
KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    kind: (frozenset(must.split()), frozenset(may.split()))
    for kind, must, may in (
        ("share", "", "codes leaves words of any_theme at_least at_most proxy body framework"),
        ("prevalence", "", "codes leaves words at_least at_most body framework"),
        ("rank", "codes among", "ordered without also_among or_words body framework"),
        ("outnumber", "rivals", "codes leaves words of of_leaves proxy body framework"),
        (
            "compare",
            "by first second direction",
            "codes leaves words of proxy slight body framework",
        ),
        ("equivalence", "by", "codes themes_of each body"),
        ("association", "codes with", "body"),
        ("absent", "", "codes leaves body framework"),
        ("not-testable", "lacking needs", "codes"),
        ("restates", "claims", ""),
    )
}
GROUPINGS = ("framework", "rating", "deprivation", "rurality")
DIRECTIONS = ("higher", "lower")
LACKING = ("frameworks", "coding")
_MEASURED = ("codes", "leaves", "words")
_BOUNDED = ("share", "prevalence")


@dataclass(frozen=True)
class Rival:
    """What a measure must outnumber: a name and the pattern it is found by in the summaries."""

    label: str
    words: str


@dataclass(frozen=True)
class ClaimTest:
    """One test of a claim.

    Fields that its kind does not use keep their defaults; `KINDS` says which it uses.
    """

    kind: str
    codes: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    words: str = ""
    any_theme: bool = False
    of: tuple[str, ...] = ()
    of_leaves: tuple[str, ...] = ()
    framework: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    also_among: tuple[str, ...] = ()
    or_words: tuple[tuple[str, str], ...] = ()
    among: str = ""
    ordered: bool = False
    themes_of: str = ""
    each: bool = False
    with_leaves: tuple[str, ...] = ()
    rivals: tuple[Rival, ...] = ()
    by: str = ""
    first: tuple = ()
    second: tuple = ()
    direction: str = ""
    at_least: float | None = None
    at_most: float | None = None
    body: str = "authority"
    proxy: bool = False
    slight: bool = False
    lacking: str = ""
    needs: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A finding of the paper in our words, the sections that state it, its tests, and tests that go
    beyond what it says.
    """

    id: str
    sections: tuple[str, ...]
    statement: str
    tests: tuple[ClaimTest, ...]
    beyond: tuple[ClaimTest, ...] = ()
    restates: tuple[str, ...] = ()
    note: str = ""


def parse_claims(raw: dict, codebook: Codebook) -> tuple[Claim, ...]:
    """The claims of `data/claims.yaml`, as loaded, in their order.

    Raises `ClaimError` naming the claim and what is wrong with it.
    """
    claims = tuple(
        _parse_claim(entry, number) for number, entry in enumerate(raw["claims"], start=1)
    )
    ids = [claim.id for claim in claims]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise ClaimError(f"claims stand more than once: {twice}")
    known = set(ids)
    for claim in claims:
        for test in (*claim.tests, *claim.beyond):
            _check(claim, test, codebook)
        named = {*claim.restates, *(other for test in claim.tests for other in test.claims)}
        if unknown := sorted(named - known | named & {claim.id}):
            raise ClaimError(f"{claim.id}: restates {unknown}, expected other claims of the file")
    return claims


def _parse_claim(entry: dict, number: int) -> Claim:
    if not entry.get("id"):
        raise ClaimError(f"claim {number}: has no id")
    if missing := sorted(
        {"sections", "statement", "tests"} - {name for name, value in entry.items() if value}
    ):
        raise ClaimError(f"{entry['id']}: has no {', '.join(missing)}")
    if extra := sorted(entry.keys() - {field.name for field in fields(Claim)}):
        raise ClaimError(f"{entry['id']}: unknown fields {extra}")
    tests, beyond = (
        tuple(_parse_test(entry["id"], test) for test in entry.get(name, ()))
        for name in ("tests", "beyond")
    )
    return Claim(
        entry["id"],
        tuple(entry["sections"]),
        entry["statement"],
        tests,
        beyond,
        tuple(entry.get("restates", ())),
        entry.get("note", ""),
    )


def _parse_test(claim_id: str, raw: dict) -> ClaimTest:
    kind = raw.get("kind")
    if kind not in KINDS:
        raise ClaimError(f"{claim_id}: no kind of test {kind!r}; expected one of {tuple(KINDS)}")
    must, may = KINDS[kind]
    given = raw.keys() - {"kind"}
    if given - must - may or must - given:
        raise ClaimError(
            f"{claim_id}: a test of kind {kind} has {sorted(given)}; expected {sorted(must)} and at most {sorted(must | may)}"
        )
    values = {
        ("with_leaves" if name == "with" else name): tuple(value)
        if isinstance(value, list)
        else value
        for name, value in raw.items()
    }
    if "rivals" in values:
        values["rivals"] = tuple(Rival(**rival) for rival in values["rivals"])
    if "or_words" in values:
        values["or_words"] = tuple(values["or_words"].items())
    return ClaimTest(**values)


def _check(claim: Claim, test: ClaimTest, codebook: Codebook) -> None:
    """Raises `ClaimError` on what the codebook or the glossary does not have, or on a test that
    measures nothing.
    """
    categories = {category.id for category in codebook.categories}
    themes = {theme.id for theme in codebook.themes}
    either = {
        *test.codes,
        *test.of,
        *test.without,
        *test.also_among,
        *(code for code, _ in test.or_words),
    }
    unknown = (
        either - categories - themes
        | {*test.leaves, *test.of_leaves, *test.with_leaves} - themes
        | {test.themes_of, test.among} - {"", "categories"} - categories
    )
    if unknown:
        raise ClaimError(f"{claim.id}: not in codebook {codebook.version}: {sorted(unknown)}")
    for pattern in (
        test.words,
        *(rival.words for rival in test.rivals),
        *(pattern for _, pattern in test.or_words),
    ):
        _check_pattern(claim, pattern)
    if (
        set(_MEASURED) & KINDS[test.kind][1]
        and not (test.codes or test.leaves or test.words or test.themes_of or test.any_theme)
        and test.kind != "not-testable"
    ):
        raise ClaimError(
            f"{claim.id}: a test of kind {test.kind} says nothing to count; expected codes, leaves or words"
        )
    if test.kind in _BOUNDED and test.at_least is None and test.at_most is None:
        raise ClaimError(
            f"{claim.id}: a test of kind {test.kind} has no bound; expected at_least, at_most or both"
        )
    for name, allowed in (("by", GROUPINGS), ("direction", DIRECTIONS), ("lacking", LACKING)):
        if getattr(test, name) not in ("", *allowed):
            raise ClaimError(
                f"{claim.id}: {name} is {getattr(test, name)!r}, expected one of {allowed}"
            )
    if strange := set(test.framework) - set(glossary.codes("framework")):
        raise ClaimError(
            f"{claim.id}: no framework {sorted(strange)}; expected some of {glossary.codes('framework')}"
        )
    if test.body not in glossary.codes("body"):
        raise ClaimError(
            f"{claim.id}: body is {test.body!r}, expected one of {glossary.codes('body')}"
        )
    if test.by and (strange := {*test.first, *test.second} - set(glossary.codes(test.by))):
        raise ClaimError(
            f"{claim.id}: {test.by} has no {sorted(strange, key=str)}; expected some of {glossary.codes(test.by)}"
        )
    if set(test.first) & set(test.second):
        raise ClaimError(
            f"{claim.id}: {sorted(set(test.first) & set(test.second), key=str)} stands on both sides of a comparison"
        )


def _check_pattern(claim: Claim, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ClaimError(f"{claim.id}: {pattern!r} is no pattern: {error}") from None
