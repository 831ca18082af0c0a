"""Whether anybody at all could meet a rule: tried on made-up people who tell just what the rule looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from typing import Any

from assistant.content.loader import Content
from assistant.content.models import Slot, When
from assistant.conversations import Answer
from assistant.flows import drug_level, failure
from assistant.flows.facts import Facts
from assistant.flows.pathway import exit_of, in_force
from assistant.knowledge.rules import UNDECIDED, Case, Decided, judge
from assistant.reports.model import NO_MEDICINES

RESTS_ON = {
    "failure": (
        "history.anti_tnf", "history.weeks_on", "history.response", "history.missed_doses", "tests.inflammation",
    ),
    "branch": ("history.anti_tnf", "tests.inflammation", "tests.drug_level", "tests.antibodies"),
}  # fmt: skip
"""The answers that decide each outcome."""
WEEKS = ("1", "500")
"""Before and after any first judgement."""


def met_by_somebody(content: Content, when: When, unless: Iterable[When] = (), *, laid_out: bool = True) -> bool:
    """Whether somebody's answers meet ``when`` and none of ``unless``; ``laid_out``: somebody who is shown options."""
    ruled_out = tuple(unless)
    named = {name for rule in (when, *ruled_out) for name in rule}
    return any(
        judge(case, (when,), ruled_out).holds
        for case in _people(content, when, frozenset(named), ruled_out)
        if not laid_out or exit_of(case.answers) not in NO_MEDICINES
    )


def _people(content: Content, when: When, named: frozenset[str], unless: tuple[When, ...]) -> Iterator[Case]:
    """Everybody who told something of what the rule looks at, and nothing else."""
    slots = sorted({slot for name in named for slot in RESTS_ON.get(name, (name,))})
    tried = [_tried(content.slots[slot], when, unless) for slot in slots]
    for told in product(*tried):
        answers = in_force(
            {slot: _answer(content.slots[slot], value) for slot, value in zip(slots, told, strict=True) if value}
        )
        out = exit_of(answers) in NO_MEDICINES
        yield Case(answers, *(UNDECIDED if out or name not in named else _decided(name, answers) for name in RESTS_ON))


def _tried(slot: Slot, when: When, unless: tuple[When, ...]) -> tuple[str | None, ...]:
    """The values worth trying for one slot: those ``when`` asks for; all of them, or none, if it does not."""
    if slot.id in when:
        return when[slot.id]
    if slot.kind == "number":
        return (None, *WEEKS)
    if slot.kind == "yes_no":
        return (None, "true", "false")
    return (None,) if any(slot.id in rule for rule in unless) else (None, *slot.choices)


def _answer(slot: Slot, value: str) -> Answer:
    raw: Any = value == "true" if slot.kind == "yes_no" else int(value) if slot.kind == "number" else value
    return Answer(value=slot.accept(raw))


def _decided(name: str, answers: Mapping[str, Answer]) -> Decided:
    told = tuple((slot, answers[slot].value) for slot in RESTS_ON[name] if slot in answers)
    return Decided(_outcome(name, told), ())


@cache
def _outcome(name: str, told: tuple[tuple[str, Any], ...]) -> str:
    """What the chart makes of these answers; kept, because a chart takes its time and few answers decide."""
    facts = Facts({slot: Answer(value=value) for slot, value in told})
    return (failure.failure_type if name == "failure" else drug_level.branch)(facts).id
