"""Numbers, in digits or in words."""

from __future__ import annotations

import re
from typing import NamedTuple

from text_to_num import text2num  # type: ignore[import-untyped]  # it ships no type hints

from assistant.content.times import Times
from assistant.understanding.text import Plain, Word

LONGEST = 6
LAST_DIGIT = 9
YEARS = {1900: range(20, 100), 2000: range(10, 30)}
"""What may stand behind the century of a year told in words."""
_DIGITS = re.compile(r"\.?\d+(?:[.,]\d+)*")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?|\.\d+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


class Number(NamedTuple):
    """A number in the words ``first`` up to ``end``."""

    value: float
    first: int
    end: int


def number_at(text: Plain, at: int, times: Times) -> Number | None:
    """The number that begins at word ``at``: "2.1", ".9", "0,5", "1,850", "twenty four"."""
    if at >= len(text.words):
        return None
    word = text.words[at].plain
    if _DIGITS.fullmatch(word):
        value = _decimal(word)
        return _with_decimals(text, Number(value, at, at + 1), times) if value is not None else None
    if _spoken(word, times.numbers) is None:  # no number begins with a word that is none
        return None
    for end in range(min(len(text.words), at + LONGEST), at, -1):
        spoken = " ".join(word.plain for word in text.words[at:end])
        if (value := _spoken(spoken, times.numbers)) is not None:
            return _with_decimals(text, Number(value, at, end), times)
    return None


def in_years(text: Plain, times: Times) -> Plain:
    """The text with a year told in words as one: "nineteen | eighty two", "two thousand | and nine"."""
    if not any(name.split()[-1] in text.vocabulary for name in times.centuries):
        return text
    words: list[Word] = []
    at = 0
    while at < len(text.words):
        year, end = _year_at(text, at, times)
        word = text.words[at]
        words.append(word._replace(plain=year, typed=year, end=text.words[end - 1].end) if year else word)
        at = end
    return Plain(text.raw, tuple(words))


def _year_at(text: Plain, at: int, times: Times) -> tuple[str, int]:
    """The year told in words at word ``at``, and where it ends."""
    for name, century in times.centuries.items():
        begun = name.split()
        behind = at + len(begun)
        if [text.word_at(at + place) for place in range(len(begun))] != begun:
            continue
        whole = len(begun) > 1  # "two thousand"
        behind += whole and text.word_at(behind) in times.joins
        oh = text.word_at(behind) in times.oh
        number = number_at(text, behind + oh, times) if text.word_at(behind + oh).isalpha() else None
        if number is None or any(text.clause_ends(place) for place in range(at + 1, number.end)):
            continue
        digit = number.value in range(1, LAST_DIGIT + 1) and (whole or oh)
        if (digit or (number.value in YEARS[century] and not oh)) and text.word_at(number.end) not in times.measuring:
            return str(int(century + number.value)), number.end
    return "", at + 1


def _with_decimals(text: Plain, number: Number, times: Times) -> Number:
    """ "one point five"."""
    if number.end + 1 >= len(text.words) or text.words[number.end].plain not in times.point:
        return number
    word = text.words[number.end + 1].plain
    digit = float(word) if word.isdecimal() else _spoken(word, times.numbers)
    if digit is None or digit > LAST_DIGIT:
        return number
    return Number(number.value + digit / 10, number.first, number.end + 2)


def _decimal(digits: str) -> float | None:
    """A comma before three digits groups thousands; any other comma is a decimal one. "1.2.3" is no number."""
    if not (_GROUPED.fullmatch(digits) or _PLAIN.fullmatch(digits)):
        return None
    return float(digits.replace(",", "") if _GROUPED.fullmatch(digits) else digits.replace(",", ".", 1))


def _spoken(words: str, locale: str) -> float | None:
    if len(words) == 1 or not words[0].isalpha() or not words.replace(" ", "").isalpha():  # "w/o"
        return None
    try:
        return float(text2num(words, locale))
    except ValueError:
        return None
