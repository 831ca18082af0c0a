"""What a walk holds against the answers: none is lost or changed unsaid, what was told is kept, nothing else is filled.

``Spoken`` knows what sentences tell at the question they answer. How well words are read at all is measured elsewhere:
here only such sentences are said as are read rightly alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from assistant.clients import Json
from assistant.testing.words import Difference
from assistant.understanding.slots import CAREGIVER, EARLIER, NOW, RESPONDENT

Values = Mapping[str, Any]
"""Slot -> value as JSON; None where only a status was told."""


class Told(NamedTuple):
    """What a step tells where the slot ``asked`` is open."""

    asked: str
    values: Values


class Spoken(NamedTuple):
    """``told``: open question -> sentence -> what it tells. ``today``: the day that "since March" counts from."""

    told: Mapping[str, Mapping[str, Values]] = {}
    today: date | None = None

    def at(self, question: Json | None, step: Json) -> Told | None:
        """What a step tells at the open question; None where nobody knows, as at the assistant's own questions."""
        if not question or not question["optional"]:
            return None
        values = self.told.get(question["slot"], {}).get(step.get("patient", ""))
        return None if values is None else Told(question["slot"], values)


def unheard(told: Told | None, before: Json, after: Json, reply: Json) -> Iterator[Difference]:
    """What went wrong with the answers in one turn; ``before`` and ``after`` are views of the conversation."""
    changed = {change["slot"] for change in reply["changes"]}
    old, new = _held(before), _held(after)
    for slot, answer in old.items():
        if slot not in changed and _value(new.get(slot)) != _value(answer):
            yield Difference("loses", f"{slot} {_value(answer)}", f"{_value(new.get(slot))}, and no change told")
    brought_back = reply["intent"] == "undo"  # what was told before, in other words
    if told is None or brought_back or _value(new.get(RESPONDENT)) == CAREGIVER:
        return
    for change in reply["changes"]:
        filled = change["change"] in ("set", "corrected") and change["value"] is not None
        if filled and change["value"] not in _right(told, change["slot"], old, reply):
            yield Difference("fills", f"only {dict(told.values)}", f"{change['slot']} {change['value']}")
    if after["consent"] and not _asked_back(reply):
        for slot, value in told.values.items():
            beside = slot != told.asked and _holds(new.get(slot), value)
            if _value(new.get(slot)) not in _right(told, slot, old, reply) and not beside:
                yield Difference("ignores", f"{slot} {value}", str(_value(new.get(slot))))


def _held(view: Json) -> dict[str, Json]:
    """Answers in force and set aside."""
    return {**view["set_aside"], **view["answers"]}


def _value(answer: Json | None) -> Any:
    return answer["value"] if answer else None


def _right(told: Told, slot: str, old: Mapping[str, Json], reply: Json) -> tuple[Any, ...]:
    """What a slot may hold then: what was told, or a list told in part before with it (a skip takes nothing out).

    Who names every medicine ever taken names the one taken now as well: that is none of those before it.
    """
    if slot not in told.values:
        return ()
    value, before = told.values[slot], old.get(slot)
    if value is None and reply["intent"] == "skip":
        return (None, _value(before))
    ways = [value]
    if slot == EARLIER and isinstance(value, list):
        ways.append([medicine for medicine in value if medicine != _value(old.get(NOW))])
    if before and before.get("partial") and isinstance(before["value"], list):
        ways.append([*before["value"], *(value if isinstance(value, list) else ())])
    return tuple(ways)


def _holds(answer: Json | None, value: Any) -> bool:
    """Whether a longer list has what was mentioned beside the answer to another question: that takes nothing out."""
    held = _value(answer)
    return isinstance(held, list) and isinstance(value, list) and set(value) <= set(held)


def _asked_back(reply: Json) -> bool:
    """Whether the assistant asks something of its own before it takes anything."""
    return bool(reply["question"]) and not reply["question"]["optional"]
