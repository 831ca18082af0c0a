"""Holds what came back against what a script expects, and names each difference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from assistant.clients import Client, Json, Refused
from assistant.content.loader import Content
from assistant.content.wording import BLANK
from assistant.reports.readability import grade
from assistant.testing.script import Expectation


class Difference(NamedTuple):
    """One thing that is otherwise than written."""

    what: str
    expected: str
    got: str


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
        ("choices", None if expected.choices is None else _listed(expected.choices), _listed(choices)),
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
    yield from _in_words(expected, reply["messages"], content)


def _paired(items: Mapping[str, Any]) -> str:
    return _listed(f"{key}: {value}" for key, value in sorted(items.items()))


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items) or "none"


def _in_words(expected: Expectation, messages: list[Json], content: Content) -> Iterator[Difference]:
    texts = [message["text"] for message in messages]
    said = "\n".join(texts)
    yield from (Difference("says", text, said) for text in expected.says if not _in(text, said))
    if expected.any_of and not any(_in(text, said) for text in expected.any_of):
        yield Difference("any_of", " | ".join(expected.any_of), said)
    yield from (Difference("never_says", f"not “{text}”", said) for text in expected.never_says if _in(text, said))
    yield from (Difference("matches", text, said) for text in expected.matches if not re.search(text, said))
    words = content.words("en")
    for key in expected.messages:
        wordings = words.phrases.get(key) or (words.claims[key],)
        if not any(_pattern(wording).search(said) for wording in wordings):
            yield Difference("messages", f"{key}: {wordings[0]}", said)
    cited = {citation["id"] for message in messages for citation in message["citations"]}
    for source in expected.citations:
        if source not in cited:
            yield Difference("citations", source, _listed(sorted(cited)))
    for text in texts:
        if expected.grade is not None and grade(text) > expected.grade:
            yield Difference("grade", f"{expected.grade:g} at most", f"{grade(text):g} for “{text}”")


def _in(text: str, said: str) -> bool:
    return text.casefold() in said.casefold()


def _pattern(wording: str) -> re.Pattern[str]:
    """An authored sentence as a pattern that its filled-in form matches."""
    return re.compile(".*".join(re.escape(part) for part in BLANK.split(wording)[::2]), re.DOTALL)


async def in_world(expected: Expectation, client: Client) -> list[Difference]:
    """What the conversation, its transcript and its sheet should be otherwise."""
    found: list[Difference] = []
    if expected.answers or expected.unanswered or expected.set_aside:
        found += _in_answers(expected, await client.view())
    if expected.transcript is not None and expected.transcript != (length := len(await client.transcript())):
        found.append(Difference("transcript", f"{expected.transcript} entries", f"{length}"))
    if expected.report_refused:
        found += await _refused(client)
    elif expected.report or expected.report_lacks:
        report = await client.report()
        found += [Difference("report", text, got) for text, got in missing(report, expected.report)]
        lacks = expected.report_lacks.items()
        found += [
            Difference("report", f"no {name} {raw}", "it is there") for name, raw in lacks if _has(report, name, raw)
        ]
    return found


def _in_answers(expected: Expectation, view: Json) -> Iterator[Difference]:
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


async def _refused(client: Client) -> list[Difference]:
    try:
        await client.report()
    except Refused:
        return []
    return [Difference("report", "a refusal", "the sheet")]


def _has(report: Json, name: str, raw: Any) -> bool:
    items = raw if isinstance(raw, list) else [raw]
    return any(not missing(report, {name: [item] if isinstance(raw, list) else item}) for item in items)


def contains(actual: Any, expected: Any) -> bool:
    """Whether ``actual`` holds what is expected: objects as subsets, lists in any order by ``id`` or value."""
    return not missing(actual, expected)


def missing(actual: Any, expected: Any, place: str = "") -> list[tuple[str, str]]:
    """What of ``expected`` is not in ``actual``, each with its place, and what is there instead.

    A dict against a list of objects looks its keys up as ``id`` (or ``slot``); a list names items that must be there.
    """
    if isinstance(expected, dict):
        held = _by_id(actual) if isinstance(actual, list) else actual
        if not isinstance(held, dict):
            return [(f"{place}{expected}", str(actual))]
        return [found for key, part in expected.items() for found in missing(_dig(held, key), part, f"{place}{key} ")]
    if isinstance(expected, list):
        held = [*_by_id(actual), *actual] if isinstance(actual, list) else []
        return [(f"{place}{item}", _names_of(actual)) for item in expected if item not in held]
    wanted = (
        {"true": True, "false": False, "none": None}.get(expected, expected) if isinstance(expected, str) else expected
    )
    same = list(actual) == list(wanted) if isinstance(wanted, tuple) and actual else actual in (wanted, expected)
    return [] if same else [(f"{place}{expected}", str(actual))]


def _dig(held: Any, path: str) -> Any:
    """``held["a"]["b"]`` for "a.b"; the whole path as one key first, as slots are written with a dot."""
    if path in held:
        return held[path]
    for part in path.split("."):
        held = (_by_id(held) if isinstance(held, list) else held or {}).get(part)
    return held


def _by_id(items: list[Any]) -> dict[str, Any]:
    return {str(item.get("id", item.get("slot"))): item for item in items if isinstance(item, dict)}


def _names_of(items: Any) -> str:
    return _listed([*_by_id(items)]) if isinstance(items, list) else str(items)


def dig(held: Any, path: str) -> Any:
    """What stands at a dotted path of a turn; list items by place, id or slot. Raises ``KeyError`` with the path."""
    items = (
        {**{str(place): item for place, item in enumerate(held)}, **_by_id(held)} if isinstance(held, list) else held
    )
    parts = path.split(".")
    for size in range(1, len(parts) + 1) if isinstance(items, dict) else ():
        name, rest = ".".join(parts[:size]), ".".join(parts[size:])
        if name in items:
            return dig(items[name], rest) if rest else items[name]
    raise KeyError(path)
