"""Very many connections, and people who talk meanwhile; prints its figures.

``python -m tests.faults.crowd [--sockets 10000] [--seconds 300] [--slow 500]``
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from tests.programs import Program, started

REPOSITORY = Path(__file__).parents[2]
TALKERS = 20
AT_ONCE = 50
HALF_A_HEAD = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-"


def megabytes(program: Program) -> int:
    """What the server holds in memory now."""
    status = Path(f"/proc/{program.process.pid}/status").read_text("utf-8")
    resident = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert resident
    return int(resident[1]) // 1024


async def talk(program: Program, seconds: float) -> list[float]:
    """Seconds that each answer took while ``TALKERS`` people said something twice a second."""
    took: list[float] = []
    until = time.monotonic() + seconds

    async def person(number: int) -> None:
        conversation_id, token = await program.begin()
        await asyncio.sleep(number / TALKERS / 2)
        for count in range(1_000_000):
            if time.monotonic() > until:
                return
            body = {"message_id": str(count), "text": "hello"}
            began = time.monotonic()
            status, _ = await program.call("POST", f"/v1/conversations/{conversation_id}/messages", token, json=body)
            assert status == 200
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.5)

    await asyncio.gather(*map(person, range(TALKERS)))
    return took


def p95(took: list[float]) -> str:
    return f"{sorted(took)[len(took) * 95 // 100] * 1000:.0f} ms"


@asynccontextmanager
async def idle(program: Program, sockets: int) -> AsyncIterator[Callable[[], Awaitable[int]]]:
    """That many WebSockets are open and say nothing, in a process of their own.

    What is yielded ends them, once, and tells how many were still open.
    """
    conversation_id, token = await program.begin()
    address = f"{program.address}/v1/conversations/{conversation_id}/socket"
    others = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.crowd", "--sockets", str(sockets), "--idle-at", address,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env={**os.environ, "TOKEN": token},
        cwd=REPOSITORY,
    )  # fmt: skip
    reader, writer = others.stdout, others.stdin
    assert reader
    assert writer

    async def left() -> int:
        writer.write_eof()
        return int(await reader.readline())

    try:
        assert await reader.readline() == b"open\n"
        yield left
    finally:
        writer.close()
        await others.wait()


async def idly(program: Program, sockets: int, seconds: float) -> str:
    """So many are idle for so long."""
    alone, before = await talk(program, 10), megabytes(program)
    async with idle(program, sockets) as left:
        beside, during = await talk(program, seconds), megabytes(program)
        held = f"{await left()} of {sockets} open after {seconds:.0f} s; {before} MB before, {during} MB"
    return f"{held}; p95 of {TALKERS} who talk {p95(alone)} before, {p95(beside)} beside them"


async def stay(address: str, sockets: int) -> None:
    """Open them, say so, and, when the standard input ends, how many still are."""
    room, opened, lost = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(0), 0
    headers = {"Authorization": f"Bearer {os.environ['TOKEN']}"}

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def one() -> None:
            nonlocal lost
            async with room:
                socket = await session.ws_connect(address, headers=headers, max_msg_size=4096)
            opened.release()
            await socket.receive()  # answers the server's pings, and returns when it is closed
            lost += 1

        waiting = [asyncio.create_task(one()) for _ in range(sockets)]
        for _ in waiting:
            await opened.acquire()
        print("open", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        print(sockets - lost, flush=True)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


async def slowly(program: Program, connections: int) -> str:
    """So many send a head one byte a second, and are closed."""
    host, _, port = program.address.removeprefix("http://").rpartition(":")

    async def one() -> float:
        reader, writer = await asyncio.open_connection(host, int(port))
        began = time.monotonic()
        writer.write(HALF_A_HEAD)
        with suppress(ConnectionError):
            while True:
                with suppress(TimeoutError):
                    if not await asyncio.wait_for(reader.read(100), 1):
                        break
                writer.write(b"a")
        writer.close()
        return time.monotonic() - began

    alone = await talk(program, 5)
    sending = asyncio.gather(*(one() for _ in range(connections)))
    beside = await talk(program, 9)
    longest = max(await sending)
    return (
        f"{connections} slow heads: the last was closed after {longest:.1f} s; "
        f"p95 of {TALKERS} who talk {p95(alone)} before, {p95(beside)} beside them"
    )


async def drill(sockets: int, seconds: float, slow: int) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits[1], limits[1]))
    with tempfile.TemporaryDirectory() as folder:
        async with started(Path(folder), ASSISTANT_LOG_LEVEL="error") as program:
            if slow:
                print(await slowly(program, slow), flush=True)
            if sockets:
                print(await idly(program, sockets, seconds), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("sockets", 10_000), ("seconds", 300), ("slow", 500)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--idle-at", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.idle_at:
        asyncio.run(stay(chosen.idle_at, chosen.sockets))
    else:
        asyncio.run(drill(chosen.sockets, chosen.seconds, chosen.slow))
