"""What learned models know words by: features, their checksums, and what those add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from math import sqrt
from typing import Generic, TypeVar
from zlib import crc32

from assistant.content.learned import NEUTRAL, STEPS, Linear
from assistant.understanding.text import Plain

HEAD, TAIL = 4, 3
"""Letters at the beginning and the end of a longer word by which its kin are known."""

Kind = TypeVar("Kind")

LONG = 18
"""Words from which on a message is simply long."""


def features_of(text: Plain) -> frozenset[str]:
    """What the words of a message are known by: they, their neighbours and beginnings, how many there are."""
    return frozenset(_features([word.plain for word in text.words], text.asks))


def _features(words: list[str], asks: bool) -> Iterator[str]:
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(["^", *words, "$"]))
    yield from (f"{word[:HEAD]}*" for word in words if len(word) > HEAD)
    yield from (f"{one[:HEAD]}_{other[:HEAD]}" for one, other in zip(words, words[2:], strict=False))
    yield f"#{min(len(words), LONG) // 3}"
    if asks:
        yield "?"


def checksum(feature: str) -> int:
    return crc32(feature.encode())


def crossed(with_: str, features: Iterable[str]) -> set[int]:
    """The checksums of ``with_:feature`` for each feature."""
    begun = checksum(f"{with_}:")
    return {crc32(feature.encode(), begun) for feature in features}


def log_odds(found: Collection[int], weights: Linear) -> float:
    """Of a message known by the checksums ``found``; each counts less the more there are."""
    places = len(weights.table)
    return _odds(weights.bias, sum([weights.table[each % places] for each in found]), len(found))


def _odds(bias: float, told: int, features: int) -> float:
    return bias + (told - NEUTRAL * features) / STEPS / sqrt(features or 1)


class Several(Generic[Kind]):
    """Models with tables of one length, asked at once: what a feature adds in each of them stands side by side."""

    def __init__(self, models: Mapping[Kind, Linear]) -> None:
        self._biases = {kind: weights.bias for kind, weights in models.items()}
        rows = bytearray(sum(len(weights.table) for weights in models.values()))
        for number, weights in enumerate(models.values()):
            rows[number :: len(models)] = weights.table
        self._rows = bytes(rows)

    def log_odds(self, found: Collection[int]) -> dict[Kind, float]:
        """As ``log_odds`` of the module, by each model; of one checksum at least."""
        size, length = len(self._biases), len(self._rows)
        rows = [self._rows[at : at + size] for at in (each * size % length for each in found)]
        told = zip(self._biases.items(), zip(*rows, strict=True), strict=True)
        return {kind: _odds(bias, sum(steps), len(found)) for (kind, bias), steps in told}
