"""Opening a file: new, old, newer, foreign, damaged, or out of reach."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.errors import NewerDatabase, StoreUnavailable
from assistant.store.database import connect, open_database
from assistant.store.migrations import migrate, migrations
from assistant.store.sqlite import SqliteStore
from tests.store.stories import begin

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def connection(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(path)) as writer:
        yield writer


def pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchall()[0][0]


async def used(path: Path) -> None:
    store = await SqliteStore.open(path)
    await begin(store)
    await store.close()


def tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_an_empty_file_is_brought_to_the_newest_version(connection: sqlite3.Connection) -> None:
    migrate(connection)
    assert pragma(connection, "user_version") == len(migrations())
    assert tables(connection) == {
        "conversations", "entries", "taken", "receipts", "pulse", "tickets", "keys", "outgoing", "timers",
        "audit", "staff", "staff_sessions", "staff_factors",
    }  # fmt: skip
    migrate(connection)
    assert pragma(connection, "user_version") == len(migrations())


@pytest.mark.promise(2)
def test_what_is_written_is_synced_overwritten_when_deleted_and_never_mapped(connection: sqlite3.Connection) -> None:
    settings = ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "mmap_size")
    assert [pragma(connection, name) for name in settings] == ["wal", 2, 1, 1, 0]


def test_the_reading_connection_cannot_write(path: Path) -> None:
    writer, reader = open_database(path)
    with closing(writer), closing(reader), pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("UPDATE pulse SET beats = 7")


def test_later_steps_are_applied_to_what_is_there(connection: sqlite3.Connection) -> None:
    migrate(connection)
    connection.execute("INSERT INTO receipts VALUES ('c_ada', '2026-11-21')")
    later = (
        "-- One; with a semicolon.\nALTER TABLE receipts\n  ADD COLUMN why TEXT DEFAULT ';';\nCREATE TABLE more (x);\n"
    )
    migrate(connection, (*migrations(), later))
    assert pragma(connection, "user_version") == len(migrations()) + 1
    assert connection.execute("SELECT * FROM receipts").fetchall() == [("c_ada", "2026-11-21", ";")]


def test_a_step_that_fails_leaves_the_version_before_it(connection: sqlite3.Connection) -> None:
    migrate(connection)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, (*migrations(), "CREATE TABLE more (x);\nINSERT INTO nowhere VALUES (1);\n"))
    assert pragma(connection, "user_version") == len(migrations())
    assert "more" not in tables(connection)
    migrate(connection)


@pytest.mark.promise(16)
def test_a_kill_in_the_middle_of_a_step_leaves_the_version_before_it(path: Path) -> None:
    die = f"""
import os, signal
from pathlib import Path
from assistant.store.database import connect
from assistant.store.migrations import migrate, migrations

writer = connect(Path({str(path)!r}))
writer.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
migrate(writer)
writer.execute("PRAGMA cache_size = 1")
step = "CREATE TABLE more (x);\\nINSERT INTO more VALUES (randomblob(900000));\\nSELECT die();\\n"
migrate(writer, (*migrations(), step))
"""
    assert subprocess.run([sys.executable, "-c", die], cwd=REPOSITORY, check=False).returncode == -9
    with closing(connect(path)) as after:
        assert pragma(after, "user_version") == len(migrations())
        assert "more" not in tables(after)


def test_two_servers_starting_at_once_migrate_once(path: Path) -> None:
    start = f"""
from pathlib import Path
from assistant.store.database import open_database

for connection in open_database(Path({str(path)!r})):
    connection.close()
"""
    servers = [subprocess.Popen([sys.executable, "-c", start], cwd=REPOSITORY) for _ in range(4)]
    assert [server.wait(60) for server in servers] == [0, 0, 0, 0]
    with closing(connect(path)) as after:
        assert after.execute("SELECT count(*) FROM pulse").fetchall() == [(1,)]


@pytest.mark.promise(16)
def test_a_newer_database_is_refused_and_left_alone(path: Path) -> None:
    asyncio.run(used(path))
    with closing(connect(path)) as newer:
        newer.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match=rf"{path}: the database has version {len(migrations()) + 1}, .* up to"):
        open_database(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as foreign:
        foreign.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(StoreUnavailable, match="belongs to another program"):
        open_database(path)
    with closing(sqlite3.connect(path)) as foreign:
        assert tables(foreign) == {"recipes"}


@pytest.mark.parametrize("content", [b"This is my diary. " * 100, bytes(range(256)) * 40], ids=["text", "noise"])
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="damaged or no SQLite database"):
        open_database(path)
    assert path.read_bytes() == content


def test_a_damaged_database_is_refused(path: Path) -> None:
    asyncio.run(used(path))
    whole = path.read_bytes()
    path.write_bytes(whole[:100] + b"\xff" * 3_996 + whole[4_096:])
    with pytest.raises(StoreUnavailable, match="damaged"):
        open_database(path)


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(StoreUnavailable, match="cannot be made or opened"):
        open_database(tmp_path / "data" / "store.db")
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreUnavailable, match="cannot be made or opened"):
        open_database(tmp_path / "folder.db")
