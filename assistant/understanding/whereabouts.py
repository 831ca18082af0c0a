"""Where somebody is treated, by the names of places: "London, Ontario", "Birmingham, the Alabama one"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.asked import Asked
from assistant.understanding.choices import Pick, picks
from assistant.understanding.slots import REGION

FROM = 2
"""The place behind an age and a "from"."""

TENS = 2
"""Figures of the age of somebody who has left school."""


def narrowed(asked: Asked, meant: Sequence[tuple[str, Pick]]) -> list[tuple[str, Pick]]:
    """The places named, without those that lie in the one named behind them: "Paris, | Texas"."""
    return [(value, pick) for value, pick in meant if not any(_lies_in(asked, pick, other) for _, other in meant)]


def _lies_in(asked: Asked, place: Pick, other: Pick) -> bool:
    """ "London, Ontario", "Boston in Lincolnshire", but not "Ireland, Australia"."""
    if other.first < place.end:
        return False
    between = asked.text.words[place.end : other.first]
    if any(word.plain not in asked.lexicon.grammar.within for word in between):
        return False
    if not between and not asked.text.words[other.first].comma:
        return True
    return asked.text.part(place.first, place.end).line not in asked.lexicon.called[REGION]


def plainly_named(asked: Asked) -> list[tuple[Pick, Pick]]:
    """Each place that is named, and what it lies in, or itself; without a name that two places have: "Hamilton"."""
    named = picks(asked.text, asked.lexicon.phrases[REGION], asked.assertions, twins=True)
    larger = [(place, next((other for other in named if _lies_in(asked, place, other)), place)) for place in named]
    return [(place, each) for place, each in larger if sum(other.first == each.first for other in named) == 1]


def beside_an_age(asked: Asked) -> Pick | None:
    """ "33, from Scotland": how somebody begins who says who they are, in the fewest words."""
    words = asked.text.words
    if len(words) <= FROM or words[1].plain not in asked.lexicon.grammar.coming or len(words[0].plain) != TENS:
        return None
    places = plainly_named(asked) if words[0].plain.isdecimal() else []
    return next((larger for place, larger in places if place.first == FROM), None)
