"""One thread owns the only connection that writes: all that waits goes to disk in one transaction, with one sync."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

from assistant.errors import AssistantError, StoreUnavailable
from assistant.store.database import WRITER_WAITS_MS

Work = Callable[[sqlite3.Connection], bool]
Outcome = bool | Exception

PATIENCE_SECONDS = 8.0
"""After this a caller is told that the store is unavailable; what was begun still ends whole or not at all."""
LARGEST_GROUP = 512
MOST_WAITING = 8_192
SCRUB_WAITS_MS = 50
SCRUB_AGAIN_SECONDS = 1.0

ITS_OWN = (
    AssistantError, ArithmeticError, TypeError, ValueError,
    sqlite3.DataError, sqlite3.IntegrityError, sqlite3.ProgrammingError,
)  # fmt: skip
"""What a piece of work can do wrong by itself; any other ``sqlite3.Error`` concerns the whole group."""


@dataclass(frozen=True, slots=True)
class Waiting:
    work: Work
    done: asyncio.Future[bool]
    then: Callable[[], None]
    forgets: bool


class Writer:
    """Group commit. Made in a running loop; the connection is its thread's alone from then on, until it is closed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._inbox: SimpleQueue[Waiting | None] = SimpleQueue()
        self._outbox: list[Waiting] = []
        self._closed = False
        # At once, in case the process before this one died between an erasure and the scrubbing after it.
        self._scrub_at: float | None = time.monotonic()
        self._thread = Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Work, then: Callable[[], None] = lambda: None, *, forgets: bool = False) -> bool:
        """Run ``work`` in the next transaction; return its result once that is on the disk.

        ``then`` is called in the loop after a commit, also when the caller has gone meanwhile: being cancelled
        takes nothing back. ``forgets`` overwrites what was deleted in the write-ahead log as well.
        Raises what ``work`` raised (of ``ITS_OWN``; its changes are undone), else ``StoreUnavailable``.
        """
        if self._closed:
            raise StoreUnavailable("the store is closed")
        if self.waiting >= MOST_WAITING:
            raise StoreUnavailable("too much is waiting to be stored; nothing of this was kept")
        done: asyncio.Future[bool] = self._loop.create_future()
        if not self._outbox:
            # Whoever else is heard in this pass of the loop comes along: the thread does not start on each alone.
            self._loop.call_soon(self._hand_over)
        self._outbox.append(Waiting(work, done, then, forgets))
        deadline = self._loop.call_later(PATIENCE_SECONDS, _give_up, done)
        try:
            return await done
        finally:
            deadline.cancel()

    @property
    def waiting(self) -> int:
        return self._inbox.qsize() + len(self._outbox)

    async def close(self) -> None:
        """Finish what was begun, then close the connection."""
        if not self._closed:
            self._closed = True
            self._hand_over()
            self._inbox.put(None)
        await asyncio.to_thread(self._thread.join, PATIENCE_SECONDS)

    def _hand_over(self) -> None:
        for each in self._outbox:
            self._inbox.put(each)
        self._outbox.clear()

    def _run(self) -> None:
        try:
            while group := self._next_group():
                self._tell(group, self._commit(group))
        finally:
            self._closed = True
            self._connection.close()
            self._refuse_the_rest()

    def _next_group(self) -> list[Waiting]:
        """What waits now, at least one; empty when it is time to go."""
        first = self._wait()
        group = [first] if first else []
        while first and len(group) < LARGEST_GROUP and not self._inbox.empty():
            another = self._inbox.get()
            if another is None:
                self._inbox.put(None)
                break
            group.append(another)
        return group

    def _wait(self) -> Waiting | None:
        while self._scrub_at is not None:
            try:
                return self._inbox.get(timeout=max(0.0, self._scrub_at - time.monotonic()))
            except Empty:
                self._scrub()
        return self._inbox.get()

    def _commit(self, group: Sequence[Waiting]) -> list[Outcome]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            outcomes = self._attempt_all(group)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            return [_unavailable(error) for _ in group]
        if any(each.forgets for each in group) or (self._scrub_at is not None and self._scrub_at <= time.monotonic()):
            self._scrub()
        return outcomes

    def _attempt_all(self, group: Sequence[Waiting]) -> list[Outcome]:
        """All at once; if one goes wrong by itself, all again, each so that it can be undone alone."""
        try:
            return [each.work(self._connection) for each in group]
        except ITS_OWN:
            self._connection.execute("ROLLBACK")
            self._connection.execute("BEGIN IMMEDIATE")
            return [_attempt(self._connection, each.work) for each in group]

    def _roll_back(self) -> None:
        # A full disk or a failed write may have made SQLite roll back by itself.
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    def _scrub(self) -> None:
        """Empty the write-ahead log. A backup that is being read may be in the way; then again a little later."""
        self._scrub_at = time.monotonic() + SCRUB_AGAIN_SECONDS
        with suppress(sqlite3.Error):
            self._connection.execute(f"PRAGMA busy_timeout = {SCRUB_WAITS_MS}")
            ((in_the_way, _, _),) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if not in_the_way:
                self._scrub_at = None
        self._connection.execute(f"PRAGMA busy_timeout = {WRITER_WAITS_MS}")

    def _tell(self, group: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
        with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
            self._loop.call_soon_threadsafe(_settle, group, outcomes)

    def _refuse_the_rest(self) -> None:
        rest: list[Waiting] = []
        while not self._inbox.empty():
            if each := self._inbox.get():
                rest.append(each)
        self._tell(rest, [StoreUnavailable("the store is closed") for _ in rest])


def _attempt(connection: sqlite3.Connection, work: Work) -> Outcome:
    connection.execute("SAVEPOINT attempt")
    try:
        outcome: Outcome = work(connection)
    except ITS_OWN as error:
        connection.execute("ROLLBACK TO attempt")
        outcome = error
    connection.execute("RELEASE attempt")
    return outcome


def _settle(group: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
    for each, outcome in zip(group, outcomes, strict=True):
        if not isinstance(outcome, Exception):
            each.then()
        if each.done.done():
            continue
        if isinstance(outcome, Exception):
            each.done.set_exception(outcome)
        else:
            each.done.set_result(outcome)


def _give_up(done: asyncio.Future[bool]) -> None:
    if not done.done():
        done.set_exception(StoreUnavailable("the store does not answer; send the same again later"))


def _unavailable(error: sqlite3.Error) -> StoreUnavailable:
    refusal = StoreUnavailable("the store cannot take writes now; send the same again soon")
    refusal.__cause__ = error
    return refusal
