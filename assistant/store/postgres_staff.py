"""The staff's side of the PostgreSQL store: the audit."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from assistant.store.audit import Entry, Note, body

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

Ask = Callable[..., Awaitable[Sequence[Any]]]


class PostgresStaff:
    """Keeps the promises of ``Audit``, for any number of processes. ``fetch`` reads, ``write`` has more time."""

    def __init__(self, fetch: Ask, write: Ask) -> None:
        self._fetch = fetch
        self._write = write

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


def _entry(row: Any) -> Entry:
    return Entry(**{**row, "previous": row["previous"].hex(), "hash": row["hash"].hex()})
