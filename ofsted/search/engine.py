"""The search: recommendations ranked by how well their words and themes match a query.

Pure, and safe to share between threads: nothing is changed after it was made. It never sees the
verbatim texts, so the list is the same wherever it runs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ofsted.search.fields import Fields
from ofsted.search.groups import Group, group_words
from ofsted.search.meaning import Meaning
from ofsted.search.questions import (
    FRAME_WORDS,
    Gazetteer,
    Ignored,
    Offer,
    Question,
    parse_question,
)
from ofsted.search.spelling import MOST_WORDS, Spelled, Speller, Suggestion
from ofsted.search.stems import stem
from ofsted.search.synonyms import Stems, Synonyms, Term
from ofsted.search.topics import Topics

THEME_SHARE = 2.5  # what a theme that is surely meant adds to the score of the best wording, 1
FURTHER_SHARE = 0.2  # what a row's further themes add
LOOSE_SHARE = 0.4  # what words count for on a row that has none of the query's others
LEAST_COVER = 0.7  # of the query's weight, so that a row is listed for its words
LEAST_MEANT = 0.75  # how firmly a theme must be meant, so that a row is listed for it
LEAST_LISTED = 20  # shorter lists are filled up with what comes next
LEAST_STRENGTH = 0.1  # weaker themes are not looked at
OFFER_BONUS = 10.0  # rows that an offered filter would keep come first
MOST_BEGUN = 60  # stems that one beginning stands for
MOST_TOPICS = 6
TOPIC_SHARE = 0.4  # of the strongest theme's strength, to be named beside the list
UNKNOWN = "no recommendation has it"


@dataclass(frozen=True)
class Topic:
    """A theme that a query means: how firmly (0 to 1), and how many recommendations carry it."""

    theme: str
    label: str
    strength: float
    count: int


@dataclass(frozen=True)
class Why:
    """Why a recommendation was found: the query's words that its wording, summary and heading have,
    the terms that stand for others, the quoted phrases, the themes that are meant, and the offered
    filters that would keep it.
    """

    wording: tuple[str, ...]
    summary: tuple[str, ...]
    heading: tuple[str, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    phrases: tuple[str, ...]
    themes: tuple[str, ...]
    filters: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What a query found: positions of recommendations, the best first, with their scores.

    `topics` are the themes that match the words, `suggestions` a way on where the list is empty,
    `ignored` the words that were not searched for, each with the reason, `spelled` the misspelt
    ones with what was searched for in their place.
    """

    question: Question
    rows: np.ndarray
    scores: np.ndarray
    topics: tuple[Topic, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    groups: tuple[Group, ...] = ()
    spelled: tuple[Spelled, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The filters that the query seems to name, for the caller to apply."""
        return self.question.offers

    @property
    def stems(self) -> frozenset[str]:
        """The stems to mark in wordings and summaries."""
        of_groups = {name for group in self.groups for name in group.stems}
        of_terms = {name for group in self.groups for term in group.terms for name in term.stems}
        of_phrases = {name for phrase in self.question.phrases for name in phrase.stems}
        return frozenset(of_groups | of_terms | of_phrases)


@dataclass(frozen=True)
class Corpus:
    """What is known of the recommendations besides their words, in their order.

    `hits` is bool with a column for every theme of the codebook; `facets` has urn, region and year;
    the later published, the higher is `recency`.
    """

    ids: tuple[str, ...]
    hits: np.ndarray
    facets: Mapping[str, np.ndarray]
    recency: np.ndarray


@dataclass(frozen=True)
class _Match:
    """What a query's words and themes give every row."""

    scores: np.ndarray
    cover: np.ndarray
    by_theme: np.ndarray
    strengths: np.ndarray


class Engine:
    """Everything that a search needs, made once."""

    def __init__(
        self,
        corpus: Corpus,
        fields: Fields,
        topics: Topics,
        synonyms: Synonyms,
        gazetteer: Gazetteer,
        speller: Speller,
    ) -> None:
        self.corpus = corpus
        self._fields = fields
        self._topics = topics
        self._synonyms = synonyms
        self._everyday = frozenset(map(stem, synonyms.words))
        self._gazetteer = gazetteer
        self._speller = speller
        self._meaning = Meaning(fields, topics, corpus.hits)
        self._hits_by_theme = np.ascontiguousarray(corpus.hits.T)

    def search(self, query: str, chosen: np.ndarray | None = None) -> Found:
        """The recommendations that match a query, the best first.

        `chosen` is bool per recommendation: those that the caller's filters leave.
        """
        question, spelled = self._read(query)
        groups, ignored = self._groups(question)
        within = self._within(question, chosen)
        if groups or question.phrases:
            match = self._match(groups, question, within)
            listed = self._listed(match, within, bool(question.phrases))
        else:
            match = self._no_match()
            listed = self._listed_without_words(question, within)
        rows = self._order(match.scores + OFFER_BONUS * self._offered(question), listed)
        found = Found(
            question,
            rows,
            np.round(match.scores[rows], 6),
            self._name_topics(match.strengths, chosen),
            (),
            (*question.ignored, *ignored),
            groups,
            spelled,
        )
        if not len(rows):
            return self._with_a_way_on(query, found, chosen)
        return found

    def explain(self, found: Found, row: int) -> Why:
        """Why a row of the list was found."""
        said = {field: self._said_in(found, field, row) for field in self._fields.has}
        synonyms = {group.said: self._terms_in(group, row) for group in found.groups if group.terms}
        hits = self.corpus.hits[row]
        number_of = {theme: number for number, theme in enumerate(self._topics.ids)}
        offered = [offer.label for offer in found.offers if bool(self._keeps(offer)[row])]
        return Why(
            said["wording"],
            said["summary"],
            said["heading"],
            {words: terms for words, terms in synonyms.items() if terms},
            tuple(phrase.text for phrase in found.question.phrases),
            tuple(topic.theme for topic in found.topics if hits[number_of[topic.theme]]),
            tuple(offered),
        )

    def _said_in(self, found: Found, field: str, row: int) -> tuple[str, ...]:
        words = [
            word
            for group in found.groups
            for word, name in zip(group.words, group.stems, strict=False)
            if self._fields.row_has(row, name, field)
        ]
        return tuple(dict.fromkeys(words))

    def _terms_in(self, group: Group, row: int) -> tuple[str, ...]:
        return tuple(term.text for term in group.terms if self._has_all(row, term.stems))

    def _has_all(self, row: int, names: Stems) -> bool:
        return all(
            any(self._fields.row_has(row, name, field) for field in ("wording", "summary"))
            for name in names
        )

    # What is asked for

    def _read(self, query: str) -> tuple[Question, tuple[Spelled, ...]]:
        """What a query asks, misspelt words read as the known ones that they most likely mean."""
        question = parse_question(query, self._gazetteer)
        unknown = [word for word in question.words if not self._is_word(word)]
        read = {word: self._speller.read(word, self._how_common) for word in unknown[:MOST_WORDS]}
        spelled = tuple(Spelled(word, known) for word, known in read.items() if known)
        if not spelled:
            return question, ()
        for each in spelled:
            query = re.sub(rf"\b{re.escape(each.word)}\b", each.taken_for, query, flags=re.I)
        return parse_question(query, self._gazetteer), spelled

    def _is_word(self, word: str) -> bool:
        """Whether a word is one that recommendations, codebook or synonyms have."""
        name = stem(word)
        if word in FRAME_WORDS or name in self._everyday or self._fields.weight(name):
            return True
        return bool(self._topics.said_of(name).any())

    def _how_common(self, word: str) -> float:
        return -(self._fields.weight(stem(word)) or self._fields.most_weight)

    def _groups(self, question: Question) -> tuple[tuple[Group, ...], list[Ignored]]:
        groups, ignored = group_words(question, self._synonyms, self._topics)
        groups += [self._begun(letters) for letters in question.beginnings]
        known = tuple(group for group in groups if self._is_known(group))
        ignored += [Ignored(group.said, UNKNOWN) for group in groups if group not in known]
        return known, ignored

    def _begun(self, letters: str) -> Group:
        """The group of all known words that begin so."""
        words: dict[str, str] = {}
        for word in self._speller.beginning(letters):
            words.setdefault(stem(word), word)
        terms = [Term((name,), word) for name, word in words.items()]
        return Group((f"{letters}*",), (), tuple(terms[:MOST_BEGUN]))

    def _is_known(self, group: Group) -> bool:
        return any(
            self._fields.weight(name) > 0 or self._topics.said_of(name).any()
            for names, _ in group.alternatives
            for name in names
        )

    def _within(self, question: Question, chosen: np.ndarray | None) -> np.ndarray:
        """Bool per row: what filters, phrases and minus words leave."""
        found = np.ones(self._fields.row_count, dtype=bool)
        if chosen is not None:
            found &= chosen
        for phrase in question.phrases:
            found &= self._fields.rows_with_all(phrase.stems)
        for unwanted in question.without:
            found &= ~self._fields.rows_with_all(unwanted.stems)
        return found

    def _offered(self, question: Question) -> np.ndarray:
        """How many of the offered filters would keep each row."""
        found = np.zeros(self._fields.row_count)
        for offer in question.offers:
            found += self._keeps(offer)
        return found

    def _keeps(self, offer: Offer) -> np.ndarray:
        values = self.corpus.facets[offer.field]
        if offer.years is not None:
            return (values >= offer.years[0]) & (values <= offer.years[1])
        return np.isin(values, list(offer.codes))

    # How well the rows match it

    def _match(self, groups: Sequence[Group], question: Question, within: np.ndarray) -> _Match:
        phrases = [Group((phrase.text,), phrase.stems) for phrase in question.phrases]
        groups = [*groups, *phrases]
        words, cover = self._match_words(groups)
        words = words * (LOOSE_SHARE + (1 - LOOSE_SHARE) * cover)
        strengths = self._meaning.strengths(groups, words * within)
        by_theme = self._best_theme(strengths)
        best = max(float(words.max()), 1e-9)
        return _Match(words / best + THEME_SHARE * by_theme, cover, by_theme, strengths)

    def _no_match(self) -> _Match:
        nothing = np.zeros(self._fields.row_count)
        return _Match(nothing, nothing, nothing, np.zeros(len(self._topics)))

    def _match_words(self, groups: Sequence[Group]) -> tuple[np.ndarray, np.ndarray]:
        """Score of every row by its words, and the part of the query's weight that it covers."""
        scores, cover = np.zeros(self._fields.row_count), np.zeros(self._fields.row_count)
        whole = 0.0
        for group in groups:
            score, covered, weight = self._match_group(group)
            scores += score
            cover += weight * covered
            whole += weight
        return scores, cover / max(whole, 1e-9)

    def _match_group(self, group: Group) -> tuple[np.ndarray, np.ndarray, float]:
        """Of a group's alternatives the best for every row: score, part covered; its weight."""
        best, covered = np.zeros(self._fields.row_count), np.zeros(self._fields.row_count)
        weight = 0.0
        for names, share in group.alternatives:
            weights = [self._fields.weight(name) for name in names]
            if not any(weights):
                continue
            whole = sum(known or self._fields.most_weight for known in weights)
            scores, part = self._fields.score_all(names)
            best = np.maximum(best, share * scores * part / whole)
            covered = np.maximum(covered, part / whole)
            weight = max(weight, whole / len(names))
        return best, covered, weight * max(1, len(group.stems)) ** 0.5

    def _best_theme(self, strengths: np.ndarray) -> np.ndarray:
        """How firmly a query means what each row is coded with: its best theme, and a little of the
        others.
        """
        meant = np.flatnonzero(strengths > LEAST_STRENGTH)
        if not len(meant):
            return np.zeros(self._fields.row_count)
        found = self._hits_by_theme[meant] * strengths[meant, None]
        best: np.ndarray = found.max(axis=0)
        return best + FURTHER_SHARE * (found.sum(axis=0) - best)

    # What is listed

    def _listed(self, match: _Match, within: np.ndarray, is_phrase: bool) -> np.ndarray:
        """Bool per row: those with enough of the query's words, or with a theme that it means.

        Where they are few, the next best besides. A phrase in quotes lists every row that has it.
        """
        if is_phrase:
            return within
        listed = within & ((match.cover >= LEAST_COVER) | (match.by_theme >= LEAST_MEANT))
        if listed.sum() < LEAST_LISTED:
            near = np.flatnonzero(within & ((match.cover > 0) | (match.by_theme > 0)))
            best = near[np.argsort(-match.scores[near], kind="stable")[:LEAST_LISTED]]
            listed[best] = True
        return listed

    def _listed_without_words(self, question: Question, within: np.ndarray) -> np.ndarray:
        """Bool per row: where only filters or minus words are asked for, what they leave."""
        if not question.offers and not question.without:
            return np.zeros(self._fields.row_count, dtype=bool)
        kept = within.copy()
        for name in {offer.field for offer in question.offers}:
            of_field = [self._keeps(offer) for offer in question.offers if offer.field == name]
            kept &= np.logical_or.reduce(of_field)
        return kept

    def _order(self, scores: np.ndarray, listed: np.ndarray) -> np.ndarray:
        """The listed rows by score; of equal ones the later published first, then by position."""
        rows = np.flatnonzero(listed)
        order = np.lexsort((rows, -self.corpus.recency[rows], -np.round(scores[rows], 6)))
        return rows[order]

    def _name_topics(self, strengths: np.ndarray, chosen: np.ndarray | None) -> tuple[Topic, ...]:
        hits = self.corpus.hits
        if chosen is not None:
            hits = hits[chosen]
        order = np.argsort(-strengths, kind="stable")[:MOST_TOPICS]
        least = max(TOPIC_SHARE * float(strengths[order[0]]), LEAST_STRENGTH)
        ids = self._topics.ids
        return tuple(
            Topic(
                ids[number],
                self._topics.labels[ids[number]],
                round(float(strengths[number]), 3),
                int(hits[:, number].sum()),
            )
            for number in order
            if strengths[number] > least
        )

    def _with_a_way_on(self, query: str, found: Found, chosen: np.ndarray | None) -> Found:
        """An empty list with queries to try instead."""
        unknown = [item.word for item in found.ignored if item.reason == UNKNOWN]
        ways = self._speller.suggest(found.question, unknown)
        if chosen is not None and len(self.search(query)):
            ways = [Suggestion(query, "without-filters"), *ways]
        return Found(
            found.question,
            found.rows,
            found.scores,
            found.topics,
            tuple(ways),
            found.ignored,
            found.groups,
            found.spelled,
        )
