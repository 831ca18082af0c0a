"""Words that sound like an answer in a message about something else."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.asked import Asked
from assistant.understanding.choices import Pick
from assistant.understanding.text import Word

OWN_WORDS = ("health.conditions", "history.reaction", "disease.fistula", "disease.outside_gut")
"""Slots whose values have names that mean nothing else."""

SHORTEST_OWN = 5
"""Shorter words, and the common ones, mean many things; others ("uveitis") only one."""


def unexplained(asked: Asked, picked: Sequence[Pick]) -> bool:
    """A single word in a message about other things: "low battery", "keep calm and carry on"."""
    if asked.about in OWN_WORDS or sum(pick.end - pick.first for pick in picked) > 1:
        return False
    said = asked.text.words[picked[0].first].plain
    if not {said, said.removesuffix("ing")} & asked.lexicon.common and len(said) >= SHORTEST_OWN:
        return False
    return strange(asked, clause(asked, picked[0].first))


def strange(asked: Asked, words: Sequence[Word]) -> bool:
    """Whether a word among them bears on no answer: "size 34 jeans"."""
    heard = asked.lexicon.heard
    return any(
        word.plain.isalpha() and len(word.plain) > 2 and word.plain not in heard and not word.medicine for word in words
    )


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
