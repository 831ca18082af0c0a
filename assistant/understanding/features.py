"""What learned models know words by: checksums of features, and what those add up to."""

from __future__ import annotations

from collections.abc import Collection
from math import sqrt
from zlib import crc32

from assistant.content.learned import NEUTRAL, STEPS, Linear

HEAD, TAIL = 4, 3
"""Letters at the beginning and the end of a longer word by which its kin are known."""


def checksum(feature: str) -> int:
    return crc32(feature.encode())


def log_odds(found: Collection[int], weights: Linear) -> float:
    """Of a message known by the checksums ``found``; each counts less the more there are."""
    table, places = weights.table, len(weights.table)
    steps = sum(table[each % places] for each in found) - NEUTRAL * len(found)
    return weights.bias + steps / STEPS / sqrt(len(found) or 1)
