"""The decision charts, walked in every combination."""

from __future__ import annotations

import inspect
import re
from itertools import product

import pytest

from assistant.conversations import Answer
from assistant.flows.drug_level import branch
from assistant.flows.facts import DECIDING, FAIR_TRIAL_WEEKS, Facts
from assistant.flows.failure import failure_type
from assistant.flows.pathway import in_force, position, to_ask

FAILURES = {
    "too_early", "primary_non_response", "loss_of_response", "intolerance",
    "missed_doses", "not_inflammation", "still_working", "unclear",
}  # fmt: skip
DRUGS = ("infliximab", "adalimumab", "certolizumab", None)
RESPONSES = ("never_worked", "wore_off", "side_effect", "still_working", None)
INFLAMMATION = ("active", "quiet", "not_checked", None)
MISSED = ("none", "some", "many", None)
WEEKS = (0, 7, 8, 11, 12, 13, 14, 200, None)
LEVELS = ("none_detected", "low", "adequate", "not_tested", None)
ANTIBODIES = ("none", "low", "high", "present", "not_tested", None)


def facts(**told: str | int | None) -> Facts:
    return Facts({slot.replace("__", "."): Answer(value=value) for slot, value in told.items() if value is not None})


def test_what_is_remembered_of_facts_rests_on_every_slot_they_look_at() -> None:
    assert set(re.findall(r'"([a-z]+\.[a-z_]+)"', inspect.getsource(Facts))) == set(DECIDING)


def expected_failure(drug: str | None, response: str | None, quiet: bool, many: bool, weeks: int | None) -> str:
    """The contract's order, written a second time as plainly as possible."""
    if response == "still_working":
        return "still_working"
    if response == "side_effect":
        return "intolerance"
    if quiet:
        return "not_inflammation"
    if many:
        return "missed_doses"
    if response == "wore_off":
        return "loss_of_response"
    if response is None:
        return "unclear"
    if weeks is not None and weeks < (FAIR_TRIAL_WEEKS[drug] if drug else 8):
        return "too_early"
    return "unclear" if drug is None and weeks is not None and weeks < 14 else "primary_non_response"


def test_every_combination_lands_on_the_failure_type_of_the_contract() -> None:
    reached = set()
    for drug, response, inflammation, missed, weeks in product(DRUGS, RESPONSES, INFLAMMATION, MISSED, WEEKS):
        case = facts(
            history__anti_tnf=drug,
            history__response=response,
            tests__inflammation=inflammation,
            history__missed_doses=missed,
            history__weeks_on=weeks,
        )
        outcome = failure_type(case)
        assert outcome.id == expected_failure(drug, response, inflammation == "quiet", missed == "many", weeks)
        assert all(case.value(slot) is not None for slot in outcome.because)
        reached.add(outcome.id)
    assert reached == FAILURES


@pytest.mark.parametrize(("drug", "week"), [("infliximab", 14), ("adalimumab", 12), ("certolizumab", 8)])
def test_a_fair_trial_ends_at_its_own_week_for_each_drug(drug: str, week: int) -> None:
    def at(weeks: int) -> str:
        return failure_type(facts(history__anti_tnf=drug, history__response="never_worked", history__weeks_on=weeks)).id

    assert at(week - 1) == "too_early"
    assert at(week) == "primary_non_response"


def test_the_published_figure_and_its_gaps() -> None:
    """Roda 2016, Figure 1; a mixed result and unknown antibodies are not decided by us."""
    table = {
        ("none_detected", "high"): "antibodies_high",
        ("low", "high"): "antibodies_high",
        ("low", "low"): "antibodies_low",
        ("none_detected", "none"): "low_level",
        ("low", "none"): "low_level",
        ("low", "present"): "unclear",
        ("low", "not_tested"): "unclear",
        ("low", None): "unclear",
        ("adequate", "none"): "adequate_level",
        ("adequate", "not_tested"): "adequate_level",
        ("adequate", "low"): "adequate_with_antibodies",
        ("adequate", "high"): "adequate_with_antibodies",
        ("adequate", "present"): "adequate_with_antibodies",
        ("adequate", None): "unclear",
        ("not_tested", "high"): "not_tested",
        (None, "high"): "unclear",
        (None, None): "unclear",
    }
    found = {
        key: branch(facts(tests__drug_level=key[0], tests__antibodies=key[1], tests__inflammation="active")).id
        for key in table
    }
    assert found == table


def test_every_combination_of_the_tests_step_ends_and_lands_on_one_branch() -> None:
    reached = set()
    for inflammation, level, antibodies in product(INFLAMMATION, LEVELS, ANTIBODIES):
        case = facts(tests__inflammation=inflammation, tests__drug_level=level, tests__antibodies=antibodies)
        reached.add(branch(case).id)
        if inflammation == "quiet":
            assert branch(case).id == "not_inflammation"
    assert reached == {
        "antibodies_high", "antibodies_low", "adequate_level", "low_level",
        "adequate_with_antibodies", "not_tested", "unclear", "not_inflammation",
    }  # fmt: skip


def test_every_walk_through_the_tests_step_ends_without_asking_twice() -> None:
    before = {
        "about.age_band": "18_34", "about.respondent": "patient", "about.diagnosis": "crohns", "about.region": "us",
        "about.appointment": "not_booked", "history.anti_tnf": "infliximab", "history.weeks_on": 30,
        "history.response": "wore_off", "history.missed_doses": "none", "history.partner_drug": "none",
        "history.steroids": "no", "history.earlier_advanced": ("none",), "history.surgery": False,
    }  # fmt: skip
    options = {"tests.inflammation": INFLAMMATION, "tests.drug_level": LEVELS, "tests.antibodies": ANTIBODIES}
    for picked in product(*options.values()):
        replies = dict(zip(options, picked, strict=True))
        told = {slot: Answer(value=value) for slot, value in before.items()}
        asked = []
        state = "tests.inflammation"
        while (state := position(in_force(told), True, state)).startswith("tests."):
            asked.append(state)
            value = replies.get(state)
            told[state] = Answer(value=value) if value is not None else Answer(status="unknown")
            assert len(asked) <= 4
        assert len(set(asked)) == len(asked)
        assert state == "disease.location"
        assert not [slot for slot in to_ask(in_force(told)) if slot.startswith("tests.")]
