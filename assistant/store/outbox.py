"""What a clinic's platform is still to be told: kept with the turn it came of, taken out by whoever delivers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from assistant.conversations import Frozen
from assistant.errors import Unreadable
from assistant.messages import Event, EventKind
from assistant.store.leases import LEASE, Spoken, micros, moment


def number_of(version: int) -> int:
    """Of the first event that this version of a conversation brought; the others follow."""
    return version * 1000


FARTHEST = timedelta(minutes=10)
"""Nothing is put off for as long: what is due later was put off before the clock was set back."""


class Letter(Frozen):
    """One event on its way. ``tries`` counts those begun, the present one too; ``reason``: why the last was in vain.

    ``held`` is empty where it cannot be read.
    """

    conversation_id: str
    number: int
    at: datetime
    held: Event | None
    tries: int
    reason: str | None = None

    @property
    def id(self) -> str:
        """The same at every try, so that a receiver can tell a repetition."""
        return f"{self.conversation_id}_{self.number}"

    @property
    def event(self) -> Event:
        """Raises ``Unreadable``."""
        if not self.held:
            raise Unreadable("this event cannot be read here")
        return self.held

    @property
    def kind(self) -> EventKind | Literal["unreadable"]:
        return self.held.kind if self.held else "unreadable"


class Load(NamedTuple):
    """How many events wait, since when the oldest of them, how many were given up, and why the oldest that was tried in
    vain still waits."""

    waiting: int
    oldest: datetime | None
    dead: int
    reason: str | None


TAKE = """
WITH mine (name, nth) AS MATERIALIZED (
    SELECT conversation_id, number FROM @outgoing AS held WHERE (due <= $1 OR due > $4) AND NOT EXISTS (
        SELECT 1 FROM @outgoing AS before
        WHERE before.conversation_id = held.conversation_id AND before.number < held.number AND before.due IS NOT NULL
    ) ORDER BY due LIMIT $3 FOR UPDATE SKIP LOCKED
)
UPDATE @outgoing SET due = $2, tries = tries + 1 FROM mine
WHERE conversation_id = name AND number = nth
RETURNING conversation_id, number, at, body, tries, reason
"""
"""Only the first of a conversation that was not given up: the next has to wait for it."""

LOAD = """
SELECT count(due), min(at) FILTER (WHERE due IS NOT NULL), count(*) - count(due),
    (SELECT reason FROM @outgoing WHERE due IS NOT NULL AND reason IS NOT NULL ORDER BY at LIMIT 1)
FROM @outgoing
"""

THIS = "WHERE conversation_id = $1 AND number = $2 AND tries = $3"


class Outbox:
    """Each method is one transaction and raises ``StoreUnavailable``."""

    def __init__(self, spoken: Spoken, read: Callable[[str, int, int, str], Event]) -> None:
        self._spoken = spoken
        self._read = read

    async def take(self, at: datetime, most: int) -> Sequence[Letter]:
        """Events that are due, of each conversation the first; nobody else gets them before the lease ends."""
        now, far = micros(at), micros(at + FARTHEST)
        if not await self._spoken.ask("SELECT 1 FROM @outgoing WHERE due <= $1 OR due > $2 LIMIT 1", now, far):
            return ()
        return [self._letter(row) for row in await self._spoken.tell(TAKE, now, micros(at + LEASE), most, far)]

    async def delivered(self, letter: Letter) -> None:
        await self._spoken.tell(f"DELETE FROM @outgoing {THIS}", *_this(letter))  # noqa: S608 - a constant

    async def failed(self, letter: Letter, again: datetime | None, reason: str) -> None:
        """Try it again then; ``None`` gives it up."""
        due = micros(again) if again else None
        await self._spoken.tell(f"UPDATE @outgoing SET due = $4, reason = $5 {THIS}", *_this(letter), due, reason)  # noqa: S608

    async def dead(self, most: int) -> Sequence[Letter]:
        """What was given up, oldest first."""
        rows = await self._spoken.ask(
            "SELECT conversation_id, number, at, body, tries, reason FROM @outgoing WHERE due IS NULL"
            " ORDER BY at, conversation_id, number LIMIT $1",
            most,
        )
        return [self._letter(row) for row in rows]

    async def retry(self, at: datetime) -> int:
        """Try once more all that was given up; how many those are."""
        return len(await self._spoken.tell("UPDATE @outgoing SET due = $1 WHERE due IS NULL RETURNING 1", micros(at)))

    async def load(self) -> Load:
        ((waiting, oldest, dead, reason),) = await self._spoken.ask(LOAD)
        return Load(waiting, moment(oldest) if oldest is not None else None, dead, reason)

    def _letter(self, row: Sequence[Any]) -> Letter:
        name, number, at, body, tries, reason = row
        held: Event | None = None
        with suppress(Unreadable):  # one that cannot be read must not keep the others from leaving
            held = self._read(name, number, at, body)
        return Letter(conversation_id=name, number=number, at=moment(at), held=held, tries=tries, reason=reason)


def _this(letter: Letter) -> tuple[str, int, int]:
    return letter.conversation_id, letter.number, letter.tries
