"""An age, told in years, tens of them or by a birth."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.understanding.asked import OF_OTHERS, SHORT, Asked, found
from assistant.understanding.dates import days
from assistant.understanding.model import Found
from assistant.understanding.patterns import Match
from assistant.understanding.persons import introduced
from assistant.understanding.quantities import Amount, amounts
from assistant.understanding.slots import AGE, DIAGNOSIS, TIME_ON
from assistant.understanding.stray import clause, strange
from assistant.understanding.text import Plain, singular
from assistant.understanding.whereabouts import beside_an_age

YOUNGEST, OLDEST = 6, 120
"""An age that can be."""

READS = 10
"""Who is younger seldom answers for themselves."""

CENTURY, CENTURY_ENDS = 1900, 100
"""What "born in '58" leaves out."""

YOUNG_CENTURY = 25
"""A year of birth so short is of this century."""

FAR = 6
"""A year of birth is told within so many words: "born on the 3rd of May 1958"."""

SENTENCE = 10
"""So many words tell when an age is reached, and nothing else."""

FEW = 3
"""A number among no more words may be the answer."""

ADULT = 18
"""A number from here on is an age beside whose illness it is: "me, 34"."""


def age(asked: Asked) -> Found | None:
    """The age band of an age: "34", "I'm thirty four", "mid fifties", "born in 1988". A length of time is none."""
    for years, place in _ages(asked):
        low, high = (band(asked, end) for end in years)
        said = asked.assertions.of(*place)
        patient = asked.about not in OF_OTHERS or asked.assertions.caregiver  # not who answers: "I'm 52. My son is 21"
        theirs = patient and (said.others or _of_somebody_named(asked, place[0]))
        if low == high and not (
            _denied(asked, place[0])
            or (said.imagined and place[0] not in _aged_soon(asked))
            or theirs
            or asked.assertions.in_a_saying(*place)
        ):
            told = found(asked, low, place, slot=AGE)
            child = max(years) < READS and len(asked.text.words) == 1 and not asked.assertions.caregiver
            return told.roughly() if told and child else told  # "6", of somebody who writes
    return None


def _denied(asked: Asked, at: int) -> bool:
    """ "Not 63", but not "not me mate, I'm 63": a "no" well before "I'm" takes back something else."""
    if not asked.assertions.of(at, at + 1).negated:
        return False
    begins = [match.first for match in asked.lexicon.aged.anywhere(asked.text) if match.first <= at < match.end]
    return not begins or any(place >= min(begins) - FEW + 1 for place in asked.assertions.places("negated"))


def _of_somebody_named(asked: Asked, at: int) -> bool:
    """ "My father's joke. He's eighty-six": a patient's words behind somebody else, or at another question."""
    persons = asked.lexicon.persons.words
    named = asked.about != AGE or any(place < at for place in asked.assertions.places("others"))
    before = asked.text.words[max(0, at - FEW) : at]
    return named and not asked.assertions.caregiver and any(word.plain in persons for word in before)


def _ages(asked: Asked) -> Iterator[tuple[tuple[float, float], tuple[int, int]]]:
    """Every age told, as the youngest and oldest it can be, with its words."""
    yield from _by_a_birth(asked)
    if asked.amounts:
        yield from _short_of_an_age(asked)
        yield from _in_numbers(asked)
    for match in asked.lexicon.born.anywhere(asked.text):
        behind = _within_sentence(asked.text, match.first, match.first + FAR)
        told = tuple(amounts(behind, asked.lexicon))
        whole = tuple(amount for amount in told if amount.number >= CENTURY)  # "12 March 2001"
        for day in days(behind, asked.lexicon.times, asked.today, future=False)[:1]:  # "dob 14/02/1995"
            still = (asked.today.month, asked.today.day) < (day.day.month, day.day.day)
            years = (asked.today.year - day.day.year) % CENTURY_ENDS - still
            between = behind.words[: day.first]
            if day.exact and years >= YOUNGEST and not any(word.comma or word.medicine for word in between):
                yield (years, years), (match.first, match.first + day.end)
        alone = asked.about == AGE or _is_year(asked, match.first)
        if match.end - match.first == 2 and not (alone and _is_pair(asked, match)):
            continue  # "a 9 pound baby", but "'04 baby"
        for amount in whole or told:
            if any(word.comma for word in behind.words[1 : amount.first - 1]):  # "born here, live there since 98"
                continue
            short = asked.text.words[match.first + amount.first].plain.startswith("0")
            year = _full_year(amount.number, short or _is_year(asked, match.first + amount.first))
            if YOUNGEST <= (oldest := asked.today.year - year) <= OLDEST:
                yield (oldest - 1, oldest), (match.first, match.first + amount.end)
    yield from _tens(asked)


def _by_a_birth(asked: Asked) -> Iterator[tuple[tuple[float, float], tuple[int, int]]]:
    """ "1990", "from 1971", "22.05.1990": a birth, where an age is asked for and nothing else is said."""
    times, words = asked.lexicon.times, asked.text.words
    around = asked.text.raw[: words[0].start] + asked.text.raw[words[-1].end :]
    if asked.about != AGE or any(sign.isalnum() for sign in around):
        return
    light = {*times.leading, *times.units["year"], *asked.lexicon.grammar.articles, *asked.lexicon.grammar.coming}
    bare = [at for at, word in enumerate(words) if word.plain not in light]
    for amount in asked.amounts:
        oldest = asked.today.year - amount.number
        if bare == [amount.first] and amount.number >= CENTURY and YOUNGEST <= oldest <= OLDEST:
            yield (oldest - 1, oldest), (amount.first, amount.end)
    for day in days(asked.text, times, asked.today, future=False)[:1]:
        still = (asked.today.month, asked.today.day) < (day.day.month, day.day.day)
        years = asked.today.year - day.day.year - still
        if bare == [day.first] and day.exact and years >= YOUNGEST:
            yield (years, years), (day.first, day.end)


def _short_of_an_age(asked: Asked) -> Iterator[tuple[tuple[float, float], tuple[int, int]]]:
    """ "2 years off 65"."""
    for match in asked.lexicon.days["short_of"].anywhere(asked.text):
        less, *_, reached = (amount.number for amount in asked.amounts if match.first <= amount.first < match.end)
        yield (reached - less, reached - less), (match.first, match.end)


def _full_year(told: float, short: bool) -> float:
    """ "Born in 58" is 1958, "'04" 2004: ``short`` if it can be no day of a month."""
    if told >= CENTURY_ENDS:
        return told
    return CENTURY + told + CENTURY_ENDS * (short and told < YOUNG_CENTURY)


def _is_pair(asked: Asked, match: Match) -> bool:
    """A word and a number: "form 17", which is none where a comma stands between them."""
    return match.end - match.first == 2 and not asked.text.words[match.end - 1].comma


def _in_numbers(asked: Asked) -> Iterator[tuple[tuple[float, float], tuple[int, int]]]:
    """Those of the numbers that are ages, as ``_ages``."""
    times = {place for time in asked.lengths for place in range(time.first, time.end)}
    said = {place for match in asked.lexicon.aged.anywhere(asked.text) for place in range(match.first, match.end)}
    others, lately = _of_something_else(asked), _aged_lately(asked)
    counted = {match.first for match in asked.lexicon.counted.anywhere(asked.text)}
    counted -= {place + 1 for place in said if _addressed(asked, place + 1)}
    soon, named = _aged_soon(asked), set(introduced(asked))
    bare = len(asked.text.words) <= 2 and asked.text.words[-1].plain in asked.lexicon.times.units["year"]
    for amount in asked.amounts:
        if amount.first in others - lately or amount.end in counted or not amount.number.is_integer():
            continue
        if asked.about == TIME_ON and _is_another_length(asked, amount):
            continue
        years = amount.number - (amount.first in soon)
        around = clause(asked, amount.first)
        oldest, youngest = _open_ended(asked, amount.first, years)
        beside = asked.about in OF_OTHERS and years >= ADULT and len(around) <= FEW  # "me. | 29"
        by_itself = (asked.about == AGE or beside) and len(around) <= SHORT and not strange(asked, around)
        marked = amount.first in said or amount.first in named
        sure = by_itself or (marked and (_ends_here(asked, amount.end) or amount.end in said))
        sure = sure or (amount.first == 0 and beside_an_age(asked) is not None)
        sure = sure or (amount.first in lately | soon and _is_all_about_age(asked))
        own = asked.about == AGE and (bare or (amount.first in said and amount.end in said))  # "I have 44 years"
        unit_ends = min(amount.end + 1, len(asked.text.words))
        own = own or (asked.about in OF_OTHERS and marked and _ends_here(asked, unit_ends))  # "he have 25 years,"
        told = sure and (own or amount.first not in times) and not _is_year(asked, amount.first)
        if told and YOUNGEST <= years <= OLDEST and not _is_dated(asked, amount.first):
            yield (youngest, oldest), (amount.first, amount.end)


def _of_something_else(asked: Asked) -> set[int]:
    """The words of numbers that are no ages: "diagnosed at | 17", "form | 17", "a | 78 baby", "2 years off 65"."""
    marks = (asked.lexicon.aged_then, asked.lexicon.numbered)
    counts = [match for templates in marks for match in templates.anywhere(asked.text)]
    ends = {each.end - 1 for each in counts if each.end - each.first != 2 or _is_pair(asked, each)}
    born = {match.first for match in asked.lexicon.born.anywhere(asked.text) if _is_pair(asked, match)}
    short = asked.lexicon.days["short_of"].anywhere(asked.text)
    return ends | born | {place for match in short for place in range(match.first, match.end)}


def _is_another_length(asked: Asked, amount: Amount) -> bool:
    """ "20 months. | No, 22", "nearly seven": nothing beside the number says that it is an age."""
    times = asked.lexicon.times
    light = {*times.alone, *times.rough, *times.instead, *asked.lexicon.grammar.answers}
    own = asked.text.words[amount.first : amount.end]
    around = (word.plain for word in clause(asked, amount.first) if word not in own)
    return all(word in light or word in asked.lexicon.bearing[TIME_ON] for word in around)


def _addressed(asked: Asked, at: int) -> bool:
    """ "I'm 58, | love", but not "40 love"."""
    return asked.lexicon.replies["filler"].leading(asked.text.part(at, len(asked.text.words))) is not None


def _is_dated(asked: Asked, at: int) -> bool:
    """ "Dec 9" is no age of nine."""
    named = days(asked.text, asked.lexicon.times, asked.today, future=True)
    return any(day.exact and day.end - day.first > 1 and day.first <= at < day.end for day in named)


def _within_sentence(text: Plain, first: int, end: int) -> Plain:
    return Plain(text.raw, tuple(word for word in text.words[first:end] if word.sentence == text.words[first].sentence))


def _is_all_about_age(asked: Asked) -> bool:
    """ "I shall be 65 on Christmas Day": somebody is told of, and nothing else."""
    persons = {asked.lexicon.persons.speaker, *asked.lexicon.persons.words} & asked.text.vocabulary
    return asked.about == AGE and bool(persons) and len(asked.text.words) <= SENTENCE


def _aged_lately(asked: Asked) -> set[int]:
    """The words of an age reached not long ago: "I was 65 on Boxing Day"."""
    told = asked.lexicon.days["aged_lately"].anywhere(asked.text)
    return {place for match in told for place in range(match.first, match.end)}


def _aged_soon(asked: Asked) -> set[int]:
    """The words of an age that is not reached yet: "I'll be 30 in March"."""
    reached = {match.end - 1 for match in asked.lexicon.aged_already.anywhere(asked.text)}
    soon = (range(match.first, match.end) for match in asked.lexicon.aged_soon.anywhere(asked.text))
    return {place for places in soon for place in places} - reached


def _is_year(asked: Asked, at: int) -> bool:
    """ "'72"."""
    start = asked.text.words[at].start
    return asked.text.raw[max(0, start - 1) : start] in ("'", "’")


def _tens(asked: Asked) -> Iterator[tuple[tuple[float, float], tuple[int, int]]]:
    """ "mid fifties", "in my 40s"."""
    words, times = [word.plain for word in asked.text.words], asked.lexicon.times
    told = {match.end for match in asked.lexicon.aged_in.anywhere(asked.text)}
    if not (told or asked.about == AGE):
        return
    names = {singular(name): tens for name, tens in times.tens.items()}
    counted = {match.first for match in asked.lexicon.counted.anywhere(asked.text)}  # "a nineties kid"
    begun = {match.end for match in asked.lexicon.since.anywhere(asked.text)}  # "since the eighties"
    for at, word in enumerate(words):
        spelled = names.get(word, 0)
        ends = word.isdecimal() and int(word) % 10 == 0 and not times.tens_end.isdisjoint(words[at + 1 : at + 2])
        tens = spelled or (int(word) if ends else 0)
        of_something = at + 1 + ends in counted or not begun.isdisjoint((at, at - 1))
        if tens and not of_something and (asked.about == AGE or at in told):
            first, last = times.thirds.get(words[at - 1] if at else "", (0, 9))
            yield (tens + first, tens + last), (at, at + 1 + ends)


def band(asked: Asked, years: float) -> str:
    return next(value for value in asked.lexicon.slots[AGE].values if _within(years, value))


def _ends_here(asked: Asked, end: int) -> bool:
    """Whether a clause ends before word ``end``, or goes on with "and", "not", "btw"."""
    words = asked.text.words
    if end == len(words) or words[end].plain in asked.lexicon.times.aged_ends:
        return True
    if words[end].comma or words[end].sentence != words[end - 1].sentence:
        return True
    if end in asked.assertions.places("others"):  # "I'm 16 mum's helping me"
        return True
    rest = asked.text.part(end, len(words))
    follow = asked.lexicon.replies["filler"], asked.lexicon.phrases[DIAGNOSIS]  # "male, 47 crohns"
    return bool(words[end].medicine) or any(words.leading(rest) for words in follow)


def _within(years: float, band: str) -> bool:
    """``under_18``, ``35_49``, ``65_plus``."""
    low, _, high = band.partition("_")
    if low == "under":
        return years < int(high)
    return int(low) <= years and (high == "plus" or years < int(high) + 1)


def _open_ended(asked: Asked, first: int, years: float) -> tuple[float, float]:
    """The oldest and the youngest that "over 50" and "under 40" can be."""
    if beyond(asked, first, "above"):
        return OLDEST, years
    return (years - 1, YOUNGEST) if beyond(asked, first, "below") else (years, years)


def beyond(asked: Asked, first: int, which: str) -> bool:
    """ "Less than a year", but not "just under six months"."""
    words, leading = asked.text.words, asked.lexicon.times.leading
    marks = [match for match in asked.lexicon.compared[which].anywhere(asked.text) if first in (match.first, match.end)]
    return any(not mark.first or words[mark.first - 1].plain not in leading for mark in marks)
