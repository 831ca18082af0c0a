"""Staff sign in, are signed out, and nobody else gets in."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from tests.store.places import SqliteFile
from tests.web.conftest import STAFF_KEY, Answered, Server, serving
from tests.web.staff.people import PASSWORD, hire, me, signed_in, signing_in

MINUTE = timedelta(minutes=1)


def without_chance(answered: Answered) -> object:
    return answered.status, {name: text for name, text in answered.json.items() if name != "instance"}


async def actions(server: Server) -> list[tuple[str, str]]:
    return [(entry.who, entry.action) for entry in await server.store.staff.entries()]


@pytest.mark.promise(42, 43)
async def test_signing_in_and_out(own_server: Server, tmp_path: Path) -> None:
    await hire(own_server.store, "ann", "lead")
    answered = await signing_in(own_server, "Ann")
    assert answered.status == 201
    assert answered.headers["Cache-Control"] == "no-store"
    token = answered.json["token"]
    assert len(token) == 43
    assert answered.json["member"] == {"id": "s_ann", "name": "ann", "role": "lead"}
    key = {"Authorization": f"Bearer {token}"}
    assert (await me(own_server, key)).json["rights"] == ["read", "answer", "lead"]
    assert await SqliteFile(tmp_path / "assistant.db").files_with("s_ann")
    for secret in (token, PASSWORD):
        assert await SqliteFile(tmp_path / "assistant.db").files_with(secret) == []
    assert (await own_server.call("DELETE", "/v1/staff/sessions", headers=key)).status == 204
    assert (await me(own_server, key)).status == 401
    assert await actions(own_server) == [("s_ann", "session.began"), ("s_ann", "session.ended")]


@pytest.mark.promise(42)
async def test_a_wrong_password_an_unknown_name_and_one_switched_off_are_alike(own_server: Server) -> None:
    await hire(own_server.store, "ann")
    off = await hire(own_server.store, "ben")
    await own_server.store.staff.change_account(off.model_copy(update={"active": False}))
    other = (await hire(own_server.store, "cat")).model_copy(update={"password": None})
    await own_server.store.staff.change_account(other)
    tries = {"ann": "wrong wrong wrong", "ben": PASSWORD, "cat": PASSWORD, "nobody": PASSWORD}
    answers, took = {}, {}
    for name, password in tries.items():
        times = []
        for _ in range(3):
            began = time.process_time()
            answers[name] = await signing_in(own_server, name, password)
            times.append(time.process_time() - began)
        took[name] = statistics.median(times)
    assert len({str(without_chance(answer)) for answer in answers.values()}) == 1
    assert answers["ann"].status == 401
    assert min(took.values()) > 0.5 * max(took.values())
    assert set(await actions(own_server)) == {
        ("s_ann", "session.refused"), ("s_ben", "session.refused"), ("s_cat", "session.refused"),
        ("unknown", "session.refused"),
    }  # fmt: skip


@pytest.mark.promise(42)
async def test_a_session_ends_after_a_quarter_of_an_hour_without_a_call_and_after_twelve_hours(tmp_path: Path) -> None:
    times = [datetime(2026, 11, 21, 8, tzinfo=UTC)]
    async with serving(tmp_path, now=lambda: times[0]) as server:
        await hire(server.store, "ann")
        idle, busy = await signed_in(server, "ann"), await signed_in(server, "ann")
        for _ in range(48):  # every 14 minutes and 59 seconds: to one minute before twelve hours
            times[0] += 15 * MINUTE - timedelta(seconds=1)
            assert (await me(server, busy)).status == 200
        assert (await me(server, idle)).status == 401
        times[0] += MINUTE
        assert (await me(server, busy)).status == 401


@pytest.mark.promise(42)
async def test_a_page_that_waits_for_news_keeps_nobody_signed_in(tmp_path: Path) -> None:
    times = [datetime(2026, 11, 21, 8, tzinfo=UTC)]
    async with serving(tmp_path, now=lambda: times[0]) as server:
        await hire(server.store, "ann")
        key = await signed_in(server, "ann")
        for status in (404, 404, 401):
            waiting = await server.call("GET", "/v1/staff/conversations/c_none?wait=0", headers=key)
            assert waiting.status == status
            times[0] += 10 * MINUTE - timedelta(seconds=1)


@pytest.mark.promise(42)
async def test_who_has_a_second_factor_needs_its_code_and_each_counts_once(tmp_path: Path) -> None:
    times, app = [datetime(2026, 11, 21, 8, tzinfo=UTC)], pyotp.TOTP(pyotp.random_base32())
    async with serving(tmp_path, now=lambda: times[0]) as server:
        ann = await hire(server.store, "ann")
        await server.store.staff.set_factor(ann.id, app.secret)

        async def status(code: str | None, password: str = PASSWORD) -> int:
            sent = {"name": "ann", "password": password, "code": code}
            return (await server.call("POST", "/v1/staff/sessions", json=sent)).status

        code = app.at(times[0])
        wrong = next(other for other in ("000000", "111111", "222222", "333333") if not app.verify(
            other, for_time=times[0], valid_window=1))  # fmt: skip
        assert [await status(None), await status(wrong), await status(app.at(times[0] - 2 * MINUTE))] == [401] * 3
        assert await status(code, "wrong wrong wrong") == 401
        assert [await status(code), await status(code)] == [201, 401]
        times[0] += MINUTE
        assert await status(app.at(times[0] - MINUTE / 2)) == 201, "their clock is behind"
        assert await status("12345") == 422


@pytest.mark.promise(42)
async def test_changing_ones_password_ends_every_session(own_server: Server) -> None:
    await hire(own_server.store, "ann")
    here, there = await signed_in(own_server, "ann"), await signed_in(own_server, "ann")

    async def change(password: str, new: str) -> Answered:
        sent = {"password": password, "new": new}
        return await own_server.call("PUT", "/v1/staff/me/password", headers=here, json=sent)

    assert (await change("wrong wrong wrong", "a stapled horse cloud")).status == 401
    too_easy = await change(PASSWORD, "password1234")
    assert (too_easy.status, too_easy.json["errors"][0]["pointer"]) == (422, "/new")
    assert (await change(PASSWORD, "a stapled horse cloud")).status == 204
    for key in (here, there):
        assert (await me(own_server, key)).status == 401
    assert (await signing_in(own_server, "ann")).status == 401
    assert (await signing_in(own_server, "ann", "a stapled horse cloud")).status == 201


async def at_once(server: Server, tries: Iterable[tuple[str, str]]) -> list[Answered]:
    """Wrong passwords for names, each from an address."""
    return await asyncio.gather(
        *(signing_in(server, name, "wrong", headers={"X-Forwarded-For": address}) for name, address in tries)
    )


@pytest.mark.promise(42)
async def test_guessing_from_everywhere_is_slowed_down_and_locks_nobody_out(tmp_path: Path) -> None:
    async with serving(tmp_path, rate_limits="on", trusted_proxies="127.0.0.0/8") as server:
        await hire(server.store, "ann")
        usual = {"X-Forwarded-For": "192.0.2.1"}
        assert (await signing_in(server, "ann", headers=usual)).status == 201
        guesses = await at_once(server, [("ann", f"198.51.100.{number}") for number in range(30)])
        refused = [answer for answer in guesses if answer.status == 429]
        assert len(refused) >= 15
        assert all(int(answer.headers["Retry-After"]) <= 6 for answer in refused), "and never for long"
        assert (await signing_in(server, "ann", headers=usual)).status == 201


@pytest.mark.promise(42)
async def test_one_address_cannot_try_every_name(tmp_path: Path) -> None:
    async with serving(tmp_path, rate_limits="on", trusted_proxies="127.0.0.0/8") as server:
        tries = await at_once(server, [(f"name{number}", "198.51.100.1") for number in range(40)])
        assert len([answer for answer in tries if answer.status == 429]) >= 10


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "ann"},
        {"name": "ann", "password": 7},
        {"name": "ann", "password": ""},
        {"name": "", "password": "x"},
        {"name": "ann", "password": "x" * 129},
        {"name": "ann", "password": "x", "more": 1},
    ],
)
async def test_what_does_not_fit_is_refused(server: Server, body: dict[str, object]) -> None:
    assert (await server.call("POST", "/v1/staff/sessions", json=body)).status == 422


async def test_the_staff_token_is_nobodys_session(server: Server) -> None:
    assert (await me(server, STAFF_KEY)).json["member"] == {"id": "token", "name": "Staff", "role": "admin"}
    assert (await server.call("DELETE", "/v1/staff/sessions", headers=STAFF_KEY)).status == 204
    assert (await me(server, STAFF_KEY)).status == 200


@pytest.mark.promise(42)
async def test_without_the_store_nobody_is_let_in(own_server: Server) -> None:
    await hire(own_server.store, "ann")
    key = await signed_in(own_server, "ann")
    await own_server.store.close()
    assert (await me(own_server, key)).status == 503
    assert (await signing_in(own_server, "ann")).status == 503
