"""Staff sign in with name and password, and out; who is signed in, and how they change their password."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import datetime

from aiohttp import web
from pydantic import Field, StrictStr

from assistant import factors, passwords
from assistant.conversations import Frozen
from assistant.store.staff import Account
from assistant.web.access import bearer
from assistant.web.bodies import fault, read
from assistant.web.calls import Call
from assistant.web.conversation import json_answer
from assistant.web.limits import Limits
from assistant.web.problems import Refused
from assistant.web.staff.access import RIGHTS, STAFF, Member, Right, Staff, audited, member, member_of

MOST_KNOWN = 10_000
CODE = r"^[0-9]{6}$"


class Credentials(Frozen):
    """Who one is, and the proof of it; ``code`` is that of the second factor, for who has one."""

    name: StrictStr = Field(min_length=1, max_length=64)
    password: StrictStr = Field(min_length=1, max_length=passwords.LONGEST)
    code: StrictStr | None = Field(default=None, pattern=CODE)


class SignedIn(Frozen):
    """``token`` opens the staff calls until ``expires_at``, or a quarter of an hour without any."""

    token: str
    expires_at: datetime
    member: Member


class Me(Frozen):
    """Who is signed in, and what they may do."""

    member: Member
    rights: tuple[Right, ...]


class NewPassword(Frozen):
    """The one so far, and the one from now on; ``code`` as for signing in."""

    password: StrictStr = Field(min_length=1, max_length=passwords.LONGEST)
    code: StrictStr | None = Field(default=None, pattern=CODE)
    new: StrictStr = Field(min_length=1, max_length=passwords.LONGEST)


class SigningIn:
    """A wrong password and an unknown name are alike, in the answer and in the time it takes."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._one = asyncio.Semaphore(1)  # each takes a quarter of a second and 32 MiB: beside the event loop

    def calls(self) -> list[Call]:
        return [
            Call(
                method="POST", path="/v1/staff/sessions", handler=self.begin, does="Sign in", body=Credentials,
                status=201, gives=SignedIn, refuses=(401, 429, 503),
            ),
            Call(
                method="DELETE", path="/v1/staff/sessions", handler=end, does="Sign out", needs=Right.READ, status=204,
            ),
            Call(
                method="GET", path="/v1/staff/me", handler=show, does="Who is signed in", needs=Right.READ, gives=Me,
            ),
            Call(
                method="PUT", path="/v1/staff/me/password", handler=self.change, needs=Right.READ, body=NewPassword,
                does="Change one's own password; ends all one's sessions", status=204, refuses=(429,),
            ),
        ]  # fmt: skip

    async def begin(self, request: web.Request) -> web.Response:
        sent = await read(request, Credentials)
        account = await self._proven(request, sent.name.casefold(), sent)
        return json_answer(await signed_in(request, account), status=201)

    async def change(self, request: web.Request) -> web.Response:
        caller, sent = await member(request, Right.READ), await read(request, NewPassword)
        account = await self._proven(request, caller.name, sent)
        try:
            passwords.check(sent.new, account.name)
        except passwords.BadPassword as error:
            raise fault("/new", str(error)) from None
        async with self._one:
            held = await asyncio.to_thread(passwords.hashed, sent.new)
        await audited(request, caller, "password.changed")
        await request.app[STAFF].records.change_account(account.model_copy(update={"password": held}))
        return web.Response(status=204)

    async def _proven(self, request: web.Request, name: str, sent: Credentials | NewPassword) -> Account:
        """The account of this name. Raises ``Refused`` 401 when password or code are not its own, 429 after many."""
        address, staff = self._limits.address(request), request.app[STAFF]
        await self._limits.sign_in(address, name, (name, address) in self._known)
        account = await staff.records.account(name)
        held = account.password if account and account.active else None
        async with self._one:
            fits = await asyncio.to_thread(passwords.fits, sent.password, held)
        if account is None or not fits or not await _second(staff, account, sent.code):
            await staff.record(account.id if account else "unknown", "session.refused")
            raise Refused(
                401,
                "Name, password and code (for who has a second factor) do not fit.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        self._known[name, address] = None
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return account


async def _second(staff: Staff, account: Account, code: str | None) -> bool:
    """Whether the second factor, if there is one, gave this code, and it was not used before."""
    secret = await staff.records.factor(account.id)
    if secret is None:
        return True
    step = factors.step(secret, code, staff.now()) if code else None
    return step is not None and await staff.records.use_code(account.id, step)


async def signed_in(request: web.Request, account: Account) -> SignedIn:
    """A new session."""
    token, expires_at = await request.app[STAFF].begin(account)
    return SignedIn(token=token, expires_at=expires_at, member=member_of(account))


async def end(request: web.Request) -> web.Response:
    await audited(request, await member(request, Right.READ), "session.ended")
    await request.app[STAFF].end(bearer(request))
    return web.Response(status=204)


async def show(request: web.Request) -> web.Response:
    found = await member(request, Right.READ)
    return json_answer(Me(member=found, rights=RIGHTS[found.role]))
