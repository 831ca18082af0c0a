"""Connections to PostgreSQL: bounded in number, every wait on them bounded too, and never a raw error."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import asyncpg
import structlog

from assistant.errors import NewerDatabase, SettingsError, StoreUnavailable
from assistant.store.schema import Connection, migrate, version_of
from assistant.store.schema import step_back as step_schema_back

Result = TypeVar("Result")

log = structlog.get_logger("assistant.store")

MOST = 12
"""Connections of one process."""
FREE_SECONDS = 2.0
"""How long a call waits for a free connection."""
READ_SECONDS = 2.0
WRITE_SECONDS = 5.0
CONNECT_SECONDS = 3.0
BEAT_SECONDS = 1.0
"""Between two looks whether the database still answers."""
AGAIN_SECONDS = 0.25
"""Between two attempts to find it again."""
CHANNEL = "second_line"
LET_GO = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE usename = current_user AND application_name = 'second-line' AND wait_event = 'SyncRep'
    AND state_change < now() - interval '10 seconds'
"""
"""Ends what waits for a synchronous standby longer than anybody waits for it: no timeout of PostgreSQL does, so in the
end nobody would find a connection."""

UNFIT = (asyncpg.DataError, ValueError)
"""The value's own fault: asyncpg cannot send it, or PostgreSQL cannot take it (NUL in a text)."""
TROUBLE = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""The third is what a connection may say whose server went in the middle of something, or that finds no primary."""
SESSION = {
    "application_name": "second-line",
    "synchronous_commit": "on",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "10s",
    # Every statement reads by key. A plan made while the tables were small must not live on when they have grown.
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
}


class Connections:
    """A pool, and one connection beside it that hears of other replicas' turns and feels the database's pulse.

    While the database does not answer, calls are refused at once instead of waiting for it one by one. ``heard`` is
    called with what other connections ``notify``, and with "" when something may have been missed.
    """

    def __init__(self, url: str, pool: asyncpg.Pool[asyncpg.Record], heard: Callable[[str], None]) -> None:
        self._url = url
        self._pool = pool
        self._heard = heard
        self._answers = asyncio.Event()
        self._lost = False
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, url: str, heard: Callable[[str], None]) -> Connections:
        """Connect, and bring the database to the newest shape.

        Raises ``SettingsError``, ``StoreUnavailable`` and ``NewerDatabase``, in words that hold no password.
        """
        await _once(url, migrate)
        pool = await asyncpg.create_pool(
            url, min_size=0, max_size=MOST, reset=_nothing, server_settings=SESSION, timeout=CONNECT_SECONDS
        )
        connections = cls(url, pool, heard)
        with suppress(TimeoutError):
            async with asyncio.timeout(CONNECT_SECONDS):
                await connections._answers.wait()
        return connections

    async def fetch(self, sql: str, *values: Any, seconds: float = READ_SECONDS) -> list[asyncpg.Record]:
        """The rows. Raises one of ``UNFIT`` for a value that cannot be stored, else ``StoreUnavailable``."""
        if not self._answers.is_set():
            raise StoreUnavailable("the database does not answer; send the same again soon")
        try:
            async with self._pool.acquire(timeout=FREE_SECONDS) as connection:
                try:
                    return await connection.fetch(sql, *values, timeout=seconds)
                except (TimeoutError, asyncpg.InternalClientError):
                    # Else the pool waits for a server that stands still to cancel the query, or keeps what is broken.
                    connection.terminate()
                    raise
        except UNFIT:
            raise
        except asyncpg.ReadOnlySQLTransactionError as error:
            await self._pool.expire_connections()  # it has become a standby: find the new primary
            raise StoreUnavailable("the database takes no writes now; send the same again soon") from error
        except TimeoutError as error:
            self._lose(error)  # until the next beat: the others need not wait as long to find out the same
            raise StoreUnavailable("the database does not answer; send the same again soon") from error
        except TROUBLE as error:
            raise StoreUnavailable("the database cannot be asked now; send the same again soon") from error

    async def notify(self, words: str) -> None:
        """Tell all who listen, in other processes as well; at most 8,000 bytes."""
        await self.fetch("SELECT pg_notify($1, $2)", CHANNEL, words)

    async def close(self) -> None:
        """Wait for what is under way, then disconnect."""
        self._answers.clear()
        self._listening.cancel()
        await asyncio.wait({self._listening})
        with suppress(*TROUBLE):
            await asyncio.wait_for(self._pool.close(), FREE_SECONDS + WRITE_SECONDS)

    def _find(self) -> None:
        if self._lost:
            log.info("database_answers")
        self._lost = False
        self._answers.set()

    def _lose(self, error: BaseException) -> None:
        if not self._lost:
            log.error("database_away", error=type(error).__name__)
        self._lost = True
        self._answers.clear()

    async def _listen(self) -> None:
        while True:
            try:
                connection = await asyncpg.connect(self._url, server_settings=SESSION, timeout=CONNECT_SECONDS)
            except TROUBLE as error:
                self._lose(error)
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            try:
                await self._listen_on(connection)
            except TimeoutError as error:
                self._lose(error)
            except TROUBLE:
                pass  # this one connection was lost; whether the others are as well, connecting again will tell
            finally:
                connection.terminate()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _listen_on(self, connection: Connection) -> None:
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener(CHANNEL, lambda *said: self._heard(str(said[-1])))
        self._heard("")
        while not lost.is_set():
            await connection.execute(LET_GO if self._lost else "SELECT 1", timeout=FREE_SECONDS)
            self._find()
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await lost.wait()


async def step_back(url: str) -> int:
    """Undo the last migration. Raises as ``Connections.open`` does."""
    return await _once(url, step_schema_back)


async def version(url: str) -> int:
    """The version of the database as it is. Raises ``SettingsError`` and ``StoreUnavailable``."""
    return await _once(url, version_of)


async def _nothing(_connection: object) -> None:
    """Nothing is set in a session, so none is cleaned when its connection goes back: that would be one more trip."""


async def _once(url: str, work: Callable[[Connection], Awaitable[Result]]) -> Result:
    """Do one thing over a connection of its own, and tell an administrator what is wrong."""
    try:
        connection = await asyncpg.connect(url, timeout=CONNECT_SECONDS)
        try:
            return await work(connection)
        finally:
            connection.terminate()
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as error:
        raise StoreUnavailable(f"the database refuses to let us in: {error}") from error
    except NewerDatabase:
        raise
    except asyncpg.InsufficientPrivilegeError as error:
        raise StoreUnavailable(f"the database needs to be migrated by its owner: {error}") from error
    except (ValueError, asyncpg.InterfaceError) as error:
        raise SettingsError(f"the database address cannot be used: {error}") from None
    except TROUBLE as error:
        raise StoreUnavailable(
            f"the database at {_host(url)} cannot be reached: {error or type(error).__name__}"
        ) from error


def _host(url: str) -> str:
    """Where the database is, without name and password."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or ", ".join(parse_qs(parts.query).get("host", ["the usual place"]))
