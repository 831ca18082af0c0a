"""A copy of the SQLite file while it is in use, and the way back from one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC
from pathlib import Path
from typing import NamedTuple

from assistant.errors import NewerDatabase, StoreUnavailable
from assistant.store.base import Receipt
from assistant.store.database import connect, make_private
from assistant.store.migrations import check, migrate, migrations


class Restored(NamedTuple):
    """``erased``: of the conversations in the backup, those that had been forgotten since. ``aside``: where the
    database that was there is now, if any. ``remembered``: False when what that one had erased could not be read."""

    conversations: int
    erased: int
    aside: Path | None
    remembered: bool


def back_up(file: Path, target: Path) -> None:
    """Copy all that is committed now; servers go on meanwhile. ``target`` is there once it is whole and on the disk.

    Raises ``StoreUnavailable`` when there is no database, when ``target`` exists, and for what SQLite finds wrong.
    """
    if target.exists():
        raise StoreUnavailable(f"there is a {target} already; name another file")
    part = target.with_name(f"{target.name}.part")
    try:
        _copy(file, part)
        part.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise StoreUnavailable(f"{target} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def restore(source: Path, file: Path, erased: Iterable[Receipt] = ()) -> Restored:
    """Put a backup in the place of ``file``, at the newest shape and without those who were forgotten since.

    That is whoever ``erased`` names, and whoever the database that was there has a receipt of; it is moved aside.
    Raises ``StoreUnavailable`` (the backup is damaged, another program's or missing; a server is running) and
    ``NewerDatabase``; then nothing was changed.
    """
    part = file.with_name(f"{file.name}.restoring")
    try:
        _copy(source, part)
        held, remembered = _receipts(file) if file.exists() else ([], True)
        with closing(connect(part)) as writer:
            migrate(writer)
            gone = _erase(writer, [*erased, *held])
            writer.execute("DELETE FROM staff_sessions")  # some of them were ended since
            ((conversations,),) = writer.execute("SELECT count(*) FROM conversations").fetchall()
            writer.execute("PRAGMA journal_mode = DELETE")
        aside = _move_aside(file)
        part.replace(file)
        _sync(file.parent)
    except (OSError, sqlite3.Error) as error:
        raise StoreUnavailable(f"{source} cannot be restored: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return Restored(conversations, gone, aside, remembered)


def _copy(file: Path, target: Path) -> None:
    """Whole, looked through, one file, for this user alone, on the disk."""
    if not file.exists() or not file.stat().st_size:
        raise StoreUnavailable(f"there is no {file}, or nothing in it")
    target.unlink(missing_ok=True)
    make_private(target)
    try:
        with closing(connect(file, reads_only=True)) as source, closing(sqlite3.connect(target)) as copy:
            # In one step: it sees one moment, and in WAL mode makes nobody wait.
            source.backup(copy)
            check(copy, len(migrations()))
            copy.execute("PRAGMA journal_mode = DELETE")
            found = copy.execute("PRAGMA integrity_check(1)").fetchall()
    except (StoreUnavailable, NewerDatabase) as error:
        raise type(error)(f"{file}: {error}") from None
    except sqlite3.Error as error:
        raise StoreUnavailable(f"{file} is damaged: {error}") from error
    if found != [("ok",)]:
        raise StoreUnavailable(f"{file} is damaged: its integrity check failed")
    _sync(target)


def _receipts(file: Path) -> tuple[list[Receipt], bool]:
    """Of the database that is there; and whether they could be read. Raises ``StoreUnavailable`` while it is in use."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=0.2)) as held:
            _take_over(held, file)
            rows = held.execute("SELECT conversation_id, erased_at FROM receipts").fetchall()
    except sqlite3.Error:
        return [], False
    return [Receipt(conversation_id=name, erased_at=at) for name, at in rows], True


def _take_over(held: sqlite3.Connection, file: Path) -> None:
    """Leave WAL mode, which only the last connection can; its log goes into the file."""
    try:
        held.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.OperationalError as error:
        raise StoreUnavailable(f"a server is using {file}; stop it first") from error


def _erase(writer: sqlite3.Connection, receipts: Iterable[Receipt]) -> int:
    rows = [(receipt.conversation_id, receipt.erased_at.astimezone(UTC).isoformat(timespec="microseconds"))
            for receipt in receipts]  # fmt: skip
    writer.execute("BEGIN IMMEDIATE")
    gone = writer.executemany("DELETE FROM conversations WHERE id = ?", [(name,) for name, _ in rows])
    writer.executemany("INSERT INTO receipts (conversation_id, erased_at) VALUES (?, ?) ON CONFLICT DO NOTHING", rows)
    writer.execute("COMMIT")
    return max(gone.rowcount, 0)


def _move_aside(file: Path) -> Path | None:
    if not file.exists():
        return None
    aside = file.with_name(f"{file.name}.replaced")
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).replace(aside.with_name(aside.name + ending))
    return file.replace(aside)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
