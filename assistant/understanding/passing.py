"""What a clause tells of a question that is not asked, read as if it were: "none found, | and the level was fine"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.conversations import Certainty
from assistant.understanding.answers import answer
from assistant.understanding.asked import SHORT, Asked, lists_findings, question_of
from assistant.understanding.credence import weighed
from assistant.understanding.lexicon import ELSE, Lexicon
from assistant.understanding.model import Found
from assistant.understanding.replies import is_asking
from assistant.understanding.slots import DRUG_LEVEL, LEVEL
from assistant.understanding.text import NOT, Plain

CALLED = ("low", "adequate")
"""What a number is called."""

YES_NO = {True: "yes", False: "no"}


def in_passing(asked: Asked) -> Iterator[Found]:
    """Answers to other questions, each told in a clause that names what it is about, if they agree."""
    told: dict[str, list[Found]] = {}
    parts = asked.parts
    for slot, first, *_ in asked.lexicon.passing.anywhere(asked.text) if len(parts) > 1 else ():
        if slot == asked.about or asked.about in asked.lexicon.subjects[slot].silent:
            continue
        place = next((part for part in parts if first < part[1]), None)  # it may begin with the "and" before it
        if place and (item := _read(asked, slot, place)):
            told.setdefault(slot, []).append(item)
    yield from (items[0] for items in told.values() if len({item.value for item in items}) == 1)
    if asked.about == LEVEL and DRUG_LEVEL not in told:
        yield from _called(asked, parts)


def _called(asked: Asked, parts: Sequence[tuple[int, int]]) -> Iterator[Found]:
    """ "0.5 mg/l, | which is low": what the number was called, in few words behind it."""
    told = asked.amounts[0].end - 1 if asked.amounts else len(asked.text.words)
    behind = next((part for before, part in pairwise(parts) if before[0] <= told < before[1]), None)
    if not behind or behind[1] - behind[0] > SHORT:
        return
    relative = asked.lexicon.replies["relative"].leading(asked.text.part(*behind))
    words = asked.text.part(behind[0] + (relative.end if relative else 0), behind[1])
    part = asked.of(words, question_of(asked.lexicon.slots[DRUG_LEVEL]))
    item = answer(part) if not part.amounts and not part.assertions.places("mine") else None
    if item and item.status is Certainty.GIVEN and item.value in CALLED and not item.near:
        yield item


def _read(asked: Asked, slot: str, place: tuple[int, int]) -> Found | None:
    """The answer that the words of ``place`` give to the question of ``slot``, if they hold, and surely."""
    lexicon, part = asked.lexicon, asked.text.part(*place)
    if _asks(part, lexicon) or lexicon.replies["until"].any_in(part) or lexicon.subjects[slot].unless.any_in(part):
        return None
    other = (match for match in asked.volunteered if match.key == f"{slot}={ELSE}")
    if any(place[0] <= match.first < place[1] < match.end for match in other):  # "CRP normal | but calprotectin 900"
        return None
    own = asked.of(part, question_of(lexicon.slots[slot]))
    item = answer(own)
    if item is None or item.near or item.status is not Certainty.GIVEN or not _may_be(asked, item):
        return None
    around = asked.assertions.of(*place, lists_findings(slot))
    listed = around.negated and lists_findings(slot)
    denied = listed and not own.assertions.places("negated")  # "no fistula, | stricture"
    if denied or around.others or around.imagined or around.planned:
        return None
    sure = (each for told in (asked, own) for each in weighed((item,), told) if not each.near)
    return next(sure, None)


def _asks(part: Plain, lexicon: Lexicon) -> bool:
    """ "Can she breastfeed", but not "can not work"."""
    return is_asking(part, lexicon) and part.word_at(1) != NOT


def _may_be(asked: Asked, item: Found) -> bool:
    """Whether what was read is one of the values that are taken in passing."""
    only = asked.lexicon.subjects[item.slot].only
    values = item.value if isinstance(item.value, tuple) else (item.value,)
    return not only or all((YES_NO[value] if isinstance(value, bool) else value) in only for value in values)
