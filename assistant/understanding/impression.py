"""How dangerous a message sounds as a whole, learned from the corpus: a second opinion beside the signs.

The mean of two models: a linear one over words, neighbours, beginnings and ends of words, and word groups with one
another; and a network that reads the words in their order. It makes a question of silence or of an alarm, and passes
over what sounds harmless by far; it raises no alarm. Learned by ``python -m tests.understanding.training``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, pairwise
from math import exp, log
from operator import attrgetter
from typing import NamedTuple

from assistant.content.impression import Weights
from assistant.understanding.features import HEAD, TAIL, checksum, log_odds
from assistant.understanding.mentions import Utterance
from assistant.understanding.sequence import outcomes

NEARLY = 1.5
"""By how much (log) a flag may be less likely than the likeliest and be thought of all the same."""
QUIET = -2.5
"""Log odds by the linear model below which the network is not asked. Of 6,100 messages held out that had no sign and
were below, it would have made none a question."""
ALARMED = 3.0
"""Log odds by the linear model from which the network is not asked about an emergency that the signs tell: of 4,700
alarms it would have made a question of one."""


class Sound(NamedTuple):
    """``odds`` (log) that a present danger is told, the red ``flags`` that it would be, the likeliest first and those
    nearly as likely, the ``loudest`` sentence."""

    odds: float
    flags: tuple[str, ...]
    loudest: range


def sound(utterance: Utterance, weights: Weights, signs: bool = True, emergency: bool = False) -> Sound:
    """How a message sounds. Of what it has in it the mean of the whole and of its loudest sentence counts, which is
    easily lost in a long letter. What sounds harmless by far and has no ``signs`` in it, or dangerous by far with the
    signs of an ``emergency``, is not read in order."""
    if weights.groups is not None:
        known = (mention for mention in utterance.mentions if mention.group in weights.groups)
        utterance = utterance._replace(mentions=tuple(known))
    told = words(utterance)
    odds, loudest = _by_features(utterance, told, weights)
    if (odds < QUIET and not signs) or (odds >= ALARMED and emergency):
        return Sound(odds, (), loudest)
    calm, *dangers = outcomes(between_ends(told), weights.sequence)
    likest = max(dangers)
    in_order = likest + log(sum(exp(each - likest) for each in dangers)) - calm
    ranked = sorted(zip(dangers, weights.sequence.flags, strict=True), reverse=True)
    near = tuple(flag for each, flag in ranked if each >= likest - NEARLY)
    return Sound((odds + in_order) / 2, near, loudest)


def words(utterance: Utterance) -> list[tuple[int, ...]]:
    """What each word is known by, itself, its kin and the word groups that begin with it: checksums."""
    known = [[token.text, *_kin(token.text)] for token in utterance.tokens]
    for start, group in sorted({(mention.start, mention.group) for mention in utterance.mentions}):
        known[start].append(f"#{group}")
    return [tuple(map(checksum, each)) for each in known]


def between_ends(words: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """As the network reads them."""
    return [(checksum("^"),), *words, (checksum("$"),)]


def features(utterance: Utterance, words: Sequence[tuple[int, ...]], at: range) -> frozenset[int]:
    """What the linear model knows the tokens ``at`` by: their ``words``, and what stands together; checksums."""
    texts = [token.text for token in utterance.tokens[at.start : at.stop]]
    first, end = (bisect_left(utterance.mentions, edge, key=attrgetter("start")) for edge in (at.start, at.stop))
    groups = {mention.group for mention in utterance.mentions[first:end]}
    return frozenset(chain(*words[at.start : at.stop], map(checksum, set(_together(texts, groups)))))


def _by_features(utterance: Utterance, words: Sequence[tuple[int, ...]], weights: Weights) -> tuple[float, range]:
    """Log odds by the linear model, and the sentence that sounds most dangerous."""
    all_tokens = range(len(utterance.tokens))
    whole = log_odds(features(utterance, words, all_tokens), weights.linear)
    every = [tokens for tokens in utterance.sentences if tokens]
    if len(every) < 2:
        return whole, all_tokens
    odds = [log_odds(features(utterance, words, tokens), weights.linear) for tokens in every]
    return (whole + max(odds)) / 2, every[odds.index(max(odds))]


def _together(words: Sequence[str], groups: set[str]) -> Iterator[str]:
    """Neighbours, beginnings of words that stand near one another, word groups of one message."""
    yield from (f"{one} {other}" for one, other in pairwise(["^", *words, "$"]))
    heads = [word[:HEAD] for word in words]
    for apart in (2, 3):
        yield from (f"{one}_{other}" for one, other in zip(heads, heads[apart:], strict=False))
    yield from (f"#{one}+{other}" for one, other in combinations(sorted(groups), 2))


def _kin(word: str) -> tuple[str, ...]:
    return (f"{word[:HEAD]}*", f"*{word[-TAIL:]}") if len(word) > HEAD else ()
