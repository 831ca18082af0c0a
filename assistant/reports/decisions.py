"""The decision charts, asked for everything their outcome rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from assistant.conversations import Answer
from assistant.flows.facts import Facts
from assistant.flows.outcomes import Outcome
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


def decide(chart: Callable[[Facts], Outcome], answers: Mapping[str, Answer]) -> Decided:
    """The chart's outcome with every answer it looked at, also those that only ruled out an earlier case.

    An answer that is not named cannot change the outcome, because the chart never saw it.
    """
    noted = Noted(answers)
    outcome = chart(Facts(noted))
    return Decided(outcome.id, tuple(slot for slot in answers if slot in noted.looked_at and is_told(answers, slot)))
