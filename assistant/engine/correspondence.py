"""What other platforms send and are answered, each in its own protocol. One address, one conversation."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from itertools import takewhile

from assistant.channels import rasa
from assistant.channels.degrade import ANYTHING, LIMITS, degrade
from assistant.conversations import Frozen
from assistant.engine.engine import TRIES, Engine, Handled, Opened, Opening
from assistant.engine.safety import URGENT
from assistant.errors import BadValue, ConversationNotFound, StoreUnavailable, TurnConflict
from assistant.messages import Inbound, Message, Question, Reply

LOOK_BACK = 100
"""How many entries of a transcript are searched for what the team wrote since the person last did."""
WHOLE = 100_000
FIRST_TURN = 2
"""The one after the greeting."""
PERSON = ("patient", "caregiver")
TEAM = ("staff", "system")


class Answered(Frozen):
    """What is to be shown, and the question it ends with."""

    messages: tuple[Message, ...]
    question: Question | None = None


class Correspondence:
    """Everybody who writes through a platform.

    ``begin`` opens a conversation for the first words of somebody, ``handle`` takes a turn; the engine does without.
    """

    def __init__(
        self,
        engine: Engine,
        begin: Callable[[Opening, Inbound], Awaitable[Opened]] | None = None,
        handle: Callable[[str, Inbound], Awaitable[Handled]] | None = None,
    ) -> None:
        self._engine = engine
        self._begin = begin or (lambda opening, _: engine.open(opening))
        self._handle = handle or engine.handle

    async def rasa(self, told: rasa.Told) -> list[rasa.Said]:
        """The answer over the Rasa REST channel. Raises as ``take``."""
        choices = rasa.choices_of(told.message)
        inbound = Inbound(
            kind="choices" if choices else "text",
            at=self._engine.now(),
            message_id=told.metadata.message_id,
            text="" if choices else told.message,
            choices=choices,
        )
        answered = await self.take(rasa.NAME, told.sender, inbound)
        limits = LIMITS.get(told.input_channel or "", ANYTHING)
        shown = degrade(answered.messages, answered.question, limits)
        return rasa.said(told.sender, shown, answered.question)

    async def take(self, channel: str, sender: str, inbound: Inbound) -> Answered:
        """The turn of what ``sender`` wrote or tapped, with all they have not seen yet before it.

        Raises as ``Engine.handle``, but for a button that is gone: then what is asked now is asked again.
        """
        try:
            conversation_id, opened = await self._reach(channel, _address(channel, sender), inbound)
        except StoreUnavailable:
            return _of(Reply.model_validate_json(self._engine.without_store("c_nobody", inbound).body))
        try:
            handled = await self._handle(conversation_id, inbound)
        except BadValue:
            return _of(opened.turn) if opened else await self._asked_now(conversation_id)
        reply = Reply.model_validate_json(handled.body, extra="ignore")  # it may be of a newer server
        if reply.turn == FIRST_TURN and reply.intent == "red_flag":
            return _of(reply)  # alone: the greeting waits until they are safe
        if reply.intent == "resume" and await self._was_not_greeted(conversation_id, reply.question):
            return await self._greeted(conversation_id, reply)
        unseen = await self._unseen(conversation_id, reply)
        if unseen and reply.turn == FIRST_TURN and reply.intent == "greeting":
            return Answered(messages=tuple(unseen), question=reply.question)  # one greeting is enough
        return _of(reply, unseen)

    async def _reach(self, channel: str, address: str, inbound: Inbound) -> tuple[str, Opened | None]:
        """The one conversation with ``address``, whoever else looks for it at the same time; and how it began, if now.

        Raises ``TurnConflict`` when it comes and goes, and as ``begin``.
        """
        for _ in range(TRIES):
            if held := await self._engine.addressed(address):
                return held, None
            with suppress(TurnConflict, ConversationNotFound):
                opened = await self._begin(Opening(channel=channel, address=address), inbound)
                return opened.conversation_id, opened
        raise TurnConflict("the conversation would not hold still")

    async def _asked_now(self, conversation_id: str) -> Answered:
        question = (await self._engine.conversation(conversation_id)).question
        if not question:
            return Answered(messages=())
        again = Message(id="m_again", seq=0, sender="assistant", text=question.text, at=self._engine.now())
        return Answered(messages=(again,), question=question)

    async def _was_not_greeted(self, conversation_id: str, question: Question | None) -> bool:
        """Whether they are asked to agree, and their first words were a red flag, which was answered alone."""
        if not question or question.slot != "consent":
            return False
        flags = (await self._engine.conversation(conversation_id)).flags
        return any(flag["turn"] == FIRST_TURN and flag["tier"] in URGENT for flag in flags)

    async def _greeted(self, conversation_id: str, reply: Reply) -> Answered:
        """The reply with the greeting, which asks whether they agree with all that they have to know."""
        first, *rest = await self._engine.transcript(conversation_id, 0, LOOK_BACK, 0)
        greeting = (first, *takewhile(lambda entry: entry.at == first.at, rest))
        return Answered(messages=(*reply.messages[:-1], *greeting), question=reply.question)

    async def _unseen(self, conversation_id: str, reply: Reply) -> Sequence[Message]:
        """What was said before ``reply`` and not answered to anybody: the greeting, and what the team wrote."""
        begins = reply.messages[0].seq if reply.messages else None
        after = max(begins - LOOK_BACK, 0) if begins else 0
        entries = await self._engine.transcript(conversation_id, after, LOOK_BACK if begins else WHOLE, 0)
        before = [entry for entry in entries if begins is None or entry.seq < begins]
        if reply.turn == FIRST_TURN:
            return [entry for entry in before if entry.sender == "assistant"]
        written = [place for place, entry in enumerate(before) if entry.sender in PERSON]
        since = before[written[-2] : written[-1]] if len(written) > 1 else []
        return [entry for entry in since if entry.sender in TEAM]


def _address(channel: str, sender: str) -> str:
    """Not to be read back: who writes is kept nowhere."""
    return hashlib.sha256(f"{channel}\0{sender}".encode()).hexdigest()


def _of(reply: Reply, before: Sequence[Message] = ()) -> Answered:
    return Answered(messages=(*before, *reply.messages), question=reply.question)
