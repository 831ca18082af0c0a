"""What learned models know words by: features, their checksums, and what those add up to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from math import sqrt
from zlib import crc32

from assistant.content.learned import NEUTRAL, STEPS, Linear
from assistant.understanding.text import Plain

HEAD, TAIL = 4, 3
"""Letters at the beginning and the end of a longer word by which its kin are known."""

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


def log_odds(found: Collection[int], weights: Linear) -> float:
    """Of a message known by the checksums ``found``; each counts less the more there are."""
    table, places = weights.table, len(weights.table)
    steps = sum(table[each % places] for each in found) - NEUTRAL * len(found)
    return weights.bias + steps / STEPS / sqrt(len(found) or 1)
