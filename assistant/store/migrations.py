"""The numbered SQL files beside this module, one folder a kind of store; and how an SQLite file is brought to them.

A step only adds, so that a server of the version before goes on working on a database that is already ahead. Each but
the first has a way back (``.down.sql``), for one step.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib import resources
from typing import Literal

from assistant.errors import NewerDatabase, StoreUnavailable

Kind = Literal["sqlite", "postgres"]

APPLICATION_ID = 1397506888
"""What ``0001_start.sql`` writes into the file's header; never changes."""


def migrations(kind: Kind = "sqlite") -> tuple[str, ...]:
    """The SQL of every step; the first one makes version 1."""
    found = [name for name in sorted(_files(kind)) if not name.endswith(".down.sql")]
    for number, name in enumerate(found, start=1):
        if not name.startswith(f"{number:04}_"):
            raise StoreUnavailable(f"migration {number:04} is missing, {name} stands in its place")
    return tuple(_files(kind)[name] for name in found)


def way_back(kind: Kind, version: int) -> str:
    """The SQL that leads from ``version`` to the one before. Raises ``StoreUnavailable`` where there is no such way."""
    for name, sql in _files(kind).items():
        if name.startswith(f"{version:04}_") and name.endswith(".down.sql"):
            return sql
    raise StoreUnavailable(f"there is no way back from version {version}")


def newer(version: int, newest: int) -> NewerDatabase:
    """What a program says that knows versions up to ``newest`` only."""
    return NewerDatabase(
        f"the database has version {version}, this program knows versions up to {newest}; "
        "start the newer program again, or put back a backup made before it first ran"
    )


def _files(kind: Kind) -> dict[str, str]:
    folder = resources.files("assistant.store").joinpath("migrations", kind)
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".sql")}


def migrate(connection: sqlite3.Connection, steps: tuple[str, ...] | None = None) -> None:
    """Apply what is missing. A kill in between leaves the version before or after a step, never half of one.

    Raises ``NewerDatabase``, ``StoreUnavailable`` for another program's file, and ``sqlite3.Error``.
    """
    steps = migrations() if steps is None else steps
    check(connection, len(steps))
    for version, sql in enumerate(steps, start=1):
        _apply(connection, version - 1, version, sql)


def step_back(connection: sqlite3.Connection) -> int:
    """Undo the last step, so that the version of the program before it can start; the version it has then.

    Raises as ``migrate`` does, and ``StoreUnavailable`` where there is no way back.
    """
    check(connection, len(migrations()))
    version = _number(connection, "user_version")
    _apply(connection, version, version - 1, way_back("sqlite", version))
    return version - 1


def version_of(connection: sqlite3.Connection) -> int:
    """0 before the first step."""
    return _number(connection, "user_version")


def check(connection: sqlite3.Connection, newest: int) -> None:
    """Raises ``NewerDatabase``, and ``StoreUnavailable`` for another program's file."""
    version, owner = _number(connection, "user_version"), _number(connection, "application_id")
    ((tables,),) = connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if owner != APPLICATION_ID and (owner or version or tables):
        raise StoreUnavailable("the database belongs to another program")
    if version > newest:
        raise newer(version, newest)


def _apply(connection: sqlite3.Connection, before: int, after: int, sql: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked only now that nobody else can write: another server may have been quicker.
        if _number(connection, "user_version") == before:
            for statement in _statements(sql):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {after}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _statements(sql: str) -> Iterator[str]:
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    ((number,),) = connection.execute(f"PRAGMA {pragma}").fetchall()
    return int(number)
