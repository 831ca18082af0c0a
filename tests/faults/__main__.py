"""The long drill; prints its figures.

``python -m tests.faults [--crashes 20] [--kills 50] [--people 16] [--migrations 20] [--file-kills 50]
[--failovers 20]``
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from tests.faults.failover import fail_over, pair, replicas_over
from tests.faults.load import Load
from tests.faults.replicas import Replicas, crash_postgres, kill_migrations, kill_servers, load, replicas
from tests.postgres import Cluster, cluster


async def drill(database: Cluster, crashes: int, kills: int, people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with replicas(database, Path(folder)) as servers, load(servers, people) as talking:
            seconds: list[float] = []

            async def crash() -> None:
                seconds.extend(await crash_postgres(database, talking, crashes))

            async def kill() -> None:
                seconds.extend(await kill_servers(servers, kills))

            if crashes:
                await talking.during(crash)
                await report(f"{crashes} crashes of PostgreSQL, two servers", "first answer after", seconds, talking)
                seconds.clear()
            if kills:
                await talking.during(kill)
                await report(f"{kills} kills of a server", "ready again after", seconds, talking)


async def drill_file(kills: int, people: int) -> None:
    """One server on SQLite; while it is down everybody waits."""
    with tempfile.TemporaryDirectory() as folder:
        server = Replicas(Path(folder))
        try:
            await server.start(0)
            async with load(server, people) as talking:
                seconds: list[float] = []

                async def kill() -> None:
                    seconds.extend(await kill_servers(server, kills, count=1, pause=1.5))

                await talking.during(kill)
                await report(f"{kills} kills of a server on SQLite", "ready again after", seconds, talking)
        finally:
            await server.stop()


async def drill_migrations(database: Cluster, times: int) -> None:
    left = await kill_migrations(database, times)
    versions = ", ".join(f"version {version}: {count}" for version, count in sorted(left.items()))
    print(f"{times} kills of a migration, each database opened afterwards; left at {versions}")


async def drill_failovers(times: int, people: int) -> None:
    with pair() as servers, tempfile.TemporaryDirectory() as folder:
        async with replicas_over(servers, Path(folder)) as running, load(running, people) as talking:
            seconds: list[float] = []

            async def fail() -> None:
                seconds.extend(await fail_over(servers, talking, times))

            await talking.during(fail)
            await report(f"{times} failovers to a synchronous standby", "nobody answered for", seconds, talking)


async def report(what: str, after: str, seconds: list[float], talking: Load) -> None:
    """``check`` raises if anything was lost, doubled or out of order."""
    turns = await talking.check()
    middle = sorted(seconds)[len(seconds) // 2] if seconds else 0.0
    print(
        f"{what}: {turns} acknowledged turns so far, 0 lost, 0 doubled, 0 out of order; {after} "
        f"{middle:.2f} s (median), {max(seconds, default=0.0):.2f} s (worst); longest wait for an answer "
        f"{talking.slowest:.2f} s; answers {dict(talking.statuses)}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (
        ("crashes", 20),
        ("kills", 50),
        ("people", 16),
        ("migrations", 20),
        ("file-kills", 50),
        ("failovers", 20),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = parser.parse_args()
    if chosen.file_kills:
        asyncio.run(drill_file(chosen.file_kills, chosen.people))
    if chosen.failovers:
        asyncio.run(drill_failovers(chosen.failovers, chosen.people))
    with cluster() as running:
        if chosen.migrations:
            asyncio.run(drill_migrations(running, chosen.migrations))
        if chosen.crashes or chosen.kills:
            asyncio.run(drill(running, chosen.crashes, chosen.kills, chosen.people))
