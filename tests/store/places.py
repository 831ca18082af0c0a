"""The two kinds of database, as stories about what is kept in them need them: opened with keys, looked into raw."""

from __future__ import annotations

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from assistant.store.base import Store
from assistant.store.opening import open_store
from tests.postgres import Cluster


class Place(ABC):
    """A database that only one story uses. ``tables``: what to ask for the names of all of them."""

    tables: ClassVar[str]

    @property
    @abstractmethod
    def options(self) -> list[str]:
        """Of a command line, to use it."""

    @abstractmethod
    async def open(self, *keys: bytes) -> Store: ...

    @abstractmethod
    async def sql(self, statement: str) -> Sequence[Sequence[Any]]: ...

    @abstractmethod
    async def files_with(self, words: str) -> list[str]:
        """The names of the database's files that have these words in them, write-ahead log included."""


@dataclass(frozen=True)
class SqliteFile(Place):
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"

    path: Path

    @property
    def options(self) -> list[str]:
        return ["--data", str(self.path.parent)]

    async def open(self, *keys: bytes) -> Store:
        return await open_store(None, self.path, keys)

    async def sql(self, statement: str) -> Sequence[Sequence[Any]]:
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            return connection.execute(statement).fetchall()

    async def files_with(self, words: str) -> list[str]:
        return [file.name for file in self.path.parent.iterdir() if words.encode() in file.read_bytes()]


@dataclass(frozen=True)
class PostgresDatabase(Place):
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'second_line'"

    cluster: Cluster
    url: str

    @property
    def options(self) -> list[str]:
        return ["--database", self.url]

    async def open(self, *keys: bytes) -> Store:
        return await open_store(self.url, Path(), keys)

    async def sql(self, statement: str) -> Sequence[Sequence[Any]]:
        rows = await self.cluster.sql(statement, f"{self.url}&search_path=second_line")
        return [tuple(row) for row in rows]

    async def files_with(self, words: str) -> list[str]:
        await self.cluster.sql("CHECKPOINT", self.url)
        data = self.cluster.folder / "data"
        files = [file for part in ("base", "pg_wal") for file in (data / part).rglob("*") if file.is_file()]
        return await asyncio.to_thread(lambda: [file.name for file in files if words.encode() in _content(file)])


def _content(file: Path) -> bytes:
    """Nothing, when PostgreSQL removed the file since it was listed: what it held is in no file then."""
    with suppress(FileNotFoundError):
        return file.read_bytes()
    return b""
