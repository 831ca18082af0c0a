"""Answers in somebody's own words, and what is none: contentment, remarks about the chat, other people's questions."""

from __future__ import annotations

from assistant.content.models import CONTROL
from assistant.conversations import VALUED, Certainty, Value
from assistant.messages import Intent, Question
from assistant.understanding.asked import Asked
from assistant.understanding.corrections import COLON
from assistant.understanding.credence import weighed
from assistant.understanding.everything import everything_told
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found, Understanding
from assistant.understanding.opposed import SHORT
from assistant.understanding.repairs import sets_apart, takes_back
from assistant.understanding.replies import OPTIONAL, is_asking, is_nothing
from assistant.understanding.slots import MEDICINES, NOW, OWN_QUESTIONS
from assistant.understanding.text import NOT, Plain
from assistant.understanding.worded import inquires, is_plain, is_remark, is_story
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
        "access.coverage",
        NOW,
    ),
    "preferences.worry": (
        "health.conditions",
        "health.pregnancy",
        "history.surgery",
        "history.steroids",
        "history.partner_drug",
        "access.barriers",
        "access.skipped_for_cost",
        "access.coverage",
        "about.age_band",
        "about.appointment",
        "health.smoking",
        NOW,
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
        "access.barriers",
        "access.skipped_for_cost",
        "access.coverage",
        "about.age_band",
        "about.appointment",
        "health.smoking",
        NOW,
    ),
}
"""Free words that tell of other questions besides, and of which."""

LOOKING_BACK = ("taking_back", "forgotten", "said_before", "remove", "taken_off", "change")
"""What begins or marks a message about what was answered before."""

EMPTY = ("agreeing", "away", "hollow", "wordless")
"""What tells nothing at any question."""

FEW = 3
"""Words that name a thing and tell no story: "my hair", "water tablets"."""


def free_text(utterance: str, asked: Asked) -> Understanding:
    """The words as they are; a bare "no" to "any questions of your own?" is no question, "one moment" no worry."""
    text, lexicon, question = asked.text, asked.lexicon, asked.question
    assert question
    bare = trimmed(text, lexicon)
    hollow = (lexicon.replies[none].whole(words) for none in EMPTY for words in (text, bare))
    if not bare.words or any(hollow):
        return Understanding()
    said = CONTROL.sub(" ", utterance).strip()
    several = asked.slot is not None and asked.slot.kind == "texts"
    if several:
        yes_no = read_yes_no(text, lexicon.replies["yes_no"])
        if yes_no and yes_no.value and yes_no.end == len(text.words):
            return Understanding()
        nothing = lexicon.replies["wholes"].whole(bare)
        if (nothing and nothing.key == "none") or (yes_no and yes_no.end == len(text.words)):
            return _told(asked, said, None, Certainty.SKIPPED, "skip")
    beside = {_beside(clause, lexicon) for clause in text.clauses}
    if "" not in beside and beside != {"nothing"}:
        content = beside & {"content", "nothing"}
        return _told(asked, said, None, Certainty.SKIPPED, "skip") if content else Understanding(intent="smalltalk")
    if question.slot == OWN_QUESTIONS and _is_no_question(asked):
        return Understanding()
    if question.slot == MEDICINES and _names_none(asked):
        return Understanding()
    if is_remark(asked):
        return Understanding()
    told = _told(asked, said, (said,) if several else said)
    doubtful = is_story(asked) if question.slot in OPTIONAL else _may_be_over(asked)
    return _only_asked_about(told) if doubtful else told


def _only_asked_about(told: Understanding) -> Understanding:
    return told.model_copy(update={"found": tuple(item.roughly() for item in told.found)})


def _told(
    asked: Asked, words: str, value: Value | None, status: Certainty = Certainty.GIVEN, intent: Intent = "answer"
) -> Understanding:
    item = Found(slot=asked.about, value=value, status=status, text=words, end=len(words))
    return Understanding(found=(item,), intent=intent)


def _beside(clause: Plain, lexicon: Lexicon) -> str:
    """What a clause says in place of an answer: "nothing", "content" ("I'm relaxed about it"), "remarks" ("nice
    question"); empty where it may be one."""
    bare = trimmed(clause, lexicon)
    if not bare.words or is_nothing(bare, lexicon):
        return "nothing"
    fits = (key for key in ("content", "remarks") for part in (clause, bare) if lexicon.replies[key].whole(part))
    return next(fits, "")


def _is_no_question(asked: Asked) -> bool:
    """ "My wife's the one with the questions", "he never answers": told of others, and nothing asked."""
    if inquires(asked):
        return False
    return asked.lexicon.replies["of_others"].leading(trimmed(asked.text, asked.lexicon)) is not None


def _names_none(asked: Asked) -> bool:
    """ "The chemist shut early again", "they may start me on ramipril": no medicine that is taken now."""
    text, lexicon = asked.text, asked.lexicon
    if _named(asked):
        return not (_takes_a_named_one(asked) or _takes_something(asked))
    none = text.words[0].plain == NOT or lexicon.replies["wholes"].whole(text.part(0, 1))
    if len(text.words) <= FEW or asked.said or none:
        return False
    unknown = (at for at, word in enumerate(text.words) if _may_be_a_name(asked, at, word.plain))
    return not _takes_something(asked) and next(unknown, None) is None


def _named(asked: Asked) -> list[tuple[int, int]]:
    """Where medicines are named, and where they end."""
    named = [(match.first, match.end) for match in asked.lexicon.replies["remedies"].anywhere(asked.text)]
    return named + [(at, at + 1) for at, word in enumerate(asked.text.words) if word.medicine]


def _is_taken(asked: Asked, first: int, end: int) -> bool:
    """Whether a medicine that is named is taken now: "the statin | went in the bin", "my dog | is on steroids"."""
    said = asked.assertions.of(first, end)
    if said.others or said.saying or said.past or said.planned:
        return False
    clause = next(part for part in asked.text.clauses if part.words[-1].start >= asked.text.words[first].start)
    return not asked.lexicon.replies["not_taken"].any_in(clause)


def _takes_something(asked: Asked) -> bool:
    """ "GP offered me iron but | I take | this instead"."""
    taken = (
        asked.assertions.of(match.first, match.end) for match in asked.lexicon.replies["taking"].anywhere(asked.text)
    )
    return any(not (said.past or said.others or said.planned) for said in taken)


def _takes_a_named_one(asked: Asked) -> bool:
    """ "I take the pill", "metformin"."""
    return any(_is_taken(asked, *place) for place in _named(asked))


def _may_be_over(asked: Asked) -> bool:
    """ "I still take what they gave me in hospital", "the usual ones": nothing is named that is surely taken now."""
    if asked.lexicon.replies["unnamed"].any_in(asked.text.clauses[0]):
        return True
    return bool(_named(asked)) and not _takes_a_named_one(asked)


def _may_be_a_name(asked: Asked, at: int, word: str) -> bool:
    """Whether a word that is not known begins a clause or stands in a list, and nothing is said of it."""
    words, grammar = asked.text.words, asked.lexicon.grammar
    begins = asked.text.clause_ends(at) or words[at - 1].plain in grammar.adding
    on = words[at + 1].plain if not asked.text.clause_ends(at + 1) else ""
    known = word in asked.lexicon.spelling.known or word in asked.lexicon.heard
    return begins and not known and word.isalpha() and on not in grammar.verbs


def takes_off(asked: Asked) -> bool:
    """ "Remove azathioprine", which is nothing that is written down in their own words."""
    bare = trimmed(asked.text, asked.lexicon)
    replies = asked.lexicon.replies
    return replies["remove"].leading(bare) is not None or replies["taken_off"].whole(bare) is not None


def looks_back(asked: Asked) -> bool:
    """ "I am 52 not 40", "actually I smoke": whether words may take back an answer, and ask nothing of their own."""
    text, lexicon = asked.text, asked.lexicon
    parts = (trimmed(part, lexicon) for part in text.clauses)
    asks = lexicon.replies["wondering"].any_in(text) or any(lexicon.replies["inquiring"].leading(p) for p in parts)
    if text.asks or asks or is_asking(text, lexicon) or len(text.words) > SHORT:
        return False
    bare = trimmed(text, lexicon)
    begins = {NOT, lexicon.persons.speaker, *lexicon.grammar.named, *lexicon.grammar.others, *lexicon.grammar.articles}
    apart = sets_apart(text, lexicon) and bare.word_at(0) in begins
    marked = apart or takes_back(text, lexicon) or COLON in text.raw or lexicon.moved.any_in(text)
    return marked or any(lexicon.replies[mark].any_in(text) for mark in LOOKING_BACK)


def own_question(asked: Asked) -> Found | None:
    """ "Add a question: | why did nobody check it": in their own words."""
    lead = asked.lexicon.replies["question_added"].leading(asked.text)
    if lead is None or lead.end == len(asked.text.words):
        return None
    start = asked.text.words[lead.end].start
    words = asked.text.raw[start:].strip()
    return Found(slot=OWN_QUESTIONS, value=(words,), text=words, start=start, end=start + len(words))


def with_other_answers(told: Understanding, asked: Asked) -> Understanding:
    """ "Apixaban since my lung clot", "prednisolone for now": what such words tell of other questions, too."""
    if asked.about not in TELLING or told.intent != "answer" or not told.found:
        return told
    others = (item for item in everything_told(asked) if item.slot in TELLING[asked.about] and item.status in VALUED)
    sure = weighed(tuple(item for item in others if not _is_only_asked(asked, item)), asked)
    plain = _takes_a_named_one(asked) if asked.about == MEDICINES else is_plain(asked)
    own = told.found if plain else weighed(told.found, asked)
    return told.model_copy(update={"found": (*own, *(item for item in sure if not item.near))})


def _is_only_asked(asked: Asked, item: Found) -> bool:
    """ "Should I stop it before trying for a baby": told of in a question, and not as one's own ("my clot")."""
    part = next(part for part in asked.text.clauses if item.start <= part.words[-1].start)
    own = {word.plain for word in part.words if word.start <= item.start} & asked.lexicon.grammar.own
    return not own and is_asking(part, asked.lexicon)


def is_aside(intent: Intent, question: Question) -> bool:
    """Whether a command or a question is no part of the text that is asked for."""
    return intent not in QUESTIONS or question.slot in LISTED
