"""How much of the medicine the blood held."""

from __future__ import annotations

from assistant.understanding.asked import Asked, found
from assistant.understanding.findings import aimed_at
from assistant.understanding.model import Found
from assistant.understanding.quantities import Amount, counts_else
from assistant.understanding.slots import LEVEL
from assistant.understanding.subjects import of_somebody_else

MONEY = ("£", "$", "€")


def quantity(asked: Asked) -> Found | None:
    """An amount with its unit. Without a unit it is only near, and no value is made up."""
    others = {match.end for match in asked.lexicon.else_measured.anywhere(asked.text)}  # "crp 14 mg/L"
    told = [amount for amount in asked.amounts if others.isdisjoint(range(amount.first, amount.end))]
    told = [amount for amount in told if not of_somebody_else(asked, amount.first, amount.end)]
    aimed = aimed_at(asked)
    told = [amount for amount in told if amount not in aimed]
    told = [amount for amount in told if amount.quantity or not _is_no_result(asked, amount)]
    told = [amount for amount in told if not asked.assertions.of(amount.first, amount.end).negated] or told
    now = [amount for amount in told if asked.assertions.latest(amount.first, amount.end)]
    measured = [(amount, amount.quantity) for amount in now or told if amount.quantity]
    if measured:
        several = any(quantity != measured[0][1] for _, quantity in measured)  # "2 ug/ml, then 6 ug/ml"
        amount, value = measured[-1]
        place = amount.first, amount.end
        item = found(asked, value, place, slot=LEVEL, hedged=asked.hedged(*place))
        return item.roughly() if several or _is_one_end(asked, amount) else item
    told = [amount for amount in told if not _is_a_pronoun(asked, amount)]
    if len(told) != 1 or counts_else(asked.text, asked.lexicon) or _is_money(asked, told[0].first):
        return None
    words, start, end = asked.text.said(told[0].first, told[0].end)
    return Found(slot=asked.about, text=words, start=start, end=end, confidence=0.4, near=True)


def _is_one_end(asked: Asked, amount: Amount) -> bool:
    """ "Between 2 and | 3 ug/ml", "2 or | 3 mg/L": whether another number is joined to it."""
    joins = asked.lexicon.grammar.choosing | asked.lexicon.grammar.adding
    others = (other.end for other in asked.amounts if other.number != amount.number)
    return asked.text.word_at(amount.first - 1) in joins and amount.first - 1 in others


def _is_a_pronoun(asked: Asked, amount: Amount) -> bool:
    """ "Never had | one"."""
    spelled = amount.number == 1 and amount.end - amount.first == 1 and asked.text.words[amount.first].plain.isalpha()
    return spelled and amount.quantity is None and len(asked.text.words) > 1


def _is_no_result(asked: Asked, amount: Amount) -> bool:
    """ "Results take 3 weeks", "they want it over 5"."""
    timed = any(time.first < amount.end and amount.first < time.end for time in asked.lengths)
    return timed or asked.assertions.of(amount.end - 1, amount.end).imagined


def _is_money(asked: Asked, at: int) -> bool:
    return asked.text.raw[: asked.text.words[at].start].endswith(MONEY)
