"""The database's server is lost for good; another, which had everything, takes its place.

``python -m tests.faults`` does the same for long.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.failover import Pair, fail_over, pair, replicas_over
from tests.faults.replicas import load


@pytest.fixture
def servers() -> Iterator[Pair]:
    with pair() as both:
        yield both


@pytest.mark.promise(4)
async def test_a_failover_to_a_synchronous_standby_loses_nothing(servers: Pair, tmp_path: Path) -> None:
    async with replicas_over(servers, tmp_path) as running, load(running, people=8) as talking:
        silent: list[float] = []

        async def fault() -> None:
            silent.extend(await fail_over(servers, talking, times=1))

        await talking.during(fault)
        assert set(talking.statuses) <= {200, 201, 503, "tried again"}
        assert await talking.check() > 30
        assert max(silent) < 20
