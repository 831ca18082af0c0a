"""What a turn over HTTP costs at least: a bare server in a process of its own, to measure ours beside.

``python -m assistant.benchmarks.floor`` reads JSON and answers JSON. With a folder, or the address of a PostgreSQL, it
also reads the conversation, sends one event to a chart and waits for the commit of the conversation and two messages,
as a turn does, and no more.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from assistant.conversations import Conversation
from assistant.flows.base import kept
from assistant.flows.history import History
from assistant.messages import Message
from assistant.store.base import Commit, Store
from assistant.store.opening import open_store


async def _answer(request: web.Request) -> web.Response:
    await request.json()
    return web.json_response({"text": "yes"})


class _Turns:
    """The least that has to be done for a turn."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._machine = kept(History)
        self._machine.model.case = frozenset({"missing history.weeks_on"})

    async def answer(self, request: web.Request) -> web.Response:
        sent, now = await request.json(), datetime.now(UTC)
        before = await self._store.load(sent["conversation"])
        self._machine.current_state_value = "ask_anti_tnf"
        self._machine.send("answered")
        after = before or Conversation(id=sent["conversation"], created_at=now, updated_at=now)
        said = [("patient", sent["text"]), ("assistant", str(self._machine.model.state))]
        entries = tuple(
            Message(id=f"m_{seq}", seq=seq, sender=sender, text=text, at=now)
            for seq, (sender, text) in enumerate(said, start=after.seq + 1)
        )
        after = after.model_copy(update={"version": after.version + 1, "seq": after.seq + len(entries)})
        expects = before.version if before else -1
        await self._store.commit(Commit(conversation=after, expects=expects, entries=entries, token_hash=bytes(32)))
        return web.json_response({"text": said[1][1]})


async def _serve(place: str | None) -> None:
    app = web.Application()
    database = place if place and place.startswith("postgres") else None
    turns = _Turns(await open_store(database, Path(place) / "floor.db")) if place else None
    app.router.add_post("/", turns.answer if turns else _answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1] if len(sys.argv) > 1 else None))
