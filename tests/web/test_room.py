"""A flood of messages: most are answered, the rest come back, and no red flag is told to."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.app import DATABASE
from tests.web.conftest import serving

FEVER = "I have a fever of 39.8 and I am shaking all over"


@contextmanager
def no_writes(folder: Path) -> Iterator[None]:
    """Somebody else writes to the database all the while, so every turn waits for its commit."""
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")
        connection.close()


async def test_more_turns_at_once_than_there_is_room_for_come_back_later(tmp_path: Path) -> None:
    async with serving(tmp_path, turns_at_once=2) as server:
        first, second, third, ill = [await server.begin() for _ in range(4)]
        with no_writes(tmp_path):
            waiting = [asyncio.create_task(person.send(text="hello")) for person in (first, second)]
            await asyncio.sleep(0.2)
            refused = await third.send(text="hello")
            opening = await server.call("POST", "/v1/conversations", json={})
            urgent = asyncio.create_task(ill.send(text=FEVER))
            await asyncio.sleep(0.2)
            assert not urgent.done()
        for answer in (refused, opening):
            assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
            assert "emergency" in answer.json["detail"]
        assert [(await task).status for task in waiting] == [200, 200]
        assert (await urgent).json["intent"] == "red_flag"
        assert (await third.send(text="hello")).status == 200


async def test_what_goes_wrong_leaves_its_place(tmp_path: Path) -> None:
    async with serving(tmp_path, turns_at_once=1) as server:
        person = await server.begin()
        for _ in range(3):
            assert (await person.send(choice="no_such_choice")).status == 422
        assert (await person.send(text="hello")).status == 200
