"""What tests of several folders use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser import chromium
from tests.postgres import Cluster, cluster
from tests.store.places import Place, PostgresDatabase, SqliteFile


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """One PostgreSQL for all tests of this process; each takes a database of its own."""
    with cluster() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all tests of this process."""
    async with chromium() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A database of either kind, one after the other."""
    if request.param == "sqlite":
        return SqliteFile(tmp_path / "data" / "assistant.db")
    cluster: Cluster = request.getfixturevalue("postgres")
    return PostgresDatabase(cluster, await cluster.new_database())
