"""Questions and remarks beside the pathway: answered from authored words, then back to the same question."""

from __future__ import annotations

from assistant.conversations import Status
from assistant.engine import lookup
from assistant.engine.reading import ASIDE, FEELING
from assistant.engine.safety import safety_line
from assistant.engine.scene import Line, Outcome, Scene
from assistant.flows import pathway

REMARKS = frozenset(
    {"help", "identity", "greeting", "thanks", "goodbye", "smalltalk", "abuse", "feedback", "language", "off_topic"}
)


OF_ITSELF = ("why", "identity", "help", "feedback")
"""What may be asked of the program itself."""


def talk(scene: Scene) -> Outcome | None:
    """The answer to a question or remark; None when the message holds none."""
    if scene.inbound.attachment and not scene.inbound.text.strip():
        return _unreadable(scene)
    intent = scene.understanding.intent
    if intent == "unclear" and scene.understanding.beside:
        return scene.stay(intent="smalltalk")
    if intent in OF_ITSELF and (own := lookup.of_itself(scene, intent)):
        return own
    if intent == "why":
        return scene.stay(_why(scene), intent="why")
    if intent == "identity" and scene.staff:
        return scene.stay(scene.line("staff.identity"), intent=intent)
    if intent == "help" and scene.conversation.status == Status.COMPLETED:
        return scene.stay(scene.line("talk.help_done"), intent=intent)
    if intent in REMARKS:
        return scene.stay(scene.line(f"talk.{intent}"), intent=intent)
    if intent == "advice":
        return lookup.advise(scene)
    if intent in ("ask", "define"):
        return lookup.respond(scene, intent)
    return lookup.recognised(scene) if intent == "unclear" else None


def _unreadable(scene: Scene) -> Outcome:
    """Nothing but an attachment: what it is cannot be read here, and how to tell it all the same."""
    assert scene.inbound.attachment
    misses = scene.conversation.misses
    after = scene.conversation.model_copy(update={"misses": misses + 1})
    key = "again" if misses % 2 else scene.inbound.attachment.kind
    return Outcome(
        conversation=after, lines=(safety_line(scene, f"attachment.{key}"),), intent="unclear", style="again"
    )


def beside(scene: Scene) -> tuple[Line, ...]:
    """A word on an attachment that came with words: those were read, it was not."""
    came = scene.inbound.attachment and scene.inbound.text.strip()
    return (scene.line("attachment.beside"),) if came else ()


def comfort(scene: Scene) -> tuple[Line, ...]:
    """A word to how somebody feels, or to what is beside the point, in other words the next time."""
    key = scene.understanding.beside
    if not key.startswith((FEELING, ASIDE)) or scene.understanding.flags:
        return ()
    return (safety_line(scene, key, nth=scene.conversation.turn % scene.wording.ways(key)),)


def _why(scene: Scene) -> Line:
    """Why the question named is asked, or the open one, or why none is; the assistant's own are in ``why.*``."""
    if slot := scene.understanding.about:
        return Line(text=scene.wording.why(slot), keys=(f"why.{slot}",))
    if scene.asked and not scene.conversation.offer:
        return Line(text=scene.wording.why(scene.asked.id), keys=(f"why.{scene.asked.id}",))
    if scene.question:
        return scene.line("why.change" if scene.asked else f"why.{scene.question.slot}")
    reason = pathway.exit_of(scene.answers)
    return lookup.claim(scene, f"exits.{reason}") if reason else scene.line("why.nothing")
