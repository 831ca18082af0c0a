"""The desk: who waits for staff, one case whole, and what staff do about it. Every look and deed is in the audit."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, Literal

from aiohttp import web
from pydantic import AfterValidator, Field, StrictBool, StrictStr, StringConstraints

from assistant.conversations import Frozen
from assistant.engine.cases import Case, Cases, Packet
from assistant.engine.engine import Handled
from assistant.errors import ConversationNotFound
from assistant.messages import Deed, Reply
from assistant.store.base import Place
from assistant.web.access import ID
from assistant.web.bodies import query, read
from assistant.web.calls import Call
from assistant.web.conversation import json_answer, turn_answer
from assistant.web.shapes import LONGEST_MESSAGE, Label, Page
from assistant.web.staff.access import RIGHTS, Member, Right, audited, member, still_there
from assistant.web.stopping import Stopping

ONE = "/v1/staff/conversations/{id}"
EPOCH = datetime.fromtimestamp(0, UTC)
TICK = timedelta(microseconds=1)
HIDDEN = frozenset(map(chr, (*range(9), 11, 12, *range(14, 32), *range(127, 160))))
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows, so that it reads as something else."""


def _plain(text: str) -> str:
    if not text.strip() or not (HIDDEN | TURNING).isdisjoint(text):
        raise ValueError("words without control characters are needed")
    return text


Written = Annotated[StrictStr, StringConstraints(min_length=1, max_length=LONGEST_MESSAGE), AfterValidator(_plain)]


class Wanted(Frozen):
    """Which part of the queue: of one clinic; those that nobody has (``waiting``) or somebody has (``claimed``).

    ``wait``: for how many seconds to wait for another queue than the one ``seen``.
    """

    clinic: Label | None = None
    state: Literal["waiting", "claimed"] | None = None
    after: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,17}\.[A-Za-z0-9_-]{1,64}$")] | None = None
    limit: int = Field(default=50, ge=1, le=100)
    wait: float = Field(default=0, ge=0, le=30, allow_inf_nan=False)
    seen: Annotated[str, StringConstraints(max_length=64)] | None = None

    def holds(self, case: Case) -> bool:
        claimed = self.state is None or (self.state == "claimed") == (case.claim is not None)
        return claimed and self.clinic in (None, case.clinic)


class Queue(Frozen):
    """Who waits for staff, the longest waiting first and in no other order. ``next`` is what to send as ``after``,
    ``version`` as ``seen``: it changes with who waits, why, and who has them."""

    cases: tuple[Case, ...]
    next: str | None
    version: str


class Take(Frozen):
    """``take_over``: also from the colleague who has it, which a lead may."""

    take_over: StrictBool = False


class Writing(Frozen):
    """Words of staff: to the person, or for each other. ``message_id`` makes a repeat harmless."""

    message_id: Label
    text: Written


class LettingGo(Frozen):
    """``back_to_assistant``: the assistant goes on and nobody waits any more; else the case waits for a colleague."""

    back_to_assistant: StrictBool = False


class Nothing(Frozen):
    """An empty body, or none."""


class Desk:
    """Bytes to cases and back."""

    def __init__(self, cases: Cases, stopping: Stopping) -> None:
        self._cases = cases
        self._stopping = stopping

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET", path="/v1/staff/queue", handler=self.queue, does="Who waits for staff, longest first",
                needs=Right.READ, query=Wanted, gives=Queue,
            ),
            Call(
                method="GET", path=ONE, handler=self.show, does="One case whole; wait=S waits for a new entry",
                needs=Right.READ, query=Page, gives=Packet, refuses=(404,),
            ),
            Call(
                method="POST", path=f"{ONE}/claim", handler=self.claim, does="Have a case; again: still there",
                needs=Right.ANSWER, body=Take, gives=Case, refuses=(404, 409),
            ),
            Call(
                method="POST", path=f"{ONE}/reply", handler=self.reply, does="Write to the person",
                needs=Right.ANSWER, body=Writing, gives=Reply, refuses=(404, 409),
            ),
            Call(
                method="POST", path=f"{ONE}/note", handler=self.note, does="Write something down for colleagues",
                needs=Right.ANSWER, body=Writing, gives=Case, refuses=(404, 409),
            ),
            Call(
                method="POST", path=f"{ONE}/release", handler=self.release, does="Let go of a case",
                needs=Right.ANSWER, body=LettingGo, gives=Case, refuses=(404, 409),
            ),
            Call(
                method="POST", path=f"{ONE}/resolve", handler=self.resolve, does="Close the request",
                needs=Right.ANSWER, body=Nothing, gives=Case, refuses=(404, 409),
            ),
        ]  # fmt: skip

    async def queue(self, request: web.Request) -> web.Response:
        wanted, reader = query(request, Wanted), await member(request, Right.READ)
        await audited(request, reader, "queue.read")
        found = await self._queue(wanted)
        for _ in range(int(wanted.wait)):
            if found.version != wanted.seen or self._stopping.begun:
                break
            await self._stopping.or_result(asyncio.sleep(1))
            found = await self._queue(wanted)
        await still_there(request)
        return json_answer(found)

    async def _queue(self, wanted: Wanted) -> Queue:
        cases, last = await self._cases.queue(_place(wanted.after), wanted.limit, wanted.holds)
        return Queue(cases=cases, next=_cursor(last), version=_version(cases))

    async def show(self, request: web.Request) -> web.Response:
        page, reader = query(request, Page), await member(request, Right.READ)
        name = await _recorded(request, reader, "case.read")
        looking = self._cases.packet(name, _deed("seen", reader), page.after, page.limit, page.wait)
        packet = await self._stopping.or_result(looking) if page.wait else await looking
        packet = packet or await self._cases.packet(name, _deed("seen", reader), page.after, page.limit, 0)
        await still_there(request)
        return json_answer(packet)

    async def claim(self, request: web.Request) -> web.Response:
        wanted = await read(request, Take)
        agent = await member(request, Right.LEAD if wanted.take_over else Right.ANSWER)
        return await self._done(request, agent, _deed("claim", agent, take_over=wanted.take_over))

    async def reply(self, request: web.Request) -> web.Response:
        written, agent = await read(request, Writing), await member(request, Right.ANSWER)
        return turn_answer(await self._do(request, agent, _deed("reply", agent), written))

    async def note(self, request: web.Request) -> web.Response:
        written, agent = await read(request, Writing), await member(request, Right.ANSWER)
        return await self._done(request, agent, _deed("note", agent), written)

    async def release(self, request: web.Request) -> web.Response:
        wanted, agent = await read(request, LettingGo), await member(request, Right.ANSWER)
        return await self._done(request, agent, _deed("release", agent, hands_back=wanted.back_to_assistant))

    async def resolve(self, request: web.Request) -> web.Response:
        await read(request, Nothing)
        agent = await member(request, Right.ANSWER)
        return await self._done(request, agent, _deed("resolve", agent))

    async def _done(
        self, request: web.Request, agent: Member, deed: Deed, written: Writing | None = None
    ) -> web.Response:
        await self._do(request, agent, deed, written)
        return json_answer(await self._cases.case(request.match_info["id"]))

    async def _do(self, request: web.Request, agent: Member, deed: Deed, written: Writing | None) -> Handled:
        name = await _recorded(request, agent, f"case.{deed.kind}")
        text, message_id = (written.text, written.message_id) if written else ("", None)
        return await self._cases.do(name, deed, text, message_id)


async def _recorded(request: web.Request, by: Member, action: str) -> str:
    """The conversation's id, once the audit has it. Raises ``ConversationNotFound`` for what cannot be one."""
    name = request.match_info["id"]
    if not ID.fullmatch(name):
        raise ConversationNotFound
    await audited(request, by, action, name)
    return name


def _deed(kind: str, by: Member, **how: bool) -> Deed:
    return Deed.model_validate(
        {"kind": kind, "by": by.id, "name": by.name, "leads": Right.LEAD in RIGHTS[by.role], **how}
    )


def _version(cases: tuple[Case, ...]) -> str:
    """Not of how long a claim lasts: that moves with every sign of life."""
    looks = [(case.conversation_id, case.why, len(case.flags), case.claim and case.claim.by) for case in cases]
    return sha256(json.dumps(looks).encode()).hexdigest()[:16]


def _place(cursor: str | None) -> Place | None:
    since, _, name = (cursor or "").partition(".")
    return Place(EPOCH + int(since) * TICK, name) if cursor else None


def _cursor(place: Place | None) -> str | None:
    return f"{(place.since - EPOCH) // TICK}.{place.conversation_id}" if place else None
