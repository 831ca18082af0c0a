"""Icon arrays: a hundred dots, ten by ten, as many of them filled as people in a hundred.

A row is one line, dashed so that a round dot falls every ten units: two paths draw a hundred dots.
"""

from __future__ import annotations

from typing import NamedTuple

SIDE = 10
STEP = 10
DOT = 0.01
"""How far a line goes on after its last dot, so that this one is drawn too."""


class Dots(NamedTuple):
    """The ``d`` of two SVG paths in a square of 100 units: the dots that count, and the others."""

    filled: str
    empty: str


def dots(of_100: int) -> Dots:
    """The dots for a number from 0 to 100, filled row by row from the top left."""
    rows = [min(max(of_100 - SIDE * row, 0), SIDE) for row in range(SIDE)]
    filled = [_line(0, count, row) for row, count in enumerate(rows) if count]
    empty = [_line(count, SIDE - count, row) for row, count in enumerate(rows) if count < SIDE]
    return Dots("".join(filled), "".join(empty))


def _line(first: int, count: int, row: int) -> str:
    x, y = (STEP // 2 + STEP * place for place in (first, row))
    return f"M{x} {y}h{STEP * (count - 1) + DOT:g}"
