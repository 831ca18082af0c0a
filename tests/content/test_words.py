"""The words of the questions and of the sheet: complete, plain, and the same thing said in more than one way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assistant import content
from assistant.content import yaml
from assistant.content.loader import Phrases
from assistant.content.models import DRUGS, Slot, SlotFacts, SlotWords
from assistant.flows.drug_level import DrugLevel
from assistant.flows.failure import Failure
from assistant.reports.readability import FAMILIAR, grade

FOLDER = Path(content.__file__).parent
STEPS = ("about", "history", "tests", "disease", "preferences", "health", "access", "closing")
LONGEST_LABEL = 60
LONGEST_SENTENCE = 20
HARDEST = 8.0
EASY = 4.0

CLINIC_WORDS = frozenset({
    "adalimumab", "antibodies", "anti-tnf", "appointment", "calprotectin", "colitis", "crohn's", "disease", "fistula",
    "infection", "infliximab", "inflammation", "infusion", "injection", "medicine", "medicines", "prednisone",
    "prednisolone", "budesonide", "pregnancy", "steroid", "steroids", "stricture", "symptoms", "tablet", "tablets",
    "mg/l", "µg/ml",
})  # fmt: skip
"""What anyone hears at every visit: no harder to read for this person than a short word."""

NEVER_SAID = re.compile(
    r"\byou (?:should|must|need to|have to|failed)\b|\bbest\b|recommended for you|right for you|\bADA\b|drug of choice"
    r"|\b(?:non-?)?(?:complian|adheren)|\b(?:unfortunately|sadly|admit|confess|alarming|dangerous)\b|\bfault\b"
    r"|(?:stop|start|increase|reduce) (?:taking|your) ",
    re.IGNORECASE,
)
ADDRESSED = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
HELPED = re.compile(r"\bthe person you are helping\b|\bin your own words\b|\byou, or the person\b", re.IGNORECASE)


def _read(model: Any, name: str) -> Any:
    return yaml.check_into(model, yaml.read(FOLDER / name, name))


SLOTS: dict[str, Slot] = {name: slot.named(name) for name, slot in _read(dict[str, SlotFacts], "slots.yaml").items()}
WORDS: dict[str, SlotWords] = {
    f"{step}.{name}": words
    for step in STEPS
    for name, words in _read(dict[str, SlotWords], f"en/steps/{step}.yaml").items()
}
REPORT: Mapping[str, Mapping[str, Any]] = _read(Phrases, "en/report.yaml").root
every_question = pytest.mark.parametrize("slot", WORDS)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def _said(words: SlotWords) -> Iterator[str]:
    """Every sentence of a question that reaches a person."""
    for text in (
        words.ask,
        words.ask_caregiver,
        words.again,
        words.simpler,
        words.example,
        words.why,
        words.unknown,
        words.find_out,
    ):
        if text:
            yield text
    for choice in words.values.values():
        yield choice.label
        yield choice.told or choice.label


def test_each_question_of_the_pathway_has_words_in_the_order_in_which_it_is_asked() -> None:
    assert list(WORDS) == list(SLOTS)


@every_question
def test_each_choice_has_a_button_and_words_to_read_it_back_in_the_order_of_the_buttons(slot: str) -> None:
    values = WORDS[slot].values
    assert list(values) == list(SLOTS[slot].choices)
    assert all(choice.told for choice in values.values())


@every_question
def test_labels_fit_on_a_button_and_differ(slot: str) -> None:
    labels = [choice.label for choice in WORDS[slot].values.values()]
    assert len(WORDS[slot].label) <= LONGEST_LABEL
    assert all(len(label) <= LONGEST_LABEL for label in labels)
    assert len(set(labels)) == len(labels)


@every_question
def test_a_second_and_a_third_wording_are_other_words(slot: str) -> None:
    words = WORDS[slot]
    assert len({words.ask, words.again, words.simpler}) == 3
    assert len(words.again) <= len(words.ask)
    mine, theirs = (set(re.findall(r"\w{4,}", text.lower())) for text in (words.ask, words.simpler))
    assert len(theirs & mine) <= len(theirs) * 0.6, theirs & mine


@every_question
def test_whoever_helps_is_asked_about_the_other_person(slot: str) -> None:
    words = WORDS[slot]
    if slot == "about.respondent":
        assert words.ask_caregiver is None
    elif ADDRESSED.search(words.ask):
        assert words.ask_caregiver, "ask_caregiver is missing"
        assert "the person you are helping" in words.ask_caregiver or slot == "tests.level_value"
        assert not ADDRESSED.search(HELPED.sub("", words.ask_caregiver)) or slot == "closing.own_questions"
    else:
        assert words.ask_caregiver is None, "the question says nobody's name: one wording will do"


@every_question
@pytest.mark.parametrize("part", ["ask", "ask_caregiver", "again", "simpler", "why", "unknown", "find_out"])
def test_questions_and_reasons_are_easy_to_read(slot: str, part: str) -> None:
    text = getattr(WORDS[slot], part) or ""
    assert grade(text, FAMILIAR | CLINIC_WORDS) <= HARDEST, text
    long = [sentence for sentence in _sentences(text) if len(sentence.split()) > LONGEST_SENTENCE]
    assert not long


@every_question
def test_the_simpler_wording_is_no_harder_than_the_first(slot: str) -> None:
    first, simpler = (grade(text, FAMILIAR | CLINIC_WORDS) for text in (WORDS[slot].ask, WORDS[slot].simpler))
    assert simpler <= max(first, EASY)


@every_question
def test_the_questions_ask_and_the_reasons_say_what_the_sheet_does_with_it(slot: str) -> None:
    words = WORDS[slot]
    assert "?" in words.ask
    assert "?" in words.again
    assert "sheet" in words.why or "guide" in words.why
    assert words.example.startswith("For example: ")


@every_question
def test_nothing_advises_blames_or_alarms(slot: str) -> None:
    for text in _said(WORDS[slot]):
        assert not NEVER_SAID.search(text), text


@every_question
def test_no_two_choices_are_called_the_same(slot: str) -> None:
    calls = [
        call.lower()
        for choice in WORDS[slot].values.values()
        for call in {choice.label.lower(), *(heard.lower() for heard in choice.heard)}
    ]
    twice = {call for call in calls if calls.count(call) > 1}
    assert not twice


def test_no_two_questions_are_called_the_same() -> None:
    """ "Change my drug" has to lead to one question."""
    calls = [call for words in WORDS.values() for call in {name.lower() for name in (words.label, *words.heard)}]
    assert {call for call in calls if calls.count(call) > 1} == set()


@every_question
def test_several_answers_and_rankings_are_announced(slot: str) -> None:
    kind = SLOTS[slot].kind
    hint = {"choices": "all that fit", "ranking": r"\bfirst\b", "date": r"day", "quantity": r"unit"}
    if kind in hint:
        assert re.search(hint[kind], WORDS[slot].ask)


def test_people_see_brand_and_generic_name_of_each_medicine() -> None:
    values = WORDS["history.earlier_advanced"].values
    for drug in DRUGS:
        assert re.fullmatch(rf"{drug.capitalize()} \([A-Z]\w+( and others)?\)", values[drug].label), drug
        assert values[drug].told == drug
    anti_tnfs = WORDS["history.anti_tnf"].values
    for drug in ("infliximab", "adalimumab", "certolizumab"):
        assert anti_tnfs[drug] == values[drug]


def test_the_drug_level_is_asked_for_as_the_team_called_it() -> None:
    asked = WORDS["tests.drug_level"]
    assert "team" in asked.ask
    assert "team" in asked.again
    assert re.search(r"number and the unit as printed", WORDS["tests.level_value"].ask)


# --- the sheet --------------------------------------------------------------------------------------------------------


def _texts() -> Iterator[tuple[str, str]]:
    for section, phrases in REPORT.items():
        for key, text in phrases.items():
            yield from ((f"{section}.{key}", one) for one in ([text] if isinstance(text, str) else text))


def test_the_sheet_has_a_name_for_every_kind_of_failure_and_result() -> None:
    failures, branches = ({state.id for state in chart.states} - {"decide"} for chart in (Failure, DrugLevel))
    assert set(REPORT["failure_label"]) == failures
    assert set(REPORT["branch_label"]) == branches


@pytest.mark.parametrize(
    ("part", "names"),
    [
        ("kind", ("favours", "caution", "know")),
        ("route", ("infusion", "injection", "tablet")),
        ("route_fit", ("match", "partial", "mismatch")),
        ("flag", ("emergency", "same_day", "soon")),
    ],
)
def test_each_value_the_sheet_can_hold_has_words_of_its_own(part: str, names: tuple[str, ...]) -> None:
    texts = [REPORT["report"][f"{part}_{name}"] for name in names]
    assert len(set(texts)) == len(names)


@pytest.mark.parametrize(("key", "text"), [pytest.param(key, text, id=key) for key, text in _texts()])
def test_the_sheet_is_plain_and_recommends_nothing(key: str, text: str) -> None:
    assert not NEVER_SAID.search(text)
    plain = re.sub(r"\{\w+\}", "it", text)
    assert max(len(sentence.split()) for sentence in _sentences(plain)) <= LONGEST_SENTENCE
    if len(text.split()) > 8:
        assert grade(plain, FAMILIAR | CLINIC_WORDS) <= HARDEST + 1


def test_the_sheet_says_what_it_is_not() -> None:
    sheet = REPORT["report"]
    assert "does not recommend" in sheet["boundary"]
    assert "not for emergencies" in sheet["not_for_emergencies"]
    assert "not yet been reviewed by clinicians" in sheet["not_reviewed"]
    assert "order says nothing about which suits you" in sheet["options_order"]
    blanks = set(re.findall(r"\{(\w+)\}", sheet["footer"]))
    assert blanks == {"generated_at", "content_version", "reviewed_on", "review_by"}
