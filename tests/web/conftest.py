"""A real server on a loopback port, a real database in a temporary folder, and people who talk to it."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from assistant.app import create_app, listening, open_store, utc_now
from assistant.settings import Settings
from assistant.store.base import Store
from assistant.web.stopping import Stopping

CLINIC = {"clinic_key": "clinic-key-for-these-tests"}
STAFF = {"staff_token": "staff-token-for-these-tests"}
STAFF_KEY = {"Authorization": f"Bearer {STAFF['staff_token']}"}
STALL_SECONDS = 1.5
CLINIC_KEY = {"Authorization": f"Bearer {CLINIC['clinic_key']}"}


@dataclass(frozen=True)
class Answered:
    """An HTTP answer, read to its end."""

    status: int
    headers: Any
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A running server and a client that keeps connections open, as browsers do."""

    address: str
    app: web.Application
    store: Store
    stopping: Stopping
    session: aiohttp.ClientSession

    async def call(self, method: str, path: str, **options: Any) -> Answered:
        async with self.session.request(method, self.address + path, **options) as response:
            return Answered(response.status, response.headers, await response.read())

    async def holds_nobody_up(self, meanwhile: asyncio.Future[Any]) -> None:
        """Whoever asks for ``healthz`` meanwhile is soon answered.

        The server's work is counted, not the time: a machine that is busy with something else is no fault of it.
        """
        while not meanwhile.done():
            began = time.process_time()
            async with asyncio.timeout(10 * STALL_SECONDS):
                assert (await self.call("GET", "/healthz")).status == 200
            assert time.process_time() - began < STALL_SECONDS
            await asyncio.sleep(0.02)

    async def begin(self, **known: Any) -> Person:
        """A new conversation; agreed to unless said otherwise."""
        answered = await self.call("POST", "/v1/conversations", json={"consent": True, **known})
        assert answered.status == 201, answered.body
        return Person(self, answered.json["conversation_id"], answered.json["token"], answered.json["turn"])


@dataclass(frozen=True)
class Person:
    """Somebody in a conversation."""

    server: Server
    id: str
    token: str
    first: Any
    _numbers: Any = field(default_factory=itertools.count)

    @property
    def path(self) -> str:
        return f"/v1/conversations/{self.id}"

    @property
    def key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def call(self, method: str, part: str = "", **options: Any) -> Answered:
        headers = {**self.key, **options.pop("headers", {})}
        return await self.server.call(method, self.path + part, headers=headers, **options)

    async def send(self, **body: Any) -> Answered:
        body.setdefault("message_id", f"m{next(self._numbers)}")
        return await self.call("POST", "/messages", json=body)

    async def say(self, text: str) -> Any:
        answered = await self.send(text=text)
        assert answered.status == 200, answered.body
        return answered.json

    async def view(self) -> Any:
        answered = await self.call("GET")
        assert answered.status == 200, answered.body
        return answered.json


@asynccontextmanager
async def serving(folder: Path, **chosen: Any) -> AsyncIterator[Server]:
    """A server over the database in ``folder``; ``chosen`` are settings (no limits by default) and a clock ``now``."""
    now = chosen.pop("now", utc_now)
    settings, stopping = (
        Settings(**{"port": 0, "data": folder, "rate_limits": "off", **CLINIC, **STAFF, **chosen}),
        Stopping(),
    )
    store = await open_store(settings)
    app = create_app(settings, store, stopping, now)
    app.router.add_get("/broken", _broken)
    async with (
        aiohttp.ClientSession(auto_decompress=False) as session,
        listening(app, settings, stopping) as address,
    ):
        yield Server(address, app, store, stopping, session)
    await store.close()


async def _broken(_request: web.Request) -> web.Response:
    """A fault of ours, with somebody's words in it."""
    raise KeyError("MARKER my stomach")


@pytest.fixture(scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """One server for the stories of a file; each begins conversations of its own."""
    async with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
async def own_server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server for one story, which may stop it or take its store away."""
    async with serving(tmp_path) as running:
        yield running


@pytest.fixture
async def person(server: Server) -> Person:
    return await server.begin()
