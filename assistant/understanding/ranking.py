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
    marks = tuple(_marks(asked))
    order = sorted(range(len(meant)), key=lambda at: _rank(asked, meant, at, marks)) if marks else range(len(meant))
    return [meant[at] for at in order]


def _marks(asked: Asked) -> list[Match]:
    """What places something, but not what compares it: "better | than nothing"."""
    told = list(asked.lexicon.replies["foremost"].anywhere(asked.text))
    compared = {match.first for match in told if match.key == "compared"}
    places = [match for match in asked.lexicon.replies["places"].anywhere(asked.text) if _ends(asked, match.end)]
    return [match for match in (*told, *places) if match.first not in compared]


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
