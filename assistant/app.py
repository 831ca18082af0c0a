"""The composition root: every object is built here, once a process."""

from __future__ import annotations

import asyncio
import gc
import importlib
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from assistant.engine.engine import Engine
from assistant.engine.guide import load_guide
from assistant.engine.patience import Patience
from assistant.errors import SettingsError
from assistant.faults import Told, tell
from assistant.retention import purge_daily
from assistant.rounds import Round, deliver, going, look
from assistant.settings import Settings
from assistant.store import opening
from assistant.store.base import Store
from assistant.tokens import with_staff_token
from assistant.web.application import METRICS, application
from assistant.web.connection import listen
from assistant.web.journal import configure, log
from assistant.web.metrics import Metrics
from assistant.web.stopping import Stopping
from assistant.webhook import Webhook

DATABASE = "assistant.db"
NOTICE_SECONDS = 0.5
"""Between saying "not ready" and closing the port, so that a balancer can look elsewhere."""
YOUNG = 20_000
"""So many new objects are looked through for garbage at once: nearly all of a turn's thousand go by themselves."""
STOP_SECONDS = 8.0
"""How long turns that have begun may take once the port is closed."""


def utc_now() -> datetime:
    return datetime.now(UTC)


async def open_store(settings: Settings) -> Store:
    """PostgreSQL where an address is set, else the database in the data folder, readable by its owner only.

    Raises ``SettingsError``, ``StoreUnavailable``, ``NewerDatabase``.
    """
    return await opening.open_store(*place(settings), settings.keys)


async def step_back(settings: Settings) -> int:
    """Undo the last migration; the version the database has then. Raises as ``open_store`` does."""
    return await opening.step_back(*place(settings))


def database_file(settings: Settings) -> Path:
    """Where the SQLite database is. Raises ``SettingsError`` where the store is a PostgreSQL."""
    if settings.database:
        raise SettingsError("this is for the SQLite file; for PostgreSQL use pg_dump and pg_restore (docs/running.md)")
    return settings.data / DATABASE


def place(settings: Settings) -> tuple[str | None, Path]:
    """The address of the PostgreSQL, if it is one; the SQLite file, in a folder made now. Raises ``SettingsError``."""
    if settings.database:
        return settings.database.get_secret_value(), settings.data / DATABASE
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"the data folder {settings.data} cannot be made: {error.strerror}") from None
    if settings.data.stat().st_mode & 0o077:
        log.warning("data_folder_open_to_others", advice="chmod 700 on the data folder keeps other accounts out")
    return None, settings.data / DATABASE


def create_app(
    settings: Settings, store: Store, stopping: Stopping, now: Callable[[], datetime] = utc_now
) -> web.Application:
    """The application over ``store``. Raises ``ContentError``, and ``SettingsError`` where an extra is missing."""
    guide = replace(load_guide(settings.search), staff=settings.hours, patience=_patience(settings))
    metrics = Metrics(lambda: store.waiting)
    tracing = _tracing(settings.otlp_endpoint, metrics) if settings.otlp_endpoint else None
    engine = Engine(guide.content, store, now, guide, timedelta(days=settings.token_days), tracing or metrics)
    engine.tells = settings.webhook_url is not None
    app = application(engine, settings, stopping, time.monotonic, store, metrics)
    app.cleanup_ctx.append(_rounds(engine, store, settings, told(metrics)))
    if tracing:
        tracing.onto(app)
    return app


def _tracing(endpoint: str, metrics: Metrics) -> Any:
    """Loaded only where it is asked for: OpenTelemetry is optional. Raises ``SettingsError`` without the extra."""
    try:
        return importlib.import_module("assistant.web.tracing").Tracing(endpoint, metrics)
    except ModuleNotFoundError as error:
        raise SettingsError(f"traces need the package {error.name}: pip install 'second-line[otel]'") from None


def _patience(settings: Settings) -> Patience:
    return Patience(
        silence=timedelta(minutes=settings.nudge_minutes) or None,
        unclaimed=timedelta(minutes=settings.unclaimed_minutes) or None,
        quiet=settings.quiet,
    )


def told(metrics: Metrics) -> Told:
    """Counts and logs what should not happen beside the calls."""

    def count(error: BaseException) -> None:
        metrics.faults.inc()
        tell(error)

    return count


def _rounds(
    engine: Engine, store: Store, settings: Settings, told: Told
) -> Callable[[web.Application], AsyncIterator[None]]:
    """What goes on beside the calls, for as long as they are served."""

    async def beside(_app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            rounds: list[Round] = [lambda: look(store.timers, engine.tick, engine.now, told)]
            if settings.webhook_url:
                send = Webhook(session, settings.webhook_url, settings.webhook_key).send
                rounds.append(lambda: deliver(store.outbox, send, engine.now, told))
            async with going(rounds, told):
                yield

    return beside


@asynccontextmanager
async def listening(app: web.Application, settings: Settings, stopping: Stopping) -> AsyncIterator[str]:
    """Serve until the block ends; yields the address. What was begun is finished before it returns."""
    runner = web.AppRunner(app, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    try:
        server = await listen(runner, settings.host, settings.port)
        try:
            yield _address(server)
        finally:
            stopping.begin()
            server.close()
    finally:
        await runner.cleanup()


async def serve(settings: Settings, announce: Callable[[str, Path | None], None]) -> None:
    """Run until SIGTERM or SIGINT; ``announce`` hears the address once everything is ready, and where the staff token
    is if it was not set.

    Raises ``SettingsError``, ``ContentError``, ``StoreUnavailable`` or ``NewerDatabase`` when it cannot start.
    """
    configure(settings.log_level)
    stopping, asked = Stopping(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked.set)
    settings, token_file = await asyncio.to_thread(with_staff_token, settings)
    store = await open_store(settings)
    try:
        with _no_garbage():
            app = create_app(settings, store, stopping)
        purging = asyncio.create_task(purge_daily(store, settings, utc_now, told=told(app[METRICS])))
        async with listening(app, settings, stopping) as address:
            announce(address, token_file)
            await asked.wait()
            purging.cancel()
            stopping.begin()
            await asyncio.sleep(NOTICE_SECONDS)
    finally:
        await store.close()


@contextmanager
def _no_garbage() -> Iterator[None]:
    """What is made at the start stays to the end: looking through it for garbage would hold up the start, and turns."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(YOUNG)
        gc.enable()


def _address(server: asyncio.Server) -> str:
    host, port = server.sockets[0].getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
