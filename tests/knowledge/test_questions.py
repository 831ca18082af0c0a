"""Which questions of the bank a person gets."""

from __future__ import annotations

from assistant.content.loader import load_content
from assistant.content.models import BankQuestion
from assistant.conversations import Answer
from assistant.knowledge.questions import choose, outranked
from assistant.knowledge.rules import Case, Decided

BANK = {
    **{f"b{rank}": BankQuestion(part="branch", rank=rank, when=({"branch": ("low_level",)},)) for rank in range(5)},
    "heart": BankQuestion(part="filter", rank=20, when=({"health.conditions": ("heart_failure",)},)),
    "liver": BankQuestion(part="filter", rank=10, when=({"health.conditions": ("liver",)},)),
    "route": BankQuestion(part="fit", rank=0, when=({"preferences.route": ("tablet",)},)),
    "late": BankQuestion(part="next", rank=9),
    "soon": BankQuestion(part="next", rank=1),
    **{f"e{rank}": BankQuestion(part="everyone", rank=rank) for rank in range(6)},
}
LOW = Decided("low_level", ("tests.drug_level",))


def chosen(case: Case) -> list[str]:
    return [question.id for question in choose(BANK, case)]


def test_three_from_the_branch_two_that_fired_one_next_filled_up() -> None:
    told = {
        "health.conditions": Answer(value=("heart_failure", "liver")),
        "preferences.route": Answer(value=("tablet",)),
    }
    assert chosen(Case(told, branch=LOW)) == ["b0", "b1", "b2", "liver", "heart", "e0", "soon"]


def test_daily_life_takes_the_place_health_leaves() -> None:
    told = {"health.conditions": Answer(value=("liver",)), "preferences.route": Answer(value=("tablet",))}
    assert chosen(Case(told)) == ["liver", "route", "e0", "e1", "e2", "e3", "soon"]


def test_somebody_who_told_nothing_still_gets_questions() -> None:
    assert chosen(Case({})) == ["e0", "e1", "e2", "e3", "e4", "e5", "soon"]


def test_a_question_names_the_answers_it_is_asked_for() -> None:
    told = {"tests.drug_level": Answer(value="low"), "health.conditions": Answer(value=("liver",))}
    reasons = {question.id: question.because for question in choose(BANK, Case(told, branch=LOW))}
    assert reasons["b0"] == ("tests.drug_level",)
    assert reasons["liver"] == ("health.conditions",)
    assert reasons["soon"] == ()


def test_the_order_of_the_file_does_not_matter() -> None:
    backwards = dict(reversed(BANK.items()))
    case = Case({"preferences.route": Answer(value=("tablet",))}, branch=LOW)
    assert choose(backwards, case) == choose(BANK, case)


def test_the_real_bank_gives_five_to_eight_to_everyone() -> None:
    bank = load_content().questions
    assert 5 <= len(choose(bank, Case({}))) <= 8
    for age in ("under_18", "65_plus"):
        assert 5 <= len(choose(bank, Case({"about.age_band": Answer(value=age)}))) <= 8


def test_whom_three_better_ones_always_go_before_is_never_chosen() -> None:
    assert outranked(BANK) == {"b3", "b4"}
    always = {
        "b5": BankQuestion(part="branch", rank=5),
        "b6": BankQuestion(part="branch", rank=6, when=({"branch": ("low_level", "unclear")},)),
    }
    assert outranked(BANK | always) == {"b3", "b4"}
    other_way = {
        f"u{rank}": BankQuestion(part="branch", rank=rank, when=({"branch": ("unclear",)},)) for rank in range(3)
    }
    assert outranked(BANK | always | other_way) == {"b3", "b4", "b6"}
