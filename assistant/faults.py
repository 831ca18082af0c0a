"""What should not happen beside the calls: told of, without its words, and nothing else stopped by it."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import structlog

from assistant.errors import StoreUnavailable, TurnConflict, Unreadable

Result = TypeVar("Result")
Told = Callable[[BaseException], None]
"""Hears of what should not happen."""

log = structlog.get_logger("assistant.rounds")


def tell(error: BaseException) -> None:
    """The kind of error and the lines it came through, not its words."""
    log.error("round_failed", error=type(error).__name__, where=frames(error))


async def attempt(work: Awaitable[Result], told: Told) -> Result | BaseException:
    """What came of it, or what went wrong with it; that is told where it should not happen."""
    (done,) = await asyncio.gather(work, return_exceptions=True)
    if isinstance(done, BaseException) and not passes(done):
        told(done)
    return done


def passes(error: BaseException) -> bool:
    """Whether it is over by itself, so that nothing is to be done but to wait."""
    return isinstance(error, StoreUnavailable | TurnConflict) and not isinstance(error, Unreadable)


def frames(error: BaseException) -> list[str]:
    """``file:line function`` of the last calls before the error."""
    calls = traceback.extract_tb(error.__traceback__)[-8:]
    return [f"{Path(call.filename).name}:{call.lineno} {call.name}" for call in calls]
