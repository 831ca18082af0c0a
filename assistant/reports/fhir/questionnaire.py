"""The pathway as a FHIR Questionnaire: a group for each step, an item for each slot, in the order of the asking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.content.loader import Content
from assistant.content.models import Kind, Slot
from assistant.content.wording import Wording
from assistant.conversations import Answer
from assistant.flows.facts import Facts
from assistant.flows.pathway import STEPS, asks
from assistant.reports.fhir.shapes import (
    AnswerOption,
    Coding,
    EnableWhen,
    Extension,
    Questionnaire,
    QuestionnaireItem,
)

URL = "urn:second-line:questionnaire:pathway"
SYSTEM = "urn:second-line:slot:"
"""Each slot's choices are a code system of their own, as one id may mean different things in two slots."""
RANKED = Extension(url="urn:second-line:extension:ranked", value_boolean=True)
"""On a question whose answers stand in the order of the person's preference, the first one first."""
UNIT_OPTION = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption"
UCUM = "http://unitsofmeasure.org"

TYPES: dict[Kind, str] = {
    "choice": "choice", "choices": "choice", "ranking": "choice", "yes_no": "boolean", "number": "integer",
    "quantity": "quantity", "date": "date", "text": "text", "texts": "text",
}  # fmt: skip
SEVERAL = ("choices", "ranking", "texts")


def questionnaire(content: Content, locale: str) -> Questionnaire:
    """What is asked, in the words of one language; the same for everybody."""
    wording = Wording(content, locale, {})
    return Questionnaire(
        id="pathway",
        language=locale,
        url=URL,
        version=content.version,
        title=wording.say("fhir.title"),
        item=tuple(_step(step, content, wording) for step in STEPS),
    )


def coding(slot: Slot, value: str, wording: Wording) -> Coding:
    """One choice of a slot."""
    return Coding(system=f"{SYSTEM}{slot.id}", code=value, display=wording.choice(slot.id, value))


def beside(slot: str, value: str) -> str:
    """The link id of the yes/no question that stands beside a date for what is no date, such as "not booked"."""
    return f"{slot}.{value}"


def _step(step: str, content: Content, wording: Wording) -> QuestionnaireItem:
    """The group; a condition that all of its questions share stands on the group alone."""
    slots = [slot for slot in content.slots.values() if slot.step == step]
    conditions = {slot.id: list(_conditions(slot, content, wording)) for slot in slots}
    shared = [one for one in conditions[slots[0].id] if all(one in each for each in conditions.values())]
    items = [
        item
        for slot in slots
        for item in _items(slot, [one for one in conditions[slot.id] if one not in shared], wording)
    ]
    return QuestionnaireItem(
        link_id=step, text=wording.say(f"step.{step}"), type="group", item=tuple(items), **_enabled(shared)
    )


def _enabled(conditions: Sequence[EnableWhen]) -> dict[str, Any]:
    if not conditions:
        return {}
    return {"enable_when": tuple(conditions), "enable_behavior": "all" if len(conditions) > 1 else None}


def _items(slot: Slot, conditions: Sequence[EnableWhen], wording: Wording) -> Iterator[QuestionnaireItem]:
    options = slot.choices if TYPES[slot.kind] == "choice" else ()
    item = QuestionnaireItem.model_validate(
        {
            "link_id": slot.id,
            "text": wording.ask(slot.id),
            "type": TYPES[slot.kind],
            **_enabled(conditions),
            "repeats": slot.kind in SEVERAL or None,
            "answer_option": tuple(AnswerOption(value_coding=coding(slot, value, wording)) for value in options)
            or None,
            "extension": tuple(_extensions(slot)) or None,
        }
    )
    yield item
    if slot.kind == "date":
        for value in slot.alone:
            told = {"link_id": beside(slot.id, value), "text": wording.choice(slot.id, value), "type": "boolean"}
            yield item.model_copy(update=told)


def _extensions(slot: Slot) -> Iterator[Extension]:
    if slot.kind == "ranking":
        yield RANKED
    for unit in slot.units:
        yield Extension(url=UNIT_OPTION, value_coding=Coding(system=UCUM, code=unit, display=unit))


# --- when a question is asked -----------------------------------------------------------------------------------------


def _conditions(slot: Slot, content: Content, wording: Wording) -> Iterator[EnableWhen]:
    """All of them must hold. That a value is one of several is said as: there is one, and it is none of the others."""
    for name, values in _guards(slot.id, tuple(content.slots.values())):
        asked = content.slots[name]
        wanted = [value for value in asked.choices if value in values]
        if len(wanted) == 1 and None not in values:
            yield EnableWhen(question=name, operator="=", answer_coding=coding(asked, wanted[0], wording))
            continue
        if None not in values:
            yield EnableWhen(question=name, operator="exists", answer_boolean=True)
        for value in asked.choices:
            if value not in values:
                yield EnableWhen(question=name, operator="!=", answer_coding=coding(asked, value, wording))


def _guards(slot: str, slots: tuple[Slot, ...]) -> Iterator[tuple[str, list[str | None]]]:
    """The slots that decide whether ``slot`` is asked, each with the values that let it be; None is "not told".

    Read from the charts' own guards, by trying every value; each guard is a conjunction over single slots.
    """
    ask = next(ask for ask in asks() if ask.slot == slot)
    for other in slots:
        if other.kind != "choice":
            continue
        tried = (None, *other.choices)
        facts = [(fact, True) for fact in ask.when] + [(fact, False) for fact in ask.unless]
        rules = [(fact, wanted) for fact, wanted in facts if len({_holds(fact, other.id, one) for one in tried}) > 1]
        if rules:
            fits = [one for one in tried if all(_holds(fact, other.id, one) is wanted for fact, wanted in rules)]
            yield other.id, fits


def _holds(fact: str, slot: str, value: str | None) -> bool:
    """Whether the fact holds when this answer is all that was told."""
    return bool(getattr(Facts({slot: Answer(value=value)} if value else {}), fact))
