"""Where each round of coding is kept, and what is kept there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from ofsted import paths
from ofsted.codebook import Codebook, read_codebook
from ofsted.coding import adjudication, dictionary
from ofsted.coding.adjudication import merge
from ofsted.coding.demands import FindingRuling
from ofsted.coding.kept import (
    Ruling,
    Verdict,
    read_codings,
    read_findings,
    read_if_kept,
    read_rulings,
    read_summaries,
    read_verdicts,
)
from ofsted.coding.orientation import FIELDS as ORIENTATION_FIELDS
from ofsted.coding.orientation import OrientationRuling, read_orientations
from ofsted.coding.records import CodedText
from ofsted.errors import OfstedError

# The published pair: the published coding is made of theirs and of the rulings on where they
# differ.
CODERS = ("model-a", "model-b")


SUMMARY_CODER = CODERS[0]  # writes the summaries too


SUMMARIES = paths.CODINGS / "summaries.csv"


ADJUDICATIONS = paths.CODINGS / "adjudications.csv"


AUDIT = paths.CODINGS / "audit.csv"


FINDINGS = paths.CODINGS / "findings.csv"


ORIENTATIONS = paths.CODINGS / "orientation.csv"


_TAKEN_NAMES = {path.stem for path in (SUMMARIES, ADJUDICATIONS, AUDIT, FINDINGS, ORIENTATIONS)} | {
    paths.JUDGED_SUMMARIES.stem,
    adjudication.CODER,
    dictionary.CODER,
}


def coder_file(coder: str) -> Path:
    """Where a coder's codings are kept.

    Raises `OfstedError` on a name that is no file name or stands for something else.
    """
    if (
        not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", coder)
        or coder in _TAKEN_NAMES
        or coder.startswith(f"{ADJUDICATIONS.stem}-")
    ):
        raise OfstedError(
            f"{coder!r} is no name for a coder: expected small letters, digits and single hyphens"
            f" between them, and none of {', '.join(sorted(_TAKEN_NAMES))}"
        )
    return paths.CODINGS / f"{coder}.csv"


def rulings_file(first: str, second: str) -> Path:
    """Where the rulings on the disagreements of a pair of coders are kept; the order of the two
    does not matter.
    """
    pair = sorted((first, second))
    if pair == sorted(CODERS):
        return ADJUDICATIONS
    # Two hyphens, since names have single ones: no two pairs share a file.
    return paths.CODINGS / f"{ADJUDICATIONS.stem}-{'--'.join(pair)}.csv"


def read_pair(first: str, second: str) -> tuple[dict[str, CodedText], dict[str, CodedText]]:
    """The codings of two coders by text id.

    Raises `OfstedError` where they are one coder or a coder's codings are not kept.
    """
    if first == second:
        raise OfstedError(f"{first} is named twice; expected two coders")
    version = read_codebook(paths.CODEBOOK).version
    return _read_coder(first, version), _read_coder(second, version)


def _read_coder(coder: str, version: str) -> dict[str, CodedText]:
    path = coder_file(coder)
    if not path.exists():
        raise OfstedError(
            f"no codings of {coder!r} here: expected {path}, which `python -m ofsted coding import"
            f" --coder {coder}` writes"
        )
    return read_codings(path, version)


def read_pair_rulings(first: str, second: str) -> dict[str, list[Ruling]]:
    """The rulings on a pair's disagreements by text id; empty where nobody has ruled."""
    return read_if_kept(read_rulings, rulings_file(first, second))


def read_audit(path: Path = AUDIT) -> dict[str, list[Verdict]]:
    """The audit's verdicts by text id; empty where nothing was audited yet."""
    return read_if_kept(read_verdicts, path)


@dataclass(frozen=True)
class Rounds:
    """The codings of both rounds, the adjudicated one, the summaries and the rulings on findings,
    each by text id.
    """

    coders: dict[str, dict[str, CodedText]]
    adjudicated: dict[str, CodedText]
    summaries: dict[str, str]
    findings: dict[str, FindingRuling]
    orientations: dict[str, OrientationRuling] = field(default_factory=dict)

    def is_finding(self, key: str) -> bool:
        """Whether the wording with this text id is a finding and not a demand."""
        return key in self.findings and self.findings[key].is_finding

    def orientation_columns(self, key: str) -> dict[str, str | bool | None]:
        """What the wording with this text id asks to change, as columns of the recommendations;
        blank where nobody has read it yet.
        """
        ruling = self.orientations.get(key)
        return {
            name: getattr(ruling.ruled, name) if ruling else None for name in ORIENTATION_FIELDS
        }


def read_rounds(codebook: Codebook, folder: Path = paths.CODINGS) -> Rounds:
    """Everything kept under `data/codings/`; empty where nothing is kept yet."""
    files = {name: folder / f"{name}.csv" for name in CODERS}
    coders = {
        name: read_codings(path, codebook.version) for name, path in files.items() if path.exists()
    }
    rulings = read_if_kept(read_rulings, folder / ADJUDICATIONS.name)
    verdicts = read_audit(folder / AUDIT.name)
    adjudicated = {}
    if len(coders) == len(CODERS):
        first, second = coders.values()
        adjudicated = merge(first, second, rulings, verdicts)
    summaries = read_if_kept(read_summaries, folder / SUMMARIES.name)
    findings = read_if_kept(read_findings, folder / FINDINGS.name)
    orientations = read_if_kept(read_orientations, folder / ORIENTATIONS.name)
    return Rounds(coders, adjudicated, summaries, findings, orientations)
