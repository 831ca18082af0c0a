"""What the clinic's platform could not be told, for those who look after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from aiohttp import web

from assistant.conversations import Frozen
from assistant.messages import EventKind
from assistant.store.outbox import Letter, Outbox
from assistant.web.calls import Call
from assistant.web.conversation import json_answer
from assistant.web.staff.access import Right, audited, member

MOST = 100


class GivenUp(Frozen):
    """An event that was not taken for a day; ``reason``: why not, the last time."""

    id: str
    conversation_id: str
    kind: EventKind | Literal["unreadable"]
    at: datetime
    tries: int
    reason: str | None


class Undelivered(Frozen):
    """How many events wait, since when the oldest; how many were given up, and the oldest hundred of those."""

    waiting: int
    oldest: datetime | None
    given_up: int
    events: tuple[GivenUp, ...]


class Retried(Frozen):
    """How many events are tried once more."""

    events: int


class Deliveries:
    def __init__(self, outbox: Outbox, now: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._now = now

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET", path="/v1/staff/outbox", handler=self.show,
                does="What the webhook could not be told", needs=Right.LEAD, gives=Undelivered,
            ),
            Call(
                method="POST", path="/v1/staff/outbox/retry", handler=self.retry,
                does="Try once more what was given up", needs=Right.LEAD, gives=Retried,
            ),
        ]  # fmt: skip

    async def show(self, request: web.Request) -> web.Response:
        await audited(request, await member(request, Right.LEAD), "outbox.read")
        load, letters = await self._outbox.load(), await self._outbox.dead(MOST)
        return json_answer(
            Undelivered(
                waiting=load.waiting, oldest=load.oldest, given_up=load.dead, events=tuple(map(_given_up, letters))
            )
        )

    async def retry(self, request: web.Request) -> web.Response:
        await audited(request, await member(request, Right.LEAD), "outbox.retried")
        return json_answer(Retried(events=await self._outbox.retry(self._now())))


def _given_up(letter: Letter) -> GivenUp:
    return GivenUp(
        id=letter.id, conversation_id=letter.conversation_id, kind=letter.kind, at=letter.at, tries=letter.tries,
        reason=letter.reason,
    )  # fmt: skip
