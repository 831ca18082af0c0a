"""What is read from words at the questions of the pathway; the labelled sentences are in ``corpus``."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from assistant.content.loader import load_content
from assistant.conversations import VALUED, Value
from assistant.messages import Choice, Question
from assistant.understanding import Lexicon, Understanding, build_lexicon, read

HERE = Path(__file__).parent
TODAY = date(2026, 11, 21)
"""A Saturday."""


@cache
def lexicon() -> Lexicon:
    return build_lexicon(load_content(), "en")


@cache
def asking(slot: str) -> Question:
    """The question for a slot as the assistant puts it."""
    if slot == "consent":
        choices = (Choice(id="yes", label="Yes, that is fine"), Choice(id="no", label="No, thank you"))
        return Question(slot="consent", kind="yes_no", text="Is that all right?", choices=choices)
    content = load_content()
    facts, words = content.slots[slot], content.words("en").slots[slot]
    called = {value: words.values[value].label for value in facts.choices if value in words.values}
    return Question(
        slot=slot,
        kind=facts.question_kind,
        text=words.ask,
        choices=tuple(Choice(id=value, label=called.get(value, value)) for value in facts.choices),
        units=facts.units,
        most=facts.most,
    )


def hear(says: str, asked: str | None = None, caregiver: bool = False) -> Understanding:
    return read(says, asking(asked) if asked else None, lexicon(), TODAY, caregiver)


def filled(understood: Understanding) -> dict[str, Value | None]:
    """What would be taken without asking; the items of a list in no order."""
    taken = [item for item in understood.found if not item.near and item.status in VALUED]
    return {item.slot: unordered(item.slot, item.value) for item in taken}


def unordered(slot: str, value: Value | None) -> Value | None:
    several = slot in lexicon().slots and lexicon().slots[slot].kind == "choices"
    return tuple(sorted(value)) if several and isinstance(value, tuple) else value
