"""Somebody else's bot, spoken to over the Rasa REST channel: ``POST /webhooks/rest/webhook``.

Such a bot tells its messages and buttons, nothing of what it makes of them; a script that asks for more is left out.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import aiohttp

from assistant.clients import Json, Refused
from assistant.testing.expected import Expectation
from assistant.testing.invariants import Invariant
from assistant.testing.script import Actor, Script
from assistant.testing.stage import Stage
from assistant.testing.steps import Step
from assistant.testing.words import Words

PATH = "/webhooks/rest/webhook"
CAN_EXPECT = {*Words.model_fields, "replies", "count", "choices", "compare"} - {
    "messages",
    "never_messages",
    "citations",
}
CAN_DO = {"as", "actor", "patient", "burst", "choose", "reordered", "when", "until", "expect", "capture"}
WITHOUT: dict[Invariant, str] = dict.fromkeys(("words", "allowed"), "the words are another bot's")
UNKNOWN: Json = {
    "status": "active", "state": "", "intent": "", "changes": [], "flags": [],
    "progress": {"step": "", "answered": 0, "remaining": 0},
}  # fmt: skip
"""What of a turn this channel does not tell."""


class RasaRest:
    """One conversation with a bot behind ``url``. It opens in silence, as the channel does."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = url.rstrip("/") + PATH
        self._sender = uuid.uuid4().hex
        self._messages: list[Json] = []
        self.replayed = False

    async def open(self, _opening: Json) -> Json:
        return self._reply([])

    async def send(self, message: Json) -> Json:
        text = message.get("text") or message.get("choice") or ", ".join(message["choices"])
        async with self._session.post(self._url, json={"sender": self._sender, "message": text}) as response:
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise Refused(response.status, await response.text())
            return self._reply(await response.json(content_type=None))

    def _reply(self, said: list[Json]) -> Json:
        messages = [
            {"id": f"{number}", "seq": number, "sender": "assistant", "text": _text(one), "citations": []}
            for number, one in enumerate(said, start=len(self._messages) + 1)
        ]
        self._messages += messages
        buttons = said[-1].get("buttons", []) if said else []
        choices = [{"id": button.get("payload", button["title"]), "label": button["title"]} for button in buttons]
        question = {"slot": "", "kind": "choice", "text": messages[-1]["text"], "choices": choices} if choices else None
        progress = {"step": "", "answered": 0, "remaining": 0}
        unknown: Json = {
            "status": "active",
            "state": "",
            "intent": "",
            "changes": [],
            "flags": [],
            "progress": progress,
        }
        return {**unknown, "messages": messages, "question": question}

    async def transcript(self) -> list[Json]:
        return self._messages

    async def _unknown(self, *_given: Any) -> Any:
        raise Refused(HTTPStatus.NOT_FOUND, "another bot does not know this")

    put = drop = view = report = what_if = triage = payload = export = erase = elsewhere = staff = audit = _unknown


def _text(said: Json) -> str:
    """Words as they are; for anything else, what it is."""
    return str(said["text"]) if "text" in said else ", ".join(f"[{kind}]" for kind in said if kind != "recipient_id")


def beyond(script: Script) -> str:
    """What of the script no other bot can be asked for; empty when it can be played with any."""
    found = sorted({*_beyond_beginning(script), *(name for step in script.steps for name in _beyond_step(step))})
    return f"another bot does not know {', '.join(found)}" if found else ""


def _beyond_beginning(script: Script) -> Iterator[str]:
    for actor in (script, *script.actors.values()):
        yield from actor.model_fields_set & (Actor.model_fields.keys() - {"locale", "opening"})
        yield from actor.opening.model_fields_set - CAN_EXPECT


def _beyond_step(step: Step) -> Iterator[str]:
    yield from step.model_fields_set - CAN_DO
    for expected in (step.expect, step.when or Expectation(), step.until or Expectation()):
        yield from expected.model_fields_set - CAN_EXPECT


@asynccontextmanager
async def rasa(url: str, key: str | None = None) -> AsyncIterator[Stage]:
    """A stage on which another bot plays; ``key`` opens its door."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"} if key else None) as session:

        def stage() -> Stage:
            return Stage(RasaRest(session, url), another=stage, without=WITHOUT, greets=False)

        yield stage()
