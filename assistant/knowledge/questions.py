"""Which questions of the bank go on one person's sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from assistant.content.models import BankQuestion
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


def _fired(bank: Mapping[str, BankQuestion], case: Case, part: str) -> list[Chosen]:
    """The questions of one part that apply, lowest rank first."""
    order = sorted((question.rank, key) for key, question in bank.items() if question.part == part)
    verdicts = [(key, judge(case, bank[key].when)) for _, key in order]
    return [Chosen(key, verdict.because) for key, verdict in verdicts if verdict.holds]
