"""Plays a script: does each step, holds what came back against what was expected, tells the first difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from assistant.clients import Client, Json, Refused
from assistant.content.loader import Content
from assistant.content.wording import BLANK
from assistant.errors import AssistantError
from assistant.testing.script import Expectation, Script, Step

Difference = str


class DialogueFailed(AssistantError):
    """The conversation went differently."""


async def play(script: Script, client: Client, content: Content) -> list[str]:
    """The transcript of the played script. Raises ``DialogueFailed`` with the conversation up to the difference."""
    transcript: list[str] = []
    opening: Json = {"locale": script.locale, "consent": script.consent, "answers": dict(script.given)}
    if script.region:
        opening["region"] = script.region
    reply = await client.open(opening)
    await _hold(script.opening, reply, client, content, transcript)
    for number, step in enumerate(script.steps, start=1):
        transcript.append(f"  you       {_shown(step)}")
        answered = await _do(step, client, number, transcript)
        if answered:
            await _hold(step.expect, answered, client, content, transcript)
    return transcript


async def _do(step: Step, client: Client, number: int, transcript: list[str]) -> Json | None:
    """The reply to the step; None when it was refused as expected."""
    try:
        reply = await _send(step, client, number)
    except Refused as refused:
        if refused.status == step.expect.error:
            return None
        raise _failed(transcript, [f"refused with {refused}"]) from None
    if step.expect.error:
        raise _failed(transcript, [f"expected a refusal with {step.expect.error}, got a reply"])
    return reply


async def _send(step: Step, client: Client, number: int) -> Json:
    message = {"message_id": f"step-{number}"}
    if step.patient is not None:
        return await client.send({**message, "text": step.patient})
    if step.choose is not None:
        many = {"choices": list(step.choose)} if isinstance(step.choose, tuple) else {"choice": step.choose}
        return await client.send({**message, **many})
    ((slot, raw),) = (step.put or {}).items()
    return await client.put(slot, raw if isinstance(raw, dict) and "status" in raw else {"value": raw})


def _shown(step: Step) -> str:
    if step.patient is not None:
        return step.patient
    return f"[{', '.join([step.choose] if isinstance(step.choose, str) else step.choose or [str(step.put)])}]"


async def _hold(expected: Expectation, reply: Json, client: Client, content: Content, transcript: list[str]) -> None:
    transcript += [f"  assistant {message['text']}" for message in reply["messages"]]
    differences = [*_in_reply(expected, reply, content), *await _in_world(expected, client)]
    if differences:
        raise _failed(transcript, differences)


def _failed(transcript: list[str], differences: list[Difference]) -> DialogueFailed:
    return DialogueFailed("\n".join([*transcript, *(f"> {difference}" for difference in differences)]))


def _in_reply(expected: Expectation, reply: Json, content: Content) -> Iterator[Difference]:
    asked = (reply["question"] or {}).get("slot", "none")
    pairs: list[tuple[str, Any, Any]] = [
        ("question", expected.question, asked),
        ("state", expected.state, reply["state"]),
        ("status", expected.status, reply["status"]),
        ("intent", expected.intent, reply["intent"]),
    ]
    for name, wanted, got in pairs:
        if wanted is not None and wanted != got:
            yield f"{name}: expected {wanted}, got {got}"
    choices = tuple(choice["id"] for choice in (reply["question"] or {}).get("choices", ()))
    if expected.choices is not None and expected.choices != choices:
        yield f"choices: expected {', '.join(expected.choices)}, got {', '.join(choices)}"
    changes = {change["slot"]: change["change"] for change in reply["changes"]}
    for slot, change in expected.changes.items():
        if changes.get(slot) != change:
            yield f"changes: expected {slot} {change}, got {changes.get(slot, 'no change')}"
    flags = {flag["id"]: flag["tier"] for flag in reply["flags"]}
    if expected.flags is not None and expected.flags != flags:
        yield f"flags: expected {dict(expected.flags)}, got {flags}"
    yield from _in_words(expected, [message["text"] for message in reply["messages"]], content)


def _in_words(expected: Expectation, texts: list[str], content: Content) -> Iterator[Difference]:
    said = "\n".join(texts)
    for text in expected.says:
        if text.casefold() not in said.casefold():
            yield f"says: expected “{text}”"
    for text in expected.never_says:
        if text.casefold() in said.casefold():
            yield f"never_says: did not expect “{text}”"
    words = content.words("en")
    for key in expected.messages:
        wordings = words.phrases.get(key) or (words.claims[key],)
        if not any(_pattern(wording).search(said) for wording in wordings):
            yield f"messages: {key} was not said"


def _pattern(wording: str) -> re.Pattern[str]:
    """An authored sentence as a pattern that its filled-in form matches."""
    return re.compile(".*".join(re.escape(part) for part in BLANK.split(wording)[::2]), re.DOTALL)


async def _in_world(expected: Expectation, client: Client) -> list[Difference]:
    found: list[Difference] = []
    if expected.answers or expected.unanswered:
        answers = (await client.view())["answers"]
        found += [f"answers: {slot} should not be there" for slot in expected.unanswered if slot in answers]
        for slot, raw in expected.answers.items():
            got = answers.get(slot)
            if not contains(got, raw if isinstance(raw, dict) and "status" in raw else {"value": raw}):
                found.append(f"answers: {slot} should be {raw}, got {got and (got['value'], got['status'])}")
    if expected.report_refused:
        found += await _refused(client)
    elif expected.report or expected.report_lacks:
        report = await client.report()
        found += [f"report: {text}" for text in missing(report, expected.report)]
        found += [f"report: {name} is there" for name, raw in expected.report_lacks.items() if _has(report, name, raw)]
    return found


async def _refused(client: Client) -> list[Difference]:
    try:
        await client.report()
    except Refused:
        return []
    return ["report: it was given, a refusal was expected"]


def _has(report: Json, name: str, raw: Any) -> bool:
    items = raw if isinstance(raw, list) else [raw]
    return any(not missing(report, {name: [item] if isinstance(raw, list) else item}) for item in items)


def contains(actual: Any, expected: Any) -> bool:
    """Whether ``actual`` holds what is expected: objects as subsets, lists in any order by ``id`` or value."""
    return not missing(actual, expected)


def missing(actual: Any, expected: Any, place: str = "") -> list[str]:
    """What of ``expected`` is not in ``actual``, each with its place.

    A dict against a list of objects looks its keys up as ``id`` (or ``slot``); a list names items that must be there.
    """
    if isinstance(expected, dict):
        held = _by_id(actual) if isinstance(actual, list) else actual
        if not isinstance(held, dict):
            return [f"{place or 'it'} should be {expected}, got {actual}"]
        return [text for key, part in expected.items() for text in missing(_dig(held, key), part, f"{place}{key} ")]
    if isinstance(expected, list):
        held = [*_by_id(actual), *actual] if isinstance(actual, list) else []
        return [f"{place}lacks {item}" for item in expected if item not in held]
    wanted = (
        {"true": True, "false": False, "none": None}.get(expected, expected) if isinstance(expected, str) else expected
    )
    same = list(actual) == list(wanted) if isinstance(wanted, tuple) and actual else actual in (wanted, expected)
    return [] if same else [f"{place}should be {expected}, got {actual}"]


def _dig(held: Any, path: str) -> Any:
    """``held["a"]["b"]`` for "a.b"; the whole path as one key first, as slots are written with a dot."""
    if path in held:
        return held[path]
    for part in path.split("."):
        held = (_by_id(held) if isinstance(held, list) else held or {}).get(part)
    return held


def _by_id(items: list[Any]) -> dict[str, Any]:
    return {str(item.get("id", item.get("slot"))): item for item in items if isinstance(item, dict)}
