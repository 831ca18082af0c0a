"""A question as the terms it is compared by: stems, medicines by their ids, groups of three letters."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from assistant.content.answers import LookupWords
from assistant.content.lexicon import Names

LONGEST_ASKED = 400
"""Characters of a question that are compared."""
MEDICINE = "@"
"""Stands before the id of a medicine, so that it is no word."""
UNNAMED = "the medicine"
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+|%")
_SHORTEST_STEM, _SHORTEST_MENDED, _MOST_MENDED = 3, 5, 2


class Words(NamedTuple):
    """What a question says: stems of its words, ids of the medicines in it, and every three letters of the words."""

    plain: frozenset[str]
    medicines: frozenset[str]
    letters: frozenset[str]
    terms: frozenset[str]
    """``plain`` and ``medicines`` together."""


class Terms:
    """Reads questions in one language. Words it has not ``learn``ed are mended to the nearest it has."""

    def __init__(self, names: Names, words: LookupWords) -> None:
        self._ignored = frozenset(words.ignored.split())
        self.hollow = frozenset(words.hollow.split())
        self.judging = frozenset(words.judging.split())
        self._pointing = frozenset(words.pointing.split())
        self._ends = words.ends
        self.telling = frozenset(map(self._stem, words.telling.split()))
        self._phrases = {
            tuple(_tokens(phrase)): head for head, others in words.same.items() for phrase in (head, *others)
        }
        self._medicines = {
            tuple(_tokens(name)): medicine
            for medicine, known in names.medicines.items()
            for name in (*known.names, *known.typed, *known.short)
        }
        self._longest: dict[str, int] = {}
        for first, *more in (*self._phrases, *self._medicines):
            self._longest[first] = max(1 + len(more), self._longest.get(first, 1))
        self._guarded = frozenset(names.guard.split())
        self._spellings = _by_length(name[0] for name in self._medicines if len(name) == 1)
        self._known: frozenset[str] = frozenset()
        self._nearest: dict[int, list[str]] = {}
        self._begun: dict[tuple[int, str], list[str]] = {}

    def learn(self, asked: Iterable[Words]) -> None:
        """From now on a word one letter off (two in a long one) from one of these is taken for it."""
        phrases = {word for phrase in self._phrases for word in phrase}
        self._known = frozenset(phrases).union(*(words.plain for words in asked))
        self._nearest = _by_length(sorted(self._known))
        self._begun = {}
        for length, words in self._nearest.items():
            for word in words:
                self._begun.setdefault((length, word[0]), []).append(word)

    def read(self, text: str) -> Words:
        """The words in any order; a medicine by brand, generic or misspelt name is its id."""
        plain: list[str] = []
        medicines: set[str] = set()
        for term, is_medicine in self._terms(_tokens(text[:LONGEST_ASKED])):
            if is_medicine:
                medicines.add(MEDICINE + term)
            elif term not in self._ignored:
                plain.append(sys.intern(self._stem(term)))
        words, named = frozenset(plain), frozenset(medicines)
        return Words(words, named, _letters(plain), words | named if named else words)

    def points(self, text: str) -> bool:
        """Whether a word stands for something named before: "it"."""
        return not self._pointing.isdisjoint(_tokens(text[:LONGEST_ASKED]))

    def unnamed(self, text: str) -> str:
        """The words in their order, every medicine by no name of its own."""
        tokens, said, at = _tokens(text[:LONGEST_ASKED]), list[str](), 0
        while at < len(tokens):
            length, _, is_medicine = self._at(tokens, at)
            said += [UNNAMED] if is_medicine else tokens[at : at + length]
            at += length
        return " ".join(said)

    def _terms(self, tokens: Sequence[str]) -> Iterator[tuple[str, bool]]:
        at = 0
        while at < len(tokens):
            length, term, is_medicine = self._at(tokens, at)
            yield term, is_medicine
            at += length

    def _at(self, tokens: Sequence[str], at: int) -> tuple[int, str, bool]:
        """The longest name or phrase that begins here, or the one word, mended."""
        first = tokens[at]
        longest = self._longest.get(first, int(first.endswith("s")))
        for length in range(min(longest, len(tokens) - at), 0, -1):
            words = tuple(tokens[at : at + length])
            singular = (*words[:-1], words[-1].removesuffix("s"))
            medicine = self._medicines.get(words) or self._medicines.get(singular)
            if medicine:
                return length, medicine, True
            if words in self._phrases:
                return length, self._phrases[words], False
        return self._mended(first)

    def _mended(self, word: str) -> tuple[int, str, bool]:
        if not self._known or len(word) < _SHORTEST_MENDED or not word.isalpha() or self._stem(word) in self._known:
            return 1, word, False
        if word in self._guarded or word in self._ignored:
            return 1, word, False
        off = 1 if len(word) < 8 else _MOST_MENDED
        medicine = extractOne(word, self._spellings.get(len(word), ()), scorer=OSA.distance, score_cutoff=off)
        if medicine:
            return 1, self._medicines[(medicine[0],)], True
        stem = self._stem(word)
        begun = self._begun.get((len(stem), stem[0]), ())
        if not extractOne(stem, begun, scorer=OSA.distance, score_cutoff=off):
            return 1, word, False  # only one with the same first letter counts, and of these there are few
        near = extractOne(stem, self._nearest[len(stem)], scorer=OSA.distance, score_cutoff=off)
        if not near or near[0][0] != word[0]:
            return 1, word, False
        return 1, self._phrases.get((near[0],), near[0]), False

    def _stem(self, word: str) -> str:
        if not word.endswith(self._ends):
            return word
        for end in self._ends:
            if word.endswith(end) and len(word) - len(end) >= _SHORTEST_STEM:
                return word.removesuffix(end)
        return word


def _tokens(text: str) -> list[str]:
    """Lower case without accents; "crohn's" is one word, "anti-TNF" two, "57.1" one."""
    bare = text.casefold()
    if not bare.isascii():
        bare = "".join(letter for letter in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(letter))
    return _TOKEN.findall(bare.replace("’", "").replace("'", ""))


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    """Length of a word -> those it may be mended to, as far as their length goes."""
    found: dict[int, list[str]] = {}
    for word in words:
        for length in range(len(word) - _MOST_MENDED, len(word) + _MOST_MENDED + 1):
            found.setdefault(length, []).append(word)
    return found


def _letters(words: Iterable[str]) -> frozenset[str]:
    """Every three letters; each kept once for all questions (``sys.intern``), of which there are thousands."""
    padded = (f" {word} " for word in words)
    return frozenset(sys.intern(word[at : at + 3]) for word in padded for at in range(len(word) - 2))
