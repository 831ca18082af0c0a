"""Which kind words are most like, learned from examples when the content is loaded. Deterministic.

Naive Bayes over the beginnings of words and of pairs of words; each counts once an example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
        self._usual = {kind: log(len(sentences)) / 2 for kind, sentences in examples.items()}
        self._gains: dict[str, list[tuple[Kind, float]]] = {}
        for kind, sentences in examples.items():
            size = len(sentences) + DOUBT
            for sign, count in Counter(sign for words in sentences for sign in _signs(words)).items():
                self._gains.setdefault(sign, []).append((kind, log(1 + count / size / unseen)))

    def scores(self, words: Sequence[str]) -> dict[Kind, float]:
        """How likely (log) each kind is beside the others, by what is known of the words; all the same where that is
        too little."""
        signs = _signs(words) & self._gains.keys()
        if len(signs) < FEWEST:
            return dict.fromkeys(self._usual, 0.0)
        scores = self._usual.copy()
        for sign in signs:
            for kind, gain in self._gains[sign]:
                scores[kind] += gain
        return scores


def _signs(words: Sequence[str]) -> set[str]:
    stems = [word[:STEM] for word in words]
    return {*stems, *(f"{one} {other}" for one, other in pairwise(stems))}
