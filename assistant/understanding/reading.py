"""Reads one utterance against the question it answers. Pure: the same words at the same question mean the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assistant.conversations import VALUED, Certainty, Tier
from assistant.messages import Intent, Question
from assistant.understanding.answers import ROUGHLY_DENIED
from assistant.understanding.asked import WISHED, Asked, denied, question_of
from assistant.understanding.assertion import Assertions
from assistant.understanding.corrections import COLON, LAST, Correction, labelled, read_correction
from assistant.understanding.credence import weighed
from assistant.understanding.everything import everything_told, only_a_time, stated
from assistant.understanding.findings import against_the_aim
from assistant.understanding.flags import flags_in, has_passed, only_known, safe_in
from assistant.understanding.guess import guessed
from assistant.understanding.intents import (
    HARMLESS,
    LIKELY,
    LOOKED_UP,
    PLAINLY,
    POLITE,
    RATHER,
    SURELY,
    Said,
    likely_intent,
    read_intent,
    states,
    trimmed,
)
from assistant.understanding.lexicon import ELSE, Lexicon
from assistant.understanding.mentions import Utterance, hear
from assistant.understanding.model import Denial, Found, Understanding
from assistant.understanding.opposed import SHORT, opposed
from assistant.understanding.own_words import free_text
from assistant.understanding.persons import in_own_words, of_somebody_else_only, set_apart
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.repairs import repaired, said_anew, sets_apart, taken_up_again, takes_back
from assistant.understanding.replies import (
    STATUS_INTENTS,
    is_asking,
    of_another_result,
    of_the_level,
    plain_reply,
    status_in,
)
from assistant.understanding.side_by_side import told_apart
from assistant.understanding.slots import (
    CAREGIVER,
    DIAGNOSIS,
    LEVEL,
    NOW,
    OWN_QUESTIONS,
    PATIENT,
    REACTION,
    RESPONDENT,
    RESPONSE,
)
from assistant.understanding.stray import bears_not, strange
from assistant.understanding.taken_out import added, taken_out
from assistant.understanding.telling import quantity
from assistant.understanding.text import NOT, Plain
from assistant.understanding.turned import hinted, turned
from assistant.understanding.volunteered import CROHNS, named_alone
from assistant.understanding.yes_no import read_yes_no

QUESTIONS: frozenset[Intent] = frozenset(
    {"define", "ask", "advice", "feedback", "smalltalk", "abuse"},
)
"""Where free text is asked for, these are part of the text."""

LISTED = ("health.medicines",)
"""But not where the text is a list of things."""

TELLING = {
    "health.medicines": (
        "health.conditions",
        "health.pregnancy",
        "health.smoking",
        "history.steroids",
        "history.partner_drug",
        "disease.outside_gut",
        NOW,
    ),
    "preferences.worry": (
        "health.conditions",
        "health.pregnancy",
        "history.surgery",
        "history.steroids",
        "access.barriers",
    ),
    "closing.own_questions": (
        "health.conditions",
        "health.pregnancy",
        "history.partner_drug",
        "history.surgery",
        "history.steroids",
        "disease.fistula",
        "disease.narrowing",
        "tests.antibodies",
        "preferences.avoid",
        NOW,
    ),
}
"""Free words that tell of other questions besides, and of which."""

ASKED: tuple[Intent, ...] = ("ask", "define", "advice")
"""What a statement without its subject sounds like: "is Crohn"."""

NOT_UNDERSTOOD = ("unclear", "feedback", "greeting")
"""Where nothing was understood, or only that somebody is displeased or polite, words may still hint at an answer."""

YIELDS = (*POLITE, "repeat")
"""What counts for nothing beside an answer: "what was it, remicade, yes"."""

TAKEN_BACK = ("undo", "correct")
"""Beside these a value may be set against another: "2 years not 2 months, fat fingers"."""

LOOKING_BACK = ("taking_back", "forgotten", "said_before", "remove", "taken_off", "change")
"""What begins or marks a message about what was answered before."""

ALSO_VALUES = ("stop", "progress")
"""Commands in words that are an answer to some question: "quit", "far"."""

ECHO = 3
"""So many words of a question said again stand before its answer."""

CRIES = ("help", "why")
"""What counts for nothing beside an answer where it is one word: "help! it stopped working"."""

NOT_ASKED = (*POLITE, *STATUS_INTENTS.values())
"""What no question can be most like."""

LIKE_ALARM = (
    "history.response", "history.reaction", "history.missed_doses", "history.steroids", "history.weeks_on",
    "history.surgery", "tests.inflammation", "tests.drug_level", "tests.antibodies", "disease.fistula",
    "disease.outside_gut", "disease.impact", "health.conditions",
)  # fmt: skip
"""Slots that words of an emergency sound like: "the painkiller has not helped", "no prednisolone since Friday"."""


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
    if not caregiver and about in ("", RESPONDENT) and _is_of_a_caregiver(meant):
        theirs = _meant(utterance, question, lexicon, today, caregiver=True)
        if not any(item.slot == DIAGNOSIS for item in theirs.found) and _names_the_disease(utterance, lexicon):
            ill = question_of(
                lexicon.slots[DIAGNOSIS]
            )  # "my better half has Crohn's": as plain as if it had been asked
            theirs = _with_the_disease(theirs, _meant(utterance, ill, lexicon, today, caregiver=True))
        meant = _told_of_the_patient(meant, theirs)
    answered = any(item.slot == about and not item.near for item in meant.found)
    flags, safe = flags_in(heard, lexicon.flags, caregiver, about, answered), safe_in(heard)
    if not (flags or safe):
        return meant
    found = meant.found if all(flag.tier == Tier.SOON for flag in flags) else _plain_facts(meant.found, question)
    calm = _told_calmly(heard, question, lexicon, today, caregiver) if flags else ()
    over = {"safe": safe, "passed": has_passed(heard), "known": only_known(heard)}
    update = {"flags": flags, "found": found, "calm": calm, **over}
    return meant.model_copy(update=update)


def _is_of_a_caregiver(meant: Understanding) -> bool:
    """ "For my dad": whether the message itself says that somebody answers for another."""
    told = (item for item in meant.found if item.slot == RESPONDENT and item.value == CAREGIVER)
    return any(item.status == Certainty.GIVEN and not item.near for item in told)


def _names_the_disease(utterance: str, lexicon: Lexicon) -> bool:
    named = lexicon.phrases[DIAGNOSIS].anywhere(lexicon.plain(utterance, DIAGNOSIS))
    return any(match.key == CROHNS for match in named)


def _with_the_disease(theirs: Understanding, ill: Understanding) -> Understanding:
    told = (item for item in ill.found if (item.slot, item.value) == (DIAGNOSIS, CROHNS) and not item.near)
    return theirs.model_copy(update={"found": (*theirs.found, *told)})


def _told_of_the_patient(meant: Understanding, theirs: Understanding) -> Understanding:
    """ "My daughter, 23, on Humira": what else the message tells, read as told by somebody who answers for another."""
    who = tuple(item for item in meant.found if item.slot == RESPONDENT)
    others = tuple(item for item in theirs.found if item.slot != RESPONDENT)
    return meant.model_copy(update={"found": (*who, *others)})


def _themselves(asked: Asked, told: tuple[Found, ...]) -> tuple[Found, ...]:
    """ "I've had Crohn's since 1979": who tells of the disease as their own answers for themselves.

    Where somebody else is told of behind that ("... My wife is on Humira"), it is asked about.
    """
    if asked.about != RESPONDENT or asked.assertions.caregiver:
        return told
    answers = [item for item in told if item.slot == RESPONDENT]
    first = asked.of(asked.text.sentences[0], asked.question)
    others = first.assertions.places("others") | first.assertions.places("others_doing")
    own = first.assertions.places("mine") and not others and first.about_slot(DIAGNOSIS).named
    if answers and own and len(asked.text.sentences) > 1 and answers[0].value == CAREGIVER:
        doubted = answers[0].model_copy(update={"value": PATIENT}).roughly()
        return tuple(doubted if item is answers[0] else item for item in told)
    ill = any(item.slot == DIAGNOSIS and not item.near and item.status in VALUED for item in told)
    mine = asked.assertions.places("mine") and not asked.assertions.places("others")
    if answers or not (ill and mine):
        return told
    return (*told, stated(asked, asked.text, Certainty.GIVEN).model_copy(update={"value": PATIENT}))


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
    text = told_apart(lexicon.marked(spelled, question.slot if question else ""), lexicon)
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
    if question and question.kind == "text" and not correction and not (said and _aside(said.intent, question)):
        return _in_free_words(utterance, asked, question, said)
    meant = _read(asked, said, correction)
    if not meant.found and (supposed := _supposed(asked, meant.intent)):
        return Understanding(found=supposed, intent="answer")
    found = taken_up_again(turned(weighed(meant.found, asked), asked), asked)
    found = _themselves(asked, found)
    if meant.found and not found and meant.intent == "answer":
        return _likely(asked)
    if meant.intent == "answer" and not any(item.slot == asked.about for item in found) and (hint := hinted(asked)):
        found = (*found, hint)  # "they made me stop it for the TB tablets": a dose missed, beside the illness
    if meant.intent == "ask":  # "is 3 ug/ml low for infliximab": what is doubtful beside a question is part of it
        found = tuple(item for item in found if item.slot == asked.about or not item.near)
    meant = meant.model_copy(update={"found": found, "denied": meant.denied or denied(asked)})
    if meant.found and meant.intent == "answer" and all(item.near for item in meant.found):
        instead = _likely(asked, SURELY)
        return meant if instead.intent == "unclear" else instead
    return meant


def _behind(
    utterance: str, text: Plain, question: Question | None, lexicon: Lexicon, today: date, caregiver: bool
) -> Understanding | None:
    """What the words mean behind the question said again, or behind the "is" of a statement without its subject."""
    if question is None or question.kind == "text":
        return None
    if "?" in utterance and (behind := _echo(text, question, lexicon)) is not None:
        begins = behind.words[0].start if behind.words else len(utterance)
        return _meant(" " * begins + utterance[begins:], question, lexicon, today, caregiver)
    begins = 0 if question.kind == "ranking" else _left_out(text, utterance, lexicon)  # "are drips safer than jabs"
    said = read_intent(text, lexicon) if begins else None
    if not begins or (said and said.intent not in ASKED):
        return None
    without = _meant(" " * begins + utterance[begins:], question, lexicon, today, caregiver)
    return without if _is_all_told(without, text.part(1, len(text.words)), question, lexicon) else None


def _left_out(text: Plain, utterance: str, lexicon: Lexicon) -> int:
    """Where "is | Crohn since 2015" goes on: a statement without its subject, as second languages make it."""
    first, *others = text.words
    if "?" in utterance or first.plain not in lexicon.grammar.copulas or not 0 < len(others) <= SHORT:
        return 0
    grammar = lexicon.grammar
    questioning = grammar.articles | grammar.choosing | (grammar.persons - grammar.now)
    return 0 if any(word.plain in questioning for word in others) else others[0].start


def _is_all_told(told: Understanding, text: Plain, question: Question, lexicon: Lexicon) -> bool:
    """Whether the words are an answer and when it was, and nothing else: "Humira since May", not "Humira good"."""
    answers = [item for item in told.found if item.slot == question.slot and not item.near]
    rest = (word for word in text.words if not any(item.start <= word.start < item.end for item in told.found))
    times = lexicon.times
    light = {*times.leading, *times.dated, *times.month_names, *lexicon.grammar.now} - {NOT}
    return bool(answers) and all(word.plain in light or word.plain.isdecimal() for word in rest)


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
    themselves = caregiver and (lead := lexicon.assertion.leading(text)) and lead.key == "myself"
    if question and not themselves and (plain := plain_reply(text, typed, question, lexicon)):
        return plain
    if question is None and (status := status_in(trimmed(text, lexicon), lexicon)):
        return Understanding(intent=STATUS_INTENTS.get(status.key, "unclear"))
    return Understanding() if lexicon.replies["as_before"].whole(text) else None


def _supposed(asked: Asked, intent: Intent) -> tuple[Found, ...]:
    """What is asked about where nothing was understood: what the words hint at, or what such words mostly tell."""
    hint = hinted(asked) if intent in NOT_UNDERSTOOD else None
    guess = guessed(asked) if intent == "unclear" and not hint else None
    return (hint,) if hint else turned((guess,), asked) if guess else ()


def _echo(text: Plain, question: Question, lexicon: Lexicon) -> Plain | None:
    """What answers behind the question said again: "before this? nothing", "operations? none".

    Nothing does where only one of several is denied ("joints? no"); a name may be meant ("Humira? since May").
    """
    first, *others = text.sentences
    asks = others and "?" in text.raw[first.words[-1].end : others[0].words[0].start]
    bearing = lexicon.bearing.get(question.slot, frozenset()) | lexicon.everywhere
    if not asks or len(first.words) > ECHO or any(bears_not(word, bearing) for word in first.words):
        return None
    if read_intent(first, lexicon):
        return None
    behind = text.part(len(first.words), len(text.words))
    phrases = lexicon.phrases.get(question.slot)
    named = any(word.medicine for word in first.words) or (phrases is not None and phrases.any_in(first))
    bare = trimmed(behind, lexicon)
    said = read_yes_no(bare, lexicon.replies["yes_no"])
    if (named and (not said or said.value)) or (said and not bare.clause_ends(said.end)):
        return None
    alone = named and said and said.end == len(bare.words) and question.kind != "yes_no"
    return behind.part(0, 0) if alone else behind


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
    if asked.about != OWN_QUESTIONS and (question_added := _question_added(asked)):
        return Understanding(found=(question_added,), intent="answer")
    if more := tuple(added(asked)):
        return Understanding(found=more, intent="answer")
    if not correction:
        if not said and question and (taken_up := repaired(asked, question)):
            return taken_up
        return _told(asked.of(said.rest, question) if said else asked, asked.text, said)
    about = question_of(asked.lexicon.slots[correction.slot]) if correction.slot else question
    anew = _about_a_medicine(asked.of(correction.rest, about), corrected=correction.slot is None)
    return _corrected(anew, correction, asked.of(correction.beside, question))


def _in_free_words(utterance: str, asked: Asked, question: Question, said: Said | None) -> Understanding:
    """The words themselves, where free text is asked for, unless they are a command or speak of something else."""
    command = None if said else likely_intent(asked.text, asked.lexicon, PLAINLY)
    if command in HARMLESS and _aside(command, question):
        return Understanding(intent=command, topic=asked.text.raw.strip())
    if question.slot in LISTED and of_somebody_else_only(asked):
        return Understanding()
    back = _looks_back(utterance, asked) if question.slot == OWN_QUESTIONS or _takes_off(asked) else None
    return back or _with_what_is_beside(free_text(utterance, asked), asked)


def _takes_off(asked: Asked) -> bool:
    """ "Remove azathioprine", which is nothing that is written down in their own words."""
    bare = trimmed(asked.text, asked.lexicon)
    replies = asked.lexicon.replies
    return replies["remove"].leading(bare) is not None or replies["taken_off"].whole(bare) is not None


def _looks_back(utterance: str, asked: Asked) -> Understanding | None:
    """ "I am 52 not 40", "actually I smoke": an answer that is taken back, and no question of their own."""
    text, lexicon = asked.text, asked.lexicon
    parts = (trimmed(part, lexicon) for part in text.clauses)
    asks = lexicon.replies["wondering"].any_in(text) or any(lexicon.replies["inquiring"].leading(p) for p in parts)
    if text.asks or asks or is_asking(text, lexicon) or len(text.words) > SHORT:
        return None
    bare = trimmed(text, lexicon)
    begins = {NOT, lexicon.persons.speaker, *lexicon.grammar.named, *lexicon.grammar.others, *lexicon.grammar.articles}
    apart = sets_apart(text, lexicon) and bare.word_at(0) in begins
    marked = apart or takes_back(text, lexicon) or COLON in text.raw or lexicon.moved.any_in(text)
    if not (marked or any(lexicon.replies[mark].any_in(text) for mark in LOOKING_BACK)):
        return None
    meant = _meant(utterance, None, lexicon, asked.today, asked.assertions.caregiver)
    told = any(item.status in VALUED and not item.near for item in meant.found)
    return meant if meant.intent in ("answer", "correct") and (told or meant.about or meant.denied) else None


def _question_added(asked: Asked) -> Found | None:
    """ "Add a question: | why did nobody check it": in their own words."""
    lead = asked.lexicon.replies["question_added"].leading(asked.text)
    if lead is None or lead.end == len(asked.text.words):
        return None
    start = asked.text.words[lead.end].start
    words = asked.text.raw[start:].strip()
    return Found(slot=OWN_QUESTIONS, value=(words,), text=words, start=start, end=start + len(words))


def _with_what_is_beside(told: Understanding, asked: Asked) -> Understanding:
    """ "Apixaban since my lung clot", "prednisolone for now": what such words tell of other questions, too."""
    if asked.about not in TELLING or told.intent != "answer" or not told.found:
        return told
    others = (item for item in everything_told(asked) if item.slot in TELLING[asked.about] and item.status in VALUED)
    sure = weighed(tuple(item for item in others if not _is_only_asked(asked, item)), asked)
    return told.model_copy(update={"found": (*told.found, *(item for item in sure if not item.near))})


def _is_only_asked(asked: Asked, item: Found) -> bool:
    """ "Should I stop it before trying for a baby": told of in a question, and not as one's own ("my clot")."""
    part = next(part for part in asked.text.clauses if item.start <= part.words[-1].start)
    own = {word.plain for word in part.words if word.start <= item.start} & asked.lexicon.grammar.own
    return not own and is_asking(part, asked.lexicon)


def _aside(intent: Intent, question: Question) -> bool:
    """Whether a command or a question is no part of the text that is asked for."""
    return intent not in QUESTIONS or question.slot in LISTED


def _is_priority(text: Plain, said: Said, question: Question, lexicon: Lexicon) -> bool:
    """ "how fast it works, and the cost": words like a question's, that name what was asked for."""
    phrases = lexicon.phrases.get(question.slot)
    if said.intent != "ask" or text.asks or question.kind != "ranking" or phrases is None:
        return False
    return phrases.any_in(_apart(text, said))


def _is_value(text: Plain, said: Said, question: Question, lexicon: Lexicon) -> bool:
    """ "Quit, 2 years now", asked whether one smokes: the words of a command that are an answer here."""
    phrases = lexicon.phrases.get(question.slot) if said.intent in ALSO_VALUES else None
    words = (_apart(text, said), *(text.sentences if len(text.sentences) == 1 else ()))  # "no, I quit"
    return phrases is not None and any(phrases.whole(each) for each in words)


def _apart(text: Plain, said: Said) -> Plain:
    """The words of the command or question itself."""
    return Plain(text.raw, tuple(word for word in text.words if word not in said.rest.words))


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


def _told(asked: Asked, text: Plain, said: Said | None) -> Understanding:
    """Answers, and the command or question beside them."""
    rather = asked.lexicon.replies["rather"].leading(text)
    if rather:
        behind = asked.text.part(rather.end, len(asked.text.words))
        answers = tuple(everything_told(_about_a_medicine(asked, rest=behind)))
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
        lone = said.intent in CRIES and _apart(text, said).words == text.words[:1]
        goes_on = said.intent == "resume" and asked.slot is None  # "agreed, off we go"
        yields = said.intent in YIELDS or lone or goes_on
        intent = _intent(answers) if answers and yields else _asked_for(said, text, asked.lexicon)
        about = _questioned(intent, _apart(text, said), question=asked.question, lexicon=asked.lexicon)
        return Understanding(found=answers, intent=intent, topic=said.topic, about=about)
    if _is_question(asked):
        told = _before_it(asked)
        return Understanding(found=tuple(everything_told(told)) if told else (), intent="ask", topic=text.raw.strip())
    if asked.text.asks:  # "humira?" is an answer, but not a sure one
        last = asked.text.clauses[-1].words[0].start
        own = (item for item in answers if item.slot == asked.about)
        answers = tuple(item.doubted() if item.end > last else item for item in own)
    if rather:
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
    return _likely(asked)


def _denies(asked: Asked) -> bool:
    """Whether a "no" at the beginning may be the answer to a question with one."""
    single = asked.question is not None and asked.question.kind in ("yes_no", "choice")
    return single and asked.said is not None and not asked.said.value


def _of_their_own(asked: Asked) -> Iterator[Found]:
    """ "Dad had his whole colon out, not me": the answer in what is left of a message without other people."""
    own = in_own_words(asked)
    several = asked.slot is not None and asked.slot.kind == "choices" and not asked.assertions.caregiver
    open_still = (several and not (own and _has_nothing(own))) or asked.about in ROUGHLY_DENIED
    if own and (own.named or not open_still):
        # "he smokes, I do not": any more, or ever? "he has psoriasis, I do not": but joints?
        told = (item for item in everything_told(own) if item.slot == asked.about and item.status in VALUED)
        yield from (item for item in told if not (item.near or _is_of_another(asked, item)))


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
    asking = _apart(text, said)
    if any(lexicon.replies["of_facts"].whole(trimmed(words, lexicon)) for words in (text, asking)):
        return said.intent
    likely = likely_intent(asking, lexicon, RATHER) if said.intent == "ask" else None
    return said.intent if likely is None or likely in NOT_ASKED else likely


def _likely(asked: Asked, least: float = LIKELY) -> Understanding:
    """What was neither told nor fits a template."""
    text = asked.text
    intent = likely_intent(text, asked.lexicon, least)
    intent = None if intent not in HARMLESS and _is_wished(asked) else intent
    intent = None if intent == "skip" and _ends_an_answer(asked) else intent
    if text.asks and len(text.words) == 1 and text.words[0].plain not in asked.lexicon.common:
        return Understanding(intent="define", topic=text.words[0].typed)  # "biosimilar??"
    if intent in LOOKED_UP and asked.volunteered and not text.asks:  # "Stelara wore off"
        intent = None
    if not asked.question and _is_bare_level(asked):
        return Understanding(intent="correct", about=LEVEL)
    status = next((status for status, meant in STATUS_INTENTS.items() if meant == intent), None)
    elsewhere = of_another_result(text, asked.about, asked.lexicon)
    found = (stated(asked, text, Certainty(status)),) if status and asked.slot and not elsewhere else ()
    about = _questioned(intent, text, asked.question, asked.lexicon)
    return Understanding(found=found, intent=intent or "unclear", topic=text.raw.strip(), about=about)


def _questioned(intent: Intent | None, text: Plain, question: Question | None, lexicon: Lexicon) -> str | None:
    """ "Why do you need my age": the question whose reason is asked for, where that is not the open one."""
    named = sorted(lexicon.named.anywhere(text), key=lambda match: match.first - match.end) if intent == "why" else ()
    slots = [match.key for match in named]
    return slots[0] if slots and not (question and question.slot in slots) else None


def _is_wished(asked: Asked) -> bool:
    """ "Something that lasts": a wish that none of the choices stands for, and no command."""
    phrases = asked.lexicon.phrases.get(asked.about) if asked.about in WISHED else None
    whole = phrases.whole(trimmed(asked.text, asked.lexicon)) if phrases else None
    return whole is not None and whole.key == ELSE


def _ends_an_answer(asked: Asked) -> bool:
    """ "Piles, | that's all": what stands before it is no skip."""
    first, *others = asked.text.clauses
    last = asked.lexicon.replies["ending"].whole(others[-1]) if others else None
    return last is not None and status_in(trimmed(first, asked.lexicon), asked.lexicon) is None


def _is_bare_level(asked: Asked) -> bool:
    """ "Level now 12": the level is asked for again, with its unit."""
    about_it = of_the_level(asked.text, asked.lexicon) and not strange(asked, asked.text.words)
    return about_it and not asked.assertions.places("others") and quantity(asked) is not None


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


def _about_a_medicine(asked: Asked, corrected: bool = False, rest: Plain | None = None) -> Asked:
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
