"""`python -m tests.faults`: what longer runs of the tests of faults found, kept as others are."""

from __future__ import annotations

from ofsted.steps.kept_studies import Study

KILLS = Study(
    "kills",
    "python -m tests.faults kills --seed N --write",
    (
        "ofsted/tables/whole.py",
        "ofsted/corpus/download.py",
        "ofsted/extract/workers.py",
        "ofsted/steps/build.py",
        "ofsted/steps/hydrate.py",
        "ofsted/steps/coding.py",
        "tests/faults/kills.py",
    ),
)
