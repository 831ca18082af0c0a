"""Of two values set against each other the one meant counts; what is added or denied twice corrects nothing."""

from __future__ import annotations

import pytest

from assistant.conversations import Value
from tests.understanding.sentences import filled, hear


@pytest.mark.parametrize(
    ("says", "slot", "value"),
    [
        ("it was 3 years not 3 months for the humira", "history.weeks_on", 157),
        ("not Wales, Germany", "about.region", "eu"),
        ("no, it's Entyvio I had before, not Stelara", "history.earlier_advanced", ("vedolizumab",)),
        ("I said I'm 43, it's 34", "about.age_band", "18_34"),
        ("sorry it's scotland not the states", "about.region", "uk"),
    ],
)
def test_the_value_meant_corrects_the_one_taken_back(says: str, slot: str, value: Value) -> None:
    meant = hear(says, "disease.impact")
    assert (meant.intent, filled(meant)[slot]) == ("correct", value)


@pytest.mark.parametrize(
    "says",
    [
        "I was not on Humira or Remicade",
        "It's not Crohn's or colitis",
        "it's not in the colon or ileum",
        "not Humira, not Remicade",
        "not just the colon, small bowel too",
        "it's not just Crohn's, colitis as well",
        "I was not on Humira before Remicade",
        "I said I have arthritis, and psoriasis too",
        "I told you I have Crohn's in the ileum, and the colon too",
        "actually in 2 weeks",
        "wait no, in 3 months",
    ],
)
def test_what_is_denied_twice_or_added_corrects_nothing(says: str) -> None:
    assert [item for item in hear(says, "disease.impact").found if item.corrects] == []


@pytest.mark.parametrize("says", ["Delete all my data. My age is wrong", "delete everything, my age is wrong too"])
def test_who_wants_everything_deleted_is_heard_whatever_else_is_wrong(says: str) -> None:
    assert hear(says, "disease.impact").intent == "forget_me"


def test_a_long_story_behind_what_was_said_is_no_correction() -> None:
    story = "I told you about my Crohn's and Humira." + 20 * " It hurts, I am tired, some days fine, Humira 2 years,"
    assert hear(story, "disease.impact").intent != "correct"
