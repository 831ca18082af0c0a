"""What the phrases of a message speak for: a convolution over every three words, of which the loudest are heard.

All filters are reckoned at once: a row of weights is one long whole number, a lane of sixteen bits a weight. Lanes are
added and compared side by side; none runs over into the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import mul
from struct import unpack
from typing import Literal

from assistant.content.flags import LANE, NEUTRAL, PLACES, PhraseWeights

ORDER: Literal["little", "big"] = "little"
MOST = 6
"""Features of a word that are listened to at most."""
LEVEL = NEUTRAL * (1 + MOST) * PLACES
"""What stands in a lane where nothing is heard."""


def outcomes(words: Sequence[tuple[int, ...]], weights: PhraseWeights) -> list[float]:
    """Log odds of no danger, then of each red flag of the weights, but for what they have in common.

    ``words``: checksums of the features of each word.
    """
    filters = len(weights.spoken)
    ones = int.from_bytes(b"\1\0" * (PLACES * filters), ORDER)
    rows = [_row(word, weights, ones) for word in words]
    silence, place = ones * NEUTRAL * (1 + MOST), 8 * LANE * filters

    def louder(one: int, other: int) -> int:
        """The greater of each lane, told by the highest bit, which is free."""
        top = ones << 15
        first = (one | top) - other & top
        return other ^ (one ^ other) & (first - (first >> 15))

    heard = (
        before + (word >> place) + (after >> 2 * place)
        for before, word, after in zip([silence, *rows], rows, [*rows[1:], silence], strict=False)
    )
    strength = reduce(louder, heard, ones * LEVEL) - ones * LEVEL
    here = (strength & ((1 << place) - 1)).to_bytes(LANE * filters, ORDER)
    return _spoken(unpack(f"<{filters}H", here), weights)


def _row(word: tuple[int, ...], weights: PhraseWeights, ones: int) -> int:
    """What one word adds at each place, the features that it has not being neutral."""
    size = LANE * PLACES * len(weights.spoken)
    others = len(weights.heard) // size - 1
    starts = [0, *((1 + feature % others) * size for feature in word[:MOST])]
    silent = ones * (NEUTRAL * (1 + MOST - len(starts)))
    return sum((int.from_bytes(weights.heard[at : at + size], ORDER) for at in starts), silent)


def _spoken(strength: Sequence[int], weights: PhraseWeights) -> list[float]:
    count = len(weights.usual)
    lanes = unpack(f"<{count}I", sum(map(mul, strength, weights.spoken)).to_bytes(4 * count, ORDER))
    level = NEUTRAL * sum(strength)
    return [usual + (each - level) * weights.step for usual, each in zip(weights.usual, lanes, strict=True)]
