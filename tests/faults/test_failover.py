"""The database's server is lost for good; another, which had everything, takes its place.

``python -m tests.faults`` does the same for long.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.faults.failover import Pair, fail_over, pair, replicas_over
from tests.faults.load import ready
from tests.faults.replicas import load, replicas
from tests.postgres import Cluster, cluster

GIVES_UP_SECONDS = 14.0
"""By then those who waited for the standby were let go, and what they committed can be seen."""
FEVER = "I have a fever of 39.8 and I am shaking all over"


@pytest.fixture
def database() -> Iterator[Cluster]:
    """One of its own: nobody else's commits are to wait."""
    with cluster() as running:
        yield running


@asynccontextmanager
async def no_standby(database: Cluster) -> AsyncIterator[None]:
    """Every commit waits for a standby that is not there."""
    await database.sql("ALTER SYSTEM SET synchronous_standby_names = 'gone'")
    await database.sql("SELECT pg_reload_conf()")
    await asyncio.sleep(0.2)
    try:
        yield
    finally:
        await database.sql("ALTER SYSTEM RESET synchronous_standby_names")
        await database.sql("SELECT pg_reload_conf()")


@pytest.fixture
def servers() -> Iterator[Pair]:
    with pair() as both:
        yield both


@pytest.mark.promise(4)
async def test_a_failover_to_a_synchronous_standby_loses_nothing(servers: Pair, tmp_path: Path) -> None:
    async with replicas_over(servers, tmp_path) as running, load(running, people=8) as talking:
        silent: list[float] = []

        async def fault() -> None:
            silent.extend(await fail_over(servers, talking, times=1))

        await talking.during(fault)
        assert set(talking.statuses) <= {200, 201, 503, "tried again"}
        assert await talking.check() > 30
        assert max(silent) < 20


@pytest.mark.promise(4)
@pytest.mark.promise(14)
async def test_while_the_synchronous_standby_is_away_nothing_is_acknowledged_and_nobody_waits_for_long(
    database: Cluster, tmp_path: Path
) -> None:
    async with replicas(database, tmp_path, count=1) as running:
        server = running.program(0)
        conversation_id, token = await server.begin()
        path = f"/v1/conversations/{conversation_id}"
        took: list[float] = []

        async def say(name: str, text: str) -> tuple[int, Any]:
            began = time.monotonic()
            answer = await server.call("POST", f"{path}/messages", token, json={"message_id": name, "text": text})
            took.append(time.monotonic() - began)
            return answer

        async with no_standby(database):
            (first, _), (warned, turn), (unready, _), (alive, _) = await asyncio.gather(
                say("hello", "hello"),
                say("fever", FEVER),
                server.call("GET", "/readyz"),
                server.call("GET", "/healthz"),
            )
            assert (first, warned, unready, alive) == (503, 200, 503, 200)
            assert turn["intent"] == "red_flag"
            # It may be seen here by and by, but must not be acknowledged for that: the standby does not have it.
            until = time.monotonic() + GIVES_UP_SECONDS
            while time.monotonic() < until:
                assert (await say("hello", "hello"))[0] == 503
                await asyncio.sleep(0.3)
            assert (await say("fever", FEVER))[0] == 200
            waiting = "SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            assert len(await database.sql(waiting)) < 6, "none waits for ever"
        assert max(took) < 10
        await asyncio.wait_for(ready(server.session, server.address), 5)
        assert (await say("hello", "hello"))[0] == 200
        _, page = await server.call("GET", f"{path}/messages", token)
        assert [entry["message_id"] for entry in page["messages"] if entry.get("message_id")].count("hello") == 1
