"""Questions and remarks beside the pathway: answered from authored words, then back to the same question."""

from __future__ import annotations

from assistant.engine import lookup
from assistant.engine.scene import Line, Outcome, Scene

REMARKS = frozenset(
    {"help", "identity", "greeting", "thanks", "goodbye", "smalltalk", "abuse", "feedback", "language", "off_topic"}
)


def talk(scene: Scene) -> Outcome | None:
    """The answer to a question or remark; None when the message holds none."""
    intent = scene.understanding.intent
    if intent == "why":
        return scene.stay(_why(scene), intent="why")
    if intent in REMARKS:
        return scene.stay(scene.line(f"talk.{intent}"), intent=intent)
    if intent == "advice":
        return lookup.nothing(scene, scene.inbound.text, intent, "talk.advice")
    if intent in ("ask", "define"):
        return lookup.respond(scene, intent)
    return lookup.recognised(scene) if intent == "unclear" else None


def _why(scene: Scene) -> Line:
    """Why the open question is asked; what the assistant asks on its own account has its reason in ``why.*``."""
    if scene.asked and not scene.conversation.offer:
        return Line(text=scene.wording.why(scene.asked.id), keys=(f"why.{scene.asked.id}",))
    return scene.line(f"why.{scene.question.slot}" if scene.question and not scene.asked else "why.nothing")
