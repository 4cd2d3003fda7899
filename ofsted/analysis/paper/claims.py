"""The paper's findings as claims that can be tested.

They are taken from `data/claims.yaml` and checked against the codebook.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

from ofsted import glossary
from ofsted.analysis.counting.orientation import MARKS as ORIENTATION_MARKS
from ofsted.codebook import Codebook
from ofsted.errors import ClaimError

# kind → fields it must have, fields it may have; codes, leaves, words, asks and marks together say
# what is counted.
KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    kind: (frozenset(must.split()), frozenset(may.split()))
    for kind, must, may in (
        (
            "share",
            "",
            "codes leaves words asks marks of any_theme at_least at_most proxy sensitivity"
            " framework",
        ),
        ("prevalence", "", "codes leaves words at_least at_most framework"),
        ("rank", "codes among", "ordered without also_among or_words framework"),
        ("outnumber", "rivals", "codes leaves words of of_leaves proxy framework"),
        (
            "compare",
            "by first second direction",
            "codes leaves words of proxy slight framework",
        ),
        ("equivalence", "by", "codes themes_of each"),
        ("similar", "by", "themes_of"),
        ("association", "codes with", ""),
        ("absent", "", "codes leaves framework"),
        ("not-testable", "lacking needs", "codes"),
        ("restates", "claims", ""),
    )
}
GROUPINGS = ("framework", "rating", "deprivation", "rurality")
DIRECTIONS = ("higher", "lower")
LACKING = ("frameworks", "coding")
_MEASURED = ("codes", "leaves", "words", "asks", "marks")
_BOUNDED = ("share", "prevalence")
_CHOICES = {"by": GROUPINGS, "direction": DIRECTIONS, "lacking": LACKING}
_MUST_HAVE = {"sections", "statement", "tests"}
_NO_BOUNDS: Mapping[str, float] = MappingProxyType({})
_FIELDS = {"with": "with_leaves"}  # fields that cannot have their name of the file in code


@dataclass(frozen=True)
class Rival:
    """What a measure must outnumber: a name and the pattern it is found by in the summaries."""

    label: str
    words: str


@dataclass(frozen=True)
class ClaimTest:
    """One test of a claim.

    `asks` are orientations, any of which counts; `marks` are marks of `codebook-orientation.yaml`,
    all of which a recommendation must carry to count. Fields that its kind does not use keep their
    defaults; `KINDS` says which it uses.
    """

    kind: str
    codes: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    words: str = ""
    asks: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
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
    first: tuple[str | int, ...] = ()
    second: tuple[str | int, ...] = ()
    direction: str = ""
    at_least: float | None = None
    at_most: float | None = None
    proxy: bool = False
    sensitivity: float = 1.0
    slight: bool = False
    lacking: str = ""
    needs: str = ""
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """A finding of the paper in our words, with the sections that state it and its tests.

    `beyond` are tests that go beyond what the paper says.
    """

    id: str
    sections: tuple[str, ...]
    statement: str
    tests: tuple[ClaimTest, ...]
    beyond: tuple[ClaimTest, ...] = ()
    restates: tuple[str, ...] = ()
    note: str = ""


def parse_claims(
    raw: dict[str, Any], codebook: Codebook, bounds: Mapping[str, float] = _NO_BOUNDS
) -> tuple[Claim, ...]:
    """The claims of `data/claims.yaml`, as loaded, in their order.

    `bounds` are the numbers that the declaration gives to the names of bounds. Raises `ClaimError`
    naming the claim and what is wrong with it.
    """
    claims = tuple(
        _parse_claim(entry, number, bounds) for number, entry in enumerate(raw["claims"], start=1)
    )
    count = Counter(claim.id for claim in claims)
    twice = sorted(name for name, times in count.items() if times > 1)
    if twice:
        raise ClaimError(f"claims stand more than once: {twice}")
    known = set(count)
    for claim in claims:
        for test in (*claim.tests, *claim.beyond):
            _check(claim, test, codebook)
        _check_restated(claim, known)
    return claims


def _parse_claim(entry: dict[str, Any], number: int, bounds: Mapping[str, float]) -> Claim:
    if not entry.get("id"):
        raise ClaimError(f"claim {number}: has no id")
    given = {name for name, value in entry.items() if value}
    missing = _MUST_HAVE - given
    if missing:
        listed = ", ".join(sorted(missing))
        raise ClaimError(f"{entry['id']}: has no {listed}")
    known = {field.name for field in fields(Claim)}
    extra = entry.keys() - known
    if extra:
        raise ClaimError(f"{entry['id']}: unknown fields {sorted(extra)}")
    return Claim(
        id=entry["id"],
        sections=tuple(entry["sections"]),
        statement=entry["statement"],
        tests=_parse_tests(entry, "tests", bounds),
        beyond=_parse_tests(entry, "beyond", bounds),
        restates=tuple(entry.get("restates", ())),
        note=entry.get("note", ""),
    )


def _parse_tests(
    entry: dict[str, Any], name: str, bounds: Mapping[str, float]
) -> tuple[ClaimTest, ...]:
    return tuple(_parse_test(entry["id"], raw, bounds) for raw in entry.get(name, ()))


def _parse_test(claim_id: str, raw: dict[str, Any], bounds: Mapping[str, float]) -> ClaimTest:
    kind = raw.get("kind")
    if kind not in KINDS:
        raise ClaimError(f"{claim_id}: no kind of test {kind!r}; expected one of {tuple(KINDS)}")
    must, may = KINDS[kind]
    given = raw.keys() - {"kind"}
    allowed = must | may
    if not must <= given <= allowed:
        raise ClaimError(
            f"{claim_id}: a test of kind {kind} has {sorted(given)}; expected {sorted(must)} and "
            f"at most {sorted(allowed)}"
        )
    values = {}
    for name, value in raw.items():
        field = _FIELDS.get(name, name)
        values[field] = _parse_value(name, value)
    for name in ("at_least", "at_most"):
        values[name] = _find_bound(claim_id, values.get(name), bounds)
    return ClaimTest(**values)


def _find_bound(
    claim_id: str, named: str | float | None, bounds: Mapping[str, float]
) -> float | None:
    """The number of a bound, which the file gives by its name in the declaration."""
    if not isinstance(named, str):
        return named
    if named not in bounds:
        raise ClaimError(
            f"{claim_id}: no bound {named!r}; expected one of the declaration: {sorted(bounds)}"
        )
    return bounds[named]


def _parse_value(name: str, value: Any) -> Any:
    """The value of a field as `ClaimTest` holds it: lists and mappings as tuples."""
    if name == "rivals":
        return tuple(Rival(**rival) for rival in value)
    if name == "or_words":
        return tuple(value.items())
    if isinstance(value, list):
        return tuple(value)
    return value


def _check(claim: Claim, test: ClaimTest, codebook: Codebook) -> None:
    """Refuse what the codebook or the glossary does not have, and a test that measures nothing.

    Raises `ClaimError`.
    """
    _check_codes(claim, test, codebook)
    _check_pattern(claim, test.words)
    for rival in test.rivals:
        _check_pattern(claim, rival.words)
    for _, pattern in test.or_words:
        _check_pattern(claim, pattern)
    _check_measure(claim, test)
    _check_choices(claim, test)
    _check_groups(claim, test)


def _check_codes(claim: Claim, test: ClaimTest, codebook: Codebook) -> None:
    categories = {category.id for category in codebook.categories}
    themes = {theme.id for theme in codebook.themes}
    worded = {code for code, _ in test.or_words}
    either = {*test.codes, *test.of, *test.without, *test.also_among, *worded}
    leaves = {*test.leaves, *test.of_leaves, *test.with_leaves}
    scopes = {test.themes_of, test.among} - {"", "categories"}
    unknown = either - categories - themes
    unknown |= leaves - themes
    unknown |= scopes - categories
    if unknown:
        raise ClaimError(f"{claim.id}: not in codebook {codebook.version}: {sorted(unknown)}")


def _check_pattern(claim: Claim, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ClaimError(f"{claim.id}: {pattern!r} is no pattern: {error}") from None


def _check_measure(claim: Claim, test: ClaimTest) -> None:
    """Refuse a test that ought to count something and names nothing, or that has no bound."""
    _, may = KINDS[test.kind]
    may_count = not may.isdisjoint(_MEASURED)
    must_count = may_count and test.kind != "not-testable"
    counts = any(getattr(test, name) for name in (*_MEASURED, "themes_of", "any_theme"))
    if must_count and not counts:
        raise ClaimError(
            f"{claim.id}: a test of kind {test.kind} says nothing to count; expected one of "
            f"{', '.join(_MEASURED)}"
        )
    if test.kind in _BOUNDED and test.at_least is None and test.at_most is None:
        raise ClaimError(
            f"{claim.id}: a test of kind {test.kind} has no bound; expected at_least, at_most or "
            "both"
        )


def _check_choices(claim: Claim, test: ClaimTest) -> None:
    """Refuse a grouping, direction, lack or framework that there is none of."""
    for name, allowed in _CHOICES.items():
        value = getattr(test, name)
        if value not in ("", *allowed):
            raise ClaimError(f"{claim.id}: {name} is {value!r}, expected one of {allowed}")
    strange = {*test.asks} - {*glossary.ORIENTATIONS} | {*test.marks} - {*ORIENTATION_MARKS}
    if strange:
        raise ClaimError(
            f"{claim.id}: no orientation or mark {sorted(strange)}; expected some of "
            f"{(*glossary.ORIENTATIONS, *ORIENTATION_MARKS)}"
        )
    frameworks = glossary.codes("framework")
    strange = set(test.framework) - set(frameworks)
    if strange:
        raise ClaimError(
            f"{claim.id}: no framework {sorted(strange)}; expected some of {frameworks}"
        )


def _check_groups(claim: Claim, test: ClaimTest) -> None:
    """Refuse groups that the grouping does not have, and one that stands on both sides."""
    first, second = set(test.first), set(test.second)
    if test.by:
        groups = glossary.codes(test.by)
        strange = sorted((first | second) - set(groups), key=str)
        if strange:
            raise ClaimError(f"{claim.id}: {test.by} has no {strange}; expected some of {groups}")
    both = sorted(first & second, key=str)
    if both:
        raise ClaimError(f"{claim.id}: {both} stands on both sides of a comparison")


def _check_restated(claim: Claim, known: set[str]) -> None:
    """Refuse a claim that sums up itself or claims that the file does not have."""
    named = set(claim.restates)
    for test in claim.tests:
        named |= set(test.claims)
    others = known - {claim.id}
    unknown = sorted(named - others)
    if unknown:
        raise ClaimError(f"{claim.id}: restates {unknown}, expected other claims of the file")
