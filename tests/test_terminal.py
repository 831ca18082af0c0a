"""The conversation in a terminal, against a server where a team reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp

from assistant.clients.over_http import OverHttp
from assistant.terminal import chat
from tests.web.conftest import STAFF_KEY, Server, serving


async def wrote(server: Server, deed: str, **body: object) -> None:
    queue = await server.call("GET", "/v1/staff/queue", headers=STAFF_KEY)
    name = queue.json["cases"][0]["conversation_id"]
    await server.call("POST", f"/v1/staff/conversations/{name}/{deed}", headers=STAFF_KEY, json=body)


async def talk(address: str, ask: Callable[[str], str], tell: Callable[[str], None]) -> None:
    async with aiohttp.ClientSession() as session:
        await chat(OverHttp(session, address), ask, tell)


async def test_what_the_team_writes_is_shown_and_the_assistant_comes_back(tmp_path: Path) -> None:
    told: list[str] = []
    async with serving(tmp_path, staff_hours="Mon-Sun 00:00-23:59") as server:
        loop = asyncio.get_running_loop()

        def team(deed: str, **body: object) -> None:
            asyncio.run_coroutine_threadsafe(wrote(server, deed, **body), loop).result(20)

        def lines() -> Iterator[str]:
            yield "yes"
            yield "human"
            team("claim")
            team("reply", message_id="1", text="Hello, how old are you?")
            yield ""
            assert told[-1] == "| Hello, how old are you?\n"
            yield "42"
            team("release", back_to_assistant=True)
            yield ""
            assert "has handed you back to me" in told[-2]
            yield "quit"

        typed = lines()
        await asyncio.to_thread(asyncio.run, talk(server.address, lambda _: next(typed), told.append))
    assert next(typed, None) is None
