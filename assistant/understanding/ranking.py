"""The order of wishes where it is said: "pens are ok, tablets better", "drip second, tablet first"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.asked import Asked
from assistant.understanding.choices import Pick
from assistant.understanding.patterns import Match

FIRST, UNSAID, LAST = 1.0, 1.5, 99.0
NEAR = 3
"""So many words at most stand between what is wished for and the word that places it."""

Meant = Sequence[tuple[str, Pick]]


def in_order(asked: Asked, meant: Meant) -> list[tuple[str, Pick]]:
    """What is wished for, foremost first; as it was named where nothing is said of it."""
    if len({value for value, _ in meant}) < 2:
        return list(meant)
    meant = _concluded(asked, meant)
    marks = tuple(_marks(asked, meant))
    order = sorted(range(len(meant)), key=lambda at: _rank(asked, meant, at, marks)) if marks else range(len(meant))
    return [meant[at] for at in order]


def _concluded(asked: Asked, meant: Meant) -> list[tuple[str, Pick]]:
    """ "Tablets go straight through me, so | a pen, then a drip": without the reason."""
    if asked.question is None or asked.question.most:
        return list(meant)
    told = asked.lexicon.replies["foremost"].anywhere(asked.text)
    ends = {match.end for match in told if match.key == "concluding"}
    begins = max((pick.first for _, pick in meant if pick.first in ends), default=0)
    return [(value, pick) for value, pick in meant if pick.first >= begins]


def _marks(asked: Asked, meant: Meant) -> list[Match]:
    """What places something, but not what compares it, "better | than nothing", nor what is hoped for, "get better"."""
    told = list(asked.lexicon.replies["foremost"].anywhere(asked.text))
    compared = {match.first for match in told if match.key == "compared"}
    compared |= {at for match in told if match.key == "outcome" for at in range(match.first, match.end)}
    passed = {at for match in told if _of_the_rest(asked, match, meant) for at in range(match.first, match.end)}
    places = [match for match in asked.lexicon.replies["places"].anywhere(asked.text) if _ends(asked, match.end)]
    kept = (match for match in (*told, *places) if match.key != "concluding" and match.first not in compared)
    return [match for match in kept if passed.isdisjoint(range(match.first, match.end))]


def _of_the_rest(asked: Asked, match: Match, meant: Meant) -> bool:
    """ "Tablets. I'd | rather a drip than | a pen": what was wished for in a sentence before comes first."""
    begins, words = {pick.first for _, pick in meant}, asked.text.words
    behind = match.end + (asked.text.word_at(match.end) in asked.lexicon.grammar.articles)
    if match.key != "compared" or begins.isdisjoint((match.end, behind)):
        return False
    stops = (at for at in range(match.first, 0, -1) if _parts(asked, at) and not words[at].comma)
    sentence = next(stops, 0)
    return min(begins) < sentence and words[sentence].plain not in asked.lexicon.grammar.contrasts


def _ends(asked: Asked, at: int) -> bool:
    """Whether a clause ends before a word: "drip second", not "first time"."""
    return _parts(asked, at) or asked.text.words[at].plain in asked.lexicon.grammar.adding


def _parts(asked: Asked, at: int) -> bool:
    return asked.text.clause_ends(at) or at in asked.assertions.stops


def _rank(asked: Asked, meant: Meant, at: int, marks: Sequence[Match]) -> float:
    pick = meant[at][1]
    before = meant[at - 1][1].end if at else 0
    behind = meant[at + 1][1].first if at + 1 < len(meant) else len(asked.text.words)
    for mark in marks:
        leads = mark.key == "leading" and before <= mark.first and mark.end <= pick.first <= mark.end + NEAR
        follows = mark.key != "leading" and pick.first <= mark.first < behind and mark.first <= pick.end + NEAR
        first, end = (mark.end, pick.first + 1) if leads else (pick.end, mark.first + 1)
        if (leads or follows) and not any(_parts(asked, place) for place in range(first, end)):
            return LAST if mark.key == "last" else float(mark.key) if mark.key.isdecimal() else FIRST
    return UNSAID
