"""A point rests on the answers it names, and on no other: held against random people."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.conversations import VALUED, Answer
from assistant.flows import drug_level, failure
from assistant.flows.facts import Facts
from assistant.flows.pathway import in_force
from assistant.reports.decisions import decide
from assistant.reports.model import Report, build_report
from tests.reports.people import CONTENT, FULL, NOW, TODAY, anyone, conversation, on_the_pathway, told, values

MANY = settings(max_examples=100, deadline=None)


def report_of(answers: dict[str, Answer]) -> Report:
    return build_report(conversation({}).model_copy(update={"told": answers}), CONTENT, TODAY, NOW)


def reasons(report: Report) -> dict[str, tuple[str, ...]]:
    return {point.id: point.because for option in report.options for point in option.points}


@MANY
@given(on_the_pathway(), st.data())
def test_changing_an_answer_that_a_point_does_not_name_leaves_the_point(
    answers: dict[str, Answer], data: st.DataObject
) -> None:
    valued = [slot for slot, answer in in_force(answers).items() if answer.status in VALUED]
    assume(valued)
    slot = data.draw(st.sampled_from(valued))
    other = data.draw(values(CONTENT.slots[slot]).map(CONTENT.slots[slot].accept))
    changed = answers | {slot: Answer(value=other)}
    before, after = report_of(answers), report_of(changed)
    assume(before.options and after.options)
    assume(in_force(answers).keys() == in_force(changed).keys())
    named, still = reasons(before), reasons(after)
    lost = [point for point, because in named.items() if slot not in because and point not in still]
    new = [point for point, because in still.items() if slot not in because and point not in named]
    assert (lost, new) == ([], [])


@pytest.mark.parametrize(
    "one_of",
    [
        {},
        {"history.response": "never_worked", "tests.drug_level": "adequate", "history.weeks_on": 20},
        {"history.response": "side_effect", "history.reaction": ["infection"], "disease.location": ["ileum"]},
    ],
    ids=["faded", "never worked", "side effect"],
)
def test_no_single_tap_takes_away_a_point_that_does_not_name_it(one_of: dict[str, Any]) -> None:
    answers = told(FULL | one_of)
    named = reasons(report_of(answers))
    for slot in answers:
        for other in CONTENT.slots[slot].choices:
            raw: Any = other == "yes" if CONTENT.slots[slot].kind == "yes_no" else other
            changed = answers | {slot: Answer(value=CONTENT.slots[slot].accept(raw))}
            still = reasons(report_of(changed))
            if not still or in_force(changed).keys() != in_force(answers).keys():
                continue
            lost = [point for point, because in named.items() if slot not in because and point not in still]
            new = [point for point, because in still.items() if slot not in because and point not in named]
            assert (lost, new) == ([], []), (slot, other)


@MANY
@given(anyone())
def test_a_point_names_only_answers_that_were_given_and_count(answers: dict[str, Answer]) -> None:
    report, counted = report_of(answers), in_force(answers)
    named = [*reasons(report).values(), *(question.because for question in report.questions)]
    assert all(counted[slot].status in VALUED for because in named for slot in because)


@MANY
@given(anyone(), st.randoms(use_true_random=False))
def test_the_order_of_telling_does_not_matter(answers: dict[str, Answer], chance: random.Random) -> None:
    shuffled = list(answers.items())
    chance.shuffle(shuffled)
    assert report_of(dict(shuffled)) == report_of(answers)


def test_a_decision_rests_on_all_it_looked_at() -> None:
    answers = in_force(told(FULL))
    assert "tests.inflammation" in decide(failure.Failure, answers).because
    assert decide(failure.Failure, answers).id == "loss_of_response"
    assert decide(drug_level.DrugLevel, answers).because == (
        "tests.inflammation",
        "tests.drug_level",
        "tests.antibodies",
    )
    assert decide(failure.Failure, {}).because == ()


@MANY
@given(anyone())
def test_a_decision_is_the_one_the_chart_comes_to(answers: dict[str, Answer]) -> None:
    counted = in_force(answers)
    assert decide(failure.Failure, counted).id == failure.failure_type(Facts(counted)).id
    assert decide(drug_level.DrugLevel, counted).id == drug_level.branch(Facts(counted)).id
