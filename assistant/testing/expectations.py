"""Holds what came back against what a script expects, and names each difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.clients import Json
from assistant.content.loader import Content
from assistant.conversations import Tier
from assistant.testing.expected import Expectation
from assistant.testing.parts import contains
from assistant.testing.words import Difference, Words, in_words, listed


def in_reply(expected: Expectation, reply: Json, content: Content) -> Iterator[Difference]:
    """What the reply itself should be otherwise."""
    asked = (reply["question"] or {}).get("slot", "none")
    choices = [choice["id"] for choice in (reply["question"] or {}).get("choices", ())]
    flags = {flag["id"]: flag["tier"] for flag in reply["flags"]}
    pairs: list[tuple[str, Any, Any]] = [
        ("question", expected.question, asked),
        ("state", expected.state, reply["state"]),
        ("status", expected.status, reply["status"]),
        ("intent", expected.intent, reply["intent"]),
        ("count", expected.count, len(reply["messages"])),
        ("choices", None if expected.choices is None else listed(expected.choices), listed(choices)),
        ("severity", expected.severity, _severity(flags)),
        ("flags", None if expected.flags is None else _paired(expected.flags), _paired(flags)),
        *((f"progress {part}", wanted, reply["progress"][part]) for part, wanted in expected.progress),
    ]
    for name, wanted, got in pairs:
        if wanted is not None and wanted != got:
            yield Difference(name, str(wanted), str(got))
    changes = {change["slot"]: change["change"] for change in reply["changes"]}
    for slot, change in expected.changes.items():
        if changes.get(slot) != change:
            yield Difference(f"change of {slot}", change, changes.get(slot, "no change"))
    yield from in_words(expected, reply["messages"], content)
    if expected.replies is not None:
        yield from _one_by_one(expected.replies, reply["messages"], content)


def _paired(items: Mapping[str, Any]) -> str:
    return listed(f"{key}: {value}" for key, value in sorted(items.items()))


TIERS = tuple(Tier)


def _severity(flags: Mapping[str, str]) -> str:
    """The highest tier; they are listed highest first."""
    return next((tier.value for tier in TIERS if tier.value in flags.values()), "none")


def _one_by_one(expected: tuple[Words, ...], messages: list[Json], content: Content) -> Iterator[Difference]:
    if len(expected) != len(messages):
        yield Difference("replies", f"{len(expected)} messages", f"{len(messages)}")
    for number, (words, message) in enumerate(zip(expected, messages, strict=False), start=1):
        for found in in_words(words, [message], content):
            yield found._replace(what=f"message {number} {found.what}")


def in_answers(expected: Expectation, view: Json) -> Iterator[Difference]:
    """What the answers in force and set aside should be otherwise."""
    answers = view["answers"]
    for slot in expected.unanswered:
        if slot in answers:
            yield Difference(slot, "no answer", str(answers[slot]["value"]))
    for slot in expected.set_aside:
        if slot not in view["set_aside"]:
            yield Difference(slot, "set aside", "in force" if slot in answers else "never answered")
    for slot, raw in expected.answers.items():
        got = answers.get(slot)
        if not contains(got, raw if isinstance(raw, dict) and "status" in raw else {"value": raw}):
            yield Difference(slot, str(raw), f"{got['value']} ({got['status']})" if got else "no answer")
