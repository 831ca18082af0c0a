"""Two PostgreSQL servers: nothing counts that the second does not have; the first dies, the second takes over."""

from __future__ import annotations

import asyncio
import shutil
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from tests.faults.load import Load
from tests.faults.replicas import Replicas
from tests.postgres import Cluster, cluster

LOOKS = 300
NOTICED_SECONDS = 1.0
"""Until somebody decides that it is gone for good; meanwhile only a server that takes no writes can be reached."""


class Pair:
    """``primary`` takes the writes, ``standby`` has each of them before it counts."""

    def __init__(self, primary: Cluster, standby: Cluster) -> None:
        self.primary = primary
        self.standby = standby

    async def new_database(self) -> str:
        """The address of a database on whichever of the two takes writes."""
        await self.primary.new_database("pair")
        hosts = f"{self.primary.folder},{self.standby.folder}"
        return f"postgresql://tester@/pair?host={hosts}&target_session_attrs=primary"

    async def follow(self) -> None:
        """Make the standby a copy of the primary; from then on nothing counts that it does not have."""
        await asyncio.to_thread(self._copy)
        await self.primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
        await self.primary.sql("SELECT pg_reload_conf()")
        for _ in range(LOOKS):
            if await self.primary.sql("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'"):
                return
            await asyncio.sleep(0.1)
        raise AssertionError("the standby does not follow")

    def _copy(self) -> None:
        data = self.standby.folder / "data"
        shutil.rmtree(data)
        source = str(self.primary.folder)
        self.standby.run("pg_basebackup", "-h", source, "-U", "tester", "-R", "-c", "fast", "--no-sync")
        with (data / "postgresql.auto.conf").open("a") as settings:
            settings.write("synchronous_standby_names = ''\n")  # nobody follows it yet when it takes over
        self.standby.start()

    async def fail_over(self) -> None:
        """The primary is gone at once, with all its processes; the standby takes its place."""
        self.primary.signal(signal.SIGKILL)
        await asyncio.sleep(NOTICED_SECONDS)
        await asyncio.to_thread(self.standby.run, "pg_ctl", "promote", "-w")
        self.primary, self.standby = self.standby, self.primary


@contextmanager
def pair() -> Iterator[Pair]:
    with cluster() as one, cluster() as other:
        other.crash()
        yield Pair(one, other)


@asynccontextmanager
async def replicas_over(servers: Pair, data: Path) -> AsyncIterator[Replicas]:
    running = Replicas(data, await servers.new_database())
    try:
        for number in range(2):
            await running.start(number)
        yield running
    finally:
        await running.stop()


async def fail_over(servers: Pair, talking: Load, times: int) -> list[float]:
    """Over and over; seconds from each death of a primary until somebody was answered again."""
    silent: list[float] = []
    for _ in range(times):
        await servers.follow()
        await asyncio.sleep(1)
        began = time.monotonic()
        await servers.fail_over()
        await talking.first_answer()
        silent.append(time.monotonic() - began)
    return silent
