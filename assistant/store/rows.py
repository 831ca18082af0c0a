"""What the columns of people's words hold: made here on the way into either store, and read here on the way out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from assistant.conversations import Conversation, Frozen
from assistant.errors import SettingsError, Unreadable
from assistant.messages import Event, Message
from assistant.store.base import Commit, Taken
from assistant.store.leases import micros, moment
from assistant.store.outbox import number_of
from assistant.store.sealing import Seals

Held = TypeVar("Held", bound=Frozen)


class Rows:
    """Values to columns and back, sealed with ``seals``. Reading raises ``Unreadable``, which quotes nothing."""

    def __init__(self, seals: Seals) -> None:
        self._seals = seals

    def body(self, conversation: Conversation) -> str:
        return self._seals.seal(_written(conversation), "conversations.body", conversation.id)

    def entry(self, conversation_id: str, entry: Message) -> tuple[str, int, str]:
        sealed = self._seals.seal(_written(entry), "entries.body", conversation_id, entry.seq)
        return conversation_id, entry.seq, sealed

    def taken(self, conversation_id: str, taken: Taken) -> tuple[str, str, str]:
        """Message id, fingerprint, reply. The fingerprint too: from it, a short message could be guessed."""
        place = conversation_id, taken.message_id
        return (
            taken.message_id,
            self._seals.seal(taken.fingerprint, "taken.fingerprint", *place),
            self._seals.seal(taken.reply, "taken.reply", *place),
        )

    def outgoing(self, commit: Commit) -> list[tuple[str, int, int, str]]:
        """Conversation, number, time and sealed body of each event."""
        name, first = commit.conversation.id, number_of(commit.conversation.version)
        return [
            (name, number, micros(event.at), self._seals.seal(_written(event), "outgoing.body", name, number))
            for number, event in enumerate(commit.outgoing, start=first)
        ]

    def event(self, conversation_id: str, number: int, at: int, body: str) -> Event:
        """Without a body it is the news that the conversation is gone: of that only who and when is kept."""
        opened = self._seals.open(body, "outgoing.body", conversation_id, number)
        return _parsed(Event, opened) if opened else Event(kind="conversation.erased", at=moment(at))

    def conversation(self, conversation_id: str, body: str) -> Conversation:
        return _parsed(Conversation, self._seals.open(body, "conversations.body", conversation_id))

    def message(self, conversation_id: str, seq: int, body: str) -> Message:
        return _parsed(Message, self._seals.open(body, "entries.body", conversation_id, seq))

    def recalled(
        self, conversation_id: str, message_id: str, body: str, fingerprint: str | None, reply: str | None
    ) -> tuple[Conversation | None, Taken | None]:
        """What ``Store.recall`` returns. A message that was answered before needs no conversation."""
        if fingerprint is None or reply is None:
            return self.conversation(conversation_id, body), None
        return None, self.record(conversation_id, message_id, fingerprint, reply)

    def record(self, conversation_id: str, message_id: str, fingerprint: str, reply: str) -> Taken:
        """What ``taken`` made columns of."""
        place = conversation_id, message_id
        return Taken(
            message_id=message_id,
            fingerprint=self._seals.open(fingerprint, "taken.fingerprint", *place),
            reply=self._seals.open(reply, "taken.reply", *place),
        )


def _written(value: Frozen) -> str:
    """Without what is at its default: so the version before reads all that does not use what is new. A default that was
    written once never changes."""
    return value.model_dump_json(exclude_defaults=True)


def _parsed(kind: type[Held], body: str) -> Held:
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        # Without its cause: that would quote a patient's words in a log.
        raise Unreadable(f"a stored {kind.__name__.lower()} does not fit this version of the program") from None


class Table(NamedTuple):
    """A table with sealed columns. ``key``: its columns with their types; ``start``: a key before all others."""

    name: str
    key: dict[str, str]
    start: tuple[Any, ...]
    sealed: tuple[str, ...]

    def page(self, schema: str = "") -> str:
        """SQL for the next rows after a key; parameters are ``?1``, ``?2``."""
        keys, marks = ", ".join(self.key), ", ".join(f"?{number}" for number in range(1, len(self.key) + 1))
        return (
            f"SELECT {keys}, {', '.join(self.sealed)} FROM {schema}{self.name}"  # noqa: S608 - all names are ours
            f" WHERE ({keys}) > ({marks}) ORDER BY {keys} LIMIT {AT_ONCE}"
        )


AT_ONCE = 200
TABLES = (
    Table("conversations", {"id": "text"}, ("",), ("body",)),
    Table("entries", {"conversation_id": "text", "seq": "bigint"}, ("", -1), ("body",)),
    Table("outgoing", {"conversation_id": "text", "number": "bigint"}, ("", -1), ("body",)),
    Table("taken", {"conversation_id": "text", "message_id": "text"}, ("", ""), ("fingerprint", "reply")),
    Table("staff_factors", {"staff_id": "text"}, ("",), ("secret",)),
)
FACTOR = "staff_factors.secret"

Row = tuple[Any, ...]
Look = Callable[[Table, Row], Awaitable[Sequence[Sequence[Any]]]]
Put = Callable[[Table, Sequence[Row]], Awaitable[None]]


async def reseal(seals: Seals, look: Look, put: Put) -> int:
    """Seal with the first key whatever it has not sealed; how many rows that were. Raises ``SettingsError``.

    ``look`` gives the page of rows after a key. ``put`` takes rows of key, new columns and the last column as it was:
    one that a server has written meanwhile is left to the next round.
    """
    if seals.current is None:
        raise SettingsError("there is no key in encryption_keys; assistant keys new prints one")
    count = 0
    while found := sum([await _reseal_table(seals, table, look, put) for table in TABLES]):
        count += found
    return count


async def _reseal_table(seals: Seals, table: Table, look: Look, put: Put) -> int:
    count, after, width = 0, table.start, len(table.key)
    while rows := [tuple(row) for row in await look(table, after)]:
        after = rows[-1][:width]
        others = [row for row in rows if not row[-1].startswith(seals.prefix)]
        if others:
            await put(table, [_resealed(seals, table, row) for row in others])
        count += len(others)
    return count


def _resealed(seals: Seals, table: Table, row: Row) -> Row:
    key, stored = row[: len(table.key)], row[len(table.key) :]
    places = [(f"{table.name}.{column}", *key) for column in table.sealed]
    texts = [seals.open(text, *place) for text, place in zip(stored, places, strict=True)]
    return (*key, *(seals.seal(text, *place) for text, place in zip(texts, places, strict=True)), stored[-1])
