"""Whether a point or a question applies to these answers, and on which of them that rests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from assistant.conversations import VALUED, Answer

Rule = Mapping[str, tuple[str, ...]]
"""``content.models.When``, read only: slot (or ``failure``, ``branch``) -> values, any of which will do."""


class Decided(NamedTuple):
    """What a decision came to, and the answered slots it rests on."""

    id: str
    because: tuple[str, ...]


UNDECIDED = Decided("", ())
"""For people the decision was not made for; no rule names it."""


class Case(NamedTuple):
    """One person's answers in force, in pathway order, and what was decided from them."""

    answers: Mapping[str, Answer]
    failure: Decided = UNDECIDED
    branch: Decided = UNDECIDED


class Verdict(NamedTuple):
    """Whether a rule holds; if so, every answer that could have made it otherwise, in pathway order."""

    holds: bool
    because: tuple[str, ...] = ()


def judge(case: Case, when: Iterable[Rule], unless: Iterable[Rule] = ()) -> Verdict:
    """Holds if any of ``when`` does (or there is none) and none of ``unless`` does.

    ``because`` names the slots of every alternative that holds, and those of ``unless`` that are answered: a different
    answer there could have taken the point away. ``failure`` and ``branch`` count as the slots they rest on.
    """
    wanted, ruled_out = tuple(when), tuple(unless)
    holding = [alternative for alternative in wanted if _holds(case, alternative)]
    if (wanted and not holding) or any(_holds(case, alternative) for alternative in ruled_out):
        return Verdict(False)
    names = {name for alternative in (*holding, *ruled_out) for name in alternative}
    slots = {slot for name in names for slot in _slots(case, name)}
    return Verdict(True, tuple(slot for slot in case.answers if slot in slots))


def _holds(case: Case, alternative: Rule) -> bool:
    return all(not _values(case, name).isdisjoint(values) for name, values in alternative.items())


def _slots(case: Case, name: str) -> tuple[str, ...]:
    decided = _decided(case, name)
    slots = decided.because if decided else (name,)
    return tuple(slot for slot in slots if is_told(case.answers, slot))


def _values(case: Case, name: str) -> frozenset[str]:
    """What is told under ``name``, as rules write it; nothing for what is not known, declined or skipped."""
    decided = _decided(case, name)
    if decided:
        return frozenset({decided.id})
    value = case.answers[name].value if is_told(case.answers, name) else None
    match value:
        case bool():
            return frozenset({"true" if value else "false"})
        case tuple():
            return frozenset(value)
        case str():
            return frozenset({value})
    return frozenset()


def _decided(case: Case, name: str) -> Decided | None:
    return {"failure": case.failure, "branch": case.branch}.get(name)


def is_told(answers: Mapping[str, Answer], slot: str) -> bool:
    """Whether the slot has a value, given or with a hedge."""
    return slot in answers and answers[slot].status in VALUED
