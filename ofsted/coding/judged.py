"""How far the summaries can be trusted: some are drawn by lot, two readers who did not write them
hold each against its wording, and every judgement is kept.

The seed of the draw is the hash of the summaries, so that nobody can choose it. A fault counts
where either reader finds it. Rates carry Wilson score intervals (Wilson 1927).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ofsted.coding.audit import Rate
from ofsted.coding.handed import Fault
from ofsted.coding.kept import Judgement, read_cells
from ofsted.coding.records import shares_words
from ofsted.errors import OfstedError
from ofsted.glossary import SUMMARY_VERDICTS

CONTENT, AWKWARD, FINE = SUMMARY_VERDICTS
MOST_DRAWN = 200
DRAW_DIGITS = 16  # of the hash, which name a draw
TEXT_DIGITS = 12  # of the hash of one summary
_HANDED_COLUMNS = ("id", "verdict", "why")


def draw_name(content: bytes) -> str:
    """The first digits of the hash of the file of summaries that is drawn from."""
    return hashlib.sha256(content).hexdigest()[:DRAW_DIGITS]


def summary_hash(summary: str) -> str:
    """The first digits of the hash of one summary, which say whether it is still as it was."""
    return hashlib.sha256(summary.encode("utf-8")).hexdigest()[:TEXT_DIGITS]


def draw_summaries(content: bytes, text_ids: Iterable[str], most: int = MOST_DRAWN) -> list[str]:
    """Ids of a simple random sample without replacement, in the order in which they were drawn.

    `content` is the file of the summaries, whose hash is the seed.
    """
    ids = sorted(text_ids)
    seed = int(hashlib.sha256(content).hexdigest(), 16) % 2**32
    drawn = np.random.default_rng(seed).choice(ids, min(most, len(ids)), replace=False)
    return [str(key) for key in drawn]


@dataclass(frozen=True)
class Said:
    """What one reader says of one summary, and in which line."""

    line: int
    verdict: str
    why: str


def read_reader(
    path: Path, drawn: Collection[str], texts: Mapping[str, str]
) -> tuple[dict[str, Said], list[Fault]]:
    """One reader's judgements by text id, and every fault of the file.

    It must judge exactly the texts that were drawn.
    """
    if not path.is_file():
        raise OfstedError(f"{path}: no such file; expected one with {', '.join(_HANDED_COLUMNS)}")
    said: dict[str, Said] = {}
    faults = []
    for number, row in read_cells(path, _HANDED_COLUMNS):
        key, one = row["id"].strip(), Said(number, row["verdict"].strip(), row["why"].strip())
        what = _fault(key, one, drawn, texts)
        if key in said:
            what = f"judged in line {said[key].line} too; expected once"
        if what:
            faults.append(Fault(str(path), number, key, what))
        said.setdefault(key, one)
    faults += [Fault(str(path), 0, key, "drawn and not judged") for key in drawn if key not in said]
    return said, faults


def _fault(key: str, said: Said, drawn: Collection[str], texts: Mapping[str, str]) -> str | None:
    if key not in drawn:
        return "not drawn from the summaries of today"
    if said.verdict not in SUMMARY_VERDICTS:
        return f"has the verdict {said.verdict!r}; expected one of {', '.join(SUMMARY_VERDICTS)}"
    if said.verdict != FINE and not said.why:
        return f"a verdict other than {FINE} needs a why"
    if shares_words(said.why, texts.get(key, "")):
        return "the why takes over words of the text"
    return None


@dataclass(frozen=True)
class Draw:
    """Which summaries were judged, and on which day."""

    name: str
    judged_on: str


def make_judgements(
    draw: Draw,
    drawn: Sequence[str],
    first: Mapping[str, Said],
    second: Mapping[str, Said],
    summaries: Mapping[str, str],
) -> list[Judgement]:
    """The judgements of two readers, to be kept, in the order of the text ids."""
    return [
        Judgement(
            text_id=key,
            first=first[key].verdict,
            second=second[key].verdict,
            first_why=first[key].why,
            second_why=second[key].why,
            summary_sha256=summary_hash(summaries[key]),
            drawn_from=draw.name,
            judged_on=draw.judged_on,
        )
        for key in sorted(drawn)
    ]


@dataclass(frozen=True)
class Judged:
    """What two readers found in one draw.

    A fault counts where either finds it; awkward English counts where neither finds a fault of
    content. `reworded_count` says how many of the summaries with either fault are written anew
    since, or None where the sentence judged was not recorded.
    """

    draw: Draw
    content: Rate
    awkward: Rate
    content_by_reader: tuple[int, int]
    awkward_by_reader: tuple[int, int]
    kappa: float
    reworded_count: int | None

    @property
    def fault_count(self) -> int:
        """Summaries in which either reader found a fault of content or awkward English."""
        return self.content.part + self.awkward.part


def measure_judged(judgements: Iterable[Judgement], summaries: Mapping[str, str]) -> list[Judged]:
    """The rates of every draw, the earliest first; `summaries` are those of today."""
    draws: dict[Draw, list[Judgement]] = {}
    for judgement in judgements:
        draws.setdefault(Draw(judgement.drawn_from, judgement.judged_on), []).append(judgement)
    return [_measure(draw, of_draw, summaries) for draw, of_draw in draws.items()]


def _measure(draw: Draw, judged: list[Judgement], summaries: Mapping[str, str]) -> Judged:
    content = [row for row in judged if CONTENT in (row.first, row.second)]
    awkward = [row for row in judged if AWKWARD in (row.first, row.second) and row not in content]
    pairs = [(row.first, row.second) for row in judged]
    return Judged(
        draw,
        Rate(len(content), len(judged)),
        Rate(len(awkward), len(judged)),
        _by_reader(pairs, CONTENT),
        _by_reader(pairs, AWKWARD),
        kappa(pairs),
        _count_reworded([*content, *awkward], summaries),
    )


def _by_reader(pairs: Sequence[tuple[str, str]], verdict: str) -> tuple[int, int]:
    first, second = (sum(pair[reader] == verdict for pair in pairs) for reader in (0, 1))
    return first, second


def _count_reworded(faulty: Sequence[Judgement], summaries: Mapping[str, str]) -> int | None:
    if any(not row.summary_sha256 for row in faulty):
        return None
    now = (summary_hash(summaries.get(row.text_id, "")) for row in faulty)
    return sum(row.summary_sha256 != digest for row, digest in zip(faulty, now, strict=True))


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of two readers over the verdicts; NaN where chance alone would agree."""
    total = len(pairs)
    first, second = (Counter(pair[reader] for pair in pairs) for reader in (0, 1))
    observed = sum(one == other for one, other in pairs) / total
    expected = sum(first[verdict] * second[verdict] for verdict in first) / total**2
    if expected == 1:
        return float("nan")
    return (observed - expected) / (1 - expected)
