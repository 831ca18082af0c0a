"""Random walks: every invariant after every turn, no sentence over and over, and an end with a sheet or a way out.

A walk that fails is shrunk, by leaving steps out while it fails the same way, and told as a script.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from random import Random
from typing import NamedTuple, Protocol

import yaml

from assistant.clients import Json, Refused
from assistant.content.loader import Content
from assistant.testing.expansion import NAME
from assistant.testing.failure import shortened
from assistant.testing.heard import Spoken, unheard
from assistant.testing.player import DialogueFailed, Performance
from assistant.testing.script import Case, Script
from assistant.testing.stage import Setting, Stage, fresh
from assistant.testing.steps import Step
from assistant.testing.wanderer import ROAMING, Wanderer
from assistant.testing.words import Difference

LONGEST = 120
"""Steps after which a conversation that goes on counts as hanging."""
OVER_AND_OVER = 3
BUGS = (LookupError, ValueError, TypeError, AttributeError, AssertionError)
Dress = Callable[[Stage], Stage]
NextStep = Callable[[Json, int], Json | None]


class Walked(NamedTuple):
    """One walk; ``what`` names what went wrong (empty: nothing), ``told`` tells it."""

    seed: str
    beginning: Json
    steps: list[Json]
    what: str = ""
    told: str = ""

    def script(self) -> str:
        """The walk as a file that ``assistant dialogues`` plays."""
        begun = {"title": f"A walk that failed: {self.what}", **self.beginning, "steps": self.steps}
        written = yaml.safe_dump(begun, sort_keys=False, allow_unicode=True, width=120)
        return NAME.sub(lambda plain: f"<{plain[0]}", written)


class Walker(Protocol):
    """Whoever walks."""

    def begin(self) -> Json:
        """How the conversation opens."""

    def next(self, reply: Json, done: int) -> Json | None:
        """The next step, after so many were done; None when there is nothing left to say."""

    async def differences(self, stage: Stage) -> list[Difference]:
        """What came out otherwise than it must, at the end."""


class Ground(NamedTuple):
    """What walks go over, and who walks. ``dress`` changes the stage before it is entered."""

    content: Content
    spoken: Spoken = Spoken()
    dress: Dress = lambda stage: stage
    walker: Callable[[Content, Random, Spoken], Walker] = Wanderer


async def walk_all(walks: int, seed: int, ground: Ground) -> AsyncIterator[Walked]:
    """Each walk, those that failed on the way already shrunk; one that came out wrong needs its whole way."""
    for number in range(walks):
        name = f"{seed}-{number}"
        walker = ground.walker(ground.content, Random(name), ground.spoken)  # noqa: S311  # chance that can be repeated, not a secret
        walked = await _tried(Walked(name, walker.begin(), []), walker, walker.next, ground)
        whole = not walked.what or walked.what.startswith("the end")
        yield walked if whole else await _shrunk(walked, walker, ground)


async def _shrunk(walked: Walked, walker: Walker, ground: Ground) -> Walked:
    """The walk with every step left out, one after another, without which it still fails the same way."""
    place = 0
    while place < len(walked.steps):
        steps = iter([*walked.steps[:place], *walked.steps[place + 1 :]])
        again = walked._replace(steps=[], what="", told="")
        less = await _tried(again, walker, lambda _reply, _done: next(steps, None), ground)  # noqa: B023  # used up at once
        if less.what == walked.what and len(less.steps) < len(walked.steps):
            walked = less
        else:
            place += 1
    return walked


async def _tried(walked: Walked, walker: Walker, next_step: NextStep, ground: Ground) -> Walked:
    """The walk that ``next_step`` leads, as far as it goes; its steps are noted before they are done."""
    script = Script.model_validate({"title": f"Walk {walked.seed}", **walked.beginning, "steps": [{"patient": "-"}]})
    async with fresh(ground.content, Setting(ground.spoken.today)) as stage:
        dressed = ground.dress(stage)
        performance = Performance(Case(f"walk {walked.seed}", "", script, ()), dressed, ground.content)
        try:
            await _go(performance, dressed, walked.steps, next_step, ground.spoken)
            if found := await walker.differences(dressed):
                failed = performance.failed(found)
                return walked._replace(what=f"the end: {_kind(failed)}", told=str(failed))
        except DialogueFailed as failed:
            return walked._replace(what=_kind(failed), told=str(failed))
        except BUGS as bug:
            return walked._replace(
                what=f"crash: {type(bug).__name__}: {bug}", told="\n".join(shortened(performance.transcript))
            )
    return walked


def _kind(failed: DialogueFailed) -> str:
    """What makes two failures the same: which thing differs; for a refusal, which refusal."""
    assert failed.first
    return failed.first.what if failed.first.what != "error" else f"error: {failed.first.got}"


async def _go(performance: Performance, stage: Stage, steps: list[Json], next_step: NextStep, spoken: Spoken) -> None:
    reply: Json | None = await performance.open()
    said: list[tuple[str, str]] = []
    while reply and (step := next_step(reply, len(steps))):
        if len(steps) >= LONGEST:
            raise performance.failed([Difference("hangs", f"an end within {LONGEST} steps", reply["state"])])
        steps.append(step)
        before, told = await _view(stage), spoken.at(reply["question"], step)
        try:
            reply = await performance.do(Step.model_validate(step), len(steps))
        except DialogueFailed as failed:
            if _kind(failed).startswith("error") and not await _view(stage):
                return
            raise
        if reply and before and (after := await _view(stage)):
            if reply["state"] == "refused":
                said = []
            elif reply["intent"] != "repeat":  # who asks to hear it again does
                said = [*said, (str(step), _first(reply))][-OVER_AND_OVER:]
            _check_repetition(performance, said)
            if wrong := list(unheard(told, before, after, reply)):
                raise performance.failed(wrong)
    if reply and len(steps) >= ROAMING and not await _ended_well(stage, reply):
        raise performance.failed([Difference("ends", "a sheet, or an honest way out", reply["state"])])


def _first(reply: Json) -> str:
    """What the reply says first, the open question aside: that may be put again and again."""
    asked = (reply["question"] or {}).get("text")
    return next((message["text"] for message in reply["messages"] if message["text"] != asked), "")


def _check_repetition(performance: Performance, said: list[tuple[str, str]]) -> None:
    """Nobody who says one thing after another hears one sentence over and over, unless nothing of theirs is kept."""
    steps, texts = {step for step, _ in said}, {text for _, text in said}
    if len(steps) == OVER_AND_OVER and len(texts) == 1 and texts != {""}:
        raise performance.failed([Difference("repeats", "other words", f"{texts.pop()} ({OVER_AND_OVER} times)")])


async def _view(stage: Stage) -> Json | None:
    """The conversation as it is held; None where it was erased, as the person asked."""
    try:
        return await stage.client.view()
    except Refused:
        return None


async def _ended_well(stage: Stage, reply: Json) -> bool:
    if not await _view(stage) or reply["state"] == "refused" or reply["status"] == "paused":
        return True
    try:
        await stage.client.report()
    except Refused:
        return False
    return bool(reply["status"] == "completed")
