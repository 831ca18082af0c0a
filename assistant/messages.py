"""What comes in and what goes out: the shapes of contract sections 2 and 6."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple

from pydantic import Field, StrictInt, StrictStr

from assistant.conversations import Answer, Certainty, Conversation, Flag, Frozen, Status, Value

Intent = Literal[
    "answer", "correct", "why", "define", "ask", "skip", "unknown", "decline", "back", "undo", "repeat", "rephrase",
    "summary", "progress", "help", "human", "stop", "resume", "restart", "report", "what_know", "forget_me", "export",
    "hide", "device", "withdraw",
    "advice", "identity", "greeting", "thanks", "goodbye", "smalltalk", "abuse", "feedback", "language", "red_flag",
    "off_topic", "unclear",
]  # fmt: skip

QuestionKind = Literal["choice", "choices", "yes_no", "number", "quantity", "date", "text", "ranking"]


class Attachment(Frozen):
    """Something sent that nobody here can look at, listen to or open; ``name``: of the file, where it has one."""

    kind: Literal["image", "audio", "video", "file", "location", "sticker", "contact"]
    name: str | None = None


class Earlier(Frozen):
    """An earlier message that is changed or deleted: the turn it made, and its words, also as changed since."""

    turn: int
    texts: tuple[str, ...] = ()


class Deed(Frozen):
    """What a member of staff does with a conversation.

    ``seen`` only says that its holder is still there. ``leads``: may take it from its holder (``take_over``) and act
    on what another holds. ``hands_back``: on ``release``, the assistant goes on.
    """

    kind: Literal["claim", "seen", "reply", "note", "release", "resolve"]
    by: str
    name: str
    leads: bool = False
    take_over: bool = False
    hands_back: bool = False


class Inbound(Frozen):
    """One message from outside, with its time given.

    ``open`` starts a conversation; ``text`` is typed, maybe beside an ``attachment``; ``choices`` taps buttons (ids,
    maybe ``slot=id``); ``answer`` sets one slot to ``answer`` from a form or a platform; ``delete`` takes
    back the message ``deletes``; ``staff`` is a ``deed``, its words in ``text``. A text may take the place of the
    message ``edits``. The shell finds the ``earlier``. ``asked``: the question that the writer's device was showing,
    where the device says so. ``tick``: nobody wrote, for long enough.
    """

    kind: Literal["open", "text", "choices", "answer", "delete", "staff", "tick"]
    at: datetime
    message_id: str | None = None
    sender: Literal["patient", "caregiver", "platform"] = "patient"
    text: str = ""
    attachment: Attachment | None = None
    choices: tuple[str, ...] = ()
    slot: str | None = None
    answer: Answer | None = None
    edits: str | None = None
    deletes: str | None = None
    asked: str | None = None
    earlier: Earlier | None = None
    deed: Deed | None = None

    @property
    def key(self) -> str | None:
        """What counts once: the message id, which nobody else of those who write can take first."""
        if not self.message_id or not self.deed:
            return self.message_id
        return f"staff\n{self.deed.by}\n{self.message_id}"


def as_inbound(message: Mapping[str, Any], at: datetime) -> Inbound:
    """A message as the interface takes it: words, an attachment, one or several ``choices``, or a deletion."""
    rest = {name: part for name, part in message.items() if name != "choice"}
    if "choice" in message:
        rest["choices"] = (message["choice"],)
    kind = "choices" if "choices" in rest else "delete" if "deletes" in rest else "text"
    return Inbound(kind=kind, at=at, **rest)


class Choice(Frozen):
    id: str
    label: str


class Question(Frozen):
    """What is being asked; ``slot`` is a slot of the pathway, or ``consent``, ``safety`` or ``offer``.

    ``alone``: choices that exclude all others; ``most``: how many may be picked.
    """

    slot: str
    kind: QuestionKind
    text: str
    choices: tuple[Choice, ...] = ()
    optional: bool = True
    units: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    most: int | None = None
    alone: tuple[str, ...] = ()


class Progress(Frozen):
    step: str
    answered: int
    remaining: int


ChangeKind = Literal["set", "corrected", "set_aside", "restored", "cleared"]


class Change(Frozen):
    slot: str
    change: ChangeKind
    value: Value | None = None
    status: Certainty | None = None
    text: str | None = None
    confidence: float | None = None


class Citation(Frozen):
    id: str
    label: str
    url: str | None = None


class Message(Frozen):
    """One transcript entry. ``keys`` name the authored sentences it was made from; ``edits``: the ``message_id`` of the
    earlier message whose words these take the place of."""

    id: str
    seq: int
    sender: Literal["patient", "caregiver", "assistant", "staff", "system"]
    text: str
    at: datetime
    citations: tuple[Citation, ...] = ()
    message_id: str | None = None
    edits: str | None = None
    keys: tuple[str, ...] = Field(default=(), exclude=True)


class Reply(Frozen):
    """The turn as the contract shows it."""

    turn: int
    messages: tuple[Message, ...]
    status: Status
    state: str
    question: Question | None
    progress: Progress
    intent: Intent
    changes: tuple[Change, ...] = ()
    flags: tuple[Flag, ...] = ()


EventKind = Literal[
    "message.added", "flag.raised", "conversation.handed_off", "conversation.handed_back", "conversation.unclaimed",
    "report.completed", "conversation.erased",
]  # fmt: skip


class Event(Frozen):
    """Something a clinic's platform is told. ``about`` holds ids and kinds, never words."""

    kind: EventKind
    at: datetime
    about: dict[str, StrictStr | StrictInt] = {}


class Turn(NamedTuple):
    """One inbound message and all that came of it: the conversation after it, what joins the transcript, the reply.

    ``stored`` is False where nothing may be kept (consent refused); ``erase`` asks the shell to forget everything.
    """

    conversation: Conversation
    entries: tuple[Message, ...]
    reply: Reply
    stored: bool = True
    erase: bool = False
