"""Red flags: seen first, in every message and every state, before consent too."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.conversations import Answer, Conversation, Flag, Status, Tier
from assistant.engine.scene import Line, Outcome, Scene
from assistant.flows.base import move
from assistant.flows.safety import Safety
from assistant.knowledge.flags import raised

URGENT = (Tier.EMERGENCY, Tier.SAME_DAY)
ALWAYS_HEARD = frozenset({"human", "forget_me", "withdraw", "stop", "hide", "device", "export", "what_know"})
"""What a person may ask for even while a safety message stands."""

TAKEN = ("self_harm", "methotrexate_overdose")
"""Dangers by something taken: "I took them already" is one of these by itself."""
ASKED_AGAIN = ("yes", "acknowledged")
"""What answers no question on being safe, or may have answered another one."""


def respond(scene: Scene) -> Outcome | None:
    """Warn, remind, or go on once the person is safe; None when safety has nothing to say."""
    urgent = [flag for flag in scene.understanding.flags if flag.tier in URGENT]
    if urgent:
        return _warn(scene)
    if not is_paused(scene.conversation) or scene.understanding.intent in ALWAYS_HEARD:
        return None
    doubtful = (_is_grave(scene) and scene.understanding.known) or _is_done(scene)
    if scene.understanding.safe and not doubtful:
        return _resume(scene)
    return _remind(scene)


def is_warned(conversation: Conversation) -> bool:
    """Whether a safety message stands and the person has not said that they are safe."""
    return conversation.state.startswith("safety.")


def is_paused(conversation: Conversation) -> bool:
    """Whether a safety message stands, with nobody of the team to talk about it."""
    return is_warned(conversation) and conversation.status != Status.HANDED_OFF


def calmed(conversation: Conversation) -> Conversation:
    """The conversation without its warning: the person is safe, or the team has seen to it."""
    if not is_warned(conversation):
        return conversation
    calm = move(Safety, conversation.state.partition(".")[2], "safe", frozenset())
    return conversation.model_copy(update={"state": calm, "warned": ()})


def note(scene: Scene) -> Conversation:
    """The conversation with the flags of this message on it, each id once."""
    held = {flag.id for flag in scene.conversation.flags}
    turn = scene.conversation.turn + 1
    new = [Flag(id=flag.id, tier=flag.tier, turn=turn) for flag in scene.understanding.flags if flag.id not in held]
    if not new:
        return scene.conversation
    return scene.conversation.model_copy(update={"flags": (*scene.conversation.flags, *new)})


def soon(scene: Scene) -> tuple[Line, ...]:
    """A line for what the team should hear within days; it stops nothing."""
    told = "safety.soon" in scene.conversation.said  # once in a row
    if not told and any(flag.tier == Tier.SOON for flag in scene.understanding.flags):
        return (safety_line(scene, "safety.soon"),)
    return ()


def told(scene: Scene, answers: Mapping[str, Answer]) -> tuple[Line, ...]:
    """A line for each flag that the answers raise together since this turn; the sheet has it on top."""
    return tuple(safety_line(scene, f"safety.{name}") for name in newly_raised(scene, answers))


def newly_raised(scene: Scene, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """The flags that the answers raise together since this turn."""
    now = raised(scene.content, answers)
    before = raised(scene.content, scene.answers) if now else ()
    return tuple(name for name in now if name not in before)


def safety_line(scene: Scene, key: str, nth: int = 0, **values: object) -> Line:
    """A safety sentence with the numbers of the person's region."""
    regions = scene.content.regions
    region = regions.get(scene.conversation.cared_for_in or "other", regions["other"])
    numbers = {"emergency": region.emergency, "crisis": region.crisis, "same_day": region.same_day}
    return scene.line(key, nth, **numbers, **values)


def _warn(scene: Scene) -> Outcome:
    flags = sorted(scene.understanding.flags, key=lambda flag: URGENT.index(flag.tier) if flag.tier in URGENT else 9)
    worst = flags[0]
    held = scene.conversation
    state = held.state.partition(".")[2] if is_warned(held) else "decide"
    event = "warn_emergency" if worst.tier == Tier.EMERGENCY else "warn_same_day"
    status = Status.HANDED_OFF if held.status == Status.HANDED_OFF else Status.PAUSED
    warned = tuple(dict.fromkeys((*held.warned, *(flag.id for flag in flags if flag.tier in URGENT))))
    warned_in = f"safety.{move(Safety, state, event, frozenset())}"
    after = note(scene).model_copy(update={"state": warned_in, "status": status, "misses": 0, "warned": warned})
    lines = [safety_line(scene, f"safety.{worst.id}")]
    if worst.doubt:
        lines.append(_doubt(scene))
    return _warning(after, *lines)


def _doubt(scene: Scene) -> Line:
    """Whether it is so, asked of the one who is ill, once it is known who that is."""
    respondent = scene.answers.get("about.respondent")
    known = respondent and respondent.value
    return scene.line(f"safety.doubt_{known}" if known else "safety.doubt")


def _remind(scene: Scene) -> Outcome:
    """Anything else said while a warning stands: an answer to it with the number, never in the same words twice
    running."""
    after = scene.conversation.model_copy(update={"misses": scene.conversation.misses + 1})
    key = _fitting(scene)
    if key in scene.conversation.said and scene.wording.ways(key) == 1:
        key = _reminder(scene)
    return _warning(after, safety_line(scene, key, nth=scene.conversation.misses % scene.wording.ways(key)))


def _reminder(scene: Scene) -> str:
    return "safety.paused_self_harm" if of_despair(scene.conversation) else "safety.paused"


def of_despair(conversation: Conversation) -> bool:
    """Whether a warning stands of which one danger is somebody's wish to die."""
    return "self_harm" in conversation.warned


def _fitting(scene: Scene) -> str:
    """The reply to what was said of the warning, where there is one."""
    said = scene.understanding.beside or ("known" if scene.understanding.known else "")
    if _is_done(scene):
        return "safety.done"
    if not said or said == "done":
        return _reminder(scene)
    said = "plainly" if said in ASKED_AGAIN else said
    whose = "_self_harm" if of_despair(scene.conversation) else "_staff" if scene.staff else ""
    apart = f"safety.{said}{whose}"
    return apart if apart in scene.words.phrases else f"safety.{said}"


def _is_done(scene: Scene) -> bool:
    """Whether what was feared is told as done: "I took the pills already". "I'm okay" beside it is no comfort."""
    return scene.understanding.beside == "done" and not set(TAKEN).isdisjoint(scene.conversation.warned)


def _resume(scene: Scene) -> Outcome:
    after = calmed(scene.conversation).model_copy(update={"status": Status.ACTIVE, "misses": 0})
    lines = (safety_line(scene, _resumed(scene)), *_noted(scene))
    return Outcome(conversation=after, lines=lines, intent="resume", style="again")


def _resumed(scene: Scene) -> str:
    """An emergency that is over for now still wants to be looked at today."""
    if scene.understanding.safe == "being_seen":
        return "safety.resumed_seen"
    return "safety.resumed_passed" if _is_grave(scene) and scene.understanding.passed else "safety.resumed"


def _is_grave(scene: Scene) -> bool:
    return scene.conversation.state == "safety.emergency"


def _noted(scene: Scene) -> tuple[Line, ...]:
    """What the message with the red flag answered is read back once there is time for it."""
    warned = scene.conversation.turn - scene.conversation.misses
    items = [scene.wording.item(slot, told) for slot, told in scene.answers.items() if told.turn >= warned]
    return (scene.line("answer.noted", items="; ".join(items)),) if items else ()


def _warning(after: Conversation, *lines: Line) -> Outcome:
    return Outcome(conversation=after, lines=lines, intent="red_flag", style="silent")
