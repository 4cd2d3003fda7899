"""What was fixed for every verdict on the claims, read from `data/declaration.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from ofsted import limits
from ofsted.errors import ClaimError

# Levels of the declaration that are limits of the whole site: they must say the same.
_SHARED = {
    "significant": limits.SIGNIFICANT,
    "no_difference": limits.EQUIVALENT,
    "dissimilarity": limits.LARGELY_SAME,
    "fewest_reports": limits.SMALL_GROUP,
    "fewest_in_family": limits.SMALL_THEME,
}
_PARTS = ("declared_on", "primary", "bounds", "levels", "kinds", "curve", "hardly_fails")
SIDED = ("one", "two", "none")
FAMILIES = ("claim", "opposite-only", "none")


@dataclass(frozen=True)
class Basis:
    """Reports, view of the codebook and body on which a claim is judged."""

    slice: str
    view: str
    body: str


@dataclass(frozen=True)
class Levels:
    """The numbers that decide a verdict."""

    significant: float
    no_difference: tuple[float, float]
    dissimilarity: float
    order_holds: float
    order_fails: float
    fewest_reports: int
    fewest_in_family: int
    fewest_named: int
    study_reports: int
    testable_part: float

    @property
    def overlooked(self) -> float:
        """The share of reports with it below which the study's reports show none more than once
        in twenty times.
        """
        return 1 - self.significant ** (1 / self.study_reports)


@dataclass(frozen=True)
class Asked:
    """How a kind of test is asked: one-sided or two-sided, and the family of its q."""

    sided: str
    family: str


@dataclass(frozen=True)
class CurveRule:
    """When the verdict is that a claim depends on the coding."""

    holds_from: float
    holds_to: float
    most_resamples: float
    turns_from: float


@dataclass(frozen=True)
class Declaration:
    """Everything that is declared; `hardly_fails` gives claims with the reason."""

    declared_on: date
    primary: Basis
    bounds: Mapping[str, float]
    levels: Levels
    kinds: Mapping[str, Asked]
    curve: CurveRule
    hardly_fails: Mapping[str, str]


def parse_declaration(raw: dict[str, Any]) -> Declaration:
    """The declaration of `data/declaration.yaml`, as loaded.

    Raises `ClaimError` on a part that is missing or unknown, and on a limit that the rest of the
    site has otherwise.
    """
    _check_names("the declaration", raw, _PARTS)
    levels = _fill(Levels, "levels", _as_tuples(raw["levels"]))
    for name, value in _SHARED.items():
        declared = getattr(levels, name)
        if declared != value:
            raise ClaimError(
                f"declaration.yaml: levels: {name} is {declared}, expected {value} as in limits.py"
            )
    kinds = {name: _parse_kind(name, asked) for name, asked in raw["kinds"].items()}
    return Declaration(
        declared_on=raw["declared_on"],
        primary=_fill(Basis, "primary", raw["primary"]),
        bounds=dict(raw["bounds"]),
        levels=levels,
        kinds=kinds,
        curve=_fill(CurveRule, "curve", raw["curve"]),
        hardly_fails=dict(raw["hardly_fails"]),
    )


def _parse_kind(name: str, raw: dict[str, Any]) -> Asked:
    asked = _fill(Asked, f"kinds: {name}", raw)
    if asked.sided not in SIDED or asked.family not in FAMILIES:
        raise ClaimError(
            f"declaration.yaml: kinds: {name} is {asked.sided}, {asked.family}; expected one of "
            f"{SIDED} and one of {FAMILIES}"
        )
    return asked


def _as_tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()}


def _fill(kind: type, place: str, raw: dict[str, Any]) -> Any:
    """A value of a dataclass from a part of the file that has its fields and no others."""
    names = [field.name for field in fields(kind)]
    _check_names(place, raw, names)
    return kind(**raw)


def _check_names(place: str, raw: Mapping[str, Any], names: Any) -> None:
    missing = sorted(set(names) - raw.keys())
    unknown = sorted(raw.keys() - set(names))
    if missing or unknown:
        raise ClaimError(
            f"declaration.yaml: {place}: missing {missing}, unknown {unknown}; expected "
            f"{sorted(names)}"
        )
