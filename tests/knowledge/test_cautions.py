"""One more condition never takes a caution away: held against random people."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.conversations import Answer
from assistant.reports.model import build_report
from tests.reports.people import CONTENT, NOW, TODAY, conversation, on_the_pathway

CONDITIONS = [value for value in CONTENT.slots["health.conditions"].values if value != "none"]
ADDABLE = (
    "health.conditions",
    "disease.outside_gut",
    "history.earlier_advanced",
    "access.barriers",
    "history.reaction",
)
"""Lists in which more can only mean more to be careful with."""


def cautions(answers: dict[str, Answer]) -> set[str]:
    report = build_report(conversation({}).model_copy(update={"told": answers}), CONTENT, TODAY, NOW)
    return {point.id for option in report.options for point in option.points if point.kind == "caution"}


@settings(max_examples=200, deadline=None)
@given(on_the_pathway(), st.lists(st.sampled_from(CONDITIONS), min_size=1, unique=True))
def test_one_more_condition_never_removes_a_caution(answers: dict[str, Answer], conditions: list[str]) -> None:
    *before, new = conditions
    slot = CONTENT.slots["health.conditions"]
    without = answers | {slot.id: Answer(value=slot.accept(before or ["none"]))}
    with_it = answers | {slot.id: Answer(value=slot.accept([*before, new]))}
    assert cautions(without) - cautions(with_it) == set()


@settings(max_examples=200, deadline=None)
@given(on_the_pathway(), st.sampled_from(ADDABLE), st.data())
def test_nor_does_anything_else_that_is_added_to_a_list(
    answers: dict[str, Answer], name: str, data: st.DataObject
) -> None:
    slot = CONTENT.slots[name]
    values = [value for value in slot.values if value not in slot.alone]
    more = data.draw(st.lists(st.sampled_from(values), min_size=2, unique=True))
    answers = answers | {"history.response": Answer(value="side_effect")} if name == "history.reaction" else answers
    fewer, whole = (answers | {name: Answer(value=slot.accept(part))} for part in (more[:-1], more))
    kept = cautions(fewer)
    assume(kept)
    assert kept - cautions(whole) == set()
