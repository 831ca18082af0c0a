"""Brings a database to the newest shape: the numbered SQL files beside this module, each in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib import resources

from assistant.errors import NewerDatabase, StoreUnavailable

APPLICATION_ID = 1397506888
"""What ``0001_start.sql`` writes into the file's header; never changes."""


def migrations() -> tuple[str, ...]:
    """The SQL of every migration; the first one makes version 1."""
    folder = resources.files("assistant.store").joinpath("migrations")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    for number, file in enumerate(found, start=1):
        if not file.name.startswith(f"{number:04}_"):
            raise StoreUnavailable(f"migration {number:04} is missing, {file.name} stands in its place")
    return tuple(file.read_text(encoding="utf-8") for file in found)


def migrate(connection: sqlite3.Connection, steps: tuple[str, ...] | None = None) -> None:
    """Apply what is missing. A kill in between leaves the version before or after a step, never half of one.

    Raises ``NewerDatabase``, ``StoreUnavailable`` for another program's file, and ``sqlite3.Error``.
    """
    steps = migrations() if steps is None else steps
    _check(connection, len(steps))
    for version, sql in enumerate(steps, start=1):
        _apply(connection, version, sql)


def _check(connection: sqlite3.Connection, newest: int) -> None:
    version, owner = _number(connection, "user_version"), _number(connection, "application_id")
    ((tables,),) = connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    if owner != APPLICATION_ID and (owner or version or tables):
        raise StoreUnavailable("the database belongs to another program")
    if version > newest:
        raise NewerDatabase(
            f"the database has version {version}, this program knows versions up to {newest}; "
            "start the newer program again, or put back a backup made before it first ran"
        )


def _apply(connection: sqlite3.Connection, version: int, sql: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked only now that nobody else can write: another server may have been quicker.
        if _number(connection, "user_version") < version:
            for statement in _statements(sql):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version}")
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
