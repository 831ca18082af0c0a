"""One person's conversation while it is played, held against the invariants after every turn."""

from __future__ import annotations

from typing import Any

from assistant.clients import Client, Json, Refused, StaffDeed
from assistant.content.loader import Content
from assistant.testing.backstage import Backstage
from assistant.testing.expected import Expectation
from assistant.testing.invariants import Invariant, Seen, broken, wordless
from assistant.testing.sheet import pages
from assistant.testing.stage import Restartable, Stage
from assistant.testing.steps import Button, Step
from assistant.testing.words import Difference
from assistant.testing.world import World


class Broken(Exception):
    """A turn that differs from what must hold; ``texts``: what it said."""

    def __init__(self, found: list[Difference], texts: list[str] | None = None) -> None:
        super().__init__(str(found))
        self.found = found
        self.texts = texts or []


class Person:
    """Speaks to the assistant; every call raises ``Broken``."""

    def __init__(self, stage: Stage, content: Content, without: dict[Invariant, str]) -> None:
        self.client = stage.client
        self.world = World(stage.client, stage.outside, content, stage.backstage)
        self.last: Json = {}
        self._twin: Restartable | None = None if "restart" in without else stage.twin
        self._greets = stage.greets
        self._content = content
        self._without = {**without, **stage.without}
        self._heard: list[str] = []
        self._sent: dict[str, tuple[list[Json], Json]] = {}
        self._devices: dict[str, Client] = {"": stage.client}
        self._showing: dict[str, str | None] = {"": None}

    async def open(self, beginning: Json) -> Json:
        """Begin the conversation; what is said first."""
        self._heard += [str(value) for value in beginning["answers"].values()]
        reply = await self.client.open({**beginning, "answers": dict(beginning["answers"])})
        if self._twin:
            self._same("restart", reply, await self._twin.open({**beginning, "answers": dict(beginning["answers"])}))
        if self._greets:
            await self._check({}, reply, self._without)
        self.last = reply
        self._showing[""] = _asked(reply)
        return reply

    async def do(self, step: Step, messages: list[Json]) -> Json | None:
        """Send what the step sends; all that came back as one reply. None when it was refused as expected."""
        device = step.device or ""
        await self._take_up(device)
        beside: Json = {"sender": step.sender} if step.sender else {}
        if len(self._devices) > 1 and self._showing[device]:
            beside["asked"] = self._showing[device]
        messages = [message if "slot" in message else {**message, **beside} for message in messages]
        replies = [reply for message in messages if (reply := await self._exchange(message, step))]
        if not replies:
            return None
        reply = {**replies[-1], "messages": [message for reply in replies for message in reply["messages"]]}
        self.last = replies[-1]
        self._showing[device] = _asked(self.last)
        if step.name:
            self._sent[step.name] = (messages, replies[-1])
        return reply

    async def _take_up(self, device: str) -> None:
        """Let the device in with a code from the first one. Each shows the question of its own last turn."""
        if device in self._devices:
            return
        try:
            self._devices[device] = await self.client.elsewhere()
            self._showing[device] = _asked(await self._devices[device].view())
        except Refused as refused:
            raise Broken([Difference("device", "let in by a code", f"a refusal with {refused}")]) from None

    def messages(self, step: Step, number: int) -> list[Json]:
        """What the step sends, in order. Raises ``Broken`` for a button that is not there."""
        if not step.names:
            return messages_of(step, number, self.last.get("question"))
        earlier = self._sent[step.names][0][-1]["message_id"]
        what = {"text": step.edit.text, "edits": earlier} if step.edit else {"deletes": earlier}
        return [{"message_id": f"step-{number}", **what}]

    async def served(self, deed: StaffDeed, text: str, message_id: str) -> tuple[Json, Json]:
        """What staff do with the conversation: what its person sees of that, as a turn, and what staff get."""
        before = len(await self.client.transcript())
        result = await self.client.staff(deed, text, message_id)
        if self._twin:
            await self._twin.restarted().staff(deed, text, message_id)
        return await self._seen_since(before), result

    async def rung(self, backstage: Backstage) -> Json:
        """Timers go off: what the person sees of that, as a turn."""
        before = len(await self.client.transcript())
        await backstage.pass_by()
        return await self._seen_since(before)

    async def _seen_since(self, before: int) -> Json:
        view = await self.client.view()
        parts = {part: view[part] for part in ("status", "state", "question", "progress")}
        entries = (await self.client.transcript())[before:]
        self.last = {**self.last, **parts, "messages": entries, "changes": [], "flags": [], "intent": ""}
        return self.last

    async def repeat(self, name: str) -> Json:
        """An earlier message arrives once more: it is answered as it was then, and changes nothing."""
        messages, before = self._sent[name]
        view = await self.view()
        reply = await self._send(self.client, messages[-1])
        self._same("duplicate", before, reply)
        if await self.view() != view:
            raise Broken([Difference("invariant duplicate", "nothing changed", "something did")])
        return reply

    async def close(self) -> None:
        """At the end, the pages of the sheet hold words only, as every reply does."""
        view = await self.view()
        if not view or not view["consent"] or "pages" in self._without:
            return
        lines = {line for page in pages(await self.client.report(), self._content) for line in page.splitlines()}
        seen = Seen(self.last, view, [], "\n".join([*self._heard, str(view["answers"])]), self._content)
        if found := [Difference("invariant pages", "holds", text) for text in wordless(seen, lines)]:
            raise Broken(found)

    async def view(self) -> Json | None:
        """The conversation; None once it was erased."""
        try:
            return await self.client.view()
        except Refused:
            return None

    async def kept(self) -> tuple[Json | None, list[Json]]:
        """All there is of the conversation, to see whether it changed."""
        view = await self.view()
        return view, await self.client.transcript() if view else []

    async def _exchange(self, message: Json, step: Step) -> Json | None:
        self._heard.append(shown(message))
        wanted, client = step.expect.error, self._devices[step.device or ""]
        try:
            if step.dropped:
                await client.drop(message)
            reply = await self._send(client, message)
        except Refused as refused:
            if refused.status == wanted:
                return None
            raise Broken([Difference("error", str(wanted or "a reply"), f"a refusal with {refused}")]) from None
        if wanted:
            raise Broken([Difference("error", str(wanted), "a reply")])
        if step.duplicate:
            reply = await self._send(client, message)
        if self._twin:
            self._same("restart", reply, await self._send(self._twin.restarted(), message))
        await self._check(message, reply, self._agreed(step.expect))
        return reply

    def _agreed(self, expected: Expectation) -> dict[Invariant, str]:
        """What need not hold: no reply is one where none is wanted."""
        return {**self._without, "speaks": "no reply is expected"} if expected.count == 0 else self._without

    async def _send(self, client: Client, message: Json) -> Json:
        if "slot" in message:
            return await client.put(message["slot"], message["body"])
        return await client.send(message)

    async def _check(self, message: Json, reply: Json, without: dict[Invariant, str]) -> None:
        """Every invariant; a duplicate only where something is kept that could tell it for one."""
        view = await self.view()
        if view and view["consent"] is not False and "message_id" in message and "duplicate" not in without:
            again = await self.client.send(message)
            self._same("duplicate", reply, again)
            if not self.client.replayed or await self.view() != view:
                raise Broken([Difference("invariant duplicate", "the first turn, said again", "a new turn")])
        transcript = await self.client.transcript() if view else []
        seen = Seen(reply, view, transcript, "\n".join(self._heard), self._content)
        found = [Difference(f"invariant {name}", "holds", text) for name, text in broken(seen, without)]
        if "private" not in without:
            found += [
                Difference("invariant private", "no words in the log", text) for text in self.world.leaked(self._heard)
            ]
        if found:
            raise Broken(found, seen.texts)

    def _same(self, invariant: str, one: Json, other: Json) -> None:
        if _bare(one) != _bare(other):
            parts = [part for part in one if _bare(one)[part] != _bare(other).get(part)]
            raise Broken([Difference(f"invariant {invariant}", str(one[part]), str(other[part])) for part in parts])


def _asked(shown: Json) -> str | None:
    """The slot of the question in a turn or a view."""
    return (shown["question"] or {}).get("slot")


def messages_of(step: Step, number: int, question: Json | None) -> list[Json]:
    """What the step sends, in order; a form as ``{slot, body}``. Raises ``Broken`` for a button that is not there."""
    name = f"step-{number}"
    if step.burst is not None:
        sent = [{"message_id": f"{name}-{place}", "text": text} for place, text in enumerate(step.burst)]
        return [*sent[-1:], *sent[:-1]] if step.reordered else sent
    if step.patient is not None:
        return [{"message_id": name, "text": step.patient}]
    if step.attach is not None:
        attachment = step.attach.model_dump(exclude={"text"}, exclude_none=True)
        return [
            {"message_id": name, "attachment": attachment, **({"text": step.attach.text} if step.attach.text else {})}
        ]
    if isinstance(step.choose, Button):
        return [{"message_id": name, "choice": _pressed(step.choose, (question or {}).get("choices", []))}]
    if step.choose is not None:
        many = {"choices": list(step.choose)} if isinstance(step.choose, tuple) else {"choice": step.choose}
        return [{"message_id": name, **many}]
    ((slot, raw),) = (step.put or {}).items()
    return [{"slot": slot, "body": raw if isinstance(raw, dict) and "status" in raw else {"value": raw}}]


def _pressed(button: Button, choices: list[Json]) -> str:
    """The id of the button."""
    for place, choice in enumerate(choices, start=1):
        begins = button.label and choice["label"].casefold().startswith(button.label.casefold())
        if begins or place == button.position:
            return str(choice["id"])
    shown = ", ".join(f"{place}. {choice['label']}" for place, choice in enumerate(choices, start=1))
    raise Broken([Difference("choose", button.label or f"button {button.position}", shown or "no buttons")])


def shown(message: Json) -> str:
    """The message as a transcript tells it."""
    if "deletes" in message:
        return f"[deletes {message['deletes']}]"
    if "edits" in message:
        return f"[instead of {message['edits']}] {message['text']}"
    if "attachment" in message:
        return " ".join((message.get("text", ""), *(f"[{part}]" for part in message["attachment"].values()))).strip()
    if "text" in message:
        return str(message["text"])
    if "slot" in message:
        return f"[{message['slot']}: {message['body']}]"
    return f"[{', '.join(message.get('choices') or [message['choice']])}]"


def _bare(reply: Json) -> dict[str, Any]:
    """The turn without the ids and times in which two conversations that say the same differ."""
    messages = [{key: message[key] for key in ("seq", "text", "citations")} for message in reply["messages"]]
    return {**reply, "messages": messages}
