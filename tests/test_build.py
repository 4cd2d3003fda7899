"""The committed tables are what the build makes of the real files, and a build stops where
something else is wrong.
"""

import json

import pytest

from ofsted import paths
from ofsted.corpus.manifest import read_manifest
from ofsted.errors import OfstedError
from ofsted.steps.build import build

pytestmark = pytest.mark.slow


def test_a_build_without_report_files_writes_nothing_and_says_why(tmp_path):
    with pytest.raises(OfstedError, match="could not be read, so nothing was written"):
        build([tmp_path / "nowhere"], tmp_path / "out", show_progress=False)
    assert not (tmp_path / "out").exists()


def test_the_build_record_agrees_with_the_committed_tables():
    import hashlib

    record = json.loads(paths.BUILD_RECORD.read_text(encoding="utf-8"))
    for name, digest in record["sha256"].items():
        assert hashlib.sha256((paths.DATA / name).read_bytes()).hexdigest() == digest, name
    assert record["counts"]["files"] == len(read_manifest(paths.MANIFEST))
    assert record["counts"]["reports"] + len(record["failed"]) == record["counts"]["files"]
