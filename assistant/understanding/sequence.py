"""What the words of a message speak for in their order: a quasi-recurrent network of two layers, read forth and back.

At every word each cell is told something new, and how much to keep of what it knew: in the first layer by the word and
the two beside it, in the second by what the first then knew. The most that each cell ever knew is what speaks. What all
cells are told is reckoned at once: a row of weights is one long whole number with a lane for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from math import tanh
from operator import mul
from struct import unpack
from typing import Literal

from assistant.content.impression import ALL, LANE, MOST, PLACES, Dense, SequenceWeights
from assistant.content.learned import NEUTRAL

ORDER: Literal["little", "big"] = "little"
Cells = list[float]
"""How much each cell knows or is told, from 0 to ``ALL``, or how much it keeps."""


def outcomes(words: Sequence[tuple[int, ...]], weights: SequenceWeights) -> list[float]:
    """Log odds of no danger, then of each red flag of the weights, but for what they have in common.

    ``words``: checksums of the features of each word; two at least, the ends of the message.
    """
    rows = [_row(word, weights) for word in words]
    keeps = [_looked_up(weights.keeps, lanes) for lanes in _beside([keep for keep, _ in rows], weights)]
    news = [_looked_up(weights.news, lanes) for lanes in _beside([new for _, new in rows], weights)]
    known = _read(keeps, news)
    told = [[(1 + tanh(each)) / 2 for each in _summed(cells, weights.again)] for cells in known]
    half = len(weights.again.usual) // 2
    again = _read([cells[:half] for cells in told], [[ALL * each for each in cells[half:]] for cells in told])
    return _summed([*map(max, *known), *map(max, *again)], weights.spoken)


def _row(word: tuple[int, ...], weights: SequenceWeights) -> tuple[int, int]:
    """What one word tells to keep, and what is new with it, at each place; features that it has not are neutral."""
    size, heard, others, lows = weights.size, weights.heard, weights.others, weights.lows
    keep = new = weights.ones * (NEUTRAL * max(MOST - len(word), 0))
    for row in (0, *(1 + feature % others for feature in word[:MOST])):
        told = int.from_bytes(heard[row * size : (row + 1) * size], ORDER)
        keep += told & lows
        new += told >> 8 & lows
    return keep, new


def _beside(rows: Sequence[int], weights: SequenceWeights) -> Iterator[tuple[int, ...]]:
    """At every word what is told by it and the two beside it."""
    silence, length = weights.ones * (NEUTRAL * (1 + MOST)), weights.size // PLACES
    place, lanes = 8 * length, f"<{length // LANE}H"
    for before, word, after in zip([silence, *rows], rows, [*rows[1:], silence], strict=False):
        told = before + (word >> place) + (after >> 2 * place) & (1 << place) - 1
        yield unpack(lanes, told.to_bytes(length, ORDER))


def _looked_up(table: Sequence[float], lanes: Iterable[int]) -> Cells:
    return [table[lane] for lane in lanes]


def _read(keeps: Sequence[Cells], news: Sequence[Cells]) -> list[Cells]:
    """What each cell knows after every word; of the cells the first half reads forth, the other back."""
    half = len(news[0]) // 2
    forth = _known((each[:half] for each in keeps), (each[:half] for each in news))
    back = list(_known((each[half:] for each in reversed(keeps)), (each[half:] for each in reversed(news))))
    return [one + other for one, other in zip(forth, reversed(back), strict=True)]


def _known(keeps: Iterable[Cells], news: Iterable[Cells]) -> Iterator[Cells]:
    known: Iterable[float] = repeat(ALL / 2)
    for keep, new in zip(keeps, news, strict=True):
        known = cells = [told + kept * (knew - told) for kept, told, knew in zip(keep, new, known, strict=False)]
        yield cells


def _summed(cells: Cells, weights: Dense) -> list[float]:
    shares = list(map(int, cells))
    count, level, step = len(weights.usual), NEUTRAL * sum(shares), weights.step
    lanes = unpack(f"<{count}I", sum(map(mul, shares, weights.rows)).to_bytes(4 * count, ORDER))
    return [usual + (each - level) * step for usual, each in zip(weights.usual, lanes, strict=True)]
