"""Who may speak in a conversation: its secret token, a code that lets another device in, a ticket for its streams."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.errors import CodeSpent
from assistant.store.base import Store

TOKEN_LIFE = timedelta(days=180)
TICKET_LIFE = timedelta(minutes=1)
CODE_LIFE = timedelta(minutes=10)
SIGNS = "23456789BCDFGHJKLMNPQRSTVWXZ"
"""Of a code that somebody may have to type: none that looks like another, and no vowels, so that it says nothing."""
CODE_LENGTH = 10
CODE, DEVICE = "code:", "device:"
"""Go into the hash, so that neither opens what a ticket does."""
ISSUED = re.compile(r"([0-9a-f]{1,12})\.")
"""A token begins with the second it was made in; its hash covers that too, so it cannot be moved."""


class Admission:
    """Lets in whoever holds a secret of a conversation; kept of it is a hash only. A token opens for ``token_life``."""

    def __init__(self, store: Store, now: Callable[[], datetime], token_life: timedelta) -> None:
        self._store = store
        self._now = now
        self._life_seconds = token_life.total_seconds()

    async def authorised(self, conversation_id: str, token: str) -> bool:
        """Whether the token opens this conversation; False for an unknown one and a token that is too old, too."""
        held, issued = await self._store.token_hash(conversation_id), ISSUED.match(token)
        known = hmac.compare_digest(held or bytes(32), hashed(token)) and held is not None
        if not issued or self._now().timestamp() >= int(issued[1], 16) + self._life_seconds:
            return False
        return known or await self._store.admits(conversation_id, hashed(DEVICE + token), self._now())

    def new_token(self) -> str:
        return f"{int(self._now().timestamp()):x}.{secrets.token_urlsafe(24)}"

    async def link(self, conversation_id: str) -> tuple[str, datetime]:
        """A code that lets one other device in, once, within ``CODE_LIFE``; and when that ends."""
        code, at = "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH)), self._now()
        await self._store.keep_ticket(conversation_id, hashed(CODE + code), at, at + CODE_LIFE)
        return f"{code[:5]}-{code[5:]}", at + CODE_LIFE

    async def redeem(self, code: str) -> tuple[str, str]:
        """The conversation that the code, however it was typed, lets into, and a token of one's own. Raises
        ``CodeSpent``."""
        plain, at = re.sub(r"[^A-Z0-9]", "", code.upper()), self._now()
        conversation_id = await self._store.redeem(hashed(CODE + plain), at)
        if not conversation_id:
            raise CodeSpent("this code is mistyped, used already or too old; ask for a new one")
        token = self.new_token()
        ends_at = at + timedelta(seconds=self._life_seconds)
        await self._store.keep_ticket(conversation_id, hashed(DEVICE + token), at, ends_at)
        return conversation_id, token

    async def ticket(self, conversation_id: str) -> tuple[str, datetime]:
        """What opens the streams of this conversation for ``TICKET_LIFE``, on every server, and when that ends."""
        ticket, at = secrets.token_urlsafe(24), self._now()
        await self._store.keep_ticket(conversation_id, hashed(ticket), at, at + TICKET_LIFE)
        return ticket, at + TICKET_LIFE

    async def admits(self, conversation_id: str, ticket: str) -> bool:
        """Whether the ticket was issued for this conversation and still holds."""
        return await self._store.admits(conversation_id, hashed(ticket), self._now())


def hashed(token: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
