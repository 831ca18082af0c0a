"""Taking answers: to what is asked, to anything else, and corrections of what was told before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from assistant.conversations import VALUED, Answer, Certainty, Conversation, Offer, Tier, Told, Value
from assistant.engine.reading import NOT_OF_NOW, NUMBER, answer_from
from assistant.engine.scene import Line, Outcome, Scene
from assistant.errors import BadValue
from assistant.flows.pathway import asks
from assistant.messages import Change, Intent
from assistant.understanding import Denial, Found
from assistant.understanding.reading import LIKE_ALARM
from assistant.understanding.slots import EARLIER, NONE, NOW, REACTION, TESTS
from assistant.understanding.volunteered import OF_THE_ANTI_TNF

UNDO_DEPTH = 50
APART = ",.;:!?\n"
"""What stands between clauses."""


def answer(scene: Scene) -> Outcome | None:
    """Take every answer in the message; ask about the first that is not certain or contradicts what was told."""
    if _lacks_unit(scene):
        number = scene.understanding.found[0].text
        asking = scene.line("answer.which_unit", text=number)
        return scene.stay(asking._replace(keys=(*asking.keys, f"{NUMBER}{number}")), intent="answer")
    scene = _of_one_before(_of_the_list(scene))
    found = [item for given in scene.understanding.found if (item := _checked(scene, given))]
    if _leaves_it(scene, found):
        after = scene.conversation.model_copy(update={"revisit": None, "misses": 0})
        return Outcome(conversation=after, lines=(scene.line("declined.change"),), intent="skip")
    sure = [item for item in found if not _doubtful(scene, item)]
    doubtful = next((item for item in found if _doubtful(scene, item)), None)
    if not found:
        return None
    after = keep(scene.conversation, {item.slot: answer_of(scene, item) for item in sure})
    if doubtful:
        after = after.model_copy(update={"offer": _ask_about(scene, doubtful)})
    corrects = any(item.corrects for item in found) and scene.inbound.kind == "text"
    return Outcome(
        conversation=after,
        lines=tuple(_heard(scene, sure)),
        intent="correct" if corrects else _intent(sure),
        confidence={item.slot: item.confidence for item in sure},
    )


def _leaves_it(scene: Scene, found: Sequence[Found]) -> bool:
    """ "Never mind", "skip", to what was answered and is asked for anew: the answer stands."""
    here = scene.conversation.revisit
    told = scene.answers.get(here) if here and scene.inbound.kind == "text" else None
    skips = [(item.slot, item.status) for item in found] == [(here, Certainty.SKIPPED)]
    return skips and told is not None and told.status in VALUED


def kept_under_warning(scene: Scene, warned: Outcome) -> Outcome:
    """``warned``, with what was told kept where it could not be told again without another warning.

    These are the very words of a same-day warning ("red eyes"), answers that name what is over or only feared, what
    was told in sentences of its own ("Yes, a tight spot. My bag has had nothing in it since ..."), and what no alarm
    sounds like, in words of its own ("Humira, and an hour later my lips blew up"). After any other emergency the
    question stands as it was.
    """
    flags, asked = scene.understanding.flags, scene.asked
    if not asked or scene.conversation.offer:
        return warned
    not_of_now = asked.id in NOT_OF_NOW and all(flag.doubt for flag in flags)
    same_day = bool(asked.choices) and {flag.tier for flag in flags} == {Tier.SAME_DAY}
    of_alarm = scene.understanding.found if not_of_now or same_day else ()
    beside = tuple(item for item in scene.understanding.found if _is_beside(item, scene))
    for item in (*of_alarm, *scene.understanding.calm, *beside):
        apart = not_of_now or item in scene.understanding.calm or item in beside
        same = apart or any(item.text in flag.text or flag.text in item.text for flag in flags)
        if same and item.slot == asked.id and item.status in VALUED and not item.near:
            kept = answer_of(scene, _joined(scene, item) or item)
            return warned._replace(conversation=keep(warned.conversation, {asked.id: kept}))
    return warned


def _is_beside(item: Found, scene: Scene) -> bool:
    """Whether the answer stands in a clause apart from what raised the alarm, which sounds like no answer of its kind:
    not "a temperature on infliximab"."""
    text = scene.inbound.text
    if item.slot in LIKE_ALARM or item.start >= item.end:
        return False
    starts = ((text.find(flag.text), len(flag.text)) for flag in scene.understanding.flags)
    between = (text[item.end : start] or text[start + length : item.start] for start, length in starts)
    return all(any(sign in APART for sign in words) for words in between)


def _of_the_list(scene: Scene) -> Scene:
    """ "Not Humira, Remicade", where Humira is one that was tried before: that list is meant."""
    said, earlier, present = scene.understanding, scene.answers.get(EARLIER), scene.answers.get(NOW)
    denied = _denied(scene, NOW)
    tried = earlier.value if earlier and isinstance(earlier.value, tuple) else ()
    if not denied or denied[0] not in tried or not present or present.value == denied[0]:
        return scene
    found = (
        item.model_copy(update={"slot": EARLIER, "value": (item.value,)}) if item.slot == NOW else item
        for item in said.found
    )
    update = {"found": tuple(found), "about": EARLIER, "denied": (Denial(slot=EARLIER, value=denied[0]),)}
    return replace(scene, understanding=said.model_copy(update=update))


def _of_one_before(scene: Scene) -> Scene:
    """ "Yes, to Remicade", asked for antibodies, where that was tried before Humira: no result of the one now failing,
    and no other answer to which one that is. "Infliximab at 13, it gave me hives" tells nothing else of Humira, either.
    """
    said, earlier, present = scene.understanding, scene.answers.get(EARLIER), scene.answers.get(NOW)
    others = [item for item in said.found if present and item.slot == NOW and item.value != present.value]
    if not (scene.asked and others) or said.intent == "correct" or any(item.corrects for item in others):
        return scene
    tried = earlier.value if earlier and isinstance(earlier.value, tuple) else ()
    before = others if scene.asked.id.startswith(TESTS) and all(item.value in tried for item in others) else []
    of_it = [item for item in said.found if item.slot in (*OF_THE_ANTI_TNF, REACTION) and item.slot != scene.asked.id]
    kept = (item for item in said.found if item not in (*before, *of_it))
    found = tuple(item.roughly() if before and item.slot == scene.asked.id else item for item in kept)
    return replace(scene, understanding=said.model_copy(update={"found": found}))


def _lacks_unit(scene: Scene) -> bool:
    """A bare number where an amount is asked for: the unit is asked for, never guessed."""
    found = scene.understanding.found
    return bool(
        scene.asked and scene.asked.kind == "quantity" and len(found) == 1 and found[0].near and not found[0].value
    )


def _checked(scene: Scene, item: Found) -> Found | None:
    """The found answer as its slot takes it; words that do not fit, or say nothing new, are left out."""
    fits = _without_the_present(scene, fitting(scene, item))
    if fits and (told := _partly_told(scene, fits)) and _adds_nothing(scene, fits):
        left = _left(told, _denied(scene, item.slot))
        return fits.model_copy(update={"value": left, "status": told.status}) if left else fits
    if fits and fits.near and _is_known(scene, fits):
        return None
    return _joined(scene, fits) if fits and fits.status in VALUED else fits


def _without_the_present(scene: Scene, item: Found | None) -> Found | None:
    """ "No, just Humira", which is the one that fails: what came before is asked without it, and never filled with it.

    Where nothing else was named, that there was nothing before is asked about.
    """
    if item is None or item.slot != EARLIER or scene.inbound.kind != "text" or not isinstance(item.value, tuple):
        return item
    present = scene.answers.get(NOW)
    left = tuple(value for value in item.value if not present or value != present.value)
    if left == item.value or left:
        return item.model_copy(update={"value": left})
    return item.model_copy(update={"value": (NONE,), "near": True}) if _is_asked(scene, item) else None


def _is_known(scene: Scene, item: Found) -> bool:
    """Whether words tell of another question what was told before: there is nothing to ask about."""
    if scene.inbound.kind != "text" or _is_asked(scene, item):
        return False
    told = scene.answers.get(item.slot)
    return told is not None and told.value == item.value


def _denied(scene: Scene, slot: str) -> tuple[str, ...]:
    return tuple(denial.value for denial in scene.understanding.denied if denial.slot == slot)


def _left(told: Answer, denied: Collection[str]) -> Value | None:
    """What stands of a list when some of it is taken back: "nothing, and I never had shingles"."""
    if not isinstance(told.value, tuple):
        return told.value
    return tuple(value for value in told.value if value not in denied) or None


def answer_of(scene: Scene, item: Found) -> Answer:
    """The answer to keep for what was found; what is told of a list in passing is only a part of it."""
    slot, told = scene.content.slots[item.slot], scene.answers.get(item.slot)
    all_of_it = _is_asked(scene, item) or (told is not None and (item.corrects or not told.partial))
    partial = slot.partial and not all_of_it and scene.inbound.kind == "text" and not _adds_nothing(scene, item)
    return answer_from(item, scene.inbound, scene.conversation).model_copy(update={"partial": partial})


def whole(told: Answer | None) -> Answer | None:
    """What was told of a list in passing, as all there is; None where nothing was."""
    return told.model_copy(update={"partial": False}) if told and told.partial else None


def _is_asked(scene: Scene, item: Found) -> bool:
    return scene.question is not None and scene.question.slot == item.slot


def _partly_told(scene: Scene, item: Found) -> Answer | None:
    """What was told in passing of the list that is asked for, unless it is asked for to be changed."""
    told = scene.answers.get(item.slot)
    changes = item.corrects or scene.conversation.revisit == item.slot
    return told if told and told.partial and _is_asked(scene, item) and not changes else None


def _adds_nothing(scene: Scene, item: Found) -> bool:
    """ "None of these", a skip, "I don't know": the list has nothing beside what was told of it before."""
    alone = scene.content.slots[item.slot].alone
    return item.status not in VALUED or (isinstance(item.value, tuple) and set(item.value) <= set(alone))


def fitting(scene: Scene, item: Found) -> Found | None:
    """The found answer as its slot takes it; None for words that do not fit. Raises ``BadValue`` for a form, a tap."""
    slot = scene.content.slots.get(item.slot)
    if not slot:
        return None
    if item.status not in VALUED:
        return item.model_copy(update={"value": None})
    try:
        value = slot.accept(item.value)
        return item if value is item.value else item.model_copy(update={"value": value})
    except BadValue:
        if scene.inbound.kind == "text":
            return None
        raise


def _joined(scene: Scene, item: Found) -> Found | None:
    """What is told of a list in passing joins what was told of it before; None when it was told already.

    So does the answer to the question whether there is more.
    """
    slot, told = scene.content.slots[item.slot], scene.answers.get(item.slot)
    if slot.kind not in ("choices", "texts") or not told or not isinstance(told.value, tuple):
        return item
    denied = _denied(scene, item.slot)
    if item.corrects:  # "not Stelara, Skyrizi": the others of the list stand
        if set(denied).isdisjoint(told.value) or not isinstance(item.value, tuple):
            return item
        both = (*(value for value in told.value if value not in denied), *item.value)
        return item.model_copy(update={"value": slot.accept(tuple(dict.fromkeys(both)))})
    asked = _is_asked(scene, item)
    if asked and not _partly_told(scene, item):
        return item
    if not isinstance(item.value, tuple) or (not asked and set(item.value) <= set(told.value)):
        return None
    gone = (*slot.alone, *(denied if asked else ()))
    both = tuple(value for value in (*told.value, *item.value) if value not in gone) or item.value
    return item.model_copy(update={"value": slot.accept(tuple(dict.fromkeys(both)))})


def _doubtful(scene: Scene, item: Found) -> bool:
    """Near misses, and words that contradict an answer which is not being asked for."""
    told = scene.answers.get(item.slot)
    differs = told is not None and not told.partial and told.value != item.value
    contradicts = differs and not item.corrects and not _is_asked(scene, item) and scene.inbound.kind != "answer"
    return item.near or contradicts


def _ask_about(scene: Scene, item: Found) -> Offer:
    return Offer(kind="change", slot=item.slot, answer=answer_of(scene, item))


def _intent(sure: list[Found]) -> Intent:
    statuses = {item.status.value for item in sure}
    named: dict[str, Intent] = {"skipped": "skip", "unknown": "unknown", "declined": "decline"}
    return named[statuses.pop()] if len(statuses) == 1 and statuses <= set(named) else "answer"


def _heard(scene: Scene, sure: list[Found]) -> list[Line]:
    """Typed answers are read back in words; not knowing, skipping and declining each get their own kind word."""
    lines = []
    valued = [item for item in sure if item.status in VALUED]
    if valued and (scene.inbound.kind == "text" or any(item.slot in scene.answers for item in valued)):
        lines.append(scene.line("answer.noted", items="; ".join(_item(scene, item) for item in valued)))
    for item in sure:
        if item.status == "unknown":
            lines.append(Line(text=scene.wording.unknown(item.slot), keys=(f"unknown.{item.slot}",)))
        elif item.status not in VALUED:
            lines.append(scene.line(f"answer.{item.status}"))
    return lines


def _item(scene: Scene, found: Found) -> str:
    """One answer as it is read back: the bare value to what was asked, with its name for anything else."""
    told = answer_from(found, scene.inbound, scene.conversation)
    if scene.asked and scene.asked.id == found.slot:
        return scene.wording.answer(found.slot, told)
    return scene.wording.item(found.slot, told)


def without(scene: Scene) -> Outcome | None:
    """ "Remove shingles", "I never had entyvio": the lists without what is taken out; None where it is in none."""
    left: dict[str, Answer | None] = {}
    for slot in dict.fromkeys(denial.slot for denial in scene.understanding.denied):
        told, denied = scene.answers.get(slot), _denied(scene, slot)
        if told and isinstance(told.value, tuple) and set(denied) & set(told.value):
            none = (NONE,) if NONE in scene.content.slots[slot].alone and not told.partial else None
            rest = _left(told, denied) or none
            left[slot] = told.model_copy(update={"value": rest, "turn": scene.conversation.turn + 1}) if rest else None
    if not left:
        return None
    items = "; ".join(scene.wording.item(slot, answer) for slot, answer in left.items() if answer)
    lines = (scene.line("answer.noted", items=items),) if items else ()
    return Outcome(conversation=keep(scene.conversation, left), lines=lines, intent="correct")


def keep(conversation: Conversation, answers: Mapping[str, Answer | None]) -> Conversation:
    """The conversation with these answers in (``None`` takes one out), and the way back remembered."""
    before = {
        slot: conversation.told.get(slot)
        for slot, new in answers.items()
        if not (_stands(new, conversation.told.get(slot)) if new else slot not in conversation.told)
    }
    told = {**conversation.told, **{slot: new for slot, new in answers.items() if slot in before and new}}
    for slot in before:
        if answers[slot] is None:
            del told[slot]
    undo = (*conversation.undo, before)[-UNDO_DEPTH:] if before else conversation.undo
    revisit = None if conversation.revisit in answers else conversation.revisit
    update = {"told": told, "undo": undo, "undone": {}, "revisit": revisit, "offer": None, "misses": 0}
    return conversation.model_copy(update=update)


def _stands(new: Answer, old: Answer | None) -> bool:
    """Whether the old answer says the same, and is as whole."""
    return old is not None and new.same(old) and new.partial == old.partial


def undo(conversation: Conversation) -> Conversation | None:
    """The conversation before the last change of answers; None when there is nothing to take back."""
    if not conversation.undo:
        return None
    *earlier, last = conversation.undo
    told = {slot: kept for slot, kept in {**conversation.told, **last}.items() if kept}
    undone = {slot: conversation.told.get(slot) for slot in last}
    update = {"told": told, "undo": tuple(earlier), "undone": undone, "offer": None, "revisit": None, "misses": 0}
    return conversation.model_copy(update=update)


def changes(
    scene: Scene, after: Conversation, in_force: Mapping[str, Answer], confidence: Mapping[str, float]
) -> tuple[Change, ...]:
    """What happened to the answers, in pathway order: told anew, corrected, cleared, set aside, restored."""
    before = scene.conversation
    if after.told is before.told:
        return ()
    counted = scene.answers, in_force
    told = {slot for slot in before.told.keys() | after.told.keys() if _moved(slot, before, after, counted)}
    found = (_change(ask.slot, before, after, counted, confidence.get(ask.slot)) for ask in asks() if ask.slot in told)
    return tuple(change for change in found if change)


def _moved(slot: str, before: Conversation, after: Conversation, counted: tuple[Told, Told]) -> bool:
    return before.told.get(slot) is not after.told.get(slot) or (slot in counted[0]) != (slot in counted[1])


def _change(
    slot: str,
    before: Conversation,
    after: Conversation,
    counted: tuple[Told, Told],
    confidence: float | None,
) -> Change | None:
    old, new = before.told.get(slot), after.told.get(slot)
    if new is None:
        return Change(slot=slot, change="cleared") if old else None
    details = {"slot": slot, "value": new.value, "status": new.status, "text": new.text}
    if not new.same(old):
        kind = "corrected" if old else "set"
        return Change(change=kind if slot in counted[1] else "set_aside", confidence=confidence, **details)
    if (slot in counted[0]) == (slot in counted[1]):
        return None
    return Change(change="restored" if slot in counted[1] else "set_aside", **details)
