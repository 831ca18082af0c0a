"""Hours of the week, on the clocks of where staff are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.settings import Settings, read_settings


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


CLOSED = "2026-12-24, 2026-12-25, 2026-12-28 to 2027-01-01"


@pytest.mark.parametrize(
    ("at", "there", "soonest"),
    [
        ("2026-12-23 12:00", True, "2026-12-26 10:00"),
        ("2026-12-24 12:00", False, "2026-12-26 10:00"),
        ("2026-12-26 11:00", True, "2027-01-02 10:00"),
        ("2027-01-01 12:00", False, "2027-01-02 10:00"),
        ("2027-01-04 12:00", True, "2027-01-05 09:00"),
    ],
)
def test_on_days_that_are_closed_nobody_is_there(at: str, there: bool, soonest: str) -> None:
    hours = Settings.model_validate(
        {
            "staff_hours": "Sat 10:00-12:00, Mon-Fri 09:00-17:00",
            "staff_closed": CLOSED,
            "staff_time_zone": "Europe/London",
        }
    ).hours
    assert hours
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert hours.are_now(now) is there
    assert f"{hours.next_after(now):%Y-%m-%d %H:%M}" == soonest


def test_a_day_is_closed_by_the_clocks_of_where_staff_are() -> None:
    hours = Settings.model_validate(
        {"staff_hours": "Mon-Sun 00:00-23:59", "staff_closed": "2026-12-25", "staff_time_zone": "Australia/Sydney"}
    ).hours
    assert hours
    assert not hours.are_now(datetime(2026, 12, 24, 13, 30, tzinfo=UTC)), "it is the 25th there"
    assert hours.are_now(datetime(2026, 12, 25, 13, 30, tzinfo=UTC))


def test_closed_for_longer_than_any_week_of_theirs() -> None:
    hours = Settings.model_validate(
        {"staff_hours": "Mon 09:00-17:00", "staff_closed": "2026-11-21 to 2027-03-01"}
    ).hours
    assert hours
    assert f"{hours.next_after(datetime(2026, 11, 21, tzinfo=UTC)):%Y-%m-%d %H:%M}" == "2027-03-08 09:00"


def test_dates_of_the_file_are_taken_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assistant.toml").write_text(
        'staff_hours = ["Mon-Fri 09:00-17:00"]\nstaff_closed = [2026-12-25, "2026-12-28 to 2027-01-01"]\n'
    )
    monkeypatch.chdir(tmp_path)
    assert [f"{each.first} {each.last}" for each in read_settings().staff_closed] == [
        "2026-12-25 2026-12-25",
        "2026-12-28 2027-01-01",
    ]
