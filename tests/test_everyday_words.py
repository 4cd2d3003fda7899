"""What a council officer or a journalist types: abbreviations, everyday phrases and misspellings
find what they mean.
"""

from __future__ import annotations

import pytest

from ofsted import paths
from ofsted.__main__ import main
from ofsted.search.engine import Engine
from ofsted.search.spelling import Spelled
from ofsted.search.stems import stems_of
from ofsted.search.synonyms import read_synonyms
from ofsted.steps.searching import read_engine

MEANT = {
    "EHCP": "groups/disabled-children",
    "IRO": "oversight/iro-cp-chairs",
    "LADO": "risk/allegations-lado",
    "UASC": "groups/uasc",
    "MASH": "risk/front-door-screening",
    "NEET": "groups/care-leaver-eet",
    "PEP": "casework/virtual-school-peps",
    "SGO": "groups/kinship-care",
    "ICPC": "multi-agency/conferences-core-groups",
    "RCPC": "multi-agency/conferences-core-groups",
    "CPP": "casework/plan-quality",
    "CIN": "groups/children-in-need",
    "EDT": "leadership/out-of-hours-service",
    "CSE": "groups/child-sexual-exploitation",
    "CCE": "groups/extra-familial-harm",
    "NRM": "groups/uasc",
    "MACE": "groups/child-sexual-exploitation",
    "DV": "groups/domestic-abuse",
    "PPNs": "groups/domestic-abuse",
    "TAF": "multi-agency/early-help",
    "SEMH": "multi-agency/mental-health-services",
    "PEX": "groups/ehe-missing-education",
    "PSW": "workforce/training-social-workers",
    "reg 24": "groups/kinship-care",
    "RHI": "groups/missing-children",
    "kids in care": "groups/looked-after-children",
    "foster carers leaving": "groups/foster-carers",
    "agency staff": "workforce/staffing-levels",
    "waiting lists": "leadership/access-to-services",
    "domestic abuse": "groups/domestic-abuse",
    "county lines": "groups/extra-familial-harm",
    "sofa surfing": "groups/homeless-16-17",
    "police cells": "groups/youth-offending-custody",
    "dentist checks": "multi-agency/health-assessments",
    "social workers leaving": "workforce/staffing-levels",
    "caseloads too high": "workforce/caseloads",
    "court delays": "risk/pre-proceedings-plo",
    "home schooled children": "groups/ehe-missing-education",
    "foster to adopt": "groups/adoption",
    "councillors": "leadership/political-scrutiny",
    "computers": "workforce/it-systems",
    "placed miles from home": "leadership/placement-sufficiency",
}
MISSPELT = {
    "supervison": "supervision",
    "safegaurding": "safeguarding",
    "confrence": "conference",
    "recuitment": "recruitment",
    "accomodation": "accommodation",
    "exploitaton": "exploitation",
    "asesments": "assessments",
    "statutry": "statutory",
    "neglet": "neglect",
    "recordkeeping": "record keeping",
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    return read_engine()


@pytest.mark.parametrize("query", MEANT)
def test_everyday_words_and_abbreviations_mean_their_theme(engine: Engine, query: str) -> None:
    found = engine.search(query)
    assert MEANT[query] in [topic.theme for topic in found.topics[:3]]
    themes = [engine.explain(found, int(row)).themes for row in found.rows[:10]]
    assert sum(MEANT[query] in named for named in themes) >= 5


@pytest.mark.parametrize("word", MISSPELT)
def test_a_misspelt_word_is_read_as_the_known_one(engine: Engine, word: str) -> None:
    found, meant = engine.search(word), engine.search(MISSPELT[word])
    assert found.spelled == (Spelled(word, MISSPELT[word]),)
    assert found.rows.tolist() == meant.rows.tolist()
    assert len(found) > 20


def test_a_misspelt_word_beside_others_does_not_change_these(engine: Engine) -> None:
    found = engine.search('Suporvision of "social workers" -caseloads in Bradford')
    right = engine.search('supervision of "social workers" -caseloads in Bradford')
    assert [each.taken_for for each in found.spelled] == ["supervision"]
    assert found.rows.tolist() == right.rows.tolist()
    assert found.question.rest == right.question.rest


@pytest.mark.parametrize(
    "query",
    ["supervision", "zzqx", "xylophone", "abc", "qwertyuiop", "50004352", "a" * 500, "Bradford"],
)
def test_words_that_are_right_or_mean_nothing_here_are_left_as_they_are(
    engine: Engine, query: str
) -> None:
    assert engine.search(query).spelled == ()


def test_every_term_of_the_synonyms_stands_in_the_index_and_every_phrase_finds_something(
    engine: Engine,
) -> None:
    for entry in read_synonyms(paths.SYNONYMS).entries:
        terms = [term for term in entry.terms if _stands(engine, term)]
        assert terms, f"none of {entry.terms} is in the index"
        for phrase in entry.said:
            assert len(engine.search(phrase)), phrase


def _stands(engine: Engine, term: str) -> bool:
    fields, topics = engine._fields, engine._topics
    return all(fields.weight(name) or topics.said_of(name).any() for name in stems_of(term))


def test_the_command_tells_how_a_word_was_read(
    capsys: pytest.CaptureFixture[str], nothing_hydrated: None
) -> None:
    assert main(["search", "supervison", "--most", "1"]) == 0
    assert "supervison read as supervision" in capsys.readouterr().err
