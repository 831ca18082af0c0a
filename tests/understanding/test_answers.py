"""Answers to the question that is asked, in everyday words, and words that only sound like one."""

from __future__ import annotations

import pytest

from assistant.conversations import Value
from tests.understanding.sentences import filled, hear


@pytest.mark.parametrize(
    ("slot", "says", "value"),
    [
        ("access.barriers", "80 dollars a pen", ("out_of_pocket",)),
        ("access.barriers", "i live on a croft", ("travel",)),
        ("access.coverage", "had cobra, now nothing", "none"),
        ("access.barriers", "they only cover the generic", ("forced_switch",)),
        ("access.coverage", "tax payer funded", "public"),
        ("access.skipped_for_cost", "i had to choose between the rent and the copay", True),
        ("disease.fistula", "bladder to bowel", "other"),
        ("disease.impact", "a day off every now and then", "moderate"),
        ("disease.impact", "cant leave without pads", "severe"),
        ("disease.location", "just before the colon", ("ileum",)),
        ("disease.location", "colon fine, small bowel not so", ("ileum",)),
        ("disease.outside_gut", "eyes fine, skin fine, knees are not", ("joints",)),
        ("disease.outside_gut", "sores under the tongue", ("mouth",)),
        ("disease.outside_gut", "my fingers balloon", ("joints",)),
        ("health.conditions", "lfts a bit off", ("liver",)),
        ("health.pregnancy", "my wife is 12 weeks along", "fathering"),
        ("health.smoking", "back on the fags", "current"),
        ("health.smoking", "last ciggy was 3 weeks ago", "former"),
        ("preferences.avoid", "needles fine, fridge not", ("fridge",)),
        ("preferences.avoid", "no daily ones", ("daily_medicine",)),
        ("preferences.priorities", "not brand new", ("evidence",)),
        ("preferences.route", "all the same to me", "no_preference"),
        ("tests.drug_level", "the plan would not pay for a level", "not_tested"),
        ("tests.antibodies", "just a touch", "low"),
        ("tests.inflammation", "full of inflammation", "active"),
        ("tests.inflammation", "nothing since lockdown", "not_checked"),
        ("tests.inflammation", "poo sample abnormal", "active"),
    ],
)
def test_everyday_words_are_an_answer(slot: str, says: str, value: Value) -> None:
    assert filled(hear(says, slot)) == {slot: value}


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("access.barriers", "the light switch is on the wall"),
        ("access.coverage", "hoping to get on my wife's plan"),
        ("disease.fistula", "i hope i never get one"),
        ("disease.impact", "the cost of living is severe"),
        ("disease.outside_gut", "my knees click when i get up"),
        ("health.smoking", "smoked salmon is my weakness"),
        ("preferences.route", "i struggle to swallow"),
        ("preferences.route", "my veins are shot"),
        ("tests.antibodies", "covid antibodies were high"),
        ("tests.drug_level", "i was low in mood that week"),
        ("tests.inflammation", "i eat turmeric for inflammation"),
    ],
)
def test_what_only_sounds_like_an_answer_is_none(slot: str, says: str) -> None:
    assert filled(hear(says, slot)) == {}


@pytest.mark.parametrize(
    ("says", "intent"),
    [
        ("is the scope painful", "ask"),
        ("would changing brand help", "ask"),
        ("what number should i aim for", "ask"),
        ("what were the options again", "repeat"),
        ("pass, i will ask at clinic", "skip"),
        ("do you smoke", "identity"),
    ],
)
def test_commands_and_questions_need_no_question_mark(says: str, intent: str) -> None:
    understood = hear(says, "preferences.route")
    assert understood.intent == intent
    assert not filled(understood)
