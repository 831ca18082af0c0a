"""The shape of what was learned about how dangerous a message sounds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from math import tanh
from typing import Self

from pydantic import Field, model_validator

from assistant.content.learned import NEUTRAL, Linear, Table
from assistant.content.models import Id, Text
from assistant.conversations import Frozen

PLACES, LANE = 3, 2
"""Words that are listened to together: one, the one before it and the one after. Bytes that a weight is reckoned in."""
MOST = 6
"""Features of a word that are listened to at most."""
LEVEL = NEUTRAL * (1 + MOST) * PLACES
"""What stands in a lane where nothing is heard."""
ALL = 1024
"""What a cell can know at most."""


class Dense(Frozen):
    """Weights from cells to sums. ``rows``: one a cell; a row is one number with a weight in each 32 bits, which is
    ``NEUTRAL`` plus steps. ``usual``: the sums where all cells know nothing. ``step``: what a step adds for each
    of the shares of ``ALL`` that a cell knows."""

    rows: tuple[int, ...]
    usual: tuple[float, ...]
    step: float


class SequenceWeights(Frozen):
    """What cells are told by every word, and what it speaks for that they know.

    ``heard`` has a row for every word, then rows for features of words (a feature's place among them is its checksum,
    modulo their number). A row has for each of the ``PLACES``, for each cell of the first layer that reads forth and
    then for each that reads back, how much to keep and what is new, a byte each: ``NEUTRAL`` plus steps; ``gauge`` of
    them make one. ``again``: from what the first layer knows to half of how much each cell of the second keeps, then
    to what is new to each. ``spoken``: from both layers to log odds of no danger, then of each of ``flags``.
    """

    heard: Table
    gauge: float = Field(gt=0)
    again: Dense
    spoken: Dense
    flags: tuple[Id, ...]

    @cached_property
    def size(self) -> int:
        """Bytes of a row of ``heard``."""
        return PLACES * LANE * len(self.again.rows)

    @cached_property
    def others(self) -> int:
        """Rows of ``heard`` but for the first."""
        return len(self.heard) // self.size - 1

    @cached_property
    def ones(self) -> int:
        """A one in every lane of such a row."""
        return int.from_bytes(b"\1\0" * (PLACES * len(self.again.rows)), "little")

    @cached_property
    def lows(self) -> int:
        """The lower byte of every lane."""
        return self.ones * 255

    @cached_property
    def keeps(self) -> list[float]:
        """How much is kept of what was known, by what stands in a lane."""
        return [(1 + tanh(told / 2)) / 2 for told in self._told()]

    @cached_property
    def news(self) -> list[float]:
        """What is new to know, from 0 to ``ALL``, by what stands in a lane."""
        return [ALL * (1 + tanh(told)) / 2 for told in self._told()]

    def _told(self) -> Iterator[float]:
        return ((lane - LEVEL) / self.gauge for lane in range(2 * LEVEL))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        first, second = len(self.again.rows), len(self.again.usual) // 2
        if not first or first % 2 or len(self.again.usual) % 4:
            raise ValueError("`again` needs a row for as many cells forth as back, and as many sums of each kind")
        rows, rest = divmod(len(self.heard), self.size)
        if rows < 2 or rest:
            raise ValueError("a row of `heard` is two weights for each place and row of `again`; two are needed")
        if len(self.spoken.rows) != first + second or len(self.spoken.usual) != 1 + len(self.flags):
            raise ValueError("`spoken` needs a row for each cell, and a sum for no danger and for each of `flags`")
        return self


class Weights(Frozen):
    """How dangerous a message sounds by what it has in it, and in its ``sequence``. Learned, not written.

    ``groups``: the word groups that there were when it was learned, if that is known; it does not hear others.
    """

    groups: frozenset[Text] | None = None

    linear: Linear
    sequence: SequenceWeights
