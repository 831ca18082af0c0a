"""Reading against what is asked: whose words, which question, how sure, where it stands in the message."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.content.loader import load_content
from assistant.conversations import Certainty, Value
from assistant.messages import Choice, Question
from assistant.understanding import build_lexicon, read
from tests.understanding.sentences import TODAY, asking, filled, hear, lexicon

SLOTS = sorted(load_content().slots)
OFFER = Question(
    slot="offer",
    kind="yes_no",
    text="Did you mean infliximab?",
    choices=(Choice(id="yes", label="Yes, change it"), Choice(id="no", label="No, leave it")),
)


@pytest.mark.parametrize("slot", [slot for slot in SLOTS if load_content().slots[slot].choices])
def test_every_label_and_every_id_is_its_choice(slot: str) -> None:
    question = asking(slot)
    for choice in question.choices:
        for said in (choice.label, choice.id.replace("_", " ")):
            value = filled(hear(said, slot)).get(slot)
            expected: Value = choice.id == "yes" if question.kind == "yes_no" else choice.id
            assert value in (expected, (expected,)), (slot, said)


@pytest.mark.parametrize("slot", [slot for slot in SLOTS if load_content().slots[slot].kind == "choice"])
def test_every_place_in_the_list_is_its_choice(slot: str) -> None:
    for place, choice in enumerate(asking(slot).choices, start=1):
        for said in (f"{place}", f"option {place}", "abcdefgh"[place - 1], f"{place}\ufe0f\u20e3"):
            assert filled(hear(said, slot)) == {slot: choice.id}, (slot, said)


@pytest.mark.parametrize("slot", SLOTS)
def test_everything_listed_as_heard_is_heard(slot: str) -> None:
    unheard = []
    for value, words in load_content().words("en").slots[slot].values.items():
        for phrase in words.heard:
            taken = filled(hear(phrase, slot)).get(slot)
            wanted: Value = value == "yes" if asking(slot).kind == "yes_no" else value
            if taken != wanted and not (isinstance(taken, tuple) and wanted in taken):
                unheard.append(f"{value}: {phrase} -> {taken}")
    assert not unheard


@pytest.mark.parametrize(
    ("says", "value"), [("yes", True), ("2", False), ("no, leave it", False), ("absolutely not", False)]
)
def test_an_offer_is_answered_with_yes_or_no(says: str, value: bool) -> None:
    understood = read(says, OFFER, lexicon(), TODAY)
    assert [(item.slot, item.value) for item in understood.found] == [("offer", value)]


def test_not_knowing_what_to_say_to_an_offer_is_no_answer_to_it() -> None:
    understood = read("I don't know", OFFER, lexicon(), TODAY)
    assert (understood.intent, understood.found) == ("unknown", ())


def test_a_relative_is_the_patient_only_where_somebody_else_is_answering() -> None:
    assert filled(hear("my son had a blood clot", "health.conditions")) == {}
    assert filled(hear("my son had a blood clot", "health.conditions", caregiver=True)) == {
        "health.conditions": ("blood_clot",)
    }


def test_what_others_have_is_left_out_and_the_patients_own_answer_kept() -> None:
    assert filled(hear("dad had his whole colon out, not me", "history.surgery")) == {"history.surgery": False}
    assert filled(hear("dad had his whole colon out", "history.surgery")) == {}


def test_from_a_caregiver_the_caregivers_own_words_are_left_out() -> None:
    said = read(
        "I had a hernia, she's had half her colon out", asking("history.surgery"), lexicon(), TODAY, caregiver=True
    )
    assert filled(said) == {"history.surgery": True}


def test_the_words_an_answer_was_taken_from_stand_where_it_says() -> None:
    says = "Well: I've been on Humera for 2 years, and I smoke!"
    for item in hear(says, "disease.impact").found:
        assert says[item.start : item.end] == item.text
        assert item.text in ("Humera", "2 years", "I smoke")


def test_a_level_without_its_unit_is_asked_about_and_the_unit_never_guessed() -> None:
    (item,) = hear("7.4", "tests.level_value").found
    assert (item.near, item.value, item.text) == (True, None, "7.4")


def test_a_number_from_a_letter_is_never_judged() -> None:
    assert "tests.drug_level" not in filled(hear("my level was 0.3 ug/ml", "disease.impact"))
    assert "tests.inflammation" not in filled(hear("calprotectin 1850, CRP 42", "disease.impact"))


def test_a_condition_named_in_passing_is_heard() -> None:
    """The others are asked for all the same: dialogues/health/told_in_passing.yaml."""
    assert filled(hear("I had shingles in 2020", "disease.impact")) == {"health.conditions": ("shingles",)}


@pytest.mark.parametrize("says", ["change humira to remicade", "not humira, remicade", "actually I'm on remicade"])
def test_a_correction_takes_back_what_was_told(says: str) -> None:
    understood = hear(says, "disease.impact")
    assert understood.intent == "correct"
    assert [(item.slot, item.value, item.corrects) for item in understood.found] == [
        ("history.anti_tnf", "infliximab", True)
    ]


def test_a_question_to_look_up_keeps_its_words() -> None:
    assert hear("what is a trough level?", "disease.impact").topic == "trough level"
    assert hear("how long does risankizumab take to work?", "disease.impact").topic == (
        "how long does risankizumab take to work"
    )


def test_an_answer_and_a_question_in_one_message_are_both_heard() -> None:
    understood = hear("It wore off. What is a biosimilar?", "history.response")
    assert filled(understood) == {"history.response": "wore_off"}
    assert (understood.intent, understood.topic) == ("define", "biosimilar")


def test_a_hedge_makes_an_answer_unsure_and_keeps_its_value() -> None:
    (item,) = hear("maybe humira", "history.anti_tnf").found
    assert (item.value, item.status) == ("adalimumab", Certainty.UNSURE)


def test_a_day_told_where_an_age_is_asked_for_is_no_age() -> None:
    assert filled(hear("dec 9", "about.age_band")) == {}
    assert filled(hear("the 14th of january", "about.age_band")) == {}
    assert filled(hear("72 in may", "about.age_band")) == {"about.age_band": "65_plus"}


@pytest.mark.parametrize("said", ["level now 12", "crp was 12 now 30", "now 12"])
def test_a_result_that_is_now_a_number_is_no_age(said: str) -> None:
    assert "about.age_band" not in filled(hear(said, None))


def test_an_age_after_that_of_the_diagnosis_is_one() -> None:
    assert filled(hear("diagnosed at 12, now 34", None)) == {"about.age_band": "18_34"}


def test_before_belongs_to_what_follows_it() -> None:
    told = filled(hear("now infliximab, before it was adalimumab also", "history.anti_tnf"))
    assert told == {"history.anti_tnf": "infliximab", "history.earlier_advanced": ("adalimumab",)}


def test_a_letter_that_calls_a_stricture_non_passable_tells_of_one() -> None:
    told = filled(hear("No fistula or abscess. There is a short non-passable stricture.", "about.respondent"))
    assert told == {"disease.fistula": "none", "disease.narrowing": True}


def test_red_flags_are_found_beside_everything_else() -> None:
    understood = hear("humira, and I'm vomiting and can't keep anything down with terrible pain", "history.anti_tnf")
    assert understood.flags


def test_the_words_of_another_language_tag_are_the_same() -> None:
    assert build_lexicon(load_content(), "en-GB").lines == lexicon().lines


@pytest.mark.parametrize("sign", ["❶", "❺ years", "᧚", "in ❷ weeks", "½"])
@pytest.mark.parametrize("slot", ["history.weeks_on", "about.appointment", "about.age_band", "tests.level_value"])
def test_a_sign_that_only_looks_like_a_digit_is_no_number(sign: str, slot: str) -> None:
    assert not [item for item in hear(sign, slot).found if item.value is not None and not item.near]


@settings(max_examples=150, deadline=None)
@given(says=st.text(max_size=200), slot=st.sampled_from([*SLOTS, None]))
def test_nothing_anybody_types_breaks_it(says: str, slot: str | None) -> None:
    understood = hear(says, slot)
    assert understood == hear(says, slot)
    for item in understood.found:
        if item.value is not None and item.slot in load_content().slots:
            load_content().slots[item.slot].accept(item.value)


@settings(max_examples=150, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            [
                "i",
                "not",
                "on",
                "humira",
                "since",
                "2",
                "years",
                "'",
                "12/04",
                "3-4",
                "-",
                "no",
                "yes",
                ",",
                ".",
                "?",
                "and",
                "change",
                "stop",
                "my",
                "level",
                "low",
                "2.1",
                "ug/ml",
                "week",
                "march",
                "last",
                "next",
                "half",
                "a",
                "the",
                "in",
                "1,850",
                "1.2.3",
                "99/99/9999",
                "mum",
                "never",
                "either",
            ]
        ),
        max_size=12,
    ),
    slot=st.sampled_from(SLOTS),
)
def test_no_order_of_words_breaks_it(words: list[str], slot: str) -> None:
    for item in hear(" ".join(words), slot).found:
        if item.value is not None:
            load_content().slots[item.slot].accept(item.value)


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("history.weeks_on", "we have had the parrot for 6 years"),
        ("history.response", "the toaster never worked properly"),
        ("about.appointment", "my violin lesson is on the 2nd of december"),
        ("preferences.avoid", "my fridge is leaking on the carpet"),
        ("tests.drug_level", "low battery on my scooter"),
    ],
)
def test_what_is_told_of_another_thing_is_only_asked_about(slot: str, says: str) -> None:
    assert filled(hear(says, slot)) == {}


@pytest.mark.parametrize(
    ("slot", "says", "value"),
    [
        ("history.weeks_on", "the first infusion was 6 years ago", 313),
        ("history.response", "the medicine never worked properly", "never_worked"),
        ("about.appointment", "my next review is on the 2nd of december", "2026-12-02"),
        ("preferences.avoid", "my fridge is too small", ("fridge",)),
    ],
)
def test_what_is_told_of_the_medicine_is_taken(slot: str, says: str, value: Value) -> None:
    assert filled(hear(says, slot)) == {slot: value}


@pytest.mark.parametrize(
    ("slot", "says", "value"),
    [
        ("history.anti_tnf", "humira. no hang on, remicade", "infliximab"),
        ("disease.location", "the stomach, sorry, the colon", ("colon",)),
        ("history.earlier_advanced", "entyvio, scratch that, stelara", ("ustekinumab",)),
        ("preferences.priorities", "b first, then e", ("safety", "evidence")),
    ],
)
def test_of_what_is_taken_back_at_once_only_the_last_counts(slot: str, says: str, value: Value) -> None:
    assert filled(hear(says, slot)) == {slot: value}


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("disease.narrowing", "can strictures go back to normal"),
        ("preferences.route", "do the tablets work as well as the drip"),
        ("disease.fistula", "are setons for life"),
    ],
)
def test_a_question_without_its_mark_fills_nothing(slot: str, says: str) -> None:
    understood = hear(says, slot)
    assert (understood.found, understood.intent) == ((), "ask")


@pytest.mark.parametrize("says", ["yes to pizza", "yes minister starts on channel four", "no worries mate"])
def test_a_yes_to_something_else_is_no_answer(says: str) -> None:
    assert filled(hear(says, "history.surgery")) == {}


@pytest.mark.parametrize("says", ["never mind", "they want to start me on cimzia", "humira, which my late husband had"])
def test_what_only_sounds_like_an_anti_tnf_or_none_is_not_taken(says: str) -> None:
    assert filled(hear(says, "history.anti_tnf")) == {}


@pytest.mark.parametrize(
    "says", ["crohn´s disease", "Crohn`s", "i have crohn’s", "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM} crohns"]
)
def test_a_sign_that_unicode_writes_with_a_space_stays_in_its_word(says: str) -> None:
    assert filled(hear(says, "about.diagnosis")) == {"about.diagnosis": "crohns"}


@pytest.mark.parametrize(
    ("slot", "says", "value"),
    [
        ("history.earlier_advanced", "i said stelara before, it was skyrizi", ("risankizumab",)),
        ("disease.location", "i said colon but the letter says terminal ileum, only that", ("ileum",)),
        ("preferences.route", "i said tablets, forget that, injection at home", ("injection",)),
        ("history.weeks_on", "not 5 years, 5 months", 22),
        ("history.earlier_advanced", "not natalizumab no, vedolizumab", ("vedolizumab",)),
    ],
)
def test_what_was_said_before_gives_way_to_what_it_is(slot: str, says: str, value: Value) -> None:
    assert filled(hear(says, slot)) == {slot: value}


@pytest.mark.parametrize(
    ("slot", "says", "value"),
    [
        ("history.surgery", "he had surgery, i didnt", False),
        ("health.smoking", "she smoked like a chimney, i never did", "never"),
    ],
)
def test_an_echo_behind_somebody_else_is_the_patients_own(slot: str, says: str, value: Value) -> None:
    assert filled(hear(says, slot)) == {slot: value}


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("health.smoking", "he never smoked, i do"),
        ("history.missed_doses", "oh loads of people miss them i bet"),
        ("history.response", "they say one in three never respond at all"),
        ("history.steroids", "my mum's been on prednisolone since 1990"),
        ("history.steroids", "if it gets bad again they will put me on pred"),
        ("health.conditions", "tuberculosis runs in my mother's village"),
        ("history.earlier_advanced", "my professor mentioned three names, skyrizi, tremfya, omvoh, for afterwards"),
        (
            "history.earlier_advanced",
            "a poster about entyvio, a video about entyvio, i've still never had the bloody thing",
        ),
        ("history.anti_tnf", "the rheumatologist wanted me on cimzia, i said not yet"),
        ("history.weeks_on", "the pharmacist said to give it 12 weeks"),
    ],
)
def test_what_is_told_of_others_or_only_talked_about_is_no_answer(slot: str, says: str) -> None:
    assert filled(hear(says, slot)) == {}


def test_from_a_caregiver_what_the_patients_brother_takes_is_no_answer() -> None:
    says = "his brother is the one on remicade, he's never had any of them himself"
    assert filled(hear(says, "history.anti_tnf", caregiver=True)) == {"history.anti_tnf": "none"}


@pytest.mark.parametrize(
    "says", ["i qualify for infliximab", "approved for infliximab, never filled it", "undo humira"]
)
def test_a_medicine_behind_words_that_are_not_of_taking_it_is_only_asked_about(says: str) -> None:
    assert filled(hear(says, "history.anti_tnf")) == {}


@pytest.mark.parametrize("says", ["the orange box says amgevita", "i ran out so they put me on amgevita"])
def test_a_medicine_behind_words_of_taking_it_is_taken(says: str) -> None:
    assert filled(hear(says, "history.anti_tnf")) == {"history.anti_tnf": "adalimumab"}


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("history.surgery", "my wife wanted me to have it all cut out"),
        ("history.surgery", "there was talk of a bag once"),
        ("history.steroids", "if they give me pred i'll be off my head by christmas"),
        ("history.missed_doses", "i might miss the next one, holiday"),
        ("history.missed_doses", "it's my antibiotics i keep forgetting"),
        ("history.response", "i stopped working in may"),
        ("history.weeks_on", "ive had the same doctor for 15 years"),
        ("health.smoking", "quit date is set for new year, not yet"),
        ("about.region", "my consultant is from greece"),
    ],
)
def test_what_is_only_meant_to_be_or_is_another_matter_is_no_answer(slot: str, says: str) -> None:
    told = filled(hear(says, slot))
    assert told.get(slot) in (None, "current")


def test_what_is_off_since_a_day_was_taken_until_then() -> None:
    assert filled(hear("Medrol i stopped from April", "history.steroids")) == {"history.steroids": "past_year"}
    assert filled(hear("over since july", "history.steroids")) == {"history.steroids": "past_year"}


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        ("history.earlier_advanced", "they turned stelara down"),
        ("history.earlier_advanced", "skyrizi and rinvoq are both being talked of"),
        ("history.anti_tnf", "they want me back on humira"),
        ("history.anti_tnf", "i said i'd take anything but humira"),
        ("history.partner_drug", "i might take imuran as well"),
        ("history.partner_drug", "aza is on my allergy list"),
        ("disease.outside_gut", "my sister has psoriasis, i don't"),
        ("about.age_band", "under sixty"),
        ("preferences.route", "i live next to the hospital"),
        ("access.coverage", "thinking of going private for the scan"),
        ("health.conditions", "clots in my periods"),
    ],
)
def test_what_only_sounds_like_an_answer_fills_nothing(slot: str, says: str) -> None:
    told = filled(hear(says, slot))
    assert told.get(slot) in (None, "none", ("none",))
    assert slot != "disease.outside_gut" or not told


@pytest.mark.parametrize("says", ["would changing brand get rid of them", "can tb come back on these drugs"])
def test_a_question_that_begins_with_its_verb_asks(says: str) -> None:
    understood = hear(says, "tests.antibodies")
    assert (understood.found, understood.intent) == ((), "ask")


def test_of_two_levels_the_one_told_as_the_latest_counts() -> None:
    told = filled(hear("was 6 ug/mL, this time 3 ug/mL", "tests.level_value"))["tests.level_value"]
    assert getattr(told, "value", None) == 3
