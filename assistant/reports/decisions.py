"""The decision charts, asked for everything their outcome rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.conversations import Answer
from assistant.flows.base import Flow, Guarded, decisions
from assistant.flows.facts import Facts
from assistant.knowledge.rules import Decided, is_told


class Noted(Mapping[str, Answer]):
    """Answers that note which of them were looked at."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers
        self.looked_at: set[str] = set()

    def __getitem__(self, slot: str) -> Answer:
        self.looked_at.add(slot)
        return self._answers[slot]

    def __iter__(self) -> Iterator[str]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)


def decide(chart: type[Flow], answers: Mapping[str, Answer]) -> Decided:
    """The chart's outcome with every answer it looks at, also those that only rule out an earlier case.

    The ways out are tried in the chart's own order. An answer that is not named cannot change the outcome, because it
    is not needed to come this far.
    """
    noted = Noted(answers)
    outcome = next(way.target for way in decisions(chart) if _is_open(way, Facts(noted)))
    return Decided(outcome, tuple(slot for slot in answers if slot in noted.looked_at and is_told(answers, slot)))


def _is_open(way: Guarded, facts: Facts) -> bool:
    return all(getattr(facts, name) for name in way.when) and not any(getattr(facts, name) for name in way.unless)
