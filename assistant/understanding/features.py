"""What learned models know words by: features, their checksums, and what those add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import sqrt
from typing import TypeVar
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
    return _odds(_places(found, len(weights.table)), weights)


def odds_of_each(found: Collection[int], models: Mapping[Kind, Linear]) -> dict[Kind, float]:
    """As ``log_odds``, by several models."""
    places = {size: _places(found, size) for size in {len(weights.table) for weights in models.values()}}
    return {kind: _odds(places[len(weights.table)], weights) for kind, weights in models.items()}


def _places(found: Iterable[int], size: int) -> list[int]:
    return [each % size for each in found]


def _odds(places: Sequence[int], weights: Linear) -> float:
    steps = sum(map(weights.table.__getitem__, places)) - NEUTRAL * len(places)
    return weights.bias + steps / STEPS / sqrt(len(places) or 1)
