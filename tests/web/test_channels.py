"""The Rasa REST channel, as a platform with the clinic's key uses it."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import uuid
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from assistant.conversations import Conversation
from tests.web.conftest import CLINIC_KEY, STAFF_KEY, Answered, Server, serving

WEBHOOK = "/channels/rasa/webhooks/rest/webhook"
TWINS = 12
BLEEDING = "there is a lot of blood in my stool and I am fainting"


@dataclass(frozen=True)
class Sender:
    """Somebody who writes through a platform."""

    server: Server
    name: str = field(default_factory=lambda: uuid.uuid4().hex)

    async def post(self, message: Any, **more: Any) -> Answered:
        body = {"sender": self.name, "message": message, **more}
        return await self.server.call("POST", WEBHOOK, json=body, headers=CLINIC_KEY)

    async def say(self, message: str, **more: Any) -> Any:
        answered = await self.post(message, **more)
        assert answered.status == 200, answered.body
        return answered.json

    async def press(self, title: str, said: Any) -> Any:
        (payload,) = [button["payload"] for button in said[-1]["buttons"] if button["title"].startswith(title)]
        return await self.say(payload)

    async def held(self) -> Conversation:
        """The only conversation there is with this sender."""
        address = sha256(f"rasa\0{self.name}".encode()).hexdigest()
        found = await self.server.store.load(await self.server.store.addressed(address) or "")
        assert found
        return found


@pytest.fixture
def ada(server: Server) -> Sender:
    return Sender(server)


def texts(said: Any) -> str:
    return "\n".join(one["text"] for one in said)


async def test_a_conversation_from_hello_with_words_and_buttons(ada: Sender) -> None:
    said = await ada.say("hi")
    assert "not for emergencies" in said[0]["text"]
    assert {one["recipient_id"] for one in said} == {ada.name}
    assert said[-1]["buttons"][0] == {"title": "Yes, I agree", "payload": '/choose{"consent": "yes"}'}
    said = await ada.press("Yes, I agree", said)
    said = await ada.press("For myself", said)
    said = await ada.say("42")
    assert "35 to 49" in texts(said)
    held = await ada.held()
    assert held.channel == "rasa"
    assert ada.name not in held.model_dump_json()


async def test_whoever_writes_a_red_flag_first_hears_of_nothing_else_and_is_greeted_once_safe(ada: Sender) -> None:
    (warned,) = await ada.say(BLEEDING, metadata={"message_id": "m1"})
    assert warned["text"].startswith("Heavy bleeding needs help right now.")
    assert [warned] == await ada.say(BLEEDING, metadata={"message_id": "m1"})
    said = await ada.press("I am safe now", [warned])
    assert "not for emergencies" in texts(said)
    assert "I need to keep your answers" in said[-1]["text"]
    said = await ada.press("Yes, I agree", said)
    assert "Are you answering for yourself" in texts(said)


async def test_whoever_was_greeted_before_a_red_flag_is_not_greeted_again(ada: Sender) -> None:
    await ada.say("hi")
    (warned,) = await ada.say(BLEEDING)
    said = await ada.press("I am safe now", [warned])
    assert "not for emergencies" not in texts(said)
    assert said[-1]["buttons"][0]["title"] == "Yes, I agree"


@pytest.mark.promise(23)
async def test_a_message_delivered_again_is_answered_as_it_was(ada: Sender) -> None:
    first = await ada.say("hi", metadata={"message_id": "m1", "platform": {"version": 3}})
    assert await ada.say("hi", metadata={"message_id": "m1"}) == first
    again = await ada.post("something else", metadata={"message_id": "m1"})
    assert again.status == 409
    assert (await ada.held()).turn == 2


@pytest.mark.promise(16)
async def test_an_answer_that_a_newer_server_gave_is_given_again(tmp_path: Path) -> None:
    async with serving(tmp_path) as server:
        ada = Sender(server)
        first = await ada.say("hi", metadata={"message_id": "m1"})
        with closing(sqlite3.connect(tmp_path / "assistant.db")) as newer, newer:
            newer.execute("UPDATE taken SET reply = json_set(reply, '$.new', 1, '$.messages[0].new', 1)")
        assert await ada.say("hi", metadata={"message_id": "m1"}) == first


@pytest.mark.promise(20)
async def test_forty_messages_delivered_ten_times_each_have_forty_effects(ada: Sender) -> None:
    await ada.press("Yes, I agree", await ada.say("hi"))
    before = (await ada.held()).turn
    answers: dict[int, set[str]] = {number: set() for number in range(40)}

    async def deliver(number: int) -> None:
        said = await ada.say(f"what is a trough level? ({number})", metadata={"message_id": f"m{number}"})
        answers[number].add(json.dumps(said))

    for first in range(0, 40, 4):
        deliveries = [*range(first, first + 4)] * 10
        random.Random(first).shuffle(deliveries)
        await asyncio.gather(*map(deliver, deliveries))
    assert (await ada.held()).turn == before + 40
    assert all(len(said) == 1 for said in answers.values())


async def test_twins_at_once_are_one_conversation(ada: Sender) -> None:
    answers = await asyncio.gather(*(ada.say("hi", metadata={"message_id": "m1"}) for _ in range(TWINS)))
    assert all(answer == answers[0] for answer in answers)
    assert (await ada.held()).turn == 2


async def test_many_first_words_at_once_are_all_kept_in_one_conversation(ada: Sender) -> None:
    await asyncio.gather(*(ada.say("hello") for _ in range(4)))
    assert (await ada.held()).turn == 1 + 4


async def test_a_button_that_is_gone_brings_the_open_question_again(ada: Sender) -> None:
    said = await ada.say("/greet")
    assert said[-1]["buttons"][0]["title"] == "Yes, I agree"
    asked = await ada.press("Yes, I agree", said)
    again = await ada.press("Yes, I agree", said)
    assert again == asked[-1:]
    assert await ada.say("/restart_please") == asked[-1:]


async def test_numbers_come_back_as_choices_where_there_are_no_buttons(ada: Sender) -> None:
    said = await ada.say("hi", input_channel="twilio")
    assert "buttons" not in said[-1]
    assert said[-1]["text"].endswith("1. Yes, I agree\n2. No, do not keep anything")
    said = await ada.say("1", input_channel="twilio")
    said = await ada.say("2", input_channel="twilio")
    assert "someone who helps" in texts(said)


async def test_in_lines(ada: Sender) -> None:
    body = {"sender": ada.name, "message": "hi"}
    answered = await ada.server.call("POST", f"{WEBHOOK}?stream=true", json=body, headers=CLINIC_KEY)
    assert answered.headers["Content-Type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in answered.body.splitlines()]
    assert len(lines) == 2
    assert lines[-1]["buttons"]


async def test_forgotten_is_begun_anew(ada: Sender) -> None:
    said = await ada.say("hi")
    await ada.press("Yes, I agree", said)
    before = await ada.held()
    await ada.press("Yes", await ada.say("forget me"))
    assert await ada.server.store.load(before.id) is None
    assert "not for emergencies" in texts(await ada.say("hi"))
    assert (await ada.held()).id != before.id


async def test_what_the_team_wrote_meanwhile_comes_with_the_next_answer(staffed: Server) -> None:
    ada = Sender(staffed)
    await ada.press("Yes, I agree", await ada.say("hi"))
    await ada.say("can I talk to a human?")
    case = f"/v1/staff/conversations/{(await ada.held()).id}"
    assert (await staffed.call("POST", f"{case}/claim", headers=STAFF_KEY)).status == 200
    body = {"text": "Good morning, this is Ben.", "message_id": "r1"}
    assert (await staffed.call("POST", f"{case}/reply", json=body, headers=STAFF_KEY)).status == 200
    assert "Good morning, this is Ben." in texts(await ada.say("thanks, one more thing"))
    assert "Good morning, this is Ben." not in texts(await ada.say("that was all"))


@pytest.fixture
async def staffed(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path, staff_hours=("Mon-Sun 00:00-23:59",)) as running:
        yield running


@pytest.mark.parametrize(
    "body",
    [
        {"message": "hi"},
        {"sender": "", "message": "hi"},
        {"sender": "a", "message": ""},
        {"sender": "a", "message": 5},
        {"sender": "a", "message": "x" * 4001},
        {"sender": "a", "message": "hi", "unknown": 1},
        {"sender": "a", "message": "hi", "metadata": {"message_id": 3}},
        {"sender": "a", "message": "hi", "metadata": []},
    ],
)
async def test_what_does_not_fit_is_refused(server: Server, body: Any) -> None:
    answered = await server.call("POST", WEBHOOK, json=body, headers=CLINIC_KEY)
    assert answered.status == 422
    assert answered.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("message", ["/", '/a{"b":', '/a{"b": 5}', "/a{}", '/a{"b": ["x", 1]}', "/" + "{" * 3000, "//"])
@pytest.mark.promise(24)
async def test_odd_payloads_break_nothing(ada: Sender, message: str) -> None:
    assert (await ada.say(message))[-1]["buttons"]
    assert (await ada.say("hi"))[-1]["buttons"]


@pytest.mark.promise(22)
async def test_the_key_is_needed(server: Server) -> None:
    assert (await server.call("GET", "/channels/rasa/webhooks/rest/", headers=CLINIC_KEY)).json == {"status": "ok"}
    for headers in ({}, {"Authorization": "Bearer wrong"}, STAFF_KEY):
        assert (await server.call("GET", "/channels/rasa/webhooks/rest/", headers=headers)).status == 401
        said = await server.call("POST", WEBHOOK, json={"sender": "a", "message": "hi"}, headers=headers)
        assert said.status == 401


@pytest.fixture
async def keyless(tmp_path: Path) -> AsyncIterator[Server]:
    async with serving(tmp_path, clinic_key=None) as running:
        yield running


async def test_without_a_key_the_channel_is_off(keyless: Server) -> None:
    said = await keyless.call("POST", WEBHOOK, json={"sender": "a", "message": "hi"}, headers=CLINIC_KEY)
    assert said.status == 401


async def test_a_red_flag_is_answered_while_the_store_is_away(own_server: Server) -> None:
    ada = Sender(own_server)
    await own_server.store.close()
    assert "emergency" in texts(await ada.say(BLEEDING))
    assert (await ada.post("hi")).status == 503
