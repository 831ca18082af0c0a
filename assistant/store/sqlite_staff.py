"""The staff's side of the SQLite store, as far as it is its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assistant.store.audit import START, Entry, Note, chained
from assistant.store.changes import dialect, utc
from assistant.store.leases import Spoken
from assistant.store.sealing import Seals
from assistant.store.staff_records import AUDIT, StaffRows, entry_of
from assistant.store.writer import Work, Writer


class SqliteStaff(StaffRows):
    """SQLite's own lock lets several processes share the chain."""

    def __init__(self, spoken: Spoken, writer: Writer, seals: Seals) -> None:
        super().__init__(spoken, seals)
        self._writer = writer

    async def record(self, note: Note) -> Entry:
        done: list[Entry] = []
        await self._writer.write(_recording(note, done))
        return done[-1]

    def _when(self, at: datetime) -> str:
        return utc(at)

    async def _both(self, first: tuple[str, Sequence[Any]], then: tuple[str, Sequence[Any]]) -> None:
        def work(connection: sqlite3.Connection) -> bool:
            for sql, values in (first, then):
                connection.execute(dialect(sql), values)
            return True

        await self._writer.write(work)


def _recording(note: Note, done: list[Entry]) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        heads = connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchall()
        before, previous = heads[0] if heads else (0, START)
        seq = before + 1
        row = (seq, utc(note.at), note.who, note.action, note.conversation_id, note.detail,
               previous, chained(previous, seq, note))  # fmt: skip
        connection.execute(f"INSERT INTO audit ({AUDIT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608
        done.append(entry_of(row))
        return True

    return work
