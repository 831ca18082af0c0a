"""Every staff call and everybody who may try it: each gets in where the call says so, and nowhere else."""

from __future__ import annotations

import time
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest

from assistant.app import utc_now
from assistant.store.staff import Role
from assistant.web.application import CALLS
from assistant.web.calls import Call
from assistant.web.staff.access import RIGHTS, Right
from tests.postgres import Cluster
from tests.web.conftest import CLINIC_KEY, Answered, Person, Server, serving
from tests.web.staff.people import hire, me, signed_in

OPEN = {("POST", "/v1/staff/sessions")}
"""Signing in: whoever comes is nobody yet."""
ONES_OWN = {"/v1/staff/sessions", "/v1/staff/me/password"}
"""What a reader may change."""


def calls(server: Server) -> list[Call]:
    found = [call for call in server.app[CALLS] if call.path.startswith("/v1/staff")]
    return [call for call in found if (call.method, call.path) not in OPEN]


async def tried(server: Server, call: Call, key: dict[str, str]) -> Answered:
    path = call.path.replace("{id}", "c_made_up")
    return await server.call(call.method, path, headers=key, **({"json": {}} if call.body else {}))


async def session(server: Server, name: str) -> dict[str, str]:
    """Signed in, without the quarter of a second."""
    token = f"{name}-{time.monotonic_ns()}"
    await server.store.staff.begin_session(sha256(token.encode()).digest(), f"s_{name}", utc_now())
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.promise(42, 43)
async def test_each_role_may_do_what_the_call_says_and_nothing_else(own_server: Server) -> None:
    assert len(calls(own_server)) >= 12
    for role in get_args(Role):
        await hire(own_server.store, role, role)
        for call in calls(own_server):
            assert isinstance(call.needs, Right), call.path
            recorded = last.seq if (last := await own_server.store.staff.head()) else 0
            answered = await tried(own_server, call, await session(own_server, role))
            if answered.status < 300 and call.path != "/v1/staff/me":
                (entry,) = await own_server.store.staff.entries(after=recorded)
                assert entry.who == f"s_{role}"
            if call.needs in RIGHTS[role]:
                assert answered.status in {call.status, 404, 409, 422}, (role, call.path, answered.body)
            else:
                assert answered.status == 403, (role, call.path)


@pytest.mark.promise(40, 42)
async def test_nobody_else_gets_in(server: Server, person: Person) -> None:
    for call in calls(server):
        for key in ({}, person.key, CLINIC_KEY, {"Authorization": "Bearer x"}):
            answered = await tried(server, call, key)
            assert (answered.status, answered.headers["WWW-Authenticate"]) == (401, "Bearer"), (call.path, key)


@pytest.mark.promise(42)
def test_a_role_has_all_that_the_one_below_it_has_and_one_right_more() -> None:
    assert [len(RIGHTS[role]) for role in get_args(Role)] == [1, 2, 3, 4]
    assert RIGHTS["reader"] == (Right.READ,)
    assert set(RIGHTS["admin"]) == set(Right)


@pytest.mark.promise(42)
async def test_a_reader_changes_nothing_but_what_is_their_own(server: Server) -> None:
    changing = [call for call in calls(server) if call.method != "GET" and call.path not in ONES_OWN]
    assert changing
    assert [call.path for call in changing if call.needs == Right.READ] == []


@pytest.mark.promise(42, 43)
async def test_an_admin_changes_roles_and_who_is_switched_off_is_out(own_server: Server) -> None:
    await hire(own_server.store, "ada", "admin")
    await hire(own_server.store, "ben", "agent")
    ada, ben = await session(own_server, "ada"), await session(own_server, "ben")

    async def change(name: str, **update: object) -> Answered:
        return await own_server.call("PUT", f"/v1/staff/accounts/s_{name}", headers=ada, json=update)

    assert (await change("ben", role="lead")).json == {"id": "s_ben", "name": "ben", "role": "lead", "active": True}
    assert (await me(own_server, ben)).status == 401, "they sign in again"
    ben = await session(own_server, "ben")
    assert (await me(own_server, ben)).json["member"]["role"] == "lead"
    assert (await change("ben", active=False)).status == 200
    assert (await me(own_server, ben)).status == 401
    listed = await own_server.call("GET", "/v1/staff/accounts", headers=ada)
    assert [(each["name"], each["active"]) for each in listed.json["accounts"]] == [("ada", True), ("ben", False)]
    assert b"scrypt" not in listed.body
    for wrong in ({}, {"role": "king"}, {"active": "no"}, {"password": "x"}):
        assert (await change("ben", **wrong)).status == 422
    assert (await change("nobody", active=False)).status == 404
    told = [(entry.who, entry.action, entry.detail) for entry in await own_server.store.staff.entries()]
    assert told == [
        ("s_ada", "account.changed", "s_ben lead"),
        ("s_ada", "account.changed", "s_ben lead off"),
        ("s_ada", "accounts.read", ""),
    ]


@pytest.mark.promise(42)
async def test_who_is_switched_off_is_out_on_every_server_at_once(postgres: Cluster, tmp_path: Path) -> None:
    url = await postgres.new_database()
    async with (
        serving(tmp_path / "one", database=url) as one,
        serving(tmp_path / "two", database=url) as two,
    ):
        await hire(one.store, "ada", "admin")
        await hire(one.store, "ben")
        ada, ben = await session(one, "ada"), await signed_in(one, "ben")
        assert (await me(two, ben)).status == 200
        assert (await one.call("PUT", "/v1/staff/accounts/s_ben", headers=ada, json={"active": False})).status == 200
        assert (await me(two, ben)).status == 401
