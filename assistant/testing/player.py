"""Plays a script: does each step for whoever does it, and holds what came back against what was expected."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, TypeVar

from assistant.clients import Json, Refused, StaffDeed
from assistant.content.loader import Content
from assistant.errors import AssistantError
from assistant.testing.expansion import recalled
from assistant.testing.expectations import in_reply
from assistant.testing.expected import Expectation
from assistant.testing.failure import Line, made_of, told
from assistant.testing.parts import missing
from assistant.testing.person import Broken, Person, shown
from assistant.testing.script import Case
from assistant.testing.sheet import texts
from assistant.testing.stage import Stage
from assistant.testing.steps import CALLS, Step, Written
from assistant.testing.words import Difference, in_words

OFTEN = 60
"""How many times a step with ``until`` is done at most."""
Given = TypeVar("Given")


class DialogueFailed(AssistantError):
    """The conversation went differently; ``first`` is the first difference, ``transcript`` how it went until then."""

    def __init__(self, told: str, first: Difference | None = None, transcript: Iterable[Line] = ()) -> None:
        super().__init__(told)
        self.first = first
        self.transcript = [*transcript]


async def play(case: Case, stage: Stage, content: Content) -> list[Line]:
    """The transcript of the played script. Raises ``DialogueFailed`` with the conversation up to the difference."""
    performance = Performance(case, stage, content)
    await performance.open()
    for number, step in enumerate(case.script.steps):
        await performance.do(step, number)
    await performance.close()
    return performance.transcript


class Performance:
    """One script while it is played."""

    def __init__(self, case: Case, stage: Stage, content: Content) -> None:
        self.transcript: list[Line] = []
        self._case = case
        self._stage = stage
        self._content = content
        self._people: dict[str, Person] = {}
        self._captured: dict[str, Any] = {}
        self._line = case.begins
        self._turn: Json = {}
        self._sent = 0

    async def open(self, actor: str = "") -> Json:
        """Begin a conversation, the script's own or an actor's; what is said first. Raises ``DialogueFailed``."""
        script = self._case.script
        beginning = script.actors[actor] if actor else script
        stage = self._stage.another() if self._people and self._stage.another else self._stage
        person = Person(stage, self._content, script.without)
        self._people[actor] = person
        reply = await self._tried(self._apart(actor, person.open(beginning.begin())))
        await self._hold(beginning.opening, reply, person, actor)
        return reply

    async def do(self, step: Step, number: int) -> Json | None:
        """Do one step, as often as it says; the last reply to it, if there is one."""
        self._line = self._case.lines[number] if number < len(self._case.lines) else self._line
        if step.passes_time:
            self._pass_time(step)
            return None
        actor = step.actor or ""
        if actor not in self._people:
            await self.open(actor)
        if step.when and await self._lacks(step.when, self._people[actor]):
            return None
        if not step.until:
            return await self._once(step, actor)
        reply = None
        for _ in range(OFTEN):
            if not await self._lacks(step.until, self._people[actor]):
                return reply
            reply = await self._once(step, actor)
        raise self.failed([Difference("until", f"true within {OFTEN} times", "it never was")])

    async def close(self) -> None:
        """Look at what everybody is left with. Raises ``DialogueFailed``."""
        for person in self._people.values():
            await self._tried(person.close())

    async def _lacks(self, expected: Expectation, person: Person) -> bool:
        """Whether something of ``expected`` does not hold of the turn before."""
        return bool(await self._differences(expected, person.last, person))

    async def _once(self, step: Step, actor: str) -> Json | None:
        person, expected = self._people[actor], self._remembered(step.expect)
        await person.world.look(expected)
        if step.calls:
            await self._call(step, expected, person, actor)
            return None
        if step.staff:
            return await self._serve(step, expected, person, actor)
        if step.timers:
            return await self._ring(step, expected, person, actor)
        if step.again:
            self._note(actor or "you", f"({step.again} arrives again)")
            reply: Json | None = await self._tried(self._apart(actor, person.repeat(step.again)))
        else:
            reply = await self._say(step, person, actor)
        if not reply:
            if found := await person.world.differences(expected, person.last):
                raise self.failed(found)
            return None
        await self._hold(expected, reply, person, actor, step)
        return reply

    async def _serve(self, step: Step, expected: Expectation, person: Person, actor: str) -> Json | None:
        """Staff do something with the conversation; what its person sees of that is the reply."""
        deed, text = _deed(step, self._captured)
        self._sent += 1
        self._note("staff", f"({deed}) {text}".strip())
        try:
            reply, result = await self._apart(actor, person.served(deed, text, f"staff-{self._sent}"))
        except Refused as refused:
            if refused.status != expected.error:
                raise self.failed([Difference("error", str(expected.error or "a result"), str(refused))]) from None
            return None
        if expected.error:
            raise self.failed([Difference("error", str(expected.error), "a result")])
        if found := [Difference("result", *pair) for pair in missing(result, expected.result)]:
            raise self.failed(found)
        reply = {**reply, "result": result}
        await self._hold(expected, reply, person, actor, step)
        return reply

    async def _ring(self, step: Step, expected: Expectation, person: Person, actor: str) -> Json:
        """Timers go off; what this person sees of it is the reply."""
        self._note("", "(timers go off)")
        if not self._stage.backstage:
            raise self.failed([Difference("timers", "rounds of our own", "a server that does its own")])
        reply = await person.rung(self._stage.backstage)
        await self._hold(expected, reply, person, actor, step)
        return reply

    async def _say(self, step: Step, person: Person, actor: str) -> Json | None:
        self._sent += 1
        try:
            plain = person.messages(step, self._sent)
        except Broken as broken:
            raise self.failed(broken.found) from None
        messages = [recalled(message, self._captured) for message in plain]
        for message in messages:
            self._note(step.sender or step.device or actor or "you", shown(message))
        return await self._tried(self._apart(actor, person.do(step, messages)))

    async def _call(self, step: Step, expected: Expectation, person: Person, actor: str) -> None:
        """Ask for something that is no turn, and hold what it gives against ``result``."""
        (what,) = [step.call] if step.call else [name for name in CALLS if getattr(step, name) is not None]
        raw = step.payload.model_dump() if step.payload else step.triage or step.what_if or ""
        given = recalled(raw, self._captured)
        self._note(actor or "you", f"({what} {given})".replace(" )", ")"))
        call = getattr(person.client, what)
        try:
            result = await (call(given) if given else call())
        except Refused as refused:
            if refused.status != expected.error:
                raise self.failed([Difference("error", str(expected.error or "a result"), str(refused))]) from None
            return
        if expected.error:
            raise self.failed([Difference("error", str(expected.error), "a result")])
        found = [Difference("result", *pair) for pair in missing(result, expected.result)]
        found += in_words(expected, [{"text": text} for text in texts(result)], self._content)
        found += await person.world.differences(expected, {**person.last, "result": result})
        if found:
            raise self.failed(found)
        for name, path in step.capture.items():
            self._captured[name] = await self._dug(person, {"result": result}, path)

    def _pass_time(self, step: Step) -> None:
        self._note("", f"({step.wait} later)" if step.wait else f"({step.today:%d %B %Y, %H:%M})")
        if not self._stage.clock:
            raise self.failed([Difference("wait", "a clock of our own", "a server with its own clock")])
        if step.wait:
            self._stage.clock.wait(step.wait)
        elif step.today:
            self._stage.clock.jump(step.today)

    async def _apart(self, actor: str, turn: Awaitable[Given]) -> Given:
        """The turn; nobody else's conversation may be touched by it."""
        others = {name: person for name, person in self._people.items() if name != actor}
        if "isolated" in self._case.script.without or not others:
            return await turn
        before = {name: await person.kept() for name, person in others.items()}
        done = await turn
        for name, person in others.items():
            if await person.kept() != before[name]:
                raise Broken(
                    [Difference("invariant isolated", f"{name or 'the first person'} is left alone", "changed")]
                )
        return done

    async def _tried(self, turn: Awaitable[Given]) -> Given:
        try:
            return await turn
        except Broken as broken:
            for text in broken.texts:
                self._note("assistant", text)
            raise self.failed(broken.found) from None
        except Refused as refused:
            raise self.failed([Difference("error", "a reply", f"a refusal with {refused}")]) from None

    def _tell(self, reply: Json, actor: str) -> None:
        self._turn = reply
        for message in reply["messages"]:
            self._note(f"to {actor}" if actor else "assistant", message["text"])

    def _note(self, who: str, text: str) -> None:
        self.transcript.append(Line(who, text))

    async def _hold(
        self, expected: Expectation, reply: Json, person: Person, actor: str, step: Step | None = None
    ) -> None:
        """Tell the reply, hold it against what is expected, and capture what the step wants of it."""
        self._tell(reply, actor)
        if found := await self._differences(expected, reply, person):
            raise self.failed(found)
        for name, path in step.capture.items() if step else ():
            self._captured[name] = await self._dug(person, reply, path)

    async def _differences(self, expected: Expectation, reply: Json, person: Person) -> list[Difference]:
        return [*in_reply(expected, reply, self._content), *await person.world.differences(expected, reply)]

    async def _dug(self, person: Person, reply: Json, path: str) -> Any:
        try:
            return await person.world.at(reply, path)
        except KeyError as missing:
            raise self.failed([Difference("capture", path, f"no {missing.args[0]} in the turn")]) from None

    def _remembered(self, expected: Expectation) -> Expectation:
        """The expectation with what was captured filled in."""
        if not self._captured:
            return expected
        said = expected.model_dump(exclude_unset=True)
        return Expectation.model_validate(recalled(said, self._captured))

    def failed(self, differences: list[Difference]) -> DialogueFailed:
        why = made_of(self._turn, self._content) if self._turn else ""
        text = told(self._case, self._line, self.transcript, differences, why)
        return DialogueFailed(text, differences[0], self.transcript)


def _deed(step: Step, captured: Mapping[str, Any]) -> tuple[StaffDeed, str]:
    """What staff do, and the words of it."""
    if not isinstance(step.staff, Written):
        assert step.staff
        return step.staff, ""
    deed: StaffDeed = "reply" if step.staff.reply else "note"
    return deed, str(recalled(step.staff.reply or step.staff.note, captured))
