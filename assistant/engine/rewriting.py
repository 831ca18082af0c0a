"""What was kept of an earlier message: found again when it is changed, and taken out when it is deleted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assistant.content.loader import Content
from assistant.content.wording import Wording
from assistant.conversations import Answer, Conversation
from assistant.errors import BadValue
from assistant.messages import Earlier, Message
from assistant.store.base import Rewritten, Store, Taken

PAGE = 200
FORGOTTEN = ""
"""The fingerprint of a message that was deleted: from its own, a short one could be guessed."""


async def whole_transcript(store: Store, conversation_id: str) -> list[Message]:
    """Every entry, in order."""
    entries: list[Message] = []
    while page := await store.transcript(conversation_id, entries[-1].seq if entries else 0, PAGE):
        entries += page
    return entries


async def find(store: Store, conversation_id: str, message_id: str) -> Earlier:
    """The turn of the message, and its words, also as changed since. Raises ``BadValue`` for an unknown id."""
    _, taken = await store.recall(conversation_id, message_id)
    if not taken:
        raise BadValue("there is no earlier message with this id")
    entries = await whole_transcript(store, conversation_id)
    texts = tuple(entry.text for entry in entries if _is_of(entry, message_id))
    return Earlier(turn=json.loads(taken.reply)["turn"], texts=texts)


async def forget(store: Store, conversation: Conversation, message_id: str, content: Content) -> Rewritten:
    """The transcript and the kept replies without the words of the message, wherever they stand."""
    entries = await whole_transcript(store, conversation.id)
    own = [entry for entry in entries if _is_of(entry, message_id)]
    blank = Blank(content, conversation, [entry.text for entry in own])
    ids = {message_id, *(entry.message_id for entry in entries if entry.message_id)}
    records = [taken for name in sorted(ids) if (taken := (await store.recall(conversation.id, name))[1])]
    mine = {message_id, *(entry.message_id for entry in own)}
    return Rewritten(
        entries=tuple(blank.entry(entry, entry in own) for entry in entries),
        taken=tuple(blank.record(record, record.message_id in mine) for record in records),
    )


def _is_of(entry: Message, message_id: str) -> bool:
    return message_id in (entry.message_id, entry.edits)


class Blank:
    """Takes the ``words`` of one message out of what was kept: whole, and where the assistant quoted them."""

    def __init__(self, content: Content, conversation: Conversation, words: Sequence[str]) -> None:
        self._content = content
        self._words = words
        self._wording = Wording(content, conversation.locale, {})
        self._dots = self._quoted("…")
        self._quotes = [self._quoted(text) for text in {*words, *_told_within(words, conversation)}]

    def entry(self, entry: Message, own: bool) -> Message:
        text = self._wording.say("sent.deleted") if own else self._unquoted(entry.text)
        return entry.model_copy(update={"text": text})

    def record(self, record: Taken, own: bool) -> Taken:
        reply = self._stripped(json.loads(record.reply))
        reply["changes"] = [self._change(change) for change in reply["changes"]]
        body = json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
        return record.model_copy(update={"reply": body, **({"fingerprint": FORGOTTEN} if own else {})})

    def _change(self, change: dict[str, Any]) -> dict[str, Any]:
        gone = {"text": None} if change["text"] and _is_within(change["text"], self._words) else {}
        if self._content.slots[change["slot"]].kind in ("text", "texts"):
            gone |= {"value": self._blanked(change["value"])}
        return {**change, **gone}

    def _blanked(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._blanked(each) for each in value]
        return self._dots if value and _is_within(value, self._words) else value

    def _stripped(self, part: Any) -> Any:
        """Every text in a reply without what is quoted of the message."""
        match part:
            case str():
                return self._unquoted(part)
            case dict():
                return {name: self._stripped(each) for name, each in part.items()}
            case list():
                return [self._stripped(each) for each in part]
        return part

    def _quoted(self, text: str) -> str:
        return self._wording.say("unit.quoted", text=text)

    def _unquoted(self, text: str) -> str:
        for quote in self._quotes:
            text = text.replace(quote, self._dots)
        return text


def _is_within(text: str, words: Iterable[str]) -> bool:
    return any(text in each for each in words)


def _told_within(words: Sequence[str], conversation: Conversation) -> Iterator[str]:
    """The answers, now and before, that are pieces of the words."""
    records: tuple[Mapping[str, Answer | None], ...] = (conversation.told, conversation.undone, *conversation.undo)
    for record in records:
        for told in filter(None, record.values()):
            values = told.value if isinstance(told.value, tuple) else (told.value,)
            yield from (value for value in values if isinstance(value, str) and _is_within(value, words))
