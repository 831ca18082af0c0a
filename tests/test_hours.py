"""Hours of the week, on the clocks of where staff are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.settings import Settings


@pytest.mark.parametrize(
    ("at", "there", "soonest"),
    [
        ("2026-11-20 09:00", True, "Sat 10:00"),
        ("2026-11-20 08:59", False, "Fri 09:00"),
        ("2026-11-20 17:00", False, "Sat 10:00"),
        ("2026-11-21 11:59", True, "Mon 09:00"),
        ("2026-11-22 12:00", False, "Mon 09:00"),
        ("2026-07-03 08:30", True, "Sat 10:00"),  # half past nine in summer time
        ("2026-07-03 16:30", False, "Sat 10:00"),
    ],
)
def test_staff_are_there_by_their_own_clocks(at: str, there: bool, soonest: str) -> None:
    hours = Settings.model_validate(
        {"staff_hours": "Mon-Fri 09:00-17:00, Sat 10:00-12:00", "staff_time_zone": "Europe/London"}
    ).hours
    assert hours
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert hours.are_now(now) is there
    assert f"{hours.next_after(now):%a %H:%M}" == soonest
    assert hours.place == "London"
