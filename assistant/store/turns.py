"""Turns on their way to PostgreSQL: what waits together goes in one statement, and so to the disk together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from assistant.errors import ConversationNotFound, StoreUnavailable, TurnConflict
from assistant.store.connections import UNFIT

LANES = 4
LARGEST = 64
MOST_WAITING = 8_192


class Outcome(Enum):
    KEPT = "kept"
    MOVED_ON = "moved on"
    NOT_THERE = "not there"


Turn = TypeVar("Turn")


@dataclass(frozen=True, slots=True)
class Sent(Generic[Turn]):
    """``name``: the conversation."""

    name: str
    turn: Turn
    done: asyncio.Future[None]


class Turns(Generic[Turn]):
    """A few lanes of statements, never the same conversation in two at once; in one lane a turn waits for the one
    before it. ``then`` is called for every turn that was kept, also when its caller has gone meanwhile."""

    def __init__(
        self, send: Callable[[Sequence[Turn]], Awaitable[Sequence[Outcome]]], then: Callable[[str], None]
    ) -> None:
        self._send = send
        self._then = then
        self._waiting: deque[Sent[Turn]] = deque()
        self._under_way: set[str] = set()
        self._lanes: set[asyncio.Task[None]] = set()
        self._closed = False

    async def take(self, name: str, turn: Turn) -> None:
        """Return once the turn is kept. Being cancelled takes nothing back. Raises as ``Store.commit`` does."""
        if self._closed or self.waiting >= MOST_WAITING:
            raise StoreUnavailable("nothing more can be taken now; send the same again soon")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(Sent(name, turn, done))
        if len(self._lanes) < LANES:
            lane = asyncio.create_task(self._run())
            self._lanes.add(lane)
            lane.add_done_callback(self._lanes.discard)
        await done

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def close(self) -> None:
        """Finish what was begun."""
        self._closed = True
        while self._lanes:
            await asyncio.wait(self._lanes)

    async def _run(self) -> None:
        while group := self._next_group():
            try:
                await self._deliver(group)
            finally:
                for sent in group:
                    _fail(sent, StoreUnavailable("the turn could not be sent"))  # of those still waiting
                self._under_way.difference_update(each.name for each in group)

    def _next_group(self) -> list[Sent[Turn]]:
        group, later = list[Sent[Turn]](), list[Sent[Turn]]()
        while self._waiting and len(group) < LARGEST:
            sent = self._waiting.popleft()
            (later if sent.name in self._under_way else group).append(sent)
            self._under_way.add(sent.name)
        self._waiting.extendleft(reversed(later))
        # By name, so that replicas sending the same conversations take their rows in the same order.
        return sorted(group, key=lambda sent: sent.name)

    async def _deliver(self, group: Sequence[Sent[Turn]]) -> None:
        try:
            outcomes = await self._send([sent.turn for sent in group])
        except UNFIT as error:
            await self._deliver_apart(group, error)
        except StoreUnavailable as error:
            for sent in group:
                _fail(sent, StoreUnavailable(str(error)))
        else:
            for sent, outcome in zip(group, outcomes, strict=True):
                self._settle(sent, outcome)

    async def _deliver_apart(self, group: Sequence[Sent[Turn]], error: Exception) -> None:
        """One turn that cannot be stored does not take others with it."""
        if len(group) == 1:
            _fail(group[0], error)
            return
        for sent in group:
            await self._deliver([sent])

    def _settle(self, sent: Sent[Turn], outcome: Outcome) -> None:
        if outcome is Outcome.NOT_THERE:
            _fail(sent, ConversationNotFound("there is no conversation with this id"))
        elif outcome is Outcome.MOVED_ON:
            _fail(sent, TurnConflict("the conversation has moved on, or the message was taken already"))
        else:
            self._then(sent.name)
            if not sent.done.done():
                sent.done.set_result(None)


def _fail(sent: Sent[Turn], error: Exception) -> None:
    if not sent.done.done():
        sent.done.set_exception(error)
