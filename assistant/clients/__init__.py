"""Two ways to talk to the assistant that a script cannot tell apart: in process, and over HTTP."""

from __future__ import annotations

from typing import Any, Literal, Protocol

from assistant.content.loader import Content
from assistant.conversations import Answer, Certainty
from assistant.errors import AssistantError

Json = dict[str, Any]
StaffDeed = Literal["claim", "look", "reply", "note", "release", "hand_back", "resolve"]


class Refused(AssistantError):
    """The assistant refused the request."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status


class Client(Protocol):
    """One conversation, spoken to from outside. Every call raises ``Refused``.

    ``replayed`` says whether the last message had been answered before.
    """

    replayed: bool

    async def open(self, opening: Json) -> Json: ...

    async def send(self, message: Json) -> Json: ...

    async def put(self, slot: str, body: Json) -> Json: ...

    async def view(self) -> Json: ...

    async def transcript(self) -> list[Json]: ...

    async def report(self) -> Json: ...

    async def drop(self, message: Json) -> None:
        """Send the message and hang up before the reply."""

    async def what_if(self, answers: Json) -> Json:
        """How the sheet would differ with these answers; nothing is kept."""

    async def triage(self, text: str) -> Json:
        """What an enquiry to support staff holds. Not about this conversation, but from the same region."""

    async def payload(self, payload: Json) -> Json:
        """The raw ``answer`` to the ``body`` of a ``channel``, from a sender of this conversation's own."""

    async def staff(self, deed: StaffDeed, text: str, message_id: str) -> Json:
        """What staff do with this conversation, and get: the case, whole when they ``look``."""

    async def audit(self) -> list[Json]:
        """What the staff's audit holds of this conversation."""

    async def elsewhere(self) -> Client:
        """The same conversation on another device, let in by a code from this one."""

    async def export(self) -> Json: ...

    async def erase(self) -> Json: ...


def told(content: Content, slot: str, raw: Any) -> Answer:
    """``raw`` (a value, ``{status}`` or ``{value, status}``) as an answer. Raises ``BadValue``, ``ValueError``."""
    if isinstance(raw, dict) and "status" in raw:
        value = raw.get("value")
        status = Certainty(raw["status"])
        return Answer(value=content.slots[slot].accept(value) if value is not None else None, status=status)
    return Answer(value=content.slots[slot].accept(raw))
