"""Backups are drilled: made while people talk, restored elsewhere, and nobody who was forgotten comes back."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assistant.cli import main
from assistant.store.migrations import migrations
from assistant.store.sqlite import SqliteStore
from assistant.store.staff import Account
from tests.programs import Program, started
from tests.store.places import Place
from tests.store.stories import AT, begin, next_turn

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
PEOPLE = 6


async def command(*arguments: object) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, main, [str(argument) for argument in arguments])


@dataclass
class People:
    """Several, who go on until told to stop. ``acknowledged``: id, token and message id to the answer."""

    program: Program
    acknowledged: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    stopped: bool = False

    async def heard(self, more: int) -> dict[tuple[str, str, str], Any]:
        """What is acknowledged, once everybody has had an answer and so many more came, however busy the machine is."""
        wanted = len(self.acknowledged) + more
        async with asyncio.timeout(60):
            while len(self.acknowledged) < wanted or len({name for name, *_ in self.acknowledged}) < PEOPLE:
                self.answered.clear()
                await self.answered.wait()
        return dict(self.acknowledged)

    async def talk(self) -> None:
        name, token = await self.program.begin()
        for number in itertools.count():
            if self.stopped:
                return
            status, answer = await say(self.program, name, token, f"m{number}")
            assert status == 200
            self.acknowledged[name, token, f"m{number}"] = answer
            self.answered.set()


async def say(program: Program, name: str, token: str, message_id: str) -> tuple[int, Any]:
    body = {"message_id": message_id, "text": "I had humira and it wore off"}
    return await program.call("POST", f"/v1/conversations/{name}/messages", token, json=body)


@pytest.mark.promise(15, 17)
async def test_a_backup_made_while_people_talk_holds_all_that_was_acknowledged(tmp_path: Path) -> None:
    data, copy = tmp_path / "data", tmp_path / "copy.db"
    # A line for each request would fill the pipe that nobody reads meanwhile.
    async with started(data, ASSISTANT_ENCRYPTION_KEYS=KEY, ASSISTANT_LOG_LEVEL="warning") as program:
        people = People(program)
        talking = [asyncio.create_task(people.talk()) for _ in range(PEOPLE)]
        before = await people.heard(20)
        async with asyncio.timeout(60):
            while len(people.acknowledged) == len(before):  # one that nobody talked during shows nothing
                copy.unlink(missing_ok=True)
                before = await people.heard(1)
                made = await command("backup", copy, "--data", data)
                assert made.exit_code == 0, made.output
        people.stopped = True
        await asyncio.gather(*talking)
        name, token, _ = next(iter(before))
        assert (await program.call("DELETE", f"/v1/conversations/{name}", token))[0] == 204
        refused = await command("restore", copy, "--data", data)
        assert "a server is using" in refused.output
    assert copy.stat().st_mode & 0o777 == 0o600
    restored = await command("restore", copy, "--data", data)
    assert "5 conversations restored, 1 erased again." in restored.output
    async with started(data, ASSISTANT_ENCRYPTION_KEYS=KEY) as program:
        for (person, secret, message_id), answer in before.items():
            status, again = await say(program, person, secret, message_id)
            assert status == (404 if person == name else 200)
            assert person == name or again == answer


@pytest.mark.promise(15, 17)
async def test_a_backup_on_a_new_machine_forgets_by_a_list_kept_elsewhere(place: Place, tmp_path: Path) -> None:
    store = await place.open()
    for name in ("c_ada", "c_ben"):
        await begin(store, name)
    where = place.options
    await store.erase("c_ada", AT)
    await store.close()
    listed = await command("erased", *where)
    assert listed.output == f"c_ada {AT.isoformat()}\n"
    (tmp_path / "list").write_text(listed.output)
    await place.sql("DELETE FROM receipts")  # as in a backup from before
    store = await place.open()
    await begin(store, "c_ada")
    await store.close()
    applied = await command("erased", "--apply", tmp_path / "list", *where)
    assert applied.output == "1 conversations erased again.\n"
    store = await place.open()
    assert await store.load("c_ada") is None
    assert await store.load("c_ben")
    await store.close()


async def kept(path: Path, *names: str) -> None:
    store = await SqliteStore.open(path)
    for name in names:
        await store.commit(next_turn(await begin(store, name)))
    await store.close()


@pytest.mark.promise(15, 17)
async def test_where_the_old_database_is_lost_a_list_says_who_was_forgotten(tmp_path: Path) -> None:
    await kept(tmp_path / "old" / "assistant.db", "c_ada", "c_ben")
    assert (await command("backup", tmp_path / "copy.db", "--data", tmp_path / "old")).exit_code == 0
    (tmp_path / "list").write_text(f"c_ada {AT.isoformat()}\nc_cat {AT.isoformat()}\n")
    new = tmp_path / "new"
    done = await command("restore", tmp_path / "copy.db", "--erased", tmp_path / "list", "--data", new)
    assert done.output == "1 conversations restored, 1 erased again.\n"
    store = await SqliteStore.open(new / "assistant.db")
    assert await store.load("c_ada") is None
    assert [each.conversation_id for each in await store.receipts()] == ["c_ada", "c_cat"]
    await store.close()
    with closing(sqlite3.connect(new / "assistant.db")) as reader:
        assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.promise(42)
async def test_nobody_is_signed_in_by_a_restored_backup(tmp_path: Path) -> None:
    file, copy = tmp_path / "assistant.db", tmp_path / "copy.db"
    store = await SqliteStore.open(file)
    await store.staff.add_account(Account(id="s_ann", name="ann", role="lead"))
    await store.staff.begin_session(b"session", "s_ann", AT)
    await store.close()
    await command("backup", copy, "--data", tmp_path)
    assert (await command("restore", copy, "--data", tmp_path)).exit_code == 0
    store = await SqliteStore.open(file)
    assert await store.staff.account("ann")
    assert await store.staff.session(b"session") is None
    await store.close()


@pytest.mark.promise(15)
async def test_a_damaged_database_gives_way_to_its_backup(tmp_path: Path) -> None:
    file, copy = tmp_path / "assistant.db", tmp_path / "copy.db"
    await kept(file, "c_ada")
    await command("backup", copy, "--data", tmp_path)
    file.write_bytes(b"This is my diary. " * 1_000)
    done = await command("restore", copy, "--data", tmp_path)
    assert done.exit_code == 0
    assert "What that one had erased could not be read" in done.output
    store = await SqliteStore.open(file)
    assert await store.load("c_ada")
    await store.close()


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def spoil(copy: Path) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])


def outgrow(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as newer:
        newer.execute(f"PRAGMA user_version = {len(migrations()) + 1}")


def replace(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as foreign:
        foreign.execute("CREATE TABLE recipes (name TEXT)")


@pytest.mark.promise(15)
@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (spoil, "is damaged"),
        (outgrow, f"the database has version {len(migrations()) + 1}"),
        (replace, "belongs to another program"),
        (lambda copy: copy.write_bytes(b""), "nothing in it"),
        (lambda copy: copy.write_bytes(b"no database" * 1000), "is damaged"),
    ],
    ids=["damaged", "newer", "foreign", "empty", "text"],
)
async def test_a_bad_backup_is_refused_and_the_database_stays(tmp_path: Path, harm: Any, says: str) -> None:
    file, copy = tmp_path / "assistant.db", tmp_path / "copy.db"
    await kept(file, "c_ada")
    await command("backup", copy, "--data", tmp_path)
    harm(copy)
    await kept(file, "c_ben")
    refused = await command("restore", copy, "--data", tmp_path)
    assert refused.exit_code == 1
    assert says in refused.output
    assert refused.output.count("\n") == 1
    assert names(tmp_path) == ["assistant.db", "copy.db"]
    store = await SqliteStore.open(file)
    assert await store.load("c_ada")
    assert await store.load("c_ben")
    await store.close()


async def test_a_backup_replaces_nothing_and_needs_something_to_copy(tmp_path: Path) -> None:
    nothing = await command("backup", tmp_path / "copy.db", "--data", tmp_path)
    assert f"there is no {tmp_path / 'assistant.db'}" in nothing.output
    await kept(tmp_path / "assistant.db", "c_ada")
    for exit_code in (0, 1):
        assert (await command("backup", tmp_path / "copy.db", "--data", tmp_path)).exit_code == exit_code
