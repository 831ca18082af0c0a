"""One step of a script: what somebody does, and what must follow."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from assistant.content.models import Id, Text
from assistant.conversations import Frozen
from assistant.messages import Attachment
from assistant.testing.expected import Expectation
from assistant.testing.times import Duration, Moment


class Button(Frozen):
    """A button of the open question as somebody sees it: by its first words, or counted from 1."""

    label: Text | None = None
    position: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def one_way(self) -> Button:
        if (self.label is None) == (self.position is None):
            raise ValueError("a button is named by its label or its position")
        return self


class Sent(Attachment):
    """An attachment, alone or with words beside it."""

    text: Text | None = None


class Edit(Frozen):
    """Other words in the place of a message."""

    name: Id
    text: Text


class Written(Frozen):
    """What staff write: to the person, or for each other."""

    reply: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def one_of_them(self) -> Written:
        if (self.reply is None) == (self.note is None):
            raise ValueError("staff write a reply or a note")
        return self


class Payload(Frozen):
    """A body as a platform sends it; ``sender`` is somebody of this script's own, where it names none."""

    channel: Literal["rasa"]
    body: dict[str, Any]


class Step(Frozen):
    """One thing somebody does, and what must follow."""

    actor: Id | None = Field(default=None, alias="as", description="who does it; without it, the script's first person")
    device: Id | None = Field(default=None, description="on which other device of theirs; let in by a code at first")
    sender: Literal["patient", "caregiver"] | None = Field(default=None, description="who of two at one device writes")
    name: Id | None = Field(default=None, description="for `again`, `edit` and `delete` later on")
    patient: str | None = Field(default=None, description="typed words")
    attach: Sent | None = Field(default=None, description="something is sent that cannot be read here")
    edit: Edit | None = Field(default=None, description="the message of an earlier step gets other words")
    delete: Id | None = Field(default=None, description="the message of an earlier step is deleted")
    burst: tuple[Text, ...] | None = Field(default=None, description="several messages, one right after another")
    choose: str | tuple[str, ...] | Button | None = Field(
        default=None, description="buttons by id, label or position; slot=id for an old one"
    )
    put: dict[str, Any] | None = Field(default=None, description="a form sets one answer: slot -> value")
    again: Id | None = Field(default=None, description="the message of an earlier step arrives once more")
    staff: Literal["claim", "look", "release", "hand_back", "resolve"] | Written | None = Field(
        default=None, description="what staff do with the conversation; in process, or with a team that is always there"
    )
    timers: Literal["run"] | None = Field(
        default=None, description="timers go off whose time has come; in process only"
    )
    wait: Duration | None = Field(default=None, description="time passes, e.g. 4 days; in process only")
    today: Moment | None = Field(default=None, description="time jumps to this day, or day and time; in process only")
    what_if: dict[str, Any] | None = Field(default=None, description="answers to try out: slot -> value")
    triage: Text | None = Field(default=None, description="a clinic's system sends an enquiry as staff received it")
    payload: Payload | None = Field(default=None, description="a platform sends the raw body of a channel")
    call: Literal["export", "erase"] | None = Field(default=None, description="what the person's platform may ask for")
    duplicate: bool = Field(default=False, description="the message is delivered twice")
    dropped: bool = Field(default=False, description="the connection breaks before the reply; it is sent again")
    reordered: bool = Field(default=False, description="the last message of a burst arrives first")
    when: Expectation | None = Field(default=None, description="left out unless this holds of the turn before")
    until: Expectation | None = Field(default=None, description="done again and again until this holds")
    expect: Expectation = Expectation()
    capture: dict[Id, Text] = Field(default={}, description="name -> dotted path, for <name> later on")

    @model_validator(mode="after")
    def one_thing(self) -> Step:
        if sum(getattr(self, part) is not None for part in ACTS) != 1:
            raise ValueError(f"a step needs exactly one of {', '.join(ACTS)}")
        if self.put is not None and len(self.put) != 1:
            raise ValueError("put sets one answer")
        if self.passes_time and (self.capture or self.expect != Expectation()):
            raise ValueError("nobody answers while time passes: expect something of the next step")
        if (self.duplicate or self.dropped or self.name) and not self.delivers:
            raise ValueError("only a message can be delivered twice, dropped or named")
        if (self.device or self.sender) and not self.delivers:
            raise ValueError("only a message is written by somebody on a device")
        if self.reordered and not self.burst:
            raise ValueError("only a burst can be reordered")
        if self.expect.result and not (self.calls or self.staff):
            raise ValueError(f"only {', '.join(CALLS)} and staff have a result")
        return self

    @property
    def delivers(self) -> bool:
        """Whether it sends messages that may arrive twice."""
        return not (self.put or self.passes_time or self.calls or self.again or self.staff or self.timers)

    @property
    def passes_time(self) -> bool:
        return bool(self.wait or self.today)

    @property
    def calls(self) -> bool:
        """Whether it asks for something that is no turn."""
        return any(getattr(self, part) is not None for part in CALLS)

    @property
    def names(self) -> str | None:
        """The earlier step whose message it is about."""
        return self.again or self.delete or (self.edit.name if self.edit else None)


CALLS = ("what_if", "triage", "payload", "call")
ACTS = (
    "patient",
    "attach",
    "edit",
    "delete",
    "burst",
    "choose",
    "put",
    "again",
    "staff",
    "timers",
    "wait",
    "today",
    *CALLS,
)
