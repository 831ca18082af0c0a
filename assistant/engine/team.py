"""People of the team beside the assistant: who waits for them, who has what, when they read, and how that is said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from assistant.content.wording import Wording
from assistant.conversations import Answer, Claim, Conversation, Raised, Status, Waiting
from assistant.engine.safety import URGENT, is_warned, newly_raised, safety_line
from assistant.engine.scene import Line, Scene
from assistant.hours import Hours, Opening

DAYS_OF_A_WEEK = 7
MOST_FLAGS = 50
"""The latest of them; all stand in the transcript."""


def waiting(conversation: Conversation, at: datetime, why: Literal["asked", "message"]) -> Conversation:
    """In the queue, at the place it has or at its end."""
    before = conversation.waiting or Waiting(since=at, why="asked")
    update = {"why": why, "asked": at, "told_late": False}
    return conversation.model_copy(update={"waiting": before.model_copy(update=update)})


def noted(scene: Scene, after: Conversation, now: Mapping[str, Answer]) -> Conversation:
    """What may need help soon is there for the team to see, word for word: flags of this turn that cannot wait."""
    if not scene.staff or not after.consent:
        return after
    found = {flag.id: flag.tier for flag in scene.understanding.flags}
    found |= {name: scene.content.flags[name].tier for name in newly_raised(scene, now)}
    urgent = {name: tier for name, tier in found.items() if tier in URGENT}
    if not urgent:
        return after
    seq, at = scene.conversation.seq + (scene.inbound.kind != "answer"), scene.inbound.at
    new = tuple(Raised(id=name, tier=tier, seq=seq, at=at) for name, tier in urgent.items())
    before = after.waiting or Waiting(since=at, why="flag")
    kept = before.model_copy(update={"flags": (*before.flags, *new)[-MOST_FLAGS:]})
    return after.model_copy(update={"waiting": kept})


def back(conversation: Conversation) -> Conversation:
    """With the assistant again, at the question that was open, or at the warning that stands."""
    status = Status.PAUSED if is_warned(conversation) else Status.ACTIVE
    return conversation.model_copy(update={"status": status, "misses": 0})


def holder(conversation: Conversation, at: datetime) -> Claim | None:
    """Who of the team has it, unless nothing was heard of them for too long."""
    claim = conversation.claim
    return claim if claim and at < claim.until else None


def told(scene: Scene, key: str) -> Line:
    """A sentence with the team's hours and where to turn before."""
    assert scene.staff
    coming = scene.staff.next_after(scene.inbound.at)
    day = scene.wording.say("hours.day", coming.weekday())
    if (coming.date() - scene.inbound.at.astimezone(coming.tzinfo).date()).days >= DAYS_OF_A_WEEK:
        day = scene.wording.say("hours.dated", day=day, date=scene.wording.day(coming.date()))
    soonest = scene.wording.say("hours.next", day=day, time=f"{coming:%H:%M}")
    return safety_line(scene, key, hours=hours_told(scene.staff, scene.wording), next=soonest)


def hours_told(hours: Hours, wording: Wording) -> str:
    """ "Monday to Friday 09:00 to 17:00 and Saturday 10:00 to 12:00 (London time)"."""
    openings = wording.listed([_opening(opening, wording) for opening in hours.openings])
    return wording.say("hours.all", openings=openings, place=hours.place)


def _opening(opening: Opening, wording: Wording) -> str:
    first, last = (wording.say("hours.day", day) for day in (opening.first, opening.last))
    days = first if first == last else wording.say("hours.days", first=first, last=last)
    return wording.say("hours.opening", days=days, opens=f"{opening.opens:%H:%M}", closes=f"{opening.closes:%H:%M}")
