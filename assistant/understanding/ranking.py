"""The order of wishes where it is said: "pens are ok, tablets better", "drip second, tablet first"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.understanding.asked import WISHED, Asked
from assistant.understanding.choices import Pick
from assistant.understanding.patterns import Match
from assistant.understanding.text import Word

FIRST, UNSAID, LAST = 1.0, 1.5, 99.0
LEADING = "leading"
NEAR = 3
"""So many words at most stand between what is wished for and the word that places it."""

NO_MARKS = ("concluding", "refused", "disliked", "had_before", "equal", "merely")
"""What is said of wishes besides their places."""

EVIDENCE = "evidence"

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
    places += _leading_places(asked)
    kept = (match for match in (*told, *places) if match.key not in NO_MARKS and match.first not in compared)
    return [match for match in kept if passed.isdisjoint(range(match.first, match.end))]


def _leading_places(asked: Asked) -> list[Match]:
    """ "Third | is fast": a place that begins its clause, and what has it behind it."""
    begun = (match for match in asked.lexicon.replies["places"].anywhere(asked.text) if not _ends(asked, match.end))
    return [match._replace(key=f"{LEADING}{match.key}") for match in begun if asked.text.clause_ends(match.first)]


def not_refused(asked: Asked, meant: Meant) -> list[tuple[str, Pick]]:
    """Without what is refused behind its name, or disliked before it: "the drip | I hate", "fed up with pens"."""
    if asked.question is None or asked.question.kind != "ranking" or asked.question.most:
        return list(meant)
    told, words = _told(asked), asked.text.words
    marks = [match for match in told if match.key == "refused"]
    refused = {pick for _, pick in meant for mark in marks if _follows(asked, pick, mark, words)}
    kept = [(value, pick) for value, pick in meant if pick not in refused] or list(meant)
    disliked = {match.end for match in told if match.key == "disliked"}
    kept = [(value, pick) for value, pick in kept if disliked.isdisjoint((pick.first, pick.first - 1))]
    had = {match.end for match in told if match.key == "had_before"}  # "tablets, I have had drips for years"
    return [(value, pick) for value, pick in kept if had.isdisjoint(range(pick.first - 1, pick.first + 1))] or kept


def _follows(asked: Asked, pick: Pick, mark: Match, words: Sequence[Word]) -> bool:
    """Whether a mark stands right behind, but for an "is", in the same clause."""
    placed = {match.first for match in asked.lexicon.replies["places"].anywhere(asked.text)}
    near = pick.end == mark.first or (pick.end + 1 == mark.first and pick.end not in placed)
    return near and not any(_parts(asked, at) for at in range(pick.end, mark.first + 1) if at < len(words))


def is_open(asked: Asked, meant: Meant) -> bool:
    """Whether wishes must be asked about: no order among them, more than what was heard, or "that it works"."""
    keys = {match.key: match for match in _told(asked)}
    if "equal" in keys and len({pick.value for _, pick in meant} - set(asked.slot.alone if asked.slot else ())) == 2:
        return True
    if asked.about not in WISHED:
        return False
    merely = [match for match in _told(asked) if match.key == "merely"]
    proofs = [pick for value, pick in meant if value == EVIDENCE]
    only_works = proofs and all(
        any(mark.first <= pick.end and pick.end == mark.end for mark in merely) for pick in proofs
    )
    return bool(only_works) or _has_another_wish(asked, meant)


def _has_another_wish(asked: Asked, meant: Meant) -> bool:
    """ "Safe first | and then never that drip again": a part that goes on with a wish, and none was heard in it."""
    begins, starts = min(pick.first for _, pick in meant), asked.lexicon.replies["wishing"]
    told = [(pick.first, pick.end) for pick in asked.named]
    told += [(match.first, match.end) for match in asked.volunteered]
    told += [(match.first, match.end) for match in asked.lexicon.passing.anywhere(asked.text)]
    for first, end in asked.parts:
        joined = first - (first > 0 and asked.text.words[first - 1].plain in asked.lexicon.grammar.parting)
        heard = any(begin < end and first < stop for begin, stop in told)
        if first > begins and not heard and starts.leading(asked.text.part(joined, end)):
            return True
    return False


def numbered(asked: Asked) -> list[Asked]:
    """ "1 works fast | 2 not too dear | 3 safe": each wish by itself; nothing where they have no numbers."""
    words, at, cuts = asked.text.words, 0, list[int]()
    while (at := next((n for n in range(at, len(words)) if words[n].plain == str(len(cuts) + 1)), len(words))) < len(
        words
    ):
        cuts.append(at)
    if len(cuts) < 2 or cuts[0] != 0 or not asked.named:
        return []
    parts = [asked.text.part(first + 1, end) for first, end in pairwise([*cuts, len(words)])]
    return [asked.of(part, asked.question) for part in parts] if all(part.words for part in parts) else []


def _told(asked: Asked) -> tuple[Match, ...]:
    return tuple(asked.lexicon.replies["foremost"].anywhere(asked.text))


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
        leading = mark.key.startswith(LEADING)
        leads = leading and before <= mark.first and mark.end <= pick.first <= mark.end + NEAR
        follows = not leading and pick.first <= mark.first < behind and mark.first <= pick.end + NEAR
        first, end = (mark.end, pick.first + 1) if leads else (pick.end, mark.first + 1)
        if (leads or follows) and not any(_parts(asked, place) for place in range(first, end)):
            place = mark.key.removeprefix(LEADING)
            return LAST if place == "last" else float(place) if place.isdecimal() else FIRST
    return UNSAID
