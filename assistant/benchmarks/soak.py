"""Whether a server that works for long grows: its memory and its open files, looked at again and again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from statistics import linear_regression
from typing import NamedTuple

from assistant.benchmarks.load import Pace, drive
from assistant.benchmarks.servers import serve
from assistant.benchmarks.turns import converse

WARM_UP = 3
"""The first of so many parts of the time does not count."""

GONE_SECONDS = 1.0
"""Until a busy server has seen that everybody hung up."""


class Look(NamedTuple):
    """Minutes since the start, MiB of memory, open files. Nobody is connected at that moment."""

    minute: float
    memory: float
    files: int


async def measure(minutes: float, rate: float, looks: int = 30) -> AsyncIterator[str]:
    """Lines of figures, from ``looks`` at a server that takes ``rate`` messages a second; on Linux only."""
    seen: list[Look] = []
    async with serve() as server:
        for number in range(1, looks + 1):
            await drive(server.url, converse, Pace(minutes * 60 / looks, rate=rate))
            await asyncio.sleep(GONE_SECONDS)
            seen.append(Look(number * minutes / looks, server.memory or 0.0, server.files or 0))
            yield f"minute {seen[-1].minute:5.1f}: {seen[-1].memory:.1f} MiB, {seen[-1].files} open files"
    yield grown(seen[looks // WARM_UP :])


def grown(seen: list[Look]) -> str:
    """How fast the memory rises, by the straight line that fits best, and whether files stay open."""
    slope = linear_regression([look.minute for look in seen], [look.memory for look in seen]).slope
    files = {look.files for look in seen}
    return f"memory rises by {slope:.2f} MiB a minute; open files: {min(files)} to {max(files)}"
