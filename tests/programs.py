"""``assistant serve`` as a process of its own: started, talked to, stopped, killed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

LONGEST_START_SECONDS = 90.0
"""On a machine that is busy with much else."""


@dataclass(frozen=True)
class Program:
    """A running ``assistant serve``."""

    process: asyncio.subprocess.Process
    address: str
    session: aiohttp.ClientSession

    async def call(self, method: str, path: str, token: str | None = None, **options: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with self.session.request(method, self.address + path, headers=headers, **options) as response:
            return response.status, await response.json(content_type=None) if response.status != 204 else None

    async def begin(self) -> tuple[str, str]:
        _, begun = await self.call("POST", "/v1/conversations", json={"consent": True})
        return begun["conversation_id"], begun["token"]

    async def stop(self) -> None:
        """At once, if it still runs."""
        if self.process.returncode is None:
            self.process.kill()
        await self.process.communicate()
        await self.session.close()


async def start(data: Path, **settings: str) -> Program:
    """Limits are off unless ``settings`` (environment variables) say otherwise."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "assistant", "serve", "--port", "0", "--data", str(data),
        env={**os.environ, "ASSISTANT_RATE_LIMITS": "off", **settings},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    line = ""
    with suppress(TimeoutError):
        line = (await asyncio.wait_for(process.stdout.readline(), LONGEST_START_SECONDS)).decode()
    program = Program(process, line.rpartition(" ")[2].strip(), aiohttp.ClientSession())
    if not line.startswith("Second Line is ready at http://127.0.0.1:"):
        await program.stop()
        raise AssertionError(f"it did not start: {line}")
    return program


@asynccontextmanager
async def started(data: Path, **settings: str) -> AsyncIterator[Program]:
    program = await start(data, **settings)
    try:
        yield program
    finally:
        await program.stop()
