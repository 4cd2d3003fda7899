"""The paper's claims put to the published dataset:

`data/claims.yaml` and the tables give `data/claims.json`.
"""

from __future__ import annotations

from ofsted import paths
from ofsted.analysis.paper.claims import parse_claims
from ofsted.analysis.paper.judging import CLAIM_SCHEMES, SLICES, judge_claims
from ofsted.analysis.paper.outcomes import ClaimResult
from ofsted.analysis.paper.results import results_as_json
from ofsted.codebook import read_codebook
from ofsted.documents import read_yaml
from ofsted.steps.published import read_scheme
from ofsted.tables.whole import write_text_whole


def check_paper() -> list[ClaimResult]:
    """A result for every claim in every view of the codebook and slice of the corpus.

    Raises `ClaimError`, `SchemaError`.
    """
    claims = parse_claims(read_yaml(paths.CLAIMS), read_codebook(paths.CODEBOOK))
    datasets = [read_scheme(scheme) for scheme in CLAIM_SCHEMES]
    return [
        result
        for dataset in datasets
        for slice_name in SLICES
        for result in judge_claims(dataset, claims, slice_name)
    ]


def write_results() -> list[ClaimResult]:
    """Check the paper and keep the results for the dashboard."""
    results = check_paper()
    write_text_whole(paths.CLAIM_RESULTS, results_as_json(results))
    return results
