"""Questions and remarks beside the pathway: answered from authored words, then back to the same question."""

from __future__ import annotations

from assistant.conversations import Offer
from assistant.engine.scene import Line, Outcome, Scene

REMARKS = frozenset(
    {"help", "identity", "greeting", "thanks", "goodbye", "smalltalk", "abuse", "feedback", "language", "off_topic"}
)
QUESTIONS = frozenset({"ask", "define", "advice"})


def talk(scene: Scene) -> Outcome | None:
    """The answer to a question or remark; None when the message holds none."""
    intent = scene.understanding.intent
    if intent == "why":
        return scene.stay(_why(scene), intent="why")
    if intent in REMARKS:
        return scene.stay(scene.line(f"talk.{intent}"), intent=intent)
    if intent in QUESTIONS:
        return _question(scene)
    return None


def _why(scene: Scene) -> Line:
    """Why the open question is asked; what the assistant asks on its own account has its reason in ``why.*``."""
    if scene.asked and not scene.conversation.offer:
        return Line(text=scene.wording.why(scene.asked.id), keys=(f"why.{scene.asked.id}",))
    return scene.line(f"why.{scene.question.slot}" if scene.question and not scene.asked else "why.nothing")


def _question(scene: Scene) -> Outcome:
    """What cannot be answered from checked claims is offered for the person's own list, in their words."""
    intent = scene.understanding.intent
    line = scene.line("talk.advice" if intent == "advice" else "talk.nothing_checked")
    if not scene.conversation.consent:
        return scene.stay(line, intent=intent)
    offer = Offer(kind="ask_team", text=scene.inbound.text.strip())
    return Outcome(conversation=scene.conversation.model_copy(update={"offer": offer}), lines=(line,), intent=intent)
