"""The shell around one turn: load, take the turn, commit, and only then answer."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from assistant.content.loader import Content
from assistant.content.models import RegionId
from assistant.conversations import Answer, Conversation, Frozen, Status
from assistant.engine.admission import TOKEN_LIFE, Admission, hashed
from assistant.engine.answers import keep
from assistant.engine.asking import pending
from assistant.engine.cohort import Cohort
from assistant.engine.events import events
from assistant.engine.export import export
from assistant.engine.guide import Guide, build_guide
from assistant.engine.listening import is_urgent
from assistant.engine.rewriting import FORGOTTEN, find, forget, whole_transcript
from assistant.engine.turn import decide, finish, hear, take_turn
from assistant.engine.watching import Unwatched, Watch
from assistant.errors import (
    BadValue,
    ConsentNeeded,
    ConversationNotFound,
    MessageConflict,
    StoreUnavailable,
    TurnConflict,
)
from assistant.flows import pathway
from assistant.messages import Inbound, Message, Progress, Question, Reply, Turn
from assistant.reports.model import Report, build_report, difference
from assistant.store.base import Commit, Rewritten, Store, Taken

TRIES = 8
"""How often a turn is taken again when somebody else was faster."""


class Opening(Frozen):
    """How a conversation begins, and what the platform already knows."""

    locale: str = "en"
    region: RegionId | None = None
    channel: str = "web"
    clinic: str | None = None
    reference: str | None = None
    address: str | None = None
    answers: dict[str, Answer] = {}
    consent: bool = False


class Opened(Frozen):
    conversation_id: str
    token: str
    turn: Reply


class Handled(NamedTuple):
    """The turn as JSON; ``replayed`` when this message had been answered before."""

    body: str
    replayed: bool = False


class View(Frozen):
    """A conversation as its owner sees it."""

    conversation_id: str
    status: Status
    state: str
    question: Question | None
    progress: Progress
    answers: dict[str, Answer]
    set_aside: dict[str, Answer]
    flags: tuple[dict[str, Any], ...]
    locale: str
    region: str | None
    channel: str
    clinic: str | None
    reference: str | None
    consent: bool | None
    created_at: datetime
    updated_at: datetime


class Engine:
    """Everything that can be done with a conversation. Holds no conversation between calls.

    ``guide`` is built from ``content`` where it is not given; several engines may share one. Who may speak is for its
    ``admission`` to say; a conversation's token opens it for ``token_life``. ``watch`` hears of every turn. While it
    ``tells``, the clinic's platform hears of what happens (``engine.events``).
    """

    def __init__(
        self,
        content: Content,
        store: Store,
        now: Callable[[], datetime],
        guide: Guide | None = None,
        token_life: timedelta = TOKEN_LIFE,
        watch: Watch | None = None,
    ) -> None:
        self.content = content
        self.guide = guide or build_guide(content)
        self.now = now
        self._store = store
        self.admission = Admission(store, now, token_life)
        self._watch = watch or Unwatched()
        self._cohort = Cohort()
        self.tells = False

    async def open(self, opening: Opening) -> Opened:
        """Start a conversation; its secret token is told once and kept only as a hash."""
        at, token = self.now(), self.admission.new_token()
        conversation = _opened(opening, f"c_{secrets.token_hex(8)}", at)
        turn = take_turn(conversation, Inbound(kind="open", at=at), self.guide)
        timer = self.guide.patience.newly_due(None, turn.conversation)
        await self._store.commit(
            Commit(
                conversation=turn.conversation, expects=-1, entries=turn.entries, token_hash=hashed(token), timer=timer
            )
        )
        return Opened(conversation_id=conversation.id, token=token, turn=turn.reply)

    async def addressed(self, address: str) -> str | None:
        """The one conversation with this address, if there is one."""
        return await self._store.addressed(address)

    async def handle(self, conversation_id: str, inbound: Inbound) -> Handled:
        """Take the turn of one message, once, whoever else writes at the same time.

        Raises ``ConversationNotFound``, ``MessageConflict``, ``BadValue``, ``ConsentNeeded`` (a form before consent),
        ``StoreUnavailable``, and ``TurnConflict`` when the conversation would not hold still.
        """
        async with self._cohort:
            for _ in range(TRIES):
                try:
                    return await self._handle_once(conversation_id, inbound)
                except TurnConflict:
                    continue
                except StoreUnavailable:
                    return self.without_store(conversation_id, inbound)
            raise TurnConflict("the conversation is very busy; send the message again")

    async def _handle_once(self, conversation_id: str, inbound: Inbound) -> Handled:
        fingerprint = _fingerprint(conversation_id, inbound)
        watch, step = self._watch, self._cohort.step
        with watch.phase("read"):
            conversation, before = await self._store.recall(conversation_id, inbound.key or "")
        if before:
            if before.fingerprint not in (fingerprint, FORGOTTEN):
                raise MessageConflict("this message_id was used for another message; give each message its own")
            return Handled(body=before.reply, replayed=True)
        if not conversation:
            raise ConversationNotFound("there is no conversation with this id")
        if inbound.kind == "answer" and not conversation.consent:
            raise ConsentNeeded("the person has not agreed yet, so no answer can be kept")
        inbound = await self._with_earlier(conversation_id, inbound)
        await step()
        with watch.phase("understand"):
            scene = hear(conversation, inbound, self.guide)
        await step()
        with watch.phase("decide"):
            outcome = decide(scene)
        await step()
        with watch.phase("word"):
            turn = finish(scene, outcome)
        await step()
        body = turn.reply.model_dump_json()
        taken = Taken(message_id=inbound.key, fingerprint=fingerprint, reply=body) if inbound.key else None
        with watch.phase("commit"):
            await self._keep(conversation, turn, inbound, taken)
        watch.turn(scene.question.slot if scene.question else None, turn.reply)
        await step()
        return Handled(body=body)

    def without_store(self, conversation_id: str, inbound: Inbound) -> Handled:
        """Even when nothing can be kept and nobody let in, a red flag is answered; the answer tells nothing held.

        Raises ``StoreUnavailable`` for anything else.
        """
        at = inbound.at
        nobody = Conversation(id=conversation_id, created_at=at, updated_at=at)
        turn = take_turn(nobody, inbound, self.guide) if inbound.kind == "text" else None
        if not turn or turn.reply.intent != "red_flag":
            raise StoreUnavailable("the store cannot take messages right now; nothing was lost, send it again soon")
        return Handled(body=turn.reply.model_dump_json())

    async def _with_earlier(self, conversation_id: str, inbound: Inbound) -> Inbound:
        """With the earlier message that this one changes or deletes. Raises ``BadValue`` where there is none, but for
        urgent words, which are taken as a message of their own."""
        message_id = inbound.edits or inbound.deletes
        if not message_id:
            return inbound
        try:
            earlier = await find(self._store, conversation_id, message_id)
        except BadValue:
            if not is_urgent(inbound, self.guide):
                raise
            return inbound.model_copy(update={"edits": None})
        return inbound.model_copy(update={"earlier": earlier})

    async def _keep(self, before: Conversation, turn: Turn, inbound: Inbound, taken: Taken | None) -> None:
        if turn.erase:
            await self._store.erase(before.id, self.now(), expects=before.version, tells=self.tells)
        elif turn.stored:
            deletes = inbound.deletes
            rewritten = await forget(self._store, before, deletes, self.content) if deletes else Rewritten()
            erases = before.offer is not None and before.offer.kind == "erase"
            await self._store.commit(
                Commit(
                    conversation=turn.conversation, expects=before.version, entries=turn.entries, taken=taken,
                    rewritten=rewritten, forgets=bool(deletes) or erases,
                    outgoing=events(before, turn, inbound) if self.tells else (),
                    timer=self.guide.patience.newly_due(before, turn.conversation),
                )
            )  # fmt: skip

    async def tick(self, conversation_id: str) -> datetime | None:
        """Say what is due though nobody wrote, if anything is; when to look again, if at all.

        Raises ``StoreUnavailable``, and ``TurnConflict`` when the conversation would not hold still.
        """
        for _ in range(TRIES):
            held, at = await self._store.load(conversation_id), self.now()
            due = self.guide.patience.due(held) if held else None
            if not held or not due or due.at > at:
                return due.at if due else None
            inbound = Inbound(kind="tick", at=at)
            with suppress(TurnConflict, ConversationNotFound):
                await self._keep(held, take_turn(held, inbound, self.guide), inbound, None)
        raise TurnConflict("the conversation is very busy")

    async def _load(self, conversation_id: str) -> Conversation:
        conversation = await self._store.load(conversation_id)
        if not conversation:
            raise ConversationNotFound("there is no conversation with this id")
        return conversation

    async def conversation(self, conversation_id: str) -> View:
        """The conversation as it stands."""
        held = await self._load(conversation_id)
        answers = pathway.in_force(held.told)
        question = pending(held, self.content, answers) if held.consent is not False else None
        return View(
            conversation_id=held.id,
            question=question,
            progress=Progress(
                step=held.state.partition(".")[0],
                answered=len(pathway.answered(answers)),
                remaining=len(pathway.to_ask(answers)),
            ),
            answers=answers,
            set_aside={slot: answer for slot, answer in held.told.items() if slot not in answers},
            flags=tuple(flag.model_dump(mode="json") for flag in held.flags),
            **held.model_dump(
                include={
                    "status", "state", "locale", "region", "channel", "clinic", "reference",
                    "consent", "created_at", "updated_at",
                }
            ),
        )  # fmt: skip

    async def transcript(self, conversation_id: str, after: int, limit: int, wait: float) -> tuple[Message, ...]:
        """Entries after ``after``; with none there yet, waits up to ``wait`` seconds for one."""
        if wait:
            await self._store.changed(conversation_id, after, wait)
        return tuple(await self._store.transcript(conversation_id, after, limit))

    async def report(self, conversation_id: str) -> Report:
        """The appointment sheet from the answers in force. Raises ``ConsentNeeded``."""
        held = await self._load(conversation_id)
        return self._report(held)

    def _report(self, held: Conversation) -> Report:
        if not held.consent:
            raise ConsentNeeded("a report needs the person's consent first")
        at = self.now()
        return build_report(held, self.content, at.date(), at)

    async def what_if(self, conversation_id: str, answers: Mapping[str, Answer]) -> dict[str, Any]:
        """How the report would differ with these answers; nothing is kept."""
        held = await self._load(conversation_id)
        return difference(self._report(held), self._report(keep(held, answers)))

    async def export(self, conversation_id: str) -> dict[str, Any]:
        """Everything held about the person, as an ``Export``."""
        conversation = await self._load(conversation_id)
        messages = await whole_transcript(self._store, conversation_id)
        held = await self._store.held(conversation_id)
        return export(conversation, messages, held, self.now()).model_dump(mode="json")

    async def forget(self, conversation_id: str) -> None:
        """Erase the conversation everywhere; a receipt without content stays."""
        if not await self._store.erase(conversation_id, self.now(), tells=self.tells):
            raise ConversationNotFound("there is no conversation with this id")

    async def ready(self) -> None:
        await self._store.ready()


def _opened(opening: Opening, conversation_id: str, at: datetime) -> Conversation:
    known = dict(opening.answers)
    if opening.region:
        known.setdefault("about.region", Answer(value=opening.region, source="platform"))
    conversation = Conversation(
        id=conversation_id,
        created_at=at,
        updated_at=at,
        consent=True if opening.consent else None,
        held=known,
        **opening.model_dump(include={"locale", "region", "channel", "clinic", "reference", "address"}),
    )
    if not opening.consent:
        return conversation
    return keep(conversation.model_copy(update={"held": {}}), known).model_copy(update={"undo": ()})


def _fingerprint(conversation_id: str, inbound: Inbound) -> str:
    """A hash of what was sent, bound to the conversation; the same message sent again has the same one, on servers of
    another version too: what is at its default does not count."""
    sent = inbound.model_dump_json(exclude={"at", "message_id"}, exclude_defaults=True)
    return hashlib.sha256(f"{conversation_id}\n{sent}".encode()).hexdigest()
