"""A conversation straight with the engine."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar

from pydantic import ValidationError

from assistant.channels import rasa
from assistant.clients import Json, Refused, StaffDeed, told
from assistant.engine.cases import Cases
from assistant.engine.correspondence import Correspondence
from assistant.engine.engine import Engine, Opening
from assistant.engine.guide import load_guide
from assistant.engine.triage import Desk
from assistant.errors import (
    AssistantError,
    BadValue,
    Claimed,
    ClaimNeeded,
    ConsentNeeded,
    ConversationNotFound,
    MessageConflict,
)
from assistant.messages import Deed, Inbound, as_inbound
from assistant.store.base import Store

Given = TypeVar("Given")
LONGEST_TRANSCRIPT = 10_000
"""Entries; more than anybody writes."""
STAFF: dict[str, Any] = {"by": "token", "name": "Staff", "leads": True}
STATUSES: dict[type[AssistantError], HTTPStatus] = {
    BadValue: HTTPStatus.UNPROCESSABLE_ENTITY,
    ConsentNeeded: HTTPStatus.CONFLICT,
    Claimed: HTTPStatus.CONFLICT,
    ClaimNeeded: HTTPStatus.CONFLICT,
    MessageConflict: HTTPStatus.CONFLICT,
    ConversationNotFound: HTTPStatus.NOT_FOUND,
}


class InProcess:
    """Straight to the engine."""

    def __init__(self, engine: Engine, store: Store | None = None) -> None:
        self._engine = engine
        self._store = store
        self._id = ""
        self._region: str | None = None
        self.replayed = False

    async def open(self, opening: Json) -> Json:
        self._region = opening.get("region")
        answers = {slot: told(self._engine.content, slot, raw) for slot, raw in opening.pop("answers", {}).items()}
        platform = {slot: answer.model_copy(update={"source": "platform"}) for slot, answer in answers.items()}
        opened = await self._engine.open(Opening(answers=platform, **opening))
        self._id = opened.conversation_id
        return opened.turn.model_dump(mode="json")

    async def send(self, message: Json) -> Json:
        return await self._handle(as_inbound(message, self._engine.now()))

    async def put(self, slot: str, body: Json) -> Json:
        raw = body if "status" in body else body["value"]
        answer = told(self._engine.content, slot, raw)
        return await self._handle(Inbound(kind="answer", at=self._engine.now(), slot=slot, answer=answer))

    async def _handle(self, inbound: Inbound) -> Json:
        handled = await _or_refused(self._engine.handle(self._id, inbound))
        self.replayed = handled.replayed
        return dict(json.loads(handled.body))

    async def view(self) -> Json:
        return (await _or_refused(self._engine.conversation(self._id))).model_dump(mode="json")

    async def transcript(self) -> list[Json]:
        entries = await _or_refused(self._engine.transcript(self._id, 0, LONGEST_TRANSCRIPT, 0))
        return [entry.model_dump(mode="json") for entry in entries]

    async def report(self) -> Json:
        return (await _or_refused(self._engine.report(self._id))).model_dump(mode="json")

    async def drop(self, message: Json) -> None:
        await self.send(message)

    async def what_if(self, answers: Json) -> Json:
        supposed = {slot: told(self._engine.content, slot, raw) for slot, raw in answers.items()}
        return await _or_refused(self._engine.what_if(self._id, supposed))

    async def triage(self, text: str) -> Json:
        return _desk().read(text, "en", self._region, self._engine.now().date()).model_dump(mode="json")

    async def payload(self, payload: Json) -> Json:
        try:
            told = rasa.Told.model_validate({"sender": self._id, **payload["body"]})
        except ValidationError as error:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, error.title) from None
        said = await _or_refused(Correspondence(self._engine).rasa(told))
        return {"answer": [one.model_dump(mode="json") for one in said]}

    async def staff(self, deed: StaffDeed, text: str, message_id: str) -> Json:
        assert self._store
        cases = Cases(self._engine, self._engine.guide, self._store)
        if deed == "look":
            packet = cases.packet(self._id, Deed(kind="seen", **STAFF), 0, LONGEST_TRANSCRIPT, 0)
            return (await _or_refused(packet)).model_dump(mode="json")
        kind = "release" if deed == "hand_back" else deed
        done = Deed(kind=kind, hands_back=deed == "hand_back", **STAFF)
        await _or_refused(cases.do(self._id, done, text, message_id if text else None))
        return (await _or_refused(cases.case(self._id))).model_dump(mode="json")

    async def audit(self) -> list[Json]:
        raise Refused(HTTPStatus.NOT_FOUND, "the audit is kept where calls come in")

    async def elsewhere(self) -> InProcess:
        other = InProcess(self._engine, self._store)
        code, _ = await _or_refused(self._engine.admission.link(self._id))
        other._id, _ = await _or_refused(self._engine.admission.redeem(code))
        return other

    async def export(self) -> Json:
        return await _or_refused(self._engine.export(self._id))

    async def erase(self) -> Json:
        await _or_refused(self._engine.forget(self._id))
        return {}

    def through(self, engine: Engine) -> InProcess:
        """The same conversation through another engine, as after a restart."""
        other = InProcess(engine, self._store)
        other._id = self._id
        return other


@cache
def _desk() -> Desk:
    return Desk(load_guide())


async def _or_refused(call: Awaitable[Given]) -> Given:
    try:
        return await call
    except tuple(STATUSES) as error:
        raise Refused(STATUSES[type(error)], str(error)) from None
