"""Consent comes first. Before it nothing is kept; without it, or once it is taken back, nothing is kept either."""

from __future__ import annotations

from assistant.conversations import Conversation, Offer
from assistant.engine.answers import keep
from assistant.engine.safety import safety_line
from assistant.engine.scene import Outcome, Scene
from assistant.engine.talk import talk
from assistant.engine.team import back
from assistant.flows.pathway import in_force
from assistant.messages import Intent


def respond(scene: Scene) -> Outcome | None:
    """Everything that happens before consent, and after it was refused; None once it was given."""
    if scene.conversation.consent:
        return None
    if scene.understanding.intent in ("forget_me", "withdraw"):
        return offer_to_forget(scene.conversation, scene.understanding.intent)
    agreed = _agreed(scene)
    if agreed:
        return _begin(scene)
    if agreed is False and scene.conversation.consent is None:
        return _refuse(scene)
    if scene.understanding.intent == "human":
        key = "staff.agree_first" if scene.staff else "human.nobody"
        return scene.stay(safety_line(scene, key), intent="human")
    if scene.conversation.consent is None:
        return talk(scene) or _first(scene)
    said = talk(scene) or scene.stay(scene.line("consent.information"), intent="unclear")
    return said._replace(style="again" if may_forget(scene.conversation) else "silent")


def withdraw(scene: Scene) -> Outcome | None:
    """Agreement is taken back in one step, whoever has the conversation: nothing is kept any more from here on, and to
    delete what is held takes a yes. None where nobody takes anything back."""
    held = scene.conversation
    if scene.understanding.intent != "withdraw" or not held.consent:
        return None
    after = held.model_copy(update={"consent": False, "revisit": None, "waiting": None, "claim": None})
    said = offer_to_forget(back(after), "withdraw")
    return said._replace(lines=(scene.line("consent.withdrawn"),))


def offer_to_forget(conversation: Conversation, intent: Intent) -> Outcome:
    """Ask whether all of it is to be deleted."""
    return Outcome(conversation=conversation.model_copy(update={"offer": Offer(kind="forget")}), intent=intent)


def may_forget(conversation: Conversation) -> bool:
    """Whether the person was asked if all is to be deleted."""
    return conversation.offer is not None and conversation.offer.kind == "forget"


def _first(scene: Scene) -> Outcome:
    """Consent has to come first, said in other words each time."""
    misses, wordings = scene.conversation.misses, len(scene.words.phrases["consent.first"])
    after = scene.conversation.model_copy(update={"misses": misses + 1})
    line = scene.line("consent.first", misses % wordings)
    return Outcome(conversation=after, lines=(line,), intent="unclear", style="again")


def _agreed(scene: Scene) -> bool | None:
    values = {found.slot: found.value for found in scene.understanding.found if not found.near}
    said = values.get("consent")
    return None if said is None else said in (True, "yes")


def _begin(scene: Scene) -> Outcome:
    """Agreed: what the platform sent along counts from now on."""
    agreed = scene.conversation.model_copy(update={"consent": True, "held": {}})
    after = keep(agreed, scene.conversation.held).model_copy(update={"undo": ()})
    key = "consent.thanks_known" if in_force(after.told) else "consent.thanks"
    return Outcome(conversation=after, lines=(scene.line(key),))


def _refuse(scene: Scene) -> Outcome:
    after = scene.conversation.model_copy(update={"consent": False, "held": {}, "flags": ()})
    return Outcome(conversation=after, lines=(scene.line("consent.refused"),), intent="decline", style="silent")
