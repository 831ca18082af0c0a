"""Calls for a clinic's own systems: what words mean, and an enquiry as staff receive it. Nothing is stored."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from pydantic import StrictStr

from assistant.conversations import Certainty, Frozen, Tier, Value
from assistant.engine.engine import Engine
from assistant.engine.guide import Guide
from assistant.engine.listening import understand
from assistant.messages import Intent
from assistant.understanding import Found, FoundFlag, Understanding
from assistant.web.access import bearer
from assistant.web.bodies import fault, read
from assistant.web.calls import Call
from assistant.web.conversation import json_answer
from assistant.web.limits import Limits
from assistant.web.problems import pointer
from assistant.web.shapes import Locale, Words


class Heard(Frozen):
    """Words to understand; ``question`` is the slot they answer, if they answer one."""

    text: Words
    question: StrictStr | None = None
    locale: Locale = "en"


class HeardAnswer(Frozen):
    """``near``: only close enough to ask about, never to take."""

    slot: str
    value: Value | None
    status: Certainty
    text: str
    confidence: float
    near: bool


class HeardFlag(Frozen):
    """A red flag and the words that raised it; ``doubt``: not clearly now, or not clearly this person."""

    id: str
    tier: Tier
    text: str
    doubt: bool


class Meaning(Frozen):
    """What words mean. ``confidence`` is that of the least sure answer; 0 where nothing was understood."""

    answers: tuple[HeardAnswer, ...]
    intent: Intent
    flags: tuple[HeardFlag, ...]
    confidence: float
    about: str | None
    number: int | None
    topic: str
    safe: Literal["safe", "being_seen"] | None


class Clinic:
    """The calls that the clinic's key opens."""

    def __init__(self, engine: Engine, guide: Guide, limits: Limits) -> None:
        self._engine = engine
        self._guide = guide
        self._limits = limits

    def calls(self) -> list[Call]:
        return [
            Call(
                method="POST", path="/v1/understand", handler=self.understand, needs="clinic",
                does="What words mean; nothing is stored", body=Heard, gives=Meaning,
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


def _meaning(understood: Understanding) -> Meaning:
    answers = tuple(map(heard_answer, understood.found))
    sure = 0.0 if understood.intent == "unclear" else 1.0
    return Meaning(
        answers=answers,
        confidence=min([answer.confidence for answer in answers], default=sure),
        flags=tuple(map(heard_flag, understood.flags)),
        **understood.model_dump(include={"intent", "about", "number", "topic", "safe"}),
    )


def heard_answer(found: Found) -> HeardAnswer:
    return HeardAnswer(**found.model_dump(include=set(HeardAnswer.model_fields)))


def heard_flag(found: FoundFlag) -> HeardFlag:
    return HeardFlag(**found.model_dump())
