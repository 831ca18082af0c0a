"""Which store it is: a PostgreSQL where there is an address, else an SQLite file."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.errors import SettingsError
from assistant.store.base import Store
from assistant.store.database import file_version, step_file_back
from assistant.store.migrations import migrations
from assistant.store.sealing import Seals
from assistant.store.sqlite import SqliteStore


async def open_store(database: str | None, file: Path, keys: Sequence[bytes] = ()) -> Store:
    """Open it at the newest shape; the first of ``keys`` encrypts what is written, each reads what it encrypted.

    Raises ``SettingsError``, ``StoreUnavailable``, ``NewerDatabase``.
    """
    if not database:
        return await SqliteStore.open(file, Seals(keys))
    store: Store = await _postgres().PostgresStore.open(database, Seals(keys))
    return store


async def versions(database: str | None, file: Path) -> tuple[int, int]:
    """The version of what is there (0: nothing yet), and the one this program makes it. Changes nothing.

    Raises ``SettingsError`` and ``StoreUnavailable``.
    """
    if not database:
        return await asyncio.to_thread(file_version, file), len(migrations("sqlite"))
    held: int = await _postgres().version(database)
    return held, len(migrations("postgres"))


async def step_back(database: str | None, file: Path) -> int:
    """Undo the last migration, so that the program before this version can start; the version the database has then.

    Raises as ``open_store`` does, and ``StoreUnavailable`` where there is no way back.
    """
    if not database:
        return await asyncio.to_thread(step_file_back, file)
    version: int = await _postgres().step_back(database)
    return version


def _postgres() -> Any:
    """Loaded only where it is asked for: its driver is optional."""
    try:
        return importlib.import_module("assistant.store.postgres")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"a PostgreSQL database needs the package {error.name}: pip install 'second-line[postgres]'"
        ) from None
