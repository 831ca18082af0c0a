"""Answers to questions that are not being asked."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.conversations import Value
from assistant.understanding.asked import Asked, found, lists_findings, meaning, yes_or_no
from assistant.understanding.choices import Pick, picks
from assistant.understanding.model import Found
from assistant.understanding.regimen import EARLIER

OF_THE_ANTI_TNF = ("history.response", "history.weeks_on", "tests.drug_level", "tests.antibodies")


def volunteered(asked: Asked) -> Iterator[Found]:
    """What can hardly mean anything else; a slot named with two values is left alone."""
    skipped = {asked.about, *_of_another_medicine(asked)}
    told: dict[str, list[Pick]] = {}
    for pick in picks(asked.text, asked.lexicon.volunteered, asked.assertions):
        slot, _, value = pick.value.partition("=")
        assertion = asked.assertions.of(pick.first, pick.end, lists_findings(slot))
        told.setdefault(slot, []).append(Pick(value, pick.first, pick.end, assertion))
    for slot, slot_picks in told.items():
        if slot not in skipped and (item := _told(asked, slot, slot_picks)):
            yield item


def _of_another_medicine(asked: Asked) -> tuple[str, ...]:
    """What must not be taken from words about medicines other than the anti-TNF now failing."""
    groups = {word.plain for word in asked.text.words if word.medicine}
    return OF_THE_ANTI_TNF if asked.about == EARLIER or ("@advanced" in groups and "@anti_tnf" not in groups) else ()


def _told(asked: Asked, name: str, named: list[Pick]) -> Found | None:
    slot = asked.lexicon.slots[name]
    read = yes_or_no if slot.kind == "yes_no" else meaning
    readings = ((read(name, pick), pick) for pick in named)
    values: dict[Value, Pick] = {value: pick for value, pick in readings if value is not None}
    if not values or (len(values) > 1 and slot.kind != "choices"):
        return None
    first, pick = next(iter(values.items()))
    several = tuple(choice for choice in slot.choices if choice in values)
    value = several if slot.kind == "choices" else first
    return found(asked, value, (pick.first, pick.end), slot=name, hedged=pick.assertion.hedged, confidence=0.85)
