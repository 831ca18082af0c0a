"""Plays many scripts without pytest, for ``assistant dialogues``."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from typing import NamedTuple

import aiohttp

from assistant.clients import Client, InProcess, OverHttp
from assistant.content.loader import Content
from assistant.engine.engine import Engine
from assistant.store.sqlite import SqliteStore
from assistant.testing.coverage import Coverage, Watched
from assistant.testing.player import DialogueFailed, play
from assistant.testing.script import Script, read_script


class Played(NamedTuple):
    """One script after it was played; ``failure`` is empty when it went as written."""

    path: Path
    title: str
    failure: str


def scripts(paths: list[Path]) -> Iterator[Path]:
    """The script files at and below ``paths``."""
    for path in paths:
        yield from sorted(path.rglob("*.yaml")) if path.is_dir() else [path]


async def play_all(paths: list[Path], content: Content, url: str | None, coverage: Coverage) -> AsyncIterator[Played]:
    """Each script played against ``url``, or in process and counted in ``coverage``. Raises ``Problems``."""
    coverage.watch()
    for path in scripts(paths):
        script = read_script(path, content)
        if url and script.today:
            continue
        async with _client(script, content, url) as client:
            try:
                await play(script, Watched(client, coverage), content)
                yield Played(path, script.title, "")
            except DialogueFailed as failed:
                yield Played(path, script.title, str(failed))


@asynccontextmanager
async def _client(script: Script, content: Content, url: str | None) -> AsyncIterator[Client]:
    if url:
        async with aiohttp.ClientSession() as session:
            yield OverHttp(session, url)
        return
    async with fresh(script, content) as client:
        yield client


@asynccontextmanager
async def fresh(script: Script, content: Content) -> AsyncIterator[Client]:
    """An engine of its own with an empty store, its clock standing at the script's day."""
    now = datetime.combine(script.today, time(12), UTC) if script.today else datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        store = await SqliteStore.open(Path(folder) / "dialogue.db")
        try:
            yield InProcess(Engine(content, store, lambda: now))
        finally:
            await store.close()
