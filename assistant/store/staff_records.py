"""The staff's side of both stores: accounts, sessions and the audit, in the SQL that both understand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assistant.store.audit import Entry, Note
from assistant.store.leases import Spoken
from assistant.store.rows import FACTOR
from assistant.store.sealing import Seals
from assistant.store.staff import LONGEST, Account, Session

AUDIT = "seq, at, who, action, conversation_id, detail, previous, hash"
ACCOUNT = "id, name, role, password, active"

END_SESSIONS = "DELETE FROM @staff_sessions WHERE staff_id = $1"
SET_FACTOR = """
INSERT INTO @staff_factors (staff_id, secret, used) VALUES ($1, $2, 0)
ON CONFLICT (staff_id) DO UPDATE SET secret = $2, used = 0
"""


class StaffRows(ABC):
    """Keeps the promises of ``StaffRecords``; what the two stores do each in its own way is left to them."""

    def __init__(self, spoken: Spoken, seals: Seals) -> None:
        self._ask, self._tell = spoken
        self._seals = seals

    @abstractmethod
    async def record(self, note: Note) -> Entry: ...

    @abstractmethod
    def _when(self, at: datetime) -> Any:
        """A time as the columns take it."""

    @abstractmethod
    async def _both(self, first: tuple[str, Sequence[Any]], then: tuple[str, Sequence[Any]]) -> None:
        """Two statements with their values, in one transaction."""

    async def entries(
        self, after: int = 0, limit: int = 100, conversation_id: str | None = None, who: str | None = None
    ) -> list[Entry]:
        wanted = {"conversation_id": conversation_id, "who": who}
        filters = {column: value for column, value in wanted.items() if value is not None}
        where = "".join(f" AND {column} = ${number}" for number, column in enumerate(filters, start=3))
        rows = await self._ask(
            f"SELECT {AUDIT} FROM @audit WHERE seq > $1{where} ORDER BY seq LIMIT $2",  # noqa: S608 - all names are ours
            after, limit, *filters.values(),
        )  # fmt: skip
        return [entry_of(row) for row in rows]

    async def head(self) -> Entry | None:
        rows = await self._ask(f"SELECT {AUDIT} FROM @audit ORDER BY seq DESC LIMIT 1")  # noqa: S608
        return entry_of(rows[0]) if rows else None

    async def let_go(self, up_to: int) -> int:
        return len(await self._tell("DELETE FROM @audit WHERE seq <= $1 RETURNING seq", up_to))

    async def accounts(self) -> list[Account]:
        return [_account(row) for row in await self._ask(f"SELECT {ACCOUNT} FROM @staff ORDER BY name")]  # noqa: S608

    async def account(self, name: str) -> Account | None:
        rows = await self._ask(f"SELECT {ACCOUNT} FROM @staff WHERE name = $1", name)  # noqa: S608
        return _account(rows[0]) if rows else None

    async def add_account(self, account: Account) -> bool:
        sql = f"INSERT INTO @staff ({ACCOUNT}) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id"  # noqa: S608
        return bool(await self._tell(sql, *account.model_dump().values()))

    async def change_account(self, account: Account) -> None:
        change = "UPDATE @staff SET role = $2, password = $3, active = $4 WHERE id = $1"
        values = (account.id, account.role, account.password, account.active)
        await self._both((END_SESSIONS, (account.id,)), (change, values))

    async def set_factor(self, account_id: str, secret: str | None) -> None:
        off = "DELETE FROM @staff_factors WHERE staff_id = $1"
        on = None if secret is None else (SET_FACTOR, (account_id, self._seals.seal(secret, FACTOR, account_id)))
        await self._both((END_SESSIONS, (account_id,)), on or (off, (account_id,)))

    async def factor(self, account_id: str) -> str | None:
        rows = await self._ask("SELECT secret FROM @staff_factors WHERE staff_id = $1", account_id)
        return self._seals.open(rows[0][0], FACTOR, account_id) if rows else None

    async def use_code(self, account_id: str, step: int) -> bool:
        sql = "UPDATE @staff_factors SET used = $2 WHERE staff_id = $1 AND used < $2 RETURNING used"
        return bool(await self._tell(sql, account_id, step))

    async def begin_session(self, session_hash: bytes, account_id: str, at: datetime) -> None:
        begin = "INSERT INTO @staff_sessions (hash, staff_id, began_at, seen_at) VALUES ($1, $2, $3, $3)"
        over = "DELETE FROM @staff_sessions WHERE began_at <= $1"
        await self._both((over, (self._when(at - LONGEST),)), (begin, (session_hash, account_id, self._when(at))))

    async def session(self, session_hash: bytes) -> Session | None:
        rows = await self._ask(
            f"SELECT began_at, seen_at, {ACCOUNT} FROM @staff_sessions AS held"  # noqa: S608
            " JOIN @staff AS one ON one.id = held.staff_id WHERE hash = $1",
            session_hash,
        )
        return Session(began_at=rows[0][0], seen_at=rows[0][1], account=_account(rows[0][2:])) if rows else None

    async def see_session(self, session_hash: bytes, at: datetime) -> None:
        await self._tell("UPDATE @staff_sessions SET seen_at = $2 WHERE hash = $1", session_hash, self._when(at))

    async def end_session(self, session_hash: bytes) -> None:
        await self._tell("DELETE FROM @staff_sessions WHERE hash = $1", session_hash)


def entry_of(row: Sequence[Any]) -> Entry:
    """An entry from the columns of ``AUDIT``."""
    seq, at, who, action, conversation_id, detail, previous, hashed = row
    return Entry(
        seq=seq, at=at, who=who, action=action, conversation_id=conversation_id, detail=detail,
        previous=previous.hex(), hash=hashed.hex(),
    )  # fmt: skip


def _account(row: Sequence[Any]) -> Account:
    return Account(**dict(zip(Account.model_fields, row, strict=True)))
