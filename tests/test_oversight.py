"""The accounts of staff, from the terminal of the server."""

from __future__ import annotations

import asyncio
from base64 import b64encode

import pytest
from click.testing import CliRunner, Result

from assistant import passwords
from assistant.cli import main
from assistant.store.staff import Account
from tests.store.places import Place
from tests.store.stories import AT

GOOD = "lantern wombat seven"


async def run(place: Place, *words: str, typed: str = "") -> Result:
    return await asyncio.to_thread(CliRunner().invoke, main, ["staff", *words, *place.options], input=typed)


async def account(place: Place, name: str) -> Account:
    store = await place.open()
    found = await store.staff.account(name)
    await store.close()
    assert found
    return found


@pytest.mark.promise(42, 43)
async def test_an_account_from_its_first_day_to_its_last(place: Place) -> None:
    added = await run(place, "add", "Ann.Smith", "--role", "agent", typed=f"{GOOD}\n")
    assert added.exit_code == 0, added.output
    ann = await account(place, "ann.smith")
    assert added.output == f"{ann.id} ann.smith agent\n"
    assert passwords.fits(GOOD, ann.password)
    store = await place.open()
    await store.staff.begin_session(b"session", ann.id, AT)
    assert (await run(place, "role", "ann.smith", "lead")).exit_code == 0
    assert await store.staff.session(b"session") is None
    assert (await run(place, "password", "ANN.SMITH", typed=f"another {GOOD}\n")).exit_code == 0
    assert (await run(place, "off", "ann.smith")).exit_code == 0
    assert (await run(place, "list")).output == f"{ann.id} ann.smith lead off\n"
    assert passwords.fits(f"another {GOOD}", (await account(place, "ann.smith")).password)
    assert (await run(place, "off", "--back", "ann.smith")).exit_code == 0
    assert (await account(place, "ann.smith")).active
    told = [(entry.who, entry.action, entry.detail.removeprefix(ann.id)) for entry in await store.staff.entries()]
    assert told == [
        ("terminal", "account.added", " agent"), ("terminal", "account.changed", " lead"),
        ("terminal", "password.changed", " lead"), ("terminal", "account.changed", " lead off"),
        ("terminal", "account.changed", " lead"),
    ]  # fmt: skip
    await store.close()


@pytest.mark.promise(42)
async def test_a_second_factor_is_shown_once_and_kept_sealed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    key = bytes(range(32))
    monkeypatch.setenv("ASSISTANT_ENCRYPTION_KEYS", b64encode(key).decode())
    await run(place, "add", "ann", "--role", "agent", "--elsewhere")
    shown = (await run(place, "factor", "ann")).output.strip()
    assert shown.startswith("otpauth://totp/Second%20Line:ann?secret=")
    secret = shown.partition("secret=")[2].partition("&")[0]
    assert len(secret) == 32
    assert await place.files_with(secret) == []
    other = bytes(range(1, 33))
    store = await place.open(other, key)
    ann = await store.staff.account("ann")
    assert ann
    assert await store.staff.factor(ann.id) == secret
    assert await store.reseal() == 1
    await store.close()
    store = await place.open(other)
    assert await store.staff.factor(ann.id) == secret
    await store.close()
    monkeypatch.setenv("ASSISTANT_ENCRYPTION_KEYS", b64encode(other).decode())
    assert (await run(place, "factor", "ann", "--off")).output == ""
    store = await place.open(other)
    assert await store.staff.factor(ann.id) is None
    assert [entry.action for entry in await store.staff.entries()][1:] == ["factor.set", "factor.taken"]
    await store.close()


@pytest.mark.promise(42)
async def test_what_cannot_be_done_is_said_in_one_line(place: Place) -> None:
    assert (await run(place, "add", "ann", "--role", "lead", "--elsewhere")).exit_code == 0
    for words, typed, says in (
        (["add", "ann", "--role", "lead"], GOOD, "Error: there is an account named ann already\n"),
        (["add", "ben", "--role", "lead"], "password1234", "Error: this password is too easily guessed; several words"),
        (["add", "ben", "--role", "lead"], "", "Error: a password has 12 to 128 characters\n"),
        (["role", "nobody", "lead"], "", "Error: there is no account named nobody\n"),
    ):
        refused = await run(place, *words, typed=typed)
        assert refused.exit_code == 1
        assert refused.output.startswith(says)
        assert refused.output.count("\n") == 1
    assert (await run(place, "add", "b n", "--role", "lead")).exit_code == 2
    assert (await run(place, "add", "ben", "--role", "king")).exit_code == 2
    assert (await account(place, "ann")).password is None
