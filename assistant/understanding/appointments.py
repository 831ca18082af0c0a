"""The day of the next appointment: "4 December", "moved to the 10th of December", "3 weeks today"."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

from assistant.conversations import Value
from assistant.understanding.almanac import WEEK, Day, past_endings
from assistant.understanding.asked import Asked, found
from assistant.understanding.dates import day_at, days
from assistant.understanding.model import Found
from assistant.understanding.numbers import number_at
from assistant.understanding.patterns import Match
from assistant.understanding.slots import APPOINTMENT
from assistant.understanding.stray import clause
from assistant.understanding.subjects import of_somebody_else
from assistant.understanding.text import NOT, Plain, parted

LAST = 31
"""No month has more days."""

FEW_WEEKS = 27
"""So many days ahead can be counted in days or weeks; "in two months" is no day."""


def day(asked: Asked) -> Found | None:
    """A day with day and month; asked about where it could be another."""
    every = days(asked.text, asked.lexicon.times, asked.today, future=True)
    told = [day for day in every if day.exact and day.day >= asked.today]
    told = [day for day in told if not of_somebody_else(asked, day.first, day.end)]
    told = [day for day in told if not asked.assertions.on_their_own_side(day.first)]
    told = [day for day in told if not _is_of_something_else(asked, day)]
    gone = tuple(asked.lexicon.gone.anywhere(asked.text))
    told = [day for day in told if not _is_counted_from(asked, day)]
    told = [
        day for day in told if not any(_leads_to(asked, each.end, day.first) or each.end == day.end for each in gone)
    ]
    full = [day for day in told if day.month_known]
    kept = [day for day in full if not asked.assertions.of(day.first, day.end).negated]  # "not the 2nd, the 9th"
    exact = [day for day in kept if not _is_weekday(asked, day.end - 1)] or kept or full  # "Friday the 4th of December"
    if asked.lexicon.days["week_of"].any_in(asked.text):
        exact = [day for day in exact if not _is_weekday(asked, day.end - 1)]
    bare = [day for day in told if not day.month_known and not _is_about(asked, day)]  # "the scan is on the 4th"
    exact = [day._replace(near=day.near and all(day.day != other.day for other in bare)) for day in exact]
    bare = [_in_its_month(day, every) for day in bare]
    exact = _of_the_visit(asked, exact, bare)
    if not exact:
        return _day_ahead(asked)
    exact = _a_week_later(asked, exact, _taken_back(asked, full))
    moved = tuple(asked.lexicon.moved.anywhere(asked.text))
    now = [day for day in exact if any(_is_moved_to(asked, match, day) for match in moved)]
    now = now or [day for day in exact if asked.text.word_at(day.first - 1) in asked.lexicon.times.concluding]
    first = (now or exact)[0]
    others = not now and (bool(moved) or len({other.day for other in exact}) > 1)
    doubtful = first.near or others or (not now and _is_about(asked, first)) or _has_another_behind(asked, first)
    place = first.first, first.end
    doubtful = doubtful or asked.assertions.of(*place).imagined  # "if there's a cancellation, 4 December"
    value: Value = (_mended(asked, first) + _ahead_of(asked, first)).isoformat()
    return found(asked, value, place, hedged=asked.hedged(*place), confidence=0.5 if doubtful else 0.95)


def is_of_some_month(asked: Asked) -> bool:
    """ "Cancelled twice. | Now it's March": moved to a month of which no day is told."""
    every = days(asked.text, asked.lexicon.times, asked.today, future=True)
    months = [day for day in every if day.month_known and not day.exact]
    moved = tuple(asked.lexicon.moved.anywhere(asked.text))
    return any(_is_moved_to(asked, match, day) for match in moved for day in months)


def _is_of_something_else(asked: Asked, told: Day) -> bool:
    """ "Monday | is bin day", "date night | tonight", "| sat in the car"."""
    if any(match.first <= told.first < match.end for match in asked.lexicon.days["no_day"].anywhere(asked.text)):
        return True
    behind = asked.lexicon.days["is_of"].leading(asked.text.part(told.end, len(asked.text.words)))
    return behind is not None and not asked.lexicon.days["visiting"].any_in(_around(asked, told))


def _is_counted_from(asked: Asked, told: Day) -> bool:
    """ "A month from | today"."""
    words, times = asked.text.words, asked.lexicon.times
    named = any(words[told.first].plain == name for name in times.days)
    counts = named and asked.text.word_at(told.first - 1) in times.counting
    return counts and any(time.end == told.first - 1 for time in asked.lengths)


def _in_its_month(told: Day, every: list[Day]) -> Day:
    """ "First week of January, | the 6th": the number of a day in the only month that is named."""
    months = [other.day for other in every if other.month_known and not other.exact]
    if len(months) != 1 or told.day.day > monthrange(months[0].year, months[0].month)[1]:
        return told
    return told._replace(day=months[0].replace(day=told.day.day))


def _has_another_behind(asked: Asked, told: Day) -> bool:
    """ "Dec 9 | or 10", "this Friday | or next"."""
    behind = asked.text.word_at(told.end + 1)
    numbered = behind.isdecimal() or behind in (*asked.lexicon.times.ordinals, *asked.lexicon.times.next)
    return numbered and asked.text.word_at(told.end) in asked.lexicon.times.either


def _a_week_later(asked: Asked, exact: list[Day], taken_back: bool) -> list[Day]:
    """ "Next Thursday, not this one", "not this Thursday but the next"; asked about if that is not said."""
    denied = asked.lexicon.days["not_this"].any_in(asked.text) or taken_back
    if not denied or not all(_is_weekday(asked, day.end - 1) and day.day - asked.today <= WEEK for day in exact):
        return exact
    sure = not asked.text.vocabulary.isdisjoint(asked.lexicon.times.next)
    return [day._replace(day=day.day + WEEK, near=not sure) for day in exact]


def _taken_back(asked: Asked, told: list[Day]) -> bool:
    """ "This Friday. | No, next Friday"."""
    times, words = asked.lexicon.times, asked.text.words
    for day, other in pairwise(told):
        named = asked.text.word_at(day.first - 1) in times.this and words[other.first].plain in times.next
        if named and any(word.plain in (NOT, *times.repairing) for word in words[day.end : other.first]):
            return True
    return False


def _mended(asked: Asked, told: Day) -> date:
    """ "2nd Feb, | no, | 12th", "it was for 3 December but they put | 17": another day of the same month."""
    words, times = asked.text.words, asked.lexicon.times
    before = {word.plain for word in clause(asked, told.first) if word.start < words[told.first].start}
    was = NOT in before or not asked.lexicon.grammar.been.isdisjoint(before)
    for at in range(told.end + 1, len(words)):
        but = was and any(word.plain in asked.lexicon.grammar.contrasts for word in words[told.end : at])
        light = words[told.end].plain in times.repairing or but
        a_day = words[at].plain.isdecimal() and words[at - 1].plain not in times.clock
        number = number_at(asked.text, at, times) if light and a_day else None
        ends = past_endings(asked.text, at + 1, times) == len(words) and (but or len(words) > at + 1)
        if number and ends and 1 <= number.value <= LAST:
            return told.day.replace(day=min(int(number.value), monthrange(told.day.year, told.day.month)[1]))
    return told.day


def _of_the_visit(asked: Asked, full: list[Day], bare: list[Day]) -> list[Day]:
    """ "30 Nov is the blood test, 2 Dec the doctor": of several days those that are not of something else.

    A ``bare`` one ("the 4th") counts where no other does.
    """
    told = sorted((*full, *bare), key=lambda day: day.first)
    around = [_around(asked, day) for day in told]
    visits = [asked.lexicon.days["visiting"].any_in(words) for words in around]
    errands = [asked.lexicon.days["errands"].any_in(words) for words in around]
    kept = [day for day, other, own in zip(told, errands, visits, strict=True) if own or not other]
    seen = [day for day, own in zip(told, visits, strict=True) if own]
    if len(told) > 1 and (seen or 0 < len(kept) < len(told)):
        return kept if 0 < len(kept) < len(told) else seen
    return full or bare


def _around(asked: Asked, told: Day) -> Plain:
    """What stands with a day between commas, "and" and "but"."""
    words, first, end = asked.text.words, told.first, told.end
    joins = (*asked.lexicon.grammar.adding, *asked.lexicon.grammar.contrasts, *asked.lexicon.grammar.then)
    while first and not (parted(words[first - 1], words[first]) or words[first].plain in joins):
        first -= 1
    while end < len(words) and not (parted(words[end - 1], words[end]) or words[end].plain in joins):
        end += 1
    return asked.text.part(first, end)


def _leads_to(asked: Asked, end: int, first: int) -> bool:
    """ "Moved | to the | 10th of December"."""
    between = asked.text.words[end:first]
    light = (*asked.lexicon.times.leading, *asked.lexicon.times.either)
    return end <= first and all(word.plain in light for word in between)


def _is_moved_to(asked: Asked, match: Match, told: Day) -> bool:
    """ "Moved to the 10th", "now 12 January"."""
    return _leads_to(asked, match.end, told.first) or match.first < told.first < match.end <= told.end


def _is_about(asked: Asked, told: Day) -> bool:
    """ "After the 1st of December", "the week of the 7th", "the 2nd or 3rd of December", "not the 4th"."""
    words, times = asked.text.words, asked.lexicon.times
    begin = next(at for at in range(told.first, told.end) if words[at].plain not in times.leading)
    marks = (match for match in asked.lexicon.near_day.anywhere(asked.text) if match.end <= begin)
    if any(told.first - 1 <= match.end for match in marks):
        return True
    if any(told.first - 1 <= at < begin for at in asked.assertions.places("contrast")):
        return True
    joins = (*times.either, *asked.lexicon.grammar.adding)
    before = told.first - 1
    if before < 1 or words[before].plain not in joins:
        return False
    before -= 1 + (words[before - 1].plain in times.endings)  # "the 5th | or the 6th of December"
    return words[before].plain.isdecimal()


def _ahead_of(asked: Asked, told: Day) -> timedelta:
    """ "3 weeks today"."""
    before = [time for time in asked.lengths if time.end == told.first]
    counts = before and any(asked.text.words[told.first].plain == name for name in asked.lexicon.times.days)
    return timedelta(round(before[0].days)) if counts else timedelta()


def _is_weekday(asked: Asked, at: int) -> bool:
    return any(asked.text.words[at].plain in names for names in asked.lexicon.times.weekdays)


def visit(asked: Asked) -> Found | None:
    """The day of the appointment, told together with the word: "my appointment is on 10 December"."""
    for match in asked.lexicon.visit.anywhere(asked.text):
        told = _named_in_full(asked, match.end)
        theirs = match.first > 0 and asked.text.words[match.first - 1].is_possessive  # "my mum's | appointment"
        if theirs or asked.assertions.on_their_own_side(match.first):
            continue
        if told and (item := _of_a_visit(asked, told)):
            return item
    behind = asked.lexicon.days["visit_behind"]
    for match in behind.anywhere(asked.text):
        before = [
            day for day in days(asked.text, asked.lexicon.times, asked.today, future=True) if day.end == match.first
        ]
        theirs = asked.assertions.on_their_own_side(match.first)
        if before and not theirs and (item := _of_a_visit(asked, before[-1])):
            return item
    return None


def _of_a_visit(asked: Asked, told: Day) -> Found | None:
    """A coming day, unless that of an errand: "they booked me in for | 4 December, for the scan"."""
    sure = told.exact and told.month_known and not told.near and told.day >= asked.today
    around = _around(asked, told)
    errand = asked.lexicon.days["errands"].any_in(around) and not asked.lexicon.days["visiting"].any_in(around)
    if not sure or errand:
        return None
    return found(asked, told.day.isoformat(), (told.first, told.end), slot=APPOINTMENT, confidence=0.85)


def _named_in_full(asked: Asked, at: int) -> Day | None:
    """The day at word ``at``; "Fri | Dec 4", "Friday | the 4th of December": that of the month."""
    told = day_at(asked.text, at, asked.lexicon.times, asked.today, future=True)
    if told is None or not _is_weekday(asked, told.end - 1):
        return told
    full = day_at(asked.text, told.end, asked.lexicon.times, asked.today, future=True)
    return full if full and full.exact and full.month_known else told


def _day_ahead(asked: Asked) -> Found | None:
    """ "In ten days", "ten days from now"; a month or more ahead is too rough for a day."""
    begins = {match.end for match in asked.lexicon.within.anywhere(asked.text)}
    ends = {match.first for match in asked.lexicon.days["from_now"].anywhere(asked.text)}
    for time in asked.lengths:
        if (time.first in begins or time.end in ends) and time.days <= FEW_WEEKS:
            then = asked.today + timedelta(round(time.days))
            rough = not asked.lexicon.times.vague.keys().isdisjoint(word.plain for word in asked.text.words)
            confidence = 0.5 if rough else 0.95  # "in a couple of weeks"
            whole_weeks = time.days % 7 == 0
            return found(asked, then.isoformat(), (time.first, time.end), hedged=whole_weeks, confidence=confidence)
    return None
