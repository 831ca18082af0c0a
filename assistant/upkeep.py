"""Commands for those who look after the data: keys, retention, backups, what was erased; and the doctor."""

from __future__ import annotations

import asyncio
import os
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, TypeVar

import click

from assistant import retention
from assistant.app import database_file, open_store, utc_now
from assistant.doctor import Finding, examine
from assistant.errors import AssistantError
from assistant.settings import KEY_BYTES, Settings, read_settings
from assistant.store.backup import back_up, restore
from assistant.store.base import Receipt, Store

Result = TypeVar("Result")
MOST_LISTED = 1_000

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
    click.echo(f"Erased: {gone.idle} idle and {gone.finished} finished conversations, {gone.receipts} receipts, "
               f"{gone.audit} audit entries.")  # fmt: skip


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data
def backup(file: Path, data: Path | None) -> None:
    """Copy the SQLite database to FILE while it is in use; for PostgreSQL docs/running.md says how."""
    with plainly():
        back_up(database_file(read_settings(data=data)), file)
    click.echo(f"{file} holds what was stored when it began; encrypted as the database is.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--erased", type=click.File(), help="What assistant erased printed since the backup, kept elsewhere.")
@data
def restore_backup(file: Path, erased: IO[str] | None, data: Path | None) -> None:
    """Put FILE in the place of the database, without anybody who was forgotten since; stop the server before."""
    with plainly():
        done = restore(file, database_file(read_settings(data=data)), _receipts(erased) if erased else ())
    click.echo(f"{done.conversations} conversations restored, {done.erased} erased again.")
    if done.aside:
        click.echo(f"The database that was there is {done.aside}; delete it when all is well.")
    if not done.remembered:
        click.echo("What that one had erased could not be read: give a list with --erased.", err=True)


@click.command("erased")
@click.option("--apply", "applied", type=click.File(), help="Erase again what this list names, after a restore.")
@data
@database
def erased(applied: IO[str] | None, data: Path | None, database: str | None) -> None:
    """List the ids of all that was erased, and when; keep the list apart from the backups."""
    wanted = _receipts(applied) if applied else None
    for line in with_store(lambda store, _: _erased(store, wanted), data=data, database=database):
        click.echo(line)


async def _erased(store: Store, wanted: Sequence[Receipt] | None) -> list[str]:
    if wanted is None:
        return [f"{each.conversation_id} {each.erased_at.isoformat()}" for each in await store.receipts()]
    gone = [await store.erase(each.conversation_id, each.erased_at) for each in wanted]
    return [f"{sum(gone)} conversations erased again."]


def _receipts(lines: Iterable[str]) -> list[Receipt]:
    """From lines of id and time. Raises ``click.ClickException``, naming the line."""
    found = []
    for number, line in enumerate(lines, start=1):
        name, _, at = line.strip().partition(" ")
        try:
            found.append(Receipt(conversation_id=name, erased_at=datetime.fromisoformat(at)))
        except ValueError:
            raise click.ClickException(f"line {number} of the list is no id with a time") from None
    return found


@click.group("outbox")
def outbox() -> None:
    """What is to be told to the clinic's webhook, and what was given up."""


@outbox.command("list")
@data
@database
def list_outbox(data: Path | None, database: str | None) -> None:
    """Say how much waits, and list what was given up after a day: id, time, kind, tries, reason."""
    for line in with_store(lambda store, _: _outgoing(store), data=data, database=database):
        click.echo(line)


async def _outgoing(store: Store) -> list[str]:
    load, letters = await store.outbox.load(), await store.outbox.dead(MOST_LISTED)
    since = f", the oldest since {load.oldest.isoformat(timespec='seconds')}" if load.oldest else ""
    since += f" ({load.reason})" if load.reason else ""
    listed = [f"{each.id}  {each.at.isoformat()}  {each.kind}  {each.tries} tries  {each.reason or ''}".rstrip()
              for each in letters]  # fmt: skip
    more = [f"and {load.dead - len(letters)} more"] if load.dead > len(letters) else []
    return [f"{load.waiting} events wait{since}; {load.dead} were given up.", *listed, *more]


@outbox.command("retry")
@data
@database
def retry_outbox(data: Path | None, database: str | None) -> None:
    """Let the servers try once more what was given up."""
    count = with_store(lambda store, _: store.outbox.retry(utc_now()), data=data, database=database)
    click.echo(f"{count} events are tried once more.")


@click.command("doctor")
@data
@database
def doctor(data: Path | None, database: str | None) -> None:
    """Look whether this server is fit to run; ends with 1 if something is bad."""
    with plainly():
        found = asyncio.run(_examine(read_settings(data=data, database=database)))
    for finding in found:
        click.echo(f"{finding.state:4}  {finding.thing:10}  {finding.text}")
    if any(finding.state == "bad" for finding in found):
        raise click.exceptions.Exit(1)


async def _examine(settings: Settings) -> list[Finding]:
    return [finding async for finding in examine(settings, utc_now())]


Work = Callable[[Store, Settings], Awaitable[Result]]


def with_store(work: Work[Result], **given: object) -> Result:
    """Do it with the store of these settings open; what goes wrong is said in one line."""
    with plainly():
        return asyncio.run(_with_store(work, read_settings(**given)))


@contextmanager
def plainly() -> Iterator[None]:
    """What goes wrong is said in one line."""
    try:
        yield
    except AssistantError as error:
        raise click.ClickException(str(error) or error.title) from None


async def _with_store(work: Work[Result], settings: Settings) -> Result:
    store = await open_store(settings)
    try:
        return await work(store, settings)
    finally:
        await store.close()
