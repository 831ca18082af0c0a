"""What every reader of days needs: the day itself, months, weekdays and feasts by their names."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from assistant.content.lexicon import Times
from assistant.understanding.text import Plain, singular


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


def feast_at(text: Plain, at: int, times: Times) -> tuple[str, tuple[int, int]] | None:
    """The feast named at word ``at``, with its month and day."""
    return next(((name, day) for name, day in times.feasts.items() if said(text, at, name)), None)


def said(text: Plain, at: int, name: str) -> bool:
    """Whether the words of ``name`` stand at word ``at``."""
    words = [singular(word) for word in name.split()]
    return [singular(text.word_at(at + place)) for place in range(len(words))] == words


def past_endings(text: Plain, at: int, times: Times) -> int:
    while text.word_at(at) in times.endings:
        at += 1
    return at
