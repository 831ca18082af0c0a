"""Facts set side by side without a word between them: "I'm 41, UK, Crohn's", "me 52 crohns on infliximab 3 yrs"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from assistant.conversations import Value
from assistant.understanding.asked import Asked, found
from assistant.understanding.durations import durations
from assistant.understanding.model import Found
from assistant.understanding.numbers import number_at
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import AGE, DIAGNOSIS, NOW, REGION
from assistant.understanding.telling import band
from assistant.understanding.text import Plain
from assistant.understanding.volunteered import called

OF_THE_PERSON = "about."
"""The questions at which people describe themselves."""
FEWEST = 2
LONGEST_NAME = 3
ADULT, OLDEST = 18, 99


def facts(asked: Asked) -> Iterator[Found]:
    """What a clause tells of which every word names a fact, or only joins them; two facts at least."""
    if (asked.question and not asked.about.startswith(OF_THE_PERSON)) or asked.text.asks:
        return
    words = len(asked.text.words)
    ends = [0]
    for clause in asked.text.clauses:
        ends.append(ends[-1] + len(clause.words))
    told = _side_by_side(asked, 0, words)
    for begin, end in () if told else pairwise(ends):
        told += _side_by_side(asked, begin, end)
    yield from (found(asked, value, place, slot=slot, confidence=0.85) for slot, value, place in told)


class Fact(NamedTuple):
    """A value of a slot (of none: a length of time) and its words."""

    slot: str
    value: Value
    place: tuple[int, int]


def _side_by_side(asked: Asked, begin: int, end: int) -> list[Fact]:
    """The facts of the words from ``begin`` up to ``end``; none where a word is none and joins none."""
    told = list[Fact]()
    at = begin
    while at < end:
        fact = _fact(asked, at, end)
        if fact:
            told.append(fact)
            at = fact.place[1]
            continue
        joins = asked.lexicon.replies["joining_facts"].leading(asked.text.part(at, end))
        if joins is None:
            return []
        at += joins.end
    named = [fact for fact in told if fact.slot]  # "two weeks in Crete" tells one
    return named if len({fact.slot for fact in named}) == len(named) >= FEWEST else []


def _fact(asked: Asked, at: int, end: int) -> Fact | None:
    """The fact that begins at word ``at``: a length of time, a medicine, an age, or what has a name."""
    lasting = next((time for time in durations(asked.text, asked.lexicon) if time.first == at), None)
    old = lasting and asked.lexicon.replies["years_old"].leading(asked.text.part(at + 1, end))
    if lasting and not old:
        return Fact("", lasting.weeks, (at, lasting.end))
    word = asked.text.words[at]
    if word.medicine:
        return Fact(NOW, word.medicine, (at, at + 1)) if word.plain == ANTI_TNF and not word.near else None
    number = number_at(asked.text, at, asked.lexicon.times)
    if number and number.value.is_integer() and ADULT <= number.value <= OLDEST:
        unit = asked.lexicon.replies["years_old"].leading(asked.text.part(number.end, end))
        return Fact(AGE, band(asked, number.value), (at, number.end + (unit.end if unit else 0)))
    return _named(asked, at, end)


def _named(asked: Asked, at: int, end: int) -> Fact | None:
    for stop in range(min(end, at + LONGEST_NAME), at, -1):
        part = Plain(asked.text.raw, asked.text.words[at:stop])
        for slot in (DIAGNOSIS, REGION):
            common = stop - at == 1 and part.words[0].plain in asked.lexicon.common
            value = None if common and slot == REGION else called(asked, slot, part)
            if value:
                return Fact(slot, value, (at, stop))
    return None
