"""What a store promises. SQLite is the default; anything that keeps these promises fits behind the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, Self, runtime_checkable

from pydantic import model_validator

from assistant.conversations import Conversation, Frozen
from assistant.messages import Event, Message
from assistant.store.outbox import Outbox
from assistant.store.staff import StaffRecords
from assistant.store.timers import Timers


class Taken(Frozen):
    """The record that makes a message id count once: what came (as a hash) and what was answered (contract JSON)."""

    message_id: str
    fingerprint: str
    reply: str


class Rewritten(Frozen):
    """Entries, by their sequence number, and records of taken messages, by their id, that take the place of others."""

    entries: tuple[Message, ...] = ()
    taken: tuple[Taken, ...] = ()


class Commit(Frozen):
    """One turn to keep, whole or not at all. ``expects`` is the version it was taken from (-1: a new conversation).

    ``token_hash`` counts for a new conversation only. ``replaces_transcript`` removes all earlier entries; the records
    of taken messages stay, so that a message id still counts once. ``rewritten``: entries and records that are there
    already, as they shall be from now on. ``forgets``: what the turn takes out leaves the files, as with ``erase``.
    ``outgoing`` is what the clinic's platform is told; ``timer`` is when to look at the conversation again, in the
    place of any time set before.
    """

    conversation: Conversation
    expects: int
    entries: tuple[Message, ...] = ()
    taken: Taken | None = None
    token_hash: bytes | None = None
    replaces_transcript: bool = False
    rewritten: Rewritten = Rewritten()
    forgets: bool = False
    outgoing: tuple[Event, ...] = ()
    timer: datetime | None = None

    @model_validator(mode="after")
    def _moves_on(self) -> Self:
        if self.conversation.version <= self.expects:
            raise ValueError("a turn raises the version of its conversation, else two could be taken from one")
        return self


class Place(NamedTuple):
    """A place in the queue: since when somebody waits, and who it is."""

    since: datetime
    conversation_id: str


class Held(Frozen):
    """Beside a conversation's state and transcript: answers kept for repeated messages, events on their way to the
    platform, when it is looked at again."""

    taken: tuple[Taken, ...] = ()
    outgoing: tuple[Event, ...] = ()
    due: datetime | None = None


class Receipt(Frozen):
    """What stays of an erased conversation."""

    conversation_id: str
    erased_at: datetime


class Due(Frozen):
    """What has lasted long enough: conversations last changed, and receipts made, before these times.

    ``tells``: the clinic's platform hears of each conversation that goes.
    """

    idle: datetime
    finished: datetime
    receipts: datetime
    tells: bool = False


class Purged(Frozen):
    """How many conversations were erased (``finished``: completed or closed), how many receipts and audit entries."""

    idle: int = 0
    finished: int = 0
    receipts: int = 0
    audit: int = 0

    def __add__(self, other: Purged) -> Purged:
        return Purged(
            idle=self.idle + other.idle,
            finished=self.finished + other.finished,
            receipts=self.receipts + other.receipts,
            audit=self.audit + other.audit,
        )


class Store(Protocol):
    """Durable conversations. Every method raises ``StoreUnavailable`` when it cannot do its work.

    What ``commit`` has returned from survives a kill and a power loss. Order is by sequence number, never by clock.
    """

    @property
    def outbox(self) -> Outbox:
        """What was committed as ``outgoing``, and not delivered yet."""

    @property
    def timers(self) -> Timers:
        """What was committed as ``timer``."""

    async def commit(self, commit: Commit) -> None:
        """Keep one turn in one transaction.

        Raises ``TurnConflict`` when the stored version is not ``commit.expects`` or the message id is already taken;
        ``ConversationNotFound`` when the conversation was erased meanwhile; an erased id never comes back; either of
        them when another conversation has the address. A caller
        that is cancelled, or that hears ``StoreUnavailable``, may find the turn kept after all, never half of it.
        """

    async def load(self, conversation_id: str) -> Conversation | None:
        """The conversation as last committed."""

    async def recall(self, conversation_id: str, message_id: str) -> tuple[Conversation | None, Taken | None]:
        """The conversation, and what was answered to this message id if it came before: both as of one moment.

        Only one of them: for a message that was answered before the conversation is left out.
        """

    async def token_hash(self, conversation_id: str) -> bytes | None:
        """The hash of the secret token, for comparing in constant time."""

    async def addressed(self, address: str) -> str | None:
        """The id of the conversation with this address."""

    async def keep_ticket(self, conversation_id: str, ticket_hash: bytes, at: datetime, ends_at: datetime) -> None:
        """Let a ticket open the conversation until ``ends_at``; those that ended before ``at`` are forgotten.

        Raises ``ConversationNotFound``.
        """

    async def admits(self, conversation_id: str, ticket_hash: bytes, at: datetime) -> bool:
        """Whether the ticket opens this conversation at this time. Tickets go with their conversation."""

    async def redeem(self, ticket_hash: bytes, at: datetime) -> str | None:
        """The id of the conversation that the ticket opens at this time; it opens nothing any more, and never two."""

    async def transcript(self, conversation_id: str, after: int = 0, limit: int = 100) -> Sequence[Message]:
        """Entries with ``seq`` greater than ``after``, in order, at most ``limit``."""

    async def queue(self, after: Place | None = None, limit: int = 100) -> Sequence[Conversation]:
        """Conversations that wait for staff, behind the place ``after``, the longest waiting first."""

    async def held(self, conversation_id: str) -> Held:
        """What else there is of the conversation; nothing of one that is not there."""

    async def changed(self, conversation_id: str, after: int, seconds: float) -> None:
        """Return when there is an entry with ``seq`` greater than ``after``, or after ``seconds``, or on ``close``,
        or when there is no such conversation (any more)."""

    async def erase(
        self, conversation_id: str, at: datetime, expects: int | None = None, *, tells: bool = False
    ) -> bool:
        """Erase the conversation everywhere, leaving a receipt of id and time. False when there was none.

        What was outgoing goes as well; ``tells`` puts the news of the erasure in its place.
        Raises ``TurnConflict`` when its version is not ``expects``, where that is given. Its words leave SQLite's files
        as soon as nobody (a running backup) reads their old state, PostgreSQL's when the server writes over them.
        """

    async def receipts(self) -> Sequence[Receipt]:
        """Of all that was erased."""

    async def purge(self, due: Due, at: datetime) -> Purged:
        """Erase what is due, each conversation leaving a receipt of the time ``at``; a few at once, so that turns of
        others hardly wait."""

    async def reseal(self) -> int:
        """Seal with the first key all that another one sealed, or none; how many rows that were.

        From then on the other keys are not needed any more.
        """

    @property
    def waiting(self) -> int:
        """How many writes wait for their turn."""

    @property
    def staff(self) -> StaffRecords:
        """The staff's side of it."""

    async def ready(self) -> None:
        """Return if writes are possible now, which is found out by writing; else raise ``StoreUnavailable``."""

    async def close(self) -> None:
        """Finish what was begun, then let go of the files."""


@runtime_checkable
class Quotas(Protocol):
    """A store that several servers share, and that counts for all of them together."""

    async def draw(self, key: bytes, per_minute: int, wanted: int) -> int:
        """Take up to ``wanted`` out of the bucket ``key`` that holds, and is filled evenly by, ``per_minute``."""
