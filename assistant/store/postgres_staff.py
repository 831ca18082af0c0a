"""The staff's side of the PostgreSQL store: accounts, sessions and the audit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from assistant.store.audit import Entry, Note, body
from assistant.store.rows import FACTOR
from assistant.store.sealing import Seals
from assistant.store.staff import LONGEST, Account, Session

AUDIT = "seq, at, who, action, conversation_id, detail, previous, hash"
RECORD = f"""
WITH head AS (
    UPDATE second_line.audit_head
    SET seq = seq + 1, previous = hash, hash = sha256(hash || int8send(seq + 1) || $6::bytea)
    RETURNING seq, previous, hash
)
INSERT INTO second_line.audit ({AUDIT})
SELECT seq, $1, $2, $3, $4, $5, previous, hash FROM head
RETURNING {AUDIT}
"""  # noqa: S608 - all names are ours
"""Whoever comes second waits for the row of the head, and then sees it as the first has left it."""

ACCOUNT = "id, name, role, password, active"
CHANGE = """
WITH ended AS (DELETE FROM second_line.staff_sessions WHERE staff_id = $1)
UPDATE second_line.staff SET role = $2, password = $3, active = $4 WHERE id = $1
"""
FACTOR_OFF = """
WITH ended AS (DELETE FROM second_line.staff_sessions WHERE staff_id = $1)
DELETE FROM second_line.staff_factors WHERE staff_id = $1
"""
FACTOR_ON = """
WITH ended AS (DELETE FROM second_line.staff_sessions WHERE staff_id = $1)
INSERT INTO second_line.staff_factors (staff_id, secret, used) VALUES ($1, $2, 0)
ON CONFLICT (staff_id) DO UPDATE SET secret = $2, used = 0
"""
BEGIN = """
WITH ended AS (DELETE FROM second_line.staff_sessions WHERE began_at <= $4)
INSERT INTO second_line.staff_sessions (hash, staff_id, began_at, seen_at) VALUES ($1, $2, $3, $3)
"""

Ask = Callable[..., Awaitable[Sequence[Any]]]


class PostgresStaff:
    """Keeps the promises of ``StaffRecords``, for any number of processes. ``fetch`` reads, ``write`` has more time."""

    def __init__(self, fetch: Ask, write: Ask, seals: Seals) -> None:
        self._fetch = fetch
        self._write = write
        self._seals = seals

    async def record(self, note: Note) -> Entry:
        rows = await self._write(RECORD, note.at, note.who, note.action, note.conversation_id, note.detail, body(note))
        return _entry(rows[0])

    async def entries(
        self, after: int = 0, limit: int = 100, conversation_id: str | None = None, who: str | None = None
    ) -> list[Entry]:
        wanted = {"conversation_id": conversation_id, "who": who}
        filters = {column: value for column, value in wanted.items() if value is not None}
        where = "".join(f" AND {column} = ${number}" for number, column in enumerate(filters, start=3))
        rows = await self._fetch(
            f"SELECT {AUDIT} FROM second_line.audit WHERE seq > $1{where} ORDER BY seq LIMIT $2",  # noqa: S608
            after, limit, *filters.values(),
        )  # fmt: skip
        return [_entry(row) for row in rows]

    async def head(self) -> Entry | None:
        rows = await self._fetch(f"SELECT {AUDIT} FROM second_line.audit ORDER BY seq DESC LIMIT 1")  # noqa: S608
        return _entry(rows[0]) if rows else None

    async def let_go(self, up_to: int) -> int:
        return len(await self._write("DELETE FROM second_line.audit WHERE seq <= $1 RETURNING seq", up_to))

    async def accounts(self) -> list[Account]:
        rows = await self._fetch(f"SELECT {ACCOUNT} FROM second_line.staff ORDER BY name")  # noqa: S608
        return [Account(**row) for row in rows]

    async def account(self, name: str) -> Account | None:
        rows = await self._fetch(f"SELECT {ACCOUNT} FROM second_line.staff WHERE name = $1", name)  # noqa: S608
        return Account(**rows[0]) if rows else None

    async def add_account(self, account: Account) -> bool:
        added = await self._write(
            f"INSERT INTO second_line.staff ({ACCOUNT}) VALUES ($1, $2, $3, $4, $5)"  # noqa: S608
            " ON CONFLICT DO NOTHING RETURNING id",
            *account.model_dump().values(),
        )
        return bool(added)

    async def change_account(self, account: Account) -> None:
        await self._write(CHANGE, account.id, account.role, account.password, account.active)

    async def set_factor(self, account_id: str, secret: str | None) -> None:
        if secret is None:
            await self._write(FACTOR_OFF, account_id)
        else:
            await self._write(FACTOR_ON, account_id, self._seals.seal(secret, FACTOR, account_id))

    async def factor(self, account_id: str) -> str | None:
        rows = await self._fetch("SELECT secret FROM second_line.staff_factors WHERE staff_id = $1", account_id)
        return self._seals.open(rows[0]["secret"], FACTOR, account_id) if rows else None

    async def use_code(self, account_id: str, step: int) -> bool:
        sql = "UPDATE second_line.staff_factors SET used = $2 WHERE staff_id = $1 AND used < $2 RETURNING used"
        return bool(await self._write(sql, account_id, step))

    async def begin_session(self, session_hash: bytes, account_id: str, at: datetime) -> None:
        await self._write(BEGIN, session_hash, account_id, at, at - LONGEST)

    async def session(self, session_hash: bytes) -> Session | None:
        rows = await self._fetch(
            f"SELECT began_at, seen_at, {ACCOUNT} FROM second_line.staff_sessions"  # noqa: S608
            " JOIN second_line.staff ON staff.id = staff_id WHERE hash = $1",
            session_hash,
        )
        if not rows:
            return None
        began_at, seen_at, *account = rows[0]
        return Session(
            began_at=began_at, seen_at=seen_at,
            account=Account(**dict(zip(Account.model_fields, account, strict=True))),
        )  # fmt: skip

    async def see_session(self, session_hash: bytes, at: datetime) -> None:
        await self._write("UPDATE second_line.staff_sessions SET seen_at = $2 WHERE hash = $1", session_hash, at)

    async def end_session(self, session_hash: bytes) -> None:
        await self._write("DELETE FROM second_line.staff_sessions WHERE hash = $1", session_hash)


def _entry(row: Any) -> Entry:
    return Entry(**{**row, "previous": row["previous"].hex(), "hash": row["hash"].hex()})
