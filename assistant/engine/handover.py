"""The team is asked for, and has the conversation: what the person hears, and when the assistant keeps quiet."""

from __future__ import annotations

from assistant.conversations import Conversation, Offer, Status, Waiting
from assistant.engine import answers, offers, team
from assistant.engine.safety import is_warned, of_despair, safety_line
from assistant.engine.scene import Outcome, Scene
from assistant.hours import Hours


def ask(scene: Scene) -> Outcome:
    """Somebody wants to talk to a person: they wait for the team from now on, or hear honestly that nobody is there."""
    if not scene.staff:
        key = "human.nobody_self_harm" if of_despair(scene.conversation) else "human.nobody"
        return scene.stay(safety_line(scene, key), intent="human")
    after = team.waiting(scene.conversation, scene.inbound.at, why="asked")
    if scene.staff.are_now(scene.inbound.at):
        after = after.model_copy(update={"status": Status.HANDED_OFF, "offer": None, "misses": 0})
        return Outcome(conversation=after, lines=(team.told(scene, "staff.coming"),), intent="human")
    if not is_warned(after):
        after = after.model_copy(update={"offer": Offer(kind="leave_message")})
    return Outcome(conversation=after, lines=(team.told(scene, "staff.away"),), intent="human", style="again")


def respond(scene: Scene) -> Outcome | None:
    """While the team has it nothing is said, unless the person leaves, or deletes something; else None."""
    held = scene.conversation
    if held.status != Status.HANDED_OFF or scene.inbound.kind == "delete":
        return None
    if held.offer and (said := offers.respond(scene)):
        return said
    held = held.model_copy(update={"offer": None})
    match scene.understanding.intent:
        case "resume":
            return Outcome(conversation=team.back(held), lines=(scene.line("staff.going_on"),), intent="resume")
        case "forget_me":
            return Outcome(conversation=held.model_copy(update={"offer": Offer(kind="forget")}), intent="forget_me")
        case "hide":
            return Outcome(conversation=held, lines=(scene.line("device.hidden"),), intent="hide", style="silent")
    if not scene.staff:
        return Outcome(conversation=team.back(held), lines=(safety_line(scene, "human.nobody"),), intent="human")
    if scene.inbound.kind == "answer" and (taken := answers.answer(scene)):
        return taken._replace(lines=(), style="silent")
    return _quiet(scene, held, scene.staff)


def _quiet(scene: Scene, held: Conversation, hours: Hours) -> Outcome:
    """Nobody is left waiting for somebody who has gone home: that is said, once each time."""
    left_alone = not hours.are_now(scene.inbound.at) and not team.holder(held, scene.inbound.at)
    before = held.waiting or Waiting(since=scene.inbound.at, why="asked")
    lines = (team.told(scene, "staff.closed"),) if left_alone and not before.told_closed else ()
    update = {"waiting": before.model_copy(update={"told_closed": left_alone})}
    return Outcome(conversation=held.model_copy(update=update), lines=lines, intent="human", style="silent")


def is_silent(scene: Scene, after: Conversation) -> bool:
    """Whether the team has the conversation, before this turn and after it."""
    return scene.conversation.status == after.status == Status.HANDED_OFF
