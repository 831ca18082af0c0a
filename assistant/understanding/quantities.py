"""Measured amounts as people copy them from a letter: "2.1 ug/ml", "<0,5 mg/l". A unit is never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from assistant.conversations import Quantity
from assistant.understanding.intents import read_intent
from assistant.understanding.lexicon import Lexicon
from assistant.understanding.numbers import number_at
from assistant.understanding.text import NOT, Plain

LONGEST_UNIT, FEW = 3, 5


class Amount(NamedTuple):
    """``number`` in the words ``first`` up to ``end``; ``quantity`` is None where no unit was given."""

    number: float
    quantity: Quantity | None
    first: int
    end: int


def amounts(text: Plain, lexicon: Lexicon) -> Iterator[Amount]:
    """Every number that could be an amount, with its unit if that was said."""
    at = 0
    while at < len(text.words):
        number = number_at(text, at, lexicon.times)
        if number is None:
            at += 1
            continue
        unit, end = _unit(text, number.end, lexicon)
        comparator, first = _comparator(text, at, lexicon)
        quantity = Quantity(value=number.value, unit=unit, comparator=comparator) if unit else None
        yield Amount(number.value, quantity, first, end)
        at = end


def behind_its_number(number: str, utterance: str, lexicon: Lexicon) -> str:
    """ "ug/ml i guess", asked which unit stands behind the number: the two together; other words as they are."""
    text = lexicon.plain(utterance)
    if any(number_at(text, at, lexicon.times) for at in range(len(text.words))):
        return utterance
    units = {word.start: unit for at, word in enumerate(text.words) if (unit := _unit(text, at, lexicon)[0])}
    asks = text.asks or read_intent(text, lexicon)  # "what is mg/l"
    return utterance if asks or len(set(units.values())) != 1 else f"{number} {utterance[min(units) :]}"


def counts_else(text: Plain, lexicon: Lexicon) -> bool:
    """ "40 tablets", "room 12", "I am 34"."""
    marks = (lexicon.repeated, lexicon.counted, lexicon.numbered, lexicon.aged)
    return any(templates.any_in(text) for templates in marks)


def in_this_unit(number: str, utterance: str, lexicon: Lexicon) -> str | None:
    """ "Months, not weeks", to a bare number of weeks that was asked about: the number in the unit named."""
    text, measuring = lexicon.plain(utterance), lexicon.times.measuring
    if text.asks or len(text.words) > FEW or any(number_at(text, at, lexicon.times) for at in range(len(text.words))):
        return None
    named = [at for at, word in enumerate(text.words) if word.plain in measuring and text.word_at(at - 1) != NOT]
    return f"{number} {text.words[named[0]].typed}" if len(named) == 1 else None


def _unit(text: Plain, at: int, lexicon: Lexicon) -> tuple[str, int]:
    for end in range(min(len(text.words), at + LONGEST_UNIT), at, -1):
        words = " ".join(word.plain for word in text.words[at:end])
        if words in lexicon.units:
            return lexicon.units[words], end
    return "", at


def _comparator(text: Plain, at: int, lexicon: Lexicon) -> tuple[Literal["<", ">"] | None, int]:
    sides: tuple[tuple[Literal["<", ">"], str], ...] = (("<", "below"), (">", "above"))
    for sign, name in sides:
        for match in lexicon.compared[name].anywhere(text):
            if match.end == at:
                return sign, match.first
    return None, at
