"""Where scripts are played in process: an engine of their own with an empty store, and a clock that can be moved."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from assistant.clients import InProcess
from assistant.content.loader import Content, load_content
from assistant.engine.engine import Engine
from assistant.engine.guide import build_guide, load_guide
from assistant.store.sqlite import SqliteStore
from assistant.testing.player import Stage


class Clock:
    """Stands still at noon of ``day``, or goes with the world; either can be moved on."""

    def __init__(self, day: date | None) -> None:
        self._stands = datetime.combine(day, time(12), UTC) if day else None
        self._ahead = timedelta()

    def now(self) -> datetime:
        return (self._stands or datetime.now(UTC)) + self._ahead

    def wait(self, span: timedelta) -> None:
        self._ahead += span


class Restarting(InProcess):
    """A conversation whose engine is thrown away whenever ``restarted`` is called."""

    def __init__(self, build: Callable[[], Engine]) -> None:
        super().__init__(build())
        self._build = build

    def restarted(self) -> InProcess:
        return self.through(self._build())


@asynccontextmanager
async def fresh(content: Content, day: date | None = None) -> AsyncIterator[Stage]:
    """An empty stage, standing at ``day`` if there is one."""
    clock, guide = Clock(day), load_guide() if content is load_content() else build_guide(content)
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "dialogue.db")

        def build() -> Engine:
            return Engine(content, store, clock.now, guide)

        try:
            yield Stage(InProcess(build()), Restarting(build), clock.wait)
        finally:
            await store.close()
