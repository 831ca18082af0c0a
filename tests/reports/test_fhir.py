"""The sheet as a FHIR R4 Bundle: read by a FHIR library, and every answer held against its question."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle as ReadBundle
from hypothesis import given, settings
from pydantic import ValidationError

from assistant.conversations import VALUED, Answer, Certainty
from assistant.flows.facts import Facts
from assistant.flows.pathway import asks, in_force
from assistant.reports import text
from assistant.reports.fhir import bundle
from assistant.reports.fhir.questionnaire import questionnaire
from assistant.reports.fhir.response import ABSENT_REASON, UNSURE, response
from assistant.reports.fhir.shapes import EnableWhen, QuestionnaireItem
from assistant.reports.model import Report, build_report
from tests.reports.people import BURDENED, CONTENT, FULL, NOW, TODAY, anyone, conversation, sheet

VALUES = {
    "boolean": "valueBoolean", "integer": "valueInteger", "date": "valueDate", "text": "valueString",
    "choice": "valueCoding", "quantity": "valueQuantity",
}  # fmt: skip


def of(answers: Mapping[str, Answer]) -> Report:
    return build_report(conversation({}).model_copy(update={"told": dict(answers)}), CONTENT, TODAY, NOW)


def parts(report: Report) -> dict[str, Any]:
    """The resources of the bundle by type, as JSON."""
    entries = json.loads(bundle.render(report, CONTENT))["entry"]
    return {entry["resource"]["resourceType"]: entry["resource"] for entry in entries}


def items(resource: Any) -> dict[str, Any]:
    """Link id -> item, below the groups."""
    return {item["linkId"]: item for group in resource.get("item", ()) for item in group["item"]}


ASKED = json.loads(questionnaire(CONTENT, "en").json_text())


def told(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """The items of the response by link id."""
    return items(json.loads(response(of(answers), CONTENT).json_text()))


# --- its form ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answers", [{}, FULL, BURDENED], ids=["nothing told", "everything told", "much told"])
def test_a_fhir_library_reads_it(answers: dict[str, Any]) -> None:
    read = ReadBundle.model_validate_json(bundle.render(sheet(answers), CONTENT))
    kinds = [type(entry.resource).__name__ for entry in read.entry or ()]
    assert kinds == ["Questionnaire", "QuestionnaireResponse", "DocumentReference"]


@settings(max_examples=15, deadline=None)
@given(anyone())
def test_a_fhir_library_reads_anybodys(answers: dict[str, Answer]) -> None:
    assert ReadBundle.model_validate_json(bundle.render(of(answers), CONTENT)).type == "collection"


def test_equal_answers_give_the_same_bytes_in_whatever_order_they_were_told() -> None:
    backwards = dict(reversed(FULL.items()))
    assert bundle.render(sheet(FULL), CONTENT) == bundle.render(sheet(backwards), CONTENT)


def test_ids_follow_from_the_conversation() -> None:
    one, changed = (parts(sheet(answers)) for answers in (FULL, FULL | {"tests.antibodies": "high"}))
    assert {kind: part["id"] for kind, part in one.items()} == {kind: part["id"] for kind, part in changed.items()}
    assert one["QuestionnaireResponse"]["item"] != changed["QuestionnaireResponse"]["item"]


def test_a_mistake_in_it_cannot_be_written() -> None:
    with pytest.raises(ValidationError, match="type"):
        QuestionnaireItem.model_validate({"link_id": "a", "text": "b", "type": "chioce"})
    with pytest.raises(ValidationError, match="linkID"):
        QuestionnaireItem.model_validate({"link_id": "a", "text": "b", "type": "text", "linkID": "c"})
    with pytest.raises(ValidationError, match="operator"):
        EnableWhen.model_validate({"question": "a", "operator": "is"})


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_every_slot_is_asked_in_order_under_its_step() -> None:
    asked = parts(sheet({}))["Questionnaire"]
    assert [group["linkId"] for group in asked["item"]] == list(dict.fromkeys(s.step for s in CONTENT.slots.values()))
    assert [name for name in items(asked) if name in CONTENT.slots] == list(CONTENT.slots)
    for slot in CONTENT.slots.values():
        item = items(asked)[slot.id]
        if slot.kind in ("choice", "choices", "ranking"):
            assert [option["valueCoding"]["code"] for option in item["answerOption"]] == list(slot.choices)
        assert item.get("repeats", False) == (slot.kind in ("choices", "ranking", "texts"))


def holds(condition: Any, answered: Mapping[str, Any]) -> bool:
    """As FHIR reads it: "!=" also holds where there is no answer."""
    codes = [answer["valueCoding"]["code"] for answer in answered.get(condition["question"], {}).get("answer", ())]
    match condition["operator"]:
        case "exists":
            return bool(codes) is condition["answerBoolean"]
        case "=":
            return condition["answerCoding"]["code"] in codes
    return condition["answerCoding"]["code"] not in codes


def enabled(asked: Any, answered: Mapping[str, Any]) -> Iterator[str]:
    for group in asked["item"]:
        for item in group["item"]:
            if all(holds(one, answered) for one in (*group.get("enableWhen", ()), *item.get("enableWhen", ()))):
                yield item["linkId"]


@settings(max_examples=150, deadline=None)
@given(anyone())
def test_a_question_is_enabled_exactly_when_the_charts_would_ask_it(answers: dict[str, Answer]) -> None:
    facts = Facts(in_force(answers))
    expected = {
        ask.slot
        for ask in asks()
        if all(getattr(facts, name) for name in ask.when) and not any(getattr(facts, name) for name in ask.unless)
    }
    found = set(enabled(ASKED, told(answers)))
    assert found & CONTENT.slots.keys() == expected


# --- what was answered ------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(anyone())
def test_every_answer_has_a_question_of_its_type_and_an_option_of_its_code(answers: dict[str, Answer]) -> None:
    asked = items(ASKED)
    for name, item in told(answers).items():
        question = asked[name]
        assert item["text"] == question["text"]
        assert len(item.get("answer", ())) <= 1 or question["repeats"]
        for answer in item.get("answer", ()):
            assert answer.keys() - {"extension"} == {VALUES[question["type"]]}
            if question["type"] == "choice":
                assert {"valueCoding": answer["valueCoding"]} in question["answerOption"]


def back(item: Any) -> tuple[Certainty | None, list[Any]]:
    """Status and values as they stand in the bundle; no status: never asked."""
    values = [
        value.get("code", value) if name == "valueCoding" else value
        for answer in item.get("answer", ())
        for name, value in answer.items()
        if name != "extension"
    ]
    if values:
        hedged = all(answer.get("extension") == [UNSURE.model_dump(by_alias=True, exclude_none=True)]
                     for answer in item["answer"])  # fmt: skip
        return Certainty.UNSURE if hedged else Certainty.GIVEN, values
    (absent,) = item["extension"]
    assert absent["url"] == ABSENT_REASON
    return STATUSES[absent["valueCode"]], []


STATUSES = {
    "asked-unknown": Certainty.UNKNOWN,
    "asked-declined": Certainty.DECLINED,
    "temp-unknown": Certainty.SKIPPED,
    "not-applicable": Certainty.NOT_APPLICABLE,
    "not-asked": None,
}


@pytest.mark.parametrize("status", list(Certainty))
def test_each_status_comes_back_as_it_went_in(status: Certainty) -> None:
    answer = Answer(status=status, value="low" if status in VALUED else None)
    found = items(parts(sheet(FULL | {"tests.drug_level": answer}))["QuestionnaireResponse"])
    assert back(found["tests.drug_level"]) == (status, ["low"] if status in VALUED else [])


def test_what_was_never_asked_says_so() -> None:
    less = {slot: value for slot, value in FULL.items() if slot != "health.smoking"}
    made = parts(sheet(less))["QuestionnaireResponse"]
    assert back(items(made)["health.smoking"]) == (None, [])
    assert (made["status"], parts(sheet(FULL))["QuestionnaireResponse"]["status"]) == ("in-progress", "completed")


def test_values_keep_their_order_their_unit_and_their_sign() -> None:
    level = {"value": 1.2, "unit": "ug/mL", "comparator": "<"}
    found = items(parts(sheet(FULL | {"tests.level_value": level}))["QuestionnaireResponse"])
    assert back(found["preferences.route"])[1] == ["injection", "tablet", "infusion"]
    assert found["tests.level_value"]["answer"][0]["valueQuantity"] == {
        "value": 1.2, "comparator": "<", "unit": "ug/mL", "system": "http://unitsofmeasure.org", "code": "ug/mL",
    }  # fmt: skip
    assert back(found["closing.own_questions"])[1] == FULL["closing.own_questions"]
    assert back(found["history.surgery"])[1] == [False]


def test_an_appointment_that_is_not_booked_is_neither_a_date_nor_unknown() -> None:
    found = items(parts(sheet(FULL | {"about.appointment": "not_booked"}))["QuestionnaireResponse"])
    assert "about.appointment" not in found
    assert back(found["about.appointment.not_booked"]) == (Certainty.GIVEN, [True])


def test_who_helps_answers_and_the_person_stays_the_subject() -> None:
    alone, helped = (
        parts(sheet(FULL | {"about.respondent": who}))["QuestionnaireResponse"] for who in ("patient", "caregiver")
    )
    assert (alone["source"]["type"], alone["subject"]["type"]) == ("Patient", "Patient")
    assert (helped["source"]["type"], helped["subject"]["type"]) == ("RelatedPerson", "Patient")
    assert helped["author"]["type"] == "Device", "a program wrote the answers down"


def test_the_sheet_is_in_it_as_it_is_read() -> None:
    report = sheet(FULL)
    (content,) = parts(report)["DocumentReference"]["content"]
    assert base64.b64decode(content["attachment"]["data"]).decode() == text.render(report, CONTENT)
