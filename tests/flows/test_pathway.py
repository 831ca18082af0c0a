"""Where answers lead: what is asked, what is set aside, which way out is taken."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.content.loader import load_content
from assistant.conversations import Answer, Certainty
from assistant.flows.pathway import asks, exit_of, in_force, position, to_ask
from tests.people import anything, people

CROHNS: dict[str, Any] = {
    "about.respondent": "patient",
    "about.age_band": "35_49",
    "about.diagnosis": "crohns",
    "about.region": "uk",
    "about.appointment": "not_booked",
    "history.anti_tnf": "adalimumab",
    "history.weeks_on": 60,
    "history.response": "wore_off",
}


def told(**changes: Any) -> dict[str, Answer]:
    """A person with Crohn's whose adalimumab wore off, with changes: ``history__response="side_effect"``."""
    values = {**CROHNS, **{slot.replace("__", "."): value for slot, value in changes.items()}}
    return {slot: Answer(value=value) for slot, value in values.items()}


def test_the_charts_and_the_vocabulary_name_the_same_slots_in_the_same_order() -> None:
    assert [ask.slot for ask in asks()] == list(load_content().slots)


def test_the_first_question_is_who_it_is_about() -> None:
    assert position({}, True, "decide") == "about.respondent"


def test_without_consent_nothing_is_asked() -> None:
    assert position(told(), None, "decide") == "consent"
    assert position(told(), False, "consent") == "refused"


def test_a_reaction_is_asked_for_only_after_a_side_effect() -> None:
    assert "history.reaction" not in to_ask(told())
    assert "history.reaction" in to_ask(told(history__response="side_effect"))


def test_a_number_is_asked_for_only_when_a_level_was_measured() -> None:
    assert "tests.level_value" in to_ask(told(tests__drug_level="low"))
    assert "tests.level_value" not in to_ask(told(tests__drug_level="none_detected"))
    assert "tests.level_value" not in to_ask(told(tests__drug_level="not_tested"))


def test_antibodies_are_asked_for_only_when_a_level_was_tested() -> None:
    assert "tests.antibodies" in to_ask(told(tests__drug_level="none_detected"))
    assert "tests.antibodies" not in to_ask(told(tests__drug_level="not_tested"))


def test_pregnancy_is_not_asked_at_65_and_over() -> None:
    assert "health.pregnancy" in to_ask(told())
    assert "health.pregnancy" not in to_ask(told(about__age_band="65_plus"))


@pytest.mark.parametrize(
    ("changes", "reason", "left"),
    [
        ({"about__age_band": "under_18"}, "under_18", ()),
        ({"about__diagnosis": "ulcerative_colitis"}, "ulcerative_colitis", ("closing.own_questions",)),
        ({"about__diagnosis": "ibd_unclassified"}, "ibd_unclassified", ("closing.own_questions",)),
        ({"about__diagnosis": "not_diagnosed"}, "not_diagnosed", ("closing.own_questions",)),
        ({"history__anti_tnf": "none"}, "no_anti_tnf", ("closing.own_questions",)),
        ({"history__response": "still_working"}, "still_working", ("closing.own_questions",)),
    ],
)
def test_who_is_not_helped_leaves_by_their_own_way(changes: dict[str, Any], reason: str, left: tuple[str, ...]) -> None:
    answers = in_force(told(**changes))
    assert exit_of(answers) == reason
    assert to_ask(answers) == left


def test_never_having_had_an_anti_tnf_sets_aside_what_hangs_on_it_and_comes_back() -> None:
    everything = told(tests__drug_level="low", tests__antibodies="high", disease__fistula="perianal")
    without = in_force({**everything, "history.anti_tnf": Answer(value="none")})
    assert set(everything) - set(without) == {
        "history.weeks_on",
        "history.response",
        "tests.drug_level",
        "tests.antibodies",
    }
    assert in_force(everything) == everything


def test_a_state_of_another_release_is_taken_up_at_the_right_question() -> None:
    assert position(in_force(told()), True, "history.old_question") == "history.missed_doses"
    assert position(in_force(told()), True, "gone.step") == "history.missed_doses"


@pytest.mark.parametrize("status", [Certainty.UNKNOWN, Certainty.DECLINED, Certainty.SKIPPED])
def test_not_knowing_is_not_asked_again_and_is_never_a_no(status: Certainty) -> None:
    answers = {**told(), "history.response": Answer(status=status)}
    assert "history.response" not in to_ask(in_force(answers))
    assert exit_of(in_force(answers)) is None


@settings(max_examples=200, deadline=None)
@given(people, st.randoms())
def test_the_order_of_telling_changes_nothing(person: dict[str, Answer], random: Any) -> None:
    shuffled = list(person.items())
    random.shuffle(shuffled)
    assert list(in_force(dict(shuffled)).items()) == list(in_force(person).items())
    assert position(in_force(dict(shuffled)), True, "decide") == position(in_force(person), True, "decide")


@settings(max_examples=200, deadline=None)
@given(people, st.data())
def test_whatever_is_answered_the_walk_ends_in_review(person: dict[str, Answer], data: st.DataObject) -> None:
    state, answers = "decide", dict(person)
    for _ in range(len(asks()) + 1):
        state = position(in_force(answers), True, state)
        if state == "review":
            break
        assert state not in in_force(answers)
        assert state == to_ask(in_force(answers))[0]
        answers[state] = data.draw(anything(state))
    assert state == "review"
