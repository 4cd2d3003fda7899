"""The kept results of the hosting trial (`python -m tests.hosting --write`), with commit, date and
machine, and with a mark of what was tried.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ofsted import paths
from ofsted.documents import read_json
from ofsted.steps.correction_study import mark_code, stamp_study
from ofsted.tables.whole import write_text_whole

KEPT = paths.ROOT / "tests" / "studies" / "hosting.json"
TRIED = (
    "hosting/nginx.conf",
    "hosting/start-proxy.sh",
    "ofsted/dashboard/server.py",
    "ofsted/dashboard/held/warmup.py",
    "ofsted/served/known.py",
    "ofsted/served/limits.py",
)


def stamp_trial() -> dict[str, str]:
    """Commit, date and machine of a trial that begins now, and the mark of what is tried."""
    return stamp_study(TRIED)


def keep_trial(stamp: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """Store the results for the documents and the tests."""
    record = {**stamp, "parts": found}
    write_text_whole(KEPT, json.dumps(record, indent=1) + "\n")


def read_trial() -> dict[str, Any] | None:
    """The kept results; None where there are none."""
    return read_json(KEPT) if KEPT.is_file() else None


def is_of_this_code(record: Mapping[str, Any]) -> bool:
    """Whether what was tried is what stands here now."""
    return record["measured_code"] == mark_code(measured=TRIED)
