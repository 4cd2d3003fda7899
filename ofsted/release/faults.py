"""What the trials of faults found, as a part of MEASURED.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ofsted.release.measured import make_table

FAULTS = "trials of faults"
_Rows = list[tuple[str, ...]]


def faults_table(
    kills: Mapping[str, Any] | None,
    fuzz: Mapping[str, Any] | None,
    soak: Mapping[str, Any] | None,
) -> str:
    """What came of each trial that was made, and when and where it was run."""
    rows: _Rows = [("what", "found", "run"), ("---",) * 3]
    if kills:
        rows += [(*row, _place(kills)) for row in _kill_rows(kills["commands"])]
    if fuzz:
        rows += [(*row, _place(fuzz)) for row in _fuzz_rows(fuzz["files"])]
    if soak:
        rows += [(*row, _place(soak)) for row in _soak_rows(soak)]
    return make_table(rows)


def _place(study: Mapping[str, Any]) -> str:
    return f"{study['measured_on']}, commit {study['commit']}, seed {study['seed']}"


def _kill_rows(commands: Mapping[str, Mapping[str, Any]]) -> _Rows:
    return [(f"`{name}` ended by `kill -9`", _killed(found)) for name, found in commands.items()]


def _killed(found: Mapping[str, Any]) -> str:
    again = "the same bytes"
    if not found["same_bytes"]:
        again = "other bytes"
    if found["restart_seconds"]:
        again += f" after {found['restart_seconds']:.0f} s"
    return (
        f"{found['killed_anywhere']} times anywhere, {found['killed_while_writing']} while it"
        f" wrote: {len(found['torn'])} files torn, {found['processes_left']} processes left;"
        f" started again, {again}"
    )


def _fuzz_rows(files: Mapping[str, Mapping[str, Any]]) -> _Rows:
    return [
        (
            f"`{name}` with {found['times']} times as many examples",
            f"{found['said']}",
        )
        for name, found in files.items()
    ]


def _soak_rows(soak: Mapping[str, Any]) -> _Rows:
    stay, come = soak["stay"], soak["come_and_go"]
    staying = f"{stay['sessions']:,} sessions for {stay['minutes']:g} minutes"
    coming = f"{come['sessions']:,} sessions that come and go"
    return [(staying, _held(stay)), (coming, _held(come))]


def _held(found: Mapping[str, Any]) -> str:
    faults = sum(found["faults"].values())
    return (
        f"{found['memory_MB']:.0f} MB, at the end {found['memory_at_the_end_MB']:.0f} MB"
        f" ({found['growth_share']:+.1%}); open files {found['open_files']:.0f} and"
        f" {found['open_files_at_the_end']:.0f}; {found['reruns']:,} reruns, 95th percentile"
        f" {found['p95_ms'] / 1000:.2f} s; {faults} sessions without an answer"
    )
