"""Rows that wait for their time, and how both stores are asked for them in the same SQL.

Whoever takes a row moves its time on by a lease and counts the try. It is settled only while that count stands: whoever
was held up for longer than the lease changes nothing any more, whoever died leaves the row to the next.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

LEASE = timedelta(seconds=30)
"""Longer than anything that is done with a row takes."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)

Say = Callable[..., Awaitable[Sequence[Sequence[Any]]]]
"""One statement and its values, as PostgreSQL takes them, with ``@`` before tables; gives the rows."""


class Spoken(NamedTuple):
    """How a store is spoken to; what is told is on the disk afterwards. Both raise ``StoreUnavailable``."""

    ask: Say
    tell: Say


def micros(at: datetime) -> int:
    """Times as these tables hold them: microseconds since 1970."""
    return (at - EPOCH) // INSTANT


def moment(held: int) -> datetime:
    return EPOCH + held * INSTANT
