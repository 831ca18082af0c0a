"""The Rasa REST channel: a message in, an array of messages with buttons out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field, StrictStr, StringConstraints

from assistant.channels.degrade import Shown
from assistant.conversations import Frozen
from assistant.messages import Choice, Question

NAME = "rasa"
PATH = "/channels/rasa/webhooks/rest/"
WEBHOOK = f"{PATH}webhook"
LONGEST_MESSAGE = 4000
BUTTON = re.compile(r"/(\w+)\s*({.*})?\s*", re.DOTALL)
PICKED = "choose"
Sender = Annotated[StrictStr, StringConstraints(min_length=1, max_length=256)]


class Metadata(Frozen, extra="ignore"):
    """What goes along. Only ``message_id`` is looked at: it makes a repeat harmless."""

    message_id: Annotated[StrictStr, StringConstraints(min_length=1, max_length=128)] | None = None


class Told(Frozen):
    """What ``sender`` writes or taps; ``input_channel`` names what it is shown on."""

    sender: Sender
    message: Annotated[StrictStr, StringConstraints(min_length=1, max_length=LONGEST_MESSAGE)]
    input_channel: Annotated[StrictStr, StringConstraints(max_length=64)] | None = None
    metadata: Metadata = Metadata()


class Button(Frozen):
    """``payload`` is to come back as the ``message``."""

    title: str
    payload: str


class Said(Frozen):
    """One message for ``recipient_id``; ``buttons`` only where there are some."""

    recipient_id: str
    text: str
    buttons: tuple[Button, ...] = Field(default=(), exclude_if=lambda buttons: not buttons)


def choices_of(message: str) -> tuple[str, ...]:
    """The choices that a tapped button stands for; empty for words.

    A payload is ``/intent{"question": "choice"}``, also with a list of choices; ``/choice`` alone is one of the open
    question.
    """
    match = BUTTON.fullmatch(message.strip())
    if not match:
        return ()
    if not match[2]:
        return (match[1],)
    try:
        named = json.loads(match[2])
    except (ValueError, RecursionError):
        return ()
    return tuple(_picked(named))


def _picked(named: dict[str, Any]) -> Iterable[str]:
    for slot, value in named.items():
        for choice in value if isinstance(value, list) else [value]:
            if isinstance(choice, str):
                yield f"{slot}={choice}"


def said(sender: str, shown: Iterable[Shown], question: Question | None) -> list[Said]:
    """The array that is answered."""
    return [
        Said(
            recipient_id=sender,
            text=one.text,
            buttons=tuple(_button(choice, question) for choice in one.choices if question),
        )
        for one in shown
    ]


def _button(choice: Choice, question: Question) -> Button:
    return Button(title=choice.label, payload=f"/{PICKED}{json.dumps({question.slot: choice.id})}")
