"""One person's walk through the pathway, as it is stored. Frozen: a change is a new value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr


class Frozen(BaseModel):
    """A value that never changes; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Quantity(Frozen):
    """A measured amount as the person gave it; ``comparator`` keeps a typed "<" or ">"."""

    value: float = Field(ge=0, allow_inf_nan=False)
    unit: StrictStr
    comparator: Literal["<", ">"] | None = None


Value = StrictBool | StrictInt | StrictStr | tuple[StrictStr, ...] | Quantity
"""A slot's value: yes/no, whole number, choice id / date / text, several ids (or texts) in order, quantity."""


class Certainty(StrEnum):
    """How sure an answer is; six different things all the way into the report."""

    GIVEN = "given"
    UNSURE = "unsure"
    UNKNOWN = "unknown"
    DECLINED = "declined"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not_applicable"


VALUED = (Certainty.GIVEN, Certainty.UNSURE)


class Answer(Frozen):
    """A slot's value (``None`` unless given or unsure), who said so, in which words, in which turn.

    ``partial``: told of a list in passing; whether there is more is still to be asked.
    """

    value: Value | None = None
    status: Certainty = Certainty.GIVEN
    source: Literal["patient", "caregiver", "platform", "staff"] = "patient"
    text: str | None = None
    turn: int = 0
    partial: bool = False

    def same(self, other: Answer | None) -> bool:
        """Whether both say the same, whoever said it and in whatever words, as a whole or in part."""
        return other is not None and (self.value, self.status) == (other.value, other.status)


class Tier(StrEnum):
    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    SOON = "soon"


class Flag(Frozen):
    """A red flag found in what was said."""

    id: str
    tier: Tier
    turn: int = 0


class Status(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    HANDED_OFF = "handed_off"
    COMPLETED = "completed"
    CLOSED = "closed"


class Offer(Frozen):
    """Something the assistant asked beside the pathway, waiting for an answer.

    ``change``: set ``slot`` to ``answer``? ``ask_team``: put ``text`` on the list? ``did_you_mean``: is ``text`` one of
    the questions ``entries``? ``edit``, ``erase``: shall ``answers`` count, now that a message was changed or deleted?
    ``leave_message``: what is the message for the team? The others confirm a command.
    """

    kind: Literal["change", "forget", "restart", "ask_team", "did_you_mean", "edit", "erase", "leave_message"]
    slot: str | None = None
    answer: Answer | None = None
    text: str | None = None
    entries: tuple[str, ...] = ()
    answers: dict[str, Answer | None] = {}


class Raised(Frozen):
    """A red flag as staff see it: which sign, and in which entry of the transcript."""

    id: str
    tier: Tier
    seq: int
    at: datetime


class Waiting(Frozen):
    """A conversation that waits for staff: since when, why, and the urgent flags that were raised meanwhile.

    ``asked`` for a person, left a ``message`` while nobody was there, or wrote what raised a ``flag``. ``told_closed``:
    the person has heard that nobody is there any more; ``replied``: staff have written since. ``asked``: when they last
    asked for a person; ``told_late``: they have heard that it takes long.
    """

    since: datetime
    why: Literal["asked", "message", "flag"]
    flags: tuple[Raised, ...] = ()
    told_closed: bool = False
    replied: bool = False
    asked: datetime | None = None
    told_late: bool = False


class Claim(Frozen):
    """Which member of staff has the conversation. It lapses at ``until``, unless its holder is heard of before."""

    by: str
    name: str
    since: datetime
    until: datetime


class Note(Frozen):
    """What staff wrote down for each other."""

    by: str
    name: str
    text: str
    at: datetime


Told = Mapping[str, Answer]


class Conversation(Frozen):
    """All that is held about one conversation, besides its transcript.

    ``told`` keeps every answer, also those that no longer apply; what is in force follows from ``told`` alone
    (``flows.pathway``). ``undo`` holds, newest last, what each change replaced, ``undone`` what was taken
    back last and nothing told since. ``held`` is what a platform sent
    along before the person agreed: kept apart, used only after consent, dropped on refusal. ``said``: the claims of the
    last reply, which may be asked for in simpler words, and whether it asked if a danger is now or over.
    ``warned``: the dangers of the warning that stands. ``waiting``, ``claim``, ``notes``: the staff's side. ``nudged``:
    a silence was broken once. ``address``: a hash of who writes on which channel.
    """

    id: str
    created_at: datetime
    updated_at: datetime
    locale: str = "en"
    region: str | None = None
    channel: str = "web"
    clinic: str | None = None
    reference: str | None = None
    address: str | None = None
    status: Status = Status.ACTIVE
    consent: bool | None = None
    state: str = "consent"
    told: dict[str, Answer] = {}
    held: dict[str, Answer] = {}
    undo: tuple[dict[str, Answer | None], ...] = ()
    undone: dict[str, Answer | None] = {}
    flags: tuple[Flag, ...] = ()
    offer: Offer | None = None
    revisit: str | None = None
    misses: int = 0
    said: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    waiting: Waiting | None = None
    claim: Claim | None = None
    notes: tuple[Note, ...] = ()
    nudged: bool = False
    turn: int = 0
    seq: int = 0
    version: int = 0

    @property
    def cared_for_in(self) -> str | None:
        """The region they named, else the one the platform did."""
        told = self.told.get("about.region")
        return str(told.value) if told and told.value else self.region
