"""``Flow``: a strict state chart kept once a process; whose turn it is lies in its model, swapped before each event.

Nothing lives in a chart between turns. Before an event the stored state is put in and the case is swapped; after it the
state is read back. Every chart decides in its hub ``decide``. Guards are names of facts (``flows.facts``), so a chart
reads as a decision table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

from statemachine import State, StateChart

from assistant.flows.facts import FACTS, Facts

NOBODY = Facts({})


class Case(NamedTuple):
    """Whose turn it is: the facts, the slots told, the steps with something left to ask, and consent."""

    facts: Facts = NOBODY
    told: frozenset[str] = frozenset()
    open_steps: frozenset[str] = frozenset()
    consent: bool | None = True


class Patient:
    """A chart's model: the state the chart is in, and the case its guards read."""

    def __init__(self) -> None:
        self.state: Any = None
        self.case = Case()

    @property
    def consent_missing(self) -> bool:
        return self.case.consent is None

    @property
    def consent_refused(self) -> bool:
        return self.case.consent is False


def _fact(name: str) -> property:
    return property(lambda patient: getattr(patient.case.facts, name))


for _name in FACTS:
    setattr(Patient, _name, _fact(_name))


class Flow(StateChart[Patient]):
    """A chart that never swallows a mistake: errors surface, an event that moves nothing raises."""

    catch_errors_as_events = False
    allow_event_without_transition = False
    atomic_configuration_update = True


class Guarded(NamedTuple):
    """One way out of ``decide``: its target, the facts that must hold, the facts that rule it out."""

    target: str
    when: tuple[str, ...]
    unless: tuple[str, ...]


def missing(slot: str) -> Callable[[Patient], bool]:
    """The guard "this has not been told yet"; it carries its slot so that the chart can be read back."""

    def not_told(model: Patient) -> bool:
        return slot not in model.case.told

    not_told.__name__ = not_told.__qualname__ = f"missing {slot}"
    return not_told


def step_open(step: str) -> Callable[[Patient], bool]:
    """The guard "something of this step is still to be asked"."""

    def is_open(model: Patient) -> bool:
        return step in model.case.open_steps

    is_open.__name__ = is_open.__qualname__ = f"{step} open"
    return is_open


def decisions(chart: type[Flow]) -> Iterator[Guarded]:
    """The ways out of the chart's ``decide`` hub, in the order in which they are tried, by named facts only."""
    hub: State = chart.states_map["decide"]
    for transition in hub.transitions:
        if not transition.event:
            specs = [spec for spec in transition.cond if isinstance(spec.func, str)]
            yield Guarded(
                transition.target.id,
                tuple(str(spec.func) for spec in specs if spec.expected_value),
                tuple(str(spec.func) for spec in specs if not spec.expected_value),
            )


@cache
def kept(chart: type[Flow]) -> Flow:
    """The one machine of this chart in this process."""
    return chart(Patient())


def move(chart: type[Flow], state: str, event: str, case: Case) -> str:
    """The state the chart rests in after ``event``, sent in ``state``.

    A state this release does not know is taken as ``decide``: position follows from the answers, so nothing is lost.
    Raises ``TransitionNotAllowed`` for an event the state does not have: a mistake in the program.
    """
    machine = kept(chart)
    machine.model.case = case
    machine.current_state_value = state if state in chart.states_map else "decide"
    machine.send(event)
    return str(machine.model.state)
