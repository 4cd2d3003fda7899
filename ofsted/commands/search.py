"""Commands that find recommendations: `search` and `similar`."""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ofsted.errors import OfstedError

if TYPE_CHECKING:
    from ofsted.address.view import Vocabulary
    from ofsted.analysis.counting.selection import Selection
    from ofsted.search.engine import Found, Why

MOST_FOUND = 20
FILTERS = (
    "framework",
    "rating",
    "deprivation",
    "rurality",
    "region",
    "la_type",
    "area",
    "next",
    "orientation",
    "category",
    "theme",
)


def add_search(commands: argparse._SubParsersAction) -> None:
    search = commands.add_parser(
        "search",
        help="find recommendations by words, as JSON: one object a line, the best first",
        description=(
            'Words, "words together", -without, beginnings*. Areas and years in the query bring'
            " their recommendations to the front; --area and --year keep nothing else."
        ),
    )
    search.add_argument("query", metavar="QUERY")
    search.add_argument(
        "--most",
        type=int,
        default=MOST_FOUND,
        metavar="N",
        help=f"at most so many (default: {MOST_FOUND}; 0: all)",
    )
    for name in FILTERS:
        search.add_argument(
            f"--{name.replace('_', '-')}",
            dest=name,
            nargs="+",
            default=[],
            metavar="CODE",
            help="only these, by code or name",
        )
    search.add_argument("--year", metavar="YEAR[-YEAR]", help="only inspections that ended then")
    search.add_argument(
        "--body",
        choices=("authority", "lscb", "both"),
        default="both",
        help="only recommendations addressed to it (default: both)",
    )
    search.set_defaults(run=_search)


def _search(options: argparse.Namespace) -> int:
    from ofsted.address.choices import make_choices
    from ofsted.analysis.counting.selection import choose_recommendations
    from ofsted.steps.published import read_leaves
    from ofsted.steps.searching import read_engine

    if options.most < 0:
        raise OfstedError(f"--most {options.most}: expected 0 or more")
    dataset = read_leaves()
    vocabulary = make_choices(dataset, dataset.codebook, "")
    selection = _selection(options, vocabulary)
    engine = read_engine(dataset.recommendations, dataset.codebook)
    found = engine.search(options.query, choose_recommendations(dataset, selection, coded=True))
    shown = found.rows[: options.most or None]
    for row, score in zip(shown, found.scores, strict=False):
        line = {
            "recommendation_id": engine.corpus.ids[row],
            "score": round(float(score), 4),
            "why": describe_why(engine.explain(found, int(row))),
        }
        print(json.dumps(line, ensure_ascii=False))
    for note in notes_on(found):
        print(note, file=sys.stderr)
    return 0


def describe_why(why: Why) -> dict:
    """What stands under `why`: only what there is."""
    return {name: value for name, value in asdict(why).items() if value}


def notes_on(found: Found) -> list[str]:
    """What is told beside the list: how many, filters offered, words ignored, themes, a way on."""
    notes = [f"{len(found)} found"]
    notes += [f"filter offered: {offer.field} {offer.label}" for offer in found.offers]
    notes += [f"{each.word} read as {each.taken_for}" for each in found.spelled]
    notes += [f"not searched for: {item.word} ({item.reason})" for item in found.ignored]
    notes += [f"theme: {topic.theme}, {topic.count} recommendations" for topic in found.topics]
    notes += [f"try: {way.query} ({way.reason})" for way in found.suggestions]
    return notes


def _selection(options: argparse.Namespace, vocabulary: Vocabulary) -> Selection:
    from ofsted.analysis.counting.selection import Selection

    chosen: dict[str, Any] = {"year": _years(options.year), "body": options.body}
    for name in FILTERS:
        texts = getattr(options, name)
        chosen[name] = tuple(_find_code(name, text, vocabulary) for text in texts)
    return Selection(**chosen)


def _find_code(name: str, text: str, vocabulary: Vocabulary) -> object:
    code = vocabulary.find_code(name, text)
    if code is None:
        codes = ", ".join(str(code) for code in vocabulary.codes[name][:12])
        raise OfstedError(f"--{name} {text!r}: not known; expected a code or name, such as {codes}")
    return code


def _years(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    stated = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", text)
    if stated is None:
        raise OfstedError(f"--year {text!r}: expected a year, or two with a hyphen: 2018-2022")
    first = int(stated[1])
    return first, int(stated[2] or first)


def add_similar(commands: argparse._SubParsersAction) -> None:
    similar = commands.add_parser(
        "similar",
        help="the most similar recommendations of other reports, as JSON: one object a line",
    )
    similar.add_argument("recommendation_id", metavar="ID", help="such as 50004352-01")
    similar.set_defaults(run=_similar)


def _similar(options: argparse.Namespace) -> int:
    from ofsted.steps.searching import find_similar

    for key, similarity in find_similar(options.recommendation_id):
        print(json.dumps({"recommendation_id": key, "similarity": similarity}))
    return 0
