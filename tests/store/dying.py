"""A process that commits turns and is killed; what it promised has to be there."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from assistant.store.sqlite import SqliteStore
from tests.store.stories import next_turn

REPOSITORY = Path(__file__).parents[2]


def commit_and_die(path: Path, promises: int, **environment: str) -> dict[str, int]:
    """The last promised version of each conversation when a committing process was killed after so many promises."""
    promised: dict[str, int] = {}
    command = [sys.executable, "-m", "tests.store.committing", str(path)]
    surroundings = {**os.environ, **environment}
    with subprocess.Popen(command, cwd=REPOSITORY, env=surroundings, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        for number, line in enumerate(child.stdout, start=1):
            # What is still in the pipe after the kill was promised as well; a line cut short was not.
            if line.endswith("\n"):
                name, _, version = line.strip().partition(" ")
                promised[name] = int(version)
            if number == promises:
                child.kill()
    assert child.returncode == -9
    assert sum(promised.values()) >= promises
    return promised


async def kept(path: Path, promised: dict[str, int]) -> None:
    """Every promised turn is there, whole, in order and once; the conversations go on."""
    store = await SqliteStore.open(path)
    for name, version in promised.items():
        held = await store.load(name)
        assert held
        assert held.version in (version, version + 1), "at most the turn whose promise was cut off is there besides"
        entries = await store.transcript(name, limit=10_000)
        assert [entry.seq for entry in entries] == [*range(1, held.seq + 1)]
        assert [entry.message_id for entry in entries if entry.message_id] == [
            f"id {number}" for number in range(1, held.version)
        ]
        for number in range(1, held.version):
            assert (await store.recall(name, f"id {number}"))[1]
        await store.commit(next_turn(held, "Going on"))
    await store.close()
    with closing(sqlite3.connect(path)) as reader:
        assert reader.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
