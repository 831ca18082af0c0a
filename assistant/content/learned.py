"""The shape of what is learned from labelled sentences: tables of weights, packed."""

from __future__ import annotations

import zlib
from base64 import b64decode
from typing import Annotated

from pydantic import BeforeValidator, Field

from assistant.conversations import Frozen

NEUTRAL, STEPS = 128, 8
"""What stands in a table for no weight, and how many steps there are to a weight of one."""


def _table(packed: object) -> object:
    """A table of weights as it is kept: compressed, in letters."""
    try:
        return zlib.decompress(b64decode(packed, validate=True)) if isinstance(packed, str) else packed
    except (ValueError, zlib.error):
        raise ValueError("a table of weights is damaged") from None


Table = Annotated[bytes, BeforeValidator(_table)]


class Linear(Frozen):
    """Log odds by what a message has in it.

    A feature's place in the table is its checksum, modulo the length; what stands there is ``NEUTRAL`` plus what it
    adds, in ``STEPS``. ``bias`` holds for a message of which nothing is known.
    """

    bias: float
    table: Table = Field(min_length=1)
