"""Group commit: what waits together goes to the disk together, and only what failed is told so."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event

import pytest

from assistant.errors import StoreUnavailable, TurnConflict
from assistant.store import writer as writing
from assistant.store.database import connect
from assistant.store.writer import Work, Writer


@pytest.fixture
def statements() -> list[str]:
    return []


@pytest.fixture
def connection(tmp_path: Path, statements: list[str]) -> sqlite3.Connection:
    made = connect(tmp_path / "store.db")
    made.execute("CREATE TABLE words (word TEXT PRIMARY KEY)")
    made.set_trace_callback(statements.append)
    return made


@pytest.fixture
async def writer(connection: sqlite3.Connection) -> AsyncIterator[Writer]:
    made = Writer(connection)
    yield made
    await made.close()


def runs(sql: str) -> Work:
    """The connection is the writer's alone: even a test changes its settings from the writer's thread."""

    def work(connection: sqlite3.Connection) -> bool:
        connection.execute(sql).fetchall()
        return True

    return work


def adds(word: str) -> Work:
    def work(connection: sqlite3.Connection) -> bool:
        connection.execute("INSERT INTO words VALUES (?)", (word,))
        return True

    return work


async def busy(writer: Writer, until: Event) -> asyncio.Task[bool]:
    """Something the writer does until it is told to go on; it has begun."""
    begun = Event()

    def work(_: sqlite3.Connection) -> bool:
        begun.set()
        return until.wait(30)

    task = asyncio.create_task(writer.write(work))
    assert await asyncio.to_thread(begun.wait, 30)
    return task


def refuses(connection: sqlite3.Connection) -> bool:
    adds("undone")(connection)
    raise TurnConflict("too late")


def words(path: Path) -> set[str]:
    connection = sqlite3.connect(path / "store.db")
    found = {word for (word,) in connection.execute("SELECT word FROM words")}
    connection.close()
    return found


async def together(writer: Writer, *works: Work) -> list[bool | BaseException]:
    """The outcomes of ``works`` that all waited while the writer was busy."""
    go = Event()
    first = await busy(writer, go)
    rest = [asyncio.create_task(writer.write(work)) for work in works]
    await asyncio.sleep(0)
    go.set()
    assert await first
    return await asyncio.gather(*rest, return_exceptions=True)


async def test_what_waits_together_is_committed_together(writer: Writer, statements: list[str], tmp_path: Path) -> None:
    assert await together(writer, *(adds(str(number)) for number in range(50))) == [True] * 50
    assert statements.count("COMMIT") == 2
    assert len(words(tmp_path)) == 50


async def test_what_is_said_in_one_pass_of_the_loop_is_committed_together(
    writer: Writer, statements: list[str]
) -> None:
    async def turn(word: str) -> None:
        time.sleep(0.002)  # noqa: ASYNC251 - it takes a while in which the writer's thread could run
        await writer.write(adds(word))

    await asyncio.gather(*(turn(str(number)) for number in range(10)))
    assert statements.count("COMMIT") == 1


@pytest.mark.promise(1)
async def test_nobody_is_told_before_the_commit(writer: Writer, statements: list[str]) -> None:
    committed: list[int] = []
    await writer.write(adds("one"), lambda: committed.append(statements.count("COMMIT")))
    assert committed == [1]


@pytest.mark.promise(8)
async def test_only_what_failed_is_undone_and_told(writer: Writer, tmp_path: Path) -> None:
    outcomes = await together(writer, adds("one"), refuses, adds("two"), adds("one"), adds("three"), adds("\ud800"))
    kinds = [outcome if outcome is True else type(outcome) for outcome in outcomes]
    assert kinds == [True, TurnConflict, True, sqlite3.IntegrityError, True, UnicodeEncodeError]
    assert words(tmp_path) == {"one", "two", "three"}


@pytest.mark.promise(12)
async def test_a_full_disk_fails_the_group_and_the_next_one_with_room_succeeds(writer: Writer, tmp_path: Path) -> None:
    await writer.write(runs("PRAGMA max_page_count = 1"))  # it stays at what the file has
    outcomes = await together(writer, adds("small"), adds("large" * 10_000), adds("other"))
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 3
    assert words(tmp_path) == set()
    await writer.write(runs("PRAGMA max_page_count = 1000000"))
    assert await together(writer, adds("small"), adds("large" * 10_000)) == [True, True]


async def test_a_commit_that_fails_fails_everybody_in_it(writer: Writer) -> None:
    deferred = "CREATE TABLE orphans (word TEXT REFERENCES words (word) DEFERRABLE INITIALLY DEFERRED)"
    await writer.write(runs(deferred))
    orphans = runs("INSERT INTO orphans VALUES ('nobody')")
    outcomes = await together(writer, adds("one"), orphans)
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 2
    assert await writer.write(adds("one"))


@pytest.mark.promise(9)
async def test_a_caller_that_has_gone_takes_nothing_back(writer: Writer, tmp_path: Path) -> None:
    go, told = Event(), asyncio.Event()
    first = await busy(writer, go)
    gone = asyncio.create_task(writer.write(adds("said"), told.set))
    await asyncio.sleep(0)
    gone.cancel()
    go.set()
    await first
    await asyncio.wait_for(told.wait(), 5)
    assert gone.cancelled()
    assert words(tmp_path) == {"said"}


@pytest.mark.promise(14)
async def test_a_disk_that_hangs_costs_a_bounded_wait(
    writer: Writer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(writing, "PATIENCE_SECONDS", 0.1)
    go = Event()
    hanging = [await busy(writer, go), asyncio.create_task(writer.write(adds("one")))]
    outcomes = await asyncio.gather(*hanging, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 2
    go.set()
    monkeypatch.undo()
    assert await writer.write(adds("two"))
    assert words(tmp_path) == {"one", "two"}


async def test_what_waits_is_bounded(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_WAITING", 1)
    go = Event()
    begun = [await busy(writer, go)]
    begun.append(asyncio.create_task(writer.write(adds("one"))))
    await asyncio.sleep(0)
    with pytest.raises(StoreUnavailable, match="too much"):
        await writer.write(adds("two"))
    go.set()
    assert await asyncio.gather(*begun) == [True, True]


async def test_closing_finishes_what_waits_and_takes_nothing_more(
    writer: Writer, connection: sqlite3.Connection, tmp_path: Path
) -> None:
    begun = [asyncio.create_task(writer.write(adds(str(number)))) for number in range(writing.LARGEST_GROUP + 100)]
    await asyncio.sleep(0)
    await writer.close()
    assert await asyncio.gather(*begun) == [True] * len(begun)
    assert len(words(tmp_path)) == len(begun)
    with pytest.raises(StoreUnavailable):
        await writer.write(adds("late"))
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
