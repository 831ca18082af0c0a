"""Staff sign in at their own provider: where to go, and what they come back with."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, get_args

from aiohttp import web
from pydantic import Field, StrictStr

from assistant.conversations import Frozen
from assistant.settings import Oidc
from assistant.store.staff import Account, Role
from assistant.web.bodies import read
from assistant.web.calls import Call
from assistant.web.conversation import json_answer
from assistant.web.limits import Limits
from assistant.web.problems import Refused
from assistant.web.staff.access import STAFF, Staff
from assistant.web.staff.oidc import Flow, NotProven, Provider, ProviderAway
from assistant.web.staff.signing_in import SignedIn, signed_in

NAMES = ("preferred_username", "email", "sub")


class Departure(Frozen):
    """``url`` is where to send the person; ``flow`` is for the page to keep until they come back."""

    url: str
    flow: str


class Return(Frozen):
    """What the provider gave the person for the way back, and the ``flow`` that was kept."""

    code: StrictStr = Field(min_length=1, max_length=4096)
    state: StrictStr = Field(min_length=1, max_length=128)
    flow: StrictStr = Field(min_length=1, max_length=1024)


class Elsewhere:
    """``role_claim`` names the claim that holds the role; dots lead into objects."""

    def __init__(self, oidc: Oidc, role_claim: str, limits: Limits) -> None:
        self._provider = Provider(oidc)
        self._path = role_claim.split(".")
        self._limits = limits

    def calls(self) -> list[Call]:
        return [
            Call(
                method="POST", path="/v1/staff/oidc", handler=self.leave, does="Where to go to sign in",
                gives=Departure, refuses=(429, 503),
            ),
            Call(
                method="POST", path="/v1/staff/oidc/sessions", handler=self.arrive, does="Sign in, coming from there",
                body=Return, status=201, gives=SignedIn, refuses=(401, 403, 429, 503),
            ),
        ]  # fmt: skip

    async def leave(self, request: web.Request) -> web.Response:
        await self._count(request)
        flow = Flow.new()
        try:
            url = await self._provider.address(flow)
        except ProviderAway as error:
            raise _away(error) from error
        return json_answer(Departure(url=url, flow=self._provider.sign(flow, request.app[STAFF].now())))

    async def arrive(self, request: web.Request) -> web.Response:
        await self._count(request)
        back, staff = await read(request, Return), request.app[STAFF]
        try:
            flow = self._provider.read(back.flow, back.state, staff.now())
            claims = await self._provider.claims(back.code, flow, staff.now())
        except ProviderAway as error:
            raise _away(error) from error
        except NotProven as error:
            await staff.record("unknown", "session.refused")
            raise Refused(401, error.title, headers={"WWW-Authenticate": "Bearer"}) from error
        account = await self._account(staff, claims)
        return json_answer(await signed_in(request, account), status=201)

    async def _count(self, request: web.Request) -> None:
        await self._limits.sign_in(self._limits.address(request), "", is_known=True)

    async def _account(self, staff: Staff, claims: Mapping[str, Any]) -> Account:
        """The account of this person, as the provider has it now. Raises ``Refused`` 403."""
        person = sha256(f"{claims['iss']}\0{claims['sub']}".encode()).hexdigest()
        account_id, role = f"o_{person[:24]}", _highest(_value(claims, self._path))
        held = await staff.account(account_id)
        if role is None or (held and not held.active):
            await staff.record(account_id, "session.refused")
            raise Refused(403, "This account may do nothing here.")
        if held and held.role == role:
            return held
        if held:
            account = held.model_copy(update={"role": role})
            await staff.record(account_id, "account.changed", detail=account.told)
            await staff.records.change_account(account)
            return account
        return await _add(staff, Account(id=account_id, name=_name(claims), role=role))


async def _add(staff: Staff, account: Account) -> Account:
    """Nobody takes the name of another: then the id follows it."""
    await staff.record(account.id, "account.added", detail=account.told)
    if not await staff.records.add_account(account):
        account = account.model_copy(update={"name": f"{account.name} {account.id}"})
        await staff.records.add_account(account)
    return account


def _name(claims: Mapping[str, Any]) -> str:
    return next(text for name in NAMES if isinstance(text := claims.get(name), str) and text)[:64].casefold()


def _value(claims: object, path: list[str]) -> object:
    for part in path:
        claims = claims.get(part) if isinstance(claims, Mapping) else None
    return claims


def _highest(told: object) -> Role | None:
    """Of one role or several; what is no role of ours is left out."""
    names = told if isinstance(told, list) else [told]
    return next((role for role in reversed(get_args(Role)) if role in names), None)


def _away(error: ProviderAway) -> Refused:
    return Refused(503, error.title)
