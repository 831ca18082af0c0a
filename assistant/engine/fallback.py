"""Not understood: climb to a way on, never the same sentence twice in a row, and never round in circles."""

from __future__ import annotations

from assistant.content.models import Slot
from assistant.conversations import Answer, Certainty
from assistant.engine.answers import keep, whole
from assistant.engine.scene import Line, Outcome, Scene, Style
from assistant.understanding.slots import NOW

CLIMB: tuple[Style, ...] = ("simpler", "example", "again")
"""How the question is put after the first, second and third message in a row that was not understood."""


def respond(scene: Scene) -> Outcome:
    """Other words, then an example, then skip or a human; after that the question is left open with the words kept."""
    if passed_over := all_tried(scene):
        return passed_over
    misses = scene.conversation.misses
    after = scene.conversation.model_copy(update={"misses": misses + 1, "offer": None})
    nth = misses % len(CLIMB)
    return Outcome(conversation=after, lines=(_line(scene, nth),), intent="unclear", style=CLIMB[nth])


def _line(scene: Scene, nth: int) -> Line:
    """What is said to the ``nth`` in a row; at first signs without words, and a bare test number, are told apart."""
    text, asked = scene.inbound.text, scene.asked
    if not nth and not any(sign.isalnum() for sign in text):
        return scene.line("fallback.no_words")
    if asked and asked.id == NOW and not nth and _is_another_kind(scene, asked):
        return scene.line("fallback.no_anti_tnf")
    number = scene.wording.number(asked.id) if asked and not nth else None
    if asked and number and any(sign.isdigit() for sign in text):
        return Line(text=number, keys=(f"number.{asked.id}",))
    return scene.line("fallback.asked" if asked else "fallback.open", nth)


def _is_another_kind(scene: Scene, asked: Slot) -> bool:
    """Whether only medicines are named that the question is not about."""
    named = scene.search.medicines(scene.inbound.text) & scene.content.options.keys()
    return bool(named) and named.isdisjoint(asked.choices)


def all_tried(scene: Scene) -> Outcome | None:
    """Once there is no other way to put it the question is passed over; what was told before stands."""
    if not scene.asked or scene.conversation.offer or scene.conversation.misses < len(CLIMB):
        return None
    slot, intent = scene.asked.id, scene.understanding.intent
    words = scene.inbound.text if intent == "unclear" else None
    skipped = Answer(status=Certainty.SKIPPED, text=words, turn=scene.conversation.turn + 1)
    told = scene.answers.get(slot)
    left = whole(told) or told or skipped
    key = "left_as_told" if told else "left_open"
    line = scene.line(f"fallback.{key}", label=scene.wording.label(slot))
    return Outcome(conversation=keep(scene.conversation, {slot: left}), lines=(line,), intent=intent)
