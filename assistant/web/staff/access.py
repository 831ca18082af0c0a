"""Who of the staff is calling, what they may do, and the record of it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum

from aiohttp import web
from pydantic import SecretStr

from assistant.conversations import Frozen
from assistant.store.audit import Audit, Note
from assistant.web.access import bearer
from assistant.web.problems import Refused


class Right(StrEnum):
    """What a call needs. Each role has those of the ones before it, and one more."""

    READ = "read"
    ANSWER = "answer"
    LEAD = "lead"
    ADMIN = "admin"


RIGHTS: Mapping[str, frozenset[Right]] = {
    role: frozenset(list(Right)[:count]) for count, role in enumerate(("reader", "agent", "lead", "admin"), start=1)
}
"""Role -> what it may do."""


class Member(Frozen):
    """Who is signed in."""

    id: str
    name: str
    role: str


WITH_TOKEN = Member(id="token", name="Staff", role="admin")
"""Whoever holds the staff token: for the first account, and for when nobody else can get in."""


class Staff:
    """Knows staff by what they send; without a ``token`` that door is closed. ``audit`` is where it is recorded."""

    def __init__(self, audit: Audit, token: SecretStr | None, now: Callable[[], datetime]) -> None:
        self.audit = audit
        self.now = now
        self._token = token

    async def find(self, sent: str) -> Member | None:
        """Whose token or session this is."""
        if self._token and hmac.compare_digest(_digest(sent), _digest(self._token.get_secret_value())):
            return WITH_TOKEN
        return None


STAFF = web.AppKey("staff", Staff)
CALLER = web.RequestKey("caller", Member)


async def member(request: web.Request, right: Right) -> Member:
    """Who is calling. Raises ``Refused``: 401 for whoever is not of the staff, 403 without the right."""
    found = request.get(CALLER) or await request.app[STAFF].find(bearer(request))
    if found is None:
        raise Refused(401, "This opens nothing here.", headers={"WWW-Authenticate": "Bearer"})
    if right not in RIGHTS[found.role]:
        raise Refused(403, f"The role {found.role} may not do this.")
    request[CALLER] = found
    return found


async def audited(
    request: web.Request, member: Member, action: str, conversation_id: str | None = None, detail: str = ""
) -> None:
    """Record a view or change before it is answered. Raises ``StoreUnavailable``: then nothing is to be shown.

    ``detail`` holds ids only.
    """
    staff = request.app[STAFF]
    await staff.audit.record(
        Note(at=staff.now(), who=member.id, action=action, conversation_id=conversation_id, detail=detail)
    )


def _digest(secret: str) -> bytes:
    """Of equal length whatever the secret, so that comparing tells nothing about it."""
    return hashlib.sha256(secret.encode()).digest()
