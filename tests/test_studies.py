"""What is measured by a command and kept is of the code as it stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ofsted import paths
from ofsted.release.measured import faults_in_measured
from ofsted.steps import kept_studies
from ofsted.steps.correction_study import CORRECTION
from ofsted.steps.dashboard_study import DASHBOARD, LARGER_DASHBOARD
from ofsted.steps.fault_studies import FUZZ, KILLS, SOAK, fault_blocks
from ofsted.steps.hosting_trial import HOSTING
from ofsted.steps.kept_studies import Study
from ofsted.steps.study import TESTS

STUDIES = (CORRECTION, HOSTING, TESTS, DASHBOARD, LARGER_DASHBOARD, KILLS, FUZZ, SOAK)


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_a_kept_study_is_of_the_code_as_it_stands(study: Study) -> None:
    kept = study.read()
    assert kept["measured_code"] == study.mark(), f"`{study.command}` measures it again"
    assert all(kept[name] for name in ("commit", "measured_on", "machine"))


def test_the_document_has_what_the_trials_of_faults_found_and_none_found_any() -> None:
    document = paths.MEASURED.read_text(encoding="utf-8")
    assert faults_in_measured(document, fault_blocks()) == []
    killed = KILLS.read()["commands"].values()
    assert all(found["torn"] == [] and found["same_bytes"] for found in killed)
    assert not any(found["processes_left"] for found in killed)
    assert not any(found["has_failed"] for found in FUZZ.read()["files"].values())


def test_every_kept_file_belongs_to_a_study() -> None:
    kept = {path.name for path in kept_studies.FOLDER.iterdir()}
    assert kept == {study.path.name for study in STUDIES}


def test_the_mark_of_the_code_changes_with_what_it_does_and_not_with_what_is_said(
    tmp_path: Path,
) -> None:
    study, file = Study("reach", "measure", ("reach.py",)), tmp_path / "reach.py"
    file.write_text('"""Says this."""\nREACH = 1\n', encoding="utf-8")
    before = study.mark(tmp_path)
    file.write_text('"""Says that."""\nREACH = 1  # and more\n', encoding="utf-8")
    assert study.mark(tmp_path) == before
    file.write_text("REACH = 2\n", encoding="utf-8")
    assert study.mark(tmp_path) != before


def test_the_mark_of_settings_changes_with_their_lines_and_not_with_comments(
    tmp_path: Path,
) -> None:
    study, file = Study("reach", "measure", ("reach.conf",)), tmp_path / "reach.conf"
    file.write_text("# Says this.\nreach 1;\n", encoding="utf-8")
    before = study.mark(tmp_path)
    file.write_text("# Says that.\n\n    reach 1;\n", encoding="utf-8")
    assert study.mark(tmp_path) == before
    file.write_text("reach 2;\n", encoding="utf-8")
    assert study.mark(tmp_path) != before


def test_results_are_kept_with_commit_date_and_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_studies, "FOLDER", tmp_path)
    study = Study("reach", "measure", ())
    study.keep("0123", {"reach": 2})
    kept = json.loads((tmp_path / "reach.json").read_text(encoding="utf-8"))
    assert list(kept) == ["commit", "measured_on", "machine", "measured_code", "reach"]
    assert (kept["measured_code"], kept["reach"]) == ("0123", 2)
