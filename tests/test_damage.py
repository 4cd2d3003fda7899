"""A file of the release that is missing or damaged is named in one sentence, with the command that
brings it back; what does not need it goes on.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.corpus.areas import read_areas
from ofsted.corpus.manifest import read_manifest
from ofsted.dashboard import server
from ofsted.dashboard.held import data
from ofsted.documents import read_json, read_yaml
from ofsted.errors import OfstedError
from ofsted.search.synonyms import read_synonyms
from ofsted.steps.corrections import read_corrections
from ofsted.steps.published import doubtful_themes
from ofsted.steps.search import read_bags
from ofsted.steps.searching import find_similar
from ofsted.tables import stored
from tests.asgi import ask
from tests.pages import TITLES, open_page

pytestmark = pytest.mark.usefixtures("nothing_hydrated")


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def swap(path: Path) -> None:
    if path.suffix == ".parquet":
        shutil.copy(paths.DATA / "audit.parquet", path)
    elif path.suffix == ".csv":
        path.write_text("a,b\n1,2\n", encoding="utf-8")
    else:
        path.write_text('{"a": [1]}\n', encoding="utf-8")


def put_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = (remove, empty, cut, swap, put_a_folder)
# What reads a file, by the name of its path, and the command that brings it back.
READERS: dict[str, tuple[Callable[[], object], str]] = {
    "REPORTS_TABLE": (stored.read_reports, "python -m ofsted build"),
    "RECOMMENDATIONS_TABLE": (stored.read_recommendations, "python -m ofsted build"),
    "CODINGS_TABLE": (stored.read_codings, "python -m ofsted build"),
    "AREAS_TABLE": (stored.read_areas, "python -m ofsted build --areas"),
    "AGREEMENT_TABLE": (
        lambda: doubtful_themes("full"),
        "python -m ofsted coding agreement --write",
    ),
    "DISAGREEMENTS_TABLE": (stored.read_disagreements, "python -m ofsted coding agreement --write"),
    "SEARCH_TABLE": (
        lambda: read_bags(paths.SEARCH_TABLE.parent),
        "python -m ofsted build --search",
    ),
    "SEARCH_STEMS_TABLE": (lambda: data.read_engine(), "python -m ofsted build --search"),
    "NEIGHBOURS_TABLE": (lambda: find_similar("1-01"), "python -m ofsted build --search"),
    "SYNONYMS": (lambda: read_synonyms(paths.SYNONYMS), "git restore "),
    "CORRECTIONS": (lambda: read_corrections(), "git restore "),
    "CODEBOOK": (lambda: read_codebook(paths.CODEBOOK), "git restore "),
    "AREAS": (lambda: read_areas(paths.AREAS), "git restore "),
    "MANIFEST": (lambda: read_manifest(paths.MANIFEST), "git restore "),
    "BUILD_RECORD": (data.data_version, "python -m ofsted build"),
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_named_with_the_command_that_brings_it_back(
    name: str, damage: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.read_engine()  # what it reads besides is whole
    whole = getattr(paths, name)
    path = tmp_path / whole.name
    shutil.copy(whole, path)
    if name == "SEARCH_TABLE":
        shutil.copy(paths.SEARCH_STEMS_TABLE, tmp_path)
    damage(path)
    monkeypatch.setattr(paths, name, path)
    read, command = READERS[name]
    with pytest.raises(OfstedError) as raised:
        read()
    message = str(raised.value)
    assert path.name in message
    assert f"`{command}" in message
    assert str(tmp_path) not in message


@pytest.mark.parametrize("reader", [read_json, read_yaml])
def test_a_document_that_is_no_text_is_refused(
    reader: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "claims.json"
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(OfstedError, match=r"^claims\.json: not a .* document, or damaged; `python"):
        reader(path)


# Pages


@pytest.fixture
def copy_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Puts a copy of a file in the place of the published one."""

    def copy(name: str) -> Path:
        path = tmp_path / getattr(paths, name).name
        shutil.copy(getattr(paths, name), path)
        monkeypatch.setattr(paths, name, path)
        return path

    return copy


NEEDED = {
    "CLAIM_RESULTS": ("check", {}),
    "CLAIMS": ("check", {}),
    "DISAGREEMENTS_TABLE": ("reliability", {}),
    "SEARCH_STEMS_TABLE": ("quotes", {"q": "social workers"}),
}


@pytest.mark.parametrize("name", NEEDED)
def test_only_the_page_that_needs_a_file_goes_without_and_it_comes_back(
    name: str, copy_of: Callable[[str], Path]
) -> None:
    path = copy_of(name)
    content = path.read_bytes()
    page, parameters = NEEDED[name]
    cut(path)
    app = open_page(page, **parameters)
    assert not app.exception
    assert len(app.error) == 1
    assert path.name in app.error[0].value
    assert "`" in app.error[0].value
    other = open_page("overview")
    assert not (other.error)
    assert not (other.exception)
    assert other.title[0].value == TITLES["overview"]
    path.write_bytes(content)
    again = open_page(page, **parameters)
    assert not (again.error)
    assert not (again.exception)


def test_every_page_says_what_is_wrong_where_all_need_it(copy_of: Callable[[str], Path]) -> None:
    empty(copy_of("REPORTS_TABLE"))
    app = open_page("themes")
    assert not app.exception
    assert [error.value for error in app.error] == [
        "The tables could not be read: reports.parquet: not a parquet file of this table, or"
        " damaged; `python -m ofsted build` writes it"
    ]


def test_the_server_says_that_it_is_not_ready_without_the_record(
    copy_of: Callable[[str], Path],
) -> None:
    cut(copy_of("BUILD_RECORD"))
    answer = ask(Starlette(routes=list(server.ROUTES)), f"{server.ROUTES[0].path}")
    assert answer.status == 503
    assert json.loads(answer.text) == {"ready": False, "data_version": None}
