"""How dangerous a message sounds as a whole, learned from the corpus: a second opinion beside the signs.

The mean of two models: a linear one over words, neighbours, beginnings and ends of words, and word groups with one
another; and a network that reads the words in their order. It makes a question of silence or of an alarm, and passes
over what sounds harmless by far; it raises no alarm. Learned by ``python -m tests.understanding.training``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from math import exp, log, sqrt
from typing import NamedTuple
from zlib import crc32

from assistant.content.impression import NEUTRAL, STEPS, Weights
from assistant.understanding.mentions import Utterance
from assistant.understanding.sequence import outcomes

HEAD, TAIL = 4, 3
"""Letters at the beginning and the end of a longer word by which its kin are known."""
NEARLY = 1.5
"""By how much (log) a flag may be less likely than the likeliest and be thought of all the same."""
HARMLESS = -4.0
"""Log odds by the linear model below which the network is not asked. Of 4,000 unseen dangers 13 were below, and the
network would have heard one of them."""


class Sound(NamedTuple):
    """``odds`` (log) that a present danger is told, the red ``flags`` that it would be, the likeliest first and those
    nearly as likely, the ``loudest`` sentence."""

    odds: float
    flags: tuple[str, ...]
    loudest: range


def sound(utterance: Utterance, weights: Weights, signs: bool = True) -> Sound:
    """How a message sounds. Of what it has in it the mean of the whole and of its loudest sentence counts, which is
    easily lost in a long letter. Without ``signs`` in it what sounds harmless by far is not read in order."""
    odds, loudest = _by_features(utterance, weights)
    if odds < HARMLESS and not signs:
        return Sound(odds, (), loudest)
    calm, *dangers = outcomes(words(utterance), weights.sequence)
    likest = max(dangers)
    in_order = likest + log(sum(exp(each - likest) for each in dangers)) - calm
    ranked = sorted(zip(dangers, weights.sequence.flags, strict=True), reverse=True)
    near = tuple(flag for each, flag in ranked if each >= likest - NEARLY)
    return Sound((odds + in_order) / 2, near, loudest)


def _by_features(utterance: Utterance, weights: Weights) -> tuple[float, range]:
    """Log odds by the linear model, and the sentence that sounds most dangerous."""
    whole = _odds(features(utterance), weights)
    every = [tokens for tokens in utterance.sentences if tokens]
    if len(every) < 2:
        return whole, range(len(utterance.tokens))
    odds = [_odds(found, weights) for found in _by_sentence(utterance, every)]
    return (whole + max(odds)) / 2, every[odds.index(max(odds))]


def features(utterance: Utterance) -> frozenset[int]:
    """What the linear model knows a message by: checksums."""
    return _known([token.text for token in utterance.tokens], {mention.group for mention in utterance.mentions})


def _by_sentence(utterance: Utterance, every: Sequence[range]) -> list[frozenset[int]]:
    """What the model knows each sentence by."""
    starts = [tokens.start for tokens in every]
    groups: list[set[str]] = [set() for _ in every]
    for mention in utterance.mentions:
        groups[bisect_right(starts, mention.start) - 1].add(mention.group)
    texts = [token.text for token in utterance.tokens]
    return [_known(texts[at.start : at.stop], said) for at, said in zip(every, groups, strict=True)]


def _known(words: list[str], groups: set[str]) -> frozenset[int]:
    return frozenset(crc32(each.encode()) for each in set(_features(words, groups)))


def _features(words: list[str], groups: set[str]) -> Iterator[str]:
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(["^", *words, "$"]))
    for word in words:
        yield from _kin(word)
    heads = [word[:HEAD] for word in words]
    for apart in (2, 3):
        yield from (f"{one}_{other}" for one, other in zip(heads, heads[apart:], strict=False))
    yield from (f"#{group}" for group in groups)
    yield from (f"#{one}+{other}" for one, other in combinations(sorted(groups), 2))


def _odds(found: frozenset[int], weights: Weights) -> float:
    table, places = weights.danger, len(weights.danger)
    steps = sum(table[each % places] for each in found) - NEUTRAL * len(found)
    return weights.bias + steps / STEPS / sqrt(len(found) or 1)


def words(utterance: Utterance) -> list[tuple[int, ...]]:
    """What the network knows each word by, with the ends of the message: checksums."""
    kin = [[token.text, *_kin(token.text)] for token in utterance.tokens]
    for start, group in sorted({(mention.start, mention.group) for mention in utterance.mentions}):
        kin[start].append(f"#{group}")
    return [tuple(crc32(each.encode()) for each in of) for of in (["^"], *kin, ["$"])]


def _kin(word: str) -> tuple[str, ...]:
    return (f"{word[:HEAD]}*", f"*{word[-TAIL:]}") if len(word) > HEAD else ()
