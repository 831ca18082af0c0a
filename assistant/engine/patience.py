"""What the assistant says though nobody wrote: once after a silence, and once to whoever waits for the team in vain."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from assistant.conversations import Conversation, Frozen, Status
from assistant.engine import team
from assistant.engine.safety import is_warned
from assistant.engine.scene import Outcome, Scene
from assistant.hours import Quiet

INTERACTIVE = ("web", "socket")
"""Channels on which somebody may be sitting before the open question; elsewhere a message by itself would disturb."""


class Due(NamedTuple):
    """What is to be said by itself, and when."""

    why: Literal["silence", "unclaimed"]
    at: datetime


class Patience(Frozen):
    """How long nobody says anything before the assistant does; without a time it never does.

    ``silence``: at an open question, but not in the ``quiet`` hours. ``unclaimed``: since somebody asked for a person,
    while nobody of the team took them on.
    """

    silence: timedelta | None = None
    unclaimed: timedelta | None = None
    quiet: Quiet | None = None

    def due(self, held: Conversation) -> Due | None:
        """What is to be said in this conversation if nothing happens meanwhile."""
        if held.status == Status.HANDED_OFF:
            return self._unclaimed(held)
        if not self.silence or not _is_silent(held):
            return None
        at = held.updated_at + self.silence
        return Due("silence", self.quiet.over(at) if self.quiet else at)

    def newly_due(self, before: Conversation | None, after: Conversation) -> datetime | None:
        """When to look at the conversation again, where no timer runs for that yet.

        One that runs is left alone: when it goes off, what is due then is seen, and it is moved on.
        """
        if before and _is_silent(before) and _is_silent(after):
            return None  # as nearly always
        due = self.due(after)
        was = self.due(before) if due and before else None
        return due.at if due and (not was or was.why != due.why) else None

    def _unclaimed(self, held: Conversation) -> Due | None:
        waiting = held.waiting
        if not self.unclaimed or not waiting or not waiting.asked or waiting.replied or waiting.told_late:
            return None
        at = waiting.asked + self.unclaimed
        return Due("unclaimed", max(at, held.claim.until) if held.claim else at)


ENDLESS = Patience()


def _is_silent(held: Conversation) -> bool:
    """Whether a silence would be broken: once, on a channel where somebody may be sitting before an open question."""
    is_open = held.status == Status.ACTIVE and held.consent and not held.nudged and not is_warned(held)
    return bool(is_open) and held.channel in INTERACTIVE


def speak(scene: Scene) -> Outcome:
    """What is due, said once."""
    held = scene.conversation
    if held.status != Status.HANDED_OFF or not held.waiting:
        after = held.model_copy(update={"nudged": True})
        return Outcome(conversation=after, lines=(scene.line("silence.nudge"),), intent="progress", style="silent")
    away = not scene.staff or not scene.staff.are_now(scene.inbound.at)
    known = held.waiting.told_closed or not scene.staff
    lines = () if known else (team.told(scene, "staff.closed" if away else "staff.late"),)
    waiting = held.waiting.model_copy(update={"told_late": True, "told_closed": away})
    return Outcome(
        conversation=held.model_copy(update={"waiting": waiting}), lines=lines, intent="human", style="silent"
    )
