"""The answers as a FHIR QuestionnaireResponse, with who gave them and how surely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assistant.content.loader import Content
from assistant.content.models import Slot
from assistant.content.wording import Wording
from assistant.conversations import Certainty, Quantity, Value
from assistant.flows.pathway import STEPS
from assistant.reports.fhir import shapes
from assistant.reports.fhir.questionnaire import URL, beside, coding
from assistant.reports.fhir.shapes import (
    Extension,
    Identifier,
    QuestionnaireResponse,
    Reference,
    ResponseAnswer,
    ResponseItem,
)
from assistant.reports.shapes import AnswerLine, Report
from assistant.reports.words import one_line

CONVERSATIONS = "urn:second-line:conversation"
UNSURE = Extension(url="urn:second-line:extension:certainty", value_code="unsure")
"""On a value that was given with a hedge."""
ABSENT_REASON = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
REASONS = {
    Certainty.UNKNOWN: "asked-unknown",
    Certainty.DECLINED: "asked-declined",
    Certainty.SKIPPED: "temp-unknown",
    Certainty.NOT_APPLICABLE: "not-applicable",
}
"""Why a question has no value, in the words of FHIR's own code system. Skipped: it may still be told."""
NOT_ASKED = "not-asked"


def response(report: Report, content: Content) -> QuestionnaireResponse:
    """Every answer in force, and every question that is still open."""
    wording = Wording(content, report.locale, {})
    return QuestionnaireResponse(
        id=f"answers-{resource_name(report)}",
        language=report.locale,
        identifier=Identifier(system=CONVERSATIONS, value=report.conversation_id),
        questionnaire=f"{URL}|{report.content_version}",
        status="completed" if report.complete else "in-progress",
        subject=subject(report, wording),
        authored=report.generated_at.date().isoformat(),
        author=Reference(type="Device", display=wording.say("fhir.program")),
        source=_source(report, wording),
        item=tuple(_steps(report, content, wording)) or None,
    )


def resource_name(report: Report) -> str:
    """The conversation's id in the letters that FHIR allows."""
    return report.conversation_id.replace("_", "-")


def subject(report: Report, wording: Wording) -> Reference:
    """The person it is about, known by nothing but the conversation."""
    identifier = Identifier(system=CONVERSATIONS, value=report.conversation_id)
    return Reference(type="Patient", display=wording.say("fhir.patient"), identifier=identifier)


def _source(report: Report, wording: Wording) -> Reference:
    told = {line.slot: line.value for line in report.answers}
    if told.get("about.respondent") == "caregiver":
        return Reference(type="RelatedPerson", display=wording.say("fhir.caregiver"))
    return subject(report, wording)


def _steps(report: Report, content: Content, wording: Wording) -> Iterator[ResponseItem]:
    answers = {line.slot: line for line in report.answers}
    unasked = {line.slot for line in report.missing} - answers.keys()
    for step in STEPS:
        slots = [slot for slot in content.slots.values() if slot.step == step]
        items = [_item(slot, answers.get(slot.id), wording) for slot in slots if slot.id in answers.keys() | unasked]
        if items:
            yield ResponseItem(link_id=step, text=wording.say(f"step.{step}"), item=tuple(items))


def _item(slot: Slot, line: AnswerLine | None, wording: Wording) -> ResponseItem:
    text = wording.ask(slot.id)
    if line is None or line.value is None:
        reason = REASONS[line.status] if line else NOT_ASKED
        absent = Extension(url=ABSENT_REASON, value_code=reason)
        return ResponseItem(link_id=slot.id, text=text, extension=(absent,))
    hedge = (UNSURE,) if line.status is Certainty.UNSURE else None
    if slot.kind == "date" and line.value in slot.alone:
        name, text = beside(slot.id, str(line.value)), wording.choice(slot.id, str(line.value))
        return ResponseItem(link_id=name, text=text, answer=(ResponseAnswer(value_boolean=True, extension=hedge),))
    values = line.value if isinstance(line.value, tuple) else (line.value,)
    answers = tuple(ResponseAnswer(extension=hedge, **_value(slot, one, wording)) for one in values)
    return ResponseItem(link_id=slot.id, text=text, answer=answers or None)


def _value(slot: Slot, value: Value, wording: Wording) -> dict[str, Any]:
    """The value under the name that FHIR has for its type."""
    match value:
        case bool():
            return {"value_boolean": value}
        case int():
            return {"value_integer": value}
        case Quantity():
            return {"value_quantity": _quantity(value)}
        case str() if slot.kind == "date":
            return {"value_date": value}
        case str() if value in slot.choices:
            return {"value_coding": coding(slot, value, wording)}
    return {"value_string": one_line(str(value))}


def _quantity(told: Quantity) -> shapes.Quantity:
    return shapes.Quantity(value=told.value, comparator=told.comparator, unit=told.unit, code=told.unit)
