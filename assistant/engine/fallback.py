"""Not understood: climb to a way on, never the same sentence twice in a row, and never round in circles."""

from __future__ import annotations

from assistant.conversations import Answer, Certainty
from assistant.engine.answers import keep
from assistant.engine.scene import Outcome, Scene, Style

CLIMB: tuple[Style, ...] = ("simpler", "example", "again")
"""How the question is put after the first, second and third message in a row that was not understood."""


def respond(scene: Scene) -> Outcome:
    """Other words, then an example, then skip or a human; after that the question is left open with the words kept."""
    misses = scene.conversation.misses
    if scene.asked and not scene.conversation.offer and misses >= len(CLIMB):
        return _leave_open(scene, scene.asked.id)
    after = scene.conversation.model_copy(update={"misses": misses + 1, "offer": None})
    key = "fallback.asked" if scene.asked else "fallback.open"
    nth = misses % len(CLIMB)
    wordless = not any(sign.isalnum() for sign in scene.inbound.text)
    line = scene.line("fallback.no_words") if wordless and not nth else scene.line(key, nth)
    return Outcome(conversation=after, lines=(line,), intent="unclear", style=CLIMB[nth])


def _leave_open(scene: Scene, slot: str) -> Outcome:
    words = Answer(status=Certainty.SKIPPED, text=scene.inbound.text, turn=scene.conversation.turn + 1)
    line = scene.line("fallback.left_open", label=scene.wording.label(slot))
    return Outcome(conversation=keep(scene.conversation, {slot: words}), lines=(line,), intent="unclear")
