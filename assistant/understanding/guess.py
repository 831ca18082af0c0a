"""What words mostly tell at the question asked, where the rules hear nothing in them: learned from the corpus.

A linear model over words with each value that the question has. It only asks ("no blade has touched my belly": did you
mean no operation?); it takes nothing. Learned by ``python -m tests.understanding.training_guess``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.content.models import Slot
from assistant.conversations import Value
from assistant.understanding.asked import Asked
from assistant.understanding.features import checksum, crossed, log_odds
from assistant.understanding.model import Found
from assistant.understanding.slots import AGE, REGION, TESTS

LEAST = -0.5
"""Log odds from which a value is asked about."""
NOT_GUESSED = (AGE, REGION)
"""What people are and where is in no other words of theirs: fear is not young."""
KINDS = ("choice", "choices", "yes_no")


def guessed(asked: Asked) -> Found | None:
    """The likeliest value of what is asked, to be asked about: no medicine, and nothing where a value was heard."""
    slot, text = asked.slot, asked.text
    if slot is None or slot.id in NOT_GUESSED or asked.named or asked.lexicon.asks_medicine(slot.id):
        return None
    if slot.id.startswith(TESTS) and asked.amounts:  # what a number means is for the team to say
        return None
    if text.vocabulary.isdisjoint(asked.lexicon.spelling.known):
        return None
    known = with_values(asked.features, slot)
    odds = {value: log_odds(each, asked.lexicon.guess) for value, each in known}
    value = max(odds, key=odds.__getitem__, default=None)
    if value is None or odds[value] < LEAST:
        return None
    said, start, end = text.said(0, len(text.words))
    several = slot.kind == "choices"
    return Found(slot=slot.id, value=(str(value),) if several else value, text=said, start=start, end=end, near=True)


def with_values(words: frozenset[str], slot: Slot) -> Iterator[tuple[Value, frozenset[int]]]:
    """What can be guessed of a slot, one of its choices, and what the model knows it and such words by: checksums."""
    values: Sequence[Value] = (True, False) if slot.kind == "yes_no" else slot.choices
    at_the_slot = {checksum(slot.id), *crossed(slot.id, words)}
    for value in values if slot.kind in KINDS else ():
        known = f"{slot.id}={value}"
        yield value, frozenset({checksum(known), *at_the_slot, *crossed(known, words)})
