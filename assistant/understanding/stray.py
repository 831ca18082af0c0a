"""Words that sound like an answer in a message about something else: "low battery", "we have had the cat for 6 years".

A stranger is a word that bears neither on what is asked nor on anything at all. Beside one an answer is only near.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.understanding.asked import Asked
from assistant.understanding.lexicon import ELSE
from assistant.understanding.model import Found
from assistant.understanding.slots import AGE, APPOINTMENT, MEASURED, NO, RESPONSE
from assistant.understanding.text import Word

OWN_WORDS = ("health.conditions", "history.reaction", "disease.fistula", "disease.outside_gut")
"""Slots whose values have names that mean nothing else."""

NAMES_BESIDE = ("about.respondent", "about.age_band", "about.diagnosis", "about.region", "access.coverage")
"""Slots whose answers have names and trades beside them: "my son Jack", "Manchester Royal", "67, a widow"."""

"""Kinds of answers that are told of many things."""

SHORTEST_OWN = 5
"""Shorter words, and the common ones, mean many things; others ("uveitis") only one."""

SMALL = 2
"""Words of so few letters name nothing."""

ELSEWHERE = 2
"""So many strangers are about something else."""

STORY = 20
"""A message of so many words may be a story."""

CROWD = 4
"""A sentence of a story with so many strangers, and nobody who speaks of themselves, may be about anything."""

NOTHING: frozenset[str] = frozenset()

NOUN = 2
"""A thing is named so many words behind its article at most: "the last clinic"."""


def told_of_it(asked: Asked, item: Found) -> Found | None:
    """An answer, if its words are about what is asked: none among strangers, and a common word beside one is near."""
    told = None if _is_of_another_thing(asked, item) else _told_of_it(asked, item)
    return told.roughly() if told and not told.near and _is_in_a_story(asked, item) else told


def _is_of_another_thing(asked: Asked, item: Found) -> bool:
    """ "Never had a | fistula", asked whether one smokes: in a clause with a thing that only others ask about.

    Not where the thing is told by the answer's own words ("they skipped those", of tests), nor behind "when" and "for".
    """
    things, words, slot = asked.lexicon.things, asked.text.words, item.slot
    first = next((at for at, word in enumerate(words) if item.start <= word.start < item.end), None)
    beside = asked.about in NAMES_BESIDE and item.value not in NO
    if first is None or asked.slot is None or asked.slot.kind == "ranking" or beside:
        return False
    begin, stop = _clause(asked, first)
    stop = next((at for at in range(begin, stop) if words[at].plain in asked.lexicon.grammar.reasoning), stop)
    named = [at for at in range(begin, stop) if words[at].plain in things]
    own = {at for pick in asked.named for at in range(pick.first, pick.end) if words[at].plain in things}
    told = (word for word in words if item.start <= word.start < item.end)
    if asked.lexicon.asks_medicine(slot) and any(word.medicine for word in told):
        return False
    return bool(named) and own.isdisjoint(named) and not any(slot.startswith(things[words[at].plain]) for at in named)


def _is_in_a_story(asked: Asked, item: Found) -> bool:
    """ "The poster in the corridor has entyvio up one branch": a sentence in a long message full of strangers."""
    words = asked.text.words
    bearing, everywhere = asked.lexicon.bearing.get(item.slot), asked.lexicon.everywhere
    if len(words) < STORY or bearing is None or asked.slot is None:
        return False
    said = {word.sentence for word in words if item.start <= word.start < item.end}
    if any(words[at].sentence in said for at in asked.assertions.places("mine")):
        return False
    others = [word.sentence for word in words if word.sentence in said and bears_not(word, bearing, everywhere)]
    return any(others.count(sentence) >= CROWD for sentence in said)


def _told_of_it(asked: Asked, item: Found) -> Found | None:
    bearing, everywhere = asked.lexicon.bearing.get(item.slot), asked.lexicon.everywhere
    places = [at for at, word in enumerate(asked.text.words) if item.start <= word.start < item.end]
    if bearing is None or not places:
        return item
    first, end = places[0], places[-1] + 1
    begin, stop = _clause(asked, first)
    begin = max(begin, _reported(asked, first))
    around = (*range(begin, first), *range(end, stop))
    others = [at for at in around if bears_not(asked.text.words[at], bearing, everywhere)]
    if others:
        beside = _told_beside(asked)
        others = [at for at in others if at not in beside]
    alone = end - first == 1 and item.slot != AGE and not asked.text.words[first].medicine
    doubtful = alone and asked.about not in OWN_WORDS and _common(asked, first, begin, stop)
    if (doubtful and len(others) == 1) or asked.about in NAMES_BESIDE:
        return item.roughly() if doubtful else item
    return None if others and _elsewhere(asked, (first, end), others, alone) else item


def _told_beside(asked: Asked) -> frozenset[int]:
    """ "Undetectable with high titre antibodies": where words tell something else that is asked for, too."""
    told = (match for match in asked.volunteered if not match.key.endswith(f"={ELSE}"))
    return frozenset(place for match in told for place in range(match.first, match.end))


def goes_on_about_it(asked: Asked, end: int) -> bool:
    """Whether what follows a yes or no in its clause bears on it: not "yes to pizza", "yes minister is on at nine"."""
    words, bearing, everywhere = asked.text.words, asked.lexicon.bearing.get(asked.about), asked.lexicon.everywhere
    if bearing is None or end >= len(words) or words[end - 1].plain in asked.lexicon.grammar.adding:
        return True
    if asked.text.clause_ends(end):
        return True
    _, stop = _clause(asked, end - 1)
    others = [at for at in range(end, stop) if bears_not(words[at], bearing, everywhere)]
    own = any(words[at].plain in bearing for at in range(end, stop))
    return len(others) < (ELSEWHERE if own else 1) and not _followed(asked, end, others)


def _elsewhere(asked: Asked, place: tuple[int, int], others: Sequence[int], alone: bool) -> bool:
    """Whether strangers say that the words of ``place`` are about something else."""
    first, end = place
    kind = asked.slot.kind if asked.slot else ""
    named = any(word.medicine for word in asked.text.words[first:end])
    if asked.about in OWN_WORDS or named:
        return (alone or named) and len(others) >= ELSEWHERE
    if alone and len(others) >= ELSEWHERE:
        return True
    before = [at for at in others if asked.assertions.clause(first) <= at < first]
    if asked.about == APPOINTMENT and _names_a_visit(asked, first):  # "adult clinic is Feb 3"
        return False
    if kind in MEASURED:
        return bool(before) or kind == "number" or _followed(asked, end, others)
    begins = {asked.assertions.clause(first), _clause(asked, first)[0]}
    subject = asked.about == RESPONSE and first - 1 in before and first - 1 in begins  # "truck quit working"
    return subject or _followed(asked, end, others) or any(_a_thing(asked, at) for at in before)


def _names_a_visit(asked: Asked, first: int) -> bool:
    """Whether the clause tells when one is seen, and of nothing else that has a day."""
    begin, stop = _clause(asked, first)
    words, days = asked.text.part(begin, stop), asked.lexicon.days
    return days["clinic_on"].any_in(words) and not days["errands"].any_in(words)


def _reported(asked: Asked, first: int) -> int:
    """Where what somebody said begins: "the pathologist wrote | Crohn's"."""
    words, saying = asked.text.words, asked.lexicon.grammar.saying
    return next((at for at in range(first - 1, -1, -1) if words[at].plain in saying), 0)


def _followed(asked: Asked, end: int, others: Sequence[int]) -> bool:
    """ "I smoke fish", "expecting a parcel"."""
    words, light = asked.text.words, asked.lexicon.grammar.articles | asked.lexicon.grammar.light
    while end < len(words) and words[end].plain in light:
        end += 1
    return end in others


def _a_thing(asked: Asked, at: int) -> bool:
    """Whether an article stands before a word."""
    return any(word.plain in asked.lexicon.grammar.articles for word in asked.text.words[max(0, at - NOUN) : at])


def _common(asked: Asked, first: int, begin: int, stop: int) -> bool:
    """Whether the word at ``first`` means many things, and one of those around it bears on no answer at all."""
    said = asked.text.words[first].plain
    common = {said, said.removesuffix(asked.lexicon.grammar.doing)} & asked.lexicon.common or len(said) < SHORTEST_OWN
    return bool(common) and strange(asked, asked.text.words[begin:stop])


def strange(asked: Asked, words: Sequence[Word]) -> bool:
    """Whether a word among them bears on no answer: "size 34 jeans". A number is an age beside words of ages only."""
    lexicon = asked.lexicon
    own = lexicon.bearing.get(asked.about, NOTHING)
    bearing = (own, lexicon.everywhere) if asked.about == AGE else (lexicon.heard, own)
    return any(bears_not(word, *bearing) for word in words)


def is_foreign(asked: Asked, words: Sequence[Word]) -> bool:
    """Whether a word among them bears neither on what is asked nor on anything at all: "my last *flare* was in"."""
    bearing = asked.lexicon.bearing.get(asked.about, NOTHING)
    return any(bears_not(word, bearing, asked.lexicon.everywhere) for word in words)


def bears_not(word: Word, *bearing: frozenset[str]) -> bool:
    """Whether it is a word of some length, and none of these."""
    names = word.plain.isalpha() and len(word.plain) > SMALL and not word.medicine
    return names and all(word.plain not in heard for heard in bearing)


def clause(asked: Asked, at: int) -> Sequence[Word]:
    """The words around word ``at``, up to the next comma, full stop or "but"."""
    begin, stop = _clause(asked, at)
    return asked.text.words[begin:stop]


def _clause(asked: Asked, at: int) -> tuple[int, int]:
    words = asked.text.words
    first, end = at, at + 1
    while not asked.text.clause_ends(first):
        first -= 1
    while not asked.text.clause_ends(end):
        end += 1
    ands = (place for place in range(at, end) if words[place].plain in asked.lexicon.grammar.adding)
    return first, min((stop for stop in (*asked.assertions.stops, *ands) if at < stop < end), default=end)
