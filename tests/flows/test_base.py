"""What is remembered of a chart's decisions is what the chart decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statemachine.exceptions import TransitionNotAllowed

from assistant.flows.base import Flow, Patient, guards, move
from assistant.flows.diagram import FLOWS
from assistant.flows.facts import FACTS
from assistant.flows.history import History
from assistant.flows.safety import Safety

ASKED = [chart for chart in FLOWS.values() if chart is not Safety]


@given(chart=st.sampled_from(ASKED), data=st.data())
def test_a_chart_of_its_own_decides_the_same(chart: type[Flow], data: st.DataObject) -> None:
    case = data.draw(st.frozensets(st.sampled_from(sorted(guards(chart) | set(FACTS)))))
    state = data.draw(st.sampled_from(sorted(chart.states_map)))
    own = chart(Patient())
    own.model.case = case
    own.current_state_value = state
    own.send("answered")
    assert move(chart, state, "answered", case) == own.model.state


def test_a_chart_decides_anew_when_a_guard_reads_otherwise() -> None:
    first = move(History, "decide", "answered", frozenset({"missing history.weeks_on"}))
    then = move(History, "decide", "answered", frozenset({"missing history.weeks_on", "no_anti_tnf"}))
    assert (first, then) == ("ask_weeks_on", "decide")


def test_an_event_that_moves_nothing_raises_each_time() -> None:
    for _ in range(2):
        with pytest.raises(TransitionNotAllowed):
            move(Safety, "decide", "safe", frozenset())
