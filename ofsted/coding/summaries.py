"""What a summary must keep of its wording and what it must not say, checked before it counts.

Readers without the reports see the summary alone. So it keeps the sector's terms of art, is one
sentence in plain professional English, and takes over no run of words from any report.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ofsted.coding.handed import Fault, Line, Row, parse_rows
from ofsted.coding.records import fault_in_summary, split_words
from ofsted.documents import read_yaml
from ofsted.errors import SchemaError
from ofsted.limits import MOST_LOST_TERMS, SHARED_RUN_WORDS

NOT_ONE_SENTENCE = "expected one sentence, with a capital first and a full stop last"
_FORM = '{"id", "summary"}'
_TERM_KEYS = {"term", "wording", "summary"}
_ONE_SENTENCE = re.compile(r"[A-Z0-9].*[^.?!]\.", re.DOTALL)
_SECOND_SENTENCE = re.compile(r"[.?!] +[A-Z]")


@dataclass(frozen=True)
class Term:
    """A term of art: how a wording has it, and how a summary keeps it."""

    name: str
    wording: re.Pattern
    summary: re.Pattern

    def is_lost(self, summary: str, text: str) -> bool:
        """Whether the wording has the term and the summary has not."""
        return bool(self.wording.search(text)) and not self.summary.search(summary)


@dataclass(frozen=True)
class SummaryRules:
    """The protected terms, and the words that no summary uses."""

    terms: tuple[Term, ...]
    style: tuple[re.Pattern, ...]

    def poor_style(self, summary: str) -> list[str]:
        """The words of the summary that stand on the style list, as they are written there."""
        found = (pattern.search(summary) for pattern in self.style)
        return [match[0] for match in found if match]

    def lost_terms(self, summary: str, text: str) -> list[str]:
        """Names of the terms that the wording has and the summary has not."""
        return [term.name for term in self.terms if term.is_lost(summary, text)]


def read_rules(path: Path) -> SummaryRules:
    """The rules as kept in `data/summary-rules.yaml`.

    Raises `SchemaError` naming the entry that lacks something.
    """
    raw = read_yaml(path)
    if not isinstance(raw, dict) or raw.keys() != {"terms", "style"}:
        raise SchemaError(f"{path.name}: expected the lists terms and style, and nothing else")
    terms = [_term(path.name, number, item) for number, item in _numbered(raw["terms"])]
    style = [
        _pattern(path.name, f"style {number}", item) for number, item in _numbered(raw["style"])
    ]
    if not terms or not style:
        raise SchemaError(f"{path.name}: expected at least one entry under terms and under style")
    return SummaryRules(tuple(terms), tuple(style))


def _numbered(items: object) -> Iterator[tuple[int, object]]:
    if isinstance(items, list):
        yield from enumerate(items, start=1)


def _term(file: str, number: int, item: object) -> Term:
    place = f"term {number}"
    if not isinstance(item, dict) or item.keys() != _TERM_KEYS:
        raise SchemaError(f"{file}: {place}: expected term, wording and summary")
    patterns = (_pattern(file, place, item[name]) for name in ("wording", "summary"))
    return Term(str(item["term"]), *patterns)


def _pattern(file: str, place: str, text: object) -> re.Pattern:
    if not isinstance(text, str) or not text:
        raise SchemaError(f"{file}: {place}: expected a regular expression, has {text!r}")
    try:
        return re.compile(text, re.IGNORECASE)
    except re.error as error:
        raise SchemaError(f"{file}: {place}: {text!r} is no regular expression: {error}") from error


@dataclass(frozen=True)
class Measure:
    """What a summary is held against: the rules, the names of authorities, and the runs of words
    that are report text.
    """

    rules: SummaryRules
    names: Collection[str]
    runs: Collection[str] = ()

    def faults(self, summary: str, text: str, other_sense: Collection[str] = ()) -> list[str]:
        """Everything that is wrong with a summary of the text.

        `other_sense` names the terms whose words the text uses in another sense, so that they need
        not be kept.
        """
        faults = []
        if what := fault_in_summary(summary, text, self.names):
            faults.append(what)
        elif run := self._shared_run(summary):
            faults.append(
                f"the summary shares {SHARED_RUN_WORDS} words in a row with another"
                f" recommendation: {run!r}"
            )
        if not is_one_sentence(summary):
            faults.append(NOT_ONE_SENTENCE)
        lost = [name for name in self.rules.lost_terms(summary, text) if name not in other_sense]
        faults += [
            f"the wording has the term {name!r}; expected it in the summary" for name in lost
        ]
        return faults + [fault_of_style(word) for word in self.rules.poor_style(summary)]

    def _shared_run(self, summary: str) -> str | None:
        words = split_words(summary)
        starts = range(len(words) - SHARED_RUN_WORDS + 1)
        runs = (" ".join(words[i : i + SHARED_RUN_WORDS]) for i in starts)
        return next((run for run in runs if run in self.runs), None)


def fault_of_style(word: str) -> str:
    """What is wrong with a word of the style list."""
    return f"the summary says {word!r}; expected no word of the style list"


def is_one_sentence(summary: str) -> bool:
    """Whether the summary is one sentence that begins and ends as sentences do."""
    return bool(_ONE_SENTENCE.fullmatch(summary)) and not _SECOND_SENTENCE.search(summary)


@dataclass(frozen=True)
class _Handed:
    text_id: str
    summary: str
    other_sense: tuple[str, ...]


def parse_summaries(
    lines: Iterable[Line], texts: Mapping[str, str], measure: Measure
) -> tuple[dict[str, str], list[Fault]]:
    """Summaries by text id from JSON lines `{"id", "summary"}`, and every fault of every row.

    A row may name under `"other_sense"` the terms that its wording does not mean. A row with a
    fault is left out; the others count.
    """
    taken: dict[str, str] = {}
    faults: list[Fault] = []
    for row in parse_rows(lines, _take, _FORM):
        if isinstance(row, Fault):
            faults.append(row)
            continue
        found = _faults_of_row(row, texts, measure, taken)
        if not found:
            taken[row.asked.text_id] = row.asked.summary
        faults += found
    return taken, faults


def _take(row: Mapping) -> _Handed:
    summary, other_sense = row["summary"], row.get("other_sense", [])
    if not isinstance(summary, str) or not isinstance(other_sense, list):
        raise TypeError(_FORM)
    return _Handed(str(row["id"]), " ".join(summary.split()), tuple(map(str, other_sense)))


def _faults_of_row(
    row: Row[_Handed], texts: Mapping[str, str], measure: Measure, taken: Collection[str]
) -> list[Fault]:
    handed = row.asked
    if handed.text_id not in texts:
        what = ["no such text; expected an id as `coding summaries export` writes it"]
    elif handed.text_id in taken:
        what = ["summarised more than once; the first row counts"]
    else:
        what = measure.faults(handed.summary, texts[handed.text_id], handed.other_sense)
    return [row.fault(handed.text_id, each) for each in what]


@dataclass(frozen=True)
class KeptTerm:
    """How many wordings have a term of art, and which of them have a summary that lost it."""

    name: str
    wording_count: int
    lost: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share of the summaries that lost the term; 0 where no wording has it."""
        return len(self.lost) / max(self.wording_count, 1)

    @property
    def fault(self) -> str | None:
        """What is wrong where too many lost it."""
        if self.share <= MOST_LOST_TERMS:
            return None
        return (
            f"summaries.csv: {len(self.lost)} of {self.wording_count} summaries lost the term"
            f" {self.name!r}; expected at most {MOST_LOST_TERMS:.0%}; texts {', '.join(self.lost)}"
        )


def count_terms(
    rules: SummaryRules, summaries: Mapping[str, str], texts: Mapping[str, str]
) -> list[KeptTerm]:
    """For every protected term how well the summaries keep it, in the order of the rules."""
    return [_count_term(term, summaries, texts) for term in rules.terms]


def _count_term(term: Term, summaries: Mapping[str, str], texts: Mapping[str, str]) -> KeptTerm:
    having = [key for key, text in texts.items() if term.wording.search(text)]
    lost = [key for key in having if not term.summary.search(summaries.get(key, ""))]
    return KeptTerm(term.name, len(having), tuple(sorted(lost)))
