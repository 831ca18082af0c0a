"""``assistant doctor``: what is well, what somebody should know, what is bad."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.cli import main
from assistant.doctor import Finding, examine
from assistant.settings import Settings
from assistant.store.migrations import migrations
from assistant.store.sealing import key_id
from tests.store.places import Place, PostgresDatabase, SqliteFile
from tests.store.stories import begin

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


async def examined(now: datetime = NOW, **settings: Any) -> dict[str, Finding]:
    return {each.thing: each async for each in examine(Settings(**settings), now)}


async def test_a_server_that_is_well_is_said_to_be_so(place: Place) -> None:
    await (await place.open(bytes(range(32)))).close()
    options = [str(option) for option in place.options]
    keys = {"ASSISTANT_ENCRYPTION_KEYS": KEY}
    done = await asyncio.to_thread(CliRunner().invoke, main, ["doctor", *options], env=keys)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert all(re.match(r"(ok|look) +\w+  .", line) for line in lines)
    assert f"ok    database    takes writes, version {len(migrations())}" in lines
    assert f"ok    encryption  key {key_id(bytes(range(32)))} writes" in lines
    assert KEY not in done.output


async def test_what_is_bad_ends_with_one_and_names_the_remedy(place: Place) -> None:
    store = await place.open(bytes(range(32)))
    await begin(store)
    await store.close()
    done = await asyncio.to_thread(CliRunner().invoke, main, ["doctor", *place.options])
    assert done.exit_code == 1
    assert "bad   database    the database is encrypted with the key" in done.output
    assert "look  encryption  none" in done.output
    assert ("dead rows" in done.output) is isinstance(place, PostgresDatabase)


async def test_a_database_to_come_is_left_alone(tmp_path: Path) -> None:
    found = await examined(data=tmp_path)
    assert found["database"] == (
        "look",
        "database",
        f"version 0; assistant migrate (or serve) makes it {len(migrations())}",
    )
    assert not await asyncio.to_thread((tmp_path / "assistant.db").exists)


@pytest.mark.parametrize(("ahead", "state"), [(-1, "look"), (1, "bad")])
async def test_a_database_of_another_version_is_not_touched(tmp_path: Path, ahead: int, state: str) -> None:
    place = SqliteFile(tmp_path / "assistant.db")
    await (await place.open()).close()
    await place.sql(f"PRAGMA user_version = {len(migrations()) + ahead}")
    assert (await examined(data=tmp_path))["database"].state == state
    assert await place.sql("PRAGMA user_version") == [(len(migrations()) + ahead,)]


async def test_a_database_out_of_reach_is_bad_and_no_password_is_shown(tmp_path: Path) -> None:
    found = await examined(data=tmp_path, database="postgresql://me:SECRET@localhost:1/name")
    assert found["database"].state == "bad"
    assert "cannot be reached" in found["database"].text
    assert "SECRET" not in str(found)


async def test_dates_tell_of_reviews_and_of_a_wrong_clock(tmp_path: Path) -> None:
    assert (await examined(NOW.replace(year=2040), data=tmp_path))["content"].state == "look"
    assert "past their review" in (await examined(NOW.replace(year=2040), data=tmp_path))["content"].text
    early = await examined(NOW.replace(year=2001), data=tmp_path)
    assert early["clock"].state == "bad"


@pytest.mark.parametrize(("free", "state"), [(5e7, "bad"), (5e8, "look"), (5e10, "ok")])
async def test_a_disk_that_fills_up_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: float, state: str
) -> None:
    usage = namedtuple("usage", ["free"])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(int(free)))
    assert (await examined(data=tmp_path / "not" / "there"))["disk"].state == state


async def test_an_open_address_without_a_proxy_is_pointed_out(tmp_path: Path) -> None:
    assert (await examined(data=tmp_path, host="0.0.0.0"))["settings"].state == "look"
    assert (await examined(data=tmp_path, host="0.0.0.0", trusted_proxies="10.0.0.0/8"))["settings"].state == "ok"


@pytest.mark.parametrize(
    ("closed", "state", "said"),
    [
        ("2026-11-20 to 2026-11-22, 2026-12-25", "ok", "staff are next away for a day on 2026-11-21"),
        ("2026-12-25, 2026-01-01", "ok", "staff are next away for a day on 2026-12-25"),
        ("2025-12-25, 2026-01-01", "look", "every day of staff_closed is past"),
    ],
)
async def test_holidays_that_are_all_past_are_said(tmp_path: Path, closed: str, state: str, said: str) -> None:
    found = await examined(data=tmp_path, staff_hours="Mon-Fri 09:00-17:00", staff_closed=closed)
    assert found["hours"].state == state
    assert said in found["hours"].text
