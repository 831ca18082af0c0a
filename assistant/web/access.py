"""Who may make a call: the conversation's secret token, a ticket for its streams, or the clinic's key."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from typing import Literal

from aiohttp import web
from pydantic import SecretStr

from assistant.engine.engine import Engine
from assistant.errors import ConversationNotFound
from assistant.web.problems import Refused

Needs = Literal["nothing", "token", "ticket", "clinic"]

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
BEARER = re.compile(r"[Bb]earer +([A-Za-z0-9._~+/=-]{1,512})")
TICKET_SECONDS = 60


class Tickets:
    """Tickets for what cannot send a header (a browser's EventSource or WebSocket): signed, for one conversation, for
    a minute. The secret lives and dies with the process; ``clock`` counts seconds and never goes back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._secret = secrets.token_bytes(32)
        self._clock = clock

    def issue(self, conversation_id: str) -> str:
        """A ticket that opens the streams of this conversation for ``TICKET_SECONDS``."""
        ends = str(int(self._clock()) + TICKET_SECONDS)
        return f"{ends}.{self._sign(conversation_id, ends)}"

    def opens(self, conversation_id: str, ticket: str) -> bool:
        """Whether ``ticket`` was issued for this conversation and still holds."""
        ends, _, signature = ticket.partition(".")
        expected = self._sign(conversation_id, ends)
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
            return False
        return self._clock() < int(ends)

    def _sign(self, conversation_id: str, ends: str) -> str:
        words = f"streams\0{conversation_id}\0{ends}".encode("utf-8", "replace")
        return hmac.new(self._secret, words, hashlib.sha256).hexdigest()


class Access:
    """Lets calls pass, or raises. A wrong token and a conversation that never was look alike.

    Without a ``clinic_key`` the calls that need one are closed to everybody.
    """

    def __init__(self, engine: Engine, tickets: Tickets, clinic_key: SecretStr | None = None) -> None:
        self._engine = engine
        self._tickets = tickets
        self._clinic_key = clinic_key

    async def check(self, request: web.Request, needs: Needs) -> None:
        """Raises ``Refused`` 401 without a token, ``ConversationNotFound`` with one that opens nothing here."""
        if needs == "nothing":
            return
        if needs == "clinic":
            self._check_key(bearer(request))
            return
        conversation_id = request.match_info["id"]
        ticket = request.query.get("ticket") or request.query.get("token")
        if needs == "ticket" and ticket and "Authorization" not in request.headers:
            await self._admit(conversation_id, ticket)
            return
        token = bearer(request)
        if not ID.fullmatch(conversation_id) or not await self._engine.authorised(conversation_id, token):
            raise ConversationNotFound

    def _check_key(self, sent: str) -> None:
        held = self._clinic_key.get_secret_value() if self._clinic_key else secrets.token_urlsafe()
        if not hmac.compare_digest(_digest(sent), _digest(held)):
            raise Refused(401, "This key opens nothing here.", headers={"WWW-Authenticate": "Bearer"})

    async def _admit(self, conversation_id: str, ticket: str) -> None:
        if not self._tickets.opens(conversation_id, ticket):
            raise ConversationNotFound
        await self._engine.conversation(conversation_id)  # erased since the ticket was issued? then this raises


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
