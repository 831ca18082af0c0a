"""What a clinic's own systems may ask: what words mean, and an enquiry as staff receive it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import CLINIC_KEY, Answered, Server, serving

CALLS = ("/v1/understand",)


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
    files = [path.read_bytes() for path in tmp_path.parent.rglob("*.db*")]
    assert files
    assert not any(b"PELICAN" in body for body in files)


async def test_what_does_not_fit_is_refused(server: Server) -> None:
    for bad in ({}, {"text": ""}, {"text": 5}, {"text": "x", "question": "history.nothing"}, {"text": "x", "more": 1},
                {"text": "x" * 4001}, {"text": "x", "locale": "../etc"}):  # fmt: skip
        refused = await server.call("POST", "/v1/understand", headers=CLINIC_KEY, json=bad)
        assert refused.status == 422, bad


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


async def test_the_key_opens_nobodys_conversation(server: Server) -> None:
    person = await server.begin()
    assert (await server.call("GET", person.path, headers=CLINIC_KEY)).status == 404


@pytest.mark.parametrize("path", CALLS)
async def test_without_a_configured_key_they_are_closed_to_everybody(tmp_path: Path, path: str) -> None:
    async with serving(tmp_path, clinic_key=None) as server:
        for header in (None, "Bearer x", "Bearer None", CLINIC_KEY["Authorization"]):
            assert (await _asked(server, path, header)).status == 401
