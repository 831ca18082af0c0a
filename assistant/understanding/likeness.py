"""Which kind words are most like, learned from examples when the content is loaded. Deterministic.

Naive Bayes over the beginnings of words and of pairs of words; each counts once an example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import log
from typing import Generic, TypeVar

STEM = 5
"""Signs by which a word is known: "deliver" and "delivery" are one."""
FEWEST = 3
DOUBT = 3
"""So many examples more are taken to lack a sign, or the first one seen would prove too much."""

Kind = TypeVar("Kind", bound=str)


class Likeness(Generic[Kind]):
    """``examples`` are plain words, sentence by sentence; ``unseen`` is how likely a sign is that none of a kind has.

    It is the same for few examples as for many, so that a kind of few does not win by what nobody has said yet.
    """

    def __init__(self, examples: Mapping[Kind, Sequence[Sequence[str]]], unseen: float) -> None:
        self._unseen = unseen
        self._sizes = {kind: len(sentences) for kind, sentences in examples.items()}
        self._counts = {
            kind: Counter(sign for words in sentences for sign in _signs(words)) for kind, sentences in examples.items()
        }
        self._known = frozenset(sign for counts in self._counts.values() for sign in counts)

    def scores(self, words: Sequence[str]) -> dict[Kind, float]:
        """How likely (log) each kind is, by what is known of the words; all the same where that is too little."""
        signs = _signs(words) & self._known
        if len(signs) < FEWEST:
            return dict.fromkeys(self._sizes, 0.0)
        return {kind: self._score(kind, signs) for kind in self._sizes}

    def first(self, words: Sequence[str]) -> tuple[Kind, float]:
        """The likeliest kind, and how far (log) it is ahead of the next."""
        scores = self.scores(words)
        first, second, *_ = sorted(scores, key=lambda kind: -scores[kind])
        return first, scores[first] - scores[second]

    def _score(self, kind: Kind, signs: Iterable[str]) -> float:
        counts, size = self._counts[kind], self._sizes[kind]
        return log(size) / 2 + sum(log(self._unseen + counts[sign] / (size + DOUBT)) for sign in signs)


def _signs(words: Sequence[str]) -> set[str]:
    stems = [word[:STEM] for word in words]
    return {*stems, *(f"{one} {other}" for one, other in pairwise(stems))}
