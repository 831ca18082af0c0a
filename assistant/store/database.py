"""The SQLite file: made private, opened the durable way, brought to the newest shape."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from assistant.errors import NewerDatabase, StoreUnavailable
from assistant.store.migrations import migrate, step_back, version_of

WRITER_WAITS_MS = 3_000
"""How long a write waits for another process that is writing."""
READER_WAITS_MS = 100
"""Reads happen in the event loop's thread, so they hardly wait; in WAL mode nothing usual makes them."""
KEPT_WAL_BYTES = 16 * 1024 * 1024
"""What a long reader made the WAL grow beyond this is given back to the disk."""


def open_database(path: Path) -> tuple[sqlite3.Connection, sqlite3.Connection]:
    """The connection that writes and the one that reads; file and folder are made if need be, for this user alone.

    Raises ``NewerDatabase``, and ``StoreUnavailable`` when the file cannot be used, with the path and what to do.
    """
    try:
        make_private(path)
        writer = connect(path)
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be made or opened: {error.strerror}") from error
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    try:
        migrate(writer)
        return writer, connect(path, reads_only=True)
    except sqlite3.Error as error:
        writer.close()
        raise _unusable(path, error) from error
    except (NewerDatabase, StoreUnavailable) as error:
        writer.close()
        raise type(error)(f"{path}: {error}") from error


def file_version(path: Path) -> int:
    """Of the file as it is; 0 without one. Raises ``StoreUnavailable``."""
    if not path.exists():
        return 0
    try:
        with closing(connect(path, reads_only=True)) as reader:
            return version_of(reader)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error


def step_file_back(path: Path) -> int:
    """Undo the last migration of a file that is there; the version it has then. Raises as ``open_database`` does."""
    if not path.exists():
        raise StoreUnavailable(f"there is no {path}")
    try:
        with closing(connect(path)) as writer:
            return step_back(writer)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error


def connect(path: Path, *, reads_only: bool = False) -> sqlite3.Connection:
    """A connection in WAL mode. One that writes syncs every commit to the disk and overwrites what it deletes."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        _set(connection, reads_only)
    except (sqlite3.Error, StoreUnavailable):
        connection.close()
        raise
    return connection


def _set(connection: sqlite3.Connection, reads_only: bool) -> None:
    connection.execute(f"PRAGMA busy_timeout = {READER_WAITS_MS if reads_only else WRITER_WAITS_MS}")
    connection.execute("PRAGMA mmap_size = 0")
    if reads_only:
        connection.execute("PRAGMA query_only = ON")
        return
    ((mode,),) = connection.execute("PRAGMA journal_mode = WAL").fetchall()
    if mode != "wal":
        raise StoreUnavailable("this folder's file system cannot hold the database; choose a local disk")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # Always, not only while erasing: an update too leaves the words it replaced on the page.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(f"PRAGMA journal_size_limit = {KEPT_WAL_BYTES}")


def make_private(path: Path) -> None:
    """Make file and folder if need be, for this user alone. Raises ``OSError``."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite gives its -wal and -shm files the mode of this one.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _unusable(path: Path, error: sqlite3.Error) -> StoreUnavailable:
    if isinstance(error, sqlite3.OperationalError):
        return StoreUnavailable(f"{path} cannot be opened: {error}")
    return StoreUnavailable(
        f"{path} is damaged or no SQLite database ({error}); put back a backup, or name another file"
    )
