"""Days: "4 December", "next Tuesday", "03/2024", "last summer"."""

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
from assistant.understanding.reckoned import by_a_feast, in_digits, nth_weekday, numbered, weeks_ahead, weeks_behind
from assistant.understanding.text import Plain, parted, singular

LATE = 10
"""The month in which the end of a year begins."""

SEASON = 3
"""Months."""

LAST = 31
"""Of December."""

JUST_OVER = 2
"""Of a month that ended so many months ago "last" may mean the one a year before."""

SHORT_YEARS, CENTURY = 10, 100
"""From 2010 on a year is told by two digits that are a day's as well: "Jan 23"."""

FARTHEST = 300
"""A day named without a year that would lie this many days ahead is asked about."""

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})")


def day_at(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """The day named at word ``at``; without a year it is the next one (``future``) or the latest."""
    first = at
    while text.word_at(at) in times.leading:
        at += 1
    if not _may_begin(text, at, times):
        return None
    readers = (
        in_digits,
        weeks_ahead,
        nth_weekday,
        by_a_feast,
        numbered,
        _digits,
        _named_month,
        _weekday,
        _feast,
        _relative,
        _year,
    )
    found = next((day for reader in readers if (day := reader(text, at, times, today, future))), None)
    return found._replace(first=first) if found else None


def _may_begin(text: Plain, at: int, times: Times) -> bool:
    """Whether a day may begin with word ``at``: with any that may be a number only if a month is named behind it."""
    word, following = text.word_at(at), text.word_at(at + 1)
    if word[:1].isdigit() or word in times.dating or following in times.reckoning:
        return True
    return not times.month_names.isdisjoint(text.vocabulary)


def days(text: Plain, times: Times, today: date, future: bool) -> list[Day]:
    """Every day named, in order."""
    found: list[Day] = []
    at = 0
    while at < len(text.words):
        day = day_at(text, at, times, today, future) if not _is_verb(text, at, times) else None
        found += [day] if day else []
        at = day.end if day else at + 1
    return found


def _is_verb(text: Plain, at: int, times: Times) -> bool:
    """ "It may wear off", "they march on"."""
    words = text.words
    if words[at].plain not in times.verbs or not at or at + 1 == len(words):
        return False
    begins = parted(words[at - 1], words[at]) or parted(words[at], words[at + 1])
    return (
        not begins and not words[at + 1].plain.isdecimal() and words[at - 1].plain not in (*times.dated, *times.leading)
    )


def _digits(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    word = text.word_at(at)
    if iso := _ISO.fullmatch(word):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]), at)
    if month := _MONTH_YEAR.fullmatch(word):
        found = _day(int(month[2]), int(month[1]), 1, at)
        return found._replace(exact=False) if found else None
    parts = _DAY_MONTH.fullmatch(word)
    alone = future and len(text.words) == 1  # "15.12."
    dotted = parts is not None and "." in word and not parts[3]
    led = future and text.word_at(at - 1) in times.dating_with and text.word_at(at + 1) not in times.measuring
    if not parts or (dotted and not (alone or led)):
        return None
    year = _full_year(parts[3]) if parts[3] else None
    day_first, month_first = (int(parts[2]), int(parts[1])), (int(parts[1]), int(parts[2]))
    both = (month_first, day_first) if times.month_first else (day_first, month_first)
    readings = [day for month, number in both if (day := in_year(year, month, number, today, future))]
    if not readings:
        return None
    sensible = [day for day in readings if (day >= today) == future] or readings
    a_year = not (future or parts[3]) and _may_be_a_year(parts[2], today)  # "03/19"
    near = len(set(readings)) > 1 or a_year or (dotted and not alone)  # "for 10.12" may be the hour
    return Day(sensible[0], at, at + 1, exact=True, near=near)


def _named_month(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """ "4 december", "december 4th 2026", "march 2024", "last march"."""
    last = text.word_at(at) in (*times.last, *times.next)
    at += last
    number, place = None, at
    tens = number_at(text, at, times) if text.word_at(at + 1) in times.ordinals[:9] else None
    if tens and tens.value in (20, 30):  # "twenty third of"
        number = int(tens.value) + times.ordinals.index(text.word_at(at + 1)) + 1
        place = past_endings(text, at + 2, times)
    elif text.word_at(at) in times.ordinals:
        number, place = times.ordinals.index(text.word_at(at)) + 1, past_endings(text, at + 1, times)
    elif month_at(text, at, times) is None and (counted := number_at(text, at, times)) and counted.value <= 31:
        number, place = int(counted.value), past_endings(text, counted.end, times)
    month = month_at(text, place, times)
    if month is None:
        return None
    end = place + 1
    short = False
    if number is None:
        number, end = _day_after(text, end, times) if not future else _spoken_day_after(text, end, times)
        short = not future and end == place + 2 and _may_be_a_year(text.word_at(place + 1), today)  # "Jan 23"
    year, end = _year_after(text, end, times, today)
    bare = number is None and year is None
    ago = (today.month - month) % MONTHS
    if last and bare and not (future or ago):
        year = today.year - 1  # "last November", said in November
    day = in_year(year, month, number or 1, today, future)
    if not day:
        return None
    far = number is not None and year is None and (day - today).days > FARTHEST
    recent = last and bare and not future and 0 < ago <= JUST_OVER  # "last October", said then: this one or the other
    return Day(day, at, end, exact=number is not None, near=far or recent or (short and year is None))


def _day_after(text: Plain, at: int, times: Times) -> tuple[int | None, int]:
    at += text.word_at(at) in times.leading
    word = text.word_at(at)
    if word.isdecimal() and 1 <= int(word) <= 31 and not _is_short_year(text, at):
        return int(word), past_endings(text, at + 1, times)
    unit = text.word_at(at + 1) in times.measuring  # "December, second week"
    if word in times.ordinals and not text.words[at].comma and not unit:
        return times.ordinals.index(word) + 1, at + 1
    return None, at


def _spoken_day_after(text: Plain, at: int, times: Times) -> tuple[int | None, int]:
    """The day behind its month as it is spoken, too: "December five", "December twenty second"."""
    number, end = _day_after(text, at, times)
    at += text.word_at(at) in times.leading
    spoken = number_at(text, at, times) if number is None and not text.clause_ends(at) else None
    behind = text.word_at(spoken.end) if spoken else ""
    if not spoken or spoken.value not in range(2, LAST + 1) or behind in times.measuring:
        return number, end
    if behind in times.ordinals[:9] and spoken.value in (20, 30):
        return int(spoken.value) + times.ordinals.index(behind) + 1, spoken.end + 1
    clocked = number_at(text, spoken.end, times) and not _year_after(text, spoken.end, times, date.max)[0]
    return (number, end) if clocked else (int(spoken.value), spoken.end)  # not "December, | two thirty"


def _may_be_a_year(digits: str, today: date) -> bool:
    """Whether two digits behind a month may leave out the century."""
    return len(digits) == 2 and digits.isdecimal() and SHORT_YEARS <= int(digits) <= today.year % CENTURY


def _year_after(text: Plain, at: int, times: Times, today: date) -> tuple[int | None, int]:
    word = text.word_at(at)
    if word in times.last and text.word_at(at + 1) in times.units["year"]:
        return today.year - 1, at + 2
    if word.isdecimal() and len(word) == 4 and 1970 <= int(word) <= today.year + 5:
        return int(word), at + 1
    if _is_short_year(text, at) and _full_year(word) <= today.year + 5:  # "Sept '23"
        return _full_year(word), at + 1
    number = number_at(text, at, times)
    years = number and text.word_at(number.end) in times.units["year"] and text.word_at(number.end + 1) in times.ago
    if number and years and number.value.is_integer():  # "March | three years ago"
        return max(1, today.year - int(number.value)), number.end + 2
    return None, at


def _weekday(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """The coming one. "Next Tuesday" is next week's; asked about while this week's is still to come."""
    coming = text.word_at(at) in times.next
    number = weekday_at(text, at + coming, times)
    if number is None or not future or text.word_at(at - 1) in (*times.last, *times.ordinals):
        return None
    end = at + coming + 1
    counted = None if coming else weeks_behind(text, end, times)
    if counted:
        return Day(coming_weekday(number, today) + counted[0] * WEEK, at, counted[1], exact=True, near=True)
    if weeks := _next_weeks(text, at, times):
        monday = today - timedelta(today.weekday())
        return Day(monday + weeks * WEEK + timedelta(number), at, end, exact=True, near=weeks > 1)
    later = _weeks_later(text, at, end, times)
    behind = end + 1 if text.word_at(end) in times.after and text.word_at(end + 1) in times.next else end
    weeks = later + (behind > end)
    this_week = number > today.weekday()
    end = behind + 1 if behind > end else end + (text.word_at(end) in times.units["week"])
    day = coming_weekday(number, today) + (weeks + (coming and this_week)) * WEEK
    twice = coming and text.word_at(at - 1) in times.next  # "next next Wednesday"
    day += twice * WEEK
    near = (coming and this_week) or twice or text.word_at(end - 1) in (*times.units["week"], *times.next)
    return Day(day, at, end, exact=True, near=near)


def _next_weeks(text: Plain, at: int, times: Times) -> int:
    """How many weeks ahead "next week | Tuesday" is, "next next week on | Tuesday"; 0 where no week is named."""
    at -= 1 + (text.word_at(at - 1) in times.counting)
    if text.word_at(at) not in times.units["week"]:
        return 0
    weeks = 0
    while text.word_at(at - 1 - weeks) in times.next:
        weeks += 1
    return weeks


def _weeks_later(text: Plain, at: int, end: int, times: Times) -> int:
    """ "Friday week", "week on Friday"."""
    if text.word_at(end) in times.units["week"]:
        return 1
    before = text.word_at(at - 2) if text.word_at(at - 1) in times.counting else ""
    return weeks_in(before, times)


def _relative(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """ "tomorrow", "last summer", "last year"."""
    word = text.word_at(at)
    for name, ahead in times.days.items() if future else ():
        if said(text, at, name):
            end = at + len(name.split())
            week = text.word_at(end) in times.units["week"]  # "tomorrow week"
            return Day(today + timedelta(ahead + 7 * week), at, end + week, exact=True)
    last = word in times.last
    named = text.word_at(at + last)
    month = next((month for name, month in times.seasons.items() if singular(name) == named), None)
    if month and not future:
        end = at + last + 1
        told = _year(text, end + (text.word_at(end) in times.endings), times, today, future) or _spoken_year(
            text, end + (text.word_at(end) in times.endings), times, today
        )
        year = told.day.year if told else None
        if last and not told and 0 <= today.month - month < SEASON:
            year = today.year - 1  # "last autumn", said in autumn
        day = in_year(year, month, 1, today, future=False)
        return Day(day, at, told.end if told else end) if day else None
    if last and named in times.units["year"]:
        return Day(date(today.year - 1, 1, 1), at, at + 2, month_known=False)
    ago = WEEK if named in times.units["week"] else timedelta(30) if named in times.units["month"] else None
    if last and ago and not future:
        return Day(today - ago, at, at + 2)
    return None


def _feast(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    """ "Boxing Day", "last Easter", "Labor Day last year", "Halloween 2024"."""
    last = not future and text.word_at(at) in times.last
    feast = feast_at(text, at + last, times.feasts, times, today, future)
    if not feast:
        return None
    name, day = feast
    end = at + last + len(name.split())
    if future:  # the moving ones are no day of an appointment, but one may be reckoned from them
        return Day(day, at, end, exact=True) if name in times.feasts else None
    year, behind = _year_after(text, end, times, today)
    begun = last or year or text.word_at(at - 1) in (*times.dated, *times.leading)
    if not begun or text.word_at(behind) in times.before:  # "thanksgiving is next week", "the Easter before last"
        return None
    then = feast_at(text, at + last, times.feasts, times, date(year, MONTHS, LAST), future) if year else None
    return Day(then[1] if then else day, at, behind, exact=True)


def _year(text: Plain, at: int, times: Times, today: date, future: bool) -> Day | None:
    word = text.word_at(at)
    if future or not word.isdecimal():
        return None
    short = _is_short_year(text, at)
    year = _full_year(word) if short else int(word) if len(word) == 4 else 0
    month = month_at(text, at + 1, times)  # "since 2023, november"
    ends = month is not None and number_at(text, at + 2, times) is None
    known = month is not None and ends and (year, month) <= (today.year, today.month)
    if not 1990 <= year <= today.year:
        return None
    begin = 1 if known or not _late_in(text, at, times) or year == today.year else LATE  # "the end of | 2019"
    return Day(date(year, (known and month) or begin, 1), at, at + 1 + known, month_known=known)


def _late_in(text: Plain, at: int, times: Times) -> bool:
    before = (text.word_at(at - 1), text.word_at(at - 2) if text.word_at(at - 1) in times.endings else "")
    return not times.late.isdisjoint(before)


def _spoken_year(text: Plain, at: int, times: Times, today: date) -> Day | None:
    """ "The summer of | 21", "spring | twenty one"."""
    number = number_at(text, at, times)
    if not number or not number.value.is_integer() or text.word_at(number.end) in times.measuring:
        return None
    year = _full_year(f"{int(number.value):02}") if SHORT_YEARS <= number.value <= today.year % CENTURY else 0
    return Day(date(year, 1, 1), at, number.end, month_known=False) if year else None


def _is_short_year(text: Plain, at: int) -> bool:
    """ "'23"."""
    word = text.word_at(at)
    begin = text.words[at].start if word else 0
    return word.isdecimal() and len(word) == 2 and text.raw[max(0, begin - 1) : begin] in ("'", "’")


def _day(year: int, month: int, day: int, at: int) -> Day | None:
    try:
        return Day(date(year, month, day), at, at + 1, exact=True)
    except ValueError:
        return None


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
