"""Following a conversation as it goes on: nothing missed, nothing twice, nobody left waiting."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest

from assistant.web import streams
from tests.web.conftest import Person, Server


async def _events(person: Person, count: int, last: int | None = None) -> list[dict[str, Any]]:
    headers = {**person.key, **({"Last-Event-ID": str(last)} if last is not None else {})}
    found: list[dict[str, Any]] = []
    async with person.server.session.get(f"{person.server.address}{person.path}/events", headers=headers) as stream:
        assert stream.status == 200
        assert stream.headers["Content-Type"] == "text/event-stream"
        assert stream.headers["Cache-Control"] == "no-store"
        event: dict[str, str] = {}
        async for line in stream.content:
            name, _, text = line.decode().rstrip("\n").partition(": ")
            if name:
                event[name] = text
            elif "data" in event:
                entry = json.loads(event["data"])
                assert int(event["id"]) == entry["seq"]
                found.append(entry)
            if not name:
                event = {}
            if len(found) == count:
                return found
    return found


async def test_a_long_poll_wakes_when_something_is_said(person: Person) -> None:
    seen = (await person.call("GET", "/messages")).json["next"]
    waiting = asyncio.create_task(person.call("GET", f"/messages?after={seen}&wait=20"))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    started = time.monotonic()
    await person.say("I take humira")
    woken = await waiting
    assert time.monotonic() - started < 10
    assert woken.json["messages"][0]["seq"] == seen + 1
    assert woken.json["messages"][0]["text"] == "I take humira"


async def test_a_long_poll_ends_empty_when_nothing_is_said(person: Person) -> None:
    seen = (await person.call("GET", "/messages")).json["next"]
    empty = await person.call("GET", f"/messages?after={seen}&wait=0.3")
    assert (empty.status, empty.json) == (200, {"messages": [], "next": seen})


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "wait=31", "wait=-1", "wait=NaN", "wait=inf", "after=-1", "after=1e3"]
)
async def test_pages_beyond_bounds_are_refused(person: Person, query: str) -> None:
    refused = await person.call("GET", f"/messages?{query}")
    assert refused.status == 422
    assert refused.json["errors"][0]["pointer"] == "/" + query.partition("=")[0]


async def test_events_come_as_they_happen(person: Person) -> None:
    first = len((await person.call("GET", "/messages")).json["messages"])
    following = asyncio.create_task(_events(person, first + 2))
    await asyncio.sleep(0.1)
    await person.say("I take humira")
    entries = await asyncio.wait_for(following, 5)
    assert [entry["seq"] for entry in entries] == list(range(1, first + 3))
    assert entries[first]["text"] == "I take humira"


@pytest.mark.promise(26)
async def test_a_stream_resumes_without_gap_or_double(person: Person) -> None:
    seen: list[int] = []
    for text in ("I take humira", "two years", "it wore off"):
        await person.say(text)
        total = (await person.call("GET", "/messages?limit=200")).json["next"]
        fresh = await _events(person, total - len(seen), last=len(seen))
        seen += [entry["seq"] for entry in fresh]
    assert seen == list(range(1, len(seen) + 1))


async def test_a_quiet_stream_shows_that_it_is_alive(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.05)
    async with person.server.session.get(
        f"{person.server.address}{person.path}/events", headers={**person.key, "Last-Event-ID": "1000"}
    ) as stream:
        lines = [await stream.content.readline() for _ in range(6)]
    assert b": still here\n" in lines


@pytest.mark.parametrize("last", ["-1", "x", "1.5", "9" * 40])
async def test_a_stream_resumes_from_numbers_only(person: Person, last: str) -> None:
    assert (await person.call("GET", "/events", headers={"Last-Event-ID": last})).status == 400


async def test_a_stream_ends_when_the_conversation_is_erased(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.1)
    following = asyncio.create_task(_events(person, 1000))
    await asyncio.sleep(0.1)
    await person.call("DELETE")
    assert await asyncio.wait_for(following, 5)


async def test_stopping_wakes_everybody(own_server: Server) -> None:
    server, person = own_server, await own_server.begin()
    seen = (await person.call("GET", "/messages")).json["next"]
    polling = asyncio.create_task(person.call("GET", f"/messages?after={seen}&wait=30"))
    following = asyncio.create_task(_events(person, 1000, last=seen))
    async with server.session.ws_connect(f"{server.address}{person.path}/socket", headers=person.key) as socket:
        await asyncio.sleep(0.2)
        started = time.monotonic()
        server.stopping.begin()
        assert (await polling).json == {"messages": [], "next": seen}
        assert await following == []
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert socket.close_code == aiohttp.WSCloseCode.GOING_AWAY
        assert time.monotonic() - started < 10


async def test_a_socket_answers_messages_with_turns(server: Server, person: Person) -> None:
    async with server.session.ws_connect(f"{server.address}{person.path}/socket", headers=person.key) as socket:
        body = {"message_id": "w1", "text": "I take humira"}
        await socket.send_json(body)
        turn = await socket.receive_json(timeout=5)
        await socket.send_json(body)
        assert await socket.receive_json(timeout=5) == turn
        assert (await person.call("POST", "/messages", json=body)).json == turn
        for wrong in ("{", '{"message_id": "w2"}', '{"message_id": "w1", "text": "other"}', "[]", "\0"):
            await socket.send_str(wrong)
            assert (await socket.receive_json(timeout=5))["status"] in (400, 409, 422)
        await socket.send_json({"message_id": "w3", "choice": "patient"})
        assert (await socket.receive_json(timeout=5))["turn"] == turn["turn"] + 1


@pytest.mark.promise(33)
async def test_a_frame_that_is_too_big_closes_the_socket(server: Server, person: Person) -> None:
    async with server.session.ws_connect(f"{server.address}{person.path}/socket", headers=person.key) as socket:
        await socket.send_str("x" * 20_000)
        await socket.receive(timeout=5)
        assert socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


@pytest.mark.promise(40)
async def test_a_socket_opens_by_ticket_and_from_our_own_pages_only(server: Server, person: Person) -> None:
    ticket = (await person.call("POST", "/tickets")).json["ticket"]
    url = f"{server.address}{person.path}/socket?token={ticket}"
    async with server.session.ws_connect(url, headers={"Origin": server.address}) as socket:
        await socket.send_json({"message_id": "w1", "text": "hello"})
        assert (await socket.receive_json(timeout=5))["messages"]
    for origin in ("https://evil.example", "null", "http://[", ""):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await server.session.ws_connect(url, headers={"Origin": origin})
        assert refused.value.status == 403
    assert (await person.call("GET", "/socket")).status == 400
