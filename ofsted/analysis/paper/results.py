"""The results of the claims as one JSON document: the same data give the same bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from ofsted.analysis.paper.outcomes import CLAIM_VERDICTS, ClaimResult, Finding, Outcome
from ofsted.errors import ClaimError

DIGITS = 6  # significant ones; finer ones can differ between machines
_NUMBERS = {
    "estimate",
    "low",
    "high",
    "p",
    "q",
    "p_against",
    "q_against",
    "limit",
    "fisher_p",
    "by_chance",
}
_DEFAULTS = {field.name: field.default for field in fields(Finding)}


def results_as_json(results: Iterable[ClaimResult]) -> str:
    """One result a line; what a finding does not have is left out."""
    lines = [
        json.dumps(_write_result(result), ensure_ascii=False, separators=(",", ":"))
        for result in results
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n"


def parse_results(text: str) -> list[ClaimResult]:
    """The results that `results_as_json` wrote.

    Raises `ClaimError` where the text is nothing of the kind.
    """
    try:
        results = [_read_result(raw) for raw in json.loads(text)]
    except (ValueError, KeyError, TypeError) as error:
        raise ClaimError(
            f"the results of the claims cannot be read: {error!r}; write them again with "
            "`python -m ofsted claims`"
        ) from None
    if strange := {result.verdict for result in results} - set(CLAIM_VERDICTS):
        raise ClaimError(
            f"the results of the claims have the verdicts {sorted(strange)}, expected "
            f"{CLAIM_VERDICTS}"
        )
    return results


def _write_result(result: ClaimResult) -> dict[str, Any]:
    return {
        "claim": result.claim,
        "view": result.view,
        "slice": result.slice,
        "body": result.body,
        "verdict": result.verdict,
        "tests": [_write_outcome(outcome) for outcome in result.tests],
        "beyond": [_write_outcome(outcome) for outcome in result.beyond],
    }


def _write_outcome(outcome: Outcome) -> dict[str, Any]:
    findings = [_write_finding(finding) for finding in outcome.findings]
    return {"verdict": outcome.verdict, "reason": outcome.reason, "findings": findings}


def _write_finding(finding: Finding) -> dict[str, Any]:
    """What the finding has; counts are always written, zero too."""
    values = {name: getattr(finding, name) for name in _DEFAULTS}
    return {
        name: _written(name, value) for name, value in values.items() if not _is_blank(name, value)
    }


def _is_blank(name: str, value: Any) -> bool:
    if value is None or value is False or value == "":
        return True
    return name in _NUMBERS and math.isnan(value)


def _written(name: str, value: Any) -> Any:
    if name not in _NUMBERS:
        return value
    if math.isinf(value):
        return "inf"
    return float(f"{value:.{DIGITS}g}")


def _read_result(raw: dict[str, Any]) -> ClaimResult:
    tests = tuple(_read_outcome(outcome) for outcome in raw["tests"])
    beyond = tuple(_read_outcome(outcome) for outcome in raw["beyond"])
    return ClaimResult(
        raw["claim"], raw["view"], raw["slice"], raw["verdict"], tests, beyond, raw["body"]
    )


def _read_outcome(raw: dict[str, Any]) -> Outcome:
    findings = tuple(_read_finding(finding) for finding in raw["findings"])
    return Outcome(raw["verdict"], raw["reason"], findings)


def _read_finding(raw: dict[str, Any]) -> Finding:
    return Finding(**{name: _read_value(name, value) for name, value in raw.items()})


def _read_value(name: str, value: Any) -> Any:
    if name in _NUMBERS:
        return float(value)
    return value
