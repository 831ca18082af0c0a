"""The staff's side of the PostgreSQL store, as far as it is its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assistant.store.audit import Entry, Note, body
from assistant.store.staff_records import AUDIT, StaffRows, entry_of

RECORD = f"""
WITH head AS (
    UPDATE @audit_head
    SET seq = seq + 1, previous = hash, hash = sha256(hash || int8send(seq + 1) || $6::bytea)
    RETURNING seq, previous, hash
)
INSERT INTO @audit ({AUDIT})
SELECT seq, $1, $2, $3, $4, $5, previous, hash FROM head
RETURNING {AUDIT}
"""  # noqa: S608 - all names are ours
"""Whoever comes second waits for the row of the head, and then sees it as the first has left it."""


class PostgresStaff(StaffRows):
    """For any number of processes."""

    async def record(self, note: Note) -> Entry:
        values = (note.at, note.who, note.action, note.conversation_id, note.detail, body(note))
        return entry_of((await self._tell(RECORD, *values))[0])

    def _when(self, at: datetime) -> datetime:
        return at

    async def _both(self, first: tuple[str, Sequence[Any]], then: tuple[str, Sequence[Any]]) -> None:
        """As one statement: one trip."""
        (before, values), (after, more) = first, then
        moved = re.sub(r"\$(\d)", lambda mark: f"${int(mark[1]) + len(values)}", after)
        await self._tell(f"WITH done AS ({before}) {moved}", *values, *more)
