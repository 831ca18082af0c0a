"""Whatever is wrong with us, a red flag is heard: by HTTP and by WebSocket, and refusals say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from assistant.app import DATABASE
from tests.web.conftest import Person, Server, serving

FEVER = "I have a fever of 39.8 and I am shaking all over"
Socket = aiohttp.ClientWebSocketResponse


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Somebody else holds the database and does not let go."""
    with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@asynccontextmanager
async def trouble(kind: str, person: Person, folder: Path) -> AsyncIterator[None]:
    if kind == "the store is away":
        await person.server.store.close()
        yield
    elif kind == "the store is stuck":
        with locked(folder):
            yield
    else:
        for _ in range(6):
            await person.send(text="hello")
        yield


@pytest.fixture
async def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    for module in ("database", "writer"):
        monkeypatch.setattr(f"assistant.store.{module}.WRITER_WAITS_MS", 100)
    async with serving(tmp_path, rate_limits="on", messages_per_minute=4) as running:
        yield running


async def _ask(socket: Socket, number: int, text: str) -> Any:
    await socket.send_json({"message_id": f"socket {number}", "text": text})
    return await socket.receive_json(timeout=10)


@pytest.mark.promise(14, 39)
@pytest.mark.parametrize("kind", ["the store is away", "the store is stuck", "the limit is reached"])
async def test_a_red_flag_is_heard_and_everything_else_says_what_to_do(
    server: Server, tmp_path: Path, kind: str
) -> None:
    person = await server.begin()
    async with (
        server.session.ws_connect(f"{server.address}{person.path}/socket", headers=person.key) as socket,
        trouble(kind, person, tmp_path),
    ):
        refused, heard = await person.send(text="hello"), await person.send(text=FEVER)
        assert refused.status == (429 if kind == "the limit is reached" else 503)
        assert refused.headers["Retry-After"]
        assert "emergency" in refused.json["detail"]
        assert (heard.status, heard.json["intent"]) == (200, "red_flag")
        assert heard.json["messages"][0]["text"]
        said, warned = await _ask(socket, 1, "hello"), await _ask(socket, 2, FEVER)
        assert (said["status"], "emergency" in said["detail"]) == (refused.status, True)
        assert warned["intent"] == "red_flag"
        assert warned["messages"][0]["text"] == heard.json["messages"][0]["text"] or kind == "the limit is reached"
        assert (await server.call("GET", "/healthz")).status == 200
