"""Plays a script: does each step, checks the invariants, holds what came back against what was expected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple, Protocol

from assistant.clients import Client, Json, Refused
from assistant.content.loader import Content
from assistant.errors import AssistantError
from assistant.testing.expansion import recalled
from assistant.testing.expectations import Difference, dig, in_reply, in_world
from assistant.testing.failure import told
from assistant.testing.invariants import Seen, broken
from assistant.testing.script import Case, Expectation, Step


class Restartable(Client, Protocol):
    """A conversation that goes on through another engine, as after a restart of the server."""

    def restarted(self) -> Client: ...


class Stage(NamedTuple):
    """Where a script is played. In process there is a ``twin``, and a clock that ``wait`` moves."""

    client: Client
    twin: Restartable | None = None
    wait: Callable[[timedelta], None] | None = None


class DialogueFailed(AssistantError):
    """The conversation went differently; ``first`` is the first difference."""

    def __init__(self, told: str, first: Difference | None = None) -> None:
        super().__init__(told)
        self.first = first


async def play(case: Case, stage: Stage, content: Content) -> list[str]:
    """The transcript of the played script. Raises ``DialogueFailed`` with the conversation up to the difference."""
    performance = Performance(case, stage, content)
    await performance.open()
    for number, step in enumerate(case.script.steps):
        await performance.do(step, number)
    return performance.transcript


class Performance:
    """One script while it is played."""

    def __init__(self, case: Case, stage: Stage, content: Content) -> None:
        self.transcript: list[str] = []
        self._case = case
        self._stage = stage
        self._content = content
        self._without = case.script.without
        self._heard: list[str] = []
        self._captured: dict[str, Any] = {}
        self._line = 1

    async def open(self) -> Json:
        """Begin the conversation; what is said first. Raises ``DialogueFailed``, as everything here."""
        script = self._case.script
        opening: Json = {"locale": script.locale, "consent": script.consent}
        if script.region:
            opening["region"] = script.region
        reply = await self._stage.client.open({**opening, "answers": dict(script.given)})
        self._heard += [str(value) for value in script.given.values()]
        if self._twin:
            again = await self._twin.open({**opening, "answers": dict(script.given)})
            self._same("restart", reply, again)
        await self._check({}, reply)
        await self._hold(script.opening, [reply])
        return reply

    @property
    def _twin(self) -> Restartable | None:
        return None if "restart" in self._without else self._stage.twin

    async def do(self, step: Step, number: int) -> Json | None:
        """Do one step; the last reply to it, if there is one."""
        self._line = self._case.lines[number] if number < len(self._case.lines) else self._line
        if step.wait:
            self._wait(step.wait)
            return None
        said = [recalled(message, self._captured) for message in _messages(step, number)]
        self.transcript += [f"  you       {_shown(message)}" for message in said]
        self._heard += [_shown(message) for message in said]
        replies = [reply for message in said if (reply := await self._exchange(message, step))]
        if not replies:
            return None
        await self._hold(_remembered(step.expect, self._captured), replies)
        for name, path in step.capture.items():
            self._captured[name] = self._dug(replies[-1], path)
        return replies[-1]

    def _wait(self, time: timedelta) -> None:
        self.transcript.append(f"  ({time} later)")
        if not self._stage.wait:
            raise self.failed([Difference("wait", "a clock of our own", "a server with its own clock")])
        self._stage.wait(time)

    async def _exchange(self, message: Json, step: Step) -> Json | None:
        """The reply to one message; None when it was refused as expected."""
        client, wanted = self._stage.client, step.expect.error
        try:
            reply = await _send(client, message)
        except Refused as refused:
            if refused.status == wanted:
                return None
            raise self.failed([Difference("error", str(wanted or "a reply"), f"a refusal with {refused}")]) from None
        if wanted:
            raise self.failed([Difference("error", str(wanted), "a reply")])
        if step.duplicate:
            reply = await _send(client, message)
        if self._twin:
            self._same("restart", reply, await _send(self._twin.restarted(), message))
        await self._check(message, reply)
        return reply

    async def _check(self, message: Json, reply: Json) -> None:
        """Every invariant; a duplicate only where something is kept that could tell it for one."""
        view = await self._view()
        if view and view["consent"] is not False and "message_id" in message and "duplicate" not in self._without:
            again = await self._stage.client.send(message)
            self._same("duplicate", reply, again)
            if not self._stage.client.replayed or await self._view() != view:
                raise self.failed([Difference("invariant duplicate", "the first turn, said again", "a new turn")])
        transcript = await self._stage.client.transcript() if view else []
        seen = Seen(reply, view, transcript, "\n".join(self._heard), self._content)
        found = [Difference(f"invariant {name}", "holds", text) for name, text in broken(seen, self._without)]
        if found:
            self.transcript += [f"  assistant {text}" for text in seen.texts]
            raise self.failed(found)

    async def _view(self) -> Json | None:
        """The conversation; None once it was erased."""
        try:
            return await self._stage.client.view()
        except Refused:
            return None

    def _same(self, invariant: str, one: Json, other: Json) -> None:
        if _bare(one) != _bare(other):
            parts = [part for part in one if _bare(one)[part] != _bare(other).get(part)]
            differences = [Difference(f"invariant {invariant}", str(one[part]), str(other[part])) for part in parts]
            raise self.failed(differences)

    async def _hold(self, expected: Expectation, replies: list[Json]) -> None:
        messages = [message for reply in replies for message in reply["messages"]]
        self.transcript += [f"  assistant {message['text']}" for message in messages]
        reply = {**replies[-1], "messages": messages}
        found = [*in_reply(expected, reply, self._content), *await in_world(expected, self._stage.client)]
        if found:
            raise self.failed(found)

    def _dug(self, reply: Json, path: str) -> Any:
        try:
            return dig(reply, path)
        except KeyError as missing:
            raise self.failed([Difference("capture", path, f"no {missing.args[0]} in the turn")]) from None

    def failed(self, differences: list[Difference]) -> DialogueFailed:
        return DialogueFailed(told(self._case, self._line, self.transcript, differences), differences[0])


def _messages(step: Step, number: int) -> list[Json]:
    """What the step sends, in order; a form as ``{slot, body}``."""
    name = f"step-{number + 1}"
    if step.burst is not None:
        return [{"message_id": f"{name}-{place}", "text": text} for place, text in enumerate(step.burst)]
    if step.patient is not None:
        return [{"message_id": name, "text": step.patient}]
    if step.choose is not None:
        many = {"choices": list(step.choose)} if isinstance(step.choose, tuple) else {"choice": step.choose}
        return [{"message_id": name, **many}]
    ((slot, raw),) = (step.put or {}).items()
    return [{"slot": slot, "body": raw if isinstance(raw, dict) and "status" in raw else {"value": raw}}]


async def _send(client: Client, message: Json) -> Json:
    if "slot" in message:
        return await client.put(message["slot"], message["body"])
    return await client.send(message)


def _shown(message: Json) -> str:
    if "text" in message:
        return str(message["text"])
    if "slot" in message:
        return f"[{message['slot']}: {message['body']}]"
    return f"[{', '.join(message.get('choices') or [message['choice']])}]"


def _remembered(expected: Expectation, captured: dict[str, Any]) -> Expectation:
    if not captured:
        return expected
    return expected.model_copy(update=recalled(expected.model_dump(include={*TEXTS}), captured))


TEXTS = ("says", "never_says", "any_of", "matches", "question", "state", "answers", "report", "report_lacks")


def _bare(reply: Json) -> Json:
    """The turn without the ids and times in which two conversations that say the same differ."""
    messages = [{key: message[key] for key in ("seq", "text", "citations")} for message in reply["messages"]]
    return {**reply, "messages": messages}
