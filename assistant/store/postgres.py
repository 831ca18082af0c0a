"""The store for several replicas: PostgreSQL. A turn is one statement, and so one transaction and one trip."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from assistant.conversations import Conversation
from assistant.errors import ConversationNotFound, SettingsError, StoreUnavailable, TurnConflict
from assistant.messages import Message
from assistant.store.base import Commit, Due, Held, Place, Purged, Receipt, Taken
from assistant.store.connections import WRITE_SECONDS, Connections, step_back, version
from assistant.store.held import held
from assistant.store.leases import Spoken, micros
from assistant.store.outbox import Outbox
from assistant.store.postgres_staff import PostgresStaff
from assistant.store.postgres_turns import Turn, keeping, outcome, turn_of
from assistant.store.rows import Rows, Table, reseal
from assistant.store.sealing import Seals
from assistant.store.statements import (
    ADMIT,
    DRAW,
    ERASE,
    LAST_SEQ,
    PURGE,
    QUEUE,
    RECALL,
    resealing,
)  # fmt: skip
from assistant.store.timers import Timers
from assistant.store.turns import Outcome, Turns
from assistant.store.waiting import Waiting

__all__ = ["PostgresStore", "step_back", "version"]

TOLD_AT_ONCE = 100
FRONT = Place(datetime.fromtimestamp(0, UTC), "")
TIDY_SECONDS = 60.0
"""Between two looks for quotas that are full again."""


class PostgresStore:
    """Keeps every promise of ``Store``, for any number of processes on one database.

    ``changed`` hears of all their turns: each tells the others the ids of conversations that moved, after the commit.
    One that dies in between leaves the others' readers waiting for as long as they said.
    """

    def __init__(self, seals: Seals) -> None:
        self._seals = seals
        self._rows = Rows(seals)
        self._waiting = Waiting()
        self._spoken = spoken = Spoken(self._ask, self._say)
        self.staff = PostgresStaff(spoken, seals)
        self.outbox = Outbox(spoken, self._rows.event)
        self.timers = Timers(spoken)
        self._turns = Turns(self._keep, self._moved)
        self._untold: dict[str, None] = {}
        self._telling: asyncio.Task[None] | None = None
        self._tidy_at = 0.0
        self._closed = False
        self._connections: Connections

    @classmethod
    async def open(cls, url: str, seals: Seals | None = None) -> PostgresStore:
        """Connect. Raises ``SettingsError``, ``StoreUnavailable`` and ``NewerDatabase``."""
        store = cls(seals or Seals())
        store._connections = await Connections.open(url, store._heard)
        try:
            await store._admit_key()
        except (SettingsError, StoreUnavailable):
            await store.close()
            raise
        return store

    async def commit(self, commit: Commit) -> None:
        # Made here, so that what is wrong with a turn's values concerns its own caller only.
        await self._turns.take(commit.conversation.id, turn_of(commit, self._rows))

    async def load(self, conversation_id: str) -> Conversation | None:
        rows = await self._fetch("SELECT body FROM second_line.conversations WHERE id = $1", conversation_id)
        return self._rows.conversation(conversation_id, rows[0]["body"]) if rows else None

    async def recall(self, conversation_id: str, message_id: str) -> tuple[Conversation | None, Taken | None]:
        rows = await self._fetch(RECALL, conversation_id, message_id)
        if rows and rows[0]["reply"] is not None:
            # It may be seen here before a synchronous standby has it. What is written after it waits for both.
            await self.ready()
        return self._rows.recalled(conversation_id, message_id, *rows[0]) if rows else (None, None)

    async def token_hash(self, conversation_id: str) -> bytes | None:
        rows = await self._fetch("SELECT token_hash FROM second_line.conversations WHERE id = $1", conversation_id)
        return rows[0]["token_hash"] if rows else None

    async def addressed(self, address: str) -> str | None:
        rows = await self._fetch("SELECT id FROM second_line.conversations WHERE address = $1", address)
        return rows[0]["id"] if rows else None

    async def keep_ticket(self, conversation_id: str, ticket_hash: bytes, at: datetime, ends_at: datetime) -> None:
        if not await self._write(ADMIT, ticket_hash, conversation_id, at, ends_at):
            raise ConversationNotFound("there is no conversation with this id")

    async def admits(self, conversation_id: str, ticket_hash: bytes, at: datetime) -> bool:
        rows = await self._fetch(
            "SELECT FROM second_line.tickets WHERE hash = $1 AND conversation_id = $2 AND ends_at > $3",
            ticket_hash, conversation_id, at,
        )  # fmt: skip
        return bool(rows)

    async def redeem(self, ticket_hash: bytes, at: datetime) -> str | None:
        rows = await self._write(
            "DELETE FROM second_line.tickets WHERE hash = $1 AND ends_at > $2 RETURNING conversation_id",
            ticket_hash, at,
        )  # fmt: skip
        return str(rows[0]["conversation_id"]) if rows else None

    async def transcript(self, conversation_id: str, after: int = 0, limit: int = 100) -> Sequence[Message]:
        rows = await self._fetch(
            "SELECT seq, body FROM second_line.entries WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3",
            conversation_id, after, max(limit, 0),
        )  # fmt: skip
        return tuple(self._rows.message(conversation_id, *row) for row in rows)

    async def held(self, conversation_id: str) -> Held:
        return await held(self._spoken, self._rows, conversation_id)

    async def queue(self, after: Place | None = None, limit: int = 100) -> Sequence[Conversation]:
        rows = await self._fetch(QUEUE, *(after or FRONT), max(limit, 0))
        return tuple(self._rows.conversation(row["id"], row["body"]) for row in rows)

    async def changed(self, conversation_id: str, after: int, seconds: float) -> None:
        ends = time.monotonic() + seconds
        with self._waiting.of(conversation_id) as news:
            while not self._closed and await self._is_quiet(conversation_id, after):
                left = ends - time.monotonic()
                if left <= 0:
                    return
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await news.wait()
                news.clear()

    async def erase(
        self, conversation_id: str, at: datetime, expects: int | None = None, *, tells: bool = False
    ) -> bool:
        (row,) = await self._write(ERASE, conversation_id, at, expects, micros(at) if tells else None)
        if row["erased"]:
            self._moved(conversation_id)
        elif row["there"] and expects is not None:
            raise TurnConflict("the conversation has moved on")
        return bool(row["erased"])

    async def draw(self, key: bytes, per_minute: int, wanted: int) -> int:
        if time.monotonic() >= self._tidy_at:
            self._tidy_at = time.monotonic() + TIDY_SECONDS
            await self._fetch("DELETE FROM second_line.quotas WHERE at < now() - interval '5 minutes'")
        rows = await self._fetch(DRAW, key, per_minute, wanted)
        return int(rows[0]["granted"])

    async def receipts(self) -> Sequence[Receipt]:
        rows = await self._fetch("SELECT conversation_id, erased_at FROM second_line.receipts ORDER BY conversation_id")
        return [Receipt(conversation_id=name, erased_at=at) for name, at in rows]

    async def purge(self, due: Due, at: datetime) -> Purged:
        total, after, told_at = Purged(), "", micros(at) if due.tells else None
        while True:
            ((last, idle, finished),) = await self._write(PURGE, after, due.finished, due.idle, at, told_at)
            if last is None:
                break
            total, after = total + Purged(idle=idle, finished=finished), last
        gone = await self._write(
            "DELETE FROM second_line.receipts WHERE erased_at < $1 RETURNING conversation_id", due.receipts
        )
        return total + Purged(receipts=len(gone))

    async def reseal(self) -> int:
        async def look(table: Table, after: tuple[Any, ...]) -> Sequence[Any]:
            return await self._fetch(table.page("second_line.").replace("?", "$"), *after)

        async def put(table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
            await self._write(resealing(table), *zip(*rows, strict=True))

        count = await reseal(self._seals, look, put)
        await self._write("DELETE FROM second_line.keys WHERE id <> $1", self._seals.current)
        return count

    @property
    def waiting(self) -> int:
        return self._turns.waiting

    async def ready(self) -> None:
        await self._write("UPDATE second_line.pulse SET beats = beats + 1")

    async def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._waiting.wake_all()
        await self._turns.close()
        if self._telling:
            await self._telling
        await self._connections.close()

    async def _admit_key(self) -> None:
        self._seals.check(row["id"] for row in await self._fetch("SELECT id FROM second_line.keys"))
        if self._seals.current:
            await self._write(
                "INSERT INTO second_line.keys (id) VALUES ($1) ON CONFLICT DO NOTHING", self._seals.current
            )

    async def _fetch(self, sql: str, *values: Any) -> Sequence[Any]:
        return await self._connections.fetch(sql, *values)

    async def _write(self, sql: str, *values: Any) -> Sequence[Any]:
        return await self._connections.fetch(sql, *values, seconds=WRITE_SECONDS)

    async def _ask(self, sql: str, *values: Any) -> Sequence[Any]:
        return await self._fetch(sql.replace("@", "second_line."), *values)

    async def _say(self, sql: str, *values: Any) -> Sequence[Any]:
        return await self._write(sql.replace("@", "second_line."), *values)

    async def _keep(self, turns: Sequence[Turn]) -> Sequence[Outcome]:
        found = {row["id"]: row for row in await self._write(*keeping(turns))}
        return [outcome(found[turn.row[0]]) for turn in turns]

    async def _is_quiet(self, conversation_id: str, after: int) -> bool:
        """Whether the conversation is there and has nothing after ``after``."""
        try:
            rows = await self._fetch(LAST_SEQ, conversation_id)
        except StoreUnavailable:
            if self._closed:
                return False
            raise
        return bool(rows) and rows[0]["last"] <= after

    def _moved(self, conversation_id: str) -> None:
        self._waiting.wake(conversation_id)
        self._untold[conversation_id] = None
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        """Not within the turn's own transaction: notifications make those that carry them commit one by one."""
        while self._untold:
            names = list(self._untold)[:TOLD_AT_ONCE]
            for name in names:
                del self._untold[name]
            with suppress(StoreUnavailable):
                await self._connections.notify(" ".join(names))

    def _heard(self, names: str) -> None:
        if not names:
            self._waiting.wake_all()
        for name in names.split():
            self._waiting.wake(name)
