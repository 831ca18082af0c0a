"""Who may make a call: the conversation's secret token, a ticket for its streams, or the clinic's key."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

from aiohttp import web

from assistant.engine.admission import Admission
from assistant.errors import ConversationNotFound
from assistant.settings import SCOPES, ClinicKey
from assistant.web.problems import Refused

Needs = Literal["nothing", "token", "ticket", "understand", "triage", "channels"]
"""The last three: a key of the clinic with this scope."""

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9._~+/=-]{1,512})")


class Access:
    """Lets calls pass, or raises. A wrong token and a conversation that never was look alike.

    Without ``keys`` the calls that need one are closed to everybody.
    """

    def __init__(self, admission: Admission, keys: Sequence[ClinicKey] = ()) -> None:
        self._admission = admission
        self._keys = [(_digest(each.key.get_secret_value()), each.scopes) for each in keys]

    async def check(self, request: web.Request, needs: Needs) -> None:
        """Raises ``Refused`` 401 without a token, ``ConversationNotFound`` with one that opens nothing here.

        With a key that opens something else it raises ``Refused`` 403.
        """
        if needs == "nothing":
            return
        if needs in SCOPES:
            self._check_key(bearer(request), needs)
            return
        conversation_id = request.match_info["id"]
        opens: Callable[[str, str], Awaitable[bool]] = self._admission.authorised
        if needs == "ticket" and (ticket := _ticket(request)) and "Authorization" not in request.headers:
            opens, sent = self._admission.admits, ticket
        else:
            sent = bearer(request)
        if not ID.fullmatch(conversation_id) or not await opens(conversation_id, sent):
            raise ConversationNotFound

    def _check_key(self, sent: str, needed: str) -> None:
        digest = _digest(sent)
        scopes = [scopes for held, scopes in self._keys if hmac.compare_digest(digest, held)]
        if not scopes:
            raise Refused(401, "This key opens nothing here.", headers={"WWW-Authenticate": "Bearer"})
        if needed not in scopes[0]:
            raise Refused(403, f"This key does not open “{needed}”.")


def _ticket(request: web.Request) -> str | None:
    return request.query.get("ticket") or request.query.get("token")


def bearer(request: web.Request) -> str:
    """The token or key that was sent. Raises ``Refused`` 401 without one."""
    header = request.headers.get("Authorization")
    if not header:
        raise Refused(401, "A bearer token is needed.", headers={"WWW-Authenticate": "Bearer"})
    match = BEARER.fullmatch(header)
    if not match:
        raise Refused(401, "The Authorization header is not a bearer token.", headers={"WWW-Authenticate": "Bearer"})
    return match[1]


def _digest(secret: str) -> bytes:
    """Of equal length whatever the secret, so that comparing tells nothing about it."""
    return hashlib.sha256(secret.encode()).digest()
