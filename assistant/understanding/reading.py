"""Reads one utterance against the question it answers. Pure: the same words at the same question mean the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.conversations import Certainty
from assistant.messages import Intent, Question
from assistant.understanding.answers import Asked, answer, found, volunteered
from assistant.understanding.assertion import Assertions
from assistant.understanding.corrections import Correction, read_correction
from assistant.understanding.durations import durations, time_since
from assistant.understanding.flags import find_flags, says_safe
from assistant.understanding.intents import Said, read_intent, trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found, Understanding
from assistant.understanding.regimen import EARLIER, NOW, PARTNER, read_regimen
from assistant.understanding.text import Plain
from assistant.understanding.yes_no import read_yes_no

QUESTIONS: frozenset[Intent] = frozenset({"why", "define", "ask", "advice", "identity", "feedback", "smalltalk", "abuse"})
"""Where free text is asked for, these are part of the text."""

STATUS_INTENTS: dict[str, Intent] = {"skipped": "skip", "unknown": "unknown", "declined": "decline"}


def read(
    utterance: str, question: Question | None, lexicon: Lexicon, today: date, caregiver: bool = False
) -> Understanding:
    """What the words mean.

    ``question`` is what is being asked, ``today`` what "since March" and "next Tuesday" count from. With ``caregiver``
    "my mother" is the patient; otherwise what is told of relatives fills nothing.
    """
    flags = find_flags(utterance, lexicon.flags)
    meant = _meant(utterance, question, lexicon, today, caregiver)
    return meant.model_copy(update={"flags": flags, "safe": says_safe(utterance, lexicon.flags)})


def _meant(
    utterance: str, question: Question | None, lexicon: Lexicon, today: date, caregiver: bool
) -> Understanding:
    """Commands and answers, apart from safety."""
    text = lexicon.plain(utterance, question.slot if question else None)
    if not text.words:
        return Understanding()
    if question and (plain := _plain_reply(text, question, lexicon)):
        return plain
    said = read_intent(text, lexicon)
    correction = read_correction(text, said, question, lexicon)
    if question and question.kind == "text" and not correction and not (said and said.intent not in QUESTIONS):
        return _free_text(utterance, text, question, lexicon)
    return _told(text, question, lexicon, today, caregiver, said, correction)


def _told(
    text: Plain, question: Question | None, lexicon: Lexicon, today: date, caregiver: bool, said: Said | None,
    correction: Correction | None,
) -> Understanding:  # fmt: skip
    if correction and correction.slot:
        question = correction.slot_question(lexicon)
    rest = correction.rest if correction else said.rest if said else text
    answers = tuple(_answers(rest, question, lexicon, today, caregiver))
    if correction:
        answers = tuple(item.model_copy(update={"corrects": True}) for item in answers)
        return Understanding(found=answers, intent="correct", about=correction.slot, number=correction.number)
    if said:
        return Understanding(found=answers, intent=said.intent, topic=said.topic)
    if any(item.corrects for item in answers):
        return Understanding(found=answers, intent="correct", about=next(item.slot for item in answers if item.corrects))
    if answers:
        return Understanding(found=answers, intent=_intent(answers))
    return Understanding(intent="unclear", topic=text.raw.strip())


def _plain_reply(text: Plain, question: Question, lexicon: Lexicon) -> Understanding | None:
    """A reply that is a label, an id, a yes or no to a question of the assistant's own, or a status, and nothing else."""
    bare = trimmed(text, lexicon)
    own = question.slot not in lexicon.slots
    typed = lexicon.spelling.plain(text.raw).line
    for choice in question.choices:
        called = (choice.label, choice.id, choice.id.replace("_", " "))
        if typed in [lexicon.line(name) for name in called]:
            return _answered(_value_of(choice.id, question), text, question)
    if own and question.kind == "yes_no" and (yes := read_yes_no(text, lexicon.replies["yes_no"])):
        if yes.end == len(text.words):
            return _answered(yes.value, text, question)
    status = lexicon.replies["status"].whole(bare) or lexicon.replies["status"].whole(text)
    if status is None:
        return None
    item = Found(slot=question.slot, status=Certainty(status.key), text=text.raw.strip(), end=len(text.raw))
    return Understanding(found=() if own else (item,), intent=STATUS_INTENTS[status.key])


def _value_of(choice: str, question: Question) -> bool | str | tuple[str, ...]:
    if question.kind == "yes_no":
        return choice == "yes"
    return (choice,) if question.kind == "choices" or (question.kind == "ranking" and choice != "no_preference") else choice


def _answered(value: bool | str | tuple[str, ...], text: Plain, question: Question) -> Understanding:
    words, start, end = text.said(0, len(text.words))
    return Understanding(found=(Found(slot=question.slot, value=value, text=words, start=start, end=end),), intent="answer")


def _free_text(utterance: str, text: Plain, question: Question, lexicon: Lexicon) -> Understanding:
    """The words as they are; a bare "no" to "any questions of your own?" is no question."""
    nothing = lexicon.replies["wholes"].whole(trimmed(text, lexicon))
    slot = lexicon.slots.get(question.slot)
    if slot and slot.kind == "texts":
        if nothing and nothing.key == "none":
            item = Found(slot=slot.id, status=Certainty.SKIPPED, text=utterance.strip(), end=len(utterance))
            return Understanding(found=(item,), intent="skip")
        item = Found(slot=slot.id, value=(utterance.strip(),), text=utterance.strip(), end=len(utterance))
        return Understanding(found=(item,), intent="answer")
    item = Found(slot=question.slot, value=utterance.strip(), text=utterance.strip(), end=len(utterance))
    return Understanding(found=(item,), intent="answer")


def _answers(text: Plain, question: Question | None, lexicon: Lexicon, today: date, caregiver: bool) -> Iterator[Found]:
    """The answer to the question first, then everything else that was told."""
    if not text.words:
        return
    assertions = Assertions(text, lexicon.assertion, caregiver)
    asked = Asked(text, question, lexicon, assertions, today)
    slot = question.slot if question else None
    seen: set[str] = set()
    for item in (*_direct(asked), *read_regimen(text, slot, assertions, lexicon), *volunteered(asked), *_time_on(asked)):
        if item.slot not in seen or item.near:
            seen.add(item.slot)
            yield item


def _direct(asked: Asked) -> Iterator[Found]:
    slot = asked.question.slot if asked.question else None
    if slot in (NOW, EARLIER, PARTNER) and any(word.medicine for word in asked.text.words):
        return
    direct = answer(asked)
    if direct:
        yield direct


def _time_on(asked: Asked) -> Iterator[Found]:
    """"on humira 2 years": time on the medicine, told together with its name."""
    if asked.question and asked.question.slot == "history.weeks_on":
        return
    on = {match.end for match in asked.lexicon.regimen["time"].anywhere(asked.text)}
    times = [*time_since(asked.text, asked.lexicon, asked.today), *durations(asked.text, asked.lexicon)]
    for time in times:
        if time.first in on and not time.ago:
            hedged = time.vague or asked.assertions.of(time.first, time.end).hedged
            yield found(asked, time.weeks, time.first, time.end, slot="history.weeks_on", hedged=hedged, confidence=0.85)
            return


def _intent(answers: tuple[Found, ...]) -> Intent:
    return STATUS_INTENTS.get(answers[0].status.value, "answer") if len(answers) == 1 else "answer"
