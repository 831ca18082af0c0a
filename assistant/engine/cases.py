"""What staff see: who waits for them, longest first, and all that one of them has told; and what staff do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from assistant.content.wording import Wording
from assistant.conversations import Answer, Claim, Conversation, Flag, Frozen, Note, Raised, Status
from assistant.engine.engine import Engine, Handled
from assistant.engine.guide import Guide
from assistant.engine.team import holder
from assistant.errors import ConversationNotFound
from assistant.flows.pathway import in_force
from assistant.messages import Deed, Inbound, Message
from assistant.reports.model import answer_line, missing_lines
from assistant.reports.shapes import AnswerLine, MissingLine
from assistant.store.base import Place, Store

AT_ONCE = 100


class Case(Frozen):
    """A conversation that waits for staff. Nothing in it is weighed: ``flags`` are the signs, and where they stand."""

    conversation_id: str
    waiting_since: datetime | None
    why: Literal["asked", "message", "flag"] | None
    flags: tuple[Raised, ...]
    claim: Claim | None
    status: Status
    state: str
    clinic: str | None
    reference: str | None
    channel: str
    locale: str
    region: str | None
    updated_at: datetime


class AnswerTold(AnswerLine):
    """An answer beside the person's own words that it was taken from, and who gave it."""

    quote: str | None
    source: str


class Packet(Case):
    """A case with all that bears on it: answers in force, what is missing, notes, and a page of the transcript.

    ``all_flags``: every one on the conversation, also of before it waited.
    """

    answers: tuple[AnswerTold, ...]
    missing: tuple[MissingLine, ...]
    all_flags: tuple[Flag, ...]
    notes: tuple[Note, ...]
    messages: tuple[Message, ...]
    next: int


class Cases:
    """The staff's side of the engine."""

    def __init__(self, engine: Engine, guide: Guide, store: Store) -> None:
        self._engine = engine
        self._content = guide.content
        self._store = store

    async def queue(
        self, after: Place | None, limit: int, wanted: Callable[[Case], bool]
    ) -> tuple[tuple[Case, ...], Place | None]:
        """Up to ``limit`` cases that are ``wanted``, longest waiting first; where to go on, if there may be more."""
        found: list[Case] = []
        while page := await self._store.queue(after, AT_ONCE):
            for held in page:
                after = _place(held)
                case = _case(held, self._engine.now())
                if wanted(case):
                    found.append(case)
                if len(found) == limit:
                    return tuple(found), after
        return tuple(found), None

    async def longest_wait(self) -> float:
        """Seconds that whoever waits longest for somebody of the team has waited; 0 where nobody waits."""
        cases, _ = await self.queue(None, 1, lambda case: case.claim is None)
        since = cases[0].waiting_since if cases else None
        return (self._engine.now() - since).total_seconds() if since else 0.0

    async def packet(self, conversation_id: str, reader: Deed, after: int, limit: int, wait: float) -> Packet:
        """One case whole; the look renews the claim of whoever has it. Waits up to ``wait`` seconds for an entry.

        Raises ``ConversationNotFound``, also for a conversation that does not wait for staff.
        """
        held = await self._waiting(conversation_id)
        if held.claim and held.claim.by == reader.by:
            await self._engine.handle(conversation_id, Inbound(kind="staff", at=self._engine.now(), deed=reader))
        messages = await self._engine.transcript(conversation_id, after, limit, wait)
        return self._packet(await self._waiting(conversation_id), messages, after)

    async def do(self, conversation_id: str, deed: Deed, text: str = "", message_id: str | None = None) -> Handled:
        """The turn of a deed. Raises as ``engine.desk.respond`` and ``Engine.handle``."""
        inbound = Inbound(kind="staff", at=self._engine.now(), message_id=message_id, text=text, deed=deed)
        return await self._engine.handle(conversation_id, inbound)

    async def case(self, conversation_id: str) -> Case:
        """As it stands, waiting or not. Raises ``ConversationNotFound``."""
        held = await self._store.load(conversation_id)
        if not held:
            raise ConversationNotFound("there is no conversation with this id")
        return _case(held, self._engine.now())

    async def _waiting(self, conversation_id: str) -> Conversation:
        held = await self._store.load(conversation_id)
        if not held or not held.waiting:
            raise ConversationNotFound("no conversation with this id waits for staff")
        return held

    def _packet(self, held: Conversation, messages: tuple[Message, ...], after: int) -> Packet:
        counted = in_force(held.told)
        wording = Wording(self._content, held.locale, counted)
        return Packet(
            **_case(held, self._engine.now()).model_dump(),
            answers=tuple(_told(slot, answer, wording) for slot, answer in counted.items()),
            missing=tuple(missing_lines(counted, self._content, wording)),
            all_flags=held.flags,
            notes=held.notes,
            messages=messages,
            next=messages[-1].seq if messages else after,
        )


def _told(slot: str, answer: Answer, wording: Wording) -> AnswerTold:
    line = answer_line(slot, answer, wording)
    return AnswerTold(**line.model_dump(), quote=answer.text, source=answer.source)


def _case(held: Conversation, at: datetime) -> Case:
    waiting = held.waiting
    return Case(
        conversation_id=held.id,
        waiting_since=waiting.since if waiting else None,
        why=waiting.why if waiting else None,
        flags=waiting.flags if waiting else (),
        claim=holder(held, at),
        **held.model_dump(
            include={"status", "state", "clinic", "reference", "channel", "locale", "region", "updated_at"}
        ),
    )


def _place(held: Conversation) -> Place:
    assert held.waiting
    return Place(held.waiting.since, held.id)
