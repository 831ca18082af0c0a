"""What a clinic's platform is told of a turn: ids and kinds. What was said it fetches, with the token it has."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.conversations import Conversation, Status
from assistant.messages import Event, EventKind, Inbound, Turn

UNASKED = ("staff", "tick")
"""Turns whose messages answer no call of the platform, so that it would not hear of them."""


def events(before: Conversation, turn: Turn, inbound: Inbound) -> tuple[Event, ...]:
    """In the order in which they are to arrive. Nothing is told before the person agreed that anything is kept."""
    return tuple(_events(before, turn, inbound)) if turn.conversation.consent else ()


def _events(before: Conversation, turn: Turn, inbound: Inbound) -> Iterator[Event]:
    for flag in turn.reply.flags:
        yield Event(kind="flag.raised", at=inbound.at, about={"flag": flag.id, "tier": flag.tier.value})
    if inbound.kind in UNASKED:
        for entry in turn.entries:
            yield Event(kind="message.added", at=inbound.at, about={"seq": entry.seq, "sender": entry.sender})
    if inbound.kind == "tick" and turn.conversation.status == Status.HANDED_OFF:
        yield Event(kind="conversation.unclaimed", at=inbound.at)
    for kind in _moves(before.status, turn.conversation.status):
        yield Event(kind=kind, at=inbound.at)


def _moves(before: Status, after: Status) -> Iterator[EventKind]:
    if before == after:
        return
    if before == Status.HANDED_OFF:
        yield "conversation.handed_back"
    if after == Status.HANDED_OFF:
        yield "conversation.handed_off"
    if after == Status.COMPLETED:
        yield "report.completed"
