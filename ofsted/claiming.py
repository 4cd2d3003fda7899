"""The paper's claims put to the published dataset: `data/claims.yaml` and the tables give `data/claims.json`."""

from __future__ import annotations

import yaml

from ofsted import paths, tables
from ofsted.analysis.claim_judging import CLAIM_SCHEMES, SLICES, judge_claims
from ofsted.analysis.claim_outcomes import ClaimResult
from ofsted.analysis.claim_results import results_as_json
from ofsted.analysis.claims import parse_claims
from ofsted.analysis.dataset import Dataset, join_dataset
from ofsted.analysis.reliability import take_scope
from ofsted.analysis.schemes import apply_scheme
from ofsted.codebook import read_codebook


def check_paper() -> list[ClaimResult]:
    """A result for every claim in every view of the codebook and slice of the corpus. Raises `ClaimError`, `SchemaError`."""
    claims = parse_claims(yaml.safe_load(paths.CLAIMS.read_text(encoding="utf-8")), read_codebook(paths.CODEBOOK))
    datasets = [read_scheme(scheme) for scheme in CLAIM_SCHEMES]
    return [result for dataset in datasets for slice_name in SLICES for result in judge_claims(dataset, claims, slice_name)]


def read_scheme(scheme: str) -> Dataset:
    """The published dataset in a view of the codebook, with themes on which the coders agree too little rolled up as on the dashboard."""
    leaves = join_dataset(tables.read_reports(), tables.read_recommendations(), read_codebook(paths.CODEBOOK))
    agreement = take_scope(tables.read_agreement(), scheme, "all", "theme")
    return apply_scheme(leaves, scheme, set(agreement.loc[agreement["why_not"] == "low-kappa", "code"]))


def write_results() -> list[ClaimResult]:
    """Check the paper and keep the results for the dashboard."""
    results = check_paper()
    paths.CLAIM_RESULTS.write_text(results_as_json(results), encoding="utf-8")
    return results
