"""The accounts of staff, for those who run them: who there is, and what becomes of them."""

from __future__ import annotations

from typing import Self

from aiohttp import web
from pydantic import StrictBool, model_validator

from assistant.conversations import Frozen
from assistant.store.staff import Account, Role
from assistant.web.bodies import read
from assistant.web.calls import Call
from assistant.web.conversation import json_answer
from assistant.web.problems import Refused
from assistant.web.staff.access import STAFF, Right, audited, member


class Shown(Frozen):
    """An account without its secrets."""

    id: str
    name: str
    role: Role
    active: bool


class Accounts(Frozen):
    """All there are, by name."""

    accounts: tuple[Shown, ...]


class Change(Frozen):
    """``active`` false: they are out at once, on every server."""

    role: Role | None = None
    active: StrictBool | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.role is None and self.active is None:
            raise ValueError("role or active is needed")
        return self


def calls() -> list[Call]:
    return [
        Call(
            method="GET", path="/v1/staff/accounts", handler=show, does="The accounts of staff",
            needs=Right.ADMIN, gives=Accounts,
        ),
        Call(
            method="PUT", path="/v1/staff/accounts/{id}", handler=change,
            does="Change the role of an account, or switch it off or on; ends its sessions",
            needs=Right.ADMIN, body=Change, gives=Shown, refuses=(404,),
        ),
    ]  # fmt: skip


async def show(request: web.Request) -> web.Response:
    await audited(request, await member(request, Right.ADMIN), "accounts.read")
    return json_answer(Accounts(accounts=tuple(map(_shown, await request.app[STAFF].records.accounts()))))


async def change(request: web.Request) -> web.Response:
    caller, wanted = await member(request, Right.ADMIN), await read(request, Change)
    staff = request.app[STAFF]
    held = await staff.account(request.match_info["id"])
    if held is None:
        raise Refused(404, "There is no such account.")
    changed = held.model_copy(update=wanted.model_dump(exclude_none=True))
    await audited(request, caller, "account.changed", detail=changed.told)
    await staff.records.change_account(changed)
    return json_answer(_shown(changed))


def _shown(account: Account) -> Shown:
    return Shown(**account.model_dump(exclude={"password"}))
