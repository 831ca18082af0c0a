"""How many turns a second, and how long one takes: alone, stored, and over HTTP, each beside the floor under it.

Every row talks the same short conversation over and over. The floors do the same work without our turn: a store that
only commits, a server that only answers, a server that only moves a chart and commits. The servers run in a process of
their own, on a core of their own where there are two. Figures of one run may be compared with each other, not with
those of another.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from assistant.benchmarks.load import Ask, Pace, Talk, drive
from assistant.benchmarks.servers import Server, serve, started
from assistant.clients import Client
from assistant.clients.in_process import InProcess
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
    """One figure under some load: turns a second, and milliseconds a turn at the median and the 99th percentile."""

    name: str
    load: str
    per_second: float
    median: float
    worst: float

    def __str__(self) -> str:
        speed = f"{self.per_second:>9,.0f}/s  median {self.median:.2f} ms  p99 {self.worst:.2f} ms"
        return f"{self.name:<34}{self.load:>12} {speed}"


async def measure(
    seconds: float,
    at_once: Sequence[int],
    rates: Sequence[float],
    database: str | None = None,
    sync_ms: float = 0.0,
) -> AsyncIterator[Row]:
    """The rows, floor before what stands on it; with ``database`` (a PostgreSQL that may be filled) also those on it.

    ``at_once``: how many talk at a time; ``rates``: over HTTP also with so many turns due in each second; ``sync_ms``:
    also on a disk that takes so much longer to sync.
    Raises ``SettingsError``, ``StoreUnavailable``, ``NewerDatabase``, and ``ValueError`` for a turn that was refused.
    """
    yield await _timed("turn alone, nothing stored", 1, len(SAID), seconds, _pure())
    async with _store() as store:
        engine = Engine(load_content(), store, lambda: datetime.now(UTC))
        for many in at_once:
            yield await _timed("floor: commit alone", many, TURNS, seconds, partial(_commits, store))
            yield await _timed("turn, stored", many, TURNS, seconds, lambda: _talk(InProcess(engine)))
    paces = [*(Pace(seconds, many) for many in at_once), *(Pace(seconds, rate=rate) for rate in rates)]
    with tempfile.TemporaryDirectory() as folder:
        floor = "assistant.benchmarks.floor"
        async with started([floor]) as bare, started([floor, folder]) as least, serve() as ours:
            for pace in paces:
                yield await _driven("floor: bare HTTP answer", bare, _speak, pace)
                yield await _driven("floor: HTTP, one event, commit", least, _speak, pace)
                yield await _driven("turn over HTTP, stored", ours, converse, pace)
    if sync_ms:
        async with serve(sync_ms=sync_ms) as slower:
            for many in at_once:
                yield await _driven(f"the same, a sync {sync_ms:g} ms slower", slower, converse, Pace(seconds, many))
    if database:
        async for row in _on_postgres(seconds, at_once, database):
            yield row


async def _on_postgres(seconds: float, at_once: Sequence[int], database: str) -> AsyncIterator[Row]:
    async with _store(database) as store:
        for many in at_once:
            yield await _timed("floor: commit, PostgreSQL", many, TURNS, seconds, partial(_commits, store))
    async with started(["assistant.benchmarks.floor", database]) as least, serve(database) as ours:
        for many in at_once:
            yield await _driven("floor: HTTP, event, PostgreSQL", least, _speak, Pace(seconds, many))
            yield await _driven("over HTTP, PostgreSQL", ours, converse, Pace(seconds, many))


async def _driven(name: str, server: Server, talk: Talk, pace: Pace) -> Row:
    """A server under load, after a moment that does not count."""
    await drive(server.url, talk, Pace(min(1.0, pace.seconds)))
    took = await drive(server.url, talk, pace)
    load = f"{pace.rate:,.0f}/s due" if pace.rate else f"{pace.at_once} at once"
    return _row(name, load, [1000 * each for each in took], len(took) / pace.seconds)


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
    return _row(name, f"{at_once} at once", took, len(took) * turns / (time.perf_counter() - began))


def _row(name: str, load: str, took: list[float], per_second: float) -> Row:
    cuts = quantiles(took, n=100) if len(took) > 1 else took * 99
    return Row(name, load, per_second, cuts[49], cuts[98])


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


async def converse(ask: Ask) -> None:
    """The short conversation, over HTTP."""
    opened = await ask("/v1/conversations", {})
    path, token = f"/v1/conversations/{opened['conversation_id']}/messages", opened["token"]
    for number, text in enumerate(("yes", *SAID)):
        await ask(path, {"message_id": str(number), "text": text}, token)


async def _speak(ask: Ask) -> None:
    """To a floor: the same messages, in a conversation that is only named."""
    name = f"c_{time.perf_counter_ns():x}"
    for text in ("open", "yes", *SAID):
        await ask("/", {"conversation": name, "text": text})


async def _commits(store: Store) -> None:
    now = datetime.now(UTC)
    conversation = Conversation(id=f"c_{time.perf_counter_ns():x}", created_at=now, updated_at=now)
    await store.commit(Commit(conversation=conversation, expects=-1, token_hash=bytes(32)))
    for version in range(TURNS - 1):
        after = conversation.model_copy(update={"version": version + 1})
        await store.commit(Commit(conversation=after, expects=version))


@asynccontextmanager
async def _store(database: str | None = None) -> AsyncIterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(database, Path(folder) / "bench.db")
        try:
            yield store
        finally:
            await store.close()
