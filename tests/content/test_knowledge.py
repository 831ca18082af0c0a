"""What is held true and what is asked: claims sourced and worded, conditions real, misprints not repeated."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import content
from assistant.content import yaml
from assistant.content.models import (
    DRUGS,
    STRATEGIES,
    BankQuestion,
    Claim,
    Slot,
    SlotFacts,
    Source,
    Text,
    TopicFacts,
    TopicWords,
    When,
)
from assistant.flows.drug_level import DrugLevel
from assistant.flows.failure import Failure

FOLDER = Path(content.__file__).parent
TOPICS = sorted(path.stem for path in (FOLDER / "topics").glob("*.yaml"))
ANTI_TNFS = ("infliximab", "adalimumab", "certolizumab")
EXITS = {"ulcerative_colitis", "ibd_unclassified", "not_diagnosed", "under_18", "no_anti_tnf", "still_working"}
LONGEST_SENTENCE = 20

PRINTED_WRONG = re.compile(r"57\.1|47\.5|\b43 mcg|44\.5|quarterly infusion", re.IGNORECASE)
NEVER_SAID = re.compile(
    r"\byou (?:should|must|need to)\b|\bbest\b|recommended for you|right for you|\bADA\b|drug of choice", re.IGNORECASE
)


def _read(model: Any, name: str) -> Any:
    return yaml.check_into(model, yaml.read(FOLDER / name, name))


def _states(chart: type[Failure | DrugLevel]) -> set[str]:
    return {state.id for state in chart.states} - {"decide"}


SOURCES: dict[str, Source] = _read(dict[str, Source], "sources.yaml")
SLOTS = {name: slot.named(name) for name, slot in _read(dict[str, SlotFacts], "slots.yaml").items()}
BANK: dict[str, BankQuestion] = _read(dict[str, BankQuestion], "questions.yaml")
ASKED: dict[str, str] = _read(dict[str, Text], "en/questions.yaml")


def _facts(topic: str) -> dict[str, Claim]:
    facts: TopicFacts = _read(TopicFacts, f"topics/{topic}.yaml")
    return facts.claims


def _words(topic: str) -> dict[str, str]:
    words: TopicWords = _read(TopicWords, f"en/topics/{topic}.yaml")
    return {key: claim.text for key, claim in words.claims.items()}


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


@pytest.mark.parametrize("topic", TOPICS)
def test_each_claim_has_words_and_each_text_a_claim_in_the_same_order(topic: str) -> None:
    assert list(_facts(topic)) == list(_words(topic))


@pytest.mark.parametrize("topic", TOPICS)
def test_each_claim_rests_on_sources_that_exist_and_is_due_for_review(topic: str) -> None:
    for key, claim in _facts(topic).items():
        unknown = set(claim.sources) - set(SOURCES)
        assert not unknown, f"{topic}.{key} cites {unknown}"
        assert date(2026, 1, 1) <= claim.reviewed_on < claim.review_by, f"{topic}.{key}"


@pytest.mark.parametrize("topic", TOPICS)
def test_nothing_recalled_alone_is_held_with_high_confidence(topic: str) -> None:
    for key, claim in _facts(topic).items():
        if all(SOURCES[name].read == "recalled" for name in claim.sources):
            assert claim.confidence != "high", f"{topic}.{key}"


def test_topics_do_not_take_the_name_of_an_option() -> None:
    """Claims of topics and of options share one list, by file name."""
    assert not set(TOPICS) & {*DRUGS, *STRATEGIES}


def test_the_report_finds_a_text_for_each_failure_each_drug_level_result_and_each_exit() -> None:
    assert set(_facts("failure")) == _states(Failure)
    assert set(_facts("drug_level")) == _states(DrugLevel)
    assert set(_facts("exits")) == EXITS


def test_the_weeks_before_which_failure_is_not_judged_are_named_in_order() -> None:
    assert re.findall(r"week (\d+)", _words("failure")["too_early"]) == ["14", "12", "8"]


def test_every_reference_point_says_which_medicine_it_is_about_and_the_caution_is_there() -> None:
    texts = _words("reference_points")
    assert {"any_drug", "caution"} <= set(texts)
    for drug in ANTI_TNFS:
        points = {key: text for key, text in texts.items() if key.startswith(f"{drug}_")}
        assert len(points) >= 3, drug
        assert all(drug in text and re.search(r"\d (?:µg/mL|mg/L)", text) for text in points.values()), drug


@pytest.mark.parametrize("topic", TOPICS)
def test_texts_are_plain_and_promise_nothing(topic: str) -> None:
    for key, text in _words(topic).items():
        assert not NEVER_SAID.search(text), f"{topic}.{key}"
        long = [sentence for sentence in _sentences(text) if len(sentence.split()) > LONGEST_SENTENCE]
        assert not long, f"{topic}.{key}: {long}"


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic != "corrections"])
def test_figures_that_were_printed_wrong_are_not_repeated(topic: str) -> None:
    for key, text in _words(topic).items():
        assert not PRINTED_WRONG.search(text), f"{topic}.{key}"


def test_the_corrections_give_the_wrong_figure_beside_the_right_one() -> None:
    texts = _words("corrections")
    for key, wrong, right in (
        ("sequence_week_24", "57.1%", "58.6%"),
        ("sequence_week_48", "47.5%", "31.8%"),
        ("drug_levels_misprint", "44.5", "more than 4.5"),
        ("taxit", "4 to 7", "3 to 7"),
        ("schedules", "quarterly infusion", "every 8 weeks"),
    ):
        assert wrong in texts[key]
        assert right in texts[key]


def test_addresses_are_secure() -> None:
    assert not [name for name, source in SOURCES.items() if source.url and not source.url.startswith("https://")]


# --- the bank of questions --------------------------------------------------------------------------------------------


def _known(slot: str) -> set[str]:
    if slot == "failure":
        return _states(Failure)
    if slot == "branch":
        return _states(DrugLevel)
    asked: Slot = SLOTS[slot]
    return {"true", "false"} if asked.kind == "yes_no" else set(asked.choices)


def _shown(when: tuple[When, ...], told: dict[str, str]) -> bool:
    return not when or any(all(told.get(slot) in values for slot, values in line.items()) for line in when)


def _branch_questions(**told: str) -> list[str]:
    answers = {name.replace("__", "."): value for name, value in told.items()}
    shown = [name for name, entry in BANK.items() if entry.part == "branch" and _shown(entry.when, answers)]
    return sorted(shown, key=lambda name: BANK[name].rank)


def test_each_question_has_words() -> None:
    assert list(BANK) == list(ASKED)


def test_each_condition_names_answers_that_can_be_given() -> None:
    for name, entry in BANK.items():
        for slot, values in (pair for line in entry.when for pair in line.items()):
            assert set(values) <= _known(slot), f"{name}: {slot}"


@pytest.mark.parametrize("name", list(ASKED))
def test_a_question_is_short_has_no_blank_and_tells_the_doctor_nothing(name: str) -> None:
    text = ASKED[name]
    assert "?" in text
    assert "__" not in text
    assert max(len(sentence.split()) for sentence in _sentences(text)) <= 18
    assert not NEVER_SAID.search(text)
    assert not re.search(r"\b(?:I want|I demand|prescribe|put me on)\b", text)


@pytest.mark.parametrize("failure", sorted(_states(Failure) - {"unclear"}))
def test_every_kind_of_failure_brings_at_least_two_questions_whatever_the_level(failure: str) -> None:
    """Quiet tests decide the kind as well, unless the medicine still works or was not borne."""
    beside_quiet = {"not_inflammation", "still_working", "intolerance"}
    for branch in _states(DrugLevel) - ({"not_inflammation"} if failure not in beside_quiet else set()):
        assert len(_branch_questions(failure=failure, branch=branch)) >= 2, branch


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("about.diagnosis", "ulcerative_colitis"),
        ("about.diagnosis", "ibd_unclassified"),
        ("about.diagnosis", "not_diagnosed"),
        ("about.age_band", "under_18"),
        ("history.anti_tnf", "none"),
    ],
)
def test_whoever_the_pathway_does_not_fit_still_gets_questions_of_their_own(slot: str, value: str) -> None:
    told = {slot: value, "failure": "unclear", "branch": "unclear"}
    shown = [entry.part for entry in BANK.values() if _shown(entry.when, told)]
    assert shown.count("branch") >= 2
    assert "next" in shown
    assert shown.count("everyone") >= 2
    assert not [name for name, entry in BANK.items() if _shown(entry.when, told) and re.match(r"q[1-5]_", name)]


def test_a_low_level_without_antibodies_is_asked_about_before_anything_else() -> None:
    names = _branch_questions(failure="loss_of_response", branch="low_level", tests__antibodies="none")
    assert names[:2] == ["q3_more_drug", "q3_why_low"]
    assert "q2_check_first" not in names


def test_untested_loss_of_response_asks_for_the_test_first() -> None:
    assert _branch_questions(failure="loss_of_response", branch="not_tested")[0] == "q2_check_first"


def test_missed_doses_are_asked_about_without_blame() -> None:
    names = _branch_questions(failure="missed_doses", branch="low_level", history__missed_doses="many")
    assert names[0] == "missed_could_explain"
    assert not [name for name in names if re.search(r"fault|blame|compl(?:y|iance)|fail(?:ed)? to", ASKED[name])]
