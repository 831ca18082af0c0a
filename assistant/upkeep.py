"""Commands for those who look after the data: keys, and what has lasted long enough."""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from assistant import retention
from assistant.app import open_store, utc_now
from assistant.errors import AssistantError
from assistant.settings import KEY_BYTES, Settings, read_settings
from assistant.store.base import Store

Result = TypeVar("Result")

data = click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder (default ./data).")
database = click.option("--database", help="postgresql://… (or ASSISTANT_DATABASE).")


@click.group("keys")
def keys() -> None:
    """Encryption of what people say in the database."""


@keys.command("new")
def new_key() -> None:
    """Print a new key for ASSISTANT_ENCRYPTION_KEYS; keep a copy where no backup of the database lies."""
    click.echo(b64encode(os.urandom(KEY_BYTES)).decode())


@keys.command("rotate")
@data
@database
def rotate_keys(data: Path | None, database: str | None) -> None:
    """Encrypt with the first key whatever is encrypted with another, or not at all; servers may go on meanwhile."""
    count = with_store(lambda store, _: store.reseal(), data=data, database=database)
    click.echo(f"{count} rows encrypted anew. Only the first key is needed now.")


@click.command("purge")
@data
@database
def purge(data: Path | None, database: str | None) -> None:
    """Erase what has lasted as long as the settings say; the server does so once a day."""
    gone = with_store(lambda store, settings: retention.purge(store, settings, utc_now()), data=data, database=database)
    click.echo(f"Erased: {gone.idle} idle and {gone.finished} finished conversations, {gone.receipts} receipts.")


Work = Callable[[Store, Settings], Awaitable[Result]]


def with_store(work: Work[Result], **given: object) -> Result:
    """Do it with the store of these settings open; what goes wrong is said in one line."""
    try:
        return asyncio.run(_with_store(work, read_settings(**given)))
    except AssistantError as error:
        raise click.ClickException(str(error) or error.title) from None


async def _with_store(work: Work[Result], settings: Settings) -> Result:
    store = await open_store(settings)
    try:
        return await work(store, settings)
    finally:
        await store.close()
