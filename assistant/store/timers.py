"""When to look at a conversation again though nobody wrote: one row for a conversation at most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from assistant.store.leases import LEASE, Spoken, micros


class Rung(NamedTuple):
    """A timer that went off. ``tries`` is what it is settled by."""

    conversation_id: str
    tries: int


class Failing(NamedTuple):
    """How many timers failed the last time they went off, and one of the reasons."""

    timers: int
    reason: str | None


TAKE = """
WITH mine (name) AS MATERIALIZED (
    SELECT conversation_id FROM @timers WHERE due <= $1 ORDER BY due LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE @timers SET due = $2, tries = tries + 1 FROM mine WHERE conversation_id = name
RETURNING conversation_id, tries
"""


THIS = "WHERE conversation_id = $1 AND tries = $2"


class Timers:
    """They are set by ``Store.commit``. Each method is one transaction and raises ``StoreUnavailable``."""

    def __init__(self, spoken: Spoken) -> None:
        self._spoken = spoken

    async def take(self, at: datetime, most: int) -> Sequence[Rung]:
        """Timers that went off; nobody else gets them before the lease ends."""
        if not await self._spoken.ask("SELECT 1 FROM @timers WHERE due <= $1 LIMIT 1", micros(at)):
            return ()
        return [Rung(*row) for row in await self._spoken.tell(TAKE, micros(at), micros(at + LEASE), most)]

    async def settle(self, rung: Rung, again: datetime | None) -> None:
        """Let it go off again then, or never; one that was set anew meanwhile stays as it is."""
        if again:
            await self._spoken.tell(f"UPDATE @timers SET due = $3, reason = NULL {THIS}", *rung, micros(again))  # noqa: S608
        else:
            await self._spoken.tell(f"DELETE FROM @timers {THIS}", *rung)  # noqa: S608 - a constant

    async def failed(self, rung: Rung, again: datetime, reason: str) -> None:
        """Let it go off again then, though there is something wrong with it."""
        await self._spoken.tell(f"UPDATE @timers SET due = $3, reason = $4 {THIS}", *rung, micros(again), reason)  # noqa: S608

    async def failing(self) -> Failing:
        sql = "SELECT count(*), min(reason) FROM @timers WHERE reason IS NOT NULL"
        return Failing(*(await self._spoken.ask(sql))[0])
