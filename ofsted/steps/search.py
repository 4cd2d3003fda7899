"""Makes the search index from the hydrated texts and proves it against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from ofsted import paths
from ofsted.coding.texts import text_id
from ofsted.errors import OfstedError, SchemaError
from ofsted.search.alike import find_neighbours
from ofsted.search.bags import LEAST_WORDS, Wording, make_bag, make_index
from ofsted.search.stems import is_said, stem, stems_of, stems_of_texts
from ofsted.steps.published import read_quotes
from ofsted.tables.declared import NEIGHBOURS, RECOMMENDATIONS, SEARCH, SEARCH_STEMS
from ofsted.tables.stored import read_table, write_table

RENEW = "`python -m ofsted build --search` renews it"


def write_search(data: Path = paths.DATA, texts: Mapping[str, str] | None = None) -> list[Path]:
    """Write the search index, its vocabulary and the neighbours; give back their paths.

    They are made of the tables in `data` and the verbatim texts, which are those hydrated unless
    `texts` gives them by recommendation id. Raises `OfstedError` where one is missing.
    """
    rows = read_table(RECOMMENDATIONS, data / paths.RECOMMENDATIONS_TABLE.name).to_pylist()
    quotes = texts
    if quotes is None:
        quotes = read_quotes()
    if missing := [row for row in rows if row["recommendation_id"] not in quotes]:
        raise OfstedError(
            f"{len(missing)} recommendations have no text here, so they have no search index;"
            " `python -m ofsted hydrate` reads them from the reports"
        )
    wordings = [_wording(row, quotes[row["recommendation_id"]]) for row in rows]
    index, vocabulary = make_index(wordings)
    written = []
    for table, schema, path in (
        (index, SEARCH, paths.SEARCH_TABLE),
        (vocabulary, SEARCH_STEMS, paths.SEARCH_STEMS_TABLE),
    ):
        write_table(table, schema, data / path.name)
        written.append(data / path.name)
    bags = {key: bag for key, (_, bag) in read_bags(data).items()}
    write_table(neighbour_rows(rows, bags), NEIGHBOURS, data / paths.NEIGHBOURS_TABLE.name)
    return [*written, data / paths.NEIGHBOURS_TABLE.name]


def neighbour_rows(rows: Sequence[dict], bags: Mapping[str, Counter[str]]) -> list[dict]:
    """The neighbours of every recommendation, from the stored index alone."""
    ids = [row["recommendation_id"] for row in rows]
    return find_neighbours(
        ids,
        [row["report_id"] for row in rows],
        [bags[key] for key in ids],
        [Counter(stems) for stems in stems_of_texts([row["summary"] or "" for row in rows])],
        [row["themes"] for row in rows],
    )


def _wording(row: dict, text: str) -> Wording:
    return Wording(
        row["recommendation_id"],
        text_id(row["text_sha256"]),
        text,
        row["word_count"],
        row["summary"] or "",
    )


def read_bags(data: Path = paths.DATA) -> dict[str, tuple[str, Counter[str]]]:
    """Text id and bag of every recommendation of the stored index, by recommendation id.

    Raises `SchemaError`, also where a bag has a stem that the vocabulary lacks.
    """
    vocabulary = read_table(SEARCH_STEMS, data / paths.SEARCH_STEMS_TABLE.name).to_pylist()
    name_of = {row["stem_id"]: row["stem"] for row in vocabulary}
    bags = {}
    made: dict[tuple, Counter[str]] = {}  # recommendations in the same words share a bag
    for row in _rows_of(read_table(SEARCH, data / paths.SEARCH_TABLE.name)):
        key, numbers, counts = row["recommendation_id"], row["stems"], row["counts"]
        content = (tuple(numbers), tuple(counts))
        if content in made:
            bags[key] = row["text_id"], made[content]
            continue
        if numbers != sorted(set(numbers)) or len(numbers) != len(counts):
            raise SchemaError(
                f"search: {key} has {len(numbers)} stems and {len(counts)} counts;"
                " expected one count a stem, stems sorted and each once"
            )
        if unknown := set(numbers) - name_of.keys():
            raise SchemaError(
                f"search: {key} has stem {min(unknown)}, which search_stems does not have"
            )
        named = [name_of[number] for number in numbers]
        made[content] = Counter(dict(zip(named, counts, strict=True)))
        bags[key] = row["text_id"], made[content]
    return bags


def _rows_of(table: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a table, never more than some thousand of them in memory."""
    for batch in table.to_batches(max_chunksize=5_000):
        yield from batch.to_pylist()


def faults_in_index(rows: Iterable[dict], data: Path = paths.DATA) -> list[str]:
    """What can be found wrong with the search index without the texts.

    Bags of other wordings, function words, and stems of a short wording that its summary lacks.
    """
    try:
        bags = read_bags(data)
    except SchemaError as error:
        return [f"{error}; {RENEW}"]
    wanted = {row["recommendation_id"]: row for row in rows}
    faults = dict.fromkeys(wanted.keys() ^ bags.keys(), "is in one of recommendations and search")
    for key in wanted.keys() & bags.keys():
        if fault := _fault_in_bag(wanted[key], *bags[key]):
            faults[key] = fault
    named = [f"{key}: {faults[key]}; {RENEW}" for key in sorted(faults)]
    return named + _faults_in_vocabulary(data)


def _fault_in_bag(row: dict, made_of: str, bag: Counter[str]) -> str | None:
    if made_of != text_id(row["text_sha256"]):
        return f"the search index is of the wording {made_of}, not of this one"
    if row["word_count"] >= LEAST_WORDS:
        return None
    if untold := bag.keys() - set(stems_of(row["summary"] or "")):
        return (
            f"a wording of {row['word_count']} words has {len(untold)} stems in the search index"
            " that its summary lacks"
        )
    return None


def _faults_in_vocabulary(data: Path) -> list[str]:
    """Stems of function words, and words that have another stem."""
    return [
        f"search_stems: {word!r} stands for {row['stem']!r}; expected a word of that stem that is"
        f" no function word; {RENEW}"
        for row in read_table(SEARCH_STEMS, data / paths.SEARCH_STEMS_TABLE.name).to_pylist()
        for word in row["words"]
        if not is_said(word) or stem(word) != row["stem"]
    ]


def faults_in_neighbours(rows: Sequence[dict]) -> list[str]:
    """Recommendations whose stored neighbours are not those that the stored index gives.

    Where the index cannot be read, or is of other recommendations, `faults_in_index` says so.
    """
    try:
        bags = {key: bag for key, (_, bag) in read_bags().items()}
    except SchemaError:
        return []
    if bags.keys() != {row["recommendation_id"] for row in rows}:
        return []
    try:
        stored = read_table(NEIGHBOURS, paths.NEIGHBOURS_TABLE).to_pylist()
    except SchemaError as error:
        return [f"{error}; {RENEW}"]
    wanted = {row["recommendation_id"]: row for row in neighbour_rows(rows, bags)}
    found = {row["recommendation_id"]: row for row in stored}
    return [
        f"{key}: its neighbours are not those that the search index gives; {RENEW}"
        for key in sorted(wanted.keys() | found.keys())
        if wanted.get(key) != found.get(key)
    ]


def faults_against_texts(rows: Iterable[dict], texts: Mapping[str, str]) -> list[str]:
    """Recommendations whose bag is not the one that their wording gives.

    `texts` are by text id. Where the index cannot be read, `faults_in_index` says so.
    """
    try:
        bags = read_bags()
    except SchemaError:
        return []
    faults = []
    for row in rows:
        key, of_text = row["recommendation_id"], text_id(row["text_sha256"])
        bag = make_bag(_wording(row, texts[of_text]))
        if key in bags and bags[key] != (of_text, bag):
            faults.append(f"{key}: the search index has not the stems of its wording; {RENEW}")
    return faults
