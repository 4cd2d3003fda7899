"""`python -m tests.hosting`: what the trial of the hosting found, kept as the other studies are."""

from __future__ import annotations

from typing import Any

from ofsted.steps.kept_studies import Study

HOSTING = Study(
    "hosting",
    "python -m tests.hosting --write",
    (
        "hosting/nginx.conf",
        "hosting/start-proxy.sh",
        "ofsted/dashboard/server.py",
        "ofsted/dashboard/held/warmup.py",
        "ofsted/served/known.py",
        "ofsted/served/limits.py",
    ),
)


def read_trial() -> dict[str, Any] | None:
    """The kept results; None where there are none."""
    return HOSTING.read() if HOSTING.path.is_file() else None
