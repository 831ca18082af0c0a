"""Calls for a clinic's own systems: what words mean, and an enquiry as staff receive it. Nothing is stored."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import cached_property
from typing import Literal

from aiohttp import web
from pydantic import StrictStr

from assistant.content.models import RegionId
from assistant.conversations import Frozen
from assistant.engine.engine import Engine
from assistant.engine.guide import Guide
from assistant.engine.listening import Told, told, understand
from assistant.engine.triage import Desk, Triage
from assistant.messages import Intent
from assistant.understanding import FoundFlag, Understanding
from assistant.web.access import bearer
from assistant.web.bodies import fault, read
from assistant.web.calls import Call
from assistant.web.conversation import json_answer
from assistant.web.limits import Limits
from assistant.web.problems import pointer
from assistant.web.shapes import Locale, LongWords, Words


class Heard(Frozen):
    """Words to understand; ``question`` is the slot they answer, if they answer one."""

    text: Words
    question: StrictStr | None = None
    locale: Locale = "en"


class Meaning(Frozen):
    """What words mean. ``confidence`` is that of the least sure answer; 0 where nothing was understood."""

    answers: tuple[Told, ...]
    intent: Intent
    flags: tuple[FoundFlag, ...]
    confidence: float
    about: str | None
    number: int | None
    topic: str
    safe: Literal["safe", "being_seen"] | None


class Enquiry(Frozen):
    """An enquiry as staff receive it; ``region`` decides which numbers a safety text names."""

    text: LongWords
    locale: Locale = "en"
    region: RegionId | None = None


class Clinic:
    """The calls that the clinic's key opens."""

    def __init__(self, engine: Engine, guide: Guide, limits: Limits) -> None:
        self._engine = engine
        self._guide = guide
        self._limits = limits
        self._one = asyncio.Semaphore(1)  # a very long text takes seconds: beside the event loop, one at a time

    @cached_property
    def _desk(self) -> Desk:
        """Made for the first enquiry, in its thread: most servers never hear one."""
        return Desk(self._guide)

    def _read(self, enquiry: Enquiry, today: date) -> Triage:
        return self._desk.read(enquiry.text, enquiry.locale, enquiry.region, today)

    def calls(self) -> list[Call]:
        return [
            Call(
                method="POST", path="/v1/understand", handler=self.understand, needs="understand",
                does="What words mean; nothing is stored", body=Heard, gives=Meaning,
            ),
            Call(
                method="POST", path="/v1/triage", handler=self.triage, needs="triage",
                does="What an enquiry to support staff holds; nothing is stored, nothing is sorted",
                body=Enquiry, gives=Triage,
            ),
        ]  # fmt: skip

    async def understand(self, request: web.Request) -> web.Response:
        await self._limits.clinic(bearer(request))
        heard = await read(request, Heard)
        if heard.question is not None and heard.question not in self._guide.content.slots:
            raise fault(pointer("question"), "there is no such question")
        return json_answer(
            _meaning(understand(heard.text, heard.question, heard.locale, self._guide, self._engine.now()))
        )

    async def triage(self, request: web.Request) -> web.Response:
        await self._limits.clinic(bearer(request))
        enquiry = await read(request, Enquiry)
        today = self._engine.now().date()
        async with self._one:
            found = await asyncio.to_thread(self._read, enquiry, today)
        return json_answer(found)


def _meaning(understood: Understanding) -> Meaning:
    answers = tuple(map(told, understood.found))
    sure = 0.0 if understood.intent == "unclear" else 1.0
    return Meaning(
        answers=answers,
        confidence=min([answer.confidence for answer in answers], default=sure),
        flags=understood.flags,
        **understood.model_dump(include={"intent", "about", "number", "topic", "safe"}),
    )
