"""``assistant doctor``: whether this server is fit to run, one line for each thing looked at."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from assistant.app import open_store, place
from assistant.content.loader import Content, load_content
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.store import opening
from assistant.store.outbox import Load
from assistant.store.sealing import key_id

SOON = timedelta(days=30)
LITTLE_BYTES, LEAST_BYTES = 1_000_000_000, 100_000_000
EXTRAS = {
    "oidc": "joserfc",
    "pdf": "weasyprint",
    "postgres": "asyncpg",
    "semantic": "onnxruntime",
    "otel": "opentelemetry.exporter.otlp.proto.http",
}
"""Extra -> the module that shows it is there."""


class Finding(NamedTuple):
    """``bad``: the server does not start, or does not do its work. ``look``: it does, and somebody should know."""

    state: Literal["ok", "look", "bad"]
    thing: str
    text: str


async def examine(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    """Everything, in an order in which the first that is bad may explain the next. Nothing is migrated."""
    yield _settings(settings)
    try:
        content = load_content()
    except AssistantError as error:
        yield Finding("bad", "content", f"{error.title} assistant check lists them")
    else:
        yield _content(content, now)
        yield _clock(content, now)
    yield _disk(settings)
    async for finding in _database(settings):
        yield finding
    yield _encryption(settings)
    if settings.staff_closed:
        yield _holidays(settings, now)
    for finding in _extras(settings):
        yield finding


def _settings(settings: Settings) -> Finding:
    address = f"listens on {settings.host}:{settings.port}"
    if settings.on_loopback or settings.trusted_proxies:
        return Finding("ok", "settings", address)
    return Finding("look", "settings", f"{address} without trusted_proxies: behind a proxy all clients share one limit")


def _content(content: Content, now: datetime) -> Finding:
    today = now.date()
    overdue = sum(claim.review_by < today for claim in content.claims.values())
    soon = sum(today <= claim.review_by < today + SOON for claim in content.claims.values())
    if overdue or soon:
        return Finding(
            "look",
            "content",
            f"of {len(content.claims)} claims {overdue} are past their review and withheld, {soon} soon",
        )
    return Finding("ok", "content", f"{len(content.claims)} claims, none due for review within {SOON.days} days")


def _clock(content: Content, now: datetime) -> Finding:
    newest = max(claim.reviewed_on for claim in content.claims.values())
    if now < datetime.combine(newest, time(), now.tzinfo):
        return Finding("bad", "clock", f"it is not {now:%Y-%m-%d}: the content was reviewed on {newest}")
    return Finding("ok", "clock", f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _disk(settings: Settings) -> Finding:
    folder = next(each for each in (settings.data.absolute(), *settings.data.absolute().parents) if each.exists())
    free = shutil.disk_usage(folder).free
    text = f"{free / 1e9:.1f} GB free at {settings.data}"
    return Finding("bad" if free < LEAST_BYTES else "look" if free < LITTLE_BYTES else "ok", "disk", text)


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    """Looked at before it is opened: opening would migrate it."""
    try:
        held, newest = await opening.versions(*place(settings))
    except AssistantError as error:
        yield Finding("bad", "database", str(error))
        return
    if held != newest:
        does = "assistant migrate (or serve) makes it" if held < newest else "it is of a newer program than"
        yield Finding("look" if held < newest else "bad", "database", f"version {held}; {does} {newest}")
        return
    try:
        store = await open_store(settings)
        try:
            await store.ready()
            load, failing = await store.outbox.load(), await store.timers.failing()
        finally:
            await store.close()
    except AssistantError as error:
        yield Finding("bad", "database", str(error))
    else:
        yield Finding("ok", "database", f"takes writes, version {held}")
        yield _webhook(settings, load)
        if failing.timers:
            yield Finding("look", "timers", f"{failing.timers} fail again and again: {failing.reason} (see the log)")


def _webhook(settings: Settings, load: Load) -> Finding:
    if not settings.webhook_url:
        kept = f"none, and {load.waiting + load.dead} events are kept for it" if load.waiting or load.dead else "none"
        return Finding("look" if load.waiting or load.dead else "ok", "webhook", kept)
    vain = f", tried in vain: {load.reason}" if load.reason else ""
    told = f"{load.waiting} events wait{vain}; {load.dead} were given up (assistant outbox list)"
    return Finding("look" if load.dead or load.reason else "ok", "webhook", told)


def _holidays(settings: Settings, now: datetime) -> Finding:
    today = now.astimezone(ZoneInfo(settings.staff_time_zone)).date()
    coming = sorted(closed.first for closed in settings.staff_closed if closed.last >= today)
    if not coming:
        return Finding("look", "hours", "every day of staff_closed is past: add those to come")
    return Finding("ok", "hours", f"staff are next away for a day on {max(coming[0], today)}")


def _encryption(settings: Settings) -> Finding:
    if not settings.keys:
        erased = ", and in PostgreSQL's dead rows and log when erased" if settings.database else ""
        return Finding("look", "encryption", f"none: what people say is kept in the clear{erased} (assistant keys new)")
    first, *others = map(key_id, settings.keys)
    return Finding("ok", "encryption", f"key {first} writes" + (f", {', '.join(others)} still read" if others else ""))


def _extras(settings: Settings) -> Iterator[Finding]:
    needed = {"postgres"} if settings.database else set()
    needed |= {"oidc"} if settings.oidc_issuer else set()
    needed |= {"semantic"} if settings.search == "semantic" else set()
    needed |= {"otel"} if settings.otlp_endpoint else set()
    for extra, module in EXTRAS.items():
        try:
            importlib.import_module(module)
        except (ImportError, OSError):
            yield Finding("bad" if extra in needed else "ok", "extra", f"{extra} is not installed")
        else:
            yield Finding("ok", "extra", f"{extra} is installed")
