"""The calls of one conversation: begin it, speak in it, set an answer, look at it, take everything out, forget it."""

from __future__ import annotations

from functools import partial

from aiohttp import web
from pydantic import BaseModel

from assistant.engine.engine import Engine, Handled, Opened, Opening, View
from assistant.engine.export import Export
from assistant.engine.guide import Guide
from assistant.engine.listening import is_urgent
from assistant.errors import BadValue
from assistant.messages import Inbound, Reply, as_inbound
from assistant.web.bodies import read
from assistant.web.calls import Call
from assistant.web.limits import Limits
from assistant.web.problems import Fault, Refused, pointer
from assistant.web.room import Room
from assistant.web.shapes import (
    Begun,
    NewAnswer,
    NewConversation,
    NewMessage,
    Supposed,
    Ticket,
    read_answer,
    read_answers,
)

ONE = "/v1/conversations/{id}"


class Conversations:
    """Bytes to engine and back."""

    def __init__(self, engine: Engine, guide: Guide, limits: Limits, room: Room) -> None:
        self._engine = engine
        self._guide = guide
        self._content = guide.content
        self._limits = limits
        self._room = room

    def calls(self) -> list[Call]:
        return [
            Call(
                method="POST", path="/v1/conversations", handler=self.begin, does="Begin a conversation",
                body=NewConversation, status=201, gives=Begun, refuses=(429, 503),
            ),
            Call(
                method="POST", path=f"{ONE}/messages", handler=self.say, does="Say something",
                needs="token", body=NewMessage, gives=Reply, refuses=(409, 429, 503), unstored=self.warn,
            ),
            Call(
                method="GET", path=ONE, handler=self.show, does="Where the conversation stands",
                needs="token", gives=View, refuses=(503,),
            ),
            Call(
                method="DELETE", path=ONE, handler=self.forget, does="Erase it everywhere; a receipt stays",
                needs="token", status=204, refuses=(503,),
            ),
            Call(
                method="PUT", path=f"{ONE}/answers/{{slot}}", handler=self.answer, does="Set or correct one answer",
                needs="token", body=NewAnswer, gives=Reply, refuses=(409, 429, 503),
            ),
            Call(
                method="POST", path=f"{ONE}/what-if", handler=self.suppose,
                does="What the report would be with other answers; nothing is stored",
                needs="token", body=Supposed, refuses=(409, 429, 503),
            ),
            Call(
                method="GET", path=f"{ONE}/export", handler=self.export, does="Everything held about the person",
                needs="token", gives=Export, refuses=(503,),
            ),
            Call(
                method="POST", path=f"{ONE}/tickets", handler=self.ticket,
                does="A ticket that opens the streams for a minute, for clients that cannot send headers",
                needs="token", status=201, gives=Ticket, refuses=(503,),
            ),
        ]  # fmt: skip

    async def begin(self, request: web.Request) -> web.Response:
        await self._limits.opening(request)
        wanted = await read(request, NewConversation)
        opening = Opening(
            **wanted.model_dump(exclude={"answers", "consent"}),
            answers=read_answers(self._content, wanted.answers, "platform"),
            consent=bool(wanted.consent),
        )
        with self._room.place():
            opened = await self._engine.open(opening)
        begun = Begun(conversation_id=opened.conversation_id, token=opened.token, turn=opened.turn)
        return json_answer(begun, status=201, headers={"Location": f"/v1/conversations/{opened.conversation_id}"})

    async def say(self, request: web.Request) -> web.Response:
        message = await read(request, NewMessage)
        return turn_answer(await self.take(request.match_info["id"], message))

    async def take(self, conversation_id: str, message: NewMessage) -> Handled:
        """The turn of one message, however it came. Raises ``Refused`` 422, 429, 503, and as ``Engine.handle``."""
        try:
            return await self.handle(conversation_id, self.inbound(message))
        except BadValue as error:
            refers = next(name for name in ("choices", "deletes", "edits", "choice", "text") if getattr(message, name))
            raise Refused(422, str(error), [Fault(pointer=pointer(refers), detail=str(error))]) from None

    async def receive(self, opening: Opening, inbound: Inbound) -> Opened:
        """Begin a conversation with whoever wrote ``inbound`` through a platform. Raises ``Refused`` 429, 503."""
        urgent = partial(is_urgent, inbound, self._guide)
        await self._limits.sender(opening.channel, urgent)
        with self._room.place(urgent):
            return await self._engine.open(opening)

    async def handle(self, conversation_id: str, inbound: Inbound) -> Handled:
        """The turn of what came in. Raises as ``take``."""
        urgent = partial(is_urgent, inbound, self._guide)
        await self._limits.message(conversation_id, urgent)
        with self._room.place(urgent):
            return await self._engine.handle(conversation_id, inbound)

    async def warn(self, request: web.Request) -> web.Response:
        """With the store away nobody can be let in; a red flag is answered all the same, as it tells nothing held."""
        message = await read(request, NewMessage)
        return turn_answer(self._engine.without_store(request.match_info["id"], self.inbound(message)))

    def inbound(self, message: NewMessage) -> Inbound:
        """The message as the engine takes it."""
        return as_inbound(message.model_dump(exclude_none=True), self._engine.now())

    async def answer(self, request: web.Request) -> web.Response:
        given = await read(request, NewAnswer)
        slot = request.match_info["slot"]
        if slot not in self._content.slots:
            raise Refused(404, "There is no such question.")
        inbound = Inbound(
            kind="answer",
            at=self._engine.now(),
            message_id=given.message_id,
            slot=slot,
            answer=read_answer(self._content, slot, given, "patient"),
        )
        return turn_answer(await self.handle(request.match_info["id"], inbound))

    async def suppose(self, request: web.Request) -> web.Response:
        supposed = await read(request, Supposed)
        await self._limits.message(request.match_info["id"], lambda: False)
        answers = read_answers(self._content, supposed.answers, "patient")
        return web.json_response(await self._engine.what_if(request.match_info["id"], answers))

    async def show(self, request: web.Request) -> web.Response:
        return json_answer(await self._engine.conversation(request.match_info["id"]))

    async def export(self, request: web.Request) -> web.Response:
        return web.json_response(await self._engine.export(request.match_info["id"]))

    async def forget(self, request: web.Request) -> web.Response:
        await self._engine.forget(request.match_info["id"])
        return web.Response(status=204)

    async def ticket(self, request: web.Request) -> web.Response:
        ticket, ends_at = await self._engine.admission.ticket(request.match_info["id"])
        return json_answer(Ticket(ticket=ticket, expires_at=ends_at), status=201)


def json_answer(model: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """``model`` as the answer."""
    return web.Response(
        status=status, body=model.model_dump_json().encode(), content_type="application/json", headers=headers
    )


def turn_answer(handled: Handled) -> web.Response:
    """The turn; a repeated one says so in a header."""
    headers = {"Idempotent-Replayed": "true"} if handled.replayed else None
    return web.Response(body=handled.body.encode(), content_type="application/json", headers=headers)
