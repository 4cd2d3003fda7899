"""The documentation states the figures that are computed, and nothing else passes."""

import pyarrow as pa
import pytest

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.codings import read_rounds, reliability_rows
from ofsted.documentation import README, Stated, faults_in_documentation, stated_figures
from ofsted.tables import read_recommendations, read_table


def test_every_figure_of_the_readme_is_the_computed_one():
    assert faults_in_documentation(README.read_text(encoding="utf-8"), stated_figures()) == []


def test_a_figure_that_moved_or_went_missing_is_found():
    text = README.read_text(encoding="utf-8")
    assert len(stated_figures()) > 20
    for entry in stated_figures():
        assert entry.fault(" ".join(text.split())) is None
        assert Stated(entry.pattern, "0.123").fault(" ".join(text.split())).startswith("README.md says")
        assert "does not say" in entry.fault("nothing")


@pytest.mark.parametrize("text", ["mean kappa was 0.966\n   over all", "mean kappa was 0.966 over all"])
def test_line_ends_do_not_matter(text):
    assert faults_in_documentation(text, [Stated(r"kappa was (\d\.\d+) over", "0.966")]) == []


def test_the_stored_tables_on_agreement_are_what_the_codings_give():
    codebook = read_codebook(paths.CODEBOOK)
    for rows, schema, path in reliability_rows(read_recommendations(), codebook, read_rounds(codebook)):
        assert read_table(schema, path).equals(pa.Table.from_pylist(rows, schema=schema.arrow)), f"{path.name}: `python -m ofsted coding agreement --write`"
