"""What the person asks of the conversation itself: back, undo, summary, stop, start over, forget me, …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from assistant.conversations import Conversation, Offer, Status
from assistant.engine import answers, handover, lookup
from assistant.engine.fallback import CLIMB, all_tried
from assistant.engine.reading import slot_numbered
from assistant.engine.safety import is_paused, is_warned, of_despair, safety_line
from assistant.engine.scene import Line, Outcome, Scene
from assistant.flows.pathway import to_ask
from assistant.messages import Intent
from assistant.understanding.corrections import LAST
from assistant.understanding.of_the_talk import PUT_BACK, UNSAID

BESIDE_AN_ANSWER = frozenset(
    {"stop", "hide", "back", "summary", "what_know", "progress", "device", "human", "report", "export"}
)
"""What is done once the answer beside it is taken; the others take something back, or know of no answer."""
DENYING = ("unclear", "correct")
"""What a message is that only says that something is not so."""
AFTER = timedelta(days=3)
"""How long away makes a return worth a word."""


def respond(scene: Scene) -> Outcome | None:
    """Do what was asked; None when the message asks for nothing of this kind."""
    command = COMMANDS.get(scene.understanding.intent)
    return _taken_out(scene) or (command(scene) if command else None)


def recap(scene: Scene) -> tuple[Line, ...]:
    """After days away: whether anything has changed, and where to turn when very unwell."""
    away = scene.inbound.at - scene.conversation.updated_at
    if scene.inbound.kind != "text" or not scene.answers or away < AFTER:
        return ()
    return (safety_line(scene, "resume.after_days"),)


def wake(scene: Scene) -> Scene:
    """A conversation the person had stopped goes on with whatever they write next."""
    if scene.conversation.status != Status.PAUSED or scene.conversation.state.startswith("safety."):
        return scene
    awake = scene.conversation.model_copy(update={"status": Status.ACTIVE})
    return replace(scene, conversation=awake)


def _back(scene: Scene) -> Outcome:
    """The question answered before this one, with its answer shown; nothing is lost until it is answered anew."""
    order = list(scene.answers)
    here = scene.conversation.revisit or scene.conversation.state
    asked_before = order[: order.index(here)] if here in order else order
    if not asked_before:
        return scene.stay(scene.line("back.first"), intent="back")
    return _again(scene, asked_before[-1], "back")


def _again(scene: Scene, slot: str, intent: Intent) -> Outcome:
    after = scene.conversation.model_copy(update={"revisit": slot, "offer": None})
    now = scene.wording.answer(slot, scene.answers[slot])
    line = scene.line("back.now", label=scene.wording.label(slot), value=now)
    return Outcome(conversation=after, lines=(line,), intent=intent, style="again")


def _correct(scene: Scene) -> Outcome | None:
    """ "Change my age", "change 3": ask that question again. With the new value in the message it is an answer."""
    slot = scene.understanding.about or slot_numbered(scene.conversation, scene.understanding.number)
    if scene.understanding.found:
        return None
    if without := answers.without(scene):
        return without
    if scene.understanding.number == LAST:
        return _last_again(scene)
    if scene.understanding.number and not slot:
        return scene.stay(scene.line("correct.no_such_number", last=len(scene.answers)), intent="correct")
    if not slot or slot not in scene.answers:
        return scene.stay(scene.line("correct.which"), *_summary_lines(scene), intent="correct")
    return _again(scene, slot, "correct")


def _last_again(scene: Scene) -> Outcome:
    """ "No wait", "that is wrong": what was told last is asked again, or what was asked before."""
    told = [slot for slot in scene.conversation.undo[-1] if slot in scene.answers] if scene.conversation.undo else []
    return _again(scene, told[0], "correct") if len(told) == 1 else _back(scene)._replace(intent="correct")


def _taken_out(scene: Scene) -> Outcome | None:
    """ "No, I never had shingles", where that was told in passing: the list is asked for anew."""
    told = scene.answers.get(scene.asked.id) if scene.asked and scene.inbound.kind == "text" else None
    said = scene.understanding
    if not (scene.asked and told and told.partial and isinstance(told.value, tuple)) or said.found:
        return None
    if said.intent not in DENYING or {denial.value for denial in said.denied}.isdisjoint(told.value):
        return None
    return _again(scene, scene.asked.id, "correct")


def _undo(scene: Scene) -> Outcome:
    """The last change of answers is taken back; or what was taken back just now is put back."""
    if scene.conversation.undone and scene.understanding.topic == PUT_BACK:
        back = answers.keep(scene.conversation, scene.conversation.undone)
        line = scene.line("undo.put_back", labels=_labels(scene, scene.conversation))
        return Outcome(conversation=back, lines=(line,), intent="undo")
    if scene.understanding.topic == UNSAID and not _told_just_now(scene):
        return scene.stay(scene.line("undo.unsaid"), intent="undo")
    before = answers.undo(scene.conversation)
    if not before:
        return scene.stay(scene.line("undo.nothing"), intent="undo")
    return Outcome(conversation=before, lines=(scene.line("undo.done", labels=_labels(scene, before)),), intent="undo")


def _labels(scene: Scene, held: Conversation) -> str:
    return scene.wording.listed([scene.wording.label(slot) for slot in held.undone])


def _told_just_now(scene: Scene) -> bool:
    """Whether the last message told or changed anything that still could be taken back."""
    held = scene.conversation
    last = held.undo[-1] if held.undo else {}
    return any(slot not in held.told or held.told[slot].turn == held.turn for slot in last)


def _summary_lines(scene: Scene) -> list[Line]:
    if not scene.answers:
        return [scene.line("summary.empty")]
    items = [
        scene.wording.say("summary.item", number=number, label=scene.wording.label(slot), value=words)
        for number, slot in enumerate(scene.answers, start=1)
        if (words := scene.wording.answer(slot, scene.answers[slot]))
    ]
    return [Line(text="\n".join([scene.wording.say("summary.head"), *items]), keys=("summary.head", "summary.item"))]


def _summary(scene: Scene) -> Outcome:
    return scene.stay(*_summary_lines(scene), intent="summary")


def _what_know(scene: Scene) -> Outcome:
    return scene.stay(*_summary_lines(scene), scene.line("privacy.held"), intent="what_know")


def _progress(scene: Scene) -> Outcome:
    left = len(to_ask(scene.answers))
    key = "progress.none" if not left else "progress.one" if left == 1 else "progress.left"
    return scene.stay(scene.line(key, left=left), intent="progress")


def _repeat(scene: Scene) -> Outcome:
    return scene.stay(*_nothing_open(scene), intent="repeat", style="ask")


def _rephrase(scene: Scene) -> Outcome:
    """What was just told in simpler words; or the question: simpler, by example, and then a way on."""
    if told := lookup.simpler(scene):
        return scene.stay(*told, intent="rephrase", style="simpler")
    if passed_over := all_tried(scene):
        return passed_over
    climbed = min(scene.conversation.misses, len(CLIMB) - 1)
    way_on = (scene.line("rephrase.way_on"),) if scene.asked and CLIMB[climbed] == "again" else ()
    after = scene.conversation.model_copy(update={"misses": climbed + 1})
    return Outcome(conversation=after, lines=(*_nothing_open(scene), *way_on), intent="rephrase", style=CLIMB[climbed])


def _nothing_open(scene: Scene) -> tuple[Line, ...]:
    """With no question to put again, that is what is said."""
    return () if scene.question else (scene.line("progress.none"),)


def _stop(scene: Scene) -> Outcome:
    after = scene.conversation.model_copy(update={"status": Status.PAUSED, "offer": None})
    key = "self_harm" if of_despair(scene.conversation) else "warned" if is_warned(scene.conversation) else ""
    line = safety_line(scene, f"stop.saved_{key}" if key else "stop.saved")
    return Outcome(conversation=after, lines=(line,), intent="stop", style="silent")


def _hide(scene: Scene) -> Outcome:
    """For a page that others may see: it clears itself when it hears this. Nothing is deleted."""
    return _stop(scene)._replace(lines=(scene.line("device.hidden"),), intent="hide")


def _device(scene: Scene) -> Outcome:
    return scene.stay(scene.line("device.how"), intent="device")


def _resume(scene: Scene) -> Outcome:
    return scene.stay(scene.line("resume.welcome"), intent="resume", style="ask")


def _confirm(kind: str, intent: Intent) -> Callable[[Scene], Outcome]:
    def ask_first(scene: Scene) -> Outcome:
        after = scene.conversation.model_copy(update={"offer": Offer(kind=kind)})
        lines = (safety_line(scene, "forget.warned"),) if kind == "forget" and is_paused(after) else ()
        return Outcome(conversation=after, lines=lines, intent=intent)

    return ask_first


def _report(scene: Scene) -> Outcome:
    key = "report_offer.ready" if not to_ask(scene.answers) else "report_offer.so_far"
    return scene.stay(scene.line(key), intent="report")


def _export(scene: Scene) -> Outcome:
    return scene.stay(scene.line("privacy.export"), intent="export")


COMMANDS: dict[str, Callable[[Scene], Outcome | None]] = {
    "back": _back,
    "correct": _correct,
    "undo": _undo,
    "summary": _summary,
    "what_know": _what_know,
    "progress": _progress,
    "repeat": _repeat,
    "rephrase": _rephrase,
    "stop": _stop,
    "hide": _hide,
    "device": _device,
    "resume": _resume,
    "restart": _confirm("restart", "restart"),
    "forget_me": _confirm("forget", "forget_me"),
    "human": handover.ask,
    "report": _report,
    "export": _export,
}
