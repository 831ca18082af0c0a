"""Red flags that answers raise together, each harmless by itself: nobody need say a word of it."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.content.loader import Content
from assistant.conversations import Answer
from assistant.knowledge.rules import Case, judge


def raised(content: Content, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The ids of the flags that these answers in force raise, in the order of the content."""
    case = Case(answers)
    return tuple(name for name, flag in content.told_flags.items() if judge(case, flag.told).holds)
