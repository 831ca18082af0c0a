"""What a server does without being called: deliver what is outgoing, look at conversations whose time has come.

Every server does its rounds; each piece of work is done by one of them (``store.leases``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog

from assistant.errors import StoreUnavailable, TurnConflict
from assistant.store.outbox import Letter, Outbox
from assistant.store.timers import Timers

AT_ONCE = 16
PAUSE_SECONDS = 1.0
STOP_SECONDS = 1.0
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(hours=24)

log = structlog.get_logger("assistant.rounds")

Round = Callable[[], Awaitable[int]]
"""Does some work; how many pieces."""
Send = Callable[[Letter, datetime], Awaitable[bool]]
Clock = Callable[[], datetime]


@asynccontextmanager
async def going(rounds: Sequence[Round]) -> AsyncIterator[None]:
    """Round after round of each while the block lasts. At its end what was begun has a moment to finish."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(_keep_going(each, stop)) for each in rounds]
    for task in tasks:
        task.add_done_callback(_say_if_failed)
    try:
        yield
    finally:
        stop.set()
        for task in tasks:
            with suppress(TimeoutError):
                await asyncio.wait_for(task, STOP_SECONDS)


def _say_if_failed(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()):
        log.error("rounds_ended", error=type(error).__name__)


async def _keep_going(one_round: Round, stop: asyncio.Event) -> None:
    """The next at once after one that was full, else after a pause."""
    while not stop.is_set():
        try:
            full = await one_round() >= AT_ONCE
        except (StoreUnavailable, TurnConflict):
            full = False  # what was taken comes again when its lease is over
        if not full:
            await _rest(stop)


async def _rest(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(PAUSE_SECONDS):
            await stop.wait()


async def look(timers: Timers, tick: Callable[[str], Awaitable[datetime | None]], now: Clock) -> int:
    """One round of the conversations whose time has come; how many those were.

    Raises ``StoreUnavailable`` and ``TurnConflict``.
    """
    rungs = await timers.take(now(), AT_ONCE)
    for rung in rungs:
        await timers.settle(rung, await tick(rung.conversation_id))
    return len(rungs)


async def deliver(outbox: Outbox, send: Send, now: Clock) -> int:
    """One round of what is outgoing; how many were tried. Raises ``StoreUnavailable``."""
    letters = await outbox.take(now(), AT_ONCE)
    await asyncio.gather(*(_deliver(outbox, send, now, letter) for letter in letters))
    return len(letters)


async def _deliver(outbox: Outbox, send: Send, now: Clock, letter: Letter) -> None:
    if await send(letter, now()):
        await outbox.delivered(letter)
        return
    again = now() + min(FIRST_WAIT * 2 ** min(letter.tries - 1, 10), LONGEST_WAIT)
    dead = now() - letter.event.at >= GIVEN_UP_AFTER
    log.warning("event_given_up" if dead else "event_not_taken", kind=letter.event.kind, tries=letter.tries)
    await outbox.failed(letter, None if dead else again)
