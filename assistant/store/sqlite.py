"""The default store: one SQLite file. Writes go through one thread; reads are point reads in the loop's own thread."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.conversations import Conversation
from assistant.errors import SettingsError, StoreUnavailable
from assistant.messages import Message
from assistant.store import changes
from assistant.store.base import Commit, Due, Held, Place, Purged, Receipt, Taken
from assistant.store.database import open_database
from assistant.store.held import held
from assistant.store.leases import Spoken
from assistant.store.outbox import Outbox
from assistant.store.rows import Rows, Table, reseal
from assistant.store.sealing import Seals
from assistant.store.sqlite_staff import SqliteStaff
from assistant.store.timers import Timers
from assistant.store.waiting import Waiting
from assistant.store.writer import Writer

RECALL = """
SELECT held.body, taken.fingerprint, taken.reply FROM conversations AS held
LEFT JOIN taken ON taken.conversation_id = held.id AND taken.message_id = ?
WHERE held.id = ?
"""

QUEUE = """
SELECT id, body FROM conversations WHERE (waiting_since, id) > (?, ?) AND waiting_since IS NOT NULL
ORDER BY waiting_since, id LIMIT ?
"""

REST_SECONDS = 0.02


class SqliteStore:
    """Keeps every promise of ``Store``. Belongs to the event loop it was opened in.

    Several processes may share the file; ``changed`` then hears of this process's turns only.
    """

    def __init__(self, writer: Writer, reader: sqlite3.Connection, seals: Seals) -> None:
        self._writer = writer
        self._reader = reader
        self._seals = seals
        self._rows = Rows(seals)
        self._closed = False
        self._waiting = Waiting()
        self._spoken = spoken = Spoken(self._ask, self._say)
        self.staff = SqliteStaff(spoken, writer, seals)
        self.outbox = Outbox(spoken, self._rows.event)
        self.timers = Timers(spoken)

    @classmethod
    async def open(cls, path: Path, seals: Seals | None = None) -> SqliteStore:
        """Open or make the file. Raises ``StoreUnavailable``, ``NewerDatabase``, ``SettingsError`` (no such key)."""
        writer, reader = await asyncio.to_thread(open_database, path)
        store = cls(Writer(writer), reader, seals or Seals())
        try:
            await store._admit_key()
        except (SettingsError, StoreUnavailable):
            await store.close()
            raise
        return store

    async def commit(self, commit: Commit) -> None:
        work, conversation_id = changes.keeping(commit, self._rows), commit.conversation.id
        forgets = commit.replaces_transcript or commit.forgets
        await self._writer.write(work, lambda: self._waiting.wake(conversation_id), forgets=forgets)

    async def load(self, conversation_id: str) -> Conversation | None:
        rows = self._read("SELECT body FROM conversations WHERE id = ?", conversation_id)
        return self._rows.conversation(conversation_id, rows[0][0]) if rows else None

    async def recall(self, conversation_id: str, message_id: str) -> tuple[Conversation | None, Taken | None]:
        rows = self._read(RECALL, message_id, conversation_id)
        return self._rows.recalled(conversation_id, message_id, *rows[0]) if rows else (None, None)

    async def token_hash(self, conversation_id: str) -> bytes | None:
        rows = self._read("SELECT token_hash FROM conversations WHERE id = ?", conversation_id)
        return rows[0][0] if rows else None

    async def addressed(self, address: str) -> str | None:
        rows = self._read("SELECT id FROM conversations WHERE address = ?", address)
        return rows[0][0] if rows else None

    async def keep_ticket(self, conversation_id: str, ticket_hash: bytes, at: datetime, ends_at: datetime) -> None:
        await self._writer.write(changes.admitting(conversation_id, ticket_hash, changes.utc(at), changes.utc(ends_at)))

    async def admits(self, conversation_id: str, ticket_hash: bytes, at: datetime) -> bool:
        rows = self._read(
            "SELECT 1 FROM tickets WHERE hash = ? AND conversation_id = ? AND ends_at > ?",
            ticket_hash, conversation_id, changes.utc(at),
        )  # fmt: skip
        return bool(rows)

    async def redeem(self, ticket_hash: bytes, at: datetime) -> str | None:
        rows = self._read(
            "SELECT conversation_id FROM tickets WHERE hash = ? AND ends_at > ?", ticket_hash, changes.utc(at)
        )
        spent = bool(rows) and await self._writer.write(changes.spending(ticket_hash))
        return str(rows[0][0]) if spent else None

    async def transcript(self, conversation_id: str, after: int = 0, limit: int = 100) -> Sequence[Message]:
        rows = self._read(
            "SELECT seq, body FROM entries WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?",
            conversation_id, after, max(limit, 0),
        )  # fmt: skip
        return tuple(self._rows.message(conversation_id, *row) for row in rows)

    async def held(self, conversation_id: str) -> Held:
        return await held(self._spoken, self._rows, conversation_id)

    async def queue(self, after: Place | None = None, limit: int = 100) -> Sequence[Conversation]:
        place = (changes.utc(after.since), after.conversation_id) if after else ("", "")
        return tuple(self._rows.conversation(*row) for row in self._read(QUEUE, *place, max(limit, 0)))

    async def changed(self, conversation_id: str, after: int, seconds: float) -> None:
        with suppress(TimeoutError), self._waiting.of(conversation_id) as news:
            async with asyncio.timeout(seconds):
                while not self._closed and self._is_quiet(conversation_id, after):
                    await news.wait()
                    news.clear()

    async def erase(
        self, conversation_id: str, at: datetime, expects: int | None = None, *, tells: bool = False
    ) -> bool:
        work = changes.erasing(conversation_id, at, expects, tells)
        return await self._writer.write(work, lambda: self._waiting.wake(conversation_id), forgets=True)

    async def receipts(self) -> Sequence[Receipt]:
        rows = self._read("SELECT conversation_id, erased_at FROM receipts ORDER BY conversation_id")
        return [Receipt(conversation_id=name, erased_at=at) for name, at in rows]

    async def purge(self, due: Due, at: datetime) -> Purged:
        total, after = Purged(), ""
        while True:
            pages: list[tuple[str, Purged]] = []
            if not await self._writer.write(changes.purging(due, at, after, pages)):
                break
            after, gone = pages[-1]
            total += gone
            if gone != Purged():
                await asyncio.sleep(REST_SECONDS)  # turns go first: overwriting a whole conversation takes a while
        receipts: list[int] = []
        await self._writer.write(changes.dropping_receipts(due, receipts), forgets=True)
        return total + Purged(receipts=receipts[-1])

    async def reseal(self) -> int:
        async def look(table: Table, after: tuple[Any, ...]) -> Sequence[Any]:
            return self._read(table.page(), *after)

        async def put(table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
            await self._writer.write(changes.resealing(table, rows))

        count = await reseal(self._seals, look, put)
        await self._writer.write(changes.admitting_only(self._seals.current), forgets=True)
        return count

    @property
    def waiting(self) -> int:
        return self._writer.waiting

    async def ready(self) -> None:
        await self._writer.write(changes.beat)

    async def close(self) -> None:
        self._closed = True
        self._waiting.wake_all()
        # The writer goes last: the last connection moves the write-ahead log into the file.
        self._reader.close()
        await self._writer.close()

    async def _admit_key(self) -> None:
        self._seals.check(name for (name,) in self._read("SELECT id FROM keys"))
        if self._seals.current:
            await self._writer.write(changes.admitting_key(self._seals.current))

    async def _ask(self, sql: str, *values: int | str | bytes | None) -> Sequence[Any]:
        return self._read(changes.dialect(sql), *values)

    async def _say(self, sql: str, *values: int | str | bytes | None) -> Sequence[Any]:
        found: list[Any] = []

        def work(connection: sqlite3.Connection) -> bool:
            found[:] = connection.execute(changes.dialect(sql), values).fetchall()
            return True

        await self._writer.write(work)
        return found

    def _read(self, sql: str, *parameters: str | int | bytes | None) -> list[Any]:
        try:
            # All rows at once: a half-read answer would hold the log's end in place.
            return self._reader.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise StoreUnavailable("the store cannot be read now; try again soon") from error

    def _is_quiet(self, conversation_id: str, after: int) -> bool:
        """Whether the conversation is there and has nothing after ``after``."""
        rows = self._read(
            "SELECT (SELECT max(seq) FROM entries WHERE conversation_id = conversations.id)"
            " FROM conversations WHERE id = ?",
            conversation_id,
        )
        return bool(rows) and (rows[0][0] or 0) <= after
