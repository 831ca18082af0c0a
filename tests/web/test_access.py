"""Nobody reaches another person's conversation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.app import open_store
from assistant.content.loader import load_content
from assistant.engine.admission import TICKET_LIFE
from assistant.engine.engine import Engine, Opening
from assistant.settings import Settings
from assistant.web.application import CALLS
from assistant.web.calls import Call
from tests.web.conftest import Answered, Person, Server


def _guarded(server: Server) -> list[Call]:
    return [call for call in server.app[CALLS] if call.needs in ("token", "ticket")]


def _path(call: Call, conversation_id: str) -> str:
    return call.path.replace("{id}", conversation_id).replace("{slot}", "history.anti_tnf")


def _without_chance(answered: Answered) -> object:
    fields = {name: text for name, text in answered.json.items() if name != "instance"}
    headers = {name: text for name, text in answered.headers.items() if name not in ("X-Request-ID", "Date")}
    return answered.status, fields, headers


@pytest.mark.promise(40)
async def test_every_call_of_a_conversation_needs_its_token(server: Server, person: Person) -> None:
    assert len(_guarded(server)) >= 11
    for call in _guarded(server):
        answered = await server.call(call.method, _path(call, person.id), json={})
        assert (answered.status, answered.headers["WWW-Authenticate"]) == (401, "Bearer"), call.path


@pytest.mark.promise(40)
async def test_a_wrong_token_and_a_made_up_conversation_look_alike(server: Server, person: Person) -> None:
    stranger = await server.begin()
    for call in _guarded(server):
        wrong = await server.call(call.method, _path(call, person.id), headers=stranger.key, json={})
        made_up = await server.call(call.method, _path(call, "c_0123456789abcdef"), headers=stranger.key, json={})
        assert wrong.status == 404, call.path
        assert _without_chance(wrong) == _without_chance(made_up)


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic abc", "Bearer a b", "Bearer \xe9t\xe9", "x" * 4000])
async def test_what_is_no_bearer_token_is_401(person: Person, header: str) -> None:
    answered = await person.server.call("GET", person.path, headers={"Authorization": header})
    assert answered.status == 401


@pytest.mark.parametrize("made_up", ["%00", "..%2f..%2fetc", "c_%ff", "x" * 3000, "%F0%9F%92%A9", "'%20or%201=1--"])
async def test_strange_ids_are_just_unknown(person: Person, made_up: str) -> None:
    answered = await person.server.call("GET", f"/v1/conversations/{made_up}", headers=person.key)
    assert answered.status == 404
    assert answered.headers["Content-Type"] == "application/problem+json"


@pytest.mark.promise(40)
async def test_a_ticket_opens_the_streams_of_its_conversation_only(server: Server, person: Person) -> None:
    issued = await person.call("POST", "/tickets")
    assert issued.status == 201
    ticket = issued.json["ticket"]
    assert person.token not in ticket
    for name in ("ticket", "token"):
        async with server.session.get(f"{server.address}{person.path}/events?{name}={ticket}") as stream:
            assert stream.status == 200
    stranger = await server.begin()
    for path in (f"{stranger.path}/events", f"{person.path}/export", f"{person.path}/messages"):
        assert (await server.call("GET", f"{path}?token={ticket}")).status in (401, 404)
    assert (await server.call("GET", f"{person.path}/events?token={person.token}")).status == 404


@pytest.mark.promise(41)
async def test_a_ticket_dies_with_its_conversation(person: Person) -> None:
    ticket = (await person.call("POST", "/tickets")).json["ticket"]
    await person.call("DELETE")
    assert (await person.server.call("GET", f"{person.path}/events?token={ticket}")).status == 404


async def test_a_ticket_holds_for_a_minute_and_cannot_be_made_up(tmp_path: Path) -> None:
    store, times = await open_store(Settings(data=tmp_path)), [datetime(2026, 1, 1, tzinfo=UTC)]
    engine = Engine(load_content(), store, lambda: times[0])
    opened, other = await engine.open(Opening()), await engine.open(Opening())
    ticket, ends_at = await engine.admission.ticket(opened.conversation_id)
    assert ends_at == times[0] + TICKET_LIFE
    assert await engine.admission.admits(opened.conversation_id, ticket)
    assert not await engine.admission.admits(other.conversation_id, ticket)
    for made_up in ("", ".", "é.ü", "\ud800", ticket + "x", ticket[:-1], opened.token):
        assert not await engine.admission.admits(opened.conversation_id, made_up)
    times[0] = ends_at
    assert not await engine.admission.admits(opened.conversation_id, ticket)
    await store.close()


@pytest.mark.promise(41)
async def test_tokens_are_long_and_never_the_same(server: Server) -> None:
    people = [await server.begin() for _ in range(5)]
    assert len({person.token for person in people}) == 5
    assert all(len(person.token) >= 22 for person in people)
    swapped = replace(people[0], token=people[1].token)
    assert (await swapped.call("GET")).status == 404


def _files(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.promise(41)
async def test_neither_tokens_nor_tickets_are_in_any_file(own_server: Server, tmp_path: Path) -> None:
    person = await own_server.begin()
    await person.say("I take humira")
    ticket = (await person.call("POST", "/tickets")).json["ticket"]
    held = _files(tmp_path)
    assert any(person.id.encode() in each for each in held)
    for secret in (person.token, ticket):
        assert not any(secret.encode() in each for each in held)


@pytest.mark.promise(41)
async def test_a_token_opens_its_conversation_for_a_time_only(tmp_path: Path) -> None:
    store, times = await open_store(Settings(data=tmp_path)), [datetime(2026, 1, 1, tzinfo=UTC)]
    engine = Engine(load_content(), store, lambda: times[0], token_life=timedelta(days=30))
    opened = await engine.open(Opening())
    issued, _, rest = opened.token.partition(".")
    times[0] += timedelta(days=29)
    assert await engine.admission.authorised(opened.conversation_id, opened.token)
    times[0] += timedelta(days=2)
    assert not await engine.admission.authorised(opened.conversation_id, opened.token)
    assert not await engine.admission.authorised(opened.conversation_id, f"{int(issued, 16) + 10_000_000:x}.{rest}")
    await store.close()
