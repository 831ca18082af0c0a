"""A release beside the one before it, and the way back: ``python -m tests.faults.rolling COMMIT``.

The program of COMMIT serves people, this one joins it on the same database, takes over, and gives way to it again.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import tempfile
from pathlib import Path

from assistant.store.postgres import step_back, version
from tests.faults.load import Load
from tests.faults.replicas import Replicas, load
from tests.postgres import cluster

REPOSITORY = Path(__file__).parents[2]
OLD, NEW = 0, 1


def unpack(commit: str, folder: Path) -> dict[str, str]:
    """The program of a commit; the environment in which it is the one that starts."""
    archive = subprocess.run(
        ["git", "archive", commit, "assistant"],
        check=True, cwd=REPOSITORY, stdout=subprocess.PIPE,
    )  # fmt: skip
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], check=True, input=archive.stdout)
    return {"PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}


async def drill(commit: str, people: int, seconds: float) -> None:
    with cluster() as database, tempfile.TemporaryDirectory() as name:
        url, folder = await database.new_database(), Path(name)
        before = unpack(commit, folder / "before")
        servers = Replicas(folder / "data", url)
        try:
            await servers.start(OLD, **before)
            was = await version(url)
            async with load(servers, people) as talking:
                await report(talking, seconds, f"the program of {commit} alone, database {was}")
                await servers.start(NEW)
                await report(talking, seconds, f"both, database {await version(url)}")
                await servers.kill(OLD)
                await report(talking, seconds, "this one alone")
                await servers.kill(NEW)
                while await version(url) > was:
                    await step_back(url)
                await servers.start(OLD, **before)
                await report(talking, seconds, f"back, database {await version(url)}")
        finally:
            await servers.stop()


async def report(talking: Load, seconds: float, who: str) -> None:
    """``check`` raises if anything was lost, doubled, or shown differently by the two."""
    talking.statuses.clear()
    await talking.during(lambda: asyncio.sleep(seconds))
    print(f"{who}: {await talking.check()} acknowledged turns so far, answers {dict(talking.statuses)}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit")
    parser.add_argument("--people", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=4.0)
    chosen = parser.parse_args()
    asyncio.run(drill(chosen.commit, chosen.people, chosen.seconds))
