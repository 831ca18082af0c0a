"""Two ways to talk to the assistant that a script cannot tell apart: in process, and over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from functools import cache
from http import HTTPStatus
from typing import Any, Literal, Protocol, TypeVar

import aiohttp
from pydantic import ValidationError

from assistant.channels import rasa
from assistant.content.loader import Content
from assistant.conversations import Answer, Certainty
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

Json = dict[str, Any]
Given = TypeVar("Given")
StaffDeed = Literal["claim", "look", "reply", "note", "release", "hand_back", "resolve"]
HANGS_UP_AFTER = 0.002
"""Seconds; enough for the request to leave, not for a reply to come."""
LONGEST_TRANSCRIPT = 10_000
"""Entries; more than anybody writes."""


class Refused(AssistantError):
    """The assistant refused the request."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status


class Client(Protocol):
    """One conversation, spoken to from outside. Every call raises ``Refused``.

    ``replayed`` says whether the last message had been answered before.
    """

    replayed: bool

    async def open(self, opening: Json) -> Json: ...

    async def send(self, message: Json) -> Json: ...

    async def put(self, slot: str, body: Json) -> Json: ...

    async def view(self) -> Json: ...

    async def transcript(self) -> list[Json]: ...

    async def report(self) -> Json: ...

    async def drop(self, message: Json) -> None:
        """Send the message and hang up before the reply."""

    async def what_if(self, answers: Json) -> Json:
        """How the sheet would differ with these answers; nothing is kept."""

    async def triage(self, text: str) -> Json:
        """What an enquiry to support staff holds. Not about this conversation, but from the same region."""

    async def payload(self, payload: Json) -> Json:
        """The raw ``answer`` to the ``body`` of a ``channel``, from a sender of this conversation's own."""

    async def staff(self, deed: StaffDeed, text: str, message_id: str) -> Json:
        """What staff do with this conversation, and get: the case, whole when they ``look``."""

    async def audit(self) -> list[Json]:
        """What the staff's audit holds of this conversation."""

    async def elsewhere(self) -> Client:
        """The same conversation on another device, let in by a code from this one."""

    async def export(self) -> Json: ...

    async def erase(self) -> Json: ...


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


class OverHttp:
    """Through a running server, as a clinic's platform would."""

    def __init__(self, session: aiohttp.ClientSession, url: str, clinic_key: str = "", staff_token: str = "") -> None:
        self._session = session
        self._clinic_key = clinic_key
        self._staff_token = staff_token
        self._region: str | None = None
        self._url = url.rstrip("/")
        self._home = ""
        self.replayed = False
        self._headers: dict[str, str] = {}

    async def open(self, opening: Json) -> Json:
        self._region = opening.get("region")
        opened = await self._call("POST", f"{self._url}/v1/conversations", opening)
        self._enter(opened)
        return dict(opened["turn"])

    def _enter(self, opened: Json) -> None:
        self._home = f"{self._url}/v1/conversations/{opened['conversation_id']}"
        self._headers = {"Authorization": f"Bearer {opened['token']}"}

    async def send(self, message: Json) -> Json:
        return await self._call("POST", f"{self._home}/messages", message)

    async def put(self, slot: str, body: Json) -> Json:
        return await self._call("PUT", f"{self._home}/answers/{slot}", body)

    async def view(self) -> Json:
        return await self._call("GET", self._home)

    async def report(self) -> Json:
        return await self._call("GET", f"{self._home}/report")

    async def drop(self, message: Json) -> None:
        sending = asyncio.create_task(self.send(message))
        await asyncio.sleep(HANGS_UP_AFTER)
        sending.cancel()
        await asyncio.wait([sending])

    async def what_if(self, answers: Json) -> Json:
        return await self._call("POST", f"{self._home}/what-if", {"answers": answers})

    async def triage(self, text: str) -> Json:
        enquiry = {"text": text, **({"region": self._region} if self._region else {})}
        return await self._call("POST", f"{self._url}/v1/triage", enquiry, self._clinic_key)

    async def payload(self, payload: Json) -> Json:
        body = {"sender": self._home.rpartition("/")[2], **payload["body"]}
        return await self._call("POST", f"{self._url}{rasa.WEBHOOK}", body, self._clinic_key)

    async def staff(self, deed: StaffDeed, text: str, message_id: str) -> Json:
        case = self._home.replace("/v1/", "/v1/staff/")
        if deed == "look":
            return await self._call("GET", case, key=self._staff_token)
        path = "release" if deed == "hand_back" else deed
        body: Json = {"message_id": message_id, "text": text} if text else {}
        body |= {"back_to_assistant": True} if deed == "hand_back" else {}
        return await self._call("POST", f"{case}/{path}", body, self._staff_token)

    async def audit(self) -> list[Json]:
        name = self._home.rpartition("/")[2]
        found = await self._call("GET", f"{self._url}/v1/staff/audit?conversation_id={name}", key=self._staff_token)
        return [entry for entry in found["entries"] if entry["action"] != "audit.read"]

    async def elsewhere(self) -> OverHttp:
        code = await self._call("POST", f"{self._home}/links")
        linked = await self._call("POST", f"{self._url}/v1/links", {"code": code["code"]})
        other = OverHttp(self._session, self._url, self._clinic_key, self._staff_token)
        other._enter(linked)
        return other

    async def export(self) -> Json:
        return await self._call("GET", f"{self._home}/export")

    async def erase(self) -> Json:
        return await self._call("DELETE", self._home)

    async def transcript(self) -> list[Json]:
        entries: list[Json] = []
        while page := await self._page(entries[-1]["seq"] if entries else 0):
            entries += page
        return entries

    async def _page(self, after: int) -> list[Json]:
        return list((await self._call("GET", f"{self._home}/messages?after={after}"))["messages"])

    async def _call(self, method: str, url: str, body: Json | None = None, key: str = "") -> Json:
        headers = {**self._headers, "Accept": "application/json"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        async with self._session.request(method, url, json=body, headers=headers) as response:
            answer = await response.json(content_type=None) or {}
            if response.status >= HTTPStatus.BAD_REQUEST:
                raise Refused(response.status, str(answer.get("detail", "")))
            self.replayed = response.headers.get("Idempotent-Replayed") == "true"
            return {"answer": answer} if isinstance(answer, list) else dict(answer)


def told(content: Content, slot: str, raw: Any) -> Answer:
    """``raw`` (a value, ``{status}`` or ``{value, status}``) as an answer. Raises ``BadValue``, ``ValueError``."""
    if isinstance(raw, dict) and "status" in raw:
        value = raw.get("value")
        status = Certainty(raw["status"])
        return Answer(value=content.slots[slot].accept(value) if value is not None else None, status=status)
    return Answer(value=content.slots[slot].accept(raw))
