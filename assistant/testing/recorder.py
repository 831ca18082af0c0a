"""Turns a conversation that took place into a script: what was said, without personal words, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import yaml

from assistant.clients import Client, Json
from assistant.content.loader import Content
from assistant.testing.stage import Setting, fresh

PERSON = ("patient", "caregiver")
SILENCE = timedelta(hours=1)
"""A pause shorter than this is not told."""
NAMED = r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*"
PERSONAL: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "alex@example.org"),
    (re.compile(r"https?://\S+|www\.\S+"), "https://example.org"),
    (re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"), "AB1 2CD"),
    (re.compile(r"(?<![\d.])\+?\d[\d ()-]{7,}\d\b"), "01632 960000"),
    (re.compile(rf"\b((?i:my name is|my name's|i am called|this is)) {NAMED}"), r"\1 Alex"),
    (re.compile(rf"\b(I am|I'm) {NAMED}(?=[,.!]| and\b|$)"), r"\1 Alex"),
    (re.compile(rf"\b(Dr|Doctor|Mr|Mrs|Ms|Prof|Professor|Nurse)\.? {NAMED}"), r"\1 Doe"),
)
"""What looks like an address, a number, or a name, and what stands for it. Read the script again all the same."""


class Said(NamedTuple):
    """One message of the person: typed, or buttons by their ids."""

    at: datetime
    text: str = ""
    choices: tuple[str, ...] = ()


class Recording:
    """A client that remembers what goes through it."""

    def __init__(self, client: Client, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self.beginning: Json = {}
        self.said: list[Said] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def open(self, opening: Json) -> Json:
        self.beginning = {key: value for key, value in opening.items() if key in ("consent", "region", "locale")}
        return await self._client.open(opening)

    async def send(self, message: Json) -> Json:
        choices = tuple(message.get("choices") or filter(None, [message.get("choice")]))
        self.said.append(Said(self._now(), message.get("text", ""), choices))
        return await self._client.send(message)


def of_export(export: Json) -> tuple[Json, list[Said]]:
    """How an exported conversation began, and what the person said from their consent on (nothing before is kept)."""
    held = export["conversation"]
    given = {slot: _given(answer) for slot, answer in held["told"].items() if answer["source"] == "platform"}
    said = [
        Said(datetime.fromisoformat(entry["at"]), entry["text"])
        for entry in export["messages"]
        if entry["sender"] in PERSON
    ]
    return {"consent": True, "region": held["region"], "locale": held["locale"], "given": given}, said


def _given(answer: Mapping[str, Any]) -> Any:
    told = {part: answer[part] for part in ("value", "status") if answer[part] is not None}
    return told["value"] if told["status"] == "given" else told


def anonymous(text: str) -> str:
    """The text with addresses, numbers and names that are easily known for such replaced."""
    for personal, stands_for in PERSONAL:
        text = personal.sub(stands_for, text)
    return text


async def script_of(beginning: Json, said: Iterable[Said], content: Content) -> str:
    """The conversation as a script file, held once more in process: it expects what came of it there."""
    said = list(said)
    began = min((one.at for one in said), default=None)
    head: Json = {"title": "Recorded: say what this shows", **{key: part for key, part in beginning.items() if part}}
    steps: list[Json] = []
    async with fresh(content, Setting(began.date() if began else None)) as stage:
        opening = {key: part for key, part in beginning.items() if part is not None and key != "given"}
        reply = await stage.client.open({**opening, "answers": beginning.get("given", {})})
        for number, (one, pause) in enumerate(_with_pauses(said)):
            if pause and stage.clock:
                stage.clock.wait(pause[1])
                steps.append({"wait": pause[0]})
            message, step = _told(one, reply["question"])
            reply = await stage.client.send({"message_id": f"step-{number}", **message})
            steps.append({**step, "expect": _came_of_it(reply)})
    if began:
        head["today"] = began.date().isoformat()
    return yaml.safe_dump({**head, "steps": steps}, sort_keys=False, allow_unicode=True, width=120)


def _with_pauses(said: list[Said]) -> Iterator[tuple[Said, tuple[str, timedelta] | None]]:
    """Each message with the silence before it, if it was long: in words, and in full hours or days."""
    before = [said[0].at, *(one.at for one in said[:-1])] if said else []
    for one, last in zip(said, before, strict=True):
        silence = one.at - last
        days, hours = silence.days, int(silence / timedelta(hours=1))
        if silence < SILENCE:
            yield one, None
        else:
            yield one, (f"{days} days", timedelta(days=days)) if days else (f"{hours} hours", timedelta(hours=hours))


def _told(one: Said, question: Json | None) -> tuple[Json, Json]:
    """The message, and the step that tells it: words that are nothing but labels of buttons are those buttons."""
    labels = {choice["label"].casefold(): choice["id"] for choice in (question or {}).get("choices", ())}
    picked = one.choices or tuple(labels.get(part.casefold(), "") for part in one.text.split(", "))
    if one.text.casefold() in labels:
        picked = (labels[one.text.casefold()],)
    if all(picked):
        return {"choices": list(picked)}, {"choose": picked[0] if len(picked) == 1 else list(picked)}
    text = anonymous(one.text)
    return {"text": text}, {"patient": text}


def _came_of_it(reply: Json) -> Json:
    """What is worth expecting: the question, the changes, the flags."""
    found: Json = {"question": (reply["question"] or {}).get("slot", "none")}
    if reply["changes"]:
        found["changes"] = {change["slot"]: change["change"] for change in reply["changes"]}
    if reply["flags"]:
        found["flags"] = {flag["id"]: flag["tier"] for flag in reply["flags"]}
    return found
