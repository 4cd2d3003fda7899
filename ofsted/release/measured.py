"""The parts of MEASURED.md that are made from the data: each stands between two marks, and
`python -m ofsted describe` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ofsted.coding.audit import Rate
from ofsted.coding.judged import Judged
from ofsted.coding.summaries import KeptTerm
from ofsted.errors import SchemaError
from ofsted.limits import AIMED_AWKWARD, AIMED_CONTENT_FAULTS, MOST_LOST_TERMS

JUDGED, TERMS = "judged summaries", "terms of art"
LOADS, LARGER = "readers of the dashboard", "readers of a larger corpus"
_RENEWS = "`python -m ofsted describe` renews it"


def judged_table(judged: Iterable[Judged]) -> str:
    """What two readers found in every draw of summaries, the latest last."""
    rows = [
        ("draw", "judged", "fault of content", "awkward English only", "kappa", "reworded since"),
        ("---",) * 6,
        ("wanted", "", _at_most(AIMED_CONTENT_FAULTS), _at_most(AIMED_AWKWARD), "", ""),
        *(_judged_row(found) for found in judged),
    ]
    return make_table(rows)


def _judged_row(found: Judged) -> tuple[str, ...]:
    reworded = "not recorded"
    if found.reworded_count is not None:
        reworded = f"{found.reworded_count} of {found.fault_count}"
    return (
        f"`{found.draw.name}`",
        f"{found.content.whole} on {found.draw.judged_on}",
        _rate(found.content, found.content_by_reader),
        _rate(found.awkward, found.awkward_by_reader),
        f"{found.kappa:.2f}",
        reworded,
    )


def _rate(rate: Rate, by_reader: tuple[int, int]) -> str:
    low, high = rate.interval
    share = f"{rate.share:.1%}; 95% interval {low:.1%} to {high:.1%}"
    first, second = by_reader
    return f"{rate.part} ({share}), first reader {first}, second {second}"


def _at_most(share: float) -> str:
    return f"at most {share:.0%}"


def terms_table(terms: Sequence[KeptTerm]) -> str:
    """How well the summaries keep the terms of art: each that any summary lost, then the others
    together.
    """
    lost = [term for term in terms if term.lost]
    others = [term for term in terms if not term.lost]
    rows = [
        ("term", "wordings that have it", "summaries that lost it", "share"),
        ("---",) * 4,
        *(_term_row(term.name, term.wording_count, len(term.lost)) for term in lost),
        _term_row(
            f"each of the other {len(others)} terms, together",
            sum(term.wording_count for term in others),
            0,
        ),
        ("wanted, of each term", "", "", _at_most(MOST_LOST_TERMS)),
    ]
    return make_table(rows)


def _term_row(name: str, count: int, lost: int) -> tuple[str, ...]:
    return (name, f"{count:,}", f"{lost:,}", f"{Rate(lost, count).share:.1%}")


def loads_table(study: Mapping[str, Any]) -> str:
    """What a stored study of the dashboard found, a row for each load; above it when and where."""
    heads = (
        "page",
        "readers",
        "processor time of a rerun",
        "rerun, median and 95th percentile",
        "first run, median and 95th percentile",
        "kB a rerun, sent and unpacked",
        "memory after",
        "start",
        "at hand already",
    )
    rows = [heads, ("---",) * len(heads), *(_load_row(run) for run in study["runs"])]
    seeds = ", ".join(str(seed) for seed in sorted({run["seed"] for run in study["runs"]}))
    place = f"{study['measured_on']}, commit {study['commit']}, {study['machine']}, seed {seeds}"
    return f"{place}.\n\n{make_table(rows)}"


def _load_row(run: Mapping[str, Any]) -> tuple[str, ...]:
    readers = f"{run['sessions']:,}"
    if run["think_seconds"]:
        readers += f", {run['think_seconds']:.0f} s between clicks"
    return (
        run["load"],
        readers,
        f"{run['processor_ms']:.0f} ms",
        _two_times(run["p50_ms"], run["p95_ms"]),
        _two_times(run["first_p50_ms"], run["first_p95_ms"]),
        f"{run['kB']:.0f} and {run['unpacked_kB']:.0f}",
        f"{run['memory_MB']:,} MB",
        f"{run['start_seconds']:.1f} s",
        f"{run['remembered_share']:.0%}",
    )


def _two_times(median_ms: float, late_ms: float) -> str:
    return f"{median_ms / 1000:.2f} and {late_ms / 1000:.2f} s"


def make_table(rows: Iterable[Sequence[str]]) -> str:
    """Rows as a table in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def put_block(document: str, name: str, body: str) -> str:
    """The document with the named part made anew.

    Raises `SchemaError` where its marks are missing.
    """
    start, end = _marks(name)
    before, found, rest = document.partition(start)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise SchemaError(f"MEASURED.md: has no part between {start} and {end}; expected one")
    return f"{before}{start}\n\n{body}\n\n{end}{after}"


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: made by `python -m ofsted describe` -->", f"<!-- end of {name} -->"


def faults_in_measured(document: str, blocks: Mapping[str, str]) -> list[str]:
    """The parts, by name, that are not what the data give."""
    return [
        f"MEASURED.md: the part {name!r} is not what the data give; {_RENEWS}"
        for name, body in blocks.items()
        if put_block(document, name, body) != document
    ]
