"""A clinic's platform that is told what happens: a server on a loopback port, which believes only what is signed."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook

from tests.loopback import at_loopback

SECRET = f"whsec_{b64encode(b'known to both sides only').decode()}"


class Receiver:
    """``answers`` are the next statuses, 204 after them; beyond ``patience`` events nothing is answered at all."""

    def __init__(self) -> None:
        self.url = ""
        self.events: list[Any] = []
        self.bodies: list[str] = []
        self.answers: deque[int] = deque()
        self.patience: int | None = None
        self.over = asyncio.Event()
        self._news = asyncio.Event()

    @property
    def settings(self) -> dict[str, Any]:
        return {"webhook_url": self.url, "webhook_secret": SECRET}

    @property
    def ids(self) -> list[str]:
        return [event["id"] for event in self.events]

    async def until(self, count: int) -> None:
        """Return once so many events came."""
        async with asyncio.timeout(20):
            while len(self.events) < count:
                self._news.clear()
                await self._news.wait()

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.text()
        event = Webhook(SECRET).verify(body, dict(request.headers))
        assert request.headers["webhook-id"] == event["id"]
        assert request.content_type == "application/cloudevents+json"
        self.events.append(event)
        self.bodies.append(body)
        self._news.set()
        if self.patience is not None and len(self.events) > self.patience:
            await self.over.wait()
        status = self.answers.popleft() if self.answers else 204
        return web.Response(status=status, headers={"Location": f"{self.url}/elsewhere"})


async def elsewhere(_request: web.Request) -> web.Response:
    """Takes anything; nobody should come here."""
    return web.Response(status=204)


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A platform; whatever it does not believe it answers with 500."""
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/told", receiver.receive)
    app.router.add_get("/told/elsewhere", elsewhere)
    async with at_loopback(app) as address:
        receiver.url = f"{address}/told"
        try:
            yield receiver
        finally:
            receiver.over.set()
