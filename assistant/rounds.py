"""What a server does without being called: deliver what is outgoing, look at conversations whose time has come.

Every server does its rounds; each piece of work is done by one of them (``store.leases``). One that goes wrong is tried
again later, and told of; it never stops the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog

from assistant.faults import Told, attempt, passes, tell
from assistant.store.outbox import Letter, Outbox
from assistant.store.timers import Timers

AT_ONCE = 16
PAUSE_SECONDS = 1.0
STOP_SECONDS = 1.0
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(minutes=5)
GIVEN_UP_AFTER = timedelta(hours=24)

Round = Callable[[], Awaitable[int]]
"""Does some work; how many pieces."""
Send = Callable[[Letter, datetime], Awaitable[str | None]]
"""Why it was not taken; ``None`` when it was."""
Clock = Callable[[], datetime]

log = structlog.get_logger("assistant.rounds")


@asynccontextmanager
async def going(rounds: Sequence[Round], told: Told = tell) -> AsyncIterator[None]:
    """Round after round of each while the block lasts. At its end what was begun has a moment to finish."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(_keep_going(each, stop, told)) for each in rounds]
    try:
        yield
    finally:
        stop.set()
        for task in tasks:
            with suppress(TimeoutError):
                await asyncio.wait_for(task, STOP_SECONDS)


async def _keep_going(one_round: Round, stop: asyncio.Event, told: Told) -> None:
    """The next at once after one that was full, else after a pause."""
    while not stop.is_set():
        done = await attempt(one_round(), told)
        if isinstance(done, BaseException) or done < AT_ONCE:
            await _rest(stop)


async def _rest(stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(PAUSE_SECONDS):
            await stop.wait()


async def look(timers: Timers, tick: Callable[[str], Awaitable[datetime | None]], now: Clock, told: Told = tell) -> int:
    """One round of the conversations whose time has come; how many those were. Raises ``StoreUnavailable``."""
    rungs = await timers.take(now(), AT_ONCE)
    for rung in rungs:
        again = await attempt(tick(rung.conversation_id), told)
        if not isinstance(again, BaseException):
            await timers.settle(rung, again)
        elif not passes(again):
            await timers.failed(rung, now() + LONGEST_WAIT, type(again).__name__)
        # else it comes again when its lease is over
    return len(rungs)


async def deliver(outbox: Outbox, send: Send, now: Clock, told: Told = tell) -> int:
    """One round of what is outgoing; how many were tried. Raises ``StoreUnavailable``."""
    letters = await outbox.take(now(), AT_ONCE)
    await asyncio.gather(*(_deliver(outbox, send, now, told, letter) for letter in letters))
    return len(letters)


async def _deliver(outbox: Outbox, send: Send, now: Clock, told: Told, letter: Letter) -> None:
    refused = await attempt(send(letter, now()), told)
    if refused is None:
        await outbox.delivered(letter)
        return
    reason = refused if isinstance(refused, str) else type(refused).__name__
    again = now() + min(FIRST_WAIT * 2 ** min(letter.tries - 1, 10), LONGEST_WAIT)
    dead = now() - letter.at >= GIVEN_UP_AFTER
    log.warning("event_given_up" if dead else "event_not_taken", kind=letter.kind, tries=letter.tries, reason=reason)
    await outbox.failed(letter, None if dead else again, reason)
