"""Where scripts are played. In process: an engine of their own with an empty store, and a clock that can be moved."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

import aiohttp

from assistant.clients import Client
from assistant.clients.in_process import InProcess
from assistant.clients.over_http import OverHttp
from assistant.content.loader import Content, load_content
from assistant.engine.engine import Engine
from assistant.engine.guide import build_guide, load_guide
from assistant.engine.patience import ENDLESS, Patience
from assistant.hours import Hours
from assistant.store.base import Store
from assistant.store.sqlite import SqliteStore
from assistant.testing.backstage import Backstage
from assistant.testing.invariants import Invariant
from assistant.testing.server import Server
from assistant.testing.world import Outside


class Restartable(Client, Protocol):
    """A conversation that goes on through another engine, as after a restart of the server."""

    def restarted(self) -> Client: ...


class Clock:
    """Stands still at noon of ``day``, or goes with the world; either can be moved on."""

    def __init__(self, day: date | None) -> None:
        self._stands = datetime.combine(day, time(12), UTC) if day else None
        self._ahead = timedelta()

    def now(self) -> datetime:
        return (self._stands or datetime.now(UTC)) + self._ahead

    def wait(self, span: timedelta) -> None:
        self._ahead += span

    def jump(self, moment: datetime) -> None:
        self._ahead += moment - self.now()


class Stage(NamedTuple):
    """One conversation to come, and the world around it.

    In process there is a ``twin``, a ``clock`` to move, and what goes on ``backstage``; a server of our own shows what
    is ``outside``. ``another`` is the same world with another conversation; ``without`` names the invariants that
    cannot hold here, and why; ``greets``: whether the assistant speaks first.
    """

    client: Client
    twin: Restartable | None = None
    clock: Clock | None = None
    outside: Outside | None = None
    backstage: Backstage | None = None
    another: Callable[[], Stage] | None = None
    without: Mapping[Invariant, str] = MappingProxyType({})
    greets: bool = True


class Setting(NamedTuple):
    """Where the clock stands, when people of the team read, whether a clinic's platform is told of it, and how long
    the assistant waits for somebody to write."""

    day: date | None = None
    team: Hours | None = None
    tells: bool = False
    patience: Patience = ENDLESS


PLAIN = Setting()


class Restarting(InProcess):
    """A conversation whose engine is thrown away whenever ``restarted`` is called."""

    def __init__(self, build: Callable[[], Engine], store: Store) -> None:
        super().__init__(build(), store)
        self._build = build

    def restarted(self) -> InProcess:
        return self.through(self._build())


@asynccontextmanager
async def remote(server: Server) -> AsyncIterator[Stage]:
    """A stage on a running server; a server of our own also shows its log and metrics."""
    async with aiohttp.ClientSession() as session:

        def stage() -> Stage:
            client = OverHttp(session, server.url(), server.clinic_key, server.staff_token)
            return Stage(client, outside=server if server.is_ours else None, another=stage)

        yield stage()


@asynccontextmanager
async def fresh(content: Content, setting: Setting = PLAIN) -> AsyncIterator[Stage]:
    """An empty stage in this process."""
    clock = Clock(setting.day)
    guide = replace(
        load_guide() if content is load_content() else build_guide(content),
        staff=setting.team,
        patience=setting.patience,
    )
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "dialogue.db")

        def build() -> Engine:
            engine = Engine(content, store, clock.now, guide)
            engine.tells = setting.tells
            return engine

        backstage = Backstage(build(), store)

        def stage() -> Stage:
            client, twin = InProcess(build(), store), Restarting(build, store)
            return Stage(client, twin, clock, backstage=backstage, another=stage)

        try:
            yield stage()
        finally:
            await store.close()
