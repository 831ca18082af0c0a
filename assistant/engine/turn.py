"""One turn: what was stored and what came in, to what is stored and what goes out. Pure, so replayable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from assistant.conversations import Answer, Conversation, Status
from assistant.engine import (
    answers,
    asking,
    commands,
    consent,
    desk,
    edits,
    fallback,
    handover,
    lookup,
    offers,
    patience,
    safety,
    team,
)
from assistant.engine.anew import answers_anew, of_the_past
from assistant.engine.guide import Guide
from assistant.engine.reading import ANY_TIME, NUMBER, WARNING, understand
from assistant.engine.scene import Line, Outcome, Scene
from assistant.engine.talk import beside, comfort, talk
from assistant.flows import pathway
from assistant.messages import Change, Inbound, Message, Progress, Question, Reply, Turn
from assistant.reports.changes import reissue
from assistant.understanding import Understanding

TELLING = ("answer", "smalltalk", "off_topic")
"""Beside an answer these need no reply of their own."""


def take_turn(conversation: Conversation, inbound: Inbound, guide: Guide) -> Turn:
    """The turn that ``inbound`` makes of ``conversation``. Its time is ``inbound.at``; its ids follow from the count.

    Raises ``BadValue`` for a tap or a form that fits no question.
    """
    scene = hear(conversation, inbound, guide)
    return finish(scene, decide(scene))


def hear(conversation: Conversation, inbound: Inbound, guide: Guide) -> Scene:
    """The first third of a turn: what was said, and to which question. Raises as ``take_turn`` does."""
    conversation = edits.withdraw(conversation, inbound, guide.content)
    counted = pathway.in_force(conversation.told)
    question = asking.pending(conversation, guide.content, counted)
    then = edits.as_it_was(conversation, inbound, question)
    asked = question if then is conversation else asking.pending(then, guide.content, counted)
    understanding = understand(inbound, then, asked, guide)
    if then is conversation and (anew := answers_anew(inbound, conversation, understanding, guide)):
        understanding = anew
    elif then is conversation and (behind := _past_the_offer(then, inbound, understanding, guide, counted)):
        question, understanding = behind
    understanding = of_the_past(inbound, conversation, understanding, guide)
    search = guide.search(conversation.locale)
    return Scene(conversation, inbound, guide.content, question, understanding, search, counted, guide.staff)


def _past_the_offer(
    conversation: Conversation, inbound: Inbound, said: Understanding, guide: Guide, counted: Mapping[str, Answer]
) -> tuple[Question, Understanding] | None:
    """ "2 years", to "shall I put down infliximab?": what means nothing there may answer the question behind it."""
    if not conversation.offer or inbound.kind != "text" or said.found or said.intent != "unclear":
        return None
    alone = conversation.model_copy(update={"offer": None})
    question = asking.pending(alone, guide.content, counted)
    if not question or question.slot not in guide.content.slots or question.kind == "text":
        return None
    meant = understand(inbound, alone, question, guide)
    return (question, meant) if any(item.slot == question.slot for item in meant.found) else None


def decide(scene: Scene) -> Outcome:
    """The second: what follows from it. The policy, in order: safety, staff, offers, consent, commands, answers and
    questions together, fallback."""
    if scene.inbound.kind == "open":
        return _welcome(scene)
    if scene.inbound.kind == "tick":
        return patience.speak(scene)
    if scene.inbound.deed:
        return desk.respond(scene, scene.inbound.deed)
    said = safety.respond(scene)
    if said:
        return answers.kept_under_warning(scene, said)
    scene = commands.wake(scene)
    for respond in POLICY:
        said = respond(scene)
        if said:
            return offers.ended(scene, said)
    return fallback.respond(scene)


def _welcome(scene: Scene) -> Outcome:
    key = "welcome.agreed" if scene.conversation.consent else "welcome.hello"
    reads = (scene.line("staff.reads"),) if scene.staff else ()
    return Outcome(conversation=scene.conversation, lines=(scene.line(key), *reads), intent="greeting")


def _answer_and_talk(scene: Scene) -> Outcome | None:
    """One message may answer and ask: the answer is taken first, then the question is answered."""
    taken = answers.answer(scene)
    if not taken:
        return talk(scene)
    if taken.conversation.offer or scene.understanding.intent in TELLING:
        return taken
    said = talk(_after(scene, taken))
    if not said:
        return taken
    return said._replace(lines=taken.lines + said.lines, confidence=taken.confidence)


def _answer_and_obey(scene: Scene) -> Outcome | None:
    """The same for a command that takes nothing back: "still working, but can we stop for today"."""
    taken = answers.answer(scene) if scene.understanding.intent in commands.BESIDE_AN_ANSWER else None
    if not taken:
        return commands.respond(scene)
    said = commands.respond(_after(scene, taken))
    return said and said._replace(lines=taken.lines + said.lines, confidence=taken.confidence)


def _after(scene: Scene, taken: Outcome) -> Scene:
    return replace(scene, conversation=taken.conversation, answers=pathway.in_force(taken.conversation.told))


POLICY: tuple[Callable[[Scene], Outcome | None], ...] = (
    consent.withdraw,
    handover.respond,
    edits.respond,
    offers.respond,
    consent.respond,
    _answer_and_obey,
    _answer_and_talk,
)


def finish(scene: Scene, outcome: Outcome) -> Turn:
    """The last: the charts place the conversation; what changed is said, what is open asked, everything numbered."""
    placed = _placed(safety_noted(scene, outcome.conversation))
    after = team.noted(scene, placed.conversation, placed.answers)
    changes = answers.changes(scene, after, placed.answers, outcome.confidence)
    urgent = safety.told(scene, placed.answers)
    lines = [*urgent, *outcome.lines]
    if not handover.is_silent(scene, after):
        lines += [*safety.soon(scene), *_consequences(scene, placed, changes)]
        first = (*commands.recap(scene), *edits.elsewhere(scene), *beside(scene), *comfort(scene))
        lines = lines if safety.is_paused(after) else [*first, *lines]
    question = asking.pending(after, scene.content, placed.answers, outcome.style)
    if question and outcome.style != "silent":
        lines.append(Line(text=question.text, keys=(f"ask.{question.slot}",)))
    return _turn(scene, outcome, Placed(after, placed.answers), question, changes, lines)


def safety_noted(scene: Scene, conversation: Conversation) -> Conversation:
    """Flags of the message stay on the conversation, unless the person refused that anything is kept."""
    flags = safety.note(scene).flags
    if conversation.consent is False or conversation.flags == flags:
        return conversation
    return conversation.model_copy(update={"flags": flags})


class Placed(NamedTuple):
    """A conversation where the charts put it, and its answers in force."""

    conversation: Conversation
    answers: Mapping[str, Answer]


def _placed(conversation: Conversation) -> Placed:
    """Position and status as they follow from the answers; a pause stands until it is lifted."""
    counted = pathway.in_force(conversation.told)
    if safety.is_warned(conversation):
        return Placed(conversation, counted)
    state = pathway.position(counted, conversation.consent, conversation.state)
    revisit = conversation.revisit if conversation.revisit in counted else None
    status = conversation.status
    if status in (Status.ACTIVE, Status.COMPLETED):
        status = Status.COMPLETED if state == "review" else Status.ACTIVE
    update = {"state": revisit or state, "revisit": revisit, "status": status}
    return Placed(conversation.model_copy(update=update), counted)


def _consequences(scene: Scene, placed: Placed, changes: tuple[Change, ...]) -> list[Line]:
    """What follows from the change: set aside, back again, an honest way out, the sheet."""
    lines = []
    for kind in ("set_aside", "restored"):
        labels = [scene.wording.label(change.slot) for change in changes if change.change == kind]
        if labels:
            lines.append(scene.line(f"changed.{kind}", labels=scene.wording.listed(labels)))
    after = placed.conversation
    reason = pathway.exit_of(placed.answers)
    if reason and reason != pathway.exit_of(scene.answers):
        lines.append(lookup.claim(scene, f"exits.{reason}"))
    if after.state == "review" and after.consent:
        if scene.conversation.state != "review":
            lines.append(scene.line(f"review.{_sheet(reason)}"))
        elif changes:
            told = reissue(scene.conversation, after, scene.content, scene.inbound.at)
            lines += [scene.line("review.updated"), Line(text=told, keys=("difference.changed",))]
    return lines


def _sheet(reason: str | None) -> str:
    """Which sheet is ready: one with the choices, or after an exit one of questions."""
    if reason in (None, "still_working"):
        return "ready"
    return "minor" if reason == "under_18" else "exit"


def _turn(
    scene: Scene,
    outcome: Outcome,
    placed: Placed,
    question: Question | None,
    changes: tuple[Change, ...],
    lines: list[Line],
) -> Turn:
    held = placed.conversation
    heard = _heard(scene) if held.consent and scene.conversation.consent else ()
    said = _said(scene, lines, held.seq + len(heard))
    after = _counted(scene, held, (*heard, *said), lines)
    reply = Reply(
        turn=after.turn,
        messages=(*heard, *said) if scene.inbound.deed else said,
        status=after.status,
        state=after.state,
        question=question if outcome.style != "silent" or _stands(after) else None,
        progress=Progress(
            step=after.state.partition(".")[0],
            answered=len(pathway.answered(placed.answers)),
            remaining=len(pathway.to_ask(placed.answers)),
        ),
        intent=outcome.intent,
        changes=changes,
        flags=tuple(flag for flag in after.flags if flag.turn == after.turn),
    )
    stored = _is_kept(scene.conversation, after)
    return Turn(conversation=after, entries=(*heard, *said), reply=reply, stored=stored, erase=outcome.erase)


def _counted(scene: Scene, held: Conversation, entries: tuple[Message, ...], lines: list[Line]) -> Conversation:
    """``held`` after this turn: numbered on, and with what was said in it to be told in simpler words."""
    ticked = scene.inbound.kind == "tick"
    spoken = bool(entries) or not (scene.inbound.deed or ticked)
    return held.model_copy(
        update={
            "turn": held.turn + spoken,
            "seq": held.seq + len(entries),
            "version": held.version + 1,
            "updated_at": scene.inbound.at if spoken and not ticked else held.updated_at,
            "said": tuple(key for line in lines for key in line.keys if _is_kept_in_mind(key, scene)),
        }
    )


def _is_kept_in_mind(key: str, scene: Scene) -> bool:
    """A claim, a question on a danger, or a number that lacks its unit: what the next words may be about."""
    return key in scene.content.claims or key.startswith(WARNING) or key.startswith(NUMBER)


def _is_kept(before: Conversation, after: Conversation) -> bool:
    """Whether anything of this turn may be stored: without consent only what calms a warning, or asks to delete all."""
    calms = safety.is_warned(before) and not safety.is_warned(after)
    decides = calms or consent.may_forget(after) != consent.may_forget(before)
    return after.consent is not False or before.consent is not False or decides


def _stands(conversation: Conversation) -> bool:
    """Whether its question is there even while nothing is said."""
    return safety.is_paused(conversation) or conversation.status == Status.HANDED_OFF


def _heard(scene: Scene) -> tuple[Message, ...]:
    """The entry of whoever wrote: their words, or the labels of what they tapped or sent."""
    inbound, conversation = scene.inbound, scene.conversation
    if inbound.kind in ("open", "answer", "tick") or (inbound.deed and inbound.deed.kind != "reply"):
        return ()
    text = _tapped(scene) if inbound.kind == "choices" else _written(scene)
    seq = conversation.seq + 1
    return (
        Message(
            id=f"m_{conversation.id[2:]}_{seq}",
            seq=seq,
            sender="staff" if inbound.deed else inbound.sender if inbound.sender != "platform" else "system",
            text=text,
            at=inbound.at,
            message_id=None if inbound.deed else inbound.message_id,
            edits=inbound.edits,
        ),
    )


def _written(scene: Scene) -> str:
    """The words, and in words what was sent with them or instead, or what they do to an earlier message."""
    inbound, attachment = scene.inbound, scene.inbound.attachment
    if inbound.kind == "delete":
        return scene.wording.say("sent.deletes")
    before = scene.wording.say("sent.edited") if inbound.edits else ""
    what = scene.wording.say(f"sent.{attachment.kind}") if attachment else ""
    name = attachment.name if attachment else ""
    return " ".join(part for part in (before, inbound.text, what, name) if part)


def _tapped(scene: Scene) -> str:
    """The labels of the tapped choices, of an old question too."""
    labels = {choice.id: choice.label for choice in scene.question.choices} if scene.question else {}
    slot = next((found.slot for found in scene.understanding.found if found.slot in scene.content.slots), None)
    if slot:
        labels |= {value: scene.wording.choice(slot, value) for value in scene.content.slots[slot].choices}
    ids = [choice.rpartition("=")[2] for choice in scene.inbound.choices]
    labels |= {choice: scene.wording.say(f"staff.{choice}") for choice in ids if choice in ANY_TIME}
    return ", ".join(labels[choice] for choice in ids)


def _said(scene: Scene, lines: list[Line], seq: int) -> tuple[Message, ...]:
    return tuple(
        Message(
            id=f"m_{scene.conversation.id[2:]}_{seq + number}",
            seq=seq + number,
            sender="assistant",
            text=line.text,
            at=scene.inbound.at,
            citations=line.citations,
            keys=tuple(key for key in line.keys if not key.startswith(NUMBER)),
        )
        for number, line in enumerate(lines, start=1)
        if line.text
    )
