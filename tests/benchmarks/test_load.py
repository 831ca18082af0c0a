"""The load generator says what was asked of a server and how long each answer took."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.benchmarks.load import Ask, Pace, drive

Serve = Callable[[Callable[[web.Request], Awaitable[web.Response]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Serves a handler; returns the address."""
    servers: list[TestServer] = []

    async def start(handler: Callable[[web.Request], Awaitable[web.Response]]) -> str:
        app = web.Application()
        app.router.add_post("/", handler)
        servers.append(TestServer(app))
        await servers[-1].start_server()
        return str(servers[-1].make_url("/"))

    yield start
    for server in servers:
        await server.close()


async def hello(ask: Ask) -> None:
    assert await ask("/", {"text": "hello"}, "key") == {"text": "hello", "key": "Bearer key"}


async def echo(request: web.Request) -> web.Response:
    return web.json_response({**(await request.json()), "key": request.headers["Authorization"]})


async def test_as_many_talk_as_were_asked_for(serve: Serve) -> None:
    now, most = 0, 0

    async def count(request: web.Request) -> web.Response:
        nonlocal now, most
        now, most = now + 1, max(most, now + 1)
        await asyncio.sleep(0.01)
        now -= 1
        return await echo(request)

    took = await drive(await serve(count), hello, Pace(0.3, at_once=5))
    assert most == 5
    assert 5 <= len(took) <= 150
    assert min(took) >= 0.01


async def test_messages_that_were_due_while_the_server_stood_still_count_as_late(serve: Serve) -> None:
    free = asyncio.Lock()

    async def stall_once(request: web.Request) -> web.Response:
        async with free:
            if not stalled:
                stalled.append(True)
                await asyncio.sleep(0.4)
        return await echo(request)

    stalled: list[bool] = []
    took = await drive(await serve(stall_once), hello, Pace(1.0, rate=100))
    assert 95 <= len(took) <= 101
    assert sum(each > 0.1 for each in took) >= 20


async def test_a_refusal_stops_the_measurement(serve: Serve) -> None:
    async def refuse(_request: web.Request) -> web.Response:
        return web.json_response({"detail": "no"}, status=429)

    with pytest.raises(ValueError, match="answered with 429"):
        await drive(await serve(refuse), hello, Pace(0.2, at_once=1))
