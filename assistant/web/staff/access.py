"""Who of the staff is calling, what they may do, and the record of it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import get_args

from aiohttp import web
from pydantic import SecretStr

from assistant.conversations import Frozen
from assistant.store.audit import Note
from assistant.store.staff import LONGEST, Account, Role, StaffRecords
from assistant.web.access import bearer
from assistant.web.problems import Refused

SEEN_EVERY = timedelta(seconds=30)
"""How exactly the time of last use is noted: each time it is written down."""


class Right(StrEnum):
    """What a call needs. Each role has those of the ones before it, and one more."""

    READ = "read"
    ANSWER = "answer"
    LEAD = "lead"
    ADMIN = "admin"


RIGHTS: Mapping[Role, tuple[Right, ...]] = {
    role: tuple(Right)[:count] for count, role in enumerate(get_args(Role), start=1)
}
"""Role -> what it may do."""


class Member(Frozen):
    """Who is signed in."""

    id: str
    name: str
    role: Role


WITH_TOKEN = Member(id="token", name="Staff", role="admin")
"""Whoever holds the staff token: for the first account, and for when nobody else can get in."""


class Staff:
    """Knows staff by what they send. Without a ``token`` that door is closed."""

    def __init__(self, records: StaffRecords, token: SecretStr | None, now: Callable[[], datetime]) -> None:
        self.records = records
        self.now = now
        self._token = token

    async def find(self, sent: str, counts: bool = True) -> Member | None:
        """Whose token or session this is, looked up in the store each time; if it ``counts``, noted as used."""
        if self._token and hmac.compare_digest(_digest(sent), _digest(self._token.get_secret_value())):
            return WITH_TOKEN
        session, now = await self.records.session(_digest(sent)), self.now()
        if session is None or not session.holds(now):
            return None
        if counts and now - session.seen_at > SEEN_EVERY:
            await self.records.see_session(_digest(sent), now)
        return member_of(session.account)

    async def account(self, account_id: str) -> Account | None:
        """The one with this id."""
        return next((each for each in await self.records.accounts() if each.id == account_id), None)

    async def begin(self, account: Account) -> tuple[str, datetime]:
        """Sign in: the token of a new session, and when it ends at the latest."""
        token, now = secrets.token_urlsafe(32), self.now()
        await self.records.begin_session(_digest(token), account.id, now)
        await self.record(account.id, "session.began")
        return token, now + LONGEST

    async def end(self, sent: str) -> None:
        """Sign out."""
        await self.records.end_session(_digest(sent))

    async def record(self, who: str, action: str, conversation_id: str | None = None, detail: str = "") -> None:
        """Into the audit. Raises ``StoreUnavailable``."""
        await self.records.record(
            Note(at=self.now(), who=who, action=action, conversation_id=conversation_id, detail=detail)
        )


def member_of(account: Account) -> Member:
    return Member(id=account.id, name=account.name, role=account.role)


STAFF = web.AppKey("staff", Staff)
CALLER = web.RequestKey("caller", Member)


async def member(request: web.Request, right: Right) -> Member:
    """Who is calling. Raises ``Refused``: 401 for whoever is not of the staff, 403 without the right.

    A call that waits for news is made by a page that nobody may be sitting at: it keeps no session alive.
    """
    found = request.get(CALLER) or await request.app[STAFF].find(bearer(request), counts="wait" not in request.query)
    if found is None:
        raise Refused(401, "This opens nothing here.", headers={"WWW-Authenticate": "Bearer"})
    if right not in RIGHTS[found.role]:
        raise Refused(403, f"The role {found.role} may not do this.")
    request[CALLER] = found
    return found


async def still_there(request: web.Request) -> None:
    """After a wait: whoever was let in may be out meanwhile. Raises ``Refused`` 401."""
    del request[CALLER]
    await member(request, Right.READ)


async def audited(
    request: web.Request, member: Member, action: str, conversation_id: str | None = None, detail: str = ""
) -> None:
    """Record a view or change before it is answered. Raises ``StoreUnavailable``: then nothing is to be shown.

    ``detail`` holds ids only.
    """
    await request.app[STAFF].record(member.id, action, conversation_id, detail)


def _digest(secret: str) -> bytes:
    """Of equal length whatever the secret, so that comparing tells nothing about it."""
    return hashlib.sha256(secret.encode()).digest()
