"""The search finds everyday words, gives the same list everywhere, and tells what it left out."""

from __future__ import annotations

import json
import threading

import numpy as np
import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.search.bags import LEAST_WORDS, Wording, make_bag, make_index
from ofsted.search.judged import judge, read_queries
from ofsted.search.marks import find_marks
from ofsted.steps.search import faults_in_index
from ofsted.steps.searching import find_similar, read_engine
from ofsted.tables import stored

LONG = "Lamps in the harbour are lit before every ship that sails at night"
SHORT = "Light the harbour lamps soon"


@pytest.fixture(scope="module")
def engine():
    return read_engine()


def wording(text: str, summary: str = "", key: str = "1-01") -> Wording:
    return Wording(key, "aaa", text, len(text.split()), summary)


def test_a_bag_tells_stems_and_their_counts_but_no_function_words_and_no_order():
    bag = make_bag(wording(LONG))
    assert bag["lamp"] == 1
    assert not {"in", "the", "are", "that", "at"} & set(bag)
    backwards = " ".join(reversed(LONG.split()))
    assert make_bag(wording(backwards)) == bag
    assert make_index([wording(backwards)]) == make_index([wording(LONG)])


def test_a_short_wording_tells_only_what_its_summary_tells():
    assert len(SHORT.split()) < LEAST_WORDS
    assert not make_bag(wording(SHORT))
    assert set(make_bag(wording(SHORT, "Lamps are wanted."))) == {"lamp"}


def test_a_bag_of_another_wording_is_a_fault_that_names_the_command():
    rows = stored.read_recommendations().to_dict("records")
    assert not faults_in_index(rows)
    changed = [rows[0] | {"text_sha256": "0" * 64}, *rows[1:]]
    (fault,) = faults_in_index(changed)
    assert fault.startswith(f"{rows[0]['recommendation_id']}: ")
    assert "build --search" in fault


@pytest.mark.parametrize(
    "query", ["return home interview", "social worker turnover", "homeless teenagers", "grooming"]
)
def test_everyday_words_find_something(engine, query):
    assert len(engine.search(query)) >= 20


def test_the_open_queries_are_answered_as_two_readings_meant_them(engine, codebook):
    themes = [theme.id for theme in codebook.themes]
    found = judge(engine, themes, read_queries(paths.QUERIES))
    assert np.mean([each.precision for each in found]) >= 0.9
    assert all(each.count for each in found)


def test_all_words_of_a_quoted_phrase_stand_in_what_is_found(engine):
    plain, quoted = engine.search("pathway plans"), engine.search('"pathway plans"')
    assert 0 < len(quoted) <= len(plain)
    assert quoted.question.phrases[0].stems == ("pathway", "plan")
    assert not set(quoted.rows.tolist()) - set(plain.rows.tolist())


def test_a_minus_takes_away_and_a_beginning_widens(engine):
    without = engine.search("supervision -oversight")
    assert 0 < len(without) < len(engine.search("supervision"))
    assert len(engine.search("superv*")) >= 1


def test_filters_limit_what_is_found(engine):
    none = np.zeros(len(engine.corpus.ids), dtype=bool)
    assert not len(engine.search("supervision", none))
    one = none.copy()
    one[engine.search("supervision").rows[0]] = True
    assert engine.search("supervision", one).rows.tolist() == np.flatnonzero(one).tolist()


def test_areas_and_years_are_offered_and_the_rest_is_searched(engine):
    question = engine.search("supervision Bradford 2022").question
    assert {offer.field for offer in question.offers} == {"area", "year"}
    assert question.rest == "supervision"


def test_a_word_nobody_has_is_told_and_another_offered(engine):
    found = engine.search("suporvision")
    assert found.suggestions or len(found)
    assert not len(engine.search("zzqx")) or engine.search("zzqx").ignored


@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        "((((",
        "-",
        "*",
        "a" * 10_000,
        "\0‮😀",
        "'; drop table x --",
        '"" -"" *',
        "- " * 500,
    ],
    ids=range(11),
)
def test_no_query_breaks_it(engine, query):
    found = engine.search(query)
    assert len(found.rows) == len(found.scores)


def test_the_same_query_gives_the_same_list_from_many_threads(engine):
    queries = ["supervision", "return home interview", "care leavers housing", "neglect"] * 5
    wanted = {query: engine.search(query).rows.tolist() for query in queries}
    wrong = []

    def ask(query: str) -> None:
        if engine.search(query).rows.tolist() != wanted[query]:
            wrong.append(query)

    threads = [threading.Thread(target=ask, args=(query,)) for query in queries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_marks_stand_on_whole_words_that_were_searched_for(engine):
    found = engine.search("supervision")
    text = "Supervise staff; supervision of the supervisors is <b>due</b>."
    marked = [text[start:end] for start, end in find_marks(text, found)]
    assert "supervision" in marked
    assert "due" not in marked


def test_the_command_prints_what_the_engine_finds(engine, capsys, nothing_hydrated):
    assert main(["search", "return home interview", "--most", "5", "--body", "both"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    wanted = [engine.corpus.ids[row] for row in engine.search("return home interview").rows[:5]]
    assert [line["recommendation_id"] for line in lines] == wanted
    assert all(line["why"] for line in lines)


def test_neighbours_are_of_other_reports_and_the_nearest_come_first(engine):
    for key in engine.corpus.ids[::500]:
        near = find_similar(key)
        assert len(near) == 10
        assert all(other.split("-")[0] != key.split("-")[0] for other, _ in near)
        assert [alike for _, alike in near] == sorted((alike for _, alike in near), reverse=True)
