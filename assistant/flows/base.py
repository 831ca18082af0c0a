"""``Flow``: a strict state chart kept once a process; whose turn it is lies in its model, swapped before each event.

Nothing lives in a chart between turns. Before an event the stored state is put in and the case is swapped; after it the
state is read back. Every chart decides in its hub ``decide``. Guards are names of facts (``flows.facts``), so a chart
reads as a decision table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

from statemachine import State, StateChart

from assistant.flows.facts import FACTS, SITUATIONS

Case = frozenset[str]
"""Whose turn it is: the names of all guards that hold (facts, ``missing SLOT``, ``STEP open``)."""

CONSENT = {None: "consent_missing", False: "consent_refused", True: "consent_given"}


class Patient:
    """A chart's model: the state the chart is in, and the case its guards read."""

    def __init__(self) -> None:
        self.state: Any = None
        self.case: Case = frozenset()


def _holds(name: str) -> property:
    return property(lambda patient: name in patient.case)


for _name in (*FACTS, *CONSENT.values()):
    setattr(Patient, _name, _holds(_name))


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
    """The guard "this has not been told yet"."""
    return _guard(f"missing {slot}")


def step_open(step: str) -> Callable[[Patient], bool]:
    """The guard "something of this step is still to be asked"."""
    return _guard(f"{step} open")


def _guard(name: str) -> Callable[[Patient], bool]:
    """A guard that is no fact; it carries its name so that the chart can be read back."""

    def holds(model: Patient) -> bool:
        return name in model.case

    holds.__name__ = holds.__qualname__ = name
    return holds


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
def guards(chart: type[Flow]) -> frozenset[str]:
    """The names of all guards of the chart: what it looks at, and all it looks at."""
    specs = (spec for state in chart.states for transition in state.transitions for spec in transition.cond)
    return frozenset(spec.func if isinstance(spec.func, str) else spec.func.__name__ for spec in specs)


@cache
def kept(chart: type[Flow]) -> Flow:
    """The one machine of this chart in this process."""
    return chart(Patient())


def move(chart: type[Flow], state: str, event: str, case: Case) -> str:
    """The state the chart rests in after ``event``, sent in ``state``.

    A state this release does not know is taken as ``decide``: position follows from the answers, so nothing is lost.
    Raises ``TransitionNotAllowed`` for an event the state does not have: a mistake in the program.
    """
    return _moved(chart, state if state in chart.states_map else "decide", event, case & guards(chart))


def decide_anew() -> None:
    """Forget what was decided, so that whoever listens to the charts hears them decide again."""
    _moved.cache_clear()


@lru_cache(SITUATIONS)
def _moved(chart: type[Flow], state: str, event: str, case: Case) -> str:
    """Remembered, because what a chart decides follows from its arguments alone, and an event costs as much as the
    rest of a turn."""
    machine = kept(chart)
    machine.model.case = case
    machine.current_state_value = state
    machine.send(event)
    return str(machine.model.state)
