"""The paper's claims put to the published dataset.

`data/claims.yaml`, `data/declaration.yaml` and the tables give `data/claims.json`.
"""

from __future__ import annotations

from typing import Any

import yaml

from ofsted import paths
from ofsted.analysis.paper.claims import Claim, parse_claims
from ofsted.analysis.paper.declaration import Declaration, parse_declaration
from ofsted.analysis.paper.judging import CLAIM_SCHEMES, SLICES, judge_claims, list_bodies
from ofsted.analysis.paper.outcomes import ClaimResult
from ofsted.analysis.paper.results import results_as_json
from ofsted.codebook import Codebook, read_codebook
from ofsted.steps.published import read_scheme


def read_claims(codebook: Codebook | None = None) -> tuple[tuple[Claim, ...], Declaration]:
    """The claims and what is declared for their verdicts.

    Raises `ClaimError`.
    """
    declaration = parse_declaration(_load(paths.DECLARATION))
    codebook = codebook or read_codebook(paths.CODEBOOK)
    return parse_claims(_load(paths.CLAIMS), codebook, declaration.bounds), declaration


def check_paper() -> list[ClaimResult]:
    """A result for every claim in every view of the codebook, slice of the corpus and body.

    Raises `ClaimError`, `SchemaError`.
    """
    claims, declaration = read_claims()
    results = []
    for scheme in CLAIM_SCHEMES:
        dataset = read_scheme(scheme)
        for slice_name in SLICES:
            for body in list_bodies(slice_name):
                results += judge_claims(dataset, claims, slice_name, declaration, body)
    return results


def write_results() -> list[ClaimResult]:
    """Check the paper and keep the results for the dashboard."""
    results = check_paper()
    paths.CLAIM_RESULTS.write_text(results_as_json(results), encoding="utf-8")
    return results


def _load(path: Any) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
