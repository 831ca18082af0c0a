"""Reads one utterance against the question it answers. Pure: the same words at the same question mean the same."""

from __future__ import annotations

from datetime import date

from assistant.conversations import VALUED, Tier
from assistant.messages import Intent, Question
from assistant.understanding.asked import Asked, denied, question_of
from assistant.understanding.assertion import Assertions
from assistant.understanding.corrections import LAST, Correction, labelled, read_correction
from assistant.understanding.credence import weighed
from assistant.understanding.everything import everything_told, only_a_time
from assistant.understanding.findings import against_the_aim
from assistant.understanding.flags import flags_in, has_passed, only_known, safe_in
from assistant.understanding.intents import HARMLESS, PLAINLY, POLITE, SURELY, Said, likely_intent, read_intent, trimmed
from assistant.understanding.lead_ins import behind_the_question, is_all_about_it, without_subject
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.mentions import Utterance, hear
from assistant.understanding.model import Denial, Found, Understanding
from assistant.understanding.of_the_talk import beside_the_talk, said_of_the_talk
from assistant.understanding.opposed import opposed
from assistant.understanding.own_words import (
    LISTED,
    free_text,
    is_aside,
    looks_back,
    own_question,
    takes_off,
    with_other_answers,
)
from assistant.understanding.persons import of_somebody_else_only
from assistant.understanding.repairs import repaired, said_anew, taken_up_again
from assistant.understanding.replies import STATUS_INTENTS, plain_reply, status_in
from assistant.understanding.respondent import (
    answers_for_themselves,
    is_of_a_caregiver,
    names_the_disease,
    told_of_the_patient,
    with_the_disease,
)
from assistant.understanding.side_by_side import told_apart
from assistant.understanding.slots import DIAGNOSIS, OWN_QUESTIONS, REACTION, RESPONDENT, RESPONSE
from assistant.understanding.supposed import hinted_or_guessed, likeliest
from assistant.understanding.taken_out import added, taken_out
from assistant.understanding.text import Plain
from assistant.understanding.thrown_in import without_asides
from assistant.understanding.told import YIELDS, about_a_medicine, read_told
from assistant.understanding.turned import hinted, turned

ASKED: tuple[Intent, ...] = ("ask", "define", "advice")
"""What a statement without its subject sounds like: "is Crohn"."""

ASIDES: tuple[Intent, ...] = ("why", "define")
"""Questions that an answer is weighed without."""

TAKEN_BACK = ("undo", "correct")
"""Beside these a value may be set against another: "2 years not 2 months, fat fingers"."""

ALSO_VALUES = ("stop", "progress")
"""Commands in words that are an answer to some question: "quit", "far"."""

LIKE_ALARM = (
    "history.response", "history.reaction", "history.missed_doses", "history.steroids", "history.weeks_on",
    "history.surgery", "tests.inflammation", "tests.drug_level", "tests.antibodies", "disease.fistula",
    "disease.outside_gut", "disease.impact", "health.conditions",
)  # fmt: skip
"""Slots that words of an emergency sound like: "the painkiller has not helped", "no prednisolone since Friday"."""


OF_PERSONS = ("myself", "others")
"""What begins so from a caregiver is no plain reply: whether "my wife is pregnant" is about the patient is weighed."""


def read(
    utterance: str, question: Question | None, lexicon: Lexicon, today: date, caregiver: bool = False
) -> Understanding:
    """What the words mean.

    ``question`` is what is being asked, ``today`` what "since March" and "next Tuesday" count from. With ``caregiver``
    "my mother" is the patient; otherwise what is told of relatives fills nothing.
    """
    heard = hear(utterance, lexicon.flags)
    meant = _meant(utterance, question, lexicon, today, caregiver)
    about = question.slot if question else ""
    if not caregiver and about in ("", RESPONDENT) and is_of_a_caregiver(meant):
        meant = told_of_the_patient(meant, _meant_of_another(utterance, question, lexicon, today))
    answered = any(item.slot == about and not item.near for item in meant.found)
    flags, safe = flags_in(heard, lexicon.flags, caregiver, about, answered), safe_in(heard)
    if not (flags or safe):
        return meant
    found = meant.found if all(flag.tier == Tier.SOON for flag in flags) else _plain_facts(meant.found, question)
    calm = _told_calmly(heard, question, lexicon, today, caregiver) if flags else ()
    over = {"safe": safe, "passed": has_passed(heard), "known": only_known(heard)}
    return meant.model_copy(update={"flags": flags, "found": found, "calm": calm, **over})


def _meant_of_another(utterance: str, question: Question | None, lexicon: Lexicon, today: date) -> Understanding:
    """What a caregiver means. "My better half has Crohn's": told as plainly as if it had been asked."""
    theirs = _meant(utterance, question, lexicon, today, caregiver=True)
    if any(item.slot == DIAGNOSIS for item in theirs.found) or not names_the_disease(utterance, lexicon):
        return theirs
    ill = question_of(lexicon.slots[DIAGNOSIS])
    return with_the_disease(theirs, _meant(utterance, ill, lexicon, today, caregiver=True))


def _told_calmly(
    heard: Utterance, question: Question | None, lexicon: Lexicon, today: date, caregiver: bool
) -> tuple[Found, ...]:
    """The answer in the sentences that raise no flag: "yes, a tight spot. My bag is empty since Monday"."""
    if not question or len(heard.sentences) < 2:
        return ()
    edges = [(heard.tokens[each[0]].start, heard.tokens[each[-1]].end) for each in heard.sentences if each]
    said = [heard.text[start:end] for start, end in edges]
    calm = [each for each in said if not flags_in(hear(each, lexicon.flags), lexicon.flags, caregiver)]
    if len(calm) == len(said):
        return ()
    found = _meant(". ".join(calm), question, lexicon, today, caregiver).found
    return tuple(item for item in found if item.slot == question.slot and not item.near)


def _plain_facts(found: tuple[Found, ...], question: Question | None) -> tuple[Found, ...]:
    """What may be taken from words of alarm: the answer, and beside it only what alarm does not sound like."""
    about = question.slot if question else ""
    own = (RESPONSE, REACTION) if about in (RESPONSE, REACTION) else (about,)
    return tuple(item for item in found if item.slot not in LIKE_ALARM or item.slot in own)


def _meant(utterance: str, question: Question | None, lexicon: Lexicon, today: date, caregiver: bool) -> Understanding:
    """Commands and answers, apart from safety."""
    spelled = lexicon.spelling.plain(utterance)
    text = without_asides(lexicon.marked(spelled, question.slot if question else ""), lexicon)
    text = told_apart(text, lexicon)
    if not text.words:
        return Understanding()
    if at_once := _at_once(text, spelled.line, question, lexicon, caregiver):
        return at_once
    if behind := _behind(utterance, text, question, lexicon, today, caregiver):
        return behind
    said = read_intent(text, lexicon)
    if status := _thanked(said, question, lexicon):
        return status
    if said and question and (_is_priority(text, said, question, lexicon) or _is_value(text, said, question, lexicon)):
        said = None
    correction = read_correction(text, said, lexicon)
    asked = Asked(text, question, lexicon, Assertions(text, lexicon.assertion, caregiver), today)
    told = correction is not None and against_the_aim(asked)  # "1.1, it should be 10"
    correction, said = (None, None) if told else (correction, said)
    if question and question.kind == "text" and not (said or correction):  # "it's Remicade, not Humira"
        correction = opposed(asked)
    if question and question.kind == "text" and not correction and not (said and is_aside(said.intent, question)):
        return _in_free_words(utterance, asked, question, said)
    meant = _read(asked, said, correction)
    if not meant.found and (supposed := hinted_or_guessed(asked, meant.intent)):
        return Understanding(found=supposed, intent="answer")
    found = taken_up_again(turned(weighed(meant.found, _besides(asked, said)), asked), asked)
    found = answers_for_themselves(asked, found)
    if meant.found and not found and meant.intent == "answer":
        return likeliest(asked)
    if meant.intent == "answer" and not any(item.slot == asked.about for item in found) and (hint := hinted(asked)):
        found = (*found, hint)  # "they made me stop it for the TB tablets": a dose missed, beside the illness
    if meant.intent == "ask":  # "is 3 ug/ml low for infliximab": what is doubtful beside a question is part of it
        found = tuple(item for item in found if item.slot == asked.about or not item.near)
    meant = meant.model_copy(update={"found": found, "denied": meant.denied or denied(asked)})
    if meant.found and meant.intent == "answer" and all(item.near for item in meant.found):
        instead = likeliest(asked, SURELY)
        return meant if instead.intent == "unclear" else instead
    return meant


def _besides(asked: Asked, said: Said | None) -> Asked:
    """What an answer is weighed in: "why do you ask? | 53"."""
    return asked.of(said.rest, asked.question) if said and said.intent in ASIDES and said.rest.words else asked


def _behind(
    utterance: str, text: Plain, question: Question | None, lexicon: Lexicon, today: date, caregiver: bool
) -> Understanding | None:
    """What the words mean beside what is said of the talk, behind the question said again, or behind the "is" of a
    statement without its subject."""
    if question is None or question.kind == "text":
        return None
    if (rest := beside_the_talk(text, utterance, lexicon)) is not None:
        return _meant(rest, question, lexicon, today, caregiver)
    if "?" in utterance and (behind := behind_the_question(text, question, lexicon)) is not None:
        begins = behind.words[0].start if behind.words else len(utterance)
        return _meant(" " * begins + utterance[begins:], question, lexicon, today, caregiver)
    ranked = question.kind == "ranking"  # "are drips safer than jabs" asks
    begins = 0 if ranked else without_subject(text, utterance, lexicon)
    said = read_intent(text, lexicon) if begins else None
    if not begins or (said and said.intent not in ASKED):
        return None
    without = _meant(" " * begins + utterance[begins:], question, lexicon, today, caregiver)
    return without if is_all_about_it(without, text.part(1, len(text.words)), question, lexicon) else None


def _thanked(said: Said | None, question: Question | None, lexicon: Lexicon) -> Understanding | None:
    """ "Nothing from me, | thanks for listening": what stands beside the politeness, where that is no value."""
    if said is None or said.intent not in POLITE or question is None or not said.rest.words:
        return None
    plain = plain_reply(said.rest, said.rest.line, question, lexicon)
    return plain if plain and plain.intent in STATUS_INTENTS.values() else None


def _at_once(
    text: Plain, typed: str, question: Question | None, lexicon: Lexicon, caregiver: bool
) -> Understanding | None:
    """What all the words mean together: a plain reply, "no wait", "like I said"."""
    if question and question.slot in lexicon.slots and lexicon.replies["last_wrong"].whole(text):
        return Understanding(intent="correct", number=LAST)
    if not (question and question.kind == "text") and (of_it := said_of_the_talk(text, lexicon)):
        return of_it
    another = caregiver and (lead := lexicon.assertion.leading(text)) and lead.key in OF_PERSONS
    if question and not another and (plain := plain_reply(text, typed, question, lexicon)):
        return plain
    if question is None and (status := status_in(trimmed(text, lexicon), lexicon)):
        return Understanding(intent=STATUS_INTENTS.get(status.key, "unclear"))
    return Understanding() if lexicon.replies["as_before"].whole(text) else None


def _read(asked: Asked, said: Said | None, correction: Correction | None) -> Understanding:
    """What is told, taken back or asked."""
    question = asked.question
    yields = said is not None and said.intent in YIELDS
    if (yields or not said) and (again := said_anew(asked.of(said.rest, question) if said else asked)):
        return again
    if not (correction and correction.slot) and (not said or said.intent in TAKEN_BACK):
        correction = opposed(asked) or correction
    named = None if said or correction else labelled(asked.text, asked.lexicon)
    correction = named if named and named.slot != asked.about else correction
    takes_out = not (correction and correction.denied) and (not said or said.intent in (*TAKEN_BACK, "forget_me"))
    if takes_out and (gone := taken_out(asked, told=not said)):
        return Understanding(intent="correct", about=gone[0].slot, denied=gone)
    if asked.about != OWN_QUESTIONS and (question_added := own_question(asked)):
        return Understanding(found=(question_added,), intent="answer")
    if more := tuple(added(asked)):
        return Understanding(found=more, intent="answer")
    if not correction:
        if not said and question and (taken_up := repaired(asked, question)):
            return taken_up
        return read_told(asked.of(said.rest, question) if said else asked, asked.text, said)
    about = question_of(asked.lexicon.slots[correction.slot]) if correction.slot else question
    anew = about_a_medicine(asked.of(correction.rest, about), corrected=correction.slot is None)
    return _corrected(anew, correction, asked.of(correction.beside, question))


def _in_free_words(utterance: str, asked: Asked, question: Question, said: Said | None) -> Understanding:
    """The words themselves, where free text is asked for, unless they are a command or speak of something else."""
    command = None if said else likely_intent(asked.text, asked.lexicon, PLAINLY)
    if command in HARMLESS and is_aside(command, question):
        return Understanding(intent=command, topic=asked.text.raw.strip())
    if question.slot in LISTED and of_somebody_else_only(asked):
        return Understanding()
    back = _taken_back(utterance, asked) if question.slot == OWN_QUESTIONS or takes_off(asked) else None
    return back or with_other_answers(free_text(utterance, asked), asked)


def _taken_back(utterance: str, asked: Asked) -> Understanding | None:
    """What words that look back mean where no question is asked; None where they take nothing back."""
    if not looks_back(asked):
        return None
    meant = _meant(utterance, None, asked.lexicon, asked.today, asked.assertions.caregiver)
    told = any(item.status in VALUED and not item.near for item in meant.found)
    return meant if meant.intent in ("answer", "correct") and (told or meant.about or meant.denied) else None


def _is_priority(text: Plain, said: Said, question: Question, lexicon: Lexicon) -> bool:
    """ "how fast it works, and the cost": words like a question's, that name what was asked for."""
    phrases = lexicon.phrases.get(question.slot)
    if said.intent != "ask" or text.asks or question.kind != "ranking" or phrases is None:
        return False
    return phrases.any_in(said.own(text))


def _is_value(text: Plain, said: Said, question: Question, lexicon: Lexicon) -> bool:
    """ "Quit, 2 years now", asked whether one smokes: the words of a command that are an answer here."""
    phrases = lexicon.phrases.get(question.slot) if said.intent in ALSO_VALUES else None
    words = (said.own(text), *(text.sentences if len(text.sentences) == 1 else ()))  # "no, I quit"
    return phrases is not None and any(phrases.whole(each) for each in words)


def _corrected(asked: Asked, correction: Correction, beside: Asked) -> Understanding:
    """What is taken back, what it should be where that is said too, and what else was told."""
    answers = tuple(everything_told(asked)) or tuple(only_a_time(asked))
    found = tuple(item.model_copy(update={"corrects": True}) for item in answers)
    taken = {correction.slot, *(item.slot for item in found)}
    others = tuple(item for item in everything_told(beside) if item.slot not in taken)
    gone = (Denial(slot=correction.slot, value=correction.denied),) if correction.slot and correction.denied else ()
    return Understanding(
        found=(*others, *found), intent="correct", about=correction.slot, number=correction.number, denied=gone
    )
