"""What is told in a message, and the command or question beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.conversations import VALUED, Certainty
from assistant.messages import Intent
from assistant.understanding.asked import Asked
from assistant.understanding.chosen import ROUGHLY_DENIED
from assistant.understanding.everything import everything_told, only_a_time
from assistant.understanding.intents import POLITE, RATHER, Said, likely_intent, states, trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found, Understanding
from assistant.understanding.opposed import SHORT
from assistant.understanding.persons import in_own_words, set_apart
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.replies import STATUS_INTENTS
from assistant.understanding.slots import DIAGNOSIS, NOW, OWN_QUESTIONS
from assistant.understanding.supposed import likeliest, questioned
from assistant.understanding.text import NOT, Plain
from assistant.understanding.volunteered import named_alone

YIELDS = (*POLITE, "repeat")
"""What counts for nothing beside an answer: "what was it, remicade, yes"."""

CRIES = ("help", "why")
"""What counts for nothing beside an answer where it is one word: "help! it stopped working"."""

NOT_ASKED = (*POLITE, *STATUS_INTENTS.values())
"""What no question can be most like."""


def read_told(asked: Asked, text: Plain, said: Said | None) -> Understanding:
    """Answers, and the command or question beside them."""
    rather = asked.lexicon.replies["rather"].leading(text)
    if rather:
        behind = asked.text.part(rather.end, len(asked.text.words))
        answers = tuple(everything_told(about_a_medicine(asked, rest=behind)))
        if behind.words and _denies(asked):  # "no wait" is no "no"
            own = everything_told(asked.of(behind, asked.question))
            answers = tuple(item for item in answers if item.slot != asked.about)
            answers = (*(item for item in own if item.slot == asked.about), *answers)
        if not (answers or asked.question):
            answers = tuple(only_a_time(replace(asked, text=behind)))
    else:
        answers = () if set_apart(asked) else tuple(everything_told(asked))
        answers = answers or tuple(_of_their_own(asked))
        answers = answers or (() if said else _of_another_question(asked))
    if said:
        lone = said.intent in CRIES and said.own(text).words == text.words[:1]
        goes_on = said.intent == "resume" and asked.slot is None  # "agreed, off we go"
        yields = said.intent in YIELDS or lone or goes_on
        intent = _intent(answers) if answers and yields else _asked_for(said, text, asked.lexicon)
        about = questioned(intent, said.own(text), question=asked.question, lexicon=asked.lexicon)
        return Understanding(found=answers, intent=intent, topic=said.topic, about=about)
    if _is_question(asked):
        told = _before_it(asked)
        return Understanding(found=tuple(everything_told(told)) if told else (), intent="ask", topic=text.raw.strip())
    if asked.text.asks:  # "humira?" is an answer, but not a sure one
        last = asked.text.clauses[-1].words[0].start
        own = (item for item in answers if item.slot == asked.about)
        answers = tuple(item.doubted() if item.end > last else item for item in own)
    if rather or _ends_in_a_change(asked):
        lists = {item.slot for item in answers if asked.lexicon.slots[item.slot].kind == "choices"}  # these have more
        answers = tuple(item if item.slot in lists else _correcting(item, asked.about) for item in answers)
    corrected = next((item.slot for item in answers if item.corrects), None)
    if corrected:
        return Understanding(found=answers, intent="correct", about=corrected)
    if answers:
        return Understanding(found=answers, intent=_intent(answers))
    if (forgotten := _forgotten(asked)) is not None:
        return Understanding(intent="correct", about=forgotten)
    if (slot := _unknown_slot(trimmed(text, asked.lexicon), asked.lexicon)) is not None:
        item = Found(slot=slot, status=Certainty.UNKNOWN, text=text.raw.strip(), end=len(text.raw))
        return Understanding(found=(item,), intent="unknown")
    return likeliest(asked)


def _ends_in_a_change(asked: Asked) -> bool:
    """ "It's for my brother, | actually"."""
    end = len(asked.text.words)
    return end > 1 and asked.lexicon.replies["rather"].whole(asked.text.part(end - 1, end)) is not None


def _denies(asked: Asked) -> bool:
    """Whether a "no" at the beginning may be the answer to a question with one."""
    single = asked.question is not None and asked.question.kind in ("yes_no", "choice")
    return single and asked.said is not None and not asked.said.value


def _of_their_own(asked: Asked) -> Iterator[Found]:
    """ "Dad had his whole colon out, not me": the answer in what is left of a message without other people."""
    own = in_own_words(asked)
    several = asked.slot is not None and asked.slot.kind == "choices"
    several = several and (not asked.assertions.caregiver or _is_echo_of_theirs(asked, own))
    open_still = (several and not (own and _has_nothing(own))) or asked.about in ROUGHLY_DENIED
    if own and (own.named or not open_still):
        # "he smokes, I do not": any more, or ever? "he has psoriasis, I do not": but joints?
        told = (item for item in everything_told(own) if item.slot == asked.about and item.status in VALUED)
        yield from (item for item in told if not (item.near or _is_of_another(asked, item)))


def _is_echo_of_theirs(asked: Asked, own: Asked | None) -> bool:
    """ "I had shingles, | she didn't": denies only what somebody who answers for another tells of themselves."""
    echo = own is not None and own.lexicon.own_echo.whole(own.text) is not None
    return echo and bool(asked.named)


def _is_of_another(asked: Asked, item: Found) -> bool:
    """ "She lives with her nan who has | shingles": told by somebody who answers for another, and of a third."""
    told = (at for at, word in enumerate(asked.text.words) if item.start <= word.start and word.end <= item.end)
    return any(asked.assertions.not_of_the_patient(at, at + 1) for at in told)


def _has_nothing(own: Asked) -> bool:
    """ "I've nothing", but not "I don't", which denies only what somebody else has."""
    whole = own.lexicon.replies["wholes"].whole(trimmed(own.text, own.lexicon))
    return whole is not None and whole.key == "none" and NOT not in own.text.vocabulary


def _of_another_question(asked: Asked) -> tuple[Found, ...]:
    """What a message of nothing but names tells, where something else is asked."""
    item = named_alone(asked) if asked.text.words else None
    return (item,) if item else ()


def _asked_for(said: Said, text: Plain, lexicon: Lexicon) -> Intent:
    """Any question looks like one to look up; what is clearly most like another command is that."""
    asking = said.own(text)
    if any(lexicon.replies["of_facts"].whole(trimmed(words, lexicon)) for words in (text, asking)):
        return said.intent
    likely = likely_intent(asking, lexicon, RATHER) if said.intent == "ask" else None
    return said.intent if likely is None or likely in NOT_ASKED else likely


def _is_question(asked: Asked) -> bool:
    """ "Is 3 too low?" only names a value; "humira?" is an answer in doubt."""
    text = trimmed(asked.text, asked.lexicon)
    if asked.lexicon.replies["asking"].leading(text) and len(text.sentences) == 1:
        return not states(text, asked.lexicon)
    ends = (*text.sentences[-1:], *text.clauses[-1:])
    return asked.text.asks and any(_inverted(last, asked.lexicon) for last in ends)


def _inverted(text: Plain, lexicon: Lexicon) -> bool:
    """Whether it begins with a verb as questions do; not "dunno, 2021?"."""
    begins = lexicon.replies["inverted"].leading(text)
    return begins is not None and lexicon.replies["status"].leading(text) is None


def _before_it(asked: Asked) -> Asked | None:
    """ "Some. Is once a month late a lot?": what stands before the question."""
    words, last = asked.text.words, asked.text.clauses[-1]
    if not _inverted(last, asked.lexicon):
        last = asked.text.sentences[-1]
    before = asked.text.part(0, len(words) - len(last.words))
    return asked.of(before, asked.question) if before.words else None


def about_a_medicine(asked: Asked, corrected: bool = False, rest: Plain | None = None) -> Asked:
    """ "No, cimzia": nothing but an anti-TNF, where no medicine is asked for, corrects which one it is.

    ``corrected``: that something is, was said: "correction, the drug is remicade".
    """
    bare = trimmed(asked.text if rest is None else rest, asked.lexicon)
    if not asked.about and asked.lexicon.phrases[DIAGNOSIS].whole(bare):
        return asked.about_slot(DIAGNOSIS)
    named = [word.plain for word in bare.words]
    alone = named == [ANTI_TNF] or (corrected and ANTI_TNF in named)
    elsewhere = alone and not asked.lexicon.asks_medicine(asked.about)
    return asked.about_slot(NOW) if elsewhere else asked


def _forgotten(asked: Asked) -> str | None:
    """ "I have a fistula, I forgot", "delete the worry": the question that is named, where nothing is told of it."""
    text, replies = asked.text, asked.lexicon.replies
    bare = trimmed(text, asked.lexicon)
    off = replies["remove"].leading(bare) or replies["taken_off"].whole(bare)
    if text.asks or len(text.words) > SHORT or not (off or replies["forgotten"].any_in(text)):
        return None
    slots = {match.key for match in asked.lexicon.named.anywhere(text)} - {asked.about, OWN_QUESTIONS}
    return slots.pop() if len(slots) == 1 else None


def _unknown_slot(text: Plain, lexicon: Lexicon) -> str | None:
    """ "I don't know my drug level": the slot named is the one not known."""
    lead = lexicon.replies["unknown_about"].leading(text)
    match = lexicon.named.whole(text.part(lead.end, len(text.words))) if lead else None
    return match.key if match else None


def _correcting(item: Found, asked: str) -> Found:
    """ "Actually ..." takes back what is not being asked."""
    return item.model_copy(update={"corrects": item.corrects or item.slot != asked})


def _intent(answers: tuple[Found, ...]) -> Intent:
    return STATUS_INTENTS.get(answers[0].status.value, "answer") if len(answers) == 1 else "answer"
