"""Days to come that are reckoned from others: "a week on Friday", "first Monday in the new year", "Friday the 4th"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from assistant.content.times import Times
from assistant.understanding.almanac import (
    MONTHS,
    WEEK,
    Day,
    coming_weekday,
    feast_at,
    in_year,
    month_at,
    past_endings,
    said,
    weekday_at,
    weeks_in,
)
from assistant.understanding.numbers import number_at
from assistant.understanding.text import Plain, parted

SOON = 62
"""A weekday and the number of a day fit each other within so many days: "Friday the 4th"."""

ORDINAL = 4
"""As many of ``Times.endings`` make the number of a day ("4th"); what follows them leads on to a month."""

HOURS = 12
LAST = 31
"""No month has more days."""


def weeks_ahead(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """ "Two weeks on Friday": the coming Friday, then two weeks more. "In two weeks, on Friday" is only near."""
    number = number_at(text, at, times)
    after = number.end if number else at + (text.word_at(at) in times.one)
    each = weeks_in(text.word_at(after), times)
    bare = after == at and text.word_at(at - 1) not in (*times.next, *times.this, *times.last, *times.ordinals)
    if not (future and each and (after > at or bare)) or (number and not number.value.is_integer()):
        return None
    weeks, named = each * int(number.value if number else 1), after + 1
    named += text.word_at(named) in times.counting
    coming = _coming(text, named, times, today)
    if not coming:
        return None
    begun = text.word_at(at - 1) in times.leading and not parted(text.words[at - 1], text.words[at])
    apart = any(parted(*text.words[place - 1 : place + 1]) for place in range(at + 1, named + 1))
    return Day(coming.day + weeks * WEEK, at, coming.end, exact=True, near=begun or apart)


def weeks_behind(text: Plain, at: int, times: Times) -> tuple[int, int] | None:
    """ "Tuesday | fortnight", "Sunday | three weeks", "Monday | in 2 weeks": how many weeks, and where they end."""
    if text.clause_ends(at):
        return None
    at += text.word_at(at) in times.leading
    number = number_at(text, at, times)
    unit = number.end if number else at + (text.word_at(at) in times.one)
    weeks = weeks_in(text.word_at(unit), times) * (int(number.value) if number else 1)
    return (weeks, unit + 1) if weeks > 1 else None


def in_digits(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """ "The 15th of the 12th", "3 of 1": the number of a month behind that of a day; near where both may be either."""
    day, behind = text.word_at(at), past_endings(text, at + 1, times)
    if not (future and day.isdecimal() and text.word_at(behind - 1) in times.endings[ORDINAL:]):
        return None
    place = behind + (text.word_at(behind) in times.leading)
    month, end = text.word_at(place), past_endings(text, place + 1, times)
    if not (month.isdecimal() and 1 <= int(month) <= MONTHS and _ends(text, end, times)):
        return None
    then = in_year(None, int(month), int(day), today, future)
    return Day(then, at, end, exact=True, near=int(day) <= MONTHS) if then else None


def _coming(text: Plain, at: int, times: Times, today: date) -> Day | None:
    """The coming weekday, or "tomorrow"."""
    number = weekday_at(text, at, times)
    if number is not None:
        return Day(coming_weekday(number, today), at, at + 1, exact=True)
    name = next((name for name in times.days if said(text, at, name)), None)
    return Day(today + timedelta(times.days[name]), at, at + len(name.split()), exact=True) if name else None


def nth_weekday(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """ "First Monday of December", "the last Friday in November", "third Thursday of next month"."""
    word, number = text.word_at(at), weekday_at(text, at + 1, times)
    last = word in times.last
    if number is None or not future or not (last or word in times.ordinals[:5]):
        return None
    place = at + 2
    while text.word_at(place) in times.within_month:
        place += 1
    month = _month_named(text, place, times, today)
    if place == at + 2 or month is None:
        return None
    begin, end = month
    begin += timedelta(text.word_at(at + 2) in times.after)  # "after the new year"
    if last:
        behind = (begin + timedelta(31)).replace(day=1) - timedelta(1)
        return Day(behind - timedelta((behind.weekday() - number) % 7), at, end, exact=True)
    day = begin + timedelta((number - begin.weekday()) % 7) + times.ordinals.index(word) * WEEK
    return Day(day, at, end, exact=True, near=day.month != begin.month)


def _month_named(text: Plain, at: int, times: Times, today: date) -> tuple[date, int] | None:
    """The first day of the month named at word ``at``, and where its name ends; "the new year" is January."""
    named = month_at(text, at, times)
    if named is not None:
        year = today.year + (named < today.month)
        return date(year, named, 1), at + 1
    if any(said(text, at, name) for name in times.new_year):
        return date(today.year + 1, 1, 1), at + 2
    if text.word_at(at) in (*times.next, *times.this) and text.word_at(at + 1) in times.units["month"]:
        later = today.month - 1 + (text.word_at(at) in times.next)
        return date(today.year + later // MONTHS, later % MONTHS + 1, 1), at + 2
    return None


def by_a_feast(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """ "The day after Boxing Day", "two days before Christmas", "Monday before Christmas"; near by weeks."""
    counted = number_at(text, at, times)
    unit = counted.end if counted else at
    order = text.word_at(unit + 1)
    if not future or order not in (*times.after, *times.before):
        return None
    number = weekday_at(text, unit, times)
    day = text.word_at(unit) in times.units["day"]
    weeks = weeks_in(text.word_at(unit), times)
    feast = feast_at(text, unit + 2, {**times.feasts, **times.festive}, times, today, future)
    if not feast or not (day or weeks or number is not None) or (counted and number is not None):
        return None
    name, when = feast
    end = unit + 2 + len(name.split())
    step = timedelta(1 if order in times.after else -1)
    then = when + step * (int(counted.value) if counted else 1) * max(7 * weeks, 1)
    while number is not None and then.weekday() != number:
        then += step
    return Day(then, at, end, exact=True, near=weeks > 0)


def numbered(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """ "Friday the 4th"; "the 4th" by itself, or with a weekday that it does not fall on, is only near."""
    coming = text.word_at(at) in times.next
    weekday = weekday_at(text, at + coming, times)
    if not future:
        return None
    place = at + coming + (weekday is not None)
    place += weekday is not None and text.word_at(place) in times.leading
    alone = at == 0 and past_endings(text, 1, times) == len(text.words) > 1  # "9th"
    begun = alone or text.word_at(at - 1) in times.leading or _of_some_month(text, at, times, today)
    if weekday is None and not begun:
        return None
    clocked = weekday is not None and _has_a_clock_behind(text, place, times)
    day = _of_month(text, place, times, bare=clocked)
    if not day or (weekday is not None and text.words[place].comma):
        return None
    number, end = day
    behind = past_endings(text, end, times)
    if month_at(text, behind, times) is not None:
        return None
    month = _month_named(text, behind, times, today)
    if month:
        begin, end = month
        then = in_year(begin.year, begin.month, number, today, future)
        return Day(then, at, end, exact=True) if then else None
    if weekday is None and not _ends(text, end, times):
        return None
    ahead = [today + timedelta(days) for days in range(SOON)]
    fitting = [day for day in ahead if day.day == number and weekday in (None, day.weekday())]
    every = fitting or [day for day in ahead if day.day == number]
    bare = weekday is None
    return Day(every[0], at, end, exact=True, month_known=not bare, near=bare or not fitting) if every else None


def _of_some_month(text: Plain, at: int, times: Times, today: date) -> bool:
    """ "5th | of next month"."""
    day = _of_month(text, at, times)
    return day is not None and _month_named(text, past_endings(text, day[1], times), times, today) is not None


def _has_a_clock_behind(text: Plain, at: int, times: Times) -> bool:
    """ "Friday 4 | at 10", "Friday 18": the number of a day, for the hour stands behind it or there is none so late."""
    word = text.word_at(at)
    if not (word.isdecimal() and 1 <= int(word) <= LAST):
        return False
    clock = at + 1 + (text.word_at(at + 1) in times.clock)
    hour = re.match(r"\d+", text.word_at(clock))
    written = not {":", "."}.isdisjoint(text.word_at(clock))
    told = clock > at + 1 or written or text.word_at(clock + 1) in times.halves_of_day
    timed = number_at(text, clock, times) or text.word_at(clock) in (*times.half, *times.quarter, *times.noon)
    behind = text.word_at(at + 1)
    return bool((hour or timed) and told) or not (int(word) <= HOURS or behind.isdecimal() or behind in times.measuring)


def _of_month(text: Plain, at: int, times: Times, bare: bool = False) -> tuple[int, int] | None:
    """The number of a day, told as such ("4th", "fourth") or ``bare``, and where it ends."""
    word = text.word_at(at)
    if word in times.ordinals:
        return times.ordinals.index(word) + 1, at + 1
    told = word.isdecimal() and 1 <= int(word) <= LAST and text.word_at(at + 1) in times.endings[:ORDINAL]
    return (int(word), at + 2) if told else (int(word), at + 1) if bare else None


def _ends(text: Plain, at: int, times: Times) -> bool:
    """Whether a clause ends before word ``at``, or goes on with "at"."""
    return text.clause_ends(at) or text.words[at].plain in times.clock
