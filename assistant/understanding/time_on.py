"""For how long a medicine has been taken."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from assistant.messages import Question
from assistant.understanding.ages import FEW, OLDEST, YOUNGEST, beyond
from assistant.understanding.almanac import WEEK
from assistant.understanding.asked import AGREED, Asked, found
from assistant.understanding.dates import days
from assistant.understanding.durations import LONGEST_YEAR, Duration, days_from, time_since
from assistant.understanding.model import Found
from assistant.understanding.quantities import Amount, counts_else
from assistant.understanding.regimen import ANTI_TNF
from assistant.understanding.slots import (
    DIAGNOSIS,
    EARLIER,
    MISSED,
    NOW,
    PARTNER,
    REACTION,
    RESPONSE,
    STEROIDS,
    TESTS,
    TIME_ON,
)
from assistant.understanding.stray import clause
from assistant.understanding.subjects import of_advanced_only, of_somebody_else, of_the_present
from assistant.understanding.text import Plain, Word, parted

WORE_OFF = "wore_off"
OF_ANOTHER = (STEROIDS, PARTNER)
"""Where these are asked for, "on them for two months" tells of them."""

PERSONS = "about."
"""Slots about who somebody is."""

TELLS_OF_IT = (RESPONSE, REACTION, MISSED)
"""Where these are asked for, "after 5 months on it" tells of the anti-TNF."""

ASK_TIME_ON = Question(slot=TIME_ON, kind="number", text=TIME_ON)
QUESTION = "?"


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
    told = [time for time in told if time.ago or time.first not in _ages_then(asked, of_persons=True)]
    told = [time for time in told if not asked.assertions.of(time.first, time.end).negated] or told
    told = _since_the_first(asked, told) if dosed else _concluded(asked, told)
    if told:
        doubtful = (
            _yet_to_come(asked, told[0].end)
            or beyond(asked, told[0].first, "below")
            or _begins_anew(asked, told)
            or _of_a_wait(asked, told)
        )
        return _weeks(asked, told[0], confidence=0.5 if doubtful else 0.95)
    if aged := _by_ages(asked):
        return aged
    bare = asked.amounts
    if other or len(bare) != 1 or len(asked.text.words) > FEW or counts_else(asked.text, asked.lexicon):
        return None
    if asked.text.word_at(bare[0].end) in asked.lexicon.times.measuring:  # "50 years", which cannot be
        return None
    if any(match.key.startswith(TESTS) for match in asked.lexicon.named.anywhere(asked.text)):  # "calprotectin 850"
        return None
    return found(asked, int(bare[0].number), confidence=0.5) if bare[0].number.is_integer() else None


def _by_ages(asked: Asked) -> Found | None:
    """ "Since he was 15, he's 18 now": from the first dose to today; asked about, for it may be off."""
    ends = _ages_then(asked)
    else_then = asked.lexicon.regimen["else_then"]
    then = [amount for amount in asked.amounts if amount.first in ends]
    then = [each for each in then if not else_then.any_in(Plain(asked.text.raw, tuple(clause(asked, each.first))))]
    marked = {place for match in asked.lexicon.aged.anywhere(asked.text) for place in range(match.first, match.end)}
    now = [each for each in asked.amounts if each not in then and (each.first in marked or _is_latest(asked, each))]
    if len(then) != 1 or len(now) != 1 or not YOUNGEST <= then[0].number < now[0].number <= OLDEST:
        return None
    weeks = round((now[0].number - then[0].number) * LONGEST_YEAR / WEEK.days)
    return found(asked, weeks, hedged=True, confidence=0.5)


def _ages_then(asked: Asked, of_persons: bool = False) -> set[int]:
    """Where the age begins that somebody had: "when he was | 3 months", but not "the first dose was | 3 August"."""
    then, grammar = asked.lexicon.aged_then.anywhere(asked.text), asked.lexicon.grammar
    whose = grammar.persons - grammar.named
    return {match.end - 1 for match in then if not of_persons or asked.text.word_at(match.first - 1) in whose}


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
    if len({time.weeks for time in told}) < 2:
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
        theirs = asked.assertions.of(time.first, time.end).others  # "my friend has been on it for 3 years"
        if theirs or time.first in ailing or _is_of_another(asked, time):
            continue
        named = any(word.medicine for word in asked.text.words[time.first : time.end])  # "started humira in June"
        lasted = (time.first in on or time.first + 1 in on) and not time.ago and time.weeks  # not "two days after"
        lasted = lasted and not _has_been_ill(asked, time)
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


def _has_been_ill(asked: Asked, time: Duration) -> bool:
    """ "Me. I've had it for | forty years", asked about persons."""
    of_persons = asked.about in AGREED or asked.about.startswith(PERSONS)
    if not of_persons or any(word.medicine for word in asked.text.words):
        return False
    had = asked.lexicon.regimen["had_it"].anywhere(asked.text)
    return any(match.end <= time.first <= match.end + FEW for match in had)


def _told_of_it(asked: Asked) -> bool:
    """Whether "it" is the anti-TNF, and no medicine is named that it may be."""
    return asked.about in TELLS_OF_IT and not _names_one(asked)


def _is_of_another(asked: Asked, time: Duration) -> bool:
    """ "Prednisone, I've been on it since June": no anti-TNF is named, and another medicine before the time."""
    before = (word for word in asked.text.words[: time.first] if word.medicine and not word.near)
    return ANTI_TNF not in asked.text.vocabulary and any(word.plain != ANTI_TNF for word in before)


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
