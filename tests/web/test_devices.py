"""One conversation on several devices."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.web.conftest import Person, Server, serving


async def _code(person: Person) -> str:
    answered = await person.call("POST", "/links")
    assert answered.status == 201
    return str(answered.json["code"])


async def _enter(person: Person, code: str) -> Any:
    return await person.server.call("POST", "/v1/links", json={"code": code})


async def test_a_code_lets_one_device_in_with_a_token_of_its_own(person: Person) -> None:
    code = await _code(person)
    entered = await _enter(person, code.lower().replace("-", " "))
    assert entered.status == 201
    assert entered.json["conversation_id"] == person.id
    phone = replace(person, token=entered.json["token"])
    assert phone.token != person.token
    await phone.say("for my mother")
    assert (await person.view())["answers"]["about.respondent"]["value"] == "caregiver"
    logs = [(await each.call("GET", "/messages")).json for each in (person, phone)]
    assert logs[0] == logs[1]
    assert (await phone.call("POST", "/links")).status == 201


async def test_a_code_opens_once_and_what_it_opens_is_no_other_conversation(server: Server, person: Person) -> None:
    other, code = await server.begin(), await _code(person)
    entered = await _enter(person, code)
    again = await _enter(person, code)
    assert (again.status, (await _enter(person, "BCDFG-HJKLM")).status) == (404, 404)
    assert "ask for a new one" in again.json["detail"]
    assert (await replace(other, token=entered.json["token"]).call("GET")).status == 404
    ticket = await _code(person)
    opened = await server.call("GET", f"{person.path}/events?ticket={ticket}")
    assert opened.status == 404
    assert (await replace(person, token=ticket).call("GET")).status == 404


async def test_a_code_is_too_old_after_ten_minutes_and_a_device_after_the_life_of_tokens(tmp_path: Path) -> None:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    async with serving(tmp_path, now=lambda: now) as server:
        person = await server.begin()
        late, soon = await _code(person), await _code(person)
        now += timedelta(minutes=9)
        phone = replace(person, token=(await _enter(person, soon)).json["token"])
        now += timedelta(minutes=1)
        assert (await _enter(person, late)).status == 404
        assert (await phone.call("GET")).status == 200
        now += timedelta(days=180)
        assert (await phone.call("GET")).status == 404


async def test_an_erased_conversation_lets_nobody_in(person: Person) -> None:
    phone = replace(person, token=(await _enter(person, await _code(person))).json["token"])
    code = await _code(person)
    assert (await phone.call("DELETE")).status == 204
    assert (await person.call("GET")).status == 404
    assert (await _enter(person, code)).status == 404


async def test_a_device_behind_is_told_so_and_its_words_are_asked_about(person: Person) -> None:
    await person.say("for myself")
    await person.say("42")
    late = await person.send(text="for my mother", asked="about.respondent")
    assert late.json["question"]["slot"] == "about.respondent"
    assert "elsewhere" in late.json["messages"][0]["text"]
    assert (await person.view())["answers"]["about.respondent"]["value"] == "patient"
    await person.say("no")
    tapped = await person.send(choice="caregiver", asked="about.respondent", message_id="tap")
    assert tapped.json["question"]["slot"] == "about.respondent"
    entries = (await person.call("GET", "/messages")).json["messages"]
    assert [entry["text"] for entry in entries if entry["message_id"] == "tap"] == ["For someone I help"]


async def test_a_caregiver_writes_in_between(person: Person) -> None:
    sent = await person.send(text="me", sender="caregiver", message_id="hers")
    assert sent.status == 200
    entries = (await person.call("GET", "/messages")).json["messages"]
    assert [entry["sender"] for entry in entries if entry["message_id"] == "hers"] == ["caregiver"]
    assert (await person.send(text="me", sender="staff")).status == 422
