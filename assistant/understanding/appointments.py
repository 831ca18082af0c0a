"""The day of the next appointment: "4 December", "moved to the 10th of December", "3 weeks today"."""

from __future__ import annotations

from datetime import timedelta

from assistant.conversations import Value
from assistant.understanding.asked import Asked, found
from assistant.understanding.dates import Day, day_at, days
from assistant.understanding.durations import durations
from assistant.understanding.model import Found
from assistant.understanding.telling import of_somebody_else

APPOINTMENT = "about.appointment"
FEW_WEEKS = 27
"""So many days ahead can be counted in days or weeks; "in two months" is no day."""


def day(asked: Asked) -> Found | None:
    """A day with day and month; asked about where it could be another."""
    every = days(asked.text, asked.lexicon.times, asked.today, future=True)
    told = [
        day for day in every if day.exact and not of_somebody_else(asked, day.first, day.end) and day.day >= asked.today
    ]
    gone = tuple(asked.lexicon.gone.anywhere(asked.text))
    told = [
        day for day in told if not any(_leads_to(asked, each.end, day.first) or each.end == day.end for each in gone)
    ]
    kept = [day for day in told if not asked.assertions.of(day.first, day.end).negated]  # "not the 2nd, the 9th"
    exact = [day for day in kept if not _is_weekday(asked, day.end - 1)] or kept or told  # "Friday the 4th of December"
    if not exact:
        return _day_ahead(asked)
    moved = [match.end for match in asked.lexicon.moved.anywhere(asked.text)]
    now = [day for day in exact if any(_leads_to(asked, end, day.first) for end in moved)]
    first = (now or exact)[0]
    others = not now and (bool(moved) or len({other.day for other in exact}) > 1)
    doubtful = first.near or others or (not now and _is_about(asked, first))
    place = first.first, first.end
    doubtful = doubtful or asked.assertions.of(*place).imagined  # "if there's a cancellation, 4 December"
    value: Value = (first.day + _ahead_of(asked, first)).isoformat()
    return found(asked, value, place, hedged=asked.hedged(*place), confidence=0.5 if doubtful else 0.95)


def _leads_to(asked: Asked, end: int, first: int) -> bool:
    """ "Moved | to the | 10th of December"."""
    between = asked.text.words[end:first]
    light = (*asked.lexicon.times.leading, *asked.lexicon.times.either)
    return end <= first and all(word.plain in light for word in between)


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
    return told.first > 1 and words[told.first - 1].plain in joins and words[told.first - 2].plain.isdecimal()


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
        told = day_at(asked.text, match.end, asked.lexicon.times, asked.today, future=True)
        if told and told.exact and not told.near:
            return found(asked, told.day.isoformat(), (told.first, told.end), slot=APPOINTMENT, confidence=0.85)
    return None


def _day_ahead(asked: Asked) -> Found | None:
    """ "in ten days"; a month or more ahead is too rough for a day."""
    for match in asked.lexicon.within.anywhere(asked.text):
        for time in durations(asked.text.part(match.end, len(asked.text.words)), asked.lexicon):
            if time.first == 0 and time.days <= FEW_WEEKS:
                then = asked.today + timedelta(round(time.days))
                return found(asked, then.isoformat(), (match.first, match.end + time.end), hedged=time.days % 7 == 0)
    return None
