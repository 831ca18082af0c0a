"""What staff do with a conversation that waits for them: have it, write in it, note, let go, close the request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from assistant.conversations import Claim, Conversation, Note, Status, Waiting
from assistant.engine.safety import calmed
from assistant.engine.scene import Outcome, Scene
from assistant.engine.team import back, holder
from assistant.errors import BadValue, Claimed, ClaimNeeded, ConversationNotFound
from assistant.messages import Deed

CLAIM_LIFE = timedelta(seconds=60)
"""A claim ends so long after the last sign of life of its holder."""
MOST_NOTES = 200


def respond(scene: Scene, deed: Deed) -> Outcome:
    """The conversation after the deed; only a reply and handing back say something.

    Raises ``ConversationNotFound`` for one that does not wait for staff, ``Claimed`` for one that a colleague has,
    ``ClaimNeeded`` where the deed needs a claim, ``BadValue`` for too many notes.
    """
    if not scene.conversation.waiting:
        raise ConversationNotFound("the conversation does not wait for staff")
    return DEEDS[deed.kind](scene, deed)


def _claim(scene: Scene, deed: Deed) -> Outcome:
    if _other(scene, deed) and not (deed.take_over and deed.leads):
        raise Claimed
    mine = _mine(scene, deed)
    since = mine.since if mine else scene.inbound.at
    until = scene.inbound.at + CLAIM_LIFE
    return _done(scene.conversation, claim=Claim(by=deed.by, name=deed.name, since=since, until=until))


def _seen(scene: Scene, deed: Deed) -> Outcome:
    return _done(_renewed(scene, deed))


def _reply(scene: Scene, deed: Deed) -> Outcome:
    """A human writes, so the assistant keeps quiet from now on."""
    _need_claim(scene, deed)
    assert scene.conversation.waiting
    waiting = scene.conversation.waiting.model_copy(update={"replied": True, "told_closed": False})
    return _done(_renewed(scene, deed), status=Status.HANDED_OFF, waiting=waiting, offer=None)


def _note(scene: Scene, deed: Deed) -> Outcome:
    notes = scene.conversation.notes
    if len(notes) >= MOST_NOTES:
        raise BadValue(f"a conversation holds at most {MOST_NOTES} notes")
    note = Note(by=deed.by, name=deed.name, text=scene.inbound.text, at=scene.inbound.at)
    return _done(_renewed(scene, deed), notes=(*notes, note))


def _release(scene: Scene, deed: Deed) -> Outcome:
    """For a colleague, who finds it in the queue; or back to the assistant, and then nobody waits any more."""
    if not deed.leads or not _other(scene, deed):
        _need_claim(scene, deed)
    return _close(scene) if deed.hands_back else _done(scene.conversation, claim=None)


def _resolve(scene: Scene, deed: Deed) -> Outcome:
    if _other(scene, deed) and not deed.leads:
        raise Claimed
    return _close(scene)


def _close(scene: Scene) -> Outcome:
    """Nobody waits any more. The assistant goes on where a human had taken over; else it never stopped."""
    held = scene.conversation
    update: dict[str, Waiting | Claim | None] = {"waiting": None, "claim": None}
    if held.status != Status.HANDED_OFF:
        return _done(held, **update)
    assert held.waiting
    line = scene.line("staff.back_replied" if held.waiting.replied else "staff.back")
    after = back(calmed(held)).model_copy(update={**update, "offer": None})
    return Outcome(conversation=after, lines=(line,), intent="resume")


def _done(after: Conversation, **update: object) -> Outcome:
    return Outcome(conversation=after.model_copy(update=update), intent="human", style="silent")


def _need_claim(scene: Scene, deed: Deed) -> None:
    if _other(scene, deed):
        raise Claimed
    if not _mine(scene, deed):
        raise ClaimNeeded


def _renewed(scene: Scene, deed: Deed) -> Conversation:
    """Whatever its holder does shows that they are still there."""
    mine = _mine(scene, deed)
    if not mine:
        return scene.conversation
    until = scene.inbound.at + CLAIM_LIFE
    return scene.conversation.model_copy(update={"claim": mine.model_copy(update={"until": until})})


def _mine(scene: Scene, deed: Deed) -> Claim | None:
    claim = holder(scene.conversation, scene.inbound.at)
    return claim if claim and claim.by == deed.by else None


def _other(scene: Scene, deed: Deed) -> Claim | None:
    claim = holder(scene.conversation, scene.inbound.at)
    return claim if claim and claim.by != deed.by else None


DEEDS: dict[str, Callable[[Scene, Deed], Outcome]] = {
    "claim": _claim,
    "seen": _seen,
    "reply": _reply,
    "note": _note,
    "release": _release,
    "resolve": _resolve,
}
