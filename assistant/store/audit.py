"""What staff saw and did: a chain of entries, each with the hash of the one before, so that none can go unnoticed.

SHA-256 over the hash before, the number (8 bytes, big-endian) and the entry as JSON. Whoever can write in the database
could make a whole new chain; to notice that, keep its head (``assistant audit head``) elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple, Protocol

from assistant.conversations import Frozen

START = bytes(32)
"""What the first entry takes for the hash before it."""
PURGED = "audit.purged"
"""An entry of this action names, as its detail, the last of the entries before it that were let go: ``seq:hash``."""
PAGE = 500


class Note(Frozen):
    """What happened. ``who`` is the id of an account, ``token`` or ``system``; ``detail`` holds ids, never words."""

    at: datetime
    who: str
    action: str
    conversation_id: str | None = None
    detail: str = ""


class Entry(Note):
    """A note in its place; hashes in hexadecimal."""

    seq: int
    previous: str
    hash: str

    @property
    def mark(self) -> str:
        """``seq:hash``: enough to know it again, and all before it."""
        return f"{self.seq}:{self.hash}"


class Audit(Protocol):
    """Where the chain is kept, for all servers together. Every method raises ``StoreUnavailable``."""

    async def record(self, note: Note) -> Entry:
        """Put it at the end; it is on the disk when this returns."""

    async def entries(
        self, after: int = 0, limit: int = 100, conversation_id: str | None = None, who: str | None = None
    ) -> list[Entry]:
        """Those with ``seq`` greater than ``after``, in order, at most ``limit``."""

    async def head(self) -> Entry | None:
        """The last entry."""

    async def let_go(self, up_to: int) -> int:
        """Drop the entries up to this number; how many they were."""


def body(note: Note) -> bytes:
    """The entry as its hash takes it."""
    at = note.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps([at, note.who, note.action, note.conversation_id, note.detail]).encode()


def chained(previous: bytes, seq: int, note: Note) -> bytes:
    """The hash of an entry."""
    return sha256(previous + seq.to_bytes(8, "big") + body(note)).digest()


async def every(audit: Audit) -> AsyncIterator[Entry]:
    """From the first to the last."""
    after = 0
    while page := await audit.entries(after, PAGE):
        for entry in page:
            yield entry
        after = page[-1].seq


async def purge(audit: Audit, before: datetime, at: datetime) -> int:
    """Let go of the oldest entries made before this time, and note which was the last; how many they were."""
    last = None
    async for entry in every(audit):
        if entry.at >= before:
            break
        last = entry
    if last is None:
        return 0
    await audit.record(Note(at=at, who="system", action=PURGED, detail=last.mark))
    return await audit.let_go(last.seq)


class Verdict(NamedTuple):
    """How many entries there are, the last of them, and what is wrong with the chain."""

    entries: int
    head: Entry | None
    flaws: list[str]


async def verify(audit: Audit, kept: str | None = None) -> Verdict:
    """Walk the whole chain; ``kept`` is the mark of a head that was written down before."""
    count, first, last, flaws = 0, None, None, list[str]()
    marks, purged = {kept}, {f"0:{START.hex()}"}
    async for entry in every(audit):
        flaws += _flaws(entry, last)
        marks.discard(entry.mark)
        purged |= {entry.detail} if entry.action == PURGED else set()
        first, last, count = first or entry, entry, count + 1
    if first and f"{first.seq - 1}:{first.previous}" not in purged:
        flaws.insert(0, f"the entries before {first.seq} are missing, and no purge tells of them")
    if kept in marks and kept and not (first and int(kept.partition(":")[0]) < first.seq):
        flaws.append(f"the head that was kept, {kept}, is missing or was changed")
    return Verdict(count, last, flaws)


def _flaws(entry: Entry, before: Entry | None) -> Iterator[str]:
    if before and entry.seq != before.seq + 1:
        yield f"entries {before.seq + 1} to {entry.seq - 1} are missing"
    elif before and entry.previous != before.hash:
        yield f"entry {entry.seq} does not follow from entry {before.seq}"
    if chained(bytes.fromhex(entry.previous), entry.seq, entry).hex() != entry.hash:
        yield f"entry {entry.seq} was changed"
