"""Commands for those who look after the staff's side: accounts, and the audit."""

from __future__ import annotations

import re
import secrets
import sys
from pathlib import Path
from typing import get_args

import click

from assistant import factors, passwords
from assistant.app import utc_now
from assistant.store import audit
from assistant.store.audit import Note
from assistant.store.base import Store
from assistant.store.staff import Account, Role
from assistant.upkeep import data, database, with_store

MARK = re.compile(r"[1-9][0-9]{0,17}:[0-9a-f]{64}")
NAME = re.compile(r"[\w.@+-]{1,64}")
TERMINAL = "terminal"
"""Who did it, in the audit: whoever may use the server's own account."""

name = click.argument("name", callback=lambda _context, _option, given: _name(given))
role = click.option("--role", type=click.Choice(get_args(Role)), required=True, help="What they may do.")


def _name(given: str) -> str:
    if not NAME.fullmatch(given):
        raise click.BadParameter("a name has up to 64 letters, digits and . _ @ + -")
    return given.casefold()


@click.group("staff")
def staff() -> None:
    """The accounts of staff."""


@staff.command("add")
@name
@role
@click.option("--elsewhere", is_flag=True, help="Without a password: they sign in by OIDC.")
@data
@database
def add(name: str, role: Role, elsewhere: bool, data: Path | None, database: str | None) -> None:
    """Add an account; the password is asked for, or read from standard input."""
    held = None if elsewhere else _hashed(name)
    account = Account(id=f"s_{secrets.token_hex(8)}", name=name, role=role, password=held)
    if not with_store(lambda store, _: _add(store, account), data=data, database=database):
        raise click.ClickException(f"there is an account named {name} already")
    click.echo(f"{account.id} {name} {role}")


@staff.command("list")
@data
@database
def list_accounts(data: Path | None, database: str | None) -> None:
    """Show all accounts: id, name, role."""
    for account in with_store(lambda store, _: store.staff.accounts(), data=data, database=database):
        click.echo(f"{account.id} {account.name} {account.role}{'' if account.active else ' off'}")


@staff.command("role")
@name
@click.argument("role", type=click.Choice(get_args(Role)))
@data
@database
def change_role(name: str, role: Role, data: Path | None, database: str | None) -> None:
    """Change what somebody may do; they sign in again."""
    with_store(lambda store, _: _change(store, name, role=role), data=data, database=database)


@staff.command("password")
@name
@data
@database
def change_password(name: str, data: Path | None, database: str | None) -> None:
    """Give somebody a new password, asked for or read from standard input; they sign in again."""
    held = _hashed(name)
    with_store(lambda store, _: _change(store, name, password=held), data=data, database=database)


@staff.command("factor")
@name
@click.option("--off", is_flag=True, help="Take it away instead.")
@data
@database
def change_factor(name: str, off: bool, data: Path | None, database: str | None) -> None:
    """Give somebody a second factor: prints, once, the address for their authenticator app; they sign in again."""
    secret = None if off else factors.new_secret()
    with_store(lambda store, _: _set_factor(store, name, secret), data=data, database=database)
    if secret:
        click.echo(factors.address(secret, name))


@staff.command("off")
@name
@click.option("--back", is_flag=True, help="On again instead.")
@data
@database
def switch_off(name: str, back: bool, data: Path | None, database: str | None) -> None:
    """Keep somebody out, at once and on every server."""
    with_store(lambda store, _: _change(store, name, active=back), data=data, database=database)


def _hashed(name: str) -> str:
    """Of a password that is typed twice, or comes as a line of standard input: never an argument, which others see."""
    if sys.stdin.isatty():
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    try:
        passwords.check(password, name)
    except passwords.BadPassword as error:
        raise click.ClickException(str(error)) from None
    return passwords.hashed(password)


async def _add(store: Store, account: Account) -> bool:
    if await store.staff.account(account.name):
        return False
    await _note(store, "account.added", account)
    return await store.staff.add_account(account)


async def _account(store: Store, name: str) -> Account:
    held = await store.staff.account(name)
    if held is None:
        raise click.ClickException(f"there is no account named {name}")
    return held


async def _set_factor(store: Store, name: str, secret: str | None) -> None:
    account = await _account(store, name)
    await _note(store, "factor.set" if secret else "factor.taken", account)
    await store.staff.set_factor(account.id, secret)


async def _change(store: Store, name: str, **update: object) -> None:
    changed = (await _account(store, name)).model_copy(update=update)
    await _note(store, "password.changed" if "password" in update else "account.changed", changed)
    await store.staff.change_account(changed)


async def _note(store: Store, action: str, account: Account) -> None:
    await store.staff.record(Note(at=utc_now(), who=TERMINAL, action=action, detail=account.told))


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
