"""What every test may use: reports made up in code with what reading one of them gives, and the
committed data.

Where `OFSTED_TESTS_REQUIRED` names markers ("browser,corpus"), a skipped test that carries one of
them counts as failed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from ofsted import paths
from ofsted.codebook import Codebook, read_codebook
from ofsted.corpus.areas import Area, read_areas
from ofsted.corpus.files import find_report_file
from ofsted.corpus.manifest import read_manifest
from ofsted.extract.report import Report, extract_report
from ofsted.steps.build_readings import Reading, read_all
from tests.extract.made_up import Paper

# No test reads a folder of reports or asks Ofsted's server unless it says so.
os.environ.setdefault("OFSTED_FETCH", "off")
os.environ.setdefault("OFSTED_HYDRATE", "off")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    required = set(os.environ.get("OFSTED_TESTS_REQUIRED", "").split(",")) & {
        marker.name for marker in item.iter_markers()
    }
    if report.skipped and required and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = (
            "failed",
            f"{', '.join(required)} tests are required here, but this one was skipped: {reason}",
        )
    return report


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Writes a made-up report into this test's folder and gives its path."""

    def save_paper(paper: Paper, name: str = "made-up.pdf") -> Path:
        return paper.save(tmp_path / name)

    return save_paper


@pytest.fixture
def read(save: Callable[..., Path]) -> Callable[[Paper], Report]:
    """Reads a made-up report as the product reads a real one."""

    def read_paper(paper: Paper) -> Report:
        return extract_report(save(paper))

    return read_paper


@pytest.fixture
def nothing_hydrated(monkeypatch, tmp_path):
    """Whatever was hydrated on this machine, the test sees none of it."""
    monkeypatch.setenv("OFSTED_LOCAL", str(tmp_path))


@pytest.fixture(scope="session")
def all_readings() -> list[Reading]:
    """Every report of the manifest as the build reads it, once for all tests that need them."""
    entries, folders = read_manifest(paths.MANIFEST), paths.report_folders()
    missing = [
        entry.report_id
        for entry in entries
        if find_report_file(entry.report_id, entry.sha256, folders, entry.byte_count) is None
    ]
    if missing:
        pytest.skip(
            f"{len(missing)} of {len(entries)} report files are in none of the folders"
            f" {[str(folder) for folder in folders]}"
        )
    return list(read_all(entries, folders, show_progress=False))


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    """The committed codebook."""
    return read_codebook(paths.CODEBOOK)


@pytest.fixture(scope="session")
def areas() -> dict[str, Area]:
    """The present areas of the hand-kept table, by provider number."""
    return read_areas(paths.AREAS)


# What reads tables or imports the dashboard does so when a test asks for it: the tests of
# extraction need neither.


@pytest.fixture(scope="session")
def corpus(codebook):
    """The committed dataset with the themes as they were coded."""
    from ofsted.analysis.counting.dataset import join_dataset
    from ofsted.tables.stored import read_recommendations, read_reports

    return join_dataset(read_reports(), read_recommendations(), codebook)


@pytest.fixture(scope="session")
def release():
    """The committed release as the pages open it, its themes counted in the full scheme."""
    from ofsted.dashboard.held.data import read_release

    return read_release()


@pytest.fixture(scope="session")
def counted(release):
    """The dataset of that release."""
    return release.dataset
