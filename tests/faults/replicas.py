"""Servers that share one PostgreSQL, which may be killed and come back; and what happens to people meanwhile."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import asyncpg

from assistant.store.postgres import PostgresStore
from assistant.store.schema import version_of
from tests.faults.load import Load
from tests.postgres import Cluster
from tests.programs import Program, start


class Replicas:
    """Numbered servers over ``url``, or over the file in ``data`` without one; who is down is not in ``addresses``."""

    def __init__(self, data: Path, url: str = "") -> None:
        self._data = data
        self.url = url
        self._running: dict[int, Program] = {}

    def addresses(self) -> list[str]:
        return [program.address for program in self._running.values()]

    def program(self, number: int) -> Program:
        return self._running[number]

    async def start(self, number: int, **settings: str) -> float:
        """Seconds until it was ready; ``settings`` as ``programs.start`` takes them."""
        began = time.monotonic()
        place = {"ASSISTANT_DATABASE": self.url} if self.url else {}
        program = await start(self._data, ASSISTANT_LOG_LEVEL="error", **place, **settings)
        self._running[number] = program
        assert (await program.call("GET", "/readyz"))[0] == 200
        return time.monotonic() - began

    def leave(self, number: int) -> Program:
        """Send nobody there any more, as a balancer does once ``readyz`` says no."""
        return self._running.pop(number)

    async def kill(self, number: int) -> None:
        await self.leave(number).stop()

    async def stop(self) -> None:
        for number in list(self._running):
            await self.kill(number)


@asynccontextmanager
async def replicas(cluster: Cluster, data: Path, count: int = 2) -> AsyncIterator[Replicas]:
    running = Replicas(data, await cluster.new_database())
    try:
        for number in range(count):
            await running.start(number)
        yield running
    finally:
        await running.stop()


@asynccontextmanager
async def load(servers: Replicas, people: int) -> AsyncIterator[Load]:
    timeout = aiohttp.ClientTimeout(total=15)
    async with aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0)) as session:
        talking = Load(servers.addresses, session)
        await talking.begin(people)
        yield talking


async def crash_postgres(cluster: Cluster, talking: Load, times: int) -> list[float]:
    """Crash and start the database over and over; seconds from each return to the first acknowledgement."""
    back: list[float] = []
    for _ in range(times):
        await asyncio.sleep(0.3)
        await asyncio.to_thread(cluster.crash)
        await asyncio.to_thread(cluster.start)
        back.append(await talking.first_answer())
    return back


MIGRATING = """
import asyncio, sys
from assistant.store.postgres import PostgresStore

print("ready", flush=True)
sys.stdin.readline()
asyncio.run(PostgresStore.open(sys.argv[1]))
"""


async def kill_migrations(cluster: Cluster, times: int) -> Counter[int]:
    """Kill a program that migrates an empty database, each time a little later; how often each version was left."""
    left = Counter[int]()
    for number in range(times):
        url = await cluster.new_database()
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-c", MIGRATING, url, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        assert program.stdin
        assert program.stdout
        await program.stdout.readline()
        program.stdin.write(b"go\n")
        await asyncio.sleep(number * 0.004)
        program.kill()
        await program.communicate()
        connection = await asyncpg.connect(url)
        left[await version_of(connection)] += 1
        await connection.close()
        await (await PostgresStore.open(url)).close()
    return left


async def kill_servers(servers: Replicas, times: int, count: int = 2, pause: float = 0.3) -> list[float]:
    """Kill one of ``count`` servers after the other, over and over; seconds each took to be ready again."""
    ready: list[float] = []
    for number in range(times):
        await asyncio.sleep(pause)
        await servers.kill(number % count)
        ready.append(await servers.start(number % count))
    return ready
