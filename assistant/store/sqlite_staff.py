"""The staff's side of the SQLite store: the audit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from assistant.store.audit import START, Entry, Note, chained
from assistant.store.changes import utc
from assistant.store.writer import Work, Writer

AUDIT = "seq, at, who, action, conversation_id, detail, previous, hash"

Read = Callable[..., list[Any]]


class SqliteStaff:
    """Keeps the promises of ``Audit``. Several processes take turns at the end of the chain by SQLite's own lock."""

    def __init__(self, writer: Writer, read: Read) -> None:
        self._writer = writer
        self._read = read

    async def record(self, note: Note) -> Entry:
        done: list[Entry] = []
        await self._writer.write(_recording(note, done))
        return done[-1]

    async def entries(
        self, after: int = 0, limit: int = 100, conversation_id: str | None = None, who: str | None = None
    ) -> list[Entry]:
        wanted = {"conversation_id": conversation_id, "who": who}
        filters = {column: value for column, value in wanted.items() if value is not None}
        where = "".join(f" AND {column} = ?" for column in filters)
        rows = self._read(
            f"SELECT {AUDIT} FROM audit WHERE seq > ?{where} ORDER BY seq LIMIT ?",  # noqa: S608 - all names are ours
            after, *filters.values(), limit,
        )  # fmt: skip
        return [_entry(row) for row in rows]

    async def head(self) -> Entry | None:
        rows = self._read(f"SELECT {AUDIT} FROM audit ORDER BY seq DESC LIMIT 1")  # noqa: S608
        return _entry(rows[0]) if rows else None

    async def let_go(self, up_to: int) -> int:
        counts: list[int] = []

        def work(connection: sqlite3.Connection) -> bool:
            counts.append(connection.execute("DELETE FROM audit WHERE seq <= ?", (up_to,)).rowcount)
            return True

        await self._writer.write(work, forgets=True)
        return counts[-1]


def _recording(note: Note, done: list[Entry]) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        heads = connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchall()
        before, previous = heads[0] if heads else (0, START)
        seq = before + 1
        row = (seq, utc(note.at), note.who, note.action, note.conversation_id, note.detail,
               previous, chained(previous, seq, note))  # fmt: skip
        connection.execute(f"INSERT INTO audit ({AUDIT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
        done.append(_entry(row))
        return True

    return work


def _entry(row: Any) -> Entry:
    seq, at, who, action, conversation_id, detail, previous, hashed = row
    return Entry(
        seq=seq, at=at, who=who, action=action, conversation_id=conversation_id, detail=detail,
        previous=previous.hex(), hash=hashed.hex(),
    )  # fmt: skip
