"""What every reader of days needs: the day itself, months, weekdays and feasts by their names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from assistant.content.lexicon import Times
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


def feast_at(text: Plain, at: int, feasts: Mapping[str, tuple[int, int]]) -> tuple[str, tuple[int, int]] | None:
    """The feast named at word ``at``, with its month and day."""
    return next(((name, day) for name, day in feasts.items() if said(text, at, name)), None)


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
