"""The documentation states the figures that are computed, and nothing else passes."""

import re
import subprocess
import sys

import pyarrow as pa
import pytest

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.coding.rounds import read_rounds
from ofsted.release.figures import (
    DATA_README,
    MODEL_CARD,
    README,
    Stated,
    faults_in_documentation,
    read_documents,
    stated_figures,
)
from ofsted.steps.reliability import reliability_rows
from ofsted.tables.stored import read_recommendations, read_table


def test_every_figure_of_the_documents_is_the_computed_one():
    assert faults_in_documentation(read_documents(), stated_figures()) == []


def test_a_figure_that_moved_or_went_missing_is_found():
    texts = {name: " ".join(text.split()) for name, text in read_documents().items()}
    stated = stated_figures()
    least = {README: 20, DATA_README: 8, MODEL_CARD: 1}
    assert {
        document: sum(entry.document == document for entry in stated) > count
        for document, count in least.items()
    } == dict.fromkeys(texts, True)
    for entry in stated:
        assert entry.fault(texts[entry.document]) is None
        assert (
            Stated(entry.pattern, "0.123", entry.document)
            .fault(texts[entry.document])
            .startswith(f"{entry.document} says")
        )
        assert f"{entry.document} does not say" in entry.fault("nothing")


@pytest.mark.parametrize(
    ("document", "old", "new"),
    [
        (MODEL_CARD, "| 0.975 | 0.972 |", "| 0.985 | 0.972 |"),
        (MODEL_CARD, "| 0.967 | 0.962 |", "| 0.967 | 0.992 |"),
        (DATA_README, "wording (4,615)", "wording (4,616)"),
        (DATA_README, "area (158)", "area (159)"),
    ],
)
def test_a_figure_changed_in_any_document_is_found(document, old, new):
    documents = read_documents()
    assert old in documents[document]
    (fault,) = faults_in_documentation(
        documents | {document: documents[document].replace(old, new, 1)}, stated_figures()
    )
    assert fault.startswith(f"{document} says")


@pytest.mark.parametrize(
    "text", ["mean kappa was 0.966\n   over all", "mean kappa was 0.966 over all"]
)
def test_line_ends_do_not_matter(text):
    assert (
        faults_in_documentation({README: text}, [Stated(r"kappa was (\d\.\d+) over", "0.966")])
        == []
    )


def test_the_stored_tables_on_agreement_are_what_the_codings_give():
    codebook = read_codebook(paths.CODEBOOK)
    for rows, schema, path in reliability_rows(
        read_recommendations(), codebook, read_rounds(codebook)
    ):
        assert read_table(schema, path).equals(pa.Table.from_pylist(rows, schema=schema.arrow)), (
            f"{path.name}: `python -m ofsted coding agreement --write`"
        )


MOST_LINES = {"README.md": 130, "CONTRIBUTING.md": 60, "GLOSSARY.md": 78}
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", MOST_LINES)
def test_a_page_that_is_read_first_stays_short(name):
    assert len((paths.ROOT / name).read_text(encoding="utf-8").splitlines()) <= MOST_LINES[name]


def test_every_link_between_documents_leads_to_a_file():
    documents = [
        *paths.ROOT.glob("*.md"),
        *(paths.ROOT / "ofsted").rglob("*.md"),
        *paths.DATA.glob("*.md"),
    ]
    broken = [
        f"{document.relative_to(paths.ROOT)}: {target}"
        for document in documents
        for target in LINK.findall(document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert not broken


def test_every_command_is_told_of():
    told = (paths.ROOT / "ofsted" / "commands" / "README.md").read_text(encoding="utf-8")
    shown = subprocess.run(
        [sys.executable, "-m", "ofsted", "--help"],
        cwd=paths.ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    commands = re.findall(r"^    ([a-z]+)\b", shown, re.M)
    assert {"hydrate", "check", "search"} <= set(commands)
    assert [name for name in commands if f"`{name}" not in told] == []
