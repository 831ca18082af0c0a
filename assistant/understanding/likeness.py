"""Which topic the words of an enquiry are most like, learned from examples when the content is loaded. Deterministic.

Naive Bayes over the beginnings of words and of pairs of words; each counts once an example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import log

from assistant.content.enquiries import Topic

STEM = 5
"""Signs by which a word is known: "deliver" and "delivery" are one."""
FEWEST = 3
SMOOTHING = 0.2


class Likeness:
    """``examples`` are plain words, sentence by sentence."""

    def __init__(self, examples: Mapping[Topic, Sequence[Sequence[str]]]) -> None:
        self._sizes = {topic: len(sentences) for topic, sentences in examples.items()}
        self._counts = {
            topic: Counter(sign for words in sentences for sign in _signs(words))
            for topic, sentences in examples.items()
        }
        self._known = frozenset(sign for counts in self._counts.values() for sign in counts)

    def scores(self, words: Sequence[str]) -> dict[Topic, float]:
        """How likely (log) each topic is, by what is known of the words; all the same where that is too little."""
        signs = _signs(words) & self._known
        if len(signs) < FEWEST:
            return dict.fromkeys(self._sizes, 0.0)
        return {topic: self._score(topic, signs) for topic in self._sizes}

    def _score(self, topic: Topic, signs: Iterable[str]) -> float:
        counts, size = self._counts[topic], self._sizes[topic]
        return log(size) + sum(log((counts[sign] + SMOOTHING) / (size + 2 * SMOOTHING)) for sign in signs)


def _signs(words: Sequence[str]) -> set[str]:
    stems = [word[:STEM] for word in words]
    return {*stems, *(f"{one} {other}" for one, other in pairwise(stems))}
