"""Finds the question that was meant: words weighed by how rare they are (BM25), and groups of three letters.

Built once from the ways of asking in the content; the same words always find the same entries.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from assistant.content.loader import Content, Language
from assistant.knowledge.terms import Terms, Words

SURE, MAYBE, MOST = 0.55, 0.32, 3
"""From ``SURE`` on an entry answers at once; from ``MAYBE`` on it is one of the ``MOST`` that may have been meant."""
LENGTH, REPEAT = 0.6, 1.2
"""BM25: how much a long way of asking counts for less (b), and how soon further hits stop counting (k1)."""
LETTERS = 0.3
"""The share of the letters in the confidence; the words have the rest."""


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

    def __init__(self, content: Content, language: Language) -> None:
        self._entries = language.answers
        self._terms = Terms(content.names, language.lookup)
        self._asks = [
            _Ask(name, self._terms.read(ask)) for name, entry in language.answers.items() for ask in entry.asks
        ]
        self._terms.learn(ask.words for ask in self._asks)
        self._weights = _weights({ask.words.plain for ask in self._asks})
        self._rarest = max(self._weights.values())
        self._usual = sum(len(ask.words.plain) for ask in self._asks) / len(self._asks)
        self._by_term, self._by_letters = _postings(self._asks)

    def find(self, text: str) -> tuple[Hit, ...]:
        """The entries that may be meant, surest first, at most ``MOST``; none below ``MAYBE``."""
        asked = self._terms.read(text)
        if not asked.plain and not asked.medicines:
            return ()
        best: dict[str, float] = {}
        for number in self._candidates(asked):
            ask = self._asks[number]
            confidence = self._alike(asked, ask.words) * _about_the_same(asked, ask.words)
            best[ask.entry] = max(confidence, best.get(ask.entry, 0.0))
        surest = sorted(best.items(), key=lambda found: -found[1])[:MOST]
        return tuple(self._hit(name, confidence) for name, confidence in surest if confidence >= MAYBE)

    def _hit(self, name: str, confidence: float) -> Hit:
        entry = self._entries[name]
        return Hit(name, round(confidence, 3), entry.asks[0], entry.claims)

    def _candidates(self, asked: Words) -> list[int]:
        """Ways of asking that share a word or a medicine, or at least some letters."""
        shared = {number for term in (*asked.plain, *asked.medicines) for number in self._by_term[term]}
        common = Counter(number for letters in asked.letters for number in self._by_letters[letters])
        enough = len(asked.letters) // 2
        return sorted(shared | {number for number, count in common.items() if count > enough})

    def _alike(self, asked: Words, words: Words) -> float:
        if not asked.plain and not words.plain:
            return 1.0
        if not asked.plain or not words.plain:
            return 0.0
        letters = 2 * len(asked.letters & words.letters) / (len(asked.letters) + len(words.letters) or 1)
        return (1 - LETTERS) * self._bm25(asked, words) + LETTERS * letters

    def _bm25(self, asked: Words, words: Words) -> float:
        """The score as a share of what the question itself would score; words never asked with count as the rarest."""
        reached = sum(self._weight(word) for word in asked.plain & words.plain) / self._spread(len(words.plain))
        whole = sum(self._weight(word) for word in asked.plain) / self._spread(len(asked.plain))
        return min(1.0, reached / whole)

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._rarest)

    def _spread(self, length: int) -> float:
        return 1 + REPEAT * (1 - LENGTH + LENGTH * length / self._usual)


def _about_the_same(asked: Words, words: Words) -> float:
    """Whether both name the same medicines: another one answers another question."""
    mine, theirs = asked.medicines, words.medicines
    if mine and theirs:
        return math.sqrt(len(mine & theirs) / len(mine | theirs))
    if theirs:
        return 0.6
    return 0.8 if mine else 1.0


def _weights(ways: set[frozenset[str]]) -> Mapping[str, float]:
    """Inverse frequency of each word; what is asked of each medicine counts once."""
    found = Counter(word for way in ways for word in way)
    return {word: math.log(1 + (len(ways) - count + 0.5) / (count + 0.5)) for word, count in found.items()}


def _postings(asks: list[_Ask]) -> tuple[Mapping[str, list[int]], Mapping[str, list[int]]]:
    """Word or medicine -> ways of asking; three letters -> ways of asking."""
    terms: dict[str, list[int]] = defaultdict(list)
    letters: dict[str, list[int]] = defaultdict(list)
    for number, ask in enumerate(asks):
        for term in (*ask.words.plain, *ask.words.medicines):
            terms[term].append(number)
        for three in ask.words.letters:
            letters[three].append(number)
    return terms, letters
