"""Turns at once take each step together, and never mix: each gets the answer that it would get alone."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from assistant.engine.engine import Engine, Opening
from assistant.engine.guide import load_guide
from assistant.engine.watching import Phase, Unwatched
from assistant.messages import Inbound, Reply
from assistant.store.sqlite import SqliteStore

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
STEPS = get_args(Phase)[1:]
"""Without the first: reading comes together with what the web does."""


class Steps(Unwatched):
    """Notes which step of a turn is taken when."""

    def __init__(self) -> None:
        self.taken: list[Phase] = []

    def phase(self, name: Phase) -> AbstractContextManager[object]:
        self.taken.append(name)
        return nullcontext()


async def test_all_take_a_step_before_anybody_takes_the_next(tmp_path: Path) -> None:
    guide, steps = load_guide(), Steps()
    store = await SqliteStore.open(tmp_path / "assistant.db")
    engine = Engine(guide.content, store, lambda: AT, guide, watch=steps)
    people = [(await engine.open(Opening(consent=True))).conversation_id for _ in range(3)]
    said = ("me", "what is ustekinumab?", "I have a fever of 39.8 and I am shaking all over")

    async def say(name: str, text: str) -> str:
        handled = await engine.handle(name, Inbound(kind="text", at=AT, text=text))
        return Reply.model_validate_json(handled.body).intent

    at_once = await asyncio.gather(*map(say, people, said))
    assert at_once == ["answer", "define", "red_flag"]
    assert [step for step in steps.taken if step in STEPS] == [step for step in STEPS for _ in people]
    steps.taken.clear()
    assert await say(people[0], "I am 42") == "answer"
    assert steps.taken == list(get_args(Phase))
    await store.close()
