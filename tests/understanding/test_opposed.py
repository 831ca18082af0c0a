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


@pytest.mark.parametrize(
    ("asked", "says", "slot"),
    [
        (None, "I am 20 weeks along in my treatment", "health.pregnancy"),
        ("history.weeks_on", "I am 20 weeks along", "health.pregnancy"),
        ("history.weeks_on", "I'm about 30 weeks along with it", "health.pregnancy"),
        (None, "we are trying for a refund", "health.pregnancy"),
        (None, "I am trying for another appointment", "health.pregnancy"),
        (None, "we are trying for a family holiday", "health.pregnancy"),
        ("history.response", "caught pneumonia on it, so no more smoking", "history.response"),
        ("history.response", "I caught covid and stopped going out", "history.response"),
        (None, "my knees hurt because I was running", "disease.outside_gut"),
        (None, "my knees ache after the gym", "disease.outside_gut"),
        (None, "my knees hurt, I fell off my bike", "disease.outside_gut"),
        (None, "psoriasis on my dad's scalp", "disease.outside_gut"),
        (None, "the doctor asked about psoriasis too", "disease.outside_gut"),
        (None, "I had heart failure scare, turned out fine", "health.conditions"),
        (None, "I had a cancer scare last year", "health.conditions"),
        (None, "I might be operated on in the summer", "history.surgery"),
        (None, "they want to be operated on two people", "history.surgery"),
        ("about.diagnosis", "Crohn's, colon clear", "disease.location"),
        ("preferences.worry", "being on prednisolone forever", "history.steroids"),
        ("preferences.worry", "ending up on steroids for life", "history.steroids"),
        ("preferences.worry", "being stuck on steroids", "history.steroids"),
        ("history.anti_tnf", "used to be Humira, now it is Imuran", "history.anti_tnf"),
        (None, "loads of antibodies to covid after the jab", "tests.antibodies"),
        (None, "positive for antibodies to covid", "tests.antibodies"),
        (None, "good level of understanding", "tests.drug_level"),
        ("disease.fistula", "narrowing no, fistula yes", "disease.fistula"),
        ("disease.narrowing", "no, fistula yes", "disease.fistula"),
    ],
)
def test_what_only_sounds_like_a_value_is_none(asked: str | None, says: str, slot: str) -> None:
    assert slot not in {item.slot for item in hear(says, asked).found if not item.near}


@pytest.mark.parametrize(
    ("asked", "says", "slot", "value"),
    [
        (None, "I'm 20 weeks along with my first baby", "health.pregnancy", "pregnant"),
        ("history.weeks_on", "I am 20 weeks along", "history.weeks_on", 20),
        (None, "we're trying for number two", "health.pregnancy", "planning"),
        ("disease.impact", "severe. well moderate now", "disease.impact", "moderate"),
        ("disease.impact", "It runs my life. I plan every trip around toilets", "disease.impact", "severe"),
        ("history.response", "caught pneumonia on it, so they stopped it", "history.response", "side_effect"),
        (None, "my knees hurt from the Crohn's", "disease.outside_gut", ("joints",)),
        (None, "psoriasis on my scalp", "disease.outside_gut", ("psoriasis",)),
        (None, "I have heart failure", "health.conditions", ("heart_failure",)),
        (None, "I was operated on in 2019", "history.surgery", True),
        ("about.diagnosis", "Crohn's, colon only", "disease.location", ("colon",)),
        ("preferences.worry", "being on prednisolone 5 months now", "history.steroids", "now"),
        ("preferences.worry", "I hate being on steroids", "history.steroids", "now"),
        ("history.anti_tnf", "Humira before, now azathioprine", "history.anti_tnf", "adalimumab"),
        (None, "loads of antibodies to Humira", "tests.antibodies", "high"),
        ("disease.fistula", "narrowing no, fistula yes", "disease.narrowing", False),
        ("disease.narrowing", "no, fistula yes", "disease.narrowing", False),
        ("disease.fistula", "no, fistula no", "disease.fistula", "none"),
    ],
)
def test_what_tells_a_value_beside_its_look_alike_is_heard(
    asked: str | None, says: str, slot: str, value: Value
) -> None:
    assert filled(hear(says, asked))[slot] == value
