"""What every reader of days needs: the day itself, months, weekdays and feasts by their names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from assistant.content.times import Times
from assistant.understanding.text import Plain, singular

MONTHS = 12
WEEK = timedelta(7)


class Day(NamedTuple):
    """A day told in the words ``first`` up to ``end``. ``exact``: day and month; ``near``: it could be another."""

    day: date
    first: int
    end: int
    exact: bool = False
    month_known: bool = True
    near: bool = False


def in_year(year: int | None, month: int, day: int, today: date, future: bool) -> date | None:
    """The day in ``year``; without one the next (``future``) or the latest such day."""
    years = (year,) if year else (today.year, today.year + 1) if future else (today.year, today.year - 1)
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or (found >= today) == future or found == today:
            return found
    return None


def month_at(text: Plain, at: int, times: Times) -> int | None:
    word = text.word_at(at)
    return next((number for number, names in enumerate(times.months, start=1) if word in names), None)


def weekday_at(text: Plain, at: int, times: Times) -> int | None:
    word = text.word_at(at)
    return next((number for number, names in enumerate(times.weekdays) if word in names), None)


def feast_at(
    text: Plain, at: int, feasts: Mapping[str, tuple[int, int]], times: Times, today: date, future: bool
) -> tuple[str, date] | None:
    """The feast named at word ``at``, with its day: the next (``future``) or the latest."""
    if singular(text.word_at(at)) not in times.feasting:
        return None
    fixed = next((name for name in feasts if said(text, at, name)), None)
    moving = next((name for name in (*times.easter, *times.weekday_feasts) if said(text, at, name)), None)
    name = fixed or moving
    if name is None:
        return None
    for year in (today.year, today.year + 1) if future else (today.year, today.year - 1):
        day = date(year, *feasts[name]) if fixed else _moving(name, year, times)
        if day == today or (day > today) == future:
            return name, day
    return None


def _moving(name: str, year: int, times: Times) -> date:
    """Easter and what hangs on it, or a feast on a weekday: the fourth Thursday in November."""
    if name in times.easter:
        return _easter(year) + timedelta(times.easter[name])
    month, weekday, place = times.weekday_feasts[name]
    begin = date(year, month, 1)
    if place < 0:
        last = date(year + month // MONTHS, month % MONTHS + 1, 1) - timedelta(1)
        return last - timedelta((last.weekday() - weekday) % 7) + (place + 1) * WEEK
    return begin + timedelta((weekday - begin.weekday()) % 7) + (place - 1) * WEEK


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def coming_weekday(number: int, today: date) -> date:
    """The next such day of the week (Monday: 0) behind today."""
    return today + timedelta((number - today.weekday() - 1) % 7 + 1)


def weeks_in(word: str, times: Times) -> int:
    """1 for "week", 2 for "fortnight"; 0 for any other word."""
    return 1 if word in times.units["week"] else 2 if word in times.units["fortnight"] else 0


def said(text: Plain, at: int, name: str) -> bool:
    """Whether the words of ``name`` stand at word ``at``."""
    words = [singular(word) for word in name.split()]
    return [singular(text.word_at(at + place)) for place in range(len(words))] == words


def past_endings(text: Plain, at: int, times: Times) -> int:
    while text.word_at(at) in times.endings:
        at += 1
    return at
