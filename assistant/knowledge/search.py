"""Finds the question that was meant: words weighed by how rare they are (BM25), and groups of three letters.

Built once from the ways of asking in the content; the same words always find the same entries.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

from assistant.content.answers import Entry
from assistant.content.loader import Content, Language
from assistant.knowledge.terms import MEDICINE, Terms, Words

SURE, MAYBE, MOST = 0.58, 0.36, 3
"""From ``SURE`` on an entry answers at once; from ``MAYBE`` on it is one of the ``MOST`` that may have been meant."""
LENGTH, REPEAT = 0.6, 1.2
"""BM25: how much a long way of asking counts for less (b), and how soon further hits stop counting (k1)."""
LETTERS, AROUND = 0.25, 0.2
"""The share of the letters in the confidence, and of the words used anywhere around the entry; its best way of asking
has the rest."""
NAMED = 4.0
"""What the name of a medicine weighs, as an inverse frequency; a word that is asked once weighs about 7."""


VAGUE, SHORT, LONE = 3, 2, 0.57
"""One word alone ("help") counts for so much, unless it is all that an entry is asked with: where ``VAGUE`` entries or
more are asked with it, and for ways of asking of more than ``SHORT`` words."""
ENOUGH, SHARE = 6.5, 0.42
"""One word weighs little more than ``ENOUGH``. An entry that shares less, and not over ``SHARE`` of the question, is
not offered: of "will I lose my hair" only "lose" is known."""
GENERAL = 0.9
"""How near a way of asking that names no medicine comes to a question that names one: what is said of it goes first."""


class Hit(NamedTuple):
    """An entry that may answer: its id, how sure (0 to 1), the question as it is said back, and its claims in order."""

    id: str
    confidence: float
    question: str
    claims: tuple[str, ...]

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


class _Ask(NamedTuple):
    """One way of asking, made ready."""

    entry: str
    words: Words


class Search:
    """The ways of asking of one language."""

    by_words_alone: ClassVar[bool] = True
    """Whether only what shares enough words is offered."""

    def __init__(self, content: Content, language: Language) -> None:
        self._entries = language.answers
        self._terms = Terms(content.names, language.lookup)
        self._asks = [
            _Ask(name, self._terms.read(ask)) for name, entry in language.answers.items() for ask in entry.asks
        ]
        self._terms.learn(ask.words for ask in self._asks)
        self._weights = _weights({ask.words.plain for ask in self._asks})
        self._rarest = max(self._weights.values())
        self._usual = sum(len(ask.words.terms) for ask in self._asks) / len(self._asks)
        self._around = self._read_around(language)
        self._by_term = _postings(self._asks)

    def _read_around(self, language: Language) -> dict[str, frozenset[str]]:
        """Per entry the words of every way of asking and of the claims that answer it; each claim is read once."""
        claims = {claim for entry in self._entries.values() for claim in entry.claims}
        read = {claim: self._terms.read(language.claims[claim]).terms for claim in claims}
        found = {name: set().union(*(read[claim] for claim in entry.claims)) for name, entry in self._entries.items()}
        for ask in self._asks:
            found[ask.entry] |= ask.words.terms
        return {name: frozenset(terms) for name, terms in found.items()}

    def medicines(self, text: str) -> frozenset[str]:
        """The ids of the medicines named in it."""
        return frozenset(name.removeprefix(MEDICINE) for name in self._terms.read(text).medicines)

    def means_it(self, text: str) -> bool:
        """Whether a medicine is meant by a word that names none: "is it safe with pregnancy"."""
        asked = self._terms.read(text)
        return self._terms.points(text) and not asked.medicines and bool(asked.plain - self._terms.hollow)

    def judges(self, text: str) -> bool:
        """Whether it asks of nothing but whether something is good or bad."""
        asked = self._terms.read(text).terms
        return bool(asked) and asked <= self._terms.judging

    def find(self, text: str) -> tuple[Hit, ...]:
        """The entries that may be meant, surest first, at most ``MOST``; none below ``MAYBE``."""
        scores = self.scores(text)
        if self.by_words_alone:
            asked = self._terms.read(text)
            likely = ((name, score) for name, score in scores.items() if score >= MAYBE)
            scores = {name: score for name, score in likely if score >= SURE or self._is_near(asked, name)}
        return rank(self._entries, scores)

    def _is_near(self, asked: Words, name: str) -> bool:
        """Whether the entry shares enough words with the question to be offered."""
        shared = sum(map(self._weight, (asked.terms & self._around[name]) - self._terms.hollow))
        return shared >= ENOUGH or shared > SHARE * sum(map(self._weight, asked.terms))

    def scores(self, text: str) -> Mapping[str, float]:
        """How near every entry comes that shares a word with ``text``, from 0 to 1."""
        asked = self._terms.read(text)
        weights = {term: self._weight(term) for term in asked.terms}
        telling = asked.plain - self._terms.hollow
        lone = len(telling) <= 1 and not asked.medicines
        vague = lone and all(map(self._is_vague, telling))
        best: dict[str, float] = {}
        for number in self._candidates(asked):
            ask = self._asks[number]
            confidence = self._alike(asked, ask, weights) * about_the_same(asked, ask.words)
            if confidence < 1.0 and (vague or (lone and len(ask.words.terms) > SHORT)):
                confidence *= LONE
            best[ask.entry] = max(confidence, best.get(ask.entry, 0.0))
        telling = asked.plain & self._terms.telling  # of "can I tell my boss" the boss is the point
        return {name: score for name, score in best.items() if telling <= self._around[name]}

    def _is_vague(self, term: str) -> bool:
        """Whether many entries are asked with it."""
        return len({self._asks[number].entry for number in self._by_term.get(term, ())}) >= VAGUE

    def _candidates(self, asked: Words) -> list[int]:
        """Ways of asking that share a word or a medicine."""
        return sorted({number for term in asked.terms for number in self._by_term.get(term, ())})

    def _alike(self, asked: Words, ask: _Ask, weights: Mapping[str, float]) -> float:
        """How much of the question is in this way of asking, or around its entry; 1 for the same words."""
        if asked.terms == ask.words.terms:
            return 1.0
        whole = sum(weights.values())
        around = sum(weights[term] for term in asked.terms & self._around[ask.entry]) / whole
        words = sum(weights[term] for term in asked.terms & ask.words.terms) / whole
        words = min(1.0, words * self._spread(len(asked.terms)) / self._spread(len(ask.words.terms)))
        sum_so_far = (1 - LETTERS - AROUND) * words + AROUND * around
        if sum_so_far + LETTERS < MAYBE:
            return sum_so_far
        letters = len(asked.letters & ask.words.letters)
        return sum_so_far + LETTERS * 2 * letters / (len(asked.letters) + len(ask.words.letters) or 1)

    def _weight(self, term: str) -> float:
        """A word that nobody asked with before counts as much as the rarest."""
        return NAMED if term.startswith(MEDICINE) else self._weights.get(term, self._rarest)

    def _spread(self, length: int) -> float:
        """BM25: the longer the way of asking, the less each word of it counts."""
        return 1 + REPEAT * (1 - LENGTH + LENGTH * length / self._usual)


def rank(entries: Mapping[str, Entry], scores: Mapping[str, float]) -> tuple[Hit, ...]:
    """The surest few of ``scores``."""
    surest = sorted(scores.items(), key=lambda found: -found[1])[:MOST]
    return tuple(
        Hit(name, round(score, 3), entries[name].asks[0], entries[name].claims)
        for name, score in surest
        if score >= MAYBE
    )


def about_the_same(asked: Words, words: Words) -> float:
    """Whether both name the same medicines: another one answers another question."""
    mine, theirs = asked.medicines, words.medicines
    if mine and theirs:
        both = len(mine & theirs)
        return both / len(mine) * math.sqrt(both / len(theirs))
    if theirs:
        return 0.6
    return (1.0, GENERAL)[len(mine)] if len(mine) < 2 else 0.7


def _weights(ways: set[frozenset[str]]) -> Mapping[str, float]:
    """Inverse frequency of each word; what is asked of each medicine counts once."""
    found = Counter(word for way in ways for word in way)
    return {word: math.log(1 + (len(ways) - count + 0.5) / (count + 0.5)) for word, count in found.items()}


def _postings(asks: list[_Ask]) -> Mapping[str, list[int]]:
    """Word or medicine -> the numbers of the ways of asking it is in."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, ask in enumerate(asks):
        for term in ask.words.terms:
            found[term].append(number)
    return found
