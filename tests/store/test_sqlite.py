"""The contract, kept by SQLite; and what only a file can do wrong."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from assistant.errors import StoreUnavailable
from assistant.store.base import Rewritten, Store
from assistant.store.sqlite import SqliteStore
from tests.store.contract import Reopened, StoreContract, reopening
from tests.store.dying import commit_and_die, kept
from tests.store.stories import AT, begin, next_turn, opened

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "store.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    opened_store = await SqliteStore.open(path)
    yield opened_store
    await opened_store.close()


@pytest.fixture
async def reopened(path: Path) -> AsyncIterator[Reopened]:
    async with reopening(lambda: SqliteStore.open(path)) as reopen:
        yield reopen


class TestSqliteStore(StoreContract):
    pass


def files(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def test_the_files_are_for_their_owner_only(path: Path) -> None:
    async def look() -> dict[str, str]:
        store = await SqliteStore.open(path)
        await begin(store)
        modes = {file.name: oct(file.stat().st_mode & 0o777) for file in path.parent.iterdir()}
        await store.close()
        return modes

    assert asyncio.run(look()) == {"store.db": "0o600", "store.db-wal": "0o600", "store.db-shm": "0o600"}
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"


# --- forgetting ---------------------------------------------------------------------------------------------------


async def tell(store: Store, name: str, words: str, turns: int) -> None:
    conversation = await begin(store, name)
    for number in range(turns):
        turn = next_turn(conversation, words * (1 + number * 40), f"{words} {number}")
        await store.commit(turn)
        conversation = turn.conversation


@pytest.mark.promise(17)
async def test_erased_words_are_in_no_file_any_more_and_a_receipt_is(store: SqliteStore, path: Path) -> None:
    await tell(store, "c_ben", "KEEP-THIS", 3)
    await tell(store, "c_ada", "FORGET-THIS", 12)
    assert any(b"FORGET-THIS" in held for held in files(path).values())
    await store.erase("c_ada", AT)
    assert [name for name, held in files(path).items() if b"FORGET-THIS" in held] == []
    assert any(b"KEEP-THIS" in held for held in files(path).values())
    with closing(sqlite3.connect(path)) as reader:
        assert reader.execute("SELECT * FROM receipts").fetchall() == [("c_ada", "2026-11-21T09:30:15.123456+00:00")]


@pytest.mark.promise(17)
async def test_words_that_an_update_replaced_are_erased_too(store: SqliteStore, path: Path) -> None:
    conversation = await begin(store)
    for number in range(6):
        words = "FORGET-THIS" * (200 - 30 * number)
        turn = next_turn(conversation.model_copy(update={"reference": words}))
        await store.commit(turn)
        conversation = turn.conversation
    await store.erase("c_ada", AT)
    assert [name for name, held in files(path).items() if b"FORGET-THIS" in held] == []


async def test_replaced_entries_leave_the_files(store: SqliteStore, path: Path) -> None:
    turn = next_turn(await begin(store), "FORGET-THIS")
    await store.commit(turn)
    await store.commit(next_turn(turn.conversation).model_copy(update={"replaces_transcript": True}))
    assert [name for name, held in files(path).items() if b"FORGET-THIS" in held] == []


@pytest.mark.promise(17)
async def test_rewritten_words_leave_the_files(store: SqliteStore, path: Path) -> None:
    turn = next_turn(await begin(store), "FORGET-THIS")
    await store.commit(turn)
    again = Rewritten(entries=tuple(entry.model_copy(update={"text": "[deleted]"}) for entry in turn.entries))
    await store.commit(next_turn(turn.conversation).model_copy(update={"rewritten": again, "forgets": True}))
    assert [name for name, held in files(path).items() if b"FORGET-THIS" in held] == []


@pytest.mark.promise(17)
async def test_words_go_as_soon_as_a_running_backup_is_done(store: SqliteStore, path: Path) -> None:
    await tell(store, "c_ada", "FORGET-THIS", 3)
    with closing(sqlite3.connect(path, isolation_level=None)) as backup:
        backup.execute("BEGIN")
        backup.execute("SELECT count(*) FROM entries").fetchall()
        assert await store.erase("c_ada", AT)
        await begin(store, "c_ben")
        assert any(b"FORGET-THIS" in held for held in files(path).values())
    for _ in range(100):
        if not any(b"FORGET-THIS" in held for held in files(path).values()):
            break
        await asyncio.sleep(0.1)
    assert [name for name, held in files(path).items() if b"FORGET-THIS" in held] == []


DYING = """
import asyncio, os, signal, sys
from assistant.store import writer
from pathlib import Path
from tests.store.stories import AT, begin, next_turn
from assistant.store.sqlite import SqliteStore

async def main():
    store = await SqliteStore.open(Path(sys.argv[1]))
    turn = next_turn(await begin(store), "FORGET-THIS")
    await store.commit(turn)
    writer.Writer._scrub = lambda self: os.kill(os.getpid(), signal.SIGKILL)
    await store.erase("c_ada", AT)

asyncio.run(main())
"""


def erase_and_die(path: Path) -> int:
    """Erase a conversation in another process that is killed before it cleans up behind itself."""
    return subprocess.run([sys.executable, "-c", DYING, str(path)], cwd=REPOSITORY, check=False).returncode


@pytest.mark.promise(17)
async def test_an_erasure_cut_short_by_a_kill_is_finished_at_the_next_start(path: Path) -> None:
    assert erase_and_die(path) == -9
    assert any(b"FORGET-THIS" in held for held in files(path).values())
    store = await SqliteStore.open(path)
    await store.ready()
    assert await store.load("c_ada") is None
    assert [name for name, held in files(path).items() if b"FORGET-THIS" in held] == []
    await store.close()


# --- dying, filling up, being in the way --------------------------------------------------------------------------


@pytest.mark.promise(1, 8)
async def test_a_kill_loses_nothing_that_was_promised(path: Path) -> None:
    for promises in (400, 700, 1_000):
        run = path.with_name(f"{promises}.db")
        await kept(run, commit_and_die(run, promises))


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """The operating system lets no file grow beyond ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.promise(12)
async def test_without_room_writes_are_refused_reads_go_on_and_room_heals(store: SqliteStore, path: Path) -> None:
    held = await begin(store)
    size = max(len(file) for file in files(path).values())
    with no_file_beyond(size):
        for _ in range(3):
            with pytest.raises(StoreUnavailable):
                await store.commit(next_turn(held, "No room for this. " * 20_000, "first"))
        others = [opened(f"c_{number}") for number in range(600)]
        outcomes = await asyncio.gather(*map(store.commit, others), return_exceptions=True)
        assert StoreUnavailable in map(type, outcomes)
        assert await store.load("c_ada") == held
    await store.ready()
    assert (await store.recall("c_ada", "first"))[1] is None
    for commit, outcome in zip(others, outcomes, strict=True):
        assert await store.load(commit.conversation.id) == (None if outcome else commit.conversation)
    turn = next_turn(held, "No room for this. " * 20_000, "first")
    await store.commit(turn)
    assert await store.load("c_ada") == turn.conversation


@pytest.mark.promise(14)
async def test_while_another_process_writes_for_long_the_store_is_unavailable_and_then_again_not(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("database", "writer"):
        monkeypatch.setattr(f"assistant.store.{module}.WRITER_WAITS_MS", 100)
    store = await SqliteStore.open(path)
    held = await begin(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            await store.ready()
        assert await store.load("c_ada") == held
    await store.commit(next_turn(held))
    await store.close()


@pytest.mark.promise(7)
async def test_two_servers_on_one_file_never_both_win(store: SqliteStore, path: Path) -> None:
    other = await SqliteStore.open(path)
    held = await begin(store)
    for number in range(20):
        turns = [next_turn(held, f"From {who}", f"{who} {number}") for who in ("one", "other")]
        outcomes = await asyncio.gather(store.commit(turns[0]), other.commit(turns[1]), return_exceptions=True)
        assert outcomes.count(None) == 1
        held = turns[outcomes.index(None)].conversation
        assert await store.load("c_ada") == held == await other.load("c_ada")
    await other.close()


async def test_what_no_longer_fits_is_refused_without_quoting_it(store: SqliteStore, path: Path) -> None:
    await begin(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("""UPDATE conversations SET body = json_set(body, '$.secret_words', 'my stomach')""")
    with pytest.raises(StoreUnavailable) as refused:
        await store.load("c_ada")
    assert refused.value.__cause__ is None
    assert "stomach" not in str(refused.value)
