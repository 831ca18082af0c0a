"""What may stand before an answer: the question said again, or the "is" of a statement without its subject."""

from __future__ import annotations

from assistant.messages import Question
from assistant.understanding.intents import read_intent, trimmed
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.model import Understanding
from assistant.understanding.opposed import SHORT
from assistant.understanding.stray import bears_not
from assistant.understanding.text import NOT, Plain
from assistant.understanding.yes_no import read_yes_no

ECHO = 3
"""So many words of a question said again stand before its answer."""


def without_subject(text: Plain, utterance: str, lexicon: Lexicon) -> int:
    """Where "is | Crohn since 2015" goes on: a statement without its subject, as second languages make it."""
    first, *others = text.words
    if "?" in utterance or first.plain not in lexicon.grammar.copulas or not 0 < len(others) <= SHORT:
        return 0
    grammar = lexicon.grammar
    questioning = grammar.articles | grammar.choosing | (grammar.persons - grammar.now)
    return 0 if any(word.plain in questioning for word in others) else others[0].start


def is_all_about_it(told: Understanding, text: Plain, question: Question, lexicon: Lexicon) -> bool:
    """Whether the words are an answer and when it was, and nothing else: "Humira since May", not "Humira good"."""
    answers = [item for item in told.found if item.slot == question.slot and not item.near]
    rest = (word for word in text.words if not any(item.start <= word.start < item.end for item in told.found))
    times = lexicon.times
    light = {*times.leading, *times.dated, *times.month_names, *lexicon.grammar.now} - {NOT}
    return bool(answers) and all(word.plain in light or word.plain.isdecimal() for word in rest)


def behind_the_question(text: Plain, question: Question, lexicon: Lexicon) -> Plain | None:
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
