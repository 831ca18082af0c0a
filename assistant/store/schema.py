"""Brings a PostgreSQL database to the newest shape: numbered steps, each in one transaction, one server at a time."""

from __future__ import annotations

from typing import TypeAlias

import asyncpg

from assistant.errors import StoreUnavailable
from assistant.store.migrations import migrations, newer, way_back

LOCK = 0x5E_C0_4D
"""The number of the advisory lock that servers starting at the same time take turns with."""

SHAPE = ("second_line", "shape")

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def migrate(connection: Connection, steps: tuple[str, ...] | None = None) -> None:
    """Apply what is missing. A kill in between leaves the version before or after a step, never half of one.

    Raises ``NewerDatabase``, ``StoreUnavailable`` for another program's schema, and ``asyncpg.PostgresError``.
    """
    steps = migrations("postgres") if steps is None else steps
    held = await version_of(connection)
    if held > len(steps):
        raise newer(held, len(steps))
    for version, sql in enumerate(steps[held:], start=held + 1):
        await _apply(connection, version - 1, version, sql)


async def step_back(connection: Connection) -> int:
    """Undo the last step, so that the version of the program before it can start; the version it has then.

    Raises as ``migrate`` does, and ``StoreUnavailable`` where there is no way back.
    """
    version, newest = await version_of(connection), len(migrations("postgres"))
    if version > newest:
        raise newer(version, newest)
    await _apply(connection, version, version - 1, way_back("postgres", version))
    return version - 1


async def version_of(connection: Connection) -> int:
    """0 before the first step."""
    # In one look, and not by to_regclass: another server may be making the schema just now.
    is_ours, is_there = await connection.fetchrow(
        "SELECT EXISTS (SELECT FROM pg_tables WHERE (schemaname, tablename) = ($1, $2)),"
        " EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)",
        *SHAPE,
    ) or (False, False)
    if is_ours:
        return int(await connection.fetchval("SELECT version FROM second_line.shape"))
    if is_there:
        raise StoreUnavailable("the schema second_line in this database belongs to another program")
    return 0


async def _apply(connection: Connection, before: int, after: int, sql: str) -> None:
    async with connection.transaction():
        # Rather give up than make the turns of other replicas queue behind this.
        await connection.execute("SET LOCAL lock_timeout = '5s'")
        await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        # Asked only now that nobody else can migrate: another server may have been quicker.
        if await version_of(connection) == before:
            await connection.execute(sql)
            await connection.execute("UPDATE second_line.shape SET version = $1", after)
