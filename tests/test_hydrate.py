"""Hydration: a text is given only where its hash proves it, and the reason is told where it is
not.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ofsted import paths
from ofsted.corpus.hosts import OFSTED, Host
from ofsted.corpus.manifest import Report as Entry
from ofsted.errors import DownloadError, QuoteError, ReportError
from ofsted.extract.report import extract_report
from ofsted.extract.wording import text_hash
from ofsted.extract.workers import OUT_OF_MEMORY
from ofsted.steps import hydrate
from ofsted.steps.hydrate import hydrate_all, hydrate_file, hydrate_report, prove_texts
from ofsted.steps.published import HYDRATE, Wording, prove_quotes, read_quotes, read_wording
from ofsted.tables.declared import QUOTES, RECOMMENDATIONS
from ofsted.tables.stored import read_table, write_table
from tests.extract.layouts import FAMILIES, end_of_ilacs_list, ilacs
from tests.extract.made_up import SQUARE
from tests.made_release import make_release

pytestmark = pytest.mark.slow

NOT_FOUND = "its text was not found again in the report"


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int], list[str]]:
    """A made-up report with an authority's and a board's list: its file, the pages of its lists,
    its texts.
    """
    made = FAMILIES["B late"]()
    path = made.paper.save(tmp_path_factory.mktemp("hydrate") / "made-up.pdf")
    return path, list(extract_report(path).list_pages), made.paper.texts


def hashes_of(texts: list[str]) -> dict[str, str]:
    return {f"1-{i:02d}": text_hash(text) for i, text in enumerate(texts, start=1)}


# One file


def test_every_text_is_found_again_and_given_to_its_own_recommendation(
    made_up: tuple[Path, list[int], list[str]],
) -> None:
    path, pages, texts = made_up
    hydrated = hydrate_file(path, pages, hashes_of(texts))
    assert hydrated.texts == dict(zip(hashes_of(texts), texts, strict=True))
    assert hydrated.unproved == {}


def test_a_text_whose_hash_is_another_is_not_given_and_the_reason_is(
    made_up: tuple[Path, list[int], list[str]],
) -> None:
    path, pages, texts = made_up
    hashes = hashes_of(texts) | {"1-02": text_hash(texts[1] + " At once.")}
    hydrated = hydrate_file(path, pages, hashes)
    assert hydrated.unproved == {"1-02": NOT_FOUND}
    assert hydrated.texts.keys() == hashes.keys() - {"1-02"}


def test_a_changed_file_proves_nothing_that_was_changed(tmp_path: Path) -> None:
    def paper(words: str):
        kept = (
            ilacs()
            .page()
            .heading("What needs to improve?")
            .recommend(SQUARE, "The supply of umbrellas.", at=70.9, hang=88.8)
        )
        return end_of_ilacs_list(kept.recommend(SQUARE, words, at=70.9, hang=88.8))

    hashes = hashes_of(["The supply of umbrellas.", "The number of lamps."])
    changed = paper("The number of candles.").save(tmp_path / "changed.pdf")
    hydrated = hydrate_file(changed, [2], hashes)
    assert (hydrated.texts, hydrated.unproved) == (
        {"1-01": "The supply of umbrellas."},
        {"1-02": NOT_FOUND},
    )


def test_pages_that_hold_no_list_prove_nothing(made_up: tuple[Path, list[int], list[str]]) -> None:
    path, _, texts = made_up
    hydrated = hydrate_file(path, [1], hashes_of(texts))
    assert hydrated.texts == {}
    assert set(hydrated.unproved.values()) == {NOT_FOUND}


def test_a_broken_file_is_refused_by_name(
    made_up: tuple[Path, list[int], list[str]], tmp_path: Path
) -> None:
    path, pages, texts = made_up
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(path.read_bytes()[:700])
    with pytest.raises(ReportError, match=r"^broken\.pdf: "):
        hydrate_file(broken, pages, hashes_of(texts))


def test_quote_marks_and_blanks_do_not_matter_to_the_proof_but_are_kept_as_printed() -> None:
    hydrated = prove_texts(["The child’s  “map”"], {"1-01": text_hash('The child\'s "map"')})
    assert hydrated.texts == {"1-01": "The child’s  “map”"}


def test_two_recommendations_of_the_same_words_both_get_them() -> None:
    assert prove_texts(
        ["Mend the lift."],
        {"1-01": text_hash("Mend the lift."), "1-02": text_hash("Mend the lift.")},
    ).texts == dict.fromkeys(("1-01", "1-02"), "Mend the lift.")


def test_no_texts_prove_nothing_and_no_hashes_ask_for_nothing() -> None:
    assert prove_texts([], {"1-01": text_hash("x")}).unproved == {"1-01": NOT_FOUND}
    assert prove_texts(["x"], {}) == prove_texts([], {})


# A whole release


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release of two made-up reports, 101 and 102, in place of the committed one: the folder of
    their files.
    """
    return make_release(tmp_path, monkeypatch)


def test_hydrating_writes_a_table_of_proved_texts_that_is_read_back(release: Path) -> None:
    hydrated = hydrate_all([release], paths.quotes_table(), show_progress=False)
    expected = FAMILIES["E"]().paper.texts + FAMILIES["H"]().paper.texts
    assert (list(hydrated.texts.values()), hydrated.unproved) == (expected, {})
    assert read_quotes() == hydrated.texts
    for row in read_table(QUOTES, paths.quotes_table()).to_pylist():
        assert row["text_sha256"] == text_hash(row["quote"])


def test_a_file_that_changed_gives_the_reason_for_its_texts_and_costs_the_others_nothing(
    release: Path,
) -> None:
    with (release / "101.pdf").open("ab") as file:
        file.write(b"\n% changed")
    hydrated = hydrate_all([release], paths.quotes_table(), show_progress=False)
    assert set(hydrated.unproved.values()) == {
        "no file with the recorded hash in any of the folders"
    }
    assert {key.split("-")[0] for key in hydrated.unproved} == {"101"}
    assert list(read_quotes().values()) == FAMILIES["H"]().paper.texts


# The table as it is read


def change_table(change: Callable[[dict], None]) -> None:
    rows = read_table(QUOTES, paths.quotes_table()).to_pylist()
    change(rows[0])
    write_table(rows, QUOTES, paths.quotes_table())


CHANGES = {
    "another wording": {"quote": "Paint the lift green."},
    "another wording with a hash that fits it": {
        "quote": "Paint the lift green.",
        "text_sha256": text_hash("Paint the lift green."),
    },
    "no wording": {"quote": ""},
    "a recommendation that is in no report": {"recommendation_id": "999-01"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_wording_whose_hash_the_release_records_is_read(
    release: Path, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    whole = hydrate_all([release], paths.quotes_table(), show_progress=False).texts
    first, *others = whole
    change_table(lambda row: row.update(CHANGES[change]))
    assert read_quotes() == {key: whole[key] for key in others}
    named = CHANGES[change].get("recommendation_id", first)
    assert f"1 of {len(whole)} texts left aside" in caplog.text
    assert f"this release records: {named}; {HYDRATE}" in caplog.text


def test_signs_that_leave_no_trace_on_paper_are_not_shown(release: Path) -> None:
    whole = hydrate_all([release], paths.quotes_table(), show_progress=False).texts
    change_table(lambda row: row.update(quote="\u202e" + row["quote"] + "\u200b"))
    assert read_wording() == Wording(whole)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def put_another_table(path: Path) -> None:
    path.write_bytes(paths.REPORTS_TABLE.read_bytes())


def empty_it(path: Path) -> None:
    path.write_bytes(b"")


def put_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [cut, put_another_table, empty_it, put_a_folder])
def test_a_damaged_table_of_texts_is_left_aside_with_a_message(
    release: Path, damage: Callable[[Path], None]
) -> None:
    hydrate_all([release], paths.quotes_table(), show_progress=False)
    damage(paths.quotes_table())
    wording = read_wording()
    assert wording.texts == {}
    assert f"{paths.quotes_table()}: left aside, for it is damaged" in (wording.left_aside or "")
    assert HYDRATE in (wording.left_aside or "")


def test_kept_wording_has_one_way_in() -> None:
    naming = {
        path.relative_to(paths.ROOT).as_posix()
        for folder in ("ofsted", "pages")
        for path in (paths.ROOT / folder).rglob("*.py")
        if "QUOTES"
        in path.read_text(encoding="utf-8").replace("QUOTES_", "").replace("_QUOTES", "")
    }
    assert naming == {
        "ofsted/tables/declared.py",
        "ofsted/steps/hydrate.py",  # writes it
        "ofsted/steps/published.py",
    }


def test_proving_the_wording_of_a_release_takes_no_time_to_speak_of() -> None:
    quotes = {f"{n}-01": f"Wording {n} “of” the usual length, " + "word " * 40 for n in range(4615)}
    hashes = {key: text_hash(quote) for key, quote in quotes.items()}
    began = time.process_time()
    assert prove_quotes(quotes, hashes) == (quotes, [])
    assert time.process_time() - began < 0.3


def test_a_file_that_breaks_its_reader_costs_the_others_nothing(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = hydrate.extract_texts

    def break_at_the_first(path: Path, list_pages: Sequence[int]) -> list[str]:
        if path.stem == "101":
            os.kill(os.getpid(), signal.SIGKILL)
        return read(path, list_pages)

    monkeypatch.setattr(hydrate, "extract_texts", break_at_the_first)
    hydrated = hydrate_all([release], paths.quotes_table(), show_progress=False)
    assert set(hydrated.unproved.values()) == {f"101.pdf: {OUT_OF_MEMORY}"}
    assert list(read_quotes().values()) == FAMILIES["H"]().paper.texts


def test_hydrating_killed_at_random_moments_loses_nothing(release: Path) -> None:
    table = paths.quotes_table()
    whole = hydrate_all([release], table, show_progress=False).texts
    content, dice = table.read_bytes(), random.Random(3)
    fork = multiprocessing.get_context("fork")
    for _ in range(8):
        process = fork.Process(target=hydrate_all, args=([release], table, False))
        process.start()
        time.sleep(dice.uniform(0.01, 0.4))
        process.kill()
        process.join()
        assert table.read_bytes() == content
    assert hydrate_all([release], table, show_progress=False).texts == whole
    assert [path.name for path in table.parent.iterdir()] == [table.name]


def test_hydrating_twice_writes_the_same_bytes(release: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        hydrate_all([release], tmp_path / f"{name}.parquet", show_progress=False)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_card_gets_the_texts_of_its_report_from_a_file_at_hand(release: Path) -> None:
    assert list(hydrate_report("102").values()) == FAMILIES["H"]().paper.texts


def test_a_card_of_an_unknown_report_is_refused(release: Path) -> None:
    for report_id in ("999", "../101", ""):
        with pytest.raises(QuoteError, match="no such report in this release"):
            hydrate_report(report_id)


def test_a_card_whose_file_is_not_at_hand_asks_for_the_download(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Path, tuple[Host, ...]]] = []

    def refuse(
        entry: Entry, folder: Path, hosts: tuple[Host, ...], on_bytes: object = None
    ) -> Path:
        asked.append((entry.report_id, folder, hosts))
        raise DownloadError(f"{entry.report_id}: no permitted address has it")

    monkeypatch.setattr("ofsted.steps.hydrate.fetch_report", refuse)
    (release / "101.pdf").unlink()
    with pytest.raises(DownloadError, match="101: no permitted address has it"):
        hydrate_report("101")
    # The manifest names Ofsted's server alone: no archive is asked for what a page wants.
    assert asked == [("101", paths.report_cache(), (OFSTED,))]


def test_a_card_is_refused_where_nothing_of_its_report_can_be_proved(release: Path) -> None:
    stored = read_table(RECOMMENDATIONS, paths.RECOMMENDATIONS_TABLE).to_pylist()
    for row in stored:
        row["text_sha256"] = text_hash("other words")
    write_table(stored, RECOMMENDATIONS, paths.RECOMMENDATIONS_TABLE)
    with pytest.raises(QuoteError, match="101: none of its 3 recommendations could be proved"):
        hydrate_report("101")
