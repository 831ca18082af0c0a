"""How dangerous a message sounds as a whole, learned from the corpus: a second opinion beside the signs.

A linear model over words, neighbours, beginnings and ends of words, and word groups with one another. It makes a
question of silence or of an alarm, and passes over what sounds harmless by far; it raises no alarm. Learned by
``python -m tests.understanding.training``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import sqrt
from typing import NamedTuple
from zlib import crc32

from assistant.content.flags import NEUTRAL, STEPS, Weights
from assistant.understanding.mentions import Utterance

HEAD, TAIL = 4, 3
"""Letters at the beginning and the end of a longer word by which its kin are known."""


class Sound(NamedTuple):
    """``odds`` (log) that a present danger is told, what the message is ``known`` by, and its ``loudest`` sentence."""

    odds: float
    known: frozenset[int]
    loudest: range


def sound(utterance: Utterance, weights: Weights) -> Sound:
    """How a message sounds: the mean of the whole and of its loudest sentence, easily lost in a long letter."""
    known = features(utterance)
    whole = _odds(known, weights)
    every = [tokens for tokens in utterance.sentences if tokens]
    if len(every) < 2:
        return Sound(whole, known, range(len(utterance.tokens)))
    odds = [_odds(found, weights) for found in _by_sentence(utterance, every)]
    return Sound((whole + max(odds)) / 2, known, every[odds.index(max(odds))])


def likest(sound: Sound, weights: Weights) -> str:
    """The red flag that a dangerous message sounds most like."""
    return max(weights.flags, key=lambda flag: weights.usual[flag] + _sum(sound.known, weights.flags[flag]))


def features(utterance: Utterance) -> frozenset[int]:
    """What the model knows a message by: checksums."""
    return _known([token.text for token in utterance.tokens], {mention.group for mention in utterance.mentions})


def _by_sentence(utterance: Utterance, every: Sequence[range]) -> list[frozenset[int]]:
    """What the model knows each sentence by."""
    starts = [tokens.start for tokens in every]
    groups: list[set[str]] = [set() for _ in every]
    for mention in utterance.mentions:
        groups[bisect_right(starts, mention.start) - 1].add(mention.group)
    words = [token.text for token in utterance.tokens]
    return [_known(words[at.start : at.stop], said) for at, said in zip(every, groups, strict=True)]


def _known(words: list[str], groups: set[str]) -> frozenset[int]:
    return frozenset(crc32(each.encode()) for each in set(_features(words, groups)))


def _features(words: list[str], groups: set[str]) -> Iterator[str]:
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(["^", *words, "$"]))
    for word in words:
        if len(word) > HEAD:
            yield f"{word[:HEAD]}*"
            yield f"*{word[-TAIL:]}"
    heads = [word[:HEAD] for word in words]
    for apart in (2, 3):
        yield from (f"{one}_{other}" for one, other in zip(heads, heads[apart:], strict=False))
    yield from (f"#{group}" for group in groups)
    yield from (f"#{one}+{other}" for one, other in combinations(sorted(groups), 2))


def _odds(found: frozenset[int], weights: Weights) -> float:
    return weights.bias + _sum(found, weights.danger)


def _sum(found: frozenset[int], table: bytes) -> float:
    places, size = len(table), len(found) or 1
    return (sum(table[each % places] for each in found) - NEUTRAL * len(found)) / STEPS / sqrt(size)
