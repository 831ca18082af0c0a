"""The contract, kept by PostgreSQL; and what only a database that others use too can do wrong."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from assistant.errors import NewerDatabase, SettingsError, StoreUnavailable, TurnConflict
from assistant.store.connections import UNFIT
from assistant.store.migrations import migrations
from assistant.store.postgres import PostgresStore, step_back
from assistant.store.schema import migrate
from tests.postgres import Cluster
from tests.store.contract import Reopened, StoreContract, reopening
from tests.store.stories import AT, begin, next_turn


@pytest.fixture
async def url(postgres: Cluster) -> str:
    return await postgres.new_database()


@pytest.fixture
async def store(url: str) -> AsyncIterator[PostgresStore]:
    opened_store = await PostgresStore.open(url)
    yield opened_store
    await opened_store.close()


@pytest.fixture
async def reopened(url: str) -> AsyncIterator[Reopened]:
    async with reopening(lambda: PostgresStore.open(url)) as reopen:
        yield reopen


class TestPostgresStore(StoreContract):
    pass


# --- getting in ---------------------------------------------------------------------------------------------------


@pytest.fixture
async def locked(postgres: Cluster) -> str:
    """An account that needs a password."""
    await postgres.sql("DROP ROLE IF EXISTS locked")
    await postgres.sql("CREATE ROLE locked LOGIN PASSWORD 'right'")
    return postgres.url(user="locked", password="wrong-SECRET")


async def test_a_wrong_password_is_said_without_showing_it(locked: str) -> None:
    with pytest.raises(StoreUnavailable, match="refuses to let us in: password authentication failed") as refused:
        await PostgresStore.open(locked)
    assert "SECRET" not in str(refused.value)


async def test_a_database_that_is_not_there_is_named(postgres: Cluster) -> None:
    with pytest.raises(StoreUnavailable, match='database "nowhere" does not exist'):
        await PostgresStore.open(postgres.url("nowhere"))


async def test_servers_of_which_none_is_what_is_wanted_are_unavailable(url: str) -> None:
    with pytest.raises(StoreUnavailable):
        await PostgresStore.open(f"{url}&target_session_attrs=standby")


async def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    for where, name in (("localhost:1/name", "localhost:1"), (f"/name?host={tmp_path}", str(tmp_path))):
        with pytest.raises(StoreUnavailable, match=f"the database at {name} cannot be reached") as refused:
            await PostgresStore.open(f"postgresql://me:SECRET@{where}")
        assert "SECRET" not in str(refused.value)


@pytest.mark.parametrize("url", ["postgresql://me:SECRET@host:none/name", "postgresql://me:SECRET@h/n?sslmode=perhaps"])
async def test_an_address_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="the database address cannot be used") as refused:
        await PostgresStore.open(url)
    assert "SECRET" not in str(refused.value)


# --- the shape ----------------------------------------------------------------------------------------------------


async def version(postgres: Cluster, url: str) -> int:
    return int((await postgres.sql("SELECT version FROM second_line.shape", url))[0][0])


async def test_a_newer_database_is_refused_and_left_alone(postgres: Cluster, url: str, store: PostgresStore) -> None:
    await begin(store)
    newest = len(migrations("postgres"))
    await postgres.sql(f"UPDATE second_line.shape SET version = {newest + 1}", url)
    with pytest.raises(NewerDatabase, match=f"the database has version {newest + 1}, .* up to {newest}"):
        await PostgresStore.open(url)
    with pytest.raises(NewerDatabase):
        await step_back(url)
    assert await version(postgres, url) == newest + 1
    assert await store.load("c_ada")


async def test_another_programs_schema_is_refused(postgres: Cluster, url: str) -> None:
    await postgres.sql("CREATE SCHEMA second_line", url)
    with pytest.raises(StoreUnavailable, match="belongs to another program"):
        await PostgresStore.open(url)


async def test_servers_starting_at_once_migrate_once(postgres: Cluster, url: str) -> None:
    stores = await asyncio.gather(*(PostgresStore.open(url) for _ in range(4)))
    for each in stores:
        await each.close()
    assert [tuple(row) for row in await postgres.sql("SELECT beats FROM second_line.pulse", url)] == [(0,)]


@pytest.mark.promise(16)
async def test_one_step_down_and_up_again_keeps_what_was_said(postgres: Cluster, url: str) -> None:
    old = await PostgresStore.open(url)
    held = await begin(old)
    newest = await version(postgres, url)
    assert await step_back(url) == newest - 1 == await version(postgres, url)
    await old.commit(next_turn(held))
    new = await PostgresStore.open(url)
    assert await version(postgres, url) == newest
    assert await new.load("c_ada") == await old.load("c_ada")
    await new.keep_ticket("c_ada", b"ticket", AT, AT + timedelta(seconds=60))
    await old.close()
    await new.close()


@pytest.mark.promise(16)
async def test_a_kill_in_the_middle_of_a_step_leaves_the_version_before_it(postgres: Cluster, url: str) -> None:
    first = migrations("postgres")[:1]
    connection = await asyncpg.connect(url)
    await migrate(connection, first)
    dying = "CREATE TABLE second_line.more (x text); SELECT pg_terminate_backend(pg_backend_pid())"
    with pytest.raises(asyncpg.InterfaceError, match="closed"):
        await migrate(connection, (*first, dying))
    assert await version(postgres, url) == 1
    connection.terminate()
    assert (await postgres.sql("SELECT to_regclass('second_line.more')", url))[0][0] is None
    await (await PostgresStore.open(url)).close()
    assert await version(postgres, url) == len(migrations("postgres"))


# --- several servers ----------------------------------------------------------------------------------------------


@pytest.fixture
async def other(url: str, store: PostgresStore) -> AsyncIterator[PostgresStore]:
    """A second server's store on the same database."""
    opened_store = await PostgresStore.open(url)
    yield opened_store
    await opened_store.close()


@pytest.mark.promise(7)
async def test_two_servers_never_both_win(store: PostgresStore, other: PostgresStore) -> None:
    held = await begin(store)
    for number in range(20):
        turns = [next_turn(held, f"From {who}", f"{who} {number}") for who in ("one", "other")]
        outcomes = await asyncio.gather(store.commit(turns[0]), other.commit(turns[1]), return_exceptions=True)
        assert outcomes.count(None) == 1
        held = turns[outcomes.index(None)].conversation
        assert await store.load("c_ada") == held == await other.load("c_ada")


@pytest.mark.promise(5)
async def test_a_message_id_counts_once_on_whichever_server(store: PostgresStore, other: PostgresStore) -> None:
    first = next_turn(await begin(store), "Humira", "first")
    await store.commit(first)
    with pytest.raises(TurnConflict):
        await other.commit(next_turn(first.conversation, "Remicade", "first"))
    assert (await other.recall("c_ada", "first"))[1] == first.taken


async def test_a_reader_hears_at_once_what_was_said_on_another_server(
    store: PostgresStore, other: PostgresStore
) -> None:
    held = await begin(store)
    for _ in range(3):
        waiting = asyncio.create_task(other.changed("c_ada", held.seq, 30))
        await asyncio.sleep(0.05)
        turn = next_turn(held)
        await store.commit(turn)
        await asyncio.wait_for(waiting, 1)
        held = turn.conversation
    waiting = asyncio.create_task(other.changed("c_ada", held.seq, 30))
    await asyncio.sleep(0.05)
    await store.erase("c_ada", AT)
    await asyncio.wait_for(waiting, 1)


async def test_what_is_told_to_other_servers_are_ids_only(postgres: Cluster, url: str, store: PostgresStore) -> None:
    heard: list[str] = []
    connection = await asyncpg.connect(url)
    await connection.add_listener("second_line", lambda *said: heard.append(str(said[-1])))
    await asyncio.gather(*(begin(store, f"c_{number}") for number in range(250)))
    for _ in range(100):
        if sum(len(said.split()) for said in heard) >= 250:
            break
        await asyncio.sleep(0.02)
    await connection.close()
    assert {name for said in heard for name in said.split()} == {f"c_{number}" for number in range(250)}


async def test_what_may_be_called_counts_for_all_servers(store: PostgresStore, other: PostgresStore) -> None:
    granted = [await each.draw(b"key", 60, 25) for each in (store, other, store, other)]
    assert granted[:3] == [25, 25, 10]
    assert granted[3] <= 1
    assert await other.draw(b"another", 60, 25) == 25
    await asyncio.sleep(1.1)
    assert await store.draw(b"key", 60, 25) in (1, 2)


# --- values, crashes, standstill ----------------------------------------------------------------------------------


async def test_one_turn_that_cannot_be_stored_takes_no_other_with_it(store: PostgresStore) -> None:
    held = [await begin(store, f"c_{number}") for number in range(40)]
    turns = [next_turn(each, "Humira", "nul \x00" if number == 25 else "m") for number, each in enumerate(held)]
    outcomes = await asyncio.gather(*map(store.commit, turns), return_exceptions=True)
    assert [number for number, outcome in enumerate(outcomes) if outcome] == [25]
    assert isinstance(outcomes[25], UNFIT)
    assert await store.load("c_25") == held[25]
    assert await store.load("c_26") == turns[26].conversation


@pytest.mark.promise(3)
async def test_a_crash_loses_nothing_and_is_over_by_itself(postgres: Cluster, store: PostgresStore) -> None:
    kept = {name: await begin(store, name) for name in (f"c_{number}" for number in range(20))}
    refused: list[StoreUnavailable] = []

    async def talk(name: str) -> None:
        while kept[name].version < 60 or not refused:
            turn = next_turn(kept[name], "It wore off.", f"{kept[name].version}")
            try:
                await store.commit(turn)
            except StoreUnavailable as error:
                refused.append(error)
                await asyncio.sleep(0.02)
            except TurnConflict:  # kept after all when the crash cut the answer off
                assert (await store.recall(name, f"{kept[name].version}"))[1] == turn.taken
                kept[name] = turn.conversation
            else:
                kept[name] = turn.conversation

    talking = [asyncio.create_task(talk(name)) for name in kept]
    await asyncio.sleep(0.05)
    await asyncio.to_thread(postgres.crash)
    await asyncio.to_thread(postgres.start)
    await asyncio.wait_for(asyncio.gather(*talking), 60)
    assert refused
    for name, conversation in kept.items():
        assert await store.load(name) == conversation
        entries = await store.transcript(name, limit=1_000)
        assert [entry.seq for entry in entries] == [*range(1, conversation.seq + 1)]
        said = [entry.message_id for entry in entries if entry.message_id]
        assert said == [str(number) for number in range(1, conversation.version)]


@pytest.mark.promise(14)
async def test_a_database_that_stands_still_costs_a_bounded_wait(postgres: Cluster, store: PostgresStore) -> None:
    held = await begin(store)
    postgres.signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        outcomes = await asyncio.gather(store.load("c_ada"), store.ready(), return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 2
        assert time.monotonic() - began < 10
        began = time.monotonic()
        with pytest.raises(StoreUnavailable):
            await store.commit(next_turn(held))
        assert time.monotonic() - began < 1, "once it is known to stand still, nobody waits for it"
    finally:
        postgres.signal(signal.SIGCONT)
    began = time.monotonic()
    while True:
        try:
            await store.ready()
            break
        except StoreUnavailable:
            assert time.monotonic() - began < 5
            await asyncio.sleep(0.05)
    await store.commit(next_turn(held))
