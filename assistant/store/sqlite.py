"""The default store: one SQLite file. Writes go through one thread; reads are point reads in the loop's own thread."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.conversations import Conversation
from assistant.errors import ConversationNotFound, SettingsError, StoreUnavailable, TurnConflict
from assistant.messages import Message
from assistant.store.base import Commit, Due, Purged, Receipt, Taken
from assistant.store.database import open_database
from assistant.store.rows import Rows, Table, reseal
from assistant.store.sealing import Seals
from assistant.store.waiting import Waiting
from assistant.store.writer import Work, Writer

RECALL = """
SELECT held.body, taken.fingerprint, taken.reply FROM conversations AS held
LEFT JOIN taken ON taken.conversation_id = held.id AND taken.message_id = ?
WHERE held.id = ?
"""


REST_SECONDS = 0.02
PURGE_PAGE = """
SELECT id, status IN ('completed', 'closed') AS finished,
    updated_at < CASE WHEN status IN ('completed', 'closed') THEN ? ELSE ? END AS due
FROM conversations WHERE id > ? ORDER BY id LIMIT 3
"""


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
        work, conversation_id = _keeping(commit, self._rows), commit.conversation.id
        await self._writer.write(work, lambda: self._waiting.wake(conversation_id), forgets=commit.replaces_transcript)

    async def load(self, conversation_id: str) -> Conversation | None:
        rows = self._read("SELECT body FROM conversations WHERE id = ?", conversation_id)
        return self._rows.conversation(conversation_id, rows[0][0]) if rows else None

    async def recall(self, conversation_id: str, message_id: str) -> tuple[Conversation | None, Taken | None]:
        rows = self._read(RECALL, message_id, conversation_id)
        return self._rows.recalled(conversation_id, message_id, *rows[0]) if rows else (None, None)

    async def token_hash(self, conversation_id: str) -> bytes | None:
        rows = self._read("SELECT token_hash FROM conversations WHERE id = ?", conversation_id)
        return rows[0][0] if rows else None

    async def keep_ticket(self, conversation_id: str, ticket_hash: bytes, at: datetime, ends_at: datetime) -> None:
        await self._writer.write(_admitting(conversation_id, ticket_hash, _utc(at), _utc(ends_at)))

    async def admits(self, conversation_id: str, ticket_hash: bytes, at: datetime) -> bool:
        rows = self._read(
            "SELECT 1 FROM tickets WHERE hash = ? AND conversation_id = ? AND ends_at > ?",
            ticket_hash, conversation_id, _utc(at),
        )  # fmt: skip
        return bool(rows)

    async def transcript(self, conversation_id: str, after: int = 0, limit: int = 100) -> Sequence[Message]:
        rows = self._read(
            "SELECT seq, body FROM entries WHERE conversation_id = ? AND seq > ? ORDER BY seq LIMIT ?",
            conversation_id, after, max(limit, 0),
        )  # fmt: skip
        return tuple(self._rows.message(conversation_id, *row) for row in rows)

    async def changed(self, conversation_id: str, after: int, seconds: float) -> None:
        with suppress(TimeoutError), self._waiting.of(conversation_id) as news:
            async with asyncio.timeout(seconds):
                while not self._closed and self._is_quiet(conversation_id, after):
                    await news.wait()
                    news.clear()

    async def erase(self, conversation_id: str, at: datetime, expects: int | None = None) -> bool:
        return await self._writer.write(
            _erasing(conversation_id, at, expects), lambda: self._waiting.wake(conversation_id), forgets=True
        )

    async def receipts(self) -> Sequence[Receipt]:
        rows = self._read("SELECT conversation_id, erased_at FROM receipts ORDER BY conversation_id")
        return [Receipt(conversation_id=name, erased_at=at) for name, at in rows]

    async def purge(self, due: Due, at: datetime) -> Purged:
        total, after = Purged(), ""
        while True:
            pages: list[tuple[str, Purged]] = []
            if not await self._writer.write(_purging(due, at, after, pages)):
                break
            after, gone = pages[-1]
            total += gone
            if gone != Purged():
                await asyncio.sleep(REST_SECONDS)  # turns go first: overwriting a whole conversation takes a while
        receipts: list[int] = []
        await self._writer.write(_dropping_receipts(due, receipts), forgets=True)
        return total + Purged(receipts=receipts[-1])

    async def reseal(self) -> int:
        async def look(table: Table, after: tuple[Any, ...]) -> Sequence[Any]:
            return self._read(table.page(), *after)

        async def put(table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
            await self._writer.write(_resealing(table, rows))

        count = await reseal(self._seals, look, put)
        await self._writer.write(_admitting_only(self._seals.current), forgets=True)
        return count

    async def ready(self) -> None:
        await self._writer.write(_beat)

    async def close(self) -> None:
        self._closed = True
        self._waiting.wake_all()
        # The writer goes last: the last connection moves the write-ahead log into the file.
        self._reader.close()
        await self._writer.close()

    async def _admit_key(self) -> None:
        self._seals.check(name for (name,) in self._read("SELECT id FROM keys"))
        if self._seals.current:
            await self._writer.write(_admitting_key(self._seals.current))

    def _read(self, sql: str, *parameters: str | int | bytes) -> list[Any]:
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


def _keeping(commit: Commit, rows: Rows) -> Work:
    """The statements of one turn. What can be wrong with its values shows here, before the writer sees it."""
    conversation, taken = commit.conversation, commit.taken
    key = conversation.id
    row = (
        conversation.version,
        conversation.status.value,
        _utc(conversation.updated_at),
        rows.body(conversation),
    )
    took = (key, *rows.taken(key, taken)) if taken else None
    entries = [rows.entry(key, entry) for entry in commit.entries]

    def work(connection: sqlite3.Connection) -> bool:
        if commit.expects < 0:
            _add(connection, key, row, commit.token_hash)
        else:
            _replace(connection, key, row, commit.expects)
        if took:
            _take(connection, took)
        if commit.replaces_transcript:
            connection.execute("DELETE FROM entries WHERE conversation_id = ?", (key,))
        connection.executemany("INSERT INTO entries (conversation_id, seq, body) VALUES (?, ?, ?)", entries)
        return True

    return work


Row = tuple[int, str, str, str]


def _add(connection: sqlite3.Connection, key: str, row: Row, token_hash: bytes | None) -> None:
    if connection.execute("SELECT 1 FROM receipts WHERE conversation_id = ?", (key,)).fetchall():
        raise ConversationNotFound("this conversation was erased")
    added = connection.execute(
        "INSERT INTO conversations (id, version, status, updated_at, body, token_hash) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (key, *row, token_hash),
    )
    if not added.rowcount:
        raise TurnConflict("there is a conversation with this id already")


def _replace(connection: sqlite3.Connection, key: str, row: Row, expects: int) -> None:
    replaced = connection.execute(
        "UPDATE conversations SET version = ?, status = ?, updated_at = ?, body = ? WHERE id = ? AND version = ?",
        (*row, key, expects),
    )
    if replaced.rowcount:
        return
    if connection.execute("SELECT 1 FROM conversations WHERE id = ?", (key,)).fetchall():
        raise TurnConflict("the conversation has moved on")
    raise ConversationNotFound("there is no conversation with this id")


def _take(connection: sqlite3.Connection, took: tuple[str, str, str, str]) -> None:
    added = connection.execute(
        "INSERT INTO taken (conversation_id, message_id, fingerprint, reply) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        took,
    )
    if not added.rowcount:
        raise TurnConflict("the message was taken already")


def _erasing(conversation_id: str, at: datetime, expects: int | None) -> Work:
    receipt = (conversation_id, _utc(at))

    def work(connection: sqlite3.Connection) -> bool:
        gone = connection.execute(
            "DELETE FROM conversations WHERE id = ? AND version = ifnull(?, version)", (conversation_id, expects)
        )
        if not gone.rowcount:
            if connection.execute("SELECT 1 FROM conversations WHERE id = ?", (conversation_id,)).fetchall():
                raise TurnConflict("the conversation has moved on")
            return False
        connection.execute("INSERT INTO receipts (conversation_id, erased_at) VALUES (?, ?)", receipt)
        return True

    return work


def _purging(due: Due, at: datetime, after: str, done: list[tuple[str, Purged]]) -> Work:
    """Erase what is due of the next conversations; adds the last of them and the counts to ``done``."""
    ends, erased_at = (_utc(due.finished), _utc(due.idle), after), _utc(at)

    def work(connection: sqlite3.Connection) -> bool:
        page = connection.execute(PURGE_PAGE, ends).fetchall()
        going = [(name, bool(finished)) for name, finished, is_due in page if is_due]
        connection.executemany("DELETE FROM conversations WHERE id = ?", [(name,) for name, _ in going])
        connection.executemany(
            "INSERT INTO receipts (conversation_id, erased_at) VALUES (?, ?)", [(name, erased_at) for name, _ in going]
        )
        finished = sum(is_finished for _, is_finished in going)
        if page:
            done.append((page[-1][0], Purged(idle=len(going) - finished, finished=finished)))
        return bool(page)

    return work


def _dropping_receipts(due: Due, done: list[int]) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        done.append(connection.execute("DELETE FROM receipts WHERE erased_at < ?", (_utc(due.receipts),)).rowcount)
        return True

    return work


def _admitting(conversation_id: str, ticket_hash: bytes, at: str, ends_at: str) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        connection.execute("DELETE FROM tickets WHERE ends_at <= ?", (at,))
        added = connection.execute(
            "INSERT INTO tickets (hash, conversation_id, ends_at) SELECT ?, id, ? FROM conversations WHERE id = ?",
            (ticket_hash, ends_at, conversation_id),
        )
        if not added.rowcount:
            raise ConversationNotFound("there is no conversation with this id")
        return True

    return work


def _admitting_key(name: str) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        connection.execute("INSERT INTO keys (id) VALUES (?) ON CONFLICT DO NOTHING", (name,))
        return True

    return work


def _admitting_only(name: str | None) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        connection.execute("DELETE FROM keys WHERE id <> ?", (name,))
        return True

    return work


def _resealing(table: Table, rows: Sequence[tuple[Any, ...]]) -> Work:
    columns = ", ".join(f"{column} = ?{len(table.key) + number}" for number, column in enumerate(table.sealed, start=1))
    keys = " AND ".join(f"{column} = ?{number}" for number, column in enumerate(table.key, start=1))
    before = f"{table.sealed[-1]} = ?{len(table.key) + len(table.sealed) + 1}"
    sql = f"UPDATE {table.name} SET {columns} WHERE {keys} AND {before}"  # noqa: S608 - all names are ours

    def work(connection: sqlite3.Connection) -> bool:
        connection.executemany(sql, rows)
        return True

    return work


def _beat(connection: sqlite3.Connection) -> bool:
    connection.execute("UPDATE pulse SET beats = beats + 1")
    return True


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
