"""What was just told, told otherwise at the next question: "no sorry, 2022", "actually the clot was my brother"."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.conversations import VALUED, Certainty, Conversation
from assistant.engine.guide import Guide
from assistant.engine.reading import for_someone_else, read_of, told_anew
from assistant.messages import Inbound
from assistant.understanding import (
    Denial,
    Found,
    Lexicon,
    ListChange,
    Understanding,
    list_change,
    looks_over,
    named_in,
    names_a_place,
    never_had,
    put_right,
    says_what_is_missing,
    sets_apart,
    takes_back,
    told_again,
)
from assistant.understanding.regimen import came_before
from assistant.understanding.slots import EARLIER, LEVELS, LISTS, MEASURED, NO, NONE, NOW

MEANS_NOTHING = ("unclear", "correct", "undo")
"""What a message with another answer to the question before sounds like at the next one."""
SEVERAL = 2


def answers_anew(
    inbound: Inbound, conversation: Conversation, said: Understanding, guide: Guide
) -> Understanding | None:
    """What means nothing at the open question, read as another answer to what was just asked."""
    if inbound.kind != "text" or said.flags:
        return None
    heard = _without_places(conversation, said, guide)
    anew = _told_before(inbound, conversation, heard, guide)
    return anew or (heard if heard is not said else None)


def _without_places(conversation: Conversation, said: Understanding, guide: Guide) -> Understanding:
    """ "2 years is wrong, it's 3": who takes something back picks no choice of a question that is not answered yet."""
    lexicon, here = guide.lexicon(conversation.locale, conversation.cared_for_in), conversation.state
    if said.intent != "correct" or said.about or conversation.offer or here in conversation.told:
        return said
    left = tuple(item for item in said.found if item.slot != here or not names_a_place(item.text, lexicon))
    return said if len(left) == len(said.found) else said.model_copy(update={"found": left})


def _told_before(
    inbound: Inbound, conversation: Conversation, said: Understanding, guide: Guide
) -> Understanding | None:
    """Another answer to what was just asked, or to what the words name."""
    if changed := _list_changed(inbound, conversation, said, guide):
        return changed
    if right := _put_right(inbound, conversation, said, guide):
        return right
    if not conversation.undo or said.found or said.denied or said.number or said.intent not in MEANS_NOTHING:
        return None
    lexicon = guide.lexicon(conversation.locale, conversation.cared_for_in)
    just_told = [slot for slot in conversation.undo[-1] if slot in conversation.told and said.about in (None, slot)]
    text = lexicon.plain(inbound.text)
    named = named_in(text, lexicon)  # "change steroids": not the answer before
    named |= frozenset(LEVELS) if named & frozenset(LEVELS) else frozenset()  # "no, the level was low"
    just_told = [slot for slot in just_told if not named or slot in named]
    denies = text.word_at(0) in lexicon.grammar.answers and not text.asks
    if not (takes_back(text, lexicon) or denies):
        apart = not conversation.offer and sets_apart(text, lexicon)  # "2022 not 2023"
        just_told = [slot for slot in just_told if apart and guide.content.slots[slot].kind in MEASURED]
    anew = [item for slot in just_told if (item := told_anew(inbound, conversation, slot, guide))]
    if not takes_back(text, lexicon):  # the "no" itself is none to what was asked before
        anew = [item for item in anew if not _is_mere_no(item)]
    if not anew and not conversation.offer:  # "oops 3 years", two questions later
        anew = list(_told_again(inbound, conversation, guide))
    if not anew and (denied := never_had(text, lexicon)) and _is_told(conversation, NOW, denied):
        return said.model_copy(update={"intent": "correct", "about": NOW})
    if len(anew) != 1:
        return None
    item = _beside_the_others(anew[0], conversation)
    return said.model_copy(update={"found": (item,), "intent": "correct", "about": item.slot})


def _told_again(inbound: Inbound, conversation: Conversation, guide: Guide) -> Iterator[Found]:
    """ "Oops 3 years", two questions later: whether that is meant is asked."""
    lexicon = guide.lexicon(conversation.locale, conversation.cared_for_in)
    for slot, words in told_again(lexicon.plain(inbound.text), lexicon):
        if slot in conversation.told:
            heard = read_of(inbound.model_copy(update={"text": words}), conversation, slot, guide).found
            values = (item for item in heard if item.slot == slot and item.status in VALUED)
            values = (item for item in values if not _is_told(conversation, slot, item.value))
            yield from (item.model_copy(update={"near": True, "corrects": False}) for item in values)


def _is_told(conversation: Conversation, slot: str, value: object) -> bool:
    told = conversation.told.get(slot)
    return told is not None and told.value == value


def _beside_the_others(item: Found, conversation: Conversation) -> Found:
    """ "Sorry, leave cancer in", where several were told: whether it belongs to them is asked, and none is lost."""
    told = conversation.told[item.slot].value
    if (
        item.slot not in LISTS
        or not isinstance(told, tuple)
        or not isinstance(item.value, tuple)
        or len(told) < SEVERAL
    ):
        return item
    both = tuple(dict.fromkeys((*told, *item.value)))
    return item.model_copy(update={"value": both, "near": True, "corrects": False})


def _put_right(inbound: Inbound, conversation: Conversation, said: Understanding, guide: Guide) -> Understanding | None:
    """ "It says 80 weeks but it's 90": any answer of before, where the words tell nothing else for sure."""
    free = (_may_be_of_a_denial(item, guide) for item in said.found)
    if conversation.offer or said.number or not all(free) or said.intent not in (*MEANS_NOTHING, "answer"):
        return None
    lexicon = guide.lexicon(conversation.locale, conversation.cared_for_in)
    for_another = for_someone_else(conversation, inbound)
    item = put_right(inbound.text, conversation.told, lexicon, inbound.at.date(), for_another)
    if item is None:
        return None
    sentences = lexicon.plain(inbound.text).sentences
    behind = len(sentences) > 1 and put_right(
        inbound.text[sentences[1].words[0].start :], conversation.told, lexicon, inbound.at.date(), for_another
    )
    answered = (each for each in said.found if behind and not each.near and each.slot == conversation.state)
    beside = (each for each in answered if each.end <= sentences[0].words[-1].end)  # "none. And it was 3 years, not 2"
    return said.model_copy(update={"found": (*beside, item), "intent": "correct", "about": item.slot, "denied": ()})


def _may_be_of_a_denial(item: Found, guide: Guide) -> bool:
    """Whether what was understood is no answer of its own: words in a text, a guess, or a mere "not"."""
    known = item.slot in guide.content.slots  # consent is none
    return known and (item.near or _in_own_words(item, guide) or _is_mere_no(item))


def _is_mere_no(item: Found) -> bool:
    """ "No", "none", "never": what denies something else sounds like an answer to what is asked."""
    return item.value is False or item.value in (*NO, (NONE,))


def of_the_past(inbound: Inbound, conversation: Conversation, said: Understanding, guide: Guide) -> Understanding:
    """ "And infliximab first, two doses", where adalimumab is the one that fails: one that was tried before."""
    present = conversation.told.get(NOW)
    told = next((item for item in said.found if item.slot == NOW and not item.corrects), None)
    known = present and present.value and present.status is Certainty.GIVEN and conversation.revisit != NOW
    if inbound.kind != "text" or not told or not present or not known or told.value in (present.value, NONE):
        return said
    lexicon = guide.lexicon(conversation.locale, conversation.cared_for_in)
    if not came_before(inbound.text, lexicon):
        return said
    tried = [item.value for item in said.found if item.slot == EARLIER and isinstance(item.value, tuple)]
    values = (str(told.value), *(value for each in tried for value in each if value != present.value))
    earlier = told.model_copy(update={"slot": EARLIER, "value": tuple(dict.fromkeys(values)), "near": True})
    others = (item for item in said.found if item.slot not in (NOW, EARLIER))
    return said.model_copy(update={"found": (*others, earlier)})


def _list_changed(
    inbound: Inbound, conversation: Conversation, said: Understanding, guide: Guide
) -> Understanding | None:
    """ "And mouth, I forgot", "not liver, kidney": a list that was told with more in it, or with less."""
    lexicon = guide.lexicon(conversation.locale, conversation.cared_for_in)
    lacks = says_what_is_missing(inbound.text, lexicon)
    for slot in _lists_meant(inbound, conversation, lexicon):
        told = conversation.told[slot]
        if told.status not in VALUED or not isinstance(told.value, tuple):
            continue
        for_another = for_someone_else(conversation, inbound)
        change = list_change(inbound.text, slot, told.value, lexicon, inbound.at.date(), for_another)
        if change and slot in LISTS and change.added and not lacks:  # "also my liver is fine" adds none
            heard = read_of(inbound, conversation, slot, guide).found
            of_the_list = [item.value for item in heard if item.slot == slot and isinstance(item.value, tuple)]
            values = {value for each in of_the_list for value in each}
            change = change._replace(added=tuple(value for value in change.added if value in values))
        others = [item for item in said.found if not (lacks and _in_own_words(item, guide))]
        free = (item.slot == slot or _may_be_of_a_list(item, guide) for item in others)
        if change and (change.gone or change.added) and all(free):
            said = said.model_copy(update={"found": tuple(others)})
            return _with_the_change(said, slot, told.value, change, guide, inbound.text)
    return None


def _lists_meant(inbound: Inbound, conversation: Conversation, lexicon: Lexicon) -> list[str]:
    """The lists just told; and all where everything is looked over, or one is said to lack something."""
    just_told = conversation.undo[-1] if conversation.undo else ()
    over = looks_over(inbound.text, lexicon, conversation.state == "review")
    slots = (*just_told, *(conversation.told if over else ()))
    return [slot for slot in dict.fromkeys(slots) if slot in (*LISTS, EARLIER) and slot in conversation.told]


def _may_be_of_a_list(item: Found, guide: Guide) -> bool:
    """Whether what was understood is no answer of its own: a mere "no", or only near, or the words as they are."""
    return item.near or item.slot == EARLIER or item.value is False or item.value in NO or _in_own_words(item, guide)


def _in_own_words(item: Found, guide: Guide) -> bool:
    return item.slot in guide.content.slots and guide.content.slots[item.slot].question_kind == "text"


def _with_the_change(
    said: Understanding, slot: str, told: tuple[str, ...], change: ListChange, guide: Guide, words: str
) -> Understanding:
    alone = guide.content.slots[slot].alone
    kept = tuple(value for value in (*told, *change.added) if value not in (*change.gone, *alone))
    denied = tuple(Denial(slot=slot, value=value) for value in change.gone)
    update: dict[str, object] = {"intent": "correct", "about": slot, "number": None, "found": (), "denied": denied}
    if change.added:
        item = Found(slot=slot, value=kept, text=words.strip(), end=len(words.strip()), corrects=True)
        others = (each for each in said.found if not each.near and each.slot not in (slot, EARLIER))
        beside = (each for each in others if " " in each.text)  # no mere "no"
        update |= {"found": (item, *beside), "denied": ()}  # "not pregnant. And kidney too, I forgot"
    return said.model_copy(update=update)
