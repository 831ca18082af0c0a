"""The contract, kept by PostgreSQL; and what only a database that others use too can do wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from assistant.store.base import Store
from assistant.store.postgres import PostgresStore
from tests.postgres import Cluster
from tests.store.contract import Reopened, StoreContract


@pytest.fixture
async def url(postgres: Cluster) -> str:
    return await postgres.new_database()


@pytest.fixture
async def store(url: str) -> AsyncIterator[PostgresStore]:
    opened_store = await PostgresStore.open(url)
    yield opened_store
    await opened_store.close()


@pytest.fixture
async def reopened(url: str) -> AsyncIterator[Reopened]:
    held: list[Store] = []

    async def reopen(before: Store) -> Store:
        await before.close()
        held.append(await PostgresStore.open(url))
        return held[-1]

    yield reopen
    for each in held:
        await each.close()


class TestPostgresStore(StoreContract):
    pass
