"""The paper's claims put to the published dataset.

`data/claims.yaml`, `data/declaration.yaml` and the tables give `data/claims.json` and
`data/specifications.parquet`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from ofsted import paths
from ofsted.analysis.paper.claims import Claim, parse_claims
from ofsted.analysis.paper.curve import Point, draw_curve, summarise_curves
from ofsted.analysis.paper.declaration import Declaration, parse_declaration
from ofsted.analysis.paper.judging import (
    CLAIM_SCHEMES,
    SLICES,
    judge_claims,
    list_bodies,
    turn_verdicts,
)
from ofsted.analysis.paper.outcomes import ClaimResult
from ofsted.analysis.paper.results import results_as_json
from ofsted.codebook import Codebook, read_codebook
from ofsted.documents import how_to_restore, read_yaml, reading
from ofsted.errors import ClaimError
from ofsted.steps.published import read_leaves, read_scheme
from ofsted.tables.declared import SPECIFICATIONS
from ofsted.tables.stored import write_table
from ofsted.tables.whole import write_text_whole


def read_claims(codebook: Codebook | None = None) -> tuple[tuple[Claim, ...], Declaration]:
    """The claims and what is declared for their verdicts.

    Raises `ClaimError`.
    """
    with reading(paths.DECLARATION, "a declaration of what binds the verdicts"):
        declaration = parse_declaration(_load(paths.DECLARATION))
    codebook = codebook or read_codebook(paths.CODEBOOK)
    raw = _load(paths.CLAIMS)
    try:
        return parse_claims(raw, codebook, declaration.bounds), declaration
    except ClaimError as error:
        restored = how_to_restore(paths.CLAIMS)
        raise ClaimError(f"{paths.CLAIMS.name}: {error}; {restored}") from error


def draw_specifications() -> list[Point]:
    """Every claim in every way to count that touches it, on the slice that is declared primary.

    Raises `ClaimError`, `SchemaError`.
    """
    claims, declaration = read_claims()
    return draw_curve(read_leaves(), claims, SLICES[declaration.primary.slice])


def check_paper(points: Sequence[Point]) -> list[ClaimResult]:
    """A result for every claim in every view of the codebook, slice of the corpus and body.

    Raises `ClaimError`, `SchemaError`.
    """
    claims, declaration = read_claims()
    curves = summarise_curves(points, declaration.curve)
    depend = {curve.claim for curve in curves.values() if curve.depends}
    results = []
    for scheme in CLAIM_SCHEMES:
        dataset = read_scheme(scheme)
        for slice_name in SLICES:
            for body in list_bodies(slice_name):
                results += judge_claims(dataset, claims, slice_name, declaration, body)
    return turn_verdicts(results, depend, declaration.primary.slice)


def write_results() -> list[ClaimResult]:
    """Check the paper and keep the results and the specifications for the dashboard."""
    points = draw_specifications()
    write_table([asdict(point) for point in points], SPECIFICATIONS, paths.SPECIFICATIONS_TABLE)
    results = check_paper(points)
    write_text_whole(paths.CLAIM_RESULTS, results_as_json(results))
    return results


def _load(path: Any) -> Any:
    return read_yaml(path)
