"""How long: "a year and a half", "8 wks", "just over 2 yrs", "since March"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from assistant.content.times import Times
from assistant.understanding.almanac import Day
from assistant.understanding.dates import day_at
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.numbers import number_at
from assistant.understanding.text import Plain

DIGITS = 10
YEARS = range(1990, 2100)
"""So many of anything are rather a year."""
YEAR, LONGEST_YEAR = 365, 366
"""The days of a year."""

DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.4375, "year": 365.25, "decade": 3652.5}


class Duration(NamedTuple):
    """``days`` told in the words ``first`` up to ``end``; ``vague``: "a few"; ``near``: it could be another."""

    days: float
    first: int
    end: int
    vague: bool = False
    ago: bool = False
    near: bool = False

    @property
    def weeks(self) -> int:
        return round(self.days / 7)


def durations(text: Plain, lexicon: Lexicon) -> Iterator[Duration]:
    """Every length of time, but not ages ("34 years old") and not how often ("every 8 weeks")."""
    if lexicon.times.measuring.isdisjoint(text.vocabulary):
        return
    often = {match.end for match in lexicon.repeated.anywhere(text)}
    at = 0
    while at < len(text.words):
        if rate := _rate(text, at, lexicon.times):
            at = rate
            continue
        found = _duration_at(text, at, lexicon.times)
        other = _instead(text, found, lexicon.times) if found else None
        if other:
            yield other
        elif found and at not in often and not _aged(text, found.end, lexicon.times):
            yield found._replace(ago=text.word_at(found.end) in lexicon.times.ago)
        found = other or found
        at = found.end if found else at + 1


def _rate(text: Plain, at: int, times: Times) -> int | None:
    """ "40 a fortnight" is no length of time; where it ends."""
    if text.word_at(at + 1) not in times.one or text.word_at(at + 2) not in times.measuring:
        return None
    number = number_at(text, at, times)
    return at + 3 if number and number.end == at + 1 else None


def _aged(text: Plain, at: int, times: Times) -> bool:
    """ "34 years | old", "71 years | of age"."""
    return text.word_at(at) in times.old or f"{text.word_at(at)} {text.word_at(at + 1)}" in times.old


def _instead(text: Plain, found: Duration, times: Times) -> Duration | None:
    """ "Not two years, | ten", "2 years no 3": a bare number in the place of the one before it, in the same unit."""
    at = found.end
    while text.word_at(at) in times.rough:
        at += 1
    begin = at
    while text.word_at(at) in times.instead:
        at += 1
    takes_back = any(text.word_at(place) in times.repairing for place in range(begin, at))
    if text.word_at(found.first - 1) not in times.setting and not takes_back:
        return None
    number = number_at(text, at, times) if at > found.end or (at < len(text.words) and text.words[at].comma) else None
    if not (number and text.clause_ends(number.end)):
        return None
    return _unit(text, found.first, number.value, found.end - 1, times, number.end)


def time_since(text: Plain, lexicon: Lexicon, today: date) -> Iterator[Duration]:
    """Every "since March" as the time from then until ``today``."""
    for match in lexicon.since.anywhere(text):
        found = day_at(text, match.end, lexicon.times, today, future=False)
        if found and found.day <= today:
            yield days_from(found, today)._replace(first=match.first)


def days_from(found: Day, today: date) -> Duration:
    """The whole weeks from a day until ``today``, as a length of time."""
    weeks = (today - found.day).days // 7
    return Duration(7 * weeks, found.first, found.end, vague=not found.month_known, near=found.near)


def _duration_at(text: Plain, at: int, times: Times) -> Duration | None:
    first = _part(text, at, times)
    if not first:
        return None
    end = first.end
    joined = text.word_at(end) in times.joins
    goes_on = _shorter(text, first, end + joined, times) and not _set_against(text, at, end, times)
    second = _part(text, end + joined, times) if goes_on else None
    return Duration(first.days + second.days, at, second.end, first.vague) if second else first


def _set_against(text: Plain, at: int, end: int, times: Times) -> bool:
    """ "Not 5 years, | 5 months"."""
    return text.word_at(at - 1) in times.setting and text.words[end].comma


def _shorter(text: Plain, first: Duration, at: int, times: Times) -> bool:
    """Whether a shorter unit goes on with it: "2 years and 3 months"."""
    second = _part(text, at, times)
    return bool(second and second.days < first.days and not second.vague and second.first == at)


def _part(text: Plain, at: int, times: Times) -> Duration | None:
    """One amount and its unit, halves included: "a year and a half", "two and a half years", "half a year"."""
    word = text.word_at(at)
    if word in times.half:
        return _unit(text, at, 0.5, at + 1, times)
    name = at + (word in times.one)
    if (vague := text.word_at(name)) in times.vague:
        amount = times.vague[vague]
        found = _unit(text, at, amount, name + 1, times)
        return found._replace(vague=amount > 2) if found else None
    if word in times.one or text.word_at(at + 1) in times.marks:  # "past the | year mark"
        return _unit(text, at, 1.0, at + (word in times.one), times)
    if (fraction := _fraction(word)) and text.word_at(at + 1) in (*times.endings, *times.one):  # "3/4 of a year"
        return _unit(text, at, fraction, at + 2, times)
    if between := _range(word):
        return _unit(text, at, between, at + 1, times)
    number = number_at(text, at, times) if not word.startswith(".") else None  # "it stopped .5 years ago"
    if number is None:
        return _week_number(text, at, times) or _bare_unit(text, at, times)
    if number.value in YEARS:  # "2021 w humira"
        return None
    either = text.word_at(number.end) in times.either
    between = text.word_at(at - 1) in times.between and text.word_at(number.end) in times.joins
    other = number_at(text, number.end + 1, times) if either or between else None
    if other and number.value < other.value:  # "eight or nine months", "between 20 and 30 weeks"
        return _unit(text, at, (number.value + other.value) / 2, other.end, times)
    return _unit(text, at, number.value, number.end, times)


def _unit(text: Plain, first: int, amount: float, at: int, times: Times, behind: int | None = None) -> Duration | None:
    """An amount and the unit at word ``at``; ``behind``: where its words end, if not behind the unit."""
    half, at = _and_a_half(text, at, times)
    for place in range(at, min(at + 4, len(text.words))):
        word = text.word_at(place)
        unit = next((unit for unit, words in times.units.items() if word in words), None)
        if unit and place > at + 1 and amount >= 1 and text.word_at(place - 1) in times.one:
            return None  # "52 and | a year into it"
        if unit:
            after, end = _and_a_half(text, place + 1, times)
            return Duration((amount + half + after) * DAYS[unit], first, behind or end)
        if word not in times.joins:
            return None
    return None


def _and_a_half(text: Plain, at: int, times: Times) -> tuple[float, int]:
    """0.5 for "and a half" at word ``at`` (0.25 for "and a quarter"), and where it ends."""
    words = [text.word_at(place) for place in (at, at + 1, at + 2, at + 3)]
    parts = {**dict.fromkeys(times.half, 0.5), **dict.fromkeys(times.quarter, 0.25)}
    if words[0] in times.joins and words[1] in times.one and words[2] in parts and words[3] not in times.one:
        return parts[words[2]], at + 3
    if words[0] in times.joins and words[1] in parts:
        return parts[words[1]], at + 2
    if words[0] in times.half and words[1] not in times.one:
        return 0.5, at + 1
    return 0.0, at


def _week_number(text: Plain, at: int, times: Times) -> Duration | None:
    """ "week 14"."""
    if text.word_at(at) not in times.units["week"]:
        return None
    number = number_at(text, at + 1, times)
    return Duration(number.value * 7, at, number.end) if number else None


def _bare_unit(text: Plain, at: int, times: Times) -> Duration | None:
    """ "Year. | Maybe more": one of it, or some."""
    alone = at < len(text.words) and text.words[at].typed in times.lone  # not "years"
    alone = alone and text.clause_ends(at) and text.clause_ends(at + 1)
    found = _unit(text, at, 1.0, at, times) if alone else None
    return found._replace(near=True) if found else None


def _fraction(word: str) -> float | None:
    part, stroke, whole = word.partition("/")
    if not (stroke and part.isdecimal() and whole.isdecimal()):
        return None
    return int(part) / int(whole) if int(part) < int(whole) < DIGITS else None


def _range(word: str) -> float | None:
    low, dash, high = word.partition("-")
    if not (dash and low.isdecimal() and high.isdecimal()):
        return None
    return (int(low) + int(high)) / 2 if int(low) < int(high) < 1000 else None
