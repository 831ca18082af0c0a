"""Whether a rule holds, and which answers it names as its reason."""

from __future__ import annotations

import pytest

from assistant.conversations import Answer, Certainty, Value
from assistant.knowledge.rules import Case, Decided, Verdict, judge

NO = Verdict(holds=False)


def answers(**told: Value | Answer) -> dict[str, Answer]:
    """``health__smoking="current"`` -> ``{"health.smoking": Answer(value="current")}``."""
    return {
        name.replace("__", "."): value if isinstance(value, Answer) else Answer(value=value)
        for name, value in told.items()
    }


def test_a_rule_without_conditions_holds_for_everyone_and_rests_on_nothing() -> None:
    assert judge(Case(answers(health__smoking="current")), ()) == Verdict(holds=True)


def test_all_slots_of_one_alternative_must_hold() -> None:
    when = ({"health.smoking": ("current", "former"), "about.age_band": ("65_plus",)},)
    both = answers(about__age_band="65_plus", health__smoking="former")
    assert judge(Case(both), when) == Verdict(holds=True, because=("about.age_band", "health.smoking"))
    assert judge(Case(answers(about__age_band="65_plus", health__smoking="never")), when) == NO
    assert judge(Case(answers(about__age_band="65_plus")), when) == NO


def test_every_alternative_that_holds_is_named_and_no_other() -> None:
    when = ({"health.smoking": ("current",)}, {"about.age_band": ("65_plus",)}, {"disease.impact": ("severe",)})
    told = answers(about__age_band="65_plus", disease__impact="mild", health__smoking="current")
    assert judge(Case(told), when).because == ("about.age_band", "health.smoking")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(True, "true"), (False, "false"), (("joints", "skin"), "skin"), ("mild", "mild")],
    ids=["yes", "no", "one of several", "choice"],
)
def test_values_match_as_rules_write_them(value: Value, wanted: str) -> None:
    assert judge(Case({"disease.any": Answer(value=value)}), ({"disease.any": (wanted,)},)).holds
    assert not judge(Case({"disease.any": Answer(value=value)}), ({"disease.any": ("other",)},)).holds


def test_a_hedged_answer_counts_and_one_that_was_not_given_does_not() -> None:
    when = ({"health.smoking": ("current",)},)
    hedged = Answer(value="current", status=Certainty.UNSURE)
    assert judge(Case({"health.smoking": hedged}), when).holds
    for status in (Certainty.UNKNOWN, Certainty.DECLINED, Certainty.SKIPPED, Certainty.NOT_APPLICABLE):
        assert judge(Case({"health.smoking": Answer(value="current", status=status)}), when) == NO


def test_unless_takes_the_point_away_and_is_named_while_it_does_not() -> None:
    when, unless = (
        ({"disease.location": ("ileum",)},),
        ({"disease.location": ("colon",)}, {"history.surgery": ("true",)}),
    )
    assert judge(Case(answers(disease__location=("ileum", "colon"))), when, unless) == NO
    told = answers(history__surgery=False, disease__location=("ileum",))
    assert judge(Case(told), when, unless).because == ("history.surgery", "disease.location")
    assert judge(Case(answers(disease__location=("ileum",))), when, unless).because == ("disease.location",)


def test_failure_and_branch_stand_for_the_answers_they_rest_on() -> None:
    told = answers(history__response="wore_off", tests__drug_level="low", tests__antibodies="none")
    case = Case(
        told,
        failure=Decided("loss_of_response", ("history.response",)),
        branch=Decided("low_level", ("tests.drug_level", "tests.antibodies")),
    )
    verdict = judge(case, ({"failure": ("loss_of_response",), "branch": ("low_level",)},))
    assert verdict.because == ("history.response", "tests.drug_level", "tests.antibodies")
    assert judge(case, ({"failure": ("primary_non_response",)},)) == NO
    assert judge(Case(told), ({"branch": ("low_level",)},)) == NO
