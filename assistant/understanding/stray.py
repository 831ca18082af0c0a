"""Words that sound like an answer in a message about something else."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.asked import Asked
from assistant.understanding.choices import Pick
from assistant.understanding.model import Found
from assistant.understanding.text import Word

OWN_WORDS = ("health.conditions", "history.reaction", "disease.fistula", "disease.outside_gut")
"""Slots whose values have names that mean nothing else."""

SHORTEST_OWN = 5
"""Shorter words, and the common ones, mean many things; others ("uveitis") only one."""

SMALL = 2
"""Words of so few letters name nothing."""

NOUN = 2
"""A thing is named so many words behind its article at most: "the last clinic"."""


def unexplained(asked: Asked, picked: Sequence[Pick]) -> bool:
    """A single word in a message about other things: "low battery", "my fridge is making a funny noise"."""
    if sum(pick.end - pick.first for pick in picked) > 1 or asked.text.words[picked[0].first].medicine:
        return False
    around = clause(asked, picked[0].first)
    bearing = asked.lexicon.bearing.get(asked.about, asked.lexicon.heard)
    if sum(_strange(word, bearing) for word in around) > 1:
        return True
    said = asked.text.words[picked[0].first].plain
    common = {said, said.removesuffix("ing")} & asked.lexicon.common or len(said) < SHORTEST_OWN
    return asked.about not in OWN_WORDS and bool(common) and strange(asked, around)


def foreign(asked: Asked, item: Found) -> bool:
    """Whether a thing named before an answer, in its clause, is another: "we have had the cat for 6 years"."""
    if asked.about in OWN_WORDS or asked.about not in asked.lexicon.bearing:
        return False
    first = next((at for at, word in enumerate(asked.text.words) if word.start >= item.start), 0)
    words, articles = asked.text.words, asked.lexicon.articles
    bearing = asked.lexicon.bearing[asked.about]
    return any(
        _strange(words[at], bearing)
        and not articles.isdisjoint(word.plain for word in words[max(begin, at - NOUN) : at])
        for begin in (asked.assertions.clause(first),)
        for at in range(begin + 1, first)
    )


def strange(asked: Asked, words: Sequence[Word]) -> bool:
    """Whether a word among them bears on no answer: "size 34 jeans"."""
    return any(_strange(word, asked.lexicon.heard) for word in words)


def _strange(word: Word, heard: frozenset[str]) -> bool:
    return word.plain.isalpha() and len(word.plain) > SMALL and word.plain not in heard and not word.medicine


def clause(asked: Asked, at: int) -> Sequence[Word]:
    """The words around word ``at``, up to the next comma, full stop or "but"."""
    words = asked.text.words
    first, end = at, at + 1
    while first and not (words[first].comma or words[first].sentence != words[first - 1].sentence):
        first -= 1
    while end < len(words) and not (words[end].comma or words[end].sentence != words[end - 1].sentence):
        end += 1
    stops = {match.first for match in asked.lexicon.assertion.anywhere(asked.text) if match.key == "stops"}
    return words[first : min((stop for stop in stops if at < stop < end), default=end)]
