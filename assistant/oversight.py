"""Commands for those who look after the staff's side: the audit."""

from __future__ import annotations

import re
from pathlib import Path

import click

from assistant.store import audit
from assistant.upkeep import data, database, with_store

MARK = re.compile(r"[1-9][0-9]{0,17}:[0-9a-f]{64}")


@click.group("audit")
def audit_commands() -> None:
    """What staff saw and did."""


@audit_commands.command("head")
@data
@database
def head(data: Path | None, database: str | None) -> None:
    """Print number and hash of the last entry; keep them where nobody can change them who can change the database."""
    last = with_store(lambda store, _: store.staff.head(), data=data, database=database)
    if last is None:
        raise click.ClickException("the audit is empty")
    click.echo(last.mark)


@audit_commands.command("verify")
@click.option("--head", "kept", help="What assistant audit head printed before: nothing up to there may have changed.")
@data
@database
def verify(kept: str | None, data: Path | None, database: str | None) -> None:
    """Look whether an entry was changed, dropped or moved; ends with 1 if so."""
    if kept is not None and not MARK.fullmatch(kept):
        raise click.BadParameter("a number, a colon and a hash are needed", param_hint="--head")
    verdict = with_store(lambda store, _: audit.verify(store.staff, kept), data=data, database=database)
    for flaw in verdict.flaws:
        click.echo(flaw)
    if verdict.flaws:
        raise click.exceptions.Exit(1)
    click.echo(f"{verdict.entries} entries, each as it was recorded.")
