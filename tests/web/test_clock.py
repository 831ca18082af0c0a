"""A clock that jumps changes what entries are labelled with, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.web.conftest import serving

STEPS = (timedelta(hours=-1), timedelta(days=30), timedelta(days=-60), timedelta(seconds=-5), timedelta(hours=30))


@pytest.mark.promise(13)
async def test_steps_of_the_clock_reorder_nothing_and_lock_nobody_out(tmp_path: Path) -> None:
    times = [datetime(2026, 11, 21, 12, tzinfo=UTC)]
    async with serving(tmp_path, now=lambda: times[0], rate_limits="on", messages_per_minute=10) as server:
        person = await server.begin()
        for number, step in enumerate(STEPS):
            times[0] += step
            assert (await person.send(text=f"hello {number}", message_id=str(number))).status == 200
            again = await person.send(text=f"hello {number}", message_id=str(number))
            assert again.headers["Idempotent-Replayed"] == "true"
        entries = (await person.call("GET", "/messages?limit=200")).json["messages"]
        assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
        assert [entry["message_id"] for entry in entries if entry.get("message_id")] == list("01234")
        stamps = [entry["at"] for entry in entries]
        assert stamps != sorted(stamps)
        times[0] += timedelta(hours=1)
        limited = [(await person.send(text="hello")).status for _ in range(3)]
        assert 429 in limited, "an hour on the clock fills no bucket"
