"""Which questions of the bank go on one person's sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from assistant.content.models import BankQuestion, When
from assistant.knowledge.rules import Case, judge

FROM_BRANCH, FROM_FILTERS, NEXT, FULL, LEAST = 3, 2, 1, 7, 5
"""How many of each kind, altogether, and at least; the person's own come on top of these."""


class Chosen(NamedTuple):
    """A question of the bank, and the answers it is asked for."""

    id: str
    because: tuple[str, ...]


def choose(bank: Mapping[str, BankQuestion], case: Case) -> tuple[Chosen, ...]:
    """Why it fails first, then health and daily life, then what is for everyone, then the plan.

    Within a part lower ranks go first, then ids in order; filters (health, family, access) go before daily life.
    The same answers always choose the same questions.
    """
    fired = {part: _fired(bank, case, part) for part in ("branch", "filter", "fit", "everyone", "next")}
    first = [*fired["branch"][:FROM_BRANCH], *[*fired["filter"], *fired["fit"]][:FROM_FILTERS]]
    rest = fired["everyone"][: FULL - len(first) - NEXT]
    last = fired["next"][: max(NEXT, LEAST - len(first) - len(rest))]
    return (*first, *rest, *last)


def outranked(bank: Mapping[str, BankQuestion]) -> set[str]:
    """The questions that are never chosen: whoever one applies to, enough before it in its part apply as well."""
    found = set()
    for part, most in (("branch", FROM_BRANCH), ("filter", FROM_FILTERS)):
        ranked = sorted((question.rank, key) for key, question in bank.items() if question.part == part)
        for place, (_, key) in enumerate(ranked):
            before = [bank[other].when for _, other in ranked[:place]]
            told = [dict(zip(way, one, strict=True)) for way in bank[key].when for one in product(*way.values())]
            if all(_crowded(answers, before, most) for answers in told or [{}]):
                found.add(key)
    return found


def _crowded(answers: dict[str, str], before: Sequence[tuple[When, ...]], most: int) -> bool:
    """Whether so many questions apply, whatever else is told; "" stands for anything they do not ask for."""
    applies = (not ways or any(all(answers.get(name) in way[name] for name in way) for way in ways) for ways in before)
    if sum(applies) >= most:
        return True
    open_one = next((name for ways in before for way in ways for name in way if name not in answers), None)
    if open_one is None:
        return False
    values = {value for ways in before for way in ways for value in way.get(open_one, ())}
    return all(_crowded({**answers, open_one: value}, before, most) for value in ("", *sorted(values)))


def _fired(bank: Mapping[str, BankQuestion], case: Case, part: str) -> list[Chosen]:
    """The questions of one part that apply, lowest rank first."""
    order = sorted((question.rank, key) for key, question in bank.items() if question.part == part)
    verdicts = [(key, judge(case, bank[key].when)) for _, key in order]
    return [Chosen(key, verdict.because) for key, verdict in verdicts if verdict.holds]
