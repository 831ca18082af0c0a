"""Servers to measure: each in a process of its own, on a core of its own where there are two."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

CORES = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []


class Server(NamedTuple):
    """Where it answers, and its process."""

    url: str
    process: int

    @property
    def memory(self) -> float | None:
        """MiB it holds now; only Linux says."""
        if sys.platform != "linux":
            return None
        held = Path(f"/proc/{self.process}/statm").read_text().split()[1]
        return int(held) * os.sysconf("SC_PAGE_SIZE") / 2**20

    @property
    def files(self) -> int | None:
        """How many it has open, connections among them; only Linux says."""
        return sum(1 for _ in Path(f"/proc/{self.process}/fd").iterdir()) if sys.platform == "linux" else None


@asynccontextmanager
async def serve(database: str | None = None, sync_ms: float = 0.0) -> AsyncIterator[Server]:
    """``assistant serve`` over an empty SQLite file, or a PostgreSQL; with ``sync_ms`` on a disk that much slower."""
    module = ["assistant.benchmarks.slow_disk", str(sync_ms)] if sync_ms else ["assistant"]
    settings = {"ASSISTANT_DATABASE": database} if database else {}
    with tempfile.TemporaryDirectory() as folder:
        async with started([*module, "serve", "--port", "0", "--data", folder], **settings) as server:
            yield server


@asynccontextmanager
async def started(module: Sequence[str], **settings: str) -> AsyncIterator[Server]:
    """A Python module with its arguments on the first core, while we keep to the others."""
    environment = {**os.environ, "ASSISTANT_RATE_LIMITS": "off", "ASSISTANT_LOG_LEVEL": "error", **settings}
    command = [sys.executable, "-m", *module]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=environment)
    _keep_to(process.pid, CORES[:1])
    _keep_to(0, CORES[1:])
    try:
        assert process.stdout
        line = (await process.stdout.readline()).decode()
        yield Server("http://" + line.partition("http://")[2].split()[0], process.pid)
    finally:
        process.terminate()
        await process.wait()
        _keep_to(0, CORES)


def _keep_to(process: int, cores: Sequence[int]) -> None:
    if sys.platform == "linux" and len(CORES) > 1:
        os.sched_setaffinity(process, cores)
