"""Of what form somebody's own words are: whether they ask, name a thing, tell a story, or are only a remark."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.understanding.asked import Asked
from assistant.understanding.intents import trimmed
from assistant.understanding.replies import OPTIONAL
from assistant.understanding.slots import OWN_QUESTIONS
from assistant.understanding.text import Plain


def inquires(asked: Asked) -> bool:
    """ "Is it safe", "ask about my iron", "I'm a roofer, do I tell them"."""
    replies = asked.lexicon.replies
    if asked.text.asks or replies["wondering"].any_in(asked.text):
        return True
    return any(replies["inquiring"].leading(trimmed(part, asked.lexicon)) for part in _parts(asked))


def is_remark(asked: Asked) -> bool:
    """ "I always forget what to ask", "I was scared but I got over that", "well, it's the": nothing to put down."""
    text, replies = asked.text, asked.lexicon.replies
    bare = trimmed(text, asked.lexicon)
    if any(replies["unfinished"].whole(words) for words in (text, bare)) or replies["of_asking"].any_in(text):
        return True
    if replies["of_today"].any_in(text) and not (inquires(asked) or _minds(asked)):
        return True
    asks = text.asks or any(replies["inquiring"].leading(trimmed(part, asked.lexicon)) for part in text.clauses[1:])
    return not asks and replies["once"].any_in(text) and replies["no_longer"].any_in(text)


def is_story(asked: Asked) -> bool:
    """ "The car park is a disgrace": a sentence that says how something is, and neither asks nor fears anything.

    Whoever names a thing first ("my teeth, the dentist wants to pull two") means that.
    """
    replies = asked.lexicon.replies
    clauses = (trimmed(part, asked.lexicon) for part in asked.text.clauses)
    first = next((clause for clause in clauses if clause.words), None)
    if first is None or not replies["as_told"].leading(first):
        return False
    return not (inquires(asked) or _minds(asked))


def is_plain(asked: Asked) -> bool:
    """Whether a question is asked where one is asked for, or a fear of their own is told where they fear something."""
    return inquires(asked) if asked.about == OWN_QUESTIONS else asked.about in OPTIONAL and _minds(asked)


def _minds(asked: Asked) -> bool:
    """ "I worry about my liver", "she died of it, that scares me", and not "my brother worries about his liver"."""
    replies = asked.lexicon.replies
    if replies["minded_by_me"].any_in(asked.text):
        return True
    said = (asked.assertions.of(match.first, match.end) for match in replies["minding"].anywhere(asked.text))
    return any(not (each.others or each.past or each.saying) for each in said)


def _parts(asked: Asked) -> Iterator[Plain]:
    """Clauses, and what stands behind "and" and "but"."""
    words, stops = asked.text.words, set(asked.assertions.stops)
    joins = asked.lexicon.grammar.adding | asked.lexicon.grammar.splits
    for at in range(len(words)):
        if asked.text.clause_ends(at) or at in stops or words[at].plain in joins:
            yield asked.text.part(at + (words[at].plain in joins), len(words))
