"""What an inbound message means: words are read, taps and forms need no reading."""

from __future__ import annotations

from typing import Literal

from assistant.content.loader import Content
from assistant.content.models import Slot
from assistant.conversations import VALUED, Answer, Certainty, Conversation
from assistant.engine.guide import Guide
from assistant.errors import BadValue
from assistant.flows.pathway import in_force
from assistant.messages import Inbound, Intent, Question
from assistant.understanding import (
    Found,
    FoundFlag,
    Lexicon,
    Understanding,
    begins_to_ask,
    beside_the_point,
    feeling_told,
    goes_on_alone,
    keeps_it,
    question_of,
    read,
    said_of_warning,
    says_it_was_heard,
    says_yes_or_no,
)
from assistant.understanding.flags import find_flags
from assistant.understanding.quantities import behind_its_number, in_this_unit
from assistant.understanding.slots import MEDICINES, OWN_QUESTIONS, TIME_ON

OWN = ("consent", "safety", "offer")
ANY_TIME: dict[str, Intent] = {"human": "human", "carry_on": "resume", "withdraw": "withdraw"}
"""Choices that may be tapped at any time: to talk to a person, to go on without the team, to agree no more."""
TO_STAFF_AS_WELL = ("forget_me", "withdraw", "hide")
SAFETY = ("safe", "being_seen", "not_now")
"""Under a warning after consent was refused these are shown too, but nothing is kept that would ask for them."""
LONG = 60
"""From so many words on a message is a story or a letter, and words ``IN_PASSING`` are no command."""
IN_PASSING: frozenset[Intent] = frozenset(
    {"back", "undo", "repeat", "rephrase", "summary", "progress", "help", "report", "resume", "restart", "skip"}
)
NOT_OF_NOW = ("history.reaction", "preferences.worry", "closing.own_questions")
"""Questions whose honest answer names emergencies that are over, or only feared: what they bring up is asked about."""
DOUBTS = frozenset({"safety.doubt", "safety.doubt_patient", "safety.doubt_caregiver"})
"""Where the last reply asked whether it is happening now, a bare no is the answer to that."""
ASKED_SAFE = frozenset({"safety.paused", "safety.paused_self_harm"})
"""And where it asked whether somebody is safe or being seen, a bare yes; of an emergency that is asked once more."""
ASKED_PLAINLY = frozenset(
    f"safety.{name}{whose}" for name in ("plainly", "with_someone", "sorry") for whose in ("", "_self_harm")
)
"""Where it asked only whether somebody is safe, a bare yes is the answer."""
FEELING = "feeling."
"""How the names of what is said to a feeling begin."""
ASIDE = "aside."
"""And to what is beside the point of a question."""
ONLY_YES = f"{ASIDE}only_yes"
HEARD = f"{ASIDE}heard"
ASKING: frozenset[Intent] = frozenset({"ask", "advice", "define", "why"})
"""What may stand behind a list of medicines."""
POINTLESS: frozenset[Intent] = frozenset(
    {"unclear", "smalltalk", "progress", "ask", "define", "off_topic", "why", "help"}
)
"""What such words sound like."""
OF_FEELINGS = ("disease.impact", "preferences.worry", "history.reaction", "health.pregnancy")
"""Questions that the words of a feeling may answer."""
HIDING: frozenset[Intent] = frozenset(
    {"unclear", "feedback", "smalltalk", "abuse", "thanks", "help", "human", "off_topic"}
)
"""What a feeling sounds like."""
PLEAS: frozenset[Intent] = frozenset({"help", "human"})
"""What somebody may want beside it: "I can't stop crying, can I speak to a nurse"."""
WARNING = "safety."
"""How the names of all that is said of a danger begin."""
NO_ANSWER = "acknowledged"
"""An "ok" or "thanks" heard the warning, and says nothing of being safe."""
NUMBER = "number:"
"""Before the number of which the last reply asked for the unit."""
SURE = "self_harm"
"""But this is not asked about where people write freely what they fear."""


def understand(inbound: Inbound, conversation: Conversation, question: Question | None, guide: Guide) -> Understanding:
    """Raises ``BadValue`` for a tap or a form that fits no question."""
    match inbound.kind:
        case "text":
            return _words(inbound, conversation, question, guide)
        case "choices":
            return _taps(inbound, conversation, question, guide.content)
        case "answer":
            return _form(inbound, conversation, guide.content)
    return Understanding()


def _words(inbound: Inbound, conversation: Conversation, question: Question | None, guide: Guide) -> Understanding:
    if question and question.slot == "staff":
        return _to_staff(inbound, conversation, guide.lexicon(conversation.locale))
    asked = question.model_copy(update={"slot": "offer"}) if question and conversation.offer else question
    lexicon = guide.lexicon(conversation.locale, conversation.cared_for_in)
    if question and _is_shown(question, conversation) and keeps_it(inbound.text, lexicon):
        stands = Found(slot=question.slot, status=Certainty.SKIPPED, text=inbound.text.strip())
        return Understanding(found=(stands,), intent="skip")
    number = next((key.removeprefix(NUMBER) for key in conversation.said if key.startswith(NUMBER)), None)
    open_still = number if asked and asked.kind == "quantity" else None
    text = behind_its_number(open_still, inbound.text, lexicon) if open_still else inbound.text
    understood = read(text, asked, lexicon, inbound.at.date(), for_someone_else(conversation, inbound))
    if not understood.flags and (told := _in_its_unit(inbound, conversation, lexicon)):
        return read_of(inbound.model_copy(update={"text": told}), conversation, TIME_ON, guide)
    if asked and asked.slot == MEDICINES and not understood.found and understood.intent in ASKING:
        understood = _listed_before(inbound, conversation, asked, understood, lexicon)
    if not (question and question.slot == "safety"):
        understood = _with_feeling(inbound, conversation, asked, understood, lexicon)
    if conversation.state == "review" and question is None and _wants_nothing_else(inbound, understood, guide, lexicon):
        return understood.model_copy(update={"intent": "goodbye"})
    if understood.number and not understood.found and (numbered := _numbered(inbound, conversation, understood, guide)):
        return numbered
    if understood.intent in IN_PASSING and len(inbound.text.split()) >= LONG:
        understood = understood.model_copy(update={"intent": "answer" if understood.found else "unclear"})
    if question and question.slot == "safety":
        return _under_warning(inbound, conversation, understood, lexicon)
    if question and question.slot in NOT_OF_NOW:
        sure = (SURE,) if question.kind == "text" else ()
        flags = tuple(_doubted(flag) if flag.id not in sure else flag for flag in understood.flags)
        return understood.model_copy(update={"flags": flags})
    return understood


def _in_its_unit(inbound: Inbound, conversation: Conversation, lexicon: Lexicon) -> str | None:
    """ "Months", to whether a bare 18 is so many weeks."""
    offer = conversation.offer
    words = offer.answer.text if offer and offer.slot == TIME_ON and offer.answer else None
    return in_this_unit(words, inbound.text, lexicon) if words and words.isdecimal() else None


def _is_shown(question: Question, conversation: Conversation) -> bool:
    """Whether the open question was gone back to, and its answer is shown with it."""
    told = conversation.told.get(question.slot)
    again = conversation.revisit == question.slot and not conversation.offer
    return again and told is not None and told.status in VALUED


def _with_feeling(
    inbound: Inbound, conversation: Conversation, asked: Question | None, said: Understanding, lexicon: Lexicon
) -> Understanding:
    """What was said with how somebody feels; where that hid the answer, what the other clauses answer."""
    feeling = feeling_told(inbound.text, lexicon)
    if not feeling:
        return _with_aside(inbound, asked, said, lexicon)
    if asked and asked.slot not in OF_FEELINGS and said.found:
        own = tuple(item for item in said.found if not feeling.holds(item.start, item.end))
        said = said if len(own) == len(said.found) else said.model_copy(update={"found": own, "intent": "unclear"})
    if asked and asked.slot == MEDICINES and not feeling.besides.strip():
        said = said.model_copy(update={"found": (), "intent": "unclear"})
    heard = said
    if not said.found and said.intent in HIDING:
        today, by = inbound.at.date(), for_someone_else(conversation, inbound)
        pleads = said.intent in PLEAS and read(feeling.around, asked, lexicon, today, by).intent == said.intent
        if not pleads:
            rest = read(feeling.besides, asked, lexicon, today, by)
            heard = rest if rest.found else Understanding()
    answers = heard.found and heard.intent in HIDING
    named = {"beside": f"{FEELING}{feeling.name}", "flags": said.flags, "calm": said.calm}
    return heard.model_copy(update={**named, "intent": "answer"} if answers else named)


def _listed_before(
    inbound: Inbound, conversation: Conversation, asked: Question, said: Understanding, lexicon: Lexicon
) -> Understanding:
    """ "Metformin and iron. | Is Rinvoq safe with those?": the list is kept, and the rest is what is asked."""
    start = begins_to_ask(inbound.text, lexicon)
    if not start:
        return said
    by = for_someone_else(conversation, inbound)
    told = read(inbound.text[:start].rstrip(" ,;.-"), asked, lexicon, inbound.at.date(), by)
    if told.intent != "answer" or not told.found:
        return said
    return said.model_copy(update={"found": told.found, "topic": inbound.text[start:].strip()})


def _with_aside(inbound: Inbound, asked: Question | None, said: Understanding, lexicon: Lexicon) -> Understanding:
    """ "I vape" answers no question of smoking, "fair enough" none: a word on that, and it is asked again."""
    if not asked or said.found or said.beside or said.intent not in POINTLESS:
        return said
    if beside_the_point(inbound.text, asked.slot, lexicon):
        return said.model_copy(update={"beside": f"{ASIDE}{asked.slot.replace('.', '_')}", "intent": "unclear"})
    if asked.kind != "yes_no" and says_it_was_heard(inbound.text, lexicon):
        return said.model_copy(update={"beside": HEARD, "intent": "unclear"})
    worded = any(sign.isalnum() for sign in inbound.text)
    lists = worded and asked.kind in ("choice", "choices") and asked.slot in lexicon.slots
    if lists and says_yes_or_no(inbound.text, lexicon):  # "yes": which, or how much, is still to be told
        return said.model_copy(update={"beside": ONLY_YES, "intent": "unclear"})
    return said


def _under_warning(
    inbound: Inbound, conversation: Conversation, said: Understanding, lexicon: Lexicon
) -> Understanding:
    """ "Yes", to whether somebody is safe; else what is said of the warning: "my sister is here with me"."""
    beside = said_of_warning(inbound.text, lexicon)
    yes = says_yes_or_no(inbound.text, lexicon) if beside != NO_ANSWER else None
    asked, plainly = (not keys.isdisjoint(conversation.said) for keys in (ASKED_SAFE, ASKED_PLAINLY))
    grave = conversation.state == "safety.emergency"
    if yes and asked and grave:
        return said.model_copy(update={"beside": "yes"})
    if (yes and (asked or plainly)) or (yes is False and not DOUBTS.isdisjoint(conversation.said)):
        return said.model_copy(update={"safe": "safe"})
    if yes is False and (asked or plainly):
        beside = "not_safe"
    return said.model_copy(update={"beside": beside})


def _wants_nothing_else(inbound: Inbound, said: Understanding, guide: Guide, lexicon: Lexicon) -> bool:
    """ "That's everything", "looks good", when the sheet is ready: what would be no question of one's own, either."""
    if said.found or said.flags or said.intent not in ("unclear", "skip", "smalltalk", "stop"):
        return False
    own = question_of(guide.content.slots[OWN_QUESTIONS])
    if said.intent == "skip" or says_yes_or_no(inbound.text, lexicon) is not None:
        return True
    return read(inbound.text, own, lexicon, inbound.at.date()).intent == "skip"


def _numbered(inbound: Inbound, conversation: Conversation, said: Understanding, guide: Guide) -> Understanding | None:
    """ "Change 10 to mercaptopurine": the new answer, read for the question that has the number."""
    slot = slot_numbered(conversation, said.number)
    item = told_anew(inbound, conversation, slot, guide) if slot else None
    return said.model_copy(update={"found": (item,), "about": slot}) if item else None


def slot_numbered(conversation: Conversation, number: int | None) -> str | None:
    """What stands at a number of the summary."""
    order = list(in_force(conversation.told))
    return order[number - 1] if number and 0 < number <= len(order) else None


def told_anew(inbound: Inbound, conversation: Conversation, slot: str, guide: Guide) -> Found | None:
    """What the words say of ``slot``, if it is another value than before."""
    if guide.content.slots[slot].question_kind == "text":
        return None
    understood = read_of(inbound, conversation, slot, guide)
    taken_back = understood.intent == "correct"  # else what is near may be a guess
    told = (item for item in understood.found if item.slot == slot and item.status in VALUED)
    told = (item for item in told if taken_back or not item.near)
    item = next(told, None)
    return item.model_copy(update={"corrects": True}) if item and item.value != conversation.told[slot].value else None


def read_of(inbound: Inbound, conversation: Conversation, slot: str, guide: Guide) -> Understanding:
    """The words, read as if ``slot`` had been asked."""
    lexicon = guide.lexicon(conversation.locale, conversation.cared_for_in)
    by = for_someone_else(conversation, inbound)
    return read(inbound.text, question_of(guide.content.slots[slot]), lexicon, inbound.at.date(), by)


def _doubted(flag: FoundFlag) -> FoundFlag:
    return flag.model_copy(update={"doubt": True})


def _to_staff(inbound: Inbound, conversation: Conversation, lexicon: Lexicon) -> Understanding:
    """Words for a human: nothing is taken from them but red flags, what ends it, and "carry on without them"."""
    heard = read(inbound.text, None, lexicon, inbound.at.date(), for_someone_else(conversation, inbound))
    if goes_on_alone(inbound.text, lexicon):
        return Understanding(intent="resume", flags=heard.flags)
    return Understanding(intent=heard.intent if heard.intent in TO_STAFF_AS_WELL else "human", flags=heard.flags)


def _form(inbound: Inbound, conversation: Conversation, content: Content) -> Understanding:
    """One slot set from outside; its words, if it has any, are searched for red flags like any others."""
    assert inbound.slot
    assert inbound.answer
    answer = inbound.answer
    words = " ".join(answer.value) if isinstance(answer.value, tuple) else answer.value
    lexicon = content.words(conversation.locale).flags
    free = content.slots[inbound.slot].kind in ("text", "texts") and isinstance(words, str)
    flags = find_flags(str(words), lexicon, for_someone_else(conversation, inbound)) if free else ()
    found = Found(slot=inbound.slot, value=answer.value, status=answer.status, corrects=True)
    return Understanding(found=(found,), intent="answer", flags=flags)


def _taps(inbound: Inbound, conversation: Conversation, question: Question | None, content: Content) -> Understanding:
    named, ids = _split(inbound.choices)
    if len(ids) == 1 and ids[0] in ANY_TIME:
        return Understanding(intent=ANY_TIME[ids[0]])
    offered = {choice.id for choice in question.choices} if question else set()
    if question and offered.issuperset(ids) and named in (None, question.slot):
        return _tapped(question, ids, conversation, content)
    if conversation.consent is False and ids and set(ids) <= {*SAFETY}:
        return Understanding(intent="answer")
    slot = _old_question(named, ids, conversation, content)
    if not slot:
        wanted = ", ".join(sorted(offered)) or "none: nothing to choose from is being asked"
        raise BadValue(f"no such choice; the choices now are {wanted}")
    return Understanding(found=(Found(slot=slot.id, value=_value(slot, ids), near=True),), intent="answer")


def _split(choices: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """``("history.response=wore_off",)`` -> ``("history.response", ("wore_off",))``; plain ids name no question."""
    named = {choice.partition("=")[0] for choice in choices if "=" in choice}
    if len(named) > 1:
        raise BadValue("choices of one question are needed")
    return next(iter(named), None), tuple(choice.rpartition("=")[2] for choice in choices)


def _tapped(question: Question, ids: tuple[str, ...], conversation: Conversation, content: Content) -> Understanding:
    if conversation.offer or question.slot in OWN:
        if len(ids) > 1:
            raise BadValue("one choice is needed")
        name = "offer" if conversation.offer and question.slot != "safety" else question.slot
        return Understanding(found=(Found(slot=name, value=ids[0]),), intent="answer", safe=_safe(question, ids[0]))
    slot = content.slots[question.slot]
    return Understanding(found=(Found(slot=slot.id, value=_value(slot, ids)),), intent="answer")


def _safe(question: Question, choice: str) -> Literal["safe", "being_seen"] | None:
    if question.slot != "safety":
        return None
    return "being_seen" if choice == "being_seen" else "safe"


def _old_question(named: str | None, ids: tuple[str, ...], conversation: Conversation, content: Content) -> Slot | None:
    """The question an old button belonged to: the one it names, answered or not, else the last answered that has it."""
    told = sorted(conversation.told, key=lambda slot: conversation.told[slot].turn, reverse=True)
    candidates = [named] if named else told
    slots = (content.slots[slot] for slot in candidates if slot in content.slots)
    return next((slot for slot in slots if set(ids) <= set(slot.choices)), None)


def _value(slot: Slot, ids: tuple[str, ...]) -> object:
    if slot.kind == "yes_no":
        return slot.accept(ids == ("yes",))
    if slot.kind in ("choices", "ranking"):
        return slot.accept(ids)
    if len(ids) > 1:
        raise BadValue("one choice is needed")
    return slot.accept(ids[0])


def for_someone_else(conversation: Conversation, inbound: Inbound) -> bool:
    """Whether a caregiver writes: "my mother" is the patient then."""
    respondent = conversation.told.get("about.respondent")
    return inbound.sender == "caregiver" or bool(respondent and respondent.value == "caregiver")


def answer_from(found: Found, inbound: Inbound, conversation: Conversation) -> Answer:
    """The answer to keep for what was found."""
    return Answer(
        value=found.value,
        status=found.status,
        source="caregiver" if for_someone_else(conversation, inbound) else inbound.sender,
        text=found.text or None,
        turn=conversation.turn + 1,
    )
