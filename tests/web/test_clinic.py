"""What a clinic's own systems may ask: what words mean, and an enquiry as staff receive it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import CLINIC_KEY, Answered, Server, serving

CALLS = ("/v1/understand", "/v1/triage")


async def _meaning(server: Server, **heard: Any) -> Any:
    answered = await server.call("POST", "/v1/understand", headers=CLINIC_KEY, json=heard)
    assert answered.status == 200, answered.body
    return answered.json


async def test_words_are_understood_as_in_a_conversation(server: Server) -> None:
    meant = await _meaning(server, text="humera for two years, it worked then wore off", question="history.anti_tnf")
    values = {answer["slot"]: answer["value"] for answer in meant["answers"]}
    assert values["history.anti_tnf"] == "adalimumab"
    assert values["history.weeks_on"] == 104
    assert values["history.response"] == "wore_off"
    assert meant["intent"] == "answer"
    assert 0 < meant["confidence"] <= 1
    assert {"slot", "value", "status", "text", "confidence", "near"} == set(meant["answers"][0])


async def test_a_bare_word_means_something_only_beside_its_question(server: Server) -> None:
    assert (await _meaning(server, text="yes", question="history.surgery"))["answers"][0]["value"] is True
    assert (await _meaning(server, text="yes"))["answers"] == []
    assert (await _meaning(server, text="brrrgl"))["confidence"] == 0


async def test_flags_come_with_the_words_that_raised_them(server: Server) -> None:
    meant = await _meaning(server, text="why do you ask? I have a fever of 39.8 and I am shaking all over")
    assert meant["flags"][0] | {"text": ""} == {"id": "sepsis", "tier": "emergency", "text": "", "doubt": False}
    assert "fever" in meant["flags"][0]["text"]


async def test_nothing_of_it_is_stored(server: Server, tmp_path: Path) -> None:
    await _meaning(server, text="PELICAN my stomach hurts")
    files = [path.read_bytes() for path in tmp_path.parent.rglob("*.db*") if path.is_file()]
    assert files
    assert not any(b"PELICAN" in body for body in files)


@pytest.mark.promise(22, 40)
async def test_a_key_opens_what_it_is_for_and_no_more(tmp_path: Path) -> None:
    keys = "understand+triage:one-key-of-sixteen, channels:other-key-sixteen"
    async with serving(tmp_path, clinic_keys=keys, clinic_key=None) as server:

        async def tried(key: str) -> list[int]:
            paths = ("/v1/understand", "/v1/triage", "/channels/rasa/webhooks/rest/webhook")
            bodies = ({"text": "hi"}, {"text": "hi"}, {"sender": "ada", "message": "hi"})
            headers = {"Authorization": f"Bearer {key}"}
            return [
                (await server.call("POST", path, headers=headers, json=body)).status
                for path, body in zip(paths, bodies, strict=True)
            ]

        assert await tried("one-key-of-sixteen") == [200, 200, 403]
        assert await tried("other-key-sixteen") == [403, 403, 200]
        assert await tried("no-key-of-any-kind") == [401, 401, 401]


async def test_what_does_not_fit_is_refused(server: Server) -> None:
    for bad in ({}, {"text": ""}, {"text": 5}, {"text": "x", "question": "history.nothing"}, {"text": "x", "more": 1},
                {"text": "x" * 4001}, {"text": "x", "locale": "../etc"}):  # fmt: skip
        refused = await server.call("POST", "/v1/understand", headers=CLINIC_KEY, json=bad)
        assert refused.status == 422, bad


MAIL = """Hello, my pens run out next week, could I have a new prescription? I am on Humira.

Also since this morning I have a fever of 39.8 and I am shaking all over.

> Your next visit is on 3 May.
"""


async def test_an_enquiry_is_read_as_staff_receive_it(server: Server) -> None:
    answered = await server.call("POST", "/v1/triage", headers=CLINIC_KEY, json={"text": MAIL, "region": "us"})
    assert answered.status == 200, answered.body
    found = answered.json
    assert (found["tier"], found["topic"]) == ("emergency", "prescription_supply")
    assert found["flags"][0]["id"] == "sepsis"
    assert "fever" in found["flags"][0]["text"]
    assert "911" in found["suggested_reply"]
    assert "adalimumab" in [answer["value"] for answer in found["answers"]]
    assert len(found["reasons"]) >= 4
    calm = (await server.call("POST", "/v1/triage", headers=CLINIC_KEY, json={"text": "any news on my MRI?"})).json
    assert (calm["tier"], calm["topic"], calm["flags"]) == (None, "test_result", [])
    assert calm["missing"]


@pytest.mark.promise(29)
async def test_a_hostile_enquiry_holds_nobody_else_up(server: Server) -> None:
    worst = asyncio.create_task(
        server.call("POST", "/v1/triage", headers=CLINIC_KEY, json={"text": ("not " * 5000)[:20_000]})
    )
    await server.holds_nobody_up(worst)
    assert (await worst).status == 200
    too_long = await server.call("POST", "/v1/triage", headers=CLINIC_KEY, json={"text": "x" * 20_001})
    assert too_long.status == 422


async def _asked(server: Server, path: str, header: str | None) -> Answered:
    headers = {"Authorization": header} if header else {}
    return await server.call("POST", path, headers=headers, json={"text": "humira"})


@pytest.mark.parametrize("path", CALLS)
async def test_only_the_key_opens_them(server: Server, path: str) -> None:
    person = await server.begin()
    for wrong in (None, "Bearer", "Bearer wrong", f"Bearer {person.token}", CLINIC_KEY["Authorization"] + "x"):
        refused = await _asked(server, path, wrong)
        assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, "Bearer"), wrong
        assert refused.headers["Content-Type"] == "application/problem+json"


@pytest.mark.promise(40)
async def test_the_key_opens_nobodys_conversation(server: Server) -> None:
    person = await server.begin()
    assert (await server.call("GET", person.path, headers=CLINIC_KEY)).status == 404


@pytest.mark.parametrize("path", CALLS)
async def test_without_a_configured_key_they_are_closed_to_everybody(tmp_path: Path, path: str) -> None:
    async with serving(tmp_path, clinic_key=None) as server:
        for header in (None, "Bearer x", "Bearer None", CLINIC_KEY["Authorization"]):
            assert (await _asked(server, path, header)).status == 401
