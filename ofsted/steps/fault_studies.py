"""`python -m tests.faults`: what longer runs of the tests of faults found, kept as others are."""

from __future__ import annotations

from ofsted.release.faults import FAULTS, faults_table
from ofsted.steps.kept_studies import Study

# How files are written and fetched; what is written takes no part.
KILLS = Study(
    "kills",
    "python -m tests.faults kills --seed N --write",
    (
        "ofsted/tables/whole.py",
        "ofsted/corpus/download.py",
        "tests/faults/kills.py",
    ),
)

FUZZ = Study(
    "fuzz",
    "python -m tests.faults fuzz --seed N --write",
    (
        "ofsted/address/url.py",
        "ofsted/extract/lists.py",
        "ofsted/extract/marks.py",
        "ofsted/extract/pages.py",
        "ofsted/tables/cells.py",
        "ofsted/tables/rows.py",
        "ofsted/coding/kept.py",
        "tests/test_addresses_at_random.py",
        "tests/test_tables_at_random.py",
        "tests/extract/test_layouts_at_random.py",
    ),
)
SOAK = Study(
    "soak",
    "python -m tests.faults soak --seed N --write",
    (
        "ofsted/dashboard/server.py",
        "ofsted/dashboard/held/memory.py",
        "ofsted/dashboard/held/turns.py",
        "ofsted/dashboard/held/warmup.py",
        "tests/load.py",
        "tests/faults/soak.py",
    ),
)


def fault_blocks() -> dict[str, str]:
    """The part of MEASURED.md that the stored studies give, by its name."""
    kept = [study.read() if study.path.is_file() else None for study in (KILLS, FUZZ, SOAK)]
    return {FAULTS: faults_table(*kept)}
