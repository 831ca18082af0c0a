"""The staff's side of the SQLite store: accounts, sessions and the audit."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

from assistant.store.audit import START, Entry, Note, chained
from assistant.store.changes import utc
from assistant.store.rows import FACTOR
from assistant.store.sealing import Seals
from assistant.store.staff import LONGEST, Account, Session
from assistant.store.writer import Work, Writer

AUDIT = "seq, at, who, action, conversation_id, detail, previous, hash"
ACCOUNT = "id, name, role, password, active"

END_SESSIONS = "DELETE FROM staff_sessions WHERE staff_id = ?"

Value = str | int | bytes | None
Statement = tuple[str, tuple[Value, ...]]
Read = Callable[..., list[Any]]


class SqliteStaff:
    """Keeps the promises of ``StaffRecords``. SQLite's own lock lets several processes share the chain."""

    def __init__(self, writer: Writer, read: Read, seals: Seals) -> None:
        self._writer = writer
        self._read = read
        self._seals = seals

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
        return await self._write("DELETE FROM audit WHERE seq <= ?", up_to)

    async def accounts(self) -> list[Account]:
        return [_account(row) for row in self._read(f"SELECT {ACCOUNT} FROM staff ORDER BY name")]  # noqa: S608

    async def account(self, name: str) -> Account | None:
        rows = self._read(f"SELECT {ACCOUNT} FROM staff WHERE name = ?", name)  # noqa: S608
        return _account(rows[0]) if rows else None

    async def add_account(self, account: Account) -> bool:
        sql = f"INSERT INTO staff ({ACCOUNT}) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"  # noqa: S608
        return bool(await self._write(sql, *account.model_dump().values()))

    async def change_account(self, account: Account) -> None:
        change = "UPDATE staff SET role = ?, password = ?, active = ? WHERE id = ?"
        await self._write_all(
            (change, (account.role, account.password, account.active, account.id)), (END_SESSIONS, (account.id,))
        )

    async def set_factor(self, account_id: str, secret: str | None) -> None:
        changes: list[Statement] = [("DELETE FROM staff_factors WHERE staff_id = ?", (account_id,))]
        if secret is not None:
            sealed = self._seals.seal(secret, FACTOR, account_id)
            changes.append(
                ("INSERT INTO staff_factors (staff_id, secret, used) VALUES (?, ?, 0)", (account_id, sealed))
            )
        await self._write_all(*changes, (END_SESSIONS, (account_id,)))

    async def factor(self, account_id: str) -> str | None:
        rows = self._read("SELECT secret FROM staff_factors WHERE staff_id = ?", account_id)
        return self._seals.open(rows[0][0], FACTOR, account_id) if rows else None

    async def use_code(self, account_id: str, step: int) -> bool:
        sql = "UPDATE staff_factors SET used = ?1 WHERE staff_id = ?2 AND used < ?1"
        return bool(await self._write(sql, step, account_id))

    async def begin_session(self, session_hash: bytes, account_id: str, at: datetime) -> None:
        await self._write("DELETE FROM staff_sessions WHERE began_at <= ?", utc(at - LONGEST))
        await self._write(
            "INSERT INTO staff_sessions (hash, staff_id, began_at, seen_at) VALUES (?, ?, ?, ?)",
            session_hash, account_id, utc(at), utc(at),
        )  # fmt: skip

    async def session(self, session_hash: bytes) -> Session | None:
        rows = self._read(
            f"SELECT began_at, seen_at, {ACCOUNT} FROM staff_sessions JOIN staff ON staff.id = staff_id"  # noqa: S608
            " WHERE hash = ?",
            session_hash,
        )
        return Session(began_at=rows[0][0], seen_at=rows[0][1], account=_account(rows[0][2:])) if rows else None

    async def see_session(self, session_hash: bytes, at: datetime) -> None:
        await self._write("UPDATE staff_sessions SET seen_at = ? WHERE hash = ?", utc(at), session_hash)

    async def end_session(self, session_hash: bytes) -> None:
        await self._write("DELETE FROM staff_sessions WHERE hash = ?", session_hash)

    async def _write(self, sql: str, *values: Value) -> int:
        """One statement; how many rows it changed."""
        return await self._write_all((sql, values))

    async def _write_all(self, *statements: Statement) -> int:
        """All in one transaction; how many rows the last of them changed."""
        counts: list[int] = []

        def work(connection: sqlite3.Connection) -> bool:
            counts.extend(connection.execute(sql, values).rowcount for sql, values in statements)
            return True

        await self._writer.write(work)
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


def _account(row: Any) -> Account:
    return Account(**dict(zip(Account.model_fields, row, strict=True)))
