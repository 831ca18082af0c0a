"""Sentences as people type them, with what may be filled from them."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from pydantic import Field

from assistant.content import yaml
from assistant.content.loader import load_content
from assistant.conversations import VALUED, Frozen, Quantity, Value
from assistant.messages import Choice, Intent, Question
from assistant.understanding import Lexicon, Understanding, build_lexicon, read

HERE = Path(__file__).parent
TODAY = date(2026, 11, 21)
"""A Saturday."""


class Sentence(Frozen):
    """``says`` is typed while ``asked`` stands; ``filled`` is all that may be filled, ``near`` only asked about."""

    says: str
    asked: str | None = None
    filled: dict[str, Value] = Field(alias="is")
    near: tuple[str, ...] = ()
    status: str | None = None
    intent: Intent | None = None
    about: str | None = None
    number: int | None = None


def sentences(name: str) -> list[Sentence]:
    return yaml.check_into(list[Sentence], yaml.read(HERE / name))


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


def differences(sentence: Sentence) -> list[str]:
    """In what the reading of a sentence differs from what it says."""
    understood = hear(sentence.says, sentence.asked)
    own = [item for item in understood.found if item.slot == sentence.asked]
    wanted = {slot: unordered(slot, value) for slot, value in sentence.filled.items()}
    checks: list[tuple[str, object, object]] = [("filled", filled(understood), wanted)]
    if sentence.near:
        checks.append(("near", sorted(item.slot for item in understood.found if item.near), sorted(sentence.near)))
    if sentence.status:
        checks.append(("status", [item.status.value for item in own], [sentence.status]))
    if sentence.intent:
        checks.append(("intent", understood.intent, sentence.intent))
    if sentence.about:
        checks.append(("about", understood.about, sentence.about))
    if sentence.number:
        checks.append(("number", understood.number, sentence.number))
    return [f"{name} is {is_!r}, not {wanted_!r}" for name, is_, wanted_ in checks if is_ != wanted_]


__all__ = ["Quantity", "Sentence", "asking", "differences", "filled", "hear", "lexicon", "sentences"]
