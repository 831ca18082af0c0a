"""The bodies and parameters of the calls, and the answers that no lower layer names."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StrictBool, StrictStr, StringConstraints, model_validator

from assistant.content.loader import Content
from assistant.content.models import RegionId
from assistant.conversations import VALUED, Answer, Certainty, Frozen
from assistant.errors import BadValue
from assistant.messages import Attachment, Message, Reply
from assistant.web.bodies import fault
from assistant.web.problems import pointer

LONGEST_MESSAGE = 4000
LONGEST_ENQUIRY = 20_000


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("printable characters are needed")
    return text


Label = Annotated[StrictStr, StringConstraints(min_length=1, max_length=128), AfterValidator(_printable)]
Words = Annotated[StrictStr, StringConstraints(min_length=1, max_length=LONGEST_MESSAGE)]
LongWords = Annotated[StrictStr, StringConstraints(min_length=1, max_length=LONGEST_ENQUIRY)]
Locale = Annotated[StrictStr, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
Pick = Annotated[StrictStr, StringConstraints(min_length=1, max_length=200)]


class NewConversation(Frozen):
    """What a platform may know when a conversation begins.

    ``answers``: slot to value, or to ``{value, status}``, or to ``{status}``. ``consent``: the platform has taken it.
    """

    locale: Locale = "en"
    region: RegionId | None = None
    channel: Annotated[StrictStr, StringConstraints(pattern=r"^[a-z0-9_-]{1,32}$")] = "web"
    clinic: Label | None = None
    reference: Label | None = None
    answers: dict[str, Any] = Field(default={}, max_length=100)
    consent: StrictBool | None = None


class Sent(Attachment):
    """An attachment: only that it came is told, never what is in it."""

    name: Label | None = None


class NewMessage(Frozen):
    """One message of the person: exactly one of ``text`` (maybe with an ``attachment``), ``attachment``, ``choice``,
    ``choices``, ``deletes`` (the ``message_id`` of one to delete). A text may replace that of the message ``edits``.

    ``sender``: who writes. ``asked``: the slot of the question that this device shows, so that words meant for it are
    not taken for an answer to one that another device brought up.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"anyOf": [{"required": ["text"]}, {"required": ["attachment"]}]},
                {"required": ["choice"]},
                {"required": ["choices"]},
                {"required": ["deletes"]},
            ]
        }
    )

    message_id: Label
    text: Words | None = None
    attachment: Sent | None = None
    choice: Pick | None = None
    choices: tuple[Pick, ...] | None = Field(default=None, min_length=1, max_length=20)
    edits: Label | None = None
    deletes: Label | None = None
    sender: Literal["patient", "caregiver"] = "patient"
    asked: Label | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> NewMessage:
        if [self.text or self.attachment, self.choice, self.choices, self.deletes].count(None) != 3:
            raise ValueError("exactly one of text, attachment, choice, choices and deletes is needed")
        if self.edits and not self.text:
            raise ValueError("a text is needed in place of the message that is changed")
        return self


class NewAnswer(Frozen):
    """One answer set from outside: a value, a status, or both. ``message_id`` makes a repeat harmless."""

    value: Any = None
    status: Certainty | None = None
    message_id: Label | None = None


class Supposed(Frozen):
    """Answers to try out, by slot."""

    answers: dict[str, Any] = Field(max_length=100)


class Page(Frozen):
    """Which part of a transcript; ``wait`` is for how many seconds to wait for something new."""

    after: int = Field(default=0, ge=0, le=2**53)
    limit: int = Field(default=100, ge=1, le=200)
    wait: float = Field(default=0, ge=0, le=30, allow_inf_nan=False)


class Begun(Frozen):
    """A new conversation: its id, the secret token that opens it, and the first turn."""

    conversation_id: str
    token: str
    turn: Reply


class Transcript(Frozen):
    """Entries in order; ``next`` is what to send as ``after`` next time."""

    messages: tuple[Message, ...]
    next: int


class Ticket(Frozen):
    """Opens this conversation's streams, and nothing else, until ``expires_at``."""

    ticket: str
    expires_at: datetime


class Code(Frozen):
    """Lets one other device into this conversation, once, until ``expires_at``."""

    code: str
    expires_at: datetime


class Redeemed(Frozen):
    """The code that another device shows."""

    code: Annotated[StrictStr, StringConstraints(min_length=1, max_length=64)]


class Linked(Frozen):
    """The conversation, and a secret token of this device's own."""

    conversation_id: str
    token: str


class Health(Frozen):
    status: Literal["ok", "ready"]


def read_answers(content: Content, raw: dict[str, Any], source: Literal["platform", "patient"]) -> dict[str, Answer]:
    """Slot to answer. Raises ``Refused`` 422 that points at the first one that does not fit."""
    if any(slot not in content.slots for slot in raw):
        raise fault(pointer("answers"), "a name here is no question of the pathway")
    return {slot: _read_loose(content, slot, value, source) for slot, value in raw.items()}


def _read_loose(content: Content, slot: str, raw: Any, source: Literal["platform", "patient"]) -> Answer:
    place = pointer("answers", slot)
    if not isinstance(raw, dict) or not raw or "unit" in raw:
        return read_answer(content, slot, NewAnswer(value=raw), source, place)
    if not set(raw) <= {"value", "status"}:
        raise fault(place, "a value, or an object of value and status, is needed")
    status = raw.get("status")
    if "status" in raw and status not in list(Certainty):
        raise fault(place, f"status must be one of {', '.join(Certainty)}")
    return read_answer(content, slot, NewAnswer(value=raw.get("value"), status=status), source, place)


def read_answer(
    content: Content, slot: str, given: NewAnswer, source: Literal["platform", "patient"], place: str = ""
) -> Answer:
    """``given`` as an answer to ``slot``. Raises ``Refused`` 422 pointing into ``place``."""
    status = given.status or Certainty.GIVEN
    if status not in VALUED:
        if given.value is not None:
            raise fault(f"{place}/value", f"there is no value where the status is {status}")
        return Answer(status=status, source=source)
    try:
        return Answer(value=content.slots[slot].accept(given.value), status=status, source=source)
    except BadValue as error:
        raise fault(place or "/value", str(error)) from None
