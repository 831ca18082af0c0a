"""What is kept no longer than the settings say, looked after once a day while a server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from assistant.faults import Told, attempt, tell
from assistant.settings import Settings
from assistant.store import audit
from assistant.store.base import Due, Purged, Store

FIRST_SECONDS = 60.0
DAY_SECONDS = 86_400.0

log = structlog.get_logger("assistant.retention")


async def purge(store: Store, settings: Settings, at: datetime) -> Purged:
    """Erase all that has lasted long enough at this time; how many of each. Raises ``StoreUnavailable``."""
    due = Due(
        idle=at - timedelta(days=settings.idle_days),
        finished=at - timedelta(days=settings.finished_days),
        receipts=at - timedelta(days=settings.receipt_days),
        tells=settings.webhook_url is not None,
    )
    purged = await store.purge(due, at)
    return purged + Purged(audit=await audit.purge(store.staff, at - timedelta(days=settings.audit_days), at))


async def purge_daily(
    store: Store,
    settings: Settings,
    now: Callable[[], datetime],
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    told: Told = tell,
) -> None:
    """For as long as it is not cancelled, whatever goes wrong. Several servers doing so erase the same things once."""
    await pause(FIRST_SECONDS)
    while True:
        purged = await attempt(purge(store, settings, now()), told)
        if isinstance(purged, BaseException):
            log.error("purge_failed", error=type(purged).__name__)
        else:
            log.info("purged", **purged.model_dump())
        await pause(DAY_SECONDS)
