"""What the assistant asked beside the pathway ("Did you mean …?", "Start over?"), and what the person says to it."""

from __future__ import annotations

from assistant.conversations import Answer, Conversation, Offer
from assistant.engine import lookup, team
from assistant.engine.answers import keep
from assistant.engine.edits import erased
from assistant.engine.scene import Outcome, Scene
from assistant.messages import Intent
from assistant.understanding.slots import OWN_QUESTIONS

FOR_THE_ASSISTANT = frozenset(
    {"stop", "back", "undo", "repeat", "rephrase", "summary", "what_know", "progress", "help", "restart", "forget_me"}
)

ABOUT_A_QUESTION = ("did_you_mean", "ask_team")
ENDS = frozenset({"ask", "define", "thanks", "goodbye", "report"})
"""What is said after these is about something else than the question before."""
UNDECIDED = frozenset({"unknown", "skip", "decline", "undo"})
"""What drops an offer as a no does, and is no answer to the question behind it."""

NO_MATTER = "aside.no_matter"
"""What is said to "never mind"."""


def respond(scene: Scene) -> Outcome | None:
    """Do what was offered, or drop it; None when nothing is offered or the message is about something else."""
    offer = scene.conversation.offer
    if not offer or scene.inbound.kind == "answer":
        return None
    said = next((found.value for found in scene.understanding.found if found.slot == "offer"), None)
    if offer.kind == "leave_message":
        return _message(scene, said)
    if offer.kind == "did_you_mean":
        return _meant(scene, offer, said)
    if said in (True, "yes"):
        return _accepted(scene, offer)
    drops = scene.understanding.intent in UNDECIDED or scene.understanding.beside == NO_MATTER
    undecided = drops and not scene.understanding.found
    if undecided or (said in (False, "no") and len(scene.understanding.found) == 1):
        return _declined(scene, offer)
    return None


def ended(scene: Scene, said: Outcome) -> Outcome:
    """What was offered for an earlier question is over once another one is answered: nobody knew which is meant."""
    offer = said.conversation.offer
    stale = offer is scene.conversation.offer and offer is not None and offer.kind in ABOUT_A_QUESTION
    if not stale or said.intent not in ENDS:
        return said
    return said._replace(conversation=_dropped(said.conversation))


def _declined(scene: Scene, offer: Offer) -> Outcome:
    lines, after = (scene.line(f"declined.{offer.kind}"),), _dropped(scene.conversation)
    if after.consent is False:
        return Outcome(conversation=after, lines=(*lines, scene.line("consent.information")), style="silent")
    return Outcome(conversation=after, lines=lines)


def _message(scene: Scene, said: object) -> Outcome | None:
    """What is written now is for the team, unless it is for the assistant: stop, back, forget me, …"""
    intent = scene.understanding.intent
    if said == "no" or intent in ("skip", "decline"):
        return Outcome(conversation=_dropped(scene.conversation), lines=(scene.line("declined.leave_message"),))
    if scene.inbound.kind != "text" or intent in FOR_THE_ASSISTANT:
        return None
    after = _dropped(team.waiting(scene.conversation, scene.inbound.at, why="message"))
    there = scene.staff and scene.staff.are_now(scene.inbound.at)
    line = team.told(scene, "staff.left_now" if there else "staff.left")
    return Outcome(conversation=after, lines=(line,), style="again")


def _meant(scene: Scene, offer: Offer, said: object) -> Outcome | None:
    """The answer to the question that was picked; none of them: it is offered for their own list."""
    if said == "no":
        return lookup.nothing(scene, offer.text or "", "ask")
    if scene.understanding.intent in UNDECIDED:
        return Outcome(conversation=_dropped(scene.conversation), lines=(scene.line("declined.did_you_mean"),))
    if said not in offer.entries or said not in scene.words.answers:
        return None
    line = lookup.answer(scene, scene.words.answers[str(said)])
    return Outcome(conversation=_dropped(scene.conversation), lines=(line,), intent="ask", style="again")


def _dropped(conversation: Conversation) -> Conversation:
    return conversation.model_copy(update={"offer": None})


def _accepted(scene: Scene, offer: Offer) -> Outcome:
    match offer.kind:
        case "change":
            return _changed(scene, offer)
        case "forget":
            gone = _dropped(scene.conversation)
            done = (scene.line("forget.done"),)
            return Outcome(conversation=gone, lines=done, intent="forget_me", style="silent", erase=True)
        case "edit":
            items = (scene.wording.item(slot, told) for slot, told in offer.answers.items() if told)
            noted = scene.line("answer.noted", items="; ".join(items))
            return Outcome(conversation=keep(scene.conversation, offer.answers), lines=(noted,), intent="correct")
        case "erase":
            done = (scene.line("edited.erased"),)
            return Outcome(conversation=erased(scene.conversation, offer.answers), lines=done, intent="correct")
        case "restart":
            cleared = keep(scene.conversation, dict.fromkeys(scene.conversation.told))
            return Outcome(conversation=cleared, lines=(scene.line("restart.done"),), intent="restart")
        case _:
            return _added(scene, offer)


def _changed(scene: Scene, offer: Offer) -> Outcome:
    assert offer.slot
    assert offer.answer
    item = scene.wording.item(offer.slot, offer.answer)
    after = keep(scene.conversation, {offer.slot: offer.answer})
    intent: Intent = "correct" if offer.slot in scene.conversation.told else "answer"
    return Outcome(conversation=after, lines=(scene.line("answer.noted", items=item),), intent=intent)


def _added(scene: Scene, offer: Offer) -> Outcome:
    """Put the person's question on their list, in their words; whether there are more is asked at the end."""
    told = scene.answers.get(OWN_QUESTIONS)
    mine = told.value if told and isinstance(told.value, tuple) else ()
    partial = told is None or told.partial
    new = Answer(value=(*mine, offer.text or ""), turn=scene.conversation.turn + 1, partial=partial)
    return Outcome(
        conversation=keep(scene.conversation, {OWN_QUESTIONS: new}),
        lines=(scene.line("ask_team.added"),),
        style="again",
    )
