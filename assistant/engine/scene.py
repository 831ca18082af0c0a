"""What one turn sees, and what a part of the policy makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from assistant.content.loader import Content, Language
from assistant.content.models import Slot
from assistant.content.wording import Wording
from assistant.conversations import Answer, Conversation
from assistant.hours import Hours
from assistant.knowledge.search import Search
from assistant.messages import Citation, Inbound, Intent, Question
from assistant.understanding import Understanding

Style = Literal["ask", "again", "simpler", "example", "silent"]
"""How the pending question is put after the lines: in full, shorter, simpler, with an example, or not at all."""


class Line(NamedTuple):
    """One thing to say: authored text with its slots filled in, and the keys it was made from."""

    text: str
    keys: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()


class Outcome(NamedTuple):
    """What a part of the policy decided: the conversation after it, what to say, how to go on asking."""

    conversation: Conversation
    lines: tuple[Line, ...] = ()
    intent: Intent = "answer"
    style: Style = "ask"
    erase: bool = False
    confidence: Mapping[str, float] = {}


@dataclass(frozen=True)
class Scene:
    """One inbound message, what it was read as, and the conversation it belongs to."""

    conversation: Conversation
    inbound: Inbound
    content: Content
    question: Question | None
    understanding: Understanding
    search: Search
    answers: Mapping[str, Answer]
    """The answers in force before this turn."""
    staff: Hours | None = None
    """When staff read; ``None`` where nobody does."""

    @cached_property
    def words(self) -> Language:
        return self.content.words(self.conversation.locale)

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.content, self.conversation.locale, self.answers)

    @property
    def asked(self) -> Slot | None:
        """The slot that is being asked, if a question of the pathway is pending."""
        return self.content.slots.get(self.question.slot) if self.question else None

    def line(self, key: str, nth: int = 0, **values: object) -> Line:
        """The authored sentence ``key``; the ``nth`` where there are several."""
        return Line(text=self.wording.say(key, nth, **values), keys=(key,))

    def stay(self, *lines: Line, intent: Intent, style: Style = "again") -> Outcome:
        """Say something and go on where we were."""
        return Outcome(conversation=self.conversation, lines=lines, intent=intent, style=style)
