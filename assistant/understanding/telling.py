"""Answers that are measured: ages, lengths of time, amounts."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from assistant.messages import Question
from assistant.understanding.almanac import WEEK, Day
from assistant.understanding.asked import OF_OTHERS, SHORT, Asked, found
from assistant.understanding.dates import days
from assistant.understanding.durations import Duration, days_from, time_since
from assistant.understanding.model import Found
from assistant.understanding.patterns import Match
from assistant.understanding.persons import introduced
from assistant.understanding.quantities import Amount, amounts
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import (
    AGE,
    DIAGNOSIS,
    EARLIER,
    LEVEL,
    MISSED,
    NOW,
    PARTNER,
    REACTION,
    RESPONSE,
    STEROIDS,
    TESTS,
    TIME_ON,
)
from assistant.understanding.stray import clause, is_foreign, strange
from assistant.understanding.subjects import of_advanced_only, of_the_present
from assistant.understanding.text import Plain, Word, parted, singular
from assistant.understanding.whereabouts import beside_an_age

WORE_OFF = "wore_off"
OF_ANOTHER = (STEROIDS, PARTNER)
"""Where these are asked for, "on them for two months" tells of them."""
TELLS_OF_IT = (RESPONSE, REACTION, MISSED)
"""Where these are asked for, "after 5 months on it" tells of the anti-TNF."""
ASK_TIME_ON = Question(slot=TIME_ON, kind="number", text=TIME_ON)
YOUNGEST, OLDEST = 6, 120
CENTURY, CENTURY_ENDS = 1900, 100
"""What "born in '58" leaves out."""
YOUNG_CENTURY = 25
"""A year of birth so short is of this century."""
TWO = 2
FAR = 6
"""A year of birth is told within so many words: "born on the 3rd of May 1958"."""
SENTENCE = 10
"""So many words tell when an age is reached, and nothing else."""
FEW = 3
"""A number among no more words may be the answer."""
QUESTION = "?"
MONEY = ("£", "$", "€")
YEAR = 366
STEROID = "@steroid"
"""Any of them, as a word."""

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
            _denied(asked, place[0]) or (said.imagined and place[0] not in _aged_soon(asked)) or theirs
        ):
            return found(asked, low, place, slot=AGE)
    return None


def _denied(asked: Asked, at: int) -> bool:
    """ "Not 63", but not "not me mate, I'm 63": a "no" well before "I'm" takes back something else."""
    if not asked.assertions.of(at, at + 1).negated:
        return False
    begins = [match.first for match in asked.lexicon.aged.anywhere(asked.text) if match.first <= at < match.end]
    return not begins or any(place >= min(begins) - FEW + 1 for place in asked.assertions.places("negated"))


def _of_somebody_named(asked: Asked, at: int) -> bool:
    """ "My father's joke. He's eighty-six": told in a patient's words, behind somebody else."""
    persons = asked.lexicon.persons.words
    named = any(place < at for place in asked.assertions.places("others"))
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
        of_two, alone = match.end - match.first == TWO, asked.about == AGE or _is_year(asked, match.first)
        if of_two and not (alone and _is_pair(asked, match)):
            continue  # "a 9 pound baby", but "'04 baby"
        for amount in whole or told:
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
    return match.end - match.first == TWO and not asked.text.words[match.end - 1].comma


def _in_numbers(asked: Asked) -> Iterator[tuple[tuple[float, float], tuple[int, int]]]:
    """Those of the numbers that are ages, as ``_ages``."""
    times = {place for time in asked.lengths for place in range(time.first, time.end)}
    said = {place for match in asked.lexicon.aged.anywhere(asked.text) for place in range(match.first, match.end)}
    marks = (asked.lexicon.aged_then, asked.lexicon.numbered)
    counts = [match for templates in marks for match in templates.anywhere(asked.text)]
    then = {each.end - 1 for each in counts if each.end - each.first != TWO or _is_pair(asked, each)}
    born = (match for match in asked.lexicon.born.anywhere(asked.text) if _is_pair(asked, match))
    then |= {match.first for match in born}  # "a 78 baby"
    short = (range(match.first, match.end) for match in asked.lexicon.days["short_of"].anywhere(asked.text))
    then |= {place for places in short for place in places}
    lately = _aged_lately(asked)
    counted = {match.first for match in asked.lexicon.counted.anywhere(asked.text)}
    counted -= {place + 1 for place in said if _addressed(asked, place + 1)}
    soon, named = _aged_soon(asked), set(introduced(asked))
    bare = len(asked.text.words) <= 2 and asked.text.words[-1].plain in asked.lexicon.times.units["year"]
    for amount in asked.amounts:
        if amount.first in then - lately or amount.end in counted or not amount.number.is_integer():
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
        own = own or (
            asked.about in OF_OTHERS and marked and _ends_here(asked, min(amount.end + 1, len(asked.text.words)))
        )  # "he have 25 years,"
        told = sure and (own or amount.first not in times) and not _is_year(asked, amount.first)
        if told and YOUNGEST <= years <= OLDEST and not _is_dated(asked, amount.first):
            yield (youngest, oldest), (amount.first, amount.end)


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
    for at, word in enumerate(words):
        spelled = names.get(word, 0)
        ends = word.isdecimal() and int(word) % 10 == 0 and not times.tens_end.isdisjoint(words[at + 1 : at + 2])
        tens = spelled or (int(word) if ends else 0)
        if tens and at + 1 + ends not in counted and (asked.about == AGE or at in told):
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
    follow = asked.lexicon.replies["filler"], asked.lexicon.phrases["about.diagnosis"]  # "male, 47 crohns"
    return bool(words[end].medicine) or any(words.leading(rest) for words in follow)


def _within(years: float, band: str) -> bool:
    """``under_18``, ``35_49``, ``65_plus``."""
    low, _, high = band.partition("_")
    if low == "under":
        return years < int(high)
    return int(low) <= years and (high == "plus" or years < int(high) + 1)


def number(asked: Asked) -> Found | None:
    """A time told in any unit as whole weeks; a bare number is only asked about."""
    other = [clause(asked, match.first) for match in asked.lexicon.else_since.anywhere(asked.text)]
    behind = _medicines_behind(asked)
    dosed = _of_doses(asked)
    times = (*_times(asked), *(_since_days(asked) if dosed else ()))
    times = times or tuple(_since_days(asked))[:1]
    told = [time for time in times if of_the_present(asked, time.first, behind.get(time.end))]
    told = [time for time in told if not _of_the_disease(asked, time)]
    told = [time for time in told if not of_somebody_else(asked, time.first, time.end)]
    told = [time for time in told if not any(asked.text.words[time.first] in words for words in other)]
    told = [time for time in told if not _when_it_failed(asked, time)]
    told = [time for time in told if not asked.assertions.of(time.first, time.end).negated] or told
    told = _since_the_first(asked, told) if dosed else _concluded(asked, told)
    if told:
        doubtful = (
            _yet_to_come(asked, told[0].end)
            or _beyond(asked, told[0].first, "below")
            or _begins_anew(asked, told)
            or _of_a_wait(asked, told)
        )
        return _weeks(asked, told[0], confidence=0.5 if doubtful else 0.95)
    if aged := _by_ages(asked):
        return aged
    bare = asked.amounts
    if other or len(bare) != 1 or len(asked.text.words) > FEW or _counts_else(asked):
        return None
    if any(match.key.startswith(TESTS) for match in asked.lexicon.named.anywhere(asked.text)):  # "calprotectin 850"
        return None
    return found(asked, int(bare[0].number), confidence=0.5) if bare[0].number.is_integer() else None


def _by_ages(asked: Asked) -> Found | None:
    """ "Since he was 15, he's 18 now": from the first dose to today; asked about, for it may be off."""
    ends = {match.end - 1 for match in asked.lexicon.aged_then.anywhere(asked.text)}
    else_then = asked.lexicon.regimen["else_then"]
    then = [amount for amount in asked.amounts if amount.first in ends]
    then = [each for each in then if not else_then.any_in(Plain(asked.text.raw, tuple(clause(asked, each.first))))]
    marked = {place for match in asked.lexicon.aged.anywhere(asked.text) for place in range(match.first, match.end)}
    now = [each for each in asked.amounts if each not in then and (each.first in marked or _is_latest(asked, each))]
    if len(then) != 1 or len(now) != 1 or not YOUNGEST <= then[0].number < now[0].number <= OLDEST:
        return None
    weeks = round((now[0].number - then[0].number) * YEAR / WEEK.days)
    return found(asked, weeks, hedged=True, confidence=0.5)


def _is_latest(asked: Asked, amount: Amount) -> bool:
    """ "I was 12, | 18 now"."""
    return asked.assertions.latest(amount.first, amount.end)


def _of_doses(asked: Asked) -> bool:
    """Whether doses are told of, or one medicine under two names: "Humira July 2020, Hadlima since April"."""
    named = {(word.medicine, word.typed) for word in asked.text.words if word.medicine}
    renamed = len(named) > len({medicine for medicine, _ in named}) == 1
    return renamed or asked.lexicon.days["dosed"].any_in(asked.text)


def _since_the_first(asked: Asked, told: Sequence[Duration]) -> list[Duration]:
    """ "40 every other week | 3 years ago, 40 weekly since February": the longest; near if it may be another."""
    if len({time.weeks for time in told}) < TWO:
        return list(told)
    first = max(told, key=lambda time: time.weeks)
    around = Plain(asked.text.raw, tuple(clause(asked, first.first)))
    marks = (asked.lexicon.days["dosed"], asked.lexicon.since, asked.lexicon.regimen["begun"])
    light = (*asked.text.words[first.first : first.end], *(word for word in around.words if _is_light(asked, word)))
    begun = all(word in light for word in around.words) or any(word.medicine for word in around.words)
    begun = begun or any(templates.any_in(around) for templates in marks)
    sooner = asked.text.word_at(first.end) in asked.lexicon.times.before
    return [first._replace(near=first.near or sooner or not begun)]


def _is_light(asked: Asked, word: Word) -> bool:
    return word.plain in (*asked.lexicon.times.alone, *asked.lexicon.times.leading)


def _concluded(asked: Asked, told: list[Duration]) -> list[Duration]:
    """ "Started in spring, so | 5 years", "about a year? | 14 months": the length that it comes to."""
    words, times = asked.text.words, asked.lexicon.times
    for before, time in pairwise(sorted(told, key=lambda time: time.first)):
        first = time.first
        light = {*times.alone, *times.rough} - times.concluding
        while first and words[first - 1].plain in light:
            first -= 1
        asked_itself = QUESTION in asked.text.raw[words[before.end - 1].end : words[time.first].start]
        if asked_itself or (first and words[first - 1].plain in times.concluding):
            return [time]
    return told


def _since_days(asked: Asked) -> Iterator[Duration]:
    past = days(asked.text, asked.lexicon.times, asked.today, future=False)
    yield from (days_from(day, asked.today) for day in past)


def _when_it_failed(asked: Asked, time: Duration) -> bool:
    """ "It stopped working | about three months ago"."""
    light, begin = (*asked.lexicon.times.leading, *asked.lexicon.times.alone), time.first
    while begin and asked.text.words[begin - 1].plain in light:
        begin -= 1
    ends = {match.end for match in asked.volunteered if match.key == f"{RESPONSE}={WORE_OFF}"}
    return any(begin <= end <= time.first for end in ends)


def _counts_else(asked: Asked) -> bool:
    """ "40 tablets", "room 12", "I am 34"."""
    lexicon = asked.lexicon
    marks = (lexicon.repeated, lexicon.counted, lexicon.numbered, lexicon.aged)
    return any(templates.any_in(asked.text) for templates in marks)


def of_somebody_else(asked: Asked, first: int, end: int) -> bool:
    """ "My wife has been on hers 5 years": a sentence that begins with somebody else is about them."""
    number = asked.text.words[first].sentence
    sentence = Plain(asked.text.raw, tuple(word for word in asked.text.words if word.sentence == number))
    begins = asked.lexicon.assertion.leading(sentence)
    told = sentence.words[begins.end : begins.end + 1] if begins else ()
    if told and told[0].plain in asked.lexicon.grammar.saying and not asked.assertions.places("theirs"):
        return False  # "my wife says two years"
    return begins is not None and begins.key == "others" and asked.assertions.of(first, end).others


def _open_ended(asked: Asked, first: int, years: float) -> tuple[float, float]:
    """The oldest and the youngest that "over 50" and "under 40" can be."""
    if _beyond(asked, first, "above"):
        return OLDEST, years
    return (years - 1, YOUNGEST) if _beyond(asked, first, "below") else (years, years)


def _beyond(asked: Asked, first: int, which: str) -> bool:
    """ "Less than a year", but not "just under six months"."""
    words, leading = asked.text.words, asked.lexicon.times.leading
    marks = [match for match in asked.lexicon.compared[which].anywhere(asked.text) if first in (match.first, match.end)]
    return any(not mark.first or words[mark.first - 1].plain not in leading for mark in marks)


def _yet_to_come(asked: Asked, end: int) -> bool:
    """ "A year in March", "3 years next June"."""
    words, times = [word.plain for word in asked.text.words[end : end + 2]], asked.lexicon.times
    if asked.lexicon.yet.leading(asked.text.part(end, len(asked.text.words))):
        return True
    return len(words) > 1 and words[0] in times.leading and any(words[1] in names for names in times.months)


def _of_a_wait(asked: Asked, told: Sequence[Duration]) -> bool:
    """ "A long wait for funding, nearly a year", "wish it had been a year"."""
    waits = (match.first < told[0].end for match in asked.lexicon.days["waits"].anywhere(asked.text))
    return len(asked.lengths) == 1 and any(waits)


def _begins_anew(asked: Asked, told: Sequence[Duration]) -> bool:
    """ "Started 2020, restarted last May", "18 months of that, then 6 months of this"."""
    if asked.lexicon.again.any_in(asked.text):
        return not any(match.end == told[0].first for match in asked.lexicon.again.anywhere(asked.text))
    then = [match.first for match in asked.lexicon.regimen["then"].anywhere(asked.text)]
    return any(told[0].end <= at < later.first for later in told[1:] for at in then)


def time_on(asked: Asked) -> Iterator[Found]:
    """ "on humira 2 years": time on the medicine, told together with its name."""
    if asked.about in (TIME_ON, EARLIER) or (asked.about in OF_ANOTHER and ANTI_TNF not in asked.text.vocabulary):
        return
    if of_advanced_only(asked) or _only_talked_of(asked):  # "Entyvio, I've been on it since June"
        return
    if not (times := tuple(_times(asked))):
        return
    on = {match.end for match in asked.lexicon.regimen["time"].anywhere(asked.text)}
    begun = {match.end for match in asked.lexicon.regimen["begun"].anywhere(asked.text)}
    behind = _medicines_behind(asked)
    of_it = (
        {match.first for match in asked.lexicon.regimen["timed_it"].anywhere(asked.text)} if _told_of_it(asked) else ()
    )
    ailing = {at for match in asked.lexicon.days["ailing"].anywhere(asked.text) for at in range(match.first, match.end)}
    for time in times:
        if time.first in ailing:
            continue
        named = any(word.medicine for word in asked.text.words[time.first : time.end])  # "started humira in June"
        lasted = (time.first in on or time.first + 1 in on) and not time.ago
        told = (
            named
            or time.first in begun
            or _is_before(asked, time, behind)
            or (time.end in of_it and time.weeks)
            or lasted
        )
        told = told or (asked.about == NOW and _alone(asked, time))
        if told and of_the_present(asked, time.first, behind.get(time.end)) and not _of_the_disease(asked, time):
            told_apart = time.end in behind and not asked.about and asked.text.clause_ends(time.end)
            item = _weeks(asked, time, slot=TIME_ON, confidence=0.85)
            yield item.roughly() if told_apart else item  # "10 years, on Humira" may be an age
            return


def _is_before(asked: Asked, time: Duration, medicines: Container[int]) -> bool:
    """ "8 months | on Humira", "8 months, | on Humira", but not "the wedding is in 3 weeks, | on Humira"."""
    if time.end not in medicines:
        return False
    words = asked.text.words
    if not parted(words[time.end - 1], words[time.end]):
        return True
    told, alone = words[time.first : time.end], asked.lexicon.times.alone
    plainly = all(word in told or word.plain in alone for word in clause(asked, time.first))
    return plainly and words[time.end].sentence == words[time.first].sentence


def _told_of_it(asked: Asked) -> bool:
    """Whether "it" is the anti-TNF, and no medicine is named that it may be."""
    return asked.about in TELLS_OF_IT and not _names_one(asked)


def _only_talked_of(asked: Asked) -> bool:
    """ "Humira starts January 4th", asked which it is: named, and not taken."""
    if asked.about != NOW or not _names_one(asked):
        return False
    return all(found.slot != NOW for found in asked.regimen)


def _of_the_disease(asked: Asked, time: Duration) -> bool:
    """ "Crohn's for 20 years, on humira"."""
    words, light = asked.text.words, (*asked.lexicon.times.alone, *asked.lexicon.times.dated)
    at = time.first
    while at and words[at - 1].plain in light and not parted(words[at - 1], words[at]):
        at -= 1
    if at == 0 or parted(words[at - 1], words[at]):
        return False
    for match in asked.lexicon.phrases[DIAGNOSIS].anywhere(asked.text):
        if match.end == at:  # not "Humira for Crohn's for 2 years"
            return not any(word.medicine for word in words[:at] if word.sentence == words[at - 1].sentence)
    return False


def _alone(asked: Asked, time: Duration) -> bool:
    """ "Humira, 4 years, still good"."""
    told, inside = asked.text.words[time.first : time.end], clause(asked, time.first)
    times = asked.lexicon.times
    ends = inside[-1] not in told and inside[-1].plain in times.leading  # "2 years in"
    return bool(time.first) and all(word in told or word.plain in times.alone for word in inside[: len(inside) - ends])


def _names_one(asked: Asked) -> bool:
    return any(word.medicine for word in asked.text.words)


def _medicines_behind(asked: Asked) -> dict[int, int]:
    """Where "on humira" begins -> the place of the medicine: "8 months on humira"."""
    return {match.first: match.end - 1 for match in asked.lexicon.regimen["timed"].anywhere(asked.text)}


def _times(asked: Asked) -> Iterator[Duration]:
    longest = asked.lexicon.slots[TIME_ON].greatest or 0
    times = (*time_since(asked.text, asked.lexicon, asked.today), *asked.lengths)
    yield from (time for time in times if time.weeks <= longest)


def _weeks(asked: Asked, time: Duration, slot: str = "", confidence: float = 0.95) -> Found:
    place = time.first, time.end
    hedged = time.vague or asked.hedged(*place)
    return found(asked, time.weeks, place, slot=slot, hedged=hedged, confidence=0.5 if time.near else confidence)


def quantity(asked: Asked) -> Found | None:
    """An amount with its unit. Without a unit it is only near, and no value is made up."""
    others = {match.end for match in asked.lexicon.else_measured.anywhere(asked.text)}  # "crp 14 mg/L"
    told = [amount for amount in asked.amounts if others.isdisjoint(range(amount.first, amount.end))]
    told = [amount for amount in told if not of_somebody_else(asked, amount.first, amount.end)]
    told = [amount for amount in told if amount.quantity or not _is_no_result(asked, amount)]
    told = [amount for amount in told if not asked.assertions.of(amount.first, amount.end).negated] or told
    for amount in [amount for amount in told if asked.assertions.latest(amount.first, amount.end)] or told:
        if amount.quantity:
            place = amount.first, amount.end
            return found(asked, amount.quantity, place, slot=LEVEL, hedged=asked.hedged(*place))
    told = [amount for amount in told if not _is_a_pronoun(asked, amount)]
    if len(told) != 1 or _counts_else(asked) or _is_money(asked, told[0].first):
        return None
    words, start, end = asked.text.said(told[0].first, told[0].end)
    return Found(slot=asked.about, text=words, start=start, end=end, confidence=0.4, near=True)


def _is_a_pronoun(asked: Asked, amount: Amount) -> bool:
    """ "Never had | one"."""
    spelled = amount.number == 1 and amount.end - amount.first == 1 and asked.text.words[amount.first].plain.isalpha()
    return spelled and amount.quantity is None and len(asked.text.words) > 1


def _is_no_result(asked: Asked, amount: Amount) -> bool:
    """ "Results take 3 weeks", "they want it over 5"."""
    timed = any(time.first < amount.end and amount.first < time.end for time in asked.lengths)
    return timed or asked.assertions.of(amount.end - 1, amount.end).imagined


def _is_money(asked: Asked, at: int) -> bool:
    return asked.text.raw[: asked.text.words[at].start].endswith(MONEY)


def steroids_over(asked: Asked, taken_now: bool) -> Found | None:
    """When they ended, where that is said: "taper, finished 29 August", "a course in 2022", unless ``taken_now``."""
    names = ("ended",) if taken_now else ("ended", "had_then")
    ended = {match.end for name in names for match in asked.lexicon.regimen[name].anywhere(asked.text)}
    resumed = (asked.lexicon.regimen["resumed"], asked.lexicon.again)
    if not ended or any(templates.any_in(asked.text) for templates in resumed):
        return None
    past = days(asked.text, asked.lexicon.times, asked.today, future=False)
    told = [(float((asked.today - day.day).days), day.first, day.end) for day in past if _is_known(asked, day)]
    told += [(time.days, time.first, time.end) for time in asked.lengths if time.ago]
    told = [each for each in told if each[1] in ended and asked.assertions.of(*each[1:]).holds]
    values = {"past_year" if since <= YEAR else "no" for since, *_ in told}
    hedged = any(asked.hedged(*place) for _, *place in told)
    return found(asked, values.pop(), hedged=hedged) if len(values) == 1 else None


def _is_known(asked: Asked, day: Day) -> bool:
    """Whether a year is told so that it cannot be within the last twelve months, or its month."""
    return day.month_known or day.day.year < asked.today.year - 1


def steroids(asked: Asked) -> Found | None:
    """When the last ones were, told as a time: "last time was 2022", "six months ago"."""
    lengths = [time.days for time in asked.lengths if time.ago and not _of_something_else(asked, time.first)]
    past = days(asked.text, asked.lexicon.times, asked.today, future=False)
    past = [day for day in past if asked.assertions.of(day.first, day.end).holds]
    past = [day for day in past if not _of_something_else(asked, day.first)]
    lengths += [float((asked.today - day.day).days) for day in past]
    since = {match.end for match in asked.lexicon.since.anywhere(asked.text)} & {day.first for day in past}
    if not lengths:
        return None
    until = {day.first for day in past if asked.text.word_at(day.first - 1) in asked.lexicon.times.until}
    off = since and (
        until or asked.lexicon.else_since.any_in(asked.text)
    )  # "off them since 2022", "from June to August"
    if since and not off and not asked.assertions.of(past[-1].first, past[-1].end).negated:
        return found(asked, "now")
    past = [day for day in past if day.first in until] or past
    known = all(_is_known(asked, day) for day in past)
    hedged = any(asked.hedged(day.first, day.end) for day in past)
    return found(asked, "past_year" if min(lengths) <= YEAR else "no", hedged=hedged) if known else None


def _of_something_else(asked: Asked, at: int) -> bool:
    """ "He had a bit of bowel out | in 2022": a time in a clause that tells of anything but steroids."""
    words = asked.text.words
    if (asked.said and not asked.said.value) or any(word.plain == STEROID for word in words):
        return False
    first = at
    while not asked.text.clause_ends(first):
        first -= 1
    before, regimen = asked.text.part(first, at), asked.lexicon.regimen
    if not before.words or regimen["of_steroids"].any_in(before):
        return False
    named = any(word.medicine for word in before.words) or regimen["else_then"].any_in(before)
    return named or is_foreign(asked, before.words)
