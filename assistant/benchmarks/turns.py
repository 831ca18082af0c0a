"""How many turns a second, and how long one takes: alone, stored, and over HTTP, each beside the floor under it.

Every row talks the same short conversation over and over. The floors do the same work without our turn: a store that
only commits, a server that only answers. Figures of one run may be compared with each other, not with those of another.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

import aiohttp
from aiohttp import web

from assistant.clients import Client, InProcess, OverHttp
from assistant.content.loader import load_content
from assistant.conversations import Conversation
from assistant.engine.engine import Engine
from assistant.engine.guide import load_guide
from assistant.engine.turn import take_turn
from assistant.messages import Inbound
from assistant.store.base import Commit, Store
from assistant.store.opening import open_store

SAID = ("me", "42", "crohns", "england", "not booked", "humera", "about 2 yrs", "purple elephants", "it wore off")
"""What the person says after agreeing: one message that is not understood among them."""

TURNS = len(SAID) + 2
"""With the opening and the agreement."""

Once = Callable[[], Awaitable[None]]


class Row(NamedTuple):
    """One figure: turns a second, and milliseconds a turn at the median and the 99th percentile."""

    name: str
    at_once: int
    per_second: float
    median: float
    worst: float

    def __str__(self) -> str:
        speed = f"{self.per_second:>9,.0f}/s  median {self.median:.2f} ms  p99 {self.worst:.2f} ms"
        return f"{self.name:<30}{self.at_once:>4} at once {speed}"


async def measure(seconds: float, database: str | None = None) -> AsyncIterator[Row]:
    """The rows, floor before what stands on it; with ``database`` (a PostgreSQL that may be filled) also those on it.

    Raises ``SettingsError``, ``StoreUnavailable``, ``NewerDatabase``.
    """
    yield await _timed("turn alone, nothing stored", 1, len(SAID), seconds, _pure())
    async with _store() as store:
        engine = Engine(load_content(), store, lambda: datetime.now(UTC))
        for at_once in (1, 32):
            yield await _timed("floor: commit alone", at_once, TURNS, seconds, lambda: _commits(store))
            yield await _timed("turn, stored", at_once, TURNS, seconds, lambda: _talk(InProcess(engine)))
    async with _bare() as url, aiohttp.ClientSession() as session:
        for at_once in (1, 32):
            yield await _timed("floor: bare HTTP answer", at_once, len(SAID), seconds, lambda: _asks(session, url))
    async with _server() as url, aiohttp.ClientSession() as session:
        for at_once in (1, 32):
            yield await _timed("turn over HTTP, stored", at_once, TURNS, seconds, partial(_talk_http, session, url))
    if database:
        async for row in _on_postgres(seconds, database):
            yield row


async def _on_postgres(seconds: float, database: str) -> AsyncIterator[Row]:
    async with _store(database) as store:
        for at_once in (1, 32):
            yield await _timed("floor: commit, PostgreSQL", at_once, TURNS, seconds, partial(_commits, store))
    async with _server(database) as url, aiohttp.ClientSession() as session:
        for at_once in (1, 32):
            yield await _timed("over HTTP, PostgreSQL", at_once, TURNS, seconds, partial(_talk_http, session, url))


async def _timed(name: str, at_once: int, turns: int, seconds: float, talk: Once) -> Row:
    """Talk at ``at_once`` places until the time is up, after one talk that does not count."""
    await talk()
    took: list[float] = []
    ends = time.perf_counter() + seconds

    async def keep_talking() -> None:
        while (began := time.perf_counter()) < ends:
            await talk()
            took.append((time.perf_counter() - began) * 1000 / turns)

    began = time.perf_counter()
    await asyncio.gather(*(keep_talking() for _ in range(at_once)))
    total = len(took) * turns / (time.perf_counter() - began)
    cuts = quantiles(took, n=100) if len(took) > 1 else took * 99
    return Row(name, at_once, total, cuts[49], cuts[98])


def _pure() -> Once:
    guide = load_guide()
    now = datetime.now(UTC)

    async def talk() -> None:
        conversation = Conversation(id="c_bench", created_at=now, updated_at=now, consent=True)
        for text in SAID:
            conversation = take_turn(conversation, Inbound(kind="text", at=now, text=text), guide).conversation

    return talk


async def _talk(client: Client) -> None:
    await client.open({})
    for number, text in enumerate(("yes", *SAID)):
        await client.send({"message_id": str(number), "text": text})


async def _talk_http(session: aiohttp.ClientSession, url: str) -> None:
    await _talk(OverHttp(session, url))


async def _commits(store: Store) -> None:
    now = datetime.now(UTC)
    conversation = Conversation(id=f"c_{time.perf_counter_ns():x}", created_at=now, updated_at=now)
    await store.commit(Commit(conversation=conversation, expects=-1, token_hash=bytes(32)))
    for version in range(TURNS - 1):
        after = conversation.model_copy(update={"version": version + 1})
        await store.commit(Commit(conversation=after, expects=version))


async def _asks(session: aiohttp.ClientSession, url: str) -> None:
    for text in SAID:
        async with session.post(url, json={"text": text}) as response:
            await response.json()


@asynccontextmanager
async def _store(database: str | None = None) -> AsyncIterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(database, Path(folder) / "bench.db")
        try:
            yield store
        finally:
            await store.close()


@asynccontextmanager
async def _bare() -> AsyncIterator[str]:
    """A server in a process of its own that reads JSON and answers JSON."""
    async with _process([sys.executable, "-m", "assistant.benchmarks.turns"]) as url:
        yield url


@asynccontextmanager
async def _server(database: str | None = None) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--data", folder]
        async with _process(command, **({"ASSISTANT_DATABASE": database} if database else {})) as url:
            yield url


@asynccontextmanager
async def _process(command: list[str], **settings: str) -> AsyncIterator[str]:
    environment = {**os.environ, "ASSISTANT_RATE_LIMITS": "off", "ASSISTANT_LOG_LEVEL": "error", **settings}
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=environment)
    try:
        assert process.stdout
        line = (await process.stdout.readline()).decode()
        yield "http://" + line.partition("http://")[2].split()[0]
    finally:
        process.terminate()
        await process.wait()


async def _serve_bare() -> None:
    async def answer(request: web.Request) -> web.Response:
        await request.json()
        return web.json_response({"text": "yes"})

    app = web.Application()
    app.router.add_post("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve_bare())
