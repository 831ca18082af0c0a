"""For those who run it: alive, ready, counted, documented."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web
from prometheus_client import generate_latest

from assistant.errors import StoreUnavailable
from assistant.store.outbox import Load
from assistant.web.calls import Call
from assistant.web.conversation import json_answer
from assistant.web.metrics import Metrics
from assistant.web.shapes import Health
from assistant.web.stopping import Stopping

PATIENCE_SECONDS = 3.0


class Operations:
    """``ready`` returns if the store takes writes, ``load`` what is outgoing, ``longest_wait`` for how many seconds
    somebody waits for staff; all raise ``StoreUnavailable``."""

    def __init__(
        self,
        ready: Callable[[], Awaitable[None]],
        load: Callable[[], Awaitable[Load]],
        longest_wait: Callable[[], Awaitable[float]],
        metrics: Metrics,
        stopping: Stopping,
    ) -> None:
        self._ready = ready
        self._load = load
        self._longest_wait = longest_wait
        self._metrics = metrics
        self._stopping = stopping

    def calls(self) -> list[Call]:
        return [
            Call(method="GET", path="/healthz", handler=self.healthz, does="Whether it is alive", gives=Health),
            Call(
                method="GET", path="/readyz", handler=self.readyz, does="Whether messages can be taken now",
                gives=Health, refuses=(503,),
            ),
            Call(
                method="GET", path="/metrics", handler=self.metrics, does="Counts for Prometheus",
                media=("text/plain",),
            ),
        ]  # fmt: skip

    async def healthz(self, _request: web.Request) -> web.Response:
        return json_answer(Health(status="ok"))

    async def readyz(self, _request: web.Request) -> web.Response:
        if self._stopping.begun:
            raise StoreUnavailable
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._ready()
        except TimeoutError:
            raise StoreUnavailable from None
        return json_answer(Health(status="ready"))

    async def metrics(self, _request: web.Request) -> web.Response:
        with suppress(StoreUnavailable):  # the figures of before stand
            load = await self._load()
            self._metrics.outgoing.labels("waiting").set(load.waiting)
            self._metrics.outgoing.labels("given_up").set(load.dead)
            self._metrics.longest_wait.set(await self._longest_wait())
        return web.Response(body=generate_latest(self._metrics.registry), content_type="text/plain", charset="utf-8")
