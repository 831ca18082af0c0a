"""Answers in somebody's own words, and what is none: contentment, remarks about the chat, other people's questions."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.content.models import CONTROL
from assistant.conversations import Certainty, Value
from assistant.messages import Intent
from assistant.understanding.asked import Asked
from assistant.understanding.intents import trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Found, Understanding
from assistant.understanding.replies import is_nothing
from assistant.understanding.slots import MEDICINES, OWN_QUESTIONS
from assistant.understanding.text import NOT, Plain
from assistant.understanding.yes_no import read_yes_no

FEW = 3
"""Words that name a thing and tell no story: "my hair", "water tablets"."""


def free_text(utterance: str, asked: Asked) -> Understanding:
    """The words as they are; a bare "no" to "any questions of your own?" is no question, "one moment" no worry."""
    text, lexicon, question = asked.text, asked.lexicon, asked.question
    assert question
    bare = trimmed(text, lexicon)
    hollow = (lexicon.replies[none].whole(words) for none in ("away", "hollow", "wordless") for words in (text, bare))
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
    if (question.slot == OWN_QUESTIONS and _is_no_question(asked)) or (
        question.slot == MEDICINES and _names_none(asked)
    ):
        return Understanding()
    return _told(asked, said, (said,) if several else said)


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
    text, replies = asked.text, asked.lexicon.replies
    if text.asks or replies["wondering"].any_in(text):
        return False
    if any(replies["inquiring"].leading(trimmed(part, asked.lexicon)) for part in _parts(asked)):
        return False
    return replies["of_others"].leading(trimmed(text, asked.lexicon)) is not None


def _parts(asked: Asked) -> Iterator[Plain]:
    """Clauses, and what stands behind "and" and "but"."""
    words, stops = asked.text.words, set(asked.assertions.stops)
    joins = asked.lexicon.grammar.adding | asked.lexicon.grammar.splits
    for at in range(len(words)):
        if asked.text.clause_ends(at) or at in stops or words[at].plain in joins:
            yield asked.text.part(at + (words[at].plain in joins), len(words))


def _names_none(asked: Asked) -> bool:
    """ "The chemist shut early again", "they may start me on ramipril": no medicine that is taken now."""
    text, lexicon = asked.text, asked.lexicon
    named = [(match.first, match.end) for match in lexicon.replies["remedies"].anywhere(text)]
    named += [(at, at + 1) for at, word in enumerate(text.words) if word.medicine]
    if named:
        told = (asked.assertions.of(first, end) for first, end in named)
        return all(said.others or said.saying or said.past or said.planned for said in told)
    none = text.words[0].plain == NOT or lexicon.replies["wholes"].whole(text.part(0, 1))
    if len(text.words) <= FEW or asked.said or none:
        return False
    unknown = (at for at, word in enumerate(text.words) if _may_be_a_name(asked, at, word.plain))
    taken = (asked.assertions.of(match.first, match.end) for match in lexicon.replies["taking"].anywhere(text))
    return all(said.past for said in taken) and next(unknown, None) is None


def _may_be_a_name(asked: Asked, at: int, word: str) -> bool:
    """Whether a word that is not known begins a clause or stands in a list, and nothing is said of it."""
    words, grammar = asked.text.words, asked.lexicon.grammar
    begins = asked.text.clause_ends(at) or words[at - 1].plain in grammar.adding
    on = words[at + 1].plain if not asked.text.clause_ends(at + 1) else ""
    known = word in asked.lexicon.spelling.known or word in asked.lexicon.heard
    return begins and not known and word.isalpha() and on not in grammar.verbs
