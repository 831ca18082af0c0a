"""Facts set side by side without a word between them: "I'm 41, UK, Crohn's", "me 52 crohns on infliximab 3 yrs"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from assistant.conversations import Value
from assistant.understanding.ages import ADULT, band
from assistant.understanding.asked import Asked, found
from assistant.understanding.model import Found
from assistant.understanding.numbers import number_at
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import AGE, DIAGNOSIS, NOW, REGION
from assistant.understanding.text import Plain
from assistant.understanding.volunteered import called

OF_THE_PERSON = "about."
"""The questions at which people describe themselves."""
FEWEST = 2
LONGEST_NAME = 3
LONGEST = 20
"""Who uses more words writes sentences."""
OLDEST = 99


def facts(asked: Asked) -> Iterator[Found]:
    """What a clause tells of which every word names a fact, or only joins them; two facts at least."""
    if (asked.question and not asked.about.startswith(OF_THE_PERSON)) or asked.text.asks:
        return
    if len(asked.text.words) > LONGEST:
        return
    ends = [0]
    for clause in asked.text.clauses:
        ends.append(ends[-1] + len(clause.words))
    clauses = [_of_clause(asked, begin, end) for begin, end in pairwise(ends)]
    together = [fact for clause in clauses for fact in clause or ()]
    for told in [together] if None not in clauses else clauses:
        named = [fact for fact in told or () if fact.slot]  # "two weeks in Crete" tells one
        if len({fact.slot for fact in named}) == len(named) >= FEWEST:
            yield from (found(asked, value, place, slot=slot, confidence=0.85) for slot, value, place in named)


class Fact(NamedTuple):
    """A value of a slot (of none: a length of time) and its words."""

    slot: str
    value: Value
    place: tuple[int, int]


def _of_clause(asked: Asked, begin: int, end: int) -> list[Fact] | None:
    """The facts of the words from ``begin`` up to ``end``; None where a word is none and joins none."""
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
            return None
        at += joins.end
    return told


def _fact(asked: Asked, at: int, end: int) -> Fact | None:
    """The fact that begins at word ``at``: a length of time, a medicine, an age, or what has a name."""
    lasting = next((time for time in asked.lengths if time.first == at), None)
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
    lexicon = asked.lexicon
    for stop in range(min(end, at + LONGEST_NAME), at, -1):
        line = Plain(asked.text.raw, asked.text.words[at:stop]).line
        for slot in (DIAGNOSIS, REGION):
            name = lexicon.called[slot].get(line)
            if name and not (slot == REGION and line in lexicon.common):
                return Fact(slot, name, (at, stop))
    place = lexicon.phrases[REGION].leading(asked.text.part(at, end))
    part = Plain(asked.text.raw, asked.text.words[at : at + place.end]) if place else None
    value = called(asked, REGION, part) if part and part.line not in lexicon.common else None
    return Fact(REGION, value, (at, at + len(part.words))) if part and value else None
