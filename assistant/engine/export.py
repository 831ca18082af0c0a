"""Everything held about a person, for them to have."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from assistant.conversations import Conversation, Frozen
from assistant.messages import Event, Message
from assistant.store.base import Held


class KeptReply(Frozen):
    """What is answered again when the message with this id comes again."""

    message_id: str
    reply: dict[str, Any]


class Export(Frozen):
    """``outgoing``: what the clinic's platform is still to be told; ``reminder_at``: when to look at it again.

    Left out are only hashes, of tokens, tickets and messages: they can be told to nobody.
    """

    exported_at: datetime
    conversation: Conversation
    messages: tuple[Message, ...]
    replies: tuple[KeptReply, ...] = ()
    outgoing: tuple[Event, ...] = ()
    reminder_at: datetime | None = None


def export(conversation: Conversation, messages: list[Message], held: Held, at: datetime) -> Export:
    """All of it, as of ``at``."""
    replies = (KeptReply(message_id=taken.message_id, reply=json.loads(taken.reply)) for taken in held.taken)
    return Export(
        exported_at=at,
        conversation=conversation,
        messages=tuple(messages),
        replies=tuple(replies),
        outgoing=held.outgoing,
        reminder_at=held.due,
    )
