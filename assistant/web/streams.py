"""Following a conversation: page by page, waiting, by Server-Sent Events, by WebSocket. One transcript, one order."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection

from aiohttp import WSCloseCode, WSMsgType, web

from assistant.engine.engine import Engine
from assistant.errors import AssistantError, ConversationNotFound, StoreUnavailable
from assistant.messages import Message
from assistant.web.bodies import check, parse, query
from assistant.web.calls import Call
from assistant.web.conversation import ONE, Conversations, json_answer
from assistant.web.metrics import Metrics
from assistant.web.origins import is_allowed
from assistant.web.problems import Problems, Refused
from assistant.web.shapes import NewMessage, Page, Transcript
from assistant.web.stopping import Stopping

HEARTBEAT_SECONDS = 15.0
SLOWEST_READER_SECONDS = 30.0
LARGEST_FRAME = 16 * 1024
NUMBER = re.compile(r"[0-9]{1,15}")


class Streams:
    """Every way of waiting for what comes next. Nobody is kept waiting once stopping begins.

    ``allowed`` are the origins of other sites whose pages may open sockets.
    """

    def __init__(
        self, engine: Engine, conversations: Conversations, problems: Problems, metrics: Metrics,
        stopping: Stopping, allowed: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._engine = engine
        self._conversations = conversations
        self._problems = problems
        self._metrics = metrics
        self._stopping = stopping
        self._allowed = allowed

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET", path=f"{ONE}/messages", handler=self.page, does="The transcript; wait=S long-polls",
                needs="token", query=Page, gives=Transcript, refuses=(503,),
            ),
            Call(
                method="GET", path=f"{ONE}/events", handler=self.events, does="New entries as Server-Sent Events",
                needs="ticket", headers=("Last-Event-ID",), media=("text/event-stream",), refuses=(503,), streams=True,
            ),
            Call(
                method="GET", path=f"{ONE}/socket", handler=self.socket,
                does="A WebSocket: the client sends bodies of messages, the server answers turns or problems",
                needs="ticket", status=101, refuses=(400, 403, 503), streams=True,
            ),
        ]  # fmt: skip

    async def page(self, request: web.Request) -> web.Response:
        wanted = query(request, Page)
        entries = await self._entries(request.match_info["id"], wanted.after, wanted.limit, wanted.wait)
        return json_answer(Transcript(messages=entries, next=entries[-1].seq if entries else wanted.after))

    async def _entries(self, conversation_id: str, after: int, limit: int, wait: float) -> tuple[Message, ...]:
        if not wait:
            return await self._engine.transcript(conversation_id, after, limit, 0)
        return await self._stopping.or_result(self._engine.transcript(conversation_id, after, limit, wait)) or ()

    async def events(self, request: web.Request) -> web.StreamResponse:
        after = _resume_at(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        await response.prepare(request)
        with self._metrics.streams.track_inprogress():
            try:
                await self._follow(request.match_info["id"], after, response)
            except (ConnectionError, TimeoutError):
                response.force_close()
                _cut_off(request)
            except (ConversationNotFound, StoreUnavailable):
                response.force_close()  # the client comes back and hears the reason with its status
        return response

    async def _follow(self, conversation_id: str, after: int, response: web.StreamResponse) -> None:
        await _write(response, "retry: 2000\n\n")
        while not self._stopping.begun:
            entries = await self._entries(conversation_id, after, 100, HEARTBEAT_SECONDS)
            for entry in entries:
                await _write(response, f"id: {entry.seq}\nevent: message\ndata: {entry.model_dump_json()}\n\n")
                after = entry.seq
            if not entries:
                await self._engine.conversation(conversation_id)  # raises once it is erased
                await _write(response, ": still here\n\n")

    async def socket(self, request: web.Request) -> web.StreamResponse:
        self._known_origin(request)
        socket = web.WebSocketResponse(compress=False, max_msg_size=LARGEST_FRAME, heartbeat=30, timeout=2)
        if not socket.can_prepare(request).ok:
            raise Refused(400, "A WebSocket handshake is needed here.")
        await socket.prepare(request)
        with self._metrics.streams.track_inprogress():
            try:
                await self._converse(request.match_info["id"], socket)
            except (ConnectionError, TimeoutError):
                _cut_off(request)
        return socket

    async def _converse(self, conversation_id: str, socket: web.WebSocketResponse) -> None:
        while frame := await self._stopping.or_result(socket.receive()):
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                break
            raw = frame.data.encode("utf-8", "surrogatepass") if frame.type is WSMsgType.TEXT else frame.data
            answer = await self._turn(conversation_id, raw)
            async with asyncio.timeout(SLOWEST_READER_SECONDS):
                await socket.send_str(answer)
        await socket.close(code=WSCloseCode.GOING_AWAY if self._stopping.begun else WSCloseCode.OK)

    def _known_origin(self, request: web.Request) -> None:
        """Browsers let any page open a socket anywhere and say which page it was; only our own and those listed may."""
        origin = request.headers.get("Origin")
        if origin is not None and origin.partition("://")[2] != request.host and not is_allowed(request, self._allowed):
            raise Refused(403, "Sockets are not opened from pages of this site.")

    async def _turn(self, conversation_id: str, raw: bytes) -> str:
        try:
            return (await self._conversations.take(conversation_id, check(parse(raw), NewMessage))).body
        except AssistantError as error:
            return str(self._problems.of_error(error).text)


def _resume_at(request: web.Request) -> int:
    seen = request.headers.get("Last-Event-ID") or request.query.get("after") or "0"
    if not NUMBER.fullmatch(seen):
        raise Refused(400, "Last-Event-ID is a sequence number.")
    return int(seen)


def _cut_off(request: web.Request) -> None:
    """Without waiting until what was written is read: nobody reads it."""
    if request.transport:
        request.transport.abort()


async def _write(response: web.StreamResponse, text: str) -> None:
    async with asyncio.timeout(SLOWEST_READER_SECONDS):
        await response.write(text.encode())
