"""How dangerous a message sounds as a whole, learned from the corpus: a second opinion beside the signs.

A linear model over words, neighbours, beginnings and ends of words, and word groups with one another. It makes a
question of silence or of an alarm; it raises no alarm and silences none. Learned by
``python -m tests.understanding.training``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from math import sqrt

from assistant.content.flags import Weights
from assistant.understanding.mentions import Utterance

HEAD, TAIL = 4, 3
"""Letters at the beginning and the end of a longer word by which its kin are known."""


def features(utterance: Utterance, tokens: range | None = None) -> frozenset[str]:
    """What the model knows a message, or some tokens of it, by."""
    read = range(len(utterance.tokens)) if tokens is None else tokens
    groups = {mention.group for mention in utterance.mentions if mention.start in read}
    return frozenset(_features([utterance.tokens[at].text for at in read], groups))


def _features(words: list[str], groups: set[str]) -> Iterator[str]:
    yield from words
    yield from (f"{one} {other}" for one, other in pairwise(["^", *words, "$"]))
    for word in words:
        if len(word) > HEAD:
            yield f"{word[:HEAD]}*"
            yield f"*{word[-TAIL:]}"
    yield from (f"#{group}" for group in groups)
    yield from (f"#{one}+{other}" for one, other in combinations(sorted(groups), 2))


def danger(found: frozenset[str], weights: Weights) -> float:
    """How likely (log odds) it is that a present danger is told; what the model does not know counts for nothing."""
    known = weights.danger
    return weights.bias + sum(known.get(each, 0.0) for each in found) / sqrt(len(found) or 1)


def likest(found: frozenset[str], weights: Weights) -> str:
    """The red flag that a dangerous message sounds most like."""
    size = sqrt(len(found) or 1)
    scores = {
        flag: weights.usual[flag] + sum(known.get(each, 0.0) for each in found) / size
        for flag, known in weights.flags.items()
    }
    return max(scores, key=lambda flag: scores[flag])


def loudest(utterance: Utterance, weights: Weights) -> str:
    """The sentence that sounds most dangerous, as it was typed."""
    sentences = [tokens for tokens in utterance.sentences if tokens]
    most = max(sentences, key=lambda tokens: danger(features(utterance, tokens), weights))
    return utterance.text[utterance.tokens[most[0]].start : utterance.tokens[most[-1]].end]
