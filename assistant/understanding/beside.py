"""What people say beside the pathway: of a warning that stands, and of how they feel."""

from __future__ import annotations

from typing import NamedTuple

from assistant.understanding.intents import LOOKED_UP, read_intent
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.replies import is_asking
from assistant.understanding.text import Plain

FEWEST = 2
"""Fewer words than this tell of no feeling."""


def said_of_warning(utterance: str, lexicon: Lexicon) -> str:
    """By name, what is said while a warning stands: "who reads this", "my sister is here with me"; else nothing."""
    text = lexicon.plain(utterance)
    if whole := lexicon.beside["whole"].whole(text):
        return whole.key
    return _first(text, lexicon, "pause")


def beside_the_point(utterance: str, slot: str, lexicon: Lexicon) -> bool:
    """ "I vape", where smoking is asked about; "too many to mention", of medicines."""
    asides = lexicon.beside["asides"].anywhere(lexicon.plain(utterance)) if slot in lexicon.asides else ()
    return any(match.key == slot for match in asides)


def begins_to_ask(utterance: str, lexicon: Lexicon) -> int:
    """Where the first clause begins that asks, behind one that does not: "just iron. | can I take it with Stelara"."""
    first, *others = lexicon.plain(utterance).clauses or (None,)
    if first is None or _asks(first, lexicon):
        return 0
    return next((clause.words[0].start for clause in others if _asks(clause, lexicon)), 0)


def _asks(clause: Plain, lexicon: Lexicon) -> bool:
    said = read_intent(clause, lexicon)
    return is_asking(clause, lexicon) or (said is not None and said.intent in (*LOOKED_UP, "why"))


class Felt(NamedTuple):
    """How somebody feels, by name; where that is said; what the other clauses say, and all words ``around``."""

    name: str
    spans: tuple[tuple[int, int], ...]
    besides: str
    around: str

    def holds(self, start: int, end: int) -> bool:
        """Whether a place in the utterance is one of its own: "all the time", of "I cry all the time"."""
        return any(first <= start and end <= last for first, last in self.spans)


def feeling_told(utterance: str, lexicon: Lexicon) -> Felt | None:
    """ "A lot, | I cry all the time": how somebody feels, and the clauses that tell something else."""
    if len(utterance.split()) < FEWEST:
        return None
    text = lexicon.plain(utterance)
    matches = list(lexicon.beside["feelings"].anywhere(text))
    if not matches:
        return None
    spans = tuple((text.words[match.first].start, text.words[match.end - 1].end) for match in matches)
    others = [each for each in text.clauses if not _first(each, lexicon, "feelings")]
    besides = ". ".join(each.said(0, len(each.words))[0] for each in others)
    places = dict.fromkeys((word.start, word.end) for word in text.words)
    around = " ".join(utterance[at:end] for at, end in places if not any(a <= at and end <= b for a, b in spans))
    return Felt(matches[0].key, spans, besides, around)


def _first(text: Plain, lexicon: Lexicon, kind: str) -> str:
    """Of what fits anywhere the name that the content has first."""
    return next((match.key for match in lexicon.beside[kind].anywhere(text)), "")
