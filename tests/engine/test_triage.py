"""Enquiries as support staff receive them: their topic, every red flag in them, and a reply to start from."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from assistant.content import yaml
from assistant.content.enquiries import Matter, Topic
from assistant.content.loader import load_content
from assistant.engine.guide import load_guide
from assistant.engine.triage import TIERS, Desk, Triage
from assistant.understanding.topics import NAME

FOLDER = Path(__file__).parent
CONTENT = load_content()
DESK = Desk(load_guide())
REPLIES = CONTENT.words("en").phrases
SETS = {
    name: yaml.read(FOLDER / name, name).data
    for name in [f"enquiries{number}.yaml" for number in ("", "_2", "_3", "_4", "_5")]
}
ALL = [enquiry for enquiries in SETS.values() for enquiry in enquiries]


def read(text: str, region: str | None = "uk") -> Triage:
    return DESK.read(text, "en", region, date(2026, 11, 21))


def urgency(tier: str | None) -> int:
    return TIERS.index(tier) if tier in TIERS else len(TIERS)


@pytest.mark.parametrize("name", SETS)
def test_the_topic_is_found_nearly_always_and_wrong_hardly_ever(name: str) -> None:
    found = [(enquiry, read(enquiry["text"]).topic) for enquiry in SETS[name]]
    right = [enquiry for enquiry, topic in found if topic == enquiry["topic"]]
    wrong = [enquiry["text"] for enquiry, topic in found if topic not in (enquiry["topic"], "other")]
    assert len(right) >= 0.9 * len(found)
    assert len(wrong) <= 0.05 * len(found), wrong


def test_no_flag_is_missed_and_few_are_too_many() -> None:
    found = [(enquiry, urgency(read(enquiry["text"]).tier)) for enquiry in ALL]
    wanted = [(each["text"], urgency(each["tier"]), tier) for each, tier in found]
    assert [text for text, expected, tier in wanted if tier > expected] == []
    assert sum(tier < expected for _, expected, tier in wanted) <= 1


@pytest.mark.parametrize("topic", [topic for topic in get_args(Topic) if topic != "other"])
def test_every_topic_has_words_a_name_and_a_reply(topic: str) -> None:
    english = CONTENT.words("en")
    assert english.enquiries.topics[topic].names  # type: ignore[index]
    assert {f"enquiry_reply.{topic}", f"enquiry_topic.{topic}"} <= english.phrases.keys()
    assert any(enquiry["topic"] == topic for enquiry in ALL)


def test_answers_worth_having_are_questions_of_the_pathway() -> None:
    for topic, signs in CONTENT.words("en").enquiries.topics.items():
        assert set(signs.asks) <= CONTENT.slots.keys(), topic


def test_several_topics_are_told_with_their_words() -> None:
    found = read("My insurance denied Skyrizi. Also, may I have the flu jab, and my calprotectin result, is it back?")
    assert {each.topic for each in found.topics} == {"cost_approval", "vaccine", "test_result"}
    assert any("insurance denied" in reason for reason in found.reasons)


def test_an_if_at_the_beginning_does_not_hide_what_comes_at_the_end() -> None:
    found = read(
        "I'd like to know if I may move my visit, and since last night I have a fever of 39.4 and am shivering."
    )
    assert (found.tier, found.flags[0].id, found.flags[0].doubt) == ("emergency", "sepsis", False)
    assert "999" in found.suggested_reply


def test_a_flag_at_the_end_of_a_long_mail_is_read() -> None:
    calm = "\n\n".join(
        "My pens come on Tuesdays and the driver is always kind. The weather was fine as well." for _ in range(190)
    )
    assert len(calm) > 15_000
    assert read(calm).tier is None
    assert read(f"{calm}\n\nToday I vomit everything, my belly is swollen and I pass no gas.").tier == "emergency"


def test_a_paragraph_does_not_calm_another() -> None:
    found = read(
        "No fever, no bleeding last year, all that is over.\n\nSince this morning I have a lot of blood with clots."
    )
    assert found.tier == "emergency"


def test_lines_that_the_mail_program_broke_are_one_sentence() -> None:
    found = read(
        "Dear team, since the day before yesterday I have been having a fever of\n39.5 and I am shaking all over."
    )
    assert "sepsis" in [flag.id for flag in found.flags]


QUOTED = (
    "Did my MRI come back?\n\nOn 3 May, M. Lowe wrote:\n> I have a fever of 39.5 and am shaking all over\n>> earlier"
)


def test_what_an_earlier_mail_said_is_not_said_now() -> None:
    found = read(QUOTED)
    assert (found.topic, found.tier) == ("test_result", None)
    assert any(reason.endswith("not read as new words: 2.") for reason in found.reasons)
    forwarded = read("> I have a fever of 39.5 and I am shaking all over")
    assert forwarded.tier == "emergency"
    assert any("quoted lines were read" in reason for reason in forwarded.reasons)
    assert read(">39.5 fever since last night and shaking all over").tier == "emergency"


@pytest.mark.parametrize(("region", "number"), [("uk", "999"), ("us", "911"), ("eu", "112"), ("au", "000")])
def test_the_reply_names_the_numbers_of_the_region(region: str, number: str) -> None:
    urgent, calm = read("a lot of blood with clots, I nearly fainted", region), read("any news on my MRI", region)
    assert number in urgent.suggested_reply
    assert number in calm.suggested_reply
    assert "emergency department" in urgent.suggested_reply
    assert "emergency department" not in calm.suggested_reply


def test_an_urgent_enquiry_is_answered_first_on_what_is_urgent_and_then_on_what_was_asked() -> None:
    urgent, asked = read("My pens did not arrive. Also I am coughing up blood.").suggested_reply.split("\n\n")
    assert urgent.startswith("Thank you for telling us. What you write may need help right now")
    assert "pharmacy" in asked
    assert "116 123" in read("may I move my visit? I want to end my life", "uk").suggested_reply


@pytest.mark.parametrize(
    "text",
    [
        "My son has Crohn's, and last night he told me that he does not see the point in going on. What do I do?",
        "Third infliximab on Monday. Since then a temperature of 38.9, shivering, and a cough with green phlegm.",
    ],
)
def test_beside_an_emergency_nothing_is_said_about_the_illness_once_more(text: str) -> None:
    found = read(text)
    assert found.tier == "emergency"
    assert "\n\n" not in found.suggested_reply


def test_enquiries_nobody_learned_from_are_mostly_told_by_what_they_are_like() -> None:
    fresh = yaml.read(FOLDER / "enquiries_6.yaml", "enquiries_6.yaml").data
    right = [enquiry for enquiry in fresh if read(enquiry["text"]).topic == enquiry["topic"]]
    assert len(right) >= 0.8 * len(fresh)  # a topic that no words name is guessed only where it is very likely
    assert all(read(enquiry["text"]).tier is None for enquiry in fresh)


LOOK_ALIKES = yaml.read(FOLDER / "enquiries_7.yaml", "enquiries_7.yaml").data


@pytest.mark.parametrize("enquiry", LOOK_ALIKES, ids=lambda enquiry: enquiry["text"][:40])
def test_what_only_sounds_like_a_topic_is_not_taken_for_it(enquiry: dict[str, str]) -> None:
    found = read(enquiry["text"])
    assert found.topic == enquiry["topic"]
    matters = [matter for matter in get_args(Matter) if REPLIES[f"enquiry_reply.{matter}"][0] in found.suggested_reply]
    assert matters == ([enquiry["matter"]] if "matter" in enquiry else [])


def test_a_topic_with_words_comes_before_one_that_is_only_likely() -> None:
    for enquiry in (*ALL, *LOOK_ALIKES):
        topics = read(enquiry["text"]).topics
        assert not topics or topics[0].words or not any(each.weight >= NAME for each in topics), enquiry["text"]


def test_beside_a_danger_the_reply_speaks_of_nothing_that_no_words_name() -> None:
    stroke = read("My face has dropped on one side since breakfast, is it the tofacitinib?")
    assert stroke.tier == "emergency"
    assert "\n\n" not in stroke.suggested_reply


def test_no_enquiry_of_the_fresh_set_was_learned_from() -> None:
    learned = {text for texts in CONTENT.words("en").enquiries.examples.values() for text in texts}
    fresh = yaml.read(FOLDER / "enquiries_6.yaml", "enquiries_6.yaml").data
    assert not learned & {" ".join(enquiry["text"].split()) for enquiry in fresh}


def test_what_is_known_is_not_missing() -> None:
    found = read("I am on Humira for two years, it worked then wore off. Level was too low.")
    told = {answer.slot: answer.value for answer in found.answers}
    assert told["history.anti_tnf"] == "adalimumab"
    missing = {each.slot for each in found.missing}
    assert "history.anti_tnf" not in missing
    assert "history.missed_doses" in missing
    assert all(each.text and "." not in each.text for each in found.missing)


def test_a_relatives_medicine_is_only_asked_about() -> None:
    hers = read("My daughter takes humira, it stopped working.")
    assert [(answer.value, answer.near) for answer in hers.answers if answer.slot == "history.anti_tnf"] == [
        ("adalimumab", True)
    ]
    assert "history.anti_tnf" in {each.slot for each in hers.missing}


def test_a_reply_never_shows_a_blank_or_an_id() -> None:
    for enquiry in ALL:
        found = read(enquiry["text"], None)
        for text in (found.suggested_reply, *found.reasons):
            assert "{" not in text
            assert "None" not in text
            assert not any(f"{topic}" in text for topic in get_args(Topic) if "_" in topic)


@pytest.mark.parametrize("text", ["a " * 4000, ">" * 9000, "\n" * 9000, "." * 9000, "fever, " * 1300, "é," * 2000])
def test_odd_text_is_read_in_time(text: str) -> None:
    began = time.process_time()
    found: Any = read(text)
    assert found.topic == "other"
    assert time.process_time() - began < 3
