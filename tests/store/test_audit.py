"""The audit: a chain that holds across servers, and in which nothing can be changed unnoticed."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from assistant.cli import main
from assistant.retention import purge
from assistant.settings import Settings
from assistant.store.audit import PURGED, START, Note, chained, verify
from assistant.store.base import Store
from tests.store.places import Place, SqliteFile
from tests.store.stories import AT, begin

SIX_YEARS = timedelta(days=2190)


def note(number: int, who: str = "s_ann", conversation_id: str | None = "c_ada", at: datetime = AT) -> Note:
    return Note(at=at, who=who, action="conversation.read", conversation_id=conversation_id, detail=f"m_{number}")


async def five(store: Store) -> str:
    """Five entries; the mark of the last."""
    for number in range(5):
        await store.staff.record(note(number))
    head = await store.staff.head()
    assert head
    return head.mark


async def test_entries_come_back_in_order_and_by_conversation_and_person(place: Place) -> None:
    store = await place.open()
    notes = [note(0), note(1, who="s_ben"), note(2, conversation_id="c_ben"), note(3, conversation_id=None)]
    for each in notes:
        await store.staff.record(each)
    await store.close()
    store = await place.open()
    held = await store.staff.entries()
    assert [Note(**entry.model_dump(include=set(Note.model_fields))) for entry in held] == notes
    assert [entry.seq for entry in held] == [1, 2, 3, 4]
    assert [entry.detail for entry in await store.staff.entries(who="s_ann", conversation_id="c_ada")] == ["m_0"]
    assert [entry.seq for entry in await store.staff.entries(after=1, limit=2)] == [2, 3]
    assert await store.staff.head() == held[-1]
    await store.close()


@pytest.mark.promise(43)
async def test_two_servers_at_once_make_one_chain(place: Place) -> None:
    servers = [await place.open(), await place.open()]
    await asyncio.gather(*(servers[number % 2].staff.record(note(number)) for number in range(60)))
    verdict = await verify(servers[0].staff)
    assert (verdict.entries, verdict.flaws) == (60, [])
    assert {entry.detail for entry in await servers[1].staff.entries()} == {f"m_{number}" for number in range(60)}
    for server in servers:
        await server.close()


TAMPERING = {
    "changed": ["UPDATE audit SET who = 's_nobody' WHERE seq = 3"],
    "moved in time": ["UPDATE audit SET at = (SELECT at FROM audit WHERE seq = 6) WHERE seq = 3"],
    "dropped": ["DELETE FROM audit WHERE seq = 3"],
    "beginning cut off": ["DELETE FROM audit WHERE seq <= 2"],
    "swapped": [f"UPDATE audit SET seq = {after} WHERE seq = {before}" for before, after in ((2, 9), (4, 2), (9, 4))],
}


async def unlocked(place: Place) -> None:
    """As somebody would who owns the database: what keeps entries from being changed is taken away."""
    table = "" if isinstance(place, SqliteFile) else " ON audit"
    await place.sql(f"DROP TRIGGER audit_stands{table}")


@pytest.mark.promise(43)
@pytest.mark.parametrize("how", TAMPERING)
async def test_tampering_is_found(place: Place, how: str) -> None:
    store = await place.open()
    await five(store)
    assert (await verify(store.staff)).flaws == []
    await store.staff.record(note(6, at=AT + timedelta(seconds=1)))
    await unlocked(place)
    for statement in TAMPERING[how]:
        await place.sql(statement)
    assert (await verify(store.staff)).flaws
    await store.close()


@pytest.mark.promise(43)
async def test_an_end_that_was_cut_off_or_made_anew_is_found_by_the_head_kept_elsewhere(place: Place) -> None:
    store = await place.open()
    kept = await five(store)
    await store.staff.record(note(6))
    assert (await verify(store.staff, kept)).flaws == []
    await unlocked(place)
    await place.sql("DELETE FROM audit WHERE seq >= 5")
    assert (await verify(store.staff)).flaws == []
    assert (await verify(store.staff, kept)).flaws == [f"the head that was kept, {kept}, is missing or was changed"]
    before = (await store.staff.entries())[-1]
    hashed = chained(bytes.fromhex(before.hash), 5, note(5, who="s_somebody_else")).hex()
    literal = "x'{}'" if isinstance(place, SqliteFile) else r"'\x{}'"
    await place.sql(
        "INSERT INTO audit (seq, at, who, action, conversation_id, detail, previous, hash) SELECT 5, at, "
        f"'s_somebody_else', action, conversation_id, 'm_5', {literal.format(before.hash)}, {literal.format(hashed)} "
        "FROM audit WHERE seq = 1"
    )
    assert (await verify(store.staff)).flaws == []
    assert (await verify(store.staff, kept)).flaws
    await store.close()


@pytest.mark.promise(43)
async def test_the_database_itself_refuses_to_change_an_entry(place: Place) -> None:
    store = await place.open()
    await five(store)
    with pytest.raises(Exception, match="only added to"):
        await place.sql(*TAMPERING["changed"])
    assert (await verify(store.staff)).flaws == []
    await store.close()


async def test_it_outlives_the_conversation_for_six_years(place: Place) -> None:
    store = await place.open()
    await begin(store)
    head = await five(store)
    await store.erase("c_ada", AT)
    later = note(5, at=AT + timedelta(days=1))
    await store.staff.record(later)
    assert (await purge(store, Settings(), AT + SIX_YEARS)).audit == 0
    assert len(await store.staff.entries(conversation_id="c_ada")) == 6
    assert (await purge(store, Settings(), AT + SIX_YEARS + timedelta(seconds=1))).audit == 5
    left = await store.staff.entries()
    assert [(entry.seq, entry.action, entry.detail) for entry in left] == [(6, later.action, "m_5"), (7, PURGED, head)]
    assert (await verify(store.staff, head)).flaws == []
    assert (await purge(store, Settings(), AT + 2 * SIX_YEARS)).audit == 1
    assert (await verify(store.staff)).flaws == []
    await place.sql("DELETE FROM audit WHERE seq = 7")
    assert (await verify(store.staff)).flaws
    await store.close()


def test_the_first_entry_follows_from_nothing() -> None:
    assert chained(START, 1, note(0)) != chained(START, 2, note(0))
    assert chained(START, 1, note(0)) != chained(b"1" * 32, 1, note(0))
    assert chained(START, 1, note(0)) != chained(START, 1, note(1))


async def run(place: Place, *words: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, main, ["audit", *words, *place.options])


async def test_the_commands_tell_the_head_and_what_is_wrong(place: Place) -> None:
    store = await place.open()
    assert (await run(place, "head")).output == "Error: the audit is empty\n"
    kept = await five(store)
    assert (await run(place, "head")).output == f"{kept}\n"
    for words in ((), ("--head", kept)):
        assert (await run(place, "verify", *words)).output == "5 entries, each as it was recorded.\n"
    assert (await run(place, "verify", "--head", "5:beef")).exit_code == 2
    await place.sql("DELETE FROM audit WHERE seq = 2")
    found = await run(place, "verify")
    assert (found.exit_code, found.output) == (1, "entries 2 to 2 are missing\n")
    await store.close()
