"""What was promised is on the disk before the promise: nothing that power could take with it."""

from __future__ import annotations

import pytest

from tests.store.power import drill


@pytest.mark.promise(2)
async def test_losing_power_loses_nothing_that_was_promised() -> None:
    assert await drill(3) > 1000
