"""A file of the release that is missing or damaged is named in one sentence, with the command that
brings it back; what does not need it goes on.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from ofsted import paths
from ofsted.codebook import read_codebook
from ofsted.coding.rounds import SUMMARIES
from ofsted.corpus.areas import read_areas
from ofsted.corpus.manifest import read_manifest
from ofsted.dashboard import server
from ofsted.dashboard.exhibits import orientation
from ofsted.dashboard.held import data, memory
from ofsted.documents import read_json, read_yaml
from ofsted.errors import OfstedError
from ofsted.search.synonyms import read_synonyms
from ofsted.steps.corrections import read_corrections
from ofsted.steps.policy import read_policy_dates
from ofsted.steps.published import doubtful_themes
from ofsted.steps.search import read_bags
from ofsted.steps.searching import find_similar
from ofsted.tables import stored
from tests.asgi import ask
from tests.pages import TITLES, headers, in_link, markup, open_page

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


# Without these no figure can be shown, or another would be.
NEEDED_BY_ALL = (
    "REPORTS_TABLE",
    "RECOMMENDATIONS_TABLE",
    "AGREEMENT_TABLE",
    "CODEBOOK",
    "CODEBOOK_NAMES",
    "BUILD_RECORD",
)
ONE_QUOTE = {"quote": "2761820-01"}
SIDES = {"framework": "F4", "by": "rating"}
# The page that needs each other file, and with what in its address.
NEEDED = {
    "AREAS_TABLE": ("places", {}),
    "AGREEMENT_SETS_TABLE": ("reliability", {}),
    "DISAGREEMENTS_TABLE": ("reliability", {}),
    "AUDIT_TABLE": ("reliability", {}),
    "JUDGED_SUMMARIES": ("reliability", {}),
    "PAPER_EXAMPLES": ("reliability", {}),
    "CODERS": ("reliability", {}),
    "CLAIM_RESULTS": ("check", {}),
    "CLAIMS": ("check", {}),
    "DECLARATION": ("check", {}),
    "SPECIFICATIONS_TABLE": ("check", {}),
    "ORIENTATION_CODEBOOK": ("change", {}),
    "POLICY_DATES": ("trends", {}),
    "OUTSIDE": ("outside", {}),
    "MANIFEST": ("outside", {}),
    "CORRECTIONS": ("about", {}),
    "SEARCH_TABLE": ("quotes", {"q": "social workers"}),
    "SEARCH_STEMS_TABLE": ("quotes", {"q": "social workers"}),
    "SYNONYMS": ("quotes", {"q": "social workers"}),
}
# Those of a part of a page: the rest of it is there.
NEEDED_IN_PART = {
    "THEME_PAIRS_TABLE": ("heatmap", {}),
    "NEIGHBOURS_TABLE": ("quotes", ONE_QUOTE),
    "ADJUSTED_TABLE": ("compare", SIDES),
    "MODEL": ("code", {}),
    "EVALUATION": ("code", {}),
}
OFFERED = ("CODINGS_TABLE", "DATA_PACKAGE", "DOWNLOADS_METADATA")  # to take away, by the page About
# Read by commands alone, or told of nowhere.
READ_BY_NO_PAGE = {
    "README.md",
    "areas.csv",
    "claims_log.csv",
    "croissant.json",
    "codings/adjudications.csv",
    "codings/audit.csv",
    "codings/findings.csv",
    "codings/model-a.csv",
    "codings/model-b.csv",
    "codings/orientation.csv",
    "csv-metadata.json",
    "model/README.md",
    "model/evaluation.csv",
    "neighbours-judged.csv",
    "queries-sealed.yaml",
    "queries.yaml",
    "ro-crate-metadata.json",
    "summary-rules.yaml",
    "tiles.csv",
}


def test_of_every_file_it_is_known_which_page_needs_it() -> None:
    named = (*NEEDED_BY_ALL, *NEEDED, *NEEDED_IN_PART, *OFFERED)
    told = {getattr(paths, name).relative_to(paths.DATA).as_posix() for name in named}
    files = {path.relative_to(paths.DATA) for path in paths.DATA.rglob("*") if path.is_file()}
    here = {file.as_posix() for file in files if file.parts[0] != paths.RELEASES.name}
    summaries = {SUMMARIES.relative_to(paths.DATA).as_posix()}
    assert told | READ_BY_NO_PAGE | summaries == here


# Cut between two entries, a list is a list.
LISTS = ("CODERS", "POLICY_DATES", "OUTSIDE", "PAPER_EXAMPLES")
REMEMBERED = (
    "OUTSIDE",
    "MANIFEST",
    "THEME_PAIRS_TABLE",
    "ADJUSTED_TABLE",
    "PAPER_EXAMPLES",
    "SEARCH_TABLE",
    "SEARCH_STEMS_TABLE",
    "SYNONYMS",
)


def start_anew(name: str) -> None:
    """Forget what was read of a file before, as where it is damaged when the server starts."""
    if name in REMEMBERED:
        memory.forget_all()
    read_policy_dates.cache_clear()
    orientation.read_orientation_codebook.cache_clear()


def check_told(app: AppTest, path: Path) -> None:
    """One sentence names the file and the command; nothing else went wrong."""
    assert not app.exception
    told = [error.value for error in (*app.error, *app.warning)]
    assert len(told) == 1, told
    assert path.name in told[0]
    assert re.search("`(python -m ofsted|git restore) ", told[0])
    assert str(path.parent) not in told[0]


def check_whole(app: AppTest, page: str) -> None:
    """The page is there and tells of nothing wrong."""
    assert not app.exception
    assert not app.error
    assert app.title[0].value == TITLES[page]


@pytest.mark.parametrize("name", NEEDED)
def test_only_the_page_that_needs_a_file_goes_without_and_it_comes_back(
    name: str, copy_of: Callable[[str], Path]
) -> None:
    path = copy_of(name)
    content = path.read_bytes()
    page, parameters = NEEDED[name]
    start_anew(name)
    if name == "SEARCH_TABLE":
        shutil.copy(paths.SEARCH_STEMS_TABLE, path.parent)
    damage = swap if name in LISTS else cut
    damage(path)
    check_told(open_page(page, **parameters), path)
    check_whole(open_page("glossary"), "glossary")
    path.write_bytes(content)
    check_whole(open_page(page, **parameters), page)


@pytest.mark.parametrize("name", NEEDED_IN_PART)
def test_the_rest_of_a_page_is_there_without_the_file_of_a_part(
    name: str, copy_of: Callable[[str], Path]
) -> None:
    page, parameters = NEEDED_IN_PART[name]
    start_anew(name)
    path = copy_of(name)
    empty(path)
    app = open_page(page, **parameters)
    if name == "ADJUSTED_TABLE":
        app.session_state["adjusted"] = True
        app.run()
    check_told(app, path)
    assert app.title[0].value.startswith(TITLES[page])
    if page != "code":  # where nothing is left without a classifier
        assert "Data version" in markup(app)  # the foot, below everything


def test_links_to_councils_are_followed_without_the_table_of_areas(
    copy_of: Callable[[str], Path],
) -> None:
    path = copy_of("AREAS_TABLE")
    remove(path)
    for page in ("themes", "overview", "quotes", "compare"):
        app = open_page(page, area="barnet")
        check_whole(app, page)
        assert not app.warning
    app = open_page("places", place="barnet")
    check_told(app, path)
    assert in_link(app, "place") == "barnet"


@pytest.mark.parametrize("name", OFFERED)
def test_a_file_to_take_away_that_is_gone_is_named_where_it_would_be_offered(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / getattr(paths, name).name
    offered = {key: file for key, file in data._OFFERED.items() if file == getattr(paths, name)}
    for key in offered:
        monkeypatch.setitem(data._OFFERED, key, path)
    app = open_page("about")
    check_told(app, path)
    assert "Licence" in headers(app)


@pytest.mark.parametrize("name", NEEDED_BY_ALL)
def test_every_page_says_what_is_wrong_where_all_need_it(
    name: str, copy_of: Callable[[str], Path]
) -> None:
    check_whole(open_page("glossary"), "glossary")  # the server ran when the file was damaged
    if name == "CODEBOOK_NAMES":
        copy_of("CODEBOOK")  # they are read beside it
    path = copy_of(name)
    cut(path)
    app = open_page("themes")
    check_told(app, path)
    assert app.error[0].value.startswith("The tables could not be read: ")


def test_what_was_read_is_not_read_again_while_no_file_has_changed() -> None:
    release = data.read_release()
    readers = (
        data.read_release,
        data.read_reliability,
        data.read_judged,
        data.read_people,
        lambda: data.read_examples(release),
        data.read_areas,
        data.read_hydrated,
        data.read_engine,
        data.read_neighbours,
    )
    for read in readers:
        assert read() is read()


def test_the_server_says_that_it_is_not_ready_without_the_record(
    copy_of: Callable[[str], Path],
) -> None:
    cut(copy_of("BUILD_RECORD"))
    answer = ask(Starlette(routes=list(server.ROUTES)), f"{server.ROUTES[0].path}")
    assert answer.status == 503
    assert json.loads(answer.text) == {"ready": False, "data_version": None}
